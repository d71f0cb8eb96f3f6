/* veclog.h -- the natural logarithm of values in vector registers: the same few operations for
 * every value, so that its bits depend neither on the vector level nor on its neighbours.
 *
 * x = 2^e m with m from sqrt(1/2) to sqrt(2), so that little cancels where e is not 0. With
 * s = (m - 1) / (m + 1), |s| <= 0.172: ln m = 2 (s + s^3/3 + s^5/5 + ... + s^21/21). Within 1e-15
 * of the value, or so far from it relatively. */
#ifndef OPTBENCH_SRC_NUMERIC_VECLOG_H
#define OPTBENCH_SRC_NUMERIC_VECLOG_H

#include "src/numeric/vectanh.h"

/* ln x of a normal x > 0; nonsense of others, but NaN stays NaN. */
static inline lane_part lane_log(lane_part x)
{
  typedef uint64_t lane_words __attribute__((vector_size(LANE_WIDTH * sizeof(uint64_t))));
  /* The exponent field of what is left is e + 1024. */
  lane_words above = (lane_words)x - UINT64_C(0x3fe6a09e667f3bcd) + (UINT64_C(1024) << 52);
  lane_words field = above >> 52;
  lane_part e = (lane_part)(field | UINT64_C(0x4330000000000000)) - (0x1p52 + 1024);
  lane_part m = (lane_part)((lane_words)x - (field << 52) + (UINT64_C(1024) << 52));
  lane_part s = (m - 1) / (m + 1), z = s * s;
  lane_part p = z * (1.0 / 21) + 1.0 / 19;
  p = p * z + 1.0 / 17;
  p = p * z + 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  lane_part part = e * 0x1.a39ef35793c76p-33 + 2 * (s * z * p);
  return e * 0x1.62e42fee00000p-1 + (part + 2 * s);
}

#endif
