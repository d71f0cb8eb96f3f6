/* test_bbob.c -- BBOB's functions against COCO's own values and optima. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/bbob/rounded.h"
#include "src/numeric/level.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

/* The problem that a row of a reference is of. */
static struct problem *problem_of(const struct function_library *library, const char *suite,
                                  const struct reference *r, size_t row)
{
  char name[64];
  snprintf(name, sizeof name, "%s-f%s", suite, reference_text(r, row, "function"));
  return problem_named(library, name, (size_t)reference_at(r, row, "dim"),
                       (unsigned)reference_at(r, row, "instance"));
}

static void point_of(const char *text, double *x, size_t dim)
{
  char *end;
  for (size_t i = 0; i < dim; i++) {
    x[i] = strtod(text, &end);
    assert_ptr_not_equal(text, end);
    text = end;
  }
}

/* How far values may be off, relative to f - f_opt. Two functions make so much of the last digits
 * of rotations that COCO's own values move by 3e-11 when it is compiled otherwise. */
static double allowed(const char *number)
{
  static const char *const sensitive[] = {"19", "23"};
  for (size_t i = 0; i < sizeof sensitive / sizeof *sensitive; i++)
    if (!strcmp(number, sensitive[i])) return 3e-11;
  return 1e-12;
}

static void check_values(const struct function_library *library)
{
  struct reference *r = reference_read("tests/reference/bbob/reference.csv");
  assert_int_equal(r->rows, 24 * 3 * 4 * 4);
  for (size_t row = 0; row < r->rows; row++) {
    struct problem *p = problem_of(library, "bbob", r, row);
    double *x = doubles(p->dim), f = reference_at(r, row, "f");
    point_of(reference_text(r, row, "x"), x, p->dim);
    double error = fabs(problem_value(p, x) - f) / (f - p->minimum);
    if (!(error <= allowed(reference_text(r, row, "function"))))
      fail_msg("f%s d=%zu, row %zu: f = %.17g is off by %.2g of f - f_opt",
               reference_text(r, row, "function"), p->dim, row, f, error);
    problem_free(p);
    free(x);
  }
  reference_free(r);
}

static void test_values(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) check_values(levels[l].functions);
}

/* The points of this reference, k in 0 ... 9. */
static void large_point(size_t k, double *x, size_t dim)
{
  for (size_t i = 0; i < dim; i++)
    x[i] = ((double)((7 * i + 3 + 5 * k) % 11) - 5) * 0.37 * pow(0.9, (double)k) + 0.1;
}

/* A reference of such points, at every vector level. */
static void check_points(const char *path, const char *suite, size_t rows)
{
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  struct reference *r = reference_read(path);
  assert_int_equal(r->rows, rows);
  for (size_t row = 0; row < rows * count; row++) {
    size_t at = row / count;
    struct problem *p = problem_of(levels[row % count].functions, suite, r, at);
    double *x = doubles(p->dim), f = reference_at(r, at, "f");
    double best = reference_at(r, at, "best");
    const char *number = reference_text(r, at, "function");
    large_point((size_t)reference_at(r, at, "point"), x, p->dim);
    double error = fabs(problem_value(p, x) - f) / (f - best);
    if (!(error <= allowed(number)))
      fail_msg("%s f%s d=%zu, row %zu: f = %.17g is off by %.2g of f - f_opt", suite, number,
               p->dim, at, f, error);
    if (!(fabs(p->minimum - best) <= 2e-14 * fabs(best)))
      fail_msg("%s f%s d=%zu: f_opt = %.17g, not %.17g", suite, number, p->dim, p->minimum, best);
    problem_free(p);
    free(x);
  }
  reference_free(r);
}

static void test_largescale(void **unused)
{
  (void)unused;
  check_points("tests/reference/bbob/largescale.csv", "bbob-largescale", 480);
}

/* Some of each year's. */
static void test_later_instances(void **unused)
{
  (void)unused;
  check_points("tests/reference/bbob/instances.csv", "bbob", 24 * 6);
}

/* Large gradients against differences along random directions, where blocks and permutations are.
 * What is too rugged, or flat, for differences is what the chain is told by in the others. */
static void test_large_gradients(void **unused)
{
  (void)unused;
  enum { DIM = 100 };
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels), seen = 0;
  for (int f = 1; f <= 24; f++) {
    char name[64];
    snprintf(name, sizeof name, "bbob-largescale-f%d", f);
    struct problem *p = problem_named(levels[(size_t)f % count].functions, name, DIM, 2);
    double x[DIM], u[DIM], g[DIM], at[DIM];
    problem_points(p, 1, 0.1, (uint64_t)f, x);
    problem_points(p, 1, 0, (uint64_t)f + 100, u);
    problem_gradient(p, x, g);
    double slope = 0, size = 0, told[2];
    for (size_t i = 0; i < DIM; i++) {
      slope += g[i] * u[i];
      size += fabs(g[i] * u[i]);
    }
    for (size_t k = 0; k < 2; k++) {
      double h = 2e-6 / (double)(k + 1), f_at[2];
      for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < DIM; i++) at[i] = x[i] + (side ? h : -h) * u[i];
        f_at[side] = problem_value(p, at);
      }
      told[k] = (f_at[1] - f_at[0]) / (2 * h);
    }
    /* Where the two steps do not agree, differences do not tell. */
    if (!(p->traits & RUGGED) && fabs(told[0] - told[1]) <= 1e-5 * size) {
      seen++;
      if (!(fabs(told[1] - slope) <= 1e-5 * size))
        fail_msg("%s: the slope is %.17g, differences say %.17g", name, slope, told[1]);
    }
    problem_free(p);
  }
  assert_in_range(seen, 19, 24);
}

