/* test_spsa.c -- simultaneous perturbation: its formula step by step, its expectation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "tests/support/machine.h"
#include "tests/support/subject.h"

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

/* Direction n of the stream of seed 1. */
static void signs(size_t n, size_t dim, double *delta)
{
  random_uniforms(stream_root(1), n / 32, (uint32_t)(n % 32), 1, dim, delta);
  for (size_t i = 0; i < dim; i++) delta[i] = delta[i] < 0.5 ? -1 : 1;
}

static void follow(const struct library *library, const char *text, double c, double shrink,
                   size_t directions, size_t dim, int steps)
{
  double *x = values(dim), *delta = values(dim), *y = values(dim), *g = values(dim);
  for (size_t i = 0; i < dim; i++) x[i] = 0.1 * (double)(i % 23) - 1;
  struct setup setup = {.dim = dim, .start = x, .stream = stream_root(1)};
  struct subject s = subject_from(library, text, &setup);
  assert_int_equal(s.source->probes(s.state), 2 * directions);
  for (int t = 0; t < steps; t++) {
    double ct = c / pow(t + 1, shrink);
    memset(g, 0, dim * sizeof *g);
    for (size_t n = 0; n < directions; n++) {
      signs((size_t)t * directions + n, dim, delta);
      for (size_t i = 0; i < dim; i++) y[i] = s.theta[i] + ct * delta[i];
      double plus = objective_rosenbrock(y, dim);
      for (size_t i = 0; i < dim; i++) y[i] = s.theta[i] - ct * delta[i];
      double minus = objective_rosenbrock(y, dim);
      for (size_t i = 0; i < dim; i++)
        g[i] += (plus - minus) / (2 * ct * delta[i]) / (double)directions;
    }
    subject_gradient(&s, objective_rosenbrock);
    assert_true((s.queries > 1) || 2 * directions * dim <= 2048 || directions == 1);
    double scale = largest(g, dim);
    for (size_t i = 0; i < dim; i++) assert_true(fabs(s.gradient[i] - g[i]) <= 1e-9 * scale);
    for (size_t i = 0; i < dim; i++) s.theta[i] -= 1e-7 * s.gradient[i];
    assert_true(s.source->point(s.state, s.theta) == s.theta);
  }
  subject_free(&s);
  free(x);
  free(delta);
  free(y);
  free(g);
}

static void test_step_by_step(void **unused)
{
  (void)unused;
  for (size_t l = 0; l < level_count; l++) {
    const struct library *library = levels[l].optimizers;
    follow(library, "sgd@spsa", 0.01, 0, 1, 2, 100);
    follow(library, "sgd@spsa:perturbation=0.3,shrink=0.101", 0.3, 0.101, 1, 7, 100);
    follow(library, "sgd@spsa:perturbation=0.3,directions=5,shrink=0.5", 0.3, 0.5, 5, 13, 50);
    follow(library, "sgd@spsa:directions=100", 0.01, 0, 100, 1, 5);
    follow(library, "sgd@spsa:directions=70", 0.01, 0, 70, 900, 3);
    follow(library, "sgd@spsa:directions=40", 0.01, 0, 40, 20001, 2);
  }
}

/* The same bits at every vector width. */
static void test_same_bits(void **unused)
{
  (void)unused;
  static const char *const text[] = {"sgd@spsa:shrink=0.101", "sgd@spsa:directions=37"};
  static const size_t dims[] = {1, 2, 13, 1501};
  for (size_t t = 0; t < 2; t++)
    for (size_t d = 0; d < 4; d++)
      for (size_t l = 1; l < level_count; l++) {
        double *x = values(dims[d]);
        struct setup setup = {.dim = dims[d], .start = x, .stream = stream_root(9)};
        struct subject a = subject_from(levels[0].optimizers, text[t], &setup);
        struct subject b = subject_from(levels[l].optimizers, text[t], &setup);
        for (int n = 0; n < 40; n++) {
          subject_gradient(&a, objective_rosenbrock);
          subject_gradient(&b, objective_rosenbrock);
          assert_memory_equal(a.gradient, b.gradient, dims[d] * sizeof *x);
        }
        subject_free(&a);
        subject_free(&b);
        free(x);
      }
}

/* (x - a)' H (x - a) / 2 with all coordinates together. */
enum { DIM = 4 };
static const double hessian[DIM][DIM] = {
    {3, 1, -2, 0.5}, {1, 5, 0.25, -1}, {-2, 0.25, 4, 2}, {0.5, -1, 2, 6}};
static const double middle[DIM] = {0.3, -1, 2, 0.1};

static void slope(const double *x, double *g)
{
  for (size_t i = 0; i < DIM; i++) {
    g[i] = 0;
    for (size_t j = 0; j < DIM; j++) g[i] += hessian[i][j] * (x[j] - middle[j]);
  }
}

static double quadratic(const double *x, size_t dim)
{
  double g[DIM], f = 7;
  slope(x, g);
  for (size_t i = 0; i < dim; i++) f += g[i] * (x[i] - middle[i]) / 2;
  return f;
}

