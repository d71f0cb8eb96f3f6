/* average.h -- an average of a rule's iterates; formulas in src/descent.c. */
#ifndef OPTBENCH_SRC_COMPOSE_AVERAGE_H
#define OPTBENCH_SRC_COMPOSE_AVERAGE_H

#include <math.h>
#include <string.h>

#include "src/descent.h"

struct average {
  const struct descent_config *config; /* borrowed */
  double start;                        /* steps whose iterates are not averaged */
  double count;                        /* iterates that were */
  size_t size;
  double *mean; /* size values, borrowed: the answer */
};

/* After step 1, 2, ... the rule answers x. */
static inline void average_add(struct average *a, double step, const double *restrict x)
{
  const struct descent_config *c = a->config;
  double *restrict mean = a->mean, after = step - a->start - 1;
  if (after < 0 || (after == 0 && a->count == 0)) {
    memcpy(mean, x, a->size * sizeof *mean);
    a->count = after == 0;
    return;
  }
  if (fmod(after, c->average_every) != 0) return;
  a->count++;
  if (c->average == AVERAGE_EMA)
    for (size_t i = 0; i < a->size; i++)
      mean[i] = c->average_decay * mean[i] + (1 - c->average_decay) * x[i];
  else
    for (size_t i = 0; i < a->size; i++) mean[i] += (x[i] - mean[i]) / a->count;
}

#endif
