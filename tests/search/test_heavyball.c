/* test_heavyball.c -- Polyak's heavy ball: its rate and momentum, what it asks for, how it ends;
 * its steps are followed in tests/src/test_references.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "src/method.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { DIM_MOST = 12 };

static struct libraries level;

/* A method on a problem, told whether that has Hessians. */
struct ball {
  const struct problem *problem;
  struct method method;
  void *state;
  size_t gradients, hessians;
  enum ask ended;
};

static void ball_start(struct ball *b, const char *text, const struct problem *problem,
                       const double *start)
{
  struct error err;
  *b = (struct ball){.problem = problem};
  if (method_parse(level.optimizers, text, &b->method, &err)) fail_msg("%s", err.text);
  struct setup setup = {.dim = problem->dim,
                        .start = start,
                        .low = problem->low,
                        .high = problem->high,
                        .budget = 1e9,
                        .gradient_cost = 1,
                        .hessians = problem->hessian != NULL};
  b->state = b->method.type->alloc(&setup, method_config(&b->method));
  assert_non_null(b->state);
}

static void ball_end(struct ball *b)
{
  b->method.type->free(b->state);
  method_free(&b->method);
}

/* A step; where it stands then, or NULL if it has ended. */
static const double *ball_step(struct ball *b)
{
  double f[DIM_MOST], g[DIM_MOST * DIM_MOST], h[DIM_MOST * DIM_MOST];
  struct query q;
  do {
    q = (struct query){0};
    b->ended = b->method.type->ask(b->state, &q);
    if (b->ended != ASK_EVALUATE) return NULL;
    assert_true(q.want_gradient && q.count <= DIM_MOST);
    problem_answers(b->problem, q.x, q.count, (struct stream){0}, 0, f, NULL, g);
    if (q.want_hessian) problem_hessian(b->problem, q.x, h);
    b->gradients += q.count;
    b->hessians += q.want_hessian;
    b->method.type->tell(
        b->state, &(struct answer){.f = f, .gradient = g, .hessian = q.want_hessian ? h : NULL});
  } while (q.more);
  return b->method.type->incumbent(b->state);
}

static void check_pace(const struct ball *b, double least, double most, double tolerance)
{
  double told[2], low = sqrt(least), high = sqrt(most);
  double rate = 4 / pow(low + high, 2), momentum = pow((high - low) / (high + low), 2);
  b->method.type->diagnose(b->state, told);
  if (!(fabs(told[0] - rate) <= tolerance * rate && fabs(told[1] - momentum) <= tolerance))
    fail_msg("rate %.17g and momentum %.17g, not %.17g and %.17g", told[0], told[1], rate,
             momentum);
}

/* Curvatures from 2 to 200, turned or not; the Hessian is asked for once. */
static void test_pace(void **unused)
{
  (void)unused;
  static const size_t dims[] = {2, 3, 5, 8, 9, 12};
  for (size_t d = 0; d < sizeof dims / sizeof *dims; d++)
    for (unsigned instance = 0; instance < 3; instance++) {
      struct problem *p =
          problem_named(level.functions, "quadratic:condition=100", dims[d], instance);
      struct ball b;
      ball_start(&b, "heavyball", p, p->canonical);
      for (size_t step = 0; step < 10; step++) assert_non_null(ball_step(&b));
      check_pace(&b, 2, 200, 1e-12);
      assert_true(b.hessians == 1 && b.gradients == 10);
      ball_end(&b);
      problem_free(p);
    }
}

/* The error falls by the root of the momentum a step, as no other pair's does. */
static void test_speed(void **unused)
{
  (void)unused;
  struct problem *p = problem_named(level.functions, "quadratic:condition=100", 5, 2);
  struct ball b;
  double at[2], factor = 9.0 / 11;
  ball_start(&b, "heavyball", p, p->canonical);
  for (size_t k = 0; k < 2; k++) {
    const double *x = NULL;
    for (size_t step = 0; step < 60; step++) x = ball_step(&b);
    at[k] = 0;
    for (size_t i = 0; i < p->dim; i++) at[k] += pow(x[i] - p->minimiser[i], 2);
    at[k] = sqrt(at[k]);
  }
  double mean = pow(at[1] / at[0], 1.0 / 60);
  assert_true(mean > factor - 0.01 && mean < factor + 0.02); /* but for a factor of the step */
  ball_end(&b);
  problem_free(p);
}

