/* baseline.h -- results small enough to keep under version control.
 *
 * A baseline is a folder of results without traces: campaign.ini, runs.csv and targets.csv. In
 * runs.csv the digests stand once a cell, and the error is left out where it is best_f. targets.csv
 * has one row a run and a column a target, each holding a cost or nothing. */
#ifndef OPTBENCH_BENCH_RECORD_BASELINE_H
#define OPTBENCH_BENCH_RECORD_BASELINE_H

#include "bench/record/results_read.h"

enum { BASELINE_LIMIT = 1000000 }; /* bytes of its three files together */

/* Write the set as a baseline into `folder`, which is made. STATUS_USAGE if it is too large or the
 * folder holds results, else STATUS_OK, STATUS_IO or STATUS_NOMEM; *size is its bytes. */
int baseline_write(const struct results_set *set, const char *folder, size_t *size,
                   struct error *err);

/* A change of one cell that is meant: put the runs of `set`'s cell in place of those in the
 * baseline in `folder`, and a row with the reason into its accepted.csv. STATUS_USAGE if one of
 * them has no cell of this title, or they ran under other rules; else as baseline_write. */
int baseline_accept(const struct libraries *libraries, const struct results_set *set,
                    const char *title, const char *reason, const char *folder, size_t *size,
                    struct error *err);

#endif
