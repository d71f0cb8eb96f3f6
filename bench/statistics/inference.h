/* inference.h -- rank tests, Holm's adjustment, bootstrap, average running time.
 *
 * Everything is deterministic and has the same bits on every machine: exact distributions are sums
 * of whole numbers, tails of the normal distribution come from elementary.h, and the bootstrap
 * draws from a stream that is named by what it is for. */
#ifndef OPTBENCH_BENCH_STATISTICS_INFERENCE_H
#define OPTBENCH_BENCH_STATISTICS_INFERENCE_H

#include <stddef.h>
#include <stdint.h>

#include "bench/statistics/quantiles.h"
#include "src/error.h"
#include "src/stream.h"

/* Up to so many values (for two samples: in both together) the null distribution is exact. */
enum { EXACT_LIMIT = 50 };

/* Wilcoxon's signed-rank test (Wilcoxon, Biometrics Bulletin 1, 1945) of `count` paired
 * differences: the two-sided p, stored in *p. Zeros are dropped, as Wilcoxon did; ties get their
 * mean rank. Exact, given the ties, up to EXACT_LIMIT differences that are not zero; beyond, the
 * normal approximation with the variance corrected for ties and no continuity correction. 1 without
 * a difference. Infinite differences rank last and tie with each other; NaN is not allowed. */
int signed_rank_test(const double *differences, size_t count, double *p, struct error *err);

/* The sign test of so many positive and negative differences: the exact two-sided p. Of pairs whose
 * outcome changed one way or the other it is McNemar's exact test (Psychometrika 12, 1947). 1
 * without a difference. */
double sign_test(size_t positive, size_t negative);

/* The rank-sum test (Wilcoxon 1945; Mann and Whitney, Annals of Mathematical Statistics 18, 1947)
 * of two samples: the two-sided p, twice the smaller tail. Ties get their mean rank. Exact, given
 * the ties, up to EXACT_LIMIT values together; beyond, the normal approximation with the variance
 * corrected for ties and a continuity correction of 1/2. 1 with an empty sample. Infinities rank
 * last, or first, and tie; NaN is not allowed. */
int rank_sum_test(const double *a, size_t a_count, const double *b, size_t b_count, double *p,
                  struct error *err);

/* In how many of the pairs of a value of a and one of b the former is the lower, less those in
 * which it is the higher. */
int rank_sum_lead(const double *a, size_t a_count, const double *b, size_t b_count, double *lead,
                  struct error *err);

/* Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979) of count p-values into
 * `adjusted`, which may be p itself. A NaN is no test: it stays, and does not count. */
int holm_adjust(const double *p, size_t count, double *adjusted, struct error *err);

struct interval {
  double low, high;
};

/* Wilson's 95% interval (Journal of the American Statistical Association 22, 1927) of the share
 * behind `successes` of count > 0 trials: the shares from which what was seen is at most 1.96
 * standard deviations away. */
struct interval share_interval(size_t successes, size_t count);

/* An interval that covers `confidence` of a statistic's bootstrap distribution (Efron, Annals of
 * Statistics 7, 1979; percentile method): `rounds` times as many indices below `count` as there are
 * values are drawn with replacement, and the statistic is taken of them. A NaN counts as
 * +infinity. */
typedef double bootstrap_statistic(void *context, const size_t *index, size_t count);
int bootstrap_interval(struct stream stream, size_t rounds, size_t count, double confidence,
                       bootstrap_statistic *statistic, void *context, struct interval *interval,
                       struct error *err);
/* The same for a statistic of two samples, drawn apart: first_count indices below first_count, then
 * second_count below second_count. */
int bootstrap_two(struct stream stream, size_t rounds, size_t first_count, size_t second_count,
                  double confidence, bootstrap_statistic *statistic, void *context,
                  struct interval *interval, struct error *err);
enum { BOOTSTRAP_ROUNDS = 2000 };

/* Values that samples are drawn of, sorted once: a sample is then put in order by counting, not by
 * sorting. NaN counts as +infinity. */
struct sample {
  size_t count;
  double *ascending;     /* count values */
  double *drawn;         /* the last sample, ascending */
  size_t *place, *times; /* of each value, among the ascending; how often it is drawn */
};
int sample_new(const double *value, size_t count, struct sample *sample, struct error *err);
void sample_free(struct sample *sample);
/* The values named by `index`, at most as many as there are, ascending; valid until the next. */
const double *sample_draw(struct sample *sample, const size_t *index, size_t count);
/* Their median; context is a struct sample. */
double sample_median(void *context, const size_t *index, size_t count);

/* The quartiles of `count` values, each with its 95% interval from BOOTSTRAP_ROUNDS samples, the
 * same for all three; of more than QUARTILES_DRAWN values from the normal distribution of the
 * number of values below it, which the samples come to. NaN without a value; a NaN among them
 * counts as +infinity. */
struct quartile_intervals {
  struct quartiles at;
  struct interval low, median, high;
};
enum { QUARTILES_DRAWN = 1000 };
int quartile_intervals(struct stream stream, const double *value, size_t count,
                       struct quartile_intervals *quartiles, struct error *err);

/* Average running time (Hansen et al., RR-6828, INRIA 2009; also expected running time, ERT): the
 * evaluations of all runs, up to the target or their end, over the successes. Begin with zeros and
 * add run by run; `to_target` is infinite where a run did not reach it. The average is infinite
 * without a success. */
struct running_time {
  double spent;
  size_t successes;
};
void running_time_add(struct running_time *time, double to_target, double spent);
double running_time_average(const struct running_time *time);

/* The cost of one simulated run with restarts (Hansen, Auger, Brockhoff, Tusar and Tusar, COCO:
 * Performance Assessment, arXiv:1605.03560, 2016): runs are drawn with replacement, and what those
 * that missed the target spent is added to the cost of the first that reached it. Its mean is the
 * average running time. Infinite beyond `limit`, or where no run reached the target. Takes numbers
 * of the stream from *draw on, which it leaves at the next. */
double restarted_cost(struct stream stream, uint64_t *draw, const double *to_target,
                      const double *spent, size_t count, double limit);

#endif
