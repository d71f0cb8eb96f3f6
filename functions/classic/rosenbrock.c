/* rosenbrock.c -- the chained Rosenbrock valley.
 *
 *   f(x) = sum_{i<d} 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2     (Rosenbrock, 1960, for d = 2)
 *
 * The minimum 0 lies at (1, ..., 1), the only one for d = 2 and 3. From d = 4 on
 * there is a second, local one near (-1, 1, ..., 1), with f close to 4
 * (Shang and Qiu, Evolutionary Computation 14, 2006).
 *
 * With signs = random it is f(s_1 x_1, ..., s_d x_d), each s_i drawn from -1 and 1, by every
 * instance anew, 0 as well; nothing else is put around it then.
 *
 * Smoothed: x_i + sigma z_i has E x^2 = x^2 + s, Var x^2 = 4 s x^2 + 2 s^2, s = sigma^2, and the
 * coordinates are independent, so
 *   E term_i = 100 ((x_{i+1} - x_i^2 - s)^2 + s + 4 s x_i^2 + 2 s^2) + (1 - x_i)^2 + s.
 *
 * Residuals: 10 (x_{i+1} - x_i^2) and 1 - x_i, i after i. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "functions/function.h"
#include "src/draws/random.h"
#include "src/numeric/lanes.h"
#include "src/numeric/level.h"

enum signs { SIGNS_NO, SIGNS_RANDOM };
static const char *const signs[] = {"no", "random", NULL};
static const char *const starts[] = {"standard", "far", NULL};

struct config {
  int signs, start;
};

static const struct param params[] = {
    PARAM_CHOICE(struct config, signs, SIGNS_NO, signs,
                 "of the coordinates: as they are, or a draw per instance, without shift and "
                 "rotation"),
    PARAM_CHOICE(struct config, start, 0, starts, "that of the literature, or ten times that"),
    PARAM_TABLE_END,
};

struct state {
  size_t dim;
  bool flips, far;
  double sign[]; /* dim values, all 1 unless it flips some */
};

static void *alloc(const struct function_setup *setup, const void *config)
{
  size_t dim = setup->dim;
  if (dim > (SIZE_MAX - sizeof(struct state)) / sizeof(double)) return NULL;
  struct state *s = malloc(sizeof *s + dim * sizeof *s->sign);
  if (!s) return NULL;
  s->dim = dim;
  s->flips = ((const struct config *)config)->signs == SIGNS_RANDOM;
  s->far = ((const struct config *)config)->start;
  if (s->flips) random_uniforms(stream_named(setup->stream, "signs"), 0, 0, 1, dim, s->sign);
  for (size_t i = 0; i < dim; i++) s->sign[i] = s->flips && s->sign[i] < 0.5 ? -1 : 1;
  return s;
}

static unsigned extra_traits(const void *state)
{
  return ((const struct state *)state)->flips ? OWN_INSTANCES : 0;
}

/* A point with its signs, whatever the count. */
static size_t scratch(const void *state, size_t count)
{
  const struct state *s = state;
  (void)count;
  return s->flips ? (s->dim + LANES - 1) / LANES * LANES : 0;
}

static double value(const double *restrict x, size_t dim)
{
  double lane[LANES] = {0};
  size_t terms = dim - 1, i = 0;
  if (terms >= LANES) {
    lane_part sum[LANE_PARTS] = {{0}};
    for (; i + LANES <= terms; i += LANES)
      for (size_t p = 0; p < LANE_PARTS; p++) {
        const double *from = x + i + p * LANE_WIDTH;
        lane_part here = lane_load(from), next = lane_load(from + 1);
        lane_part a = next - here * here, b = 1 - here;
        sum[p] += 100 * a * a + b * b;
      }
    for (size_t p = 0; p < LANE_PARTS; p++) lane_store(lane + p * LANE_WIDTH, sum[p]);
  }
  for (size_t j = 0; i + j < terms; j++) {
    double a = x[i + j + 1] - x[i + j] * x[i + j], b = 1 - x[i + j];
    lane[j] += 100 * a * a + b * b;
  }
  return lanes_total(lane);
}

static void gradient(const double *restrict x, size_t dim, double *restrict g)
{
  size_t last = dim - 1;
  g[0] = -400 * (x[1] - x[0] * x[0]) * x[0] - 2 * (1 - x[0]);
  size_t i = 1;
  for (; i + LANE_WIDTH <= last; i += LANE_WIDTH) {
    lane_part before = lane_load(x + i - 1), here = lane_load(x + i), next = lane_load(x + i + 1);
    lane_store(g + i, 200 * (here - before * before) +
                          (-400 * (next - here * here) * here - 2 * (1 - here)));
  }
  for (; i < last; i++)
    g[i] = 200 * (x[i] - x[i - 1] * x[i - 1]) +
           (-400 * (x[i + 1] - x[i] * x[i]) * x[i] - 2 * (1 - x[i]));
  g[last] = 200 * (x[last] - x[last - 1] * x[last - 1]);
}

static size_t residuals(const void *state) { return 2 * (((const struct state *)state)->dim - 1); }

