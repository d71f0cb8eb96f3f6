/* quantiles.c -- see quantiles.h. */
#include "bench/statistics/quantiles.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

void sort_values(double *values, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (isnan(values[i])) values[i] = INFINITY;
  if (count) qsort(values, count, sizeof *values, compare); /* there may be no array at all */
}

double quantile(const double *ascending, size_t count, double share)
{
  double at = (double)(count - 1) * share, below = floor(at), rest = at - below;
  size_t i = (size_t)below;
  if (i + 1 >= count) return ascending[count - 1];
  double a = ascending[i], b = ascending[i + 1];
  if (rest == 0 || a == b) return a;
  if (isinf(a)) return a;
  if (isinf(b)) return b;
  return a + rest * (b - a);
}

struct quartiles quartiles_ascending(const double *ascending, size_t count)
{
  return (struct quartiles){.low = quantile(ascending, count, 0.25),
                            .median = quantile(ascending, count, 0.5),
                            .high = quantile(ascending, count, 0.75)};
}

struct quartiles quartiles_of(double *values, size_t count)
{
  sort_values(values, count);
  return quartiles_ascending(values, count);
}

size_t profile_steps(const double *ascending, size_t count, size_t cases, double merge,
                     struct profile_step *steps)
{
  size_t used = 0;
  for (size_t i = 0; i < count;) {
    double limit = ascending[i] * merge;
    size_t last = i;
    while (last + 1 < count && ascending[last + 1] <= limit) last++;
    steps[used++] = (struct profile_step){ascending[last], (double)(last + 1) / (double)cases};
    i = last + 1;
  }
  return used;
}

void performance_ratios(double *cost, size_t count)
{
  double lowest = INFINITY;
  for (size_t i = 0; i < count; i++)
    if (cost[i] < lowest) lowest = cost[i];
  for (size_t i = 0; i < count; i++)
    if (isfinite(cost[i])) cost[i] /= lowest;
}
