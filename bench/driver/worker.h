/* worker.h -- a rank that makes the runs that the writing rank hands out; see writer.h. */
#ifndef OPTBENCH_BENCH_DRIVER_WORKER_H
#define OPTBENCH_BENCH_DRIVER_WORKER_H

#include "bench/driver/pool.h"
#include "bench/driver/ranks.h"

/* Make runs on setup->threads threads until there are no more; of the setup, what says which runs
 * and where they go is filled in here. Memory is that of the runs that are under way, whatever the
 * campaign's size. What went wrong is told to the writing rank, which says it: the status is for
 * the exit code, EXIT_INTERRUPTED after a signal. */
int worker_run(struct ranks *ranks, const struct pool_setup *setup);

#endif
