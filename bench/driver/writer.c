/* writer.c -- see writer.h. */
#include "bench/driver/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/wire.h"

enum {
  LOOK_NANOSECONDS = 500000,
  SHARES = 4 /* of what is left, handed to each thread at once: one part of so many */
};

/* What a rank said so far, and is told. */
struct peer {
  struct frame frame;
  size_t got;       /* bytes of it */
  struct text text; /* what came of that */
  bool lost;        /* there was no room for some of it */
  bool wants, ended, halted, left;
};

struct writer {
  struct ranks *ranks;
  struct pool *pool;
  atomic_bool *halt;
  size_t threads;
  struct duty duty;
  bool interrupted;
  char *message;
  struct order order;
  struct peer peer[]; /* ranks->size, of which the first is not used */
};

static void tell_failure(struct writer *w, size_t from, int status, const char *text)
{
  struct error err;
  error_set(&err, status, "rank %zu: %s", from, text);
  pool_fail(w->pool, status, &err);
}

/* Where the whole text is short; "" without memory. */
static void copy_text(struct text *text, char *to, size_t size)
{
  size_t length = text->used < size - 1 ? text->used : size - 1;
  if (length) memcpy(to, text->bytes, length);
  to[length] = '\0';
}

/* A frame and its text are there. */
static void take_frame(struct writer *w, size_t from)
{
  struct peer *p = &w->peer[from];
  const struct frame *f = &p->frame;
  struct error err;
  char words[sizeof err.text];
  switch (f->kind) {
  case FRAME_RUN:
    if (p->lost) break;
    if (pool_put(w->pool, &f->name, &f->record, &p->text, &err))
      pool_fail(w->pool, err.status, &err);
    break;
  case FRAME_WANT:
    p->wants = true;
    break;
  case FRAME_LEFT:
    p->left = true;
    copy_text(&p->text, words, sizeof words);
    if (f->status) tell_failure(w, from, f->status, words);
    if (f->interrupted) w->interrupted = true;
    if (f->interrupted) atomic_store(w->halt, true);
    break;
  }
  text_clear(&p->text);
  p->lost = false;
  p->got = 0;
}

/* Of a frame's text. Where it does not fit, the frame alone is lost: others are whole. */
static void keep_bytes(struct writer *w, struct peer *p, const char *bytes, size_t size)
{
  struct error err;
  if (p->lost) return;
  char *room = text_reserve(&p->text, size, &err);
  p->lost = !room;
  if (p->lost) {
    pool_fail(w->pool, err.status, &err);
    return;
  }
  memcpy(room, bytes, size);
  p->text.used += size;
}

/* A piece of the stream of frames. */
static void take_bytes(struct writer *w, size_t from, const char *bytes, size_t size)
{
  struct peer *p = &w->peer[from];
  while (size) {
    bool head = p->got < sizeof p->frame;
    size_t lacking = sizeof p->frame + (head ? 0 : p->frame.text) - p->got;
    size_t now = size < lacking ? size : lacking;
    if (head)
      memcpy((char *)&p->frame + p->got, bytes, now);
    else
      keep_bytes(w, p, bytes, now);
    p->got += now;
    bytes += now;
    size -= now;
    if (p->got >= sizeof p->frame && p->got == sizeof p->frame + p->frame.text) take_frame(w, from);
  }
}

/* An answer to who wants runs, and an end to all of it if it is to end. */
static void give_order(struct writer *w, size_t to, bool halted)
{
  struct peer *p = &w->peer[to];
  struct order *o = &w->order;
  if (p->left || p->halted || !(halted || (p->wants && !p->ended))) return;
  if (!w->ranks->sent(w->ranks, to)) return;
  size_t shares = SHARES * w->ranks->size * w->threads;
  o->count = halted ? 0 : pool_share(w->pool, shares, o->run, ORDER_RUNS);
  o->kind = halted ? ORDER_HALT : o->count ? ORDER_WORK : ORDER_END;
  p->wants = false;
  p->ended |= o->kind != ORDER_WORK;
  p->halted |= o->kind == ORDER_HALT;
  size_t size = offsetof(struct order, run) + o->count * sizeof *o->run;
  w->ranks->send(w->ranks, to, o, size);
}

static bool serve(void *context, bool over, bool halted)
{
  struct writer *w = context;
  size_t from, size;
  bool more = !over;
  while (w->ranks->receive(w->ranks, &from, w->message, &size))
    take_bytes(w, from, w->message, size);
  for (size_t to = 1; to < w->ranks->size; to++) {
    give_order(w, to, halted);
    more |= !w->peer[to].left;
  }
  return more;
}

struct writer *writer_new(struct ranks *ranks, struct pool *pool, atomic_bool *halt, size_t threads,
                          const char *folder)
{
  struct writer *w = calloc(1, sizeof *w + ranks->size * sizeof *w->peer);
  if (!w) return NULL;
  w->ranks = ranks;
  w->pool = pool;
  w->halt = halt;
  w->threads = threads;
  w->duty = (struct duty){
      .serve = serve, .context = w, .nanoseconds = LOOK_NANOSECONDS, .grace = GRACE_OF_WRITER};
  for (size_t i = 0; i < ranks->size; i++) w->peer[i].text.folder = folder;
  w->message = malloc(RANKS_MESSAGE);
  if (w->message) return w;
  free(w);
  return NULL;
}

const struct duty *writer_duty(struct writer *w) { return &w->duty; }

bool writer_interrupted(const struct writer *w) { return w->interrupted; }

void writer_free(struct writer *w)
{
  if (!w) return;
  for (size_t i = 0; i < w->ranks->size; i++) text_free(&w->peer[i].text);
  free(w->message);
  free(w);
}
