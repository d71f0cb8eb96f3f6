/* random_levels.c -- see random_levels.h. */
#include "tests/support/random_levels.h"

#define DECLARE(level) extern random_fill random_uniforms_##level, random_normals_##level;
#define ROW(level)                                                                                 \
  {                                                                                                \
#level, random_uniforms_##level, random_normals_##level                                        \
  }

#ifdef __x86_64__
DECLARE(sse2)
DECLARE(avx2)
DECLARE(avx512)
#else
DECLARE(base)
#endif

size_t random_levels(struct random_level levels[RANDOM_LEVELS])
{
  size_t count = 0;
#ifdef __x86_64__
  levels[count++] = (struct random_level)ROW(sse2);
  if (__builtin_cpu_supports("avx2")) levels[count++] = (struct random_level)ROW(avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    levels[count++] = (struct random_level)ROW(avx512);
#else
  levels[count++] = (struct random_level)ROW(base);
#endif
  return count;
}
