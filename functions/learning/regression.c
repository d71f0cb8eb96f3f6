/* regression.c -- random least squares: a finite sum, whole or in minibatches.
 *
 *   f(x) = 1 / (2 n) |A x - y|^2,   y = A w + residual e
 *
 * A has n = `rows` rows of standard normals, e is standard normal, w is uniform in the
 * middle half of the search region: all of them the instance's own. With `batch` = b > 0
 * each step, or each evaluation, draws b rows, uniform and with replacement (Robbins and Monro,
 * 1951), and f(x) = 1 / (2 b) sum over the drawn rows of (a_i x - y_i)^2, whose mean is the full
 * loss, the truth. The minimiser is found by Householder's QR.
 *
 * Smoothed: E f = f(x) + sigma^2 / (2 n) sum_ij A_ij^2, whatever the batch. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "functions/function.h"
#include "src/draws/random.h"
#include "src/numeric/level.h"
#include "src/numeric/reflect.h"
#include "src/numeric/vec.h"

struct config {
  int rows, batch, share;
  double residual;
};

static const struct param params[] = {
    PARAM(struct config, rows, 256, 1, 1e6, "terms of the sum, at least the dimension"),
    PARAM(struct config, batch, 0, 0, 1e6, "terms drawn for a step, 0: the full sum"),
    PARAM_CHOICE(struct config, share, SHARE_YES, param_no_yes,
                 "draw the same terms for all points of a step, or each its own"),
    PARAM(struct config, residual, 0.1, 0, 1e6, "standard deviation of what is left of y"),
    PARAM_TABLE_END,
};

static const double search_low = -5, search_high = 5;

struct state {
  size_t dim, rows, batch;
  bool share;
  double minimum, spread; /* spread: 1 / (2 n) sum of squares of A */
  double *row, *column;   /* A row after row, and column after column */
  double *y, *minimiser;  /* rows and dim values */
  double block[];
};

static int check(const void *config, const struct function_setup *setup, struct error *err)
{
  const struct config *c = config;
  size_t dim = setup->dim;
  if ((size_t)c->rows >= dim) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "regression: rows=%d is less than dimension %zu, which leaves the minimiser "
                   "open; give rows=%zu or more",
                   c->rows, dim, dim);
}

/* f of the full sum and, if it is wanted, its gradient; r: scratch for `rows` values. As the
 * residuals of the minimiser m are orthogonal to the columns of A,
 *   f(x) = f(m) + 1 / (2 n) |A (x - m)|^2,
 * which near the minimum keeps the digits that the sum of residuals loses. */
static double full(const struct state *s, const double *restrict x, double *restrict r,
                   double *restrict gradient)
{
  size_t n = s->rows;
  for (size_t i = 0; i < n; i++) r[i] = 0;
  for (size_t j = 0; j < s->dim; j++) vec_axpy(x[j] - s->minimiser[j], s->column + j * n, r, n);
  double count = (double)n;
  if (gradient)
    for (size_t j = 0; j < s->dim; j++) gradient[j] = vec_dot(s->column + j * n, r, n) / count;
  return s->minimum + vec_dot(r, r, n) / (2 * count);
}

/* Least squares by QR: m is (A | y), rows x (dim + 1), and is overwritten; v: rows values, work:
 * dim + 1 values. A column of zeros, which normals do not make, would give a coordinate 0. */
static void solve(double *restrict m, size_t rows, size_t dim, double *restrict v,
                  double *restrict work, double *restrict x)
{
  size_t width = dim + 1;
  for (size_t k = 0; k < dim; k++) {
    for (size_t i = k; i < rows; i++) v[i - k] = m[i * width + k];
    double norm = sqrt(vec_dot(v, v, rows - k));
    if (!(norm > 0)) continue;
    v[0] += v[0] < 0 ? -norm : norm;
    reflect(v, rows - k, m + k * width + k, width, width - k, work);
  }
  for (size_t k = dim; k-- > 0;) {
    double rest = m[k * width + dim], pivot = m[k * width + k];
    for (size_t j = k + 1; j < dim; j++) rest -= m[k * width + j] * x[j];
    x[k] = fabs(pivot) > 0 ? rest / pivot : 0;
  }
}

/* A, y and the minimiser. False if there is no memory. */
static bool make(struct state *s, struct stream stream, double residual)
{
  size_t n = s->rows, dim = s->dim, width = dim + 1;
  double *m = malloc((n * width + n + width) * sizeof *m);
  if (!m) return false;
  double *v = m + n * width, *w = v + n;
  random_normals(stream_named(stream, "rows"), 0, 0, n, dim, s->row);
  random_normals(stream_named(stream, "residuals"), 0, 0, n, 1, s->y);
  random_uniforms(stream_named(stream, "weights"), 0, 0, 1, dim, w);
  for (size_t j = 0; j < dim; j++)
    w[j] = (search_low + search_high) / 2 + (search_high - search_low) * (w[j] - 0.5) / 2;
  for (size_t i = 0; i < n; i++) {
    const double *a = s->row + i * dim;
    s->y[i] = vec_dot(a, w, dim) + residual * s->y[i];
    memcpy(m + i * width, a, dim * sizeof *m);
    m[i * width + dim] = s->y[i];
    for (size_t j = 0; j < dim; j++) s->column[j * n + i] = a[j];
  }
  solve(m, n, dim, v, w, s->minimiser);
  for (size_t i = 0; i < n; i++) v[i] = vec_dot(s->row + i * dim, s->minimiser, dim) - s->y[i];
  s->minimum = vec_dot(v, v, n) / (2 * (double)n);
  s->spread = vec_dot(s->row, s->row, n * dim) / (2 * (double)n);
  free(m);
  return true;
}

