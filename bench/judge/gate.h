/* gate.h -- does a campaign converge worse than it did? Cell by cell and in groups of cells, with a
 * family-wise error.
 *
 * Repetition r of a cell starts at the same point before and after, so runs are compared in pairs,
 * see effect.h. Where costs leave no difference, the lower best f wins by a hair. In a cell where
 * fewer than half of the pairs reach a target the difference is that of the logarithms of the best
 * errors. Under the null hypothesis such differences are symmetric, whatever the distribution of
 * the costs, which is all that the signed-rank test asks for; pairs that are equal say nothing. */
#ifndef OPTBENCH_BENCH_JUDGE_GATE_H
#define OPTBENCH_BENCH_JUDGE_GATE_H

#include "bench/record/results_read.h"
#include "bench/statistics/inference.h"

enum verdict {
  VERDICT_REGRESSED, /* in the order in which they are shown */
  VERDICT_MISSING,   /* in the baseline only */
  VERDICT_REDEFINED, /* ran on another function */
  VERDICT_TOO_FEW,   /* repetitions: under 15, or one and the same run; or worse by so much that it
                        would count, but not surely */
  VERDICT_NEW,       /* not in the baseline */
  VERDICT_IMPROVED,
  VERDICT_CHANGED, /* other bytes, where only a digest is kept */
  VERDICT_STEADY,  /* no significant change, or a small one */
  VERDICT_SAME,    /* not a bit has changed */
  VERDICT_COUNT
};
extern const char *const verdict_names[VERDICT_COUNT];

/* A cell has regressed if its p, adjusted by Holm's method, is at most `level`, and its mean ratio
 * is over `threshold`, or so many of its runs lost their success that this is significant by itself
 * (McNemar's exact test, at `lost`); it has improved by the mirrored rule. It cannot be judged if
 * it is worse by that much and its adjusted p is over `level`, but not over `doubt`. Holm's method
 * counts the cells in which some pair differs. The others have nothing to test, and leaving them
 * out keeps the family-wise error: the test is exact given the sizes of all differences, and only
 * these say which cells are left out.
 *
 * Groups are judged alike, at levels of their own; what counts is a mean ratio over the threshold
 * and surely over its root, or a mean ratio of aRT over its square. The groups of one optimizer or
 * function, which are many and smaller, need more: the threshold to the power of 3/2, or of 3. */
struct gate_rule {
  double threshold, lost;
  double level, group_level; /* far stricter than the customary 5%: a gate asks again with every
                                change */
  double doubt, group_doubt;
};
extern const struct gate_rule gate_rule_default;
enum { REPETITIONS_LEAST = 15 };

struct judged {
  const struct cell_results *before, *after; /* NULL if there is none */
  enum verdict verdict;
  size_t pairs, differing;
  size_t repeated; /* pairs that are the same runs as one before them, and count for nothing */
  bool by_error;   /* most pairs reached no target: ratio is of errors, not of costs */
  double ratio;    /* geometric mean of after / before, each pair's capped */
  double average;  /* aRT after / before; NaN where no target was reached */
  struct interval interval; /* of the ratio, 95%, by bootstrap */
  size_t successes_before, successes_after;
  size_t lost, gained; /* pairs whose success went, or came */
  double p, adjusted;  /* NaN where nothing was tested */
  /* Of each pair; borrowed from the judgement. */
  double *difference; /* log(after / before) */
  double *ranked;     /* what the test ranks */
};

/* Cells that changed and are not named by themselves: of an optimizer, of a function, or all. */
struct judged_group {
  enum group_kind { GROUP_OPTIMIZER, GROUP_FUNCTION, GROUP_ALL } kind;
  const char *name;    /* the optimizer's or the function's label; borrowed */
  size_t cells, units; /* units: starts that the cells share */
  enum verdict verdict;
  double ratio, average, p, adjusted;
  double low, high; /* of the ratio: 2.5 standard errors over the units */
};

struct judgement {
  struct judged *cell; /* worst first */
  size_t count;
  size_t of[VERDICT_COUNT];   /* how many of each */
  size_t tests;               /* how many cells Holm's method counted */
  struct judged_group *group; /* as they were tried: optimizers, functions, all */
  size_t group_count;
  size_t groups_of[VERDICT_COUNT];
  double *differences;
  struct results_set pooled[2]; /* before and after, where instances are judged together */
  bool digests;                 /* nothing else is kept of the baseline's runs */
  bool unpaired;                /* the seeds differ, so runs are paired in name only */
};

/* The two sets are borrowed and must outlive the judgement; free it with judgement_free.
 * STATUS_USAGE if they ran under other rules (budget, target, gradient cost, start, restarts). */
int gate_judge(const struct results_set *before, const struct results_set *after,
               const struct gate_rule *rule, struct judgement *judgement, struct error *err);
void judgement_free(struct judgement *judgement);

/* Cells of the baseline that ran again, not all of it to the same bytes. */
size_t judgement_differing(const struct judgement *judgement);
/* Did something regress, a cell or a group? */
bool judgement_regressed(const struct judgement *judgement);
/* Was every cell of the baseline judged? */
bool judgement_complete(const struct judgement *judgement);

#endif
