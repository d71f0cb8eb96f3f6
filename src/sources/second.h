/* second.h -- the mean second derivative of a smoothed function, from the values of its samples.
 *
 *   1/d trace of the Hessian of J,   J(x) = E f(x + sigma z)
 *     ~ 1/(sigma^2 d (K - 1)) sum_k t_k,   t_k = (F_k - mean F) h_k,
 *   h_k = sum_i (p''/p)(z_ki), F_k what was found at sample k, of K: f, or its mean over the pair.
 * Dividing by K - 1 makes up for the mean, which holds each sample's own value: there is no bias.
 * The variance is that of a mean of K independent t_k. */
#ifndef OPTBENCH_SRC_SOURCES_SECOND_H
#define OPTBENCH_SRC_SOURCES_SECOND_H

#include <float.h>
#include <stddef.h>

#include "src/numeric/vec.h"

struct second {
  double value, variance;
};

/* f: copies * samples values; h, t: `samples` values each, t to be used. scale = sigma^2 d.
 * Nothing, (0, 0), from a single sample;
 * (0, DBL_MAX) where the squares of t overflow. */
static inline struct second second_estimate(const double *f, size_t copies, size_t samples,
                                            const double *restrict h, double scale,
                                            double *restrict t)
{
  if (samples < 2) return (struct second){0};
  double total = (double)samples, rest = total - 1;
  for (size_t k = 0; k < samples; k++) t[k] = copies == 2 ? (f[2 * k] + f[2 * k + 1]) / 2 : f[k];
  double mean = vec_sum(t, samples) / total;
  for (size_t k = 0; k < samples; k++) t[k] = (t[k] - mean) * h[k] / scale;
  double sum = vec_sum(t, samples);
  for (size_t k = 0; k < samples; k++) t[k] -= sum / total;
  double variance = vec_dot(t, t, samples) / rest / total * (total / rest) * (total / rest);
  /* Where something overflows nothing is known, but in numbers that can be read back. */
  if (!(variance <= DBL_MAX)) variance = DBL_MAX;
  return (struct second){variance < DBL_MAX ? sum / rest : 0, variance};
}

#endif
