/* results.h -- the folder of a campaign's results: what is there, what is added, how it ends.
 *
 * Each finished run goes into the journal; a cell whose runs are all there leaves its trace in
 * traces/; when all cells are done, runs.csv and targets.csv are put together in the campaign's
 * order and the journal goes. Where an optimizer has stopping tests, stops.csv tells what ended the
 * searches of its runs, a row a run; the runs of others have no row there. timings.csv, a row a run
 * that was timed, is never the same twice and not compared. cells.csv tells what each
 * trace is of. The program may be killed at any moment: the next run carries on with what was
 * finished. Nothing is removed but files of the names that the campaign gives. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_H
#define OPTBENCH_BENCH_RECORD_RESULTS_H

#include "bench/driver/run.h"
#include "bench/plan/shares.h"
#include "bench/record/columns.h"
#include "bench/record/folder.h"
#include "bench/record/journal.h"

/* A run that the journal holds. */
struct kept_run {
  bool there, success;
  bool fresh; /* made since the folder was opened */
  double evaluations;
  long offset;
  size_t size[PIECES];
};

/* A cell's rows within a table as it was. */
struct block {
  long offset, length;
  size_t rows;
};

/* What is there of a cell: its first repetitions from the tables, others from the journal. */
struct kept_cell {
  struct block old[TABLES];
  size_t old_runs, old_successes;
  struct kept_run *run; /* by repetition */
  size_t room;
  size_t runs, successes; /* repetitions 0 ... runs - 1 are there, and reached the target */
};

struct results {
  char folder[PATH_SIZE];
  enum folder_kind kind;
  const struct libraries *libraries;
  const struct campaign *campaign;
  struct task *tasks;
  size_t task_count;
  struct kept_cell *cells; /* task_count */
  struct campaign *was;    /* the campaign that the folder says, or NULL */
  struct journal journal;
  int lock; /* descriptor of the locked folder; -1: not locked */
  /* Where only a part of the runs is made here, see share.h: */
  struct part_number share; /* of 0: all runs are */
  struct shares shares;     /* owned */
  int part_lock;            /* descriptor of the locked file of the part; -1: not locked */
  bool only_read;           /* what does not belong to the campaign is passed over, not refused */
};

/* Make and lock the folder, write campaign.ini and cells.csv, and see what is there: sets the
 * tasks' `done`. With `force` the results there are replaced. STATUS_USAGE if the folder is none of
 * this kind, or holds other results. */
int results_open(struct results *results, const struct libraries *libraries, const char *folder,
                 enum folder_kind kind, const struct campaign *campaign, struct task *tasks,
                 size_t task_count, bool force, struct error *err);

/* The first repetition from `from` on that the cell may need and does not have; SIZE_MAX if there
 * is none. */
size_t results_next(const struct results *results, size_t task, size_t from);

/* Keep a finished run, whichever is the next to finish. *whole, and the task's `done`, become true
 * with the last one that the cell needs. STATUS_OK, STATUS_NOMEM or STATUS_IO. */
int results_keep(struct results *results, size_t task, size_t repetition,
                 const struct run_record *record, struct text *trace, bool *whole,
                 struct error *err);

/* Runs that are there, those that were made since the folder was opened, and the evaluations in
 * these. */
void results_count(const struct results *results, size_t *there, size_t *made, double *evaluations);

/* Put runs.csv, targets.csv, stops.csv and timings.csv together: every task is done. */
int results_finish(struct results *results, struct error *err);

/* Unlock; what is kept stays. */
void results_close(struct results *results);

/* The tables of an unfinished folder, with the cells that are whole: in `text`, malloc'ed, with
 * their header rows. *unfinished is false, and no text made, where there is no journal. */
int results_unfinished(const struct libraries *libraries, const char *folder,
                       const struct campaign *campaign, bool *unfinished, char *text[TABLES],
                       struct error *err);

#endif
