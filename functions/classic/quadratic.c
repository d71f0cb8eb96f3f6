/* quadratic.c -- an axis-parallel quadratic bowl of given condition.
 *
 *   f(x) = sum_i lambda_i x_i^2,   lambda_i = condition^(i / (d - 1)),   i = 0 ... d - 1
 *
 * condition = 1 is the sphere, 10^6 the ellipsoid of Hansen et al. (Real-Parameter
 * Black-Box Optimization Benchmarking 2009, f2); instances k > 0 rotate it (f10).
 *
 * Smoothed: E (x_i + sigma z_i)^2 = x_i^2 + sigma^2. */
#include <stdlib.h>
#include <string.h>

#include "functions/function.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"

struct config {
  double condition;
};

static const struct param params[] = {
    PARAM(struct config, condition, 1e4, 1, 1e16, "ratio of the largest curvature to the smallest"),
    PARAM_TABLE_END,
};

struct state {
  size_t dim;
  double weight[];
};

static void *alloc(const struct function_setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim;
  struct state *s = malloc(sizeof *s + dim * sizeof *s->weight);
  if (!s) return NULL;
  s->dim = dim;
  s->weight[0] = 1;
  for (size_t i = 1; i < dim; i++)
    s->weight[i] = repro_pow(c->condition, (double)i / (double)(dim - 1));
  return s;
}

/* total of w_i x_i^2, in the order of vec_dot */
static double weighted_square(const double *restrict w, const double *restrict x, size_t n)
{
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) lane[j] += w[i + j] * x[i + j] * x[i + j];
  for (size_t j = 0; i + j < n; j++) lane[j] += w[i + j] * x[i + j] * x[i + j];
  return lanes_total(lane);
}

static void evaluate(const void *state, const struct batch *batch)
{
  const struct state *s = state;
  size_t dim = s->dim;
  const double *restrict w = s->weight;
  for (size_t k = 0; k < batch->count; k++)
    batch->f[k] = weighted_square(w, batch->x + k * dim, dim);
  if (!batch->gradient) return;
  for (size_t k = 0; k < batch->count; k++) {
    const double *restrict x = batch->x + k * dim;
    double *restrict g = batch->gradient + k * dim;
    for (size_t i = 0; i < dim; i++) g[i] = 2 * w[i] * x[i];
  }
}

static void minimiser(const void *state, double *x)
{
  for (size_t i = 0; i < ((const struct state *)state)->dim; i++) x[i] = 0;
}

static void canonical(const void *state, double *x)
{
  for (size_t i = 0; i < ((const struct state *)state)->dim; i++) x[i] = 1;
}

static void smoothed(const void *state, const double *x, double sigma, double *value,
                     double *gradient, double *log_sigma_derivative)
{
  const struct state *s = state;
  double spread = sigma * sigma * vec_sum(s->weight, s->dim);
  *value = weighted_square(s->weight, x, s->dim) + spread;
  for (size_t i = 0; i < s->dim; i++) gradient[i] = 2 * s->weight[i] * x[i];
  *log_sigma_derivative = 2 * spread;
}

static void hessian(const void *state, const double *x, double *out)
{
  const struct state *s = state;
  (void)x;
  memset(out, 0, s->dim * s->dim * sizeof *out);
  for (size_t i = 0; i < s->dim; i++) out[i * s->dim + i] = 2 * s->weight[i];
}

extern const struct function_type LEVELED(function_quadratic);
const struct function_type LEVELED(function_quadratic) = {
    .name = "quadratic",
    .title = "quadratic",
    .summary = "a bowl whose curvatures spread over a given condition; 1 is the sphere",
    .formula = "f(x) = sum_i condition^(i / (d - 1)) x_i^2,  i = 0 ... d - 1",
    .reference = "Hansen, Finck, Ros and Auger, INRIA RR-6829, 2009 (f2, f10)",
    .traits = SMOOTH | SEPARABLE,
    .dim_low = 1,
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
