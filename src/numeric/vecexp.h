/* vecexp.h -- the exponential of many values at once, as a loop that compilers vectorise.
 *
 * exp(x) = 2^k exp(r), k the integer nearest x / ln 2, |r| <= ln 2 / 2, with ln 2 in two
 * parts (Cody and Waite, 1980) and exp(r) by its Taylor polynomial of degree 12: the same
 * few operations in the same order for every value, at most 2.5 ulp off. */
#ifndef OPTBENCH_SRC_NUMERIC_VECEXP_H
#define OPTBENCH_SRC_NUMERIC_VECEXP_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* exp(x) for |x| <= 700; nonsense beyond, since a test here keeps gcc from vectorising. */
static inline double vecexp_one(double x)
{
  const double shift = 0x1.8p52; /* adding it rounds to an integer, kept in the low bits */
  double shifted = x * 0x1.71547652b82fep0 + shift, k = shifted - shift;
  double r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  double p = 1.0 / 479001600;
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
  p = p + 1;
  uint64_t power, bits;
  memcpy(&power, &shifted, sizeof power);
  memcpy(&bits, &p, sizeof bits);
  bits += power << 52;
  memcpy(&p, &bits, sizeof p);
  return p;
}

/* y[i] *= exp(x[i]) for i < n. */
static inline void vecexp_scale(const double *restrict x, double *restrict y, size_t n)
{
  for (size_t i = 0; i < n; i++) y[i] *= vecexp_one(x[i]);
}

#endif
