/* problems.c -- see problems.h. */
#include "tests/support/problems.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"

static const double guard = 12345.678;

double *doubles(size_t count)
{
  double *v = calloc(count ? count : 1, sizeof *v);
  assert_non_null(v);
  return v;
}

struct problem *problem_named(const struct function_library *library, const char *text, size_t dim,
                              unsigned instance)
{
  struct function_spec spec;
  struct problem *problem = NULL;
  struct error err;
  if (function_parse(library, text, &spec, &err)) fail_msg("%s", err.text);
  if (!dim) dim = function_dimension(&spec, NULL);
  int status = library->problem_new(&spec, dim, instance, NULL, &problem, &err);
  function_spec_free(&spec);
  if (status) fail_msg("%s", err.text);
  assert_non_null(problem);
  return problem;
}

static double *scratch_new(const struct problem *problem, size_t count)
{
  size_t size = problem->scratch(problem, count);
  double *scratch = doubles(size + 1);
  scratch[size] = guard;
  return scratch;
}

static void scratch_end(const struct problem *problem, size_t count, double *scratch)
{
  assert_true(scratch[problem->scratch(problem, count)] == guard);
  free(scratch);
}

void problem_answers(const struct problem *problem, const double *x, size_t count,
                     struct stream stream, uint64_t index, double *f, double *truth,
                     double *gradient)
{
  bool dear = problem->traits & DEAR_TRUTH;
  double *scratch = scratch_new(problem, count), values[MEASURES_MOST];
  struct batch batch = {.x = x,
                        .count = count,
                        .f = f,
                        .truth = dear ? NULL : truth,
                        .gradient = gradient,
                        .scratch = scratch,
                        .stream = stream,
                        .index = index};
  problem->evaluate(problem, &batch);
  scratch_end(problem, count, scratch);
  for (size_t k = 0; k < count && dear && truth; k++)
    truth[k] = problem_measure(problem, x + k * problem->dim, values);
}

void problem_step(const struct problem *problem, const double *x, size_t count,
                  struct stream stream, uint64_t index, uint64_t step, double *f, double *gradient,
                  double *work)
{
  double *scratch = scratch_new(problem, count);
  struct batch batch = {.x = x,
                        .count = count,
                        .f = f,
                        .work = work,
                        .gradient = gradient,
                        .scratch = scratch,
                        .stream = stream,
                        .index = index,
                        .step = step};
  problem->evaluate(problem, &batch);
  scratch_end(problem, count, scratch);
}

size_t problem_behaviours(const struct problem *problem)
{
  return problem->behaviours ? problem->behaviours : problem->dim;
}

void problem_deeds(const struct problem *problem, const double *x, size_t count, double *f,
                   double *behaviour)
{
  double *scratch = scratch_new(problem, count);
  struct batch batch = {.x = x,
                        .count = count,
                        .f = f,
                        .behaviour = problem->behaviours ? behaviour : NULL,
                        .scratch = scratch,
                        .stream = stream_root(1)};
  problem->evaluate(problem, &batch);
  scratch_end(problem, count, scratch);
  if (!problem->behaviours) memcpy(behaviour, x, count * problem->dim * sizeof *x);
}

double problem_measure(const struct problem *problem, const double *x, double *values)
{
  double truth = NAN, *scratch = scratch_new(problem, 1);
  problem->measure(problem, x, scratch, &truth, values);
  scratch_end(problem, 1, scratch);
  return truth;
}

double problem_value(const struct problem *problem, const double *x)
{
  double f;
  problem_answers(problem, x, 1, stream_root(1), 0, &f, NULL, NULL);
  return f;
}

void problem_gradient(const struct problem *problem, const double *x, double *gradient)
{
  double f;
  problem_answers(problem, x, 1, stream_root(1), 0, &f, NULL, gradient);
}

double problem_split(const struct problem *problem, const double *x, double *residual,
                     double *jacobian)
{
  double f, *scratch = scratch_new(problem, 1);
  assert_true(problem->residuals > 0);
  struct batch batch = {.x = x,
                        .count = 1,
                        .f = &f,
                        .residual = residual,
                        .jacobian = jacobian,
                        .scratch = scratch,
                        .stream = stream_root(1)};
  problem->evaluate(problem, &batch);
  scratch_end(problem, 1, scratch);
  return f;
}

double problem_rounding(const struct problem *problem, const double *x, double *gradient)
{
  size_t dim = problem->dim, count = problem->residuals;
  double *r = doubles(count), *jacobian = doubles(count * dim), off = 0;
  if (count) problem_split(problem, x, r, jacobian);
  for (size_t i = 0; i < dim && gradient; i++) gradient[i] = 0;
  for (size_t j = 0; j < count; j++) {
    double size = fabs(r[j]), steepest = 0;
    for (size_t i = 0; i < dim; i++) {
      double slope = fabs(jacobian[j * dim + i]);
      size += slope * fmax(fabs(problem->low[i]), fabs(problem->high[i]));
      steepest = fmax(steepest, slope);
    }
    double each = 8 * DBL_EPSILON * size;
    off += (2 * fabs(r[j]) + each) * each;
    for (size_t i = 0; i < dim && gradient; i++)
      gradient[i] += 2 * (problem->inner ? steepest : fabs(jacobian[j * dim + i])) * each;
  }
  free(r);
  free(jacobian);
  return off;
}

double problem_smooth(const struct problem *problem, const double *x, double sigma,
                      double *gradient, double *log_sigma_derivative)
{
  double value, *scratch = scratch_new(problem, 1);
  assert_non_null(problem->smoothed);
  problem->smoothed(problem, x, sigma, scratch, &value, gradient, log_sigma_derivative);
  scratch_end(problem, 1, scratch);
  return value;
}

void problem_points(const struct problem *problem, size_t count, double widen, uint64_t seed,
                    double *x)
{
  size_t dim = problem->dim;
  random_uniforms(stream_named(stream_root(seed), "test points"), 0, 0, count, dim, x);
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < dim; i++) {
      double width = problem->high[i] - problem->low[i];
      x[k * dim + i] = problem->low[i] - widen * width + (1 + 2 * widen) * width * x[k * dim + i];
    }
}

void problem_hessian(const struct problem *problem, const double *x, double *hessian)
{
  size_t size = problem->hessian_scratch;
  double *scratch = doubles(size + 1);
  scratch[size] = guard;
  assert_non_null(problem->hessian);
  problem->hessian(problem, x, scratch, hessian);
  assert_true(scratch[size] == guard);
  free(scratch);
}
