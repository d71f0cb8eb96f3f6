/* adabelief.c -- AdaBelief: the mean gradient over its deviation from what was expected.
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) (g - m)^2 + epsilon
 *   theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 *                                                    (Zhuang et al., NeurIPS 2020)
 *
 * with m already new in (g - m)^2; epsilon stays in v, as in the paper. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/adaptive.h"

struct config {
  double rate, beta1, beta2, epsilon;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-5, 100, PARAM_LOG,
                "learning rate: about the largest step of a coordinate"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean squared deviation forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  struct moved_power power1;
  double power2;         /* beta2^t */
  double *mean, *spread; /* size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 2 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->power1.power = s->power2 = 1;
  s->mean = s->block;
  s->spread = s->mean + size;
  return s;
}

/* Its length, or what is nothing beside epsilon, and whose square is not subnormal. */
static inline double deviation(double difference)
{
  double size = fabs(difference);
  return size < 0x1p-480 ? 0x1p-480 : size;
}

/* Update the moments of coordinate i; sqrt(v') + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict spread)
{
  double g = gradient[i], m = f->beta1 * mean[i] + f->rest1 * g, off = deviation(g - m);
  double v = f->beta2 * spread[i] + f->rest2 * off * off + f->epsilon;
  mean[i] = flushed(m);
  spread[i] = v;
  return sqrt(v) * f->unbias + f->epsilon;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  const double rate = pace->rate * c->rate / (1 - power1);
  const struct factors f = factors_of(beta1, c->beta2, s->power2, c->epsilon);
  adaptive_descend(&f, denominator, rate, s->size, gradient, s->mean, s->spread, theta);
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    double off = deviation(g - s->mean[i]);
    s->spread[i] = c->beta2 * s->spread[i] + (1 - c->beta2) * (off * off) + c->epsilon;
    double m = s->mean[i] / (1 - power1), v = s->spread[i] / (1 - s->power2);
    theta[i] -= pace->rate * c->rate * m / (sqrt(v) + c->epsilon);
  }
}

extern const struct rule_type LEVELED(rule_adabelief);
const struct rule_type LEVELED(rule_adabelief) = {
    .name = "adabelief",
    .title = "AdaBelief",
    .summary = "momentum over the deviation of gradients from their mean",
    .formula = "m <- beta1 m + (1 - beta1) g\n"
               "v <- beta2 v + (1 - beta2) (g - m)^2 + epsilon\n"
               "theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)",
    .reference = "Zhuang et al., AdaBelief optimizer: adapting stepsizes by the belief in observed "
                 "gradients, NeurIPS 2020",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
