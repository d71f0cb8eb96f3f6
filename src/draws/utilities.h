/* utilities.h -- what the ranks of a population are worth, the same for every natural evolution
 * strategy (Wierstra et al., Journal of Machine Learning Research 15, 2014). */
#ifndef OPTBENCH_SRC_DRAWS_UTILITIES_H
#define OPTBENCH_SRC_DRAWS_UTILITIES_H

#include <stddef.h>

#include "src/numeric/elementary.h"

/* utility[r] becomes what the r-th best of a population is worth (r from 0); they add up to 0. */
static inline void nes_utilities(size_t population, double *utility)
{
  double best = repro_log((double)population / 2 + 1), total = 0;
  for (size_t r = 0; r < population; r++) {
    double u = best - repro_log((double)(r + 1));
    utility[r] = u > 0 ? u : 0;
    total += utility[r];
  }
  for (size_t r = 0; r < population; r++) utility[r] = utility[r] / total - 1 / (double)population;
}

#endif
