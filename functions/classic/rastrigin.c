/* rastrigin.c -- a bowl with a pit at every point of the integer grid, nearly.
 *
 *   f(x) = sum_i x_i^2 + 10 (1 - cos(2 pi x_i)) = sum_i x_i^2 + 20 sin^2(pi x_i)
 *
 * No term is negative: the minimum 0 is that over all points.
 *
 * Smoothed: E x^2 = x^2 + sigma^2, E cos(2 pi x) = exp(-2 pi^2 sigma^2) cos(2 pi x). */
#include "functions/classic/coordinates.h"
#include "src/numeric/elementary.h"
#include "src/numeric/lanesin.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

static lane_part term(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  lane_part sine = lane_sin(pi * x);
  return x * x + 20 * (sine * sine);
}

static lane_part slope(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  return 2 * x + 20 * pi * lane_sin(2 * pi * x);
}

COORDINATES_SUM
COORDINATES_EVALUATE
COORDINATES_ALLOC(0)

/* The literature has no start, and the middle of the region is the minimiser. */
static void canonical(const void *state, double *x) { coordinates_fill(state, 2.56, x); }

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient_out, double *log_sigma_derivative)
{
  double square = sigma * sigma, fade = repro_exp(-2 * pi * pi * square);
  *value_out = *log_sigma_derivative = 0;
  for (size_t i = 0; i < ((const struct coordinates *)state)->dim; i++) {
    double sine = repro_sin(2 * pi * x[i]), cosine = repro_cos(2 * pi * x[i]);
    *value_out += x[i] * x[i] + square + 10 * (1 - fade * cosine);
    gradient_out[i] = 2 * x[i] + 20 * pi * fade * sine;
    *log_sigma_derivative += square * (2 + 40 * pi * pi * fade * cosine);
  }
}

static double bend(double x) { return 2 + 40 * pi * pi * repro_cos(2 * pi * x); }

static void hessian(const void *state, const double *x, double *out)
{
  coordinates_diagonal(state, x, bend, out);
}

extern const struct function_type LEVELED(function_rastrigin);
const struct function_type LEVELED(function_rastrigin) = {
    .name = "rastrigin",
    .title = "Rastrigin",
    .summary = "a bowl with a pit beside every point of the integer grid",
    .formula = "f(x) = sum_i x_i^2 + 10 (1 - cos(2 pi x_i))",
    .reference = "Rastrigin, Systems of Extremal Control, Nauka, 1974; any dimension:\n"
                 "Muehlenbein, Schomisch and Born, Parallel Computing 17, 1991",
    .traits = SMOOTH | SEPARABLE | MULTIMODAL,
    COORDINATES_FUNCTION(-5.12, 5.12),
    .canonical = canonical,
    .smoothed = smoothed,
    .hessian = hessian,
};
