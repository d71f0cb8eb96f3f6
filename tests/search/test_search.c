/* test_search.c -- random search and random local search: what they promise, and that they do
 * what a plain rewriting of them does. */
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
#include "tests/support/hunt.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { DIM_MOST = 3000, BATCH_MOST = 64 };

static const struct stream stream = {0x1234567890abcdef};
static double start[DIM_MOST], low[DIM_MOST], high[DIM_MOST];

static int set_region(void **unused)
{
  (void)unused;
  for (int i = 0; i < DIM_MOST; i++) {
    low[i] = -1 - i % 5;
    high[i] = 0.5 + i % 3;
    start[i] = 0.25;
  }
  return 0;
}

struct run {
  struct method method;
  void *state;
};

static struct run run_new(const struct library *library, const char *text, size_t dim,
                          double budget)
{
  struct run r;
  struct error err;
  if (method_parse(library, text, &r.method, &err)) fail_msg("%s", err.text);
  struct setup setup = {.dim = dim,
                        .start = start,
                        .low = low,
                        .high = high,
                        .budget = budget,
                        .gradient_cost = 1,
                        .stream = stream,
                        .behaviours = dim};
  r.state = r.method.type->alloc(&setup, method_config(&r.method));
  assert_non_null(r.state);
  return r;
}

static struct query run_ask(struct run *r)
{
  struct query q;
  assert_int_equal(r->method.type->ask(r->state, &q), ASK_EVALUATE);
  assert_in_range(q.count, 1, BATCH_MOST);
  assert_false(q.want_gradient);
  return q;
}

static void run_tell(struct run *r, const double *f)
{
  r->method.type->tell(r->state, &(struct answer){.f = f});
}

static const double *run_at(const struct run *r) { return r->method.type->incumbent(r->state); }

static void run_free(struct run *r)
{
  r->method.type->free(r->state);
  method_free(&r->method);
}

static double bowl(const double *x, size_t dim)
{
  double f = 0;
  for (size_t i = 0; i < dim; i++) f += (x[i] - 0.1) * (x[i] - 0.1) * (double)(i + 1);
  return f;
}

static double plateaus(const double *x, size_t dim) { return floor(4 * bowl(x, dim)); }

/* --- random search --- */

static void test_random_is_uniform(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  enum { DIM = 3, BINS = 20, POINTS = 64 * 1000 };
  static int bins[DIM][BINS], pairs[BINS][BINS];
  struct run r = run_new(levels[0].optimizers, "random", DIM, POINTS);
  double f[BATCH_MOST] = {0};
  for (size_t points = 0; points < POINTS;) {
    struct query q = run_ask(&r);
    for (size_t k = 0; k < q.count; k++) {
      size_t bin[DIM];
      for (size_t i = 0; i < DIM; i++) {
        double u = (q.x[k * DIM + i] - low[i]) / (high[i] - low[i]);
        assert_true(u >= 0 && u <= 1);
        bin[i] = (size_t)fmin(u * BINS, BINS - 1);
        bins[i][bin[i]]++;
      }
      pairs[bin[0]][bin[2]]++;
    }
    points += q.count;
    run_tell(&r, f);
  }
  run_free(&r);
  /* Chi-square; the bounds are its upper 1e-4 quantiles at 19 and 399 degrees of freedom. */
  double want = POINTS / (double)BINS, together = 0;
  for (size_t i = 0; i < DIM; i++) {
    double sum = 0;
    for (size_t b = 0; b < BINS; b++) sum += pow(bins[i][b] - want, 2) / want;
    if (sum > 50.8) fail_msg("coordinate %zu is not uniform: chi-square %g", i, sum);
  }
  want /= BINS;
  for (size_t a = 0; a < BINS; a++)
    for (size_t b = 0; b < BINS; b++) together += pow(pairs[a][b] - want, 2) / want;
  if (together > 512) fail_msg("coordinates depend on each other: chi-square %g", together);
}

/* Point n is sample n mod 64 of generation n / 64, however many fit into a batch; the incumbent is
 * the best so far; nothing beyond the budget is asked for. */
