/* test_bbob_gradients.c -- BBOB's functions against a plain version in numbers of 113 bits: values,
 * gradients against its differences; the same bits in every batch and at every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/numeric/level.h"
#include "tests/support/machine.h"
#include "tests/support/plain_bbob.h"
#include "tests/support/problems.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

static struct problem *bbob(const struct function_library *of, unsigned number, size_t dim,
                            unsigned instance)
{
  char name[16];
  snprintf(name, sizeof name, "bbob-f%u", number);
  return problem_named(of, name, dim, instance);
}

static quad plain_value(const struct plain_bbob *p, const double *x)
{
  quad point[PLAIN_BBOB_DIM];
  for (size_t i = 0; i < p->dim; i++) point[i] = (quad)x[i];
  return plain_bbob_value(p, point);
}

/* These make so much of the last digits of z that rounding in the products which make it decides
 * how far values may be off as well: four times the most that four draws of it move them, at a unit
 * in the last place of the sum of the sizes of a product's terms. */
static bool sensitive(unsigned number) { return number == 16 || number == 19; }

static double rounding(struct plain_bbob *p, const double *x, quad value)
{
  double most = 0;
  p->shake = 0x1p-52;
  for (p->shake_seed = 0; p->shake_seed < 4; p->shake_seed++)
    most = fmax(most, fabs((double)(plain_value(p, x) - value)));
  p->shake = 0;
  return 4 * most;
}

static void check_values(unsigned number, size_t dim, unsigned instance)
{
  enum { POINTS = 20 };
  struct problem *p = bbob(library, number, dim, instance);
  struct plain_bbob *plain = plain_bbob_new(number, dim, instance);
  double *x = doubles(POINTS * dim);
  problem_points(p, POINTS, 0.1, number + 100 * instance, x);
  for (size_t i = 0; i < dim; i++) assert_true(fabs(p->minimiser[i] - plain->x_opt[i]) <= 4e-15);
  for (size_t k = 0; k < POINTS; k++) {
    quad value = plain_value(plain, x + k * dim);
    double f = problem_value(p, x + k * dim), allowed = 1e-12 * (double)value;
    double error = fabs((double)((quad)f - (quad)plain->f_opt - value));
    if (sensitive(number)) allowed += rounding(plain, x + k * dim, value);
    if (!(error <= allowed))
      fail_msg("f%u d=%zu instance %u, point %zu: f - f_opt = %.17g is off by %.2g", number, dim,
               instance, k, (double)value, error);
  }
  free(x);
  plain_bbob_free(plain);
  problem_free(p);
}

static void test_values(void **unused)
{
  (void)unused;
  static const size_t dims[] = {2, 5, 10, 40};
  static const unsigned instances[] = {1, 2, 5, 110};
  for (unsigned number = 1; number <= 24; number++)
    for (size_t c = 0; c < 16; c++) check_values(number, dims[c / 4], instances[c % 4]);
}

/* count points: the first and third of each four beyond the region in a coordinate or two, the
 * second anywhere in it, the last near the minimiser, by 1 to 10^-3 of the region. */
static void spread_points(const struct problem *p, size_t count, uint64_t seed, double *x)
{
  size_t dim = p->dim, width = dim + 4;
  double *draws = doubles(count * width);
  problem_points(p, count, 0, seed, x);
  random_uniforms(stream_named(stream_root(seed), "spread"), 0, 0, count, width, draws);
  for (size_t k = 0; k < count; k++) {
    double *at = x + k * dim, *draw = draws + k * width, near = pow(10, 1 - 3 * draw[dim]);
    for (size_t n = 0; n < 2 && k % 2 == 0; n++) {
      double *moved = at + (size_t)((double)dim * draw[dim + n]);
      *moved = copysign(5 + 1.5 * draw[dim + 2 + n], *moved);
    }
    for (size_t i = 0; i < dim && k % 4 == 3; i++) at[i] = p->minimiser[i] + near * (draw[i] - 0.5);
  }
  free(draws);
}

/* Slopes of the plain version to both sides. Nothing here has waves shorter than 10^-8 or values
 * larger than 10^14 times its slopes: with this step both the curvature and the rounding of a
 * difference are below 10^-9 of the slope, and kinks are hardly ever met. */
static const quad step = 0x1p-60;

struct slopes {
  double below, above;
};

static struct slopes slopes(const struct plain_bbob *p, quad *x, size_t i, quad value)
{
  quad at = x[i];
  x[i] = at + step;
  quad above = plain_bbob_value(p, x);
  x[i] = at - step;
  quad below = plain_bbob_value(p, x);
  x[i] = at;
  return (struct slopes){(double)((value - below) / step), (double)((above - value) / step)};
}

/* Compares the gradient at x; false if there is a kink within the step, or, in f23, so near that
 * rounding in z may go across. */
static bool compare_gradient(const struct plain_bbob *p, const double *x, const double *gradient)
{
  quad point[PLAIN_BBOB_DIM];
  double mean[PLAIN_BBOB_DIM], square = 0, kink = 0, error = 0;
  for (size_t i = 0; i < p->dim; i++) point[i] = (quad)x[i];
  if (p->number == 23 && plain_bbob_clearance(p, point) < 0x1p-49) return false;
  quad value = plain_bbob_value(p, point);
  for (size_t i = 0; i < p->dim; i++) {
    struct slopes s = slopes(p, point, i, value);
    mean[i] = (s.below + s.above) / 2;
    square += mean[i] * mean[i];
    kink = fmax(kink, fabs(s.above - s.below));
    error += (gradient[i] - mean[i]) * (gradient[i] - mean[i]);
  }
  if (kink > 1e-8 * sqrt(square)) return false;
  double allowed = (sensitive(p->number) ? 1e-7 : 1e-8) * sqrt(square);
  if (!(sqrt(error) <= allowed))
    fail_msg("f%u d=%zu x_1 = %.17g: the gradient is off by %.2g of %.2g", p->number, p->dim, x[0],
             sqrt(error), sqrt(square));
  return true;
}

