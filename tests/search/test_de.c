/* test_de.c -- differential evolution, step by step against a plain rewriting, and its costs
 * against those of SciPy. */
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
#include "tests/support/hunt.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

enum { DIM_MOST = 10000 };

static const struct stream stream = {0xfeedbeef};
static double start[DIM_MOST], low[DIM_MOST], high[DIM_MOST];
static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  for (int i = 0; i < DIM_MOST; i++) {
    low[i] = -1 - i % 5;
    high[i] = 0.5 + i % 3;
    start[i] = 0.25;
  }
  return level_count ? 0 : -1;
}

static struct setup setup_of(size_t dim, double budget)
{
  return (struct setup){
      .dim = dim, .start = start, .low = low, .high = high, .budget = budget, .stream = stream};
}

static double plateaus(const double *x, size_t dim) { return floor(objective_sphere(x, dim)); }

/* --- step by step --- */

/* The number-th of 0 ... n - 1 that is not among the `gone` first of taken. */
static size_t left_over(size_t number, size_t n, const size_t *taken, size_t gone)
{
  for (size_t k = 0; k < n; k++) {
    bool is_taken = false;
    for (size_t g = 0; g < gone; g++) is_taken = is_taken || taken[g] == k;
    if (!is_taken && number-- == 0) return k;
  }
  fail();
  return 0;
}

static void follow(const struct library *library, const char *text, size_t n, double weight,
                   double crossover, size_t dim, objective *f, uint64_t generations)
{
  struct setup setup = setup_of(dim, 1e9);
  struct hunt h;
  hunt_start(&h, library, text, &setup);
  double *x = doubles(n * dim), *y = doubles(n * dim), *fx = doubles(n), *u = doubles(dim + 4);
  size_t best = 0, kept = 0;
  assert_memory_equal(hunt_at(&h), start, dim * sizeof *start);
  for (uint64_t g = 0; g < generations; g++) {
    for (size_t i = 0; i < n; i++) {
      if (!g) {
        random_uniforms(stream, 0, (uint32_t)i, 1, dim, u);
        for (size_t j = 0; j < dim; j++)
          y[i * dim + j] = i ? low[j] + (high[j] - low[j]) * u[j] : start[j];
        continue;
      }
      random_uniforms(stream, g, (uint32_t)i, 1, dim + 4, u);
      size_t r[4] = {i};
      for (size_t k = 0; k < 3; k++)
        r[k + 1] = left_over((size_t)floor(u[k] * (double)(n - 1 - k)), n, r, k + 1);
      for (size_t j = 0; j < dim; j++) {
        double v = x[r[1] * dim + j] + weight * (x[r[2] * dim + j] - x[r[3] * dim + j]);
        bool cross = u[4 + j] < crossover || j == (size_t)floor(u[3] * (double)dim);
        y[i * dim + j] = cross ? v : x[i * dim + j];
      }
    }
    assert_int_equal(hunt_step(&h, f), ASK_EVALUATE);
    assert_int_equal(h.count, n);
    assert_true((h.parts > 1) == (n * dim > 2048));
    assert_memory_equal(h.x, y, n * dim * sizeof *y);
    for (size_t i = 0; i < n; i++) {
      double fy = f(y + i * dim, dim);
      if (g && fy > fx[i]) continue;
      kept += g > 0;
      fx[i] = fy;
      memcpy(x + i * dim, y + i * dim, dim * sizeof *x);
    }
    best = 0;
    for (size_t i = 1; i < n; i++)
      if (fx[i] < fx[best]) best = i;
    assert_memory_equal(hunt_at(&h), x + best * dim, dim * sizeof *x);
    double total = 0, deviation;
    for (size_t j = 0; j < dim; j++) {
      double mean = 0, square = 0;
      for (size_t i = 0; i < n; i++) mean += x[i * dim + j] / (double)n;
      for (size_t i = 0; i < n; i++) square += pow(x[i * dim + j] - mean, 2) / (double)n;
      total += log(square) / 2 / (double)dim;
    }
    h.method.type->diagnose(h.state, &deviation);
    assert_true(fabs(deviation - exp(total)) <= 1e-9 * exp(total));
  }
  assert_true(kept > 0 && kept < (generations - 1) * n);
  hunt_end(&h);
  free(x);
  free(y);
  free(fx);
  free(u);
}

static void test_step_by_step(void **unused)
{
  (void)unused;
  for (size_t l = 0; l < level_count; l++) {
    const struct library *library = levels[l].optimizers;
    follow(library, "de", 20, 0.5, 0.9, 2, objective_sphere, 40);
    follow(library, "de", 70, 0.5, 0.9, 7, objective_rosenbrock, 40);
    follow(library, "de:population=3", 4, 0.5, 0.9, 1, objective_sphere, 40);
    follow(library, "de:population=4,crossover=0", 4, 0.5, 0, 13, objective_sphere, 40);
    follow(library, "de:population=5,weight=0.8,crossover=1", 5, 0.8, 1, 3, plateaus, 40);
    follow(library, "de:population=33,weight=0.9,crossover=0.2", 33, 0.9, 0.2, 900,
           objective_sphere, 10);
  }
}

