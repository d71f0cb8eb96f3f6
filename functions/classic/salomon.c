/* salomon.c -- rings around the minimum, each lower than the next outer one.
 *
 *   f(x) = 1 - cos(2 pi r) + r / 10 = 2 sin^2(pi r) + r / 10,   r = |x|
 *
 * At the minimiser f has a cone's tip: it has no gradient, and 0 is told. */
#include "functions/classic/coordinates.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

static double value(const struct coordinates *s, const double *x)
{
  double r = sqrt(vec_dot(x, x, s->dim)), sine = repro_sin(pi * r);
  return 2 * (sine * sine) + r / 10;
}

static void gradient(const struct coordinates *s, const double *x, double *work, double *g)
{
  (void)work;
  double r = sqrt(vec_dot(x, x, s->dim));
  double slope = r == 0 ? 0 : (2 * pi * repro_sin(2 * pi * r) + 0.1) / r;
  for (size_t i = 0; i < s->dim; i++) g[i] = slope * x[i];
}

COORDINATES_EVALUATE
COORDINATES_ALLOC(0)

/* The literature has no start, and the middle of the region is the minimiser. */
static void canonical(const void *state, double *x) { coordinates_fill(state, 50, x); }

extern const struct function_type LEVELED(function_salomon);
const struct function_type LEVELED(function_salomon) = {
    .name = "salomon",
    .title = "Salomon",
    .summary = "rings of walls around the minimum: only a jump over them helps",
    .formula = "f(x) = 1 - cos(2 pi |x|) + |x| / 10\n"
               "no gradient at 0, where 0 is told",
    .reference = "Salomon, BioSystems 39, 1996",
    .traits = MULTIMODAL,
    COORDINATES_FUNCTION(-100, 100),
    .canonical = canonical,
};
