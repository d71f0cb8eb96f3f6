/* environment.h -- the contract of a control task's dynamics.
 *
 * An environment is simulated LANE_WIDTH episodes at a time: element i of each part (lanes.h)
 * belongs to an episode of its own, and no operation mixes elements, so that an episode has the
 * same bits whichever lane it runs in, at any vector level. What branches is a select. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_ENVIRONMENT_H
#define OPTBENCH_FUNCTIONS_CONTROL_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "functions/sketch.h"
#include "src/numeric/lanes.h"
#include "src/numeric/level.h"
#include "src/numeric/vectanh.h"

enum {
  STATES_MOST = 8,
  SEEN_MOST = 16,
  OUTPUTS_MOST = 3,
  ACTIONS_MOST = 2,
  PLACES_MOST = 2,
  DRAWS_MOST = 4
};

enum policy_kind {
  POLICY_LAYERS,   /* linear, or hidden layers of tanh */
  POLICY_RECURRENT /* fully recurrent units z / (1 + |z|), the last of which acts */
};

enum policy_init { POLICY_ZERO, POLICY_NORMAL };

/* Every task has these parameters; a table names those that it takes. */
struct control_config {
  char hidden[64];
  int init, episodes, reset, share, skip, delay, limit;
  double deviation;
  int slide, velocities;
  double friction;
};

struct environment {
  const char *name;
  enum policy_kind policy;
  size_t states, outputs, actions; /* parts each */
  size_t (*inputs)(const struct control_config *config);
  /* Uniforms on (0, 1) that a start is made of, at most DRAWS_MOST; 0: every episode has the same.
   */
  size_t draws;
  /* The state of an episode's start, `states` values, from that many uniforms. */
  void (*begin)(const struct control_config *config, const double *uniform, double *state);
  /* What the policy sees, and what it does, from its outputs. */
  void (*observe)(const struct control_config *config, const lane_part *state, lane_part *input);
  void (*act)(const lane_part *output, lane_part *action);
  /* One step: state becomes the next one; the step's reward. Returns all bits set in the lanes
   * whose episode is over. */
  lane_bits (*step)(const struct control_config *config, lane_part *state, const lane_part *action,
                    lane_part *reward);
  /* Only where the return is what the end is worth, else NULL: that of a last state, in the place
   * of the sum of rewards. */
  double (*worth)(const double *state);
  /* Where a state is, for the behaviour of an episode: `places` values. */
  size_t places;
  void (*place)(const struct control_config *config, const double *state, double *place);
  /* Has an episode that ended in this state reached its goal? NULL: there is none. */
  bool (*reached)(const struct control_config *config, const double *state);
  /* Derivative of each action, before it is clipped anywhere, with respect to the output of the
   * same number: only of an environment with continuous actions, as many as outputs, that a
   * Gaussian policy is made around; else NULL. */
  void (*slope)(const lane_part *output, lane_part *slope);
  /* A bound on the return of an episode, and the lowest return that is told apart; returns that
   * count as solved, the further level after the first, both NaN where there is none. */
  double (*bound)(const struct control_config *config);
  double (*worst)(const struct control_config *config);
  double solved, further;
  double share;               /* above 0: what counts as solved is that share of the limit */
  bool lasting;               /* or an episode as long as the limit */
  const char *const *columns; /* names of the state's values and of the actions', ended by NULL */
  /* What a picture of a state looks like, walls included. */
  void (*draw)(const struct control_config *config, const double *state, const double *action,
               struct sketch *sketch);
};

#endif
