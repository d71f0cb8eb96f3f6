/* adagrad.c -- AdaGrad: each coordinate's rate falls with the gradients that it has seen.
 *
 *   s <- s + g^2,  theta <- theta - r_t g / (sqrt(s) + epsilon),  r_t = rate / (1 + t rate_decay)
 *                                                   (Duchi, Hazan and Singer, JMLR 2011)
 *
 * with t = 0, 1, ... and s starting at initial_accumulator. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"

struct config {
  double rate, rate_decay, initial_accumulator, epsilon;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-2, 0, 1e6, 1e-5, 100, PARAM_LOG, "learning rate"),
    PARAM(struct config, epsilon, 1e-10, PARAM_ABOVE_ZERO, 1, "guard against division by zero"),
    PARAM(struct config, rate_decay, 0, 0, 1e6,
          "at step t the rate is divided by 1 + t times this"),
    PARAM(struct config, initial_accumulator, 0, 0, 1e300, "where the sum of squares starts"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double steps; /* taken so far */
  double sum[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = malloc(sizeof *s + size * sizeof *s->sum);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->steps = 0;
  for (size_t i = 0; i < size; i++) s->sum[i] = s->config.initial_accumulator;
  return s;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict sum = s->sum;
  const double rate = pace->rate * c->rate / (1 + s->steps * c->rate_decay), epsilon = c->epsilon;
  s->steps++;
  for (size_t i = 0, n = s->size; i < n; i++) {
    double g = gradient[i];
    sum[i] += g * g;
    theta[i] -= rate * g / (sqrt(sum[i]) + epsilon);
  }
}

extern const struct rule_type LEVELED(rule_adagrad);
const struct rule_type LEVELED(rule_adagrad) = {
    .name = "adagrad",
    .title = "AdaGrad",
    .summary = "a rate for each coordinate, falling with the gradients it has seen",
    .formula = "s <- s + g^2\n"
               "theta <- theta - rate / (1 + t rate_decay) g / (sqrt(s) + epsilon)",
    .reference = "Duchi, Hazan and Singer, Journal of Machine Learning Research 12, 2011",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .free = free,
    .kin = "rmsprop",
};
