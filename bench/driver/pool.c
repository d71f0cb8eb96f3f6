/* pool.c -- see pool.h.
 *
 * Threads take run after run, and deliver each as it ends, in whatever order. Where a cell's runs
 * go on until enough of them succeed, threads run ahead of what is known; a run that turns out to
 * be one too many is delivered and not used, so that the results do not depend on who was faster.
 */
#include "bench/driver/pool.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "bench/driver/repetition.h"
#include "bench/driver/team.h"
#include "bench/driver/threads.h"

struct pool {
  struct pool_setup setup;
  struct threads threads;
  pthread_mutex_t mutex;   /* guards what follows, and the calls of the setup's functions */
  size_t task, repetition; /* what is looked at next */
  int status;
  struct error err;
};

/* The mutex is held. */
static void fail(struct pool *p, int status, const struct error *err)
{
  if (!p->status) {
    p->status = status;
    p->err = *err;
  }
  atomic_store(p->setup.halt, true);
}

/* Take the next run that may be needed, with the mutex held: false if there is none, or the pool
 * stops. */
static bool take(struct pool *p, size_t *task, size_t *repetition)
{
  const struct pool_setup *s = &p->setup;
  for (; p->task < s->task_count && !atomic_load(s->halt); p->task++, p->repetition = 0) {
    size_t next = s->next(s->context, p->task, p->repetition);
    if (next == SIZE_MAX) continue;
    *task = p->task;
    *repetition = next;
    p->repetition = next + 1;
    return true;
  }
  return false;
}

/* What a thread keeps from run to run. */
struct place {
  struct run_workspace workspace;
  struct run_record record;
  struct text trace;
  double *start;
  size_t start_room;
  struct team *team; /* NULL: it works alone */
};

static int run(struct pool *p, size_t index, size_t repetition, struct place *place,
               struct error *err)
{
  const struct task *task = &p->setup.tasks[index];
  size_t dim = task->problem->dim;
  if (dim > place->start_room) {
    double *longer = realloc(place->start, 3 * dim * sizeof *longer);
    if (!longer) return error_memory(err, "a start point");
    place->start = longer;
    place->start_room = dim;
  }
  struct run_setup setup = repetition_setup(p->setup.campaign, task->problem, &task->cell,
                                            &task->method, repetition, place->start);
  setup.team = place->team;
  setup.halt = p->setup.halt;
  text_clear(&place->trace);
  return run_once(&setup, &place->workspace, &place->trace, &place->record, err);
}

static int deliver(struct pool *p, size_t task, size_t repetition, struct place *place,
                   struct error *err)
{
  const struct pool_setup *s = &p->setup;
  struct counts counts = place->record.counts;
  bool whole = false;
  pthread_mutex_lock(&p->mutex);
  int status = s->deliver(s->context, task, repetition, &place->record, &place->trace, &whole, err);
  if (whole && p->task == task) p->repetition = SIZE_MAX;
  double evaluations = atomic_load(&s->progress->evaluations);
  atomic_store(&s->progress->evaluations, evaluations + counts.values + counts.gradients);
  pthread_mutex_unlock(&p->mutex);
  atomic_fetch_add(&s->progress->runs_done, 1);
  return status;
}

/* Run after run, until there is none or the pool stops. */
static int work_through(struct pool *p, struct place *place, struct error *err)
{
  for (;;) {
    size_t task, repetition;
    pthread_mutex_lock(&p->mutex);
    bool taken = take(p, &task, &repetition);
    pthread_mutex_unlock(&p->mutex);
    if (!taken) return STATUS_OK;
    int status = run(p, task, repetition, place, err);
    if (!status && place->record.outcome == OUTCOME_INTERRUPTED) return STATUS_OK;
    if (!status) status = deliver(p, task, repetition, place, err);
    if (status) return status;
  }
}

static void *work(void *context)
{
  struct pool *p = context;
  struct place place = {.trace.folder = p->setup.folder};
  struct error err;
  int status = p->setup.team > 1 ? team_new(p->setup.team, &place.team, &err) : STATUS_OK;
  if (!status) status = work_through(p, &place, &err);
  team_free(place.team);
  free(place.start);
  text_free(&place.trace);
  run_workspace_free(&place.workspace);
  pthread_mutex_lock(&p->mutex);
  if (status) fail(p, status, &err);
  pthread_mutex_unlock(&p->mutex);
  threads_leave(&p->threads);
  return NULL;
}

int pool_start(const struct pool_setup *setup, struct pool **pool, struct error *err)
{
  struct pool *p = calloc(1, sizeof *p);
  if (!p) return error_memory(err, "the threads");
  p->setup = *setup;
  pthread_mutex_init(&p->mutex, NULL);
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
  free(p);
  return status;
}

void pool_abandon(struct pool *p)
{
  /* A thread that delivers has little left to do; the others are not waited for. */
  pthread_mutex_lock(&p->mutex);
}
