/* wrapper.h -- what goes around every rule, every method with a population or every function, as
 * `optbench list` and `optbench describe` show it. */
#ifndef OPTBENCH_WRAPPER_H
#define OPTBENCH_WRAPPER_H

#include "src/param.h"

struct wrapper {
  const char *name, *title, *summary, *formula, *reference;
  const char *usage;          /* how it is asked for */
  const struct param *params; /* the first of `count` rows that are its own; NULL: none */
  size_t count;
};

/* Each table ends with a NULL name. Around rules, in descent.c; around methods with a population,
 * in restart.c; around functions, in spec.c. */
extern const struct wrapper descent_wrappers[], restart_wrappers[], function_wrappers[];

#endif
