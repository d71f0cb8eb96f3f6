/* unroll.h -- runs of a learned optimizer as training makes them: on several problems at once,
 * whose coordinates share the lanes of the network. On each problem it is what `run` makes of it.
 */
#ifndef OPTBENCH_BENCH_TUNE_UNROLL_H
#define OPTBENCH_BENCH_TUNE_UNROLL_H

#include "bench/plan/metric.h"
#include "functions/problem.h"
#include "src/descent.h"

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
  enum metric metric; /* of v_0 ... v_steps */
};

/* The mean over the tasks, of which all have the same dimension, of what a trajectory is worth. A
 * value that is not finite, and all after it, count as the largest. STATUS_OK or STATUS_NOMEM. */
int unroll_score(const struct unroll *unroll, const struct unroll_task *task, size_t count,
                 double *score, struct error *err);

#endif
