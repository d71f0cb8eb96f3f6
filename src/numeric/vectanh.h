/* vectanh.h -- tanh, and exp of what is not positive, of vectors of values: the same few operations
 * for every value, so that its bits depend neither on the vector level nor on its neighbours.
 *
 * With y = k ln 2 + r, k the integer nearest y / ln 2, |r| <= ln 2 / 2, and ln 2 in two parts (Cody
 * and Waite, 1980), e^y - 1 = 2^k p + (2^k - 1), p = e^r - 1 by its Taylor polynomial of degree 13;
 * tanh |x| = e / (e + 2) with e = e^(2 |x|) - 1. Both within 1e-15 of the value. */
#ifndef OPTBENCH_SRC_NUMERIC_VECTANH_H
#define OPTBENCH_SRC_NUMERIC_VECTANH_H

#include <stddef.h>
#include <stdint.h>

#include "src/numeric/lanes.h"
#include "src/numeric/level.h"

#define vec_tanh LEVELED(vec_tanh)

/* e^y - 1 = power p + (power - 1), for |y| <= 708. */
struct lane_exponential {
  lane_part power, p;
};

static inline struct lane_exponential lane_exponential(lane_part y)
{
  const double shift = 0x1.8p52; /* adding it rounds to an integer, kept in the low bits */
  lane_part shifted = y * 0x1.71547652b82fep0 + shift, k = shifted - shift;
  lane_part r = (y - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  lane_part p = r * (1.0 / 6227020800) + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
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
  lane_bits power = ((lane_bits)shifted + 1023) << 52;
  return (struct lane_exponential){(lane_part)power, p};
}

/* e^x for x <= 0; 0 below -700. NaN stays NaN. */
static inline lane_part lane_exp_negative(lane_part x)
{
  struct lane_exponential e = lane_exponential(x);
  const lane_part zero = {0};
  return lane_select((lane_bits)(x < -700.0), zero, e.power * (1 + e.p));
}

static inline lane_part lane_tanh(lane_part x)
{
  const double most = 20; /* from where on tanh is 1 */
  const lane_part zero = {0};
  lane_bits sign = (lane_bits)x & INT64_MIN;
  lane_part size = (lane_part)((lane_bits)x & ~sign);
  size = lane_select((lane_bits)(size > most), zero + most, size);
  struct lane_exponential e = lane_exponential(2 * size);
  lane_part grown = e.power * e.p + (e.power - 1);
  return (lane_part)((lane_bits)(grown / (grown + 2)) | sign);
}

/* x[i] = tanh(x[i]) for i < n. */
void vec_tanh(double *x, size_t n);

#endif
