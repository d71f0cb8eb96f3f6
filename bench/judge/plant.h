/* plant.h -- slowdowns put into results on purpose, to see that the gate fires. */
#ifndef OPTBENCH_BENCH_JUDGE_PLANT_H
#define OPTBENCH_BENCH_JUDGE_PLANT_H

#include "bench/record/results_read.h"

/* All costs of the cell times `factor` > 1, rounded up to whole evaluations, but for those that its
 * runs paid for their first one. What lies beyond the budget is not reached any more. */
void plant_slowdown(const struct results_set *set, struct cell_results *cell, double factor);

#endif
