/* share.h -- a part of a campaign in the making: its runs go into a journal of its own in
 * RESULTS/parts/, which gets its name when all of them are there. Parts may be made at the same
 * time by machines that share a file system: none touches what another writes. */
#ifndef OPTBENCH_BENCH_RECORD_SHARE_H
#define OPTBENCH_BENCH_RECORD_SHARE_H

#include "bench/record/results.h"

/* Make the folder, with its campaign.ini, and open the part in it: the tasks' `done`,
 * results_next, results_keep and results_count then go by the runs of this part. What a killed
 * program finished of it is taken up again. A part that is whole stays as it is, unless with
 * `force`; then, and where the folder has all results of the campaign, there is no run to make.
 * STATUS_USAGE if the folder is not one of results, or holds another campaign, parts of another
 * number, or runs that are not a part's; STATUS_IO if somebody else makes this very part. */
int share_open(struct results *results, const struct libraries *libraries, const char *folder,
               const struct campaign *campaign, struct task *tasks, size_t task_count,
               struct part_number share, bool force, struct error *err);

/* All runs of the part are there: it gets its name. Then results_close. STATUS_OK or STATUS_IO. */
int share_finish(struct results *results, struct error *err);

#endif