static void check_gradients(unsigned number, size_t dim, unsigned instance, size_t points)
{
  struct problem *p = bbob(library, number, dim, instance);
  struct plain_bbob *plain = plain_bbob_new(number, dim, instance);
  double *x = doubles(points * dim), *gradient = doubles(dim);
  size_t skipped = 0;
  spread_points(p, points, number, x);
  for (size_t k = 0; k < points; k++) {
    problem_gradient(p, x + k * dim, gradient);
    skipped += !compare_gradient(plain, x + k * dim, gradient);
  }
  if (skipped > (number == 23 ? 2 : 0))
    fail_msg("f%u d=%zu: %zu points are at kinks", number, dim, skipped);
  free(x);
  free(gradient);
  plain_bbob_free(plain);
  problem_free(p);
}

static void test_gradients(void **unused)
{
  (void)unused;
  for (unsigned number = 1; number <= 24; number++) {
    check_gradients(number, 2, 1, 100);
    check_gradients(number, 5, 2, 100);
    check_gradients(number, 10, 3, 100);
    check_gradients(number, 40, 4, 4);
  }
}

enum { BATCH_MOST = 200 };

/* Batches of one level, with gradient and without, against each point's answers. */
static void check_batches(const struct problem *p, const double *x, const double *f,
                          const double *gradient)
{
  static const size_t counts[] = {1, 7, 64, 65, BATCH_MOST};
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    size_t count = counts[c], size = count * p->dim * sizeof *x;
    double *values = doubles(count), *slopes = doubles(count * p->dim);
    problem_answers(p, x, count, stream_root(1), 0, values, NULL, NULL);
    bool same = !memcmp(values, f, count * sizeof *f);
    memset(values, 0, count * sizeof *values);
    problem_answers(p, x, count, stream_root(1), 0, values, NULL, slopes);
    same &= !memcmp(values, f, count * sizeof *f) && !memcmp(slopes, gradient, size);
    if (!same) fail_msg("%s d=%zu: other bits in a batch of %zu", p->name, p->dim, count);
    free(values);
    free(slopes);
  }
}

static void test_batches(void **unused)
{
  (void)unused;
  static const size_t dims[] = {2, 5, 17, 40, 70};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (unsigned c = 0; c < 24 * 5; c++) {
    size_t dim = dims[c % 5];
    struct problem *p = bbob(levels[0].functions, c / 5 + 1, dim, 3);
    double *x = doubles(BATCH_MOST * dim), *f = doubles(BATCH_MOST);
    double *gradient = doubles(BATCH_MOST * dim);
    spread_points(p, BATCH_MOST, c, x);
    for (size_t k = 0; k < BATCH_MOST; k++) {
      problem_answers(p, x + k * dim, 1, stream_root(1), 0, f + k, NULL, gradient + k * dim);
      assert_true(isfinite(f[k]));
    }
    problem_free(p);
    for (size_t l = 0; l < count; l++) {
      p = bbob(levels[l].functions, c / 5 + 1, dim, 3);
      check_batches(p, x, f, gradient);
      problem_free(p);
    }
    free(x);
    free(f);
    free(gradient);
  }
}

/* Instances of some functions are one function elsewhere: shifted by x_opt, or mirrored so that its
 * signs agree. */
static void check_relation(unsigned number, bool mirrored, unsigned instance)
{
  enum { DIM = 7, POINTS = 20 };
  struct problem *p = bbob(library, number, DIM, 1), *q = bbob(library, number, DIM, instance);
  double x[POINTS * DIM], y[DIM], sign[DIM], slope[DIM], other[DIM];
  spread_points(p, POINTS, instance, x);
  for (size_t i = 0; i < DIM; i++)
    sign[i] = mirrored && p->minimiser[i] * q->minimiser[i] < 0 ? -1 : 1;
  for (size_t k = 0; k < POINTS; k++) {
    const double *at = x + k * DIM;
    for (size_t i = 0; i < DIM; i++)
      y[i] = mirrored ? sign[i] * at[i] : at[i] - p->minimiser[i] + q->minimiser[i];
    double f = problem_value(p, at) - p->minimum, g = problem_value(q, y) - q->minimum;
    problem_gradient(p, at, slope);
    problem_gradient(q, y, other);
    double error = 0, square = 0;
    for (size_t i = 0; i < DIM; i++) {
      error += (slope[i] - sign[i] * other[i]) * (slope[i] - sign[i] * other[i]);
      square += slope[i] * slope[i];
    }
    if (!(fabs(f - g) <= 1e-12 * (f + fabs(p->minimum) + fabs(q->minimum))) ||
        !(sqrt(error) <= 1e-11 * sqrt(square)))
      fail_msg("f%u instance %u: f = %.17g is %.17g there", number, instance, f, g);
  }
  problem_free(p);
  problem_free(q);
}

static void test_relations(void **unused)
{
  (void)unused;
  for (unsigned instance = 2; instance < 6; instance++) {
    check_relation(1, false, instance);
    check_relation(2, false, instance);
    check_relation(3, false, instance);
    check_relation(8, false, instance);
    check_relation(5, true, instance);
    check_relation(20, true, instance);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),
      cmocka_unit_test(test_gradients),
      cmocka_unit_test(test_batches),
      cmocka_unit_test(test_relations),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
