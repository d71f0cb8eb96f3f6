/* levels.c -- see levels.h. */
#include "bench/plan/levels.h"

#include <string.h>

struct level {
  const struct library *optimizers;
  const struct function_library *functions;
  bool (*present)(void);
};

#define DECLARE(level)                                                                             \
  extern const struct library library_##level;                                                     \
  extern const struct function_library function_library_##level;

#ifdef __x86_64__
DECLARE(sse2)
DECLARE(avx2)
DECLARE(avx512)
static bool has_sse2(void) { return true; }
static bool has_avx2(void) { return __builtin_cpu_supports("avx2"); }
static bool has_avx512(void)
{
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
static const struct level levels[] = {
    {&library_sse2, &function_library_sse2, has_sse2},
    {&library_avx2, &function_library_avx2, has_avx2},
    {&library_avx512, &function_library_avx512, has_avx512},
};
#else
DECLARE(base)
static bool has_base(void) { return true; }
static const struct level levels[] = {{&library_base, &function_library_base, has_base}};
#endif
enum { LEVEL_COUNT = sizeof levels / sizeof *levels };

int levels_pick(const char *wanted, struct libraries *libraries, struct error *err)
{
  const char *names[LEVEL_COUNT];
  for (size_t i = LEVEL_COUNT; i-- > 0;) {
    const struct level *l = &levels[i];
    names[i] = l->optimizers->level;
    if (wanted && *wanted && strcmp(wanted, names[i]) != 0) continue;
    if (l->present()) {
      libraries->optimizers = l->optimizers;
      libraries->functions = l->functions;
      return STATUS_OK;
    }
    if (wanted && *wanted)
      return error_set(err, STATUS_USAGE,
                       "OPTBENCH_VECTOR=%s: this processor has no such vector unit; unset it",
                       names[i]);
  }
  char list[64] = "";
  for (size_t i = 0; i < LEVEL_COUNT; i++) {
    strcat(list, i ? ", " : "");
    strcat(list, names[i]);
  }
  return error_set(err, STATUS_USAGE, "OPTBENCH_VECTOR=%.40s is no vector level; use one of %s",
                   wanted ? wanted : "", list);
}
