/* wrapper.h -- what goes around others, such as every rule or every method with a population, as
 * `optbench list` and `optbench describe` show it. */
#ifndef OPTBENCH_SRC_WRAPPER_H
#define OPTBENCH_SRC_WRAPPER_H

#include "src/param.h"

struct wrapper {
  const char *name, *title, *summary, *formula, *reference;
  const char *usage;          /* how it is asked for */
  const struct param *params; /* the first of `count` rows that are its own; NULL: none */
  size_t count;
};

/* Each table ends with a NULL name. Around rules, in descent.c; around methods with a population,
 * in restart.c; around methods that follow each other, in chain.c. */
extern const struct wrapper descent_wrappers[], restart_wrappers[], chain_wrappers[];

#endif
