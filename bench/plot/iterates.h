/* iterates.h -- what the figures on functions of one variable have in common. */
#ifndef OPTBENCH_BENCH_PLOT_ITERATES_H
#define OPTBENCH_BENCH_PLOT_ITERATES_H

#include "bench/plot/landscape.h"

/* One iterate of a run in one dimension. */
struct iterate {
  size_t repetition, step;      /* step: rows of the repetition before it */
  double cost, x, f, deviation; /* deviation: NaN where the method has none */
};
struct iterates {
  struct iterate *at;
  size_t count, room;
};

/* The iterates of a cell, in order, or with `ends_only` the first and the last of each repetition.
 * Free iterates->at. */
int iterates_read(const struct plot *plot, const struct cell *cell, bool ends_only, bool deviation,
                  struct iterates *iterates, struct error *err);

/* Index of the first cell in one dimension that has traces and is of the first instance, with
 * `smoothed` one of a function with a closed form of its smoothing; the cell count if there is
 * none. The cells of the other optimizers follow it. */
size_t line_cell(const struct plot *plot, bool smoothed);

/* Does the cell's optimizer have this parameter (of its gradient source, if `source` names it, else
 * of its rule)? Then its value. */
int cell_parameter(const struct plot *plot, const struct cell *cell, const char *source,
                   const char *key, bool *found, double *value, struct error *err);

/* Are there iterates of an optimizer on this gradient source, with a deviation, on a function of
 * one variable that has a closed form of its smoothing? */
bool line_shows(const struct plot *plot, const char *source);

#endif
