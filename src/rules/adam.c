/* adam.c -- Adam: adaptive moment estimation.
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2
 *   theta <- theta - rate m' / (sqrt(v') + epsilon),
 *   m' = m / (1 - beta1^t),  v' = v / (1 - beta2^t),  t = 1, 2, ...    (Kingma and Ba, ICLR 2015)
 *
 * m' and v' undo the bias that m and v have from starting at zero. With epsilon_to = raw the sum is
 * sqrt(v) + epsilon, before the bias is undone: the order of operations that the end of the paper's
 * section 2 gives as more efficient, and that Salimans et al. (arXiv:1703.03864, 2017) step their
 * evolution strategy with. It makes epsilon up to 1 / sqrt(1 - beta2) times as large at first.
 *
 * The bias factors are taken out of the loop. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"
#include "src/rules/quotients.h"

struct config {
  double rate, beta1, beta2, epsilon;
  int epsilon_to;
};

enum epsilon_to { CORRECTED, RAW };
static const char *const epsilon_places[] = {"corrected", "raw", NULL};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-3, 0, 1e6, 1e-5, 100, PARAM_LOG,
                "learning rate: about the largest step of a coordinate"),
    PARAM_TUNED(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, 0, 0.99, PARAM_LOG_REST,
                "how slowly the mean gradient forgets"),
    PARAM_TUNED(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, 1e-100, 1, "guard against division by zero"),
    PARAM_CHOICE(struct config, epsilon_to, CORRECTED, epsilon_places,
                 "epsilon is added to the root of v freed of its bias, or of v as it is"),
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
  return s;
}

/* One step's constants. */
struct factors {
  double beta1, rest1, beta2, rest2, unbias, epsilon;
};

/* Update the moments of coordinate i; sqrt(v') + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict mean, double *restrict square)
{
  double g = gradient[i], v = flushed(f->beta2 * square[i] + f->rest2 * g * g);
  mean[i] = flushed(f->beta1 * mean[i] + f->rest1 * g);
  square[i] = v;
  return sqrt(v) * f->unbias + f->epsilon;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict mean = s->mean, *restrict square = s->square;
  const double beta1 = momentum_now(pace, c->beta1);
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  const double root = sqrt(1 - s->power2); /* of what v' is v over */
  const bool raw = c->epsilon_to == RAW;
  const double rate = pace->rate * c->rate / (1 - power1) * (raw ? root : 1);
  const struct factors f = {.beta1 = beta1,
                            .rest1 = 1 - beta1,
                            .beta2 = c->beta2,
                            .rest2 = 1 - c->beta2,
                            .unbias = raw ? 1 : 1 / root,
                            .epsilon = c->epsilon};
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
  const double power1 = moved_power_next(&s->power1, pace, c->beta1);
  s->power2 = next_power(s->power2, c->beta2);
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    s->mean[i] = flushed(beta1 * s->mean[i] + (1 - beta1) * g);
    s->square[i] = flushed(c->beta2 * s->square[i] + (1 - c->beta2) * (g * g));
    double m = s->mean[i] / (1 - power1), v = s->square[i] / (1 - s->power2);
    double below = sqrt(v) + c->epsilon;
    if (c->epsilon_to == RAW) below = (sqrt(s->square[i]) + c->epsilon) / sqrt(1 - s->power2);
    theta[i] -= pace->rate * c->rate * m / below;
  }
}

extern const struct rule_type LEVELED(rule_adam);
const struct rule_type LEVELED(rule_adam) = {
    .name = "adam",
    .title = "Adam",
    .summary = "momentum over the root of the running mean square, both freed of their bias",
    .formula = "m <- beta1 m + (1 - beta1) g\n"
               "v <- beta2 v + (1 - beta2) g^2\n"
               "theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)\n"
               "epsilon_to = raw: ... / ((sqrt(v) + epsilon) / sqrt(1 - beta2^t)), as in OpenAI's\n"
               "evolution strategy",
    .reference = "Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015; raw: its "
                 "section 2, and Salimans et al., arXiv:1703.03864, 2017",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .momentum = "beta1",
    .free = free,
};
