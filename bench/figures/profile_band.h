/* profile_band.h -- what other runs would make of a profile, and of how few optimizers the virtual
 * best could be made. */
#ifndef OPTBENCH_BENCH_FIGURES_PROFILE_BAND_H
#define OPTBENCH_BENCH_FIGURES_PROFILE_BAND_H

#include "bench/figures/profile.h"

/* Are bands wanted, with so many curves? */
bool band_wanted(const struct plot *plot, size_t curves);

/* Costs of the runs on a function (NULL: all) to all targets, or to one: target[f] of function f of
 * the campaign, which may be NO_TARGET. A cell is a function, dimension and instance; where each
 * has one run, all instances are one cell's runs. table->cost is malloc'ed. */
enum band_unit {
  BAND_PER_DIMENSION, /* multiples of the dimension */
  BAND_PER_SIMPLEX,   /* of the evaluations of a simplex gradient: dimension + 1 */
  BAND_RATIO          /* of the least in the same cell and run */
};
int band_table(const struct plot *plot, const struct results_set *set,
               const struct function_entry *function, const size_t *target, enum band_unit unit,
               struct cost_table *table, struct error *err);

/* The rows of the band over the axis; where those of optimizer o lie, into first[o] and last[o]. */
struct band_axis {
  double low, high;
};
int band_put(const struct plot *plot, const char *label, const struct cost_table *table,
             const struct band_axis *axis, double *first, double *last, struct sheets *sheets,
             struct error *err);

/* The smallest portfolio that is worth 95% of the virtual best, over all cells and targets. */
int band_portfolio(const struct plot *plot, const struct results_set *set,
                   char text[PORTFOLIO_SIZE], struct error *err);

#endif
