/* adam.c -- Adam: adaptive moment estimation.
 *
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2
 *   theta <- theta - rate m' / (sqrt(v') + epsilon),
 *   m' = m / (1 - beta1^t),  v' = v / (1 - beta2^t),  t = 1, 2, ...    (Kingma and Ba, ICLR 2015)
 *
 * m' and v' undo the bias that m and v have from starting at zero. Both factors are taken out of
 * the loop, which leaves one root and one division a coordinate. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, beta1, beta2, epsilon;
};

static const struct param params[] = {
    PARAM(struct config, rate, 1e-3, 0, 1e6,
          "learning rate: about the largest step of a coordinate"),
    PARAM(struct config, beta1, 0.9, 0, PARAM_BELOW_ONE, "how slowly the mean gradient forgets"),
    PARAM(struct config, beta2, 0.999, 0, PARAM_BELOW_ONE, "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, PARAM_ABOVE_ZERO, 1, "guard against division by zero"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double power1, power2; /* beta1^t, beta2^t */
  double *mean, *square; /* size values each */
  double block[];
};

static void *alloc(size_t size, const void *config)
{
  struct state *s = calloc(1, sizeof *s + 2 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->power1 = s->power2 = 1;
  s->mean = s->block;
  s->square = s->mean + size;
  return s;
}

static void step(void *state, double rate_factor, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  double *restrict mean = s->mean, *restrict square = s->square;
  const double beta1 = s->config.beta1, rest1 = 1 - beta1;
  const double beta2 = s->config.beta2, rest2 = 1 - beta2, epsilon = s->config.epsilon;
  s->power1 = next_power(s->power1, beta1);
  s->power2 = next_power(s->power2, beta2);
  const double rate = rate_factor * s->config.rate / (1 - s->power1);
  const double unbias = 1 / sqrt(1 - s->power2);
  for (size_t i = 0, n = s->size; i < n; i++) {
    double g = gradient[i];
    double m = flushed(beta1 * mean[i] + rest1 * g);
    double v = flushed(beta2 * square[i] + rest2 * g * g);
    mean[i] = m;
    square[i] = v;
    theta[i] -= rate * m / (sqrt(v) * unbias + epsilon);
  }
}

extern const struct rule_type LEVELED(rule_adam);
const struct rule_type LEVELED(rule_adam) = {
    .name = "adam",
    .title = "Adam",
    .summary = "momentum over the root of the running mean square, both freed of their bias",
    .formula = "m <- beta1 m + (1 - beta1) g\n"
               "v <- beta2 v + (1 - beta2) g^2\n"
               "theta <- theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)",
    .reference = "Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .free = free,
};
