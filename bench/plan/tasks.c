/* tasks.c -- see tasks.h. */
#include "bench/plan/tasks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/cover.h"
#include "bench/plan/problems.h"
#include "bench/plan/setting.h"

void tasks_digest(const char *text, char digest[17])
{
  snprintf(digest, 17, "%016llx", (unsigned long long)stream_named(stream_root(0), text).key);
}

/* What a learned method's network is. */
static int define_weights(const struct libraries *libraries, struct method *method, FILE *out,
                          struct error *err)
{
  struct network_slot *slots[CHAIN_MOST];
  const struct weights *weights;
  size_t count = method_networks(method, slots);
  for (size_t i = 0; i < count; i++) {
    int status = data_store_weights(libraries->data, slots[i]->weights, &weights, err);
    if (status) return status;
    fprintf(out, " weights %s", weights->digest);
  }
  return STATUS_OK;
}

/* Everything that the results of a cell depend on, as a text. */
static int define(const struct libraries *libraries, const struct campaign *c, struct task *t,
                  struct error *err)
{
  const struct dataset *data;
  int status = function_open(libraries, &t->cell.function->spec, &data, err);
  if (status) return status;
  char function[FUNCTION_TEXT], method[METHOD_TEXT], *text = NULL;
  size_t size;
  function_format(&t->cell.function->spec, function, sizeof function);
  method_format(&t->method, method, sizeof method);
  FILE *out = open_memstream(&text, &size);
  if (!out) return error_memory(err, "a cell's definition");
  fprintf(out, "%s d%zu i%u", function, t->cell.dim, t->cell.instance);
  if (data) fprintf(out, " data %s", data->digest);
  fflush(out);
  if (text) tasks_digest(text, t->problem_id);
  fprintf(out, " %s", method);
  status = define_weights(libraries, &t->method, out, err);
  settings_define(c, &t->cell, out);
  bool failed = ferror(out);
  if (fclose(out) || failed || !text) status = error_memory(err, "a cell's definition");
  if (status) {
    free(text);
    return status;
  }
  tasks_digest(text, t->definition);
  free(text);
  return STATUS_OK;
}

/* The campaign's cells, or those of its cover. */
static int list_cells(const struct campaign *c, struct cell **cells, size_t *count,
                      struct error *err)
{
  if (c->cover) return cover_cells(c, cells, count, err);
  *count = campaign_cell_count(c);
  *cells = malloc(*count * sizeof **cells);
  if (!*cells) return error_memory(err, "the campaign's cells");
  for (size_t i = 0; i < *count; i++) (*cells)[i] = campaign_cell(c, i);
  return STATUS_OK;
}

int tasks_name(const struct libraries *libraries, const struct campaign *c, struct tasks *tasks,
               struct error *err)
{
  struct cell *cells;
  size_t count;
  *tasks = (struct tasks){0};
  int status = list_cells(c, &cells, &count, err);
  if (status) return status;
  tasks->task = calloc(count, sizeof *tasks->task);
  if (!tasks->task) status = error_memory(err, "the campaign's cells");
  for (size_t i = 0; i < count && !status; i++) {
    struct task *t = &tasks->task[i];
    t->cell = cells[i];
    cell_name(&t->cell, t->name);
    status = cell_method(libraries, c, &t->cell, &t->method, err);
    if (status) break;
    tasks->count++;
    status = define(libraries, c, t, err);
  }
  free(cells);
  if (status) tasks_free(tasks);
  return status;
}

/* Cells on the same problem follow each other. */
static bool same_problem(const struct cell *a, const struct cell *b)
{
  return a->function == b->function && a->dim == b->dim && a->instance == b->instance;
}

/* What no stopping rule may see. */
static int check_aim(const struct campaign *c, const struct task *t, struct error *err)
{
  struct target_list targets;
  campaign_targets(c, t->cell.function, &targets);
  if (!(t->problem->traits & HELD_OUT) || !isfinite(targets.aim)) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.120s is judged by test rows, and no run may end by them; take target = none",
                   t->cell.function->label);
}

