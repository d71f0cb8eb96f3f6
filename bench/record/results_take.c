/* results_take.c -- what a folder of results holds already; see results_parts.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/csv.h"
#include "bench/plan/problems.h"
#include "bench/record/results_parts.h"

static int has_other_results(const struct results *r, const char *what, struct error *err)
{
  static const char format[] =
      "%.*s holds results that this campaign would lose (%s); choose another folder with --out, or "
      "replace them with --force";
  size_t taken = sizeof format + strlen(what), room = sizeof err->text;
  return error_set(err, STATUS_USAGE, format, (int)(room > taken ? room - taken : 0), r->folder,
                   what);
}

/* What is said of a cell leaves room for the folder's name and for what to do. */
enum { WHAT_SIZE = 330, TOLD_SIZE = 80 };
_Static_assert(TOLD_SIZE + CHANGE_SIZE + 30 <= WHAT_SIZE, "what is different has room");

/* A name, with "..." where it is cut. */
static void tell(const char *name, char told[TOLD_SIZE])
{
  if (snprintf(told, TOLD_SIZE, "%s", name) >= TOLD_SIZE) memcpy(told + TOLD_SIZE - 4, "...", 4);
}

/* Do the results depend on a file whose contents may have changed? */
static bool reads_files(const struct results *r, struct task *t)
{
  const struct dataset *data;
  struct network_slot *slots[CHAIN_MOST];
  struct error err;
  return method_networks(&t->method, slots) ||
         (!function_open(r->libraries, &t->cell.function->spec, &data, &err) && data);
}

static int has_other_settings(const struct results *r, struct task *t, struct error *err)
{
  char told[TOLD_SIZE], change[CHANGE_SIZE] = "", what[WHAT_SIZE];
  tell(t->name, told);
  if (r->was && !campaign_change(r->libraries, r->was, r->campaign, &t->cell, change))
    snprintf(what, sizeof what,
             "%s, made %sby another version of the program, which defines the cell otherwise", told,
             reads_files(r, t) ? "with other data or weights, or " : "");
  else
    snprintf(what, sizeof what, "%s with other settings%s%s", told, *change ? ": " : "", change);
  return has_other_results(r, what, err);
}

static int has_more_runs(const struct results *r, const struct task *t, size_t runs,
                         struct error *err)
{
  char told[TOLD_SIZE], what[WHAT_SIZE];
  tell(t->name, told);
  snprintf(what, sizeof what, "%s with %zu runs or more, where it would make %zu", told, runs,
           campaign_runs_most(r->campaign));
  return has_other_results(r, what, err);
}

static int has_another_cell(const struct results *r, const char *name, struct error *err)
{
  char told[TOLD_SIZE], what[WHAT_SIZE];
  tell(name, told);
  snprintf(what, sizeof what, "it has %s, which this campaign has not", told);
  return has_other_results(r, what, err);
}

/* The same of a row of a table: FUNCTION,DIM,INSTANCE,OPTIMIZER,... */
static int has_another_row(const struct results *r, const char *row, struct error *err)
{
  struct csv csv;
  char name[CELL_NAME_SIZE] = "a row that names no cell";
  if (csv_open_text(&csv, r->folder, row, err)) return has_another_cell(r, name, err);
  if (csv.field_count >= KEYS)
    snprintf(name, sizeof name, "%s on %s d%s i%s", csv.name[3], csv.name[0], csv.name[1],
             csv.name[2]);
  csv_close(&csv);
  return has_another_cell(r, name, err);
}

/* Which task a row of a table belongs to: rows come in blocks, so the last one is tried first. */
static size_t task_of_row(char (*prefixes)[ROW_PREFIX], size_t count, const char *row, size_t last)
{
  for (size_t i = 0; i < count; i++) {
    size_t at = (last + i) % count;
    if (!strncmp(prefixes[at], row, strlen(prefixes[at]))) return at;
  }
  return count;
}

/* Field `index` of those behind the row's prefix; "" if there is none. None of them is quoted. */
static const char *field_of(const char *rest, int index)
{
  for (; index; index--) {
    rest = strchr(rest, ',');
    if (!rest) return "";
    rest++;
  }
  return rest;
}

static bool field_is(const char *field, const char *text)
{
  size_t length = strlen(text);
  return !strncmp(field, text, length) && field[length] == ',';
}

/* A row of runs.csv: it carries the cell's definition, and that of another cell is another
 * result. */
static int take_run_row(struct results *r, size_t task, const char *rest, bool *passed,
                        struct error *err)
{
  enum { DEFINITION = 2, OUTCOME = 3 };
  struct kept_cell *c = &r->cells[task];
  struct task *t = &r->tasks[task];
  *passed = !field_is(field_of(rest, DEFINITION), t->definition);
  if (*passed) return r->only_read ? STATUS_OK : has_other_settings(r, t, err);
  size_t rows = c->old[TABLE_RUNS].rows;
  if (rows && campaign_runs_enough(r->campaign, rows, c->old_successes)) {
    *passed = true;
    return r->only_read ? STATUS_OK : has_more_runs(r, t, rows + 1, err);
  }
  c->old_successes += field_is(field_of(rest, OUTCOME), outcome_names[OUTCOME_TARGET]);
  return STATUS_OK;
}

