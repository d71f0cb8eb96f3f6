/* test_cmaes_runs.c -- how many evaluations cmaes needs, and how runs of cmaes and sep-cmaes end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM_MOST = 40, RUNS_MOST = 501 };

static double ellipsoid(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += pow(10, 6 * (double)i / (double)(dim - 1)) * x[i] * x[i];
  return sum;
}

static double sphere_at_one(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += (x[i] - 1) * (x[i] - 1);
  return sum;
}

static double downhill(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += x[i];
  return sum;
}

/* Finite at any x: only the points can tell that something went wrong. */
static double saturating(const double *x, size_t dim)
{
  double sum = downhill(x, dim);
  return sum < -1e300 ? -1e300 : sum > 1e300 ? 1e300 : sum == sum ? sum : 0;
}

/* The last coordinate does not matter: its deviation is free to grow. */
static double half_blind(const double *x, size_t dim) { return objective_sphere(x, dim - 1); }

/* A condition beyond what a symmetric matrix of doubles can hold. */
static double needle(const double *x, size_t dim)
{
  return x[0] * x[0] + 1e24 * objective_sphere(x + 1, dim - 1);
}

static double not_understood(const double *x, size_t dim)
{
  return floor(objective_rosenbrock(x, dim) / 1000);
}

static void start(struct asking *r, const char *text, size_t dim, uint64_t seed)
{
  struct libraries levels[MACHINE_LEVELS];
  const struct library *library = levels[machine_levels(levels) - 1].optimizers;
  double from[DIM_MOST];
  for (size_t i = 0; i < dim; i++) from[i] = i % 2 ? 1 : -1.2;
  asking_start(r, library, text, dim, from, stream_numbered(stream_root(20140501), seed), NULL);
}

