/* execute.c -- see execute.h. */
#include "bench/command/execute.h"

#include <stdio.h>
#include <unistd.h>

#include "bench/driver/watch.h"
#include "bench/record/provenance.h"

size_t threads_wanted(size_t asked)
{
  long count = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : count > THREADS_LIMIT ? THREADS_LIMIT : (size_t)count;
}

static int run_pool(struct execution *e, struct pool_setup *setup, bool *interrupted,
                    struct error *err)
{
  struct progress bar;
  struct pool *pool;
  sigset_t before;
  watch_begin(&before);
  progress_begin(&bar);
  int status = pool_start(setup, &pool, err);
  if (!status) {
    *interrupted = watch_threads(&bar, setup->progress, e->runs, setup->stop);
    status = pool_join(pool, err);
  }
  progress_end(&bar);
  watch_end(&before);
  e->seconds = progress_seconds(&bar);
  e->evaluations = atomic_load(&setup->progress->evaluations);
  return status;
}

int execute(struct execution *e, struct tasks *tasks, struct error *err)
{
  struct results results;
  int status =
      results_open(&results, e->folder, e->campaign, tasks->task, tasks->count, e->force, err);
  if (status) return status;
  struct pool_progress progress = {0};
  atomic_bool stop = false;
  bool interrupted = false;
  size_t threads = threads_wanted(e->threads);
  struct pool_setup setup = {
      .campaign = e->campaign,
      .results = &results,
      .tasks = tasks->task,
      .task_count = tasks->count,
      .threads = e->population ? 1 : threads,
      .team = e->population ? threads : 1,
      .progress = &progress,
      .stop = &stop,
  };
  e->runs = pool_runs(&setup);
  for (size_t i = 0; i < tasks->count; i++)
    if (tasks->task[i].done) e->kept += results_rows(&results, i);
  status = run_pool(e, &setup, &interrupted, err);
  e->runs = atomic_load(&progress.runs_done);
  if (!status && interrupted) status = EXIT_INTERRUPTED;
  if (!status) status = results_finish(&results, err);
  if (!status && e->runs)
    status =
        provenance_write(results.folder, e->libraries->optimizers->level, threads, e->seconds, err);
  results_close(&results);
  return status;
}
