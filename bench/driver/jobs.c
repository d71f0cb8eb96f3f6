/* jobs.c -- see jobs.h. Threads take job after job from one atomic counter. */
#include "bench/driver/jobs.h"

#include <stdlib.h>

#include "bench/driver/threads.h"

struct work {
  const struct jobs *jobs;
  atomic_size_t next;
  struct threads threads;
  pthread_mutex_t mutex; /* guards what follows, and the progress */
  int status;
  struct error err;
};

static void fail(struct work *w, int status, const struct error *err)
{
  pthread_mutex_lock(&w->mutex);
  if (!w->status) {
    w->status = status;
    w->err = *err;
  }
  pthread_mutex_unlock(&w->mutex);
  atomic_store(w->jobs->halt, true);
}

static void *work(void *context)
{
  struct work *w = context;
  const struct jobs *c = w->jobs;
  struct error err;
  void *local = calloc(1, c->local_size ? c->local_size : 1);
  if (!local) fail(w, error_memory(&err, "a thread"), &err);
  while (local && !atomic_load(c->halt)) {
    size_t index = atomic_fetch_add(&w->next, 1);
    if (index >= c->count) break;
    double evaluations = 0;
    int status = c->job(c->context, local, index, &evaluations, &err);
    if (status) {
      fail(w, status, &err);
      break;
    }
    pthread_mutex_lock(&w->mutex);
    atomic_store(&c->progress->evaluations, atomic_load(&c->progress->evaluations) + evaluations);
    pthread_mutex_unlock(&w->mutex);
    atomic_fetch_add(&c->progress->runs_done, 1);
  }
  if (local) c->clean(local);
  free(local);
  threads_leave(&w->threads);
  return NULL;
}

int jobs_run(const struct jobs *jobs, bool *interrupted, struct error *err)
{
  struct work w = {.jobs = jobs};
  struct error trouble;
  pthread_mutex_init(&w.mutex, NULL);
  int status = threads_start(&w.threads, jobs->threads, work, &w, &trouble);
  if (status) fail(&w, status, &trouble);
  enum watched how = watch_threads(jobs->bar, jobs->progress, jobs->total, jobs->halt);
  if (how == WATCH_STUCK) watch_give_up(jobs->bar, jobs->last_words);
  *interrupted = how == WATCH_INTERRUPTED;
  threads_join(&w.threads);
  pthread_mutex_destroy(&w.mutex);
  if (w.status) *err = w.err;
  return w.status;
}
