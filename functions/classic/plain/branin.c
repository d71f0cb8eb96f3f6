/* branin.c -- three pits of the same depth along a parabola.
 *
 *   f(x, y) = q^2 + 10 (1 - t) cos x + 10,   q = y - b x^2 + c x - 6
 *   b = 5.1 / (4 pi^2),   c = 5 / pi,   t = 1 / (8 pi)
 *
 * As 1 + cos x = 2 cos^2(x / 2), f = q^2 + 20 (1 - t) cos^2(x / 2) + 10 t: the minimum 10 t is that
 * over all points, met at odd multiples of pi where q = 0. The minimiser is the middle one. */
#include "functions/classic/plain/points.h"
#include "src/numeric/elementary.h"

enum { DIM = 2 };

static const double pi = 3.141592653589793;
static const double b = 5.1 / (4 * 3.141592653589793 * 3.141592653589793);
static const double c = 5 / 3.141592653589793, t = 1 / (8 * 3.141592653589793);

static double find_q(const double *x) { return x[1] - b * (x[0] * x[0]) + c * x[0] - 6; }

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double q = find_q(x), wave = repro_cos(x[0] / 2);
  if (g) {
    g[0] = 2 * q * (c - 2 * b * x[0]) - 10 * (1 - t) * repro_sin(x[0]);
    g[1] = 2 * q;
  }
  return q * q + 20 * (1 - t) * (wave * wave) + 10 * t;
}

POINTS_ALLOC(DIM, pi, 2.275)

POINTS_REGION(-5, 10, 0, 15)

static void hessian(const void *state, const double *x, double *h)
{
  (void)state;
  double q = find_q(x), by_x = c - 2 * b * x[0];
  h[0] = 2 * by_x * by_x - 4 * b * q - 10 * (1 - t) * repro_cos(x[0]);
  h[1] = h[2] = 2 * by_x;
  h[3] = 2;
}

extern const struct function_type function_branin;
const struct function_type function_branin = {
    .name = "branin",
    .title = "Branin",
    .summary = "three pits of the same depth along a parabola",
    .formula =
        "f(x, y) = (y - 5.1 / (4 pi^2) x^2 + 5 / pi x - 6)^2 + 10 (1 - 1 / (8 pi)) cos x + 10",
    .reference = "Branin, IBM Journal of Research and Development 16, 1972; the region: Dixon\n"
                 "and Szegoe, Towards Global Optimisation 2, North-Holland, 1978",
    .traits = SMOOTH | MULTIMODAL,
    POINTS_FUNCTION(DIM),
    .region = region,
    .params = points_params,
    .hessian = hessian,
};
