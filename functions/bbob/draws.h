/* draws.h -- what BBOB's instances are made of: its generator, optima and rotations.
 *
 * The generator is Park and Miller's (Communications of the ACM 31, 1988; multiplier 16807) with a
 * shuffle of 32 places (Bays and Durham, 1976); the normals are Box and Muller's. As in Hansen,
 * Finck, Ros, Auger, RR-6829, 2009, and COCO's code, to the bit but for the last one of log and
 * cos, which differs between C libraries. */
#ifndef OPTBENCH_FUNCTIONS_BBOB_DRAWS_H
#define OPTBENCH_FUNCTIONS_BBOB_DRAWS_H

#include <stdbool.h>
#include <stddef.h>

#include "src/numeric/level.h"

#define bbob_uniforms LEVELED(bbob_uniforms)
#define bbob_normals  LEVELED(bbob_normals)
#define bbob_optimum  LEVELED(bbob_optimum)
#define bbob_minimum  LEVELED(bbob_minimum)
#define bbob_rotation LEVELED(bbob_rotation)
#define bbob_rank     LEVELED(bbob_rank)

/* The seed of a function's number at an instance. */
static inline long bbob_seed(unsigned number, unsigned instance)
{
  return (long)number + 10000 * (long)instance;
}

/* count values in (0, 1), the first ones of the seed. */
void bbob_uniforms(long seed, size_t count, double *values);

struct bbob_ranked {
  double uniform;
  size_t index;
};

/* The first count uniforms of the seed in ascending order: ranked[i].index is which of them is the
 * i-th smallest. */
void bbob_rank(long seed, size_t count, struct bbob_ranked *ranked);

/* count standard normals: of 2 count uniforms, the first half as radii. */
void bbob_normals(long seed, size_t count, double *values);

/* A point of [-4, 4]^dim, in steps of 0.0008, no coordinate 0. */
void bbob_optimum(long seed, size_t dim, double *x);

/* f_opt: Cauchy distributed with two decimals, within 1000 of 0. */
double bbob_minimum(long seed);

/* dim * dim values, row-major: an orthogonal matrix, the columns of normals made orthonormal one
 * after the other (Gram and Schmidt). */
void bbob_rotation(long seed, size_t dim, double *matrix);

#endif
