/* results.h -- the folder of a campaign's results: what is there, what is added, how it ends.
 *
 * Each finished cell leaves its trace in traces/ and its rows in parts/; when all cells are done,
 * runs.csv and targets.csv are put together in the campaign's order and parts/ goes. Where an
 * optimizer has stopping tests, stops.csv tells what ended the searches of its runs, a
 * row a run; the runs of others have no row there. Every file appears whole, so the program may be
 * killed at any moment and the next run carries on. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_H
#define OPTBENCH_BENCH_RECORD_RESULTS_H

#include "bench/driver/run.h"
#include "bench/io/file.h"
#include "bench/plan/tasks.h"

/* The rows of one cell within an old runs.csv, targets.csv or stops.csv. */
struct block {
  long offset, length, rows;
};

struct results {
  char folder[PATH_SIZE];
  const struct campaign *campaign;
  struct task *tasks;
  size_t task_count;
  int lock; /* descriptor of the locked folder; -1: not locked */
  struct block *old_runs, *old_targets, *old_stops; /* task_count each */
  struct file trace, runs, targets, stops;          /* of the cell being written */
  size_t successes;                                 /* of its runs so far */
};

/* Make and lock the folder, see which tasks are done (sets their `done`), write campaign.ini.
 * With `force` everything there is replaced. STATUS_USAGE if it holds other results. */
int results_open(struct results *results, const char *folder, const struct campaign *campaign,
                 struct task *tasks, size_t task_count, bool force, struct error *err);

/* The runs of a task that is done. */
size_t results_rows(const struct results *results, size_t task);

/* Add the next repetition of a task: repetitions in order, one task at a time. The files appear
 * with the last repetition, of which *last tells. */
int results_append(struct results *results, const struct task *task, size_t repetition,
                   const struct run_record *record, struct text *trace, bool *last,
                   struct error *err);

/* Put runs.csv, targets.csv and stops.csv together: every task is done. */
int results_finish(struct results *results, struct error *err);

/* Drop what is unfinished and unlock. */
void results_close(struct results *results);

#endif
