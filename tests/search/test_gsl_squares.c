/* test_gsl_squares.c -- lm and dogleg behind ask/tell do what gsl_multifit_nlinear_driver does when
 * it calls the residuals itself: the same iterates byte for byte, the same evaluations; and they
 * solve what they are known to solve. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/suite.h"
#include "src/method.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { DIM_MOST = 12, ITERATES_MOST = 4000, BUDGET = 4000 };

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  gsl_set_error_handler_off();
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

/* Where a solver stood, each place once in a row, and what it asked for, the same point once. */
struct record {
  double iterates[ITERATES_MOST * DIM_MOST], points[ITERATES_MOST * DIM_MOST];
  size_t dim, count, values, jacobians;
};
static struct record direct, asked;
static const struct problem *problem;

static void clear(struct record *r)
{
  r->dim = problem->dim;
  r->count = r->values = r->jacobians = 0;
}

static void stands(struct record *r, const double *x)
{
  size_t bytes = r->dim * sizeof *x;
  if (r->count && !memcmp(r->iterates + (r->count - 1) * r->dim, x, bytes)) return;
  assert_true(r->count < ITERATES_MOST);
  memcpy(r->iterates + r->count++ * r->dim, x, bytes);
}

static void evaluates(struct record *r, const double *x)
{
  size_t bytes = r->dim * sizeof *x;
  for (size_t k = r->values; k-- > 0;)
    if (!memcmp(r->points + k * r->dim, x, bytes)) return;
  assert_true(r->values < ITERATES_MOST);
  memcpy(r->points + r->values++ * r->dim, x, bytes);
}

/* --- by GSL's driver --- */

static int residuals(const gsl_vector *x, void *unused, gsl_vector *r)
{
  (void)unused;
  evaluates(&direct, x->data);
  problem_split(problem, x->data, r->data, NULL);
  return GSL_SUCCESS;
}

static int jacobian(const gsl_vector *x, void *unused, gsl_matrix *j)
{
  (void)unused;
  double *r = doubles(problem->residuals);
  direct.jacobians++;
  problem_split(problem, x->data, r, j->data);
  free(r);
  return GSL_SUCCESS;
}

static void after_iteration(const size_t number, void *unused,
                            const gsl_multifit_nlinear_workspace *w)
{
  (void)number, (void)unused;
  stands(&direct, w->x->data);
}

static enum ask drive_directly(gsl_multifit_nlinear_parameters p, double tolerance)
{
  size_t dim = problem->dim, count = problem->residuals;
  gsl_multifit_nlinear_fdf f = {.f = residuals, .df = jacobian, .n = count, .p = dim};
  gsl_multifit_nlinear_workspace *w =
      gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &p, count, dim);
  gsl_vector_const_view start = gsl_vector_const_view_array(problem->canonical, dim);
  clear(&direct);
  gsl_multifit_nlinear_init(&start.vector, &f, w);
  stands(&direct, w->x->data);
  int why, status = gsl_multifit_nlinear_driver(1000, tolerance, tolerance, 0, after_iteration,
                                                NULL, &why, w);
  gsl_multifit_nlinear_free(w);
  return status == GSL_SUCCESS ? ASK_CONVERGED : ASK_STALLED;
}

/* --- asked --- */

