/* test_inference.c -- rank tests and bootstrap against SciPy and counting, Holm, quartiles and
 * running times by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/statistics/inference.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/scipy/"
enum { MOST = 300 };

static size_t numbers(const char *text, double *out)
{
  size_t count = 0;
  for (char *end; *text; text = end) {
    assert_true(count < MOST);
    out[count++] = strtod(text, &end);
    assert_ptr_not_equal(end, text);
  }
  return count;
}

static void near(double got, double wanted, double share, const char *what)
{
  if (!(fabs(got - wanted) <= share * fabs(wanted)))
    fail_msg("%s: %.17g, not %.17g", what, got, wanted);
}

static void test_signed_rank(void **unused)
{
  (void)unused;
  struct reference *r = reference_read(FOLDER "signed_rank.csv");
  double d[MOST], p;
  struct error err;
  assert_in_range(r->rows, 40, 100);
  for (size_t i = 0; i < r->rows; i++) {
    size_t n = numbers(reference_text(r, i, "differences"), d);
    assert_int_equal(signed_rank_test(d, n, &p, &err), STATUS_OK);
    near(p, reference_at(r, i, "p"), 1e-12, reference_text(r, i, "name"));
    for (size_t k = 0; k < n; k++) d[k] = -d[k];
    double mirrored;
    assert_int_equal(signed_rank_test(d, n, &mirrored, &err), STATUS_OK);
    near(mirrored, p, 1e-14, "mirrored");
  }
  reference_free(r);
}

static void test_signed_rank_limits(void **unused)
{
  (void)unused;
  struct error err;
  double zeros[3] = {0, -0.0, 0}, far[6] = {1, INFINITY, INFINITY, INFINITY, 2, 3}, p;
  double finite[6] = {1, 9, 9, 9, 2, 3}, q;
  assert_int_equal(signed_rank_test(zeros, 3, &p, &err), STATUS_OK);
  assert_true(p == 1);
  assert_int_equal(signed_rank_test(NULL, 0, &p, &err), STATUS_OK);
  assert_true(p == 1);
  assert_int_equal(signed_rank_test(far, 6, &p, &err), STATUS_OK);
  assert_int_equal(signed_rank_test(finite, 6, &q, &err), STATUS_OK);
  assert_true(p == q && p == 2.0 / 64);
  far[1] = far[2] = -INFINITY;
  finite[1] = finite[2] = -9;
  assert_int_equal(signed_rank_test(far, 6, &p, &err), STATUS_OK);
  assert_int_equal(signed_rank_test(finite, 6, &q, &err), STATUS_OK);
  assert_true(p == q);
}

static void test_rank_sum(void **unused)
{
  (void)unused;
  struct reference *r = reference_read(FOLDER "rank_sum.csv");
  double a[MOST], b[MOST], p, swapped;
  struct error err;
  assert_in_range(r->rows, 40, 100);
  for (size_t i = 0; i < r->rows; i++) {
    size_t na = numbers(reference_text(r, i, "a"), a), nb = numbers(reference_text(r, i, "b"), b);
    assert_int_equal(rank_sum_test(a, na, b, nb, &p, &err), STATUS_OK);
    near(p, reference_at(r, i, "p"), 1e-12, reference_text(r, i, "name"));
    assert_int_equal(rank_sum_test(b, nb, a, na, &swapped, &err), STATUS_OK);
    near(swapped, p, 1e-13, "swapped");
  }
  assert_int_equal(rank_sum_test(a, 0, b, 3, &p, &err), STATUS_OK);
  assert_true(p == 1);
  for (int i = 0; i < 60; i++) a[i] = 1;
  assert_int_equal(rank_sum_test(a, 30, a, 30, &p, &err), STATUS_OK);
  assert_true(p == 1);
  reference_free(r);
}

/* Ties, zeros and infinities at every size that is exact. */
static void test_counted(void **unused)
{
  (void)unused;
  struct reference *r = reference_read("tests/reference/counted/exact_p.csv");
  double a[MOST], b[MOST], p;
  struct error err;
  size_t signed_ranks = 0;
  assert_int_equal(r->rows, 60);
  for (size_t i = 0; i < r->rows; i++) {
    const char *test = reference_text(r, i, "test");
    size_t na = numbers(reference_text(r, i, "a"), a), nb = numbers(reference_text(r, i, "b"), b);
    if (!strcmp(test, "signed-rank")) {
      signed_ranks++;
      assert_int_equal(signed_rank_test(a, na, &p, &err), STATUS_OK);
    } else {
      assert_in_range(na + nb, 2, EXACT_LIMIT);
      assert_int_equal(rank_sum_test(a, na, b, nb, &p, &err), STATUS_OK);
    }
    near(p, reference_at(r, i, "p_two_sided"), 1e-12, test);
  }
  assert_int_equal(signed_ranks, 30);
  reference_free(r);
}

