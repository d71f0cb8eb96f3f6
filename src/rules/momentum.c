/* momentum.c -- the heavy ball.
 *
 *   b <- momentum b + (1 - dampening) g,  theta <- theta - rate b               (Polyak, 1964)
 *
 * The first b is the first gradient itself; on a constant gradient the step grows to
 * rate / (1 - momentum). */
#include <stdbool.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, momentum, dampening;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-7, 100, PARAM_LOG, "learning rate"),
    PARAM_TUNED(struct config, momentum, 0.9, 0, PARAM_BELOW_ONE, 0, 0.999, PARAM_LOG_REST,
                "share of the last step that goes on"),
    PARAM(struct config, dampening, 0, 0, PARAM_BELOW_ONE,
          "share of each gradient but the first that is left out"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  bool begun; /* there was a step */
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
               momentum = momentum_now(pace, s->config.momentum),
               share = s->begun ? 1 - s->config.dampening : 1;
  s->begun = true;
  for (size_t i = 0, n = s->size; i < n; i++) {
    buffer[i] = flushed(momentum * buffer[i] + share * gradient[i]);
    theta[i] -= rate * buffer[i];
  }
}

extern const struct rule_type LEVELED(rule_momentum);
const struct rule_type LEVELED(rule_momentum) = {
    .name = "momentum",
    .title = "momentum",
    .summary = "gradient descent of a heavy ball, which keeps part of its speed",
    .formula = "b <- momentum b + (1 - dampening) g, the first b is g\n"
               "theta <- theta - rate b",
    .reference = "Polyak, USSR Computational Mathematics and Mathematical Physics 4, 1964",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .momentum = "momentum",
    .free = free,
};
