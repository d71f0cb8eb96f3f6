/* test_first_normals.c -- the first normals of many generations are those that random_normals
 * draws one at a time, bit by bit, at every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "src/draws/first_normals.h"
#include "src/draws/random.h"
#include "tests/support/machine.h"

typedef void fill(struct stream stream, uint64_t generation, size_t count, double *out);

#if defined __x86_64__
fill first_normals_avx2, first_normals_avx512;
static const struct {
  const char *name;
  fill *first;
} levels[] = {
    {"sse2", first_normals}, {"avx2", first_normals_avx2}, {"avx512", first_normals_avx512}};
#else
static const struct {
  const char *name;
  fill *first;
} levels[] = {{"base", first_normals}};
#endif

static void test_same_bits(void **state)
{
  (void)state;
  enum { MOST = 300 };
  static const uint64_t generations[] = {0,
                                         1,
                                         77,
                                         UINT32_MAX - 40,
                                         1 + (uint64_t)UINT32_MAX,
                                         ((uint64_t)1 << 53) - 5,
                                         UINT64_MAX - 20};
  static const struct stream streams[] = {{0}, {UINT64_MAX}, {0x0123456789abcdef}};
  struct libraries machine[MACHINE_LEVELS];
  size_t seen = 0, known = machine_levels(machine);
  for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
    bool here = false;
    for (size_t i = 0; i < known; i++)
      here |= !strcmp(machine[i].optimizers->level, levels[l].name);
    if (!here) continue;
    seen++;
    for (size_t s = 0; s < sizeof streams / sizeof *streams; s++)
      for (size_t g = 0; g < sizeof generations / sizeof *generations; g++) {
        double one[MOST], many[MOST + 1];
        for (size_t k = 0; k < MOST; k++)
          random_normals(streams[s], generations[g] + k, 0, 1, 1, one + k);
        for (size_t count = 0; count <= MOST; count += count < 70 ? 1 : 23) {
          for (size_t k = 0; k <= MOST; k++) many[k] = 99;
          levels[l].first(streams[s], generations[g], count, many);
          assert_memory_equal(many, one, count * sizeof *many);
          for (size_t k = count; k <= MOST; k++) assert_true(many[k] == 99);
        }
      }
  }
  assert_int_equal(seen, known);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_bits)};
  return cmocka_run_group_tests_name("first normals", tests, NULL, NULL);
}
