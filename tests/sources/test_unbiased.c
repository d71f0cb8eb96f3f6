/* test_unbiased.c -- the mean of many es and vo estimates is the gradient of the smoothed function.
 *
 * For every function whose Gaussian smoothing is known in closed form: each entry
 * of the mean of 10^5 estimates lies within 5 of its standard errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/problem.h"
#include "src/draws/draw.h"
#include "src/method.h"

extern const struct library LEVELED(library);
extern const struct function_library LEVELED(function_library);

/* Fewer where every access is checked, which is not about statistics. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { ESTIMATES = 10000 };
#else
enum { ESTIMATES = 100000 };
#endif
enum { DIM_MAX = 2, POPULATION = 4 };

static const double sigmas[] = {0.2, 0.5, 1.5};

static const struct variant {
  const char *text;
  double factor; /* the estimate's expectation is so many times the gradient */
} variants[] = {
    {"sgd@es:antithetic=no,baseline=none", 1},
    {"sgd@es:antithetic=no,baseline=mean", 1 - 1.0 / POPULATION},
    {"sgd@es:antithetic=yes", 1},
    {"sgd@vo:deviation=shared,baseline=mean", 1 - 1.0 / POPULATION},
    {"sgd@vo:deviation=each,baseline=none", 1},
    {"sgd@vo:deviation=each,baseline=mean", 1 - 1.0 / POPULATION},
};

/* Mean and standard error of the estimates of the derivatives by x and, from vo, by log sigma. */
struct estimate {
  size_t entries;
  double mean[DIM_MAX + 1], error[DIM_MAX + 1];
};

static struct problem *problem_named(const char *name)
{
  struct function_spec spec;
  struct problem *problem;
  struct error err;
  assert_int_equal(function_parse(&LEVELED(function_library), name, &spec, &err), STATUS_OK);
  size_t most = spec.type->dim_high, dim = most && most < DIM_MAX ? most : DIM_MAX;
  assert_int_equal(LEVELED(function_library).problem_new(&spec, dim, 0, NULL, &problem, &err),
                   STATUS_OK);
  function_spec_free(&spec);
  return problem;
}

static double *scratch_for(const struct problem *p, size_t count)
{
  size_t doubles = p->scratch ? p->scratch(p, count) : 0;
  double *scratch = malloc((doubles + 1) * sizeof *scratch);
  assert_non_null(scratch);
  return scratch;
}

/* Off every symmetry and jump. */
static void place(const struct problem *p, double *x)
{
  static const double at[DIM_MAX] = {0.613, 0.388};
  for (size_t i = 0; i < p->dim; i++)
    x[i] = p->start_low[i] + at[i] * (p->start_high[i] - p->start_low[i]);
}

static struct estimate estimate(const struct problem *p, const double *x, const char *text,
                                double sigma, double *scratch)
{
  char full[256];
  snprintf(full, sizeof full, "%s,population=%d,sigma=%.17g", text, POPULATION, sigma);
  struct method method;
  struct error err;
  assert_int_equal(method_parse(&LEVELED(library), full, &method, &err), STATUS_OK);
  const struct source_type *source = method.source;
  size_t dim = p->dim;
  struct setup setup = {
      .dim = dim, .start = x, .budget = 1e9, .stream = stream_named(stream_root(20), p->name)};
  void *state = source->alloc(&setup, method.parts[1]);
  assert_non_null(state);
  double theta[2 * DIM_MAX], f[POPULATION], first[DIM_MAX + 1],
      sum[DIM_MAX + 1] = {0}, squares[DIM_MAX + 1] = {0};
  size_t size = source->size(state), entries = size > dim ? dim + 1 : dim;
  source->start(state, theta);
  for (int n = 0; n < ESTIMATES; n++) {
    struct query query;
    source->ask(state, theta, &query);
    assert_int_equal(query.count, POPULATION);
    p->evaluate(p, &(struct batch){.x = query.x, .count = POPULATION, .f = f, .scratch = scratch});
    const double *g = source->tell(state, theta, &(struct answer){.f = f});
    double entry[DIM_MAX + 1] = {0};
    memcpy(entry, g, dim * sizeof *g);
    for (size_t i = dim; i < size; i++) entry[dim] += g[i];
    if (!n) memcpy(first, entry, sizeof first);
    /* About the first, so that little cancels. */
    for (size_t i = 0; i < entries; i++) {
      double d = entry[i] - first[i];
      sum[i] += d;
      squares[i] += d * d;
    }
  }
  struct estimate e = {.entries = entries};
  for (size_t i = 0; i < entries; i++) {
    double mean = sum[i] / ESTIMATES, variance = squares[i] / ESTIMATES - mean * mean;
    e.mean[i] = first[i] + mean;
    e.error[i] = sqrt(variance / (ESTIMATES - 1));
  }
  source->free(state);
  method_free(&method);
  return e;
}

