/* test_bfgs.c -- the quasi-Newton method: SciPy's iterates where both take the first trial of each
 * line, its evaluations elsewhere, the update as the book writes it, the line search on functions
 * of one variable, and how it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/method.h"
#include "src/search/gradient/wolfe.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"
#include "tests/support/solver.h"

enum { MOST = SOLVER_MOST };

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

static double dot(const double *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

/* ---- against SciPy ---- */

static void test_iterates(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/scipy/bfgs_quadratic.csv");
  for (size_t l = 0; l < level_count; l++) {
    struct problem *problem = problem_named(levels[l].functions, "quadratic:condition=100", 5, 0);
    struct solver s;
    solver_start(&s, levels[l].optimizers, "bfgs:first=1.01", 5, reference_row(r, 0));
    s.problem = problem;
    for (size_t step = 1; step < r->rows; step++) {
      const double *want = reference_row(r, step), *x = solver_step(&s);
      assert_non_null(x);
      double scale = fmax(largest(want, 5), largest(reference_row(r, step - 1), 5));
      for (size_t i = 0; i < 5; i++) assert_near(x[i], want[i], scale, 1e-9, "x", step);
    }
    assert_true(s.values == (double)r->rows); /* one trial a step */
    solver_end(&s);
    problem_free(problem);
  }
  reference_free(r);
}

/* Values and gradients to a value of 1e-10; none: infinity. */
static double first_hit(const struct reference *r, size_t row)
{
  double start[MOST], hit = INFINITY;
  size_t dim = (size_t)reference_at(r, row, "dimension");
  const char *text = reference_text(r, row, "start");
  char *end;
  for (size_t i = 0; i < dim; i++, text = end) start[i] = strtod(text, &end);
  struct problem *problem =
      problem_named(levels[0].functions, reference_text(r, row, "function"), dim, 0);
  struct solver s;
  solver_start(&s, levels[0].optimizers, "bfgs", dim, start);
  s.problem = problem;
  while (isinf(hit) && s.values < 2000 && solver_query(&s))
    if (s.best <= 1e-10) hit = s.values + s.gradients;
  solver_end(&s);
  problem_free(problem);
  return hit;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* From the same starts, with another line search: medians no worse than SciPy's by a tenth, nor
 * better by a quarter (no gradients where a value is enough), and about as many of the runs on
 * Rosenbrock in its other minimum. */
static void test_first_hits(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/scipy/first_hits.csv");
  static double ours[64], theirs[64];
  size_t groups = 0;
  for (size_t from = 0, to; from < r->rows; from = to, groups++) {
    size_t reached[2] = {0}, n = 0;
    const char *function = reference_text(r, from, "function");
    double dim = reference_at(r, from, "dimension");
    for (to = from; to < r->rows && reference_at(r, to, "dimension") == dim &&
                    !strcmp(reference_text(r, to, "function"), function);
         to++, n++) {
      assert_true(n < 64);
      double hit = reference_at(r, to, "bfgs");
      theirs[n] = isnan(hit) ? INFINITY : hit;
      ours[n] = first_hit(r, to);
      reached[0] += ours[n] < INFINITY;
      reached[1] += theirs[n] < INFINITY;
    }
    qsort(ours, n, sizeof *ours, ascending);
    qsort(theirs, n, sizeof *theirs, ascending);
    double ratio = ours[n / 2] / theirs[n / 2];
    if (!(ratio > 0.75 && ratio < 1.1) || reached[0] + 4 < reached[1] ||
        reached[1] + 4 < reached[0])
      fail_msg("%s, d = %g: medians %g and %g, reached by %zu and %zu of %zu", function, dim,
               ours[n / 2], theirs[n / 2], reached[0], reached[1], n);
  }
  assert_int_equal(groups, 6);
  reference_free(r);
}

/* ---- as the book writes it ---- */

/* h <- (I - r s y^T) h (I - r y s^T) + r s s^T, a product of matrices at a time. */
static void product_form(double *h, const double *s, const double *y, size_t d)
{
  double left[MOST * MOST], half[MOST * MOST], r = 1 / dot(y, s, d);
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) left[i * d + j] = (i == j) - r * s[i] * y[j];
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) {
      half[i * d + j] = 0;
      for (size_t k = 0; k < d; k++) half[i * d + j] += left[i * d + k] * h[k * d + j];
    }
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) {
      h[i * d + j] = r * s[i] * s[j];
      for (size_t k = 0; k < d; k++) h[i * d + j] += half[i * d + k] * left[j * d + k];
    }
}

