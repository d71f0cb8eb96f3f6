/* plant.h -- slowdowns put into results on purpose, to see that the gate fires. */
#ifndef OPTBENCH_BENCH_JUDGE_PLANT_H
#define OPTBENCH_BENCH_JUDGE_PLANT_H

#include "bench/judge/gate.h"

/* All costs of the cell times `factor` > 1, rounded up to whole evaluations, but for those that its
 * runs paid for their first one. What lies beyond the budget is not reached any more. */
void plant_slowdown(const struct results_set *set, struct cell_results *cell, double factor);

/* Runs the baseline's campaign with all rates times 0.7 and, one optimizer after the other, gives
 * its slower cells to the gate, the others being as they were. Where an optimizer has no rate, or
 * is no slower at the lower one, its costs are divided by 0.7 instead. Prints what was found.
 * `folder` takes the results. STATUS_OK; STATUS_REGRESSED, without an error text, if the gate does
 * not fire for some optimizer; or an error. */
int gate_self_test(const struct libraries *libraries, const struct results_set *baseline,
                   const struct gate_rule *rule, const char *folder, size_t threads,
                   struct error *err);

#endif
