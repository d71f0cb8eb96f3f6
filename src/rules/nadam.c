/* nadam.c -- NAdam: Adam with Nesterov's look ahead.
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2
 *   theta <- theta - rate ((1 - mu_t) / (1 - P_t) g + mu_(t+1) / (1 - P_(t+1)) m)
 *                         / (sqrt(v / (1 - beta2^t)) + epsilon)
 *   mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2),  P_t = mu_1 ... mu_t,  t = 1, 2, ...
 *                                                    (Dozat, ICLR workshop 2016)
 *
 * as PyTorch 2 has it. PyTorch 1.13 has mu_(t+1) in P_t as well, which no paper has. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"
#include "src/rules/quotients.h"

struct config {
  double rate, beta1, beta2, epsilon, momentum_decay;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 2e-3, 0, 1e6, 1e-5, 100, PARAM_LOG,
                "learning rate: about the largest step of a coordinate"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM(struct config, momentum_decay, 4e-3, 0, 1e6,
          "how soon the look ahead comes to its full length"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double fade, fading;   /* 0.96^((t + 1) momentum_decay), and its factor from step to step */
  double product;        /* P_t */
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
  s->product = s->power2 = 1;
  s->fade = s->fading = repro_pow(0.96, s->config.momentum_decay);
  s->mean = s->block;
  s->square = s->mean + size;
  return s;
}

/* What of gradient and mean a step goes along. */
struct shares {
  double gradient, mean;
};

static struct shares shares_next(struct state *s, double beta1)
{
  double now = beta1 * (1 - 0.5 * s->fade);
  s->fade = next_power(s->fade, s->fading);
  double ahead = beta1 * (1 - 0.5 * s->fade);
  s->product = next_power(s->product, now);
  return (struct shares){(1 - now) / (1 - s->product), ahead / (1 - s->product * ahead)};
}

/* One step's constants. */
struct factors {
  double beta1, rest1, beta2, rest2, unbias, epsilon;
  struct shares share;
};

/* Update the moments of coordinate i; sqrt(v') + epsilon, and above it what to step along. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict square,
                                 double *restrict above)
{
  double g = gradient[i], v = square_next(square[i], f->beta2, f->rest2, g);
  double m = mean_next(mean[i], f->beta1, f->rest1, g);
  mean[i] = m;
  square[i] = v;
  *above = f->share.gradient * g + f->share.mean * m;
  return sqrt(v) * f->unbias + f->epsilon;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->mean, *restrict square = s->square;
  const double beta1 = momentum_now(pace, c->beta1);
  const struct shares share = shares_next(s, beta1);
  s->power2 = next_power(s->power2, c->beta2);
  const double rate = pace->rate * c->rate;
  const struct factors f = {.beta1 = beta1,
                            .rest1 = 1 - beta1,
                            .beta2 = c->beta2,
                            .rest2 = 1 - c->beta2,
                            .unbias = 1 / sqrt(1 - s->power2),
                            .epsilon = c->epsilon,
                            .share = share};
  size_t i = 0;
  for (; i + BLOCK <= s->size; i += BLOCK) {
    double above[BLOCK], below[BLOCK];
    for (size_t j = 0; j < BLOCK; j++)
      below[j] = denominator(&f, i + j, gradient, mean, square, &above[j]);
    quotients_descend(rate, above, below, theta + i);
  }
  for (; i < s->size; i++) {
    double above, below = denominator(&f, i, gradient, mean, square, &above);
    theta[i] -= rate * above / below;
  }
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  const double beta1 = momentum_now(pace, c->beta1);
  const struct shares share = shares_next(s, beta1);
  s->power2 = next_power(s->power2, c->beta2);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    s->square[i] = flushed(c->beta2 * s->square[i] + (1 - c->beta2) * (g * g));
    double along = share.gradient * g + share.mean * s->mean[i];
    theta[i] -= pace->rate * c->rate * along / (sqrt(s->square[i] / (1 - s->power2)) + c->epsilon);
  }
}

extern const struct rule_type LEVELED(rule_nadam);
const struct rule_type LEVELED(rule_nadam) = {
    .name = "nadam",
    .title = "NAdam",
    .summary = "Adam that looks ahead along its mean, as Nesterov does",
    .formula = "m <- beta1 m + (1 - beta1) g\n"
               "v <- beta2 v + (1 - beta2) g^2\n"
               "theta <- theta - rate ((1 - mu_t) / (1 - P_t) g + mu_(t+1) / (1 - P_(t+1)) m)\n"
               "                      / (sqrt(v / (1 - beta2^t)) + epsilon)\n"
               "mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2),  P_t = mu_1 ... mu_t\n"
               "PyTorch 1.13 has another product: P_t = P_(t-1) mu_t mu_(t+1), which no paper has",
    .reference =
        "Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016, as PyTorch 2 has it",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
