/* descent.h -- a rule stepping on a gradient source.
 *
 * "How to step" and "where the gradient comes from" are separate: every rule
 * works on every source. The source owns the vector that is stepped, theta: the
 * point itself for most, (mean, log-deviation) for variational optimization. */
#ifndef OPTBENCH_SRC_DESCENT_H
#define OPTBENCH_SRC_DESCENT_H

#include "src/network.h"
#include "src/optimizer.h"

/* The vector that a rule steps. Borrowed: alloc copies what it keeps. */
struct rule_setup {
  size_t size;                /* values of theta */
  size_t weights;             /* the first of them are the point: what weight decay pulls to 0 */
  const struct layer *layers; /* see struct setup: there are some for a rule that needs them */
  size_t layer_count;
};

/* What a schedule makes of one step. */
struct pace {
  double rate;     /* multiplies the rule's learning rate; >= 0, 1 without a schedule */
  double momentum; /* takes the place of the rule's parameter rule_type.momentum; NAN: it stays */
};

/* How to step, given a gradient. */
struct rule_type {
  const char *name, *title, *summary, *formula, *reference;
  unsigned traits; /* NEEDS_LAYERS or 0 */
  size_t config_size;
  const struct param *params;
  /* State for such a vector, or NULL if there is no memory. */
  void *(*alloc)(const struct rule_setup *setup, const void *config);
  /* theta and gradient: size values each. */
  void (*step)(void *state, const struct pace *pace, const double *restrict gradient,
               double *restrict theta);
  /* The same, one coordinate after the other as the formula has it, where `step` does it faster in
   * another way: tests hold one against the other. NULL: `step` is the formula. */
  void (*plain)(void *state, const struct pace *pace, const double *restrict gradient,
                double *restrict theta);
  /* The vector of size values that the rule answers with, where that is not theta, at which
   * gradients are taken; valid until the next step. Not called before the first. NULL: theta. */
  const double *(*answer)(const void *state);
  /* Where in its config the network is named, and to be put before alloc. NULL: it needs none. */
  struct network_slot *(*slot)(void *config);
  const char *momentum; /* the parameter that pace.momentum is in the place of; NULL: none */
  void (*free)(void *state);
  const char *kin; /* one of those with a hue of their own, see colours.c, whose hue figures draw it
                      in where that is free; NULL: none */
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
  double (*deviation)(const void *state, const double *theta);
  void (*covariance)(const void *state, const double *theta, double *covariance);
  void (*free)(void *state);
};

/* How the learning rate goes: see descent.c, where the formulas are, and compose/schedule.c. */
enum schedule {
  SCHEDULE_CONSTANT,
  SCHEDULE_STEP,
  SCHEDULE_EXPONENTIAL,
  SCHEDULE_COSINE,
  SCHEDULE_POWER,
  SCHEDULE_MULTISTEP,
  SCHEDULE_POLYNOMIAL,
  SCHEDULE_COSINE_RESTARTS,
  SCHEDULE_CYCLIC,
  SCHEDULE_ONECYCLE
};
enum schedule_unit { UNIT_STEP, UNIT_EPOCH };
enum anneal { ANNEAL_COSINE, ANNEAL_LINEAR };
enum averaging { AVERAGE_NO, AVERAGE_EMA, AVERAGE_MEAN };

enum { MILESTONES_MOST = 20, MILESTONES_TEXT = 128 };

/* What wraps every rule: gradient clipping by Euclidean norm, coupled weight decay, the
 * learning-rate schedule, and an average of the iterates as the answer. */
struct descent_config {
  double clip; /* longest gradient, 0: any */
  double l2;
  double decay, power, offset, degree;
  double warmup, warmup_from; /* a duration, see descent.c; a factor of the rate */
  double period, height;
  double peak, divide, final_divide, momentum_low, momentum_high;
  double average_decay, average_start;
  int schedule, unit, anneal, average; /* enums above */
  int drops, horizon, period_factor, phases, cycle_momentum, average_every;
  char milestones[MILESTONES_TEXT];
};

/* The milestones in ascending order, at most MILESTONES_MOST; how many, or 0 where the text is no
 * list of them. */
size_t descent_milestones(const struct descent_config *config, double *milestones);
/* STATUS_OK, or STATUS_USAGE where parameters contradict each other. owner: whose they are. */
int descent_check(const struct descent_config *config, const char *owner, struct error *err);

struct descent_setup {
  const struct rule_type *rule;
  const void *rule_config;
  const struct source_type *source;
  const void *source_config;
  struct descent_config wrap;
};

extern const struct param descent_params[];

#endif
