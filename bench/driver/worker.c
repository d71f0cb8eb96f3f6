/* worker.c -- see worker.h.
 *
 * The main thread alone talks; the pool's threads take runs from a list and leave frames in an
 * outbox, and wake it when the one is nearly empty or the other full. More runs are asked for while
 * there still are some, so that nobody waits for the answer. */
#include "bench/driver/worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/driver/watch.h"
#include "bench/driver/wire.h"

enum {
  OUTBOX = 1 << 20,
  FLUSH = 1 << 16,            /* bytes that are worth a message of their own */
  IDLE_NANOSECONDS = 5000000, /* between looks while nothing is expected, */
  BUSY_NANOSECONDS = 100000,  /* and while something is */
  LOOKS_TO_FLUSH = 20
};

struct worker {
  struct ranks *ranks;
  struct duty duty;
  pthread_t owner;
  const struct pool_setup *setup;
  pthread_mutex_t mutex; /* guards what follows, but for the last ones */
  pthread_cond_t changed;
  struct run_name run[2 * ORDER_RUNS]; /* those from `begun` to `count` are not begun */
  size_t begun, count, low;            /* low: with so many left it asks for more */
  bool asked, ended;                   /* more are on their way; there are no more */
  char *outbox;
  size_t used;
  bool putting; /* a frame is not whole yet: others wait with theirs */
  /* Of the main thread alone: */
  bool interrupted;
  int looks; /* since it sent something */
  struct order *order;
};

static void wake(struct worker *w) { pthread_kill(w->owner, SIGUSR2); }

static bool fetch(void *context, struct run_name *run)
{
  struct worker *w = context;
  bool got = false;
  pthread_mutex_lock(&w->mutex);
  while (!got && !atomic_load(w->setup->halt)) {
    size_t left = w->count - w->begun;
    if (left) *run = w->run[w->begun++];
    got = left > 0;
    if (!w->asked && !w->ended && left <= w->low + 1) wake(w);
    if (got || w->ended) break;
    pthread_cond_wait(&w->changed, &w->mutex);
  }
  pthread_mutex_unlock(&w->mutex);
  return got;
}

/* The mutex is held; it waits for room. */
static void put(void *context, const char *bytes, size_t size)
{
  struct worker *w = context;
  while (size) {
    size_t room = OUTBOX - w->used, now = size < room ? size : room;
    memcpy(w->outbox + w->used, bytes, now);
    w->used += now;
    bytes += now;
    size -= now;
    if (!size) break;
    wake(w);
    pthread_cond_wait(&w->changed, &w->mutex);
  }
}

static int deliver(void *context, size_t task, size_t repetition, const struct run_record *record,
                   struct text *trace, bool *whole, struct error *err)
{
  struct worker *w = context;
  struct frame frame;
  memset(&frame, 0, sizeof frame); /* its gaps are sent, too */
  frame.kind = FRAME_RUN;
  frame.text = text_length(trace);
  frame.name = (struct run_name){task, repetition};
  frame.record = *record;
  *whole = false;
  /* What cannot be written any more is known before the frame is begun. */
  int status = text_flush(trace, err);
  if (status) return status;
  pthread_mutex_lock(&w->mutex);
  while (w->putting) pthread_cond_wait(&w->changed, &w->mutex);
  w->putting = true;
  put(w, (const char *)&frame, sizeof frame);
  status = text_each(trace, put, w, err);
  if (status) ranks_give_up(w->ranks, err); /* the frame is begun and cannot be ended */
  w->putting = false;
  pthread_cond_broadcast(&w->changed);
  if (w->used >= FLUSH) wake(w);
  pthread_mutex_unlock(&w->mutex);
  return STATUS_OK;
}

/* A frame of the main thread's own, which does not wait; false: there is no room now. */
static bool put_own(struct worker *w, enum frame_kind kind, int status, const char *text)
{
  struct frame frame;
  size_t size = strlen(text);
  if (w->putting || OUTBOX - w->used < sizeof frame + size) return false;
  memset(&frame, 0, sizeof frame);
  frame.kind = kind;
  frame.status = status;
  frame.interrupted = w->interrupted;
  frame.text = size;
  put(w, (const char *)&frame, sizeof frame);
  put(w, text, size);
  return true;
}

