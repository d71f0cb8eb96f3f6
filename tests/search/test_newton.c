/* test_newton.c -- Hessians, Newton's method and steepest descent, step by step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/method.h"
#include "src/numeric/cholesky.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { MOST = 10 };

static struct libraries libraries(void)
{
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  return levels[0];
}

/* ---- Hessians ---- */

/* The largest difference from central differences of the gradient, over the largest entry. */
static double hessian_error(const struct problem *problem, const double *x)
{
  size_t d = problem->dim;
  double *h = doubles(d * d), *moved = doubles(d), *up = doubles(d), *down = doubles(d);
  double worst = 0, size = 0, step = fmax(1e-5, 1e-6 * (problem->high[0] - problem->low[0]));
  problem_hessian(problem, x, h);
  for (size_t i = 0; i < d; i++) {
    memcpy(moved, x, d * sizeof *x);
    moved[i] = x[i] + step;
    problem_gradient(problem, moved, up);
    moved[i] = x[i] - step;
    problem_gradient(problem, moved, down);
    for (size_t j = 0; j < d; j++) {
      double error = fabs((up[j] - down[j]) / (2 * step) - h[i * d + j]);
      worst = error > worst ? error : worst;
      size = fabs(h[i * d + j]) > size ? fabs(h[i * d + j]) : size;
      assert_true(h[i * d + j] == h[j * d + i]);
    }
  }
  free(h), free(moved), free(up), free(down);
  return worst / size;
}

static void test_hessians(void **unused)
{
  (void)unused;
  struct libraries l = libraries();
  static const size_t dims[] = {1, 2, 5, 9};
  size_t found = 0;
  for (size_t f = 0; l.functions->functions[f]; f++)
    for (size_t k = 0; k < sizeof dims / sizeof *dims; k++)
      for (unsigned number = 0; number < 3; number++) {
        const struct function_type *type = l.functions->functions[f];
        size_t d = dims[k];
        unsigned instance = type->instance_low + number;
        bool own = type->dimension || type->dim_low == type->dim_high;
        if (!own && (d < type->dim_low || (type->dim_high && d > type->dim_high))) continue;
        if (own && k) continue;
        struct problem *problem = problem_named(l.functions, type->name, own ? 0 : d, instance);
        assert_int_equal(problem->hessian != NULL, type->hessian != NULL);
        d = problem->dim;
        double *x = doubles(5 * d);
        problem_points(problem, 5, 0, 3 + instance, x);
        for (size_t p = 0; p < 5 && problem->hessian; p++) {
          found++;
          double error = hessian_error(problem, x + p * d);
          if (!(error < 2e-8)) fail_msg("%s d=%zu: off by %g", type->name, d, error);
        }
        free(x);
        problem_free(problem);
      }
  assert_true(found > 100);
}

/* Second derivatives under parameters that change them by more than a factor. */
static void test_hessians_of_variants(void **unused)
{
  (void)unused;
  static const char *const variants[] = {"rosenbrock:signs=random"};
  for (size_t v = 0; v < sizeof variants / sizeof *variants; v++)
    for (unsigned instance = 0; instance < 6; instance++)
      for (size_t d = 2; d < 10; d += 3) {
        struct problem *problem = problem_named(libraries().functions, variants[v], d, instance);
        double *x = doubles(d);
        problem_points(problem, 1, 0, 3 + instance, x);
        double error = hessian_error(problem, x);
        if (!(error < 2e-8)) fail_msg("%s d=%zu: off by %g", variants[v], d, error);
        free(x);
        problem_free(problem);
      }
}

static void test_no_hessian_under_noise(void **unused)
{
  (void)unused;
  struct libraries l = libraries();
  static const char *const without[] = {"rosenbrock:noise=0.1", "regression:batch=8", "step"};
  for (size_t i = 0; i < sizeof without / sizeof *without; i++)
    for (unsigned instance = 0; instance < 2; instance++) {
      struct problem *problem = problem_named(l.functions, without[i], 2, instance);
      assert_null(problem->hessian);
      problem_free(problem);
    }
}

/* ---- a method on a problem ---- */

