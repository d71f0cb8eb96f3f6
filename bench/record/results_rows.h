/* results_rows.h -- a table of a folder of results, row by row, for the reader of it all. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_ROWS_H
#define OPTBENCH_BENCH_RECORD_RESULTS_ROWS_H

#include "bench/io/csv.h"
#include "bench/record/columns.h"

struct table_rows {
  struct csv csv;
  size_t key[KEYS];
  /* Of the current row: */
  size_t dim, instance, repetition;
};

/* The set's own text of the table, where the campaign is not finished, else its file. STATUS_OK,
 * STATUS_IO, STATUS_USAGE where parts lie there instead, or STATUS_NOMEM; on an error nothing is
 * open. csv_close(&rows->csv) ends it. */
int rows_open(struct table_rows *rows, const struct results_set *set, enum table table,
              struct error *err);
int rows_next(struct table_rows *rows, bool *more, struct error *err);

/* The set's cell that the current row is of, or NULL. */
struct cell_results *rows_cell(struct results_set *set, const struct table_rows *rows);

/* Says what is wrong with the current row: STATUS_IO. */
int rows_damaged(const struct table_rows *rows, const char *what, struct error *err);

#endif
