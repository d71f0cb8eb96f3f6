/* duel.h -- two sides in one cell: who is the cheaper on average, and who in most runs.
 *
 * They meet at one target. Where both sides had the same seed, runs of the same instance and
 * repetition share start and draws, and are compared pair by pair; else all runs of one side with
 * all of the other. */
#ifndef OPTBENCH_BENCH_JUDGE_DUEL_H
#define OPTBENCH_BENCH_JUDGE_DUEL_H

#include "bench/record/results_read.h"
#include "bench/statistics/unpaired.h"

/* Of a cell's runs those that are a pair with one of `other` count, or all if that is NULL. */

/* The hardest target that half of the runs of the cell reach; NO_TARGET without one. */
size_t hardest_of_half(const struct cell_results *cell, const struct cell_results *other);
/* Do half of its runs meet the target with their first evaluation, which costs `first`? */
bool met_at_start(const struct cell_results *cell, const struct cell_results *other, size_t target,
                  double first);

/* What its runs come to at the target. */
struct running_time running_time_of(const struct cell_results *cell,
                                    const struct cell_results *other, size_t target);
/* The median of the runs' best errors. STATUS_OK or STATUS_NOMEM. */
int cell_median_error(const struct cell_results *cell, const struct cell_results *other,
                      double *median, struct error *err);

enum duel_kind {
  DUEL_NONE,      /* one of them did not run there */
  DUEL_REDEFINED, /* they ran on different functions */
  DUEL_ONE_RUN,   /* the repetitions of a side are one and the same run: nothing is tested */
  DUEL_ERRORS,    /* no target to meet at: errors at the budget, as ranks */
  DUEL_COSTS,
};

struct duel {
  enum duel_kind kind;
  bool one_a, one_b;     /* the repetitions of a side are one and the same run */
  size_t target;         /* NO_TARGET: none */
  size_t half_a, half_b; /* hardest that half of the runs reach, or NO_TARGET */
  bool paired;
  size_t runs_a, runs_b;           /* that are compared; of pairs, as many as there are */
  size_t successes_a, successes_b; /* among them */
  double error_a, error_b;         /* medians of the best errors of these */
  bool tested;                     /* all that follows is there */
  /* On average: aRT of b / aRT of a, with a 95% interval. NaN but for costs. */
  double ratio;
  struct interval interval;
  double error; /* of the logarithm of the ratio, as a standard deviation */
  double p, adjusted;
  /* In most runs; as ranks, by error where there is no target. */
  struct most_runs most;
  double most_adjusted;
  int winner; /* on average, or in most runs where there are errors alone: -1 is a, 1 is b, 0 no
                 one with significance */
};

/* Runs of `a` and `b` at the target, in pairs or apart; owned. */
struct duel_runs {
  struct paired_cell pairs;
  struct unpaired_cell apart;
  void *memory;
};
int duel_runs_make(const struct cell_results *a, const struct cell_results *b,
                   const struct duel *duel, struct duel_runs *runs, struct error *err);
void duel_runs_free(struct duel_runs *runs);

/* The kind of a duel, its target and what is counted, without tests. `given` is the target to meet
 * at, or NO_TARGET to have it chosen if `choose`: the hardest that both reach in half of their
 * runs, unless both meet it with their first evaluation, at cost `first`. `paired`: they had the
 * same seed. STATUS_OK or STATUS_NOMEM. */
struct duel_rule {
  bool choose, paired;
  size_t given;
  double first;
};
int duel_set(const struct results_set *set_a, const struct cell_results *a,
             const struct results_set *set_b, const struct cell_results *b,
             const struct duel_rule *rule, struct duel *duel, struct error *err);

/* Both tests. The stream is that of what is compared. */
int duel_test(const struct cell_results *a, const struct cell_results *b, struct stream stream,
              struct duel *duel, struct error *err);

/* Holm's adjustment over the duels of one pair of sides, each question by itself, and who wins. */
int duels_decide(struct duel *duel, size_t count, double level, struct error *err);

/* Which side is ahead in most runs: -1 is a, 1 is b, 0 neither. */
int duel_most_side(const struct duel *duel);
/* Do the two answers point to different sides? */
bool duel_splits(const struct duel *duel);

#endif
