/* cover.h -- runs the cells of a cover and keeps nothing but their digests. */
#ifndef OPTBENCH_BENCH_COMMAND_COVER_H
#define OPTBENCH_BENCH_COMMAND_COVER_H

#include "bench/record/digests.h"

/* Is the folder a baseline of digests? *cover is false where it has no campaign that can be read,
 * too: who reads it next says so. */
bool cover_is_baseline(const struct libraries *libraries, const char *folder);

/* All runs of the cover's cells, on so many threads; nothing is written but to `digests`, freed
 * with digests_free. STATUS_OK, an error, or EXIT_INTERRUPTED without an error text. */
int cover_run(const struct libraries *libraries, const struct campaign *campaign, size_t threads,
              struct digests *digests, double *seconds, struct error *err);

#endif