/* Where it stands is the best that was told, also while a generation is told in parts. */
static void test_in_parts(void **unused)
{
  (void)unused;
  enum { DIM = 300, N = 24 };
  struct setup setup = setup_of(DIM, 1e9);
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "de:population=24", &setup);
  double best[DIM], best_f = INFINITY;
  size_t inside = 0;
  for (int part = 0; part < 2000; part++) {
    double f[N];
    assert_int_equal(hunt_ask(&h), ASK_EVALUATE);
    assert_true(h.query.count < N);
    for (size_t k = 0; k < h.query.count; k++) {
      const double *x = h.query.x + k * DIM;
      f[k] = objective_sphere(x, DIM);
      if (f[k] >= best_f) continue;
      inside += h.query.more;
      best_f = f[k];
      memcpy(best, x, sizeof best);
    }
    hunt_tell(&h, f);
    assert_memory_equal(hunt_at(&h), best, sizeof best);
  }
  assert_true(inside > 10);
  hunt_end(&h);
}

/* --- against SciPy --- */

/* SciPy's runs, see tests/reference/scipy/README.md. */
static const struct setting {
  const char *function;
  objective *f;
  double half, weight; /* the region is from -half to half */
  size_t runs;
  double most; /* evaluations a run */
} settings[] = {
    {"sphere", objective_sphere, 5, 0.5, 400, 200000},
    {"rosenbrock", objective_rosenbrock, 2, 0.7, 400, 200000},
    {"rosenbrock", objective_rosenbrock, 2, 0.5, 100, 20000},
};

/* Evaluations to 1e-8, or infinity. */
static double first_hit(const struct setting *setting, size_t run)
{
  enum { DIM = 5 };
  double at[DIM], lower[DIM], upper[DIM], half = setting->half, hit = INFINITY;
  struct stream own = stream_numbered(stream_named(stream, "against scipy"), run);
  random_uniforms(stream_named(own, "start"), 0, 0, 1, DIM, at);
  for (int i = 0; i < DIM; i++) {
    at[i] = half * (2 * at[i] - 1);
    lower[i] = -half;
    upper[i] = half;
  }
  struct setup setup = {
      .dim = DIM, .start = at, .low = lower, .high = upper, .budget = setting->most, .stream = own};
  struct hunt h;
  char text[100];
  snprintf(text, sizeof text, "de:population=50,crossover=0.9,weight=%g", setting->weight);
  hunt_start(&h, levels[0].optimizers, text, &setup);
  while (isinf(hit) && h.values < setting->most && hunt_step(&h, setting->f) == ASK_EVALUATE)
    for (size_t k = 0; k < h.count && isinf(hit); k++)
      if (h.f[k] <= 1e-8) hit = h.values - (double)(h.count - k) + 1;
  hunt_end(&h);
  return hit;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The largest distance between the distributions of two sorted samples of n. */
static double smirnov(const double *a, const double *b, size_t n)
{
  double worst = 0;
  for (size_t i = 0, j = 0; i < n && j < n;) {
    double at = a[i] < b[j] ? a[i] : b[j];
    while (i < n && a[i] <= at) i++;
    while (j < n && b[j] <= at) j++;
    worst = fmax(worst, fabs((double)i - (double)j) / (double)n);
  }
  return worst;
}

/* Half the width of an interval of one standard error about the median, from order statistics. */
static double median_error(const double *sorted, size_t n)
{
  size_t reach = (size_t)(sqrt((double)n) / 2);
  return (sorted[n / 2 + reach] - sorted[n / 2 - reach]) / 2;
}

static void against(const struct reference *r, const struct setting *setting)
{
  enum { RUNS = 400 };
  static double ours[RUNS], theirs[RUNS];
  size_t count = 0, n = setting->runs, reach[2] = {0};
  for (size_t i = 0; i < r->rows; i++) {
    if (strcmp(reference_text(r, i, "function"), setting->function)) continue;
    if (reference_at(r, i, "weight") != setting->weight) continue;
    double hit = reference_at(r, i, "evaluations");
    assert_true(count < n);
    theirs[count++] = isnan(hit) ? INFINITY : hit;
  }
  assert_int_equal(count, n);
  for (size_t i = 0; i < n; i++) {
    ours[i] = first_hit(setting, i);
    reach[0] += isfinite(ours[i]) ? 1 : 0;
    reach[1] += isfinite(theirs[i]) ? 1 : 0;
  }
  qsort(ours, n, sizeof *ours, ascending);
  qsort(theirs, n, sizeof *theirs, ascending);
  double distance = smirnov(ours, theirs, n);
  double error = hypot(median_error(ours, n), median_error(theirs, n));
  bool all = reach[0] == n && reach[1] == n, apart = fabs(ours[n / 2] - theirs[n / 2]) > 3 * error;
  /* The distance at level 0.001. */
  if (distance > 1.95 * sqrt(2 / (double)n) || (all && apart))
    fail_msg("%s, weight %g: reached by %zu and %zu of %zu, medians %g and %g, distance %.3f",
             setting->function, setting->weight, reach[0], reach[1], n, ours[n / 2], theirs[n / 2],
             distance);
}

static void test_against_scipy(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/scipy/de_first_hit.csv");
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) against(r, settings + i);
  reference_free(r);
}

