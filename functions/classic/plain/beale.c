/* beale.c -- a sum of three squares with a flat valley, and ridges towards the corners.
 *
 *   f(x, y) = sum_{k=1..3} r_k^2,   r_k = c_k - x (1 - y^k),   c = (1.5, 2.25, 2.625)
 *
 * All r_k are 0 at (3, 1/2), and there alone. */
#include "functions/classic/plain/points.h"

enum { DIM = 2, TERMS = 3 };

static const double aim[TERMS] = {1.5, 2.25, 2.625};

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double f = 0, power = 1, slope[DIM] = {0};
  for (int k = 0; k < TERMS; k++) {
    double rise = (k + 1) * power; /* of y^(k+1) */
    power *= x[1];
    double r = aim[k] - x[0] * (1 - power);
    f += r * r;
    slope[0] -= 2 * r * (1 - power);
    slope[1] += 2 * r * x[0] * rise;
  }
  if (g) memcpy(g, slope, sizeof slope);
  return f;
}

POINTS_ALLOC(DIM, 3, 0.5)

static void canonical(const void *state, double *x)
{
  (void)state;
  x[0] = x[1] = 1;
}

static void hessian(const void *state, const double *x, double *h)
{
  (void)state;
  double power[TERMS + 1] = {1, x[1], x[1] * x[1], x[1] * x[1] * x[1]};
  h[0] = h[1] = h[3] = 0;
  for (int k = 1; k <= TERMS; k++) {
    double r = aim[k - 1] - x[0] * (1 - power[k]), by_x = power[k] - 1, by_xy = k * power[k - 1];
    double by_yy = k > 1 ? k * (k - 1) * power[k - 2] * x[0] : 0;
    h[0] += 2 * by_x * by_x;
    h[1] += 2 * (by_x * by_xy * x[0] + r * by_xy);
    h[3] += 2 * (by_xy * by_xy * x[0] * x[0] + r * by_yy);
  }
  h[2] = h[1];
}

extern const struct function_type function_beale;
const struct function_type function_beale = {
    .name = "beale",
    .title = "Beale",
    .summary = "a flat curved valley between ridges that rise towards the corners",
    .formula = "f(x, y) = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
    .reference = "Beale, Technical Report 25, Princeton University, 1958; its start: More,\n"
                 "Garbow and Hillstrom, ACM Transactions on Mathematical Software 7, 1981 (5)",
    .traits = SMOOTH,
    POINTS_FUNCTION(DIM),
    .search_low = -4.5,
    .search_high = 4.5,
    .start_low = -4.5,
    .start_high = 4.5,
    .params = points_params,
    .canonical = canonical,
    .hessian = hessian,
};
