/* exact.c -- the analytic gradient of the objective.
 *
 * On a stochastic function this is the gradient of the noisy or minibatch value. */
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/level.h"

struct state {
  size_t dim;
  double start[];
};

static const struct param params[] = {PARAM_TABLE_END};

static void *alloc(const struct setup *setup, const void *config)
{
  (void)config;
  struct state *s = malloc(sizeof *s + setup->dim * sizeof *s->start);
  if (!s) return NULL;
  s->dim = setup->dim;
  memcpy(s->start, setup->start, setup->dim * sizeof *s->start);
  return s;
}

static size_t size(const void *state) { return ((const struct state *)state)->dim; }

static size_t probes(const void *state)
{
  (void)state;
  return 1;
}

static void start(const void *state, double *theta)
{
  const struct state *s = state;
  memcpy(theta, s->start, s->dim * sizeof *theta);
}

static void ask(void *state, const double *theta, struct query *query)
{
  (void)state;
  *query = (struct query){.x = theta, .count = 1, .want_gradient = true};
}

static const double *tell(void *state, const double *theta, const struct answer *answer)
{
  (void)state;
  (void)theta;
  return answer->gradient;
}

static const double *point(const void *state, const double *theta)
{
  (void)state;
  return theta;
}

extern const struct source_type LEVELED(source_exact);
const struct source_type LEVELED(source_exact) = {
    .name = "exact",
    .title = "exact gradient",
    .summary = "the analytic gradient; noisy where the function is",
    .formula = "g = grad f(x)",
    .reference = "the function's own file",
    .traits = USES_GRADIENT,
    .params = params,
    .alloc = alloc,
    .size = size,
    .probes = probes,
    .start = start,
    .ask = ask,
    .tell = tell,
    .point = point,
    .free = free,
};
