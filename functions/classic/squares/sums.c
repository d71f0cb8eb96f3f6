/* sums.c -- sums of squares whose residuals have no root: exponentials and quartics.
 *
 * Regions hold the start, ten times that, and the minimiser, but for Jennrich and Sampson's, whose
 * exponents they keep below m. The minimiser of Brown and Dennis' function was computed with 90
 * digits, the others follow from the dimension or m. */
#include <string.h>

#include "functions/classic/squares/squares.h"
#include "src/numeric/cholesky.h"
#include "src/numeric/elementary.h"

static void split_jennrich(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  for (size_t j = 0; j < count; j++) {
    double i = (double)(j + 1), a = repro_exp(i * x[0]), b = repro_exp(i * x[1]);
    r[j] = 2 + 2 * i - (a + b);
    if (!jacobian) continue;
    jacobian[j * dim] = -i * a;
    jacobian[j * dim + 1] = -i * b;
  }
}

/* x_1 = x_2 = x there: the slope along that line, sum_j 2 (2 + 2 j - 2 e^(j x)) (-2 j e^(j x)), is
 * negative at 0 and positive at 1; halved until no double lies between. */
static bool solve_jennrich(size_t dim, size_t count, double *x, double *minimum)
{
  double low = 0, high = 1, middle;
  while ((middle = (low + high) / 2) > low && middle < high) {
    double slope = 0;
    for (size_t j = 1; j <= count; j++) {
      double i = (double)j, e = repro_exp(i * middle);
      slope -= (1 + i - e) * i * e;
    }
    *(slope < 0 ? &low : &high) = middle;
  }
  x[0] = x[1] = middle;
  *minimum = 0;
  for (size_t j = 1; j <= count; j++) {
    double i = (double)j, r = 2 + 2 * i - 2 * repro_exp(i * middle);
    *minimum += r * r;
  }
  (void)dim;
  return true;
}

static const struct param params_jennrich[] = {
    PARAM(struct squares_config, m, 10, 2, 100, "residuals"),
    SQUARES_START,
    PARAM_TABLE_END,
};

static const struct squares_kind jennrich = {.residuals_of = squares_as_asked,
                                             .split = split_jennrich,
                                             .start = (const double[]){0.3, 0.4},
                                             .solve = solve_jennrich};

static void split_dennis(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  for (size_t j = 0; j < count; j++) {
    double t = (double)(j + 1) / 5, s = repro_sin(t);
    double a = x[0] + t * x[1] - repro_exp(t), b = x[2] + s * x[3] - repro_cos(t);
    r[j] = a * a + b * b;
    if (!jacobian) continue;
    double *row = jacobian + j * dim;
    row[0] = 2 * a;
    row[1] = 2 * a * t;
    row[2] = 2 * b;
    row[3] = 2 * b * s;
  }
}

static const struct squares_kind dennis = {
    .residuals = 20,
    .split = split_dennis,
    .start = (const double[]){25, 5, -5, -1},
    .minimiser = (const double[]){-11.594439904762165, 13.203630051207204, -0.40343948817685954,
                                  0.2367787744557363},
    .minimum = 85822.20162635634};

static size_t two_each(size_t dim, size_t asked)
{
  (void)asked;
  return 2 * (dim - 4);
}

/* Coordinates of a quadratic form of bdqrtic, with weights 1 to 5. */
static size_t form_at(size_t j, size_t k, size_t dim) { return k < 4 ? j + k : dim - 1; }

static double form(size_t j, const double *x, size_t dim)
{
  double sum = 0;
  for (size_t k = 0; k < 5; k++) {
    double at = x[form_at(j, k, dim)];
    sum += (double)(k + 1) * at * at;
  }
  return sum;
}

static void split_bdqrtic(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  size_t half = count / 2;
  for (size_t j = 0; j < half; j++) {
    r[j] = 3 - 4 * x[j];
    r[half + j] = form(j, x, dim);
    if (!jacobian) continue;
    jacobian[j * dim + j] = -4;
    for (size_t k = 0; k < 5; k++) {
      size_t i = form_at(j, k, dim);
      jacobian[(half + j) * dim + i] = 2 * (double)(k + 1) * x[i];
    }
  }
}

