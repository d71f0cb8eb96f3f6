/* test_squares.c -- sums of squares: values and residuals against another transcription of the
 * papers, minima, Jacobians against differences, and what wrappers make of residuals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/suite.h"
#include "src/numeric/level.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

enum { INSTANCES = 3 };

/* Residuals of a point, and what they may be off by rounding: a few ulp of what they are made of.
 */
struct split {
  const struct problem *problem;
  double f, *r, *jacobian, *slack;
};

static struct split split_new(const struct problem *p)
{
  return (struct split){.problem = p,
                        .r = doubles(p->residuals),
                        .jacobian = doubles(p->residuals * p->dim),
                        .slack = doubles(p->residuals)};
}

static void split_at(struct split *s, const double *x)
{
  const struct problem *p = s->problem;
  s->f = problem_split(p, x, s->r, s->jacobian);
  for (size_t j = 0; j < p->residuals; j++) {
    double size = fabs(s->r[j]);
    for (size_t i = 0; i < p->dim; i++)
      size += fabs(s->jacobian[j * p->dim + i]) * fmax(fabs(p->low[i]), fabs(p->high[i]));
    s->slack[j] = 8 * DBL_EPSILON * size;
  }
}

static void split_end(struct split *s)
{
  free(s->r);
  free(s->jacobian);
  free(s->slack);
}

/* --- values and residuals --- */

/* The points of squares.py: the start and two more. */
static void place(const struct problem *p, size_t number, double *x)
{
  for (size_t i = 0; i < p->dim; i++) {
    double at = p->canonical[i];
    if (number == 1) at = at * (1 + (double)(i + 1) / 16) + (double)(i + 1) / 32;
    if (number == 2) at = at * 0.75 - (double)(i % 3) / 64;
    x[i] = at;
  }
}

static void check_near(double value, double expected, double slack, const char *text, size_t point,
                       const char *what)
{
  if (!(fabs(value - expected) <= slack + 4 * DBL_EPSILON * fabs(expected)))
    fail_msg("%s, point %zu: %s is %.17g, not %.17g", text, point, what, value, expected);
}

static void test_values(void **unused)
{
  (void)unused;
  struct reference *t = reference_read("tests/reference/squares/values.csv");
  assert_int_equal(t->rows, 3 * (53 + 2));
  for (size_t row = 0; row < t->rows; row++) {
    const char *text = reference_text(t, row, "function");
    struct problem *p = problem_named(library, text, (size_t)reference_at(t, row, "dim"), 0);
    size_t m = p->residuals, point = (size_t)reference_at(t, row, "point");
    assert_true(reference_at(t, row, "residuals") == (double)m);
    struct split s = split_new(p);
    double *x = doubles(p->dim), first = 0, second = 0, slack[2] = {0};
    place(p, point, x);
    split_at(&s, x);
    for (size_t j = 0; j < m; j++) {
      double up = (double)(j + 1) / (double)m, down = 1 / (double)(j + 2);
      first += up * s.r[j];
      second += down * s.r[j];
      slack[0] += up * s.slack[j];
      slack[1] += down * s.slack[j];
    }
    double f = problem_value(p, x);
    check_near(f, reference_at(t, row, "f"), problem_rounding(p, x, NULL), text, point, "f");
    check_near(first, reference_at(t, row, "first"), slack[0], text, point, "the first sum");
    check_near(second, reference_at(t, row, "second"), slack[1], text, point, "the second sum");
    free(x);
    split_end(&s);
    problem_free(p);
  }
  reference_free(t);
}

static bool in_suite(const char *function, double dim)
{
  for (const struct suite_pair *pair = suite_more_wild; pair->function; pair++)
    if (!strcmp(pair->function, function) && (double)pair->dim == dim) return true;
  return false;
}

/* The suite is that of the paper: the first 53 of the reference, three points each. */
static void test_more_wild(void **unused)
{
  (void)unused;
  enum { COUNT = 53 };
  struct reference *t = reference_read("tests/reference/squares/values.csv");
  for (size_t k = 0; k < COUNT; k++)
    assert_true(in_suite(reference_text(t, 3 * k, "function"), reference_at(t, 3 * k, "dim")));
  assert_null(suite_more_wild[COUNT].function);
  reference_free(t);
}

/* --- minima --- */

