/* jobs.h -- independent jobs on threads. Each job is known by its number and leaves what it found
 * in a place of its own, so that the outcome does not depend on which thread did it, or when. */
#ifndef OPTBENCH_BENCH_DRIVER_JOBS_H
#define OPTBENCH_BENCH_DRIVER_JOBS_H

#include "bench/driver/watch.h"
#include "src/error.h"

struct jobs {
  size_t count, threads;
  /* Do job number `index`; `local` is the thread's own memory, local_size zero bytes at first. Adds
   * what it evaluated to *evaluations. STATUS_OK or an error, which ends them all. */
  int (*job)(void *context, void *local, size_t index, double *evaluations, struct error *err);
  void (*clean)(void *local); /* gives back what `local` holds */
  size_t local_size;
  void *context;
  struct tally *progress; /* counts on from what it says */
  const struct progress *bar;
  size_t total;           /* jobs that the bar stands for, these and others */
  atomic_bool *halt;      /* jobs end soon after it becomes true */
  const char *last_words; /* if they do not end soon after a signal, the process does, with these */
};

/* Do all jobs. `interrupted` becomes true if a signal ended them early. Call it between watch_begin
 * and watch_end. STATUS_OK, or the first error of any job. */
int jobs_run(const struct jobs *jobs, bool *interrupted, struct error *err);

#endif
