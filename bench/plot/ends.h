/* ends.h -- where the runs of a campaign's cell end from other starts than its own. */
#ifndef OPTBENCH_BENCH_PLOT_ENDS_H
#define OPTBENCH_BENCH_PLOT_ENDS_H

#include "bench/plot/figure.h"

/* One run from each of count starts (dim values each), under the cell's budget, without
 * targets and restarts; run k has the draws of repetition k. `end`: out, the last incumbents, as
 * many; `f`: out, count values without noise there. STATUS_OK or the first error. */
int ends_find(const struct plot *plot, const struct cell *cell, size_t count, const double *start,
              double *end, double *f, struct error *err);

#endif
