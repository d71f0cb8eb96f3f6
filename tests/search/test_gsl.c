/* test_gsl.c -- GSL's minimisers behind ask/tell do what they do when they call the objective
 * themselves: the same iterates byte for byte, the same evaluations less those that repeat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_siman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/method.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { DIM_MOST = 10, CALLS_MOST = 40000 };

static const struct stream stream = {0x1234567890abcdef};

/* What a solver did: the places where it stood, and what it asked for there. */
struct record {
  size_t dim;
  double *iterates, *points; /* points: each once, in the order they were asked for */
  bool gradient[CALLS_MOST]; /* was asked for at this point */
  size_t iterate_count, point_count;
  double values, gradients, calls; /* values and gradients: less what repeats */
};

static const struct problem *problem; /* of the direct loops */
static struct record direct, asked;

static int set_up(void **unused)
{
  (void)unused;
  gsl_set_error_handler_off();
  direct.iterates = doubles(CALLS_MOST * DIM_MOST);
  direct.points = doubles(CALLS_MOST * DIM_MOST);
  asked.iterates = doubles(CALLS_MOST * DIM_MOST);
  asked.points = doubles(CALLS_MOST * DIM_MOST);
  return 0;
}

static int tear_down(void **unused)
{
  (void)unused;
  free(direct.iterates);
  free(direct.points);
  free(asked.iterates);
  free(asked.points);
  return 0;
}

static void clear(struct record *r, size_t dim)
{
  r->dim = dim;
  r->iterate_count = r->point_count = 0;
  r->values = r->gradients = r->calls = 0;
}

static void stands(struct record *r, const double *x)
{
  size_t bytes = r->dim * sizeof *x;
  double *last = r->iterates + (r->iterate_count - 1) * r->dim;
  if (r->iterate_count && memcmp(last, x, bytes) == 0) return;
  assert_true(r->iterate_count < CALLS_MOST);
  memcpy(r->iterates + r->iterate_count++ * r->dim, x, bytes);
}

static size_t find(const struct record *r, const double *x)
{
  size_t p = r->point_count;
  while (p > 0 && memcmp(r->points + (p - 1) * r->dim, x, r->dim * sizeof *x) != 0) p--;
  return p ? p - 1 : r->point_count;
}

/* A call by the solver itself: charged for what it did not know. */
static void called(const double *x, bool gradient)
{
  struct record *r = &direct;
  size_t p = find(r, x);
  r->calls++;
  if (p == r->point_count) {
    assert_true(r->point_count < CALLS_MOST);
    memcpy(r->points + r->point_count++ * r->dim, x, r->dim * sizeof *x);
    r->gradient[p] = false;
    r->values++;
  }
  if (gradient && !r->gradient[p]) {
    r->gradient[p] = true;
    r->gradients++;
  }
}

static double value(const gsl_vector *x, void *unused)
{
  (void)unused;
  called(x->data, false);
  return problem_value(problem, x->data);
}

static void value_gradient(const gsl_vector *x, void *unused, double *f, gsl_vector *g)
{
  (void)unused;
  called(x->data, true);
  *f = problem_value(problem, x->data);
  problem_gradient(problem, x->data, g->data);
}

static void gradient(const gsl_vector *x, void *unused, gsl_vector *g)
{
  double f;
  value_gradient(x, unused, &f, g);
}

/* As GSL's manual has it, begun once more where there is no progress. */
static enum ask direct_gradient(const gsl_multimin_fdfminimizer_type *type, double step, double tol,
                                double tolerance)
{
  size_t dim = problem->dim;
  gsl_multimin_function_fdf f = {value, gradient, value_gradient, dim, NULL};
  gsl_vector *from = gsl_vector_alloc(dim);
  gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(type, dim);
  memcpy(from->data, problem->canonical, dim * sizeof(double));
  gsl_multimin_fdfminimizer_set(m, &f, from, step, tol);
  stands(&direct, m->x->data);
  enum ask end = ASK_EVALUATE;
  for (bool again = false; end == ASK_EVALUATE;) {
    int status = gsl_multimin_fdfminimizer_iterate(m);
    if (status == GSL_ENOPROG && !again) {
      again = true;
      gsl_vector_memcpy(from, m->x);
      gsl_multimin_fdfminimizer_set(m, &f, from, step, tol);
    } else if (status) {
      end = ASK_STALLED;
    } else {
      stands(&direct, m->x->data);
      if (gsl_vector_isnull(m->gradient) ||
          gsl_multimin_test_gradient(m->gradient, tolerance) == GSL_SUCCESS)
        end = ASK_CONVERGED;
    }
  }
  gsl_multimin_fdfminimizer_free(m);
  gsl_vector_free(from);
  return end;
}

