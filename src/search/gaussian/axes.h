/* axes.h -- the axes of a normal distribution that is sampled as mean + sigma B z.
 *
 * They are the eigenvectors v of B B^T. The length along one is taken as |B^T v|, which keeps the
 * digits of a short axis that its eigenvalue has lost. */
#ifndef OPTBENCH_SRC_SEARCH_GAUSSIAN_AXES_H
#define OPTBENCH_SRC_SEARCH_GAUSSIAN_AXES_H

#include <math.h>
#include <stdint.h>

#include "src/numeric/eigen.h"
#include "src/numeric/matrix.h"
#include "src/numeric/vec.h"
#include "src/optimizer.h"

/* Work, in a block of axes_values(dim) doubles; rows of `width`. */
struct axes {
  size_t dim, width;
  double *gram, *vectors; /* dim x width each: B B^T, lost; its eigenvectors in rows */
  double *length, *axis;  /* width each */
  double *deviation;      /* width */
  double *eigen;
};

static inline size_t axes_values(size_t dim)
{
  return (2 * dim + 3) * matrix_padded(dim) + eigen_work(dim);
}

static inline struct axes axes_in(double *block, size_t dim)
{
  size_t width = matrix_padded(dim), square = dim * width;
  struct axes a = {.dim = dim, .width = width, .gram = block};
  a.vectors = a.gram + square;
  a.length = a.vectors + square;
  a.axis = a.length + width;
  a.deviation = a.axis + width;
  a.eigen = a.deviation + width;
  return a;
}

/* shape: B^T, dim x width with zero padding. Where B is not finite, or its square is not, the
 * distribution reaches from 0 to infinity. */
static inline void axes_spread(const struct axes *a, const double *shape, double sigma,
                               uint64_t generation, struct spread *out)
{
  size_t d = a->dim, w = a->width, one = (size_t)(generation % d);
  double shortest = INFINITY, longest = 0;
  matrix_product(d, d, w, shape, 1, w, shape, a->gram);
  for (size_t i = 0; i < d; i++) a->deviation[i] = sigma * sqrt(a->gram[i * w + i]);
  *out = (struct spread){.longest = INFINITY, .deviation = a->deviation};
  if (!eigen_symmetric(d, a->gram, a->length, a->vectors, a->eigen)) return;
  for (size_t i = 0; i < d; i++) {
    double square = 0;
    for (size_t k = 0; k < d; k++) {
      double along = vec_dot(shape + k * w, a->vectors + i * w, w);
      square += along * along;
    }
    double length = sigma * sqrt(square);
    shortest = length < shortest ? length : shortest;
    longest = length > longest ? length : longest;
    a->length[i] = length;
  }
  for (size_t i = 0; i < d; i++) a->axis[i] = a->length[one] * a->vectors[one * w + i];
  out->shortest = shortest;
  out->longest = longest;
  out->axis = a->axis;
}

/* sigma^2 B B^T, dim * dim values. */
static inline void axes_covariance(const struct axes *a, const double *shape, double sigma,
                                   double *out)
{
  size_t d = a->dim, w = a->width;
  matrix_product(d, d, w, shape, 1, w, shape, a->gram);
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < d; j++) out[i * d + j] = sigma * sigma * a->gram[i * w + j];
}

#endif
