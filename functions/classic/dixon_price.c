/* dixon_price.c -- a curved valley whose bends grow with the coordinate's number.
 *
 *   f(x) = (x_1 - 1)^2 + sum_{i>1} i (2 x_i^2 - x_{i-1})^2
 *
 * A sum of squares. It is 0 where x_1 = 1 and x_i = +-sqrt(x_{i-1} / 2); the minimiser is the one
 * with no sign. The doubles nearest to it leave some 1e-32 d^2, which is what is told as minimum.
 *
 * Smoothed, s = sigma^2 and a_i = 2 x_i^2 - x_{i-1}: E (x_1 - 1)^2 = (x_1 - 1)^2 + s, and the
 * square of a_i becomes a_i^2 + s (4 a_i + 16 x_i^2 + 1) + 12 s^2. */
#include "functions/classic/coordinates.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

static inline double bend(const double *x, size_t i) { return 2 * (x[i] * x[i]) - x[i - 1]; }

static double value(const struct coordinates *s, const double *x)
{
  double lane[LANES] = {0}, first = x[0] - 1;
  size_t i = 1;
  for (; i + LANES <= s->dim; i += LANES)
    for (size_t j = 0; j < LANES; j++) {
      double a = bend(x, i + j);
      lane[j] += s->weight[i + j] * (a * a);
    }
  for (size_t j = 0; i + j < s->dim; j++) {
    double a = bend(x, i + j);
    lane[j] += s->weight[i + j] * (a * a);
  }
  return first * first + lanes_total(lane);
}

static void gradient(const struct coordinates *s, const double *x, double *work, double *g)
{
  (void)work;
  g[0] = 2 * (x[0] - 1);
  for (size_t i = 1; i < s->dim; i++) g[i] = 8 * s->weight[i] * bend(x, i) * x[i];
  for (size_t i = 1; i < s->dim; i++) g[i - 1] -= 2 * s->weight[i] * bend(x, i);
}

COORDINATES_EVALUATE

/* Weights: i */
static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)config;
  struct coordinates *s = coordinates_new(setup->dim, 1);
  if (!s) return NULL;
  for (size_t i = 0; i < s->dim; i++) s->weight[i] = (double)(i + 1);
  for (size_t i = 1; i < s->dim; i++) s->minimiser[i] = sqrt(s->minimiser[i - 1] / 2);
  return coordinates_settle(s, value);
}

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient_out, double *log_sigma_derivative)
{
  const struct coordinates *c = state;
  double s = sigma * sigma, more = s, by_s = 1;
  gradient_out[0] = 2 * (x[0] - 1);
  for (size_t i = 1; i < c->dim; i++) {
    double a = bend(x, i), w = c->weight[i], first = w * (4 * a + 16 * x[i] * x[i] + 1);
    more += s * (first + 12 * w * s);
    by_s += first + 24 * w * s;
    gradient_out[i] = 8 * w * x[i] * (a + 6 * s);
    gradient_out[i - 1] -= 2 * w * (a + 2 * s);
  }
  *value_out = value(c, x) + more;
  *log_sigma_derivative = 2 * s * by_s;
}

static void hessian(const void *state, const double *x, double *out)
{
  const struct coordinates *s = state;
  size_t dim = s->dim;
  memset(out, 0, dim * dim * sizeof *out);
  out[0] = 2;
  for (size_t i = 1; i < dim; i++) {
    double *own = out + i * dim + i, w = s->weight[i];
    own[0] = w * (48 * x[i] * x[i] - 8 * x[i - 1]);
    own[-1] = own[-(ptrdiff_t)dim] = -8 * w * x[i];
    own[-1 - (ptrdiff_t)dim] += 2 * w;
  }
}

extern const struct function_type LEVELED(function_dixon_price);
const struct function_type LEVELED(function_dixon_price) = {
    .name = "dixon-price",
    .title = "Dixon-Price",
    .summary = "a curved valley whose bends grow with the coordinate's number",
    .formula = "f(x) = (x_1 - 1)^2 + sum_{i>1} i (2 x_i^2 - x_{i-1})^2",
    .reference = "Dixon and Price, Journal of Optimization Theory and Applications 60, 1989",
    .traits = SMOOTH,
    COORDINATES_FUNCTION(-10, 10),
    .smoothed = smoothed,
    .hessian = hessian,
};
