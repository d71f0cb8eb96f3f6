/* population.h -- the perturbations of one generation, a chunk at a time.
 *
 * A generation of many samples in many dimensions is never held whole: points are
 * asked for in chunks of bounded size, and normals that were let go are drawn
 * again from their address (generation, sample, coordinate) when they are needed. */
#ifndef OPTBENCH_POPULATION_H
#define OPTBENCH_POPULATION_H

#include "src/draw.h"

/* A chunk is about this many doubles, and one row at least: it stays in the second-level cache. */
enum { CHUNK_VALUES = 1 << 14 };

/* Rows of `dim` values in a chunk, of `rows` in all. */
static inline size_t chunk_rows(size_t dim, size_t rows)
{
  size_t fit = CHUNK_VALUES / dim;
  if (fit < 1) fit = 1;
  return fit < rows ? fit : rows;
}

struct population {
  const struct draw *draw;
  struct stream stream;
  uint64_t generation;
  size_t dim, samples, chunk; /* samples in a generation, and at most so many in memory */
  size_t first, count;        /* z holds samples first ... first + count - 1 */
  double *z;                  /* chunk * dim values, row-major */
};

/* The population of alloc: p->z is to be set, to population_values(p) doubles. */
static inline struct population population_of(const struct setup *setup, size_t samples)
{
  return (struct population){.draw = setup->draw,
                             .stream = setup->stream,
                             .dim = setup->dim,
                             .samples = samples,
                             .chunk = chunk_rows(setup->dim, samples)};
}

static inline size_t population_values(const struct population *p) { return p->chunk * p->dim; }

/* Make z hold the chunk that begins at sample `first`. */
static inline void population_draw(struct population *p, size_t first)
{
  if (p->count && p->first == first) return;
  size_t left = p->samples - first;
  p->first = first;
  p->count = left < p->chunk ? left : p->chunk;
  draw_normals(p->draw, p->stream, p->generation, (uint32_t)first, p->count, p->dim, p->z);
}

static inline void population_next_generation(struct population *p)
{
  p->generation++;
  p->count = 0;
}

/* y += sum over the chunk's samples of weight_k z_k; weight: p->count values. */
static inline void population_add(const struct population *p, const double *restrict weight,
                                  double *restrict y)
{
  const double *restrict z = p->z;
  size_t n = p->dim, k = 0;
  /* Four rows at a time, so that y is loaded and stored once for them. */
  for (; k + 4 <= p->count; k += 4, z += 4 * n) {
    double a = weight[k], b = weight[k + 1], c = weight[k + 2], d = weight[k + 3];
    for (size_t i = 0; i < n; i++)
      y[i] += (a * z[i] + b * z[n + i]) + (c * z[2 * n + i] + d * z[3 * n + i]);
  }
  for (; k < p->count; k++, z += n)
    for (size_t i = 0; i < n; i++) y[i] += weight[k] * z[i];
}

#endif