struct solver {
  struct method method;
  void *state;
  const struct problem *problem;
  double f[MOST], *gradient, *hessian;
  size_t values, gradients, hessians; /* charged */
  enum ask ended;
};

static void solver_start(struct solver *s, const char *text, const struct problem *problem,
                         const double *start)
{
  struct error err;
  *s = (struct solver){.problem = problem};
  if (method_parse(libraries().optimizers, text, &s->method, &err)) fail_msg("%s", err.text);
  struct setup setup = {.dim = problem->dim,
                        .start = start,
                        .low = problem->low,
                        .high = problem->high,
                        .budget = 1e9,
                        .gradient_cost = 1,
                        .stream = {1},
                        .hessians = problem->hessian != NULL};
  s->state = s->method.type->alloc(&setup, method_config(&s->method));
  assert_non_null(s->state);
  s->gradient = doubles(MOST * problem->dim);
  s->hessian = doubles(problem->dim * problem->dim);
}

/* One query; where it stands then, or NULL if it has ended. A value that is said to be known must
 * have been asked for at the same point just before. */
static const double *solver_query(struct solver *s, struct query *query)
{
  size_t d = s->problem->dim;
  static const struct query none;
  *query = none;
  s->ended = s->method.type->ask(s->state, query);
  if (s->ended != ASK_EVALUATE) return NULL;
  assert_in_range(query->count, 1, MOST);
  for (size_t k = 0; k < query->count; k++) {
    double before = s->f[k];
    s->f[k] = problem_value(s->problem, query->x + k * d);
    if (query->again) assert_true(s->f[k] == before);
    if (query->want_gradient) problem_gradient(s->problem, query->x + k * d, s->gradient + k * d);
  }
  if (query->want_hessian) problem_hessian(s->problem, query->x, s->hessian);
  s->values += query->again ? 0 : query->count;
  s->gradients += query->want_gradient ? query->count : 0;
  s->hessians += query->want_hessian;
  s->method.type->tell(s->state,
                       &(struct answer){.f = s->f, .gradient = s->gradient, .hessian = s->hessian});
  return s->method.type->incumbent(s->state);
}

/* Until the iterate has moved, or the method has ended. */
static const double *solver_step(struct solver *s)
{
  double before[MOST];
  size_t bytes = s->problem->dim * sizeof *before;
  memcpy(before, s->method.type->incumbent(s->state), bytes);
  struct query query;
  for (int i = 0; i < 1000; i++) {
    const double *x = solver_query(s, &query);
    if (!x || memcmp(x, before, bytes) != 0) return x;
  }
  fail_msg("no step in 1000 queries");
  return NULL;
}

static void solver_end(struct solver *s)
{
  s->method.type->free(s->state);
  method_free(&s->method);
  free(s->gradient), free(s->hessian);
}

/* ---- the same, written another way ---- */

/* The minimiser over a > 0 of the polynomial through the points (a_i, f_i) and (0, f0) with slope
 * there, by a linear system for its coefficients. */
static double model_minimum(double f0, double slope, const double *a, const double *f, size_t count)
{
  double matrix[4] = {a[0] * a[0], a[0] * a[0] * a[0], 0, 1}, right[2] = {f[0] - f0 - slope * a[0]};
  if (count == 1) return -slope / (2 * right[0] / matrix[0]);
  matrix[2] = a[1] * a[1], matrix[3] = a[1] * a[1] * a[1];
  right[1] = f[1] - f0 - slope * a[1];
  double det = matrix[0] * matrix[3] - matrix[1] * matrix[2];
  double b = (right[0] * matrix[3] - matrix[1] * right[1]) / det;
  double c = (matrix[0] * right[1] - right[0] * matrix[2]) / det;
  /* slope + 2 b a + 3 c a^2 = 0, the root where the curvature is positive */
  double root = sqrt(b * b - 3 * c * slope);
  return (-b + root) / (3 * c);
}

