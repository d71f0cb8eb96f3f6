/* rmsprop.c -- RMSProp: the gradient over the root of its running mean square.
 *
 *   v <- alpha v + (1 - alpha) g^2
 *   b <- momentum b + g / (sqrt(v) + epsilon),  theta <- theta - rate b
 *                                                        (Tieleman and Hinton, 2012)
 *
 * Centered, the running mean m of g is taken out: sqrt(v - m^2) estimates g's deviation
 * (Graves, Generating sequences with recurrent neural networks, 2013). */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, alpha, epsilon, momentum;
  int centered;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-2, 0, 1e6, 1e-5, 100, PARAM_LOG, "learning rate"),
    PARAM_TUNED(struct config, alpha, 0.99, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean square forgets"),
    PARAM(struct config, epsilon, 1e-8, PARAM_ABOVE_ZERO, 1, "guard against division by zero"),
    PARAM(struct config, momentum, 0, 0, PARAM_BELOW_ONE, "share of the last step that goes on"),
    PARAM_CHOICE(struct config, centered, 0, param_no_yes,
                 "divide by the gradient's deviation, not by its root mean square"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double *square, *mean, *buffer; /* size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 3 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->square = s->block;
  s->mean = s->square + size;
  s->buffer = s->mean + size;
  return s;
}

/* Inlined with constant flags: each of the four forms becomes a loop without branches. */
static inline void step_form(struct state *s, double rate, const double *restrict gradient,
                             double *restrict theta, const int centered, const int rolling)
{
  double *restrict square = s->square, *restrict mean = s->mean, *restrict buffer = s->buffer;
  const double alpha = s->config.alpha, rest = 1 - alpha, epsilon = s->config.epsilon,
               momentum = s->config.momentum;
  for (size_t i = 0, n = s->size; i < n; i++) {
    double g = gradient[i], v = flushed(alpha * square[i] + rest * g * g), root = v;
    square[i] = v;
    if (centered) {
      double m = alpha * mean[i] + rest * g;
      m = fabs(m) < 0x1p-500 ? 0 : m; /* its square would be flushed */
      mean[i] = m;
      root = v - m * m;
      root = root > 0 ? root : 0;    /* rounding can take it below */
      root = v > DBL_MAX ? v : root; /* where m * m overflows too */
    }
    double scale = sqrt(root) + epsilon;
    if (rolling) {
      buffer[i] = flushed(momentum * buffer[i] + g / scale);
      theta[i] -= rate * buffer[i];
    } else {
      theta[i] -= rate * g / scale;
    }
  }
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  double rate = pace->rate * s->config.rate;
  if (s->config.momentum > 0) {
    if (s->config.centered)
      step_form(s, rate, gradient, theta, 1, 1);
    else
      step_form(s, rate, gradient, theta, 0, 1);
  } else if (s->config.centered) {
    step_form(s, rate, gradient, theta, 1, 0);
  } else {
    step_form(s, rate, gradient, theta, 0, 0);
  }
}

extern const struct rule_type LEVELED(rule_rmsprop);
const struct rule_type LEVELED(rule_rmsprop) = {
    .name = "rmsprop",
    .title = "RMSProp",
    .summary = "the gradient over the root of its running mean square",
    .formula = "v <- alpha v + (1 - alpha) g^2\n"
               "b <- momentum b + g / (sqrt(v) + epsilon)\n"
               "theta <- theta - rate b\n"
               "centered: m <- alpha m + (1 - alpha) g, and v - m^2 under the root",
    .reference = "Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .free = free,
};
