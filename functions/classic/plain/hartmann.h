/* hartmann.h -- Hartmann's family: four bells in the unit cube, upside down.
 *
 *   f(x) = -sum_j height_j exp(-sum_i steep_ji (x_i - centre_ji)^2)
 *
 * The nearest point of the cube is no further from any centre in any coordinate, as they all lie in
 * it, so that f is no lower anywhere than in the cube. The minimisers are from Newton's method with
 * 60 digits.
 *
 * Smoothed: each factor exp(-a (x - c)^2) becomes exp(-a (x - c)^2 / v) / sqrt v, v = 1 + 2 a s
 * with s = sigma^2; the derivative of its logarithm with respect to log sigma is 2 a s / v (2 a (x
 * - c)^2 / v - 1). */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_HARTMANN_H
#define OPTBENCH_FUNCTIONS_CLASSIC_PLAIN_HARTMANN_H

#include <math.h>

#include "functions/classic/plain/points.h"
#include "src/numeric/elementary.h"

enum { HARTMANN_BELLS = 4 };

static const double hartmann_height[HARTMANN_BELLS] = {1, 1.2, 3, 3.2};

struct hartmann {
  double steep[HARTMANN_BELLS][POINTS_MOST], centre[HARTMANN_BELLS][POINTS_MOST];
};

/* A bell of its smoothed kind, the slopes of its exponent, and the derivative of its logarithm with
 * respect to log sigma. */
struct hartmann_bell {
  double height, drift, slope[POINTS_MOST];
};

static inline struct hartmann_bell hartmann_find(const struct points *s, size_t j, const double *x,
                                                 double sigma)
{
  const struct hartmann *table = s->table;
  struct hartmann_bell bell = {0};
  double exponent = 0, spread = 1, square = sigma * sigma;
  for (size_t i = 0; i < s->dim; i++) {
    double a = table->steep[j][i], v = 1 + 2 * a * square, away = x[i] - table->centre[j][i];
    exponent += a * (away * away) / v;
    spread *= v;
    bell.drift += 2 * a * square / v * (2 * a * (away * away) / v - 1);
    bell.slope[i] = 2 * a * away / v;
  }
  bell.height = hartmann_height[j] * repro_exp(-exponent) / sqrt(spread);
  return bell;
}

static inline double hartmann_total(const struct points *s, const double *x, double sigma,
                                    double *g, double *log_sigma_derivative)
{
  double f = 0, drift = 0;
  for (size_t i = 0; i < s->dim; i++) f += x[i] * 0; /* not finite where x is not */
  for (size_t i = 0; g && i < s->dim; i++) g[i] = 0;
  for (size_t j = 0; j < HARTMANN_BELLS; j++) {
    struct hartmann_bell bell = hartmann_find(s, j, x, sigma);
    f -= bell.height;
    drift -= bell.height * bell.drift;
    for (size_t i = 0; g && i < s->dim; i++) g[i] += bell.height * bell.slope[i];
  }
  *log_sigma_derivative = drift;
  return f;
}

static inline double hartmann_value(const struct points *s, const double *x, double *g)
{
  double drift;
  return hartmann_total(s, x, 0, g, &drift);
}

static inline void hartmann_smoothed(const void *state, const double *x, double sigma,
                                     double *value, double *g, double *log_sigma_derivative)
{
  *value = hartmann_total(state, x, sigma, g, log_sigma_derivative);
}

static inline void hartmann_hessian(const void *state, const double *x, double *out)
{
  const struct points *s = state;
  memset(out, 0, s->dim * s->dim * sizeof *out);
  for (size_t j = 0; j < HARTMANN_BELLS; j++) {
    struct hartmann_bell bell = hartmann_find(s, j, x, 0);
    for (size_t i = 0; i < s->dim; i++) {
      out[i * s->dim + i] += 2 * bell.height * ((const struct hartmann *)s->table)->steep[j][i];
      for (size_t k = 0; k < s->dim; k++)
        out[i * s->dim + k] -= bell.height * (bell.slope[i] * bell.slope[k]);
    }
  }
}

/* `alloc` of a file that has a table of bells, `bells`, and its minimiser. */
#define HARTMANN_ALLOC(dim_, ...)                                                                  \
  static void *alloc(const struct function_setup *setup, const void *config)                       \
  {                                                                                                \
    (void)setup, (void)config;                                                                     \
    return points_new((struct points){                                                             \
        .dim = (dim_), .table = &bells, .value = hartmann_value, .minimiser = {__VA_ARGS__}});     \
  }

#define HARTMANN_FUNCTION(dim_)                                                                    \
  .formula = "f(x) = -sum_{j=1..4} c_j exp(-sum_i A_ji (x_i - P_ji)^2)",                           \
  .reference = "Hartman, Report NPS-55HH72051A, Naval Postgraduate School, 1972; A, c, P: Dixon\n" \
               "and Szegoe, Towards Global Optimisation 2, North-Holland, 1978",                   \
  .traits = SMOOTH | MULTIMODAL, POINTS_FUNCTION(dim_), .search_low = 0, .search_high = 1,         \
  .start_low = 0, .start_high = 1, .params = points_params, .smoothed = hartmann_smoothed,         \
  .hessian = hartmann_hessian

#endif
