/* test_formulas.c -- every rule against its formula written plainly: at every length, with every
 * schedule of rate and momentum, and on functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/method.h"
#include "tests/support/asking.h"
#include "tests/support/classics.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/plain_rules.h"

enum { LENGTHS = 80, LONG = 1000, STEPS = 60 };

static const struct stream stream = {2024};

/* Gradients of very different scale from coordinate to coordinate. */
static void gradient_at(uint64_t step, size_t n, double *g)
{
  random_normals(stream, step, 0, 1, n, g);
  for (size_t i = 0; i < n; i++) g[i] *= ldexp(1, (int)(i * 7 % 40) - 20);
}

/* Up and down; the momentum too, or the rule's own. */
static struct pace pace_at(uint64_t step, bool moving)
{
  double t = (double)step;
  return (struct pace){(1 + 0.5 * sin(0.7 * t)) / (1 + 0.05 * t),
                       moving ? 0.85 + 0.1 * cos(0.3 * t) : NAN};
}

/* Where weight decay ends. */
static size_t weights_of(size_t n) { return n - n / 3; }

static struct method parsed(const struct library *library, const char *text)
{
  struct method m;
  struct error err;
  if (method_parse(library, text, &m, &err)) fail_msg("%s", err.text);
  networks_give(&m);
  return m;
}

struct result {
  double theta[LONG], answer[LONG];
};

/* After STEPS steps, from 1, 1/2, 1/3, ... */
static void run_rule(const struct method *m, size_t n, bool moving, struct result *to)
{
  struct rule_setup setup = {.size = n, .weights = weights_of(n)};
  void *state = m->rule->alloc(&setup, m->restart.descent.rule_config);
  assert_non_null(state);
  double g[LONG];
  for (size_t i = 0; i < n; i++) to->theta[i] = 1 / (double)(i + 1);
  for (uint64_t k = 0; k < STEPS; k++) {
    struct pace pace = pace_at(k, moving);
    gradient_at(k, n, g);
    m->rule->step(state, &pace, g, to->theta);
  }
  const double *answer = m->rule->answer ? m->rule->answer(state) : to->theta;
  memcpy(to->answer, answer, n * sizeof *answer);
  m->rule->free(state);
}

/* The momentum that the rule itself has. */
static double own_momentum(const struct plain_rule *rule, const struct method *m, size_t setting)
{
  return plain_value(rule, setting, m->rule->momentum);
}

static void compare(const char *text, const char *what, size_t i, size_t n, double got, double want,
                    double scale)
{
  if (!(fabs(got - want) <= 1e-13 * scale))
    fail_msg("%s, %s of coordinate %zu of %zu: %.17g, not %.17g", text, what, i, n, got, want);
}

static void check_length(const struct plain_rule *rule, const struct method *m, const char *text,
                         size_t n, bool moving)
{
  struct result got;
  double g[LONG];
  static struct plain_memory memory[LONG];
  double want[LONG], scale[LONG];
  run_rule(m, n, moving, &got);
  for (size_t i = 0; i < n; i++) {
    memory[i] = (struct plain_memory){.no_weight = i >= weights_of(n)};
    scale[i] = want[i] = 1 / (double)(i + 1);
  }
  for (uint64_t k = 0; k < STEPS; k++) {
    struct pace pace = pace_at(k, moving);
    struct plain_now now = {(double)(k + 1), pace.rate,
                            moving ? pace.momentum : own_momentum(rule, m, 0)};
    gradient_at(k, n, g);
    for (size_t i = 0; i < n; i++) {
      want[i] = rule->next(&now, rule->settings[0], g[i], want[i], &memory[i]);
      scale[i] = fmax(scale[i], fabs(want[i]));
    }
  }
  for (size_t i = 0; i < n; i++) {
    compare(text, "theta", i, n, got.theta[i], want[i], scale[i]);
    compare(text, "answer", i, n, got.answer[i], m->rule->answer ? memory[i].answer : want[i],
            scale[i]);
  }
}

/* A schedule's momentum is tested where the rule has one. Of signSGD without a momentum the formula
 * is another one than with. */
static bool moves(const struct plain_rule *rule, const struct method *m)
{
  return m->rule->momentum && !isnan(own_momentum(rule, m, 0));
}

static void test_formulas(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  for (size_t p = 0; p < plain_rule_count; p++) {
    char text[PLAIN_TEXT];
    plain_text(&plain_rules[p], 0, text);
    struct method m = parsed(levels[0].optimizers, text);
    for (int moving = 0; moving <= moves(&plain_rules[p], &m); moving++) {
      for (size_t n = 1; n <= LENGTHS; n++) check_length(&plain_rules[p], &m, text, n, moving);
      check_length(&plain_rules[p], &m, text, LONG, moving);
    }
    method_free(&m);
  }
}

