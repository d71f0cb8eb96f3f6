/* watch.h -- what the main thread does while others work: redraw the progress, hear the signals. */
#ifndef OPTBENCH_BENCH_DRIVER_WATCH_H
#define OPTBENCH_BENCH_DRIVER_WATCH_H

#include <signal.h>

#include "bench/driver/progress.h"

/* Block SIGUSR1 and, but where they are ignored, SIGINT and SIGTERM, before the threads start;
 * `before` is given back to watch_end. */
void watch_begin(sigset_t *before);

/* Redraw until SIGUSR1 says that the threads have ended; stop them on SIGINT or SIGTERM. True if
 * that happened. */
bool watch_threads(const struct progress *bar, struct tally *progress, size_t total,
                   atomic_bool *halt);
void watch_end(const sigset_t *before);

#endif