/* The adjusted values of Holm's procedure, worked out by hand. */
static void test_holm(void **unused)
{
  (void)unused;
  struct error err;
  double p[] = {0.01, NAN, 0.04, 0.03, 0.005, 0.6};
  const double wanted[] = {0.04, NAN, 0.09, 0.09, 0.025, 0.6};
  assert_int_equal(holm_adjust(p, 6, p, &err), STATUS_OK);
  for (size_t i = 0; i < 6; i++) {
    if (isnan(wanted[i]))
      assert_true(isnan(p[i]));
    else
      near(p[i], wanted[i], 1e-15, "Holm");
  }
  double all[] = {0.5, 0.9, 0.5};
  assert_int_equal(holm_adjust(all, 3, all, &err), STATUS_OK);
  for (size_t i = 0; i < 3; i++) assert_true(all[i] == 1);
  assert_int_equal(holm_adjust(NULL, 0, NULL, &err), STATUS_OK);
}

static double sample_mean(void *context, const size_t *index, size_t count)
{
  const double *x = context;
  double total = 0;
  for (size_t i = 0; i < count; i++) total += x[index[i]];
  return total / (double)count;
}

static void test_bootstrap(void **unused)
{
  (void)unused;
  struct reference *r = reference_read(FOLDER "bootstrap_mean.csv");
  double x[MOST];
  struct error err;
  assert_int_equal(r->rows, 9);
  for (size_t i = 0; i < r->rows; i++) {
    struct interval got, again;
    size_t n = numbers(reference_text(r, i, "sample"), x);
    struct stream stream = stream_numbered(stream_named(stream_root(1), "test"), i);
    assert_int_equal(bootstrap_interval(stream, 20000, n, 0.95, sample_mean, x, &got, &err),
                     STATUS_OK);
    /* Five standard errors of a 2.5% quantile of 20,000 draws from a normal distribution, for the
     * deviation of a mean that is under a sixth of it. */
    near(got.low, reference_at(r, i, "low"), 0.016, "low end");
    near(got.high, reference_at(r, i, "high"), 0.016, "high end");
    assert_int_equal(bootstrap_interval(stream, 20000, n, 0.95, sample_mean, x, &again, &err),
                     STATUS_OK);
    assert_memory_equal(&got, &again, sizeof got);
  }
  struct interval none;
  assert_int_equal(bootstrap_interval(stream_root(1), 10, 0, 0.95, sample_mean, x, &none, &err),
                   STATUS_OK);
  assert_true(isnan(none.low) && isnan(none.high));
  reference_free(r);
}

static void test_sample_median(void **unused)
{
  (void)unused;
  const double value[] = {5, 1, NAN, 3, 4};
  const size_t index[] = {3, 0, 2, 0, 1};
  struct sample sample;
  struct error err;
  assert_int_equal(sample_new(value, 5, &sample, &err), STATUS_OK);
  assert_true(sample_median(&sample, index, 5) == 5);
  assert_true(sample_median(&sample, index, 2) == 4);
  assert_true(sample.ascending[0] == 1 && isinf(sample.ascending[4]));
  sample_free(&sample);
}

/* A sample is what sorting what was drawn comes to, to the bit, with ties and infinities. */
static void test_sample_draw(void **unused)
{
  (void)unused;
  enum { MANY = 300 };
  static double value[MANY], drawn[MANY];
  static size_t index[MANY];
  struct stream stream = stream_named(stream_root(1), "draws");
  uint64_t at = 0;
  for (size_t count = 1; count <= MANY; count += 1 + count / 3) {
    for (size_t i = 0; i < count; i++) value[i] = floor(8 / stream_uniform(stream, at++)) - 20;
    for (size_t i = 0; i < count; i++)
      if (value[i] > 60) value[i] = i % 2 ? INFINITY : NAN;
    struct sample sample;
    struct error err;
    assert_int_equal(sample_new(value, count, &sample, &err), STATUS_OK);
    for (int round = 0; round < 20; round++) {
      for (size_t i = 0; i < count; i++) {
        index[i] = (size_t)(stream_uniform(stream, at++) * (double)count);
        drawn[i] = value[index[i]];
      }
      sort_values(drawn, count);
      assert_memory_equal(sample_draw(&sample, index, count), drawn, count * sizeof *drawn);
    }
    sample_free(&sample);
  }
}

