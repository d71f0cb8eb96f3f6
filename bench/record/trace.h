/* trace.h -- reads back the files of a campaign's results, a row at a time. */
#ifndef OPTBENCH_BENCH_RECORD_TRACE_H
#define OPTBENCH_BENCH_RECORD_TRACE_H

#include "bench/io/csv.h"
#include "bench/plot/figure.h"

/* The trace of one cell. */
struct trace {
  struct csv csv;
  size_t repetition_column, cost_column, f_column, best_f_column, error_column;
  size_t x_column;          /* of x1, the others follow; valid if dim > 0 */
  size_t diagnostic_column; /* of the one that was asked for */
  size_t dim;
  size_t runs;
  bool more_runs; /* some cells have more, for their successes; figures show those that all have */
  bool diagnosed;
  /* The current row. */
  size_t repetition;
  double cost, f, best_f, error, diagnostic;
  double *x; /* dim values */
};

/* Opens traces/CELL.csv. With `want_x` it must have the iterates; `diagnostic` names the column
 * wanted beside, or is NULL. On an error nothing is open. */
int trace_open(struct trace *trace, const struct plot *plot, const struct cell *cell, bool want_x,
               const char *diagnostic, struct error *err);
int trace_next(struct trace *trace, bool *more, struct error *err);
void trace_close(struct trace *trace);

/* Is the cell's trace there? */
bool trace_exists(const char *results, const struct cell *cell);

/* A row of targets.csv: the cost to one target in one run. */
struct target_row {
  size_t function, optimizer; /* indices in the campaign */
  size_t dim, repetition;
  unsigned instance;
  double target, cost; /* cost: NaN if it was not reached */
};
struct targets {
  struct csv csv;
  const struct campaign *campaign;
  bool part; /* rows of functions that the campaign has not are passed over */
  size_t column[7];
  size_t function, optimizer; /* of the last row, where the search for the next begins */
};
int targets_open(struct targets *targets, const struct plot *plot, struct error *err);
int targets_next(struct targets *targets, struct target_row *row, bool *more, struct error *err);
void targets_close(struct targets *targets);
bool targets_exist(const char *results);

#endif
