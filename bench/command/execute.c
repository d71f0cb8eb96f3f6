/* execute.c -- see execute.h. */
#include "bench/command/execute.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/driver/pool.h"
#include "bench/driver/worker.h"
#include "bench/driver/writer.h"
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

/* What a run of the writing rank's pool passes through on its way to the folder. */
struct delivery {
  struct results *results;
  const struct step_crew *crew; /* NULL: no population is shared by ranks */
  const char *told_of;          /* the cell that a line was written about last */
  bool verbose;
  double told, heard, steps; /* by the crew until now; steps of all runs */
};

static int run_pool(struct execution *e, struct delivery *delivery, struct pool_setup *setup,
                    struct error *err)
{
  struct ranks *ranks = e->libraries->ranks;
  struct progress bar;
  struct pool *pool;
  struct writer *writer = NULL;
  sigset_t before;
  char words[4 * SHELL_WORD];
  bool interrupted = false, alone = ranks->size == 1 || e->population;
  watch_begin(&before);
  progress_begin(&bar);
  int status = pool_start(setup, &pool, err);
  if (status && ranks->size > 1) ranks_give_up(ranks, err);
  if (!status && !alone) {
    writer = writer_new(ranks, pool, setup->halt, setup->threads, setup->folder);
    if (!writer) ranks_starve(ranks, "what ranks tell each other");
  }
  if (!status) {
    enum watched how =
        alone ? watch_threads_for(&bar, setup->progress, e->runs, setup->halt,
                                  ranks->size > 1 ? GRACE_OF_WRITER : GRACE_ALONE)
              : watch_with_duty(&bar, setup->progress, e->runs, setup->halt, writer_duty(writer));
    if (how == WATCH_STUCK) {
      pool_abandon(pool);
      interrupted_words(e, delivery->results, words, sizeof words);
      watch_give_up(&bar, words);
    }
    interrupted = how == WATCH_INTERRUPTED || (writer && writer_interrupted(writer)) ||
                  (setup->agreed && atomic_load(setup->agreed));
    status = pool_join(pool, err);
  }
  writer_free(writer);
  progress_end(&bar);
  watch_end(&before);
  e->seconds = progress_seconds(&bar);
  if (!status && interrupted) {
    interrupted_words(e, delivery->results, words, sizeof words);
    say(stderr, "%s\n", words);
    status = EXIT_INTERRUPTED;
  }
  return status;
}

/* What a pool asks of a folder. */
static size_t next(const void *context, size_t task, size_t from)
{
  const struct delivery *d = context;
  return results_next(d->results, task, from);
}

/* What the crew told for a run of so many steps. */
static void count_bytes(struct delivery *d, const struct task *task, double steps)
{
  double told = d->crew->told - d->told, heard = d->crew->heard - d->heard;
  d->told = d->crew->told;
  d->heard = d->crew->heard;
  d->steps += steps;
  if (!d->verbose || !(steps > 0) || d->told_of == task->name) return;
  d->told_of = task->name;
  say(stderr, "%s: rank 0 told %.0f bytes a generation and heard %.0f: values%s\n", task->name,
      told / steps, heard / steps, d->crew->sums ? " and sums" : "");
}

