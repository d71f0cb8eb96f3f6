/* rows.h -- a data set with the memory that it owns. */
#ifndef OPTBENCH_BENCH_DATA_ROWS_H
#define OPTBENCH_BENCH_DATA_ROWS_H

#include "functions/dataset.h"
#include "src/error.h"

/* Zero-initialise; data_rows_free gives back, at any time. */
struct data_rows {
  struct dataset set;   /* the numbers; its pointers and its digest come last, by data_rows_seal */
  unsigned char *bytes; /* NULL, as in struct dataset */
  double *values;
  int *label;
  double *target;
};

/* Point the set at its memory and give it its digest: of its rows and their shape, so that the same
 * rows have the same digest, packed or not, whatever their file is called. */
void data_rows_seal(struct data_rows *rows);
void data_rows_free(struct data_rows *rows);

#endif