/* At most so many values. Sets *best to the lowest. */
static enum ask drive(const struct library *library, const char *text, size_t most, double *best)
{
  struct method method;
  struct error err;
  size_t dim = problem->dim, m = problem->residuals;
  double *r = doubles(m), *j = doubles(m * dim), last[DIM_MOST] = {0};
  if (method_parse(library, text, &method, &err)) fail_msg("%s", err.text);
  assert_true(method.traits == USES_RESIDUALS);
  struct setup setup = {.dim = dim,
                        .start = problem->canonical,
                        .low = problem->low,
                        .high = problem->high,
                        .budget = BUDGET,
                        .gradient_cost = 1,
                        .residuals = m};
  void *state = method.type->alloc(&setup, method_config(&method));
  assert_non_null(state);
  clear(&asked);
  struct query q;
  enum ask end = ASK_EVALUATE;
  *best = INFINITY;
  stands(&asked, method.type->incumbent(state));
  while (asked.values < most && (end = method.type->ask(state, &q)) == ASK_EVALUATE) {
    stands(&asked, method.type->incumbent(state));
    assert_true(q.count == 1 && !q.want_gradient && !q.want_hessian && !q.more);
    /* Residuals with a new value; a Jacobian where the value is known. */
    assert_true(q.want_residual == !q.again && q.want_jacobian == q.again);
    if (q.again) assert_memory_equal(q.x, last, dim * sizeof *last);
    memcpy(last, q.x, dim * sizeof *last);
    double f = problem_split(problem, q.x, r, j);
    *best = fmin(*best, f);
    if (q.want_residual) {
      size_t before = asked.values;
      evaluates(&asked, q.x);
      assert_int_equal(asked.values, before + 1); /* nothing is paid twice */
    }
    asked.jacobians += q.want_jacobian;
    method.type->tell(state, &(struct answer){.f = &f,
                                              .residual = q.want_residual ? r : NULL,
                                              .jacobian = q.want_jacobian ? j : NULL});
    for (size_t i = 0; i < m; i++) r[i] = 1e300; /* the answers were not to be kept by address */
    for (size_t i = 0; i < m * dim; i++) j[i] = 1e300;
  }
  stands(&asked, method.type->incumbent(state));
  if (end) assert_int_equal(method.type->ask(state, &q), end);
  method.type->free(state);
  method_free(&method);
  free(r);
  free(j);
  return end;
}

static void compare(const char *text, const char *function, size_t dim,
                    gsl_multifit_nlinear_parameters p, double tolerance)
{
  double best;
  for (size_t l = 0; l < level_count; l++) {
    struct problem *made = problem_named(levels[l].functions, function, dim, 0);
    problem = made;
    enum ask expected = drive_directly(p, tolerance);
    enum ask end = drive(levels[l].optimizers, text, SIZE_MAX, &best);
    if (end != expected || asked.count != direct.count || asked.values != direct.values ||
        asked.jacobians != direct.jacobians ||
        memcmp(asked.points, direct.points, asked.values * dim * sizeof(double)) != 0 ||
        memcmp(asked.iterates, direct.iterates, asked.count * dim * sizeof(double)) != 0)
      fail_msg("%s on %s: %zu places, %zu values, %zu Jacobians; GSL's driver: %zu, %zu, %zu", text,
               function, asked.count, asked.values, asked.jacobians, direct.count, direct.values,
               direct.jacobians);
    assert_true(direct.count >= 3);
    problem_free(made);
  }
}

static const gsl_multifit_nlinear_scale *scale_of(size_t i)
{
  return i == 0   ? gsl_multifit_nlinear_scale_more
         : i == 1 ? gsl_multifit_nlinear_scale_levenberg
                  : gsl_multifit_nlinear_scale_marquardt;
}

static const gsl_multifit_nlinear_solver *solver_of(size_t i)
{
  return i == 0   ? gsl_multifit_nlinear_solver_qr
         : i == 1 ? gsl_multifit_nlinear_solver_cholesky
                  : gsl_multifit_nlinear_solver_svd;
}

static void test_driver(void **unused)
{
  (void)unused;
  static const char *const scales[] = {"more", "levenberg", "marquardt"};
  static const char *const solvers[] = {"qr", "cholesky", "svd"};
  static const struct {
    const char *function;
    size_t dim;
  } on[] = {{"rosenbrock", 2}, {"helical-valley", 3}, {"kowalik-osborne", 4},         {"wood", 4},
            {"osborne2", 11},  {"watson", 6},         {"rosenbrock:multiply=0.01", 7}};
  for (size_t f = 0; f < sizeof on / sizeof *on; f++)
    for (size_t k = 0; k < 9; k++)
      for (int dogleg = 0; dogleg < 2; dogleg++) {
        char text[128];
        gsl_multifit_nlinear_parameters p = gsl_multifit_nlinear_default_parameters();
        p.scale = scale_of(k / 3);
        p.solver = solver_of(k % 3);
        p.trs = dogleg ? gsl_multifit_nlinear_trs_dogleg : gsl_multifit_nlinear_trs_lm;
        snprintf(text, sizeof text, "%s:scale=%s,solver=%s,xtol=1e-8,gtol=1e-8",
                 dogleg ? "dogleg" : "lm", scales[k / 3], solvers[k % 3]);
        compare(text, on[f].function, on[f].dim, p, 1e-8);
      }
}

