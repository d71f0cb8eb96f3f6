/* instances.h -- where instances have few repetitions each, they are judged together. */
#ifndef OPTBENCH_BENCH_JUDGE_INSTANCES_H
#define OPTBENCH_BENCH_JUDGE_INSTANCES_H

#include "bench/record/results_read.h"

/* Are there several instances, with fewer repetitions each than a test takes? */
bool instances_are_few(const struct campaign *campaign, size_t repetitions_least);

/* Can instances of all folders be taken together: are they few in each, and the same? */
bool instances_go_together(const struct results_set *set, size_t count, size_t repetitions_least);

/* The set with the runs of all instances of a function, dimension and optimizer as one cell, in the
 * order of the instances. Its cells and runs are its own, all else is borrowed from `set`; give it
 * back with instances_free. STATUS_OK or STATUS_NOMEM. */
int instances_pool(const struct results_set *set, struct results_set *pooled, struct error *err);
void instances_free(struct results_set *pooled);

/* Two cells of one problem, of one instance each or pooled. Runs are a pair where they share
 * instance and repetition: the number of b's run that run r of a is paired with, or b->run_count if
 * there is none; and how many pairs there are. */
size_t instances_partner(const struct cell_results *a, size_t r, const struct cell_results *b);
size_t instances_pairs(const struct cell_results *a, const struct cell_results *b);

/* Put the runs of both pooled sets in such an order that run r of a cell is paired with run r of
 * the other's, for all pairs; the others come behind. STATUS_OK or STATUS_NOMEM. */
int instances_align(struct results_set *a, struct results_set *b, struct error *err);

#endif
