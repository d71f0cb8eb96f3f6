/* multiply.c -- wraps a problem in a factor.
 *
 *   factor f(x),   gradient factor g,   Hessian factor H,   residuals factor^(1/2) r
 *
 * What runs are judged by, the minimum and the smoothing are multiplied along; region, starts and
 * minimiser stay. */
#include <math.h>

#include "functions/wrap/wrap.h"

static double factor_of(const struct problem *problem) { return *(const double *)problem->state; }

static void scale(double factor, double *values, size_t count)
{
  for (size_t i = 0; i < count; i++) values[i] *= factor;
}

static size_t scratch(const struct problem *problem, size_t count)
{
  return problem->inner->scratch(problem->inner, count);
}

static void evaluate(const struct problem *problem, const struct batch *batch)
{
  const struct problem *inner = problem->inner;
  double factor = factor_of(problem);
  inner->evaluate(inner, batch);
  scale(factor, batch->f, batch->count);
  if (batch->truth && inner->traits & STOCHASTIC) scale(factor, batch->truth, batch->count);
  if (batch->gradient) scale(factor, batch->gradient, batch->count * problem->dim);
  size_t residuals = batch->count * problem->residuals;
  if (batch->residual) scale(sqrt(factor), batch->residual, residuals);
  if (batch->jacobian) scale(sqrt(factor), batch->jacobian, residuals * problem->dim);
}

static void smoothed(const struct problem *problem, const double *x, double sigma, double *work,
                     double *value, double *gradient, double *log_sigma_derivative)
{
  const struct problem *inner = problem->inner;
  double factor = factor_of(problem);
  inner->smoothed(inner, x, sigma, work, value, gradient, log_sigma_derivative);
  *value *= factor;
  scale(factor, gradient, problem->dim);
  *log_sigma_derivative *= factor;
}

static void hessian(const struct problem *problem, const double *x, double *work, double *out)
{
  const struct problem *inner = problem->inner;
  inner->hessian(inner, x, work, out);
  scale(factor_of(problem), out, problem->dim * problem->dim);
}

static void start(const struct problem *problem, struct stream stream, double *x)
{
  problem->inner->start(problem->inner, stream, x);
}

static void measure(const struct problem *problem, const double *x, double *scratch_, double *truth,
                    double *values)
{
  problem->inner->measure(problem->inner, x, scratch_, truth, values);
  *truth *= factor_of(problem);
}

static void confuse(const struct problem *problem, const double *x, double *scratch_, size_t *table)
{
  problem->inner->confuse(problem->inner, x, scratch_, table);
}

static void episode(const struct problem *problem, const double *x, size_t number, double *scratch_,
                    const struct episode_sink *sink)
{
  problem->inner->episode(problem->inner, x, number, scratch_, sink);
}

static void draw(const struct problem *problem, const double *row, struct sketch *sketch)
{
  problem->inner->draw(problem->inner, row, sketch);
}

struct problem *problem_multiply(struct problem *inner, double factor)
{
  struct problem *p = problem_blank(inner->dim, sizeof factor);
  if (!p) {
    problem_free(inner);
    return NULL;
  }
  problem_inherit(p, inner);
  *(double *)p->state = factor;
  p->minimum = factor * inner->minimum;
  p->evaluate = evaluate;
  p->scratch = scratch;
  if (inner->smoothed) p->smoothed = smoothed;
  if (inner->hessian) p->hessian = hessian;
  p->hessian_scratch = inner->hessian_scratch;
  if (inner->start) p->start = start;
  if (inner->measure) p->measure = measure;
  if (inner->confuse) p->confuse = confuse;
  if (inner->episode) p->episode = episode;
  if (inner->draw) p->draw = draw;
  return p;
}
