/* test_order.c -- minibatches: every row once an epoch, in an order that looks random, the same at
 * every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <Random123/philox.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "functions/learning/order.h"
#include "tests/support/random_levels.h"

typedef void rows_function(struct stream stream, uint64_t epoch, size_t n, size_t first,
                           size_t count, size_t *rows);
typedef size_t batch_function(struct stream stream, uint64_t step, size_t n, size_t batch,
                              size_t *rows);
#define LEVEL_ROW(level)                                                                           \
  {                                                                                                \
    order_rows_##level, order_batch_##level                                                        \
  }
#ifdef __x86_64__
extern rows_function order_rows_sse2, order_rows_avx2, order_rows_avx512;
extern batch_function order_batch_sse2, order_batch_avx2, order_batch_avx512;
#else
extern rows_function order_rows_base;
extern batch_function order_batch_base;
#endif
static const struct {
  rows_function *rows;
  batch_function *batch;
} level[RANDOM_LEVELS] = {
#ifdef __x86_64__
    LEVEL_ROW(sse2), LEVEL_ROW(avx2), LEVEL_ROW(avx512)
#else
    LEVEL_ROW(base)
#endif
};

static const struct stream stream = {0x0123456789ABCDEF}, other = {0x0123456789ABCDEE};
#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { MOST = 100000 };
static size_t rows[MOST + 1], again[MOST + 1];
static unsigned char seen[MOST];

static void assert_permutation(size_t n, uint64_t epoch)
{
  memset(seen, 0, n);
  rows[n] = 4711;
  order_rows(stream, epoch, n, 0, n, rows);
  assert_int_equal(rows[n], 4711);
  for (size_t i = 0; i < n; i++) {
    assert_true(rows[i] < n);
    assert_false(seen[rows[i]]);
    seen[rows[i]] = 1;
  }
}

static void every_row_once(void **state)
{
  (void)state;
  static const size_t sizes[] = {255, 256, 257, 1000, 4095, 4096, 4097, 60000, 65536, 65537, MOST};
  for (size_t n = 1; n <= 200; n++)
    for (uint64_t epoch = 0; epoch < 20; epoch++) assert_permutation(n, epoch);
  for (size_t k = 0; k < COUNT(sizes); k++)
    for (uint64_t epoch = 0; epoch < 3; epoch++) assert_permutation(sizes[k], epoch << 40);
}

/* Beyond what fits a table: below n, and no two alike. */
static void large_sets(void **state)
{
  (void)state;
  static const size_t sizes[] = {(size_t)1 << 31, ((size_t)1 << 32) - 1, (size_t)1 << 32};
  enum { ROWS = 500 };
  for (size_t k = 0; k < COUNT(sizes); k++) {
    double mean = 0;
    order_rows(stream, 3, sizes[k], sizes[k] - ROWS, ROWS, rows);
    for (size_t i = 0; i < ROWS; i++) {
      assert_true(rows[i] < sizes[k]);
      for (size_t j = 0; j < i; j++) assert_true(rows[i] != rows[j]);
      mean += (double)rows[i] / (double)sizes[k] / ROWS;
    }
    assert_true(fabs(mean - 0.5) < 5 / sqrt(12.0 * ROWS));
  }
}

/* However an epoch is cut. */
static void cuts_do_not_matter(void **state)
{
  (void)state;
  static const size_t sizes[] = {1, 2, 17, 64, 65, 100, 1000}, cuts[] = {1, 2, 3, 16, 31, 32, 33};
  for (size_t k = 0; k < COUNT(sizes); k++)
    for (size_t c = 0; c < COUNT(cuts); c++) {
      size_t n = sizes[k];
      order_rows(stream, 7, n, 0, n, rows);
      for (size_t first = 0; first < n; first += cuts[c])
        order_rows(stream, 7, n, first, n - first < cuts[c] ? n - first : cuts[c], again + first);
      assert_memory_equal(rows, again, n * sizeof *rows);
    }
}

static void levels_agree(void **state)
{
  (void)state;
  struct random_level names[RANDOM_LEVELS];
  size_t count = random_levels(names);
  if (count == 1) skip();
  for (size_t l = 1; l < count; l++)
    for (size_t n = 1; n < 3000; n += 1 + n / 9)
      for (uint64_t epoch = 0; epoch < 5; epoch++) {
        level[0].rows(stream, epoch, n, n / 5, n - n / 5, rows);
        level[l].rows(stream, epoch, n, n / 5, n - n / 5, again);
        if (memcmp(rows, again, (n - n / 5) * sizeof *rows) != 0)
          fail_msg("%s differs from %s: n %zu", names[l].name, names[0].name, n);
        size_t a = level[0].batch(stream, epoch * 1000, n, 32, rows);
        size_t b = level[l].batch(stream, epoch * 1000, n, 32, again);
        assert_int_equal(a, b);
        assert_memory_equal(rows, again, a * sizeof *rows);
      }
}