static int deliver(void *context, size_t task, size_t repetition, const struct run_record *record,
                   struct text *trace, bool *whole, struct error *err)
{
  struct delivery *d = context;
  if (d->crew) count_bytes(d, &d->results->tasks[task], record->steps);
  return results_keep(d->results, task, repetition, record, trace, whole, err);
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

/* Threads of a rank: where there are several ranks, these are what uses the processors. */
static size_t threads_of_rank(const struct execution *e)
{
  return e->libraries->ranks->size > 1 && !e->threads ? 1 : threads_wanted(e->threads);
}

static struct pool_setup pool_of(const struct execution *e, struct tally *progress,
                                 atomic_bool *halt)
{
  size_t threads = threads_of_rank(e);
  return (struct pool_setup){.campaign = e->campaign,
                             .libraries = e->libraries,
                             .threads = e->population ? 1 : threads,
                             .team = e->population ? threads : 1,
                             .timed = e->timed,
                             .progress = progress,
                             .halt = halt};
}

static struct provenance provenance_of(const struct execution *e, const struct delivery *d)
{
  bool shared = d->crew && d->steps > 0;
  return (struct provenance){.level = e->libraries->optimizers->level,
                             .ranks = e->libraries->ranks->size,
                             .threads = threads_of_rank(e),
                             .seconds = e->seconds,
                             .told = shared ? d->told / d->steps : NAN,
                             .heard = shared ? d->heard / d->steps : NAN};
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
static int finish_folder(const struct execution *e, const struct delivery *delivery,
                         struct error *err)
{
  struct results *results = delivery->results;
  if (e->share.parts) return share_finish(results, err);
  int status = results_finish(results, err);
  if (status || !e->runs) return status;
  const struct provenance provenance = provenance_of(e, delivery);
  return provenance_write(results->folder, &provenance, err);
}

/* The runs, once the folder is open. */
static int make_runs(struct execution *e, const struct tasks *tasks, struct results *results,
                     struct error *err)
{
  struct ranks *ranks = e->libraries->ranks;
  struct tally progress = {0};
  atomic_bool halt = false;
  size_t there;
  double evaluations;
  struct step_crew crew;
  struct delivery delivery = {.results = results, .verbose = e->verbose};
  struct pool_setup setup = pool_of(e, &progress, &halt);
  setup.tasks = tasks->task;
  setup.task_count = tasks->count;
  setup.folder = results->folder;
  setup.next = next;
  setup.deliver = deliver;
  setup.context = &delivery;
  if (ranks->size > 1 && e->population) {
    crew_begin(&crew, ranks, e->exchange, &halt);
    crew_join(&crew, &setup);
    delivery.crew = &crew;
  }
  e->whole = e->share.parts && !results->share.parts;
  results_count(results, &e->kept, &e->runs, &evaluations);
  e->runs = count_runs(e, tasks, results);
  int status = run_pool(e, &delivery, &setup, err);
  results_count(results, &there, &e->runs, &e->evaluations);
  return status ? status : finish_folder(e, &delivery, err);
}

int execute(struct execution *e, struct tasks *tasks, struct error *err)
{
  struct results results;
  int status = open_folder(e, tasks, &results, err);
  bool open = !status;
  status = ranks_agree(e->libraries->ranks, status, err);
  if (!status) {
    status = make_runs(e, tasks, &results, err);
    ranks_dismiss(e->libraries->ranks);
  }
  if (open) results_close(&results);
  return status;
}

/* Of a rank that does not write: the runs that the first hands out, or all of them in step. */
static int execute_for_others(const struct execution *e, struct error *err)
{
  struct ranks *ranks = e->libraries->ranks;
  struct tally progress = {0};
  atomic_bool halt = false;
  struct pool_setup setup = pool_of(e, &progress, &halt);
  int status = ranks_agree(ranks, STATUS_OK, err);          /* on tasks */
  if (!status) status = ranks_agree(ranks, STATUS_OK, err); /* and a folder */
  if (status) return status;
  const char *temporary = getenv("TMPDIR");
  if (!temporary || !*temporary) temporary = "/tmp";
  setup.folder = access(e->folder, W_OK) ? temporary : e->folder;
  status = e->population ? crew_follow(ranks, e->exchange, &setup) : worker_run(ranks, &setup);
  ranks_wait(ranks);
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
  struct ranks *ranks = e->libraries->ranks;
  struct tasks tasks;
  if (ranks->rank) return execute_for_others(e, err);
  int status = tasks_make(e->libraries, e->campaign, &tasks, err);
  bool made = !status;
  status = ranks_agree(ranks, status, err);
  if (!status) status = execute(e, &tasks, err);
  if (made) tasks_free(&tasks);
  if (!status) print_summary(e);
  return status;
}
