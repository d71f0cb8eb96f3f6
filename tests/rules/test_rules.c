/* test_rules.c -- the oldest rules against PyTorch's trajectories, and every rule's step against
 * its plain one, at every vector level that this machine has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/problem.h"
#include "src/draws/random.h"
#include "src/method.h"
#include "tests/support/classics.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/reference.h"

static const struct pace plain_pace = {1, NAN};

#define vector_of(n) (&(struct rule_setup){.size = (n), .weights = (n)})

static struct method parsed(const struct library *library, const char *text)
{
  struct method m;
  struct error err;
  if (method_parse(library, text, &m, &err)) fail_msg("%s", err.text);
  networks_give(&m);
  return m;
}

/* --- PyTorch's trajectories ---
 *
 * PyTorch sums its moments with fused multiply-adds, so even the same order of operations differs
 * from it in last bits, and a difference of 1e-16 looks large relative to a number that happens to
 * pass zero. So x and g are measured against the largest component that they have now or had one
 * step before, f against the larger of its values now and before; where no component passes zero
 * (`each`), every component of x and g is measured against itself. */

static const double tolerance = 1e-12;

static const struct trajectory {
  const char *file, *method;
  bool each;
} trajectories[] = {
    {"sgd__rosenbrock_d2", "sgd:rate=0.001", true},
    {"sgd__rosenbrock_d10", "sgd:rate=0.0005", false},
    {"sgd__ellipsoid_d10", "sgd:rate=4e-07", true},
    {"sgd_momentum__rosenbrock_d2", "momentum:rate=0.0001,momentum=0.9", true},
    {"sgd_momentum__rosenbrock_d10", "momentum:rate=0.0001,momentum=0.9", false},
    {"sgd_momentum__ellipsoid_d10", "momentum:rate=4e-07,momentum=0.9", true},
    {"sgd_nesterov__rosenbrock_d2", "nesterov:rate=0.0001,momentum=0.9", true},
    {"sgd_nesterov__rosenbrock_d10", "nesterov:rate=0.0001,momentum=0.9", false},
    {"sgd_nesterov__ellipsoid_d10", "nesterov:rate=4e-07,momentum=0.9", false},
    {"adam__rosenbrock_d2", "adam:rate=0.1", false},
    {"adam__rosenbrock_d10", "adam:rate=0.02", false},
    {"adam__ellipsoid_d10", "adam:rate=0.1,beta1=0.9,beta2=0.999,epsilon=1e-08", false},
    {"adagrad__rosenbrock_d2", "adagrad:rate=0.5", true},
    {"adagrad__rosenbrock_d10", "adagrad:rate=0.1", true},
    {"adagrad__ellipsoid_d10", "adagrad:rate=0.5,rate_decay=0,initial_accumulator=0,epsilon=1e-10",
     true},
    {"rmsprop__rosenbrock_d2", "rmsprop:rate=0.01,alpha=0.99,epsilon=1e-08", true},
    {"rmsprop__rosenbrock_d10", "rmsprop:rate=0.005", true},
    {"rmsprop__ellipsoid_d10", "rmsprop:rate=0.01", true},
    {"rmsprop_a0.9_m0.9__rosenbrock_d2", "rmsprop:rate=0.001,alpha=0.9,momentum=0.9", true},
    {"rmsprop_a0.9_m0.9__rosenbrock_d10", "rmsprop:rate=0.001,alpha=0.9,momentum=0.9", false},
    {"rmsprop_a0.9_m0.9__ellipsoid_d10", "rmsprop:rate=0.001,alpha=0.9,momentum=0.9", false},
    {"rmsprop_centered__rosenbrock_d2", "rmsprop:rate=0.002,centered=yes", true},
    {"rmsprop_centered__rosenbrock_d10", "rmsprop:rate=0.001,centered=yes", true},
    {"rmsprop_centered__ellipsoid_d10", "rmsprop:rate=0.002,centered=yes", true},
};
enum { TRAJECTORIES = sizeof trajectories / sizeof *trajectories };

static double largest(const double *a, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) most = fmax(most, fabs(a[i]));
  return most;
}

