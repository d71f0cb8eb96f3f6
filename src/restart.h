/* restart.h -- stopping tests and restarts around a method with a population.
 *
 * Asked for by keys on any such method. With restart=off, the default, nothing is
 * wrapped. See restart.c for formulas and sources, stops.def for the tests. */
#ifndef OPTBENCH_SRC_RESTART_H
#define OPTBENCH_SRC_RESTART_H

#include "src/descent.h"

enum restart { RESTART_OFF, RESTART_STOP, RESTART_IPOP, RESTART_BIPOP };

struct restart_config {
  int restart;     /* enum restart */
  double increase; /* factor of the population */
  double tolfun, tolx, maxiter;
};
extern const struct param restart_params[];

/* The config of the wrapper. What it points to outlives the optimizer. */
struct restart_setup {
  const struct optimizer_type *inner;
  const void *config; /* of a search; unused of a rule @ source: */
  struct descent_setup descent;
  struct restart_config wrap;
  /* What a restart changes, rows of the search's or the source's table; NULL: there is none. */
  const struct param *population, *sigma;
  size_t varied_size; /* of the config that the two belong to */
};

#endif
