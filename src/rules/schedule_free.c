/* schedule_free.c -- Schedule-Free: an average in place of a schedule.
 *
 *   z <- z - r (u + weight_decay theta),   r = rate times what warm-up makes of it
 *   a <- (1 - c) a + c z,   c = R^2 / (sum of all R^2 so far),  R the largest r so far
 *   theta = (1 - beta1) z + beta1 a, where the next gradient is taken
 *   base=sgd: u = g;  base=adamw: u = g / (sqrt(v / (1 - beta2^t)) + epsilon),
 *   v <- beta2 v + (1 - beta2) g^2                    (Defazio et al., NeurIPS 2024)
 *
 * The answer is a. z and a start where theta does, and where a source moves theta between steps
 * they go along. c does not depend on the rate itself: it is computed from what a schedule makes of
 * it, so that no square is too small or too large. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"
#include "src/rules/quotients.h"

struct config {
  double rate, beta1, beta2, epsilon, weight_decay;
  int base;
};

enum base { SGD, ADAMW };
static const char *const bases[] = {"sgd", "adamw", NULL};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 2.5e-3, 0, 1e6, 1e-5, 100, PARAM_LOG, "learning rate"),
    PARAM_CHOICE(struct config, base, ADAMW, bases, "what steps"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how near to the average gradients are taken"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "adamw: how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "adamw: guard against division by zero"),
    PARAM(struct config, weight_decay, 0, 0, 1e6,
          "share of the point, times the rate, that each step takes away"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size, weights;
  bool begun;                    /* there was a step */
  double power2;                 /* beta2^t */
  double most, sum;              /* R, and the sum of its squares, over the rate */
  double *ahead, *mean, *square; /* z, a, v: size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 3 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->weights = setup->weights;
  s->power2 = 1;
  s->ahead = s->block;
  s->mean = s->ahead + size;
  s->square = s->mean + size;
  return s;
}

/* Begin where theta is; later, z and a go along where a source moved theta since it was left. */
static void follow(struct state *s, const double *restrict theta)
{
  double *restrict ahead = s->ahead, *restrict mean = s->mean;
  const double beta1 = s->config.beta1, rest1 = 1 - beta1;
  if (!s->begun) {
    memcpy(ahead, theta, s->size * sizeof *ahead);
    memcpy(mean, theta, s->size * sizeof *mean);
    s->begun = true;
    return;
  }
  for (size_t i = 0, n = s->size; i < n; i++) {
    double moved = theta[i] - (rest1 * ahead[i] + beta1 * mean[i]);
    ahead[i] += moved;
    mean[i] += moved;
  }
}

/* c of this step. */
static double share_next(struct state *s, const struct pace *pace)
{
  if (pace->rate > s->most) s->most = pace->rate;
  s->sum += s->most * s->most;
  return s->sum > 0 ? s->most * s->most / s->sum : 0;
}

/* One step's constants. */
struct factors {
  double beta2, rest2, unbias, epsilon;
};

/* Update the mean square of coordinate i; sqrt(v') + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict square)
{
  square[i] = square_next(square[i], f->beta2, f->rest2, gradient[i]);
  return sqrt(square[i]) * f->unbias + f->epsilon;
}

static void step_adamw(struct state *s, double rate, const double *restrict gradient)
{
  const struct config *c = &s->config;
  double *restrict ahead = s->ahead, *restrict square = s->square;
  s->power2 = next_power(s->power2, c->beta2);
  const struct factors f = {c->beta2, 1 - c->beta2, 1 / sqrt(1 - s->power2), c->epsilon};
  size_t i = 0;
  for (; i + BLOCK <= s->size; i += BLOCK) {
    double below[BLOCK];
    for (size_t j = 0; j < BLOCK; j++) below[j] = denominator(&f, i + j, gradient, square);
    quotients_descend(rate, gradient + i, below, ahead + i);
  }
  for (; i < s->size; i++) {
    double below = denominator(&f, i, gradient, square);
    ahead[i] -= rate * gradient[i] / below;
  }
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict ahead = s->ahead, *restrict mean = s->mean;
  const double rate = pace->rate * c->rate, share = share_next(s, pace), keep = 1 - share,
               beta1 = c->beta1, rest1 = 1 - beta1, pull = rate * c->weight_decay;
  follow(s, theta);
  for (size_t i = 0; pull > 0 && i < s->weights; i++) ahead[i] -= pull * theta[i];
  if (c->base == ADAMW)
    step_adamw(s, rate, gradient);
  else
    for (size_t i = 0; i < s->size; i++) ahead[i] -= rate * gradient[i];
  for (size_t i = 0, n = s->size; i < n; i++) {
    mean[i] = keep * mean[i] + share * ahead[i];
    theta[i] = rest1 * ahead[i] + beta1 * mean[i];
  }
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double rate = pace->rate * c->rate, share = share_next(s, pace);
  follow(s, theta);
  s->power2 = next_power(s->power2, c->beta2);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i], by = g;
    if (c->base == ADAMW) {
      s->square[i] = flushed(c->beta2 * s->square[i] + (1 - c->beta2) * (g * g));
      by = g / (sqrt(s->square[i] / (1 - s->power2)) + c->epsilon);
    }
    if (i < s->weights) by += c->weight_decay * theta[i];
    s->ahead[i] -= rate * by;
    s->mean[i] = (1 - share) * s->mean[i] + share * s->ahead[i];
    theta[i] = (1 - c->beta1) * s->ahead[i] + c->beta1 * s->mean[i];
  }
}

static const double *answer(const void *state)
{
  const struct state *s = state;
  return s->mean;
}

extern const struct rule_type LEVELED(rule_schedule_free);
const struct rule_type LEVELED(rule_schedule_free) = {
    .name = "schedule-free",
    .title = "Schedule-Free",
    .summary = "steps of SGD or AdamW with gradients near their average, which is the answer",
    .formula = "z <- z - r (u + weight_decay theta),  r = rate, or what warm-up makes of it\n"
               "a <- (1 - c) a + c z,  c = R^2 / (sum of all R^2),  R the largest r so far\n"
               "theta = (1 - beta1) z + beta1 a\n"
               "base=sgd: u = g;  base=adamw: u = g / (sqrt(v / (1 - beta2^t)) + epsilon),\n"
               "v <- beta2 v + (1 - beta2) g^2. The answer is a.",
    .reference = "Defazio et al., The road less scheduled, NeurIPS 2024",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .answer = answer,
    .free = free,
};
