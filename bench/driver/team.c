/* team.c -- see team.h.
 *
 * Whoever is awake takes parts from one atomic counter, so that a call never waits for a helper
 * that has not begun: on a busy machine the caller does what nobody else came for. A helper looks
 * for the next call for some microseconds before it sleeps, since waking one costs more than most
 * calls take. */
#include "bench/driver/team.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  STACK_BYTES = 1 << 20,
  PART_BITS = 16,  /* of `next` */
  SPINS = 1 << 10, /* looks at a counter before sleeping: some tens of microseconds */
  LINE = 64        /* bytes of memory that processors share as one */
};

/* The counters stand apart, so that looking at one does not slow down who changes another. */
struct shared {
  /* The call's number, then the part that is taken next: one word, so that a helper that comes late
   * cannot take a part of a call that it knows nothing of. The last number says that it is over. */
  _Alignas(LINE) atomic_uint_fast64_t next;
  _Alignas(LINE) atomic_size_t left; /* parts that are not done */
  _Alignas(LINE) atomic_size_t asleep;
  atomic_bool caller_asleep;
  size_t size, spins;
  void (*work)(void *context, size_t part);
  void *context;
  pthread_mutex_t mutex;
  pthread_cond_t called, done;
  size_t helpers;
  pthread_t *thread;
};

struct helped {
  struct team team; /* the first, so that a pointer to it is one to the whole */
  struct shared *shared;
};

static const uint_fast64_t over = UINT64_MAX >> PART_BITS;

static uint_fast64_t call_of(uint_fast64_t next) { return next >> PART_BITS; }

static void breathe(void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

/* Take parts of call number `call` until there are none. */
static void take_parts(struct shared *s, uint_fast64_t call)
{
  uint_fast64_t next = atomic_load(&s->next);
  for (;;) {
    size_t part = (size_t)(next & ((1 << PART_BITS) - 1));
    if (call_of(next) != call || part == s->size) return;
    if (!atomic_compare_exchange_weak(&s->next, &next, next + 1)) continue;
    s->work(s->context, part);
    if (atomic_fetch_sub(&s->left, 1) == 1 && atomic_load(&s->caller_asleep)) {
      pthread_mutex_lock(&s->mutex);
      pthread_cond_signal(&s->done);
      pthread_mutex_unlock(&s->mutex);
    }
    next = atomic_load(&s->next);
  }
}

/* The number of the call after number `seen`, once there is one. */
static uint_fast64_t wait_for_call(struct shared *s, uint_fast64_t seen)
{
  uint_fast64_t call = call_of(atomic_load(&s->next));
  for (size_t i = 0; i < s->spins && call == seen; i++) {
    breathe();
    call = call_of(atomic_load(&s->next));
  }
  if (call != seen) return call;
  pthread_mutex_lock(&s->mutex);
  atomic_fetch_add(&s->asleep, 1);
  while ((call = call_of(atomic_load(&s->next))) == seen) pthread_cond_wait(&s->called, &s->mutex);
  atomic_fetch_sub(&s->asleep, 1);
  pthread_mutex_unlock(&s->mutex);
  return call;
}

static void *help(void *context)
{
  struct shared *s = context;
  for (uint_fast64_t call = 0; (call = wait_for_call(s, call)) != over;) take_parts(s, call);
  return NULL;
}

/* Begin call number `call`. A helper counts itself as asleep before it looks at `next` for the last
 * time, under the mutex: either it sees the call or it is seen and woken. */
static void announce(struct shared *s, uint_fast64_t call)
{
  atomic_store(&s->next, call << PART_BITS);
  if (!atomic_load(&s->asleep)) return;
  pthread_mutex_lock(&s->mutex);
  pthread_mutex_unlock(&s->mutex);
  pthread_cond_broadcast(&s->called); /* not under the mutex, which who is woken would wait for */
}

static void run(const struct team *team, void (*work)(void *context, size_t part), void *context)
{
  struct shared *s = ((const struct helped *)team)->shared;
  uint_fast64_t call = call_of(atomic_load(&s->next)) + 1;
  s->work = work;
  s->context = context;
  atomic_store(&s->left, s->size);
  announce(s, call);
  take_parts(s, call);
  for (size_t i = 0; i < s->spins && atomic_load(&s->left); i++) breathe();
  if (!atomic_load(&s->left)) return;
  pthread_mutex_lock(&s->mutex);
  atomic_store(&s->caller_asleep, true);
  while (atomic_load(&s->left)) pthread_cond_wait(&s->done, &s->mutex);
  atomic_store(&s->caller_asleep, false);
  pthread_mutex_unlock(&s->mutex);
}

static int start_helpers(struct shared *s, struct error *err)
{
  pthread_attr_t attributes;
  sigset_t all, before;
  int status = STATUS_OK;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  while (s->helpers + 1 < s->size && !status) {
    if (pthread_create(&s->thread[s->helpers], &attributes, help, s))
      status = error_set(err, STATUS_NOMEM, "cannot start thread %zu of %zu; ask for fewer with -j",
                         s->helpers + 2, s->size);
    else
      s->helpers++;
  }
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return status;
}

int team_new(size_t size, struct team **team, struct error *err)
{
  if (size >> PART_BITS) return error_memory(err, "so many threads");
  struct helped *h = malloc(sizeof *h);
  struct shared *s = aligned_alloc(LINE, sizeof *s);
  pthread_t *thread = calloc(size, sizeof *thread);
  if (!h || !s || !thread) {
    free(h);
    free(s);
    free(thread);
    return error_memory(err, "the threads");
  }
  *h = (struct helped){.team = {.size = size, .run = run}, .shared = s};
  *s = (struct shared){.size = size, .thread = thread};
  /* To wait by looking takes a processor from somebody unless there is one for everybody. */
  s->spins = (long)size <= sysconf(_SC_NPROCESSORS_ONLN) ? SPINS : 0;
  pthread_mutex_init(&s->mutex, NULL);
  pthread_cond_init(&s->called, NULL);
  pthread_cond_init(&s->done, NULL);
  int status = start_helpers(s, err);
  if (status)
    team_free(&h->team);
  else
    *team = &h->team;
  return status;
}

void team_free(struct team *team)
{
  if (!team) return;
  struct helped *h = (struct helped *)team;
  struct shared *s = h->shared;
  announce(s, over);
  for (size_t i = 0; i < s->helpers; i++) pthread_join(s->thread[i], NULL);
  pthread_cond_destroy(&s->done);
  pthread_cond_destroy(&s->called);
  pthread_mutex_destroy(&s->mutex);
  free(s->thread);
  free(s);
  free(h);
}
