/* jobs.c -- see jobs.h. Threads take job after job from one atomic counter. */
#include "bench/driver/jobs.h"

#include <pthread.h>
#include <stdlib.h>

enum { STACK_BYTES = 1 << 20 };

struct work {
  const struct jobs *jobs;
  atomic_size_t next, alive;
  pthread_t owner;
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
  atomic_store(w->jobs->stop, true);
}

static void leave(struct work *w, size_t count)
{
  if (atomic_fetch_sub(&w->alive, count) == count) pthread_kill(w->owner, SIGUSR1);
}

static void *work(void *context)
{
  struct work *w = context;
  const struct jobs *c = w->jobs;
  struct error err;
  void *local = calloc(1, c->local_size ? c->local_size : 1);
  if (!local) fail(w, error_memory(&err, "a thread"), &err);
  while (local && !atomic_load(c->stop)) {
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
  leave(w, 1);
  return NULL;
}

int jobs_run(const struct jobs *jobs, bool *interrupted, struct error *err)
{
  struct work w = {.jobs = jobs, .owner = pthread_self()};
  pthread_t *threads = calloc(jobs->threads, sizeof *threads);
  if (!threads) return error_memory(err, "the threads");
  size_t started = 0;
  pthread_attr_t attributes;
  pthread_mutex_init(&w.mutex, NULL);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  atomic_init(&w.alive, jobs->threads + 1); /* one share is the starter's */
  while (started < jobs->threads && !pthread_create(&threads[started], &attributes, work, &w))
    started++;
  pthread_attr_destroy(&attributes);
  if (started < jobs->threads) {
    struct error trouble;
    int status =
        error_set(&trouble, STATUS_NOMEM, "cannot start thread %zu of %zu; ask for fewer with -j",
                  started + 1, jobs->threads);
    fail(&w, status, &trouble);
  }
  leave(&w, jobs->threads - started + 1);
  *interrupted = watch_threads(jobs->bar, jobs->progress, jobs->total, jobs->stop);
  for (size_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
  pthread_mutex_destroy(&w.mutex);
  free(threads);
  if (w.status) *err = w.err;
  return w.status;
}