/* Up to the first value at or below target; infinite if the limit comes first. */
static double evaluations(const char *text, objective *f, size_t dim, uint64_t seed, double target,
                          double limit)
{
  struct asking r;
  double count = 0, value[ASKING_MOST];
  start(&r, text, dim, seed);
  bool reached = false;
  while (!reached && count < limit && r.method.type->ask(r.state, &r.query) == ASK_EVALUATE) {
    assert_in_range(r.query.count, 1, ASKING_MOST);
    for (size_t k = 0; k < r.query.count && !reached; k++) {
      value[k] = f(r.query.x + k * dim, dim);
      count++;
      reached = value[k] <= target;
    }
    if (!reached) r.method.type->tell(r.state, &(struct answer){.f = value});
  }
  asking_end(&r);
  return reached ? count : INFINITY;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Medians of 21 runs of another program that follows the same formulas, from (-1.2, 1, -1.2, ...)
 * with sigma 0.5 to 1e-10, of the runs that arrive: one in ten ends in the local minimum of
 * Rosenbrock d = 10. */
static const struct effort {
  const char *name;
  objective *f;
  size_t dim;
  double median;
  int runs;
} efforts[] = {
    {"cmaes:weights=positive", objective_sphere, 2, 301, 501},
    {"cmaes:weights=positive", objective_sphere, 10, 1621, 101},
    {"cmaes:weights=positive", ellipsoid, 2, 713, 501},
    {"cmaes:weights=positive", ellipsoid, 10, 6106, 101},
    {"cmaes:weights=positive", objective_rosenbrock, 2, 810, 501},
    {"cmaes:weights=positive", objective_rosenbrock, 10, 6940, 101},
    {"cmaes", objective_sphere, 2, 294, 501},
    {"cmaes", objective_sphere, 10, 1677, 101},
    {"cmaes", ellipsoid, 2, 509, 501},
    {"cmaes", ellipsoid, 10, 4246, 101},
    {"cmaes", objective_rosenbrock, 2, 693, 501},
    {"cmaes", objective_rosenbrock, 10, 5686, 101},
};

static void test_efforts(void **unused)
{
  (void)unused;
  static double needed[RUNS_MOST];
  for (size_t i = 0; i < sizeof efforts / sizeof *efforts; i++) {
    const struct effort *e = &efforts[i];
    int solved = 0;
    for (int run = 0; run < e->runs; run++)
      needed[run] = evaluations(e->name, e->f, e->dim, (uint64_t)run, 1e-10, 5e4);
    qsort(needed, (size_t)e->runs, sizeof *needed, ascending);
    while (solved < e->runs && isfinite(needed[solved])) solved++;
    assert_true(solved >= 0.8 * e->runs);
    if (e->f != objective_rosenbrock || e->dim == 2) assert_int_equal(solved, e->runs);
    double median = needed[solved / 2];
    if (!(fabs(median - e->median) <= 0.1 * e->median))
      fail_msg("%s, case %zu: a median of %g evaluations instead of %g", e->name, i, median,
               e->median);
  }
}

/* Laziness saves decompositions, not evaluations: here five times as many as are made by default.
 */
static void test_lazy(void **unused)
{
  (void)unused;
  static double each[101], lazy[101];
  for (int run = 0; run < 101; run++) {
    each[run] = evaluations("cmaes", ellipsoid, 10, (uint64_t)run, 1e-10, 5e4);
    lazy[run] = evaluations("cmaes:lazy=12", ellipsoid, 10, (uint64_t)run, 1e-10, 5e4);
  }
  qsort(each, 101, sizeof *each, ascending);
  qsort(lazy, 101, sizeof *lazy, ascending);
  assert_true(fabs(lazy[50] - each[50]) <= 0.05 * each[50]);
}

/* Where the mean stands after 20 generations on the ellipsoid. */
static void stands(const char *text, size_t dim, double *mean)
{
  struct libraries levels[MACHINE_LEVELS];
  const struct library *library = levels[machine_levels(levels) - 1].optimizers;
  struct asking r;
  for (size_t i = 0; i < dim; i++) mean[i] = 1;
  asking_start(&r, library, text, dim, mean, stream_root(20140501), NULL);
  for (int g = 0; g < 20; g++) {
    asking_ask(&r);
    asking_tell(&r, ellipsoid);
  }
  memcpy(mean, asking_mean(&r), dim * sizeof *mean);
  asking_end(&r);
}

/* By default decompositions are max(1, floor(1 / (10 d (c_1 + c_mu)))) generations apart, which is
 * 1 at d = 10 (0.26) and 2 at d = 200 (2.008, with 19 points a generation). */
static void test_default_lazy(void **unused)
{
  (void)unused;
  enum { MOST = 200 };
  double usual[MOST], other[MOST];
  static const struct {
    size_t dim;
    const char *same, *different;
  } cases[] = {{10, "cmaes:lazy=0", "cmaes:lazy=10"}, {200, "cmaes:lazy=19", "cmaes:lazy=0"}};
  for (int c = 0; c < 2; c++) {
    size_t dim = cases[c].dim;
    stands("cmaes", dim, usual);
    stands(cases[c].same, dim, other);
    assert_memory_equal(usual, other, dim * sizeof *usual);
    stands(cases[c].different, dim, other);
    assert_memory_not_equal(usual, other, dim * sizeof *usual);
  }
}

/* sep-cmaes is quick where axes matter alone, and of no use in a valley that is not along one. */
static void test_separable(void **unused)
{
  (void)unused;
  for (uint64_t seed = 0; seed < 11; seed++) {
    assert_true(evaluations("sep-cmaes", ellipsoid, 40, seed, 1e-10, 5e4) < 16000);
    assert_true(evaluations("cmaes", ellipsoid, 40, seed, 1e-10, 5e4) > 20000);
    assert_true(evaluations("sep-cmaes", objective_rosenbrock, 2, seed, 1e-10, 5e4) > 10000);
  }
}

static enum ask follow(struct asking *r, objective *f, size_t dim, int generations, int *done)
{
  double value[ASKING_MOST];
  for (*done = 0; *done < generations; ++*done) {
    enum ask answer = r->method.type->ask(r->state, &r->query);
    if (answer != ASK_EVALUATE) return answer;
    for (size_t k = 0; k < r->query.count; k++) value[k] = f(r->query.x + k * dim, dim);
    r->method.type->tell(r->state, &(struct answer){.f = value});
  }
  return ASK_EVALUATE;
}

static bool finite(const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite(x[i])) return false;
  return true;
}

