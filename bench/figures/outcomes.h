/* outcomes.h -- how the runs of a campaign ended, for figures that are made from traces: these tell
 * where a run stood last, but not why. */
#ifndef OPTBENCH_BENCH_FIGURES_OUTCOMES_H
#define OPTBENCH_BENCH_FIGURES_OUTCOMES_H

#include "bench/plot/figure.h"
#include "bench/record/results_read.h"

/* The results of a plot. `told` is false where the folder has traces alone, and then no run has an
 * outcome. */
struct outcomes {
  struct results_set set;
  bool told;
};

/* STATUS_OK or what results_read says. Free with outcomes_free, also after an error. */
int outcomes_read(const struct plot *plot, struct outcomes *outcomes, struct error *err);
void outcomes_free(struct outcomes *outcomes);

/* Did this repetition of a cell diverge? */
bool outcomes_diverged(const struct outcomes *outcomes, const struct cell *cell, size_t repetition);

/* The runs of an optimizer that diverged. */
struct divergence {
  size_t runs;
  double cost; /* the median of what they had paid; NaN where there are none */
};

/* Of so many cells of the campaign from `first_cell` on, those of one optimizer. STATUS_OK or
 * STATUS_NOMEM. */
int outcomes_divergence(const struct outcomes *outcomes, const struct plot *plot, size_t first_cell,
                        size_t cells, size_t optimizer, struct divergence *divergence,
                        struct error *err);

#endif
