/* test_profiles.c -- areas over curves against a reference, profiles, bands and portfolios by hand
 * and by trying all sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "bench/statistics/curve_area.h"
#include "bench/statistics/portfolio.h"
#include "bench/statistics/profiles.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/comparison/"
enum { MOST = 256 };

static void near(double got, double wanted, double share, const char *what)
{
  if (!(fabs(got - wanted) <= share * fabs(wanted)))
    fail_msg("%s: %.17g, not %.17g", what, got, wanted);
}

static size_t read_curve(const struct reference *r, double c, struct curve_point *point)
{
  size_t n = 0;
  for (size_t i = 0; i < r->rows; i++)
    if (reference_at(r, i, "case") == c)
      point[n++] =
          (struct curve_point){reference_at(r, i, "cost"), reference_at(r, i, "best_error")};
  return n;
}

static void test_areas(void **unused)
{
  (void)unused;
  struct reference *r = reference_read(FOLDER "aocc.csv");
  struct reference *curves = reference_read(FOLDER "curves.csv");
  struct curve_point point[MOST];
  assert_in_range(r->rows, 10, 100);
  for (size_t i = 0; i < r->rows; i++) {
    size_t n = read_curve(curves, reference_at(r, i, "case"), point);
    struct curve_bounds b = {reference_at(r, i, "low"), reference_at(r, i, "high"),
                             reference_at(r, i, "budget")};
    near(curve_area(point, n, &b), reference_at(r, i, "aocc"), 1e-10, "area");
    near(curve_error(point, n, b.budget), reference_at(r, i, "error_at_budget"), 0, "at budget");
    near(curve_error(point, n, floor(b.budget / 2)), reference_at(r, i, "error_at_half"), 0,
         "half");
    /* Costs between whole numbers count from the next one on. */
    for (size_t k = 0; k < n; k++) point[k].cost -= 0.75;
    near(curve_area(point, n, &b), reference_at(r, i, "aocc"), 1e-10, "area of broken costs");
  }
  reference_free(r);
  reference_free(curves);
}

static void test_areas_by_hand(void **unused)
{
  (void)unused;
  const struct curve_bounds b = {-2, 2, 8};
  const struct curve_point one[] = {{3, 1}}, none[] = {{9, 0}}, best[] = {{1, 0}};
  const struct curve_point odd[] = {{1, NAN}, {2, INFINITY}, {3, 1e9}, {5, 1e-9}, {8, 0}, {20, 0}};
  assert_true(curve_area(one, 1, &b) == 6 * 0.5 / 8);
  assert_true(curve_area(none, 1, &b) == 0 && curve_area(NULL, 0, &b) == 0);
  assert_true(curve_area(best, 1, &b) == 1);
  assert_true(curve_area(odd, 6, &b) == 4.0 / 8);
  assert_true(isnan(curve_error(one, 1, 2.5)) && curve_error(one, 1, 3) == 1);
}

static void test_profiles(void **unused)
{
  (void)unused;
  /* Two contenders, two cells of three runs. */
  double cost[] = {4, 6, INFINITY, 10, INFINITY, INFINITY, 8, 3, 5, 20, 30, INFINITY};
  struct cost_table t = {2, 2, 3, 1, cost};
  const double ratio[] = {1, 2, INFINITY, 1, INFINITY, INFINITY, 2, 1, 1, 2, 1, INFINITY};
  double sized[12];
  memcpy(sized, cost, sizeof cost);
  costs_over_best(&t);
  assert_memory_equal(cost, ratio, sizeof cost);
  struct cost_table s = {2, 2, 3, 1, sized};
  costs_over_size(&s, (const size_t[]){1, 4});
  const double units[] = {2, 3, INFINITY, 2, INFINITY, INFINITY, 4, 1.5, 2.5, 4, 6, INFINITY};
  assert_memory_equal(sized, units, sizeof sized);
  const double at[] = {0.5, 1, 1.999, 2};
  const struct profile_request q = {at, 4, 400, 0.95, stream_root(1)};
  double share[8], low[8], high[8];
  struct error err;
  assert_int_equal(profile_bands(&t, &q, share, low, high, &err), STATUS_OK);
  const double wanted[] = {0, 2, 2, 3, 0, 3, 3, 5};
  for (size_t i = 0; i < 8; i++) {
    assert_true(share[i] == wanted[i] / 6);
    assert_true(0 <= low[i] && low[i] <= share[i] && share[i] <= high[i] && high[i] <= 1);
  }
  assert_true(low[1] < high[1] && low[0] == high[0]);
  double again[8];
  assert_int_equal(profile_bands(&t, &q, again, NULL, NULL, &err), STATUS_OK);
  assert_memory_equal(again, share, sizeof share);
  const struct cost_table empty = {2, 0, 0, 1, NULL};
  const struct profile_request nothing = {at, 0, 10, 0.95, stream_root(1)};
  assert_int_equal(profile_bands(&empty, &nothing, NULL, low, high, &err), STATUS_OK);
}

/* A band of one contender and one cell is the binomial's; over cells, runs are drawn within each.
 */
static void test_bands(void **unused)
{
  (void)unused;
  enum { RUNS = 50 };
  double cost[4 * RUNS], at = 1, share, low, high;
  struct error err;
  const struct profile_request q = {&at, 1, 4000, 0.95, stream_root(2)};
  for (size_t i = 0; i < RUNS; i++) cost[i] = i < 20 ? 1 : 2;
  const struct cost_table one = {1, 1, RUNS, 1, cost};
  assert_int_equal(profile_bands(&one, &q, &share, &low, &high, &err), STATUS_OK);
  assert_true(share == 0.4);
  assert_true(fabs(low - 0.26) < 0.021 && fabs(high - 0.54) < 0.021);
  /* Cells of which each is all one or all the other do not vary, however different they are. */
  for (size_t i = 0; i < 4 * RUNS; i++) cost[i] = i < RUNS ? 1 : 2;
  const struct cost_table four = {1, 4, RUNS, 1, cost};
  assert_int_equal(profile_bands(&four, &q, &share, &low, &high, &err), STATUS_OK);
  assert_true(share == 0.25 && low == 0.25 && high == 0.25);
}

