/* profiles.h -- the shares of problems that contenders solve within so much. */
#ifndef OPTBENCH_BENCH_STATISTICS_PROFILES_H
#define OPTBENCH_BENCH_STATISTICS_PROFILES_H

#include <stdbool.h>
#include <stddef.h>

#include "src/error.h"
#include "src/stream.h"

/* Costs to the targets: cost[((contender * cells + cell) * runs + run) * targets + target],
 * infinite where it was not reached, NaN where there is no such run or target. Runs of one number
 * share start and draws. */
struct cost_table {
  size_t contenders, cells, runs, targets;
  double *cost;
};

/* Costs in place of themselves as multiples of the least of any contender in the same cell and run:
 * then a profile is a performance profile (Dolan and More, Mathematical Programming 91, 2002).
 * Costs are above 0. */
void costs_over_best(struct cost_table *table);
/* As multiples of size[cell] + 1, the evaluations that a simplex gradient takes in so many
 * dimensions: then it is a data profile (More and Wild, SIAM Journal on Optimization 20, 2009). */
void costs_over_size(struct cost_table *table, const size_t *size);

/* A contender's share of all cells' runs and targets with a cost of at most at[k], for each k <
 * points, `at` ascending: share[contender * points + k]; and a band that covers `confidence` at
 * each point, by bootstrap (percentiles) over the runs within each cell: `rounds` times, for each
 * cell, as many of its runs as it has are drawn with replacement, the same ones for every
 * contender, each with all its targets. The cells stay: the band says what other runs would do to
 * the profile, not other functions. `low` and `high` are as large as `share`, or NULL both. */
struct profile_request {
  const double *at;
  size_t points, rounds;
  double confidence;
  struct stream stream;
};
int profile_bands(const struct cost_table *table, const struct profile_request *request,
                  double *share, double *low, double *high, struct error *err);

#endif
