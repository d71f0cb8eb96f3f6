/* order.h -- which rows a minibatch has, made again at any step without a table.
 *
 * An epoch is a permutation of the rows 0 ... n - 1 that depends on (stream, epoch) alone. A step's
 * batch is the next `batch` of them; the last one of an epoch may be shorter. */
#ifndef OPTBENCH_FUNCTIONS_LEARNING_ORDER_H
#define OPTBENCH_FUNCTIONS_LEARNING_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "src/numeric/level.h"
#include "src/stream.h"

#define order_rows  LEVELED(order_rows)
#define order_batch LEVELED(order_batch)

/* rows[i], i < count: where the epoch's permutation of 0 ... n - 1 takes first + i;
 * first + count <= n <= 2^32. */
void order_rows(struct stream stream, uint64_t epoch, size_t n, size_t first, size_t count,
                size_t *rows);

/* The rows of step 0, 1, ...: `batch` of them, or fewer where an epoch of n rows ends. Returns how
 * many; `rows` has room for min(batch, n). n and batch are at least 1. */
size_t order_batch(struct stream stream, uint64_t step, size_t n, size_t batch, size_t *rows);

#endif