static const char *const names[] = {"cmaes", "cmaes:weights=positive", "sep-cmaes",
                                    "sep-cmaes:weights=active"};

static void test_convergence(void **unused)
{
  (void)unused;
  static const size_t dims[] = {1, 2, 10};
  for (int m = 0; m < 4; m++)
    for (int i = 0; i < 3; i++) {
      struct asking r;
      int done;
      start(&r, names[m], dims[i], 1);
      enum ask how = follow(&r, sphere_at_one, dims[i], 100000, &done);
      assert_int_equal(how, ASK_CONVERGED);
      const double *mean = r.method.type->incumbent(r.state);
      for (size_t c = 0; c < dims[i]; c++) assert_true(fabs(mean[c] - 1) < 1e-14);
      /* It stays so, and says where it stands. */
      assert_int_equal(r.method.type->ask(r.state, &r.query), ASK_CONVERGED);
      asking_end(&r);
    }
}

/* With nothing to go by C degenerates or dwindles: the run ends, in few dimensions soon, and before
 * a point is not finite. */
static void test_plateau(void **unused)
{
  (void)unused;
  static const size_t dims[] = {1, 2, 10};
  for (int m = 0; m < 4; m++)
    for (int i = 0; i < 3; i++)
      for (uint64_t seed = 0; seed < 5; seed++) {
        struct asking r;
        int done = 0;
        start(&r, names[m], dims[i], seed);
        enum ask how = follow(&r, objective_plateau, dims[i], 20000, &done);
        assert_true(done > 100);
        assert_true(finite(asking_mean(&r), dims[i]));
        if (i < 2) assert_true(how == ASK_STALLED || how == ASK_CONVERGED);
        if (i == 2 && m < 2) assert_int_equal(how, ASK_STALLED);
        asking_end(&r);
      }
}

/* Where f has no lower bound the points run away: that is the driver's to see, not a stall. */
static void test_runaway(void **unused)
{
  (void)unused;
  for (int m = 0; m < 4; m++) {
    struct asking r;
    double value[ASKING_MOST] = {0};
    bool sound = true;
    start(&r, names[m], 5, 1);
    for (int g = 0; g < 20000 && sound; g++) {
      assert_int_equal(r.method.type->ask(r.state, &r.query), ASK_EVALUATE);
      for (size_t k = 0; k < r.query.count; k++) {
        value[k] = downhill(r.query.x + k * 5, 5);
        sound = sound && isfinite(value[k]);
      }
      if (sound) r.method.type->tell(r.state, &(struct answer){.f = value});
    }
    assert_false(sound);
    asking_end(&r);
  }
}

/* Nothing crashes, and where it stands is finite or it has ended. */
static void test_rough_ground(void **unused)
{
  (void)unused;
  static objective *const rough[] = {saturating, half_blind, needle, not_understood};
  static const char *const texts[] = {"cmaes",
                                      "cmaes:weights=positive",
                                      "cmaes:lazy=0",
                                      "cmaes:population=2",
                                      "sep-cmaes",
                                      "sep-cmaes:weights=active",
                                      "sep-cmaes:population=2",
                                      "cmaes:population=1",
                                      "cmaes:sigma=1e9",
                                      "cmaes:population=100",
                                      "cmaes:population=3,weights=positive"};
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
    for (int f = 0; f < 4; f++) {
      struct asking r;
      int done;
      start(&r, texts[t], 6, 1);
      enum ask how = follow(&r, rough[f], 6, 6000, &done);
      assert_true(how != ASK_NO_MEMORY);
      if (f > 0 || how == ASK_EVALUATE) assert_true(finite(asking_mean(&r), 6));
      asking_end(&r);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_efforts),      cmocka_unit_test(test_lazy),
      cmocka_unit_test(test_default_lazy), cmocka_unit_test(test_separable),
      cmocka_unit_test(test_convergence),  cmocka_unit_test(test_plateau),
      cmocka_unit_test(test_runaway),      cmocka_unit_test(test_rough_ground),
  };
  return cmocka_run_group_tests_name("cmaes_runs", tests, NULL, NULL);
}
