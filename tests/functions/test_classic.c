/* test_classic.c -- the classic functions against their papers' formulas with 60 digits: values,
 * gradients and minima, see tests/reference/classic/README.md; smoothing against differences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

enum { DIM_MOST = 50 };

/* The numbers of a cell, separated by blanks; fails unless there are dim of them. */
static void read_numbers(const char *text, size_t dim, double *out)
{
  char *end = (char *)text;
  assert_true(dim <= DIM_MOST);
  for (size_t i = 0; i < dim; i++) out[i] = strtod(end, &end);
  assert_true(*end == '\0');
}

static double largest(const double *v, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) most = fmax(most, fabs(v[i]));
  return most;
}

/* A value is off by what a few ulp of it and of its arguments are worth, so that it keeps its
 * digits near a minimum of 0. */
static void test_values(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/classic/values.csv");
  assert_true(r->rows >= 250);
  for (size_t row = 0; row < r->rows; row++) {
    const char *name = reference_text(r, row, "function");
    size_t dim = (size_t)reference_at(r, row, "dim");
    struct problem *p = problem_named(library, name, dim, 0);
    double x[DIM_MOST], slope[DIM_MOST], g[DIM_MOST], f = reference_at(r, row, "f");
    read_numbers(reference_text(r, row, "x"), dim, x);
    read_numbers(reference_text(r, row, "gradient"), dim, slope);
    double here = problem_value(p, x), scale = fabs(f);
    for (size_t i = 0; i < dim; i++) scale += fabs(slope[i] * x[i]);
    if (!(fabs(here - f) <= 16 * DBL_EPSILON * scale))
      fail_msg("%s, row %zu: %.17g, not %.17g: off by %.2g of the scale", name, row, here, f,
               fabs(here - f) / scale);
    problem_gradient(p, x, g);
    for (size_t i = 0; i < dim; i++)
      if (!(fabs(g[i] - slope[i]) <= 1e-12 * (largest(slope, dim) + fabs(f))))
        fail_msg("%s, row %zu: gradient[%zu] %.17g, not %.17g", name, row, i, g[i], slope[i]);
    problem_free(p);
  }
  reference_free(r);
}

static double ulp_of(double x) { return nextafter(fabs(x), INFINITY) - fabs(x); }

/* Four units in the last place; what should be 0 is, but where the minimiser is no double. */
static void test_minima(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/classic/minima.csv");
  for (size_t row = 0; row < r->rows; row++) {
    const char *name = reference_text(r, row, "function");
    size_t dim = (size_t)reference_at(r, row, "dim");
    struct problem *p = problem_named(library, name, dim, 0);
    double x[DIM_MOST], f = reference_at(r, row, "minimum");
    read_numbers(reference_text(r, row, "minimiser"), dim, x);
    if (fabs(f) < 1e-50) f = 0; /* 60 digits of numbers near 1 leave that */
    double most = f != 0 ? 4 * ulp_of(f) : !strcmp(name, "dixon-price") ? 1e-29 : 0;
    if (!(fabs(p->minimum - f) <= most))
      fail_msg("%s d=%zu: minimum %.17g, not %.17g", name, dim, p->minimum, f);
    assert_true(problem_value(p, p->minimiser) == p->minimum);
    for (size_t i = 0; i < dim; i++)
      if (!(fabs(p->minimiser[i] - x[i]) <= 2 * ulp_of(x[i])))
        fail_msg("%s d=%zu: minimiser[%zu] %.17g, not %.17g", name, dim, i, p->minimiser[i], x[i]);
    problem_free(p);
  }
  reference_free(r);
}

/* Nothing is lower, in the region of any instance and far around it. */
static void check_none_lower(const char *name, size_t dim)
{
  enum { POINTS = 1000, ROUNDS = 100 };
  double *x = doubles(POINTS * dim), *f = doubles(POINTS);
  for (unsigned instance = 0; instance <= 4; instance++) {
    struct problem *p = problem_named(library, name, dim, instance % 4);
    for (uint64_t round = 0; round < ROUNDS; round++) {
      problem_points(p, POINTS, instance < 4 ? 0 : 5, round, x);
      problem_answers(p, x, POINTS, stream_root(1), 0, f, NULL, NULL);
      for (size_t k = 0; k < POINTS; k++)
        if (!(f[k] >= p->minimum))
          fail_msg("%s d=%zu instance %u: %.17g is below the minimum %.17g", name, dim, instance,
                   f[k], p->minimum);
    }
    problem_free(p);
  }
  free(x);
  free(f);
}

static void test_none_lower(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/classic/minima.csv");
  for (size_t row = 0; row < r->rows; row++) {
    size_t dim = (size_t)reference_at(r, row, "dim");
    if (dim != 1 && dim < 10) check_none_lower(reference_text(r, row, "function"), dim);
  }
  reference_free(r);
}

/* What is no polynomial, and has too many dimensions or waves for a rule of few nodes: it starts as
 * f (see test_limit) and follows the heat equation, d/dlog sigma = sigma^2 times the Laplacian, its
 * gradient being that of its value. */
