/* queue.h -- the runs of a campaign in the order in which they are begun: dear ones first, so that
 * none of them is left alone at the end. */
#ifndef OPTBENCH_BENCH_DRIVER_QUEUE_H
#define OPTBENCH_BENCH_DRIVER_QUEUE_H

#include "bench/plan/tasks.h"

/* One run, by its names. */
struct run_name {
  size_t task, repetition;
};

struct queue {
  const struct task *tasks;
  size_t count, at, repetition; /* what is looked at next: order[at], from this repetition on */
  size_t *order;                /* the tasks, the dearest first */
  double left;                  /* expected cost of the runs that are not taken */
  /* The first repetition of the task from `from` on that is to be run, or SIZE_MAX. */
  size_t (*next)(const void *context, size_t task, size_t from);
  const void *context;
};

/* `runs`: a task's, as far as it is known. STATUS_OK, or STATUS_NOMEM. */
int queue_open(struct queue *queue, const struct task *tasks, size_t count, size_t runs,
               size_t (*next)(const void *context, size_t task, size_t from), const void *context,
               struct error *err);
/* The next run that may be needed; false: there is none. */
bool queue_take(struct queue *queue, struct run_name *run);
/* The task needs no more runs. */
void queue_pass(struct queue *queue, size_t task);
/* The next runs, one at least if there is any, until they cost `cost` together; at most `most`. */
size_t queue_share(struct queue *queue, double cost, struct run_name *runs, size_t most);
void queue_close(struct queue *queue);

#endif
