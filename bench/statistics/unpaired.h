/* unpaired.h -- runs of two sides that share nothing: which is the cheaper on average, and how
 * often.
 *
 * Where the starts and draws of two sides differ, no run of one belongs to any of the other, and
 * the numbers of runs may differ, too. The questions are those of pairs.h. */
#ifndef OPTBENCH_BENCH_STATISTICS_UNPAIRED_H
#define OPTBENCH_BENCH_STATISTICS_UNPAIRED_H

#include "bench/statistics/pairs.h"

/* All runs of a cell, by number. */
struct unpaired_cell {
  const struct trial *a, *b;
  size_t a_count, b_count;
};

/* On average: value is log(aRT of b / aRT of a), as in pairs_on_average, infinite or NaN where a
 * side has no success or neither has. Its standard error is that of the delta method: each run's
 * share in the value is cost / C - success / S, C and S being the sums of its side, and error^2 the
 * sum of their squares.
 *
 * p is that of a studentised permutation: runs that are the same whichever side they are of make
 * what was seen as likely as what becomes of it when the sides are dealt out anew (Janssen,
 * Statistics and Probability Letters 36, 1997; Chung and Romano, Annals of Statistics 41, 2013).
 * SWAPS_FIRST or SWAPS_ALL deals are looked at, by the rule of swaps_test, and where at most 1% of
 * these are as far out as what was seen, UNPAIRED_ALL: p is never below 1 / (1 + UNPAIRED_ALL). Of
 * more than UNPAIRED_CELLS cells together, SWAPS_ALL are all. Of UNPAIRED_MANY repetitions of both
 * sides or more no deal is drawn: what deals come to is then the normal distribution. */
enum { UNPAIRED_ALL = 19999, UNPAIRED_CELLS = 100, UNPAIRED_MANY = 2000 };
int unpaired_on_average(const struct unpaired_cell *cell, struct stream stream, double confidence,
                        struct swap_test *test, struct error *err);

/* The same, of several cells of the same two sides together, as pairs_pooled has it: run i of each
 * cell is repetition i of its side, which is dealt out as a whole, and its shares in all cells are
 * added before they are squared; where a side has no success, half a one is taken. */
int unpaired_pooled(const struct unpaired_cell *cell, size_t cells, struct stream stream,
                    double confidence, struct swap_test *test, struct error *err);

/* How often: a, ties and b stay 0, since there are no pairs; A12 is as in pairs.h, and p that of
 * the rank-sum test of the one order of runs. STATUS_OK or STATUS_NOMEM. */
int unpaired_in_most_runs(const struct unpaired_cell *cell, struct most_runs *most,
                          struct error *err);

#endif
