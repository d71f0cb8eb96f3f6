/* descent.h -- a rule stepping on a gradient source.
 *
 * "How to step" and "where the gradient comes from" are separate: every rule
 * works on every source. The source owns the vector that is stepped, theta: the
 * point itself for most, (mean, log-deviation) for variational optimization. */
#ifndef OPTBENCH_SRC_DESCENT_H
#define OPTBENCH_SRC_DESCENT_H

#include "src/optimizer.h"

/* How to step, given a gradient. */
struct rule_type {
  const char *name, *title, *summary, *formula, *reference;
  size_t config_size;
  const struct param *params;
  /* State for a vector of `size` values, or NULL if there is no memory. */
  void *(*alloc)(size_t size, const void *config);
  /* theta and gradient: size values each. rate_factor (> 0, 1 without a schedule) multiplies
   * the learning rate of this step. */
  void (*step)(void *state, double rate_factor, const double *restrict gradient,
               double *restrict theta);
  /* The same, one coordinate after the other as the formula has it, where `step` does it faster in
   * another way: tests hold one against the other. NULL: `step` is the formula. */
  void (*plain)(void *state, double rate_factor, const double *restrict gradient,
                double *restrict theta);
  void (*free)(void *state);
  const char *kin; /* one of those with a hue of their own, see style.c, that figures draw it like,
                      but for the dashes; NULL: none */
};

/* Where the gradient comes from. */
struct source_type {
  const char *name, *title, *summary, *formula, *reference;
  unsigned traits; /* enum optimizer_traits */
  size_t config_size;
  const struct param *params;
  void *(*alloc)(const struct setup *setup, const void *config);
  /* Number of values of theta, and how many points a step evaluates (a gradient step of the
   * exact source: 1). */
  size_t (*size)(const void *state);
  size_t (*probes)(const void *state);
  /* Write the theta that stands for the start. */
  void (*start)(const void *state, double *theta);
  /* The next points to evaluate for the gradient at theta. Called until tell is satisfied. */
  void (*ask)(void *state, const double *theta, struct query *query);
  /* Take answers. The gradient at theta (size values, owned by the source) once the step's last
   * query was answered, NULL while there are more. */
  const double *(*tell)(void *state, const double *theta, const struct answer *answer);
  /* After the rule stepped theta: restore what theta must satisfy (a floor, a rate ratio). NULL
   * where there is nothing to do. */
  void (*settle)(void *state, double *theta);
  /* The point of dim values that theta stands for; may be theta itself. */
  const double *(*point)(const void *state, const double *theta);
  /* As in optimizer_type; for vo the deviation, say. */
  const char *const *diagnostics;
  void (*diagnose)(const void *state, const double *theta, double *values);
  /* As in optimizer_type. NULL where there is none. */
  void (*covariance)(const void *state, const double *theta, double *covariance);
  void (*free)(void *state);
};

/* The learning rate of step t = 0, 1, ... of a horizon of T steps is the rule's rate times
 *   constant     1
 *   step         decay^min(drops, floor(t (drops + 1) / T))
 *   exponential  decay^(t / T)
 *   cosine       decay + (1 - decay) (1 + cos(pi t / T)) / 2   (Loshchilov and Hutter, ICLR 2017)
 *   power        1 / (A + t + 1)^power, A = offset T      (Spall, IEEE Transactions on Aerospace
 * and Electronic Systems 34, 1998) and stays what it is at T from then on. */
enum schedule {
  SCHEDULE_CONSTANT,
  SCHEDULE_STEP,
  SCHEDULE_EXPONENTIAL,
  SCHEDULE_COSINE,
  SCHEDULE_POWER
};

/* What wraps every rule: gradient clipping by Euclidean norm and the learning-rate schedule. */
struct descent_config {
  double clip; /* longest gradient, 0: any */
  double decay, power, offset;
  int schedule; /* enum schedule */
  int drops, horizon;
};

struct descent_setup {
  const struct rule_type *rule;
  const void *rule_config;
  const struct source_type *source;
  const void *source_config;
  struct descent_config wrap;
};

extern const struct param descent_params[];

#endif
