/* test_descent.c -- what wraps every rule: the schedule, clipping, and when a run is stalled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/method.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"

enum { DIM = 3 };

static const double origin[DIM] = {0}, low[DIM] = {-1, -1, -1}, high[DIM] = {1, 1, 1};

static const struct library *library(void)
{
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  return levels[0].optimizers;
}

/* A method started at the origin. */
struct run {
  struct method method;
  void *state;
};

static struct run run_new(const char *text, double budget)
{
  struct run r;
  struct error err;
  if (method_parse(library(), text, &r.method, &err)) fail_msg("%s", err.text);
  networks_give(&r.method);
  struct setup setup = {.dim = DIM,
                        .start = origin,
                        .low = low,
                        .high = high,
                        .budget = budget,
                        .gradient_cost = 1,
                        .stream = {7}};
  r.state = r.method.type->alloc(&setup, method_config(&r.method));
  assert_non_null(r.state);
  return r;
}

static void run_free(struct run *r)
{
  r->method.type->free(r->state);
  method_free(&r->method);
}

/* One ask and tell with the given value and gradient; where it stands then. */
static const double *run_step(struct run *r, double f, const double *gradient)
{
  struct query q;
  assert_int_equal(r->method.type->ask(r->state, &q), ASK_EVALUATE);
  assert_int_equal(q.count, 1);
  struct answer a = {.f = &f, .gradient = gradient};
  r->method.type->tell(r->state, &a);
  return r->method.type->incumbent(r->state);
}

/* --- schedules --- */

static double constant(double t, double T)
{
  (void)t;
  (void)T;
  return 1;
}
static double step_3(double t, double T)
{
  return t < T / 4 ? 1 : t < T / 2 ? 0.5 : t < 3 * T / 4 ? 0.25 : 0.125;
}
static double exponential(double t, double T) { return pow(0.01, fmin(t, T) / T); }
static double cosine(double t, double T)
{
  return 0.2 + 0.8 * pow(cos(3.14159265358979323846 * fmin(t, T) / T / 2), 2);
}
/* A drop at every step but the first. */
static double step_48(double t, double T) { return pow(0.9, fmin(t, T - 1)); }

static double spall(double t, double T) { return 1 / pow(T / 10 + fmin(t, T) + 1, 0.602); }
static double harmonic(double t, double T) { return 1 / (3 * T + fmin(t, T) + 1); }

static const struct scheduled {
  const char *method;
  double budget, horizon;
  double (*factor)(double t, double T);
} scheduleds[] = {
    {"sgd:rate=0.5", 80, 40, constant},
    {"sgd:rate=0.5,schedule=step,decay=0.5,drops=3", 80, 40, step_3},
    {"sgd:rate=0.5,schedule=step,decay=0.9,drops=48,horizon=49", 80, 49, step_48},
    {"sgd:rate=0.5,schedule=exponential,decay=0.01", 80, 40, exponential},
    {"sgd:rate=0.5,schedule=exponential,decay=0.01,horizon=30", 80, 30, exponential},
    {"sgd:rate=0.5,schedule=cosine,decay=0.2", 90, 45, cosine},
    {"sgd:rate=0.5,schedule=cosine,decay=0.2", 1, 1, cosine},
    {"sgd:rate=0.5,schedule=power", 80, 40, spall},
    {"sgd:rate=0.5,schedule=power,power=1,offset=3,horizon=30", 80, 30, harmonic},
};

/* On a linear function the displacement of each step is rate times factor. */
static void test_schedules(void **unused)
{
  (void)unused;
  static const double gradient[DIM] = {1, -2, 0};
  for (size_t i = 0; i < sizeof scheduleds / sizeof *scheduleds; i++) {
    const struct scheduled *c = &scheduleds[i];
    struct run r = run_new(c->method, c->budget);
    double sum = 0;
    for (int t = 0; t < 2 * (int)c->horizon; t++) {
      const double *x = run_step(&r, 100 - t, gradient);
      sum += 0.5 * c->factor(t, c->horizon);
      for (size_t d = 0; d < DIM; d++)
        if (!(fabs(x[d] + sum * gradient[d]) <= 1e-13 * sum * fabs(gradient[d])))
          fail_msg("%s, step %d: %.17g, not %.17g", c->method, t, x[d], -sum * gradient[d]);
    }
    run_free(&r);
  }
}