/* A change of the order is a change of every published result: it must not go unnoticed. */
static void known_values(void **state)
{
  (void)state;
  static const size_t few[] = {9, 3, 6, 2, 8, 7, 1, 5, 0, 4},
                      many[] = {16263, 33437, 36342, 9585, 43786, 18493, 25457, 6238};
  order_rows(stream, 1, 10, 0, 10, rows);
  assert_memory_equal(rows, few, sizeof few);
  order_rows(stream, 1, 60000, 0, 8, rows);
  assert_memory_equal(rows, many, sizeof many);
}

/* The network as order.c has it, a row at a time, on Random123's Philox. */
static size_t reference(uint64_t key, uint64_t n, uint64_t row)
{
  uint64_t side[2] = {1};
  while (side[0] * side[0] < n) side[0]++;
  side[1] = (n + side[0] - 1) / side[0];
  do {
    uint64_t at[2] = {row / side[1], row % side[1]};
    for (uint32_t round = 0; round < 8; round++) {
      philox2x32_ctr_t from = {{(uint32_t)at[1 - round % 2], (uint32_t)(key >> 32) ^ round}};
      philox2x32_key_t k = {{(uint32_t)key}};
      uint64_t drawn = philox2x32_R(7, from, k).v[0];
      at[round % 2] += drawn * side[round % 2] >> 32;
      at[round % 2] %= side[round % 2];
    }
    row = at[0] * side[1] + at[1];
  } while (row >= n);
  return (size_t)row;
}

static void follows_the_reference(void **state)
{
  (void)state;
  static const size_t sizes[] = {65, 66, 100, 1000, 4097, 60000, (size_t)1 << 32};
  for (size_t k = 0; k < COUNT(sizes); k++)
    for (uint64_t epoch = 0; epoch < 30; epoch++) {
      size_t n = sizes[k], count = n < 300 ? n : 300, first = (n - count) / 2;
      uint64_t key = stream_numbered(stream, epoch).key;
      order_rows(stream, epoch, n, first, count, rows);
      for (size_t i = 0; i < count; i++) assert_int_equal(rows[i], reference(key, n, first + i));
    }
}

static void batches_cut_epochs(void **state)
{
  (void)state;
  static const size_t sizes[] = {1, 2, 5, 64, 100, 1000}, batches[] = {1, 3, 32, 100, 101, 5000};
  for (size_t k = 0; k < COUNT(sizes); k++)
    for (size_t c = 0; c < COUNT(batches); c++) {
      size_t n = sizes[k], b = batches[c], steps = (n + b - 1) / b;
      for (uint64_t epoch = 0; epoch < 3; epoch++) {
        size_t first = 0;
        for (size_t s = 0; s < steps; s++) {
          size_t count = order_batch(stream, epoch * steps + s, n, b, again + first);
          assert_int_equal(count, n - first < b ? n - first : b);
          first += count;
        }
        assert_int_equal(first, n);
        order_rows(stream, epoch, n, 0, n, rows);
        assert_memory_equal(rows, again, n * sizeof *rows);
      }
    }
}

static void epochs_and_streams_differ(void **state)
{
  (void)state;
  for (size_t n = 50; n < 1000; n += 57)
    for (uint64_t epoch = 0; epoch < 100; epoch++) {
      size_t same[3] = {0};
      order_rows(stream, epoch, n, 0, n, rows);
      order_rows(stream, epoch + 1, n, 0, n, again);
      for (size_t i = 0; i < n; i++) same[0] += rows[i] == again[i];
      order_rows(stream, epoch | (uint64_t)1 << 32, n, 0, n, again);
      for (size_t i = 0; i < n; i++) same[1] += rows[i] == again[i];
      order_rows(other, epoch, n, 0, n, again);
      for (size_t i = 0; i < n; i++) same[2] += rows[i] == again[i];
      for (int k = 0; k < 3; k++) assert_true(same[k] < 12); /* one on average (Poisson) */
    }
}

/* Counts that are equal on average, under a fixed key: by chance it fails twice in a million. The
 * lower bound catches what is more even than chance. */
