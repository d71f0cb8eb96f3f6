/* test_loguniform.c -- random quadratics: against numpy, and how they are distributed.
 *
 * The draws are fixed by the instances, so bounds of five standard errors, or of a distance of
 * distributions that chance exceeds once in a thousand times, hold or do not once and for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

enum { DIM = 5, TASKS = 4, DRAWS = 1000 };
static const char folder[] = "tests/reference/learned/";

static struct reference *read_file(const char *name)
{
  char path[128];
  snprintf(path, sizeof path, "%s%s", folder, name);
  return reference_read(path);
}

/* The file's matrices and minimisers are those of the program, to the byte. */
static void check_tasks(const struct problem *const task[TASKS])
{
  struct reference *r = read_file("loguniform_tasks.csv");
  double h[DIM * DIM];
  assert_int_equal(r->rows, TASKS * DIM);
  for (size_t k = 0; k < TASKS; k++) {
    problem_hessian(task[k], task[k]->minimiser, h);
    for (size_t i = 0; i < DIM; i++) {
      const double *row = reference_row(r, k * DIM + i);
      assert_true(row[0] == (double)k);
      assert_memory_equal(h + i * DIM, row + 2, sizeof(double[DIM]));
      assert_true(task[k]->minimiser[i] == row[2 + DIM]);
    }
  }
  reference_free(r);
}

static void check_values(const struct problem *const task[TASKS])
{
  struct reference *r = read_file("loguniform_values.csv");
  assert_true(r->rows == 16 * TASKS);
  for (size_t k = 0; k < r->rows; k++) {
    const double *row = reference_row(r, k), *x = row + 1, *want = row + 2 + DIM;
    const struct problem *p = task[(size_t)row[0]];
    double f = row[1 + DIM], g[DIM], square = 0;
    for (size_t i = 0; i < DIM; i++) square += pow(x[i] - p->minimiser[i], 2);
    assert_true(f > 0 && fabs(problem_value(p, x) - f) <= 4e-16 * square);
    problem_gradient(p, x, g);
    for (size_t i = 0; i < DIM; i++) assert_true(fabs(g[i] - want[i]) <= 8e-16 * sqrt(square));
  }
  reference_free(r);
}

static void test_numpy(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) {
    struct problem *task[TASKS];
    for (unsigned k = 0; k < TASKS; k++)
      task[k] = problem_named(levels[l].functions, "loguniform", DIM, k);
    check_tasks((const struct problem *const *)task);
    check_values((const struct problem *const *)task);
    for (size_t k = 0; k < TASKS; k++) problem_free(task[k]);
  }
}

/* What H, m and a start come to: curvatures in ascending order, axes a row each, v = -H m. */
struct task {
  double curvature[DIM], axis[DIM][DIM], v[DIM], start[DIM];
};