static void test_minima(void **unused)
{
  (void)unused;
  struct reference *t = reference_read("tests/reference/squares/minima.csv");
  for (size_t row = 0; row < t->rows;) {
    const char *text = reference_text(t, row, "function");
    size_t dim = (size_t)reference_at(t, row, "dim");
    struct problem *p = problem_named(library, text, dim, 0);
    double expected = reference_at(t, row, "value");
    if (!(fabs(p->minimum - expected) <= 8 * DBL_EPSILON * expected))
      fail_msg("%s d=%zu: the minimum is %.17g, not %.17g", text, dim, p->minimum, expected);
    for (size_t i = 0; i < dim; i++) {
      double at = reference_at(t, row + 1 + i, "value");
      assert_true(reference_at(t, row + 1 + i, "index") == (double)(i + 1));
      if (!(fabs(p->minimiser[i] - at) <= 8 * DBL_EPSILON * fabs(at)))
        fail_msg("%s d=%zu: minimiser[%zu] is %.17g, not %.17g", text, dim, i, p->minimiser[i], at);
    }
    row += 1 + dim;
    problem_free(p);
  }
  reference_free(t);
}

/* As More, Garbow and Hillstrom, 1981, print them, and closed forms. */
static void test_published(void **unused)
{
  (void)unused;
  static const struct {
    const char *function;
    size_t dim;
    double minimum;
    int digits;
  } known[] = {
      {"rosenbrock", 2, 0, 0},
      {"helical-valley", 3, 0, 0},
      {"powell-singular", 4, 0, 0},
      {"freudenstein-roth", 2, 0, 0},
      {"wood", 4, 0, 0},
      {"brown-badly-scaled", 2, 0, 0},
      {"box3d", 3, 0, 0},
      {"box3d:m=37", 3, 0, 0},
      {"brown-almost-linear", 10, 0, 0},
      {"cube", 5, 0, 0},
      {"bard", 3, 8.21487e-3, 6},
      {"kowalik-osborne", 4, 3.07505e-4, 5},
      {"meyer", 3, 87.9458, 5},
      {"watson", 6, 2.28767e-3, 6},
      {"watson", 9, 1.39976e-6, 6},
      {"watson", 12, 4.72238e-10, 6},
      {"jennrich-sampson", 2, 124.362, 6},
      {"brown-dennis", 4, 85822.2, 6},
      {"chebyquad", 7, 0, 0},
      {"chebyquad", 8, 3.51687e-3, 6},
      {"chebyquad", 9, 0, 0},
      {"osborne1", 5, 5.46489e-5, 6},
      {"osborne2", 11, 4.01377e-2, 6},
      {"linear-full-rank:m=45", 9, 36, 0},
      {"linear-rank-one:m=35", 7, 595.0 / 71, 15},
      {"linear-rank-one-zero:m=35", 7, 662.0 / 67, 15},
  };
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    struct problem *p = problem_named(library, known[k].function, known[k].dim, 0);
    double off = fabs(p->minimum - known[k].minimum);
    if (known[k].digits ? !(off <= 2 * pow(10, -known[k].digits) * known[k].minimum) : off != 0)
      fail_msg("%s: the minimum is %.17g", known[k].function, p->minimum);
    /* Where its residuals cancel exactly, so does f. */
    if (known[k].minimum == 0 && strcmp(known[k].function, "chebyquad") != 0)
      assert_true(problem_value(p, p->minimiser) == 0);
    problem_free(p);
  }
}

/* --- all that have residuals, in their wrappers --- */

typedef void visitor(const char *text, const struct problem *problem, unsigned instance);

static const char *const variants[] = {
    "rosenbrock:signs=random",      "rosenbrock:multiply=7", "rosenbrock:signs=random,multiply=0.3",
    "helical-valley:multiply=0.01", "linear-full-rank:m=45", "box3d:m=3,start=far",
    "jennrich-sampson:m=4",
};

static void visit_text(visitor *visit, const char *text)
{
  static const size_t dims[] = {2, 3, 8, 11, 17};
  struct function_spec spec;
  struct error err;
  assert_int_equal(function_parse(library, text, &spec, &err), STATUS_OK);
  assert_true(function_has_residuals(&spec));
  size_t own = function_dimension(&spec, NULL), seen = 0;
  for (size_t d = 0; d < (own ? 1 : sizeof dims / sizeof *dims); d++)
    for (unsigned i = 0; i < INSTANCES; i++) {
      struct problem *p;
      if (library->problem_new(&spec, own ? own : dims[d], i, NULL, &p, &err) != STATUS_OK)
        continue;
      assert_true(p->residuals >= p->dim);
      visit(text, p, i);
      problem_free(p);
      seen++;
    }
  assert_true(seen >= INSTANCES);
  function_spec_free(&spec);
}

static void visit_all(visitor *visit)
{
  size_t seen = 0;
  for (size_t i = 0; library->functions[i]; i++)
    if (library->functions[i]->residuals) visit_text(visit, library->functions[i]->name), seen++;
  assert_true(seen >= 24);
  for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) visit_text(visit, variants[i]);
}

