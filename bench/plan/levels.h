/* levels.h -- which copy of the algorithms this processor runs. */
#ifndef OPTBENCH_BENCH_PLAN_LEVELS_H
#define OPTBENCH_BENCH_PLAN_LEVELS_H

#include "bench/plan/campaign.h"

/* The algorithms of the widest level that the processor has, or the one named by wanted (NULL or
 * "": the widest). Results do not depend on it. STATUS_OK or STATUS_USAGE. */
int levels_pick(const char *wanted, struct libraries *libraries, struct error *err);

#endif