static void task_read(const char *text, unsigned instance, struct task *t)
{
  struct problem *p = problem_named(library, text, DIM, instance);
  double h[DIM * DIM], zero[DIM] = {0};
  gsl_matrix_view m = gsl_matrix_view_array(h, DIM, DIM);
  gsl_vector_view values = gsl_vector_view_array(t->curvature, DIM);
  gsl_matrix *vectors = gsl_matrix_alloc(DIM, DIM);
  gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(DIM);
  problem_hessian(p, p->minimiser, h);
  gsl_eigen_symmv(&m.matrix, &values.vector, vectors, work);
  gsl_eigen_symmv_sort(&values.vector, vectors, GSL_EIGEN_SORT_VAL_ASC);
  for (size_t i = 0; i < DIM; i++)
    for (size_t j = 0; j < DIM; j++) t->axis[i][j] = gsl_matrix_get(vectors, j, i);
  problem_gradient(p, zero, t->v);
  p->start(p, stream_numbered(stream_root(1), instance), t->start);
  gsl_eigen_symmv_free(work);
  gsl_matrix_free(vectors);
  problem_free(p);
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov's distance from the uniform distribution, times the root of count: above
 * 1.95 once in a thousand times. u is sorted. */
static double distance(double *u, size_t count)
{
  double most = 0, n = (double)count;
  qsort(u, count, sizeof *u, ascending);
  for (size_t i = 0; i < count; i++) {
    most = fmax(most, (double)(i + 1) / n - u[i]);
    most = fmax(most, u[i] - (double)i / n);
  }
  return most * sqrt(n);
}

static void check_curvatures(const char *text, double decades)
{
  static double u[DRAWS * DIM], largest[DRAWS];
  for (unsigned k = 0; k < DRAWS; k++) {
    struct task t;
    task_read(text, k, &t);
    for (size_t i = 0; i < DIM; i++) u[k * DIM + i] = -log10(t.curvature[i]) / decades;
    /* The largest of independent uniforms has the distribution function u^5. */
    largest[k] = pow(u[k * DIM], DIM);
  }
  assert_true(distance(u, DRAWS * DIM) < 1.95);
  assert_true(distance(largest, DRAWS) < 1.95);
}

static void test_curvatures(void **unused)
{
  (void)unused;
  check_curvatures("loguniform", 3);
  check_curvatures("loguniform:condition=100", 2);
}

/* Of a unit vector that is uniform on the sphere E q_i^2 = 1 / d, E q_i^4 = 3 / (d (d + 2)),
 * E q_i q_j = 0, E q_i^2 q_j^2 = 1 / (d (d + 2)); so of every axis. */
static void test_axes(void **unused)
{
  (void)unused;
  static double product[DIM][DIM][DIM], fourth[DIM][DIM];
  for (unsigned k = 0; k < DRAWS; k++) {
    struct task t;
    task_read("loguniform", k, &t);
    for (size_t a = 0; a < DIM; a++)
      for (size_t i = 0; i < DIM; i++) {
        fourth[a][i] += pow(t.axis[a][i], 4) / DRAWS;
        for (size_t j = 0; j < DIM; j++) product[a][i][j] += t.axis[a][i] * t.axis[a][j] / DRAWS;
      }
  }
  double d = DIM, pair = 1 / (d * (d + 2)), eighth = 105 / (d * (d + 2) * (d + 4) * (d + 6));
  for (size_t a = 0; a < DIM; a++)
    for (size_t i = 0; i < DIM; i++) {
      assert_true(fabs(product[a][i][i] - 1 / d) < 5 * sqrt((3 * pair - 1 / (d * d)) / DRAWS));
      assert_true(fabs(fourth[a][i] - 3 * pair) < 5 * sqrt((eighth - 9 * pair * pair) / DRAWS));
      for (size_t j = 0; j < i; j++) assert_true(fabs(product[a][i][j]) < 5 * sqrt(pair / DRAWS));
    }
}

/* The gradient at 0 is -H m = v. */
static void test_slopes_and_starts(void **unused)
{
  (void)unused;
  static double along[DRAWS * DIM], v[DRAWS * DIM], start[DRAWS * DIM];
  double together = 0;
  for (unsigned k = 0; k < DRAWS; k++) {
    struct task t;
    task_read("loguniform", k, &t);
    for (size_t i = 0; i < DIM; i++) {
      double dot = 0;
      for (size_t j = 0; j < DIM; j++) dot += t.axis[i][j] * t.v[j];
      along[k * DIM + i] = gsl_cdf_ugaussian_P(t.axis[i][0] > 0 ? dot : -dot);
      v[k * DIM + i] = gsl_cdf_ugaussian_P(t.v[i]);
      start[k * DIM + i] = gsl_cdf_ugaussian_P(t.start[i]);
      together += t.v[i] * t.start[i] / (DRAWS * DIM);
    }
  }
  assert_true(distance(v, DRAWS * DIM) < 1.95);
  assert_true(distance(along, DRAWS * DIM) < 1.95);
  assert_true(distance(start, DRAWS * DIM) < 1.95);
  assert_true(fabs(together) < 5 / sqrt(DRAWS * DIM));
}

/* Where all curvatures are 1 nothing is turned, and the minimiser is -v. */
static void test_sphere(void **unused)
{
  (void)unused;
  static const size_t dims[] = {1, 2, 8, 9, 33, 70};
  for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
    struct problem *p = problem_named(library, "loguniform:condition=1", dims[d], 3);
    double *x = doubles(dims[d]), *g = doubles(dims[d]), square = 0;
    for (size_t i = 0; i < dims[d]; i++) {
      x[i] = p->minimiser[i] + (double)i - 2.5;
      square += pow((double)i - 2.5, 2);
    }
    assert_true(fabs(problem_value(p, x) - square / 2) <= 1e-13 * square);
    problem_gradient(p, x, g);
    for (size_t i = 0; i < dims[d]; i++)
      assert_true(fabs(g[i] - ((double)i - 2.5)) <= 1e-13 * sqrt(square));
    free(x), free(g);
    problem_free(p);
  }
}

/* The minimiser lies where searches look, and they look no farther than need be. */
static void test_region(void **unused)
{
  (void)unused;
  static const double conditions[] = {1, 1e3, 1e9};
  for (size_t c = 0; c < 3; c++) {
    char text[64];
    double reach = 0;
    snprintf(text, sizeof text, "loguniform:condition=%g", conditions[c]);
    for (unsigned k = 0; k < 200; k++) {
      struct problem *p = problem_named(library, text, 3, k);
      for (size_t i = 0; i < 3; i++) {
        reach = fmax(reach, fabs(p->minimiser[i]) / p->high[i]);
        assert_true(p->low[i] == -p->high[i] && p->high[i] == 10 * conditions[c]);
      }
      problem_free(p);
    }
    assert_true(reach > 0.02 && reach < 1);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numpy),  cmocka_unit_test(test_curvatures),
      cmocka_unit_test(test_axes),   cmocka_unit_test(test_slopes_and_starts),
      cmocka_unit_test(test_sphere), cmocka_unit_test(test_region),
  };
  return cmocka_run_group_tests_name("loguniform", tests, NULL, NULL);
}
