/* test_es_unbiased.c -- under noise of every density, the mean of many es estimates of gradient and
 * second derivative is that of E f(x + sigma z): each within 5 of its standard errors.
 *
 * Closed forms are sums over the jumps and knots of piecewise functions, with the distribution
 * functions of another library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "src/draws/noise.h"
#include "tests/support/problems.h"
#include "tests/support/subject.h"

extern const struct library LEVELED(library);
extern const struct function_library LEVELED(function_library);

/* Fewer where every access is checked, which is not about statistics. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { ESTIMATES = 4000 };
#else
enum { ESTIMATES = 40000 };
#endif
enum { DIM_MAX = 2, POPULATION = 8 };

struct density {
  enum noise kind;
  double freedom;
  const char *text;
};

static double below(const struct density *d, double z)
{
  switch (d->kind) {
  case NOISE_GAUSS:
    return gsl_cdf_ugaussian_P(z);
  case NOISE_LAPLACE:
    return gsl_cdf_laplace_P(z, 1);
  case NOISE_T:
    return gsl_cdf_tdist_P(z, d->freedom);
  case NOISE_CAUCHY:
    return gsl_cdf_cauchy_P(z, 1);
  }
  return NAN;
}

static double at(const struct density *d, double z)
{
  switch (d->kind) {
  case NOISE_GAUSS:
    return gsl_ran_ugaussian_pdf(z);
  case NOISE_LAPLACE:
    return gsl_ran_laplace_pdf(z, 1);
  case NOISE_T:
    return gsl_ran_tdist_pdf(z, d->freedom);
  case NOISE_CAUCHY:
    return gsl_ran_cauchy_pdf(z, 1);
  }
  return NAN;
}

static double slope_at(const struct density *d, double z)
{
  const double h = 1e-5;
  return (at(d, z + h) - at(d, z - h)) / (2 * h);
}

/* --- functions and what noise makes of them --- */

struct truth {
  double gradient[DIM_MAX], second;
};

/* Jumps of height 2 k - 1 at +-(k - 1/2), k = 1 ... last, in every coordinate. */
static struct truth smooth_jumps(const struct density *d, const double *x, size_t dim, double sigma,
                                 int last)
{
  struct truth t = {0};
  for (size_t i = 0; i < dim; i++)
    for (int k = 1; k <= last; k++) {
      double height = 2 * k - 1, right = (k - 0.5 - x[i]) / sigma, left = (0.5 - k - x[i]) / sigma;
      t.gradient[i] += height * (at(d, right) - at(d, left)) / sigma;
      t.second += height * (slope_at(d, left) - slope_at(d, right)) / (sigma * sigma) / (double)dim;
    }
  return t;
}

static struct truth smooth_step(const struct density *d, const double *x, double sigma)
{
  return smooth_jumps(d, x, 2, sigma, 3000);
}

/* The steps, but no higher than 9, so that they have a mean under any noise. */
static double stairs(const double *x, size_t dim)
{
  double f = 0;
  for (size_t i = 0; i < dim; i++) {
    double level = fmin(floor(fabs(x[i]) + 0.5), 3);
    f += level * level;
  }
  return f;
}

static struct truth smooth_stairs(const struct density *d, const double *x, double sigma)
{
  return smooth_jumps(d, x, 2, sigma, 3);
}

static struct problem *step, *cliffs, *quadratic;
static double f_step(const double *x, size_t dim)
{
  (void)dim;
  return problem_value(step, x);
}
static double f_cliffs(const double *x, size_t dim)
{
  (void)dim;
  return problem_value(cliffs, x);
}
static double f_quadratic(const double *x, size_t dim)
{
  (void)dim;
  return problem_value(quadratic, x);
}

static struct truth smooth_cliffs(const struct density *d, const double *x, double sigma)
{
  static const double knots[] = {-2,   -0.3, 0.16, 0.2,  0.24, 0.49, 0.52,
                                 0.55, 0.7,  0.85, 0.88, 0.91, 2};
  enum { KNOTS = sizeof knots / sizeof *knots };
  struct truth t = {0};
  double before = 0;
  for (size_t k = 0; k + 1 < KNOTS; k++) {
    double slope = (problem_value(cliffs, &knots[k + 1]) - problem_value(cliffs, &knots[k])) /
                   (knots[k + 1] - knots[k]);
    /* The outermost lines go on for ever. */
    double low = k ? below(d, (knots[k] - *x) / sigma) : 0;
    double high = k + 2 < KNOTS ? below(d, (knots[k + 1] - *x) / sigma) : 1;
    t.gradient[0] += slope * (high - low);
    if (k) t.second += (slope - before) * at(d, (knots[k] - *x) / sigma) / sigma;
    before = slope;
  }
  return t;
}

static struct truth smooth_quadratic(const struct density *d, const double *x, double sigma)
{
  (void)d;
  (void)sigma;
  return (struct truth){.gradient = {2 * x[0], 20 * x[1]}, .second = 11};
}

