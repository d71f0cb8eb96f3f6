/* pool.c -- see pool.h.
 *
 * Threads take run after run. A finished run waits in a ring until those before it have been
 * written, so that files grow in order, whoever was faster; a thread that is a whole ring ahead
 * waits. Memory is bounded by the ring, not by the number of runs.
 *
 * Where a cell's runs go on until enough of them succeed, threads run ahead of what is known: a run
 * that turns out to be one too many is not written, so that the results do not depend on who was
 * faster. */
#include "bench/driver/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/driver/team.h"
#include "bench/driver/threads.h"

enum { SLOTS_PER_THREAD = 16 };

struct slot {
  bool ready;
  size_t task, repetition;
  struct run_record record;
  struct text trace;
};

struct pool {
  struct pool_setup setup;
  struct slot *slots;
  size_t slot_count;
  struct threads threads;
  pthread_mutex_t mutex; /* guards what follows, the slots' `ready` and the deliveries */
  pthread_cond_t moved;
  size_t issued;           /* runs that threads have taken */
  size_t task, repetition; /* what is taken next */
  size_t head;             /* the run that is written next */
  size_t complete;         /* tasks before this one are written whole */
  int status;
  struct error err;
};

size_t pool_runs(const struct pool_setup *setup)
{
  size_t runs = 0;
  for (size_t i = 0; i < setup->task_count; i++)
    if (!setup->tasks[i].done) runs += setup->campaign->runs;
  return runs;
}

static void fail(struct pool *p, int status, const struct error *err)
{
  if (!p->status) {
    p->status = status;
    p->err = *err;
  }
  atomic_store(p->setup.halt, true);
  pthread_cond_broadcast(&p->moved);
}

/* Move to the next run that may be needed: false if there is none. The mutex is held. */
static bool find_next(struct pool *p)
{
  const struct pool_setup *s = &p->setup;
  size_t most = campaign_runs_most(s->campaign);
  while (p->task < s->task_count) {
    bool whole = p->repetition >= s->campaign->runs && p->task < p->complete;
    if (!s->tasks[p->task].done && !whole && p->repetition < most) return true;
    p->task++;
    p->repetition = 0;
  }
  return false;
}

/* Take a run and a slot for it, waiting for one with the mutex held: NULL if there is nothing more
 * to run or the pool stops. */
static struct slot *take(struct pool *p)
{
  for (;;) {
    if (atomic_load(p->setup.halt) || !find_next(p)) return NULL;
    if (p->issued < p->head + p->slot_count) break;
    pthread_cond_wait(&p->moved, &p->mutex);
  }
  struct slot *slot = &p->slots[p->issued++ % p->slot_count];
  slot->task = p->task;
  slot->repetition = p->repetition++;
  return slot;
}

/* Write every run that is ready, from the head on. The mutex is held. */
static void drain(struct pool *p)
{
  while (p->head < p->issued && !p->status) {
    struct slot *slot = &p->slots[p->head % p->slot_count];
    if (!slot->ready) break;
    struct error err;
    int status = STATUS_OK;
    if (slot->task >= p->complete) {
      struct counts done = slot->record.counts;
      bool last = false;
      status = p->setup.deliver(p->setup.context, &p->setup.tasks[slot->task], slot->repetition,
                                &slot->record, &slot->trace, &last, &err);
      if (last) p->complete = slot->task + 1;
      double evaluations = atomic_load(&p->setup.progress->evaluations);
      atomic_store(&p->setup.progress->evaluations, evaluations + done.values + done.gradients);
      atomic_fetch_add(&p->setup.progress->runs_done, 1);
    }
    if (status) {
      fail(p, status, &err);
      return;
    }
    text_clear(&slot->trace);
    slot->ready = false;
    p->head++;
    pthread_cond_broadcast(&p->moved);
  }
}

/* What a thread keeps from run to run. */
struct place {
  struct run_workspace workspace;
  double *start;
  size_t start_room;
  struct team *team; /* NULL: it works alone */
};

static int run_slot(struct pool *p, struct slot *slot, struct place *place, struct error *err)
{
  const struct campaign *c = p->setup.campaign;
  const struct task *task = &p->setup.tasks[slot->task];
  size_t dim = task->problem->dim, repetition = slot->repetition;
  if (dim > place->start_room) {
    double *longer = realloc(place->start, 2 * dim * sizeof *longer);
    if (!longer) return error_memory(err, "a start point");
    place->start = longer;
    place->start_room = dim;
  }
  struct run_setup setup =
      repetition_setup(c, task->problem, &task->cell, &task->method, repetition, place->start);
  setup.team = place->team;
  setup.halt = p->setup.halt;
  return run_once(&setup, &place->workspace, &slot->trace, &slot->record, err);
}

/* Run after run, until there is none or the pool stops. */
static int work_through(struct pool *p, struct place *place, struct error *err)
{
  for (;;) {
    pthread_mutex_lock(&p->mutex);
    struct slot *slot = take(p);
    pthread_mutex_unlock(&p->mutex);
    if (!slot) return STATUS_OK;
    int status = run_slot(p, slot, place, err);
    if (status || slot->record.outcome == OUTCOME_INTERRUPTED) return status;
    pthread_mutex_lock(&p->mutex);
    slot->ready = true;
    drain(p);
    pthread_mutex_unlock(&p->mutex);
  }
}

static void *work(void *context)
{
  struct pool *p = context;
  struct place place = {0};
  struct error err;
  int status = p->setup.team > 1 ? team_new(p->setup.team, &place.team, &err) : STATUS_OK;
  if (!status) status = work_through(p, &place, &err);
  team_free(place.team);
  free(place.start);
  run_workspace_free(&place.workspace);
  pthread_mutex_lock(&p->mutex);
  if (status) fail(p, status, &err);
  pthread_cond_broadcast(&p->moved);
  pthread_mutex_unlock(&p->mutex);
  threads_leave(&p->threads);
  return NULL;
}

static void pool_free(struct pool *p)
{
  for (size_t i = 0; p->slots && i < p->slot_count; i++) text_free(&p->slots[i].trace);
  free(p->slots);
  free(p);
}

int pool_start(const struct pool_setup *setup, struct pool **pool, struct error *err)
{
  struct pool *p = calloc(1, sizeof *p);
  if (!p) return error_memory(err, "the threads");
  p->setup = *setup;
  p->slot_count = SLOTS_PER_THREAD * setup->threads;
  p->slots = calloc(p->slot_count, sizeof *p->slots);
  if (!p->slots) {
    pool_free(p);
    return error_memory(err, "the threads");
  }
  for (size_t i = 0; i < p->slot_count; i++) p->slots[i].trace.folder = setup->folder;
  pthread_mutex_init(&p->mutex, NULL);
  pthread_cond_init(&p->moved, NULL);
  *pool = p;
  int status = threads_start(&p->threads, setup->threads, work, p, err);
  pthread_mutex_lock(&p->mutex);
  if (status) fail(p, status, err);
  pthread_mutex_unlock(&p->mutex);
  return STATUS_OK; /* what failed is told by pool_join */
}

int pool_join(struct pool *p, struct error *err)
{
  threads_join(&p->threads);
  int status = p->status;
  if (status) *err = p->err;
  pthread_mutex_destroy(&p->mutex);
  pthread_cond_destroy(&p->moved);
  pool_free(p);
  return status;
}
