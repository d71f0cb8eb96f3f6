/* gauss.h -- the standard normal distribution, for smoothing in closed form. */
#ifndef OPTBENCH_FUNCTIONS_CLASSIC_GAUSS_H
#define OPTBENCH_FUNCTIONS_CLASSIC_GAUSS_H

#include "src/numeric/elementary.h"

/* Beyond so many deviations the distribution function is 0 or 1 to 1e-18. */
#define NORMAL_REACH 9

static inline double normal_below(double z) { return (1 + repro_erf(z * 0.7071067811865476)) / 2; }

static inline double normal_density(double z) { return 0.3989422804014327 * repro_exp(-z * z / 2); }

#endif
