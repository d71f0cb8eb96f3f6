/* nes.c -- the natural evolution strategy that suits the dimension. */
#include <stdlib.h>

#include "src/search/nes.h"

enum { FULL_DIMENSIONS = 10 };

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

static const char *const diagnostics[] = {"sigma", NULL};

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  s->type->diagnose(s->inner, values);
}

extern const struct optimizer_type LEVELED(optimizer_nes);
const struct optimizer_type LEVELED(optimizer_nes) = {
    .name = "nes",
    .title = "NES",
    .summary = "natural evolution strategy",
    .formula = "",
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
    .free = release,
};
