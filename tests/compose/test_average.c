/* test_average.c -- weight averaging and coupled weight decay around rules: against PyTorch's, and
 * what the answer is while gradients are taken elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/method.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/reference.h"

enum { DIM_MOST = 10 };

static const double tolerance = 1e-12;

static const double bound[DIM_MOST] = {0};

struct run {
  struct method method;
  void *state;
};

static struct run run_new(const struct library *library, const char *text, const double *start,
                          size_t dim, double budget)
{
  struct run r;
  struct error err;
  if (method_parse(library, text, &r.method, &err)) fail_msg("%s", err.text);
  networks_give(&r.method);
  struct setup setup = {.dim = dim,
                        .start = start,
                        .low = bound,
                        .high = bound,
                        .budget = budget,
                        .gradient_cost = 1,
                        .stream = {5}};
  r.state = r.method.type->alloc(&setup, method_config(&r.method));
  assert_non_null(r.state);
  return r;
}

static void run_free(struct run *r)
{
  r->method.type->free(r->state);
  method_free(&r->method);
}

static const struct trajectory {
  const char *file, *method;
} trajectories[] = {
    {"ema_0.99__adam__rosenbrock_d2", "adam:rate=0.1,average=ema,average_decay=0.99"},
    {"ema_0.9__adam__rosenbrock_d2", "adam:rate=0.1,average=ema,average_decay=0.9"},
    {"swa_50_1__adam__rosenbrock_d2", "adam:rate=0.1,average=mean,average_start=49"},
    {"swa_50_5__adam__rosenbrock_d2",
     "adam:rate=0.1,average=mean,average_start=49,average_every=5"},
    /* 0.49 of 100 steps that the budget pays for */
    {"swa_50_5__adam__rosenbrock_d2",
     "adam:rate=0.1,average=mean,average_start=0.49,average_every=5"},
    {"ema_0.99__sgd_momentum__ellipsoid_d10", "momentum:rate=4e-7,average=ema,average_decay=0.99"},
    {"ema_0.9__sgd_momentum__ellipsoid_d10", "momentum:rate=4e-7,average=ema,average_decay=0.9"},
    {"swa_50_1__sgd_momentum__ellipsoid_d10", "momentum:rate=4e-7,average=mean,average_start=49"},
    {"swa_50_5__sgd_momentum__ellipsoid_d10",
     "momentum:rate=4e-7,average=mean,average_start=49,average_every=5"},
};
enum { TRAJECTORIES = sizeof trajectories / sizeof *trajectories };

static void near(const char *file, size_t row, const char *what, const double *got,
                 const double *want, const double *before, size_t n)
{
  double scale = fmax(largest(want, n), largest(before, n));
  for (size_t i = 0; i < n; i++)
    if (!(fabs(got[i] - want[i]) <= tolerance * scale))
      fail_msg("%s, row %zu: %s%zu is %.17g, not %.17g", file, row, what, i, got[i], want[i]);
}

static void follow(const struct library *library, const struct trajectory *t)
{
  char path[128];
  snprintf(path, sizeof path, "tests/reference/averages/%s.csv", t->file);
  struct reference *r = reference_read(path);
  size_t x = reference_column(r, "x0"), g = reference_column(r, "g0"),
         a = reference_column(r, "a0"), n = g - x;
  assert_int_equal(r->rows, 101);
  struct run run = run_new(library, t->method, reference_row(r, 0) + x, n, 200);
  for (size_t k = 0; k < r->rows; k++) {
    const double *row = reference_row(r, k), *before = reference_row(r, k ? k - 1 : 0);
    struct query q;
    assert_int_equal(run.method.type->ask(run.state, &q), ASK_EVALUATE);
    near(t->file, k, "x", q.x, row + x, before + x, n);
    near(t->file, k, "a", run.method.type->incumbent(run.state), row + a, before + a, n);
    double f = row[1];
    run.method.type->tell(run.state, &(struct answer){.f = &f, .gradient = row + g});
  }
  run_free(&run);
  reference_free(r);
}

static void test_pytorch(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (size_t l = 0; l < count; l++)
    for (size_t k = 0; k < TRAJECTORIES; k++) follow(levels[l].optimizers, &trajectories[k]);
}