static void *alloc(const struct function_setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, rows = (size_t)c->rows;
  struct state *s = malloc(sizeof *s + (2 * rows * dim + rows + dim) * sizeof *s->block);
  if (!s) return NULL;
  s->dim = dim;
  s->rows = rows;
  s->batch = (size_t)c->batch;
  s->share = c->share == SHARE_YES;
  s->row = s->block;
  s->column = s->row + rows * dim;
  s->y = s->column + rows * dim;
  s->minimiser = s->y + rows;
  if (make(s, setup->stream, c->residual)) return s;
  free(s);
  return NULL;
}

static unsigned extra_traits(const void *state)
{
  return ((const struct state *)state)->batch ? STOCHASTIC : 0;
}

static size_t scratch(const void *state, size_t count)
{
  const struct state *s = state;
  (void)count;
  return s->rows > s->batch ? s->rows : s->batch;
}

/* f of the drawn rows and, if it is wanted, its gradient; u: scratch for `batch` uniforms. */
static double drawn(const struct state *s, const double *restrict x, struct stream stream,
                    uint64_t generation, double *restrict u, double *restrict gradient)
{
  size_t dim = s->dim, b = s->batch;
  double count = (double)b;
  random_uniforms(stream, generation, 0, 1, b, u);
  if (gradient) memset(gradient, 0, dim * sizeof *gradient);
  for (size_t k = 0; k < b; k++) {
    size_t i = (size_t)(u[k] * (double)s->rows);
    const double *a = s->row + i * dim;
    double r = vec_dot(a, x, dim) - s->y[i];
    if (gradient) vec_axpy(r / count, a, gradient, dim);
    u[k] = r;
  }
  return vec_dot(u, u, b) / (2 * count);
}

static void evaluate(const void *state, const struct batch *batch)
{
  const struct state *s = state;
  for (size_t k = 0; k < batch->count; k++) {
    const double *x = batch->x + k * s->dim;
    double *gradient = batch->gradient ? batch->gradient + k * s->dim : NULL;
    if (s->batch) {
      uint64_t draw = s->share ? batch->step : batch->index + k;
      batch->f[k] = drawn(s, x, batch->stream, draw, batch->scratch, gradient);
      if (batch->truth) batch->truth[k] = full(s, x, batch->scratch, NULL);
    } else {
      batch->f[k] = full(s, x, batch->scratch, gradient);
    }
  }
}

static double minimum(const void *state) { return ((const struct state *)state)->minimum; }

static void minimiser(const void *state, double *x)
{
  const struct state *s = state;
  memcpy(x, s->minimiser, s->dim * sizeof *x);
}

static void smoothed(const void *state, const double *x, double sigma, double *value,
                     double *gradient, double *log_sigma_derivative)
{
  const struct state *s = state;
  double count = (double)s->rows, total = 0, spread = sigma * sigma * s->spread;
  memset(gradient, 0, s->dim * sizeof *gradient);
  for (size_t i = 0; i < s->rows; i++) {
    const double *a = s->row + i * s->dim;
    double r = 0;
    for (size_t j = 0; j < s->dim; j++) r += a[j] * (x[j] - s->minimiser[j]);
    total += r * r;
    vec_axpy(r / count, a, gradient, s->dim);
  }
  *value = s->minimum + total / (2 * count) + spread;
  *log_sigma_derivative = 2 * spread;
}

/* A^T A / n */
static void hessian(const void *state, const double *x, double *out)
{
  const struct state *s = state;
  size_t n = s->rows, dim = s->dim;
  (void)x;
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j <= i; j++)
      out[i * dim + j] = out[j * dim + i] =
          vec_dot(s->column + i * n, s->column + j * n, n) / (double)n;
}

extern const struct function_type LEVELED(function_regression);
const struct function_type LEVELED(function_regression) = {
    .name = "regression",
    .title = "least squares",
    .summary = "random linear regression, in full or in minibatches",
    .formula = "f(x) = 1 / (2 n) |A x - y|^2,  y = A w + residual e",
    .reference = "Robbins and Monro, Annals of Mathematical Statistics 22, 1951",
    .traits = SMOOTH | OWN_INSTANCES,
    .extra_traits = extra_traits,
    .dim_low = 1,
    .search_low = search_low,
    .search_high = search_high,
    .start_low = search_low,
    .start_high = search_high,
    .config_size = sizeof(struct config),
    .params = params,
    .check = check,
    .alloc = alloc,
    .free = free,
    .scratch = scratch,
    .evaluate = evaluate,
    .minimum = minimum,
    .minimiser = minimiser,
    .smoothed = smoothed,
    .hessian = hessian,
};
