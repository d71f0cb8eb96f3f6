/* rows.h -- what vector registers of BBOB's blocks need and compilers' vector types lack. */
#ifndef OPTBENCH_FUNCTIONS_BBOB_ROWS_H
#define OPTBENCH_FUNCTIONS_BBOB_ROWS_H

#include <math.h>

#include "functions/bbob/bbob.h"
#include "src/numeric/vectanh.h"

#if defined __SSE2__
#include <immintrin.h>
#endif

/* Entries i of the points from k on. */
static inline lane_part row_load(const double *rows, const struct bbob_block *b, size_t i, size_t k)
{
  return lane_load(rows + i * b->width + k);
}

static inline void row_store(double *rows, const struct bbob_block *b, size_t i, size_t k,
                             lane_part part)
{
  lane_store(rows + i * b->width + k, part);
}

static inline lane_part lane_absolute(lane_part x) { return (lane_part)((lane_bits)x & INT64_MAX); }

/* sqrt(x), exact as everywhere. */
static inline lane_part lane_root(lane_part x)
{
#if defined __AVX512F__
  return (lane_part)_mm512_sqrt_pd((__m512d)x);
#elif defined __AVX__
  return (lane_part)_mm256_sqrt_pd((__m256d)x);
#elif defined __SSE2__
  return (lane_part)_mm_sqrt_pd((__m128d)x);
#else
  for (size_t i = 0; i < LANE_WIDTH; i++) x[i] = sqrt(x[i]);
  return x;
#endif
}

/* floor(x), exact, for |x| < 2^51; larger ones, which are integers or as good, stay. */
static inline lane_part lane_floor(lane_part x)
{
  const lane_part zero = {0}, magic = zero + 0x1.8p52;
  lane_part near = (x + magic) - magic;
  lane_part below = near - lane_select((lane_bits)(near > x), zero + 1, zero);
  return lane_select((lane_bits)(lane_absolute(x) < 0x1p51), below, x);
}

/* floor(x + 1/2): to the nearest integer, halves up. */
static inline lane_part lane_round(lane_part x) { return lane_floor(x + 0.5); }

static inline lane_part lane_larger(lane_part a, lane_part b)
{
  return lane_select((lane_bits)(a >= b), a, b);
}

#endif
