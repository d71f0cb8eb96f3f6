/* adadelta.c -- AdaDelta: steps in the units of the point.
 *
 *   v <- rho v + (1 - rho) g^2,  D = sqrt(u + epsilon) / sqrt(v + epsilon) g
 *   u <- rho u + (1 - rho) D^2,  theta <- theta - rate D           (Zeiler, arXiv:1212.5701, 2012)
 *
 * The paper has no rate: it is 1. The quotient of the roots is the root of the quotient here, which
 * is one root less. */
#include <math.h>
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"
#include "src/rules/quotients.h"

struct config {
  double rate, rho, epsilon;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1, 0, 1e6, 1e-3, 1e4, PARAM_LOG,
                "learning rate, 1 in the paper"),
    PARAM_TUNED(struct config, rho, 0.9, 0, PARAM_BELOW_ONE, 0.5, 0.9999, PARAM_LOG_REST,
                "how slowly the mean squares of gradients and steps forget"),
    PARAM(struct config, epsilon, 1e-6, 1e-100, 1,
          "guard against division by zero, and what the first steps are as large as"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double *square, *moved; /* mean squares of gradients and of steps, size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 2 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->square = s->block;
  s->moved = s->square + size;
  return s;
}

/* One step's constants. */
struct factors {
  double rho, rest, epsilon, rate;
};

/* Update the mean square of gradient i; v + epsilon. */
static inline double denominator(const struct factors *f, size_t i, const double *restrict gradient,
                                 double *restrict square)
{
  square[i] = square_next(square[i], f->rho, f->rest, gradient[i]);
  return square[i] + f->epsilon;
}

/* Step coordinate i, given (u + epsilon) / (v + epsilon). */
static inline void move(const struct factors *f, size_t i, const double *restrict gradient,
                        double quotient, double *restrict moved, double *restrict theta)
{
  double by = sqrt(quotient) * gradient[i];
  moved[i] = square_next(moved[i], f->rho, f->rest, by);
  theta[i] -= f->rate * by;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict square = s->square, *restrict moved = s->moved;
  const struct factors f = {
      .rho = c->rho, .rest = 1 - c->rho, .epsilon = c->epsilon, .rate = pace->rate * c->rate};
  size_t i = 0;
  for (; i + BLOCK <= s->size; i += BLOCK) {
    double above[BLOCK], below[BLOCK], quotient[BLOCK];
    for (size_t j = 0; j < BLOCK; j++) {
      below[j] = denominator(&f, i + j, gradient, square);
      above[j] = moved[i + j] + f.epsilon;
    }
    quotients(above, below, quotient);
    for (size_t j = 0; j < BLOCK; j++) move(&f, i + j, gradient, quotient[j], moved, theta);
  }
  for (; i < s->size; i++) {
    double below = denominator(&f, i, gradient, square);
    move(&f, i, gradient, (moved[i] + f.epsilon) / below, moved, theta);
  }
}

static void plain(void *state, const struct pace *pace, const double *restrict gradient,
                  double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  for (size_t i = 0; i < s->size; i++) {
    double g = gradient[i];
    s->square[i] = flushed(c->rho * s->square[i] + (1 - c->rho) * (g * g));
    double by = sqrt(s->moved[i] + c->epsilon) / sqrt(s->square[i] + c->epsilon) * g;
    s->moved[i] = flushed(c->rho * s->moved[i] + (1 - c->rho) * (by * by));
    theta[i] -= pace->rate * c->rate * by;
  }
}

extern const struct rule_type LEVELED(rule_adadelta);
const struct rule_type LEVELED(rule_adadelta) = {
    .name = "adadelta",
    .title = "AdaDelta",
    .summary = "the gradient times the root mean square of steps over that of gradients",
    .formula = "v <- rho v + (1 - rho) g^2\n"
               "D = sqrt(u + epsilon) / sqrt(v + epsilon) g\n"
               "u <- rho u + (1 - rho) D^2\n"
               "theta <- theta - rate D",
    .reference = "Zeiler, ADADELTA: an adaptive learning rate method, arXiv:1212.5701, 2012",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .plain = plain,
    .free = free,
};
