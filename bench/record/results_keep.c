/* results_keep.c -- adds runs to the journal, and ends a cell with its trace; see results.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/trace.h"
#include "bench/io/csv_write.h"
#include "bench/record/measures.h"
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

bool results_in_table(const struct task *task, enum table table)
{
  return table != TABLE_STOPS || task->method.type->stops;
}

const char *const results_folders[] = {"traces", "x", "confusion"};

bool results_has_text(const struct results *r, const struct task *task, enum run_text kind)
{
  switch (kind) {
  case TEXT_TRACE:
    return r->campaign->trace != TRACE_NONE;
  case TEXT_X:
    return r->campaign->save_x;
  default:
    return task->cell.function->spec.type->confuse != NULL;
  }
}

void results_trace_name(const struct task *task, char name[TRACE_NAME])
{
  snprintf(name, TRACE_NAME, "%s.csv", task->name);
}

struct kept_run *results_run(struct kept_cell *cell, size_t repetition)
{
  if (repetition >= cell->room) {
    size_t room = cell->room ? 2 * cell->room : 32;
    while (room <= repetition) room *= 2;
    struct kept_run *longer = realloc(cell->run, room * sizeof *longer);
    if (!longer) return NULL;
    memset(longer + cell->room, 0, (room - cell->room) * sizeof *longer);
    cell->run = longer;
    cell->room = room;
  }
  return &cell->run[repetition];
}

void results_advance(struct results *r, size_t task)
{
  struct kept_cell *c = &r->cells[task];
  bool whole = campaign_runs_enough(r->campaign, c->runs, c->successes);
  while (!whole && c->runs < c->room && c->run[c->runs].there) {
    c->successes += c->run[c->runs++].success;
    whole = campaign_runs_enough(r->campaign, c->runs, c->successes);
  }
  r->tasks[task].done = whole;
}

bool results_mine(const struct results *r, size_t task, size_t repetition)
{
  return !r->share.parts || shares_part(&r->shares, task, repetition) == r->share.part;
}

size_t results_next(const struct results *r, size_t task, size_t from)
{
  const struct kept_cell *c = &r->cells[task];
  size_t most = campaign_runs_most(r->campaign), successes = c->successes, k = c->runs;
  if (r->tasks[task].done) return SIZE_MAX;
  for (size_t at = from < c->runs ? c->runs : from; at < most; at++) {
    if ((at < c->room && c->run[at].there) || !results_mine(r, task, at)) continue;
    if (at < r->campaign->runs) return at;
    for (; k < at && k < c->room; k++) successes += c->run[k].there && c->run[k].success;
    return successes >= r->campaign->until_successes ? SIZE_MAX : at;
  }
  return SIZE_MAX;
}

static void put_run(const struct results *r, const struct task *t, size_t repetition,
                    const struct run_record *record, FILE *out)
{
  struct run_result run = {.outcome = record->outcome,
                           .steps = record->steps,
                           .restarts = record->restarts,
                           .counts = record->counts,
                           .cost = run_cost(record->counts, r->campaign->gradient_cost),
                           .final_f = record->final_f,
                           .best_f = record->best_f,
                           .error = record->error,
                           .metric = record->metric};
  const struct function_type *function = t->cell.function->spec.type;
  struct measures own;
  double values[MEASURE_COLUMNS];
  measures_of_function(function, &own);
  measures_of_run(function, record, values);
  csv_put_number(out, (double)repetition, ',');
  columns_put_run(out, t->problem_id, t->definition, &run, r->campaign, false, values, own.count);
}

static void put_stops(size_t repetition, const struct run_record *record, FILE *out)
{
  char stops[STOPS_TEXT];
  stops_format(record->stops, stops);
  csv_put_number(out, (double)repetition, ',');
  csv_put_text(out, stops, '\n');
}

/* A unit of cost, as cost counts evaluations. Four digits are more than a time is good for. */
static void put_timings(const struct results *r, size_t repetition, const struct run_record *record,
                        FILE *out)
{
  const double seconds[] = {record->method_seconds, record->function_seconds};
  double cost = run_cost(record->counts, r->campaign->gradient_cost);
  csv_put_number(out, (double)repetition, ',');
  for (size_t i = 0; i < TIMING_COLUMNS; i++) {
    if (cost > 0 && isfinite(seconds[i])) fprintf(out, "%.4g", seconds[i] / cost);
    fputc(i + 1 < TIMING_COLUMNS ? ',' : '\n', out);
  }
}