static void check_heat(const char *text, size_t dim, unsigned instance)
{
  enum { POINTS = 6, MOST = 6 };
  static const double sigmas[] = {0.01, 0.05, 0.2, 1};
  struct problem *p = problem_named(library, text, dim, instance);
  double *x = doubles(POINTS * dim), h = 1e-4, g[MOST], before[MOST], after[MOST], drift, unused;
  problem_points(p, POINTS, 0.1, instance, x);
  for (size_t k = 0; k < POINTS; k++) {
    double f = problem_value(p, x + k * dim);
    assert_true(fabs(problem_smooth(p, x + k * dim, 0, g, &drift) - f) <= 1e-13 * (1 + fabs(f)));
    assert_true(drift == 0);
  }
  for (size_t s = 0; s < sizeof sigmas / sizeof *sigmas; s++)
    for (size_t k = 0; k < POINTS; k++) {
      double *at = x + k * dim, sigma = sigmas[s], laplacian = 0;
      double value = problem_smooth(p, at, sigma, g, &drift), scale = 1 + fabs(value);
      for (size_t i = 0; i < dim; i++) scale = fmax(scale, fabs(g[i]));
      for (size_t i = 0; i < dim; i++) {
        double middle = at[i];
        at[i] = middle - h;
        double low = problem_smooth(p, at, sigma, before, &unused);
        at[i] = middle + h;
        double high = problem_smooth(p, at, sigma, after, &unused);
        at[i] = middle;
        laplacian += (after[i] - before[i]) / (2 * h);
        if (!(fabs((high - low) / (2 * h) - g[i]) <= 1e-5 * scale))
          fail_msg("%s, sigma %g: gradient[%zu] %.10g, differences say %.10g", text, sigma, i, g[i],
                   (high - low) / (2 * h));
      }
      if (!(fabs(drift - sigma * sigma * laplacian) <= 1e-5 * (scale + fabs(drift))))
        fail_msg("%s, sigma %g: d/dlog sigma %.10g, the Laplacian says %.10g", text, sigma, drift,
                 sigma * sigma * laplacian);
      double wide = problem_smooth(p, at, sigma * exp(h), before, &unused);
      double narrow = problem_smooth(p, at, sigma * exp(-h), before, &unused);
      if (!(fabs((wide - narrow) / (2 * h) - drift) <= 1e-5 * (scale + fabs(drift))))
        fail_msg("%s, sigma %g: d/dlog sigma %.10g, differences say %.10g", text, sigma, drift,
                 (wide - narrow) / (2 * h));
    }
  free(x);
  problem_free(p);
}

static void test_heat(void **unused)
{
  (void)unused;
  for (unsigned instance = 0; instance < 2; instance++) {
    check_heat("rastrigin", 1, instance);
    check_heat("rastrigin", 3, instance);
    check_heat("hartmann3", 3, instance);
    check_heat("hartmann6", 6, instance);
  }
}

/* The box of a plane is a side a coordinate, for starts as well, and moves with no instance. */
static void test_boxes(void **unused)
{
  (void)unused;
  static const struct {
    const char *name;
    double low[2], high[2];
  } boxes[] = {{"branin", {-5, 0}, {10, 15}},
               {"camel", {-3, -2}, {3, 2}},
               {"mccormick", {-1.5, -3}, {4, 4}},
               {"bukin6", {-15, -3}, {-5, 3}}};
  for (size_t k = 0; k < sizeof boxes / sizeof *boxes; k++)
    for (unsigned instance = 0; instance < 3; instance++) {
      struct problem *p = problem_named(library, boxes[k].name, 2, instance);
      for (size_t i = 0; i < 2; i++) {
        double low = boxes[k].low[i], high = boxes[k].high[i], quarter = (high - low) / 4;
        assert_true(p->low[i] == low && p->high[i] == high);
        assert_true(p->start_low[i] == low && p->start_high[i] == high);
        if (instance)
          assert_true(p->minimiser[i] >= low + quarter && p->minimiser[i] <= high - quarter);
      }
      problem_free(p);
    }
}

/* Where there is no gradient, what is told is finite. */
static void test_kinks(void **unused)
{
  (void)unused;
  static const struct {
    const char *name;
    size_t dim;
    double x[2], g[2];
  } kinks[] = {{"ackley", 2, {0, 0}, {0, 0}},       {"salomon", 2, {0, 0}, {0, 0}},
               {"bukin6", 2, {-10, 1}, {0, 0}},     {"bukin6", 2, {-5, 0.25}, {0.01, 0}},
               {"bukin6", 2, {-10, 0}, {-10, -50}}, {"mccormick", 2, {5, 5}, {2, 2}},
               {"schwefel", 1, {600}, {2}},         {"michalewicz", 1, {-1}, {-2}}};
  for (size_t k = 0; k < sizeof kinks / sizeof *kinks; k++) {
    struct problem *p = problem_named(library, kinks[k].name, kinks[k].dim, 0);
    double g[2];
    problem_gradient(p, kinks[k].x, g);
    for (size_t i = 0; i < kinks[k].dim; i++)
      if (!(fabs(g[i] - kinks[k].g[i]) <= 1e-13))
        fail_msg("%s, case %zu: gradient[%zu] %.17g", kinks[k].name, k, i, g[i]);
    problem_free(p);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),     cmocka_unit_test(test_minima),
      cmocka_unit_test(test_none_lower), cmocka_unit_test(test_heat),
      cmocka_unit_test(test_boxes),      cmocka_unit_test(test_kinks),
  };
  return cmocka_run_group_tests_name("classic", tests, NULL, NULL);
}
