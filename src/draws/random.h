/* random.h -- batches of uniform and normal doubles from a counter-based stream.
 *
 * Coordinate pair p of sample s in generation g comes from the Philox4x32-10 block
 * with counter (low half of g, p, high half of g, s + 2^31 mod 2^32) under the
 * stream's key: words 0 and 1 make a = word 0 << 32 | word 1, words 2 and 3 likewise
 * b. A value depends on (stream, g, s, coordinate) alone, not on how it was asked
 * for: neither dim nor the cut into batches matters. The offset keeps draws apart
 * from the blocks that make the keys of the stream's descendants. */
#ifndef OPTBENCH_SRC_DRAWS_RANDOM_H
#define OPTBENCH_SRC_DRAWS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "src/numeric/level.h"
#include "src/stream.h"

#define random_uniforms LEVELED(random_uniforms)
#define random_normals  LEVELED(random_normals)

#define random_uniforms_range LEVELED(random_uniforms_range)
#define random_normals_range  LEVELED(random_normals_range)

/* out[s * dim + c], for s < samples and c < dim, becomes the uniform on (0, 1) of
 * sample first + s, coordinate c: (k + 1/2) 2^-52 with k the low 52 bits of a where c
 * is even, of b where it is odd. dim < 2^33, first + samples <= 2^32.
 *
 * Cheapest in batches of some 30 pairs or more; a call costs some 50 ns at least. */
void random_uniforms(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                     size_t dim, double *out);

/* The same, standard normal, by Box and Muller's (1958) transform: for an even c and the one after
 * it r cos v, r sin v, or, where the top bit of b is set, r sin v, r cos v. Here
 *   |r| = sqrt(-2 ln u), u the uniform of a; r < 0 where the top bit of a is set;
 *   v = pi/2 ((k | 1) 2^-52 - 1/2), k the low 52 bits of b.
 * The largest possible magnitude is 8.57. */
void random_normals(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                    size_t dim, double *out);

/* The same for coordinates from ... from + count - 1 alone: out[s * count + c] becomes that of
 * coordinate from + c. `from` is even. */
void random_uniforms_range(struct stream stream, uint64_t generation, uint32_t first,
                           size_t samples, size_t from, size_t count, double *out);
void random_normals_range(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                          size_t from, size_t count, double *out);

#endif
