/* spawn.h -- runs programs beside each other and keeps what they say on standard error. */
#ifndef OPTBENCH_BENCH_IO_SPAWN_H
#define OPTBENCH_BENCH_IO_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "src/error.h"

enum { SPAWN_TEXT = 4096, SPAWN_LIMIT = 64 };

/* A running program. Its standard input is empty and its standard output goes to standard error. */
struct child {
  pid_t process; /* 0: none */
  int pipe;
  size_t length;
  char text[SPAWN_TEXT]; /* the beginning of what it said, ended by a zero */
  int status;            /* exit status once it ended; 128 + signal if one ended it */
};

/* Starts argv[0], looked for along PATH, with the arguments argv (ended by NULL). Call it from one
 * thread only. STATUS_OK; STATUS_IO with errno kept and err filled if it cannot be started. */
int spawn_start(struct child *child, char *const argv[], struct error *err);

/* Waits until one of the children (count <= SPAWN_LIMIT) that run ends, and returns its index;
 * count if none runs. Its `process` is 0 again, its text and status are there. */
size_t spawn_wait(struct child *children, size_t count);

/* Ends a child that runs and waits for it. */
void spawn_stop(struct child *child);

#endif
