/* cost.h -- how long runs are expected to take, in numbers that compare: what is dear is begun
 * first, and shares of a campaign are cut to be alike. */
#ifndef OPTBENCH_BENCH_PLAN_COST_H
#define OPTBENCH_BENCH_PLAN_COST_H

#include "bench/plan/campaign.h"

/* A run's evaluations times what one takes: its coordinates, and as much as COST_CALL of them for
 * what does not depend on the dimension. Above 0. */
enum { COST_CALL = 16 };
double cost_expected(const struct cell *cell);

#endif
