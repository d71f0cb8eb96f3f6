/* bbob_points.h -- where BBOB's functions are timed, here and with COCO's own code. */
#ifndef OPTBENCH_TESTS_PERF_BBOB_POINTS_H
#define OPTBENCH_TESTS_PERF_BBOB_POINTS_H

#include <stddef.h>
#include <stdint.h>

enum { BBOB_POINTS = 64, BBOB_DIMS = 5, BBOB_DIM_MOST = 40 };
static const size_t bbob_dims[BBOB_DIMS] = {2, 5, 10, 20, 40};

/* BBOB_POINTS points uniform in [-5, 5]^dim, by a linear congruential generator (Knuth's MMIX). */
static inline void bbob_points(size_t dim, double *x)
{
  uint64_t state = 1;
  for (size_t i = 0; i < BBOB_POINTS * dim; i++) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    x[i] = 10 * ((double)(state >> 11) * 0x1p-53) - 5;
  }
}

#endif
