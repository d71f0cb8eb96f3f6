/* control_levels.h -- the copies of the control tasks' dynamics that this machine can run. */
#ifndef OPTBENCH_TESTS_SUPPORT_CONTROL_LEVELS_H
#define OPTBENCH_TESTS_SUPPORT_CONTROL_LEVELS_H

#include "functions/control/rollout.h"

enum { CONTROL_LEVELS = 3 };

/* Dynamics only pass through: what they take is as wide as their level. */
struct control_level {
  const char *name;
  size_t width;                                  /* lanes */
  const struct environment *const *environments; /* ends with NULL */
  size_t (*scratch)(const struct policy_shape *shape, size_t dim);
  void (*run)(const struct rollout *rollout, double *scratch);
};

/* Narrowest first; how many there are, at least 1. */
size_t control_levels_of_machine(struct control_level levels[CONTROL_LEVELS]);

/* Never NULL: one that is not there fails the test. */
const struct environment *control_environment(const struct control_level *level, const char *name);

#endif
