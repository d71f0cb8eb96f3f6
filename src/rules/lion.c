/* lion.c -- Lion: evolved sign momentum.
 *
 *   theta <- (1 - rate weight_decay) theta - rate sign(beta1 m + (1 - beta1) g)
 *   m <- beta2 m + (1 - beta2) g                 (Chen et al., arXiv:2302.06675, 2023)
 *
 * sign(0) = 0. The mean that is kept forgets more slowly than the one that is stepped along. */
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, beta1, beta2, weight_decay;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-4, 0, 1e6, 1e-6, 10, PARAM_LOG,
                "learning rate: the step of each coordinate"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "share of the mean in what is stepped along"),
    PARAM_TUNED(struct config, beta2, 0.99, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM(struct config, weight_decay, 0, 0, 1e6,
          "share of the point, times the rate, that each step takes away"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size, weights;
  double block[]; /* the mean, size values */
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->weights = setup->weights;
  return s;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->block;
  const double rate = pace->rate * c->rate, beta1 = momentum_now(pace, c->beta1), rest1 = 1 - beta1,
               beta2 = c->beta2, rest2 = 1 - beta2;
  if (c->weight_decay > 0) weights_scale(1 - rate * c->weight_decay, s->weights, theta);
  for (size_t i = 0, n = s->size; i < n; i++) {
    double g = gradient[i], m = mean[i];
    theta[i] -= rate * sign_of(beta1 * m + rest1 * g);
    mean[i] = mean_next(m, beta2, rest2, g);
  }
}

extern const struct rule_type LEVELED(rule_lion);
const struct rule_type LEVELED(rule_lion) = {
    .name = "lion",
    .title = "Lion",
    .summary = "the sign of a mix of gradient and mean gradient",
    .formula = "theta <- (1 - rate weight_decay) theta - rate sign(beta1 m + (1 - beta1) g)\n"
               "m <- beta2 m + (1 - beta2) g",
    .reference =
        "Chen et al., Symbolic discovery of optimization algorithms, arXiv:2302.06675, 2023",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .momentum = "beta1",
    .free = free,
};
