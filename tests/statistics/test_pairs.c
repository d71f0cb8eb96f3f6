/* test_pairs.c -- paired runs on average and in most runs: against cases that were counted, by
 * formulas written plainly, and by what must hold for any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/statistics/pairs.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/comparison/"
enum { MOST = 64 };

static void near(double got, double wanted, double share, const char *what)
{
  if (got != wanted && !(fabs(got - wanted) <= share * fmax(fabs(wanted), 1e-3)))
    fail_msg("%s: %.17g, not %.17g", what, got, wanted);
}

static struct stream stream(size_t number)
{
  return stream_numbered(stream_named(stream_root(7), "pairs"), number);
}

static double uniform(size_t set, size_t number)
{
  return stream_uniform(stream_numbered(stream_root(3), set), number);
}

/* Exponential costs, those of b `factor` times a's, of which shares fail at a cost of 30. */
static void draw_pairs(size_t set, size_t count, double factor, double fail_a, double fail_b,
                       struct trial_pair *pair)
{
  for (size_t i = 0; i < count; i++) {
    bool a = uniform(set, 4 * i) >= fail_a, b = uniform(set, 4 * i + 1) >= fail_b;
    double cost_a = -log(uniform(set, 4 * i + 2)), cost_b = -factor * log(uniform(set, 4 * i + 3));
    pair[i].a = (struct trial){a ? cost_a : 30, a ? 0 : cost_a, a};
    pair[i].b = (struct trial){b ? cost_b : 30, b ? 0 : cost_b, b};
  }
}

/* The logarithm of the ratio and its squared error as the formulas of pairs.h have them. */
static struct estimate plainly(const struct trial_pair *pair, size_t count, size_t swaps)
{
  double ca = 0, cb = 0, sa = 0, sb = 0, square = 0;
  for (int again = 0; again < 2; again++)
    for (size_t i = 0; i < count; i++) {
      const struct trial *x = swaps >> i & 1 ? &pair[i].b : &pair[i].a;
      const struct trial *y = swaps >> i & 1 ? &pair[i].a : &pair[i].b;
      if (!again) {
        ca += x->cost, cb += y->cost, sa += x->success, sb += y->success;
      } else {
        double d = y->cost / cb - y->success / sb - (x->cost / ca - x->success / sa);
        square += d * d;
      }
    }
  if (sa == 0 || sb == 0) return (struct estimate){sa == 0 ? -INFINITY : INFINITY, 0};
  return (struct estimate){log(cb / sb) - log(ca / sa), square};
}

static int descending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x < y) - (x > y);
}

/* The studentised |log ratio| that 5% of all swaps exceed: each is there twice, once with all pairs
 * the other way round. */
static double reach_of(const struct trial_pair *pair, size_t count)
{
  static double far[1 << SWAPS_EXACT];
  size_t all = (size_t)1 << count, few = all / 40;
  for (size_t swaps = 0; swaps < all; swaps++) {
    struct estimate e = plainly(pair, count, swaps);
    far[swaps] = fabs(e.value) / sqrt(e.variance);
  }
  qsort(far, all, sizeof *far, descending);
  return few ? far[2 * few] : INFINITY;
}

/* The p by all swaps: plain, or studentised. */
static double enumerated(const struct trial_pair *pair, size_t count, bool studentised)
{
  struct estimate seen = plainly(pair, count, 0);
  size_t as_far = 0, all = (size_t)1 << count;
  for (size_t swaps = 0; swaps < all; swaps++) {
    struct estimate e = plainly(pair, count, swaps);
    double far = fabs(seen.value) / (studentised ? sqrt(seen.variance) : 1);
    as_far += fabs(e.value) / (studentised ? sqrt(e.variance) : 1) >= far * (1 - 1e-9);
  }
  return (double)as_far / (double)all;
}

static size_t read_pairs(const struct reference *runs, double c, struct trial_pair *pair)
{
  size_t n = 0;
  for (size_t i = 0; i < runs->rows; i++) {
    if (reference_at(runs, i, "case") != c) continue;
    pair[n++] = (struct trial_pair){
        {reference_at(runs, i, "cost_a"), 1, reference_at(runs, i, "success_a") > 0},
        {reference_at(runs, i, "cost_b"), 1, reference_at(runs, i, "success_b") > 0}};
  }
  return n;
}

