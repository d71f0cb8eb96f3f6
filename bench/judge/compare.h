/* compare.h -- contenders side by side: which needs fewer evaluations, by how much, how surely.
 *
 * A contender is a folder of results, or an optimizer in one. They meet in a cell: a function,
 * dimension and instance, for folders under the same optimizer. There they are compared at one
 * target: the hardest that each of them reaches in half of its runs or more; where there is none,
 * the hardest that any of them reaches so; else the hardest that any reaches at all. */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_H

#include "bench/record/results_read.h"
#include "bench/statistics/inference.h"

struct contender {
  char name[LABEL_SIZE];
  const struct results_set *set;
  const char *optimizer; /* NULL: all in the folder, each against its like */
};

/* One contender in one cell. */
struct entry {
  const struct cell_results *cell; /* NULL: it did not run there */
  double art;                      /* average running time to the target */
  size_t successes;                /* runs that reached the target */
  size_t solved;                   /* runs that reached the campaign's own target */
  size_t half;                     /* hardest target that half of its runs reach, or NO_TARGET */
};

/* Two contenders in one cell. */
struct duel {
  size_t cell, a, b;
  bool redefined;                /* they ran on different functions: nothing is compared */
  double ratio;                  /* aRT of b / aRT of a; NaN if neither has one */
  struct interval interval;      /* 95%, by bootstrap over the runs of each */
  size_t distinct_a, distinct_b; /* runs that are not the same as another, see distinct.h */
  double p, adjusted; /* rank-sum test of these; Holm's adjustment over all duels. NaN if the
                         repetitions of a side are one and the same run */
  int winner;         /* 0: not significant; -1: a; 1: b */
};

/* Are the repetitions of a side, of which there are so many, one and the same run? */
bool duel_is_of_one_run(const struct duel *duel, size_t runs_a, size_t runs_b);

struct meeting {
  const struct cell_results *key; /* of the first contender that ran there */
  size_t target;                  /* index of the target; NO_TARGET: none was reached */
  struct entry *entry;            /* one a contender */
};

/* What one pair of contenders comes to over all cells. */
struct pairing {
  size_t a, b, cells;
  size_t wins_a, wins_b;    /* significant ones */
  double ratio;             /* geometric mean of the finite ratios; NaN without one */
  size_t finite;            /* cells with a finite ratio */
  struct interval interval; /* 95%, by bootstrap over these cells */
};

struct comparison {
  const struct contender *contender;
  size_t contender_count;
  struct meeting *cell;
  size_t cell_count;
  struct entry *entries;
  struct duel *duel;
  size_t duel_count;
  struct pairing *pair;
  size_t pair_count;
  double level;
};

/* Contenders are borrowed and must outlive the comparison. `target` is the error to compare at,
 * or NaN to have one chosen for each cell. STATUS_USAGE if no cell has two
 * contenders. */
int compare_contenders(const struct contender *contender, size_t count, double target, double level,
                       struct comparison *comparison, struct error *err);
void comparison_free(struct comparison *comparison);

#endif
