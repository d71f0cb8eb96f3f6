/* results_append.c -- adds the runs of a cell to its files, see results.h and results_parts.h. */
#include <errno.h>
#include <stdio.h>

#include "bench/io/csv_write.h"
#include "bench/record/columns.h"
#include "bench/record/results_parts.h"

int results_row_prefix(const struct task *task, char prefix[ROW_PREFIX], struct error *err)
{
  const struct cell *c = &task->cell;
  FILE *out = fmemopen(prefix, ROW_PREFIX, "w");
  if (!out) return error_memory(err, "the rows of a cell");
  columns_put_cell(out, c->function->label, c->dim, c->instance, c->optimizer->label);
  fclose(out); /* a label of LABEL_SIZE fits, whatever is quoted in it */
  return STATUS_OK;
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
  results_part_name(task, table_names[TABLE_RUNS], name);
  if (!status) status = file_create(&r->runs, path, name, err);
  results_part_name(task, table_names[TABLE_TARGETS], name);
  if (!status) status = file_create(&r->targets, path, name, err);
  results_part_name(task, table_names[TABLE_STOPS], name);
  if (!status && results_has_stops(task)) status = file_create(&r->stops, path, name, err);
  return status;
}

static void put_run(const struct results *r, const struct task *t, size_t repetition,
                    const struct run_record *record)
{
  struct run_result run = {.outcome = record->outcome,
                           .steps = record->steps,
                           .restarts = record->restarts,
                           .counts = record->counts,
                           .cost = run_cost(record->counts, r->campaign->gradient_cost),
                           .final_f = record->final_f,
                           .best_f = record->best_f,
                           .error = record->error};
  csv_put_number(r->runs.stream, (double)repetition, ',');
  columns_put_run(r->runs.stream, t->problem_id, t->definition, &run, r->campaign->restarts, false);
}

static void put_stops(const struct results *r, size_t repetition, const struct run_record *record)
{
  char stops[STOPS_TEXT];
  stops_format(record->stops, stops);
  csv_put_number(r->stops.stream, (double)repetition, ',');
  csv_put_text(r->stops.stream, stops, '\n');
}

static void put_targets(const struct results *r, const char *prefix, size_t repetition,
                        const struct run_record *record)
{
  FILE *out = r->targets.stream;
  for (size_t k = 0; k < TARGET_COUNT; k++) {
    fputs(prefix, out);
    csv_put_number(out, (double)repetition, ',');
    csv_put_number(out, campaign_targets[k], ',');
    if (k < record->reached) {
      struct counts at = record->at[k];
      csv_put_number(out, at.values, ',');
      csv_put_number(out, at.gradients, ',');
      csv_put_number(out, run_cost(at, r->campaign->gradient_cost), '\n');
    } else {
      fputs(",,\n", out);
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
  fputs(prefix, r->runs.stream);
  put_run(r, task, repetition, record);
  if (!status) status = file_check(&r->runs, err);
  put_targets(r, prefix, repetition, record);
  if (!status) status = file_check(&r->targets, err);
  if (r->stops.stream) {
    fputs(prefix, r->stops.stream);
    put_stops(r, repetition, record);
  }
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
