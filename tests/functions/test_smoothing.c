/* test_smoothing.c -- smoothing in closed form against quadrature of f under the normal density.
 *
 *   value E f(x + sigma z),   gradient E f z / sigma,   d/dlog sigma  E f (|z|^2 - dim)
 *
 * The last two hold where f has no gradient as well (the score function). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/numeric/level.h"
#include "tests/support/problems.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

enum { DIM_LIMIT = 3 };

struct smooth {
  double value, gradient[DIM_LIMIT], log_sigma;
};

static struct smooth closed_form(const struct problem *p, const double *x, double sigma)
{
  struct smooth s;
  s.value = problem_smooth(p, x, sigma, s.gradient, &s.log_sigma);
  return s;
}

static void check(const char *name, const struct problem *p, const double *x, double sigma,
                  const struct smooth *expected, double tolerance)
{
  struct smooth s = closed_form(p, x, sigma);
  bool good = fabs(s.value - expected->value) <= tolerance;
  good = good && fabs(s.log_sigma - expected->log_sigma) <= 10 * tolerance;
  for (size_t i = 0; i < p->dim; i++)
    good = good && fabs(s.gradient[i] - expected->gradient[i]) <= 10 * tolerance / sigma;
  if (!good)
    fail_msg("%s at (%.17g, ...), sigma %g: closed form %.17g, %.17g, %.17g, quadrature %.17g, "
             "%.17g, %.17g",
             name, x[0], sigma, s.value, s.gradient[0], s.log_sigma, expected->value,
             expected->gradient[0], expected->log_sigma);
}

/* One dimension: Gauss and Legendre's rule between the places where f breaks. */
enum { REACH = 13, NODES = 24 };

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static struct smooth quadrature(const struct problem *p, double x, double sigma,
                                const double *breaks, size_t count)
{
  gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(NODES);
  double *cut = doubles(count + 2 * REACH + 1);
  size_t cuts = 0;
  for (int k = -REACH; k <= REACH; k++) cut[cuts++] = k;
  for (size_t k = 0; k < count; k++) {
    double z = (breaks[k] - x) / sigma;
    if (fabs(z) < REACH) cut[cuts++] = z;
  }
  qsort(cut, cuts, sizeof *cut, ascending);
  struct smooth s = {0};
  for (size_t k = 0; k + 1 < cuts; k++)
    for (size_t i = 0; cut[k] < cut[k + 1] && i < NODES; i++) {
      double z, weight;
      gsl_integration_glfixed_point(cut[k], cut[k + 1], i, &z, &weight, rule);
      double at = x + sigma * z;
      double f = problem_value(p, &at) * weight * exp(-z * z / 2) / sqrt(2 * acos(-1));
      s.value += f;
      s.gradient[0] += f * z / sigma;
      s.log_sigma += f * (z * z - 1);
    }
  free(cut);
  gsl_integration_glfixed_table_free(rule);
  return s;
}

static void test_cliffs(void **unused)
{
  (void)unused;
  static const double walls[][2] = {{1, 0.06}, {3, 0.2}, {0, 0.01}, {50, 0.001}};
  static const double sigmas[] = {1e-3, 0.02, 0.1, 0.2, 0.35, 1, 3, 20};
  for (size_t w = 0; w < 4; w++)
    for (unsigned instance = 0; instance < 2; instance++) {
      char text[64];
      snprintf(text, sizeof text, "cliffs:wall=%g,width=%g", walls[w][0], walls[w][1]);
      struct problem *p = problem_named(library, text, 1, instance);
      double width = walls[w][1], by = p->minimiser[0] - 0.7;
      double knots[] = {-0.3,         0.16,
                        0.2,          0.24,
                        0.55 - width, 0.55 - width / 2,
                        0.55,         0.7,
                        0.85,         0.85 + width / 2,
                        0.85 + width};
      enum { KNOTS = sizeof knots / sizeof *knots };
      for (size_t k = 0; k < KNOTS; k++) knots[k] += by;
      for (size_t s = 0; s < sizeof sigmas / sizeof *sigmas; s++)
        for (int k = -10; k <= 10; k++) {
          double x = by + k * 0.25 + 0.013;
          struct smooth expected = quadrature(p, x, sigmas[s], knots, KNOTS);
          check(text, p, &x, sigmas[s], &expected, 1e-12 * (1 + walls[w][0]) * (1 + sigmas[s]));
        }
      problem_free(p);
    }
}

