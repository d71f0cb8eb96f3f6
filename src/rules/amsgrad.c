/* amsgrad.c -- AMSGrad: Adam whose rates never rise again.
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,  V <- max(V, v)
 *   theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(V / (1 - beta2^t)) + epsilon)
 *                                                    (Reddi, Kale and Kumar, ICLR 2018)
 *
 * The largest of the means as they are, freed of the bias afterwards, as PyTorch does; the paper
 * corrects no bias. */
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
                "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  struct moved_power power1;
  double power2;                   /* beta2^t */
  double *mean, *square, *largest; /* size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 3 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->power1.power = s->power2 = 1;
  s->mean = s->block;
  s->square = s->mean + size;
  s->largest = s->square + size;
  return s;
}

/* Update the moments of coordinate i; sqrt(V') + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict square,
                                 double *restrict largest)
{
  double v = square_next(square[i], f->beta2, f->rest2, gradient[i]), most = largest[i];
  mean[i] = mean_next(mean[i], f->beta1, f->rest1, gradient[i]);
  square[i] = v;
  most = v < most ? most : v;
  largest[i] = most;
  return sqrt(most) * f->unbias + f->epsilon;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->mean, *restrict square = s->square, *restrict largest = s->largest;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  const double rate = pace->rate * c->rate / (1 - power1);
  const struct factors f = factors_of(beta1, c->beta2, s->power2, c->epsilon);
  size_t i = 0;
  for (; i + BLOCK <= s->size; i += BLOCK) {
    double below[BLOCK];
    for (size_t j = 0; j < BLOCK; j++)
      below[j] = denominator(&f, i + j, gradient, mean, square, largest);
    quotients_descend(rate, mean + i, below, theta + i);
  }
  for (; i < s->size; i++) {
    double below = denominator(&f, i, gradient, mean, square, largest);
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
  s->power2 = next_power(s->power2, c->beta2);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    s->square[i] = flushed(c->beta2 * s->square[i] + (1 - c->beta2) * (g * g));
    if (!(s->square[i] < s->largest[i])) s->largest[i] = s->square[i];
    double m = s->mean[i] / (1 - power1), v = s->largest[i] / (1 - s->power2);
    theta[i] -= pace->rate * c->rate * m / (sqrt(v) + c->epsilon);
  }
}

extern const struct rule_type LEVELED(rule_amsgrad);
const struct rule_type LEVELED(rule_amsgrad) = {
    .name = "amsgrad",
    .title = "AMSGrad",
    .summary = "Adam with the largest mean square so far in place of the present one",
    .formula = "m <- beta1 m + (1 - beta1) g\n"
               "v <- beta2 v + (1 - beta2) g^2,  V <- max(V, v)\n"
               "theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(V / (1 - beta2^t)) + epsilon)",
    .reference = "Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