/* x + a p with the step a that the line search should take from `first` on. */
static void line_search(const struct problem *problem, double *x, const double *p, double slope,
                        double first)
{
  size_t d = problem->dim, tried = 0;
  double f0 = problem_value(problem, x), a[2] = {first, 0}, f[2] = {0}, at[MOST];
  for (;;) {
    for (size_t i = 0; i < d; i++) at[i] = x[i] + a[0] * p[i];
    f[0] = problem_value(problem, at);
    tried++;
    if (f[0] <= f0 + 1e-4 * a[0] * slope) break;
    double next = model_minimum(f0, slope, a, f, tried < 2 ? 1 : 2);
    next = fmax(fmin(isnan(next) ? a[0] / 2 : next, a[0] / 2), a[0] / 10);
    a[1] = a[0], f[1] = f[0], a[0] = next;
  }
  memcpy(x, at, d * sizeof *x);
}

static double dot(const double *a, const double *b, size_t d)
{
  double sum = 0;
  for (size_t i = 0; i < d; i++) sum += a[i] * b[i];
  return sum;
}

/* Against GSL's factor and solution, of B B^T + I with entries of B in [-1, 1]. */
static void test_cholesky(void **unused)
{
  (void)unused;
  static const size_t sizes[] = {1, 2, 3, 8, 24, 40};
  uint32_t seed = 1;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    size_t n = sizes[s];
    double *b = doubles(n * n), *a = doubles(n * n), *l = doubles(n * n), *x = doubles(n);
    for (size_t i = 0; i < n * n; i++) {
      seed = seed * 1664525 + 1013904223;
      b[i] = seed / 2147483648.0 - 1;
    }
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) a[i * n + j] = (i == j) + dot(b + i * n, b + j * n, n);
    memcpy(l, a, n * n * sizeof *l);
    memcpy(x, b, n * sizeof *x);
    assert_true(cholesky_factor(n, l));
    cholesky_solve(n, l, x);

    gsl_matrix_view matrix = gsl_matrix_view_array(a, n, n);
    gsl_vector_view right = gsl_vector_view_array(b, n);
    for (size_t i = 0; i < n; i++) /* the upper half is as it was */
      assert_memory_equal(l + i * n + i + 1, a + i * n + i + 1, (n - i - 1) * sizeof *a);
    assert_int_equal(gsl_linalg_cholesky_decomp1(&matrix.matrix), GSL_SUCCESS);
    gsl_linalg_cholesky_svx(&matrix.matrix, &right.vector);
    for (size_t i = 0; i < n; i++) {
      for (size_t j = 0; j <= i; j++)
        assert_near(l[i * n + j], a[i * n + j], sqrt((double)n), 1e-14, "factor", i * n + j);
      assert_near(x[i], b[i], 1, 1e-13, "solution", i);
    }
    free(b), free(a), free(l), free(x);
  }
}

/* What has no factor: a negative, a zero, an unknown pivot, the last of three or the first. */
static void test_cholesky_refuses(void **unused)
{
  (void)unused;
  static const double pivots[] = {-1, -0.0, 0, NAN};
  for (size_t k = 0; k < sizeof pivots / sizeof *pivots; k++)
    for (size_t at = 0; at < 3; at += 2) {
      double a[9] = {4, 0, 0, 2, 5, 0, 2, 3, 6};
      /* The last pivot is what is left after L_20 = 1 and L_21 = 1. */
      a[4 * at] = at ? pivots[k] + 2 : pivots[k];
      assert_false(cholesky_factor(3, a));
    }
  double a[9] = {4, 0, 0, 2, 5, 0, 2, 3, 6};
  static const double expected[9] = {2, 0, 0, 1, 2, 0, 1, 1, 2};
  assert_true(cholesky_factor(3, a));
  assert_memory_equal(a, expected, sizeof a);
}

/* One damped Newton step by LU: as long as the eigenvalues of H + t I are positive t = 0. */
static void newton_step(const struct problem *problem, double *x)
{
  size_t d = problem->dim;
  double *h = doubles(d * d), *g = doubles(d), *p = doubles(d);
  problem_hessian(problem, x, h);
  problem_gradient(problem, x, g);
  gsl_matrix_view view = gsl_matrix_view_array(h, d, d);
  gsl_vector_view right = gsl_vector_view_array(g, d), left = gsl_vector_view_array(p, d);
  gsl_permutation *order = gsl_permutation_alloc(d);
  int sign;
  gsl_linalg_LU_decomp(&view.matrix, order, &sign);
  gsl_linalg_LU_solve(&view.matrix, order, &right.vector, &left.vector);
  gsl_permutation_free(order);
  for (size_t i = 0; i < d; i++) p[i] = -p[i];
  line_search(problem, x, p, dot(g, p, d), 1);
  free(h), free(g), free(p);
}

