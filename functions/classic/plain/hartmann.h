/* hartmann.h -- Hartmann's family: four bells in the unit cube, upside down.
 *
 *   f(x) = -sum_j height_j exp(-sum_i steep_ji (x_i - centre_ji)^2)
 *
 * The nearest point of the cube is no further from any centre in any coordinate, as they all lie in
 * it, so that f is no lower anywhere than in the cube. The minimisers are from Newton's method with
 * 60 digits.
 *
 * Smoothed: each factor exp(-a (x - c)^2) becomes exp(-a (x - c)^2 / v) / sqrt v, v = 1 + 2 a
 * sigma^2; the derivative of its logarithm with respect to log sigma is 4 a^2 sigma^2 (x - c)^2 /
 * v^2 - 2 a sigma^2 / v. */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_HARTMANN_H
#define OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_HARTMANN_H

#include <math.h>

#include "functions/classic/plain/points.h"
#include "src/numeric/elementary.h"

enum { HARTMANN_BELLS = 4, HARTMANN_MOST = 6 };

static const double hartmann_height[HARTMANN_BELLS] = {1, 1.2, 3, 3.2};

struct hartmann {
  size_t dim;
  double steep[HARTMANN_BELLS][HARTMANN_MOST], centre[HARTMANN_BELLS][HARTMANN_MOST];
  double minimiser[HARTMANN_MOST];
};

/* The value smoothed with sigma, gradient and derivative with respect to log sigma; sigma = 0: f
 * itself. g and by_log_sigma may be NULL. */
static inline double hartmann_value(const struct hartmann *h, const double *x, double sigma,
                                    double *g, double *by_log_sigma)
{
  double f = 0, far = 0, drift_total = 0, square = sigma * sigma;
  for (size_t i = 0; i < h->dim; i++) far += x[i] * 0; /* not finite where x is not */
  for (size_t i = 0; g && i < h->dim; i++) g[i] = 0;
  for (size_t j = 0; j < HARTMANN_BELLS; j++) {
    double exponent = 0, spread = 1, drift = 0, slope[HARTMANN_MOST];
    for (size_t i = 0; i < h->dim; i++) {
      double a = h->steep[j][i], v = 1 + 2 * a * square, away = x[i] - h->centre[j][i];
      exponent += a * (away * away) / v;
      spread *= v;
      drift += 2 * a * square / v * (2 * a * (away * away) / v - 1);
      slope[i] = 2 * a * away / v;
    }
    double bell = hartmann_height[j] * repro_exp(-exponent) / sqrt(spread);
    f -= bell;
    drift_total -= bell * drift;
    for (size_t i = 0; g && i < h->dim; i++) g[i] += bell * slope[i];
  }
  if (by_log_sigma) *by_log_sigma = drift_total;
  return f + far;
}

static inline void hartmann_hessian(const struct hartmann *h, const double *x, double *out)
{
  memset(out, 0, h->dim * h->dim * sizeof *out);
  for (size_t j = 0; j < HARTMANN_BELLS; j++) {
    double exponent = 0, slope[HARTMANN_MOST];
    for (size_t i = 0; i < h->dim; i++) {
      double away = x[i] - h->centre[j][i];
      exponent += h->steep[j][i] * (away * away);
      slope[i] = 2 * h->steep[j][i] * away;
    }
    double bell = hartmann_height[j] * repro_exp(-exponent);
    for (size_t i = 0; i < h->dim; i++)
      for (size_t k = 0; k < h->dim; k++)
        out[i * h->dim + k] += bell * ((i == k ? 2 * h->steep[j][i] : 0) - slope[i] * slope[k]);
  }
}

#endif
