/* goldstein_price.c -- a product of two polynomials, over five decades of values.
 *
 *   f(x, y) = p(x + y) q(2 x - 3 y)
 *   p(s) = 1 + (s + 1)^2 (19 - 14 s + 3 s^2),   q(u) = 30 + u^2 (18 - 16 u + 3 u^2)
 *
 * which is what the literature writes in x and y. p >= 1, as its second factor is positive, with
 * equality at s = -1; q' = 12 u (u - 1) (u - 3), so that q >= q(3) = 3. The minimum 3 over all
 * points is met at s = -1, u = 3 alone. */
#include "functions/classic/plain/points.h"

enum { DIM = 2 };

/* A factor with its derivatives. */
struct factor {
  double value, slope, bend;
};

static struct factor find_p(double s)
{
  double away = s + 1;
  return (struct factor){.value = 1 + away * away * (19 - 14 * s + 3 * s * s),
                         .slope = 12 * away * (s - 1) * (s - 2),
                         .bend = 12 * (3 * s * s - 4 * s - 1)};
}

static struct factor find_q(double u)
{
  return (struct factor){.value = 30 + u * u * (18 - 16 * u + 3 * u * u),
                         .slope = 12 * u * (u - 1) * (u - 3),
                         .bend = 12 * (3 * u * u - 8 * u + 3)};
}

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  struct factor p = find_p(x[0] + x[1]), q = find_q(2 * x[0] - 3 * x[1]);
  if (g) {
    g[0] = p.slope * q.value + 2 * (p.value * q.slope);
    g[1] = p.slope * q.value - 3 * (p.value * q.slope);
  }
  return p.value * q.value;
}

POINTS_ALLOC(DIM, 0, -1)

static void hessian(const void *state, const double *x, double *h)
{
  (void)state;
  struct factor p = find_p(x[0] + x[1]), q = find_q(2 * x[0] - 3 * x[1]);
  double pp = p.bend * q.value, pq = p.slope * q.slope, qq = p.value * q.bend;
  h[0] = pp + 4 * pq + 4 * qq;
  h[1] = h[2] = pp - pq - 6 * qq;
  h[3] = pp - 6 * pq + 9 * qq;
}

extern const struct function_type function_goldstein_price;
const struct function_type function_goldstein_price = {
    .name = "goldstein-price",
    .title = "Goldstein-Price",
    .summary = "four pits, and values that span five decades",
    .formula = "f(x, y) = (1 + (x + y + 1)^2 (19 - 14 x + 3 x^2 - 14 y + 6 x y + 3 y^2))\n"
               "          (30 + (2 x - 3 y)^2 (18 - 32 x + 12 x^2 + 48 y - 36 x y + 27 y^2))",
    .reference = "Goldstein and Price, Mathematics of Computation 25, 1971",
    .traits = SMOOTH | MULTIMODAL,
    POINTS_FUNCTION(DIM),
    .search_low = -2,
    .search_high = 2,
    .start_low = -2,
    .start_high = 2,
    .params = points_params,
    .hessian = hessian,
};