static void assert_near(const struct trajectory *t, const char *what, size_t row, bool each,
                        const double *got, const double *want, const double *before, size_t n)
{
  double scale = fmax(largest(want, n), largest(before, n));
  for (size_t i = 0; i < n; i++)
    if (!(fabs(got[i] - want[i]) <= tolerance * (each ? fabs(want[i]) : scale)))
      fail_msg("%s, step %zu: %s[%zu] is %.17g, not %.17g", t->file, row, what, i, got[i], want[i]);
}

/* problem: NULL for the test's own functions. Those of the project may differ in the last bits of
 * f and g, so that a component on its way through zero may differ more. */
static void follow(const struct library *library, const struct trajectory *t,
                   const struct problem *problem)
{
  char path[256];
  snprintf(path, sizeof path, "tests/reference/torch/%s.csv", t->file);
  struct reference *r = reference_read(path);
  assert_int_equal(r->rows, 201);
  size_t n = (r->columns - 2) / 2, f_at = reference_column(r, "f"),
         x_at = reference_column(r, "x0"), g_at = reference_column(r, "g0");
  double bound[10] = {0}, g[10], f;
  struct setup setup = {.dim = n,
                        .start = reference_row(r, 0) + x_at,
                        .low = bound,
                        .high = bound,
                        .budget = 1e9,
                        .gradient_cost = 1};
  struct method m = parsed(library, t->method);
  void *state = m.type->alloc(&setup, method_config(&m));
  assert_non_null(state);
  bool each = t->each && !problem;
  for (size_t k = 0; k < r->rows; k++) {
    const double *row = reference_row(r, k), *before = reference_row(r, k ? k - 1 : 0);
    struct query q;
    assert_int_equal(m.type->ask(state, &q), ASK_EVALUATE);
    assert_int_equal(q.count, 1);
    assert_true(q.want_gradient);
    assert_memory_equal(q.x, m.type->incumbent(state), n * sizeof *q.x);
    if (problem)
      problem->evaluate(problem, &(struct batch){.x = q.x, .count = 1, .f = &f, .gradient = g});
    else
      f = strstr(t->file, "rosenbrock") ? classic_rosenbrock(n, q.x, g)
                                        : classic_ellipsoid(6, n, q.x, g);
    assert_near(t, "x", k, each, q.x, row + x_at, before + x_at, n);
    assert_near(t, "g", k, each, g, row + g_at, before + g_at, n);
    assert_near(t, "f", k, false, &f, row + f_at, before + f_at, 1);
    struct answer a = {.f = &f, .gradient = g};
    m.type->tell(state, &a);
  }
  m.type->free(state);
  method_free(&m);
  reference_free(r);
}

static void test_pytorch(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < TRAJECTORIES; k++) follow(levels[l].optimizers, &trajectories[k], NULL);
}

static void test_pytorch_functions(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < TRAJECTORIES; k++) {
      const struct trajectory *t = &trajectories[k];
      struct function_spec spec;
      struct problem *problem = NULL;
      struct error err;
      const char *name = strstr(t->file, "rosenbrock") ? "rosenbrock" : "quadratic:condition=1e6";
      if (function_parse(levels[l].functions, name, &spec, &err) ||
          levels[l].functions->problem_new(&spec, strstr(t->file, "d10") ? 10 : 2, 0, NULL,
                                           &problem, &err))
        fail_msg("%s", err.text);
      assert_int_equal(problem->scratch(problem, 1), 0);
      follow(levels[l].optimizers, t, problem);
      problem_free(problem);
      function_spec_free(&spec);
    }
}

static void test_every_trajectory_is_followed(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/torch/index.csv");
  assert_int_equal(r->rows, TRAJECTORIES);
  for (size_t i = 0; i < r->rows; i++) {
    const char *file = reference_text(r, i, "file");
    size_t k = 0;
    while (k < TRAJECTORIES && strncmp(trajectories[k].file, file, strlen(file) - 4) != 0) k++;
    if (k == TRAJECTORIES) fail_msg("%s is not followed", file);
  }
  reference_free(r);
}

