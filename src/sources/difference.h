/* difference.h -- what forward and central differences share: rows that differ from x in one
 * coordinate each, asked for in chunks of bounded size. */
#ifndef OPTBENCH_SRC_SOURCES_DIFFERENCE_H
#define OPTBENCH_SRC_SOURCES_DIFFERENCE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/draws/population.h"

/* Below this, x_i + h_i could round to x_i. */
#define DIFFERENCE_STEP_LOW 1e-15

struct difference {
  size_t dim, probes, chunk;
  size_t done, count; /* points answered in this step, points of the current query */
  double step, base;  /* base: f(x), where it is needed */
  double *start, *gradient, *x;
  size_t *moved; /* the coordinate in which row k of x differs from the iterate */
  double block[];
};

static inline void *difference_alloc(const struct setup *setup, size_t probes, double step)
{
  size_t dim = setup->dim, chunk = chunk_rows(dim, probes);
  struct difference *s =
      calloc(1, sizeof *s + (2 * dim + chunk * dim) * sizeof *s->block + chunk * sizeof *s->moved);
  if (!s) return NULL;
  s->dim = dim;
  s->probes = probes;
  s->chunk = chunk;
  s->step = step;
  s->start = s->block;
  s->gradient = s->start + dim;
  s->x = s->gradient + dim;
  s->moved = (size_t *)(s->x + chunk * dim);
  memcpy(s->start, setup->start, dim * sizeof *s->start);
  return s;
}

static inline size_t difference_size(const void *state)
{
  return ((const struct difference *)state)->dim;
}

static inline size_t difference_probes(const void *state)
{
  return ((const struct difference *)state)->probes;
}

static inline void difference_start(const void *state, double *theta)
{
  const struct difference *s = state;
  memcpy(theta, s->start, s->dim * sizeof *theta);
}

static inline const double *difference_point(const void *state, const double *theta)
{
  (void)state;
  return theta;
}

static inline double difference_step(const struct difference *s, double x)
{
  double size = fabs(x);
  return s->step * (size > 1 ? size : 1);
}

/* Make the rows of the next query equal to theta: copies in a step's first query, later only what
 * the one before moved. */
static inline void difference_begin(struct difference *s, const double *theta)
{
  size_t left = s->probes - s->done;
  s->count = left < s->chunk ? left : s->chunk;
  for (size_t k = 0; k < s->count; k++)
    if (s->done)
      s->x[k * s->dim + s->moved[k]] = theta[s->moved[k]];
    else
      memcpy(s->x + k * s->dim, theta, s->dim * sizeof *theta);
}

static inline void difference_set(struct difference *s, size_t row, size_t i, double value)
{
  s->x[row * s->dim + i] = value;
  s->moved[row] = i;
}

/* The gradient once the last query was answered, or NULL. */
static inline const double *difference_end(struct difference *s)
{
  s->done += s->count;
  if (s->done < s->probes) return NULL;
  s->done = 0;
  return s->gradient;
}

#endif