/* Every direction with equal weight gives the gradient of a quadratic, whatever c is. */
static void test_expectation(void **unused)
{
  (void)unused;
  static const char *const text[] = {"sgd@spsa:perturbation=0.001", "sgd@spsa:perturbation=3"};
  for (size_t m = 0; m < 2; m++) {
    double x[DIM] = {1, -0.5, 0.25, 2}, mean[DIM] = {0}, want[DIM];
    bool seen[1 << DIM] = {0};
    int found = 0;
    struct subject s = subject(text[m], x, DIM);
    for (size_t n = 0; n < 1000; n++) {
      double delta[DIM];
      signs(n, DIM, delta);
      size_t number = 0;
      for (size_t i = 0; i < DIM; i++) number = 2 * number + (delta[i] > 0);
      subject_gradient(&s, quadratic);
      if (seen[number]) continue;
      seen[number] = true;
      found++;
      for (size_t i = 0; i < DIM; i++) mean[i] += s.gradient[i] / (1 << DIM);
    }
    assert_int_equal(found, 1 << DIM);
    slope(x, want);
    assert_true(worst_difference(mean, want, DIM) < 1e-11);
    subject_free(&s);
  }
}

static double cubic(const double *x, size_t dim)
{
  double f = quadratic(x, dim);
  for (size_t i = 0; i < dim; i++) f += x[i] * x[i] * x[i];
  return f;
}

/* The mean of many estimates is within 5 standard errors of its expectation: the gradient of a
 * quadratic; of sum x_i^3, c^2 more in each entry. */
static void test_unbiased(void **unused)
{
  (void)unused;
  enum { MANY = 20000 };
  double x[DIM] = {1, -0.5, 0.25, 2};
  for (int m = 0; m < 2; m++) {
    struct subject s = subject("sgd@spsa:perturbation=2,directions=3", x, DIM);
    double sum[DIM] = {0}, squares[DIM] = {0}, want[DIM], naive = 0;
    slope(x, want);
    /* delta_i delta_j^3 has mean 1 for i = j, else 0. */
    for (size_t i = 0; m && i < DIM; i++) want[i] += 3 * x[i] * x[i] + 4;
    for (int n = 0; n < MANY; n++) {
      subject_gradient(&s, m ? cubic : quadratic);
      for (size_t i = 0; i < DIM; i++) {
        double off = s.gradient[i] - want[i];
        sum[i] += off;
        squares[i] += off * off;
      }
    }
    for (size_t i = 0; i < DIM; i++) {
      double mean = sum[i] / MANY, error = sqrt((squares[i] / MANY - mean * mean) / MANY);
      if (!(fabs(mean) <= 5 * error))
        fail_msg("entry %zu is off by %.1f standard errors", i, mean / error);
      naive = fmax(naive, fabs(mean + 4) / error);
    }
    assert_true(naive > 5); /* it could be told */
    subject_free(&s);
  }
}

/* Spall's (1998) whole recursion, a / (A + k + 1)^0.602 and c / (k + 1)^0.101, by hand. */
static void test_spall(void **unused)
{
  (void)unused;
  for (size_t l = 0; l < level_count; l++) {
    static struct asking a;
    double x[DIM] = {1, -0.5, 0.25, 2};
    asking_start(&a, levels[l].optimizers,
                 "sgd@spsa:rate=0.16,schedule=power,horizon=1000,perturbation=0.2,shrink=0.101",
                 DIM, x, stream_root(1), NULL);
    for (size_t k = 0; k < 1000; k++) {
      double delta[DIM], plus[DIM], minus[DIM];
      double ak = 0.16 / pow(100 + (double)k + 1, 0.602), ck = 0.2 / pow((double)k + 1, 0.101);
      signs(k, DIM, delta);
      for (size_t i = 0; i < DIM; i++) {
        plus[i] = x[i] + ck * delta[i];
        minus[i] = x[i] - ck * delta[i];
      }
      double difference = quadratic(plus, DIM) - quadratic(minus, DIM);
      for (size_t i = 0; i < DIM; i++) x[i] -= ak * difference / (2 * ck * delta[i]);
      asking_ask(&a);
      asking_tell(&a, quadratic);
      assert_true(worst_difference(asking_mean(&a), x, DIM) < 1e-12);
    }
    asking_end(&a);
  }
}

/* Every rule steps it. */
static void test_rules(void **unused)
{
  (void)unused;
  const struct library *library = levels[0].optimizers;
  for (size_t r = 0; library->rules[r]; r++) {
    char text[100];
    snprintf(text, sizeof text, "%s@spsa", library->rules[r]->name);
    static struct asking a;
    double at[DIM] = {1, -0.5, 0.25, 2};
    asking_start(&a, library, text, DIM, at, stream_root(1), NULL);
    for (int n = 0; n < 2000; n++) {
      asking_ask(&a);
      assert_int_equal(a.query.count, 2);
      asking_tell(&a, quadratic);
    }
    double after = quadratic(asking_mean(&a), DIM), before = quadratic(at, DIM);
    if (!(after < before)) fail_msg("%s: from %g to %g", text, before, after);
    asking_end(&a);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_step_by_step), cmocka_unit_test(test_same_bits),
      cmocka_unit_test(test_expectation),  cmocka_unit_test(test_unbiased),
      cmocka_unit_test(test_rules),        cmocka_unit_test(test_spall),
  };
  return cmocka_run_group_tests_name("spsa", tests, set_up, NULL);
}
