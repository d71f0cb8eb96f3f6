/* distinct.h -- repetitions that are one and the same run count once. */
#ifndef OPTBENCH_BENCH_JUDGE_DISTINCT_H
#define OPTBENCH_BENCH_JUDGE_DISTINCT_H

#include "bench/record/results_read.h"

/* Are the runs the same, to the last bit of all that is recorded of them? */
bool runs_equal(const struct run_result *a, const struct run_result *b, size_t targets);

/* Whether all repetitions of the campaign begin at the same point, so that a method without random
 * draws makes one run again and again. Elsewhere no two of them are the same run, even if they come
 * to the same costs. */
bool starts_are_one(const struct campaign *campaign);

/* The repetitions of a cell that are not the same as one before them: their indices in ascending
 * order into `index`, which has room for run_count; how many. */
size_t distinct_runs(const struct results_set *set, const struct cell_results *cell, size_t *index);

#endif
