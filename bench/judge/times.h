/* times.h -- average running times with what other runs would make of them. */
#ifndef OPTBENCH_BENCH_JUDGE_TIMES_H
#define OPTBENCH_BENCH_JUDGE_TIMES_H

#include "bench/record/results_read.h"
#include "bench/statistics/inference.h"

/* Adds the runs of a cell to a target; NULL: there are none. */
void time_add_cell(struct running_time *time, const struct cell_results *cell, size_t target);
/* The average of one cell; infinite without a success. */
double time_of_cell(const struct cell_results *cell, size_t target);

/* The runs of a cell, or of several, to one target. */
struct time_point {
  double average;           /* NaN without a success */
  struct interval interval; /* 95%, by bootstrap over the runs; its ends may be infinite. Of 200
                               runs and more by the delta method */
  size_t runs, successes;
};

/* to[i] is infinite where run i, which spent spent[i], missed. STATUS_OK or STATUS_NOMEM. */
int time_point_make(const double *to, const double *spent, size_t count, struct time_point *point,
                    struct error *err);
/* Of a cell. */
int time_point_of_cell(const struct cell_results *cell, size_t target, struct time_point *point,
                       struct error *err);
/* Of an optimizer on a function and dimension, the runs on all instances of the campaign. STATUS_OK
 * or STATUS_NOMEM; no runs if it has none. */
int time_point_of_instances(const struct results_set *set, const char *function, size_t dim,
                            const char *optimizer, size_t target, struct time_point *point,
                            struct error *err);

/* How cost grows with the dimension: like dim^slope. The slope of the line through the logarithms
 * of the last half of the points that every run reached, but at least three, by least squares; NaN
 * if there are fewer: where some missed, the average hangs on the budget. Points without a success
 * are passed over. */
struct dimension_point {
  double dim;
  struct time_point time;
};
double time_slope(const struct dimension_point *point, size_t count);

#endif
