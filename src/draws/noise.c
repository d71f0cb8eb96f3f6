/* noise.c -- see noise.h.
 *
 * From uniforms u, w on (0, 1), each a multiple of 2^-53, so that what is folded below is exact:
 *   laplace  -+ ln(1 - 2 |u - 1/2|)                          (inversion)
 *   cauchy   tan(pi (u - 1/2))                               (inversion)
 *   t        sqrt(v (u^(-2/v) - 1)) cos(2 pi w)              (Bailey, Mathematics of
 *            Computation 62, 1994: Box and Muller's transform for t)
 * The sine in place of the cosine is t too, but not independent of it: a coordinate takes two
 * uniforms of its own. */
#include "src/draws/noise.h"

#include <string.h>

#include "src/draws/normal.h"
#include "src/draws/random.h"
#include "src/numeric/vec.h"

/* Coordinates of t are made NOISE_BLOCK together: coordinate NOISE_BLOCK j + k of a sample takes
 * the uniforms 2 k and 2 k + 1 of descendant j of the stream, so that a long row needs no room for
 * its own. */
enum { BLOCK = NOISE_BLOCK };

const char *const noise_names[5] = {"gauss", "laplace", "t", "cauchy", NULL};

static const uint64_t sign_bit = 0x8000000000000000;

static inline reals magnitude(reals x) { return (reals)((words)x & ~sign_bit); }

static inline reals with_sign_of(reals x, reals sign)
{
  return (reals)((words)x | ((words)sign & sign_bit));
}

static inline reals choose(words mask, reals yes, reals no)
{
  return (reals)(((words)yes & mask) | ((words)no & ~mask));
}

static inline reals laplace(reals u)
{
  reals t = u - 0.5;
  return with_sign_of(0.5 * normal_log(1 - 2 * magnitude(t)), t);
}

/* Beyond |u - 1/2| = 1/4 as the cotangent of what is left to the pole. */
static inline reals cauchy(reals u)
{
  reals t = u - 0.5, a = magnitude(t), c, s;
  words far = (words)(a > 0.25);
  normal_cos_sin(2 * choose(far, 0.5 - a, a), &c, &s);
  return with_sign_of(choose(far, c, s) / choose(far, s, c), t);
}

/* exp(x) - 1 for 0 <= x <= 700, within 3 ulp: as in vecexp.h, but for the 1. */
static inline reals exp_less_1(reals x)
{
  const double shift = 0x1.8p52;
  reals shifted = x * 0x1.71547652b82fep0 + shift, k = shifted - shift;
  reals r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  reals p = r * (1.0 / 479001600) + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r * r + r;
  /* 2^k, k the low bits of shifted */
  reals power = (reals)((words)((words)shifted << 52) + 0x3ff0000000000000);
  return power * p + (power - 1);
}

/* cos(2 pi w) = -cos(pi h) with h = 2 |w - 1/2|, folded to an eighth of the circle. */
static inline reals cosine_of_turn(reals w)
{
  reals h = 2 * magnitude(w - 0.5), c, s;
  words beyond = (words)(h > 0.5);
  reals q = 2 * choose(beyond, 1 - h, h); /* in quarters of a turn */
  words steep = (words)(q > 0.5);
  normal_cos_sin(choose(steep, 1 - q, q), &c, &s);
  reals cosine = choose(steep, s, c);
  return (reals)((words)cosine ^ (~beyond & sign_bit));
}

static inline reals student(reals u, reals w, double freedom)
{
  return lanes_sqrt(freedom * exp_less_1(normal_log(u) / freedom)) * cosine_of_turn(w);
}

static inline reals load(const double *x)
{
  reals r;
  memcpy(&r, x, sizeof r);
  return r;
}

/* x[i] = f(x[i]); one copy for each f, without a call through a pointer. */
static inline __attribute__((always_inline)) void map(double *x, size_t n, reals f(reals))
{
  size_t i = 0;
  for (; i + WIDTH <= n; i += WIDTH) {
    reals r = f(load(x + i));
    memcpy(x + i, &r, sizeof r);
  }
  if (i == n) return;
  reals rest = (reals){0} + 0.5;
  memcpy(&rest, x + i, (n - i) * sizeof *x);
  rest = f(rest);
  memcpy(x + i, &rest, (n - i) * sizeof *x);
}