/* A run is drawn with all its targets: those that always go together vary like one, and what is
 * missing is no case. */
static void test_targets_of_a_run(void **unused)
{
  (void)unused;
  enum { RUNS = 50, TARGETS = 20 };
  double cost[RUNS * TARGETS], at = 1, share, low, high;
  struct error err;
  const struct profile_request q = {&at, 1, 4000, 0.95, stream_root(2)};
  for (size_t i = 0; i < RUNS * TARGETS; i++) cost[i] = i / TARGETS < 20 ? 1 : INFINITY;
  struct cost_table t = {1, 1, RUNS, TARGETS, cost};
  assert_int_equal(profile_bands(&t, &q, &share, &low, &high, &err), STATUS_OK);
  assert_true(share == 0.4);
  assert_true(fabs(low - 0.26) < 0.021 && fabs(high - 0.54) < 0.021);
  for (size_t i = 0; i < RUNS * TARGETS; i++) cost[i] = i % 2 ? NAN : i / 2 % 2 ? INFINITY : 1;
  assert_int_equal(profile_bands(&t, &q, &share, &low, &high, &err), STATUS_OK);
  assert_true(share == 0.5 && low == 0.5 && high == 0.5);
}

static double worth(const double *cost, size_t contenders, size_t problems, const size_t *member,
                    size_t count)
{
  struct error err;
  double value;
  assert_int_equal(set_worth(cost, contenders, problems, member, count, &value, &err), STATUS_OK);
  return value;
}

/* Against all subsets, for many tables. */
static void test_portfolios(void **unused)
{
  (void)unused;
  enum { CONTENDERS = 7, PROBLEMS = 9 };
  double cost[CONTENDERS * PROBLEMS];
  struct error err;
  size_t member[CONTENDERS], sizes[CONTENDERS + 1] = {0};
  for (size_t set = 0; set < 90; set++) {
    const double share = set < 60 ? 0.95 : 0.7;
    struct stream stream = stream_numbered(stream_root(4), set);
    for (size_t i = 0; i < CONTENDERS * PROBLEMS; i++) {
      double u = stream_uniform(stream, i);
      cost[i] = u < 0.3 ? INFINITY : floor(1 / u);
    }
    size_t fewest = CONTENDERS + 1;
    double most = 0;
    for (size_t bits = 1; bits < 1u << CONTENDERS; bits++) {
      size_t count = 0;
      for (size_t c = 0; c < CONTENDERS; c++)
        if (bits >> c & 1) member[count++] = c;
      double is = worth(cost, CONTENDERS, PROBLEMS, member, count);
      if (!(is >= share) || count > fewest || (count == fewest && is <= most)) continue;
      fewest = count;
      most = is;
    }
    struct portfolio p;
    assert_int_equal(portfolio_make(cost, CONTENDERS, PROBLEMS, share, member, &p, &err),
                     STATUS_OK);
    assert_true(p.exact && p.count == fewest && p.worth == most);
    assert_true(worth(cost, CONTENDERS, PROBLEMS, member, p.count) == p.worth);
    for (size_t i = 1; i < p.count; i++) assert_true(member[i - 1] < member[i]);
    sizes[p.count]++;
  }
  assert_true(sizes[2] + sizes[3] + sizes[4] + sizes[5] >= 50);
}

static void test_portfolios_by_hand(void **unused)
{
  (void)unused;
  /* The first is best nowhere and good everywhere; greed takes it, the other two do without it. The
   * last problem is nobody's. */
  const double cost[] = {2,        2,        2,        2,        INFINITY, 1, 1,       INFINITY,
                         INFINITY, INFINITY, INFINITY, INFINITY, 1,        1, INFINITY};
  size_t member[3];
  struct portfolio p;
  struct error err;
  assert_true(worth(cost, 3, 5, (const size_t[]){0}, 1) == 0.5);
  assert_true(worth(cost, 3, 5, (const size_t[]){0, 1}, 2) == 0.75);
  assert_int_equal(portfolio_make(cost, 3, 5, 0.95, member, &p, &err), STATUS_OK);
  assert_true(p.count == 2 && p.worth == 1 && p.exact && member[0] == 1 && member[1] == 2);
  const double nobody[] = {INFINITY, INFINITY};
  assert_int_equal(portfolio_make(nobody, 2, 1, 0.95, member, &p, &err), STATUS_OK);
  assert_true(p.count == 0 && isnan(p.worth));
  /* Too many sets to try. */
  static double many[60 * 200];
  static size_t chosen[60];
  for (size_t i = 0; i < 60 * 200; i++) many[i] = 1 + (double)(i * 7919 % 101);
  assert_int_equal(portfolio_make(many, 60, 200, 0.99, chosen, &p, &err), STATUS_OK);
  assert_true(p.worth >= 0.99 && p.count > 2 && !p.exact);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_areas),
      cmocka_unit_test(test_areas_by_hand),
      cmocka_unit_test(test_profiles),
      cmocka_unit_test(test_bands),
      cmocka_unit_test(test_targets_of_a_run),
      cmocka_unit_test(test_portfolios),
      cmocka_unit_test(test_portfolios_by_hand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
