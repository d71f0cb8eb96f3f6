/* test_break_even.c -- from which evaluation time on contenders rank by time as by evaluations,
 * against values worked out by hand, and against what times themselves say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "bench/statistics/break_even.h"
#include "src/stream.h"

enum { MOST = 6 };
static const bool none[MOST * MOST];

static void assert_near(double value, double expected)
{
  if (!(fabs(value - expected) <= 1e-12 * fabs(expected)))
    fail_msg("%.17g is not %.17g", value, expected);
}

/* 100 evaluations of 3 us against 300 of 1 us and 1000 of 10 ns:
 * (100 * 3 - 300 * 1) / 200 = 0; (300 - 10) / 900 us = 0.3222 us; (300 - 10) / 700 us = 0.4143 us.
 */
static void test_by_hand(void **state)
{
  (void)state;
  const double cost[] = {100, 300, 1000}, own[] = {3e-6, 1e-6, 1e-8};
  struct break_even all = break_even(cost, own, none, 3, 3);
  assert_near(all.seconds, 290e-6 / 700);
  assert_true(all.few == 1 && all.many == 2);
  struct break_even first = break_even(cost, own, none, 3, 0);
  assert_near(first.seconds, 290e-6 / 900);
  assert_true(first.few == 0 && first.many == 2);
  /* Ten times slower, the first of evaluations is behind for longer. */
  const double slow[] = {30e-6, 1e-6, 1e-8};
  first = break_even(cost, slow, none, 3, 0);
  assert_near(first.seconds, (3000e-6 - 300e-6) / 200);
  assert_true(first.few == 0 && first.many == 1);
}

static void test_always(void **state)
{
  (void)state;
  /* Fewer evaluations and less of its own for each. */
  const double cost[] = {10, 20}, own[] = {1e-6, 2e-6};
  assert_true(break_even(cost, own, none, 2, 2).seconds == 0);
  /* What never gets there is behind, however quick it is. */
  const double never[] = {10, INFINITY}, quick[] = {1, 1e-9};
  assert_true(break_even(never, quick, none, 2, 2).seconds == 0);
}

static void test_no_order(void **state)
{
  (void)state;
  const double cost[] = {10, 10, INFINITY, INFINITY, 20}, own[] = {1, 2, 3, 4, NAN};
  assert_true(isnan(break_even(cost, own, none, 2, 2).seconds));
  assert_true(isnan(break_even(cost + 2, own + 2, none, 2, 2).seconds));
  assert_true(isnan(break_even(cost + 3, own + 3, none, 2, 2).seconds));
  assert_true(isnan(break_even(cost, own, none, 1, 1).seconds));
  const double missing[] = {NAN, 5, 8}, same[] = {7, 8, 1};
  assert_near(break_even(missing, same, none, 3, 3).seconds, 32.0 / 3);
  assert_true(isnan(break_even(missing, same, none, 3, 0).seconds));
  bool tied[9] = {0};
  tied[1 * 3 + 2] = true;
  assert_true(isnan(break_even(missing, same, tied, 3, 3).seconds));
}

static bool same_order(const double *cost, const double *own, size_t count, double seconds)
{
  for (size_t a = 0; a < count; a++)
    for (size_t b = 0; b < count; b++)
      if (cost[a] < cost[b] && !(cost[a] * (seconds + own[a]) < cost[b] * (seconds + own[b])))
        return false;
  return true;
}

/* Beyond it the order by time is that by evaluations, and just below it is not. */
static void test_times_agree(void **state)
{
  (void)state;
  struct stream s = stream_named(stream_root(4), "break even");
  size_t turned = 0;
  for (uint64_t trial = 0; trial < 500; trial++) {
    double cost[MOST], own[MOST];
    for (uint64_t i = 0; i < MOST; i++) {
      cost[i] = 1 + 1000 * stream_uniform(s, 2 * (MOST * trial + i));
      own[i] = 1e-6 * stream_uniform(s, 2 * (MOST * trial + i) + 1);
    }
    double seconds = break_even(cost, own, none, MOST, MOST).seconds;
    assert_true(seconds >= 0);
    assert_true(same_order(cost, own, MOST, seconds * (1 + 1e-9) + 1e-18));
    turned += seconds > 0;
    if (seconds > 0) assert_false(same_order(cost, own, MOST, seconds * (1 - 1e-9)));
  }
  assert_in_range(turned, 100, 500);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_by_hand),
      cmocka_unit_test(test_always),
      cmocka_unit_test(test_no_order),
      cmocka_unit_test(test_times_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
