/* test_mean_ranks.c -- tails, Friedman's test and what follows it, against SciPy and by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "bench/statistics/mean_ranks.h"
#include "bench/statistics/tails.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/comparison/"
enum { MOST = 16 };

static void near(double got, double wanted, double share, const char *what)
{
  if (!(fabs(got - wanted) <= share * fabs(wanted) + 1e-300))
    fail_msg("%s: %.17g, not %.17g", what, got, wanted);
}

static void test_tails(void **unused)
{
  (void)unused;
  /* Two degrees: e^(-x/2); one: both tails of a normal; F of one and many: a chi-square; F of two
   * above: (1 + 2 x / n)^(-n/2). */
  for (double x = 0.25; x < 60; x *= 1.5) {
    near(chi_square_tail(x, 2), exp(-x / 2), 1e-13, "chi-square of 2");
    near(chi_square_tail(x, 1), normal_tails(sqrt(x)), 1e-13, "chi-square of 1");
    near(chi_square_tail(x, 4), exp(-x / 2) * (1 + x / 2), 1e-13, "chi-square of 4");
    near(f_tail(x, 2, 9), pow(1 + 2 * x / 9, -4.5), 1e-12, "F of 2 and 9");
    near(f_tail(x, 2, 40000), pow(1 + x / 20000, -20000), 1e-9, "F of 2 and 40000");
    near(f_tail(x, 3, 7) + f_tail(1 / x, 7, 3), 1, 1e-13, "F and its inverse");
    near(range_tail(x / 4, 2), normal_tails(x / 4 / sqrt(2)), 1e-12, "range of 2");
  }
  assert_true(chi_square_tail(0, 3) == 1 && chi_square_tail(INFINITY, 3) == 0);
  assert_true(f_tail(0, 3, 4) == 1 && f_tail(INFINITY, 3, 4) == 0);
  assert_true(range_tail(0, 4) == 1 && range_tail(INFINITY, 4) == 0);
  for (size_t k = 2; k < 40; k += 7)
    near(range_tail(range_quantile(0.05, k), k), 0.05, 1e-12, "a quantile's tail");
}

/* The scores of case c; how many problems. */
static size_t scores(const struct reference *all, double c, size_t k, double *score)
{
  size_t used = 0;
  for (size_t i = 0; i < all->rows; i++)
    if (reference_at(all, i, "case") == c) score[used++] = reference_at(all, i, "score");
  return used / k;
}

static void test_reference(void **unused)
{
  (void)unused;
  struct reference *all = reference_read(FOLDER "friedman_scores.csv");
  struct reference *r = reference_read(FOLDER "friedman.csv");
  struct reference *pairs = reference_read(FOLDER "friedman_pairs.csv");
  double *score = malloc(all->rows * sizeof *score);
  struct error err;
  struct mean_ranks m;
  size_t compared = 0;
  for (size_t i = 0; i < r->rows; i++) {
    size_t k = (size_t)reference_at(r, i, "methods");
    double p[MOST * MOST], holm[MOST * MOST];
    size_t n = scores(all, reference_at(r, i, "case"), k, score);
    assert_int_equal(n, (size_t)reference_at(r, i, "problems"));
    assert_int_equal(mean_ranks_make(score, n, k, &m, &err), STATUS_OK);
    near(m.chi_square, reference_at(r, i, "chi2"), 1e-10, "chi-square");
    near(m.p, reference_at(r, i, "p_chi2"), 1e-10, "p of chi-square");
    near(m.f, reference_at(r, i, "iman_davenport_F"), 1e-10, "F");
    near(m.f_p, reference_at(r, i, "p_F"), 1e-10, "p of F");
    near(critical_difference(&m, 0.05), reference_at(r, i, "cd05"), 1e-8, "difference at 0.05");
    near(critical_difference(&m, 0.10), reference_at(r, i, "cd10"), 1e-8, "difference at 0.10");
    const char *text = reference_text(r, i, "mean_ranks");
    double firsts = 0;
    for (size_t j = 0; j < k; j++) {
      char *end;
      near(m.rank[j], strtod(text, &end), 1e-14, "a mean rank");
      near(m.points[j], (double)n * ((double)k - m.rank[j]), 1e-13, "points");
      firsts += m.firsts[j];
      text = end;
    }
    near(firsts, (double)n, 1e-13, "firsts");
    nemenyi_pairs(&m, p);
    assert_int_equal(holm_pairs(&m, holm, &err), STATUS_OK);
    for (size_t j = 0; j < pairs->rows; j++) {
      if (reference_at(pairs, j, "case") != reference_at(r, i, "case")) continue;
      size_t a = (size_t)reference_at(pairs, j, "a"), b = (size_t)reference_at(pairs, j, "b");
      /* The reference is 1 less the distribution function, and has its 16 digits. */
      double wanted = reference_at(pairs, j, "p_nemenyi");
      near(p[a * k + b] + 1e-7, wanted + 1e-7, 1e-8, "Nemenyi's p");
      assert_true(p[a * k + b] == p[b * k + a] && holm[a * k + b] == holm[b * k + a]);
      compared++;
    }
    mean_ranks_free(&m);
  }
  assert_int_equal(compared, pairs->rows);
  free(score);
  reference_free(all);
  reference_free(r);
  reference_free(pairs);
}

