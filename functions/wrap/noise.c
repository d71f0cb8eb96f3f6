/* noise.c -- wraps a problem in noise.
 *
 *   additive         f + noise z_0,      g_i + noise z_{i+1}
 *   multiplicative   f (1 + noise z_0),  g_i (1 + noise z_{i+1})
 *
 * with z_0 ... z_dim standard normal, coordinates of sample 0 of the point's own
 * generation, so that the value's noise does not depend on whether its gradient
 * was asked for. The truth, the minimum and the smoothing are those of the
 * problem inside: the noise has mean zero. The models of noise_models.h have not, and so no
 * smoothing; they draw such normals and uniforms of their own.
 * A sum of squares has no residuals then: f with noise is not the sum of theirs. */
#include <string.h>

#include "functions/wrap/noise_models.h"
#include "functions/wrap/wrap.h"
#include "src/draws/first_normals.h"
#include "src/draws/random.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"

enum { BLOCK = 64 }; /* values that are disturbed together */

static size_t own_scratch(const struct problem *problem)
{
  return (1 + problem->dim + LANES - 1) / LANES * LANES;
}

static size_t scratch(const struct problem *problem, size_t count)
{
  return own_scratch(problem) + problem->inner->scratch(problem->inner, count);
}

static void disturb_values(const struct wrap_config *config, const struct batch *batch)
{
  double z[BLOCK], noise = config->noise;
  for (size_t first = 0; first < batch->count; first += BLOCK) {
    size_t count = batch->count - first < BLOCK ? batch->count - first : BLOCK;
    double *f = batch->f + first;
    first_normals(batch->stream, batch->index + first, count, z);
    if (config->noise_kind == NOISE_ADDITIVE)
      for (size_t k = 0; k < count; k++) f[k] += noise * z[k];
    else
      for (size_t k = 0; k < count; k++) f[k] *= 1 + noise * z[k];
  }
}

/* And the values, which draw what they draw without gradients. */
static void disturb_slopes(const struct wrap_config *config, const struct batch *batch, size_t dim)
{
  double *z = batch->scratch, noise = config->noise;
  for (size_t k = 0; k < batch->count; k++) {
    double *g = batch->gradient + k * dim;
    random_normals(batch->stream, batch->index + k, 0, 1, 1 + dim, z);
    if (config->noise_kind == NOISE_ADDITIVE) {
      batch->f[k] += noise * z[0];
      for (size_t i = 0; i < dim; i++) g[i] += noise * z[i + 1];
    } else {
      batch->f[k] *= 1 + noise * z[0];
      for (size_t i = 0; i < dim; i++) g[i] *= 1 + noise * z[i + 1];
    }
  }
}

/* The models of BBOB. */
static void disturb_above(const struct problem *problem, const struct wrap_config *config,
                          const struct batch *batch)
{
  const struct stream uniforms = stream_named(batch->stream, "uniforms of the noise");
  double z[BLOCK], w[BLOCK], noise = config->noise, dim = (double)problem->dim;
  for (size_t k = 0; k < batch->count; k++) {
    size_t place = k % BLOCK;
    if (place == 0) {
      size_t count = batch->count - k < BLOCK ? batch->count - k : BLOCK;
      first_normals(batch->stream, batch->index + k, count, z);
      first_normals(stream_named(batch->stream, "denominators"), batch->index + k, count, w);
    }
    double u[2], *f = batch->f + k, above = *f - problem->minimum;
    if (config->noise_kind != NOISE_MODEL_GAUSSIAN)
      random_uniforms(uniforms, batch->index + k, 0, 1, 2, u);
    if (config->noise_kind == NOISE_MODEL_GAUSSIAN)
      *f = problem->minimum + noise_gaussian(noise, above, z[place]);
    else if (config->noise_kind == NOISE_MODEL_UNIFORM)
      *f = problem->minimum + noise_uniform(noise, dim, above, u[0], u[1]);
    else
      *f = noise_cauchy(noise, config->noise_frequency, *f, u[0], z[place], w[place]);
  }
}

static void penalise(const struct problem *problem, double penalty, const struct batch *batch)
{
  for (size_t k = 0; k < batch->count; k++) {
    const double *x = batch->x + k * problem->dim;
    double far = 0;
    for (size_t i = 0; i < problem->dim; i++) {
      double off = x[i] > problem->high[i]  ? x[i] - problem->high[i]
                   : x[i] < problem->low[i] ? x[i] - problem->low[i]
                                            : 0;
      far += off * off;
    }
    batch->f[k] += penalty * far;
  }
}

static void evaluate(const struct problem *problem, const struct batch *batch)
{
  const struct wrap_config *config = problem->state;
  const struct problem *inner = problem->inner;
  size_t dim = problem->dim, count = batch->count;
  struct batch inside = *batch;
  inside.scratch = batch->scratch + own_scratch(problem);
  if (inner->traits & STOCHASTIC) inside.stream = stream_named(batch->stream, "inside the noise");
  inner->evaluate(inner, &inside);
  if (batch->truth && !(inner->traits & STOCHASTIC))
    memcpy(batch->truth, batch->f, count * sizeof *batch->f);
  if (config->noise_kind >= NOISE_MODEL_GAUSSIAN)
    disturb_above(problem, config, batch);
  else if (batch->gradient)
    disturb_slopes(config, batch, dim);
  else
    disturb_values(config, batch);
  if (config->penalty > 0) penalise(problem, config->penalty, batch);
}

static void smoothed(const struct problem *problem, const double *x, double sigma, double *work,
                     double *value, double *gradient, double *log_sigma_derivative)
{
  const struct problem *inner = problem->inner;
  inner->smoothed(inner, x, sigma, work, value, gradient, log_sigma_derivative);
}

static void start(const struct problem *problem, struct stream stream, double *x)
{
  problem->inner->start(problem->inner, stream, x);
}

static void measure(const struct problem *problem, const double *x, double *scratch_, double *truth,
                    double *values)
{
  problem->inner->measure(problem->inner, x, scratch_, truth, values);
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

struct problem *problem_noise(struct problem *inner, const struct wrap_config *config)
{
  struct problem *p = problem_blank(inner->dim, sizeof *config);
  if (!p) {
    problem_free(inner);
    return NULL;
  }
  problem_inherit(p, inner);
  p->traits |= STOCHASTIC;
  p->residuals = 0;
  if (config->noise_kind >= NOISE_MODEL_GAUSSIAN) p->traits |= NO_GRADIENT;
  *(struct wrap_config *)p->state = *config;
  p->evaluate = evaluate;
  p->scratch = scratch;
  if (inner->smoothed && config->noise_kind < NOISE_MODEL_GAUSSIAN) p->smoothed = smoothed;
  if (inner->start) p->start = start;
  if (inner->measure) p->measure = measure;
  if (inner->confuse) p->confuse = confuse;
  if (inner->episode) p->episode = episode;
  if (inner->draw) p->draw = draw;
  return p;
}
