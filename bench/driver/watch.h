/* watch.h -- what the main thread does while others work: redraw the progress, hear the signals. */
#ifndef OPTBENCH_BENCH_DRIVER_WATCH_H
#define OPTBENCH_BENCH_DRIVER_WATCH_H

#include <signal.h>

#include "bench/driver/progress.h"

/* Block SIGUSR1, SIGUSR2 and, but where they are ignored, SIGINT and SIGTERM, before the threads
 * start; `before` is given back to watch_end. */
void watch_begin(sigset_t *before);

/* What else the main thread has to do meanwhile. */
struct duty {
  /* Called again and again, and after each SIGUSR2; `over`: the threads have ended; halt: they were
   * stopped. True while there is more to wait for. */
  bool (*serve)(void *context, bool over, bool halted);
  void *context;
  long nanoseconds; /* to the next time; serve may change it */
  int grace;        /* of the threads after a signal, in tenths of a second */
};
/* An mpirun that is told to end gives its ranks a second: the one that speaks takes less, and
 * others do not end before it. */
enum { GRACE_ALONE = 10, GRACE_OF_WRITER = 8, GRACE_OF_OTHERS = 20 };

enum { EXIT_INTERRUPTED = 130 };

enum watched {
  WATCH_ENDED,
  WATCH_INTERRUPTED, /* SIGINT or SIGTERM came, and the threads have ended */
  WATCH_STUCK        /* the same, but they are in a step so long that they do not hear of it */
};

/* Redraw until SIGUSR1 says that the threads have ended; stop them on SIGINT or SIGTERM, and wait
 * for them for a grace at most: of a second, or of so many tenths. */
enum watched watch_threads(const struct progress *bar, struct tally *progress, size_t total,
                           atomic_bool *halt);
enum watched watch_threads_for(const struct progress *bar, struct tally *progress, size_t total,
                               atomic_bool *halt, int grace);
/* The same, with a duty besides, that may have to be done for longer than the threads take. */
enum watched watch_with_duty(const struct progress *bar, struct tally *progress, size_t total,
                             atomic_bool *halt, const struct duty *duty);
void watch_end(const sigset_t *before);

/* After WATCH_STUCK: wipe the progress, say `words` on standard error, and end the process while
 * its threads work. */
_Noreturn void watch_give_up(const struct progress *bar, const char *words);

#endif
