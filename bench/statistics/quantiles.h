/* quantiles.h -- what the figures and comparisons are computed with. */
#ifndef OPTBENCH_BENCH_STATISTICS_QUANTILES_H
#define OPTBENCH_BENCH_STATISTICS_QUANTILES_H

#include <stddef.h>

/* Ascending order, infinities at the ends; a NaN counts as +infinity (a value that never came). */
void sort_values(double *values, size_t count);

/* The quantile at `share` (0 to 1) of count >= 1 ascending values, linear between the two order
 * statistics about 1 + (count - 1) share: definition 7 of Hyndman and Fan, The American
 * Statistician 50, 1996. Next to an infinity it is that infinity, unless the share falls on an
 * order statistic. */
double quantile(const double *ascending, size_t count, double share);

/* Median and quartiles of count >= 1 values, which it sorts. */
struct quartiles {
  double low, median, high;
};
struct quartiles quartiles_of(double *values, size_t count);
/* The same of ascending values. */
struct quartiles quartiles_ascending(const double *ascending, size_t count);

/* One step of an empirical distribution function: the share of all cases at or below `cost`. */
struct profile_step {
  double cost, share;
};

/* The distribution function of `count` ascending finite costs among `cases` >= count cases (those
 * that are not solved have no cost), as at most count steps, which the caller has room for. Equal
 * costs make one step, and so do costs less than the factor `merge` >= 1 apart from the first of
 * them, which is the width of a pixel in the figure; the step then stands at the last of its
 * costs, where the share is exact. Returns the number of steps. */
size_t profile_steps(const double *ascending, size_t count, size_t cases, double merge,
                     struct profile_step *steps);

/* The factors of a performance profile (Dolan and More, Mathematical Programming 91, 2002): each of
 * `count` costs over the lowest of them; infinite stays infinite. */
void performance_ratios(double *cost, size_t count);

#endif