/* --- ends and sizes --- */

/* No two doubles next to the minimiser have equal values. */
static double vee(const double *x, size_t dim)
{
  double f = 0;
  for (size_t i = 0; i < dim; i++) f += fabs(x[i] - 0.3);
  return f;
}

/* In the end all members are one point, and it says so. */
static void test_converges(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"de:population=12", "de:population=12,reevaluate=yes"};
  for (size_t m = 0; m < 2; m++) {
    struct setup setup = setup_of(2, 1e9);
    struct hunt h;
    hunt_start(&h, levels[0].optimizers, methods[m], &setup);
    size_t steps = 0;
    enum ask asked;
    while ((asked = hunt_step(&h, vee)) == ASK_EVALUATE) assert_true(++steps < 10000);
    assert_int_equal(asked, ASK_CONVERGED);
    assert_true(hunt_at(&h)[0] == 0.3 && hunt_at(&h)[1] == 0.3);
    hunt_end(&h);
  }
}

/* Members have memory as the budget has evaluations. */
static void test_sizes(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"de:population=1", "de:population=1000000", "de",
                                        "de:population=1000000,reevaluate=yes"};
  static const size_t dims[] = {1, 2, 300, DIM_MOST};
  for (size_t m = 0; m < 4; m++)
    for (size_t d = 0; d < 4; d++) {
      struct setup setup = setup_of(dims[d], dims[d] > 300 ? 200 : 5000);
      struct hunt h;
      hunt_start(&h, levels[0].optimizers, methods[m], &setup);
      static double f[5000];
      while (hunt_ask(&h) == ASK_EVALUATE && h.values + (double)h.query.count <= setup.budget) {
        for (size_t k = 0; k < h.query.count; k++)
          f[k] = objective_sphere(h.query.x + k * dims[d], dims[d]);
        hunt_tell(&h, f);
      }
      assert_true(objective_sphere(hunt_at(&h), dims[d]) <= objective_sphere(start, dims[d]));
      hunt_end(&h);
    }
}

/* --- evaluated again --- */

static double drifting_add;
static double drifting(const double *x, size_t dim)
{
  return objective_sphere(x, dim) + drifting_add;
}

/* Members come first, then their trials; a member is believed to have the mean of its values. */
static void test_reevaluates(void **unused)
{
  (void)unused;
  enum { N = 8, DIM = 3 };
  struct setup setup = setup_of(DIM, 1e9);
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "de:population=8,reevaluate=yes", &setup);
  double x[N * DIM], f[N], times[N];
  drifting_add = 0;
  hunt_step(&h, drifting);
  assert_int_equal(h.count, N);
  memcpy(x, h.x, sizeof x);
  memcpy(f, h.f, sizeof f);
  for (size_t k = 0; k < N; k++) times[k] = 1;
  size_t kept = 0, stayed = 0;
  for (int g = 1; g < 60; g++) {
    drifting_add = g % 3; /* the same point has another value */
    hunt_step(&h, drifting);
    assert_int_equal(h.count, 2 * N);
    assert_memory_equal(h.x, x, sizeof x);
    for (size_t k = 0; k < N; k++) {
      f[k] += (h.f[k] - f[k]) / ++times[k];
      if (h.f[N + k] <= f[k]) {
        kept++;
        f[k] = h.f[N + k];
        times[k] = 1;
        memcpy(x + k * DIM, h.x + (N + k) * DIM, DIM * sizeof *x);
      } else {
        stayed++;
      }
    }
    size_t best = N;
    for (size_t k = 0; k < N; k++)
      if (times[k] > 1 && (best == N || f[k] < f[best])) best = k;
    if (best < N) assert_memory_equal(hunt_at(&h), x + best * DIM, DIM * sizeof *x);
  }
  assert_true(kept > 50 && stayed > 50);
  hunt_end(&h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_in_parts),      cmocka_unit_test(test_step_by_step),
      cmocka_unit_test(test_against_scipy), cmocka_unit_test(test_converges),
      cmocka_unit_test(test_sizes),         cmocka_unit_test(test_reevaluates),
  };
  return cmocka_run_group_tests_name("de", tests, set_up, NULL);
}