static void test_reference(void **unused)
{
  (void)unused;
  struct reference *r = reference_read(FOLDER "pairs.csv");
  struct reference *runs = reference_read(FOLDER "pairs_runs.csv");
  struct trial_pair pair[MOST];
  struct swap_test t;
  struct most_runs most;
  struct error err;
  for (size_t i = 0; i < r->rows; i++) {
    size_t n = read_pairs(runs, reference_at(r, i, "case"), pair);
    assert_int_equal(n, (size_t)reference_at(r, i, "pairs"));
    assert_int_equal(pairs_on_average(pair, n, stream(0), 0.95, &t, &err), STATUS_OK);
    if (strstr(reference_text(r, i, "log_ratio"), "inf"))
      assert_true(t.value == INFINITY);
    else
      near(t.value, -reference_at(r, i, "log_ratio"), 1e-10, "log ratio");
    near(enumerated(pair, n, false), reference_at(r, i, "p_permutation"), 1e-10, "plain p");
    assert_true(t.exact);
    near(t.p, enumerated(pair, n, true), 1e-12, "studentised p");
    assert_int_equal(pairs_in_most_runs(pair, n, &most, &err), STATUS_OK);
    assert_true((double)most.a == reference_at(r, i, "wins_a"));
    assert_true((double)most.ties == reference_at(r, i, "ties"));
    assert_true((double)most.b == reference_at(r, i, "wins_b"));
    near(most.a12, reference_at(r, i, "a12"), 1e-10, "A12");
    if (*reference_text(r, i, "signed_rank_p"))
      near(most.p, reference_at(r, i, "signed_rank_p"), 1e-10, "signed ranks");
  }
  reference_free(r);
  reference_free(runs);
}

/* The statistic's sums are the formulas, at every size around that of their tables. */
static void test_formulas(void **unused)
{
  (void)unused;
  struct trial_pair pair[MOST];
  struct swap_test t;
  struct error err;
  for (size_t n = 2; n < 40; n++) {
    draw_pairs(n, n, 2, 0.2, 0.3, pair);
    struct estimate plain = plainly(pair, n, 0);
    assert_int_equal(pairs_on_average(pair, n, stream(n), 0.95, &t, &err), STATUS_OK);
    near(t.value, plain.value, 1e-12, "log ratio");
    near(t.error, sqrt(plain.variance), 1e-10, "its error");
    assert_true(t.exact == (n <= SWAPS_EXACT));
    if (!t.exact) continue;
    double reach = reach_of(pair, n);
    near(t.p, enumerated(pair, n, true), 1e-12, "p");
    if (isinf(reach) || isinf(t.value)) continue;
    near(t.interval.low, t.value - reach * t.error, 1e-9, "low end");
    near(t.interval.high, t.value + reach * t.error, 1e-9, "high end");
  }
}

/* Drawn swaps against all of them: within four standard errors, or, where p is small and draws
 * lean, within a third of it. */
static void test_drawn(void **unused)
{
  (void)unused;
  struct trial_pair pair[MOST];
  struct swap_test t;
  struct error err;
  size_t small = 0;
  for (size_t set = 0; set < 24; set++) {
    size_t n = 13 + set % 4;
    draw_pairs(100 + set, n, pow(1.5, (double)(set / 2)), set % 3 ? 0 : 0.1, set % 3 ? 0 : 0.2,
               pair);
    double p = enumerated(pair, n, true), draws = p > 0.1 ? 999 : 1999;
    assert_int_equal(pairs_on_average(pair, n, stream(set), 0.95, &t, &err), STATUS_OK);
    assert_false(t.exact);
    double off = p > 0.01 ? 4 * sqrt(p * (1 - p) / draws) + 2 / draws : p / 3;
    if (!(fabs(t.p - p) <= off)) fail_msg("set %zu: p %g, not %g", set, t.p, p);
    small += p < 1e-3;
  }
  assert_in_range(small, 5, 20);
}

