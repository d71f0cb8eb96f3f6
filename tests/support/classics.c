/* classics.c -- see classics.h. */
#include "tests/support/classics.h"

#include <math.h>

double classic_rosenbrock(size_t n, const double *x, double *g)
{
  double f = 0;
  for (size_t i = 0; i < n; i++) g[i] = 0;
  for (size_t i = 0; i + 1 < n; i++) {
    double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    f += 100 * (a * a) + b * b;
    g[i] += -400 * a * x[i] - 2 * b;
    g[i + 1] += 200 * a;
  }
  return f;
}

double classic_ellipsoid(double decades, size_t n, const double *x, double *g)
{
  double f = 0;
  for (size_t i = 0; i < n; i++) {
    double weight = pow(10, decades * (double)i / (double)(n - 1));
    f += weight * (x[i] * x[i]);
    g[i] = 2 * weight * x[i];
  }
  return f;
}

void classic_clip(double clip, size_t n, double *g)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += g[i] * g[i];
  double scale = clip / (sqrt(sum) + 1e-6);
  for (size_t i = 0; clip > 0 && scale < 1 && i < n; i++) g[i] *= scale;
}
