/* levels.c -- see levels.h. */
#include "bench/plan/levels.h"

#include <string.h>

struct level {
  const struct library *optimizers;
  const struct function_library *functions;
};

/* LEVELS, from the Makefile, is LEVEL(name) for each copy that was built, the narrowest first. */
#define LEVEL(name)                                                                                \
  extern const struct library library_##name;                                                      \
  extern const struct function_library function_library_##name;
LEVELS
#undef LEVEL

#define LEVEL(name) {&library_##name, &function_library_##name},
static const struct level levels[] = {LEVELS};
enum { LEVEL_COUNT = sizeof levels / sizeof *levels };

static bool is_present(const char *level)
{
#ifdef __x86_64__
  if (!strcmp(level, "avx2")) return __builtin_cpu_supports("avx2");
  if (!strcmp(level, "avx512"))
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#endif
  (void)level;
  return true;
}

int levels_pick(const char *wanted, struct libraries *libraries, struct error *err)
{
  const char *names[LEVEL_COUNT];
  for (size_t i = LEVEL_COUNT; i-- > 0;) {
    const struct level *l = &levels[i];
    names[i] = l->optimizers->level;
    if (wanted && *wanted && strcmp(wanted, names[i]) != 0) continue;
    if (is_present(names[i])) {
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
