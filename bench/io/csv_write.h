/* csv_write.h -- writes CSV files (RFC 4180) a field at a time. */
#ifndef OPTBENCH_BENCH_IO_CSV_WRITE_H
#define OPTBENCH_BENCH_IO_CSV_WRITE_H

#include "bench/io/file.h"

struct csv_file {
  struct file file; /* file_commit or file_abandon ends it */
  size_t rows;      /* those that were ended, without the header */
};

/* Open FOLDER/NAME, aside, and write its header row. STATUS_OK or STATUS_IO. */
int csv_create(struct csv_file *csv, const char *folder, const char *name, const char *header,
               struct error *err);

/* `end` is what follows the field: ',', or '\n' after the last of a row. */
void put_text(struct csv_file *csv, const char *text, char end);
void put_number(struct csv_file *csv, double value, char end);

#endif
