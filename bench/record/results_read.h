/* results_read.h -- a folder of results in memory: its campaign and its cells with all their runs.
 *
 * The folder is one that `run` made, or a baseline, whose targets.csv has one row a run with a
 * column a target. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_READ_H
#define OPTBENCH_BENCH_RECORD_RESULTS_READ_H

#include "bench/driver/run.h"
#include "bench/io/paths.h"
#include "bench/plan/campaign.h"
#include "bench/record/cell_index.h"
#include "bench/record/measures.h"

/* A table of results. Its file is NAME.csv. */
enum table { TABLE_RUNS, TABLE_TARGETS, TABLE_STOPS, TABLE_TIMINGS, TABLES };
extern const char *const table_names[TABLES];

struct run_result {
  enum outcome outcome;
  double steps, restarts;
  double stops[ASK_KINDS]; /* what ended the searches of the run, by enum ask */
  struct counts counts;
  double cost; /* of the whole run */
  double final_f, best_f;
  double error;                     /* best_f - f*; best_f itself where f* is not known */
  double metric;                    /* of the whole trajectory; NaN where there is none */
  double measured[MEASURE_COLUMNS]; /* by the set's measures; NaN where there is nothing */
  double *to; /* cost to each target of the cell; infinite where it was not reached */
  /* Processor seconds a unit of cost, of the optimizer and of the function; NaN where the folder
   * does not tell. They differ from run to run: nothing is to be judged by them. */
  double method_seconds, function_seconds;
};

struct cell_results {
  char *function, *optimizer; /* labels as typed, owned */
  size_t dim;
  unsigned instance;
  size_t instances; /* how many are pooled in it; 0: it is of the one */
  size_t *ends; /* the number of runs up to the end of each of these, owned by who pooled them */
  char problem[17], definition[17]; /* hexadecimal digests: what the function was, and all of it */
  struct run_result *run;
  size_t run_count;
  double *to;                        /* what the runs' point into, owned */
  const struct target_list *targets; /* its function's, borrowed from the set */
};

struct results_set {
  char folder[PATH_SIZE];
  struct campaign campaign;
  struct measures measures;    /* the columns that functions bring */
  struct target_list *targets; /* one for each function of the campaign, owned */
  struct cell_results *cell;   /* in the order of runs.csv */
  size_t cell_count;
  bool unfinished; /* the campaign was stopped: only cells that are whole are here */
  /* The reader's own. */
  size_t last;
  struct cell_index index; /* what results_find goes by, where it is of these cells */
  char *text[TABLES];
};

/* STATUS_OK, STATUS_USAGE (the campaign is not understood), STATUS_IO (with file and line) or
 * STATUS_NOMEM; on an error nothing is owned. results_set_free gives it back. */
int results_read(const struct libraries *libraries, const char *folder, struct results_set *set,
                 struct error *err);
void results_set_free(struct results_set *set);

/* Say on standard error that the campaign is not finished, if it is not. */
void results_set_note(const struct results_set *set);

/* Does the folder tell of costs to targets, in a table or in the journal of a campaign that is not
 * finished? */
bool results_have_costs(const char *folder);

/* Is it the cell of this key? */
bool cell_results_is(const struct cell_results *cell, const char *function, size_t dim,
                     unsigned instance, const char *optimizer);

/* The cell of this key, or NULL. */
const struct cell_results *results_find(const struct results_set *set, const char *function,
                                        size_t dim, unsigned instance, const char *optimizer);

/* The cell's name as people read it: "adam on rosenbrock d2 i1"; the instance only if not 0. */
enum { CELL_TITLE = 2 * LABEL_SIZE + 64 };
void cell_results_title(const struct cell_results *cell, char title[CELL_TITLE]);

/* The targets of a function of the campaign, and the one that is said to be reached or not: the
 * last; where they are levels of f and no run is to end at one, the last that any run reached, or
 * the first. */
const struct target_list *results_targets(const struct results_set *set,
                                          const struct function_entry *function);
size_t results_aim(const struct results_set *set, const struct function_entry *function);

/* What each run of the cell took to a target, infinite where it missed, and what it spent in all:
 * run_count values each. */
void cell_results_costs(const struct cell_results *cell, size_t target, double *to, double *spent);

/* What a run of this cell may spend. */
double cell_results_budget(const struct results_set *set, const struct cell_results *cell);

#endif
