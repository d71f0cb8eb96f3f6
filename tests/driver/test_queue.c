/* test_queue.c -- the order in which runs are begun, and shares of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/driver/queue.h"
#include "bench/plan/cost.h"

enum { TASKS = 40, RUNS = 7 };

static struct task tasks[TASKS];
static bool made[TASKS][RUNS];

static size_t next(const void *context, size_t task, size_t from)
{
  (void)context;
  for (; from < RUNS; from++)
    if (!made[task][from]) return from;
  return SIZE_MAX;
}

/* Dimensions and budgets that put cheap tasks before dear ones, and some are alike. */
static void make_tasks(void)
{
  for (size_t i = 0; i < TASKS; i++) {
    tasks[i].cell.dim = 1 + i * 7 % 10;
    tasks[i].cell.budget = 100 + (double)(i * i % 13);
    for (size_t k = 0; k < RUNS; k++) made[i][k] = (i + k) % 5 == 0;
  }
}

static double open_queue(struct queue *q)
{
  struct error err;
  double cost = 0;
  make_tasks();
  for (size_t i = 0; i < TASKS; i++)
    for (size_t k = 0; k < RUNS; k++)
      if (!made[i][k]) cost += cost_expected(&tasks[i].cell);
  assert_int_equal(queue_open(q, tasks, TASKS, RUNS, next, NULL, &err), STATUS_OK);
  return cost;
}

static void dear_runs_come_first(void **state)
{
  (void)state;
  struct queue q;
  struct run_name run;
  open_queue(&q);
  double last = INFINITY;
  size_t task = TASKS, repetition = 0, taken = 0, wanted = 0;
  while (queue_take(&q, &run)) {
    double cost = cost_expected(&tasks[run.task].cell);
    assert_true(cost <= last);
    if (!(cost < last) && task != run.task) assert_true(run.task > task);
    if (task == run.task) assert_true(run.repetition > repetition);
    assert_false(made[run.task][run.repetition]);
    task = run.task;
    repetition = run.repetition;
    last = cost;
    taken++;
  }
  for (size_t i = 0; i < TASKS; i++)
    for (size_t k = 0; k < RUNS; k++) wanted += !made[i][k];
  assert_int_equal(taken, wanted);
  queue_close(&q);
}

static void what_is_left_is_the_cost_of_what_is_not_taken(void **state)
{
  (void)state;
  struct queue q;
  struct run_name run;
  double cost = open_queue(&q);
  assert_true(fabs(q.left - cost) < 1e-6);
  for (int i = 0; i < 100 && queue_take(&q, &run); i++) cost -= cost_expected(&tasks[run.task].cell);
  assert_true(fabs(q.left - cost) < 1e-6);
  queue_close(&q);
}

static void a_task_that_is_whole_is_passed(void **state)
{
  (void)state;
  struct queue q;
  struct run_name first, run;
  open_queue(&q);
  assert_true(queue_take(&q, &first));
  queue_pass(&q, first.task == 0 ? 1 : 0); /* another one: nothing happens */
  assert_true(queue_take(&q, &run));
  assert_int_equal(run.task, first.task);
  queue_pass(&q, first.task);
  while (queue_take(&q, &run)) assert_int_not_equal(run.task, first.task);
  queue_close(&q);
}

static void a_share_costs_what_it_is_to_cost(void **state)
{
  (void)state;
  struct queue q;
  struct run_name runs[TASKS * RUNS];
  double cost = open_queue(&q);
  size_t total = 0, count, sizes[2] = {0};
  for (int share = 0; (count = queue_share(&q, cost / 5, runs, TASKS * RUNS)); share++) {
    double got = 0;
    for (size_t i = 0; i < count; i++) got += cost_expected(&tasks[runs[i].task].cell);
    double last = cost_expected(&tasks[runs[count - 1].task].cell);
    assert_true(got < cost / 5 + last);
    if (q.left > 0.5) assert_true(got >= cost / 5);
    if (share < 2) sizes[share] = count;
    total += count;
  }
  assert_true(sizes[0] > 0 && sizes[1] >= sizes[0]); /* of cheaper ones there are more */
  size_t wanted = 0;
  for (size_t i = 0; i < TASKS; i++)
    for (size_t k = 0; k < RUNS; k++) wanted += !made[i][k];
  assert_int_equal(total, wanted);
  queue_close(&q);
}

static void a_share_has_one_run_at_least_and_no_more_than_there_is_room_for(void **state)
{
  (void)state;
  struct queue q;
  struct run_name runs[3];
  open_queue(&q);
  assert_int_equal(queue_share(&q, 0, runs, 3), 1);
  assert_int_equal(queue_share(&q, -1, runs, 3), 1);
  assert_int_equal(queue_share(&q, INFINITY, runs, 3), 3);
  queue_close(&q);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dear_runs_come_first),
      cmocka_unit_test(what_is_left_is_the_cost_of_what_is_not_taken),
      cmocka_unit_test(a_task_that_is_whole_is_passed),
      cmocka_unit_test(a_share_costs_what_it_is_to_cost),
      cmocka_unit_test(a_share_has_one_run_at_least_and_no_more_than_there_is_room_for),
  };
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
