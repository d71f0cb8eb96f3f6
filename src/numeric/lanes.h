/* lanes.h -- the LANES lanes of vec.h held in the vector registers of the level.
 *
 * For sums whose terms look at neighbours, which compilers do not turn into
 * vector code by themselves. A group of LANES terms is LANE_PARTS registers of
 * LANE_WIDTH; arithmetic is element by element (GCC's vector extension, which
 * clang has too), so the bits are those of the plain loop over the lanes. */
#ifndef OPTBENCH_SRC_NUMERIC_LANES_H
#define OPTBENCH_SRC_NUMERIC_LANES_H

#include <stdint.h>

#include "src/numeric/vec.h"

#if defined __AVX512F__
#define LANE_WIDTH 8
#elif defined __AVX__
#define LANE_WIDTH 4
#else
#define LANE_WIDTH 2
#endif
#define LANE_PARTS (LANES / LANE_WIDTH)

typedef double lane_part __attribute__((vector_size(LANE_WIDTH * sizeof(double))));
/* The same anywhere in an array of double. */
typedef double lane_part_in_memory
    __attribute__((vector_size(LANE_WIDTH * sizeof(double)), aligned(sizeof(double)), may_alias));

/* What a comparison of two parts gives: all bits of a lane set where it holds. */
typedef int64_t lane_bits __attribute__((vector_size(LANE_WIDTH * sizeof(int64_t))));

/* yes where the bits of mask are set, no elsewhere. */
static inline lane_part lane_select(lane_bits mask, lane_part yes, lane_part no)
{
  return (lane_part)((mask & (lane_bits)yes) | (~mask & (lane_bits)no));
}

static inline lane_part lane_load(const double *x) { return *(const lane_part_in_memory *)x; }

static inline void lane_store(double *x, lane_part part) { *(lane_part_in_memory *)x = part; }

#endif
