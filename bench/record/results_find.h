/* results_find.h -- which folder of results a word on the command line means. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_FIND_H
#define OPTBENCH_BENCH_RECORD_RESULTS_FIND_H

#include <stdbool.h>
#include <time.h>

#include "bench/io/paths.h"

/* Does a folder hold a campaign that has run, or begun to? When it was written, then. */
bool results_there(const char *folder, time_t *when);

/* The folder `given` itself or, if it holds no campaign, the one of that name under results/;
 * without a word (NULL) the one there whose campaign was last written, if it holds runs. STATUS_OK,
 * STATUS_USAGE or STATUS_IO. */
int results_locate(const char *given, char folder[PATH_SIZE], struct error *err);

#endif