/* Groups are those of the report. */
static void test_groups(void **unused)
{
  (void)unused;
  static const struct {
    int last;
    const char *group;
  } groups[] = {{5, "separable"},
                {9, "moderate"},
                {14, "ill-conditioned"},
                {19, "multimodal"},
                {24, "weak"},
                {106, "moderate-noise"},
                {121, "severe-noise"},
                {130, "multimodal-noise"}};
  struct libraries levels[MACHINE_LEVELS];
  machine_levels(levels);
  for (int f = 1, group = 0; f <= 130; f = f == 24 ? 101 : f + 1) {
    char name[64];
    struct function_spec spec;
    struct error err;
    if (f > groups[group].last) group++;
    for (int large = 0; large < (f <= 24 ? 2 : 1); large++) {
      snprintf(name, sizeof name, "%sf%d", large ? "bbob-largescale-" : "", f);
      assert_int_equal(function_parse(levels[0].functions, name, &spec, &err), STATUS_OK);
      assert_string_equal(spec.type->group, groups[group].group);
      function_spec_free(&spec);
    }
  }
}

/* COCO tells the optimum of Schwefel's function (f20) to ten digits, and f_opt as f there. */
static void test_optima(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  machine_levels(levels);
  struct reference *r = reference_read("tests/reference/bbob/optima.csv");
  assert_int_equal(r->rows, 24 * 3 * 4);
  for (size_t row = 0; row < r->rows; row++) {
    struct problem *p = problem_of(levels[0].functions, "bbob", r, row);
    const char *number = reference_text(r, row, "function");
    double *x = doubles(p->dim), far = strcmp(number, "20") ? 4e-14 : 2.1e-10;
    point_of(reference_text(r, row, "x_opt"), x, p->dim);
    for (size_t i = 0; i < p->dim; i++)
      if (!(fabs(x[i] - p->minimiser[i]) <= far))
        fail_msg("f%s d=%zu: x_opt[%zu] = %.17g", number, p->dim, i, p->minimiser[i]);
    assert_true(p->minimum == reference_at(r, row, "f_opt"));
    assert_true(problem_value(p, p->minimiser) == p->minimum);
    problem_free(p);
    free(x);
  }
  reference_free(r);
}

/* As libquadmath has them, rounded. */
static void test_rounding(void **unused)
{
  (void)unused;
  static const double logs[][2] = {
      {0x1p-31, -0x1.57cd0e702682p+4},
      {0x1.3333333333333p-2, -0x1.34378fcbda721p+0},
      {0x1.6a09e667f3bccp-1, -0x1.62e42fefa39f1p-2},
      {0x1.6a09e667f3bcdp-1, -0x1.62e42fefa39eep-2},
      {0x1.fffffffcp-1, -0x1.00000001p-31},
      {0x1.17f7d4ed8c33ep-329, -0x1.c7e96ee5c7f9dp+7},
      {0x1p-1, -0x1.62e42fefa39efp-1},
      {0x1.f9add3746f65ep-4, -0x1.0bc233ad9edd6p+1},
  };
  static const double cosines[][2] = {
      {0x0p+0, 0x1p+0},
      {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54},
      {0x1.921fb54442d18p+1, -0x1p+0},
      {0x1.2d97c7f3321d2p+2, -0x1.a79394c9e8a0ap-53},
      {0x1.921fb54442d18p+2, 0x1p+0},
      {0x1.12e0be826d695p-30, 0x1p+0},
      {0x1.921fb54442d18p-1, 0x1.6a09e667f3bcdp-1},
      {0x1.921fb54442d19p-1, 0x1.6a09e667f3bccp-1},
      {0x1.4p+1, -0x1.9a2f7ef858b7dp-1},
      {0x1.4000000000001p+2, 0x1.22785706b4ae9p-2},
  };
  for (size_t i = 0; i < sizeof logs / sizeof *logs; i++)
    assert_true(rounded_log(logs[i][0]) == logs[i][1]);
  for (size_t i = 0; i < sizeof cosines / sizeof *cosines; i++)
    assert_true(rounded_cos(cosines[i][0]) == cosines[i][1]);
}

static void test_instances(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  machine_levels(levels);
  struct function_spec spec;
  struct problem *p;
  struct error err;
  assert_int_equal(function_parse(levels[0].functions, "f8", &spec, &err), STATUS_OK);
  assert_string_equal(spec.type->name, "bbob-f8");
  assert_int_equal(levels[0].functions->problem_new(&spec, 2, 0, NULL, &p, &err), STATUS_USAGE);
  assert_string_equal(err.text, "bbob-f8 has no instance 0: they begin with 1; ask for 1 or more");
  function_spec_free(&spec);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),          cmocka_unit_test(test_largescale),
      cmocka_unit_test(test_later_instances), cmocka_unit_test(test_large_gradients),
      cmocka_unit_test(test_groups),          cmocka_unit_test(test_optima),
      cmocka_unit_test(test_rounding),        cmocka_unit_test(test_instances),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
