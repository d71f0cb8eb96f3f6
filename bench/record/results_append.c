/* results_append.c -- adds the runs of a cell to its files, see results.h and results_parts.h. */
#include <errno.h>
#include <string.h>

#include "bench/driver/outcome.h"
#include "bench/record/results_parts.h"
#include "src/number.h"

int results_row_prefix(const struct task *task, char prefix[ROW_PREFIX], struct error *err)
{
  struct text text = {0};
  char numbers[64];
  snprintf(numbers, sizeof numbers, ",%zu,%u,", task->cell.dim, task->cell.instance);
  int status = text_field(&text, task->cell.function->label, err);
  if (!status) status = text_string(&text, numbers, err);
  if (!status) status = text_field(&text, task->cell.optimizer->label, err);
  if (!status) status = text_string(&text, ",", err);
  if (!status) {
    memcpy(prefix, text.bytes, text.used);
    prefix[text.used] = '\0';
  }
  text_free(&text);
  return status;
}

bool results_has_stops(const struct task *task) { return task->method.type->stops != NULL; }

void results_part_name(const struct task *task, const char *kind, char name[PART_NAME])
{
  snprintf(name, PART_NAME, "%s.%s", task->name, kind);
}

static int begin_cell(struct results *r, const struct task *task, struct error *err)
{
  char path[PATH_SIZE], name[PART_NAME];
  int status = STATUS_OK;
  if (r->campaign->trace != TRACE_NONE) {
    struct text header = {0};
    results_part_name(task, "csv", name);
    status = paths_join(path, r->folder, "traces", err);
    if (!status) status = file_create(&r->trace, path, name, err);
    if (!status)
      status = run_trace_header(&task->method, task->cell.dim, r->campaign->trace_x, &header, err);
    if (!status) status = text_copy(&header, r->trace.stream, err);
    text_free(&header);
  }
  if (!status) status = paths_join(path, r->folder, "parts", err);
  results_part_name(task, "runs", name);
  if (!status) status = file_create(&r->runs, path, name, err);
  results_part_name(task, "targets", name);
  if (!status) status = file_create(&r->targets, path, name, err);
  results_part_name(task, "stops", name);
  if (!status && results_has_stops(task)) status = file_create(&r->stops, path, name, err);
  return status;
}

/* Numbers of a row, comma-separated, ended by a newline. */
static void put_numbers(FILE *out, const double *numbers, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    char text[NUMBER_TEXT];
    number_format(numbers[i], text);
    fputs(text, out);
    fputc(i + 1 < count ? ',' : '\n', out);
  }
}

static void put_run(const struct results *r, const struct task *t, const char *prefix,
                    size_t repetition, const struct run_record *record)
{
  double numbers[] = {record->steps,
                      record->counts.values,
                      record->counts.gradients,
                      run_cost(record->counts, r->campaign->gradient_cost),
                      record->final_f,
                      record->best_f,
                      record->error,
                      record->restarts};
  size_t count = sizeof numbers / sizeof *numbers - !r->campaign->restarts;
  fprintf(r->runs.stream, "%s%zu,%s,%s,%s,", prefix, repetition, t->problem_id, t->definition,
          outcome_names[record->outcome]);
  put_numbers(r->runs.stream, numbers, count);
}

static void put_stops(const struct results *r, const char *prefix, size_t repetition,
                      const struct run_record *record)
{
  char stops[STOPS_TEXT];
  stops_format(record->stops, stops);
  fprintf(r->stops.stream, "%s%zu,%s\n", prefix, repetition, stops);
}

static void put_targets(const struct results *r, const char *prefix, size_t repetition,
                        const struct run_record *record)
{
  for (size_t k = 0; k < TARGET_COUNT; k++) {
    char target[NUMBER_TEXT];
    number_format(campaign_targets[k], target);
    fprintf(r->targets.stream, "%s%zu,%s,", prefix, repetition, target);
    if (k < record->reached) {
      struct counts at = record->at[k];
      double numbers[] = {at.values, at.gradients, run_cost(at, r->campaign->gradient_cost)};
      put_numbers(r->targets.stream, numbers, 3);
    } else {
      fputs(",,\n", r->targets.stream);
    }
  }
}

static bool is_last(const struct results *r, size_t repetition)
{
  const struct campaign *c = r->campaign;
  if (repetition + 1 < c->runs) return false;
  return r->successes >= c->until_successes || repetition + 1 == campaign_runs_most(c);
}

int results_append(struct results *r, const struct task *task, size_t repetition,
                   const struct run_record *record, struct text *trace, bool *last,
                   struct error *err)
{
  char prefix[ROW_PREFIX];
  int status = results_row_prefix(task, prefix, err);
  if (!status && repetition == 0) status = begin_cell(r, task, err);
  if (status) return status;
  errno = 0;
  if (r->trace.stream) status = text_copy(trace, r->trace.stream, err);
  if (r->trace.stream && !status) status = file_check(&r->trace, err);
  put_run(r, task, prefix, repetition, record);
  if (!status) status = file_check(&r->runs, err);
  put_targets(r, prefix, repetition, record);
  if (!status) status = file_check(&r->targets, err);
  if (r->stops.stream) put_stops(r, prefix, repetition, record);
  if (r->stops.stream && !status) status = file_check(&r->stops, err);
  if (!repetition) r->successes = 0;
  r->successes += record->outcome == OUTCOME_TARGET;
  *last = is_last(r, repetition);
  if (status || !*last) return status;
  /* The runs come last: where they are, the cell is whole. */
  if (r->trace.stream) status = file_commit(&r->trace, err);
  if (!status) status = file_commit(&r->targets, err);
  if (r->stops.stream && !status) status = file_commit(&r->stops, err);
  if (!status) status = file_commit(&r->runs, err);
  return status;
}
