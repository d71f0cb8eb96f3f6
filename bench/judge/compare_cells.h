/* compare_cells.h -- the cells in which contenders meet, and what each of them comes to there. */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_CELLS_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_CELLS_H

#include "bench/judge/compare.h"

/* All cells that somebody ran, in the order in which they come up. STATUS_OK or STATUS_NOMEM. */
int comparison_find_cells(struct comparison *comparison, struct error *err);

/* The target of each cell, and each contender's entry: at `target`, an error, or where that is NaN
 * at the hardest that one of them reaches in half of its runs. STATUS_OK or STATUS_NOMEM. */
int comparison_fill(struct comparison *comparison, double target, struct error *err);

/* The cost of a first evaluation, which no contender undercuts. */
double comparison_first_cost(const struct comparison *comparison);

#endif
