/* random.h -- batches of uniform and normal doubles from a counter-based stream.
 *
 * Coordinate pair p of sample s in generation g comes from the Philox4x32-10
 * block with counter (p, s, low half of g, high half of g) under the stream's
 * key: words 0 and 1 make the first double, words 2 and 3 the second. A value
 * depends on (stream, g, s, coordinate) alone, not on how it was asked for. */
#ifndef OPTBENCH_RANDOM_H
#define OPTBENCH_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "src/level.h"
#include "src/stream.h"

#define random_uniforms LEVELED(random_uniforms)
#define random_normals  LEVELED(random_normals)

/* out[s * dim + c], for s < samples and c < dim, becomes the uniform on (0, 1) of
 * sample first + s, coordinate c: (k + 1/2) 2^-52 with k the upper 52 bits of its
 * two words. dim < 2^33, first + samples <= 2^32. */
void random_uniforms(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                     size_t dim, double *out);

/* The same, standard normal: the pair is Box and Muller's (1958) transform
 * sqrt(-2 ln u0) (cos 2 pi u1, sin 2 pi u1) of the pair of uniforms. */
void random_normals(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                    size_t dim, double *out);

#endif
