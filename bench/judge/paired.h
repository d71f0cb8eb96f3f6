/* paired.h -- contenders whose runs have a metric, pair by pair: one of them, the reference,
 * against each other.
 *
 * A pair is a repetition on an instance that both ran: they share start and draws. All instances
 * and repetitions of a function and dimension make a row, for folders those of one optimizer. */
#ifndef OPTBENCH_BENCH_JUDGE_PAIRED_H
#define OPTBENCH_BENCH_JUDGE_PAIRED_H

#include "bench/judge/compare.h"

/* A mean of metrics, and its standard error; NaN of one run. */
struct paired_mean {
  double mean, error;
};

struct paired_row {
  const struct cell_results *key;   /* a cell of the reference: function, dimension, optimizer */
  size_t rival;                     /* a contender */
  size_t pairs, wins, losses, ties; /* of the reference: its metric is the lower in `wins` */
  struct paired_mean reference, other;
  double p,
      adjusted; /* Wilcoxon's signed ranks of the differences; Holm's adjustment over all rows */
};

struct paired {
  const struct contender *contender; /* the reference is number `reference` */
  size_t reference;
  enum metric metric;
  struct paired_row *row; /* by function and dimension, then in the order of the contenders */
  size_t row_count;
};

/* The contender that others are compared with: the first that is a learned optimizer, else the
 * first. */
size_t paired_reference(const struct contender *contender, size_t count);

/* Contenders are borrowed and must outlive it; their campaigns have the same metric. Pairs whose
 * functions differ do not count. STATUS_OK or STATUS_NOMEM; free with paired_free, also after an
 * error. */
int paired_make(const struct contender *contender, size_t count, size_t reference,
                struct paired *paired, struct error *err);
void paired_free(struct paired *paired);

/* Wins that a sign test at 5% does not tell from a tossed coin, of so many pairs that are not ties:
 * from *low to *high; the latter is below the former where there are no such. */
void paired_band(size_t pairs, size_t *low, size_t *high);

/* "0.0352 +- 0.0014", "-2.36 +- 0.06" */
enum { PAIRED_MEAN_TEXT = 64 };
void paired_mean_text(enum metric metric, const struct paired_mean *mean, const char *sign,
                      char text[PAIRED_MEAN_TEXT]);

/* The optimizers of a set as contenders, malloc'ed; NULL without memory. */
struct contender *paired_contenders(const struct results_set *set);

#endif
