/* rprop.c -- Rprop: each coordinate has a step of its own, and goes by signs alone.
 *
 *   g g_before > 0:  s <- min(eta_plus s, step_max)
 *   g g_before < 0:  s <- max(eta_minus s, step_min), and g <- 0: no step, and it is forgotten
 *   theta <- theta - sign(g) s,  s = rate at first
 *                  (iRprop-: Igel and Huesken, NC 2000; Riedmiller and Braun, ICNN 1993)
 *
 * A schedule multiplies the steps that are taken, not the s that are kept. Signs are compared, as
 * the product of small gradients is 0. */
#include <stdlib.h>

#include "src/descent.h"
#include "src/numeric/level.h"
#include "src/rules/moments.h"

struct config {
  double rate, eta_minus, eta_plus, step_min, step_max;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1e-2, 0, 1e6, 1e-5, 10, PARAM_LOG,
                "the first step of each coordinate"),
    PARAM(struct config, eta_minus, 0.5, PARAM_ABOVE_ZERO, PARAM_BELOW_ONE,
          "factor of the step where the sign changes"),
    PARAM(struct config, eta_plus, 1.2, 1, 100, "factor of the step where it does not"),
    PARAM(struct config, step_min, 1e-6, 0, 1e6, "the smallest step"),
    PARAM(struct config, step_max, 50, PARAM_ABOVE_ZERO, 1e300,
          "the largest step, even where it is below the smallest"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t size;
  double *length, *sign; /* step and sign of the last gradient, size values each */
  double block[];
};

static void *alloc(const struct rule_setup *setup, const void *config)
{
  size_t size = setup->size;
  struct state *s = calloc(1, sizeof *s + 2 * size * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->size = size;
  s->length = s->block;
  s->sign = s->length + size;
  for (size_t i = 0; i < size; i++) s->length[i] = s->config.rate;
  return s;
}

static void step(void *state, const struct pace *pace, const double *restrict gradient,
                 double *restrict theta)
{
  struct state *s = state;
  const struct config *c = &s->config;
  double *restrict length = s->length, *restrict sign = s->sign;
  const double longer = c->eta_plus, shorter = c->eta_minus, low = c->step_min, high = c->step_max,
               rate = pace->rate;
  for (size_t i = 0, n = s->size; i < n; i++) {
    double way = sign_of(gradient[i]), same = way * sign[i], by = length[i];
    double factor = same > 0 ? longer : 1;
    factor = same < 0 ? shorter : factor;
    way = same < 0 ? 0 : way;
    by *= factor;
    by = by < low ? low : by;
    by = by > high ? high : by;
    length[i] = by;
    sign[i] = way;
    theta[i] -= rate * way * by;
  }
}

extern const struct rule_type LEVELED(rule_rprop);
const struct rule_type LEVELED(rule_rprop) = {
    .name = "rprop",
    .title = "Rprop",
    .summary = "a step for each coordinate that grows until the sign of the gradient changes",
    .formula = "g g_before > 0: s <- min(eta_plus s, step_max)\n"
               "g g_before < 0: s <- max(eta_minus s, step_min), g <- 0\n"
               "theta <- theta - sign(g) s,  s = rate at first",
    .reference = "Riedmiller and Braun, ICNN 1993; iRprop-: Igel and Huesken, Improving the Rprop "
                 "learning algorithm, NC 2000",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .step = step,
    .free = free,
};
