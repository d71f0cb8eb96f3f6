/* test_noise_models.c -- BBOB's noisy functions, and its models of noise around any function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/wrap/noise_models.h"
#include "src/draws/random.h"
#include "src/numeric/level.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

extern const struct function_library LEVELED(function_library);
static const struct function_library *const library = &LEVELED(function_library);

/* The points of the references. */
static void point(size_t k, double stretch, double *x, size_t dim)
{
  double scale = 0.37;
  for (size_t i = 0; i < k; i++) scale *= 0.9;
  for (size_t i = 0; i < dim; i++)
    x[i] = stretch * (((double)((7 * i + 3 + 5 * k) % 11) - 5) * scale + 0.1);
}

static struct problem *problem_of(const struct reference *r, size_t row)
{
  char name[32];
  snprintf(name, sizeof name, "f%s", reference_text(r, row, "function"));
  return problem_named(library, name, (size_t)reference_at(r, row, "dim"),
                       (unsigned)reference_at(r, row, "instance"));
}

/* Runs are judged by the value without noise; Griewank-Rosenbrock makes much of last digits. */
static void check_truth(const char *path, double stretch)
{
  struct reference *r = reference_read(path);
  assert_true(r->rows >= 180);
  for (size_t row = 0; row < r->rows; row++) {
    struct problem *p = problem_of(r, row);
    size_t k = (size_t)reference_at(r, row, "point");
    double *x = doubles(p->dim), f, truth, number = reference_at(r, row, "function");
    point(k, k == 3 && stretch > 1 ? stretch : 1, x, p->dim);
    problem_answers(p, x, 1, stream_root(1), 0, &f, &truth, NULL);
    double want = reference_at(r, row, "noiseless"), error = fabs(truth - want);
    double most = number >= 125 && number <= 127 ? 3e-11 : 1e-12;
    if (!(error <= most * (want - p->minimum)))
      fail_msg("%s, row %zu: %.17g, not %.17g", path, row, truth, want);
    assert_true(f != truth);
    problem_free(p);
    free(x);
  }
  reference_free(r);
}

static void test_truths(void **unused)
{
  (void)unused;
  check_truth("tests/reference/bbob/noisy.csv", 1);
  check_truth("tests/reference/bbob/noise.csv", 5);
}

/* What COCO makes of a value, given the draws. */
static void test_models(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/bbob/noise.csv");
  assert_int_equal(r->rows, 360);
  for (size_t row = 0; row < r->rows; row++) {
    int number = (int)reference_at(r, row, "function"), model = (number - 101) % 3;
    double noise = number <= 106 ? 0.01 : 1, minimum = reference_at(r, row, "minimum");
    double a = reference_at(r, row, "first"), b = reference_at(r, row, "second");
    double c = reference_at(r, row, "third"), f = reference_at(r, row, "noiseless");
    double above = f - minimum, mine;
    if (model == 0)
      mine = minimum + noise_gaussian(noise, above, a);
    else if (model == 1)
      mine = minimum + noise_uniform(noise, reference_at(r, row, "dim"), above, a, b);
    else
      mine = noise_cauchy(noise, number <= 106 ? 0.05 : 0.2, f, a, b, c);
    mine += reference_at(r, row, "penalty");
    double want = reference_at(r, row, "noisy");
    if (!(fabs(mine - want) <= 1e-14 * (fabs(minimum) + fabs(want))))
      fail_msg("f%d, row %zu: %.17g, not %.17g", number, row, mine, want);
  }
  reference_free(r);
}

enum { MANY = 20000 };

/* `text` MANY times at one point: ratios of (f - f*) to what it is truly, or differences. */
static void sample(const char *text, size_t dim, double *ratio, double *difference)
{
  struct problem *p = problem_named(library, text, dim, 1);
  double *x = doubles(MANY * dim), *f = doubles(MANY), *truth = doubles(MANY);
  for (size_t i = 0; i < MANY * dim; i++) x[i] = 0.3;
  problem_answers(p, x, MANY, stream_root(7), 0, f, truth, NULL);
  for (size_t k = 0; k < MANY; k++) {
    assert_true(truth[k] == truth[0] && truth[k] > p->minimum);
    ratio[k] = (f[k] - p->minimum) / (truth[k] - p->minimum);
    difference[k] = f[k] - truth[k];
  }
  gsl_sort(ratio, 1, MANY);
  gsl_sort(difference, 1, MANY);
  problem_free(p);
  free(x);
  free(f);
  free(truth);
}

/* Is the q-quantile of sorted values where it should be, within four standard errors of q? */
static void check_quantile(const double *sorted, double q, double expected)
{
  double off = 4 * sqrt(q * (1 - q) / MANY);
  double low = sorted[(size_t)(fmax(q - off, 0) * MANY)];
  double high = sorted[(size_t)(fmin(q + off, 1 - 1.0 / MANY) * MANY)];
  if (!(low <= expected && expected <= high))
    fail_msg("the %g quantile is in [%g, %g], not %g", q, low, high, expected);
}

