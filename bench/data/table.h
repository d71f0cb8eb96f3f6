/* table.h -- data sets in CSV files with a header. */
#ifndef OPTBENCH_BENCH_DATA_TABLE_H
#define OPTBENCH_BENCH_DATA_TABLE_H

#include "bench/data/rows.h"

/* The rows of `request->path`: one column is the label, all others are inputs, numbers, in the
 * order of the columns. Labels are classes: numbered in the order of their values if all of them
 * are numbers (1 and 1.0 are one class), else in that of their bytes. Test rows are drawn by the
 * number of rows alone and are at least 1, as are those for training; or they come from a file with
 * columns of the same names, in any order.
 *
 * Rows, not sealed. STATUS_OK, STATUS_IO for what the files are, STATUS_USAGE for what is asked of
 * them, or STATUS_NOMEM; on an error rows may be partly filled. */
int table_read(const struct data_request *request, struct data_rows *rows, struct error *err);

#endif
