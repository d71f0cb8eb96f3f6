/* saddle.c -- a strict saddle between two minima.
 *
 *   f(x) = (x_1^2 - 1)^2 / 4 + sum_{i>1} x_i^2 / 2
 *
 * For d = 2 that is x_1^4 / 4 - x_1^2 / 2 + x_2^2 / 2 and 1/4 on top (Lee, Simchowitz, Jordan and
 * Recht, COLT 2016, with the axes changed over). The gradient is zero at three points:
 *   (-1, 0, ...), (1, 0, ...)   minima, both 0; the Hessian is diag(2, 1, ..., 1)
 *   0                           a saddle, f = 1/4; the Hessian is diag(-1, 1, ..., 1)
 * From the ridge x_1 = 0 descent goes to the saddle, and not a bit of x_1 ever changes; from all
 * else it goes to a minimum. A saddle stops no method that is pushed off the ridge, be it by noise:
 * it grows by 1 + rate a step (Dauphin et al., NIPS 2014).
 *
 * Smoothed: with s = sigma^2, E (x + sigma z)^2 = x^2 + s and E (x + sigma z)^4 = x^4 + 6 s x^2 +
 * 3 s^2, so that
 *   E f = f + s (6 x_1^2 + 3 s - 2) / 4 + (d - 1) s / 2.
 * From s = 1/3 on, the saddle is the only point left without a slope, and a minimum. */
#include <stdlib.h>

#include "functions/function.h"
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

static double value(const double *x, size_t dim)
{
  double well = x[0] * x[0] - 1;
  return well * well / 4 + vec_dot(x + 1, x + 1, dim - 1) / 2;
}

static void slope(const double *restrict x, size_t dim, double *restrict g)
{
  g[0] = (x[0] * x[0] - 1) * x[0];
  for (size_t i = 1; i < dim; i++) g[i] = x[i];
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
  for (size_t i = 0; i < *(const size_t *)state; i++) x[i] = i == 0;
}

/* On the ridge. */
static void canonical(const void *state, double *x)
{
  for (size_t i = 0; i < *(const size_t *)state; i++) x[i] = i ? 1 : 0;
}

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient, double *log_sigma_derivative)
{
  size_t dim = *(const size_t *)state;
  double s = sigma * sigma, square = x[0] * x[0], others = (double)(dim - 1);
  *value_out = value(x, dim) + s * (6 * square + 3 * s - 2) / 4 + others * s / 2;
  slope(x, dim, gradient);
  gradient[0] += 3 * s * x[0];
  *log_sigma_derivative = s * (3 * square + 3 * s - 1 + others);
}

static void hessian(const void *state, const double *x, double *out)
{
  size_t dim = *(const size_t *)state;
  for (size_t i = 0; i < dim * dim; i++) out[i] = i % (dim + 1) == 0;
  out[0] = 3 * x[0] * x[0] - 1;
}

extern const struct function_type LEVELED(function_saddle);
const struct function_type LEVELED(function_saddle) = {
    .name = "saddle",
    .title = "saddle",
    .summary = "a strict saddle between two minima, and a ridge that leads to it",
    .formula = "f(x) = (x_1^2 - 1)^2 / 4 + sum_{i>1} x_i^2 / 2",
    .reference = "Lee, Simchowitz, Jordan and Recht, COLT 2016",
    .traits = SMOOTH | SEPARABLE | MULTIMODAL,
    .dim_low = 2,
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