/* Gradients are taken where the bare rule takes them, whatever is answered, on every source. */
static void test_average_does_not_act(void **unused)
{
  (void)unused;
  static const char *const sources[] = {"exact", "central", "es", "vo", "spsa"};
  static const double start[DIM_MOST] = {1, -2, 3, 0.5, -1, 2, -3, 4, 1, 1};
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  for (size_t s = 0; s < sizeof sources / sizeof *sources; s++) {
    char bare[64], averaged[128];
    snprintf(bare, sizeof bare, "adam@%s:rate=0.1", sources[s]);
    snprintf(averaged, sizeof averaged, "%s,average=mean", bare);
    struct run a = run_new(levels[0].optimizers, bare, start, DIM_MOST, 1e4);
    struct run b = run_new(levels[0].optimizers, averaged, start, DIM_MOST, 1e4);
    assert_false(a.method.traits & ANSWERS_APART);
    assert_true(b.method.traits & ANSWERS_APART);
    double sum[DIM_MOST] = {0}, f[ASKING_MOST], g[DIM_MOST];
    size_t steps = 0;
    for (int queries = 0; queries < 60; queries++) {
      struct query p, q;
      assert_int_equal(a.method.type->ask(a.state, &p), ASK_EVALUATE);
      assert_int_equal(b.method.type->ask(b.state, &q), ASK_EVALUATE);
      assert_int_equal(p.count, q.count);
      assert_true(p.count <= ASKING_MOST);
      assert_memory_equal(p.x, q.x, p.count * DIM_MOST * sizeof *p.x);
      for (size_t k = 0; k < p.count; k++)
        f[k] = objective_rosenbrock(p.x + k * DIM_MOST, DIM_MOST);
      for (size_t i = 0; i < DIM_MOST; i++) g[i] = sin((double)i + queries);
      struct answer answer = {.f = f, .gradient = p.want_gradient ? g : NULL};
      a.method.type->tell(a.state, &answer);
      b.method.type->tell(b.state, &answer);
      if (p.more) continue;
      steps++;
      const double *x = a.method.type->incumbent(a.state);
      const double *mean = b.method.type->incumbent(b.state);
      for (size_t i = 0; i < DIM_MOST; i++) {
        sum[i] += x[i];
        assert_near(mean[i], sum[i] / (double)steps, 10, 1e-13, averaged, steps);
      }
    }
    assert_true(steps > 5);
    run_free(&a);
    run_free(&b);
  }
}

/* The coupled decay of the wrapper is the gradient that a user would add by hand; it pulls the
 * point alone, of a source that steps more. */
static void test_l2(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  const struct library *library = levels[0].optimizers;
  static const double start[2] = {3, -4};
  /* A gradient of (3, 4) is cut to (0.6, 0.8), and then the decay is added. */
  struct run r = run_new(library, "sgd:rate=1,clip=1,l2=0.25", start, 2, 100);
  struct query q;
  double f = 1, g[2] = {3, 4};
  assert_int_equal(r.method.type->ask(r.state, &q), ASK_EVALUATE);
  r.method.type->tell(r.state, &(struct answer){.f = &f, .gradient = g});
  const double *x = r.method.type->incumbent(r.state);
  assert_near(x[0], 3 - (0.6 + 0.75), 1, 1e-15, "l2", 0);
  assert_near(x[1], -4 - (0.8 - 1), 1, 1e-15, "l2", 0);
  run_free(&r);
  struct asking bare, pulled;
  asking_start(&bare, library, "sgd@vo:rate=0.1,population=8,sigma=0.5", 2, start,
               (struct stream){3}, NULL);
  asking_start(&pulled, library, "sgd@vo:rate=0.1,population=8,sigma=0.5,l2=0.5", 2, start,
               (struct stream){3}, NULL);
  asking_ask(&bare);
  asking_ask(&pulled);
  asking_tell(&bare, objective_plateau);
  asking_tell(&pulled, objective_plateau);
  double deviations[2];
  bare.method.type->diagnose(bare.state, &deviations[0]);
  pulled.method.type->diagnose(pulled.state, &deviations[1]);
  assert_true(deviations[0] == deviations[1]);
  for (size_t i = 0; i < 2; i++)
    assert_near(asking_mean(&pulled)[i], asking_mean(&bare)[i] - 0.1 * 0.5 * start[i], 1, 1e-15,
                "l2 on vo", i);
  asking_end(&bare);
  asking_end(&pulled);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pytorch),
      cmocka_unit_test(test_average_does_not_act),
      cmocka_unit_test(test_l2),
  };
  return cmocka_run_group_tests_name("averages", tests, NULL, NULL);
}
