/* adamw.c -- AdamW: Adam with a weight decay beside its step.
 *
 *   theta <- (1 - rate weight_decay) theta, then Adam's step:
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2
 *   theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 *                                                    (Loshchilov and Hutter, ICLR 2019)
 *
 * The decay is no part of the gradient, as it is with l2: the means do not see it, so it is the
 * same for coordinates with large and small gradients. A schedule moves it with the rate. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/adaptive.h"

struct config {
  double rate, beta1, beta2, epsilon, weight_decay;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-5, 100, PARAM_LOG,
                "learning rate: about the largest step of a coordinate"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM(struct config, weight_decay, 0.01, 0, 1e6,
          "share of the point, times the rate, that each step takes away"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size, weights;
  struct moved_power power1;
  double power2;         /* beta2^t */
  double *mean, *square; /* size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 2 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->weights = setup->weights;
  s->power1.power = s->power2 = 1;
  s->mean = s->block;
  s->square = s->mean + size;
  return s;
}

/* Update the moments of coordinate i; sqrt(v') + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict square)
{
  double v = square_next(square[i], f->beta2, f->rest2, gradient[i]);
  mean[i] = mean_next(mean[i], f->beta1, f->rest1, gradient[i]);
  square[i] = v;
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
  const double rate = pace->rate * c->rate, corrected = rate / (1 - power1);
  const struct factors f = factors_of(beta1, c->beta2, s->power2, c->epsilon);
  if (c->weight_decay > 0) weights_scale(1 - rate * c->weight_decay, s->weights, theta);
  adaptive_descend(&f, denominator, corrected, s->size, gradient, s->mean, s->square, theta);
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  const double rate = pace->rate * c->rate;
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    if (i < s->weights) theta[i] *= 1 - rate * c->weight_decay;
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    s->square[i] = flushed(c->beta2 * s->square[i] + (1 - c->beta2) * (g * g));
    double m = s->mean[i] / (1 - power1), v = s->square[i] / (1 - s->power2);
    theta[i] -= rate * m / (sqrt(v) + c->epsilon);
  }
}

extern const struct rule_type LEVELED(rule_adamw);
const struct rule_type LEVELED(rule_adamw) = {
    .name = "adamw",
    .title = "AdamW",
    .summary = "Adam, and beside its step a weight decay that its means do not see",
    .formula = "theta <- (1 - rate weight_decay) theta\n"
               "m <- beta1 m + (1 - beta1) g\n"
               "v <- beta2 v + (1 - beta2) g^2\n"
               "theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)",
    .reference = "Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