/* The jumps of step between low and high. */
static size_t jumps(double low, double high, double **out)
{
  double first = ceil(low - 0.5) + 0.5;
  size_t count = first < high ? (size_t)(high - first) + 1 : 0;
  *out = doubles(count);
  for (size_t k = 0; k < count; k++) (*out)[k] = first + (double)k;
  return count;
}

static void test_step(void **unused)
{
  (void)unused;
  /* 1 is where one closed form hands over to the other. */
  static const double sigmas[] = {1e-6, 0.01, 0.1, 0.35, 0.5, 0.7, 1, 1.0000001, 1.3, 2, 10, 60};
  static const double points[] = {0,   0.2, 0.5,   0.5000004, -0.5,  1.3,
                                  1.5, 3.7, -4.49, 20.1,      100.3, -1000.5};
  struct problem *p = problem_named(library, "step", 1, 0);
  for (size_t s = 0; s < sizeof sigmas / sizeof *sigmas; s++)
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
      double x = points[k], sigma = sigmas[s], *at;
      size_t count = jumps(x - REACH * sigma, x + REACH * sigma, &at);
      struct smooth expected = quadrature(p, x, sigma, at, count);
      free(at);
      /* Two ulp of x / sigma are what the quadrature knows of where a jump lies. */
      double scale = 1 + x * x + sigma * sigma, blur = 4e-16 * fabs(x) * fabs(x) / sigma;
      check("step", p, &x, sigma, &expected, 2e-13 * scale + blur);
    }
  problem_free(p);
}

/* Coordinates add up. */
static void test_step_separates(void **unused)
{
  (void)unused;
  struct problem *one = problem_named(library, "step", 1, 0);
  struct problem *three = problem_named(library, "step", 3, 0);
  const double x[3] = {0.3, -2.4, 7.6};
  for (double sigma = 0.05; sigma < 5; sigma *= 2) {
    struct smooth s = closed_form(three, x, sigma);
    for (size_t i = 0; i < 3; i++) {
      struct smooth t = closed_form(one, x + i, sigma);
      assert_true(s.gradient[i] == t.gradient[0]);
      s.value -= t.value;
      s.log_sigma -= t.log_sigma;
    }
    assert_true(fabs(s.value) < 1e-13 && fabs(s.log_sigma) < 1e-11);
  }
  problem_free(one);
  problem_free(three);
}

/* Polynomials, up to three dimensions: a product of Gauss and Hermite's rules with six nodes is
 * exact up to degree 11 in each coordinate. */
static void check_polynomial(const char *text, size_t dim, unsigned instance)
{
  enum { HERMITE = 6 };
  struct problem *p = problem_named(library, text, dim, instance);
  gsl_integration_fixed_workspace *rule =
      gsl_integration_fixed_alloc(gsl_integration_fixed_hermite, HERMITE, 0, 0.5, 0, 0);
  const double *node = gsl_integration_fixed_nodes(rule);
  const double *weight = gsl_integration_fixed_weights(rule);
  static const double sigmas[] = {1e-3, 0.1, 0.35, 1, 4};
  enum { POINTS = 6 };
  double x[POINTS * DIM_LIMIT];
  problem_points(p, POINTS, 0.1, instance, x);
  for (size_t s = 0; s < sizeof sigmas / sizeof *sigmas; s++)
    for (size_t k = 0; k < POINTS; k++) {
      const double *middle = x + k * dim;
      double sigma = sigmas[s], most = 0;
      struct smooth sum = {0};
      for (size_t c = 0; c < (dim == 1 ? 6 : dim == 2 ? 36 : 216); c++) {
        size_t at[DIM_LIMIT] = {c % 6, c / 6 % 6, c / 36};
        double y[DIM_LIMIT], mass = 1, square = 0;
        for (size_t i = 0; i < dim; i++) {
          y[i] = middle[i] + sigma * node[at[i]];
          mass *= weight[at[i]] / sqrt(2 * acos(-1));
          square += node[at[i]] * node[at[i]];
        }
        double f = problem_value(p, y) * mass;
        most = fmax(most, fabs(f));
        sum.value += f;
        sum.log_sigma += f * (square - (double)dim);
        for (size_t i = 0; i < dim; i++) sum.gradient[i] += f * node[at[i]] / sigma;
      }
      check(text, p, middle, sigma, &sum, 1e-13 * (1 + most));
    }
  gsl_integration_fixed_free(rule);
  problem_free(p);
}