/* Each step is along -H g, and ends where both of Wolfe's conditions hold. */
static void follow(const char *text, bool scaling, const char *function, size_t d,
                   const double *start)
{
  struct problem *problem = problem_named(levels[0].functions, function, d, 1);
  struct solver s;
  double h[MOST * MOST], x[MOST], g[MOST], p[MOST], change[MOST], y[MOST];
  solver_start(&s, levels[0].optimizers, text, d, start);
  s.problem = problem;
  for (size_t i = 0; i < d * d; i++) h[i] = i % (d + 1) == 0;
  memcpy(x, start, d * sizeof *x);
  problem_gradient(problem, x, g);
  double f = problem_value(problem, x);
  size_t step = 0;
  for (; step < 40 && largest(g, d) > 1e-4; step++) {
    for (size_t i = 0; i < d; i++) p[i] = -dot(h + i * d, g, d);
    double slope = dot(p, g, d);
    assert_non_null(solver_step(&s));
    const double *now = s.x;
    assert_true(s.wanted);
    for (size_t i = 0; i < d; i++) {
      change[i] = now[i] - x[i];
      y[i] = s.gradient[i] - g[i];
    }
    double a = dot(change, p, d) / dot(p, p, d), size = largest(p, d);
    for (size_t i = 0; i < d; i++) assert_near(change[i], a * p[i], a * size, 1e-7, "step", step);
    assert_true(s.f <= f + 1e-4 * a * slope * (1 - 1e-6) + 1e-12 * f);
    assert_true(fabs(dot(s.gradient, p, d)) <= -0.9 * slope * (1 + 1e-6));
    if (!step && scaling)
      for (size_t i = 0; i < d; i++) h[i * d + i] = dot(change, y, d) / dot(y, y, d);
    product_form(h, change, y, d);
    memcpy(x, now, d * sizeof *x);
    memcpy(g, s.gradient, d * sizeof *g);
    f = s.f;
  }
  assert_true(step >= 8);
  solver_end(&s);
  problem_free(problem);
}

static void test_product_form(void **unused)
{
  (void)unused;
  static const double start[MOST] = {-1.2, 1, 0.7, -0.4, 1.3, 0.2, -0.9, 1.1, 0.5, -1.4};
  static const size_t dims[] = {2, 5, 10};
  for (size_t k = 0; k < 3; k++) {
    follow("bfgs", false, "rosenbrock", dims[k], start);
    follow("bfgs:scaling=yes", true, "rosenbrock", dims[k], start);
  }
  follow("bfgs", false, "quadratic:condition=100", 10, start);
}

/* ---- the line search ---- */

static void test_lines(void **unused)
{
  (void)unused;
  static const double firsts[] = {1e-3, 0.1, 10, 1e3}, curvatures[] = {0.9, 0.1, 1e-3};
  for (int number = 0; number < 3; number++)
    for (size_t i = 0; i < 4; i++)
      for (size_t c = 0; c < 3; c++) {
        struct wolfe l = {.decrease = 1e-4, .curvature = curvatures[c]};
        double slope0, slope = NAN, f0 = landscape_curve(number, 0, &slope0), f = f0;
        wolfe_begin(&l, f0, slope0, firsts[i]);
        enum wolfe_next next = WOLFE_TRY;
        int tried = 0;
        for (; next != WOLFE_TAKEN && tried < 100; tried++) {
          f = landscape_curve(number, l.step, &slope);
          next = wolfe_tell_value(&l, f);
          if (next == WOLFE_SLOPE) next = wolfe_tell_slope(&l, slope);
        }
        if (next != WOLFE_TAKEN || tried > 20)
          fail_msg("function %d from %g: %d trials", number, firsts[i], tried);
        assert_true(l.step > 0 && f <= f0 + 1e-4 * l.step * slope0);
        assert_true(fabs(slope) <= -curvatures[c] * slope0);
      }
}