/* rows * width <= BLOCK values, a row every `stride` of out. */
static void students(double freedom, struct stream stream, uint64_t generation, uint32_t first,
                     size_t rows, size_t width, size_t stride, double *out)
{
  double uniform[2 * BLOCK], u[BLOCK], w[BLOCK];
  size_t n = rows * width;
  random_uniforms(stream, generation, first, rows, 2 * width, uniform);
  for (size_t i = 0; i < n; i++) {
    u[i] = uniform[2 * i];
    w[i] = uniform[2 * i + 1];
  }
  for (size_t i = n; i % WIDTH; i++) u[i] = w[i] = 0.5;
  for (size_t i = 0; i < n; i += WIDTH) {
    reals z = student(load(u + i), load(w + i), freedom);
    memcpy(u + i, &z, sizeof z);
  }
  for (size_t s = 0; s < rows; s++) memcpy(out + s * stride, u + s * width, width * sizeof *out);
}

static void student_range(double freedom, struct stream stream, uint64_t generation, uint32_t first,
                          size_t samples, size_t from, size_t count, double *out)
{
  size_t most = count < BLOCK ? BLOCK / count : 1;
  for (size_t j = 0; j * BLOCK < count; j++) {
    size_t left = count - j * BLOCK, width = left < BLOCK ? left : BLOCK;
    struct stream own = stream_numbered(stream, from / BLOCK + j);
    for (size_t s = 0; s < samples; s += most)
      students(freedom, own, generation, first + (uint32_t)s,
               samples - s < most ? samples - s : most, width, count, out + s * count + j * BLOCK);
  }
}

void noise_range(enum noise kind, double freedom, struct stream stream, uint64_t generation,
                 uint32_t first, size_t samples, size_t from, size_t count, double *out)
{
  switch (kind) {
  case NOISE_GAUSS:
    random_normals_range(stream, generation, first, samples, from, count, out);
    return;
  case NOISE_LAPLACE:
    random_uniforms_range(stream, generation, first, samples, from, count, out);
    map(out, samples * count, laplace);
    return;
  case NOISE_T:
    student_range(freedom, stream, generation, first, samples, from, count, out);
    return;
  case NOISE_CAUCHY:
    random_uniforms_range(stream, generation, first, samples, from, count, out);
    map(out, samples * count, cauchy);
    return;
  }
}

void noise_draw(enum noise kind, double freedom, struct stream stream, uint64_t generation,
                uint32_t first, size_t samples, size_t dim, double *out)
{
  noise_range(kind, freedom, stream, generation, first, samples, 0, dim, out);
}

static double freedom_of(enum noise kind, double freedom)
{
  return kind == NOISE_CAUCHY ? 1 : freedom;
}

void noise_score(enum noise kind, double freedom, double *z, size_t n)
{
  double v = freedom_of(kind, freedom);
  if (kind == NOISE_GAUSS) return;
  if (kind == NOISE_LAPLACE)
    for (size_t i = 0; i < n; i++) z[i] = (z[i] > 0) - (z[i] < 0);
  else
    for (size_t i = 0; i < n; i++) z[i] = (v + 1) * z[i] / (v + z[i] * z[i]);
}

double noise_second(enum noise kind, double freedom, const double *z, size_t n)
{
  double lane[LANES] = {0}, v = freedom_of(kind, freedom);
  if (kind == NOISE_LAPLACE) return 0;
  if (kind == NOISE_GAUSS) return vec_dot(z, z, n) - (double)n;
  for (size_t i = 0; i < n; i += LANES)
    for (size_t j = 0; j < LANES && i + j < n; j++) {
      double square = z[i + j] * z[i + j], rest = v + square;
      lane[j] += ((v + 2) * square - v) / (rest * rest);
    }
  return (v + 1) * lanes_total(lane);
}
