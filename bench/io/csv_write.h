/* csv_write.h -- writes CSV (RFC 4180) a field at a time, in the C locale. */
#ifndef OPTBENCH_BENCH_IO_CSV_WRITE_H
#define OPTBENCH_BENCH_IO_CSV_WRITE_H

#include "bench/io/file.h"

/* A field, quoted where it has to be, or a number in its shortest form; NaN as "nan". `end` is what
 * follows it: ',', or '\n' after the last of a row. A failure to write shows in ferror(out). */
void csv_put_text(FILE *out, const char *text, char end);
void csv_put_number(FILE *out, double value, char end);

/* A file of rows that are counted. */
struct csv_file {
  struct file file; /* file_commit or file_abandon ends it */
  size_t rows;      /* those that were ended, without the header */
  bool for_gnuplot; /* which knows no doubled quotes, and takes '#' for a comment: put_text makes
                       apostrophes of quotes, and quotes a '#' */
};

/* Open FOLDER/NAME, aside, and write its header row. STATUS_OK or STATUS_IO. */
int csv_create(struct csv_file *csv, const char *folder, const char *name, const char *header,
               struct error *err);
void put_text(struct csv_file *csv, const char *text, char end);
void put_number(struct csv_file *csv, double value, char end);

#endif
