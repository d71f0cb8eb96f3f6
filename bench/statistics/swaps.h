/* swaps.h -- a test of two sides by swapping them within pairs, and the interval that goes with it.
 *
 * Two sides that are the same make what was seen as likely as what becomes of it when the sides of
 * any of the pairs are swapped. What is compared is the statistic over its standard error, both
 * worked out again in each swap (studentised: Janssen, Statistics and Probability Letters 36, 1997;
 * Chung and Romano, Annals of Statistics 41, 2013): then the level holds, nearly, also where the
 * sides differ in all but what the statistic asks about. One distribution gives p and interval: the
 * interval is value -+ error times the quantile of the swapped |value| / error, so that a p at or
 * below 1 - confidence is one whose interval does not hold 0, for a confidence of up to 99%. */
#ifndef OPTBENCH_BENCH_STATISTICS_SWAPS_H
#define OPTBENCH_BENCH_STATISTICS_SWAPS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/statistics/inference.h"
#include "src/error.h"
#include "src/stream.h"

/* A statistic that changes its sign when all pairs are swapped, and its squared standard error,
 * which does not. The former may be infinite. An error of 0 is one of any smallness: a value that
 * is not 0 is then infinitely many errors away. */
struct estimate {
  double value, variance;
};
/* Bit i % 8 of swapped[i / 8]: are the sides of pair i swapped? */
typedef struct estimate swap_statistic(void *context, const unsigned char *swapped);

struct swap_test {
  double value, error;      /* as seen; NaN: there is none, and nothing is said */
  double p;                 /* two-sided, above 0; 1 where the value is 0 */
  struct interval interval; /* of the value; infinite where so few cannot tell */
  size_t looked;            /* so many swaps were looked at */
  bool exact;               /* they were all that there are */
};

/* `count` pairs are tested by all swaps (up to SWAPS_EXACT pairs) or by swaps drawn from the
 * stream: SWAPS_FIRST of them, and SWAPS_ALL unless p is at least 10% or at most 1% by then; which
 * side of 5% p is on does not hang on that. Where at most 1% of these are as far out as what was
 * seen, p comes from further ones, drawn where they are (importance sampling: with odds that lean
 * to what was seen, as much as they do to it, and weighed by how likely they would be without): its
 * own error is then some tenth of it, and a factor of two or three where p is below 1e-6. p is
 * never below 2^(1 - count), nor below `swaps_least`, which it is of a thousand pairs or more, 7.2
 * errors away or further, without further draws.
 *
 * pull[i]: about how much the value falls when pair i alone is swapped, any common factor. It is
 * used to draw, and no wrong one makes p wrong, only less sure. */
extern const double swaps_least; /* 1e-9 */
enum { SWAPS_EXACT = 12, SWAPS_FIRST = 999, SWAPS_ALL = 1999 };
int swaps_test(struct stream stream, size_t count, swap_statistic *statistic, void *context,
               const double *pull, double confidence, struct swap_test *test, struct error *err);

/* For other ways to draw: |value| / error, 0 to infinity; whether that of a draw is as far as what
 * was seen, but for rounding (NaN is far); and the interval from what `looked` draws came to, with
 * what was seen as one of them. `out` is left in another order. */
double errors_away(struct estimate estimate);
bool is_as_far(double out, double seen);
struct interval swaps_interval(struct estimate seen, double *out, size_t looked, double confidence);

#endif
