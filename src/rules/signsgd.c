/* signsgd.c -- signSGD, and with a momentum Signum.
 *
 *   m <- momentum m + (1 - momentum) g,  theta <- theta - rate sign(m)
 *                                                    (Bernstein et al., ICML 2018)
 *
 * sign(0) = 0. Without momentum m is g, however small or large that is. */
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, momentum;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-6, 10, PARAM_LOG,
                "learning rate: the step of each coordinate"),
    PARAM_TUNED(struct config, momentum, 0, 0, PARAM_BELOW_ONE, 0, 0.999, PARAM_LOG_REST,
                "how slowly the mean gradient forgets; 0: the gradient itself"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double block[]; /* the mean, size values */
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  return s;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->block;
  const double rate = pace->rate * c->rate, momentum = momentum_now(pace, c->momentum),
               rest = 1 - momentum;
  if (momentum > 0)
    for (size_t i = 0, n = s->size; i < n; i++) {
      mean[i] = mean_next(mean[i], momentum, rest, gradient[i]);
      theta[i] -= rate * sign_of(mean[i]);
    }
  else
    for (size_t i = 0, n = s->size; i < n; i++) {
      mean[i] = flushed(gradient[i]);
      theta[i] -= rate * sign_of(gradient[i]);
    }
}

extern const struct rule_type LEVELED(rule_signsgd);
const struct rule_type LEVELED(rule_signsgd) = {
    .name = "signsgd",
    .title = "signSGD",
    .summary = "the sign of the gradient, or of its mean (Signum)",
    .formula = "m <- momentum m + (1 - momentum) g\n"
               "theta <- theta - rate sign(m),  sign(0) = 0",
    .reference =
        "Bernstein et al., signSGD: compressed optimisation for non-convex problems, ICML 2018",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .momentum = "momentum",
    .free = free,
};
