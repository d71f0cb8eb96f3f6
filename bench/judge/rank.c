/* rank.c -- see rank.h. */
#include "bench/judge/rank.h"

#include <math.h>

#include "bench/statistics/pairs.h"

double run_rank(const struct run_result *run, size_t target)
{
  bool reached = target != NO_TARGET && isfinite(run->to[target]);
  return trial_key(reached ? run->to[target] : INFINITY, reached, run->error);
}