/* Of a point; residual and jacobian may be NULL. */
static void split(const struct state *s, const double *x, double *residual, double *jacobian)
{
  size_t dim = s->dim, terms = dim - 1;
  const double *sign = s->sign;
  for (size_t i = 0; i < terms && residual; i++) {
    residual[2 * i] = 10 * (sign[i + 1] * x[i + 1] - x[i] * x[i]);
    residual[2 * i + 1] = 1 - sign[i] * x[i];
  }
  if (!jacobian) return;
  memset(jacobian, 0, 2 * terms * dim * sizeof *jacobian);
  for (size_t i = 0; i < terms; i++) {
    double *row = jacobian + 2 * i * dim;
    row[i] = -20 * x[i];
    row[i + 1] = 10 * sign[i + 1];
    row[dim + i] = -sign[i];
  }
}

static void split_all(const struct state *s, const struct batch *batch)
{
  size_t dim = s->dim, count = residuals(s);
  for (size_t k = 0; k < batch->count; k++)
    split(s, batch->x + k * dim, batch->residual ? batch->residual + k * count : NULL,
          batch->jacobian ? batch->jacobian + k * count * dim : NULL);
}

static void evaluate_flipped(const struct state *s, const struct batch *batch)
{
  size_t dim = s->dim;
  double *y = batch->scratch;
  for (size_t k = 0; k < batch->count; k++) {
    for (size_t i = 0; i < dim; i++) y[i] = s->sign[i] * batch->x[k * dim + i];
    batch->f[k] = value(y, dim);
    if (!batch->gradient) continue;
    double *g = batch->gradient + k * dim;
    gradient(y, dim, g);
    for (size_t i = 0; i < dim; i++) g[i] *= s->sign[i];
  }
}

static void evaluate(const void *state, const struct batch *batch)
{
  const struct state *s = state;
  size_t dim = s->dim;
  if (batch->residual || batch->jacobian) split_all(s, batch);
  if (s->flips) {
    evaluate_flipped(s, batch);
    return;
  }
  for (size_t k = 0; k < batch->count; k++) batch->f[k] = value(batch->x + k * dim, dim);
  if (!batch->gradient) return;
  for (size_t k = 0; k < batch->count; k++)
    gradient(batch->x + k * dim, dim, batch->gradient + k * dim);
}

static void minimiser(const void *state, double *x)
{
  const struct state *s = state;
  memcpy(x, s->sign, s->dim * sizeof *x);
}

static void canonical(const void *state, double *x)
{
  const struct state *s = state;
  for (size_t i = 0; i < s->dim; i++) x[i] = s->sign[i] * (i % 2 ? 1 : -1.2) * (s->far ? 10 : 1);
}

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient_out, double *log_sigma_derivative)
{
  size_t dim = ((const struct state *)state)->dim;
  const double *sign = ((const struct state *)state)->sign;
  double s = sigma * sigma, total = 0, by_s = 0; /* by_s: derivative with respect to s */
  for (size_t i = 0; i < dim; i++) gradient_out[i] = 0;
  for (size_t i = 0; i + 1 < dim; i++) {
    double here = sign[i] * x[i], square = here * here, b = 1 - here;
    double a = sign[i + 1] * x[i + 1] - square - s;
    total += 100 * (a * a + s + 4 * s * square + 2 * s * s) + b * b + s;
    by_s += 100 * (-2 * a + 1 + 4 * square + 4 * s) + 1;
    gradient_out[i] += sign[i] * (100 * (-4 * a * here + 8 * s * here) - 2 * b);
    gradient_out[i + 1] += sign[i + 1] * (200 * a);
  }
  *value_out = total;
  *log_sigma_derivative = 2 * s * by_s;
}

static void hessian(const void *state, const double *x, double *out)
{
  size_t dim = ((const struct state *)state)->dim;
  const double *sign = ((const struct state *)state)->sign;
  memset(out, 0, dim * dim * sizeof *out);
  for (size_t i = 0; i + 1 < dim; i++) {
    double *own = out + i * dim + i;
    own[0] += 1200 * x[i] * x[i] - 400 * sign[i + 1] * x[i + 1] + 2;
    own[1] = own[dim] = -400 * x[i] * sign[i + 1];
    own[dim + 1] = 200;
  }
}

extern const struct function_type LEVELED(function_rosenbrock);
const struct function_type LEVELED(function_rosenbrock) = {
    .name = "rosenbrock",
    .title = "Rosenbrock",
    .summary = "a curved valley with a flat floor, chained over the coordinates",
    .formula = "f(x) = sum_{i<d} 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2",
    .reference = "Rosenbrock, The Computer Journal 3, 1960",
    .traits = SMOOTH,
    .dim_low = 2,
    .search_low = -2,
    .search_high = 2,
    .start_low = -2,
    .start_high = 2,
    .config_size = sizeof(struct config),
    .params = params,
    .extra_traits = extra_traits,
    .alloc = alloc,
    .free = free,
    .scratch = scratch,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .canonical = canonical,
    .smoothed = smoothed,
    .hessian = hessian,
    .residuals = residuals,
};
