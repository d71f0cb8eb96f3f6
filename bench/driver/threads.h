/* threads.h -- threads that work until each of them leaves; the last one tells the starter. */
#ifndef OPTBENCH_BENCH_DRIVER_THREADS_H
#define OPTBENCH_BENCH_DRIVER_THREADS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "src/error.h"

struct threads {
  pthread_t owner, *thread; /* owner: the starter */
  size_t started;
  atomic_size_t alive; /* threads that have not left, and the starter until all are started */
};

/* Start `count` threads that call work(context), which ends with threads_leave. SIGUSR1 is sent to
 * the calling thread when all have left: block it before. STATUS_OK, or STATUS_NOMEM if not all
 * could be started: those that were are to be made to leave. threads_join in either case. */
int threads_start(struct threads *threads, size_t count, void *(*work)(void *), void *context,
                  struct error *err);

/* The last that a thread does. */
void threads_leave(struct threads *threads);

/* Wait for all and free what threads_start took. */
void threads_join(struct threads *threads);

#endif
