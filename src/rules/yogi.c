/* yogi.c -- Yogi: Adam whose mean square moves by what a gradient adds, whatever it was before.
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- v - (1 - beta2) sign(v - g^2) g^2
 *   theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 *                                                    (Zaheer et al., NeurIPS 2018)
 *
 * m and v start at initial_accumulator. v and g^2 are compared, as both may be infinite. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/adaptive.h"

struct config {
  double rate, beta1, beta2, epsilon, initial_accumulator;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-2, 0, 1e6, 1e-5, 100, PARAM_LOG,
                "learning rate: about the largest step of a coordinate"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-3, 1e-100, 1, "guard against division by zero"),
    PARAM(struct config, initial_accumulator, 1e-6, 0, 1e300, "where both means start"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
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
  s->power1.power = s->power2 = 1;
  s->mean = s->block;
  s->square = s->mean + size;
  for (size_t i = 0; i < 2 * size; i++) s->block[i] = s->config.initial_accumulator;
  return s;
}

/* Update the moments of coordinate i; sqrt(v') + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict square)
{
  double g = gradient[i], v = square[i], own = g * g, part = f->rest2 * own;
  double change = v > own ? -part : 0;
  change = v < own ? part : change;
  v = flushed(v + change);
  mean[i] = mean_next(mean[i], f->beta1, f->rest1, g);
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
  const double rate = pace->rate * c->rate / (1 - power1);
  const struct factors f = factors_of(beta1, c->beta2, s->power2, c->epsilon);
  adaptive_descend(&f, denominator, rate, s->size, gradient, s->mean, s->square, theta);
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
    double g = gradient[i], *v = &s->square[i];
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    if (*v > g * g)
      *v = flushed(*v - (1 - c->beta2) * (g * g));
    else if (*v < g * g)
      *v = flushed(*v + (1 - c->beta2) * (g * g));
    double m = s->mean[i] / (1 - power1);
    theta[i] -= pace->rate * c->rate * m / (sqrt(*v / (1 - s->power2)) + c->epsilon);
  }
}

extern const struct rule_type LEVELED(rule_yogi);
const struct rule_type LEVELED(rule_yogi) = {
    .name = "yogi",
    .title = "Yogi",
    .summary = "Adam whose mean square cannot fall faster than gradients are large",
    .formula = "m <- beta1 m + (1 - beta1) g\n"
               "v <- v - (1 - beta2) sign(v - g^2) g^2\n"
               "theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)",
    .reference = "Zaheer et al., Adaptive methods for nonconvex optimization, NeurIPS 2018",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
