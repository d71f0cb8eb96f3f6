/* test_stream.c -- names of random streams: distinct, sensitive to every bit, and frozen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/stream.h"

static int ascending(const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* The chance that unrelated keys collide is n^2 / 2^65: 4e-8 for the million of them below. */
static void assert_distinct(uint64_t *key, size_t n)
{
  qsort(key, n, sizeof *key, ascending);
  for (size_t i = 1; i < n; i++)
    if (key[i] == key[i - 1])
      fail_msg("two of %zu keys are %016llx", n, (unsigned long long)key[i]);
}

enum { NUMBERS = 100000 };

static void names_and_numbers_never_collide(void **state)
{
  (void)state;
  uint64_t *key = malloc(13 * NUMBERS * sizeof *key);
  assert_non_null(key);
  size_t n = 0;
  struct stream parents[] = {{0}, stream_root(0), stream_root(1)};
  for (size_t p = 0; p < 3; p++)
    for (uint64_t i = 0; i < NUMBERS; i++) {
      char digits[32], raw[9] = {0};
      snprintf(digits, sizeof digits, "%llu", (unsigned long long)i);
      /* the text whose bytes are those of a number, unless one of them is zero */
      uint64_t word = i + 0x4141414141414141;
      for (int b = 0; b < 8; b++) raw[b] = (char)(word >> (8 * b) & 0xff);
      key[n++] = stream_numbered(parents[p], i).key;
      key[n++] = stream_numbered(parents[p], word).key;
      key[n++] = stream_named(parents[p], digits).key;
      if (strlen(raw) == 8) key[n++] = stream_named(parents[p], raw).key;
    }
  for (uint64_t i = 2; i < 2 + NUMBERS / 2; i++) key[n++] = stream_root(i).key;
  assert_distinct(key, n);
  free(key);
}

static uint64_t path(const char *a, const char *b, const char *c)
{
  struct stream s = stream_named(stream_root(3), a);
  if (b) s = stream_named(s, b);
  if (c) s = stream_named(s, c);
  return s.key;
}

static void neither_cuts_nor_order_are_lost(void **state)
{
  (void)state;
  struct stream root = stream_root(3);
  char longest[65];
  uint64_t key[200];
  size_t n = 0;
  key[n++] = root.key;
  key[n++] = path("", NULL, NULL);
  key[n++] = path("", "", NULL);
  key[n++] = path("a", "bc", NULL);
  key[n++] = path("ab", "c", NULL);
  key[n++] = path("abc", NULL, NULL);
  key[n++] = path("abc", "", NULL);
  key[n++] = path("", "abc", NULL);
  key[n++] = path("a", "b", "c");
  key[n++] = path("c", "b", "a");
  key[n++] = path("12345678", NULL, NULL);
  key[n++] = path("1234567", "8", NULL);
  key[n++] = path("12345678", "9", NULL);
  key[n++] = path("123456789", NULL, NULL);
  key[n++] = path("8765432112345678", NULL, NULL);
  key[n++] = path("1234567887654321", NULL, NULL);
  key[n++] = stream_numbered(stream_numbered(root, 1), 2).key;
  key[n++] = stream_numbered(stream_numbered(root, 2), 1).key;
  key[n++] = stream_numbered(stream_named(root, "a"), 1).key;
  key[n++] = stream_named(stream_numbered(root, 1), "a").key;
  for (size_t length = 1; length <= 64; length++) { /* one letter, repeated */
    memset(longest, 'x', length);
    longest[length] = 0;
    key[n++] = stream_named(root, longest).key;
    longest[length - 1] = 'y';
    key[n++] = stream_named(root, longest).key;
  }
  assert_true(n <= sizeof key / sizeof *key);
  assert_distinct(key, n);
}

static int ones(uint64_t x)
{
  int n = 0;
  for (; x; x &= x - 1) n++;
  return n;
}

