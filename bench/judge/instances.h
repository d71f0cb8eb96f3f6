/* instances.h -- where instances have few repetitions each, they are judged together. */
#ifndef OPTBENCH_BENCH_JUDGE_INSTANCES_H
#define OPTBENCH_BENCH_JUDGE_INSTANCES_H

#include "bench/record/results_read.h"

/* Are there several instances, with fewer repetitions each than a test takes? */
bool instances_are_few(const struct campaign *campaign, size_t repetitions_least);

/* The set with the runs of all instances of a function, dimension and optimizer as one cell, in the
 * order of the instances. Its cells and runs are its own, all else is borrowed from `set`; give it
 * back with instances_free. STATUS_OK or STATUS_NOMEM. */
int instances_pool(const struct results_set *set, struct results_set *pooled, struct error *err);
void instances_free(struct results_set *pooled);

#endif