/* --- a faster step against the plain one --- */

enum { STEPS = 60 };

static const struct stream stream = {2024};

/* Gradients of very different scale from coordinate to coordinate. */
static void gradient_at(uint64_t step, size_t n, double *g)
{
  random_normals(stream, step, 0, 1, n, g);
  for (size_t i = 0; i < n; i++) g[i] *= ldexp(1, (int)(i * 7 % 40) - 20);
}

static double factor_at(uint64_t step) { return 1 / (1 + 0.05 * (double)step); }
#define pace_at(step) (&(struct pace){factor_at(step), NAN})

enum { LENGTHS = 80 };

static void compare_plain(const struct library *library, const char *text)
{
  struct method m = parsed(library, text);
  for (size_t n = 1; n <= LENGTHS; n++) {
    void *fast = m.rule->alloc(vector_of(n), m.restart.descent.rule_config);
    void *plain = m.rule->alloc(vector_of(n), m.restart.descent.rule_config);
    assert_true(fast && plain);
    double g[LENGTHS], theta[LENGTHS], want[LENGTHS], scale[LENGTHS];
    for (size_t i = 0; i < n; i++) scale[i] = theta[i] = want[i] = 1 / (double)(i + 1);
    for (uint64_t k = 0; k < STEPS; k++) {
      gradient_at(k, n, g);
      m.rule->step(fast, pace_at(k), g, theta);
      m.rule->plain(plain, pace_at(k), g, want);
      for (size_t i = 0; i < n; i++) scale[i] = fmax(scale[i], fabs(want[i]));
    }
    for (size_t i = 0; i < n; i++)
      if (!(fabs(theta[i] - want[i]) <= 1e-13 * scale[i]))
        fail_msg("%s, coordinate %zu of %zu: %.17g, plainly %.17g", text, i, n, theta[i], want[i]);
    m.rule->free(fast);
    m.rule->free(plain);
  }
  method_free(&m);
}

/* A rule with a faster step than its plain one takes the same steps, whatever is left over behind
 * its blocks. */
static void test_plain_steps(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels), faster = 0;
  for (size_t l = 0; l < count; l++) {
    for (size_t r = 0; levels[l].optimizers->rules[r]; r++) {
      const struct rule_type *rule = levels[l].optimizers->rules[r];
      if (!rule->plain) continue;
      faster++;
      compare_plain(levels[l].optimizers, rule->name);
    }
    static const char *const others[] = {"adam:epsilon_to=raw,epsilon=0.1", "radam:beta2=0.5",
                                         "adan:weight_decay=0.1", "schedule-free:base=sgd",
                                         "schedule-free:weight_decay=0.1"};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
      compare_plain(levels[l].optimizers, others[k]);
  }
  assert_true(faster >= count);
}

/* --- what goes wrong in a careless implementation --- */

/* On a constant gradient v - m^2 is nothing but rounding error, of either sign. */
static void test_centered_stays_real(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  struct method m = parsed(levels[0].optimizers, "rmsprop:centered=yes,rate=1e-9,alpha=0.9");
  enum { N = 64 };
  void *state = m.rule->alloc(vector_of(N), m.restart.descent.rule_config);
  assert_non_null(state);
  double g[N], theta[N] = {0};
  random_normals(stream, 0, 0, 1, N, g);
  for (size_t t = 0; t < 2000; t++) m.rule->step(state, &plain_pace, g, theta);
  for (size_t i = 0; i < N; i++) assert_true(isfinite(theta[i]));
  m.rule->free(state);
  method_free(&m);
}

/* Coordinates that share a division must not harm each other. */
static void test_adam_extremes(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  struct method m = parsed(levels[0].optimizers, "adam:rate=0.25,epsilon=1e-100");
  enum { N = 32 };
  void *state = m.rule->alloc(vector_of(N), m.restart.descent.rule_config);
  assert_non_null(state);
  double g[N] = {0}, theta[N] = {0};
  g[0] = 1e150;
  g[1] = g[17] = 1e-90;
  g[2] = g[18] = -1e150;
  m.rule->step(state, &plain_pace, g, theta);
  for (size_t i = 0; i < N; i++) {
    double want = g[i] > 0 ? -0.25 : g[i] < 0 ? 0.25 : 0;
    if (!(fabs(theta[i] - want) < 1e-9)) fail_msg("theta[%zu] is %g, not %g", i, theta[i], want);
  }
  m.rule->free(state);
  method_free(&m);
}

