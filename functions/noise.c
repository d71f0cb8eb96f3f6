/* noise.c -- wraps a problem in normal noise.
 *
 *   additive         f + noise z_0,      g_i + noise z_{i+1}
 *   multiplicative   f (1 + noise z_0),  g_i (1 + noise z_{i+1})
 *
 * with z_0 ... z_dim standard normal, coordinates of sample 0 of the point's own
 * generation, so that the value's noise does not depend on whether its gradient
 * was asked for. The truth, the minimum and the smoothing are those of the
 * problem inside: the noise has mean zero. */
#include <string.h>

#include "functions/wrap.h"
#include "src/level.h"
#include "src/loops/random.h"
#include "src/vec.h"

static size_t own_scratch(const struct problem *problem)
{
  return (1 + problem->dim + LANES - 1) / LANES * LANES;
}

static size_t scratch(const struct problem *problem, size_t count)
{
  return own_scratch(problem) + problem->inner->scratch(problem->inner, count);
}

static void evaluate(const struct problem *problem, const struct batch *batch)
{
  const struct wrap_config *config = problem->state;
  const struct problem *inner = problem->inner;
  size_t dim = problem->dim, count = batch->count;
  double noise = config->noise, *z = batch->scratch;
  struct batch inside = *batch;
  inside.scratch = batch->scratch + own_scratch(problem);
  if (inner->traits & STOCHASTIC) inside.stream = stream_named(batch->stream, "inside the noise");
  inner->evaluate(inner, &inside);
  if (batch->truth && !(inner->traits & STOCHASTIC))
    memcpy(batch->truth, batch->f, count * sizeof *batch->f);
  size_t width = batch->gradient ? 1 + dim : 1;
  for (size_t k = 0; k < count; k++) {
    random_normals(batch->stream, batch->index + k, 0, 1, width, z);
    double *g = batch->gradient ? batch->gradient + k * dim : NULL;
    if (config->noise_kind == NOISE_ADDITIVE) {
      batch->f[k] += noise * z[0];
      for (size_t i = 0; i + 1 < width; i++) g[i] += noise * z[i + 1];
    } else {
      batch->f[k] *= 1 + noise * z[0];
      for (size_t i = 0; i + 1 < width; i++) g[i] *= 1 + noise * z[i + 1];
    }
  }
}

static void smoothed(const struct problem *problem, const double *x, double sigma, double *work,
                     double *value, double *gradient, double *log_sigma_derivative)
{
  const struct problem *inner = problem->inner;
  inner->smoothed(inner, x, sigma, work, value, gradient, log_sigma_derivative);
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
  *(struct wrap_config *)p->state = *config;
  p->evaluate = evaluate;
  p->scratch = scratch;
  if (inner->smoothed) p->smoothed = smoothed;
  return p;
}
