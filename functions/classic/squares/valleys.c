/* valleys.c -- sums of squares with a root of all residuals at the end of a valley, or where they
 * meet badly: of two to four dimensions, and a chain.
 *
 * Regions are squares around the start, ten times that, and the minimiser; of the badly scaled
 * function, a box as long as each coordinate's scale asks for. */
#include <math.h>

#include "functions/classic/squares/squares.h"
#include "src/numeric/elementary.h"

static const double tau = 6.283185307179586477; /* 2 pi */

/* The angle of (x, y) in turns, from -1/4 to 3/4. */
static double turns(double x, double y)
{
  if (x == 0) return y > 0 ? 0.25 : y < 0 ? -0.25 : 0;
  return repro_atan(y / x) / tau + (x < 0 ? 0.5 : 0);
}

static void split_helical(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  (void)dim, (void)count;
  double square = x[0] * x[0] + x[1] * x[1], radius = sqrt(square);
  r[0] = 10 * (x[2] - 10 * turns(x[0], x[1]));
  r[1] = 10 * (radius - 1);
  r[2] = x[2];
  if (!jacobian) return;
  jacobian[2] = 10;
  jacobian[8] = 1;
  if (!(square > 0)) return;
  jacobian[0] = 100 * x[1] / (tau * square);
  jacobian[1] = -100 * x[0] / (tau * square);
  jacobian[3] = 10 * x[0] / radius;
  jacobian[4] = 10 * x[1] / radius;
}

static const struct squares_kind helical = {.residuals = 3,
                                            .split = split_helical,
                                            .start = (const double[]){-1, 0, 0},
                                            .minimiser = (const double[]){1, 0, 0}};

static const double root_5 = 2.236067977499789696, root_10 = 3.162277660168379332;

static void split_powell(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  (void)dim, (void)count;
  double a = x[1] - 2 * x[2], b = x[0] - x[3];
  r[0] = x[0] + 10 * x[1];
  r[1] = root_5 * (x[2] - x[3]);
  r[2] = a * a;
  r[3] = root_10 * b * b;
  if (!jacobian) return;
  jacobian[0] = 1;
  jacobian[1] = 10;
  jacobian[6] = root_5;
  jacobian[7] = -root_5;
  jacobian[9] = 2 * a;
  jacobian[10] = -4 * a;
  jacobian[12] = 2 * root_10 * b;
  jacobian[15] = -2 * root_10 * b;
}

static const struct squares_kind powell = {.residuals = 4,
                                           .split = split_powell,
                                           .start = (const double[]){3, -1, 0, 1},
                                           .minimiser = (const double[]){0, 0, 0, 0}};

static void split_freudenstein(size_t dim, size_t count, const double *x, double *r,
                               double *jacobian)
{
  (void)dim, (void)count;
  double y = x[1];
  r[0] = x[0] - 13 + ((5 - y) * y - 2) * y;
  r[1] = x[0] - 29 + ((1 + y) * y - 14) * y;
  if (!jacobian) return;
  jacobian[0] = 1;
  jacobian[1] = (10 - 3 * y) * y - 2;
  jacobian[2] = 1;
  jacobian[3] = (2 + 3 * y) * y - 14;
}

static const struct squares_kind freudenstein = {.residuals = 2,
                                                 .split = split_freudenstein,
                                                 .start = (const double[]){0.5, -2},
                                                 .minimiser = (const double[]){5, 4}};

static const double root_90 = 9.486832980505137996;

static void split_wood(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  (void)dim, (void)count;
  r[0] = 10 * (x[1] - x[0] * x[0]);
  r[1] = 1 - x[0];
  r[2] = root_90 * (x[3] - x[2] * x[2]);
  r[3] = 1 - x[2];
  r[4] = root_10 * (x[1] + x[3] - 2);
  r[5] = (x[1] - x[3]) / root_10;
  if (!jacobian) return;
  jacobian[0] = -20 * x[0];
  jacobian[1] = 10;
  jacobian[4] = -1;
  jacobian[10] = -2 * root_90 * x[2];
  jacobian[11] = root_90;
  jacobian[14] = -1;
  jacobian[17] = jacobian[19] = root_10;
  jacobian[21] = 1 / root_10;
  jacobian[23] = -1 / root_10;
}

