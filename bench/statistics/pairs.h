/* pairs.h -- paired runs of two sides: which is the cheaper on average, and which in most runs.
 *
 * A pair are two runs that share start and draws. Runs that share nothing may be paired by their
 * numbers as well: what is said then holds too, only without what pairing gains. The two questions
 * have answers of their own. *On average*: the ratio of the average running times, where one run
 * that fails may cost more than all others. *In most runs*: how often one side is ahead of the
 * other, by how much it does not matter. */
#ifndef OPTBENCH_BENCH_STATISTICS_PAIRS_H
#define OPTBENCH_BENCH_STATISTICS_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/statistics/swaps.h"
#include "src/error.h"
#include "src/stream.h"

struct trial {
  double cost; /* to the target; of a run without success, all that it spent. Above 0 */
  double error;
  bool success;
};
struct trial_pair {
  struct trial a, b;
};

/* The one order of runs: those with success by their cost, and behind them those without by their
 * error, one that is NaN last. The lower, the better; only the order means something. Never NaN. */
double trial_key(double cost, bool success, double error);

/* On average: value is log(aRT of b / aRT of a), infinite if one side has no success, and NaN, with
 * a p of 1, if neither has. Its standard error is that of the delta method, from each pair's share
 * in it: with C and S the cost and the successes of a side, d = (cost b / C b - success b / S b) -
 * (cost a / C a - success a / S a), error^2 = sum of d^2. The factor that all costs are multiplied
 * with does not matter. The ends of the interval are logarithms, too.
 *
 * p reaches low enough for Holm's adjustment over the cells of a pair of sides. */
int pairs_on_average(const struct trial_pair *pair, size_t count, struct stream stream,
                     double confidence, struct swap_test *test, struct error *err);

/* The same, of several cells of the same two sides together: value is the mean over cells of
 * log(aRT of b / aRT of a), the logarithm of the geometric mean of the ratios. Pair i of each cell
 * is the same repetition, and cells of a repetition share what they are made of; hence a swap of
 * repetition i swaps pair i of every cell that has it, and a repetition's shares in all cells are
 * added before they are squared. Where a side has no success, here or in a swap, half a success is
 * taken to, and a cell without success on either side does not count: a ratio is never infinite.
 * NaN without a cell that counts. */
struct paired_cell {
  const struct trial_pair *pair;
  size_t count; /* repetitions, from number 0 on */
};
int pairs_pooled(const struct paired_cell *cell, size_t cells, struct stream stream,
                 double confidence, struct swap_test *test, struct error *err);

/* In most runs. */
struct most_runs {
  size_t a, ties, b; /* pairs in which a is ahead, neither is, b is */
  double a12; /* chance that a run of a is ahead of one of b, whichever pair they are of, ties half
                 (Vargha and Delaney, Journal of Educational and Behavioral Statistics 25, 2000) */
  /* Wilcoxon's signed ranks, of log(cost b / cost a) where both succeed, of +infinity or -infinity
   * where one does, and of log(error b / error a) where none does (infinite next to an error that
   * is 0 or not finite). */
  double p;
};
/* 0, 0, 0, 1/2 and 1 without a pair. STATUS_OK or STATUS_NOMEM. */
int pairs_in_most_runs(const struct trial_pair *pair, size_t count, struct most_runs *most,
                       struct error *err);

#endif