/* Half of gradient and Hessian of f, which is convex. */
static void derive_bdqrtic(size_t dim, const double *x, double *gradient, double *hessian)
{
  memset(hessian, 0, dim * dim * sizeof *hessian);
  memset(gradient, 0, dim * sizeof *gradient);
  for (size_t j = 0; j + 4 < dim; j++) {
    double value = form(j, x, dim);
    gradient[j] += -4 * (3 - 4 * x[j]);
    hessian[j * dim + j] += 16;
    for (size_t k = 0; k < 5; k++) {
      size_t i = form_at(j, k, dim);
      double slope = 2 * (double)(k + 1) * x[i];
      gradient[i] += value * slope;
      hessian[i * dim + i] += 2 * (double)(k + 1) * value;
      for (size_t l = 0; l < 5; l++) {
        size_t other = form_at(j, l, dim);
        hessian[i * dim + other] += slope * 2 * (double)(l + 1) * x[other];
      }
    }
  }
}

/* Newton's method from where the last four coordinates are zero, which the minimiser's are: f has
 * only their squares. */
static bool solve_bdqrtic(size_t dim, size_t count, double *x, double *minimum)
{
  double *block = malloc((dim + 1) * dim * sizeof *block), *gradient = block;
  if (!block) return false;
  for (size_t i = 0; i < dim; i++) x[i] = i + 4 < dim ? 0.5 : 0;
  for (int step = 0; step < 30; step++) {
    derive_bdqrtic(dim, x, gradient, block + dim);
    if (!cholesky_factor(dim, block + dim)) break;
    cholesky_solve(dim, block + dim, gradient);
    for (size_t i = 0; i < dim; i++) x[i] -= gradient[i];
  }
  free(block);
  *minimum = 0;
  for (size_t j = 0; j < count / 2; j++) {
    double a = 3 - 4 * x[j], b = form(j, x, dim);
    *minimum += a * a + b * b;
  }
  return true;
}

static const struct squares_kind bdqrtic = {.residuals_of = two_each,
                                            .split = split_bdqrtic,
                                            .start_of = squares_ones,
                                            .solve = solve_bdqrtic};

SQUARES_ALLOC(jennrich, jennrich)
SQUARES_ALLOC(dennis, dennis)
SQUARES_ALLOC(bdqrtic, bdqrtic)

extern const struct function_type function_jennrich_sampson;
const struct function_type function_jennrich_sampson = {
    .name = "jennrich-sampson",
    .title = "Jennrich-Sampson",
    .summary = "exponentials that grow fast, with large residuals at the minimiser",
    .formula = "f(x) = sum_{j<=m} (2 + 2 j - exp(j x_1) - exp(j x_2))^2\n"
               "f* = 124.36 at (0.25783, 0.25783) for m = 10",
    .reference = "Jennrich and Sampson, Technometrics 10, 1968",
    .traits = SMOOTH,
    .dim_low = 2,
    .dim_high = 2,
    .search_low = -1,
    .search_high = 1,
    .start_low = -1,
    .start_high = 1,
    .params = params_jennrich,
    SQUARES_HOOKS(jennrich),
};

extern const struct function_type function_brown_dennis;
const struct function_type function_brown_dennis = {
    .name = "brown-dennis",
    .title = "Brown-Dennis",
    .summary = "squares of squares, with very large residuals at the minimiser",
    .formula = "f(x) = sum_{j<=20} ((x_1 + t x_2 - exp(t))^2 + (x_3 + x_4 sin(t) - cos(t))^2)^2,  "
               "t = j / 5\n"
               "f* = 85822 at (-11.594, 13.204, -0.40344, 0.23678)",
    .reference = "Brown and Dennis, New Computational Algorithms for Minimizing a Sum of Squares "
                 "of Nonlinear Functions, Yale University report 71-6, 1971",
    .traits = SMOOTH,
    .dim_low = 4,
    .dim_high = 4,
    .search_low = -300,
    .search_high = 300,
    .start_low = -300,
    .start_high = 300,
    .params = squares_params,
    SQUARES_HOOKS(dennis),
};

extern const struct function_type function_bdqrtic;
const struct function_type function_bdqrtic = {
    .name = "bdqrtic",
    .title = "bdqrtic",
    .summary = "a convex quartic in bands, all of them tied to the last coordinate",
    .formula = "f(x) = sum_{i<=d-4} (3 - 4 x_i)^2\n"
               "       + (x_i^2 + 2 x_{i+1}^2 + 3 x_{i+2}^2 + 4 x_{i+3}^2 + 5 x_d^2)^2\n"
               "f* = 10.239, 18.281, 22.261, 26.273 for d = 8, 10, 11, 12",
    .reference = "Conn, Gould, Lescrenier and Toint, Performance of a Multifrontal Scheme for "
                 "Partially Separable Optimization, 1994",
    .traits = SMOOTH,
    .dim_low = 8,
    .dim_high = 500,
    .search_low = -12,
    .search_high = 12,
    .start_low = -12,
    .start_high = 12,
    .params = squares_params,
    SQUARES_HOOKS(bdqrtic),
};
