/* compare.h -- contenders side by side: who is first over all cells, and who beats whom by how
 * much, how surely.
 *
 * A contender is a folder of results, or an optimizer in one. They meet in a cell: a function,
 * dimension and instance, for folders under the same optimizer. Three things are made of it:
 *
 * - a ranking: in each cell contenders are placed at the hardest target that one of them reaches in
 *   half of its runs, by their average running time, and behind them, by their median error, those
 *   that never get there; ranks are then compared over cells (standings.h). Folders are placed in
 *   each problem (a function, dimension and instance) by their mean rank in its cells, and compared
 *   over problems: the optimizers of a folder share starts, so that their cells say much the same;
 * - for each pair of contenders the geometric mean of their ratios over the cells where they have a
 *   target in common, with one test of all these cells together (pairs_pooled);
 * - the duels of a pair, cell by cell (duel.h), at a target of their own. */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_H

#include "bench/judge/duel.h"
#include "bench/judge/standings.h"
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
  /* Of folders of one seed, which share starts: only the runs that are a pair with one of this cell
   * count, that of the fewest. NULL: all do. */
  const struct cell_results *least;
  size_t runs;      /* that count */
  double art;       /* average running time to the cell's target */
  size_t successes; /* runs that reached that target */
  size_t solved;    /* runs that reached the campaign's own target */
  size_t half;      /* hardest target that half of its runs reach, or NO_TARGET */
  double error;     /* median of its best errors */
  double score;     /* the lower, the better; NaN: it did not run */
};

struct meeting {
  const struct cell_results *key; /* of the first contender that ran there */
  size_t target;                  /* index of the target; NO_TARGET: none, ranked by errors */
  size_t part;
  bool whole;          /* all contenders ran there, on the same function: it is ranked */
  struct entry *entry; /* one a contender */
};

/* What one pair of contenders comes to over the cells of a part. */
struct pairing {
  size_t a, b;
  size_t cells, common; /* that both ran; of these, with a target in common and runs to be tested */
  size_t ahead_a, ahead_b;  /* of the others, where one scores lower */
  size_t halved;            /* of those in common, where a side has no success */
  bool fought;              /* its duels were tested, cell by cell */
  bool tested;              /* all that follows is there */
  double ratio;             /* geometric mean of aRT of b / aRT of a; NaN without a common target */
  struct interval interval; /* 95% */
  double p, adjusted;       /* Holm's adjustment over the pairs of the part that are tested */
  int winner;               /* -1: a; 1: b; 0: no one with significance */
};

/* The cells that are taken together: all, or those of a function, and so on. */
struct part {
  char title[LABEL_SIZE]; /* "" for all */
  size_t cells, left_out; /* the latter: not all contenders ran there, or on another function */
  struct standings standings;
  struct pairing *pair; /* pair_count of them */
};

enum compare_by { BY_ALL, BY_INSTANCE, BY_FUNCTION, BY_DIMENSION, BY_GROUP, BY_COUNT };
extern const char *const compare_by_names[BY_COUNT];

struct compare_rule {
  double target; /* error to compare at; NaN: one is chosen for each cell and pair */
  double level;
  enum compare_by by;
  bool all; /* test every pair, and its duels; else only the pairs of those that rank best */
};

struct comparison {
  const struct contender *contender;
  size_t contender_count;
  struct meeting *cell;
  size_t cell_count;
  struct entry *entries;
  size_t pair_count;
  struct duel *duel; /* of pair p in cell c: duel[p * cell_count + c] */
  struct part *part;
  size_t part_count;
  double level, target; /* of the rule */
  bool paired;          /* all sides had the same seed, so that all pairs are paired */
  bool tested;          /* the duels */
};

/* Pairs among so many of the best are tested where not all are. */
enum { COMPARE_BEST = 12 };

/* Contenders are borrowed and must outlive the comparison. STATUS_USAGE if no cell has two
 * contenders; STATUS_NOMEM. */
int compare_contenders(const struct contender *contender, size_t count,
                       const struct compare_rule *rule, struct comparison *comparison,
                       struct error *err);
void comparison_free(struct comparison *comparison);

/* Only the ranking over all cells, part 0 of the comparison, without duels; cells that not all ran
 * are counted in its left_out. STATUS_OK, also without a cell (and then without a part), or
 * STATUS_NOMEM; free with comparison_free, also after an error. */
int compare_ranked(const struct contender *contender, size_t count, double level,
                   struct comparison *comparison, struct error *err);

/* Only who is best over all cells: the contenders by mean rank, the best first, into order[count],
 * where `ranked` comes back true; it is false where they have no cell in common to all, and then
 * they stand as they came. STATUS_OK or STATUS_NOMEM. */
int rank_contenders(const struct contender *contender, size_t count, size_t *order, bool *ranked,
                    struct error *err);

/* The number of a pair, a < b. */
size_t comparison_pair(const struct comparison *comparison, size_t a, size_t b);
/* Had both sides the same seed? Then runs of a number share start and draws. */
bool comparison_paired(const struct comparison *comparison, size_t a, size_t b);
/* Test the duels of a pair, cell by cell; Holm's adjustment is over these cells. */
int comparison_test(struct comparison *comparison, size_t pair, struct error *err);
/* Has the contender no equal in the cell: does it win the duel with each other one that ran there?
 * Only duels that were tested are won. */
bool comparison_wins(const struct comparison *comparison, size_t cell, size_t contender);

#endif