static void assert_even(const char *what, const size_t *count, size_t cells, double freedom)
{
  double total = 0, chi2 = 0;
  for (size_t k = 0; k < cells; k++) total += (double)count[k];
  double expected = total / (double)cells;
  for (size_t k = 0; k < cells; k++)
    chi2 += ((double)count[k] - expected) * ((double)count[k] - expected) / expected;
  double p = gsl_cdf_chisq_Q(chi2, freedom);
  if (!(1e-6 < p && p < 1 - 1e-6)) fail_msg("%s: chi2 %g of %g", what, chi2, freedom);
}

static void all_permutations_of_five(void **state)
{
  (void)state;
  enum { EPOCHS = 120000 };
  size_t count[120] = {0};
  for (uint64_t epoch = 0; epoch < EPOCHS; epoch++) {
    size_t rank = 0;
    order_rows(stream, epoch, 5, 0, 5, rows);
    for (size_t i = 0; i < 4; i++) {
      size_t below = 0;
      for (size_t j = i + 1; j < 5; j++) below += rows[j] < rows[i];
      rank = rank * (5 - i) + below;
    }
    count[rank]++;
  }
  assert_even("permutations", count, 120, 119);
}

/* Where each row goes, and where two rows go together: of neighbours, and of rows far apart. */
static void positions_are_even(void **state)
{
  (void)state;
  static const size_t sizes[] = {17, 65, 72, 73, 81, 100};
  static size_t at[100 * 100];
  for (size_t k = 0; k < COUNT(sizes); k++) {
    size_t n = sizes[k], epochs = 200 * n;
    memset(at, 0, sizeof at);
    for (uint64_t epoch = 0; epoch < epochs; epoch++) {
      order_rows(stream, epoch, n, 0, n, rows);
      for (size_t i = 0; i < n; i++) at[i * n + rows[i]]++;
    }
    /* rows and columns sum to the number of epochs; so chi2 (n - 1) / n is that of (n - 1)^2 */
    double chi2 = 0, expected = (double)epochs / (double)n, freedom = (double)((n - 1) * (n - 1));
    for (size_t i = 0; i < n * n; i++)
      chi2 += ((double)at[i] - expected) * ((double)at[i] - expected) / expected;
    double p = gsl_cdf_chisq_Q(chi2 * (double)(n - 1) / (double)n, freedom);
    if (!(1e-6 < p && p < 1 - 1e-6)) fail_msg("n %zu: p %g", n, p);
  }
}

static void pairs_are_independent(void **state)
{
  (void)state;
  static const size_t sizes[] = {17, 65, 81, 100};
  static size_t count[100 * 99];
  for (size_t k = 0; k < COUNT(sizes); k++) {
    size_t n = sizes[k];
    const size_t second[] = {1, n / 2, n - 1, (size_t)ceil(sqrt((double)n))};
    for (size_t s = 0; s < COUNT(second); s++) {
      memset(count, 0, sizeof count);
      for (uint64_t epoch = 0; epoch < 20 * n * (n - 1); epoch++) {
        size_t x, y;
        order_rows(stream, epoch, n, 0, 1, &x);
        order_rows(stream, epoch, n, second[s], 1, &y);
        count[x * (n - 1) + y - (y > x)]++;
      }
      assert_even("pairs", count, n * (n - 1), (double)(n * (n - 1) - 1));
    }
  }
}

/* From one epoch to the next as well: row 0's place now and then. */
static void epochs_are_independent(void **state)
{
  (void)state;
  static const size_t sizes[] = {2, 5, 17, 65, 100};
  static size_t count[100 * 100];
  for (size_t k = 0; k < COUNT(sizes); k++) {
    size_t n = sizes[k], before, now;
    memset(count, 0, sizeof count);
    order_rows(stream, 0, n, 0, 1, &before);
    for (uint64_t epoch = 1; epoch <= 50 * n * n; epoch++, before = now) {
      order_rows(stream, epoch, n, 0, 1, &now);
      count[before * n + now]++;
    }
    assert_even("epochs", count, n * n, (double)(n * n - n)); /* about: rows are nearly fixed */
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_row_once),
      cmocka_unit_test(large_sets),
      cmocka_unit_test(cuts_do_not_matter),
      cmocka_unit_test(levels_agree),
      cmocka_unit_test(known_values),
      cmocka_unit_test(follows_the_reference),
      cmocka_unit_test(batches_cut_epochs),
      cmocka_unit_test(epochs_and_streams_differ),
      cmocka_unit_test(all_permutations_of_five),
      cmocka_unit_test(positions_are_even),
      cmocka_unit_test(pairs_are_independent),
      cmocka_unit_test(epochs_are_independent),
  };
  return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
