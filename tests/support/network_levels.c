/* network_levels.c -- see network_levels.h. */
#include "tests/support/network_levels.h"

#define DECLARE(level)                                                                             \
  extern __typeof__(network_gather) network_gather_##level;                                        \
  extern __typeof__(network_gathered_loss) network_gathered_loss_##level;                          \
  extern __typeof__(network_loss) network_loss_##level;                                            \
  extern __typeof__(network_measure) network_measure_##level;                                      \
  extern __typeof__(matrix_product) matrix_product_##level;                                        \
  extern __typeof__(matrix_accumulate) matrix_accumulate_##level;                                  \
  extern __typeof__(matrix_symmetric) matrix_symmetric_##level;                                    \
  extern __typeof__(vec_tanh) vec_tanh_##level;
#define ROW(level)                                                                                 \
  (struct network_level)                                                                           \
  {                                                                                                \
    .name = #level, .gather = network_gather_##level,                                              \
    .gathered_loss = network_gathered_loss_##level, .loss = network_loss_##level,                  \
    .measure = network_measure_##level, .product = matrix_product_##level,                         \
    .accumulate = matrix_accumulate_##level, .symmetric = matrix_symmetric_##level,                \
    .tanh = vec_tanh_##level,                                                                      \
  }

#ifdef __x86_64__
DECLARE(sse2)
DECLARE(avx2)
DECLARE(avx512)
#else
DECLARE(base)
#endif

size_t network_levels(struct network_level levels[NETWORK_LEVELS])
{
  size_t count = 0;
#ifdef __x86_64__
  levels[count++] = ROW(sse2);
  if (__builtin_cpu_supports("avx2")) levels[count++] = ROW(avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    levels[count++] = ROW(avx512);
#else
  levels[count++] = ROW(base);
#endif
  return count;
}
