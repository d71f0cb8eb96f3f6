/* pool.h -- runs the tasks of a campaign on threads, and hands their records over in order. */
#ifndef OPTBENCH_BENCH_DRIVER_POOL_H
#define OPTBENCH_BENCH_DRIVER_POOL_H

#include "bench/driver/progress.h"
#include "bench/driver/run.h"
#include "bench/plan/tasks.h"

struct pool_setup {
  const struct campaign *campaign;
  const struct task *tasks; /* those that are done are passed over */
  size_t task_count;
  size_t threads;     /* runs at the same time */
  size_t team;        /* threads that share the work of each of them, at least 1 */
  const char *folder; /* where long traces may overflow to */
  /* Takes over the runs: task by task and repetition by repetition, one call at a time, from
   * whichever thread. *last is to become true with the last run that the task needs. STATUS_OK, or
   * an error that ends the pool. */
  int (*deliver)(void *context, const struct task *task, size_t repetition,
                 const struct run_record *record, struct text *trace, bool *last,
                 struct error *err);
  void *context;
  struct tally *progress;
  atomic_bool *halt; /* set it to end early; the pool sets it on an error */
};

struct pool; /* opaque */

/* Start the threads. They send SIGUSR1 to the calling thread when all have ended: block that signal
 * before. STATUS_OK, or STATUS_NOMEM and no pool. */
int pool_start(const struct pool_setup *setup, struct pool **pool, struct error *err);

/* Wait for the threads and free the pool: the first error of any of them. */
int pool_join(struct pool *pool, struct error *err);

/* The number of runs in tasks that are not done, apart from those added for more successes. */
size_t pool_runs(const struct pool_setup *setup);

#endif
