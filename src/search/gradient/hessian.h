/* hessian.h -- the second derivatives at a point, as a step asks for them.
 *
 * They are the function's own where it has them (a noisy function has none), counted as d
 * gradients, or made of d more gradients by forward differences, H e_i = (g(x + h_i e_i) - g(x)) /
 * h_i,   h_i = step max(1, |x_i|), their symmetric part. */
#ifndef OPTBENCH_SRC_SEARCH_GRADIENT_HESSIAN_H
#define OPTBENCH_SRC_SEARCH_GRADIENT_HESSIAN_H

#include <math.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/optimizer.h"

enum hessian_kind { HESSIAN_EXACT, HESSIAN_DIFFERENCE };
static const char *const hessian_kinds[] = {"exact", "difference", NULL};

/* Rows of a table of parameters whose struct has `int hessian` and `double step`. */
#define HESSIAN_KIND(type)                                                                         \
  PARAM_CHOICE(type, hessian, HESSIAN_EXACT, hessian_kinds,                                        \
               "the function's own, where it has one and no noise, or forward differences")
#define HESSIAN_STEP(type)                                                                         \
  PARAM_TUNED(type, step, 1.5e-8, PARAM_ABOVE_ZERO, 1, 1e-9, 0.1, PARAM_LOG,                       \
              "relative step of the differences: under noise a large one")

struct hessian {
  size_t dim, chunk;
  bool differences;
  double step;
  size_t done, count; /* columns that are known, and that were asked for */
  double *matrix;     /* dim * dim values */
  double *around;     /* chunk * dim: points x + h e_i */
};

/* Without memory yet: hessian_size says how many doubles it needs, counted in doubles because they
 * may be too many. */
static inline struct hessian hessian_of(const struct setup *setup, int kind, double step)
{
  bool differences = kind == HESSIAN_DIFFERENCE || !setup->hessians;
  return (struct hessian){.dim = setup->dim,
                          .chunk = differences ? chunk_rows(setup->dim, setup->dim) : 0,
                          .differences = differences,
                          .step = step};
}

static inline double hessian_size(const struct hessian *h)
{
  return ((double)h->dim + (double)h->chunk) * (double)h->dim;
}

/* Hands it so much memory; returns what is behind. */
static inline double *hessian_place(struct hessian *h, double *memory)
{
  h->matrix = memory;
  h->around = h->matrix + h->dim * h->dim;
  return h->around + h->chunk * h->dim;
}

static inline double hessian_moved(const struct hessian *h, const double *x, size_t i)
{
  double size = fabs(x[i]);
  return x[i] + h->step * (size > 1 ? size : 1);
}

/* The point itself: whether more is to be asked for around it is `differences`. */
static inline struct query hessian_ask_at(const struct hessian *h, const double *x)
{
  return (struct query){.x = x,
                        .count = 1,
                        .want_gradient = true,
                        .want_hessian = !h->differences,
                        .more = h->differences};
}

static inline struct query hessian_ask_around(struct hessian *h, const double *x)
{
  size_t d = h->dim, left = d - h->done;
  h->count = left < h->chunk ? left : h->chunk;
  for (size_t k = 0; k < h->count; k++) {
    memcpy(h->around + k * d, x, d * sizeof *x);
    h->around[k * d + h->done + k] = hessian_moved(h, x, h->done + k);
  }
  return (struct query){
      .x = h->around, .count = h->count, .want_gradient = true, .more = h->count < left};
}

/* The answer to hessian_ask_at; true: the matrix is known. Else points around x are next. */
static inline bool hessian_tell_at(struct hessian *h, const struct answer *answer)
{
  h->done = 0;
  if (h->differences) return false;
  memcpy(h->matrix, answer->hessian, h->dim * h->dim * sizeof *h->matrix);
  return true;
}

/* The answer to hessian_ask_around, with the gradient at x; true: the matrix is known. */
static inline bool hessian_tell_around(struct hessian *h, const double *x, const double *gradient,
                                       const struct answer *answer)
{
  size_t d = h->dim;
  double *m = h->matrix;
  for (size_t k = 0; k < h->count; k++) {
    size_t i = h->done + k;
    double width = hessian_moved(h, x, i) - x[i];
    for (size_t j = 0; j < d; j++)
      m[i * d + j] = (answer->gradient[k * d + j] - gradient[j]) / width;
  }
  h->done += h->count;
  if (h->done < d) return false;
  for (size_t i = 0; i < d; i++)
    for (size_t j = 0; j < i; j++) m[i * d + j] = m[j * d + i] = (m[i * d + j] + m[j * d + i]) / 2;
  return true;
}

#endif
