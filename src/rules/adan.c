/* adan.c -- Adan: adaptive Nesterov momentum.
 *
 *   e = g - g_before, 0 at the first step
 *   m <- beta1 m + (1 - beta1) g,  d <- beta2 d + (1 - beta2) e
 *   n <- beta3 n + (1 - beta3) (g + beta2 e)^2
 *   theta <- (theta - rate (m' + beta2 d') / (sqrt(n') + epsilon)) / (1 + rate weight_decay)
 *                                                   (Xie et al., arXiv:2208.06677, 2022)
 *
 * m' = m / (1 - beta1^t), and so on. Each beta is the share that is kept, as in the authors' code:
 * one minus that of the paper. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"
#include "src/rules/quotients.h"

struct config {
  double rate, beta1, beta2, beta3, epsilon, weight_decay;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-5, 100, PARAM_LOG,
                "learning rate: about the largest step of a coordinate"),
    PARAM_TUNED(struct config, beta1, 0.98, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.92, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean change of the gradient forgets"),
    PARAM_TUNED(struct config, beta3, 0.99, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM(struct config, weight_decay, 0, 0, 1e6,
          "share of the point, times the rate, that each step takes away"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size, weights;
  bool begun; /* there was a step */
  struct moved_power power1;
  double power2, power3;                   /* beta2^t, beta3^t */
  double *mean, *change, *square, *before; /* size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 4 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->weights = setup->weights;
  s->power1.power = s->power2 = s->power3 = 1;
  s->mean = s->block;
  s->change = s->mean + size;
  s->square = s->change + size;
  s->before = s->square + size;
  return s;
}

/* One step's constants; mean_share, change_share: of m and d in what is stepped along. */
struct factors {
  double beta1, rest1, beta2, rest2, beta3, rest3, unbias, epsilon, mean_share, change_share;
};

static struct factors factors_next(struct state *s, const struct pace *pace,
                                   const double *restrict gradient)
{
  const struct config *c = &s->config;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  s->power3 = next_power(s->power3, c->beta3);
  if (!s->begun) memcpy(s->before, gradient, s->size * sizeof *s->before);
  s->begun = true;
  return (struct factors){.beta1 = beta1,
                          .rest1 = 1 - beta1,
                          .beta2 = c->beta2,
                          .rest2 = 1 - c->beta2,
                          .beta3 = c->beta3,
                          .rest3 = 1 - c->beta3,
                          .unbias = 1 / sqrt(1 - s->power3),
                          .epsilon = c->epsilon,
                          .mean_share = 1 / (1 - power1),
                          .change_share = c->beta2 / (1 - s->power2)};
}

/* Update the moments of coordinate i; sqrt(n') + epsilon, and above it what to step along. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict change,
                                 double *restrict square, double *restrict before,
                                 double *restrict above)
{
  double g = gradient[i], e = g - before[i], m = mean_next(mean[i], f->beta1, f->rest1, g);
  double d = mean_next(change[i], f->beta2, f->rest2, e);
  double v = square_next(square[i], f->beta3, f->rest3, g + f->beta2 * e);
  mean[i] = m;
  change[i] = d;
  square[i] = v;
  before[i] = g;
  *above = f->mean_share * m + f->change_share * d;
  return sqrt(v) * f->unbias + f->epsilon;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->mean, *restrict change = s->change, *restrict square = s->square,
                   *restrict before = s->before;
  const double rate = pace->rate * c->rate;
  const struct factors f = factors_next(s, pace, gradient);
  size_t i = 0;
  for (; i + BLOCK <= s->size; i += BLOCK) {
    double above[BLOCK], below[BLOCK];
    for (size_t j = 0; j < BLOCK; j++)
      below[j] = denominator(&f, i + j, gradient, mean, change, square, before, &above[j]);
    quotients_descend(rate, above, below, theta + i);
  }
  for (; i < s->size; i++) {
    double above, below = denominator(&f, i, gradient, mean, change, square, before, &above);
    theta[i] -= rate * above / below;
  }
  if (c->weight_decay > 0) weights_scale(1 / (1 + rate * c->weight_decay), s->weights, theta);
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double rate = pace->rate * c->rate;
  const struct factors f = factors_next(s, pace, gradient);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i], e = g - s->before[i], ahead = g + c->beta2 * e;
    s->before[i] = g;
    s->mean[i] = flushed(f.beta1 * s->mean[i] + (1 - f.beta1) * g);
    s->change[i] = flushed(c->beta2 * s->change[i] + (1 - c->beta2) * e);
    s->square[i] = flushed(c->beta3 * s->square[i] + (1 - c->beta3) * (ahead * ahead));
    double along = s->mean[i] * f.mean_share + c->beta2 * s->change[i] / (1 - s->power2);
    theta[i] -= rate * along / (sqrt(s->square[i] / (1 - s->power3)) + c->epsilon);
    if (i < s->weights) theta[i] /= 1 + rate * c->weight_decay;
  }
}

extern const struct rule_type LEVELED(rule_adan);
const struct rule_type LEVELED(rule_adan) = {
    .name = "adan",
    .title = "Adan",
    .summary = "Adam on gradients that are led ahead by their mean change",
    .formula =
        "e = g - g_before, 0 at first\n"
        "m <- beta1 m + (1 - beta1) g\n"
        "d <- beta2 d + (1 - beta2) e\n"
        "n <- beta3 n + (1 - beta3) (g + beta2 e)^2\n"
        "theta <- (theta - rate (m' + beta2 d') / (sqrt(n') + epsilon)) / (1 + rate weight_decay)\n"
        "m' = m / (1 - beta1^t), d' = d / (1 - beta2^t), n' = n / (1 - beta3^t)",
    .reference = "Xie et al., Adan: adaptive Nesterov momentum algorithm, arXiv:2208.06677, 2022",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