/* Pair by pair. */
static void test_lead(void **unused)
{
  (void)unused;
  struct stream stream = stream_named(stream_root(1), "lead");
  uint64_t at = 0;
  double a[20], b[20], lead;
  struct error err;
  for (size_t na = 0; na <= 20; na++)
    for (size_t nb = 0; nb <= 20; nb += 3) {
      double pairs = 0;
      for (size_t i = 0; i < na; i++) a[i] = floor(9 * stream_uniform(stream, at++));
      for (size_t k = 0; k < nb; k++) b[k] = floor(9 * stream_uniform(stream, at++));
      for (size_t k = 0; k < nb; k++)
        if (b[k] > 7) b[k] = INFINITY;
      for (size_t i = 0; i < na; i++)
        for (size_t k = 0; k < nb; k++) pairs += (a[i] < b[k]) - (a[i] > b[k]);
      assert_int_equal(rank_sum_lead(a, na, b, nb, &lead, &err), STATUS_OK);
      assert_true(lead == pairs);
    }
}

static double average(const double *to, const double *spent, size_t count)
{
  struct running_time time = {0};
  for (size_t i = 0; i < count; i++) running_time_add(&time, to[i], spent[i]);
  return running_time_average(&time);
}

static void test_running_time(void **unused)
{
  (void)unused;
  const double to[] = {10, INFINITY, 30, INFINITY}, spent[] = {12, 100, 31, 50};
  assert_true(average(to, spent, 4) == (10 + 100 + 30 + 50) / 2.0);
  assert_true(average(to, spent, 1) == 10);
  assert_true(isinf(average(to + 1, spent + 1, 1)));
  assert_true(isinf(average(to, spent, 0)));
}

/* Ends of the bootstrap distribution, counted among all n^n samples of n values: of five, the lower
 * quartile is their second, which is the least with probability 0.263 (more than 0.025) and the
 * greatest but 0.0003 of the time, the second greatest or more 0.087; so on for the median, 0.058
 * at either end. Of seven, the median is the least with probability 0.010, the second or less with
 * 0.108. */
static void test_quartile_intervals(void **unused)
{
  (void)unused;
  const double five[] = {40, 10, 50, 20, 30}, seven[] = {7, 1, 6, 2, 5, 3, 4};
  struct stream stream = stream_named(stream_root(1), "quartiles");
  struct quartile_intervals q, again;
  struct error err;
  assert_int_equal(quartile_intervals(stream, five, 5, &q, &err), STATUS_OK);
  assert_true(q.at.low == 20 && q.at.median == 30 && q.at.high == 40);
  assert_true(q.low.low == 10 && q.low.high == 40);
  assert_true(q.median.low == 10 && q.median.high == 50);
  assert_true(q.high.low == 20 && q.high.high == 50);
  assert_int_equal(quartile_intervals(stream, five, 5, &again, &err), STATUS_OK);
  assert_memory_equal(&q, &again, sizeof q);
  assert_int_equal(quartile_intervals(stream, seven, 7, &q, &err), STATUS_OK);
  assert_true(q.at.median == 4 && q.median.low == 2 && q.median.high == 6);
  assert_int_equal(quartile_intervals(stream, NULL, 0, &q, &err), STATUS_OK);
  assert_true(isnan(q.at.median) && isnan(q.median.low) && isnan(q.high.high));
}

/* Of many values the limit stands in for the draws: of 1, 2, ... n the ends lie 1.96 times
 * sqrt(n q (1 - q)) to both sides of quantile q, and those of the draws within four of their own
 * errors from there, which is less than 1 each. */