static void test_random_point_by_point(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  static const size_t dims[] = {1, 2, 5, 10, 100, 1000, DIM_MOST};
  for (size_t l = 0; l < count; l++)
    for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
      size_t dim = dims[d], budget = 64 * 3 + 17, points = 0;
      struct run r = run_new(levels[l].optimizers, "random", dim, (double)budget + 0.5);
      assert_memory_equal(run_at(&r), start, dim * sizeof *start);
      double best_f = INFINITY, f[BATCH_MOST];
      static double best[DIM_MOST], u[DIM_MOST];
      while (points < budget) {
        struct query q = run_ask(&r);
        assert_true(q.count * dim <= 1 << 16);
        for (size_t k = 0; k < q.count; k++, points++) {
          const double *x = q.x + k * dim;
          random_uniforms(stream, points / 64, (uint32_t)(points % 64), 1, dim, u);
          for (size_t i = 0; i < dim; i++) assert_true(x[i] == low[i] + (high[i] - low[i]) * u[i]);
          f[k] = bowl(x, dim);
          if (f[k] < best_f) {
            best_f = f[k];
            memcpy(best, x, dim * sizeof *x);
          }
        }
        run_tell(&r, f);
        assert_memory_equal(run_at(&r), best, dim * sizeof *best);
      }
      assert_int_equal(points, budget);
      run_free(&r);
    }
}

/* Guesses are normal around 0, wherever the region and the start are. */
static void test_random_guesses(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  static const size_t dims[] = {1, 5, 100, DIM_MOST};
  for (size_t l = 0; l < count; l++)
    for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
      size_t dim = dims[d], points = 0;
      struct run r = run_new(levels[l].optimizers, "random:deviation=0.7", dim, 1e3);
      static double z[DIM_MOST], f[BATCH_MOST];
      while (points < 200) {
        struct query q = run_ask(&r);
        for (size_t k = 0; k < q.count; k++, points++) {
          random_normals(stream, points / 64, (uint32_t)(points % 64), 1, dim, z);
          for (size_t i = 0; i < dim; i++) assert_true(q.x[k * dim + i] == 0.7 * z[i]);
        }
        run_tell(&r, f);
      }
      run_free(&r);
    }
}

/* --- random local search --- */

/* The method as its formula says it, one sample at a time. */
static void follow_local(const struct library *library, const char *text, double sigma, bool adapt,
                         size_t dim, objective *f, int steps)
{
  struct run r = run_new(library, text, dim, 1e9);
  static double x[DIM_MOST], y[DIM_MOST], z[DIM_MOST];
  double widest = 0;
  memcpy(x, start, dim * sizeof *x);
  for (size_t i = 0; i < dim; i++) widest = fmax(widest, high[i] - low[i]);
  struct query q = run_ask(&r);
  assert_int_equal(q.count, 1);
  assert_memory_equal(q.x, start, dim * sizeof *start);
  double fx = f(x, dim), fy;
  run_tell(&r, &fx);
  int taken = 0;
  for (int n = 0; n < steps; n++) {
    random_normals(stream, (uint64_t)n / 32, (uint32_t)n % 32, 1, dim, z);
    for (size_t i = 0; i < dim; i++) y[i] = x[i] + sigma * z[i];
    q = run_ask(&r);
    assert_int_equal(q.count, 1);
    assert_memory_equal(q.x, y, dim * sizeof *y);
    fy = f(y, dim);
    run_tell(&r, &fy);
    bool take = !(fy > fx);
    if (take) {
      taken++;
      fx = fy;
      memcpy(x, y, dim * sizeof *x);
    }
    if (adapt) sigma = fmin(widest, sigma * (take ? 2 : pow(2, -0.25)));
    assert_memory_equal(run_at(&r), x, dim * sizeof *x);
    assert_true(f(run_at(&r), dim) == fx);
  }
  assert_true(taken > 0 && taken < steps);
  run_free(&r);
}

static void test_local_step_by_step(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) {
    const struct library *library = levels[l].optimizers;
    follow_local(library, "local", 0.1, false, 2, bowl, 500);
    follow_local(library, "local:sigma=0.02", 0.02, false, 7, bowl, 500);
    follow_local(library, "local:sigma=0.3,adapt=no", 0.3, false, 3, plateaus, 500);
    follow_local(library, "local:sigma=1e-3", 1e-3, false, DIM_MOST, bowl, 70);
    follow_local(library, "local:adapt=yes", 0.1, true, 2, bowl, 500);
    follow_local(library, "local:sigma=3,adapt=yes", 3, true, 10, bowl, 500);
    follow_local(library, "local:sigma=1e-6,adapt=yes", 1e-6, true, 3, plateaus, 500);
  }
}

