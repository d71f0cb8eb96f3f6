/* visits.h -- what states and gradients occur: runs of a learned optimizer on its own task. */
#ifndef OPTBENCH_BENCH_DISSECT_VISITS_H
#define OPTBENCH_BENCH_DISSECT_VISITS_H

#include "bench/data/weights.h"
#include "bench/dissect/fixed.h"
#include "bench/plan/campaign.h"

/* Instances that comparisons never take, a run each; places of a run at which its state is kept,
 * of which the first are where Newton's method starts. */
enum { VISIT_RUNS = 128, VISIT_INSTANCE = 1000000, VISIT_PLACES = 16, VISIT_STARTS = 4 };

/* Sizes of gradients are counted by tenths of a decade, from 10^DECADE_LOW on. */
enum { DECADE_LOW = -15, DECADE_HIGH = 15, DECADE_BINS = 10 };
enum { VISIT_BINS = DECADE_BINS * (DECADE_HIGH - DECADE_LOW) };

struct visit {
  size_t run, step, coordinate;
  double gradient, state[HIDDEN_MOST];
};

/* Owned by the caller of visits_make. */
struct visits {
  struct visit *visit; /* in the order of the runs */
  size_t count;
  struct fixed_point *point; /* without gradient, those found most often first */
  size_t points;
  size_t missed;                /* starts that led nowhere, or to a saturated state */
  size_t diverged;              /* runs that ended early, as f or x was not finite */
  double sizes[VISIT_BINS + 2]; /* gradients by size; those below all bins, of 0 too, and above */
  double total;                 /* gradients */
};

/* Make the runs: those of repetition 0 under the seed 1, whatever the threads. STATUS_OK, what made
 * the task fail, or EXIT_INTERRUPTED. On an error nothing is owned. */
int visits_make(const struct libraries *libraries, const struct weights *weights, size_t threads,
                struct visits *visits, struct error *err);
void visits_free(struct visits *visits);

/* Where a bin of sizes begins, from 1 to VISIT_BINS, and so the next one ends. */
double visits_edge(size_t bin);
/* The size that a share of the gradients is below, between the bins' edges; NaN where there are
 * none. And the share of those above a size. */
double visits_quantile(const struct visits *visits, double share);
double visits_above(const struct visits *visits, double size);

#endif
