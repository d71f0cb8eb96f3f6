/* camel.c -- six pits, two of them deepest, symmetric about a saddle: the six-hump camel back.
 *
 *   f(x, y) = (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (-4 + 4 y^2) y^2
 *
 * As 4 - 2.1 s + s^2 / 3 > 1/2 for all s, f > x^2 / 2 + x y + 4 y^4 - 4 y^2 >= 4 y^4 - 4.5 y^2,
 * which is above 40 where |y| > 2. Where |x| > 3 and |y| <= 2 the first term is above 12 x^2, the
 * second above -2 |x|, the last not below -1. So the minimum in the region is that over all points.
 * It is met at two, from Newton's method with 60 digits. */
#include "functions/classic/plain/points.h"

enum { DIM = 2 };

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double a = x[0] * x[0], b = x[1] * x[1];
  if (g) {
    g[0] = x[0] * (8 - 8.4 * a + 2 * a * a) + x[1];
    g[1] = x[0] + x[1] * (16 * b - 8);
  }
  return (4 - 2.1 * a + a * a / 3) * a + x[0] * x[1] + (-4 + 4 * b) * b;
}

POINTS_ALLOC(DIM, 0.089842013100318062, -0.71265640302073963)

/* The literature has no start, and the middle of the region is the saddle. */
static void canonical(const void *state, double *x)
{
  (void)state;
  x[0] = 1.5;
  x[1] = 1;
}

POINTS_REGION(-3, 3, -2, 2)

static void hessian(const void *state, const double *x, double *h)
{
  (void)state;
  double a = x[0] * x[0];
  h[0] = 8 - 25.2 * a + 10 * a * a;
  h[1] = h[2] = 1;
  h[3] = 48 * x[1] * x[1] - 8;
}

extern const struct function_type function_camel;
const struct function_type function_camel = {
    .name = "camel",
    .title = "six-hump camel",
    .summary = "six pits, two of them deepest, symmetric about a saddle",
    .formula = "f(x, y) = (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (-4 + 4 y^2) y^2",
    .reference = "Dixon and Szegoe, Towards Global Optimisation 2, North-Holland, 1978",
    .traits = SMOOTH | MULTIMODAL,
    POINTS_FUNCTION(DIM),
    .region = region,
    .params = points_params,
    .canonical = canonical,
    .hessian = hessian,
};
