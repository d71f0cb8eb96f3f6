/* gate_explain.h -- what a verdict rests on. */
#ifndef OPTBENCH_BENCH_JUDGE_GATE_EXPLAIN_H
#define OPTBENCH_BENCH_JUDGE_GATE_EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/judge/gate.h"

/* The pairs of the cell of this title, as a table. False, with nothing printed, if there is none.
 */
bool gate_explain(const struct judgement *judgement, const char *title, FILE *out);

#endif
