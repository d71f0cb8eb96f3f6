/* draw.h -- where a method's random numbers come from: its stream, or a list that was given.
 *
 * Methods that perturb draw all their normals through draw_normals, so that they
 * can be fed with numbers from elsewhere, e.g. to be held against another program
 * step by step; of those that choose as well, some draw their uniforms through
 * draw_uniforms. For files that are compiled once a level. */
#ifndef OPTBENCH_SRC_DRAWS_DRAW_H
#define OPTBENCH_SRC_DRAWS_DRAW_H

#include "src/draws/random.h"
#include "src/optimizer.h"

struct draw {
  /* out[s * dim + c] becomes the normal of this generation, sample first + s, coordinate c; the
   * same whenever it is asked for. */
  void (*normals)(void *context, uint64_t generation, uint32_t first, size_t samples, size_t dim,
                  double *out);
  /* Uniforms on (0, 1) likewise; NULL: they come from the stream. */
  void (*uniforms)(void *context, uint64_t generation, uint32_t first, size_t samples, size_t dim,
                   double *out);
  void *context; /* borrowed; lives as long as the method that draws */
};

/* draw: NULL for the stream. A method keeps setup->draw and setup->stream and hands them over. */
static inline void draw_normals(const struct draw *draw, struct stream stream, uint64_t generation,
                                uint32_t first, size_t samples, size_t dim, double *out)
{
  if (draw)
    draw->normals(draw->context, generation, first, samples, dim, out);
  else
    random_normals(stream, generation, first, samples, dim, out);
}

static inline void draw_uniforms(const struct draw *draw, struct stream stream, uint64_t generation,
                                 uint32_t first, size_t samples, size_t dim, double *out)
{
  if (draw && draw->uniforms)
    draw->uniforms(draw->context, generation, first, samples, dim, out);
  else
    random_uniforms(stream, generation, first, samples, dim, out);
}

#endif
