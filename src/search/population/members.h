/* members.h -- what de and pso share: a population of points that are kept from one generation to
 * the next. Each file adds its own rule of moving them. */
#ifndef OPTBENCH_SRC_SEARCH_POPULATION_MEMBERS_H
#define OPTBENCH_SRC_SEARCH_POPULATION_MEMBERS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/draws/random.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/optimizer.h"

/* 0 <= k < n for a u on (0, 1), where the product could round to n. */
static inline size_t members_pick(double u, size_t n)
{
  size_t k = (size_t)(u * (double)n);
  return k < n ? k : n - 1;
}

/* x becomes low + width u. */
static inline void members_scatter(size_t dim, const double *restrict low,
                                   const double *restrict width, const double *restrict u,
                                   double *restrict x)
{
  for (size_t i = 0; i < dim; i++) x[i] = low[i] + width[i] * u[i];
}

/* The lowest f of those that were evaluated at least `least` times, if any, else of all. */
static inline size_t members_lowest(const double *f, const double *times, double least,
                                    size_t count)
{
  size_t best = 0;
  for (size_t k = 1; k < count; k++) {
    bool firm = times[k] >= least, best_firm = times[best] >= least;
    if (firm != best_firm ? firm : f[k] < f[best]) best = k;
  }
  return best;
}

/* Whether all rows are this point. The first nearly always answers. */
static inline bool members_at(const double *x, size_t count, const double *point, size_t dim)
{
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < dim; i++)
      if (x[k * dim + i] != point[i]) return false;
  return true;
}

/* f, the mean of *times values, becomes that of one more. Believing the latest value alone is
 * worse: by 10 to 70 % in the medians of test_noise (tests/search/test_search.c), with local and ga
 * too.
 */
static inline void members_average(double fresh, double *times, double *f)
{
  ++*times;
  *f += (fresh - *f) / *times;
}

/* The geometric mean of the standard deviations of the coordinates over `count` rows. */
static inline double members_deviation(const double *x, size_t count, size_t dim)
{
  double total = 0;
  for (size_t i = 0; i < dim; i += LANES) {
    size_t wide = dim - i < LANES ? dim - i : LANES;
    double mean[LANES] = {0}, square[LANES] = {0};
    for (size_t k = 0; k < count; k++)
      for (size_t j = 0; j < wide; j++) mean[j] += x[k * dim + i + j];
    for (size_t j = 0; j < wide; j++) mean[j] /= (double)count;
    for (size_t k = 0; k < count; k++)
      for (size_t j = 0; j < wide; j++) {
        double d = x[k * dim + i + j] - mean[j];
        square[j] += d * d;
      }
    for (size_t j = 0; j < wide; j++) total += repro_log(square[j] / (double)count);
  }
  return repro_exp(total / (2 * (double)dim));
}

#endif
