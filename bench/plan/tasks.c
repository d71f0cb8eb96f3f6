/* tasks.c -- see tasks.h. */
#include "bench/plan/tasks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting.h"

enum { DEFINITION_SIZE = 4 * METHOD_TEXT };

void tasks_digest(const char *text, char digest[17])
{
  snprintf(digest, 17, "%016llx", (unsigned long long)stream_named(stream_root(0), text).key);
}

/* Everything that the results of a cell depend on, as a text. */
static int define(const struct campaign *c, struct task *t, struct error *err)
{
  char function[METHOD_TEXT], method[METHOD_TEXT], *text = NULL;
  size_t size;
  function_format(&t->cell.function->spec, function, sizeof function);
  method_format(&t->method, method, sizeof method);
  FILE *out = open_memstream(&text, &size);
  if (!out) return error_memory(err, "a cell's definition");
  fprintf(out, "%s d%zu i%u", function, t->cell.dim, t->cell.instance);
  fflush(out);
  if (text) tasks_digest(text, t->problem_id);
  fprintf(out, " %s", method);
  settings_define(c, &t->cell, out);
  bool failed = ferror(out);
  if (fclose(out) || failed || !text) {
    free(text);
    return error_memory(err, "a cell's definition");
  }
  tasks_digest(text, t->definition);
  free(text);
  return STATUS_OK;
}

int tasks_name(const struct libraries *libraries, const struct campaign *c, struct tasks *tasks,
               struct error *err)
{
  size_t count = campaign_cell_count(c);
  *tasks = (struct tasks){0};
  tasks->task = calloc(count, sizeof *tasks->task);
  int status = tasks->task ? STATUS_OK : error_memory(err, "the campaign's cells");
  for (size_t i = 0; i < count && !status; i++) {
    struct task *t = &tasks->task[i];
    t->cell = campaign_cell(c, i);
    cell_name(&t->cell, t->name);
    status = cell_method(libraries, c, &t->cell, &t->method, err);
    if (status) break;
    tasks->count++;
    status = define(c, t, err);
  }
  if (status) tasks_free(tasks);
  return status;
}

int tasks_make(const struct libraries *libraries, const struct campaign *c, struct tasks *tasks,
               struct error *err)
{
  int status = tasks_name(libraries, c, tasks, err);
  if (status) return status;
  size_t shared = c->optimizer_count; /* cells on the same problem, which follow each other */
  tasks->problems = calloc(tasks->count / shared, sizeof *tasks->problems);
  if (!tasks->problems) status = error_memory(err, "the campaign's functions");
  for (size_t i = 0; i < tasks->count && !status; i++) {
    struct task *t = &tasks->task[i];
    if (i % shared == 0) {
      status =
          libraries->functions->problem_new(&t->cell.function->spec, t->cell.dim, t->cell.instance,
                                            &tasks->problems[tasks->problem_count], err);
      if (status) break;
      tasks->problem_count++;
    }
    t->problem = tasks->problems[tasks->problem_count - 1];
  }
  if (status) tasks_free(tasks);
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