static void test_polynomials(void **unused)
{
  (void)unused;
  for (unsigned instance = 0; instance < 3; instance++) {
    check_polynomial("parabola:curvature=3", 1, instance);
    check_polynomial("booth", 2, instance);
    check_polynomial("himmelblau", 2, instance);
    for (size_t dim = 1; dim <= 3; dim++) {
      check_polynomial("quadratic:condition=100", dim, instance);
      check_polynomial("regression:rows=20", dim, instance);
      check_polynomial("loguniform:condition=10", dim, instance);
      check_polynomial("styblinski-tang", dim, instance);
      check_polynomial("zakharov", dim, instance);
      check_polynomial("dixon-price", dim, instance);
      check_polynomial("inflection", dim, instance);
      if (dim > 1) check_polynomial("saddle", dim, instance);
      if (dim > 1) check_polynomial("rosenbrock", dim, instance);
      if (dim > 1) check_polynomial("rosenbrock:signs=random", dim, instance);
    }
  }
}

/* Rotated steps break along slanted lines, out of reach of a rule with nodes: but what is smoothed
 * is the function inside, at the argument that its value is taken at. */
static void test_rotated_step(void **unused)
{
  (void)unused;
  enum { DIM = 3 };
  struct problem *p = problem_named(library, "step", DIM, 1);
  double x[DIM] = {0.4, -1.1, 2.3}, g[DIM], drift, wide;
  double value = problem_smooth(p, x, 0.4, g, &drift), h = 1e-4;
  for (size_t i = 0; i < DIM; i++) {
    double unused_gradient[DIM], unused_drift, at = x[i];
    x[i] = at + h;
    double after = problem_smooth(p, x, 0.4, unused_gradient, &unused_drift);
    x[i] = at - h;
    double before = problem_smooth(p, x, 0.4, unused_gradient, &unused_drift);
    x[i] = at;
    assert_true(fabs((after - before) / (2 * h) - g[i]) < 1e-6);
  }
  double ratio = problem_smooth(p, x, 0.4 * (1 + h), g, &wide) - value;
  assert_true(fabs(ratio / log1p(h) - drift) < 1e-3);
  problem_free(p);
}

/* Without a deviation it is f itself; so it is in the limit, away from the jumps. */
static void check_limit(const char *text, size_t dim, unsigned instance)
{
  enum { POINTS = 50 };
  struct problem *p = problem_named(library, text, dim, instance);
  double *x = doubles(POINTS * dim), *g = doubles(dim), *h = doubles(dim), drift;
  problem_points(p, POINTS, 0, instance, x);
  for (size_t k = 0; k < POINTS; k++) {
    double f = problem_value(p, x + k * dim), size = 0;
    problem_gradient(p, x + k * dim, g);
    for (size_t i = 0; i < dim; i++) size = fmax(size, fabs(g[i]));
    assert_true(fabs(problem_smooth(p, x + k * dim, 0, h, &drift) - f) <= 1e-12 * (1 + fabs(f)));
    assert_true(drift == 0);
    for (size_t i = 0; i < dim; i++) assert_true(fabs(h[i] - g[i]) <= 1e-12 * (1 + size));
    assert_true(fabs(problem_smooth(p, x + k * dim, 1e-9, h, &drift) - f) <= 1e-6 * (1 + fabs(f)));
    assert_true(fabs(drift) <= 1e-6 * (1 + fabs(f)));
  }
  free(x);
  free(g);
  free(h);
  problem_free(p);
}

static void test_limit(void **unused)
{
  (void)unused;
  for (unsigned instance = 0; instance < 3; instance++) {
    check_limit("parabola", 1, instance);
    check_limit("cliffs", 1, instance);
    for (size_t dim = 2; dim <= 10; dim += 4) {
      check_limit("quadratic", dim, instance);
      check_limit("rosenbrock", dim, instance);
      check_limit("step", dim, instance);
      check_limit("regression", dim, instance);
      check_limit("loguniform", dim, instance);
      check_limit("saddle", dim, instance);
      check_limit("inflection", dim, instance);
    }
  }
}

