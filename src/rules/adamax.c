/* adamax.c -- AdaMax: Adam with the largest gradient in place of the root mean square.
 *
 *   m <- beta1 m + (1 - beta1) g,  u <- max(beta2 u, |g| + epsilon)
 *   theta <- theta - rate / (1 - beta1^t) m / u       (Kingma and Ba, ICLR 2015, section 7)
 *
 * epsilon, which PyTorch adds there, is not in the paper. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"
#include "src/rules/quotients.h"

struct config {
  double rate, beta1, beta2, epsilon;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 2e-3, 0, 1e6, 1e-5, 100, PARAM_LOG,
                "learning rate: about the largest step of a coordinate"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the largest gradient forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  struct moved_power power1;
  double *mean, *most; /* size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 2 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->power1.power = 1;
  s->mean = s->block;
  s->most = s->mean + size;
  return s;
}

/* One step's constants. */
struct factors {
  double beta1, rest1, beta2, epsilon;
};

/* Update mean and largest of coordinate i; u. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict most)
{
  double size = fabs(gradient[i]) + f->epsilon, u = f->beta2 * most[i];
  mean[i] = mean_next(mean[i], f->beta1, f->rest1, gradient[i]);
  u = size < u ? u : size; /* NaN stays: no denominator is 0 */
  most[i] = u;
  return u;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->mean, *restrict most = s->most;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  const double rate = pace->rate * c->rate / (1 - power1);
  const struct factors f = {
      .beta1 = beta1, .rest1 = 1 - beta1, .beta2 = c->beta2, .epsilon = c->epsilon};
  size_t i = 0;
  for (; i + BLOCK <= s->size; i += BLOCK) {
    double below[BLOCK];
    for (size_t j = 0; j < BLOCK; j++) below[j] = denominator(&f, i + j, gradient, mean, most);
    quotients_descend(rate, mean + i, below, theta + i);
  }
  for (; i < s->size; i++) {
    double below = denominator(&f, i, gradient, mean, most);
    theta[i] -= rate * mean[i] / below;
  }
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    double before = c->beta2 * s->most[i], size = fabs(g) + c->epsilon;
    s->most[i] = size < before ? before : size;
    theta[i] -= pace->rate * c->rate / (1 - power1) * s->mean[i] / s->most[i];
  }
}

extern const struct rule_type LEVELED(rule_adamax);
const struct rule_type LEVELED(rule_adamax) = {
    .name = "adamax",
    .title = "AdaMax",
    .summary = "momentum over the largest gradient, which is slowly forgotten",
    .formula = "m <- beta1 m + (1 - beta1) g\n"
               "u <- max(beta2 u, |g| + epsilon)\n"
               "theta <- theta - rate / (1 - beta1^t) m / u",
    .reference = "Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, section 7",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