static void check_levels(const struct libraries *levels, size_t count, const char *text, size_t n)
{
  struct result first = {{0}, {0}}, other = {{0}, {0}};
  for (size_t l = 0; l < count; l++) {
    struct method m = parsed(levels[l].optimizers, text);
    run_rule(&m, n, false, l ? &other : &first);
    method_free(&m);
    if (l && memcmp(&first, &other, sizeof first) != 0)
      fail_msg("%s, %zu coordinates: not the same at every level", text, n);
  }
}

static void test_levels_agree(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t p = 0; p < plain_rule_count; p++) {
    char text[PLAIN_TEXT];
    plain_text(&plain_rules[p], 0, text);
    for (size_t n = 1; n <= LENGTHS; n++) check_levels(levels, count, text, n);
    check_levels(levels, count, text, LONG);
  }
  for (size_t n = 1; n <= LENGTHS; n++) check_levels(levels, count, "prodigy:weight_decay=0.1", n);
}

/* Every rule is written here, but for the one whose coordinates share scalars and for those of
 * matrices, which test_layers.c has. */
static void test_every_rule_is_here(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  for (size_t r = 0; levels[0].optimizers->rules[r]; r++) {
    const char *name = levels[0].optimizers->rules[r]->name;
    if (levels[0].optimizers->rules[r]->traits & NEEDS_LAYERS) continue;
    if (levels[0].optimizers->rules[r]->slot) continue; /* test_learned.c */
    size_t p = 0, length = strlen(name);
    while (p < plain_rule_count && (strncmp(plain_rules[p].method, name, length) != 0 ||
                                    strcspn(plain_rules[p].method, ":") != length))
      p++;
    if (p == plain_rule_count && strcmp(name, "prodigy") != 0) fail_msg("%s has no formula", name);
  }
}

/* --- on functions, from (-1.2, 1) and from (1, ..., 1) --- */

enum { AHEAD = 100, DIM_MOST = 10 };

static void evaluate(size_t setting, size_t n, const double *x, double *g)
{
  if (setting == 1)
    classic_rosenbrock(n, x, g);
  else
    classic_ellipsoid(3, n, x, g);
}

static void check_function(const struct libraries *level, const struct plain_rule *rule,
                           size_t setting)
{
  char text[PLAIN_TEXT];
  plain_text(rule, setting, text);
  struct method m = parsed(level->optimizers, text);
  size_t n = setting == 1 ? 2 : DIM_MOST;
  double x[DIM_MOST] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, bound[DIM_MOST] = {0}, g[DIM_MOST];
  if (setting == 1) x[0] = -1.2;
  struct plain_memory memory[DIM_MOST] = {{{0}, 0, false}};
  struct setup setup = {
      .dim = n, .start = x, .low = bound, .high = bound, .budget = 1e9, .gradient_cost = 1};
  void *state = m.type->alloc(&setup, method_config(&m));
  assert_non_null(state);
  struct plain_now now = {1, 1, own_momentum(rule, &m, setting)};
  for (double before = largest(x, n); now.t <= AHEAD; now.t++) {
    struct query q;
    double f = -now.t, scale = fmax(before, largest(x, n));
    before = largest(x, n);
    assert_int_equal(m.type->ask(state, &q), ASK_EVALUATE);
    for (size_t i = 0; i < n; i++)
      if (!(fabs(q.x[i] - x[i]) <= 1e-12 * scale))
        fail_msg("%s, step %g, coordinate %zu: %.17g, not %.17g", text, now.t, i, q.x[i], x[i]);
    evaluate(setting, n, q.x, g);
    m.type->tell(state, &(struct answer){.f = &f, .gradient = g});
    evaluate(setting, n, x, g);
    for (size_t i = 0; i < n; i++)
      x[i] = rule->next(&now, rule->settings[setting], g[i], x[i], &memory[i]);
    const double *answer = m.type->incumbent(state);
    for (size_t i = 0; i < n && m.rule->answer; i++)
      if (!(fabs(answer[i] - memory[i].answer) <= 1e-12 * scale))
        fail_msg("%s, step %g: the answer is %.17g, not %.17g", text, now.t, answer[i],
                 memory[i].answer);
  }
  m.type->free(state);
  method_free(&m);
}

