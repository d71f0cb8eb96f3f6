/* targets.h -- the errors that runs are watched for. */
#ifndef OPTBENCH_BENCH_PLAN_TARGETS_H
#define OPTBENCH_BENCH_PLAN_TARGETS_H

enum { TARGET_COUNT = 51 };

/* Target k is an error f - f* of 10^(2 - k / 5), k = 0 ... 50: 10^2 down to 10^-8. */
extern const double campaign_targets[TARGET_COUNT];

#endif
