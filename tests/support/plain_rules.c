/* plain_rules.c -- see plain_rules.h. */
#include "tests/support/plain_rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEXT(name)                                                                                 \
  static double name(const struct plain_now *k, const double *p, double g, double x,               \
                     struct plain_memory *s)

/* <- decay mean + (1 - decay) input */
static double mean(double *a, double decay, double input)
{
  return *a = decay * *a + (1 - decay) * input;
}

NEXT(sgd)
{
  (void)s;
  return x - k->rate * p[0] * g;
}

NEXT(momentum)
{
  s->a[0] = k->t > 1 ? k->momentum * s->a[0] + (1 - p[2]) * g : g;
  return x - k->rate * p[0] * s->a[0];
}

NEXT(nesterov)
{
  s->a[0] = k->t > 1 ? k->momentum * s->a[0] + g : g;
  return x - k->rate * p[0] * (g + k->momentum * s->a[0]);
}

NEXT(adagrad)
{
  if (k->t == 1) s->a[0] = p[2];
  s->a[0] += g * g;
  return x - k->rate * p[0] / (1 + (k->t - 1) * p[1]) * g / (sqrt(s->a[0]) + p[3]);
}

NEXT(rmsprop)
{
  mean(&s->a[0], p[1], g * g);
  s->a[1] = p[3] * s->a[1] + g / (sqrt(s->a[0]) + p[2]);
  return x - k->rate * p[0] * s->a[1];
}

NEXT(centered)
{
  mean(&s->a[0], p[1], g * g);
  mean(&s->a[2], p[1], g);
  s->a[1] = p[3] * s->a[1] + g / (sqrt(s->a[0] - s->a[2] * s->a[2]) + p[2]);
  return x - k->rate * p[0] * s->a[1];
}

NEXT(adam)
{
  double m = mean(&s->a[0], k->momentum, g) / (1 - pow(k->momentum, k->t));
  double v = mean(&s->a[1], p[2], g * g) / (1 - pow(p[2], k->t));
  return x - k->rate * p[0] * m / (sqrt(v) + p[3]);
}

NEXT(raw_adam)
{
  double m = mean(&s->a[0], k->momentum, g) / (1 - pow(k->momentum, k->t));
  double v = mean(&s->a[1], p[2], g * g);
  return x - k->rate * p[0] * m * sqrt(1 - pow(p[2], k->t)) / (sqrt(v) + p[3]);
}

NEXT(adamw) { return adam(k, p, g, s->no_weight ? x : x - k->rate * p[0] * p[4] * x, s); }

NEXT(amsgrad)
{
  double m = mean(&s->a[0], k->momentum, g) / (1 - pow(k->momentum, k->t));
  s->a[2] = fmax(s->a[2], mean(&s->a[1], p[2], g * g));
  return x - k->rate * p[0] * m / (sqrt(s->a[2] / (1 - pow(p[2], k->t))) + p[3]);
}

NEXT(nadam)
{
  double mu = k->momentum * (1 - 0.5 * pow(0.96, k->t * p[4]));
  double ahead = k->momentum * (1 - 0.5 * pow(0.96, (k->t + 1) * p[4]));
  s->a[2] = (k->t > 1 ? s->a[2] : 1) * mu;
  double m = mean(&s->a[0], k->momentum, g), v = mean(&s->a[1], p[2], g * g);
  double along = (1 - mu) / (1 - s->a[2]) * g + ahead / (1 - s->a[2] * ahead) * m;
  return x - k->rate * p[0] * along / (sqrt(v / (1 - pow(p[2], k->t))) + p[3]);
}

NEXT(radam)
{
  double m = mean(&s->a[0], k->momentum, g) / (1 - pow(k->momentum, k->t));
  double v = mean(&s->a[1], p[2], g * g), rest = 1 - pow(p[2], k->t);
  double most = 2 / (1 - p[2]) - 1, rho = most - 2 * k->t * (1 - rest) / rest;
  if (rho <= 5) return x - k->rate * p[0] * m;
  double r = sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho));
  return x - k->rate * p[0] * r * m * sqrt(rest) / (sqrt(v) + p[3]);
}

