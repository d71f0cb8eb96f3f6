/* threads.c -- see threads.h. */
#include "bench/driver/threads.h"

#include <signal.h>
#include <stdlib.h>

enum { STACK_BYTES = 1 << 20 };

static void leave(struct threads *t, size_t shares)
{
  if (atomic_fetch_sub(&t->alive, shares) == shares) pthread_kill(t->owner, SIGUSR1);
}

int threads_start(struct threads *t, size_t count, void *(*work)(void *), void *context,
                  struct error *err)
{
  t->owner = pthread_self();
  t->started = 0;
  t->thread = calloc(count, sizeof *t->thread);
  atomic_init(&t->alive, count + 1);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  while (t->thread && t->started < count &&
         !pthread_create(&t->thread[t->started], &attributes, work, context))
    t->started++;
  pthread_attr_destroy(&attributes);
  int status = STATUS_OK;
  if (t->started < count)
    status = error_set(err, STATUS_NOMEM, "cannot start thread %zu of %zu; ask for fewer with -j",
                       t->started + 1, count);
  /* The starter's own share, and that of threads that never came to be. */
  leave(t, count - t->started + 1);
  return status;
}

void threads_leave(struct threads *t) { leave(t, 1); }

void threads_join(struct threads *t)
{
  for (size_t i = 0; i < t->started; i++) pthread_join(t->thread[i], NULL);
  free(t->thread);
  t->thread = NULL;
}
