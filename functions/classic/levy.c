/* levy.c -- waves in a bowl, with u_i = (x_i - 1) / 4.
 *
 *   f(x) = sin^2(pi u_1) + sum_{i<d} u_i^2 (1 + 10 sin^2(pi u_i + 1))
 *          + u_d^2 (1 + sin^2(2 pi u_d))
 *
 * The literature writes it in w = 1 + u, whose sines are these but for their signs. No term is
 * negative: the minimum 0 is that over all points. */
#include "functions/classic/coordinates.h"
#include "src/numeric/lanesin.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

static lane_part term(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  lane_part u = (x - 1) / 4, sine = lane_sin(pi * u + 1);
  return u * u * (1 + 10 * (sine * sine));
}

static lane_part slope(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  lane_part u = (x - 1) / 4, sine = lane_sin(pi * u + 1);
  return (u * (1 + 10 * (sine * sine)) + 5 * pi * (u * u * lane_sin(2 * (pi * u + 1)))) / 2;
}

static double value(const struct coordinates *s, const double *x)
{
  double first = (x[0] - 1) / 4, last = (x[s->dim - 1] - 1) / 4;
  double head = repro_sin(pi * first), tail = repro_sin(2 * pi * last);
  return head * head + coordinates_sum(s, x, s->dim - 1, term) + last * last * (1 + tail * tail);
}

static void gradient(const struct coordinates *s, const double *x, double *work, double *g)
{
  (void)work;
  double first = (x[0] - 1) / 4, last = (x[s->dim - 1] - 1) / 4, tail = repro_sin(2 * pi * last);
  coordinates_map(s, x, slope, g);
  g[s->dim - 1] = (last * (1 + tail * tail) + pi * last * last * repro_sin(4 * pi * last)) / 2;
  g[0] += pi / 4 * repro_sin(2 * pi * first);
}

COORDINATES_EVALUATE
COORDINATES_ALLOC(1)

extern const struct function_type LEVELED(function_levy);
const struct function_type LEVELED(function_levy) = {
    .name = "levy",
    .title = "Levy",
    .summary = "waves in a bowl, a pit every few units",
    .formula = "f(x) = sin^2(pi w_1) + sum_{i<d} (w_i - 1)^2 (1 + 10 sin^2(pi w_i + 1))\n"
               "       + (w_d - 1)^2 (1 + sin^2(2 pi w_d)),  w_i = 1 + (x_i - 1) / 4",
    .reference = "Laguna and Marti, Journal of Global Optimization 33, 2005, after Levy and\n"
                 "Montalvo, SIAM Journal on Scientific and Statistical Computing 6, 1985",
    .traits = SMOOTH | SEPARABLE | MULTIMODAL,
    COORDINATES_FUNCTION(-10, 10),
};
