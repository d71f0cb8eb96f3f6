/* execute.c -- see execute.h. */
#include "bench/command/execute.h"

#include <stdio.h>
#include <unistd.h>

#include "bench/driver/pool.h"
#include "bench/io/say.h"
#include "bench/io/shell.h"
#include "bench/record/parts.h"
#include "bench/record/provenance.h"
#include "bench/record/results.h"
#include "bench/record/share.h"
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

/* " --part K/N", where there is one. */
enum { PART_OPTION = 48 };
static void part_option(const struct execution *e, char text[PART_OPTION])
{
  *text = '\0';
  if (e->share.parts) snprintf(text, PART_OPTION, " --part %zu/%zu", e->share.part, e->share.parts);
}

/* How it ended, where a signal did it: what is kept, and how to go on. */
static void interrupted_words(const struct execution *e, const struct results *results, char *words,
                              size_t size)
{
  size_t there, made;
  double evaluations;
  results_count(results, &there, &made, &evaluations);
  if (e->kind == FOLDER_SCRATCH) { /* the next check begins again */
    snprintf(words, size, "optbench: interrupted; nothing was judged");
    return;
  }
  char folder[SHELL_WORD], file[SHELL_WORD], part[PART_OPTION];
  shell_path(e->folder, NULL, folder);
  shell_path(e->folder, "campaign.ini", file);
  part_option(e, part);
  int used =
      there ? snprintf(words, size, "optbench: interrupted; %zu finished runs are kept in %s",
                       there, e->folder)
            : snprintf(words, size, "optbench: interrupted; no run was finished in %s", e->folder);
  snprintf(words + used, size - (size_t)used, "; `optbench run %s%s --out %s` carries on", file,
           part, folder);
}

static int run_pool(struct execution *e, struct results *results, struct pool_setup *setup,
                    struct error *err)
{
  struct progress bar;
  struct pool *pool;
  sigset_t before;
  char words[4 * SHELL_WORD];
  enum watched how = WATCH_ENDED;
  watch_begin(&before);
  progress_begin(&bar);
  int status = pool_start(setup, &pool, err);
  if (!status) {
    how = watch_threads(&bar, setup->progress, e->runs, setup->halt);
    if (how == WATCH_STUCK) {
      pool_abandon(pool);
      interrupted_words(e, results, words, sizeof words);
      watch_give_up(&bar, words);
    }
    status = pool_join(pool, err);
  }
  progress_end(&bar);
  watch_end(&before);
  e->seconds = progress_seconds(&bar);
  if (!status && how == WATCH_INTERRUPTED) {
    interrupted_words(e, results, words, sizeof words);
    say(stderr, "%s\n", words);
    status = EXIT_INTERRUPTED;
  }
  return status;
}

/* What a pool asks of a folder. */
static size_t next(const void *context, size_t task, size_t from)
{
  return results_next(context, task, from);
}

static int deliver(void *context, size_t task, size_t repetition, const struct run_record *record,
                   struct text *trace, bool *whole, struct error *err)
{
  return results_keep(context, task, repetition, record, trace, whole, err);
}

/* Runs that are to be made, apart from those added for more successes. */
static size_t count_runs(const struct execution *e, const struct tasks *tasks,
                         const struct results *results)
{
  size_t runs = 0;
  for (size_t i = 0; i < tasks->count; i++)
    for (size_t at = 0; (at = results_next(results, i, at)) < e->campaign->runs; at++) runs++;
  return runs;
}

static int open_folder(const struct execution *e, struct tasks *tasks, struct results *results,
                       struct error *err)
{
  if (e->share.parts)
    return share_open(results, e->libraries, e->folder, e->campaign, tasks->task, tasks->count,
                      e->share, e->force, err);
  bool parts = e->kind == FOLDER_RESULTS;
  int status = parts && !e->force ? parts_refuse(e->folder, err) : STATUS_OK;
  if (!status)
    status = results_open(results, e->libraries, e->folder, e->kind, e->campaign, tasks->task,
                          tasks->count, e->force, err);
  if (!status && parts) parts_drop(e->folder);
  return status;
}

/* All runs are there. */
static int finish_folder(const struct execution *e, size_t threads, struct results *results,
                         struct error *err)
{
  if (e->share.parts) return share_finish(results, err);
  int status = results_finish(results, err);
  if (status || !e->runs) return status;
  return provenance_write(results->folder, e->libraries->optimizers->level, threads, e->seconds,
                          err);
}

int execute(struct execution *e, struct tasks *tasks, struct error *err)
{
  struct results results;
  size_t there;
  double evaluations;
  int status = open_folder(e, tasks, &results, err);
  if (status) return status;
  struct tally progress = {0};
  atomic_bool halt = false;
  size_t threads = threads_wanted(e->threads);
  struct pool_setup setup = {
      .campaign = e->campaign,
      .tasks = tasks->task,
      .task_count = tasks->count,
      .threads = e->population ? 1 : threads,
      .team = e->population ? threads : 1,
      .folder = results.folder,
      .next = next,
      .deliver = deliver,
      .context = &results,
      .progress = &progress,
      .halt = &halt,
  };
  e->whole = e->share.parts && !results.share.parts;
  results_count(&results, &e->kept, &e->runs, &evaluations);
  e->runs = count_runs(e, tasks, &results);
  status = run_pool(e, &results, &setup, err);
  results_count(&results, &there, &e->runs, &e->evaluations);
  if (!status) status = finish_folder(e, threads, &results, err);
  results_close(&results);
  return status;
}

void print_results(const char *path)
{
  char folder[SHELL_WORD];
  shell_path(path, NULL, folder);
  say(stdout,
      "%s: runs.csv targets.csv cells.csv traces/\n"
      "next: optbench plot %s\n  or: optbench report %s\n",
      path, folder, folder);
}

static void print_part(const struct execution *e)
{
  char folder[SHELL_WORD];
  shell_path(e->folder, NULL, folder);
  say(stdout, "%s/%s: part %zu of %zu\nnext, with all parts there: optbench merge %s\n", e->folder,
      parts_name, e->share.part, e->share.parts, folder);
}

static void print_summary(const struct execution *e)
{
  const char *name = e->campaign->name;
  char count[16];
  number_format_count(e->evaluations, count);
  if (e->runs)
    say(stdout, "%s: %zu runs, %s evaluations in %.1f s\n", name, e->runs, count, e->seconds);
  if (e->whole)
    say(stdout, "%s: all %zu runs were there already, and no part is needed\n", name, e->kept);
  else if (e->kept)
    say(stdout, "%s: %zu runs were there already (--force runs them again)\n", name, e->kept);
  if (e->share.parts && !e->whole)
    print_part(e);
  else
    print_results(e->folder);
}

int execute_campaign(struct execution *e, struct error *err)
{
  struct tasks tasks;
  int status = tasks_make(e->libraries, e->campaign, &tasks, err);
  if (status) return status;
  status = execute(e, &tasks, err);
  tasks_free(&tasks);
  if (!status) print_summary(e);
  return status;
}
