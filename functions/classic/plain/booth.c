/* booth.c -- two linear equations in two unknowns, as a sum of squares.
 *
 *   f(x, y) = (x + 2 y - 7)^2 + (2 x + y - 5)^2
 *
 * Its curvatures are 2 and 18. Smoothed: f + 10 sigma^2. */
#include "functions/classic/plain/points.h"

enum { DIM = 2 };

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double a = x[0] + 2 * x[1] - 7, b = 2 * x[0] + x[1] - 5;
  if (g) {
    g[0] = 2 * a + 4 * b;
    g[1] = 4 * a + 2 * b;
  }
  return a * a + b * b;
}

POINTS_ALLOC(DIM, 1, 3)

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient, double *log_sigma_derivative)
{
  *value_out = value(state, x, gradient) + 10 * sigma * sigma;
  *log_sigma_derivative = 20 * sigma * sigma;
}

static void hessian(const void *state, const double *x, double *h)
{
  (void)state, (void)x;
  h[0] = h[3] = 10;
  h[1] = h[2] = 8;
}

extern const struct function_type function_booth;
const struct function_type function_booth = {
    .name = "booth",
    .title = "Booth",
    .summary = "a quadratic of two dimensions, nine times as steep across as along",
    .formula = "f(x, y) = (x + 2 y - 7)^2 + (2 x + y - 5)^2",
    .reference = "Booth, Quarterly Journal of Mechanics and Applied Mathematics 2, 1949",
    .traits = SMOOTH,
    POINTS_FUNCTION(DIM),
    .search_low = -10,
    .search_high = 10,
    .start_low = -10,
    .start_high = 10,
    .params = points_params,
    .smoothed = smoothed,
    .hessian = hessian,
};
