/* test_critical.c -- the critical points of functions whose own are known: each is found, once,
 * with the eigenvalues of its Hessian and the right word, and no other is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/critical_points.h"
#include "src/numeric/level.h"
#include "tests/support/problems.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

/* A critical point as it should be. */
struct known {
  double x[CRITICAL_DIM], f, eigenvalue[CRITICAL_DIM];
  enum critical_kind kind;
};

/* All of them within the region. */
static struct critical_points find(const struct problem *p)
{
  struct critical_points points;
  struct error err = {0};
  assert_true(critical_possible(p));
  if (critical_points_find(p, &points, &err)) fail_msg("%s", err.text);
  for (size_t i = 0; i < points.count; i++)
    for (size_t k = 0; k < p->dim; k++)
      assert_true(points.at[i].x[k] >= p->low[k] && points.at[i].x[k] <= p->high[k]);
  return points;
}

static bool agree(double a, double b, double tolerance)
{
  return (isnan(a) && isnan(b)) || fabs(a - b) <= tolerance;
}

/* The points that were found against those that there are, in any order. */
static void compare(const char *name, const struct problem *p, const struct known *known,
                    size_t count, double tolerance)
{
  struct critical_points points = find(p);
  if (points.count != count) fail_msg("%s: %zu points, not %zu", name, points.count, count);
  for (size_t i = 0; i < count; i++) {
    const struct known *k = &known[i];
    const struct critical_point *found = NULL;
    for (size_t j = 0; j < count; j++) {
      bool there = true;
      for (size_t n = 0; n < p->dim; n++) there &= fabs(points.at[j].x[n] - k->x[n]) <= tolerance;
      if (there) found = &points.at[j];
    }
    if (!found) fail_msg("%s: no point at (%g, %g)", name, k->x[0], k->x[1]);
    assert_true(agree(found->f, k->f, 100 * tolerance));
    for (size_t n = 0; n < p->dim; n++)
      assert_true(agree(found->eigenvalue[n], k->eigenvalue[n], 1000 * tolerance));
    if (p->dim == 1) assert_true(isnan(found->x[1]) && isnan(found->eigenvalue[1]));
    assert_string_equal(critical_kinds[found->kind], critical_kinds[k->kind]);
  }
  for (size_t i = 1; i < count; i++) assert_true(points.at[i - 1].kind <= points.at[i].kind);
  free(points.at);
}

static void compare_named(const char *name, size_t dim, const struct known *known, size_t count,
                          double tolerance)
{
  struct problem *p = problem_named(library, name, dim, 0);
  compare(name, p, known, count, tolerance);
  problem_free(p);
}

static const struct known of_saddle[] = {
    {{-1, 0}, 0, {1, 2}, CRITICAL_MINIMUM},
    {{1, 0}, 0, {1, 2}, CRITICAL_MINIMUM},
    {{0, 0}, 0.25, {-1, 1}, CRITICAL_SADDLE},
};
static const struct known of_inflection[] = {
    {{1, 1}, 0, {1, 1}, CRITICAL_MINIMUM},
    {{0, 0}, 1.0 / 6, {0, 0}, CRITICAL_UNDECIDED},
    {{0, 1}, 1.0 / 12, {0, 1}, CRITICAL_UNDECIDED},
    {{1, 0}, 1.0 / 12, {0, 1}, CRITICAL_UNDECIDED},
};

static void test_named(void **unused)
{
  (void)unused;
  static const struct known line[] = {{{1}, 0, {1}, CRITICAL_MINIMUM},
                                      {{0}, 1.0 / 12, {0}, CRITICAL_UNDECIDED}};
  static const struct known bowl[] = {{{0, 0}, 0, {2, 2e10}, CRITICAL_MINIMUM}};
  /* (1001 +- sqrt(1001^2 - 400)), of the matrix 802, -400, 200. */
  double root = sqrt(501.0 * 501 - 400);
  const struct known valley[] = {{{1, 1}, 0, {400 / (501 + root), 501 + root}, CRITICAL_MINIMUM}};
  compare_named("saddle", 2, of_saddle, 3, 1e-13);
  compare_named("inflection", 2, of_inflection, 4, 1e-13);
  compare_named("inflection", 1, line, 2, 1e-13);
  compare_named("quadratic:condition=1e10", 2, bowl, 1, 1e-9);
  compare_named("rosenbrock", 2, valley, 1, 1e-12);
}

/* Points are those of the truth, whatever noise is around it. */
static void test_noise(void **unused)
{
  (void)unused;
  compare_named("saddle:noise=1", 2, of_saddle, 3, 1e-13);
  compare_named("inflection:noise=0.3,multiply=1", 2, of_inflection, 4, 1e-13);
}

/* Shifted and rotated, a double zero of the gradient no longer lies at 0, and its Hessian no longer
 * has zeros for entries: the words stay the same. Points may come to lie outside of the region. */
static void test_instances(void **unused)
{
  (void)unused;
  size_t saddles = 0, undecided = 0;
  for (unsigned instance = 1; instance <= 20; instance++) {
    struct problem *p = problem_named(library, "saddle", 2, instance);
    struct critical_points points = find(p);
    for (size_t i = 0; i < points.count; i++) {
      const struct critical_point *at = &points.at[i];
      bool low = fabs(at->f) < 1e-12, high = fabs(at->f - 0.25) < 1e-12;
      assert_true(low || high);
      assert_int_equal(at->kind, low ? CRITICAL_MINIMUM : CRITICAL_SADDLE);
      saddles += high;
    }
    assert_true(points.count && points.count <= 3);
    free(points.at);
    problem_free(p);
    p = problem_named(library, "inflection", 2, instance);
    points = find(p);
    for (size_t i = 0; i < points.count; i++) {
      bool low = fabs(points.at[i].f) < 1e-12;
      assert_int_equal(points.at[i].kind, low ? CRITICAL_MINIMUM : CRITICAL_UNDECIDED);
      undecided += !low;
    }
    assert_true(points.count && points.count <= 4);
    free(points.at);
    problem_free(p);
  }
  assert_true(saddles >= 10 && undecided >= 30);
}

