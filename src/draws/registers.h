/* registers.h -- one vector register of doubles or of 64-bit words, as wide as the level has it.
 *
 * Arithmetic, comparisons and bit operations come from the compilers' vector
 * extensions; here is what those lack, or what compilers do not find by themselves.
 * Every function does the same to each lane at every width. */
#ifndef OPTBENCH_SRC_DRAWS_REGISTERS_H
#define OPTBENCH_SRC_DRAWS_REGISTERS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined __SSE2__
#include <immintrin.h>
#endif

#if defined __AVX512DQ__
#define WIDTH 8
#elif defined __AVX2__
#define WIDTH 4
#else
#define WIDTH 2
#endif

typedef uint64_t words __attribute__((vector_size(8 * WIDTH)));
typedef int64_t integers __attribute__((vector_size(8 * WIDTH)));
typedef double reals __attribute__((vector_size(8 * WIDTH)));

#if WIDTH == 8
#define LANE_NUMBERS 0, 1, 2, 3, 4, 5, 6, 7
#elif WIDTH == 4
#define LANE_NUMBERS 0, 1, 2, 3
#else
#define LANE_NUMBERS 0, 1
#endif

/* The product of the low halves. gcc 12 does not find the instruction in the last line. */
static inline words lanes_multiply_low(words a, words b)
{
#if defined __AVX512DQ__
  return (words)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined __AVX2__
  return (words)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined __SSE2__
  return (words)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
  return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

static inline reals lanes_sqrt(reals x)
{
#if defined __AVX512DQ__
  return (reals)_mm512_sqrt_pd((__m512d)x);
#elif defined __AVX2__
  return (reals)_mm256_sqrt_pd((__m256d)x);
#elif defined __SSE2__
  return (reals)_mm_sqrt_pd((__m128d)x);
#else
  for (int i = 0; i < WIDTH; i++) x[i] = sqrt(x[i]);
  return x;
#endif
}

/* Exchange x and y in the lanes where the top bit of w is set. */
static inline void lanes_swap_where_top(words w, reals *x, reals *y)
{
#if defined __AVX512DQ__
  __mmask8 top = _mm512_movepi64_mask((__m512i)w);
  __m512d a = (__m512d)*x, b = (__m512d)*y;
  *x = (reals)_mm512_mask_blend_pd(top, a, b);
  *y = (reals)_mm512_mask_blend_pd(top, b, a);
#else
  words differ = ((words)*x ^ (words)*y) & (words)((integers)w < 0);
  *x = (reals)((words)*x ^ differ);
  *y = (reals)((words)*y ^ differ);
#endif
}

/* out[2 i] = x[i], out[2 i + 1] = y[i]; out needs no alignment. */
static inline void lanes_store_pairs(double *out, reals x, reals y)
{
#if WIDTH == 8
  reals low = __builtin_shufflevector(x, y, 0, 8, 1, 9, 2, 10, 3, 11);
  reals high = __builtin_shufflevector(x, y, 4, 12, 5, 13, 6, 14, 7, 15);
#elif WIDTH == 4
  reals low = __builtin_shufflevector(x, y, 0, 4, 1, 5);
  reals high = __builtin_shufflevector(x, y, 2, 6, 3, 7);
#else
  reals low = __builtin_shufflevector(x, y, 0, 2), high = __builtin_shufflevector(x, y, 1, 3);
#endif
  memcpy(out, &low, sizeof low);
  memcpy(out + WIDTH, &high, sizeof high);
}

#endif
