/* first_normals.h -- the first normal of each of many generations, for noise that every evaluation
 * draws from a generation of its own. */
#ifndef OPTBENCH_SRC_DRAWS_FIRST_NORMALS_H
#define OPTBENCH_SRC_DRAWS_FIRST_NORMALS_H

#include <stddef.h>
#include <stdint.h>

#include "src/numeric/level.h"
#include "src/stream.h"

#define first_normals LEVELED(first_normals)

/* out[k], k < count, becomes the normal of coordinate 0 of sample 0 in generation `generation` + k:
 * the same bits as random_normals draws, one at a time, some ten times as fast. */
void first_normals(struct stream stream, uint64_t generation, size_t count, double *out);

#endif
