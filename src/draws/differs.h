/* differs.h -- whether any sample of a generation is another point than where a method stands.
 *
 * A process of a crew has not made the points when it asks for them, so it looks at as much as it
 * takes: the first block of the first sample nearly always answers. */
#ifndef OPTBENCH_SRC_DRAWS_DIFFERS_H
#define OPTBENCH_SRC_DRAWS_DIFFERS_H

#include "src/draws/noise.h"

/* The samples that are looked at. */
struct differs {
  enum noise noise;
  double freedom;
  struct stream stream;
  uint64_t generation;
  size_t samples, dim;
};

/* moves(context, z, from, to): does a perturbation by z, which is coordinates from ... to - 1, show
 * in a point? */
static inline bool
differs_any(const struct differs *d,
            bool (*moves)(void *context, const double *z, size_t from, size_t to), void *context)
{
  double z[NOISE_BLOCK];
  for (size_t k = 0; k < d->samples; k++)
    for (size_t from = 0, to; from < d->dim; from = to) {
      to = d->dim - from < NOISE_BLOCK ? d->dim : from + NOISE_BLOCK;
      noise_range(d->noise, d->freedom, d->stream, d->generation, (uint32_t)k, 1, from, to - from,
                  z);
      if (moves(context, z, from, to)) return true;
    }
  return false;
}

#endif
