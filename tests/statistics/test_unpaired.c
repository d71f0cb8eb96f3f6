/* test_unpaired.c -- runs without pairs: against formulas written plainly, against all deals of a
 * few runs, and by what must hold for any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/statistics/unpaired.h"

static void near(double got, double wanted, double share, const char *what)
{
  if (got != wanted && !(fabs(got - wanted) <= share * fmax(fabs(wanted), 1e-3)))
    fail_msg("%s: %.17g, not %.17g", what, got, wanted);
}

static struct stream stream(size_t number)
{
  return stream_numbered(stream_named(stream_root(9), "unpaired"), number);
}

/* Exponential costs of the mean; a share fails at a cost of 30. */
static void draw(size_t set, size_t count, double mean, double fails, struct trial *trial)
{
  struct stream s = stream_numbered(stream_root(4), set);
  for (size_t i = 0; i < count; i++) {
    bool success = stream_uniform(s, 2 * i) >= fails;
    double cost = -mean * log(stream_uniform(s, 2 * i + 1));
    trial[i] = (struct trial){success ? cost : 30, success ? 0 : cost, success};
  }
}

/* As unpaired.h has it; bit i of `on_b` is the side of run i of both together. */
static struct estimate plainly(const struct trial *run, size_t count, unsigned on_b)
{
  double c[2] = {0, 0}, s[2] = {0, 0}, square = 0;
  for (size_t i = 0; i < count; i++) {
    c[on_b >> i & 1] += run[i].cost;
    s[on_b >> i & 1] += run[i].success;
  }
  for (size_t i = 0; i < count; i++) {
    size_t k = on_b >> i & 1;
    square += pow(run[i].cost / c[k] - run[i].success / s[k], 2);
  }
  if (s[0] < 1 || s[1] < 1) return (struct estimate){s[0] < 1 ? -INFINITY : INFINITY, 0};
  return (struct estimate){log(c[1] / s[1] / (c[0] / s[0])), square};
}

static double away(struct estimate e)
{
  return isinf(e.value) ? INFINITY : fabs(e.value) / sqrt(e.variance);
}

/* p of all deals of n + m runs. */
static double exact_p(const struct trial *run, size_t n, size_t m)
{
  unsigned own = ((1U << m) - 1) << n;
  double seen = away(plainly(run, n + m, own)), deals = 0, far = 0;
  for (unsigned on_b = 0; on_b < 1U << (n + m); on_b++) {
    if ((size_t)__builtin_popcount(on_b) != m) continue;
    deals++;
    far += away(plainly(run, n + m, on_b)) >= seen * (1 - 1e-9);
  }
  return far / deals;
}

static void every_deal(void **state)
{
  (void)state;
  size_t set = 0;
  for (size_t n = 3; n <= 8; n++)
    for (size_t m = 4; m <= 7; m++, set++) {
      struct trial run[16];
      struct swap_test t;
      struct error err;
      draw(2 * set, n, 1, set % 3 ? 0 : 0.3, run);
      draw(2 * set + 1, m, 1 + (double)(set % 5), 0.1, run + n);
      struct estimate seen = plainly(run, n + m, ((1U << m) - 1) << n);
      if (isinf(seen.value)) continue;
      struct unpaired_cell cell = {run, run + n, n, m};
      assert_int_equal(unpaired_on_average(&cell, stream(set), 0.95, &t, &err), STATUS_OK);
      near(t.value, seen.value, 1e-12, "the ratio");
      near(t.error, sqrt(seen.variance), 1e-12, "its error");
      double p = exact_p(run, n, m), spread = sqrt(p * (1 - p) / (double)t.looked);
      if (!(fabs(t.p - p) <= 4 * spread + 1 / (double)t.looked))
        fail_msg("%zu and %zu runs: p %g, of all deals %g", n, m, t.p, p);
      assert_int_equal(t.p <= 0.05, t.interval.low > 0 || t.interval.high < 0);
    }
}

