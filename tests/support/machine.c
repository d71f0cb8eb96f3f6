/* machine.c -- see machine.h. */
#include "tests/support/machine.h"

#include "bench/plan/levels.h"

size_t machine_levels(struct libraries levels[MACHINE_LEVELS])
{
  static const char *const names[MACHINE_LEVELS] = {"base", "sse2", "avx2", "avx512"};
  size_t count = 0;
  struct error err;
  for (size_t i = 0; i < MACHINE_LEVELS; i++)
    count += levels_pick(names[i], &levels[count], &err) == STATUS_OK;
  return count;
}
