/* curve_area.h -- how well a run did at any budget up to one: the area over its convergence curve.
 */
#ifndef OPTBENCH_BENCH_STATISTICS_CURVE_AREA_H
#define OPTBENCH_BENCH_STATISTICS_CURVE_AREA_H

#include <stddef.h>

/* From this cost on, until the next point's, this is the best error. */
struct curve_point {
  double cost, error;
};

/* What counts: errors from 10^low to 10^high, costs 1, 2, ... budget. low < high, budget >= 1. */
struct curve_bounds {
  double low, high, budget;
};

/* The mean over the costs of 1 - (log10 of the best error - low) / (high - low), the logarithm kept
 * within low and high, and 0 before the first point: 1 is a run that is at 10^low from its first
 * evaluation on (Lopez-Ibanez, Vermetten, Dreo and Doerr, IEEE Transactions on Evolutionary
 * Computation, 2024). An error that is NaN counts as infinite. `point` ascends in cost. */
double curve_area(const struct curve_point *point, size_t count, const struct curve_bounds *bounds);

/* The best error at this cost; NaN before the first point. */
double curve_error(const struct curve_point *point, size_t count, double cost);

#endif
