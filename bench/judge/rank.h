/* rank.h -- in which order runs are placed where they are compared. */
#ifndef OPTBENCH_BENCH_JUDGE_RANK_H
#define OPTBENCH_BENCH_JUDGE_RANK_H

#include "bench/record/results_read.h"
#include "bench/statistics/pairs.h"

/* The run as one side of a pair, at a target (its index); NO_TARGET: all missed. */
struct trial run_trial(const struct run_result *run, size_t target);

/* The lower, the better: runs that reached the target by their cost, and behind them those that
 * missed it by their best error, one that is NaN last. `target` is the index of one;
 * NO_TARGET: all missed. Only the order means something. Never NaN. */
double run_rank(const struct run_result *run, size_t target);

#endif