static int take_row(struct results *r, enum table table, size_t task, long begin, size_t length,
                    const char *line, size_t prefix, struct error *err)
{
  struct block *b = &r->cells[task].old[table];
  bool passed = line[length - 1] != '\n'; /* cut off */
  int status = STATUS_OK;
  if (table == TABLE_RUNS && !passed) status = take_run_row(r, task, line + prefix, &passed, err);
  if (status || passed) return status;
  if (!b->rows) b->offset = begin;
  if (begin == b->offset + b->length) {
    b->length += (long)length;
    b->rows++;
  }
  return STATUS_OK;
}

static int take_table(struct results *r, enum table table, char (*prefixes)[ROW_PREFIX],
                      struct error *err)
{
  char path[PATH_SIZE], name[NAME_SIZE], *line = NULL;
  snprintf(name, sizeof name, "%s.csv", table_names[table]);
  int status = paths_join(path, r->folder, name, err);
  FILE *in = status ? NULL : fopen(path, "rb");
  size_t room = 0, task = 0;
  long offset = 0;
  ssize_t length;
  for (bool header = true; in && !status && (length = getline(&line, &room, in)) > 0;
       header = false) {
    long begin = offset;
    offset += (long)length;
    if (header) continue;
    size_t found = task_of_row(prefixes, r->task_count, line, task);
    if (found < r->task_count) {
      task = found;
      status = take_row(r, table, task, begin, (size_t)length, line, strlen(prefixes[task]), err);
    } else if (!r->only_read && table != TABLE_TIMINGS) {
      status = has_another_row(r, line, err);
    }
  }
  free(line);
  if (in) fclose(in);
  return status;
}

static int take_tables(struct results *r, struct error *err)
{
  char(*prefixes)[ROW_PREFIX] = malloc(r->task_count * sizeof *prefixes);
  int status = prefixes ? STATUS_OK : error_memory(err, "the old results");
  for (size_t i = 0; i < r->task_count && !status; i++)
    status = results_row_prefix(&r->tasks[i], prefixes[i], err);
  for (enum table table = 0; table < TABLES && !status; table++)
    status = take_table(r, table, prefixes, err);
  free(prefixes);
  return status;
}

/* What the tables hold of a cell counts if all of them do, and its trace is there. */
static void count_old_runs(struct results *r, size_t task)
{
  struct kept_cell *c = &r->cells[task];
  const struct task *t = &r->tasks[task];
  char name[TRACE_NAME], path[2 * PATH_SIZE];
  size_t runs = c->old[TABLE_RUNS].rows;
  struct target_list targets;
  campaign_targets(r->campaign, t->cell.function, &targets);
  bool good = c->old[TABLE_TARGETS].rows == runs * targets.count &&
              c->old[TABLE_STOPS].rows == (results_in_table(t, TABLE_STOPS) ? runs : 0);
  results_trace_name(t, name);
  for (enum run_text kind = 0; kind < RUN_TEXTS && !r->only_read; kind++) {
    if (!results_has_text(r, t, kind)) continue;
    snprintf(path, sizeof path, "%s/%s/%s", r->folder, results_folders[kind], name);
    good &= !access(path, F_OK);
  }
  c->old_runs = c->runs = good ? runs : 0;
  c->successes = good ? c->old_successes : 0;
}

/* The task of this name, or task_count. Runs end in about the order of the tasks, so it is looked
 * for around the last one, on both sides, nearer ones first. */
static size_t task_of_name(const struct results *r, const char *name, size_t last)
{
  for (size_t i = 0; i < r->task_count; i++) {
    if (last + i < r->task_count && !strcmp(r->tasks[last + i].name, name)) return last + i;
    if (i && i <= last && !strcmp(r->tasks[last - i].name, name)) return last - i;
  }
  return r->task_count;
}

static int take_record(struct results *r, const struct journal_record *j, size_t *task,
                       struct error *err)
{
  size_t found = task_of_name(r, j->cell, *task);
  if (found == r->task_count) return r->only_read ? STATUS_OK : has_another_cell(r, j->cell, err);
  *task = found;
  struct task *t = &r->tasks[found];
  if (strcmp(j->definition, t->definition) != 0)
    return r->only_read ? STATUS_OK : has_other_settings(r, t, err);
  if (j->repetition >= campaign_runs_most(r->campaign))
    return r->only_read ? STATUS_OK : has_more_runs(r, t, j->repetition + 1, err);
  struct kept_run *k = results_run(&r->cells[found], j->repetition);
  if (!k) return error_memory(err, "the old results");
  if (k->there) return STATUS_OK;
  *k = (struct kept_run){
      .there = true, .success = j->success, .evaluations = j->evaluations, .offset = j->offset};
  memcpy(k->size, j->size, sizeof k->size);
  return STATUS_OK;
}

static int take_journal(struct results *r, struct error *err)
{
  bool there;
  int status = journal_open(&r->journal, r->folder, &there, err);
  return status || !there ? status : results_take_records(r, err);
}

int results_take_records(struct results *r, struct error *err)
{
  struct journal_record record;
  bool more = true;
  size_t task = 0;
  int status = STATUS_OK;
  while (!status && !(status = journal_next(&r->journal, &record, &more, err)) && more)
    status = take_record(r, &record, &task, err);
  return status;
}

int results_take(struct results *r, struct error *err)
{
  int status = take_tables(r, err);
  for (size_t i = 0; i < r->task_count && !status; i++) count_old_runs(r, i);
  if (!status) status = take_journal(r, err);
  for (size_t i = 0; i < r->task_count && !status; i++) results_advance(r, i);
  return status;
}
