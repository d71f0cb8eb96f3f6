/* noise.h -- batches of independent draws with density p of scale 1, and what p weighs them with.
 *
 *   gauss    p = exp(-z^2/2) / sqrt(2 pi)
 *   laplace  p = exp(-|z|) / 2
 *   t        p ~ (1 + z^2/v)^(-(v + 1)/2), Student's, with v degrees of freedom
 *   cauchy   p = 1 / (pi (1 + z^2)), which is t with v = 1
 *
 * A draw depends on (stream, generation, sample, coordinate) alone, as those of
 * random.h do; gauss is random_normals. With J(x) = E f(x + sigma z), by parts,
 *   grad_i J = E f(x + sigma z) psi(z_i) / sigma,        psi = -p'/p, the score
 *   d^2 J / dx_i^2 = E f(x + sigma z) (p''/p)(z_i) / sigma^2. */
#ifndef OPTBENCH_SRC_DRAWS_NOISE_H
#define OPTBENCH_SRC_DRAWS_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/numeric/level.h"
#include "src/stream.h"

enum noise { NOISE_GAUSS, NOISE_LAPLACE, NOISE_T, NOISE_CAUCHY };

/* For t; others ignore `freedom`. Below the low end a draw could overflow what it is put in. */
#define NOISE_FREEDOM_LOW  0.5
#define NOISE_FREEDOM_HIGH 1e6

#define noise_names  LEVELED(noise_names)
#define noise_draw   LEVELED(noise_draw)
#define noise_range  LEVELED(noise_range)
#define noise_score  LEVELED(noise_score)
#define noise_second LEVELED(noise_second)

extern const char *const noise_names[5]; /* by enum noise, ended by NULL */

/* out[s * dim + c], for s < samples and c < dim, becomes coordinate c of sample first + s. */
void noise_draw(enum noise kind, double freedom, struct stream stream, uint64_t generation,
                uint32_t first, size_t samples, size_t dim, double *out);

/* The same for coordinates from ... from + count - 1 alone: out[s * count + c] becomes coordinate
 * from + c. `from` is a multiple of NOISE_BLOCK. */
enum { NOISE_BLOCK = 128 };
void noise_range(enum noise kind, double freedom, struct stream stream, uint64_t generation,
                 uint32_t first, size_t samples, size_t from, size_t count, double *out);

/* Each of n draws z becomes psi(z): z, the sign of z, (v + 1) z / (v + z^2), 2 z / (1 + z^2). */
void noise_score(enum noise kind, double freedom, double *z, size_t n);

/* The total of (p''/p)(z_i) over n draws, in the order of vec.h: that of z^2 - 1,
 * (v + 1) ((v + 2) z^2 - v) / (v + z^2)^2, or this with v = 1. 0 for laplace, whose density has a
 * kink: there is no such weight. */
double noise_second(enum noise kind, double freedom, const double *z, size_t n);

/* E z^2, or 1, the square of the scale, where there is none. */
static inline double noise_variance(enum noise kind, double freedom)
{
  if (kind == NOISE_LAPLACE) return 2;
  return kind == NOISE_T && freedom > 2 ? freedom / (freedom - 2) : 1;
}

#endif