/* What is far out keeps its p whatever swaps are drawn: all of 25 pairs the same way. */
static void test_far_out(void **unused)
{
  (void)unused;
  struct trial_pair pair[MOST];
  struct swap_test t, same;
  struct error err;
  for (size_t i = 0; i < 25; i++) pair[i] = (struct trial_pair){{10, 0, true}, {20, 0, true}};
  assert_int_equal(pairs_on_average(pair, 25, stream(0), 0.95, &t, &err), STATUS_OK);
  near(t.p, 0x1p-24, 0.1, "p of a ratio that is always the same");
  assert_true(t.error == 0 && t.interval.low == t.value && t.interval.high == t.value);
  assert_int_equal(pairs_on_average(pair, 25, stream(0), 0.95, &same, &err), STATUS_OK);
  assert_true(t.p == same.p && t.looked == same.looked);
  /* The factor between p of other draws: 1.5 at 1e-4, 4 at 1e-7. */
  for (size_t set = 0; set < 6; set++) {
    double least = 1, most = 0;
    draw_pairs(set, 40, set % 2 ? 2.5 : 3.5, 0, 0, pair);
    for (size_t k = 0; k < 8; k++) {
      assert_int_equal(pairs_on_average(pair, 40, stream(k), 0.95, &t, &err), STATUS_OK);
      least = fmin(least, t.p);
      most = fmax(most, t.p);
    }
    assert_true(most < (least > 1e-4 ? 1.5 : 4) * least);
  }
  /* There is an end. */
  draw_pairs(9, 64, 30, 0, 0, pair);
  assert_int_equal(pairs_on_average(pair, 64, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(t.p == swaps_least && t.interval.low > 2);
}

/* Swapping the sides negates; the factor of costs and the order of error do not matter; p and
 * interval agree. */
static void test_properties(void **unused)
{
  (void)unused;
  struct trial_pair pair[MOST], other[MOST];
  struct swap_test t, u;
  struct most_runs most, mirrored;
  struct error err;
  size_t significant = 0;
  for (size_t set = 0; set < 120; set++) {
    size_t n = 4 + set % 30;
    draw_pairs(200 + set, n, 1 + (double)(set % 5), 0.1, 0.2, pair);
    assert_int_equal(pairs_on_average(pair, n, stream(set), 0.95, &t, &err), STATUS_OK);
    assert_true(t.p > 0 && t.p <= 1);
    bool holds = t.interval.low <= 0 && t.interval.high >= 0;
    assert_true(holds == (t.p > 0.05));
    significant += !holds;
    if (!t.exact && t.p > 0.01) {
      assert_true(t.looked == SWAPS_FIRST + 1 || t.looked == SWAPS_ALL + 1);
      assert_true(t.p > 0.1 || t.looked == SWAPS_ALL + 1);
    }
    assert_true(t.interval.low <= t.value && t.value <= t.interval.high);
    for (size_t i = 0; i < n; i++) other[i] = (struct trial_pair){pair[i].b, pair[i].a};
    assert_int_equal(pairs_on_average(other, n, stream(set), 0.95, &u, &err), STATUS_OK);
    near(u.value, -t.value, 1e-12, "swapped");
    near(u.p, t.p, 1e-9, "p, swapped");
    near(u.interval.low, -t.interval.high, 1e-9, "interval, swapped");
    assert_int_equal(pairs_in_most_runs(pair, n, &most, &err), STATUS_OK);
    assert_int_equal(pairs_in_most_runs(other, n, &mirrored, &err), STATUS_OK);
    assert_true(most.a == mirrored.b && most.b == mirrored.a && most.ties == mirrored.ties);
    near(most.p, mirrored.p, 1e-12, "signed ranks, swapped");
    near(most.a12, 1 - mirrored.a12, 1e-12, "A12, swapped");
    for (size_t i = 0; i < n; i++) {
      other[i] = pair[i];
      other[i].a.cost *= 1000;
      other[i].b.cost *= 1000;
    }
    assert_int_equal(pairs_on_average(other, n, stream(set), 0.95, &u, &err), STATUS_OK);
    near(u.p, t.p, 1e-9, "p, costs times 1000");
    near(u.interval.high, t.interval.high, 1e-9, "interval, costs times 1000");
  }
  assert_in_range(significant, 10, 110);
}

static void test_without_success(void **unused)
{
  (void)unused;
  struct trial_pair pair[MOST];
  struct swap_test t;
  struct error err;
  struct most_runs most;
  const struct trial good = {5, 0, true}, bad = {9, 1, false};
  /* Neither; no pair. */
  for (size_t i = 0; i < 20; i++) pair[i] = (struct trial_pair){bad, bad};
  assert_int_equal(pairs_on_average(pair, 20, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(isnan(t.value) && t.p == 1 && isinf(t.interval.low) && isinf(t.interval.high));
  assert_int_equal(pairs_on_average(pair, 0, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(isnan(t.value) && t.p == 1);
  assert_int_equal(pairs_in_most_runs(pair, 0, &most, &err), STATUS_OK);
  assert_true(most.p == 1 && most.a12 == 0.5 && !most.ties);
  /* a has three successes of 20, b none: a swap of all three or of none is as far out. */
  for (size_t i = 0; i < 3; i++) pair[i].a = good;
  assert_int_equal(pairs_on_average(pair, 20, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(t.value == INFINITY && t.interval.low == -INFINITY);
  assert_true(fabs(t.p - 0.25) < 0.06);
  /* All of them: a direction is known, a size is not. */
  for (size_t i = 0; i < 20; i++) pair[i].a = good;
  assert_int_equal(pairs_on_average(pair, 20, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(t.value == INFINITY && t.interval.low == 0 && t.interval.high == INFINITY);
  near(t.p, 0x1p-19, 0.1, "p of all against none");
  for (size_t i = 0; i < 20; i++) pair[i] = (struct trial_pair){bad, good};
  assert_int_equal(pairs_on_average(pair, 20, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(t.value == -INFINITY && t.interval.high == 0 && t.interval.low == -INFINITY);
  /* Costs that no number holds. */
  for (size_t i = 0; i < 20; i++) pair[i] = (struct trial_pair){{INFINITY, 0, true}, good};
  assert_int_equal(pairs_on_average(pair, 20, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(isnan(t.value) && t.p == 1);
}

/* The one order: cost, then error; NaN last. */
static void test_order(void **unused)
{
  (void)unused;
  const struct trial best_first[] = {{1, 3, true},        {2, 0, true},  {1e9, 0, true},
                                     {7, 0, false},       {1, 1, false}, {1, 2, false},
                                     {1, INFINITY, false}};
  enum { ALL = sizeof best_first / sizeof *best_first };
  struct error err;
  struct most_runs most;
  for (size_t i = 0; i < ALL; i++)
    for (size_t j = 0; j < ALL; j++) {
      const struct trial_pair pair = {best_first[i], best_first[j]};
      assert_int_equal(pairs_in_most_runs(&pair, 1, &most, &err), STATUS_OK);
      assert_true(most.a == (i < j) && most.b == (i > j) && most.ties == (i == j));
      assert_true(most.a12 == (i < j ? 1 : i > j ? 0 : 0.5));
    }
  const struct trial_pair nan = {{1, NAN, false}, {1, INFINITY, false}};
  assert_int_equal(pairs_in_most_runs(&nan, 1, &most, &err), STATUS_OK);
  assert_int_equal(most.ties, 1);
}

static void test_pooled(void **unused)
{
  (void)unused;
  struct trial_pair pair[4][MOST];
  struct paired_cell cell[4];
  struct swap_test t, one;
  struct error err;
  /* One cell, all with success in every swap: it is the test of that cell. */
  draw_pairs(1, 11, 3, 0, 0, pair[0]);
  cell[0] = (struct paired_cell){pair[0], 11};
  assert_int_equal(pairs_pooled(cell, 1, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_int_equal(pairs_on_average(pair[0], 11, stream(0), 0.95, &one, &err), STATUS_OK);
  near(t.value, one.value, 1e-12, "one cell");
  near(t.error, one.error, 1e-12, "one cell's error");
  near(t.p, one.p, 1e-12, "one cell's p");
  near(t.interval.high, one.interval.high, 1e-9, "one cell's interval");
  /* The same cell four times is no more evidence than once: repetitions are what is swapped. */
  for (size_t c = 0; c < 4; c++) cell[c] = cell[0];
  assert_int_equal(pairs_pooled(cell, 4, stream(0), 0.95, &t, &err), STATUS_OK);
  near(t.error, one.error, 1e-12, "the error of copies");
  near(t.p, one.p, 1e-12, "p of copies");
  /* Failures have their share in the error. */
  draw_pairs(2, 24, 3, 0.1, 0.5, pair[1]);
  cell[1] = (struct paired_cell){pair[1], 24};
  assert_int_equal(pairs_pooled(cell + 1, 1, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_int_equal(pairs_on_average(pair[1], 24, stream(0), 0.95, &one, &err), STATUS_OK);
  near(t.value, one.value, 1e-12, "with failures");
  near(t.error, one.error, 1e-12, "the error with failures");
  /* Other draws are. */
  size_t alone = 0, together = 0;
  for (size_t set = 0; set < 20; set++) {
    double ratio = 0;
    for (size_t c = 0; c < 4; c++) {
      draw_pairs(1000 + 4 * set + c, 20 - c, 1.6, 0, 0, pair[c]);
      cell[c] = (struct paired_cell){pair[c], 20 - c};
      ratio += plainly(pair[c], 20 - c, 0).value / 4;
      assert_int_equal(pairs_on_average(pair[c], 20 - c, stream(set), 0.95, &one, &err), STATUS_OK);
      alone += one.p <= 0.05;
    }
    assert_int_equal(pairs_pooled(cell, 4, stream(set), 0.95, &t, &err), STATUS_OK);
    near(t.value, ratio, 1e-12, "the mean over cells");
    assert_true((t.interval.low <= 0 && t.interval.high >= 0) == (t.p > 0.05));
    together += t.p <= 0.05;
  }
  assert_true(alone < 60 && 4 * together > alone + 20);
  /* Half a success is taken to; cells without any do not count. */
  for (size_t i = 0; i < 8; i++) {
    pair[0][i] = (struct trial_pair){{10, 0, true}, {40, 1, false}};
    pair[1][i] = (struct trial_pair){{40, 1, false}, {40, 1, false}};
  }
  cell[0].count = cell[1].count = 8;
  assert_int_equal(pairs_pooled(cell, 2, stream(0), 0.95, &t, &err), STATUS_OK);
  near(t.value, log(320 / 0.5) - log(10), 1e-12, "half a success");
  assert_int_equal(pairs_pooled(cell + 1, 1, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(isnan(t.value) && t.p == 1);
  assert_int_equal(pairs_pooled(cell, 0, stream(0), 0.95, &t, &err), STATUS_OK);
  assert_true(isnan(t.value) && t.p == 1);
}

/* Of a thousand pairs or more no draws are made for what is farther out than any would tell: p is
 * the least. Of one less they are, and come to the same; and where it is nearer they are made of
 * many as well. */
static void test_many(void **unused)
{
  (void)unused;
  enum { MANY = 1000 };
  static struct trial_pair pair[MANY];
  struct stream stream = stream_named(stream_root(1), "many pairs");
  struct swap_test test;
  struct error err;
  for (int near = 0; near < 2; near++) {
    for (size_t i = 0; i < MANY; i++) {
      double a = 50 + 100 * stream_uniform(stream, 2 * i);
      double b = (near ? 54 : 62) + 100 * stream_uniform(stream, 2 * i + 1);
      pair[i] = (struct trial_pair){{a, 0, true}, {b, 0, true}};
    }
    assert_int_equal(pairs_on_average(pair, MANY, stream, 0.95, &test, &err), STATUS_OK);
    double far = test.value / test.error;
    assert_true(near ? far > 3 && far < 5 : far > 7.2);
    assert_true((test.looked > SWAPS_FIRST + 1) == near);
    assert_true(near ? test.p > 1e-7 && test.p < 0.01 : test.p == swaps_least);
    assert_true(test.interval.low > 0 && test.interval.high > test.value);
    assert_int_equal(pairs_on_average(pair, MANY - 1, stream, 0.95, &test, &err), STATUS_OK);
    assert_true(test.looked > SWAPS_FIRST + 1);
    if (!near) assert_true(test.p < 1e-8);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reference),  cmocka_unit_test(test_formulas),
      cmocka_unit_test(test_drawn),      cmocka_unit_test(test_far_out),
      cmocka_unit_test(test_properties), cmocka_unit_test(test_without_success),
      cmocka_unit_test(test_order),      cmocka_unit_test(test_many),
      cmocka_unit_test(test_pooled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
