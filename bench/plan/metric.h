/* metric.h -- what a whole trajectory is worth, in one number: the lower, the better.
 *
 * The curve is v_k = f - f*, or f where f* is not known, at the point where the optimizer stands
 * before its step k. The metric is the mean of what its values are worth, each weighing what its
 * step costs, over all that the budget pays for. */
#ifndef OPTBENCH_BENCH_PLAN_METRIC_H
#define OPTBENCH_BENCH_PLAN_METRIC_H

/* Of v: v / v_0 up to 1e3; log10 of v kept within 1e-12 and 1e6. */
enum metric { METRIC_NONE, METRIC_RATIO, METRIC_LOG };
extern const char *const metric_names[]; /* ended by NULL */

/* What a value of the curve that began with `first` is worth. One that is not finite is worth what
 * the worst is. Where the curve begins at 0 or below, a ratio is 0 as long as it stays there, and
 * else the worst. */
double metric_worth(enum metric metric, double value, double first);
double metric_worst(enum metric metric);

/* The mean's name, as in "mean f/f0". */
const char *metric_title(enum metric metric);

#endif