static void assert_same_point(const double *x, const double *expected, size_t d, double tolerance,
                              size_t step)
{
  for (size_t i = 0; i < d; i++) assert_near(x[i], expected[i], 1, tolerance, "x", step);
}

static void test_newton_step_by_step(void **unused)
{
  (void)unused;
  struct libraries l = libraries();
  /* Starts from which the Hessian stays positive definite. */
  static const double starts[][MOST] = {{-1.2, 1}, {1.5, -0.5}, {1.1, 1.15, 1.2, 1.3, 1.5}};
  static const size_t dims[] = {2, 2, 5};
  for (size_t k = 0; k < 3; k++) {
    struct problem *problem = problem_named(l.functions, "rosenbrock", dims[k], 0);
    struct solver s;
    double x[MOST];
    memcpy(x, starts[k], sizeof x);
    solver_start(&s, "newton", problem, x);
    size_t steps = 0;
    while (steps < 100 && problem_value(problem, x) > 1e-16) {
      newton_step(problem, x);
      assert_same_point(solver_step(&s), x, dims[k], 1e-9, ++steps);
    }
    assert_in_range(steps, 5, 30);
    /* A Hessian and a gradient for each point that was left, and a value for each trial. */
    assert_int_equal(s.gradients, s.hessians);
    assert_int_equal(s.hessians, steps);
    assert_true(s.values > steps);
    solver_end(&s);
    problem_free(problem);
  }
}

static void test_newton_on_a_bowl(void **unused)
{
  (void)unused;
  struct libraries l = libraries();
  for (unsigned instance = 0; instance < 3; instance++) {
    struct problem *problem = problem_named(l.functions, "quadratic:condition=1e6", 5, instance);
    struct solver s;
    static const double start[MOST] = {3, -2, 1, 4, -1};
    solver_start(&s, "newton", problem, start);
    assert_same_point(solver_step(&s), problem->minimiser, 5, 1e-9, 1);
    assert_int_equal(s.values, 2);
    assert_int_equal(s.gradients, 1);
    solver_end(&s);
    problem_free(problem);
  }
}

/* With differences the same path, at the price of d gradients and their values. */
static void test_newton_by_differences(void **unused)
{
  (void)unused;
  struct libraries l = libraries();
  struct problem *problem = problem_named(l.functions, "rosenbrock", 5, 1);
  static const double start[MOST] = {0.5, -0.5, 1, 0.3, -1};
  struct solver exact, difference;
  solver_start(&exact, "newton", problem, start);
  solver_start(&difference, "newton:hessian=difference", problem, start);
  for (size_t step = 1; step <= 6; step++) {
    double x[MOST];
    memcpy(x, solver_step(&exact), 5 * sizeof *x);
    assert_same_point(solver_step(&difference), x, 5, 2e-4, step);
  }
  assert_int_equal(difference.hessians, 0);
  assert_int_equal(difference.gradients, 6 * (1 + 5));
  assert_int_equal(difference.values, exact.values + 6 * 5);
  solver_end(&exact);
  solver_end(&difference);
  problem_free(problem);
}

/* f = x^2 - y^2 + y^4: at (0.5, 0.01) Newton without damping would go to the saddle. */
static void saddle(const double *x, double *f, double *gradient, double *hessian)
{
  *f = x[0] * x[0] - x[1] * x[1] + x[1] * x[1] * x[1] * x[1];
  gradient[0] = 2 * x[0];
  gradient[1] = -2 * x[1] + 4 * x[1] * x[1] * x[1];
  hessian[0] = 2, hessian[1] = hessian[2] = 0;
  hessian[3] = -2 + 12 * x[1] * x[1];
}

