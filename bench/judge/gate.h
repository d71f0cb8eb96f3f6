/* gate.h -- does a campaign converge worse than it did? Cell by cell, with a family-wise error.
 *
 * Repetition r of a cell starts at the same point before and after, so runs are compared in pairs.
 * The difference of a pair is the mean of log(cost after / cost before) over the targets that
 * either run reaches; the budget stands in for a target that was not reached, and targets that both
 * runs meet with their first evaluation say nothing. Where that leaves no difference, the lower
 * best f wins by a hair. In a cell where fewer than half of the pairs reach a target the difference
 * is that of the logarithms of the best errors. Under the null hypothesis such differences are
 * symmetric, whatever the distribution of the costs, which is all that the signed-rank test asks
 * for. */
#ifndef OPTBENCH_BENCH_JUDGE_GATE_H
#define OPTBENCH_BENCH_JUDGE_GATE_H

#include "bench/record/results_read.h"
#include "bench/statistics/inference.h"

enum verdict {
  VERDICT_REGRESSED, /* in the order in which they are shown */
  VERDICT_MISSING,   /* in the baseline only */
  VERDICT_REDEFINED, /* ran on another function */
  VERDICT_TOO_FEW,   /* repetitions: under 15, or so few that no difference could be significant;
                        or a change that would count, in so few pairs that it could not */
  VERDICT_NEW,       /* not in the baseline */
  VERDICT_IMPROVED,
  VERDICT_STEADY, /* no significant change, or a small one */
  VERDICT_SAME,   /* not a bit has changed */
  VERDICT_COUNT
};
extern const char *const verdict_names[VERDICT_COUNT];

/* A cell has regressed if its p, adjusted by Holm's method, is at most `level`, and its median
 * ratio is over `threshold` or it loses 3 successes in 25 or more; it has improved by the mirrored
 * rule. Holm's method counts the cells in which some pair differs. The others have nothing to test,
 * and leaving them out keeps the family-wise error: the test is exact given the sizes of all
 * differences, and only these say which cells are left out. */
struct gate_rule {
  double threshold;
  double level; /* far stricter than the customary 5%: a gate asks again with every change */
};
extern const struct gate_rule gate_rule_default;
enum { REPETITIONS_LEAST = 15 };

struct judged {
  const struct cell_results *before, *after; /* NULL if there is none */
  enum verdict verdict;
  size_t pairs, differing;
  bool by_error;            /* most pairs reached no target: ratio is of errors, not of costs */
  double ratio;             /* median of after / before */
  struct interval interval; /* of the ratio, 95%, by bootstrap */
  size_t successes_before, successes_after;
  double p, adjusted; /* NaN where nothing was tested */
};

struct judgement {
  struct judged *cell; /* worst first */
  size_t count;
  size_t of[VERDICT_COUNT]; /* how many of each */
  size_t tests;             /* how many cells Holm's method counted */
  bool unpaired;            /* the seeds differ, so runs are paired in name only */
};

/* The two sets are borrowed and must outlive the judgement; free it with judgement_free.
 * STATUS_USAGE if they ran under other rules (budget, target, gradient cost, start, restarts). */
int gate_judge(const struct results_set *before, const struct results_set *after,
               const struct gate_rule *rule, struct judgement *judgement, struct error *err);
void judgement_free(struct judgement *judgement);

/* Was every cell of the baseline judged? */
bool judgement_complete(const struct judgement *judgement);

#endif
