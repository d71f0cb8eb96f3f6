/* styblinski_tang.c -- two pits a coordinate, one a little deeper: 2^d of them.
 *
 *   f(x) = 1/2 sum_i x_i^4 - 16 x_i^2 + 5 x_i
 *
 * A coordinate's least term is at the smallest root of 4 x^3 - 32 x + 5, from Newton's method with
 * 60 digits; the quartic has it over all of the line.
 *
 * Smoothed, s = sigma^2: E x^4 = x^4 + 6 s x^2 + 3 s^2, E x^2 = x^2 + s. */
#include "functions/classic/coordinates.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

static lane_part term(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  return x * (x * (x * x - 16) + 5) / 2;
}

static lane_part slope(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  return x * (2 * (x * x) - 16) + 2.5;
}

COORDINATES_SUM
COORDINATES_EVALUATE
COORDINATES_ALLOC(-2.903534027771177)

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient_out, double *log_sigma_derivative)
{
  double s = sigma * sigma;
  *value_out = *log_sigma_derivative = 0;
  for (size_t i = 0; i < ((const struct coordinates *)state)->dim; i++) {
    double q = x[i] * x[i];
    *value_out += (q * (q + 6 * s - 16) + 5 * x[i] + s * (3 * s - 16)) / 2;
    gradient_out[i] = x[i] * (2 * q + 6 * s - 16) + 2.5;
    *log_sigma_derivative += 2 * s * (3 * q + 3 * s - 8);
  }
}

static double bend(double x) { return 6 * x * x - 16; }

static void hessian(const void *state, const double *x, double *out)
{
  coordinates_diagonal(state, x, bend, out);
}

extern const struct function_type LEVELED(function_styblinski_tang);
const struct function_type LEVELED(function_styblinski_tang) = {
    .name = "styblinski-tang",
    .title = "Styblinski-Tang",
    .summary = "two pits in each coordinate, one a little deeper: 2^d of them",
    .formula = "f(x) = 1/2 sum_i x_i^4 - 16 x_i^2 + 5 x_i",
    .reference = "Styblinski and Tang, Neural Networks 3, 1990",
    .traits = SMOOTH | SEPARABLE | MULTIMODAL,
    COORDINATES_FUNCTION(-5, 5),
    .smoothed = smoothed,
    .hessian = hessian,
};
