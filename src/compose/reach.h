/* reach.h -- how far a method samples from where it stands, as one number. */
#ifndef OPTBENCH_SRC_COMPOSE_REACH_H
#define OPTBENCH_SRC_COMPOSE_REACH_H

#include <math.h>

#include "src/optimizer.h"

/* The root mean square of its deviations along the coordinates, or 0: it does not sample. */
static inline double reach_of(const struct optimizer_type *type, const void *state, size_t dim)
{
  if (!type->spread) return type->deviation ? type->deviation(state) : 0;
  struct spread spread;
  double sum = 0;
  type->spread(state, &spread);
  for (size_t i = 0; i < dim; i++) sum += spread.deviation[i] * spread.deviation[i];
  return sqrt(sum / (double)dim);
}

#endif
