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
  pthread_mutex_t mutex; /* guards what follows, and the calls of the setup's functions */
  struct queue queue;
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

/* The next run that may be needed: false if there is none, or the pool stops. */
static bool take(struct pool *p, struct run_name *run)
{
  const struct pool_setup *s = &p->setup;
  if (s->fetch) return s->fetch(s->context, run);
  pthread_mutex_lock(&p->mutex);
  bool taken = !atomic_load(s->halt) && queue_take(&p->queue, run);
  pthread_mutex_unlock(&p->mutex);
  if (s->announce) taken &= s->announce(s->step_context, taken ? run : NULL);
  return taken;
}

/* What a thread keeps from run to run. */
struct place {
  struct run_workspace workspace;
  struct run_record record;
  struct text trace;
  double *start;
  size_t start_room;
  struct team *team; /* NULL: it works alone */
  size_t opened;     /* where it opens tasks itself: which one, */
  struct task task;  /* valid if it has a problem, */
  struct problem *problem;
};

/* What is opened for one thread alone is opened by one at a time: data sets are shared. */
static int find_task(struct pool *p, size_t index, struct place *place, const struct task **task,
                     struct error *err)
{
  const struct pool_setup *s = &p->setup;
  *task = s->tasks ? &s->tasks[index] : &place->task;
  if (s->tasks || (place->problem && place->opened == index)) return STATUS_OK;
  pthread_mutex_lock(&p->mutex);
  int status = task_open(s->libraries, s->campaign, index, &place->task, &place->problem, err);
  pthread_mutex_unlock(&p->mutex);
  place->opened = index;
  return status;
}

static int run(struct pool *p, const struct run_name *name, struct place *place, struct error *err)
{
  const struct task *task;
  int status = find_task(p, name->task, place, &task, err);
  if (status) return status;
  size_t dim = task->problem->dim;
  if (dim > place->start_room) {
    double *longer = realloc(place->start, 3 * dim * sizeof *longer);
    if (!longer) return error_memory(err, "a start point");
    place->start = longer;
    place->start_room = dim;
  }
  struct run_setup setup = repetition_setup(p->setup.campaign, task->problem, &task->cell,
                                            &task->method, name->repetition, place->start);
  setup.team = place->team;
  setup.timed = p->setup.timed;
  setup.halt = p->setup.agreed ? p->setup.agreed : p->setup.halt;
  text_clear(&place->trace);
  return run_once(&setup, &place->workspace, &place->trace, &place->record, err);
}

static int deliver(struct pool *p, const struct run_name *run, const struct run_record *record,
                   struct text *trace, struct error *err)
{
  const struct pool_setup *s = &p->setup;
  struct counts counts = record->counts;
  bool whole = false;
  pthread_mutex_lock(&p->mutex);
  int status = s->deliver(s->context, run->task, run->repetition, record, trace, &whole, err);
  if (whole) queue_pass(&p->queue, run->task);
  double evaluations = atomic_load(&s->progress->evaluations);
  atomic_store(&s->progress->evaluations, evaluations + counts.values + counts.gradients);
  pthread_mutex_unlock(&p->mutex);
  atomic_fetch_add(&s->progress->runs_done, 1);
  return status;
}

/* Run after run, until there is none or the pool stops. */
static int work_through(struct pool *p, struct place *place, struct error *err)
{
  struct run_name name;
  int status = STATUS_OK;
  while (!status && take(p, &name)) {
    status = run(p, &name, place, err);
    if (status && p->setup.give_up) p->setup.give_up(p->setup.step_context, err);
    if (!status && place->record.outcome == OUTCOME_INTERRUPTED) break;
    if (!status) status = deliver(p, &name, &place->record, &place->trace, err);
  }
  if (status && p->setup.announce) p->setup.announce(p->setup.step_context, NULL);
  return status;
}

/* The threads that share a run, where there are several, or other processes do. */
static int make_team(const struct pool *p, struct place *place, struct error *err)
{
  const struct pool_setup *s = &p->setup;
  if (s->team < 2 && !s->crew) return STATUS_OK;
  int status = team_new(s->team, &place->team, err);
  if (!status) place->team->crew = s->crew;
  return status;
}

static void *work(void *context)
{
  struct pool *p = context;
  struct place place = {.trace.folder = p->setup.folder};
  struct error err;
  int status = make_team(p, &place, &err);
  if (status && p->setup.give_up) p->setup.give_up(p->setup.step_context, &err);
  if (!status) status = work_through(p, &place, &err);
  team_free(place.team);
  task_close(&place.task, &place.problem);
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
  int status = STATUS_OK;
  if (!setup->fetch)
    status = queue_open(&p->queue, setup->tasks, setup->task_count, setup->campaign->runs,
                        setup->next, setup->context, err);
  if (status) {
    free(p);
    return status;
  }
  pthread_mutex_init(&p->mutex, NULL);
  *pool = p;
  status = threads_start(&p->threads, setup->threads, work, p, err);
  if (status && setup->give_up) setup->give_up(setup->step_context, err);
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
  queue_close(&p->queue);
  free(p);
  return status;
}

void pool_abandon(struct pool *p)
{
  /* A thread that delivers has little left to do; the others are not waited for. */
  pthread_mutex_lock(&p->mutex);
}

size_t pool_share(struct pool *p, size_t shares, struct run_name *runs, size_t most)
{
  pthread_mutex_lock(&p->mutex);
  size_t count = 0;
  if (!atomic_load(p->setup.halt))
    count = queue_share(&p->queue, p->queue.left / (double)shares, runs, most);
  pthread_mutex_unlock(&p->mutex);
  return count;
}

int pool_put(struct pool *p, const struct run_name *run, const struct run_record *record,
             struct text *trace, struct error *err)
{
  return deliver(p, run, record, trace, err);
}

void pool_fail(struct pool *p, int status, const struct error *err)
{
  pthread_mutex_lock(&p->mutex);
  fail(p, status, err);
  pthread_mutex_unlock(&p->mutex);
}
