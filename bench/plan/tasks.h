/* tasks.h -- a campaign's cells made ready to run. */
#ifndef OPTBENCH_BENCH_PLAN_TASKS_H
#define OPTBENCH_BENCH_PLAN_TASKS_H

#include "bench/plan/campaign.h"

/* A campaign's cell with all that a run of it needs. */
struct task {
  struct cell cell;
  char name[CELL_NAME_SIZE];
  struct method method;
  const struct problem *problem; /* shared among the cells of its function, dimension, instance;
                                    NULL after tasks_name */
  char problem_id[17], definition[17]; /* hexadecimal digests */
  bool done;                           /* its results are there already */
};

struct tasks {
  struct task *task;
  size_t count;
  struct problem **problems; /* one for each function, dimension and instance */
  size_t problem_count;
};

/* STATUS_OK, STATUS_USAGE or STATUS_NOMEM; on an error nothing is owned. The campaign is borrowed.
 */
int tasks_make(const struct libraries *libraries, const struct campaign *campaign,
               struct tasks *tasks, struct error *err);
/* The same, for what is known of them without the functions themselves, which may be large. */
int tasks_name(const struct libraries *libraries, const struct campaign *campaign,
               struct tasks *tasks, struct error *err);
void tasks_free(struct tasks *tasks);
/* Number `index` of them alone, without its digests, whose problem is the task's own: what it held
 * before is given back, and it holds nothing on an error. Zero-initialise; task_close gives back.
 */
int task_open(const struct libraries *libraries, const struct campaign *campaign, size_t index,
              struct task *task, struct problem **problem, struct error *err);
void task_close(struct task *task, struct problem **problem);
/* 16 hexadecimal digits that stand for all that the campaign's results depend on, data and weights
 * among it. STATUS_OK, STATUS_USAGE, STATUS_IO or STATUS_NOMEM. */
int tasks_identity(const struct libraries *libraries, const struct campaign *campaign,
                   char identity[17], struct error *err);
/* STATUS_USAGE where the method counts epochs of a problem that has none, or the campaign asks at
 * each step for a truth that is dear, for a metric or a tolerance. */
int task_check(const struct campaign *campaign, const struct cell *cell,
               const struct method *method, const struct problem *problem, struct error *err);

/* 16 hexadecimal digits that stand for a text. */
void tasks_digest(const char *text, char digest[17]);

#endif