static double flat(const double *x, size_t dim)
{
  (void)x;
  (void)dim;
  return 1;
}

/* On a plateau it wanders instead of staying; sigma grows no further than the region is wide. */
static void test_local_wanders(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  static const char *const methods[] = {"local", "local:adapt=yes"};
  for (size_t m = 0; m < 2; m++) {
    struct run r = run_new(levels[0].optimizers, methods[m], 2, 1e9);
    double last[2], furthest = 0;
    for (int n = 0; n < 2000; n++) {
      memcpy(last, run_at(&r), sizeof last);
      struct query q = run_ask(&r);
      double f = flat(q.x, 2);
      run_tell(&r, &f);
      if (n) assert_memory_not_equal(run_at(&r), last, sizeof last);
      furthest = fmax(furthest, hypot(run_at(&r)[0] - last[0], run_at(&r)[1] - last[1]));
    }
    double widest = fmax(high[0] - low[0], high[1] - low[1]);
    assert_true(furthest < 6 * (m ? widest : 0.1));
    assert_true(furthest > 2 * (m ? widest : 0.1));
    run_free(&r);
  }
}

/* The one-fifth rule goes on converging where a constant sigma has come to its end. */
static void test_local_adapts(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  double reached[2];
  static const char *const methods[] = {"local", "local:adapt=yes"};
  for (size_t m = 0; m < 2; m++) {
    struct run r = run_new(levels[0].optimizers, methods[m], 5, 1e9);
    for (int n = 0; n < 3000; n++) {
      struct query q = run_ask(&r);
      double f = bowl(q.x, 5);
      run_tell(&r, &f);
    }
    reached[m] = bowl(run_at(&r), 5);
    run_free(&r);
  }
  assert_true(reached[0] > 1e-6 && reached[0] < 0.1);
  assert_true(reached[1] < 1e-20);
}

static double drifting_add;
static double drifting(const double *x, size_t dim) { return bowl(x, dim) + drifting_add; }

/* x and y are evaluated together; x is believed to have the mean of its values. */
static void test_local_reevaluates(void **unused)
{
  (void)unused;
  enum { DIM = 3 };
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  struct run r = run_new(levels[0].optimizers, "local:reevaluate=yes", DIM, 1e9);
  double x[DIM], y[DIM], z[DIM], f[2], mean = bowl(start, DIM), times = 1;
  memcpy(x, start, sizeof x);
  assert_int_equal(run_ask(&r).count, 1);
  run_tell(&r, &mean);
  size_t taken = 0;
  for (int n = 0; n < 500; n++) {
    random_normals(stream, (uint64_t)n / 32, (uint32_t)n % 32, 1, DIM, z);
    for (size_t i = 0; i < DIM; i++) y[i] = x[i] + 0.1 * z[i];
    struct query q = run_ask(&r);
    assert_int_equal(q.count, 2);
    size_t of_x = memcmp(q.x, x, sizeof x) ? 1 : 0;
    assert_memory_equal(q.x + of_x * DIM, x, sizeof x);
    assert_memory_equal(q.x + (1 - of_x) * DIM, y, sizeof y);
    drifting_add = n % 3 * 0.1;
    for (size_t k = 0; k < 2; k++) f[k] = drifting(q.x + k * DIM, DIM);
    run_tell(&r, f);
    mean += (f[of_x] - mean) / ++times;
    if (f[1 - of_x] <= mean) {
      taken++;
      mean = f[1 - of_x];
      times = 1;
      memcpy(x, y, sizeof x);
    }
    assert_memory_equal(run_at(&r), x, sizeof x);
  }
  assert_in_range(taken, 50, 450);
  run_free(&r);
}

