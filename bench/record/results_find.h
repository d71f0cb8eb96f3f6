/* results_find.h -- which folder of results a word on the command line means. */
#ifndef OPTBENCH_BENCH_RECORD_RESULTS_FIND_H
#define OPTBENCH_BENCH_RECORD_RESULTS_FIND_H

#include "bench/io/paths.h"

/* The folder `given` itself or, if it holds no campaign, the one of that name under results/;
 * without a word (NULL) the one there whose campaign was last written, if it holds runs. STATUS_OK,
 * STATUS_USAGE or STATUS_IO. */
int results_locate(const char *given, char folder[PATH_SIZE], struct error *err);

#endif