static void test_defaults(void **unused)
{
  (void)unused;
  gsl_multifit_nlinear_parameters p = gsl_multifit_nlinear_default_parameters();
  compare("lm", "bard", 3, p, 1e-12);
  p.trs = gsl_multifit_nlinear_trs_dogleg;
  compare("dogleg", "bard", 3, p, 1e-12);
  p.factor_up = 5;
  p.factor_down = 1.5;
  compare("dogleg:factor_up=5,factor_down=1.5", "wood", 4, p, 1e-12);
}

/* Of the 53 problems of More and Wild, from their starts: to a millionth of the minimum, or of
 * 0.01. Those that are left end at minima that are local or at infinity. */
static size_t count_solved(const char *text)
{
  size_t solved = 0;
  for (const struct suite_pair *pair = suite_more_wild; pair->function; pair++) {
    double best;
    struct problem *p = problem_named(levels[0].functions, pair->function, pair->dim, 0);
    problem = p;
    drive(levels[0].optimizers, text, BUDGET / 2, &best);
    solved += best - p->minimum <= 1e-6 * fmax(p->minimum, 1e-2);
    problem_free(p);
  }
  return solved;
}

static void test_more_wild(void **unused)
{
  (void)unused;
  assert_int_equal(count_solved("lm"), 48);
  assert_int_equal(count_solved("dogleg"), 47);
  assert_in_range(count_solved("lm:scale=levenberg"), 40, 53);
  assert_in_range(count_solved("lm:solver=svd"), 45, 53);
}

/* At the minimiser, where no gradient is left, nothing is tried. */
static void test_at_the_minimiser(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"lm", "dogleg"};
  for (size_t k = 0; k < 2; k++) {
    double best;
    struct problem *p = problem_named(levels[0].functions, "wood", 4, 0);
    memcpy(p->canonical, p->minimiser, 4 * sizeof *p->canonical);
    problem = p;
    assert_int_equal(drive(levels[0].optimizers, methods[k], SIZE_MAX, &best), ASK_CONVERGED);
    assert_true(asked.values == 1 && asked.jacobians == 1 && best == 0);
    problem_free(p);
  }
}

/* A chain hands over when its first method has spent its share: a value costs 1, as does a
 * Jacobian. */
static void test_share(void **unused)
{
  (void)unused;
  enum { SHARE = 80 };
  struct problem *p = problem_named(levels[0].functions, "meyer", 3, 0);
  struct method method;
  struct error err;
  double r[16], j[48], told[DIAGNOSTICS_MAX] = {1};
  if (method_parse(levels[0].optimizers, "lm:share=0.02+dogleg", &method, &err))
    fail_msg("%s", err.text);
  assert_true(method.traits & USES_RESIDUALS);
  struct setup setup = {.dim = 3,
                        .start = p->canonical,
                        .low = p->low,
                        .high = p->high,
                        .budget = SHARE / 0.02,
                        .gradient_cost = 1,
                        .residuals = 16};
  void *state = method.type->alloc(&setup, method_config(&method));
  assert_non_null(state);
  double spent = 0, values = 0;
  for (struct query q; method.type->ask(state, &q) == ASK_EVALUATE;) {
    method.type->diagnose(state, told);
    if (told[0] > 1) break;
    values += q.want_residual;
    spent += q.want_residual + q.want_jacobian;
    double f = problem_split(p, q.x, r, j);
    method.type->tell(state, &(struct answer){.f = &f,
                                              .residual = q.want_residual ? r : NULL,
                                              .jacobian = q.want_jacobian ? j : NULL});
  }
  assert_true(told[0] == 2 && told[1] == spent);
  assert_true(spent >= SHARE && spent < SHARE + 20 && values < 0.75 * spent);
  method.type->free(state);
  method_free(&method);
  problem_free(p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_driver),    cmocka_unit_test(test_defaults),
      cmocka_unit_test(test_more_wild), cmocka_unit_test(test_at_the_minimiser),
      cmocka_unit_test(test_share),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
