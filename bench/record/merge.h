/* merge.h -- the parts of a campaign put together to the results that one run of it makes. */
#ifndef OPTBENCH_BENCH_RECORD_MERGE_H
#define OPTBENCH_BENCH_RECORD_MERGE_H

#include "bench/plan/tasks.h"

struct merged {
  size_t parts; /* that were put together; 0: the results were whole before */
  size_t runs;
};

/* Make of FOLDER/parts the journal of all runs, of that the results, to the byte those of one run,
 * and remove the parts. Killed at any moment and called again, it ends the same. Nothing changes
 * unless all parts are there. STATUS_USAGE if parts are missing, under way, of another campaign or
 * of another number, or the folder has no parts and no whole results; STATUS_IO, also for a part
 * that is damaged; STATUS_NOMEM. */
int merge_parts(const struct libraries *libraries, const char *folder,
                const struct campaign *campaign, struct tasks *tasks, struct merged *merged,
                struct error *err);

#endif
