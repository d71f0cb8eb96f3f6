/* easom.c -- one narrow pit in a plain that is flat to all digits.
 *
 *   f(x, y) = -cos x cos y exp(-(x - pi)^2 - (y - pi)^2)
 *
 * No factor is larger than 1: the minimum -1 is that over all points. */
#include "functions/classic/plain/points.h"
#include "src/numeric/elementary.h"

enum { DIM = 2 };

static const double pi = 3.141592653589793;

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double a = x[0] - pi, b = x[1] - pi, bell = repro_exp(-(a * a + b * b));
  double u = repro_cos(x[0]), v = repro_cos(x[1]);
  if (g) {
    g[0] = bell * v * (repro_sin(x[0]) + 2 * a * u);
    g[1] = bell * u * (repro_sin(x[1]) + 2 * b * v);
  }
  return -u * v * bell;
}

POINTS_ALLOC(DIM, pi, pi)

extern const struct function_type function_easom;
const struct function_type function_easom = {
    .name = "easom",
    .title = "Easom",
    .summary = "one narrow pit in a plain that is flat to all digits: it must be met by chance",
    .formula = "f(x, y) = -cos x cos y exp(-(x - pi)^2 - (y - pi)^2)",
    .reference =
        "Easom, A Survey of Global Optimization Techniques, University of Louisville, 1990",
    .traits = SMOOTH | MULTIMODAL,
    POINTS_FUNCTION(DIM),
    .search_low = -100,
    .search_high = 100,
    .start_low = -100,
    .start_high = 100,
    .params = points_params,
};