/* What it says of its distribution. */
static void test_local_distribution(void **unused)
{
  (void)unused;
  enum { DIM = 3 };
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  struct run r = run_new(levels[0].optimizers, "local:adapt=yes,sigma=0.3", DIM, 1e9);
  const struct optimizer_type *type = r.method.type;
  double sigma = 0.3, f = bowl(start, DIM), deviation, covariance[DIM * DIM];
  run_ask(&r);
  run_tell(&r, &f);
  for (int n = 0; n < 20; n++) {
    struct spread spread;
    type->spread(r.state, &spread);
    assert_true(fabs(spread.shortest - sigma) < 1e-12 && spread.longest == spread.shortest);
    type->diagnose(r.state, &deviation);
    type->covariance(r.state, covariance);
    assert_true(deviation == spread.shortest && !spread.axis);
    for (size_t i = 0; i < DIM; i++) assert_true(spread.deviation[i] == spread.shortest);
    for (size_t i = 0; i < DIM * DIM; i++)
      assert_true(covariance[i] == (i % (DIM + 1) ? 0 : deviation * deviation));
    struct query q = run_ask(&r);
    double y = bowl(q.x, DIM);
    run_tell(&r, &y);
    sigma *= y <= f ? 2 : pow(2, -0.25);
    f = y <= f ? y : f;
  }
  run_free(&r);
}

/* --- values that are random --- */

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The median of the true values where runs with this method stand after 20000 evaluations. */
static double stands_at(const struct libraries *level, const char *method, const char *function)
{
  enum { RUNS = 41, DIM = 5, BUDGET = 20000 };
  double truth[RUNS], at[DIM];
  struct problem *problem = problem_named(level->functions, function, DIM, 0);
  for (uint64_t run = 0; run < RUNS; run++) {
    struct stream own = stream_numbered(stream_named(stream, function), run);
    random_uniforms(stream_named(own, "start"), 0, 0, 1, DIM, at);
    for (size_t i = 0; i < DIM; i++)
      at[i] = problem->start_low[i] + (problem->start_high[i] - problem->start_low[i]) * at[i];
    struct setup setup = {.dim = DIM,
                          .start = at,
                          .low = problem->low,
                          .high = problem->high,
                          .budget = BUDGET,
                          .stream = own};
    truth[run] = hunt_problem(level->optimizers, method, problem, &setup, stream_named(own, "n"));
  }
  problem_free(problem);
  qsort(truth, RUNS, sizeof *truth, ascending);
  return truth[RUNS / 2];
}

/* A value that was lucky once is believed for ever, unless it is looked at again; looking again
 * costs evaluations. Where that pays, and where it does not. */
static void test_noise(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  static const struct {
    const char *function, *method;
    double below, above; /* bounds of the median with it over that without; 0: none */
  } row[] = {
      {"rosenbrock:noise=1", "local:adapt=yes", 0.5, 0},
      {"rosenbrock:noise=1", "local:adapt=no", 0.6, 0},
      {"rosenbrock:noise=1", "ga:elites=5", 0.6, 0},
      {"rosenbrock:noise=1", "de:population=50", 0.6, 0},
      {"rosenbrock:noise=1", "pso:topology=global", 0.8, 0},
      {"quadratic:condition=100,noise=1", "local:adapt=yes", 0.3, 0},
      {"quadratic:condition=100,noise=1", "ga:elites=1", 0, 1.1},
      {"quadratic:condition=100,noise=1", "de:population=50", 0, 0.8},
  };
  for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
    char again[100];
    snprintf(again, sizeof again, "%s,reevaluate=yes", row[r].method);
    double without = stands_at(levels, row[r].method, row[r].function);
    double with = stands_at(levels, again, row[r].function), ratio = with / without;
    if ((row[r].below > 0 && ratio > row[r].below) || ratio < row[r].above)
      fail_msg("%s on %s: %.3g, evaluated again %.3g", row[r].method, row[r].function, without,
               with);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random_is_uniform),
      cmocka_unit_test(test_random_point_by_point),
      cmocka_unit_test(test_random_guesses),
      cmocka_unit_test(test_local_step_by_step),
      cmocka_unit_test(test_local_wanders),
      cmocka_unit_test(test_local_adapts),
      cmocka_unit_test(test_local_reevaluates),
      cmocka_unit_test(test_local_distribution),
      cmocka_unit_test(test_noise),
  };
  return cmocka_run_group_tests_name("search", tests, set_region, NULL);
}
