/* rank.c -- see rank.h. */
#include "bench/judge/rank.h"

#include <math.h>

double run_rank(const struct run_result *run, size_t target)
{
  /* Costs go below zero, so that every error, which is not, comes behind. */
  if (target != NO_TARGET && isfinite(run->to[target])) return -1 / (1 + run->to[target]);
  if (isnan(run->error)) return INFINITY;
  return run->error > 0 ? run->error : 0;
}
