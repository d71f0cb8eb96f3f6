/* ackley.c -- a nearly flat outer region full of small pits around a deep funnel.
 *
 *   f(x) = 20 (1 - exp(-0.2 r)) + e - exp(c)
 *   r^2 = sum_i x_i^2 / d,   c = sum_i cos(2 pi x_i) / d = 1 - 2 sum_i sin^2(pi x_i) / d
 *
 * With c in sines, both differences are those of exp(t) - 1 and keep their digits down to the
 * minimum 0. At the minimiser f has a cone's tip: it has no gradient, and 0 is told. */
#include "functions/classic/coordinates.h"
#include "src/numeric/elementary.h"
#include "src/numeric/lanesin.h"
#include "src/numeric/level.h"

static const double e = 2.718281828459045;

static const struct param params[] = {PARAM_TABLE_END};

static lane_part wave(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  lane_part sine = lane_sin(pi * x);
  return sine * sine;
}

static double radius(const struct coordinates *s, const double *x)
{
  return sqrt(vec_dot(x, x, s->dim) / (double)s->dim);
}

/* c - 1 */
static double mean_wave(const struct coordinates *s, const double *x)
{
  return -2 * coordinates_sum(s, x, s->dim, wave) / (double)s->dim;
}

static double value(const struct coordinates *s, const double *x)
{
  return -20 * repro_expm1(-0.2 * radius(s, x)) - e * repro_expm1(mean_wave(s, x));
}

static lane_part slope(const struct coordinates *s, lane_part x, size_t i)
{
  (void)s, (void)i;
  return lane_sin(2 * pi * x);
}

static void gradient(const struct coordinates *s, const double *x, double *work, double *g)
{
  (void)work;
  double r = radius(s, x), d = (double)s->dim;
  double funnel = r == 0 ? 0 : 4 * repro_exp(-0.2 * r) / (d * r);
  double waves = 2 * pi / d * (e * repro_exp(mean_wave(s, x)));
  coordinates_map(s, x, slope, g);
  for (size_t i = 0; i < s->dim; i++) g[i] = funnel * x[i] + waves * g[i];
}

COORDINATES_EVALUATE
COORDINATES_ALLOC(0)

/* The literature has no start, and the middle of the region is the minimiser. */
static void canonical(const void *state, double *x) { coordinates_fill(state, 16.384, x); }

extern const struct function_type LEVELED(function_ackley);
const struct function_type LEVELED(function_ackley) = {
    .name = "ackley",
    .title = "Ackley",
    .summary = "a nearly flat region full of small pits around a deep funnel",
    .formula =
        "f(x) = 20 (1 - exp(-0.2 sqrt(sum_i x_i^2 / d))) + e - exp(sum_i cos(2 pi x_i) / d)\n"
        "no gradient at 0, where 0 is told",
    .reference = "Ackley, A Connectionist Machine for Genetic Hillclimbing, Kluwer, 1987",
    .traits = MULTIMODAL,
    COORDINATES_FUNCTION(-32.768, 32.768),
    .canonical = canonical,
};