static void test_newton_leaves_a_saddle(void **unused)
{
  (void)unused;
  struct error err;
  struct method method;
  if (method_parse(libraries().optimizers, "newton", &method, &err)) fail_msg("%s", err.text);
  static const double start[2] = {0.5, 0.01};
  struct setup setup = {.dim = 2, .start = start, .budget = 1e9, .hessians = true};
  void *state = method.type->alloc(&setup, method_config(&method));
  double f, gradient[2], hessian[4], last = INFINITY;
  struct query query;
  enum ask ended;
  int queries = 0;
  while ((ended = method.type->ask(state, &query)) == ASK_EVALUATE && queries++ < 200) {
    saddle(query.x, &f, gradient, hessian);
    method.type->tell(state, &(struct answer){.f = &f, .gradient = gradient, .hessian = hessian});
    if (queries == 1) {
      /* The smallest diagonal entry becomes a thousandth of the largest. */
      double added;
      method.type->diagnose(state, &added);
      assert_near(hessian[3] + added, 2e-3, 1, 1e-12, "the smallest curvature", 1);
    }
    if (query.again) {
      assert_true(f <= last); /* a point that was taken */
      last = f;
    }
  }
  const double *x = method.type->incumbent(state);
  assert_near(x[0], 0, 1, 1e-8, "x", 0);
  assert_near(x[1], sqrt(0.5), 1, 1e-8, "y", 0);
  assert_true(ended == ASK_CONVERGED || ended == ASK_STALLED);
  method.type->free(state);
  method_free(&method);
}

/* A plateau has no gradient and no curvature; the bottom of a bowl has curvature. */
static void test_newton_ends(void **unused)
{
  (void)unused;
  struct libraries l = libraries();
  static const struct {
    const char *function, *method;
    double start[2];
    enum ask ended;
  } cases[] = {{"step", "newton", {1.3, 1.3}, ASK_STALLED},
               {"step", "steepest", {1.3, 1.3}, ASK_STALLED},
               {"quadratic", "newton", {0, 0}, ASK_CONVERGED},
               {"quadratic", "steepest", {0, 0}, ASK_STALLED}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    struct problem *problem = problem_named(l.functions, cases[k].function, 2, 0);
    struct solver s;
    solver_start(&s, cases[k].method, problem, cases[k].start);
    struct query query;
    for (int i = 0; i < 1000 && s.ended == ASK_EVALUATE; i++) solver_query(&s, &query);
    assert_int_equal(s.ended, cases[k].ended);
    solver_end(&s);
    problem_free(problem);
  }
}

static void test_steepest_step_by_step(void **unused)
{
  (void)unused;
  struct libraries l = libraries();
  static const char *const names[] = {"rosenbrock", "quadratic:condition=100"};
  for (size_t k = 0; k < 4; k++) {
    size_t d = k < 2 ? 2 : 5;
    struct problem *problem = problem_named(l.functions, names[k % 2], d, (unsigned)(k / 2));
    double x[MOST] = {-1.2, 1, -0.4, 0.8, 1.1}, g[MOST], p[MOST], before = INFINITY;
    struct solver s;
    solver_start(&s, "steepest:first=0.5", problem, x);
    for (size_t step = 1; step <= 10; step++) {
      double f = problem_value(problem, x);
      problem_gradient(problem, x, g);
      for (size_t i = 0; i < d; i++) p[i] = -g[i];
      double slope = -dot(g, g, d);
      line_search(problem, x, p, slope, step == 1 ? 0.5 / sqrt(-slope) : 2 * (f - before) / slope);
      before = f;
      assert_same_point(solver_step(&s), x, d, 1e-9, step);
    }
    assert_int_equal(s.gradients, 10);
    solver_end(&s);
    problem_free(problem);
  }
}

int main(void)
{
  gsl_set_error_handler_off();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hessians),
      cmocka_unit_test(test_hessians_of_variants),
      cmocka_unit_test(test_no_hessian_under_noise),
      cmocka_unit_test(test_cholesky),
      cmocka_unit_test(test_cholesky_refuses),
      cmocka_unit_test(test_newton_step_by_step),
      cmocka_unit_test(test_newton_on_a_bowl),
      cmocka_unit_test(test_newton_by_differences),
      cmocka_unit_test(test_newton_leaves_a_saddle),
      cmocka_unit_test(test_newton_ends),
      cmocka_unit_test(test_steepest_step_by_step),
  };
  return cmocka_run_group_tests_name("newton", tests, NULL, NULL);
}
