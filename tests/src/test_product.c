/* test_product.c -- products of matrices have the bits of sums whose terms are added one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/network_levels.h"

enum { ROWS = 15, INNER = 260, WIDTH = 80, SIZE = INNER * WIDTH };

static struct network_level levels[NETWORK_LEVELS];
static size_t level_count;
static double a[SIZE], b[SIZE], start[SIZE], out[SIZE], expected[SIZE];

static void fill(double *x, double seed)
{
  for (size_t i = 0; i < SIZE; i++) x[i] = sin(seed + 1.7 * (double)i) * pow(2, (double)(i % 5));
}

/* begin + sum_k A(i, k) B(k, j) */
static double entry(double begin, size_t inner, size_t width, size_t i, size_t j, size_t a_row,
                    size_t a_inner)
{
  double sum = begin;
  for (size_t k = 0; k < inner; k++) sum += a[i * a_row + k * a_inner] * b[k * width + j];
  return sum;
}

static const size_t inners[] = {0, 1, 7, 128, INNER};
enum { INNERS = sizeof inners / sizeof *inners };

static void products_add_one_by_one(void **state)
{
  (void)state;
  for (size_t n = 0; n < INNERS; n++)
    for (size_t rows = 1; rows <= ROWS; rows++)
      for (size_t width = 8; width <= WIDTH; width += rows % 3 ? 32 : 8)
        for (int turned = 0; turned < 2; turned++) {
          size_t inner = inners[n], a_row = turned ? 1 : inner, a_inner = turned ? rows : 1;
          for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < width; j++)
              expected[i * width + j] = entry(0, inner, width, i, j, a_row, a_inner);
          for (size_t l = 0; l < level_count; l++) {
            memcpy(out, start, sizeof out);
            memcpy(expected + rows * width, out + rows * width,
                   (SIZE - rows * width) * sizeof *out);
            levels[l].product(rows, inner, width, a, a_row, a_inner, b, out);
            assert_memory_equal(out, expected, sizeof out);
          }
        }
}

/* Any number of columns, and what was there before or not. */
static void sums_go_on(void **state)
{
  (void)state;
  for (size_t n = 0; n < INNERS; n++)
    for (size_t rows = 1; rows <= ROWS; rows += 3)
      for (size_t columns = 1; columns <= WIDTH; columns += inners[n] > 99 ? 13 : 1)
        for (int more = 0; more < 2; more++) {
          size_t inner = inners[n], width = matrix_padded(columns);
          memcpy(expected, start, sizeof expected);
          for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++) {
              double *to = &expected[i * columns + j];
              *to = entry(more ? *to : 0, inner, width, i, j, inner, 1);
            }
          for (size_t l = 0; l < level_count; l++) {
            memcpy(out, start, sizeof out);
            levels[l].accumulate(rows, inner, width, columns, a, inner, 1, b, more, out);
            assert_memory_equal(out, expected, sizeof out);
          }
        }
}

/* The lower half of keep C + A^T B. */
static void lower_halves_are_sums(void **state)
{
  (void)state;
  for (size_t n = 0; n < INNERS; n++)
    for (size_t rows = 1; rows <= 40; rows += 3) {
      size_t inner = inners[n], width = matrix_padded(rows);
      for (size_t l = 0; l < level_count; l++) {
        memcpy(out, start, sizeof out);
        memcpy(expected, start, sizeof expected);
        levels[l].symmetric(rows, inner, width, 0.75, a, b, out);
        for (size_t i = 0; i < rows; i++)
          for (size_t j = 0; j <= i; j++) {
            double sum = entry(0.75 * expected[i * width + j], inner, width, i, j, 1, width);
            assert_memory_equal(&out[i * width + j], &sum, sizeof sum);
          }
        assert_memory_equal(out + rows * width, expected + rows * width,
                            (SIZE - rows * width) * sizeof *out);
      }
    }
}

int main(void)
{
  level_count = network_levels(levels);
  fill(a, 1);
  fill(b, 2);
  fill(start, 5);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(products_add_one_by_one),
      cmocka_unit_test(sums_go_on),
      cmocka_unit_test(lower_halves_are_sums),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
