/* test_quantiles.c -- quantiles and distribution functions against values worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/statistics/quantiles.h"

static void test_sort(void **state)
{
  (void)state;
  double v[] = {3, NAN, -INFINITY, 1, INFINITY, -0.5};
  sort_values(v, 6);
  assert_true(isinf(v[0]) && v[0] < 0);
  assert_true(v[1] == -0.5 && v[2] == 1 && v[3] == 3);
  assert_true(isinf(v[4]) && v[4] > 0 && isinf(v[5]) && v[5] > 0);
}

static void test_quantile(void **state)
{
  (void)state;
  const double one[] = {4}, two[] = {1, 3}, four[] = {1, 2, 4, 8};
  assert_true(quantile(one, 1, 0) == 4 && quantile(one, 1, 0.5) == 4 && quantile(one, 1, 1) == 4);
  assert_true(quantile(two, 2, 0.5) == 2);
  assert_true(quantile(two, 2, 0.25) == 1.5);
  assert_true(quantile(four, 4, 0) == 1 && quantile(four, 4, 1) == 8);
  /* (4 - 1) / 4 = 0.75 of the way from 1 to 2; 1.5: between 2 and 4; 2.25: from 4 to 8. */
  assert_true(quantile(four, 4, 0.25) == 1.75);
  assert_true(quantile(four, 4, 0.5) == 3);
  assert_true(quantile(four, 4, 0.75) == 5);
}

static void test_quantile_of_infinities(void **state)
{
  (void)state;
  const double v[] = {1, 2, INFINITY, INFINITY}, low[] = {-INFINITY, 5};
  assert_true(quantile(v, 4, 1.0 / 3) == 2);
  assert_true(isinf(quantile(v, 4, 0.5)));
  assert_true(isinf(quantile(v, 4, 0.9)));
  assert_true(isinf(quantile(low, 2, 0.5)) && quantile(low, 2, 0.5) < 0);
}

static void test_quartiles(void **state)
{
  (void)state;
  double five[] = {9, 1, 5, 3, 7}, reached[] = {2, NAN, 1};
  struct quartiles q = quartiles_of(five, 5);
  assert_true(q.low == 3 && q.median == 5 && q.high == 7);
  q = quartiles_of(reached, 3);
  assert_true(q.low == 1.5 && q.median == 2 && isinf(q.high));
}

static void test_profile(void **state)
{
  (void)state;
  const double costs[] = {1, 2, 2, 5};
  struct profile_step steps[4];
  assert_int_equal(profile_steps(costs, 4, 10, 1, steps), 3);
  assert_true(steps[0].cost == 1 && steps[0].share == 0.1);
  assert_true(steps[1].cost == 2 && steps[1].share == 3 / 10.0);
  assert_true(steps[2].cost == 5 && steps[2].share == 4 / 10.0);
  assert_int_equal(profile_steps(costs, 4, 4, 1, steps), 3);
  assert_true(steps[2].share == 1);
  assert_int_equal(profile_steps(costs, 0, 4, 1, steps), 0);
}

/* Merged steps stand at the last of their costs, and their shares are exact there. */
static void test_profile_merged(void **state)
{
  (void)state;
  const double costs[] = {100, 100.5, 101, 101.5, 103, 200};
  struct profile_step steps[6];
  assert_int_equal(profile_steps(costs, 6, 6, 1.01, steps), 4);
  assert_true(steps[0].cost == 101 && steps[0].share == 3 / 6.0);
  assert_true(steps[1].cost == 101.5 && steps[1].share == 4 / 6.0);
  assert_true(steps[2].cost == 103 && steps[2].share == 5 / 6.0);
  assert_true(steps[3].cost == 200 && steps[3].share == 1);
}

static void test_performance_ratios(void **state)
{
  (void)state;
  double some[] = {6, INFINITY, 3, 12}, none[] = {INFINITY, INFINITY};
  performance_ratios(some, 4);
  assert_true(some[0] == 2 && isinf(some[1]) && some[2] == 1 && some[3] == 4);
  performance_ratios(none, 2);
  assert_true(isinf(none[0]) && isinf(none[1]));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sort),
      cmocka_unit_test(test_quantile),
      cmocka_unit_test(test_quantile_of_infinities),
      cmocka_unit_test(test_quartiles),
      cmocka_unit_test(test_profile),
      cmocka_unit_test(test_profile_merged),
      cmocka_unit_test(test_performance_ratios),
  };
  return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
