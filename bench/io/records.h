/* records.h -- rows of named columns for programs, as CSV with a header row or as an array of JSON
 * objects. */
#ifndef OPTBENCH_BENCH_IO_RECORDS_H
#define OPTBENCH_BENCH_IO_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct records {
  FILE *out;
  bool json;
  const char *const *column; /* their names, borrowed */
  size_t columns;
  /* The writer's own. */
  size_t at, rows;
};

/* Fields come row by row, in the order of the columns; an infinity or NaN is null in JSON. */
void records_begin(struct records *records);
void records_text(struct records *records, const char *text);
void records_number(struct records *records, double value);
void records_end(struct records *records);

#endif