/* Made of differences, it is the same to what they can tell; d gradients more. */
static void test_differences(void **unused)
{
  (void)unused;
  enum { DIM = 7 };
  struct problem *p = problem_named(level.functions, "quadratic:condition=100", DIM, 1);
  struct ball exact, made;
  ball_start(&exact, "heavyball", p, p->canonical);
  ball_start(&made, "heavyball:hessian=difference,step=1e-4", p, p->canonical);
  for (size_t step = 0; step < 50; step++) {
    const double *x = ball_step(&exact), *y = ball_step(&made);
    for (size_t i = 0; i < DIM; i++) assert_true(fabs(x[i] - y[i]) <= 1e-8);
  }
  assert_true(made.hessians == 0 && made.gradients == exact.gradients + DIM);
  check_pace(&made, 2, 200, 1e-9);
  ball_end(&exact);
  ball_end(&made);
  problem_free(p);
}

/* At (0, 1) the valley's Hessian is diag(-398, 200): it is shifted until -398 is .398. */
static void test_shift(void **unused)
{
  (void)unused;
  struct problem *p = problem_named(level.functions, "rosenbrock", 2, 0);
  struct ball b;
  ball_start(&b, "heavyball", p, (const double[]){0, 1});
  assert_non_null(ball_step(&b));
  check_pace(&b, 0.398, 598.398, 1e-13);
  ball_end(&b);
  problem_free(p);
}

/* What lies still: at the minimum, on a plateau whose Hessian is zero. */
static void test_ends(void **unused)
{
  (void)unused;
  static const struct {
    const char *function;
    double start[2];
    enum ask ended;
  } cases[] = {{"quadratic", {0, 0}, ASK_CONVERGED}, {"step", {1.3, 1.3}, ASK_STALLED}};
  for (size_t i = 0; i < 2; i++) {
    struct problem *p = problem_named(level.functions, cases[i].function, 2, 0);
    struct ball b;
    ball_start(&b, "heavyball", p, cases[i].start);
    const double *x = ball_step(&b);
    assert_memory_equal(x, cases[i].start, sizeof cases[i].start);
    assert_null(ball_step(&b));
    assert_int_equal(b.ended, cases[i].ended);
    ball_end(&b);
    problem_free(p);
  }
}

/* In one dimension the momentum is 0 and a step leads to the minimum. Where it stands still after
 * it moved, momentum might take it on: it lies still after two such steps. */
static void test_one_dimension(void **unused)
{
  (void)unused;
  struct problem *p = problem_named(level.functions, "parabola:curvature=4", 1, 0);
  struct ball b;
  ball_start(&b, "heavyball", p, (const double[]){3});
  for (size_t step = 0; step < 3; step++) assert_true(*ball_step(&b) == 0);
  check_pace(&b, 4, 4, 0);
  assert_null(ball_step(&b));
  assert_int_equal(b.ended, ASK_CONVERGED);
  ball_end(&b);
  problem_free(p);
}

/* A Hessian that is not finite ends it. */
static void test_not_finite(void **unused)
{
  (void)unused;
  struct problem *p = problem_named(level.functions, "rosenbrock", 2, 0);
  struct ball b;
  ball_start(&b, "heavyball", p, (const double[]){1e160, 1});
  ball_step(&b);
  assert_null(ball_step(&b));
  assert_int_equal(b.ended, ASK_STALLED);
  ball_end(&b);
  problem_free(p);
}

static int find_level(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  if (!machine_levels(levels)) return -1;
  level = levels[0];
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pace),        cmocka_unit_test(test_speed),
      cmocka_unit_test(test_differences), cmocka_unit_test(test_shift),
      cmocka_unit_test(test_ends),        cmocka_unit_test(test_one_dimension),
      cmocka_unit_test(test_not_finite),
  };
  return cmocka_run_group_tests_name("heavy ball", tests, find_level, NULL);
}