static void test_by_hand(void **unused)
{
  (void)unused;
  /* The last is missing twice; the first two share a cell. */
  const double score[] = {1, 1, 3, NAN, 2, 4, 3, 5, 0, 7, 7, INFINITY, 5, 6, 7, NAN};
  struct error err;
  struct mean_ranks m;
  assert_int_equal(mean_ranks_make(score, 4, 4, &m, &err), STATUS_OK);
  const double rank[] = {(1.5 + 1 + 1 + 1) / 4, (1.5 + 3 + 2.5 + 2) / 4, (3 + 2 + 2.5 + 3) / 4, 4};
  const double firsts[] = {3.5, 0.5, 0, 0};
  for (size_t i = 0; i < 4; i++) {
    assert_true(m.rank[i] == rank[i]);
    assert_true(m.firsts[i] == firsts[i]);
    assert_true(m.points[i] == 4 * (4 - rank[i]));
  }
  mean_ranks_free(&m);
  /* All agree: F is infinite. All tie: nothing. One cell: no F. */
  const double agree[] = {1, 2, 3, 10, 20, 30, -3, -2, -1}, tie[] = {5, 5, 5, 7, 7, 7};
  assert_int_equal(mean_ranks_make(agree, 3, 3, &m, &err), STATUS_OK);
  assert_true(isinf(m.f) && m.f_p == 0 && fabs(m.chi_square - 6) < 1e-12);
  mean_ranks_free(&m);
  assert_int_equal(mean_ranks_make(tie, 2, 3, &m, &err), STATUS_OK);
  assert_true(m.chi_square == 0 && m.p == 1 && m.f == 0 && m.f_p == 1);
  mean_ranks_free(&m);
  assert_int_equal(mean_ranks_make(agree, 1, 3, &m, &err), STATUS_OK);
  assert_true(isnan(m.f) && isnan(m.f_p) && m.p > 0.3);
  mean_ranks_free(&m);
}

static void test_holm(void **unused)
{
  (void)unused;
  /* Mean ranks 1, 2, 3 of 12 cells: z = 1 / sqrt(3 * 4 / 72) and twice that. */
  double score[36], p[9], root = sqrt(6);
  struct error err;
  struct mean_ranks m;
  for (size_t i = 0; i < 36; i++) score[i] = (double)(i % 3);
  assert_int_equal(mean_ranks_make(score, 12, 3, &m, &err), STATUS_OK);
  assert_int_equal(holm_pairs(&m, p, &err), STATUS_OK);
  near(p[2], 3 * erfc(2 * root / sqrt(2)), 1e-12, "the first of three");
  near(p[1], 2 * erfc(root / sqrt(2)), 1e-12, "the second of three");
  near(p[5], p[1], 1e-12, "not below the second");
  assert_true(p[0] == 1 && p[4] == 1 && p[8] == 1);
  mean_ranks_free(&m);
}

static void test_groups(void **unused)
{
  (void)unused;
  /* In order 3 0 2 1 4: overlapping groups, one within another, one alone. */
  double rank[] = {2, 4, 3, 1, 5}, p[25];
  struct mean_ranks m = {.contenders = 5, .rank = rank};
  size_t order[5], count;
  struct rank_group group[5];
  struct error err;
  for (size_t a = 0; a < 5; a++)
    for (size_t b = 0; b < 5; b++) p[a * 5 + b] = fabs(rank[a] - rank[b]) <= 1 ? 0.5 : 0.01;
  p[3 * 5 + 0] = p[0 * 5 + 3] = 0.05;  /* at the level: they differ */
  p[0 * 5 + 1] = p[1 * 5 + 0] = 0.051; /* not */
  assert_int_equal(rank_groups(&m, p, 0.05, order, group, &count, &err), STATUS_OK);
  const size_t wanted[] = {3, 0, 2, 1, 4};
  assert_memory_equal(order, wanted, sizeof wanted);
  assert_int_equal(count, 2);
  assert_true(group[0].first == 1 && group[0].last == 3);
  assert_true(group[1].first == 3 && group[1].last == 4);
  for (size_t i = 0; i < 25; i++) p[i] = 1;
  assert_int_equal(rank_groups(&m, p, 0.05, order, group, &count, &err), STATUS_OK);
  assert_true(count == 1 && group[0].first == 0 && group[0].last == 4);
  for (size_t i = 0; i < 25; i++) p[i] = 0;
  assert_int_equal(rank_groups(&m, p, 0.05, order, group, &count, &err), STATUS_OK);
  assert_int_equal(count, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tails),   cmocka_unit_test(test_reference),
      cmocka_unit_test(test_by_hand), cmocka_unit_test(test_holm),
      cmocka_unit_test(test_groups),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
