/* step.c -- plateaus: flat almost everywhere, with jumps between.
 *
 *   f(x) = sum_i floor(x_i + 1/2)^2          (after De Jong, 1975, f3, with squared steps)
 *
 * The minimum 0 is the plateau -1/2 <= x_i < 1/2. The gradient is 0 wherever it
 * exists, so only what looks around itself moves.
 *
 * Smoothed: the coordinates are independent. In one, the value is a sum over the jumps
 * of height 2k - 1 at +-c_k, c_k = k - 1/2, each a normal distribution function wide sigma.
 * Where sigma > 1 that sum is long, and of the Fourier series of the rounding error
 *   e(y) = y - floor(y + 1/2) = sum_m (-1)^(m+1) sin(2 pi m y) / (pi m),
 * whose term m smoothing multiplies by exp(-2 pi^2 m^2 sigma^2), only the first is left. With A = E
 * e(y), E e^2 = 1/12 + B, B' = 2 A, and E y e = x A + sigma^2 A' (Stein, 1981), E floor(y + 1/2)^2
 * = x^2 + sigma^2 + 1/12 - 2 x A - 2 sigma^2 A' + B. The derivative with respect to log sigma is
 * sigma^2 times the second derivative in x. */
#include <math.h>
#include <stdlib.h>

#include "functions/classic/gauss.h"
#include "functions/function.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"

struct state {
  size_t dim;
};

static const struct param params[] = {PARAM_TABLE_END};

static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)config;
  struct state *s = malloc(sizeof *s);
  if (s) s->dim = setup->dim;
  return s;
}

/* floor(x + 1/2). The sum itself would round up to 1 just below 1/2; x - floor(x) loses nothing
 * that could take it over 1/2. */
static inline double nearest(double x)
{
  double below = floor(x);
  return below + (x - below >= 0.5 ? 1 : 0);
}

static double value_at(const double *restrict x, size_t n)
{
  double lane[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++) {
      double step = nearest(x[i + j]);
      lane[j] += step * step;
    }
  for (size_t j = 0; i + j < n; j++) {
    double step = nearest(x[i + j]);
    lane[j] += step * step;
  }
  return lanes_total(lane);
}

static void evaluate(const void *state, const struct batch *batch)
{
  size_t dim = ((const struct state *)state)->dim;
  for (size_t k = 0; k < batch->count; k++) batch->f[k] = value_at(batch->x + k * dim, dim);
  if (!batch->gradient) return;
  for (size_t i = 0; i < batch->count * dim; i++) batch->gradient[i] = 0;
}

static void minimiser(const void *state, double *x)
{
  for (size_t i = 0; i < ((const struct state *)state)->dim; i++) x[i] = 0;
}

static void canonical(const void *state, double *x)
{
  for (size_t i = 0; i < ((const struct state *)state)->dim; i++) x[i] = 4;
}

/* One coordinate: value, first and second derivative times sigma^2. */
struct smooth {
  double value, slope, bend;
};

static struct smooth sum_over_jumps(double x, double sigma)
{
  /* Jumps nearer to the origin are surely passed, those farther away are surely not. */
  double away = fabs(x), passed = floor(fmax(away - NORMAL_REACH * sigma + 0.5, 0));
  double last = floor(away + NORMAL_REACH * sigma + 0.5);
  struct smooth s = {.value = passed * passed};
  for (double k = passed + 1; k <= last; k++) {
    double height = 2 * k - 1, right = (x - (k - 0.5)) / sigma, left = (-x - (k - 0.5)) / sigma;
    s.value += height * (normal_below(right) + normal_below(left));
    s.slope += height * (normal_density(right) - normal_density(left)) / sigma;
    s.bend -= height * (right * normal_density(right) + left * normal_density(left));
  }
  return s;
}

/* For sigma > 1, where the second wave is below 1e-34. */
static struct smooth long_wave(double x, double sigma)
{
  static const double pi = 3.141592653589793;
  double square = sigma * sigma, turn = 2 * pi * (x - floor(x));
  double fade = repro_exp(-2 * pi * pi * square);
  double sine = repro_sin(turn) * fade, cosine = repro_cos(turn) * fade;
  /* A, its derivatives, B */
  double a = sine / pi, a1 = 2 * cosine, a2 = -4 * pi * sine, a3 = -8 * pi * pi * cosine;
  double b = -cosine / (pi * pi);
  return (struct smooth){
      .value = x * x + square + 1.0 / 12 - 2 * x * a - 2 * square * a1 + b,
      .slope = 2 * x - 2 * x * a1 - 2 * square * a2,
      .bend = square * (2 - 2 * a1 - 2 * x * a2 - 2 * square * a3),
  };
}

static void smoothed(const void *state, const double *x, double sigma, double *value,
                     double *gradient, double *log_sigma_derivative)
{
  size_t dim = ((const struct state *)state)->dim;
  *value = *log_sigma_derivative = 0;
  for (size_t i = 0; i < dim; i++) {
    struct smooth s;
    if (!(sigma > 0))
      s = (struct smooth){.value = value_at(x + i, 1)};
    else if (sigma > 1 || fabs(x[i]) > 0x1p50 || isnan(x[i]))
      s = long_wave(x[i], sigma);
    else
      s = sum_over_jumps(x[i], sigma);
    *value += s.value;
    gradient[i] = s.slope;
    *log_sigma_derivative += s.bend;
  }
}

extern const struct function_type LEVELED(function_step);
const struct function_type LEVELED(function_step) = {
    .name = "step",
    .title = "step",
    .summary = "flat plateaus with jumps between: no gradient to follow",
    .formula = "f(x) = sum_i floor(x_i + 1/2)^2",
    .reference = "De Jong, PhD thesis, University of Michigan, 1975 (f3)",
    .traits = SEPARABLE | PIECEWISE_FLAT,
    .dim_low = 1,
    .search_low = -5.12,
    .search_high = 5.12,
    .start_low = -5.12,
    .start_high = 5.12,
    .params = params,
    .alloc = alloc,
    .free = free,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .canonical = canonical,
    .smoothed = smoothed,
};
