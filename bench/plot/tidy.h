/* tidy.h -- CSV files as spreadsheets leave them, turned into such as the scripts read. */
#ifndef OPTBENCH_BENCH_PLOT_TIDY_H
#define OPTBENCH_BENCH_PLOT_TIDY_H

#include "src/error.h"

/* Write the file `path` to FOLDER/NAME: commas between fields, ends of lines as "\n", numbers with
 * points; a byte order mark, a line "sep=", fields that are empty in all rows behind the last one
 * with a name, and rows that are empty are left out. Commas in texts become semicolons, which the
 * scripts take for them. STATUS_OK, STATUS_IO (also a row with more or fewer fields than the first
 * one) or STATUS_NOMEM. */
int tidy(const char *path, const char *folder, const char *name, struct error *err);

#endif