/* Derivatives of the smoothed function by x and by log sigma. */
static void closed_form(const struct problem *p, const double *x, double sigma, double *scratch,
                        double derivative[DIM_MAX + 1])
{
  double value;
  p->smoothed(p, x, sigma, scratch, &value, derivative, derivative + p->dim);
}

/* The farthest entry, in standard errors. */
static double farthest(const struct estimate *e, const double *derivative, double factor)
{
  double worst = 0;
  for (size_t i = 0; i < e->entries; i++) {
    double off = fabs(e->mean[i] - factor * derivative[i]) / e->error[i];
    if (!(off <= worst)) worst = off;
  }
  return worst;
}

static void check_function(const char *name)
{
  struct problem *p = problem_named(name);
  double x[DIM_MAX], *scratch = scratch_for(p, POPULATION), telling = 0;
  place(p, x);
  for (size_t s = 0; s < sizeof sigmas / sizeof *sigmas; s++) {
    double derivative[DIM_MAX + 1];
    closed_form(p, x, sigmas[s], scratch, derivative);
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
      struct estimate e = estimate(p, x, variants[v].text, sigmas[s], scratch);
      double off = farthest(&e, derivative, variants[v].factor);
      if (!(off <= 5))
        fail_msg("%s of %s at sigma %g is off by %.1f standard errors", variants[v].text, name,
                 sigmas[s], off);
      telling = fmax(telling, farthest(&e, derivative, 0));
    }
  }
  /* Estimates that are lost in their own noise prove nothing. */
  assert_true(telling > sqrt(ESTIMATES) / 10);
  free(scratch);
  problem_free(p);
}

static void test_unbiased(void **state)
{
  (void)state;
  static const char *const required[] = {"parabola", "cliffs", "quadratic", "step"};
  const struct function_type *const *functions = LEVELED(function_library).functions;
  size_t found = 0;
  for (size_t k = 0; functions[k]; k++) {
    if (!functions[k]->smoothed || functions[k]->dim_low > DIM_MAX) continue;
    check_function(functions[k]->name);
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
      found += !strcmp(functions[k]->name, required[i]);
  }
  assert_int_equal(found, sizeof required / sizeof *required);
}

/* Estimates that are biased are told apart: a baseline that holds the sample's own value, and a
 * smoothing somewhat wider than was said. */
static void test_can_fail(void **state)
{
  (void)state;
  static const char *const names[] = {"quadratic", "step"};
  for (size_t k = 0; k < 2; k++) {
    struct problem *p = problem_named(names[k]);
    double x[DIM_MAX], derivative[DIM_MAX + 1], *scratch = scratch_for(p, POPULATION);
    place(p, x);
    closed_form(p, x, 0.5, scratch, derivative);
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
      if (variants[v].factor == 1) continue;
      struct estimate e = estimate(p, x, variants[v].text, 0.5, scratch);
      assert_true(farthest(&e, derivative, variants[v].factor) <= 5);
      assert_true(farthest(&e, derivative, 1) > 5);
    }
    struct estimate wide = estimate(p, x, "sgd@vo:deviation=shared,baseline=mean",
                                    0.5 + 20 / sqrt(ESTIMATES), scratch);
    assert_true(farthest(&wide, derivative, 1 - 1.0 / POPULATION) > 5);
    free(scratch);
    problem_free(p);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_unbiased),
      cmocka_unit_test(test_can_fail),
  };
  return cmocka_run_group_tests_name("unbiased", tests, NULL, NULL);
}
