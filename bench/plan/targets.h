/* targets.h -- the errors f - f* that runs are watched for. */
#ifndef OPTBENCH_BENCH_PLAN_TARGETS_H
#define OPTBENCH_BENCH_PLAN_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

/* Most targets in a list, and an index that is none of any. */
enum { TARGETS_MOST = 128, NO_TARGET = TARGETS_MOST };

/* Errors, each lower than the one before it; where f* is not known, levels of f itself. */
struct target_list {
  size_t count;
  double aim; /* that ends a run; -INFINITY: none does */
  double error[TARGETS_MOST];
};

/* Target k is 10^(2 - k / 5), k = 0 ... 50: 10^2 down to 10^-8. */
enum { USUAL_TARGETS = 51 };
extern const double usual_targets[USUAL_TARGETS];

/* The targets of runs that end at the error `aim`, or never where it is negative: those of `own`,
 * or the usual ones where own_count is 0, that are not lower, and then the aim itself. `own` is in
 * descending order. Where they are `levels` of f, an aim of 1e-8 or less, which a campaign
 * has that says nothing, is none if it is below all of them. */
void targets_choose(const double *own, size_t own_count, bool levels, double aim,
                    struct target_list *list);

/* The index of an error in the list as it may have been typed, to 1 in 1000; NO_TARGET if it has
 * none such. */
size_t targets_find(const struct target_list *list, double error);

#endif
