/* provenance.h -- what differs between machines and runs, in a file that is never compared. */
#ifndef OPTBENCH_BENCH_RECORD_PROVENANCE_H
#define OPTBENCH_BENCH_RECORD_PROVENANCE_H

#include <stddef.h>

#include "src/error.h"

/* How it was run. */
struct provenance {
  const char *level;     /* of vectors */
  size_t ranks, threads; /* threads: of each rank */
  double seconds;
  /* What the writing rank told others, all of them together, and heard, in bytes a generation of a
   * shared population; NAN: none was shared. */
  double told, heard;
};

/* Write FOLDER/provenance.csv: version, compiler, flags, vector level, machine, date, wall time. */
int provenance_write(const char *folder, const struct provenance *provenance, struct error *err);
/* The same of one process. */
int provenance_write_alone(const char *folder, const char *level, size_t threads, double seconds,
                           struct error *err);

#endif