static void test_distributions(void **unused)
{
  (void)unused;
  static const double q[] = {0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98};
  double *ratio = doubles(MANY), *difference = doubles(MANY);
  sample("quadratic:noise=0.7,noise_kind=gaussian", 3, ratio, difference);
  for (size_t i = 0; i < 7; i++)
    check_quantile(ratio, q[i], exp(0.7 * gsl_cdf_ugaussian_Pinv(q[i])));
  /* Of 1000 + Cauchy the share `frequency`, of 1000 the rest; half of it below. */
  sample("quadratic:noise=2,noise_kind=cauchy,noise_frequency=0.4", 3, ratio, difference);
  size_t plain = 0;
  for (size_t k = 0; k < MANY; k++) plain += fabs(difference[k] - 2000 - 1.01e-8) < 1e-7;
  assert_true(fabs((double)plain / MANY - 0.6) < 4 * sqrt(0.24 / MANY));
  for (size_t i = 0; i < 7; i++) {
    double part = q[i] * 0.4, at = 2000 + 2 * gsl_cdf_cauchy_Pinv(q[i], 1) + 1.01e-8;
    check_quantile(difference, q[i] < 0.5 ? part : part + 0.6, q[i] == 0.5 ? 2000 + 1.01e-8 : at);
  }
  free(ratio);
  free(difference);
}

/* P(u max(1, g^v) <= r), g = (10^9 / above)^alpha, u and v uniform: the mean over v of
 * min(1, r / max(1, g^v)). */
static double uniform_share(double ln_g, double r)
{
  enum { CELLS = 10000 };
  double sum = 0;
  for (size_t i = 0; i < CELLS; i++)
    sum += fmin(1, r / fmax(1, exp(ln_g * ((double)i + 0.5) / CELLS)));
  return sum / CELLS;
}

static void test_uniform_distribution(void **unused)
{
  (void)unused;
  enum { DIM = 4 };
  double *ratio = doubles(MANY), *difference = doubles(MANY);
  sample("f108", DIM, ratio, difference);
  struct problem *p = problem_named(library, "f101", DIM, 1);
  double x[DIM] = {0.3, 0.3, 0.3, 0.3}, f, truth;
  problem_answers(p, x, 1, stream_root(1), 0, &f, &truth, NULL);
  double ln_g = log(1e9 / (truth - p->minimum)) * (0.49 + 1.0 / DIM);
  for (double r = 0.03; r < 1e5; r *= 3) check_quantile(ratio, uniform_share(ln_g, r), r);
  problem_free(p);
  free(ratio);
  free(difference);
}

/* Each value draws by its own index, alone or in a batch; the penalty goes around it all. */
static void test_draws(void **unused)
{
  (void)unused;
  static const char *const names[] = {"f101", "f108", "f130",
                                      "rosenbrock:noise=0.1,noise_kind=cauchy"};
  enum { DIM = 3, COUNT = 150 };
  struct stream stream = stream_root(5);
  for (size_t n = 0; n < 4; n++) {
    struct problem *p = problem_named(library, names[n], DIM, 2);
    double *x = doubles(COUNT * DIM), *f = doubles(COUNT), *truth = doubles(COUNT), alone;
    problem_points(p, COUNT, 0.3, 3, x);
    problem_answers(p, x, COUNT, stream, 10, f, truth, NULL);
    for (size_t k = 0; k < COUNT; k++) {
      problem_answers(p, x + k * DIM, 1, stream, 10 + k, &alone, NULL, NULL);
      assert_true(alone == f[k]);
    }
    problem_free(p);
    free(x);
    free(f);
    free(truth);
  }
  struct problem *p = problem_named(library, "f101", DIM, 1);
  double x[DIM] = {6, 1, -7}, z, f, truth;
  problem_answers(p, x, 1, stream, 4, &f, &truth, NULL);
  random_normals(stream, 4, 0, 1, 1, &z);
  assert_true(f == p->minimum + noise_gaussian(0.01, truth - p->minimum, z) + 100 * (1 + 4));
  assert_true(p->traits & NO_GRADIENT && p->traits & STOCHASTIC);
  problem_free(p);
}

static void check_refused(const char *text, const char *why)
{
  struct function_spec spec;
  struct error err;
  assert_int_equal(function_parse(library, text, &spec, &err), STATUS_USAGE);
  assert_string_equal(err.text, why);
}

static void test_refusals(void **unused)
{
  (void)unused;
  check_refused("mlp:noise=1,noise_kind=gaussian",
                "mlp has no known minimum, which noise_kind=gaussian is told by; use additive or "
                "multiplicative");
  check_refused("f101:noise=0.1",
                "bbob-noisy-f101 has its own noise and takes no other; leave out noise");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_truths),        cmocka_unit_test(test_models),
      cmocka_unit_test(test_distributions), cmocka_unit_test(test_uniform_distribution),
      cmocka_unit_test(test_draws),         cmocka_unit_test(test_refusals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