static void send_some(struct worker *w)
{
  size_t size = w->used < RANKS_MESSAGE ? w->used : RANKS_MESSAGE;
  w->ranks->send(w->ranks, 0, w->outbox, size);
  memmove(w->outbox, w->outbox + size, w->used - size);
  w->used -= size;
  w->looks = 0;
  pthread_cond_broadcast(&w->changed);
}

static void take_order(struct worker *w, const struct order *order)
{
  if (order->kind == ORDER_WORK) {
    size_t left = w->count - w->begun; /* at most `low`: it asked */
    memmove(w->run, w->run + w->begun, left * sizeof *w->run);
    memcpy(w->run + left, order->run, order->count * sizeof *order->run);
    w->count = left + order->count;
    w->begun = 0;
    w->low = order->count / 2;
    w->asked = false;
  } else {
    w->ended = true;
    if (order->kind == ORDER_HALT) atomic_store(w->setup->halt, true);
  }
  pthread_cond_broadcast(&w->changed);
}

/* Sends and takes what there is. */
static bool serve(void *context, bool over, bool halted)
{
  struct worker *w = context;
  struct ranks *r = w->ranks;
  size_t from, size;
  pthread_mutex_lock(&w->mutex);
  while (r->receive(r, &from, w->order, &size)) take_order(w, w->order);
  size_t left = w->count - w->begun;
  bool wanting = !w->asked && !w->ended && !halted && left <= w->low;
  if (wanting && put_own(w, FRAME_WANT, STATUS_OK, "")) w->asked = true;
  if (halted) pthread_cond_broadcast(&w->changed);
  w->looks++;
  bool due = wanting || over || w->used >= FLUSH || w->looks > LOOKS_TO_FLUSH;
  if (w->used && due && r->sent(r, 0)) send_some(w);
  bool more = w->used || !over;
  w->duty.nanoseconds = w->asked || w->used >= FLUSH || over ? BUSY_NANOSECONDS : IDLE_NANOSECONDS;
  pthread_mutex_unlock(&w->mutex);
  return more;
}

/* The last frame, once the outbox is empty. */
static void leave(struct worker *w, int status, const char *text)
{
  put_own(w, FRAME_LEFT, status, text);
  while (!w->ranks->sent(w->ranks, 0))
    nanosleep(&(struct timespec){.tv_nsec = BUSY_NANOSECONDS}, NULL);
  send_some(w);
}

static int work(struct worker *w, struct pool_setup *setup, struct error *err)
{
  struct progress bar = {0};
  struct pool *pool;
  sigset_t before;
  watch_begin(&before);
  int status = pool_start(setup, &pool, err);
  if (!status) {
    enum watched how = watch_with_duty(&bar, setup->progress, 0, setup->halt, &w->duty);
    if (how == WATCH_STUCK) {
      pool_abandon(pool);
      _Exit(EXIT_INTERRUPTED);
    }
    w->interrupted = how == WATCH_INTERRUPTED;
    status = pool_join(pool, err);
  }
  watch_end(&before);
  leave(w, status, status ? err->text : "");
  return !status && w->interrupted ? EXIT_INTERRUPTED : status;
}

int worker_run(struct ranks *ranks, const struct pool_setup *given)
{
  struct worker w = {
      .ranks = ranks,
      .duty = {.serve = serve, .nanoseconds = BUSY_NANOSECONDS, .grace = GRACE_OF_OTHERS},
      .owner = pthread_self(),
      .outbox = malloc(OUTBOX + sizeof(struct frame) + sizeof(struct error)),
      .order = malloc(RANKS_MESSAGE)};
  struct pool_setup setup = *given;
  struct error err;
  if (!w.outbox || !w.order) ranks_starve(ranks, "what ranks tell each other");
  pthread_mutex_init(&w.mutex, NULL);
  pthread_cond_init(&w.changed, NULL);
  w.duty.context = &w;
  w.setup = &setup;
  setup.fetch = fetch;
  setup.deliver = deliver;
  setup.context = &w;
  int status = work(&w, &setup, &err);
  pthread_cond_destroy(&w.changed);
  pthread_mutex_destroy(&w.mutex);
  free(w.outbox);
  free(w.order);
  return status;
}
