/* quadratic.c -- an axis-parallel quadratic bowl of given condition.
 *
 *   f(x) = sum_i lambda_i x_i^2,   lambda_i = condition^(i / (d - 1)),   i = 0 ... d - 1
 *
 * condition = 1 is the sphere, 10^6 the ellipsoid of Hansen et al. (Real-Parameter
 * Black-Box Optimization Benchmarking 2009, f2); instances k > 0 rotate it (f10).
 *
 * With a spectrum, such as 90%0..1+10%30..60, lambda_i are drawn instead, a draw each instance: so
 * many shares of them uniform in each interval, see spectrum.h. The Hessian has 2 lambda_i.
 *
 * Smoothed: E (x_i + sigma z_i)^2 = x_i^2 + sigma^2. */
#include <stdlib.h>
#include <string.h>

#include "functions/function.h"
#include "functions/spectrum.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"

struct config {
  double condition;
  char spectrum[128];
};

#define USUAL_CONDITION 1e4

static const struct param params[] = {
    PARAM(struct config, condition, USUAL_CONDITION, 1, 1e16,
          "ratio of the largest curvature to the smallest"),
    PARAM_TEXT_OR_NONE(struct config, spectrum,
                       "lambda drawn instead: 90%0..1+10%30..60, uniform, shares of d"),
    PARAM_TABLE_END,
};

struct state {
  size_t dim;
  double weight[];
};

static bool has_spectrum(const struct config *c) { return strcmp(c->spectrum, "none") != 0; }

static int check_config(const void *config, struct error *err)
{
  const struct config *c = config;
  struct spectrum spectrum;
  if (!has_spectrum(c)) return STATUS_OK;
  if (c->condition != USUAL_CONDITION)
    return error_set(err, STATUS_USAGE,
                     "quadratic: spectrum says the curvatures, and condition=%g as well; drop one",
                     c->condition);
  return spectrum_parse(c->spectrum, &spectrum, err);
}

static void *alloc(const struct function_setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim;
  struct state *s = malloc(sizeof *s + dim * sizeof *s->weight);
  if (!s) return NULL;
  s->dim = dim;
  if (has_spectrum(c)) {
    struct spectrum spectrum;
    struct error none;
    spectrum_parse(c->spectrum, &spectrum, &none);
    spectrum_draw(&spectrum, stream_named(setup->stream, "spectrum"), dim, s->weight);
    return s;
  }
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
    .formula =
        "f(x) = sum_i condition^(i / (d - 1)) x_i^2,  i = 0 ... d - 1\n"
        "or, with a spectrum, f(x) = sum_i lambda_i x_i^2, lambda_i drawn for each instance: of\n"
        "90%0..1+10%30..60, nine in ten uniform in [0, 1], the others in [30, 60]; shares of d\n"
        "are rounded, the largest remainders up. The Hessian has 2 lambda_i (multiply=0.5)",
    .reference = "Hansen, Finck, Ros and Auger, INRIA RR-6829, 2009 (f2, f10)",
    .traits = SMOOTH | SEPARABLE,
    .dim_low = 1,
    .search_low = -5,
    .search_high = 5,
    .start_low = -5,
    .start_high = 5,
    .config_size = sizeof(struct config),
    .params = params,
    .check_config = check_config,
    .alloc = alloc,
    .free = free,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .canonical = canonical,
    .smoothed = smoothed,
    .hessian = hessian,
};
