/* cell_index.h -- the cells of results by function, dimension, instance and optimizer: a hash table
 * with open addressing, since campaigns of a suite have tens of thousands. */
#ifndef OPTBENCH_BENCH_RECORD_CELL_INDEX_H
#define OPTBENCH_BENCH_RECORD_CELL_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "src/error.h"

struct cell_results;

struct cell_index {
  const struct cell_results *cells; /* of these; of others it says nothing */
  size_t count;                     /* of so many of them, from the first on */
  size_t *slot, slots;              /* 1 + the number of a cell, 0: free; owned */
};

/* Take in all of `count` cells that it has not yet. The cells known before must be the first of
 * these, wherever they stand now. STATUS_OK or STATUS_NOMEM. */
int cell_index_extend(struct cell_index *index, const struct cell_results *cells, size_t count,
                      struct error *err);
void cell_index_free(struct cell_index *index);

/* Does it know all of these cells, and no others? */
bool cell_index_is_of(const struct cell_index *index, const struct cell_results *cells,
                      size_t count);

/* The number of the cell among those that it knows; their count without one. */
size_t cell_index_find(const struct cell_index *index, const char *function, size_t dim,
                       unsigned instance, const char *optimizer);

#endif