static const struct target {
  const char *name;
  objective *f;
  struct truth (*smooth)(const struct density *d, const double *x, double sigma);
  size_t dim;
  double x[DIM_MAX], sigma;
} targets[] = {
    {"step", f_step, smooth_step, 2, {1.3, -0.6}, 0.5},
    {"stairs", stairs, smooth_stairs, 2, {1.3, -0.6}, 0.5},
    {"cliffs", f_cliffs, smooth_cliffs, 1, {0.38}, 0.3},
    {"quadratic", f_quadratic, smooth_quadratic, 2, {0.8, -0.3}, 0.5},
};
enum { STEP, STAIRS, CLIFFS, QUADRATIC };

/* --- estimates --- */

struct estimate {
  double mean[DIM_MAX + 2], error[DIM_MAX + 2]; /* gradient, second, its variance */
};

static void prepare(double *mean, double *error, size_t n, const double *sum, const double *squares,
                    const double *first)
{
  for (size_t i = 0; i < n; i++) {
    double m = sum[i] / ESTIMATES;
    mean[i] = first[i] + m;
    error[i] = sqrt((squares[i] / ESTIMATES - m * m) / (ESTIMATES - 1));
  }
}

static struct estimate estimate(const struct target *t, const struct density *d,
                                const char *variant, int population)
{
  char text[256];
  snprintf(text, sizeof text, "sgd@es:noise=%s,%s,sigma=%g,population=%d", d->text, variant,
           t->sigma, population);
  struct subject s = subject(text, t->x, t->dim);
  double sum[DIM_MAX + 2] = {0}, squares[DIM_MAX + 2] = {0}, first[DIM_MAX + 2];
  double f[64];
  for (int n = 0; n < ESTIMATES; n++) {
    struct query query;
    s.source->ask(s.state, s.theta, &query);
    assert_int_equal(query.count, population);
    for (size_t k = 0; k < query.count; k++) f[k] = t->f(query.x + k * t->dim, t->dim);
    const double *g = s.source->tell(s.state, s.theta, &(struct answer){.f = f});
    double entry[DIM_MAX + 2] = {0};
    memcpy(entry, g, t->dim * sizeof *g);
    s.source->diagnose(s.state, s.theta, entry + DIM_MAX);
    if (!n) memcpy(first, entry, sizeof first);
    /* About the first, so that little cancels. */
    for (size_t i = 0; i < DIM_MAX + 2; i++) {
      double off = entry[i] - first[i];
      sum[i] += off;
      squares[i] += off * off;
    }
  }
  subject_free(&s);
  struct estimate e;
  prepare(e.mean, e.error, DIM_MAX + 2, sum, squares, first);
  return e;
}

/* How many standard errors the farthest entry of the gradient is off. */
static double off(const struct estimate *e, const struct truth *truth, size_t dim, double factor)
{
  double worst = 0;
  for (size_t i = 0; i < dim; i++) {
    double z = fabs(e->mean[i] - factor * truth->gradient[i]) / e->error[i];
    if (!(z <= worst)) worst = z;
  }
  return worst;
}

static double off_second(const struct estimate *e, const struct truth *truth)
{
  return fabs(e->mean[DIM_MAX] - truth->second) / e->error[DIM_MAX];
}

static const struct density gauss = {NOISE_GAUSS, 0, "gauss"},
                            laplace = {NOISE_LAPLACE, 0, "laplace"},
                            t5 = {NOISE_T, 5, "t,freedom=5"}, t1 = {NOISE_T, 1, "t,freedom=1"},
                            cauchy = {NOISE_CAUCHY, 0, "cauchy"};

/* Where the moments that the estimates and their variances need are finite. `centred`: with a mean
 * of f, which on cliffs has to have one; gradients from pairs or raw f need less. */
static const struct {
  const struct density *density;
  size_t target;
  bool centred;
} cases[] = {
    {&gauss, STEP, true},      {&gauss, STAIRS, true},      {&gauss, CLIFFS, true},
    {&gauss, QUADRATIC, true}, {&laplace, STEP, true},      {&laplace, STAIRS, true},
    {&laplace, CLIFFS, true},  {&laplace, QUADRATIC, true}, {&t5, STEP, true},
    {&t5, STAIRS, true},       {&t5, CLIFFS, true},         {&t5, QUADRATIC, true},
    {&t1, STAIRS, true},       {&t1, CLIFFS, false},        {&cauchy, STAIRS, true},
    {&cauchy, CLIFFS, false},
};
enum { CASES = sizeof cases / sizeof *cases };

