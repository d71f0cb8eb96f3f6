/* test_ranges.c -- draws of a range of coordinates are those of whole rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "src/stream.h"

/* noise.h names the copy of the level that is compiled for: here all copies that there are. */
enum { GAUSS, LAPLACE, STUDENT, CAUCHY, KINDS };
typedef void draw_fill(unsigned kind, double freedom, struct stream stream, uint64_t generation,
                       uint32_t first, size_t samples, size_t dim, double *out);
typedef void range_fill(unsigned kind, double freedom, struct stream stream, uint64_t generation,
                        uint32_t first, size_t samples, size_t from, size_t count, double *out);
typedef void random_range(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                          size_t from, size_t count, double *out);
typedef void random_rows(struct stream stream, uint64_t generation, uint32_t first, size_t samples,
                         size_t dim, double *out);
#define DECLARE(level)                                                                             \
  extern draw_fill noise_draw_##level;                                                             \
  extern range_fill noise_range_##level;                                                           \
  extern random_range random_normals_range_##level, random_uniforms_range_##level;                 \
  extern random_rows random_normals_##level, random_uniforms_##level;
#define ROW(level)                                                                                 \
  {                                                                                                \
    noise_draw_##level, noise_range_##level, {random_normals_##level, random_uniforms_##level},    \
    {                                                                                              \
      random_normals_range_##level, random_uniforms_range_##level                                  \
    }                                                                                              \
  }

struct level {
  draw_fill *draw;
  range_fill *range;
  random_rows *rows[2];
  random_range *part[2];
};

#ifdef __x86_64__
DECLARE(sse2)
DECLARE(avx2)
DECLARE(avx512)
#else
DECLARE(base)
#endif

static size_t levels(struct level level[3])
{
  size_t count = 0;
#ifdef __x86_64__
  level[count++] = (struct level)ROW(sse2);
  if (__builtin_cpu_supports("avx2")) level[count++] = (struct level)ROW(avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    level[count++] = (struct level)ROW(avx512);
#else
  level[count++] = (struct level)ROW(base);
#endif
  return count;
}

static const size_t dims[] = {1, 2, 3, 7, 37, 127, 128, 129, 255, 300, 1000};
static const uint64_t generations[] = {0, 5, UINT64_C(0xfffffffff)};
enum { DIMS = sizeof dims / sizeof *dims, SAMPLES = 6, DIM_MOST = 1000 };
static double whole[SAMPLES * DIM_MOST], part[SAMPLES * DIM_MOST];

static void compare(size_t dim, size_t from, size_t count)
{
  for (size_t s = 0; s < SAMPLES; s++)
    assert_memory_equal(part + s * count, whole + s * dim + from, count * sizeof *part);
}

static void test_random(void **state)
{
  (void)state;
  struct level level[3];
  const struct stream stream = {UINT64_C(0x123456789abcdef)};
  for (size_t l = 0, end = levels(level); l < end; l++)
    for (int kind = 0; kind < 2; kind++)
      for (size_t g = 0; g < 3; g++)
        for (size_t d = 0; d < DIMS; d++) {
          size_t dim = dims[d];
          level[l].rows[kind](stream, generations[g], 3, SAMPLES, dim, whole);
          for (size_t from = 0; from < dim; from += dim < 40 ? 2 : 62)
            for (size_t count = 1; count <= dim - from; count += dim < 40 ? 1 : 41) {
              level[l].part[kind](stream, generations[g], 3, SAMPLES, from, count, part);
              compare(dim, from, count);
            }
        }
}

static void test_noise(void **state)
{
  (void)state;
  struct level level[3];
  const struct stream stream = {UINT64_C(0xfedcba987654321)};
  for (size_t l = 0, end = levels(level); l < end; l++)
    for (unsigned kind = 0; kind < KINDS; kind++)
      for (size_t d = 0; d < DIMS; d++) {
        size_t dim = dims[d];
        level[l].draw(kind, 2.5, stream, 7, 9, SAMPLES, dim, whole);
        for (size_t from = 0; from < dim; from += 128)
          for (size_t count = 1; count <= dim - from; count += 1 + dim / 9) {
            level[l].range(kind, 2.5, stream, 7, 9, SAMPLES, from, count, part);
            compare(dim, from, count);
          }
      }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random),
      cmocka_unit_test(test_noise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