static void plain_cases(void **state)
{
  (void)state;
  struct trial a[30], b[40], failed[2] = {{30, 1, false}, {30, 2, false}};
  struct swap_test t, turned;
  struct error err;
  draw(500, 30, 1, 0, a);
  draw(501, 40, 50, 0, b);
  assert_int_equal(
      unpaired_on_average(&(struct unpaired_cell){a, b, 30, 40}, stream(1), 0.95, &t, &err),
      STATUS_OK);
  assert_true(t.p < 0.001 && t.p >= 1.0 / (UNPAIRED_ALL + 1));
  assert_int_equal(t.looked, UNPAIRED_ALL + 1 - (SWAPS_ALL - SWAPS_FIRST));
  assert_int_equal(
      unpaired_on_average(&(struct unpaired_cell){b, a, 40, 30}, stream(1), 0.95, &turned, &err),
      STATUS_OK);
  near(turned.value, -t.value, 1e-12, "turned round");
  near(turned.error, t.error, 1e-12, "turned round, its error");
  unpaired_on_average(&(struct unpaired_cell){a, a, 30, 30}, stream(2), 0.95, &t, &err);
  assert_true(t.value == 0 && t.p == 1);
  unpaired_on_average(&(struct unpaired_cell){a, failed, 30, 2}, stream(3), 0.95, &t, &err);
  assert_true(t.value == INFINITY && t.interval.high == INFINITY);
  unpaired_on_average(&(struct unpaired_cell){failed, failed, 2, 2}, stream(4), 0.95, &t, &err);
  assert_true(isnan(t.value) && t.p == 1);
  unpaired_on_average(&(struct unpaired_cell){a, b, 30, 0}, stream(5), 0.95, &t, &err);
  assert_true(isnan(t.value) && t.p == 1);
}

static void pooled(void **state)
{
  (void)state;
  struct trial a[25], b[20], failed[20];
  struct swap_test one, two, half;
  struct error err;
  draw(600, 25, 1, 0, a);
  draw(601, 20, 1.7, 0, b);
  for (size_t i = 0; i < 20; i++) failed[i] = (struct trial){30, (double)i, false};
  struct unpaired_cell cell[2] = {{a, b, 25, 20}, {a, b, 25, 20}};
  unpaired_on_average(cell, stream(1), 0.95, &one, &err);
  unpaired_pooled(cell, 2, stream(1), 0.95, &two, &err);
  /* The same cell twice is no more evidence than once. */
  near(two.value, one.value, 1e-12, "the mean of two alike");
  near(two.error, one.error, 1e-12, "its error");
  near(two.p, one.p, 1e-12, "its p");
  struct unpaired_cell none[2] = {{a, failed, 25, 20}, {failed, failed, 20, 20}};
  unpaired_pooled(none, 2, stream(2), 0.95, &half, &err);
  double cost = 0;
  for (size_t i = 0; i < 25; i++) cost += a[i].cost;
  near(half.value, log(20 * 30 / 0.5 / (cost / 25)), 1e-12, "half a success");
  unpaired_pooled(none, 0, stream(3), 0.95, &half, &err);
  assert_true(isnan(half.value) && half.p == 1);
}

/* What deals come to, and what takes their place of many runs, agree. */
static void many(void **state)
{
  (void)state;
  enum { MANY = 1100 };
  static struct trial a[MANY], b[MANY];
  struct swap_test few, all;
  struct error err;
  for (size_t set = 0; set < 4; set++) {
    draw(700 + 2 * set, MANY, 1, 0.1, a);
    draw(701 + 2 * set, MANY, 1 + 0.03 * (double)set, 0.1, b);
    unpaired_on_average(&(struct unpaired_cell){a, b, 999, 1000}, stream(set), 0.95, &few, &err);
    unpaired_on_average(&(struct unpaired_cell){a, b, 999, 1001}, stream(set), 0.95, &all, &err);
    assert_true(few.looked > SWAPS_FIRST && all.looked == 0);
    near(all.error, few.error, 0.01, "the error");
    near(all.interval.high - all.interval.low, few.interval.high - few.interval.low, 0.1, "reach");
    if (!(fabs(all.p - few.p) <= 0.05 * fmax(few.p, 0.2) + 0.02))
      fail_msg("p %g of deals, %g of many", few.p, all.p);
  }
}

static void in_most_runs(void **state)
{
  (void)state;
  struct trial a[3] = {{1, 0, true}, {2, 0, true}, {30, 0.5, false}};
  struct trial b[2] = {{2, 0, true}, {30, 0.1, false}};
  struct most_runs most;
  struct error err;
  /* Ahead: 1 of both, 2 of one and a tie, the failed one of none: 3.5 of 6. */
  unpaired_in_most_runs(&(struct unpaired_cell){a, b, 3, 2}, &most, &err);
  near(most.a12, 3.5 / 6, 1e-15, "A12");
  assert_true(most.a + most.b + most.ties == 0 && most.p > 0.5);
  unpaired_in_most_runs(&(struct unpaired_cell){a, b, 3, 0}, &most, &err);
  assert_true(most.a12 == 0.5 && most.p == 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_deal), cmocka_unit_test(plain_cases),  cmocka_unit_test(pooled),
      cmocka_unit_test(many),       cmocka_unit_test(in_most_runs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