static void test_unbiased(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    double factor;
  } variants[] = {
      {"antithetic=yes", 1},
      {"antithetic=no,baseline=none", 1},
      {"antithetic=no,baseline=mean", 1 - 1.0 / POPULATION},
  };
  for (size_t c = 0; c < CASES; c++)
    for (size_t v = 0; v < 3; v++) {
      const struct target *t = &targets[cases[c].target];
      const struct density *d = cases[c].density;
      if (v == 2 && !cases[c].centred) continue;
      struct truth truth = t->smooth(d, t->x, t->sigma);
      struct estimate e = estimate(t, d, variants[v].text, POPULATION);
      double z = off(&e, &truth, t->dim, variants[v].factor), second = off_second(&e, &truth);
      if (getenv("OPTBENCH_TEST_VERBOSE"))
        print_message("%s %s %s: gradient %.1f of %.0f, second %.1f of %.0f\n", t->name, d->text,
                      variants[v].text, z, off(&e, &truth, t->dim, 0), second,
                      fabs(truth.second) / e.error[DIM_MAX]);
      if (!(z <= 5)) fail_msg("%s %s %s: off by %g", t->name, d->text, variants[v].text, z);
      /* An estimate that is lost in its own noise proves nothing. */
      assert_true(off(&e, &truth, t->dim, 0) > sqrt(ESTIMATES) / 20);
      if (d->kind == NOISE_LAPLACE) {
        assert_true(e.mean[DIM_MAX] == 0 && e.mean[DIM_MAX + 1] == 0);
      } else if (cases[c].centred) {
        if (!(second <= 5))
          fail_msg("%s %s %s: second is off by %g", t->name, d->text, variants[v].text, second);
        assert_true(fabs(truth.second) > sqrt(ESTIMATES) / 40 * e.error[DIM_MAX]);
      }
    }
}

/* What is said of the second derivative's variance is what many of them have. */
static void test_second_variance(void **state)
{
  (void)state;
  static const struct density *const densities[] = {&gauss, &t5, &cauchy};
  for (size_t d = 0; d < 3; d++)
    for (int pairs = 0; pairs < 2; pairs++) {
      struct estimate e = estimate(&targets[STAIRS], densities[d],
                                   pairs ? "antithetic=yes" : "antithetic=no", pairs ? 64 : 32);
      double had = e.error[DIM_MAX] * e.error[DIM_MAX] * (ESTIMATES - 1);
      double told = e.mean[DIM_MAX + 1];
      if (!(fabs(told / had - 1) < 0.1))
        fail_msg("%s: told %g, had %g", densities[d]->text, told, had);
    }
}

/* Our closed forms under normal noise are those of the functions. */
static void test_closed_forms(void **state)
{
  (void)state;
  struct problem *const problems[] = {step, NULL, cliffs, quadratic};
  for (size_t k = 0; k < 4; k++) {
    const struct target *t = &targets[k];
    if (!problems[k]) continue;
    double gradient[DIM_MAX], by_log_sigma;
    struct truth truth = t->smooth(&gauss, t->x, t->sigma);
    problem_smooth(problems[k], t->x, t->sigma, gradient, &by_log_sigma);
    for (size_t i = 0; i < t->dim; i++) assert_true(fabs(gradient[i] - truth.gradient[i]) < 1e-9);
    double second = by_log_sigma / (t->sigma * t->sigma) / (double)t->dim;
    assert_true(fabs(second - truth.second) < 1e-7 * (1 + fabs(second)));
  }
}

/* A score that is that of another density, z itself above all, is told apart. */
static void test_can_fail(void **state)
{
  (void)state;
  enum { DRAWS = 40000 };
  const struct density *const densities[] = {&gauss, &laplace, &t5, &cauchy};
  const struct target *t = &targets[STAIRS];
  for (size_t d = 0; d < 4; d++)
    for (size_t other = 0; other < 4; other++) {
      /* Draws of one, weighed by the score of another. */
      struct truth truth = t->smooth(densities[d], t->x, t->sigma);
      double sum = 0, squares = 0;
      for (int n = 0; n < DRAWS; n++) {
        double z[2], x[2], score;
        noise_draw(densities[d]->kind, densities[d]->freedom, stream_root(6), (uint64_t)n, 0, 1, 2,
                   z);
        for (size_t i = 0; i < 2; i++) x[i] = t->x[i] + t->sigma * z[i];
        double pair = stairs(x, 2);
        for (size_t i = 0; i < 2; i++) x[i] = t->x[i] - t->sigma * z[i];
        score = z[0];
        noise_score(densities[other]->kind, densities[other]->freedom, &score, 1);
        double g = (pair - stairs(x, 2)) * score / (2 * t->sigma);
        sum += g;
        squares += g * g;
      }
      double mean = sum / DRAWS, error = sqrt((squares / DRAWS - mean * mean) / DRAWS);
      double z = fabs(mean - truth.gradient[0]) / error;
      if (d == other)
        assert_true(z <= 5);
      else if (densities[d]->kind != NOISE_CAUCHY || other) /* z of Cauchy's has no mean */
        assert_true(z > 5);
    }
}

static int set_up(void **state)
{
  (void)state;
  step = problem_named(&LEVELED(function_library), "step", 2, 0);
  cliffs = problem_named(&LEVELED(function_library), "cliffs", 1, 0);
  quadratic = problem_named(&LEVELED(function_library), "quadratic:condition=10", 2, 0);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  problem_free(step);
  problem_free(cliffs);
  problem_free(quadratic);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_closed_forms),
      cmocka_unit_test(test_unbiased),
      cmocka_unit_test(test_second_variance),
      cmocka_unit_test(test_can_fail),
  };
  return cmocka_run_group_tests_name("es_unbiased", tests, set_up, tear_down);
}
