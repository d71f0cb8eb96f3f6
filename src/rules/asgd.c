/* asgd.c -- ASGD: averaged stochastic gradient descent.
 *
 *   theta <- (1 - lambda r_t) theta - r_t g,   r_t = rate / (1 + lambda rate (t - 1))^alpha
 *   a <- a + (theta - a) / max(1, t - 1 - t0),   t = 1, 2, ...    (Polyak and Juditsky, 1992)
 *
 * The answer is a, which is theta itself up to step t0 + 2. A schedule multiplies r_t. Schedules of
 * the rate and indices of t are PyTorch's, which has them of Bottou's sgd. */
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/elementary.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, lambda, alpha, t0;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-2, 0, 1e6, 1e-7, 100, PARAM_LOG,
                "learning rate of the first step"),
    PARAM(struct config, lambda, 1e-4, 0, 1e6, "weight decay, and how soon the rate falls"),
    PARAM(struct config, alpha, 0.75, 0, 10, "how fast the rate falls"),
    PARAM(struct config, t0, 1e6, 0, PARAM_MANY, "steps before the average begins"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size, weights;
  double steps;
  double block[]; /* the average, size values */
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
  double *restrict average = s->block;
  const double falls = repro_pow(1 + c->lambda * c->rate * s->steps, c->alpha);
  const double rate = pace->rate * c->rate / falls, count = s->steps - c->t0;
  s->steps++;
  if (c->lambda > 0) weights_scale(1 - c->lambda * rate, s->weights, theta);
  if (!(count > 1)) {
    for (size_t i = 0, n = s->size; i < n; i++) {
      theta[i] -= rate * gradient[i];
      average[i] = theta[i];
    }
    return;
  }
  const double share = 1 / count;
  for (size_t i = 0, n = s->size; i < n; i++) {
    theta[i] -= rate * gradient[i];
    average[i] += share * (theta[i] - average[i]);
  }
}

static const double *answer(const void *state)
{
  const struct state *s = state;
  return s->block;
}

extern const struct rule_type LEVELED(rule_asgd);
const struct rule_type LEVELED(rule_asgd) = {
    .name = "asgd",
    .title = "ASGD",
    .summary = "gradient descent with a rate that falls, which answers with the mean iterate",
    .formula = "r_t = rate / (1 + lambda rate (t - 1))^alpha,  t = 1, 2, ...\n"
               "theta <- (1 - lambda r_t) theta - r_t g\n"
               "a <- a + (theta - a) / max(1, t - 1 - t0)\n"
               "The answer is a.",
    .reference =
        "Polyak and Juditsky, SIAM J. Control and Optimization 30, 1992, as PyTorch has it",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .answer = answer,
    .free = free,
};
