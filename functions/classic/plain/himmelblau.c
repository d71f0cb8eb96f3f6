/* himmelblau.c -- two parabolas that cross in four points, as a sum of squares.
 *
 *   f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2
 *
 * The minimum 0 is met at all four; the minimiser is the one of whole numbers.
 *
 * Smoothed, s = sigma^2: with a and b the terms squared, E (a + 2 x sigma z + s z^2 + sigma z')^2
 * = a^2 + s (2 a + 4 x^2 + 1) + 3 s^2, likewise for b. */
#include "functions/classic/plain/points.h"

enum { DIM = 2 };

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double a = x[0] * x[0] + x[1] - 11, b = x[0] + x[1] * x[1] - 7;
  if (g) {
    g[0] = 4 * a * x[0] + 2 * b;
    g[1] = 2 * a + 4 * b * x[1];
  }
  return a * a + b * b;
}

POINTS_ALLOC(DIM, 3, 2)

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient, double *log_sigma_derivative)
{
  double s = sigma * sigma, square = x[0] * x[0] + x[1] * x[1];
  double first = 2 * (square + x[0] + x[1] - 18) + 4 * square + 2;
  *value_out = value(state, x, gradient) + s * (first + 6 * s);
  for (int i = 0; i < DIM; i++) gradient[i] += s * (12 * x[i] + 2);
  *log_sigma_derivative = 2 * s * (first + 12 * s);
}

static void hessian(const void *state, const double *x, double *h)
{
  (void)state;
  h[0] = 12 * x[0] * x[0] + 4 * x[1] - 42;
  h[1] = h[2] = 4 * (x[0] + x[1]);
  h[3] = 12 * x[1] * x[1] + 4 * x[0] - 26;
}

extern const struct function_type function_himmelblau;
const struct function_type function_himmelblau = {
    .name = "himmelblau",
    .title = "Himmelblau",
    .summary = "four pits of the same depth, where two parabolas cross",
    .formula = "f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    .reference = "Himmelblau, Applied Nonlinear Programming, McGraw-Hill, 1972",
    .traits = SMOOTH | MULTIMODAL,
    POINTS_FUNCTION(DIM),
    .search_low = -5,
    .search_high = 5,
    .start_low = -5,
    .start_high = 5,
    .params = points_params,
    .smoothed = smoothed,
    .hessian = hessian,
};
