/* sgd.c -- gradient descent.
 *
 *   theta <- theta - rate g                        (Robbins and Monro, 1951; Cauchy, 1847)
 *
 * On a stochastic function the exact source hands over a noisy or minibatch
 * gradient, which is what makes it stochastic gradient descent. */
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"

struct config {
  double rate;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-7, 100, PARAM_LOG, "learning rate"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = malloc(sizeof *s);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  return s;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  const struct state *s = state;
  double rate = pace->rate * s->config.rate;
  for (size_t i = 0; i < s->size; i++) theta[i] -= rate * gradient[i];
}

extern const struct rule_type LEVELED(rule_sgd);
const struct rule_type LEVELED(rule_sgd) = {
    .name = "sgd",
    .title = "SGD",
    .summary = "gradient descent, stochastic where the gradient is",
    .formula = "theta <- theta - rate g",
    .reference = "Robbins and Monro, Annals of Mathematical Statistics 22, 1951",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .free = free,
};
