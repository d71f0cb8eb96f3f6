/* project.h -- states in the plane in which those that occur vary most. */
#ifndef OPTBENCH_BENCH_DISSECT_PROJECT_H
#define OPTBENCH_BENCH_DISSECT_PROJECT_H

#include "bench/dissect/visits.h"

struct plane {
  size_t hidden;
  double mean[HIDDEN_MOST], axis[2][HIDDEN_MOST];
  double share[2]; /* of the variance that each axis has; 0 where there is none */
};

/* The first two principal components of the visited states, each with its largest entry positive.
 * STATUS_OK or STATUS_NOMEM. Of fewer than two components or states the rest is zero. */
int plane_find(const struct visits *visits, size_t hidden, struct plane *plane, struct error *err);
void plane_at(const struct plane *plane, const double *state, double at[2]);

#endif
