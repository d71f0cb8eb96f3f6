/* digests.h -- what a baseline keeps of a cover: one digest a cell, over all that its runs gave.
 *
 * The folder holds the campaign's file as it was written, so that an `all` in it stands for what a
 * later program has as well, and digests.csv. */
#ifndef OPTBENCH_BENCH_RECORD_DIGESTS_H
#define OPTBENCH_BENCH_RECORD_DIGESTS_H

#include "bench/plan/tasks.h"
#include "bench/record/results_read.h"

struct digest {
  struct cell_results cell; /* without runs; owns its labels */
  char runs[17];
};

/* Zero-initialise; digests_free gives back. */
struct digests {
  struct digest *digest;
  size_t count;
};

/* Fold bytes, or a number, into a digest that begins with digest_begin. */
uint64_t digest_begin(void);
uint64_t digest_bytes(uint64_t digest, const char *bytes, size_t size);
uint64_t digest_number(uint64_t digest, double value);
void digest_text(uint64_t digest, char text[17]);

/* One more, of a task's cell. STATUS_OK or STATUS_NOMEM. */
int digests_add(struct digests *digests, const struct task *task, const char runs[17],
                struct error *err);
void digests_free(struct digests *digests);

/* Of FOLDER/digests.csv. STATUS_OK, STATUS_IO or STATUS_NOMEM; on an error nothing is owned. */
int digests_read(const char *folder, struct digests *digests, struct error *err);
/* The baseline of the cover whose campaign is the file at `path`; *size becomes its bytes.
 * STATUS_OK, STATUS_USAGE if the folder holds something else, or STATUS_IO. */
int digests_write(const struct digests *digests, const char *path, const char *folder, size_t *size,
                  struct error *err);

#endif
