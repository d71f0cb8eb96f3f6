/* radam.c -- RAdam: Adam whose first steps, on too few squares to trust, are rectified.
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2
 *   R = 2 / (1 - beta2) - 1,  q = R - 2 t beta2^t / (1 - beta2^t),  t = 1, 2, ...
 *   q > 5:  theta <- theta - rate c m' sqrt(1 - beta2^t) / (sqrt(v) + epsilon),
 *           c^2 = (q - 4) (q - 2) R / ((R - 4) (R - 2) q)
 *   else:   theta <- theta - rate m',   m' = m / (1 - beta1^t)     (Liu et al., ICLR 2020)
 *
 * epsilon is added to the root of v as it is, as PyTorch 1.13 does. */
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
  double steps, power2;  /* t, beta2^t */
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
  return s;
}

/* c sqrt(1 - beta2^t) of this step, or 0 where squares are too few. */
static double rectified(struct state *s)
{
  double beta2 = s->config.beta2, most = 2 / (1 - beta2) - 1;
  s->steps++;
  s->power2 = next_power(s->power2, beta2);
  double now = most - 2 * s->steps * s->power2 / (1 - s->power2);
  if (!(now > 5)) return 0;
  return sqrt((now - 4) * (now - 2) * most / ((most - 4) * (most - 2) * now)) * sqrt(1 - s->power2);
}

/* One step's constants. */
struct factors {
  double beta1, rest1, beta2, rest2, epsilon;
};

/* Update the moments of coordinate i; sqrt(v) + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict square)
{
  double v = square_next(square[i], f->beta2, f->rest2, gradient[i]);
  mean[i] = mean_next(mean[i], f->beta1, f->rest1, gradient[i]);
  square[i] = v;
  return sqrt(v) + f->epsilon;
}

/* The step while squares are too few. */
static void step_along(double rate, const struct factors *f, struct state *s,
                       const double *restrict gradient, double *restrict theta)
{
  double *restrict mean = s->mean, *restrict square = s->square;
  for (size_t i = 0, n = s->size; i < n; i++) {
    square[i] = square_next(square[i], f->beta2, f->rest2, gradient[i]);
    mean[i] = mean_next(mean[i], f->beta1, f->rest1, gradient[i]);
    theta[i] -= rate * mean[i];
  }
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->mean, *restrict square = s->square;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  const double factor = rectified(s), corrected = pace->rate * c->rate / (1 - power1);
  const double rate = corrected * factor;
  const struct factors f = {.beta1 = beta1,
                            .rest1 = 1 - beta1,
                            .beta2 = c->beta2,
                            .rest2 = 1 - c->beta2,
                            .epsilon = c->epsilon};
  if (!(factor > 0)) {
    step_along(corrected, &f, s, gradient, theta);
    return;
  }
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
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1), factor = rectified(s);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    s->square[i] = flushed(c->beta2 * s->square[i] + (1 - c->beta2) * (g * g));
    double along = s->mean[i] / (1 - power1);
    if (factor > 0) along *= factor / (sqrt(s->square[i]) + c->epsilon);
    theta[i] -= pace->rate * c->rate * along;
  }
}

extern const struct rule_type LEVELED(rule_radam);
const struct rule_type LEVELED(rule_radam) = {
    .name = "radam",
    .title = "RAdam",
    .summary = "Adam that is momentum at first, and short while its squares are few",
    .formula = "m <- beta1 m + (1 - beta1) g,  m' = m / (1 - beta1^t)\n"
               "v <- beta2 v + (1 - beta2) g^2\n"
               "R = 2 / (1 - beta2) - 1,  q = R - 2 t beta2^t / (1 - beta2^t)\n"
               "q > 5: theta <- theta - rate c m' sqrt(1 - beta2^t) / (sqrt(v) + epsilon),\n"
               "       c^2 = (q - 4) (q - 2) R / ((R - 4) (R - 2) q)\n"
               "else:  theta <- theta - rate m'",
    .reference = "Liu et al., On the variance of the adaptive learning rate and beyond, ICLR 2020",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