/* A schedule that is left to the budget spans the steps that the budget pays for. */
static void test_horizon_counts_probes(void **unused)
{
  (void)unused;
  /* 2 DIM values a step, 6 steps */
  struct run r = run_new("sgd@central:rate=1,schedule=exponential,decay=0.5,step=0.5", 6 * 2 * DIM);
  double at = 0;
  for (int t = 0; t < 6; t++) {
    struct query q;
    assert_int_equal(r.method.type->ask(r.state, &q), ASK_EVALUATE);
    assert_int_equal(q.count, 2 * DIM);
    double f[2 * DIM];
    for (size_t k = 0; k < 2 * DIM; k++) f[k] = q.x[k * DIM]; /* gradient (1, 0, 0) */
    r.method.type->tell(r.state, &(struct answer){.f = f});
    at -= pow(0.5, t / 6.0);
    assert_true(fabs(r.method.type->incumbent(r.state)[0] - at) < 1e-9);
  }
  run_free(&r);
}

/* --- clipping --- */

/* The rules that step coordinates: name of number i, or NULL. */
static const char *rule_name(size_t i)
{
  const struct rule_type *const *rule = library()->rules;
  for (; *rule; rule++)
    if (!((*rule)->traits & NEEDS_LAYERS) && !i--) return (*rule)->name;
  return NULL;
}

static void gradient_at(int t, double g[DIM])
{
  double size = pow(10, t % 7 - 3);
  for (int d = 0; d < DIM; d++) g[d] = size * cos(t + 2.5 * d);
}

static double norm(const double g[DIM]) { return sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]); }

/* A clipped rule does what the bare rule does on the clipped gradients. */
static void test_clip_on_every_rule(void **unused)
{
  (void)unused;
  for (size_t i = 0; rule_name(i); i++) {
    char text[64];
    snprintf(text, sizeof text, "%s:clip=0.5", rule_name(i));
    struct run clipped = run_new(text, 1e6), bare = run_new(rule_name(i), 1e6);
    double far[DIM] = {0};
    for (int t = 0; t < 100; t++) {
      double g[DIM], cut[DIM];
      gradient_at(t, g);
      double shorter = fmin(1, 0.5 / norm(g));
      for (int d = 0; d < DIM; d++) cut[d] = shorter * g[d];
      const double *a = run_step(&clipped, t, g), *b = run_step(&bare, t, cut);
      for (int d = 0; d < DIM; d++) {
        /* Relative to how far it came: rounding of steps adds up. */
        far[d] = fmax(far[d], fabs(b[d]));
        if (!(fabs(a[d] - b[d]) <= 1e-13 * far[d]))
          fail_msg("%s, step %d: %.17g, not %.17g", text, t, a[d], b[d]);
      }
    }
    run_free(&clipped);
    run_free(&bare);
  }
}

static void test_clip_is_exact(void **unused)
{
  (void)unused;
  static const struct {
    double g[DIM], want[DIM];
  } cases[] = {
      {{3, 0, 4}, {3, 0, 4}},                     /* not longer: untouched */
      {{0.1, -0.2, 0.3}, {0.1, -0.2, 0.3}},       /* shorter: untouched, bit for bit */
      {{30, 0, -40}, {3, 0, -4}},                 /* longer */
      {{0, 3e200, 4e200}, {0, 3, 4}},             /* its square overflows */
      {{0, -DBL_MAX, 0}, {0, -5, 0}},             /* the longest that there is */
      {{1e-200, 0, 1e-200}, {1e-200, 0, 1e-200}}, /* its square underflows */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct run r = run_new("sgd:rate=1,clip=5", 100);
    const double *x = run_step(&r, 1, cases[i].g);
    for (int d = 0; d < DIM; d++) {
      double want = cases[i].want[d], slack = norm(cases[i].g) > 5 ? 4e-16 * fabs(want) : 0;
      if (!(fabs(x[d] + want) <= slack)) fail_msg("case %zu: %.17g, not %.17g", i, -x[d], want);
    }
    run_free(&r);
  }
}

/* --- stall --- */

