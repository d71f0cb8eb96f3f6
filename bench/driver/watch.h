/* watch.h -- what the main thread does while others work: redraw the progress, hear the signals. */
#ifndef OPTBENCH_BENCH_DRIVER_WATCH_H
#define OPTBENCH_BENCH_DRIVER_WATCH_H

#include <signal.h>

#include "bench/driver/progress.h"

/* Block SIGUSR1 and, but where they are ignored, SIGINT and SIGTERM, before the threads start;
 * `before` is given back to watch_end. */
void watch_begin(sigset_t *before);

enum { EXIT_INTERRUPTED = 130 };

enum watched {
  WATCH_ENDED,
  WATCH_INTERRUPTED, /* SIGINT or SIGTERM came, and the threads have ended */
  WATCH_STUCK        /* the same, but they are in a step so long that they do not hear of it */
};

/* Redraw until SIGUSR1 says that the threads have ended; stop them on SIGINT or SIGTERM, and wait
 * for them a second at most. */
enum watched watch_threads(const struct progress *bar, struct tally *progress, size_t total,
                           atomic_bool *halt);
void watch_end(const sigset_t *before);

/* After WATCH_STUCK: wipe the progress, say `words` on standard error, and end the process while
 * its threads work. */
_Noreturn void watch_give_up(const struct progress *bar, const char *words);

#endif