static void test_functions(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++)
    for (size_t p = 0; p < plain_rule_count; p++)
      for (size_t setting = 1; setting < PLAIN_SETTINGS; setting++)
        check_function(&levels[l], &plain_rules[p], setting);
}

/* --- Prodigy --- */

struct prodigy {
  double m[LONG], v[LONG], s[LONG], start[LONG], d, numerator;
};

enum { RATE, BETA1, BETA2, D0, EPSILON, DECAY, PRODIGY_KEYS };

static void prodigy_plainly(const double *p, double factor, double beta1, size_t n, size_t weights,
                            const double *g, double *x, struct prodigy *s)
{
  double rate = s->d * factor * p[RATE], beta3 = sqrt(p[BETA2]), dot = 0, size = 0;
  for (size_t i = 0; i < n; i++) {
    dot += g[i] * (s->start[i] - x[i]);
    s->s[i] = beta3 * s->s[i] + s->d / p[D0] * rate * g[i];
    size += fabs(s->s[i]);
    s->m[i] = beta1 * s->m[i] + (1 - beta1) * s->d * g[i];
    s->v[i] = p[BETA2] * s->v[i] + (1 - p[BETA2]) * s->d * s->d * g[i] * g[i];
  }
  s->numerator = beta3 * s->numerator + s->d / p[D0] * rate * dot;
  s->d = fmax(s->d, s->numerator / size);
  for (size_t i = 0; i < n; i++) {
    if (i < weights) x[i] *= 1 - rate * p[DECAY];
    x[i] -= rate * s->m[i] / (sqrt(s->v[i]) + s->d * p[EPSILON]);
  }
}

/* On the quadratic from (1, ..., 1). Distances are sums, so rounding moves all coordinates: by less
 * than the 1e-10 that the reference's move by. */
static void check_prodigy(const struct libraries *level, const double p[PRODIGY_KEYS], size_t n,
                          bool moving)
{
  char text[PLAIN_TEXT];
  snprintf(text, sizeof text,
           "prodigy:rate=%.17g,beta1=%.17g,beta2=%.17g,d0=%.17g,epsilon=%.17g,weight_decay=%.17g",
           p[RATE], p[BETA1], p[BETA2], p[D0], p[EPSILON], p[DECAY]);
  struct method m = parsed(level->optimizers, text);
  struct rule_setup setup = {.size = n, .weights = weights_of(n)};
  void *state = m.rule->alloc(&setup, m.restart.descent.rule_config);
  static struct prodigy plain;
  assert_non_null(state);
  plain = (struct prodigy){.d = p[D0]};
  double theta[LONG], x[LONG], g[LONG];
  for (size_t i = 0; i < n; i++) plain.start[i] = theta[i] = x[i] = 1 + 1e-3 * (double)i;
  for (uint64_t k = 0; k < STEPS; k++) {
    struct pace pace = pace_at(k, moving);
    for (size_t i = 0; i < n; i++) g[i] = ldexp(theta[i], (int)(i % 10));
    m.rule->step(state, &pace, g, theta);
    for (size_t i = 0; i < n; i++) g[i] = ldexp(x[i], (int)(i % 10));
    prodigy_plainly(p, pace.rate, moving ? pace.momentum : p[BETA1], n, setup.weights, g, x,
                    &plain);
    for (size_t i = 0; i < n; i++)
      if (!(fabs(theta[i] - x[i]) <= 1e-12 * fmax(1, largest(x, n))))
        fail_msg("%s, step %d, coordinate %zu of %zu: %.17g, not %.17g", text, (int)k, i, n,
                 theta[i], x[i]);
  }
  assert_true(plain.d > 2 * p[D0]);
  m.rule->free(state);
  method_free(&m);
}

static void test_prodigy(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  static const double settings[][PRODIGY_KEYS] = {{1, 0.9, 0.999, 1e-6, 1e-8, 0},
                                                  {0.5, 0.8, 0.99, 1e-3, 1e-4, 0.1},
                                                  {2, 0.95, 0.9, 1e-4, 1e-6, 0.01}};
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < sizeof settings / sizeof *settings; k++)
      for (int moving = 0; moving < 2; moving++) {
        for (size_t n = 1; n <= LENGTHS; n++) check_prodigy(&levels[l], settings[k], n, moving);
        check_prodigy(&levels[l], settings[k], LONG, moving);
      }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_formulas),
      cmocka_unit_test(test_levels_agree),
      cmocka_unit_test(test_every_rule_is_here),
      cmocka_unit_test(test_functions),
      cmocka_unit_test(test_prodigy),
  };
  return cmocka_run_group_tests_name("formulas", tests, NULL, NULL);
}
