/* error_rates.c -- how often tests of paired runs say that sides differ, where they do and where
 * not.
 *
 *   error_rates [SIMULATIONS]
 *
 * Draws 25 pairs of runs of two sides whose distributions are known, again and again, and puts five
 * tests at 5% to them, two of the average running times (studentised swaps, pairs.h, and, as if
 * they were no pairs, studentised deals, unpaired.h), one that swaps the plain ratio, and two of
 * ranks. Prints the share of rejections, and how often the interval of the first holds the true
 * ratio. Exits 1 if one of the first two rejects equal averages too often, or is weaker than the
 * ranks where they differ, by more than the number of simulations explains. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/statistics/unpaired.h"
#include "src/numeric/elementary.h"

enum { PAIRS = 25 };

/* Costs to the target of runs that succeed, and what the others spend. */
enum shape { EXPONENTIAL, LOGNORMAL };
struct side {
  enum shape shape;
  double mean, deviation; /* the latter of the logarithm, for LOGNORMAL */
  double fails, spent;
};
struct scenario {
  const char *name;
  struct side a, b;
  double most;     /* share of rejections asked for where averages are equal; 1: they are not */
  double coverage; /* least share of intervals that hold the ratio */
};
static const struct scenario scenarios[] = {
    {"equal", {EXPONENTIAL, 1, 0, 0, 0}, {EXPONENTIAL, 1, 0, 0, 0}, 0.07, 0.93},
    {"equal, 30% fail", {EXPONENTIAL, 1, 0, 0.3, 4}, {EXPONENTIAL, 1, 0, 0.3, 4}, 0.07, 0.93},
    /* aRT: (0.3 * 1 + 0.7 * 3) / 0.3 = 8 */
    {"equal averages, 70% fail and none",
     {EXPONENTIAL, 1, 0, 0.7, 3},
     {EXPONENTIAL, 8, 0, 0, 0},
     0.07,
     0.93},
    {"equal averages, 70% fail and none, steady",
     {EXPONENTIAL, 1, 0, 0.7, 3},
     {LOGNORMAL, 8, 0.3, 0, 0},
     0.07,
     0.93},
    {"averages 1 and 2", {EXPONENTIAL, 1, 0, 0, 0}, {EXPONENTIAL, 2, 0, 0, 0}, 1, 0.93},
    {"averages 1 and 100", {EXPONENTIAL, 1, 0, 0, 0}, {EXPONENTIAL, 100, 0, 0, 0}, 1, 0.92},
    {"40% fail and 4%", {EXPONENTIAL, 1, 0, 0.4, 6}, {EXPONENTIAL, 1, 0, 0.04, 6}, 1, 0.93},
    {"heavy tails: equal averages, log-normal 1.5 and 0.3",
     {LOGNORMAL, 1, 1.5, 0, 0},
     {LOGNORMAL, 1, 0.3, 0, 0},
     0.2,
     0.8},
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static double average(const struct side *s)
{
  return s->mean + s->fails / (1 - s->fails) * s->spent;
}

static struct trial draw(const struct side *s, struct stream stream, uint64_t number)
{
  double u = stream_uniform(stream, 4 * number), v = stream_uniform(stream, 4 * number + 1);
  bool success = stream_uniform(stream, 4 * number + 2) >= s->fails;
  double cost = -s->mean * repro_log(u);
  if (s->shape == LOGNORMAL) {
    double normal = sqrt(-2 * repro_log(u)) * repro_cos(6.283185307179586 * v);
    cost = s->mean * repro_exp(s->deviation * normal - s->deviation * s->deviation / 2);
  }
  return (struct trial){success ? cost : s->spent, success ? 0 : v, success};
}

/* log of the ratio of averages under swaps, as it is. */
static struct estimate plain_ratio(void *context, const unsigned char *swapped)
{
  const struct trial_pair *pair = context;
  double cost[2] = {0, 0}, successes[2] = {0, 0};
  for (size_t i = 0; i < PAIRS; i++) {
    size_t a = swapped[i / 8] >> (i % 8) & 1;
    cost[a] += pair[i].a.cost;
    cost[1 - a] += pair[i].b.cost;
    successes[a] += pair[i].a.success;
    successes[1 - a] += pair[i].b.success;
  }
  if (successes[0] < 1) return (struct estimate){-INFINITY, 1};
  return (struct estimate){repro_log(cost[1] / successes[1] / (cost[0] / successes[0])), 1};
}

enum test { STUDENTISED, DEALS, PLAIN, SIGNED_RANK, RANK_SUM, TESTS };
struct counts {
  size_t rejected[TESTS], covered, pooled;
};

static int simulate(const struct scenario *s, size_t number, struct counts *counts,
                    struct error *err)
{
  struct stream stream = stream_numbered(stream_named(stream_root(1), s->name), number);
  struct stream of_a = stream_named(stream, "a"), of_b = stream_named(stream, "b");
  struct trial_pair pair[PAIRS];
  struct trial a[PAIRS], b[PAIRS];
  double key_a[PAIRS], key_b[PAIRS], p[TESTS], pull[PAIRS];
  double truth = repro_log(average(&s->b) / average(&s->a));
  struct swap_test t, deals, plain;
  struct most_runs most;
  for (size_t i = 0; i < PAIRS; i++) {
    pair[i] = (struct trial_pair){draw(&s->a, of_a, i), draw(&s->b, of_b, i)};
    a[i] = pair[i].a, b[i] = pair[i].b;
    key_a[i] = trial_key(pair[i].a.cost, pair[i].a.success, pair[i].a.error);
    key_b[i] = trial_key(pair[i].b.cost, pair[i].b.success, pair[i].b.error);
    pull[i] = pair[i].b.cost - pair[i].a.cost;
  }
  int status = pairs_on_average(pair, PAIRS, stream, 0.95, &t, err);
  if (!status)
    status =
        unpaired_on_average(&(struct unpaired_cell){a, b, PAIRS, PAIRS}, stream, 0.95, &deals, err);
  if (!status) status = swaps_test(stream, PAIRS, plain_ratio, pair, pull, 0.95, &plain, err);
  if (!status) status = pairs_in_most_runs(pair, PAIRS, &most, err);
  if (!status) status = rank_sum_test(key_a, PAIRS, key_b, PAIRS, &p[RANK_SUM], err);
  if (status) return status;
  p[STUDENTISED] = t.p, p[DEALS] = deals.p, p[PLAIN] = plain.p, p[SIGNED_RANK] = most.p;
  for (size_t k = 0; k < TESTS; k++) counts->rejected[k] += p[k] <= 0.05;
  counts->covered += t.interval.low <= truth && truth <= t.interval.high;
  return STATUS_OK;
}

/* The same sides in four cells, of which two and two share their draws: as evidence, they are two.
 */
static int simulate_pooled(const struct scenario *s, size_t number, struct counts *counts,
                           struct error *err)
{
  struct stream stream = stream_numbered(stream_named(stream_root(2), s->name), number);
  struct trial_pair pair[2][PAIRS];
  struct paired_cell cell[4];
  struct swap_test t;
  for (size_t c = 0; c < 4; c++) {
    struct stream of = stream_numbered(stream, c / 2);
    for (size_t i = 0; i < PAIRS && c % 2 == 0; i++)
      pair[c / 2][i] = (struct trial_pair){draw(&s->a, stream_named(of, "a"), i),
                                           draw(&s->b, stream_named(of, "b"), i)};
    cell[c] = (struct paired_cell){pair[c / 2], PAIRS};
  }
  int status = pairs_pooled(cell, 4, stream, 0.95, &t, err);
  counts->pooled += !status && t.p <= 0.05;
  return status;
}

/* Is what was asked for met, but for three standard errors? */
static bool right(const struct scenario *s, const struct counts *c, double n)
{
  double covered = (double)c->covered / n, pooled = (double)c->pooled / n;
  bool level = true;
  for (size_t k = STUDENTISED; k <= DEALS; k++) {
    double share = (double)c->rejected[k] / n;
    double ranks = (double)c->rejected[k == STUDENTISED ? SIGNED_RANK : RANK_SUM] / n;
    level &= s->most < 1 ? share <= s->most + 3 * sqrt(s->most * (1 - s->most) / n)
                         : share >= ranks - 3 * sqrt(0.5 / n);
  }
  level &= s->most == 1 || pooled <= s->most + 3 * sqrt(s->most * (1 - s->most) / n);
  return level && covered >= s->coverage - 3 * sqrt(s->coverage * (1 - s->coverage) / n);
}

int main(int argc, char **argv)
{
  size_t simulations = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
  struct error err;
  bool good = true;
  double n = (double)(simulations ? simulations : 1);
  printf("%d pairs of runs, tests at 5%%, %.0f simulations of each: share that is rejected\n\n",
         (int)PAIRS, n);
  puts("| sides | studentised swaps | studentised deals | plain swaps | signed ranks | rank sum | "
       "interval holds the ratio | pooled cells | asked of the first |");
  puts("|---|--:|--:|--:|--:|--:|--:|--:|---|");
  for (size_t i = 0; i < SCENARIOS; i++) {
    const struct scenario *s = &scenarios[i];
    struct counts c = {0};
    for (size_t k = 0; k < (size_t)n; k++)
      if (simulate(s, k, &c, &err) || simulate_pooled(s, k, &c, &err)) {
        fprintf(stderr, "error_rates: %s\n", err.text);
        return 1;
      }
    printf("| %s ", s->name);
    for (size_t k = 0; k < TESTS; k++) printf("| %.1f%% ", 100 * (double)c.rejected[k] / n);
    printf("| %.1f%% | %.1f%% | ", 100 * (double)c.covered / n, 100 * (double)c.pooled / n);
    if (s->most < 1)
      printf("at most %g%%", 100 * s->most);
    else
      printf("as much as ranks");
    bool met = right(s, &c, n);
    printf(", %g%% covered%s |\n", 100 * s->coverage, met ? "" : " **missed**");
    fflush(stdout);
    good &= met;
  }
  return good ? 0 : 1;
}
