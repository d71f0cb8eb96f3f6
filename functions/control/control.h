/* control.h -- a control task as a test function of its policy's parameters: what all environments
 * share.
 *
 *   f(theta) = bound - mean return of `episodes` episodes
 *
 * The bound is not attained everywhere, so the minimum is not known, and targets are levels of f.
 * An instance is a set of starts (reset=fixed), or each evaluation draws its own (reset=fresh).
 * With a Gaussian policy (deviation > 0) the function is random and has a gradient, that of
 * REINFORCE, see reinforce.h. What is random is judged by the policy without noise, over fixed test
 * episodes. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_CONTROL_H
#define OPTBENCH_FUNCTIONS_CONTROL_CONTROL_H

#include <math.h>

#include "functions/control/policy.h"
#include "functions/function.h"
#include "src/numeric/lanesin.h"

#define control_inits      LEVELED(control_inits)
#define control_resets     LEVELED(control_resets)
#define control_measures   LEVELED(control_measures)
#define control_dimension  LEVELED(control_dimension)
#define control_check      LEVELED(control_check)
#define control_alloc      LEVELED(control_alloc)
#define control_free       LEVELED(control_free)
#define control_traits     LEVELED(control_traits)
#define control_scratch    LEVELED(control_scratch)
#define control_evaluate   LEVELED(control_evaluate)
#define control_canonical  LEVELED(control_canonical)
#define control_start      LEVELED(control_start)
#define control_levels     LEVELED(control_levels)
#define control_solved     LEVELED(control_solved)
#define control_measure    LEVELED(control_measure)
#define control_behaviours LEVELED(control_behaviours)
#define control_episodes   LEVELED(control_episodes)
#define control_episode    LEVELED(control_episode)
#define control_draw       LEVELED(control_draw)

enum control_reset { RESET_FIXED, RESET_FRESH };
extern const char *const control_inits[3], *const control_resets[3], *const control_measures[4];

/* Rows of the parameter tables; defaults follow where environments differ in them. */
#define CONTROL_POLICY(hidden_, init_)                                                             \
  PARAM_TEXT(struct control_config, hidden, hidden_,                                               \
             "hidden units of the policy: 0 (none), 16, or 16-16"),                                \
      PARAM_CHOICE(struct control_config, init, init_, control_inits,                              \
                   "where runs start: all parameters zero, or normal with deviation 0.5")
#define CONTROL_SHARE                                                                              \
  PARAM_CHOICE(struct control_config, share, SHARE_YES, param_no_yes,                              \
               "all points of a step draw the same starts and noise, or each its own")
#define CONTROL_EPISODES                                                                           \
  PARAM(struct control_config, episodes, 5, 1, 1000, "episodes that an evaluation averages"),      \
      PARAM_CHOICE(struct control_config, reset, RESET_FIXED, control_resets,                      \
                   "the instance's starts, the same for all, or new ones for each evaluation"),    \
      CONTROL_SHARE
#define CONTROL_TIME(limit_)                                                                       \
  PARAM(struct control_config, skip, 1, 1, 1000, "steps that each action is held for"),            \
      PARAM(struct control_config, limit, limit_, 1, 1e6, "steps of an episode, at most")
/* Only of an environment with slopes. */
#define CONTROL_GAUSSIAN                                                                           \
  PARAM(struct control_config, deviation, 0, 0, 1e3,                                               \
        "of the noise of a Gaussian policy's actions, which has a gradient; 0: no noise")
/* Only the gradient sees when a reward is paid: the return is the same. */
#define CONTROL_DELAY                                                                              \
  PARAM(struct control_config, delay, 0, 0, 1e6,                                                   \
        "a Gaussian policy's rewards are paid every so many steps, the rest at the end; 0: at "    \
        "once")

/* See function_type; the environment is one of those in this folder. */
size_t control_dimension(const struct environment *environment,
                         const struct control_config *config);
int control_check(const struct environment *environment, const struct control_config *config,
                  struct error *err);
unsigned control_traits(const struct environment *environment, const struct control_config *config);
void *control_alloc(const struct environment *environment, const struct control_config *config,
                    const struct function_setup *setup);
size_t control_levels(const struct environment *environment, const struct control_config *config,
                      double *levels);
double control_solved(const struct environment *environment, const struct control_config *config);
void control_free(void *state);
size_t control_scratch(const void *state, size_t count);
void control_evaluate(const void *state, const struct batch *batch);
void control_canonical(const void *state, double *x);
void control_start(const void *state, struct stream stream, double *x);
void control_measure(const void *state, const double *x, double *scratch, double *truth,
                     double *values);
size_t control_behaviours(const void *state);
size_t control_episodes(const void *state);
void control_episode(const void *state, const double *x, size_t episode, double *scratch,
                     const struct episode_sink *sink);
void control_draw(const void *state, const double *row, struct sketch *sketch);

/* The hooks of a function of an environment of this file. */
#define CONTROL_HOOKS(environment_)                                                                \
  static size_t dimension(const void *config, const struct dataset *rows)                          \
  {                                                                                                \
    (void)rows;                                                                                    \
    return control_dimension(&LEVELED(environment_), config);                                      \
  }                                                                                                \
  static int check_config(const void *config, struct error *err)                                   \
  {                                                                                                \
    return control_check(&LEVELED(environment_), config, err);                                     \
  }                                                                                                \
  static void *alloc(const struct function_setup *setup, const void *config)                       \
  {                                                                                                \
    return control_alloc(&LEVELED(environment_), config, setup);                                   \
  }                                                                                                \
  static unsigned config_traits(const void *config)                                                \
  {                                                                                                \
    return control_traits(&LEVELED(environment_), config);                                         \
  }                                                                                                \
  static size_t levels(const void *config, double *out)                                            \
  {                                                                                                \
    return control_levels(&LEVELED(environment_), config, out);                                    \
  }                                                                                                \
  static double solved(const void *config)                                                         \
  {                                                                                                \
    return control_solved(&LEVELED(environment_), config);                                         \
  }

/* And what all of them say of themselves. */
#define CONTROL_FUNCTION                                                                           \
  .traits = OWN_INSTANCES | UNKNOWN_MINIMUM, .config_traits = config_traits, .dim_low = 1,         \
  .search_low = -5, .search_high = 5, .start_low = -0.5, .start_high = 0.5,                        \
  .config_size = sizeof(struct control_config), .params = params, .dimension = dimension,          \
  .check_config = check_config, .alloc = alloc, .free = control_free, .scratch = control_scratch,  \
  .evaluate = control_evaluate, .canonical = control_canonical, .start = control_start,            \
  .starts = "drawn as `init` says", .levels = levels, .solved = solved,                            \
  .measures = control_measures, .measure = control_measure, .work = "env_steps",                   \
  .behaviours = control_behaviours, .episodes = control_episodes, .episode_columns = columns,      \
  .episode = control_episode, .draw = control_draw

#endif
