/* replay.h -- a repetition of a campaign run once more, for what its trace does not hold: all that
 * was evaluated, the population of each step, and the distribution that it was drawn from. */
#ifndef OPTBENCH_BENCH_PLOT_REPLAY_H
#define OPTBENCH_BENCH_PLOT_REPLAY_H

#include "bench/driver/run.h"
#include "bench/plot/figure.h"

/* One step of a method: its queries taken together. */
struct generation {
  size_t index;        /* from 0 */
  double before, cost; /* of the run, before its first and after its last evaluation */
  size_t count, room;  /* points */
  double *x, *f;       /* count points of dim values, and their values */
  double *mean;        /* where the method stood, dim values */
  double *covariance;  /* dim * dim values */
};

struct replay {
  const struct plot *plot;
  const struct cell *cell;
  size_t repetition;
  /* Called after each generation, which only a method that is replay_possible has, or after each
   * evaluation, with what it was of; the other is NULL. Not STATUS_OK ends the run. */
  int (*generation)(void *context, const struct generation *generation, struct error *err);
  int (*evaluated)(void *context, const struct problem *problem, const struct batch *batch,
                   double cost, struct error *err);
  void *context;
};

/* Does the cell's method draw its points from a distribution with a covariance? */
int replay_possible(const struct plot *plot, const struct cell *cell, bool *possible,
                    struct error *err);

/* Bit for bit the run that the results hold. STATUS_OK or the first error. */
int replay(const struct replay *replay, struct error *err);

#endif