static void put_targets(const struct results *r, const struct task *t, const char *prefix,
                        size_t repetition, const struct run_record *record, FILE *out)
{
  struct target_list targets;
  campaign_targets(r->campaign, t->cell.function, &targets);
  for (size_t k = 0; k < targets.count; k++) {
    fputs(prefix, out);
    csv_put_number(out, (double)repetition, ',');
    csv_put_number(out, targets.error[k], ',');
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

/* The run's rows of all tables, one after the other; `size` says where each ends. malloc'ed. */
static char *make_rows(const struct results *r, const struct task *t, size_t repetition,
                       const struct run_record *record, size_t size[PIECES])
{
  char prefix[ROW_PREFIX], *rows = NULL;
  size_t length = 0;
  struct error err;
  FILE *out = results_row_prefix(t, prefix, &err) ? NULL : open_memstream(&rows, &length);
  if (!out) return NULL;
  fputs(prefix, out);
  put_run(r, t, repetition, record, out);
  size[PIECE_RUNS] = (size_t)ftell(out);
  put_targets(r, t, prefix, repetition, record, out);
  size[PIECE_TARGETS] = (size_t)ftell(out) - size[PIECE_RUNS];
  if (results_in_table(t, TABLE_STOPS)) {
    fputs(prefix, out);
    put_stops(repetition, record, out);
  }
  size[PIECE_STOPS] = (size_t)ftell(out) - size[PIECE_RUNS] - size[PIECE_TARGETS];
  if (isfinite(record->method_seconds)) {
    fputs(prefix, out);
    put_timings(r, repetition, record, out);
  }
  size[PIECE_TIMINGS] =
      (size_t)ftell(out) - size[PIECE_RUNS] - size[PIECE_TARGETS] - size[PIECE_STOPS];
  bool failed = ferror(out);
  if (!fclose(out) && !failed) return rows;
  free(rows);
  return NULL;
}

int results_keep(struct results *r, size_t task, size_t repetition, const struct run_record *record,
                 struct text *trace, bool *whole, struct error *err)
{
  struct task *t = &r->tasks[task];
  struct kept_run *k = results_run(&r->cells[task], repetition);
  struct journal_record j = {.repetition = repetition,
                             .evaluations = record->counts.values + record->counts.gradients,
                             .success = record->outcome == OUTCOME_TARGET};
  char *rows = k ? make_rows(r, t, repetition, record, j.size) : NULL;
  if (!rows) return error_memory(err, "a run's results");
  strcpy(j.cell, t->name);
  strcpy(j.definition, t->definition);
  memcpy(j.size + PIECE_TEXT, record->text, sizeof record->text);
  int status = journal_append(&r->journal, &j, rows, trace, err);
  free(rows);
  if (status) return status;
  *k = (struct kept_run){.there = true,
                         .success = j.success,
                         .fresh = true,
                         .evaluations = j.evaluations,
                         .offset = j.offset};
  memcpy(k->size, j.size, sizeof k->size);
  bool before = t->done;
  results_advance(r, task);
  *whole = t->done;
  return t->done && !before && !r->share.parts ? results_write_texts(r, task, err) : STATUS_OK;
}

static void put_bytes(void *context, const char *bytes, size_t size)
{
  fwrite(bytes, 1, size, context);
}

/* The rows of the first repetitions in a file that may hold more, and its header. */
static int copy_old_text(const char *path, size_t runs, FILE *out, struct error *err)
{
  FILE *in = fopen(path, "rb");
  char *line = NULL;
  size_t room = 0;
  ssize_t length = 0;
  bool header = true;
  while (in && (length = getline(&line, &room, in)) > 0) {
    if (!header && strtoull(line, NULL, 10) >= runs) break;
    fwrite(line, 1, (size_t)length, out);
    header = false;
  }
  bool failed = !in || ferror(in) || header;
  free(line);
  if (in) fclose(in);
  return failed ? error_set(err, STATUS_IO, "cannot read %.300s; run again with --force", path)
                : STATUS_OK;
}

static int put_header(const struct results *r, const struct task *t, enum run_text kind,
                      struct text *header, struct error *err)
{
  switch (kind) {
  case TEXT_TRACE:
    return trace_header(t->problem, &t->method, t->cell.dim, r->campaign->trace_x, header, err);
  case TEXT_X:
    return points_header(t->cell.dim, header, err);
  default:
    return text_string(header, "repetition,label,told,rows\n", err);
  }
}

static int write_text(struct results *r, size_t task, enum run_text kind, struct error *err)
{
  const struct task *t = &r->tasks[task];
  const struct kept_cell *c = &r->cells[task];
  char folder[PATH_SIZE], name[TRACE_NAME];
  struct file file = {0};
  struct text header = {0};
  results_trace_name(t, name);
  int status = paths_join(folder, r->folder, results_folders[kind], err);
  if (!status) status = file_create(&file, folder, name, err);
  if (!status && c->old_runs) status = copy_old_text(file.path, c->old_runs, file.stream, err);
  if (!status && !c->old_runs) {
    status = put_header(r, t, kind, &header, err);
    if (!status) status = text_each(&header, put_bytes, file.stream, err);
    text_free(&header);
  }
  for (size_t k = c->old_runs; k < c->runs && !status; k++) {
    const struct kept_run *run = &c->run[k];
    long offset = run->offset;
    size_t own = PIECE_TEXT + (size_t)kind;
    for (size_t piece = 0; piece < own; piece++) offset += (long)run->size[piece];
    status = journal_copy(&r->journal, offset, run->size[own], file.stream, err);
  }
  if (!status) return file_place(&file, err);
  file_abandon(&file);
  return status;
}

int results_write_texts(struct results *r, size_t task, struct error *err)
{
  int status = STATUS_OK;
  for (enum run_text kind = 0; kind < RUN_TEXTS && !status; kind++)
    if (results_has_text(r, &r->tasks[task], kind)) status = write_text(r, task, kind, err);
  return status;
}
