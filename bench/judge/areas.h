/* areas.h -- how well optimizers do at any budget: the area over the convergence curve
 * (Lopez-Ibanez, Vermetten, Dreo and Doerr, Using the empirical attainment function for analyzing
 * single-objective black-box optimization algorithms, IEEE Transactions on Evolutionary
 * Computation, 2024), of each function and dimension, of each function, and of all.
 *
 * It is the mean over all costs up to the budget of where log10 of the best error lies between the
 * bounds, 1 at the lower one. A function's is the mean of its dimensions', that of all the mean
 * over functions and dimensions. Intervals come from the standard errors of the means over runs:
 * they tell of other runs, not of other functions. */
#ifndef OPTBENCH_BENCH_JUDGE_AREAS_H
#define OPTBENCH_BENCH_JUDGE_AREAS_H

#include "bench/record/anytime.h"
#include "bench/statistics/inference.h"

extern const double area_low, area_high; /* the bounds, as log10 of an error: -8 and 2 */

/* The mean of one optimizer in one group of cells, or in several. */
struct area_score {
  double mean, variance; /* of the mean; NaN of one run */
  size_t runs;           /* 0: it has no trace there */
};

/* Cells of a function and dimension, with a score for each optimizer of the campaign. */
struct area_group {
  const struct function_entry *function;
  size_t dim;
  double budget;
  struct area_score *of;
};

/* Groups of functions whose minimum is known, which alone have errors. */
struct areas {
  struct area_group *group;
  size_t count;
  struct area_score *score; /* the groups' */
};

/* STATUS_OK, STATUS_IO or STATUS_NOMEM; free with areas_free, also after an error. */
int areas_read(const struct traced *traced, struct areas *areas, struct error *err);
void areas_free(struct areas *areas);

/* Of an optimizer over the groups of a function, or all: NULL. */
struct area_score areas_pool(const struct areas *areas, const struct function_entry *function,
                             size_t optimizer);
/* 95%, within 0 and 1, which it is of one run. */
struct interval area_interval(const struct area_score *score);

#endif
