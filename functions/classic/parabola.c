/* parabola.c -- one dimension, one curvature: where gradient descent can be read by eye.
 *
 *   f(x) = curvature / 2 x^2
 *
 * Descent multiplies x by 1 - rate curvature: it converges for rates below
 * 2 / curvature and is fastest, one step, at 1 / curvature (Polyak, 1963).
 *
 * Smoothed: f(x) + curvature / 2 sigma^2. */
#include <stdlib.h>

#include "functions/function.h"
#include "src/numeric/level.h"

struct config {
  double curvature;
};

static const struct param params[] = {
    PARAM(struct config, curvature, 1, PARAM_ABOVE_ZERO, 1e9, "second derivative"),
    PARAM_TABLE_END,
};

static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)setup;
  struct config *s = malloc(sizeof *s);
  if (s) *s = *(const struct config *)config;
  return s;
}

static void evaluate(const void *state, const struct batch *batch)
{
  double curvature = ((const struct config *)state)->curvature, half = curvature / 2;
  const double *restrict x = batch->x;
  double *restrict f = batch->f, *restrict g = batch->gradient;
  for (size_t k = 0; k < batch->count; k++) f[k] = half * x[k] * x[k];
  if (!g) return;
  for (size_t k = 0; k < batch->count; k++) g[k] = curvature * x[k];
}

static void minimiser(const void *state, double *x)
{
  (void)state;
  *x = 0;
}

static void canonical(const void *state, double *x)
{
  (void)state;
  *x = 1;
}

static void smoothed(const void *state, const double *x, double sigma, double *value,
                     double *gradient, double *log_sigma_derivative)
{
  double curvature = ((const struct config *)state)->curvature;
  *value = curvature / 2 * (*x * *x + sigma * sigma);
  *gradient = curvature * *x;
  *log_sigma_derivative = curvature * sigma * sigma;
}

static void hessian(const void *state, const double *x, double *out)
{
  (void)x;
  *out = ((const struct config *)state)->curvature;
}

extern const struct function_type LEVELED(function_parabola);
const struct function_type LEVELED(function_parabola) = {
    .name = "parabola",
    .title = "parabola",
    .summary = "one dimension, one curvature: which learning rates converge",
    .formula = "f(x) = curvature / 2 x^2",
    .reference = "Polyak, USSR Computational Mathematics and Mathematical Physics 3, 1963",
    .traits = SMOOTH | SEPARABLE,
    .dim_low = 1,
    .dim_high = 1,
    .search_low = -5,
    .search_high = 5,
    .start_low = -5,
    .start_high = 5,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .free = free,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .canonical = canonical,
    .smoothed = smoothed,
    .hessian = hessian,
};
