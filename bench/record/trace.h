/* trace.h -- reads back the traces of a campaign's results, a row at a time. */
#ifndef OPTBENCH_BENCH_RECORD_TRACE_H
#define OPTBENCH_BENCH_RECORD_TRACE_H

#include "bench/io/csv.h"
#include "bench/plan/campaign.h"

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
  double cost, f, best_f, diagnostic;
  double error; /* best_f - f*; best_f itself where f* is not known */
  double *x;    /* dim values */
};

/* Opens RESULTS/traces/CELL.csv. With `want_x` it must have the iterates; `diagnostic` names the
 * column wanted beside, or is NULL. On an error nothing is open. */
int trace_open(struct trace *trace, const char *results, const struct campaign *campaign,
               const struct cell *cell, bool want_x, const char *diagnostic, struct error *err);
int trace_next(struct trace *trace, bool *more, struct error *err);
void trace_close(struct trace *trace);

/* See which of the campaign's cells have their trace in RESULTS/traces, into one flag a cell.
 * Returns how many. */
size_t traces_find(const char *results, const struct campaign *campaign, bool *traced);

#endif