static enum ask direct_simplex(double step, double tolerance)
{
  size_t dim = problem->dim;
  gsl_multimin_function f = {value, dim, NULL};
  gsl_vector *from = gsl_vector_alloc(dim), *edges = gsl_vector_alloc(dim);
  gsl_multimin_fminimizer *m =
      gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, dim);
  memcpy(from->data, problem->canonical, dim * sizeof(double));
  gsl_vector_set_all(edges, step);
  gsl_multimin_fminimizer_set(m, &f, from, edges);
  stands(&direct, m->x->data);
  do {
    if (gsl_multimin_fminimizer_iterate(m)) fail_msg("nmsimplex2 failed");
    stands(&direct, m->x->data);
  } while (gsl_multimin_test_size(m->size, tolerance) == GSL_CONTINUE);
  gsl_multimin_fminimizer_free(m);
  gsl_vector_free(from);
  gsl_vector_free(edges);
  return ASK_CONVERGED;
}

/* Simulated annealing, with the same numbers one after the other. */
static uint64_t drawn;

static double next_double(void *unused)
{
  (void)unused;
  double u[64];
  random_uniforms(stream, drawn / 64, 0, 1, 64, u);
  return u[drawn++ % 64];
}

static unsigned long next_integer(void *unused)
{
  (void)unused;
  fail_msg("siman draws an integer");
  return 0;
}

static void no_seed(void *unused, unsigned long seed)
{
  (void)unused;
  (void)seed;
}

static const gsl_rng_type numbers = {
    .name = "numbers", .max = 1, .set = no_seed, .get = next_integer, .get_double = next_double};

static double energy(void *x)
{
  called(x, false);
  return problem_value(problem, x);
}

static void walk(const gsl_rng *generator, void *state, double step)
{
  double *x = state;
  for (size_t i = 0; i < problem->dim; i++) x[i] += step * (2 * gsl_rng_uniform(generator) - 1);
}

static double *current; /* GSL's x, the first place that it asks for */

static void copy(void *from, void *to)
{
  memcpy(to, from, problem->dim * sizeof(double));
  if (to == current) stands(&direct, to);
}

static void *construct(void *from)
{
  double *x = doubles(problem->dim);
  memcpy(x, from, problem->dim * sizeof *x);
  if (!current) stands(&direct, current = x);
  return x;
}

static enum ask direct_annealing(gsl_siman_params_t schedule)
{
  double x[DIM_MOST];
  gsl_rng generator = {&numbers, NULL};
  drawn = 0;
  current = NULL;
  memcpy(x, problem->canonical, problem->dim * sizeof *x);
  gsl_siman_solve(&generator, x, energy, walk, NULL, NULL, copy, construct, free, 0, schedule);
  stands(&direct, x); /* the best point in the end */
  return ASK_CONVERGED;
}

/* --- the same, asked --- */

static enum ask drive(const struct library *library, const char *text)
{
  struct record *r = &asked;
  struct method method;
  struct error err;
  size_t dim = problem->dim;
  double f, g[DIM_MOST];
  if (method_parse(library, text, &method, &err)) fail_msg("%s", err.text);
  struct setup setup = {.dim = dim,
                        .start = problem->canonical,
                        .low = problem->low,
                        .high = problem->high,
                        .budget = CALLS_MOST,
                        .gradient_cost = 1,
                        .stream = stream};
  void *state = method.type->alloc(&setup, method_config(&method));
  assert_non_null(state);
  enum ask end;
  struct query q;
  stands(r, method.type->incumbent(state));
  while ((end = method.type->ask(state, &q)) == ASK_EVALUATE) {
    stands(r, method.type->incumbent(state));
    assert_int_equal(q.count, 1);
    assert_false(q.want_hessian || q.more);
    if (q.again) assert_true(q.want_gradient && find(r, q.x) < r->point_count);
    if (!q.again) {
      assert_true(r->point_count < CALLS_MOST);
      memcpy(r->points + r->point_count++ * dim, q.x, dim * sizeof *q.x);
    }
    r->values += !q.again;
    r->gradients += q.want_gradient;
    f = problem_value(problem, q.x);
    if (q.want_gradient) problem_gradient(problem, q.x, g);
    method.type->tell(state, &(struct answer){.f = &f, .gradient = q.want_gradient ? g : NULL});
    f = g[0] = -1e300; /* the answers were not to be kept by address */
  }
  stands(r, method.type->incumbent(state));
  assert_int_equal(method.type->ask(state, &q), end);
  method.type->free(state);
  method_free(&method);
  return end;
}