/* The sum of squares is f, and 2 J^T r the gradient. */
static void check_sums(const char *text, const struct problem *p, unsigned instance)
{
  enum { POINTS = 4 };
  size_t dim = p->dim, m = p->residuals;
  struct split s = split_new(p);
  double *x = doubles(POINTS * dim), *g = doubles(dim), *slack = doubles(dim);
  problem_points(p, POINTS, 0.1, instance, x);
  for (size_t k = 0; k < POINTS; k++) {
    const double *at = x + k * dim;
    double sum = 0, f = problem_value(p, at), off = problem_rounding(p, at, slack);
    split_at(&s, at);
    for (size_t j = 0; j < m; j++) sum += s.r[j] * s.r[j];
    assert_true(s.f == f);
    if (!(fabs(sum - f) <= off))
      fail_msg("%s instance %u: f %.17g, sum %.17g", text, instance, f, sum);
    problem_gradient(p, at, g);
    for (size_t i = 0; i < dim; i++) {
      double slope = 0;
      for (size_t j = 0; j < m; j++) slope += 2 * s.r[j] * s.jacobian[j * dim + i];
      if (!(fabs(slope - g[i]) <= slack[i]))
        fail_msg("%s instance %u: gradient[%zu] %.17g, 2 J^T r %.17g", text, instance, i, g[i],
                 slope);
    }
  }
  free(x), free(g), free(slack);
  split_end(&s);
}

static void test_sums(void **unused)
{
  (void)unused;
  visit_all(check_sums);
}

/* A column of J by Richardson's extrapolation of central differences, where their error is least:
 * two steps in a row tell how far each is off. */
static size_t wrong_slope(const struct problem *p, const double *at, size_t i,
                          const double *jacobian, const double *scale)
{
  size_t dim = p->dim, m = p->residuals;
  double *x = doubles(dim), *r = doubles(4 * m), *wide = doubles(m), *best = doubles(m);
  double *least = doubles(m);
  for (size_t j = 0; j < m; j++) wide[j] = least[j] = INFINITY;
  double side = p->high[i] - p->low[i];
  for (double h = side / 16; h > side * 1e-6; h /= 2) {
    volatile double to[4];
    for (int k = 0; k < 4; k++) {
      static const double step[4] = {-2, -1, 1, 2};
      memcpy(x, at, dim * sizeof *x);
      x[i] = to[k] = at[i] + step[k] * h;
      problem_split(p, x, r + (size_t)k * m, NULL);
    }
    for (size_t j = 0; j < m; j++) {
      long double near = ((long double)r[2 * m + j] - r[m + j]) / ((long double)to[2] - to[1]);
      long double far = ((long double)r[3 * m + j] - r[j]) / ((long double)to[3] - to[0]);
      double slope = (double)((4 * near - far) / 3), off = fabs(slope - wide[j]) + scale[j] / h;
      if (off < least[j]) least[j] = off, best[j] = slope;
      wide[j] = slope;
    }
  }
  size_t wrong = m;
  for (size_t j = 0; j < m; j++) {
    double size = 0;
    for (size_t k = 0; k < dim; k++) size = fmax(size, fabs(jacobian[j * dim + k]));
    if (!(least[j] <= 1e-6 * (size + scale[j] / DBL_EPSILON / side)) ||
        !(fabs(best[j] - jacobian[j * dim + i]) <= least[j] + 1e-12 * size))
      wrong = j;
  }
  free(x), free(r), free(wide), free(best), free(least);
  return wrong;
}

static void check_jacobian(const char *text, const struct problem *p, unsigned instance)
{
  enum { POINTS = 2 };
  if (p->dim > 11) return;
  struct split s = split_new(p);
  double *x = doubles(POINTS * p->dim);
  problem_points(p, POINTS, 0, instance, x);
  for (size_t k = 0; k < POINTS; k++) {
    split_at(&s, x + k * p->dim);
    for (size_t i = 0; i < p->dim; i++) {
      size_t j = wrong_slope(p, x + k * p->dim, i, s.jacobian, s.slack);
      if (j < p->residuals)
        fail_msg("%s d=%zu instance %u: J[%zu][%zu] is not what differences say", text, p->dim,
                 instance, j, i);
    }
    /* And one that is off by a thousandth is found. */
    size_t i = k % p->dim, j = p->residuals / 2;
    double *entry = s.jacobian + j * p->dim + i;
    *entry += 1e-3 * (fabs(*entry) + s.slack[j] / DBL_EPSILON / (p->high[i] - p->low[i]));
    assert_true(wrong_slope(p, x + k * p->dim, i, s.jacobian, s.slack) < p->residuals);
  }
  free(x);
  split_end(&s);
}

static void test_jacobians(void **unused)
{
  (void)unused;
  visit_all(check_jacobian);
}

