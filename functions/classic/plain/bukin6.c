/* bukin6.c -- the bottom of a parabola-shaped gorge whose walls are upright at their foot.
 *
 *   f(x, y) = 100 sqrt|y - x^2 / 100| + |x + 10| / 100
 *
 * The minimum 0 is that over all points. f has no gradient in the gorge, where y = x^2 / 100, nor
 * where x = -10; in either, 0 is told for the term that breaks. Beside the gorge slopes grow beyond
 * all bounds: half an ulp of y is worth 1e-6. */
#include <math.h>

#include "functions/classic/plain/points.h"

enum { DIM = 2 };

static double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double off = x[1] - x[0] * x[0] / 100, root = sqrt(fabs(off)), along = x[0] + 10;
  if (g) {
    g[1] = off == 0 ? 0 : 50 * sign(off) / root;
    g[0] = sign(along) / 100 - g[1] * (x[0] / 50);
  }
  return 100 * root + fabs(along) / 100;
}

POINTS_ALLOC(DIM, -10, 1)

/* The literature has no start, and f breaks in the middle of the region. */
static void canonical(const void *state, double *x)
{
  (void)state;
  x[0] = -7.5;
  x[1] = 1.5;
}

POINTS_REGION(-15, -5, -3, 3)

extern const struct function_type function_bukin6;
const struct function_type function_bukin6 = {
    .name = "bukin6",
    .title = "Bukin 6",
    .summary = "a curved gorge whose walls are upright at their foot",
    .formula = "f(x, y) = 100 sqrt|y - x^2 / 100| + |x + 10| / 100\n"
               "no gradient where y = x^2 / 100 or x = -10: 0 is told for that term",
    .reference =
        "Bukin, New Minimization Strategy for Non-Smooth Functions, Budker Institute, 1997",
    POINTS_FUNCTION(DIM),
    .region = region,
    .params = points_params,
    .canonical = canonical,
};
