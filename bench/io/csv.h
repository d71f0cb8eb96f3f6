/* csv.h -- reads CSV files (RFC 4180 with a header row) a record at a time.
 *
 * Fields may be quoted, "" inside quotes is one quote, a quoted field may hold commas and line
 * ends, and lines end in \n or \r\n. Stricter than the RFC in two ways that catch a damaged file:
 * every record has as many fields as the header, and the last one ends with a line end too.
 * Errors name the file and the line. */
#ifndef OPTBENCH_BENCH_IO_CSV_H
#define OPTBENCH_BENCH_IO_CSV_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/io/paths.h"

struct csv {
  char path[PATH_SIZE];
  size_t line;        /* where the current record begins, from 1 */
  char **field;       /* the current record, valid until the next one is read */
  size_t field_count; /* as many as the header has */
  char **name;        /* the header */
  /* The reader's own. */
  FILE *file;
  char *memory, *header;
  size_t begin, end, room, field_room, next_line;
  bool drained, loose;
};

/* Opens the file and reads its header. STATUS_OK, STATUS_IO or STATUS_NOMEM; on an error nothing
 * is open. csv_close gives back everything. */
int csv_open(struct csv *csv, const char *path, struct error *err);
/* The same of a text that is in memory, borrowed until csv_close; errors call it `path`. */
int csv_open_text(struct csv *csv, const char *path, const char *text, struct error *err);
/* A file that people wrote: blank lines are passed over, and the last line may lack its end. */
int csv_open_loose(struct csv *csv, const char *path, struct error *err);
void csv_close(struct csv *csv);

/* Index of the column of this name; csv_column takes its absence for an error, csv_find returns
 * false. */
int csv_column(const struct csv *csv, const char *name, size_t *column, struct error *err);
bool csv_find(const struct csv *csv, const char *name, size_t *column);

/* The next record; *more is false at the end of the file. */
int csv_next(struct csv *csv, bool *more, struct error *err);

/* A field of the current record as a number: anything that strtod reads whole, nan and inf
 * included. */
int csv_number(const struct csv *csv, size_t column, double *value, struct error *err);
/* The same, where an empty field is NaN. */
int csv_optional(const struct csv *csv, size_t column, double *value, struct error *err);
/* A whole number from 0 to 2^53. */
int csv_count(const struct csv *csv, size_t column, size_t *value, struct error *err);

#endif
