/* peak.c -- see peak.h. Products and sums that wait for nothing and never leave the registers. */
#include "tests/perf/peak.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { STEPS = 20000, TURNS = 2000 };

static volatile double sink, one = 1; /* nothing is known of them, and so nothing optimised away */

/* An x that the compiler knows nothing of, at no cost. */
#ifdef __x86_64__
#define UNKNOWN(x) __asm__("" : "+x"(x))
#else
#define UNKNOWN(x) __asm__("" : "+w"(x))
#endif

/* `count` sums, as many as there are registers for, of `width` lanes. */
#define PEAK(level, target, width, count)                                                          \
  target static double peak_##level(void)                                                          \
  {                                                                                                \
    typedef double vector __attribute__((vector_size(width * sizeof(double))));                    \
    vector sum[count], factor[count], x = (vector){0} + 1;                                         \
    for (int i = 0; i < (count); i++) {                                                            \
      sum[i] = (vector){0};                                                                        \
      factor[i] = (vector){0} + one;                                                               \
    }                                                                                              \
    for (int k = 0; k < STEPS; k++) {                                                              \
      UNROLLED                                                                                     \
      for (int i = 0; i < (count); i++) sum[i] += x * factor[i];                                   \
      UNKNOWN(x);                                                                                  \
    }                                                                                              \
    for (int i = 1; i < (count); i++) sum[0] += sum[i];                                            \
    sink = sum[0][0];                                                                              \
    return 2.0 * (width) * (count)*STEPS;                                                          \
  }

#ifdef __clang__
#define UNROLLED _Pragma("clang loop unroll(full)")
#else
#define UNROLLED _Pragma("GCC unroll 16")
#endif

#ifdef __x86_64__
PEAK(sse2, , 2, 7)
PEAK(avx2, __attribute__((target("avx2"))), 4, 7)
PEAK(avx512, __attribute__((target("avx512f"))), 8, 12)
#else
PEAK(base, , 2, 12)
#endif

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

double peak_flops(const char *level)
{
#ifdef __x86_64__
  double (*peak)(void) = !strcmp(level, "avx512") ? peak_avx512
                         : !strcmp(level, "avx2") ? peak_avx2
                                                  : peak_sse2;
#else
  double (*peak)(void) = peak_base;
  (void)level;
#endif
  double best = 0;
  for (int i = 0; i < TURNS; i++) {
    double start = now(), operations = peak();
    best = fmax(best, operations / (now() - start));
  }
  return best;
}
