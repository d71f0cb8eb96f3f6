/* curve_area.c -- see curve_area.h. */
#include "bench/statistics/curve_area.h"

#include <math.h>

#include "src/numeric/elementary.h"

static double height(double error, const struct curve_bounds *b)
{
  if (!(error < INFINITY)) return 0;
  double exponent = error > 0 ? repro_log10(error) : -INFINITY;
  return 1 - (fmin(fmax(exponent, b->low), b->high) - b->low) / (b->high - b->low);
}

double curve_area(const struct curve_point *point, size_t count, const struct curve_bounds *b)
{
  double area = 0, budget = floor(b->budget);
  for (size_t i = 0; i < count; i++) {
    /* The whole costs from this point on, before the next. */
    double first = fmax(ceil(point[i].cost), 1);
    double end = i + 1 < count ? ceil(point[i + 1].cost) : INFINITY;
    end = fmin(end, budget + 1);
    if (end > first) area += (end - first) * height(point[i].error, b);
  }
  return area / budget;
}

double curve_error(const struct curve_point *point, size_t count, double cost)
{
  double error = NAN;
  for (size_t i = 0; i < count && point[i].cost <= cost; i++) error = point[i].error;
  return error;
}
