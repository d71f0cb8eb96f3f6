/* inflection.c -- a slope that vanishes at a point where the second derivative says nothing.
 *
 *   f(x) = sum_i (x_i - 1)^2 (3 x_i^2 + 2 x_i + 1) / 12
 *
 * A term is x^4 / 4 - x^3 / 3 and 1/12 on top, written so that rounding makes it no less than 0.
 * Its slope is x^2 (x - 1), its curvature 3 x^2 - 2 x: at 0 both vanish, and f''' = -2; at 1 is its
 * minimum 0, with curvature 1. So the gradient is zero at the 2^d points of zeros and ones, and all
 * but (1, ..., 1) have a Hessian that decides nothing and are no minima.
 * From x < 0 descent comes to 0 like -1 / (rate steps) and stays on that side, though f goes on
 * down on the other: 0 is half-stable (Strogatz, 1994, section 2.4). Momentum may roll through.
 *
 * Smoothed: with s = sigma^2, E (x + sigma z)^3 = x^3 + 3 s x and E (x + sigma z)^4 = x^4 + 6 s x^2
 * + 3 s^2, so that E of a term is the term + s (6 x^2 - 4 x + 3 s) / 4. At 0 its slope is -s: what
 * looks around itself sees the way down. */
#include <stdlib.h>

#include "functions/function.h"
#include "src/numeric/lanes.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"

static const struct param params[] = {PARAM_TABLE_END};

static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)config;
  size_t *dim = malloc(sizeof *dim);
  if (dim) *dim = setup->dim;
  return dim;
}

static inline double term(double x) { return (x - 1) * (x - 1) * ((3 * x + 2) * x + 1); }

static double value(const double *x, size_t dim)
{
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= dim; i += LANES)
    for (size_t j = 0; j < LANES; j++) lane[j] += term(x[i + j]);
  for (size_t j = 0; i + j < dim; j++) lane[j] += term(x[i + j]);
  return lanes_total(lane) / 12;
}

static void slope(const double *restrict x, size_t dim, double *restrict g)
{
  for (size_t i = 0; i < dim; i++) g[i] = x[i] * x[i] * (x[i] - 1);
}

static void evaluate(const void *state, const struct batch *batch)
{
  size_t dim = *(const size_t *)state;
  for (size_t k = 0; k < batch->count; k++) batch->f[k] = value(batch->x + k * dim, dim);
  if (!batch->gradient) return;
  for (size_t k = 0; k < batch->count; k++)
    slope(batch->x + k * dim, dim, batch->gradient + k * dim);
}

static void minimiser(const void *state, double *x)
{
  for (size_t i = 0; i < *(const size_t *)state; i++) x[i] = 1;
}

/* With the inflection on the way to the minimum. */
static void canonical(const void *state, double *x)
{
  for (size_t i = 0; i < *(const size_t *)state; i++) x[i] = -1;
}

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient, double *log_sigma_derivative)
{
  size_t dim = *(const size_t *)state;
  double s = sigma * sigma, square = vec_dot(x, x, dim), sum = vec_sum(x, dim), d = (double)dim;
  *value_out = value(x, dim) + s * (6 * square - 4 * sum + 3 * d * s) / 4;
  slope(x, dim, gradient);
  for (size_t i = 0; i < dim; i++) gradient[i] += s * (3 * x[i] - 1);
  *log_sigma_derivative = s * (3 * square - 2 * sum + 3 * d * s);
}

static void hessian(const void *state, const double *x, double *out)
{
  size_t dim = *(const size_t *)state;
  for (size_t i = 0; i < dim * dim; i++) out[i] = 0;
  for (size_t i = 0; i < dim; i++) out[i * dim + i] = (3 * x[i] - 2) * x[i];
}

extern const struct function_type LEVELED(function_inflection);
const struct function_type LEVELED(function_inflection) = {
    .name = "inflection",
    .title = "inflection",
    .summary = "slope and curvature vanish together on the way to the minimum",
    .formula = "f(x) = sum_i (x_i - 1)^2 (3 x_i^2 + 2 x_i + 1) / 12\n"
               "     = sum_i x_i^4 / 4 - x_i^3 / 3 + 1 / 12",
    .reference = "Strogatz, Nonlinear Dynamics and Chaos, 1994 (section 2.4)",
    .traits = SMOOTH | SEPARABLE,
    .dim_low = 1,
    .search_low = -2,
    .search_high = 2,
    .start_low = -2,
    .start_high = 2,
    .params = params,
    .alloc = alloc,
    .free = free,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .canonical = canonical,
    .smoothed = smoothed,
    .hessian = hessian,
};
