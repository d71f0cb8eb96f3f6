/* execute.c -- see execute.h. */
#include "bench/execute.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "bench/pool.h"
#include "bench/progress.h"
#include "bench/provenance.h"

enum { REDRAW_NANOSECONDS = 100000000 };

static size_t processors(void)
{
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : count > THREADS_LIMIT ? THREADS_LIMIT : (size_t)count;
}

/* Watch the threads until they have ended: redraw, and stop them on a signal. */
static bool watch(const sigset_t *signals, const struct progress *bar,
                  struct pool_progress *progress, size_t total, atomic_bool *stop)
{
  bool interrupted = false;
  for (;;) {
    struct timespec pause = {.tv_nsec = REDRAW_NANOSECONDS};
    int signal = sigtimedwait(signals, NULL, &pause);
    if (signal == SIGUSR1) return interrupted;
    if (signal == SIGINT || signal == SIGTERM) {
      interrupted = true;
      atomic_store(stop, true);
    }
    progress_draw(bar, atomic_load(&progress->runs_done), total,
                  atomic_load(&progress->evaluations));
  }
}

static int run_pool(struct execution *e, struct pool_setup *setup, bool *interrupted,
                    struct error *err)
{
  struct progress bar;
  struct pool *pool;
  sigset_t signals, before;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  progress_begin(&bar);
  int status = pool_start(setup, &pool, err);
  if (!status) {
    *interrupted = watch(&signals, &bar, setup->progress, e->runs, setup->stop);
    status = pool_join(pool, err);
  }
  progress_end(&bar);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
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
  struct pool_setup setup = {
      .campaign = e->campaign,
      .results = &results,
      .tasks = tasks->task,
      .task_count = tasks->count,
      .threads = e->threads ? e->threads : processors(),
      .progress = &progress,
      .stop = &stop,
  };
  e->runs = pool_runs(&setup);
  e->kept = tasks->count * e->campaign->runs - e->runs;
  status = run_pool(e, &setup, &interrupted, err);
  e->runs = atomic_load(&progress.runs_done);
  if (!status && interrupted) status = EXIT_INTERRUPTED;
  if (!status) status = results_finish(&results, err);
  if (!status && e->runs)
    status = provenance_write(results.folder, e->libraries->optimizers->level, setup.threads,
                              e->seconds, err);
  results_close(&results);
  return status;
}
