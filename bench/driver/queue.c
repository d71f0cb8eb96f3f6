/* queue.c -- see queue.h. */
#include "bench/driver/queue.h"

#include <stdint.h>
#include <stdlib.h>

#include "bench/plan/cost.h"

struct place {
  double cost;
  size_t task;
};

static int dearer_first(const void *a, const void *b)
{
  const struct place *p = a, *q = b;
  if (p->cost > q->cost || p->cost < q->cost) return p->cost > q->cost ? -1 : 1;
  return p->task < q->task ? -1 : 1;
}

static double cost_of(const struct queue *q, size_t task)
{
  return cost_expected(&q->tasks[task].cell);
}

int queue_open(struct queue *q, const struct task *tasks, size_t count, size_t runs,
               size_t (*next)(const void *context, size_t task, size_t from), const void *context,
               struct error *err)
{
  *q = (struct queue){.tasks = tasks, .count = count, .next = next, .context = context};
  q->order = malloc((count ? count : 1) * sizeof *q->order);
  struct place *place = malloc((count ? count : 1) * sizeof *place);
  if (!q->order || !place) {
    free(place);
    queue_close(q);
    return error_memory(err, "the order of the runs");
  }
  for (size_t i = 0; i < count; i++) {
    place[i] = (struct place){cost_of(q, i), i};
    for (size_t at = 0; (at = next(context, i, at)) < runs; at++) q->left += place[i].cost;
  }
  qsort(place, count, sizeof *place, dearer_first);
  for (size_t i = 0; i < count; i++) q->order[i] = place[i].task;
  free(place);
  return STATUS_OK;
}

bool queue_take(struct queue *q, struct run_name *run)
{
  for (; q->at < q->count; q->at++, q->repetition = 0) {
    size_t task = q->order[q->at];
    size_t repetition =
        q->repetition == SIZE_MAX ? SIZE_MAX : q->next(q->context, task, q->repetition);
    if (repetition == SIZE_MAX) continue;
    *run = (struct run_name){task, repetition};
    q->repetition = repetition + 1;
    q->left -= cost_of(q, task);
    return true;
  }
  return false;
}

void queue_pass(struct queue *q, size_t task)
{
  if (q->at < q->count && q->order[q->at] == task) q->repetition = SIZE_MAX;
}

size_t queue_share(struct queue *q, double cost, struct run_name *runs, size_t most)
{
  size_t count = 0;
  double taken = 0;
  while (count < most && (!count || taken < cost) && queue_take(q, &runs[count]))
    taken += cost_of(q, runs[count++].task);
  return count;
}

void queue_close(struct queue *q)
{
  free(q->order);
  q->order = NULL;
}
