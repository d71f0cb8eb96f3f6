/* nes.c -- the natural evolution strategy that suits the dimension: xnes up to 40, snes above.
 *
 * xnes learns every correlation of the coordinates, at a rate that falls with d^1.5: it needs 55
 * d^2 to 120 d^2 evaluations to reach 1e-8 from d = 5 on. snes needs about 200 d on the sphere, but
 * stands still in a valley that is not along an axis. Median best value after 3000 d evaluations
 * (25 runs, 15 at d = 60; sigma 0.5, defaults; the ellipsoid has weights 10^(4 i / (d - 1)) and is
 * rotated anew in every run):
 *
 *     d    sphere xnes / snes   ellipsoid           Rosenbrock
 *     2    4e-147 / 1e-122      5e-143 / 6e-1       0     / 7e-2
 *     5    2e-81  / 6e-139      7e-79  / 1.6        3e-30 / 6e-1
 *    10    2e-42  / 8e-140      5e-40  / 3.5        9e-30 / 3.4
 *    20    7e-21  / 8e-137      2e-18  / 10         1e-14 / 11
 *    40    2e-9   / 5e-125      5e-7   / 23         6e-1  / 26
 *    60    9e-6   / 1e-121      2e-3   / 44         24    / 43
 *
 * Up to d = 40 xnes reaches 1e-8 where snes does, and is far ahead elsewhere; at 60 it no longer
 * reaches it anywhere. */
#include <stdlib.h>

#include "src/search/gaussian/nes.h"

enum { FULL_DIMENSIONS = 40 };

static const struct param params[] = {
    NES_PARAMS,
    PARAM(struct nes_config, rate_deviation, 0, 0, 10,
          "learning rate of the deviations; 0: the default of snes or xnes"),
    PARAM(struct nes_config, rate_shape, 0, 0, 10,
          "learning rate of B, only in xnes; 0: its default"),
    PARAM_TABLE_END,
};

struct state {
  const struct optimizer_type *type; /* of inner */
  void *inner;
};

static void release(void *state)
{
  struct state *s = state;
  s->type->free(s->inner);
  free(s);
}

static void *alloc(const struct setup *setup, const void *config)
{
  struct state *s = malloc(sizeof *s);
  if (!s) return NULL;
  s->type = setup->dim <= FULL_DIMENSIONS ? &LEVELED(optimizer_xnes) : &LEVELED(optimizer_snes);
  s->inner = s->type->alloc(setup, config);
  if (s->inner) return s;
  free(s);
  return NULL;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  return s->type->ask(s->inner, query);
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  s->type->tell(s->inner, answer);
}

static const double *incumbent(const void *state)
{
  const struct state *s = state;
  return s->type->incumbent(s->inner);
}

static const char *const diagnostics[] = NES_DIAGNOSTICS;

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  s->type->diagnose(s->inner, values);
}

static void spread(const void *state, struct spread *out)
{
  const struct state *s = state;
  s->type->spread(s->inner, out);
}

static void covariance(const void *state, double *out)
{
  const struct state *s = state;
  s->type->covariance(s->inner, out);
}

extern const struct optimizer_type LEVELED(optimizer_nes);
const struct optimizer_type LEVELED(optimizer_nes) = {
    .name = "nes",
    .title = "NES",
    .summary = "natural evolution strategy: xnes up to 40 dimensions, snes above",
    .formula = "d <= 40: xnes, mean + sigma B z with any B of determinant 1\n"
               "d > 40:  snes, mean + s z with one deviation a coordinate\n"
               "After 3000 d evaluations of a rotated ellipsoid (1e4), d = 10 / 40 / 60:\n"
               "xnes 5e-40 / 5e-7 / 2e-3, snes 3.5 / 23 / 44; of the sphere:\n"
               "xnes 2e-42 / 2e-9 / 9e-6, snes below 1e-120 at each",
    .reference = "Wierstra et al., Natural Evolution Strategies, JMLR 15, 2014",
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct nes_config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .spread = spread,
    .covariance = covariance,
    .free = release,
};
