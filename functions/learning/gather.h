/* gather.h -- rows of a data set as doubles, laid out for products of matrices. */
#ifndef OPTBENCH_FUNCTIONS_LEARNING_GATHER_H
#define OPTBENCH_FUNCTIONS_LEARNING_GATHER_H

#include <stdbool.h>
#include <stddef.h>

#include "functions/dataset.h"
#include "src/numeric/level.h"

#define gather_size  LEVELED(gather_size)
#define gather_block LEVELED(gather_block)
#define gather_again LEVELED(gather_again)

/* Rows of a data set, at least one: those in `list`, in its order, or, without a list, `count`
 * from `first` on. Test rows come after the training rows. */
struct network_rows {
  const struct dataset *data;
  const size_t *list;
  size_t first, count;
};

enum { GATHER_MOST = 64 }; /* rows that are worked on together */

/* `rows` rows, padded with rows of zeros to `width`, a multiple of 8. */
struct gathered {
  size_t rows, width;
  const double *across; /* inputs x width: a column for each row */
  const double *along;  /* rows x padded inputs, the padding zero; only for gradients */
  const double *want;   /* width: each row's label or target */
};

/* Doubles of memory for a block of so many rows. */
size_t gather_size(size_t inputs, size_t rows);

/* Rows from ... from + rows - 1 of `all`, rows <= GATHER_MOST, in memory that is a block's as long
 * as it is used. */
struct gathered gather_block(const struct network_rows *all, size_t from, size_t rows,
                             bool gradients, double *memory);

/* The block that gather_block made there. */
struct gathered gather_again(size_t inputs, size_t rows, const double *memory);

#endif