static const struct squares_kind wood = {.residuals = 6,
                                         .split = split_wood,
                                         .start = (const double[]){-3, -1, -3, -1},
                                         .minimiser = (const double[]){1, 1, 1, 1}};

static void split_badly(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  (void)dim, (void)count;
  r[0] = x[0] - 1e6;
  r[1] = x[1] - 2e-6;
  r[2] = x[0] * x[1] - 2;
  if (!jacobian) return;
  jacobian[0] = jacobian[3] = 1;
  jacobian[4] = x[1];
  jacobian[5] = x[0];
}

static void region_badly(const void *config, size_t i, struct extent *search, struct extent *begin)
{
  (void)config;
  double far = i ? 12 : 2e6;
  *search = *begin = (struct extent){-far, far};
}

static const struct squares_kind badly = {.residuals = 3,
                                          .split = split_badly,
                                          .start = (const double[]){1, 1},
                                          .minimiser = (const double[]){1e6, 2e-6}};

static void split_cube(size_t dim, size_t count, const double *x, double *r, double *jacobian)
{
  (void)count;
  r[0] = x[0] - 1;
  for (size_t i = 1; i < dim; i++) r[i] = 10 * (x[i] - x[i - 1] * x[i - 1] * x[i - 1]);
  if (!jacobian) return;
  jacobian[0] = 1;
  for (size_t i = 1; i < dim; i++) {
    jacobian[i * dim + i - 1] = -30 * x[i - 1] * x[i - 1];
    jacobian[i * dim + i] = 10;
  }
}

static const struct squares_kind cube = {.residuals_of = squares_as_many,
                                         .split = split_cube,
                                         .start_of = squares_halves,
                                         .solve = squares_root_at_ones};

SQUARES_ALLOC(helical, helical)
SQUARES_ALLOC(powell, powell)
SQUARES_ALLOC(freudenstein, freudenstein)
SQUARES_ALLOC(wood, wood)
SQUARES_ALLOC(badly, badly)
SQUARES_ALLOC(cube, cube)

extern const struct function_type function_helical_valley;
const struct function_type function_helical_valley = {
    .name = "helical-valley",
    .title = "helical valley",
    .summary = "a valley that winds around an axis, with a jump where the turn ends",
    .formula = "f(x) = 100 (x_3 - 10 t)^2 + 100 ((x_1^2 + x_2^2)^(1/2) - 1)^2 + x_3^2\n"
               "t: the angle of (x_1, x_2) in turns, -1/4 to 3/4; f* = 0 at (1, 0, 0)\n"
               "f jumps at x_1 = 0, x_2 < 0; on the axis the slopes of t and the radius are 0",
    .reference = "Fletcher and Powell, The Computer Journal 6, 1963",
    .dim_low = 3,
    .dim_high = 3,
    .search_low = -12,
    .search_high = 12,
    .start_low = -12,
    .start_high = 12,
    .params = squares_params,
    SQUARES_HOOKS(helical),
};

extern const struct function_type function_powell_singular;
const struct function_type function_powell_singular = {
    .name = "powell-singular",
    .title = "Powell singular",
    .summary = "quartic in two directions: the Hessian at the minimiser is singular",
    .formula = "f(x) = (x_1 + 10 x_2)^2 + 5 (x_3 - x_4)^2 + (x_2 - 2 x_3)^4 + 10 (x_1 - x_4)^4\n"
               "f* = 0 at (0, 0, 0, 0)",
    .reference = "Powell, The Computer Journal 5, 1962",
    .traits = SMOOTH,
    .dim_low = 4,
    .dim_high = 4,
    .search_low = -32,
    .search_high = 32,
    .start_low = -32,
    .start_high = 32,
    .params = squares_params,
    SQUARES_HOOKS(powell),
};