/* A batch is its points alone; residuals do not hang on whether gradients are asked for too. */
static void check_batch(const char *text, const struct problem *p, unsigned instance)
{
  enum { POINTS = 35 };
  size_t dim = p->dim, m = p->residuals;
  double *x = doubles(POINTS * dim), *f = doubles(POINTS), *g = doubles(POINTS * dim);
  double *r = doubles(POINTS * m), *jacobian = doubles(POINTS * m * dim);
  double *scratch = doubles(p->scratch(p, POINTS));
  struct split s = split_new(p);
  problem_points(p, POINTS, 0.1, instance, x);
  struct batch batch = {.x = x,
                        .count = POINTS,
                        .f = f,
                        .gradient = g,
                        .residual = r,
                        .jacobian = jacobian,
                        .scratch = scratch};
  p->evaluate(p, &batch);
  for (size_t k = 0; k < POINTS; k++) {
    split_at(&s, x + k * dim);
    if (s.f != f[k] || memcmp(s.r, r + k * m, m * sizeof *r) != 0 ||
        memcmp(s.jacobian, jacobian + k * m * dim, m * dim * sizeof *r) != 0)
      fail_msg("%s d=%zu instance %u: point %zu of a batch differs", text, dim, instance, k);
  }
  free(x), free(f), free(g), free(r), free(jacobian), free(scratch);
  split_end(&s);
}

static void test_batches(void **unused)
{
  (void)unused;
  visit_all(check_batch);
}

static const struct function_library *other_level;

static void check_level(const char *text, const struct problem *p, unsigned instance)
{
  struct problem *q = problem_named(other_level, text, p->dim, instance);
  struct split a = split_new(p), b = split_new(q);
  double *x = doubles(p->dim);
  problem_points(p, 1, 0.1, instance, x);
  split_at(&a, x);
  split_at(&b, x);
  assert_int_equal(p->residuals, q->residuals);
  assert_memory_equal(a.r, b.r, p->residuals * sizeof *a.r);
  assert_memory_equal(a.jacobian, b.jacobian, p->residuals * p->dim * sizeof *a.r);
  free(x);
  split_end(&a);
  split_end(&b);
  problem_free(q);
}

static void test_levels(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) {
    other_level = levels[l].functions;
    if (other_level != library) visit_all(check_level);
  }
}

/* --- what there is not --- */

static void test_none(void **unused)
{
  (void)unused;
  static const char *const without[] = {"rosenbrock:noise=0.1", "bard:noise=1", "quadratic"};
  for (size_t k = 0; k < 3; k++) {
    struct function_spec spec;
    struct error err;
    assert_int_equal(function_parse(library, without[k], &spec, &err), STATUS_OK);
    assert_false(function_has_residuals(&spec));
    function_spec_free(&spec);
    struct problem *p = problem_named(library, without[k], k == 1 ? 3 : 2, 1);
    assert_int_equal(p->residuals, 0);
    problem_free(p);
  }
}

/* Ten times the start; as many residuals as asked for, no fewer than coordinates. */
static void test_parameters(void **unused)
{
  (void)unused;
  for (size_t i = 0; library->functions[i]; i++) {
    if (!library->functions[i]->residuals) continue;
    char text[64];
    size_t dim = library->functions[i]->dim_low;
    snprintf(text, sizeof text, "%s:start=far", library->functions[i]->name);
    struct problem *far = problem_named(library, text, dim, 0);
    struct problem *p = problem_named(library, library->functions[i]->name, dim, 0);
    for (size_t k = 0; k < dim; k++) assert_true(far->canonical[k] == 10 * p->canonical[k]);
    problem_free(far);
    problem_free(p);
  }
  static const struct {
    const char *function;
    size_t dim, residuals;
  } sizes[] = {{"linear-rank-one", 4, 20},     {"linear-rank-one:m=6", 4, 6}, {"box3d", 3, 10},
               {"jennrich-sampson:m=2", 2, 2}, {"bdqrtic", 12, 16},           {"rosenbrock", 5, 8}};
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    struct problem *p = problem_named(library, sizes[k].function, sizes[k].dim, 0);
    assert_int_equal(p->residuals, sizes[k].residuals);
    problem_free(p);
  }
  struct function_spec spec;
  struct problem *p = NULL;
  struct error err;
  assert_int_equal(function_parse(library, "linear-full-rank:m=3", &spec, &err), STATUS_OK);
  assert_int_equal(library->problem_new(&spec, 5, 0, NULL, &p, &err), STATUS_USAGE);
  assert_string_equal(err.text, "a sum of squares has no fewer residuals than dimensions, and m=3 "
                                "is less than 5; ask for m=5 or more");
  function_spec_free(&spec);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),  cmocka_unit_test(test_more_wild),
      cmocka_unit_test(test_minima),  cmocka_unit_test(test_published),
      cmocka_unit_test(test_sums),    cmocka_unit_test(test_jacobians),
      cmocka_unit_test(test_batches), cmocka_unit_test(test_levels),
      cmocka_unit_test(test_none),    cmocka_unit_test(test_parameters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
