/* ranking.h -- who reaches which target at what cost, and who does so significantly best:
 * a block a function and dimension, all instances of it together. */
#ifndef OPTBENCH_BENCH_JUDGE_RANKING_H
#define OPTBENCH_BENCH_JUDGE_RANKING_H

#include "bench/record/results_read.h"
#include "bench/statistics/inference.h"

enum { RANKING_TARGETS = 5 };

struct standing {
  double art; /* average running time; infinite without a success */
  size_t successes;
  bool lowest; /* no optimizer of the block has a lower one */
  bool best;   /* it is lowest, and lower than each of the others with significance: on average, as
                  in pairs_on_average, runs of a number on an instance being a pair */
};

/* The runs of one optimizer in a block. */
struct pooled {
  const struct run_result **run;
  unsigned *instance; /* of each run; those of an instance follow each other */
  size_t count;
  bool one_run;                    /* repeated: nothing can be said of it with significance */
  struct quartile_intervals error; /* at the runs' end */
  struct standing at[RANKING_TARGETS];
};

/* Some of a function's targets, the hardest last. */
struct ranking_targets {
  const struct target_list *list;
  size_t target[RANKING_TARGETS]; /* indices in the list */
  size_t count;
};

struct ranking_block {
  const struct function_entry *function;
  size_t dim;
  const struct ranking_targets *targets; /* its function's */
  struct pooled *by;                     /* one an optimizer of the campaign */
};

struct ranking {
  const struct results_set *set;
  struct ranking_targets *targets; /* one for each function of the campaign */
  struct ranking_block *block;     /* functions in the campaign's order, dimensions ascending */
  size_t block_count;
  size_t tests; /* that Holm's method counted */
};

extern const double ranking_level; /* family-wise error of all stars in a report */

/* Five targets of the function over the whole range, its aim (results_aim) the last: of the usual
 * ones 10, 1e-1, 1e-3 and 1e-5 before it, of others evenly spaced places in their list. */
void ranking_choose_targets(const struct results_set *set, const struct function_entry *function,
                            struct ranking_targets *targets);

/* The set is borrowed. STATUS_OK, STATUS_IO (a cell is not of the campaign) or STATUS_NOMEM; free
 * with ranking_free, also after an error. */
int ranking_make(const struct results_set *set, struct ranking *ranking, struct error *err);
void ranking_free(struct ranking *ranking);

#endif