/* (x^2 + y - 11)^2 + (x + y^2 - 7)^2 (Himmelblau, Applied Nonlinear Programming, 1972). */
static void many_evaluate(const struct problem *p, const struct batch *batch)
{
  for (size_t k = 0; k < batch->count; k++) {
    double x = batch->x[2 * k], y = batch->x[2 * k + 1];
    double a = x * x + y - 11, b = x + y * y - 7;
    batch->f[k] = a * a + b * b;
    if (!batch->gradient) continue;
    batch->gradient[2 * k] = 4 * a * x + 2 * b;
    batch->gradient[2 * k + 1] = 2 * a + 4 * b * y;
  }
  assert_int_equal(p->dim, 2);
}

static void many_hessian(const struct problem *p, const double *x, double *scratch, double *out)
{
  (void)p, (void)scratch;
  out[0] = 12 * x[0] * x[0] + 4 * x[1] - 42;
  out[1] = out[2] = 4 * (x[0] + x[1]);
  out[3] = 12 * x[1] * x[1] + 4 * x[0] - 26;
}

/* Worked out with mpmath in 40 digits: Newton's method, and the quadratic formula. */
static const struct known of_many[] = {
    {{-0.2708445906673, -0.92303855648},
     181.6165215226,
     {-45.60522929279, -16.06601966729},
     CRITICAL_MAXIMUM},
    {{-2.805118086953, 3.131312518251}, 0, {64.84037277068, 80.55007177893}, CRITICAL_MINIMUM},
    {{-3.779310253378, -3.283185991286}, 0, {70.71435474424, 133.7856152131}, CRITICAL_MINIMUM},
    {{3, 2}, 0, {25.71572875254, 82.28427124746}, CRITICAL_MINIMUM},
    {{3.58442834033, -1.848126526964}, 0, {28.69067715676, 105.4189083363}, CRITICAL_MINIMUM},
    {{-0.1279613467307, -1.953714980245},
     178.3372392019,
     {-50.61023932037, 20.28404997594},
     CRITICAL_SADDLE},
    {{-3.073025750764, -0.08135304428797},
     104.0151629176,
     {-39.65149625622, 72.43524806812},
     CRITICAL_SADDLE},
    {{0.0866775045554, 2.884254701175},
     67.71915008753,
     {-31.70662236277, 75.50760923823},
     CRITICAL_SADDLE},
    {{3.385154183607, 0.07385187983775},
     13.31192627041,
     {-14.13517848545, 97.5478781026},
     CRITICAL_SADDLE},
};

/* x^4, whose only critical point is a minimum that no second derivative tells, and -x^2. */
static void flat_evaluate(const struct problem *p, const struct batch *batch)
{
  (void)p;
  for (size_t k = 0; k < batch->count; k++) {
    double x = batch->x[k];
    batch->f[k] = x * x * x * x;
    if (batch->gradient) batch->gradient[k] = 4 * x * x * x;
  }
}

static void flat_hessian(const struct problem *p, const double *x, double *scratch, double *out)
{
  (void)p, (void)scratch;
  *out = 12 * x[0] * x[0];
}

static void hill_evaluate(const struct problem *p, const struct batch *batch)
{
  (void)p;
  for (size_t k = 0; k < batch->count; k++) {
    batch->f[k] = -batch->x[k] * batch->x[k];
    if (batch->gradient) batch->gradient[k] = -2 * batch->x[k];
  }
}

static void hill_hessian(const struct problem *p, const double *x, double *scratch, double *out)
{
  (void)p, (void)scratch, (void)x;
  *out = -2;
}

static void test_polynomials(void **unused)
{
  (void)unused;
  double low[] = {-5.3, -5.1}, high[] = {5.2, 5.4};
  struct problem p = {.dim = 2, .traits = SMOOTH, .low = low, .high = high};
  p.evaluate = many_evaluate;
  p.hessian = many_hessian;
  compare("Himmelblau's polynomial", &p, of_many, sizeof of_many / sizeof *of_many, 1e-11);
  static const struct known flat[] = {{{0}, 0, {0}, CRITICAL_UNDECIDED}};
  static const struct known hill[] = {{{0}, 0, {-2}, CRITICAL_MAXIMUM}};
  p.dim = 1;
  p.evaluate = flat_evaluate;
  p.hessian = flat_hessian;
  compare("a fourth power", &p, flat, 1, 1e-13);
  p.evaluate = hill_evaluate;
  p.hessian = hill_hessian;
  compare("a hill", &p, hill, 1, 1e-13);
}

static void test_refused(void **unused)
{
  (void)unused;
  static const struct {
    const char *name;
    size_t dim;
  } none[] = {{"step", 2}, {"cliffs", 1}, {"step:noise=1", 2}, {"saddle", 3}, {"logistic", 0}};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    struct problem *p = problem_named(library, none[i].name, none[i].dim, 0);
    assert_false(critical_possible(p));
    problem_free(p);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_named),     cmocka_unit_test(test_noise),
      cmocka_unit_test(test_instances), cmocka_unit_test(test_polynomials),
      cmocka_unit_test(test_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
