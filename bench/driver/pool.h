/* pool.h -- runs the tasks of a campaign on threads, and hands each record over as its run ends. */
#ifndef OPTBENCH_BENCH_DRIVER_POOL_H
#define OPTBENCH_BENCH_DRIVER_POOL_H

#include "bench/driver/progress.h"
#include "bench/driver/queue.h"
#include "bench/driver/run.h"
#include "bench/plan/tasks.h"

struct pool_setup {
  const struct campaign *campaign;
  const struct task *tasks; /* NULL: each thread opens the tasks that it runs, from these: */
  const struct libraries *libraries;
  size_t task_count;
  size_t threads;     /* runs at the same time */
  size_t team;        /* threads that share the work of each of them, at least 1 */
  bool timed;         /* records tell processor times */
  const char *folder; /* where long traces may overflow to */
  /* The first repetition of the task from `from` on that is to be run, or SIZE_MAX. */
  size_t (*next)(const void *context, size_t task, size_t from);
  /* In the place of `next`, of a pool that is told what to run: the next run, waiting for it;
   * false: there is none. NULL: `next` says so. */
  bool (*fetch)(void *context, struct run_name *run);
  /* Takes over a run. *whole becomes true with the last one that the task needs: others of it are
   * not begun then. STATUS_OK, or an error that ends the pool. Like `next` it is called by one
   * thread at a time, whichever that is. */
  int (*deliver)(void *context, size_t task, size_t repetition, const struct run_record *record,
                 struct text *trace, bool *whole, struct error *err);
  void *context;
  struct tally *progress;
  atomic_bool *halt; /* set it to end early; the pool sets it on an error */
  /* Of a pool of one thread whose runs are made in step with those of other processes, else NULL.
   * Runs end early by `agreed`, which all of them set at the same moment. */
  const struct crew *crew;
  const atomic_bool *agreed;
  /* What is taken next, or nothing more, is told to the others; false: it is over all the same. */
  bool (*announce)(void *context, const struct run_name *run);
  /* A run failed here alone, and cannot go on elsewhere: it ends them all and does not return. */
  void (*give_up)(void *context, const struct error *err);
  void *step_context;
};

struct pool; /* opaque */

/* Start the threads. They send SIGUSR1 to the calling thread when all have ended: block that signal
 * before. STATUS_OK, or STATUS_NOMEM and no pool. */
int pool_start(const struct pool_setup *setup, struct pool **pool, struct error *err);

/* Wait for the threads and free the pool: the first error of any of them. */
int pool_join(struct pool *pool, struct error *err);

/* The threads go on after they were halted and will not end soon: let none of them deliver any
 * more, so that the process may end while they work. */
void pool_abandon(struct pool *pool);

/* Runs for somebody else to make: a share of what is left, one of `shares` parts of its expected
 * cost, at most `most`. None where there are no more, or the pool was halted. */
size_t pool_share(struct pool *pool, size_t shares, struct run_name *runs, size_t most);
/* One of them is made; or they failed, and the pool ends. */
int pool_put(struct pool *pool, const struct run_name *run, const struct run_record *record,
             struct text *trace, struct error *err);
void pool_fail(struct pool *pool, int status, const struct error *err);

#endif