/* How many answers (at most `limit`) a method takes before it says that it is stalled. value and
 * gradient stay the same. */
static int steps_to_stall(const char *text, const double *gradient, int limit)
{
  struct run r = run_new(text, 1e9);
  double f[64];
  for (size_t k = 0; k < 64; k++) f[k] = 1;
  int steps = 0;
  for (struct query q; steps < limit; steps++) {
    enum ask what = r.method.type->ask(r.state, &q);
    if (what == ASK_STALLED) break;
    assert_int_equal(what, ASK_EVALUATE);
    assert_true(q.count <= 64);
    r.method.type->tell(r.state,
                        &(struct answer){.f = f, .gradient = q.want_gradient ? gradient : NULL});
  }
  if (steps < limit) { /* and it stays stalled */
    struct query q;
    assert_int_equal(r.method.type->ask(r.state, &q), ASK_STALLED);
  }
  run_free(&r);
  return steps;
}

static void test_stall(void **unused)
{
  (void)unused;
  static const double zero[DIM] = {0}, live[DIM] = {0, 0, 1e-12};
  enum { LIMIT = 5000 };
  for (size_t i = 0; rule_name(i); i++) {
    int steps = steps_to_stall(rule_name(i), zero, LIMIT);
    /* Yogi's mean begins above 0, and has to forget that. */
    int most = strcmp(rule_name(i), "yogi") ? 250 : 600;
    if (steps < 150 || steps > most) fail_msg("%s on a flat: %d steps", rule_name(i), steps);
    char text[64];
    /* Even when the value stands still, and theta too (rate=0). */
    assert_int_equal(steps_to_stall(rule_name(i), live, LIMIT), LIMIT);
    if (!strcmp(rule_name(i), "learned")) continue; /* which has no rate */
    snprintf(text, sizeof text, "%s:rate=0", rule_name(i));
    assert_int_equal(steps_to_stall(text, live, LIMIT), LIMIT);
  }
  /* Differences have no gradient on a flat either; an estimate from random samples may find one. */
  assert_in_range(steps_to_stall("sgd@central", NULL, LIMIT), 150, 250);
  assert_in_range(steps_to_stall("adam@forward", NULL, LIMIT), 150, 250);
  assert_int_equal(steps_to_stall("sgd@es", NULL, LIMIT), LIMIT);
  assert_int_equal(steps_to_stall("sgd@vo", NULL, LIMIT), LIMIT);
}

/* Momentum coasts over a flat as long as it has speed. */
static void test_coasting_is_no_stall(void **unused)
{
  (void)unused;
  struct run r = run_new("momentum:rate=1,momentum=0.999", 1e9);
  double g[DIM] = {1, 0, 0}, last = 0;
  int coasted = 0;
  struct query q;
  while (r.method.type->ask(r.state, &q) == ASK_EVALUATE) {
    const double *x = run_step(&r, 1, g);
    g[0] = 0;
    coasted += x[0] < last;
    last = x[0];
    assert_true(coasted < 100000);
  }
  assert_true(coasted > 20000);
  assert_true(fabs(last + 1000) < 1e-6); /* the sum of the powers of 0.999 */
  run_free(&r);
}

/* Equal values at a point that jumps back and forth are no stall, nor are values that repeat. */
static void test_motion_is_no_stall(void **unused)
{
  (void)unused;
  struct run r = run_new("sgd:rate=1", 1e9);
  for (int t = 0; t < 2000; t++) {
    double g[DIM] = {t % 2 ? -1 : 1, 0, 0};
    run_step(&r, 1, g);
  }
  run_free(&r);
  r = run_new("sgd:rate=1", 1e9);
  for (int t = 0; t < 2000; t++) run_step(&r, t % 99 ? 1 : 2, origin);
  run_free(&r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_schedules),
      cmocka_unit_test(test_horizon_counts_probes),
      cmocka_unit_test(test_clip_on_every_rule),
      cmocka_unit_test(test_clip_is_exact),
      cmocka_unit_test(test_stall),
      cmocka_unit_test(test_coasting_is_no_stall),
      cmocka_unit_test(test_motion_is_no_stall),
  };
  return cmocka_run_group_tests_name("descent", tests, NULL, NULL);
}
