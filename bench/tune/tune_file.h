/* tune_file.h -- the sections that tuning wrote into a campaign's file, or is to write. */
#ifndef OPTBENCH_BENCH_TUNE_TUNE_FILE_H
#define OPTBENCH_BENCH_TUNE_TUNE_FILE_H

#include "bench/plan/campaign.h"

/* The line from which on the file was written by tuning; 0: none. STATUS_OK, STATUS_IO or
 * STATUS_NOMEM. */
int tune_file_mark(const char *path, size_t *line, struct error *err);

/* Put sections into the file in place of those, if they read back as a campaign with the rest of
 * it. trial: only see if they do. STATUS_OK, STATUS_USAGE if they do not, STATUS_IO or
 * STATUS_NOMEM. */
int tune_file_write(const struct libraries *libraries, const char *path, const char *sections,
                    bool trial, struct error *err);

#endif