static void compare(const struct library *library, const char *text, enum ask direct_end)
{
  clear(&asked, problem->dim);
  enum ask end = drive(library, text);
  size_t bytes = problem->dim * sizeof(double);
  assert_int_equal(end, direct_end);
  assert_true(direct.iterate_count >= 3);
  assert_int_equal(asked.iterate_count, direct.iterate_count);
  assert_memory_equal(asked.iterates, direct.iterates, direct.iterate_count * bytes);
  assert_true(direct.values == (double)direct.point_count);
  assert_true(asked.values == direct.values);
  assert_true(asked.gradients == direct.gradients);
  assert_memory_equal(asked.points, direct.points, direct.point_count * bytes);
}

/* At every level, on every problem. */
static void everywhere(const char *text, enum ask (*direct_end)(void), bool repeats)
{
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  static const char *const functions[] = {"rosenbrock", "quadratic:condition=1000"};
  static const size_t dims[] = {2, DIM_MOST};
  for (size_t f = 0; f < 2; f++)
    for (size_t d = 0; d < 2; d++)
      for (size_t l = 0; l < count; l++) {
        struct problem *p = problem_named(levels[l].functions, functions[f], dims[d], 0);
        problem = p;
        clear(&direct, dims[d]);
        enum ask end = direct_end();
        if (repeats) assert_true(direct.calls > direct.values);
        compare(levels[l].optimizers, text, end);
        problem_free(p);
      }
}

static enum ask bfgs2(void)
{
  return direct_gradient(gsl_multimin_fdfminimizer_vector_bfgs2, 0.1, 0.1, 1e-10);
}

static enum ask bfgs2_other(void)
{
  return direct_gradient(gsl_multimin_fdfminimizer_vector_bfgs2, 0.01, 1e-4, 1e-3);
}

static enum ask bfgs2_to_the_end(void)
{
  return direct_gradient(gsl_multimin_fdfminimizer_vector_bfgs2, 1, 0.3, 0);
}

static void test_bfgs2(void **unused)
{
  (void)unused;
  everywhere("bfgs2", bfgs2, true);
  everywhere("bfgs2:step=0.01,tol=1e-4,tolerance=1e-3", bfgs2_other, true);
  everywhere("bfgs2:step=1,tol=0.3,tolerance=0", bfgs2_to_the_end, true);
}

static enum ask conjugate_fr(void)
{
  return direct_gradient(gsl_multimin_fdfminimizer_conjugate_fr, 0.1, 1e-4, 1e-10);
}

static enum ask conjugate_fr_to_the_end(void)
{
  return direct_gradient(gsl_multimin_fdfminimizer_conjugate_fr, 0.01, 0.1, 0);
}

static void test_conjugate_fr(void **unused)
{
  (void)unused;
  everywhere("conjugate_fr", conjugate_fr, true);
  everywhere("conjugate_fr:step=0.01,tol=0.1,tolerance=0", conjugate_fr_to_the_end, true);
}

static enum ask nmsimplex2(void) { return direct_simplex(0.5, 1e-10); }
static enum ask nmsimplex2_other(void) { return direct_simplex(2, 1e-2); }

static void test_nmsimplex2(void **unused)
{
  (void)unused;
  everywhere("nmsimplex2", nmsimplex2, false);
  everywhere("nmsimplex2:step=2,tolerance=1e-2", nmsimplex2_other, false);
}

static enum ask siman(void)
{
  return direct_annealing((gsl_siman_params_t){
      .iters_fixed_T = 30, .step_size = 0.2, .k = 1, .t_initial = 5, .mu_t = 1.1, .t_min = 1e-3});
}

static void test_siman(void **unused)
{
  (void)unused;
  everywhere("siman:step=0.2,temperature=5,coldest=1e-3,cooling=1.1,tries=30", siman, false);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bfgs2),
      cmocka_unit_test(test_conjugate_fr),
      cmocka_unit_test(test_nmsimplex2),
      cmocka_unit_test(test_siman),
  };
  return cmocka_run_group_tests_name("gsl", tests, set_up, tear_down);
}