int task_check(const struct campaign *c, const struct cell *cell, const struct method *method,
               const struct problem *problem, struct error *err)
{
  if (c->metric && problem->traits & DEAR_TRUTH)
    return error_set(err, STATUS_USAGE,
                     "metric: %.120s would have to be judged over all its rows at each step; take "
                     "all rows at once (without batch and judge), or metric = none",
                     cell->function->label);
  if (c->tolerance_steps > 0 && problem->traits & DEAR_TRUTH)
    return error_set(err, STATUS_USAGE,
                     "tolerance: %.120s is judged now and then only, not at each step; take all "
                     "rows at once (without batch and judge), or tolerance = none",
                     cell->function->label);
  if (!(method->traits & COUNTS_EPOCHS) || problem->epoch) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.80s counts in epochs, and %.80s has none; take unit = step",
                   cell->optimizer->label, cell->function->label);
}

int tasks_make(const struct libraries *libraries, const struct campaign *c, struct tasks *tasks,
               struct error *err)
{
  int status = tasks_name(libraries, c, tasks, err);
  if (status) return status;
  tasks->problems = calloc(tasks->count, sizeof *tasks->problems);
  if (!tasks->problems) status = error_memory(err, "the campaign's functions");
  for (size_t i = 0; i < tasks->count && !status; i++) {
    struct task *t = &tasks->task[i];
    if (!i || !same_problem(&t->cell, &t[-1].cell)) {
      status = cell_problem(libraries, c, &t->cell, &tasks->problems[tasks->problem_count], err);
      if (status) break;
      tasks->problem_count++;
    }
    t->problem = tasks->problems[tasks->problem_count - 1];
    status = check_aim(c, t, err);
    if (!status) status = task_check(c, &t->cell, &t->method, t->problem, err);
  }
  if (status) tasks_free(tasks);
  return status;
}

int task_open(const struct libraries *libraries, const struct campaign *c, size_t index,
              struct task *t, struct problem **problem, struct error *err)
{
  struct cell before = t->cell;
  bool had = *problem != NULL;
  t->cell = campaign_cell(c, index);
  bool same = had && same_problem(&t->cell, &before);
  if (had) method_free(&t->method);
  if (had && !same) problem_free(*problem);
  if (!same) *problem = NULL;
  t->problem = NULL;
  int status = same ? STATUS_OK : cell_problem(libraries, c, &t->cell, problem, err);
  if (status) return status;
  status = cell_method(libraries, c, &t->cell, &t->method, err);
  if (status) {
    problem_free(*problem);
    *problem = NULL;
    return status;
  }
  t->problem = *problem;
  return STATUS_OK;
}

void task_close(struct task *t, struct problem **problem)
{
  if (!*problem) return;
  method_free(&t->method);
  problem_free(*problem);
  *problem = NULL;
}

int tasks_identity(const struct libraries *libraries, const struct campaign *c, char identity[17],
                   struct error *err)
{
  char *text = campaign_text(c);
  if (!text) return error_memory(err, "the campaign's text");
  struct stream all = stream_named(stream_root(0), text);
  free(text);
  int status = STATUS_OK;
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i++) {
    struct task t = {.cell = campaign_cell(c, i)};
    status = cell_method(libraries, c, &t.cell, &t.method, err);
    if (status) break;
    status = define(libraries, c, &t, err);
    all = stream_named(all, t.definition);
    method_free(&t.method);
  }
  snprintf(identity, 17, "%016llx", (unsigned long long)all.key);
  return status;
}

void tasks_free(struct tasks *tasks)
{
  for (size_t i = 0; i < tasks->count; i++) method_free(&tasks->task[i].method);
  for (size_t i = 0; i < tasks->problem_count; i++) problem_free(tasks->problems[i]);
  free(tasks->task);
  free(tasks->problems);
  *tasks = (struct tasks){0};
}
