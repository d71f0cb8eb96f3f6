/* lanequick.h -- exp, ln, sin and cos of the lanes of a register: SLEEF's cinz functions of 3.5 ulp
 * (exp: 1) at the level's own width, whose lanes have the same bits at every width. Over their
 * whole range, and twice as fast as those of 1 ulp (lanesin.h): where many terms are added, or what
 * is looked for is far above rounding. */
#ifndef OPTBENCH_SRC_NUMERIC_LANEQUICK_H
#define OPTBENCH_SRC_NUMERIC_LANEQUICK_H

#include "src/numeric/lanes.h"

#if defined __AVX512F__
#define LANE_QUICK(name, ulp) Sleef_cinz_##name##d8_u##ulp##avx512fnofma
#elif defined __AVX__
#define LANE_QUICK(name, ulp) Sleef_cinz_##name##d4_u##ulp##avx
#elif defined __SSE2__
#define LANE_QUICK(name, ulp) Sleef_cinz_##name##d2_u##ulp##sse2
#endif

#ifdef LANE_QUICK
#define LANE_QUICK_FUNCTION(name, sleef, ulp)                                                      \
  lane_part LANE_QUICK(sleef, ulp)(lane_part);                                                     \
  static inline lane_part name(lane_part x) { return LANE_QUICK(sleef, ulp)(x); }
#else
#define LANE_QUICK_FUNCTION(name, sleef, ulp)                                                      \
  double Sleef_cinz_##sleef##d1_u##ulp##purec(double) __attribute__((const));                      \
  static inline lane_part name(lane_part x)                                                        \
  {                                                                                                \
    for (size_t i = 0; i < LANE_WIDTH; i++) x[i] = Sleef_cinz_##sleef##d1_u##ulp##purec(x[i]);     \
    return x;                                                                                      \
  }
#endif

LANE_QUICK_FUNCTION(lane_exp, exp, 10)
LANE_QUICK_FUNCTION(lane_ln, log, 35)
LANE_QUICK_FUNCTION(lane_quick_sin, sin, 35)
LANE_QUICK_FUNCTION(lane_quick_cos, cos, 35)

#endif
