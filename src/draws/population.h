/* population.h -- the perturbations of one generation, a chunk at a time.
 *
 * Points are asked for in chunks of bounded size. The normals of a generation are
 * kept while they fit a bounded memory; of a larger one only the current chunk is,
 * and others are drawn again from their address (generation, sample, coordinate)
 * when they are needed.
 *
 * Processes in step ask for a generation in one query, of which each makes its own samples, a piece
 * at a time, and the others' when they are gone through again. */
#ifndef OPTBENCH_SRC_DRAWS_POPULATION_H
#define OPTBENCH_SRC_DRAWS_POPULATION_H

#include <math.h>

#include "src/draws/draw.h"
#include "src/team.h"

enum {
  CHUNK_VALUES = 1 << 11, /* doubles in a chunk of points: first-level cache */
  CHUNK_ROWS = 8,         /* but so many points, which a function can work on side by side, ... */
  CHUNK_LIMIT = 1 << 15,  /* ... if they have no more doubles than this: second-level cache */
  KEPT_VALUES = 1 << 18   /* doubles of normals kept: reading them is cheaper than drawing */
};

/* Rows of `width` values in a chunk, of `rows` in all; at least 1. */
static inline size_t chunk_rows(size_t width, size_t rows)
{
  size_t fit = CHUNK_VALUES / width, most = CHUNK_LIMIT / width;
  if (fit < CHUNK_ROWS) fit = most < CHUNK_ROWS ? most : CHUNK_ROWS;
  if (fit < 1) fit = 1;
  return fit < rows ? fit : rows;
}

/* Of `rows` that so many processes share: as many in a piece as make all pieces alike, but no more
 * than a chunk. */
static inline size_t chunk_share(size_t rows, size_t chunk, size_t processes)
{
  size_t share = (rows + processes - 1) / processes, pieces = (share + chunk - 1) / chunk;
  return (share + pieces - 1) / pieces;
}

/* Of a generation of so many samples, each of them `copies` points, as many as it takes to spend
 * the budget before the last `spare` of them. A generation that is not paid for is never told: what
 * would come after in it need not be. */
static inline size_t population_within(double budget, size_t samples, size_t copies, size_t spare)
{
  double most = floor(budget / (double)copies) + 1 + (double)spare;
  return most < (double)samples ? (size_t)most : samples;
}

/* The same for a method that asks for a generation at once. */
static inline size_t population_whole(const struct setup *setup, size_t samples)
{
  return population_within(setup->budget, samples, 1, CHUNK_VALUES);
}

struct population {
  const struct draw *draw;
  struct stream stream;
  uint64_t generation;
  size_t dim, samples, chunk; /* samples in a generation, and at most so many in a chunk */
  size_t first, count;        /* the current chunk: samples first ... first + count - 1 */
  const double *z;            /* its normals, count * dim values, row-major */
  bool keep;                  /* memory has room for all chunks */
  size_t drawn;               /* samples of this generation that are kept */
  double *memory;
  const struct crew *crew; /* NULL: this process alone */
  size_t piece;            /* samples that a process of a crew makes at once */
};

/* For alloc. A sample is perturbed into `copies` points. again: chunks are gone through a second
 * time, after the last answer. memory is to be set, to population_values(...) doubles. There are
 * fewer samples where the budget does not pay for so many. */
static inline struct population population_of(const struct setup *setup, size_t samples,
                                              size_t copies, bool again)
{
  size_t chunk = chunk_rows(copies * setup->dim, samples);
  samples = population_within(setup->budget, samples, copies, chunk);
  return (struct population){.draw = setup->draw,
                             .stream = setup->stream,
                             .dim = setup->dim,
                             .samples = samples,
                             .chunk = chunk,
                             .keep = again && samples <= KEPT_VALUES / setup->dim};
}

/* For alloc, of a method whose points are made on demand: share the samples out in a crew, if there
 * is one and it draws its normals itself. No piece is larger than a chunk. */
static inline void population_share_out(struct population *p, const struct setup *setup)
{
  p->crew = setup->draw ? NULL : team_crew(setup->team);
  if (!p->crew) return;
  p->piece = chunk_share(p->samples, p->chunk, p->crew->size);
}

static inline size_t population_values(const struct population *p)
{
  return (p->keep ? p->samples : p->chunk) * p->dim;
}

/* Make the chunk that begins at sample `first`, a multiple of p->chunk, the current one. */
static inline void population_turn(struct population *p, size_t first)
{
  size_t left = p->samples - first;
  bool here = p->keep ? first < p->drawn : p->count && p->first == first;
  double *z = p->memory + (p->keep ? first * p->dim : 0);
  p->first = first;
  p->count = left < p->chunk ? left : p->chunk;
  p->z = z;
  if (here) return;
  draw_normals(p->draw, p->stream, p->generation, (uint32_t)first, p->count, p->dim, z);
  p->drawn = first + p->count;
}

/* Samples first ... first + count - 1 of a crew's generation, a piece or less: their normals. */
static inline const double *population_make(struct population *p, size_t first, size_t count)
{
  double *z = p->memory + (p->keep ? first * p->dim : 0);
  draw_normals(p->draw, p->stream, p->generation, (uint32_t)first, count, p->dim, z);
  if (!p->keep) p->count = 0;
  return z;
}

/* All samples of a crew's generation were told of: have those that others made at hand, too, if
 * they are kept. */
static inline void population_complete(struct population *p)
{
  if (!p->crew || !p->keep) return;
  size_t first = crew_share(p->crew, p->samples, p->piece, p->crew->rank);
  size_t end = crew_share(p->crew, p->samples, p->piece, p->crew->rank + 1);
  population_make(p, 0, first);
  population_make(p, end, p->samples - end);
  p->drawn = p->samples;
}

/* What a crew is asked for: the first `count` samples. */
static inline struct query
population_query(const struct population *p, size_t count,
                 const double *(*points)(void *maker, size_t first, size_t n), void *maker)
{
  return (struct query){
      .count = count, .points = points, .maker = maker, .piece = p->piece, .group = p->chunk};
}

static inline void population_next_generation(struct population *p)
{
  p->generation++;
  p->count = p->drawn = 0;
}

#endif
