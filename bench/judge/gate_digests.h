/* gate_digests.h -- a cover against its baseline, where nothing but digests is kept. */
#ifndef OPTBENCH_BENCH_JUDGE_GATE_DIGESTS_H
#define OPTBENCH_BENCH_JUDGE_GATE_DIGESTS_H

#include "bench/judge/gate.h"
#include "bench/record/digests.h"

/* Both are borrowed and must outlive the judgement; free it with judgement_free. */
int gate_judge_digests(const struct digests *before, const struct digests *after,
                       struct judgement *judgement, struct error *err);

#endif
