/* points.h -- reads back the points that runs kept (`--save-x`): RESULTS/x/CELL.csv, a point a row.
 */
#ifndef OPTBENCH_BENCH_RECORD_POINTS_H
#define OPTBENCH_BENCH_RECORD_POINTS_H

#include "bench/io/csv.h"
#include "bench/plan/campaign.h"

struct points {
  struct csv csv;
  size_t repetition_column, kind_column, f_column, x_column; /* of x1, the others follow */
  size_t dim;
  /* The current row. */
  size_t repetition;
  const char *kind; /* "best" or "final"; valid until the next row */
  double f;         /* its true value */
  double *x;        /* dim values */
};

/* *there is false, and nothing open, where the cell has no such file. STATUS_OK, STATUS_IO,
 * STATUS_USAGE or STATUS_NOMEM; on an error nothing is open. */
int points_open(struct points *points, const char *results, const struct cell *cell, bool *there,
                struct error *err);
int points_next(struct points *points, bool *more, struct error *err);
void points_close(struct points *points);

#endif
