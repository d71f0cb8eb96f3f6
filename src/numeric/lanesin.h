/* lanesin.h -- sin and cos of the lanes of a register: SLEEF's cinz functions at the level's own
 * width, which have the bits of its scalar ones in every lane: lane_sin and lane_cos those of
 * repro_sin and repro_cos (elementary.h). lane_sincos works out both at once, and its last bits are
 * others. */
#ifndef OPTBENCH_SRC_NUMERIC_LANESIN_H
#define OPTBENCH_SRC_NUMERIC_LANESIN_H

#include "src/numeric/elementary.h"
#include "src/numeric/lanes.h"

/* As SLEEF's Sleef___m512d_2 and its like. */
struct lane_pair {
  lane_part sin, cos;
};

#if defined __AVX512F__
#define LANE_SINCOS Sleef_cinz_sincosd8_u10avx512fnofma
#define LANE_SIN    Sleef_cinz_sind8_u10avx512fnofma
#define LANE_COS    Sleef_cinz_cosd8_u10avx512fnofma
#elif defined __AVX__
#define LANE_SINCOS Sleef_cinz_sincosd4_u10avx
#define LANE_SIN    Sleef_cinz_sind4_u10avx
#define LANE_COS    Sleef_cinz_cosd4_u10avx
#elif defined __SSE2__
#define LANE_SINCOS Sleef_cinz_sincosd2_u10sse2
#define LANE_SIN    Sleef_cinz_sind2_u10sse2
#define LANE_COS    Sleef_cinz_cosd2_u10sse2
#endif

#ifdef LANE_SIN
struct lane_pair LANE_SINCOS(lane_part);
lane_part LANE_SIN(lane_part);
lane_part LANE_COS(lane_part);
static inline struct lane_pair lane_sincos(lane_part x) { return LANE_SINCOS(x); }
static inline lane_part lane_sin(lane_part x) { return LANE_SIN(x); }
static inline lane_part lane_cos(lane_part x) { return LANE_COS(x); }
#else
static inline lane_part lane_sin(lane_part x)
{
  for (size_t i = 0; i < LANE_WIDTH; i++) x[i] = repro_sin(x[i]);
  return x;
}
static inline lane_part lane_cos(lane_part x)
{
  for (size_t i = 0; i < LANE_WIDTH; i++) x[i] = repro_cos(x[i]);
  return x;
}
/* As SLEEF's Sleef_double_2. */
struct lane_scalars {
  double sin, cos;
};
struct lane_scalars Sleef_cinz_sincosd1_u10purec(double);
static inline struct lane_pair lane_sincos(lane_part x)
{
  struct lane_pair pair = {x, x};
  for (size_t i = 0; i < LANE_WIDTH; i++) {
    struct lane_scalars of = Sleef_cinz_sincosd1_u10purec(x[i]);
    pair.sin[i] = of.sin;
    pair.cos[i] = of.cos;
  }
  return pair;
}
#endif

#endif