/* Flipping any one bit of what goes in flips each bit of the key half of the time. */
static void every_bit_matters(void **state)
{
  (void)state;
  enum { ROUNDS = 500, KINDS = 4 };
  for (int kind = 0; kind < KINDS; kind++)
    for (int bit = 0; bit < 64; bit++) {
      if (kind == 3 && bit % 8 > 5) continue; /* keep the text printable, thus not empty */
      double flipped = 0;
      size_t each[64] = {0};
      for (uint64_t i = 0; i < ROUNDS; i++) {
        uint64_t x = i * 0x9E3779B97F4A7C15, y = x ^ UINT64_C(1) << bit;
        char one[9] = {0}, other[9] = {0};
        uint64_t change = 0;
        switch (kind) {
        case 0:
          change = stream_root(x).key ^ stream_root(y).key;
          break;
        case 1:
          change = stream_numbered((struct stream){5}, x).key ^
                   stream_numbered((struct stream){5}, y).key;
          break;
        case 2:
          change = stream_numbered((struct stream){x}, 5).key ^
                   stream_numbered((struct stream){y}, 5).key;
          break;
        default:
          for (int b = 0; b < 8; b++) {
            one[b] = (char)((x >> (8 * b) & 0x3f) | 0x40);
            other[b] = (char)((y >> (8 * b) & 0x3f) | 0x40);
          }
          change = stream_named((struct stream){5}, one).key ^
                   stream_named((struct stream){5}, other).key;
        }
        flipped += ones(change);
        for (int b = 0; b < 64; b++) each[b] += change >> b & 1;
      }
      double off = (flipped / ROUNDS - 32) / sqrt(16.0 / ROUNDS);
      if (!(fabs(off) < 5)) fail_msg("kind %d, bit %d: %g standard errors", kind, bit, off);
      for (int b = 0; b < 64; b++) {
        off = ((double)each[b] / ROUNDS - 0.5) / sqrt(0.25 / ROUNDS);
        if (!(fabs(off) < 6)) /* 16,000 of them */
          fail_msg("kind %d, bit %d on bit %d: %g standard errors", kind, bit, b, off);
      }
    }
}

/* A change of the keys is a change of every published result: it must not go unnoticed. */
static void known_values(void **state)
{
  (void)state;
  struct stream root = stream_root(1);
  struct stream noise =
      stream_named(stream_numbered(stream_named(root, "rosenbrock"), 10), "noise");
  assert_int_equal(root.key, 0x510c4549e9535be3);
  assert_int_equal(stream_numbered(root, 1).key, 0x0154f7839d2021b0);
  assert_int_equal(stream_named(root, "start").key, 0x7fe5a89ddfb831eb);
  assert_int_equal(stream_named(root, "a name of more than eight letters").key, 0xa7c7c82abc09aff4);
  assert_int_equal(noise.key, 0x695396255c7a8abc);
  assert_true(stream_uniform(root, 7) == 0x1.a220449c8ac55p-1);
}

/* Single uniforms: on (0, 1), uniform, and unlike in neighbouring streams. */
static void single_uniforms(void **state)
{
  (void)state;
  enum { COUNT = 200000 };
  double mean = 0, second = 0, lag = 0, streams = 0, last = 0;
  for (uint64_t i = 0; i < COUNT; i++) {
    double u = stream_uniform((struct stream){9}, i), v = stream_uniform((struct stream){10}, i);
    assert_true(0 < u && u < 1);
    mean += u - 0.5;
    second += (u - 0.5) * (u - 0.5) - 1.0 / 12;
    lag += (u - 0.5) * last;
    streams += (u - 0.5) * (v - 0.5);
    last = u - 0.5;
  }
  assert_true(fabs(mean) < 5 * sqrt(COUNT / 12.0));
  assert_true(fabs(second) < 5 * sqrt(COUNT / 180.0));
  assert_true(fabs(lag) < 5 * sqrt(COUNT) / 12);
  assert_true(fabs(streams) < 5 * sqrt(COUNT) / 12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_and_numbers_never_collide),
      cmocka_unit_test(neither_cuts_nor_order_are_lost),
      cmocka_unit_test(every_bit_matters),
      cmocka_unit_test(single_uniforms),
      cmocka_unit_test(known_values),
  };
  return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
