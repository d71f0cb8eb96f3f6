/* effect.h -- how much dearer the runs of a cell became: pair by pair, and on average. */
#ifndef OPTBENCH_BENCH_JUDGE_EFFECT_H
#define OPTBENCH_BENCH_JUDGE_EFFECT_H

#include "bench/record/results_read.h"
#include "bench/statistics/inference.h"

/* What both sides of a cell may spend, what a first evaluation costs, and what they aim at. */
struct scale {
  double budget, first;
  const struct target_list *targets;
};

/* Did the run reach the target that ends it, or the last one of the list where none does, within
 * what both sides may spend? */
bool effect_success(const struct run_result *run, const struct scale *scale);

/* Mean of log(cost after / cost before) over the targets that either run reaches; the budget stands
 * in for a target that was not reached, and targets that both meet with their first evaluation say
 * nothing. At most `effect_most` in size, so that one run does not decide what many are like.
 * False, and 0, if there is no target to tell. */
bool effect_of_costs(const struct run_result *before, const struct run_result *after,
                     const struct scale *scale, double *difference);
extern const double effect_most;

/* log of the ratio of the best errors, as far as they are above the last target. */
double effect_of_errors(const struct run_result *before, const struct run_result *after,
                        const struct scale *scale);

/* Mean over the targets that half of the runs reached before, not with their first evaluation, of
 * the logarithm of aRT after / aRT before. Where none reaches it after, half a run is taken to. NaN
 * without such a target. */
double effect_on_average(const struct cell_results *before, const struct cell_results *after,
                         size_t runs, const struct scale *scale);

#endif