/* Noise of mean 0 is smoothed away, and so is the choice of a minibatch. */
static void test_noise_is_smoothed_away(void **unused)
{
  (void)unused;
  static const char *const pairs[][2] = {{"rosenbrock:noise=2", "rosenbrock"},
                                         {"step:noise=2,noise_kind=multiplicative", "step"},
                                         {"regression:batch=3", "regression"}};
  const double x[3] = {0.3, -0.8, 1.1};
  for (size_t k = 0; k < 3; k++)
    for (unsigned instance = 0; instance < 2; instance++) {
      struct problem *p = problem_named(library, pairs[k][0], 3, instance);
      struct problem *q = problem_named(library, pairs[k][1], 3, instance);
      struct smooth s = closed_form(p, x, 0.5), t = closed_form(q, x, 0.5);
      assert_true(s.value == t.value && s.log_sigma == t.log_sigma);
      assert_memory_equal(s.gradient, t.gradient, sizeof s.gradient);
      problem_free(p);
      problem_free(q);
    }
}

/* What cliffs is for, on the exact smoothed function: which minima it has. */
static size_t minima_of(const struct problem *p, double sigma, double *first, double *last)
{
  size_t count = 0;
  double before = -1, slope, drift;
  *first = *last = NAN;
  for (double x = -2; x <= 2; x += 1e-3) {
    problem_smooth(p, &x, sigma, &slope, &drift);
    if (before < 0 && slope >= 0) {
      if (!count++) *first = x;
      *last = x;
    }
    before = slope;
  }
  return count;
}

static void test_cliffs_structure(void **unused)
{
  (void)unused;
  struct problem *p = problem_named(library, "cliffs", 1, 0);
  double first, last;
  /* basin, foot of the peak, well, foot of the right wall */
  assert_int_equal(minima_of(p, 0.02, &first, &last), 4);
  assert_true(fabs(first + 0.29) < 0.02 && last > 0.93);
  /* At 0.1 the walls are gone, at 0.2 what is left of the peak parts basin and well, at 0.35
   * there is one minimum, before the well. */
  assert_int_equal(minima_of(p, 0.1, &first, &last), 2);
  assert_true(fabs(last - 0.7) < 0.02);
  assert_int_equal(minima_of(p, 0.2, &first, &last), 2);
  assert_true(fabs(last - 0.64) < 0.02);
  assert_int_equal(minima_of(p, 0.35, &first, &last), 1);
  assert_true(fabs(first - 0.41) < 0.02);
  problem_free(p);
}

/* Descent on the exact bound over (mean, log-deviation): large at first, it ends in the well from
 * anywhere; small at first, it stays where it started. */
static size_t starts_that_find_the_well(const struct problem *p, double deviation, double *wide)
{
  size_t found = 0;
  *wide = 0;
  for (int k = 0; k <= 20; k++) {
    double x = -2 + 0.2 * k, rho = log(deviation), slope, drift;
    for (int step = 0; step < 5000; step++) {
      problem_smooth(p, &x, exp(rho), &slope, &drift);
      x -= 0.005 * slope;
      rho -= 0.005 * drift;
    }
    found += fabs(x - p->minimiser[0]) < 0.1;
    *wide = fmax(*wide, exp(rho));
  }
  return found;
}

static void test_cliffs_variational(void **unused)
{
  (void)unused;
  struct problem *p = problem_named(library, "cliffs", 1, 0);
  double wide;
  assert_int_equal(starts_that_find_the_well(p, 1, &wide), 21);
  assert_true(wide < 0.02);
  assert_int_equal(starts_that_find_the_well(p, 0.5, &wide), 21);
  assert_in_range(starts_that_find_the_well(p, 0.05, &wide), 1, 4);
  problem_free(p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cliffs),
      cmocka_unit_test(test_step),
      cmocka_unit_test(test_step_separates),
      cmocka_unit_test(test_polynomials),
      cmocka_unit_test(test_rotated_step),
      cmocka_unit_test(test_limit),
      cmocka_unit_test(test_noise_is_smoothed_away),
      cmocka_unit_test(test_cliffs_structure),
      cmocka_unit_test(test_cliffs_variational),
  };
  return cmocka_run_group_tests_name("smoothing", tests, NULL, NULL);
}
