/* self_test.h -- does the gate fire where it is to? */
#ifndef OPTBENCH_BENCH_COMMAND_SELF_TEST_H
#define OPTBENCH_BENCH_COMMAND_SELF_TEST_H

#include "bench/command/execute.h"
#include "bench/judge/gate.h"

/* Runs the baseline's campaign with all rates times 0.7 and, one optimizer after the other, gives
 * its slower cells to the gate, the others being as they were. Where an optimizer has no rate, or
 * is no slower at the lower one, its costs are divided by 0.7 instead. Prints what was found.
 * `folder` takes the results. STATUS_OK; STATUS_REGRESSED, without an error text, if the gate does
 * not fire for some optimizer; or an error. */
int gate_self_test(const struct libraries *libraries, const struct results_set *baseline,
                   const struct gate_rule *rule, const char *folder, size_t threads,
                   struct error *err);

#endif
