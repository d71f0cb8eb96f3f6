/* normal.h -- uniform and normal doubles from random words, in the lanes of vector registers.
 *
 * The normals are Box and Muller's (Annals of Mathematical Statistics 29, 1958). The
 * polynomials are minimax fits (Remez) whose coefficients were rounded to double one
 * after the other, each time fitting the others again. All that is used here is
 * exact or rounds once, so results have the same bits at every vector width. */
#ifndef OPTBENCH_SRC_DRAWS_NORMAL_H
#define OPTBENCH_SRC_DRAWS_NORMAL_H

#include "src/draws/registers.h"

/* 1 + k 2^-52, k the low 52 bits. */
static inline reals normal_mantissa(words w)
{
  return (reals)((w & 0x000fffffffffffff) | 0x3ff0000000000000);
}

/* (k + 1/2) 2^-52, exactly. */
static inline reals normal_uniform(words w) { return normal_mantissa(w) - (1 - 0x1p-53); }

/* -2 ln u, within 2.1 ulp.
 *
 * u = 2^e m with m from sqrt(1/2) to sqrt(2), so that e = 0 near u = 1 and little cancels where
 * it is not. With s = (m - 1) / (m + 1): ln m = 2 (s + s^3/3 + s^5/5 + ...), |s| <= 0.172. */
static inline reals normal_log(reals u)
{
  /* The exponent field of `above` is e - 1 modulo 4096; taking it off leaves 2 m. */
  words above = (words)u - 0x3ff6a09e00000000;
  reals m2 = (reals)((words)u - (above & 0xfff0000000000000));
  reals e = (reals)(above >> 52 | 0x4330000000000000) - (0x1p52 + 4095);
  reals s = (m2 - 2) / (m2 + 2), z = s * s, z2 = z * z;
  reals odd = (z2 * -0x1.39a20bb26d698p-2 - 0x1.c71c521a1d6c1p-2) * z2 - 0x1.999999997ff64p-1;
  reals even =
      ((z2 * -0x1.2f025044fdfa4p-2 - 0x1.74663ba2f74b3p-2) * z2 - 0x1.24924941db3d5p-1) * z2 -
      0x1.5555555555592p+0;
  return e * -0x1.62e42fefa39efp+0 - (4 * s - s * z * (even + odd * z));
}

/* cos and sin of t pi / 2, |t| <= 1/2, within 1.4 and 1.6 ulp. */
static inline void normal_cos_sin(reals t, reals *c, reals *s)
{
  reals z = t * t, z2 = z * z;
  reals even =
      ((z2 * -0x1.b034494935b93p-28 - 0x1.a6d1e238b012dp-16) * z2 - 0x1.55d3c7e3bfe55p-6) * z2 -
      0x1.3bd3cc9be45dep+0;
  reals odd = (z2 * 0x1.f9c4ad8385691p-22 + 0x1.e1f50675b1d6ep-11) * z2 + 0x1.03c1f081b5a52p-2;
  *c = (even + odd * z) * z + 1;
  odd = (z2 * 0x1.dfc5fc2bd3155p-25 + 0x1.507821d531c9fp-13) * z2 + 0x1.466bc6774afcep-4;
  even = (z2 * -0x1.e2f3f1771290dp-19 - 0x1.32d2ccd46a602p-8) * z2 - 0x1.4abbce625bdaep-1;
  *s = ((even + odd * z) * z + 0x1.921fb54442d18p+0) * t;
}

/* The pair of normals of the words a and b, given -2 ln u for the uniform u of a; within 4 ulp,
 * half a one on average.
 *
 * t = (k | 1) 2^-52 - 1/2, k the low 52 bits of b, is symmetric about 0; top bits that no
 * mantissa takes turn the quarter |t pi/2| < pi/4 into the circle: a's changes both signs, b's
 * exchanges the two. */
static inline void normal_pair(words a, words b, reals minus_two_log, reals *x, reals *y)
{
  reals radius = lanes_sqrt(minus_two_log), c, s;
  normal_cos_sin(normal_mantissa(b | 1) - 1.5, &c, &s);
  lanes_swap_where_top(b, &c, &s);
  radius = (reals)((words)radius ^ (a & 0x8000000000000000));
  *x = radius * c;
  *y = radius * s;
}

#endif
