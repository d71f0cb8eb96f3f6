/* control_levels.c -- see control_levels.h. */
#include "tests/support/control_levels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#define ENVIRONMENTS(X, level)                                                                     \
  X(cartpole, level)                                                                               \
  X(pendulum, level)                                                                               \
  X(acrobot, level)                                                                                \
  X(mountaincar, level)                                                                            \
  X(mountaincar_continuous, level)                                                                 \
  X(doublepole, level)                                                                             \
  X(maze, level)                                                                                   \
  X(trap, level)

#define DECLARE(name, level) extern const struct environment environment_##name##_##level;
#define ADDRESS(name, level) &environment_##name##_##level,
#define LEVEL_OF(level)                                                                            \
  extern __typeof__(rollout_scratch) rollout_scratch_##level;                                      \
  extern __typeof__(rollout_run) rollout_run_##level;                                              \
  ENVIRONMENTS(DECLARE, level)                                                                     \
  static const struct environment *const environments_##level[] = {ENVIRONMENTS(ADDRESS, level)    \
                                                                       NULL};
#define ROW(level, width_)                                                                         \
  (struct control_level)                                                                           \
  {                                                                                                \
    .name = #level, .width = width_, .environments = environments_##level,                         \
    .scratch = rollout_scratch_##level, .run = rollout_run_##level                                 \
  }

#ifdef __x86_64__
LEVEL_OF(sse2)
LEVEL_OF(avx2)
LEVEL_OF(avx512)
#else
LEVEL_OF(base)
#endif

size_t control_levels_of_machine(struct control_level levels[CONTROL_LEVELS])
{
  size_t count = 0;
#ifdef __x86_64__
  levels[count++] = ROW(sse2, 2);
  if (__builtin_cpu_supports("avx2")) levels[count++] = ROW(avx2, 4);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    levels[count++] = ROW(avx512, 8);
#else
  levels[count++] = ROW(base, LANE_WIDTH);
#endif
  return count;
}

const struct environment *control_environment(const struct control_level *level, const char *name)
{
  const struct environment *const *e = level->environments;
  while (*e && strcmp((*e)->name, name) != 0) e++;
  if (!*e) fail_msg("no environment %s", name);
  return *e;
}
