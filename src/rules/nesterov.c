/* nesterov.c -- Nesterov's accelerated gradient, written for the point that is looked ahead to.
 *
 *   b <- momentum b + g,  theta <- theta - rate (g + momentum b)
 *                                                   (Nesterov, 1983; Sutskever et al., ICML 2013)
 *
 * Nesterov takes the gradient where the momentum is about to lead. Stepping that point itself,
 * as here, needs no gradient anywhere else than at theta. */
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, momentum;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-7, 100, PARAM_LOG, "learning rate"),
    PARAM_TUNED(struct config, momentum, 0.9, 0, PARAM_BELOW_ONE, 0, 0.999, PARAM_LOG_REST,
                "share of the last step that goes on"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double buffer[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + size * sizeof *s->buffer);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  return s;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  double *restrict buffer = s->buffer;
  const double rate = pace->rate * s->config.rate,
               momentum = momentum_now(pace, s->config.momentum);
  for (size_t i = 0, n = s->size; i < n; i++) {
    buffer[i] = flushed(momentum * buffer[i] + gradient[i]);
    theta[i] -= rate * (gradient[i] + momentum * buffer[i]);
  }
}

extern const struct rule_type LEVELED(rule_nesterov);
const struct rule_type LEVELED(rule_nesterov) = {
    .name = "nesterov",
    .title = "Nesterov",
    .summary = "momentum whose gradient is taken where the momentum leads",
    .formula = "b <- momentum b + g\n"
               "theta <- theta - rate (g + momentum b)",
    .reference = "Nesterov, Soviet Mathematics Doklady 27, 1983",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .momentum = "momentum",
    .free = free,
    .kin = "momentum",
};
