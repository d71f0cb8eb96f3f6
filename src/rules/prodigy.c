/* prodigy.c -- Prodigy: Adam that estimates how far away the solution is, and so its own rate.
 *
 *   r = d rate,  m <- beta1 m + (1 - beta1) d g,  v <- beta2 v + (1 - beta2) d^2 g^2
 *   n <- beta3 n + d r / d0 g.(x0 - theta),  s <- beta3 s + d r / d0 g,  beta3 = sqrt(beta2)
 *   D = max(d, n / |s|_1)
 *   theta <- (1 - r weight_decay) theta - r m / (sqrt(v) + D epsilon),  d <- D
 *                          (Mishchenko and Defazio, arXiv:2306.06101, 2023, algorithm 4)
 *
 * x0 is where theta began and d0 what d begins with; the dot product and the sum of |s| are those
 * of the whole vector. No bias is corrected, as in the paper. Where s is 0 there is no step. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/rules/moments.h"
#include "src/rules/quotients.h"

struct config {
  double rate, beta1, beta2, d0, epsilon, weight_decay;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1, 0, 1e6, 1e-3, 100, PARAM_LOG,
                "factor of the rate that is estimated"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, d0, 1e-6, 1e-50, 1e6, "the first estimate of the distance"),
    PARAM(struct config, epsilon, 1e-8, 1e-50, 1, "guard against division by zero"),
    PARAM(struct config, weight_decay, 0, 0, 1e6,
          "share of the point, times the rate, that each step takes away"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size, weights;
  bool begun;                                      /* there was a step */
  double d, numerator;                             /* n */
  double *mean, *square, *sum, *start, *travelled; /* m, v, s, x0, x0 - theta: size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 5 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->weights = setup->weights;
  s->d = s->config.d0;
  s->mean = s->block;
  s->square = s->mean + size;
  s->sum = s->square + size;
  s->start = s->sum + size;
  s->travelled = s->start + size;
  return s;
}

/* Update n and s; D, or 0 where s is 0. */
static double distance_next(struct state *s, double rate, const double *restrict gradient,
                            const double *restrict theta)
{
  double *restrict sum = s->sum, *restrict start = s->start, *restrict travelled = s->travelled;
  const double beta3 = sqrt(s->config.beta2), share = s->d / s->config.d0 * rate;
  if (!s->begun) memcpy(start, theta, s->size * sizeof *start);
  s->begun = true;
  for (size_t i = 0, n = s->size; i < n; i++) {
    travelled[i] = start[i] - theta[i];
    sum[i] = flushed(beta3 * sum[i] + share * gradient[i]);
  }
  double dot = vec_dot(gradient, travelled, s->size), size = vec_norm1(sum, s->size);
  s->numerator = flushed(beta3 * s->numerator + share * dot);
  if (size == 0) return 0;
  double estimate = s->numerator / size;
  return estimate > s->d && estimate <= DBL_MAX ? estimate : s->d;
}

/* One step's constants. */
struct factors {
  double beta1, rest1, beta2, rest2, epsilon;
};

/* Update the moments of coordinate i; sqrt(v) + D epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict square)
{
  double g = gradient[i], v = flushed(f->beta2 * square[i] + f->rest2 * g * g);
  mean[i] = flushed(f->beta1 * mean[i] + f->rest1 * g);
  square[i] = v;
  return sqrt(v) + f->epsilon;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->mean, *restrict square = s->square;
  const double beta1 = momentum_now(pace, c->beta1), d = s->d;
  const double rate = s->d * pace->rate * c->rate;
  if (!(rate > 0)) return;
  const double next = distance_next(s, rate, gradient, theta);
  const struct factors f = {.beta1 = beta1,
                            .rest1 = d * (1 - beta1),
                            .beta2 = c->beta2,
                            .rest2 = d * d * (1 - c->beta2),
                            .epsilon = next * c->epsilon};
  if (!(next > 0)) return;
  s->d = next;
  if (c->weight_decay > 0) weights_scale(1 - rate * c->weight_decay, s->weights, theta);
  size_t i = 0;
  for (; i + BLOCK <= s->size; i += BLOCK) {
    double below[BLOCK];
    for (size_t j = 0; j < BLOCK; j++) below[j] = denominator(&f, i + j, gradient, mean, square);
    quotients_descend(rate, mean + i, below, theta + i);
  }
  for (; i < s->size; i++) {
    double below = denominator(&f, i, gradient, mean, square);
    theta[i] -= rate * mean[i] / below;
  }
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double beta1 = momentum_now(pace, c->beta1), d = s->d;
  const double rate = s->d * pace->rate * c->rate;
  if (!(rate > 0)) return;
  const double next = distance_next(s, rate, gradient, theta);
  if (!(next > 0)) return;
  s->d = next;
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    if (i < s->weights) theta[i] *= 1 - rate * c->weight_decay;
    s->mean[i] = flushed(beta1 * s->mean[i] + d * (1 - beta1) * g);
    s->square[i] = flushed(c->beta2 * s->square[i] + d * d * (1 - c->beta2) * g * g);
    theta[i] -= rate * s->mean[i] / (sqrt(s->square[i]) + next * c->epsilon);
  }
}

extern const struct rule_type LEVELED(rule_prodigy);
const struct rule_type LEVELED(rule_prodigy) = {
    .name = "prodigy",
    .title = "Prodigy",
    .summary = "Adam whose rate is an estimate of the distance to the solution",
    .formula =
        "r = d rate,  d = d0 at first\n"
        "n <- beta3 n + d r / d0 g.(x0 - theta),  s <- beta3 s + d r / d0 g,  beta3 = sqrt(beta2)\n"
        "m <- beta1 m + (1 - beta1) d g,  v <- beta2 v + (1 - beta2) d^2 g^2\n"
        "D = max(d, n / |s|_1)\n"
        "theta <- (1 - r weight_decay) theta - r m / (sqrt(v) + D epsilon),  d <- D",
    .reference = "Mishchenko and Defazio, Prodigy: an expeditiously adaptive parameter-free "
                 "learner, arXiv:2306.06101, 2023, algorithm 4",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
