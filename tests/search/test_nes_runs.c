/* test_nes_runs.c -- how many evaluations snes and xnes need, and how their runs end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM_MOST = 40, RUNS_MOST = 1001 };

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

/* Medians of 21 runs of another program, from (-1.2, 1, -1.2, ...) with sigma 0.5 to 1e-10. On
 * Rosenbrock d = 2 runs differ so much (quartiles 860 and 2030) that medians of 21 lie between 960
 * and 1660 in nine cases of ten; 1224 there is the median of 1001 runs of a plain program written
 * for the purpose. The other program's 21 had 1017. */
static const struct effort {
  const char *name;
  objective *f;
  size_t dim;
  double median;
  int runs;
} efforts[] = {
    {"xnes", objective_sphere, 2, 349, 1001},
    {"xnes", objective_sphere, 10, 7188, 25},
    {"xnes", ellipsoid, 2, 580, 1001},
    {"xnes", ellipsoid, 10, 9900, 25},
    {"xnes", objective_rosenbrock, 2, 1224, 1001},
    {"xnes", objective_rosenbrock, 10, 11773, 75},
    {"snes", objective_sphere, 2, 426, 1001},
    {"snes", objective_sphere, 10, 2219, 75},
    {"snes", ellipsoid, 2, 660, 1001},
    {"snes", ellipsoid, 10, 3023, 75},
};

static void test_efforts(void **unused)
{
  (void)unused;
  static double needed[RUNS_MOST];
  for (size_t i = 0; i < sizeof efforts / sizeof *efforts; i++) {
    const struct effort *e = &efforts[i];
    for (int run = 0; run < e->runs; run++)
      needed[run] = evaluations(e->name, e->f, e->dim, (uint64_t)run, 1e-10, 1e5);
    qsort(needed, (size_t)e->runs, sizeof *needed, ascending);
    double median = needed[e->runs / 2];
    if (!(fabs(median - e->median) <= 0.1 * e->median))
      fail_msg("%s, case %zu: a median of %g evaluations instead of %g", e->name, i, median,
               e->median);
  }
}

/* A valley that is not along an axis stops snes: the deviations cannot follow it. */
static void test_snes_in_the_valley(void **unused)
{
  (void)unused;
  for (uint64_t seed = 0; seed < 11; seed++)
    assert_true(evaluations("snes", objective_rosenbrock, 2, seed, 1e-10, 6000) > 6000);
}

static enum ask follow(struct asking *r, objective *f, size_t dim, int generations, int *done)
{
  double value[ASKING_MOST];
  for (*done = 0; *done < generations; ++*done) {
    enum ask answer = r->method.type->ask(r->state, &r->query);
    const double *mean = r->method.type->incumbent(r->state);
    for (size_t i = 0; i < dim; i++) assert_true(isfinite(mean[i]));
    if (answer != ASK_EVALUATE) return answer;
    for (size_t k = 0; k < r->query.count; k++) {
      for (size_t i = 0; i < dim; i++) assert_true(isfinite(r->query.x[k * dim + i]));
      value[k] = f(r->query.x + k * dim, dim);
    }
    r->method.type->tell(r->state, &(struct answer){.f = value});
  }
  return ASK_EVALUATE;
}

static void test_convergence(void **unused)
{
  (void)unused;
  static const char *const names[] = {"snes", "xnes", "nes"};
  static const size_t dims[] = {1, 2, 10};
  for (int m = 0; m < 3; m++)
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

/* With nothing to go by, xnes's B degenerates, and the run ends long before a point is not finite.
 * The deviations of snes walk at random: they may end at nothing, but that is not a stall. */
static void test_plateau(void **unused)
{
  (void)unused;
  for (uint64_t seed = 0; seed < 5; seed++) {
    struct asking r;
    int done;
    start(&r, "xnes", 2, seed);
    assert_int_equal(follow(&r, objective_plateau, 2, 20000, &done), ASK_STALLED);
    assert_true(done > 1000);
    asking_end(&r);
    start(&r, "snes", 2, seed);
    assert_int_not_equal(follow(&r, objective_plateau, 2, 20000, &done), ASK_STALLED);
    assert_true(done > 1000);
    asking_end(&r);
  }
}

/* Where f has no lower bound the points run away: that is the driver's to see, not a stall. */
static void test_runaway(void **unused)
{
  (void)unused;
  static const char *const names[] = {"snes", "xnes"};
  for (int m = 0; m < 2; m++) {
    struct asking r;
    double value[ASKING_MOST] = {0};
    bool finite = true;
    start(&r, names[m], 5, 1);
    for (int g = 0; g < 20000 && finite; g++) {
      assert_int_equal(r.method.type->ask(r.state, &r.query), ASK_EVALUATE);
      for (size_t k = 0; k < r.query.count; k++) {
        value[k] = downhill(r.query.x + k * 5, 5);
        finite = finite && isfinite(value[k]);
      }
      if (finite) r.method.type->tell(r.state, &(struct answer){.f = value});
    }
    assert_false(finite);
    asking_end(&r);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_efforts),     cmocka_unit_test(test_snes_in_the_valley),
      cmocka_unit_test(test_convergence), cmocka_unit_test(test_plateau),
      cmocka_unit_test(test_runaway),
  };
  return cmocka_run_group_tests_name("nes_runs", tests, NULL, NULL);
}
