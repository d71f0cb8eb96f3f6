/* test_differences.c -- central and forward differences: order of error, rounding, chunks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "tests/support/subject.h"

static double cubic(const double *x, size_t dim) { return dim == 1 ? x[0] * x[0] * x[0] : 0; }
static double slope(const double *x, size_t dim) { return dim == 1 ? 4 * x[0] : 0; }
static void test_differences(void **state)
{
  (void)state;
  double x[6] = {-1.2, 1, 0.3, -0.7, 1.9, 0.1}, exact[6] = {0};
  for (size_t i = 0; i < 5; i++) {
    double a = x[i + 1] - x[i] * x[i];
    exact[i] += -400 * a * x[i] - 2 * (1 - x[i]);
    exact[i + 1] = 200 * a;
  }
  struct subject s = subject("sgd@central", x, 6);
  assert_true(worst_difference(subject_gradient(&s, objective_rosenbrock), exact, 6) < 1e-8);
  assert_int_equal(s.points, 12);
  subject_free(&s);
  s = subject("sgd@forward", x, 6);
  assert_true(worst_difference(subject_gradient(&s, objective_rosenbrock), exact, 6) < 1e-5);
  assert_int_equal(s.points, 7);
  subject_free(&s);
}

static double cubic_error(const char *text)
{
  double x = 0.5;
  struct subject s = subject(text, &x, 1);
  double error = subject_gradient(&s, cubic)[0] - 0.75;
  subject_free(&s);
  return error;
}

/* x^3: central differences err by h^2, forward ones by 3 x h + h^2. */
static void test_order_of_error(void **state)
{
  (void)state;
  assert_true(fabs(cubic_error("sgd@central:step=0.01") - 1e-4) < 1e-12);
  assert_true(fabs(cubic_error("sgd@central:step=0.001") - 1e-6) < 1e-12);
  assert_true(fabs(cubic_error("sgd@forward:step=0.01") - (1.5e-2 + 1e-4)) < 1e-12);
  assert_true(fabs(cubic_error("sgd@forward:step=0.001") - (1.5e-3 + 1e-6)) < 1e-12);
}

/* The divisor is the distance between the points as they were rounded: the slope of a line whose
 * values are exact is exact, however coarse the grid of doubles is there. */
static void test_rounded_steps(void **state)
{
  (void)state;
  const double at[] = {0, 1e-9, 0.1, 1, 123456.789, 1e16, -3e100};
  const char *const text[] = {"sgd@central:step=1e-14", "sgd@forward:step=1e-15", "sgd@central",
                              "sgd@forward"};
  for (size_t k = 0; k < sizeof text / sizeof *text; k++)
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
      struct subject s = subject(text[k], &at[i], 1);
      assert_true(subject_gradient(&s, slope)[0] == 4);
      subject_free(&s);
    }
}

/* Many coordinates are asked for in chunks, in which a pair may be split. */
static void test_difference_chunks(void **state)
{
  (void)state;
  static const size_t dims[] = {100, 777, 4500, 20000};
  static const char *const text[] = {"sgd@central", "sgd@forward"};
  for (size_t d = 0; d < sizeof dims / sizeof *dims; d++)
    for (size_t t = 0; t < 2; t++) {
      size_t dim = dims[d];
      double *x = values(dim), *exact = values(dim);
      for (size_t i = 0; i < dim; i++) {
        x[i] = 0.5 + 1e-3 * (double)(i % 5);
        exact[i] = 2e-3 * (double)(i % 7 + 1) * (double)(i % 5);
      }
      struct subject s = subject(text[t], x, dim);
      if (dim > 5000) {
        /* Too many points to answer in a test: the size of the first query tells. */
        struct query query;
        s.source->ask(s.state, s.theta, &query);
        assert_true(query.count * dim <= CHUNK_LIMIT);
      } else {
        for (int again = 0; again < 2; again++) {
          assert_true(worst_difference(subject_gradient(&s, bowl), exact, dim) < (t ? 1e-4 : 1e-6));
          assert_int_equal(s.points, t ? dim + 1 : 2 * dim);
          assert_true(s.largest * dim <= CHUNK_LIMIT && s.largest < s.points);
          assert_true(s.queries == (s.points + s.largest - 1) / s.largest);
          s.theta[dim / 2] += 0.25;
          exact[dim / 2] += 0.5 * (double)(dim / 2 % 7 + 1);
        }
      }
      subject_free(&s);
      free(x);
      free(exact);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_differences),
      cmocka_unit_test(test_order_of_error),
      cmocka_unit_test(test_rounded_steps),
      cmocka_unit_test(test_difference_chunks),
  };
  return cmocka_run_group_tests_name("differences", tests, NULL, NULL);
}
