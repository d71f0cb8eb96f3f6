/* zakharov.c -- a sphere and, along one direction, a wall of fourth order.
 *
 *   f(x) = sum_i x_i^2 + t^2 + t^4,   t = sum_i i x_i / 2
 *
 * Smoothed, s = sigma^2 and a = sum_i (i / 2)^2: t is normal with variance a s, so
 *   f + s d + a s + 6 a s t^2 + 3 a^2 s^2. */
#include "functions/classic/coordinates.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

/* Weights: i / 2. The parameter: a. */
static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)config;
  struct coordinates *s = coordinates_new(setup->dim, 0);
  if (!s) return NULL;
  for (size_t i = 0; i < s->dim; i++) s->weight[i] = (double)(i + 1) / 2;
  s->parameter = vec_dot(s->weight, s->weight, s->dim);
  return s;
}

static double value(const struct coordinates *s, const double *x)
{
  double t = vec_dot(s->weight, x, s->dim), square = t * t;
  return vec_dot(x, x, s->dim) + (square + square * square);
}

static void gradient(const struct coordinates *s, const double *x, double *work, double *g)
{
  (void)work;
  double t = vec_dot(s->weight, x, s->dim), slope = 2 * t + 4 * t * t * t;
  for (size_t i = 0; i < s->dim; i++) g[i] = 2 * x[i] + slope * s->weight[i];
}

COORDINATES_EVALUATE

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient_out, double *log_sigma_derivative)
{
  const struct coordinates *c = state;
  double s = sigma * sigma, a = c->parameter, d = (double)c->dim;
  double t = vec_dot(c->weight, x, c->dim), slope = 2 * t + 4 * t * t * t + 12 * a * s * t;
  *value_out = value(c, x) + s * (d + a + 6 * a * t * t + 3 * a * a * s);
  for (size_t i = 0; i < c->dim; i++) gradient_out[i] = 2 * x[i] + slope * c->weight[i];
  *log_sigma_derivative = 2 * s * (d + a + 6 * a * t * t + 6 * a * a * s);
}

static void hessian(const void *state, const double *x, double *out)
{
  const struct coordinates *s = state;
  double t = vec_dot(s->weight, x, s->dim), bend = 2 + 12 * t * t;
  for (size_t i = 0; i < s->dim; i++)
    for (size_t j = 0; j < s->dim; j++)
      out[i * s->dim + j] = bend * (s->weight[i] * s->weight[j]) + (i == j ? 2 : 0);
}

extern const struct function_type LEVELED(function_zakharov);
const struct function_type LEVELED(function_zakharov) = {
    .name = "zakharov",
    .title = "Zakharov",
    .summary = "one pit between walls of fourth order along one direction",
    .formula = "f(x) = sum_i x_i^2 + t^2 + t^4,  t = sum_i i x_i / 2,  i = 1 ... d",
    .reference = "Chelouah and Siarry, Journal of Heuristics 6, 2000 (Z_n)",
    .traits = SMOOTH,
    COORDINATES_FUNCTION(-5, 10),
    .smoothed = smoothed,
    .hessian = hessian,
};