/* Where Adam stands, from 0, after steps on a gradient that stays. */
static double adam_by_formula(double g, int steps)
{
  double m = 0, v = 0, theta = 0;
  for (int t = 1; t <= steps; t++) {
    m = 0.9 * m + (1 - 0.9) * g;
    v = 0.999 * v + (1 - 0.999) * (g * g);
    theta -= 0.25 * (m / (1 - pow(0.9, t))) / (sqrt(v / (1 - pow(0.999, t))) + 1e-8);
  }
  return theta;
}

/* Where g^2 overflows a step is 0, as v is infinite; where the product of two denominators does, it
 * is what it is without sharing. No other coordinate takes notice. */
static void test_overflow(void **unused)
{
  (void)unused;
  static const char *const texts[] = {"adam:rate=0.25", "rmsprop:rate=0.25", "adagrad:rate=0.25"};
  static const size_t dims[] = {1, 31, 32, 40, 64, 75};
  static const double large[] = {1e51, 1e120, 1e153, 1e170, 1e300};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++)
    for (size_t t = 0; t < 3; t++)
      for (size_t d = 0; d < sizeof dims / sizeof *dims; d++)
        for (size_t v = 0; v < sizeof large / sizeof *large; v++)
          for (size_t one = 0; one <= dims[d]; one++) { /* of one coordinate, or of all */
            struct method m = parsed(levels[l].optimizers, texts[t]);
            struct method alone = parsed(levels[l].optimizers, texts[t]);
            double theta[75] = {0}, g[75];
            void *state = m.rule->alloc(vector_of(dims[d]), m.restart.descent.rule_config);
            for (size_t i = 0; i < dims[d]; i++)
              g[i] = one == dims[d] || i == one ? large[v] : 1 + (double)i;
            for (int k = 0; k < 3; k++) m.rule->step(state, &plain_pace, g, theta);
            m.rule->free(state);
            for (size_t i = 0; i < dims[d]; i++) {
              double single = 0;
              state = alone.rule->alloc(vector_of(1), alone.restart.descent.rule_config);
              for (int k = 0; k < 3; k++) alone.rule->step(state, &plain_pace, &g[i], &single);
              alone.rule->free(state);
              double want = t ? single : adam_by_formula(g[i], 3);
              if (!(fabs(single - want) <= 1e-14 * fabs(want)))
                fail_msg("%s, %g: moves by %g, not %g", texts[t], g[i], single, want);
              if (!(fabs(theta[i] - single) <= 1e-14 * fabs(single)))
                fail_msg("%s, %g: coordinate %zu of %zu moves by %g, not %g", texts[t], g[i], i,
                         dims[d], theta[i], single);
            }
            method_free(&m);
            method_free(&alone);
          }
}

static void test_tables(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  const struct library *library = levels[0].optimizers;
  static const char *const bad[] = {"adam:beta1=1",       "adam:epsilon=0", "adam:momentum=0.9",
                                    "rmsprop:centered=1", "sgd:rate=-1",    "momentum:momentum=1",
                                    "adagrad:lr=0.1"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct method m;
    struct error err;
    if (method_parse(library, bad[i], &m, &err) != STATUS_USAGE) fail_msg("%s is taken", bad[i]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pytorch),
      cmocka_unit_test(test_pytorch_functions),
      cmocka_unit_test(test_every_trajectory_is_followed),
      cmocka_unit_test(test_plain_steps),
      cmocka_unit_test(test_centered_stays_real),
      cmocka_unit_test(test_adam_extremes),
      cmocka_unit_test(test_overflow),
      cmocka_unit_test(test_tables),
  };
  return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