NEXT(adamax)
{
  double m = mean(&s->a[0], k->momentum, g);
  s->a[1] = fmax(p[2] * s->a[1], fabs(g) + p[3]);
  return x - k->rate * p[0] / (1 - pow(k->momentum, k->t)) * m / s->a[1];
}

NEXT(adadelta)
{
  double v = mean(&s->a[0], p[1], g * g);
  double by = sqrt(s->a[1] + p[2]) / sqrt(v + p[2]) * g;
  mean(&s->a[1], p[1], by * by);
  return x - k->rate * p[0] * by;
}

NEXT(rprop)
{
  double *length = &s->a[0], *before = &s->a[1], product = g * *before;
  if (k->t == 1) *length = p[0];
  if (product > 0) *length *= p[2];
  if (product < 0) *length *= p[1];
  *length = fmin(fmax(*length, p[3]), p[4]);
  *before = product < 0 ? 0 : g;
  return *before == 0 ? x : x - k->rate * copysign(*length, *before);
}

static double sign(double x) { return (x > 0) - (x < 0); }

NEXT(lion)
{
  double along = k->momentum * s->a[0] + (1 - k->momentum) * g;
  mean(&s->a[0], p[2], g);
  if (!s->no_weight) x *= 1 - k->rate * p[0] * p[3];
  return x - k->rate * p[0] * sign(along);
}

NEXT(adabelief)
{
  double m = mean(&s->a[0], k->momentum, g);
  double v = mean(&s->a[1], p[2], (g - m) * (g - m));
  s->a[1] = v += p[3];
  m /= 1 - pow(k->momentum, k->t);
  return x - k->rate * p[0] * m / (sqrt(v / (1 - pow(p[2], k->t))) + p[3]);
}

NEXT(adan)
{
  double e = k->t > 1 ? g - s->a[3] : 0, ahead = g + p[2] * e;
  s->a[3] = g;
  double m = mean(&s->a[0], k->momentum, g) / (1 - pow(k->momentum, k->t));
  double d = mean(&s->a[1], p[2], e) / (1 - pow(p[2], k->t));
  double n = mean(&s->a[2], p[3], ahead * ahead) / (1 - pow(p[3], k->t));
  x -= k->rate * p[0] * (m + p[2] * d) / (sqrt(n) + p[4]);
  return s->no_weight ? x : x / (1 + k->rate * p[0] * p[5]);
}

NEXT(yogi)
{
  if (k->t == 1) s->a[0] = s->a[1] = p[4];
  double m = mean(&s->a[0], k->momentum, g) / (1 - pow(k->momentum, k->t));
  s->a[1] -= (1 - p[2]) * sign(s->a[1] - g * g) * g * g;
  return x - k->rate * p[0] * m / (sqrt(s->a[1] / (1 - pow(p[2], k->t))) + p[3]);
}

NEXT(asgd)
{
  double eta = k->rate * p[0] / pow(1 + p[1] * p[0] * (k->t - 1), p[2]);
  double mu = 1 / fmax(1, k->t - 1 - p[3]);
  if (!s->no_weight) x *= 1 - p[1] * eta;
  x -= eta * g;
  s->a[0] += mu * (x - s->a[0]);
  if (mu == 1) s->a[0] = x;
  s->answer = s->a[0];
  return x;
}

/* u: what SGD or AdamW makes of the gradient; p: rate, beta1, weight_decay. */
static double schedule_free(const struct plain_now *k, const double *p, double u, double x,
                            struct plain_memory *s)
{
  double *z = &s->a[0], *a = &s->a[1], *most = &s->a[2], *sum = &s->a[3];
  if (k->t == 1) *z = *a = x;
  double rate = k->rate * p[0];
  *most = fmax(*most, rate);
  *sum += *most * *most;
  double c = *most * *most / *sum;
  *z -= rate * (u + (s->no_weight ? 0 : p[2] * x));
  s->answer = *a = (1 - c) * *a + c * *z;
  return (1 - p[1]) * *z + p[1] * *a;
}