extern const struct function_type function_freudenstein_roth;
const struct function_type function_freudenstein_roth = {
    .name = "freudenstein-roth",
    .title = "Freudenstein-Roth",
    .summary = "two cubic equations, with a local minimum that Newton's method is drawn to",
    .formula = "f(x) = (x_1 - 13 + ((5 - x_2) x_2 - 2) x_2)^2\n"
               "       + (x_1 - 29 + ((1 + x_2) x_2 - 14) x_2)^2\n"
               "f* = 0 at (5, 4); a local minimum of 48.98 at (11.41, -0.8968)",
    .reference = "Freudenstein and Roth, Journal of the ACM 10, 1963",
    .traits = SMOOTH | MULTIMODAL,
    .dim_low = 2,
    .dim_high = 2,
    .search_low = -24,
    .search_high = 24,
    .start_low = -24,
    .start_high = 24,
    .params = squares_params,
    SQUARES_HOOKS(freudenstein),
};

extern const struct function_type function_wood;
const struct function_type function_wood = {
    .name = "wood",
    .title = "Wood",
    .summary = "two of Rosenbrock's valleys, tied together",
    .formula = "f(x) = 100 (x_2 - x_1^2)^2 + (1 - x_1)^2 + 90 (x_4 - x_3^2)^2 + (1 - x_3)^2\n"
               "       + 10 (x_2 + x_4 - 2)^2 + (x_2 - x_4)^2 / 10\n"
               "f* = 0 at (1, 1, 1, 1)",
    .reference = "Colville, A Comparative Study of Nonlinear Programming Codes, IBM report "
                 "320-2949, 1968",
    .traits = SMOOTH,
    .dim_low = 4,
    .dim_high = 4,
    .search_low = -32,
    .search_high = 32,
    .start_low = -32,
    .start_high = 32,
    .params = squares_params,
    SQUARES_HOOKS(wood),
};

extern const struct function_type function_brown_badly_scaled;
const struct function_type function_brown_badly_scaled = {
    .name = "brown-badly-scaled",
    .title = "Brown badly scaled",
    .summary = "two coordinates whose scales are a million million apart",
    .formula = "f(x) = (x_1 - 10^6)^2 + (x_2 - 2 10^-6)^2 + (x_1 x_2 - 2)^2\n"
               "f* = 0 at (10^6, 2 10^-6); every instance is the same, as are its scales",
    .reference = "More, Garbow and Hillstrom, ACM Transactions on Mathematical Software 7, 1981",
    .traits = SMOOTH | OWN_INSTANCES,
    .dim_low = 2,
    .dim_high = 2,
    .search_low = -2e6,
    .search_high = 2e6,
    .start_low = -2e6,
    .start_high = 2e6,
    .region = region_badly,
    .params = squares_params,
    SQUARES_HOOKS(badly),
};

extern const struct function_type function_cube;
const struct function_type function_cube = {
    .name = "cube",
    .title = "cube",
    .summary = "a chain of valleys along cubes; Rosenbrock's are along squares",
    .formula = "f(x) = (x_1 - 1)^2 + sum_{i>1} 100 (x_i - x_{i-1}^3)^2;   f* = 0 at (1, ..., 1)",
    .reference = "Leon, A Comparison Among Eight Known Optimizing Procedures, in Lavi and Vogl "
                 "(editors), Recent Advances in Optimization Techniques, 1966",
    .traits = SMOOTH,
    .dim_low = 2,
    .search_low = -6,
    .search_high = 6,
    .start_low = -6,
    .start_high = 6,
    .params = squares_params,
    SQUARES_HOOKS(cube),
};