static void test_quartiles_of_many(void **unused)
{
  (void)unused;
  static double value[QUARTILES_DRAWN + 1];
  struct stream stream = stream_named(stream_root(1), "many quartiles");
  struct quartile_intervals drawn, limit;
  struct error err;
  for (size_t i = 0; i <= QUARTILES_DRAWN; i++) value[i] = (double)(i + 1);
  assert_int_equal(quartile_intervals(stream, value, QUARTILES_DRAWN, &drawn, &err), STATUS_OK);
  assert_int_equal(quartile_intervals(stream, value, QUARTILES_DRAWN + 1, &limit, &err), STATUS_OK);
  const struct interval *const of_draws[] = {&drawn.low, &drawn.median, &drawn.high};
  const struct interval *const of_limit[] = {&limit.low, &limit.median, &limit.high};
  for (size_t k = 0; k < 3; k++) {
    double n = QUARTILES_DRAWN + 1, q = (double)(k + 1) / 4, reach = 1.96 * sqrt(n * q * (1 - q));
    assert_true(fabs(of_limit[k]->low - (1 + (n - 1) * q - reach)) < 0.1);
    assert_true(fabs(of_limit[k]->high - (1 + (n - 1) * q + reach)) < 0.1);
    assert_true(fabs(of_limit[k]->low - of_draws[k]->low) < 4);
    assert_true(fabs(of_limit[k]->high - of_draws[k]->high) < 4);
  }
}

/* Each simulated run is worked out again from the stream's own numbers. */
static void test_restarted_cost(void **unused)
{
  (void)unused;
  const double to[] = {3, INFINITY, 20, INFINITY}, spent[] = {50, 100, 50, 7};
  struct stream stream = stream_named(stream_root(1), "restarts");
  uint64_t draw = 0, at = 0;
  double total = 0;
  enum { RUNS = 20000 };
  for (size_t i = 0; i < RUNS; i++) {
    double cost = 0;
    for (bool reached = false; !reached;) {
      size_t run = (size_t)(4 * stream_uniform(stream, at++));
      reached = run == 0 || run == 2;
      cost += reached ? to[run] : spent[run];
    }
    double got = restarted_cost(stream, &draw, to, spent, 4, 1e9);
    assert_true(got == cost);
    assert_int_equal(draw, at);
    total += got;
  }
  /* The mean is the average running time, (3 + 100 + 20 + 7) / 2; five standard errors of it. */
  near(total / RUNS, average(to, spent, 4), 0.05, "mean");
}

static void test_restarted_cost_limits(void **unused)
{
  (void)unused;
  const double never[] = {INFINITY, INFINITY}, always[] = {5, 5}, spent[] = {9, 9};
  const double late[] = {INFINITY, 5};
  struct stream stream = stream_root(1);
  uint64_t draw = 0;
  size_t once = 0, twice = 0;
  assert_true(isinf(restarted_cost(stream, &draw, never, spent, 2, INFINITY)));
  assert_true(isinf(restarted_cost(stream, &draw, NULL, NULL, 0, 10)));
  assert_true(restarted_cost(stream, &draw, always, spent, 2, 5) == 5);
  assert_true(isinf(restarted_cost(stream, &draw, always, spent, 2, 4.9)));
  /* 5, 9 + 5, or too much: half, a quarter, a quarter of the time. */
  for (size_t i = 0; i < 4000; i++) {
    double cost = restarted_cost(stream, &draw, late, spent, 2, 14);
    assert_true(cost == 5 || cost == 14 || isinf(cost));
    once += cost == 5;
    twice += cost == 14;
  }
  assert_in_range(once, 1840, 2160);
  assert_in_range(twice, 860, 1140);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_signed_rank),
      cmocka_unit_test(test_signed_rank_limits),
      cmocka_unit_test(test_rank_sum),
      cmocka_unit_test(test_counted),
      cmocka_unit_test(test_holm),
      cmocka_unit_test(test_bootstrap),
      cmocka_unit_test(test_sample_median),
      cmocka_unit_test(test_sample_draw),
      cmocka_unit_test(test_lead),
      cmocka_unit_test(test_running_time),
      cmocka_unit_test(test_quartile_intervals),
      cmocka_unit_test(test_quartiles_of_many),
      cmocka_unit_test(test_restarted_cost),
      cmocka_unit_test(test_restarted_cost_limits),
  };
  return cmocka_run_group_tests_name("inference", tests, NULL, NULL);
}
