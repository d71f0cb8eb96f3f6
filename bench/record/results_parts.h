/* results_parts.h -- what the files of results.h agree on. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_PARTS_H
#define OPTBENCH_BENCH_RECORD_RESULTS_PARTS_H

#include "bench/record/results.h"

enum { ROW_PREFIX = 4 * LABEL_SIZE + 64, TRACE_NAME = CELL_NAME_SIZE + 16 };

/* "FUNCTION,DIM,INSTANCE,OPTIMIZER," as every row of the cell begins. */
int results_row_prefix(const struct task *task, char prefix[ROW_PREFIX], struct error *err);

/* Does the table tell of the cell? */
bool results_in_table(const struct task *task, enum table table);

/* The cell's files have one name, each in a folder of its own: that of a kind of text. */
extern const char *const results_folders[RUN_TEXTS];
void results_trace_name(const struct task *task, char name[TRACE_NAME]);
/* Has the cell a file of this kind? */
bool results_has_text(const struct results *results, const struct task *task, enum run_text kind);

/* Make the folder and lock it, `how`: LOCK_EX, or LOCK_SH with those who only read it or add to
 * what is theirs alone. Free with results_close, whatever is returned. */
int results_hold(struct results *results, const struct libraries *libraries, const char *folder,
                 enum folder_kind kind, const struct campaign *campaign, struct task *tasks,
                 size_t task_count, int how, struct error *err);

/* See what is in the folder, which is locked, and write what it begins with. */
int results_start(struct results *results, bool force, struct error *err);

/* The campaign that the folder says into `was`, if it says one that can be read. */
int results_read_campaign(struct results *results, struct error *err);

/* See what is there, in the tables and in the journal, which is left open. STATUS_USAGE if it is
 * not the campaign's, unless only_read. */
int results_take(struct results *results, struct error *err);

/* Take the records of the journal that is open, from where it stands to its end. STATUS_USAGE as
 * above. */
int results_take_records(struct results *results, struct error *err);

/* Is the run to be made here? */
bool results_mine(const struct results *results, size_t task, size_t repetition);

/* Add to `out` the rows of all cells that are done, behind the header row. */
int results_put_table(struct results *results, enum table table, FILE *out, struct error *err);

/* The files of a cell that is done. */
int results_write_texts(struct results *results, size_t task, struct error *err);

/* More repetitions of the cell may be there now: see whether it is done. */
void results_advance(struct results *results, size_t task);

/* Room for what is kept of this repetition; NULL without memory. */
struct kept_run *results_run(struct kept_cell *cell, size_t repetition);

#endif
