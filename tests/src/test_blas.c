/* test_blas.c -- the sums of blas.c: what the BLAS says they are, and that GSL does them by ours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_blas.h>
#include <math.h>
#include <string.h>

/* 1 / 2^30 above 1, and its square as it is rounded: a fused multiply-add would keep 1 / 2^60. */
static const double a = 0x1.00000004p0, square = 0x1.00000008p0;

static double dot(size_t n, double *x, double *y)
{
  gsl_vector_view left = gsl_vector_view_array(x, n), right = gsl_vector_view_array(y, n);
  double sum;
  assert_int_equal(gsl_blas_ddot(&left.vector, &right.vector, &sum), 0);
  return sum;
}

static void test_dot(void **unused)
{
  (void)unused;
  double x[] = {-1, a}, y[] = {square, a};
  assert_true(dot(2, x, y) == 0);
  /* Term after term: what is small is lost beside what is large, and not before. */
  double terms[] = {1, 0x1p53, 1, -0x1p53}, ones[] = {1, 1, 1, 1};
  assert_true(dot(4, terms, ones) == 0);
  double i[] = {1, 2, 3, 4, 5, 6}, j[] = {1, 10, 100};
  assert_true(cblas_ddot(3, i, 2, j, 1) == 1 + 30 + 500);
  assert_true(cblas_ddot(3, i, -2, j, 1) == 5 + 30 + 100);
  assert_true(cblas_ddot(0, i, 1, j, 1) == 0);
  assert_true(cblas_ddot(-1, i, 1, j, 1) == 0);
}

static void test_axpy(void **unused)
{
  (void)unused;
  double x[] = {a, 1}, y[] = {-square, 2};
  gsl_vector_view from = gsl_vector_view_array(x, 2), to = gsl_vector_view_array(y, 2);
  assert_int_equal(gsl_blas_daxpy(a, &from.vector, &to.vector), 0);
  assert_true(y[0] == 0 && y[1] == 2 + a);
  double i[] = {1, 2, 3, 4, 5, 6}, j[] = {1, 10, 100};
  cblas_daxpy(3, 2, i, 2, j, -1);
  assert_true(j[0] == 1 + 10 && j[1] == 10 + 6 && j[2] == 100 + 2);
  double unknown[] = {NAN, INFINITY};
  cblas_daxpy(2, 0, unknown, 1, y, 1);
  assert_true(y[0] == 0 && y[1] == 2 + a);
}

static void test_length(void **unused)
{
  (void)unused;
  double x[] = {3, 0, -4}, large[] = {0x1.8p1000, -0x1p1001}, small[] = {0x1p-1001, 0x1.8p-1002};
  gsl_vector_view v = gsl_vector_view_array(x, 3);
  assert_true(gsl_blas_dnrm2(&v.vector) == 5);
  assert_true(cblas_dnrm2(2, large, 1) == 0x1.4p1001);
  assert_true(cblas_dnrm2(2, small, 1) == 0x1.4p-1001);
  assert_true(cblas_dnrm2(2, x, 2) == 5);
  assert_true(cblas_dnrm2(1, x + 2, 1) == 4);
  assert_true(cblas_dnrm2(0, x, 1) == 0);
  assert_true(cblas_dnrm2(2, x, -1) == 0);
  double zero[2] = {0}, unknown[] = {1, NAN, 2};
  assert_true(cblas_dnrm2(2, zero, 1) == 0);
  assert_true(isnan(cblas_dnrm2(3, unknown, 1)));
  /* (1 / a)^2 + 1 is rounded twice. */
  double near[] = {a, 1}, ratio = 1 / a, part = ratio * ratio;
  assert_true(cblas_dnrm2(2, near, 1) == a * sqrt(1 + part));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_dot),
      cmocka_unit_test(test_axpy),
      cmocka_unit_test(test_length),
  };
  return cmocka_run_group_tests_name("blas", tests, NULL, NULL);
}
