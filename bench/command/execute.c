/* execute.c -- see execute.h. */
#include "bench/command/execute.h"

#include <stdio.h>
#include <unistd.h>

#include "bench/driver/pool.h"
#include "bench/driver/watch.h"
#include "bench/io/shell.h"
#include "bench/record/provenance.h"
#include "bench/record/results.h"
#include "src/number.h"

int threads_parse(const char *value, size_t *threads, struct error *err)
{
  double number;
  if (!number_parse_count(value, &number) || number > THREADS_LIMIT)
    return error_set(err, STATUS_USAGE, "threads: '%.40s' is not a whole number from 0 to %d",
                     value, THREADS_LIMIT);
  *threads = (size_t)number;
  return STATUS_OK;
}

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
    *interrupted = watch_threads(&bar, setup->progress, e->runs, setup->halt);
    status = pool_join(pool, err);
  }
  progress_end(&bar);
  watch_end(&before);
  e->seconds = progress_seconds(&bar);
  e->evaluations = atomic_load(&setup->progress->evaluations);
  return status;
}

/* What a pool's `deliver` is for a folder. */
static int deliver(void *context, const struct task *task, size_t repetition,
                   const struct run_record *record, struct text *trace, bool *last,
                   struct error *err)
{
  return results_append(context, task, repetition, record, trace, last, err);
}

int execute(struct execution *e, struct tasks *tasks, struct error *err)
{
  struct results results;
  int status =
      results_open(&results, e->folder, e->campaign, tasks->task, tasks->count, e->force, err);
  if (status) return status;
  struct tally progress = {0};
  atomic_bool halt = false;
  bool interrupted = false;
  size_t threads = threads_wanted(e->threads);
  struct pool_setup setup = {
      .campaign = e->campaign,
      .tasks = tasks->task,
      .task_count = tasks->count,
      .threads = e->population ? 1 : threads,
      .team = e->population ? threads : 1,
      .folder = results.folder,
      .deliver = deliver,
      .context = &results,
      .progress = &progress,
      .halt = &halt,
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

static void print_summary(const struct execution *e)
{
  const char *name = e->campaign->name;
  char count[16], folder[SHELL_WORD];
  shell_path(e->folder, NULL, folder);
  number_format_count(e->evaluations, count);
  if (e->runs) printf("%s: %zu runs, %s evaluations in %.1f s\n", name, e->runs, count, e->seconds);
  if (e->kept) printf("%s: %zu runs were there already (--force runs them again)\n", name, e->kept);
  printf("%s: runs.csv targets.csv traces/\nnext: optbench plot %s\n  or: optbench report %s\n",
         e->folder, folder, folder);
}

static void print_interrupted(const struct execution *e)
{
  char folder[SHELL_WORD], file[SHELL_WORD];
  shell_path(e->folder, NULL, folder);
  shell_path(e->folder, "campaign.ini", file);
  fprintf(
      stderr,
      "optbench: interrupted; what is finished is kept in %s; `optbench run %s --out %s` carries "
      "on\n",
      e->folder, file, folder);
}

int execute_campaign(struct execution *e, struct error *err)
{
  struct tasks tasks;
  int status = tasks_make(e->libraries, e->campaign, &tasks, err);
  if (status) return status;
  status = execute(e, &tasks, err);
  tasks_free(&tasks);
  if (!status) print_summary(e);
  if (status == EXIT_INTERRUPTED) print_interrupted(e);
  return status;
}
