/* rank.c -- see rank.h. */
#include "bench/judge/rank.h"

#include <math.h>

struct trial run_trial(const struct run_result *run, size_t target)
{
  bool reached = target != NO_TARGET && isfinite(run->to[target]);
  return (struct trial){reached ? run->to[target] : run->cost, run->error, reached};
}

double run_rank(const struct run_result *run, size_t target)
{
  struct trial trial = run_trial(run, target);
  return trial_key(trial.cost, trial.success, trial.error);
}