NEXT(schedule_free_sgd) { return schedule_free(k, p, g, x, s); }

NEXT(schedule_free_adamw)
{
  double v = mean(&s->a[4], p[3], g * g) / (1 - pow(p[3], k->t));
  return schedule_free(k, p, g / (sqrt(v) + p[4]), x, s);
}

NEXT(signsgd)
{
  (void)s;
  return x - k->rate * p[0] * sign(g);
}

NEXT(signum) { return x - k->rate * p[0] * sign(mean(&s->a[0], k->momentum, g)); }

const struct plain_rule plain_rules[] = {
    {"sgd", {"rate"}, sgd, {{0.5}, {5e-4}, {4e-4}}},
    {"momentum",
     {"rate", "momentum", "dampening"},
     momentum,
     {{0.02, 0.8, 0.3}, {4e-4, 0.85, 0.2}, {1e-4, 0.95, 0.1}}},
    {"nesterov", {"rate", "momentum"}, nesterov, {{0.02, 0.8}, {2e-4, 0.85}, {1e-4, 0.95}}},
    {"adagrad",
     {"rate", "rate_decay", "initial_accumulator", "epsilon"},
     adagrad,
     {{0.3, 0.01, 0.25, 1e-3}, {0.2, 0.02, 0.5, 1e-2}, {0.3, 1e-3, 0.1, 1e-4}}},
    {"rmsprop",
     {"rate", "alpha", "epsilon", "momentum"},
     rmsprop,
     {{0.05, 0.95, 1e-4, 0.7}, {5e-3, 0.9, 1e-3, 0.5}, {2e-3, 0.97, 1e-5, 0.8}}},
    {"rmsprop:centered=yes",
     {"rate", "alpha", "epsilon", "momentum"},
     centered,
     {{0.05, 0.95, 1e-4, 0.7}, {1e-3, 0.9, 0.01, 0.5}, {2e-3, 0.97, 1e-5, 0.8}}},
    {"adam",
     {"rate", "beta1", "beta2", "epsilon"},
     adam,
     {{0.05, 0.8, 0.99, 1e-6}, {0.03, 0.7, 0.98, 1e-4}, {0.1, 0.95, 0.99, 1e-5}}},
    {"adam:epsilon_to=raw",
     {"rate", "beta1", "beta2", "epsilon"},
     raw_adam,
     {{0.05, 0.8, 0.99, 1e-6}, {0.03, 0.7, 0.98, 1e-4}, {0.1, 0.95, 0.99, 1e-5}}},
    {"adamw",
     {"rate", "beta1", "beta2", "epsilon", "weight_decay"},
     adamw,
     {{0.05, 0.8, 0.99, 1e-6, 0.3}, {0.03, 0.7, 0.98, 1e-4, 0.1}, {0.1, 0.95, 0.99, 1e-5, 0.02}}},
    {"amsgrad",
     {"rate", "beta1", "beta2", "epsilon"},
     amsgrad,
     {{0.05, 0.8, 0.9, 1e-6}, {0.03, 0.7, 0.9, 1e-4}, {0.1, 0.95, 0.8, 1e-5}}},
    {"nadam",
     {"rate", "beta1", "beta2", "epsilon", "momentum_decay"},
     nadam,
     {{0.05, 0.8, 0.99, 1e-6, 0.1}, {0.03, 0.7, 0.98, 1e-4, 0.01}, {0.1, 0.95, 0.99, 1e-5, 1}}},
    {"radam",
     {"rate", "beta1", "beta2", "epsilon"},
     radam,
     {{0.05, 0.8, 0.97, 1e-6}, {1e-3, 0.7, 0.98, 1e-4}, {1e-4, 0.95, 0.9, 1e-5}}},
    {"radam", /* never on squares */
     {"rate", "beta1", "beta2", "epsilon"},
     radam,
     {{0.05, 0.8, 0.6, 1e-6}, {5e-4, 0.7, 0.5, 1e-4}, {4e-4, 0.95, 0.3, 1e-5}}},
    {"adamax",
     {"rate", "beta1", "beta2", "epsilon"},
     adamax,
     {{0.05, 0.8, 0.9, 1e-3}, {0.03, 0.7, 0.8, 1e-4}, {0.1, 0.95, 0.9, 1e-2}}},
    {"adadelta",
     {"rate", "rho", "epsilon"},
     adadelta,
     {{0.7, 0.8, 1e-4}, {2, 0.95, 1e-5}, {0.5, 0.7, 1e-3}}},
    {"rprop",
     {"rate", "eta_minus", "eta_plus", "step_min", "step_max"},
     rprop,
     {{0.02, 0.6, 1.4, 0.01, 0.05}, {0.1, 0.4, 1.1, 1e-3, 0.2}, {0.1, 0.7, 1.3, 1e-5, 2}}},
    {"lion",
     {"rate", "beta1", "beta2", "weight_decay"},
     lion,
     {{0.05, 0.8, 0.95, 0.3}, {0.02, 0.7, 0.98, 0.05}, {0.03, 0.95, 0.9, 1}}},
    {"adabelief",
     {"rate", "beta1", "beta2", "epsilon"},
     adabelief,
     {{0.05, 0.8, 0.99, 1e-3}, {0.03, 0.7, 0.98, 1e-4}, {0.1, 0.95, 0.99, 1e-5}}},
    {"adan",
     {"rate", "beta1", "beta2", "beta3", "epsilon", "weight_decay"},
     adan,
     {{0.05, 0.8, 0.7, 0.95, 1e-3, 0.3},
      {0.03, 0.9, 0.8, 0.98, 1e-4, 0.1},
      {0.1, 0.95, 0.9, 0.97, 1e-5, 0.05}}},
    {"yogi",
     {"rate", "beta1", "beta2", "epsilon", "initial_accumulator"},
     yogi,
     {{0.05, 0.8, 0.9, 1e-4, 0.1}, {0.03, 0.7, 0.98, 1e-2, 1e-3}, {0.1, 0.95, 0.99, 1e-5, 1}}},
    {"asgd",
     {"rate", "lambda", "alpha", "t0"},
     asgd,
     {{0.05, 0.3, 0.6, 20}, {5e-4, 0.01, 0.5, 10}, {4e-4, 2, 1, 0}}},
    {"schedule-free:base=sgd",
     {"rate", "beta1", "weight_decay"},
     schedule_free_sgd,
     {{0.05, 0.8, 0.3}, {5e-4, 0.95, 0.1}, {4e-4, 0.5, 0.01}}},
    {"schedule-free:base=adamw",
     {"rate", "beta1", "weight_decay", "beta2", "epsilon"},
     schedule_free_adamw,
     {{0.05, 0.8, 0.3, 0.99, 1e-6}, {0.03, 0.95, 0.1, 0.98, 1e-4}, {0.03, 0.5, 0.01, 0.99, 1e-3}}},
    {"signsgd", {"rate"}, signsgd, {{0.05}, {0.02}, {0.03}}},
    {"signsgd", {"rate", "momentum"}, signum, {{0.05, 0.8}, {0.02, 0.95}, {0.03, 0.5}}},
};
const size_t plain_rule_count = sizeof plain_rules / sizeof *plain_rules;

void plain_text(const struct plain_rule *rule, size_t setting, char text[PLAIN_TEXT])
{
  size_t used = (size_t)snprintf(text, PLAIN_TEXT, "%s", rule->method);
  char between = strchr(rule->method, ':') ? ',' : ':';
  for (size_t i = 0; i < PLAIN_KEYS && rule->keys[i]; i++, between = ',')
    used += (size_t)snprintf(text + used, PLAIN_TEXT - used, "%c%s=%.15g", between, rule->keys[i],
                             rule->settings[setting][i]);
}

double plain_value(const struct plain_rule *rule, size_t setting, const char *key)
{
  for (size_t i = 0; key && i < PLAIN_KEYS && rule->keys[i]; i++)
    if (!strcmp(rule->keys[i], key)) return rule->settings[setting][i];
  return NAN;
}
