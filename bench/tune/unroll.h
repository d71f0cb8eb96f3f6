/* unroll.h -- runs of a learned optimizer as training makes them: on several problems at once,
 * whose coordinates share the lanes of the network. On each problem it is what `run` makes of it.
 */
#ifndef OPTBENCH_BENCH_TUNE_UNROLL_H
#define OPTBENCH_BENCH_TUNE_UNROLL_H

#include "functions/problem.h"
#include "src/descent.h"

/* What a whole trajectory v_0 ... v_steps is worth, v being f less its minimum, or f where that is
 * not known: the mean of v / v_0 up to 1e3, or that of log10 v within 1e-12 and 1e6. */
enum unroll_metric { UNROLL_RATIO, UNROLL_LOG };
extern const char *const unroll_metrics[]; /* names, ended by NULL */

/* One problem, and how a repetition of it begins. */
struct unroll_task {
  struct problem *problem; /* owned */
  double *start;           /* dim values, owned */
  struct stream noise;     /* randomness of the function */
};

struct unroll {
  const struct rule_type *rule; /* the one that is a network, at the level that is used */
  const struct network *network;
  size_t steps;
  enum unroll_metric metric;
};

/* The mean over the tasks, of which all have the same dimension, of what a trajectory is worth. A
 * value that is not finite, and all after it, count as the largest. STATUS_OK or STATUS_NOMEM. */
int unroll_score(const struct unroll *unroll, const struct unroll_task *task, size_t count,
                 double *score, struct error *err);

#endif
