/* rollout.h -- episodes of many policies at once.
 *
 * Each lane runs an episode; a lane whose episode is over takes up the next one that waits, so that
 * lanes are busy until none is left. What an episode comes to hangs on its parameters, its start
 * and its noise alone. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_ROLLOUT_H
#define OPTBENCH_FUNCTIONS_CONTROL_ROLLOUT_H

#include "functions/control/policy.h"

#define rollout_scratch LEVELED(rollout_scratch)
#define rollout_run     LEVELED(rollout_run)

/* Of each decision of each episode, for gradients. `decisions` of an episode have room. */
struct recording {
  double *input;  /* [episode][decision][input] */
  double *output; /* [episode][decision][output]: what the policy said, without noise */
  double *reward; /* [episode][decision] */
};

struct rollout {
  const struct environment *environment;
  const struct control_config *config;
  const struct policy_shape *shape;
  const double *x; /* points * dim values */
  size_t points, dim, episodes;
  /* Start of episode e of point k, environment->states values: number e of these, or, if each has
   * its own, k * episodes + e. */
  const double *starts;
  bool own_starts;
  /* What is added to the actions, before they act: [episode][decision][action], for one point only;
   * NULL: nothing. */
  const double *noise;
  size_t decisions; /* of an episode, at most */
  /* Out, points * episodes values each: returns, steps and (times states) last states. */
  double *returns, *steps, *last;
  struct recording *recording; /* for one point only; NULL: none */
  /* Told of the first episode's start (action NULL), then of each of its steps; NULL: nobody. */
  void (*watch)(void *context, const double *state, const double *action, double reward);
  void *context;
};

/* Doubles of scratch. */
size_t rollout_scratch(const struct policy_shape *shape, size_t dim);
void rollout_run(const struct rollout *rollout, double *scratch);

#endif