/* A parabola is known after one trial: the next one is its minimum, near or far. */
static void test_line_on_a_parabola(void **unused)
{
  (void)unused;
  static const double minima[] = {0.3, 4};
  for (size_t k = 0; k < 2; k++) {
    struct wolfe l = {.decrease = 1e-4, .curvature = 1e-9};
    double m = minima[k];
    wolfe_begin(&l, m * m, -2 * m, 1);
    enum wolfe_next next = wolfe_tell_value(&l, (1 - m) * (1 - m));
    if (next == WOLFE_SLOPE) next = wolfe_tell_slope(&l, 2 * (1 - m));
    assert_int_equal(next, WOLFE_TRY);
    assert_near(l.step, m, 1, 1e-12, "minimum", k);
  }
}

/* ---- its end ---- */

/* A kink, steeper on one side. */
static double kink;
static void kinked(const double *x, size_t dim, double *f, double *gradient)
{
  memset(gradient, 0, dim * sizeof *gradient);
  *f = x[0] < kink ? kink - x[0] : 3 * (x[0] - kink);
  *f += 1.1; /* so that values around it are equal where points are not */
  gradient[0] = x[0] < kink ? -1 : 3;
}

/* A bracket closes even where its ends are neighbouring doubles, of whichever value. */
static void test_kinks(void **unused)
{
  (void)unused;
  for (int k = 0; k < 2000; k++) {
    double start = 0.01 * (k % 97) - 0.5;
    kink = 0.2487146 + 1e-4 * k;
    const char *text = k % 2 ? "bfgs" : "bfgs:decrease=0.5,curvature=0.1";
    struct solver s = solver_solved(levels[0].optimizers, text, 1, &start, kinked);
    if (s.values > 1000) fail_msg("%s from %g to %g: %g values", text, start, kink, s.values);
  }
}

static void test_ends(void **unused)
{
  (void)unused;
  static const double start[5] = {1, -2, 3, 0.5, 1}, bottom[5] = {0}, huge[5] = {1e200, 1};
  static const struct {
    const char *method;
    landscape *f;
    const double *start;
    enum ask ended;
    double most;
  } cases[] = {{"bfgs", landscape_bowl, start, ASK_CONVERGED, 40},
               {"bfgs:tolerance=0", landscape_bowl, start, ASK_CONVERGED, 1000},
               {"bfgs:tolerance=1e-3", landscape_bowl, start, ASK_CONVERGED, 40},
               {"bfgs", landscape_bowl, bottom, ASK_CONVERGED, 1},
               {"bfgs", landscape_plateau, start, ASK_CONVERGED, 1},
               {"bfgs:first=1e-300", landscape_bowl, start, ASK_STALLED, 1},
               {"bfgs", landscape_liar, start, ASK_STALLED, 1200},
               {"bfgs", landscape_wedge, start, ASK_STALLED, 3000},
               {"bfgs", landscape_bowl, huge, ASK_STALLED, 1}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    struct solver s =
        solver_solved(levels[0].optimizers, cases[k].method, 5, cases[k].start, cases[k].f);
    if (s.ended != cases[k].ended || s.values > cases[k].most)
      fail_msg("case %zu, %s: %d after %g", k, cases[k].method, (int)s.ended, s.values);
  }
}

/* A matrix that leads nowhere is forgotten: along the gradient it goes on. What it has learnt of
 * one bowl is wrong in the other one. */
static void test_forgets(void **unused)
{
  (void)unused;
  static const double start[3] = {1, -2, 3};
  landscape_moved = 0;
  struct solver s = solver_solved(levels[0].optimizers, "bfgs", 3, start, landscape_moving);
  assert_true(landscape_moved > 0 && s.ended != ASK_EVALUATE);
  assert_near(s.best, -3e9, 3e9, 1e-9, "the second bowl", 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_iterates),
      cmocka_unit_test(test_first_hits),
      cmocka_unit_test(test_product_form),
      cmocka_unit_test(test_lines),
      cmocka_unit_test(test_line_on_a_parabola),
      cmocka_unit_test(test_kinks),
      cmocka_unit_test(test_ends),
      cmocka_unit_test(test_forgets),
  };
  return cmocka_run_group_tests_name("bfgs", tests, set_up, NULL);
}
