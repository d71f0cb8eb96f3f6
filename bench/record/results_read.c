/* results_read.c -- see results_read.h. The tables are read as streams, record by record. */
#include "bench/record/results_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/shell.h"
#include "bench/record/results.h"
#include "bench/record/results_rows.h"
#include "src/number.h"

/* One more of a list that grows by doubling. */
static int grow(void **list, size_t count, size_t size, struct error *err)
{
  if (count & (count - 1)) return STATUS_OK;
  void *longer = realloc(*list, (count ? 2 * count : 1) * size);
  if (!longer) return error_memory(err, "the results");
  *list = longer;
  return STATUS_OK;
}

static int add_cell(struct results_set *set, const struct table_rows *t, const char *problem,
                    const char *definition, struct cell_results **cell, struct error *err)
{
  void *list = set->cell;
  int status = grow(&list, set->cell_count, sizeof *set->cell, err);
  set->cell = list;
  if (status) return status;
  if (strlen(problem) != 16 || strlen(definition) != 16)
    return rows_damaged(t, "problem and definition are digests of 16 digits", err);
  const struct target_list *targets = NULL;
  for (size_t f = 0; f < set->campaign.function_count; f++)
    if (!strcmp(set->campaign.functions[f].label, t->csv.field[t->key[KEY_FUNCTION]]))
      targets = &set->targets[f];
  if (!targets)
    return rows_damaged(t, "campaign.ini has no such function; run the campaign again", err);
  struct cell_results *c = &set->cell[set->cell_count];
  char *function = strdup(t->csv.field[t->key[KEY_FUNCTION]]);
  char *optimizer = strdup(t->csv.field[t->key[KEY_OPTIMIZER]]);
  *c = (struct cell_results){.function = function,
                             .optimizer = optimizer,
                             .dim = t->dim,
                             .instance = (unsigned)t->instance,
                             .targets = targets};
  memcpy(c->problem, problem, 17);
  memcpy(c->definition, definition, 17);
  set->last = set->cell_count++;
  *cell = c;
  if (!function || !optimizer) return error_memory(err, "the results");
  return cell_index_extend(&set->index, set->cell, set->cell_count, err);
}

static bool find_outcome(const char *name, enum outcome *outcome)
{
  for (enum outcome o = OUTCOME_TARGET; o < OUTCOME_INTERRUPTED; o++) {
    if (strcmp(name, outcome_names[o]) != 0) continue;
    *outcome = o;
    return true;
  }
  return false;
}

/* Where runs.csv has its columns. */
struct run_places {
  size_t word[WORDS], number[RUN_COLUMNS], measure[MEASURE_COLUMNS];
  bool there[RUN_COLUMNS], measured[MEASURE_COLUMNS];
};

static int find_run_columns(const struct table_rows *t, const struct results_set *set,
                            struct run_places *p, struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < set->measures.count; i++)
    p->measured[i] = csv_find(&t->csv, set->measures.name[i], &p->measure[i]);
  for (size_t i = 0; i < WORDS && !status; i++)
    status = csv_column(&t->csv, word_columns[i], &p->word[i], err);
  for (size_t i = 0; i < RUN_COLUMNS && !status; i++) {
    p->there[i] = csv_find(&t->csv, run_columns[i].name, &p->number[i]);
    if (!p->there[i] && run_column_is_there(&run_columns[i], &set->campaign) &&
        run_columns[i].when != WITH_RESTARTS)
      status = csv_column(&t->csv, run_columns[i].name, &p->number[i], err);
  }
  return status;
}

static int take_run(struct results_set *set, const struct table_rows *t, const struct run_places *p,
                    struct error *err)
{
  struct cell_results *c = rows_cell(set, t);
  const char *problem = t->csv.field[p->word[WORD_PROBLEM]];
  int status = STATUS_OK;
  if (!c) status = add_cell(set, t, problem, t->csv.field[p->word[WORD_DEFINITION]], &c, err);
  if (status) return status;
  if (*problem && strcmp(problem, c->problem) != 0) /* a baseline says it once a cell */
    return rows_damaged(t, "the cell's function changed between its rows", err);
  if (t->repetition != c->run_count)
    return rows_damaged(t, "the repetitions of a cell are not 0, 1, 2, ...", err);
  void *list = c->run;
  status = grow(&list, c->run_count, sizeof *c->run, err);
  c->run = list;
  if (status) return status;
  struct run_result *r = &c->run[c->run_count];
  *r = (struct run_result){.metric = NAN, .method_seconds = NAN, .function_seconds = NAN};
  if (!find_outcome(t->csv.field[p->word[WORD_OUTCOME]], &r->outcome))
    return rows_damaged(t, "the outcome is none that a run has", err);
  for (size_t i = 0; i < RUN_COLUMNS && !status; i++) {
    double *number = (double *)((char *)r + run_columns[i].offset);
    if (!p->there[i]) continue;
    status = number == &r->error ? csv_optional(&t->csv, p->number[i], number, err)
                                 : csv_number(&t->csv, p->number[i], number, err);
  }
  /* A baseline leaves it out where it is the same, and nobody can tell it where f* is unknown. */
  if (isnan(r->error)) r->error = r->best_f;
  for (size_t i = 0; i < set->measures.count && !status; i++) {
    r->measured[i] = NAN;
    if (p->measured[i]) status = csv_optional(&t->csv, p->measure[i], &r->measured[i], err);
  }
  c->run_count++;
  return status;
}

static int none_is_whole(const struct results_set *set, struct error *err)
{
  char folder[SHELL_WORD], file[SHELL_WORD];
  shell_path(set->folder, NULL, folder);
  shell_path(set->folder, "campaign.ini", file);
  return error_set(
      err, STATUS_IO,
      "no cell of %.150s is finished yet; `optbench run %.250s --out %.250s` carries on",
      set->folder, file, folder);
}

static int read_runs(struct results_set *set, struct error *err)
{
  struct table_rows t;
  struct run_places places;
  bool more = true;
  int status = rows_open(&t, set, TABLE_RUNS, err);
  if (status) return status;
  measures_of_campaign(&set->campaign, &set->measures);
  status = find_run_columns(&t, set, &places, err);
  while (!status && !(status = rows_next(&t, &more, err)) && more)
    status = take_run(set, &t, &places, err);
  if (!status && !set->cell_count && set->unfinished)
    status = none_is_whole(set, err);
  else if (!status && !set->cell_count)
    status = rows_damaged(&t, "no runs", err);
  csv_close(&t.csv);
  return status;
}

/* NaN for each cost: no row of targets.csv was read yet. */
static int make_costs(struct results_set *set, struct error *err)
{
  for (size_t i = 0; i < set->cell_count; i++) {
    struct cell_results *c = &set->cell[i];
    size_t targets = c->targets->count;
    c->to = malloc(c->run_count * targets * sizeof *c->to);
    if (!c->to) return error_memory(err, "the results");
    for (size_t k = 0; k < c->run_count * targets; k++) c->to[k] = NAN;
    for (size_t r = 0; r < c->run_count; r++) c->run[r].to = c->to + r * targets;
  }
  return STATUS_OK;
}

/* The folder was made when the targets did not follow the campaign. */
static int no_target(const struct results_set *set, const char *target, struct error *err)
{
  return error_set(err, STATUS_IO,
                   "%.300s/targets.csv does not tell the cost of the campaign's target %s; make it "
                   "again with `optbench run`, or the baseline with `optbench baseline`",
                   set->folder, target);
}

/* Where targets.csv has its costs: one column for all targets, or one for each. */
struct target_places {
  bool wide;
  size_t target, cost;            /* if not wide */
  size_t last;                    /* the target of the row before */
  const struct target_list *list; /* what these are of: */
  size_t each[TARGETS_MOST];      /* if wide */
  char text[TARGETS_MOST][NUMBER_TEXT];
};

static int find_target_columns(const struct table_rows *t, struct target_places *c,
                               struct error *err)
{
  c->list = NULL;
  c->wide = !csv_find(&t->csv, target_columns[TARGET_TARGET], &c->target);
  return c->wide ? STATUS_OK : csv_column(&t->csv, target_columns[TARGET_COST], &c->cost, err);
}

/* The targets as they are written, and the column of each. */
static int find_targets(const struct results_set *set, const struct table_rows *t,
                        const struct target_list *list, struct target_places *c, struct error *err)
{
  if (c->list == list) return STATUS_OK;
  c->list = list;
  c->last = 0;
  for (size_t k = 0; k < list->count; k++) {
    number_format(list->error[k], c->text[k]);
    if (c->wide && !csv_find(&t->csv, c->text[k], &c->each[k]))
      return no_target(set, c->text[k], err);
  }
  return STATUS_OK;
}

static int take_cost(const struct table_rows *t, size_t column, double *cost, struct error *err)
{
  double v;
  int status = csv_optional(&t->csv, column, &v, err);
  if (status) return status;
  if (!isnan(v) && !(v > 0 && v < 1e17)) return rows_damaged(t, "a cost that no run has", err);
  if (!isnan(*cost)) return rows_damaged(t, "a second row for this run and target", err);
  *cost = isnan(v) ? INFINITY : v;
  return STATUS_OK;
}

/* The index of a target that is one of the list's; rows are in their order. Others are passed over:
 * they are of a folder that was made when the targets did not follow the campaign. */
static size_t find_target(const struct target_list *list, double value, size_t last)
{
  for (size_t i = 1; i <= list->count; i++) {
    size_t k = (last + i) % list->count;
    if (list->error[k] == value) return k;
  }
  return NO_TARGET;
}

static int take_targets(struct results_set *set, const struct table_rows *t,
                        struct target_places *columns, struct error *err)
{
  struct cell_results *c = rows_cell(set, t);
  if (!c || t->repetition >= c->run_count) return rows_damaged(t, "runs.csv has no such run", err);
  double *to = c->run[t->repetition].to, target;
  int status = find_targets(set, t, c->targets, columns, err);
  if (status) return status;
  if (columns->wide) {
    for (size_t k = 0; k < c->targets->count && !status; k++)
      status = take_cost(t, columns->each[k], &to[k], err);
    return status;
  }
  size_t k = (columns->last + 1) % c->targets->count;
  if (strcmp(t->csv.field[columns->target], columns->text[k]) != 0) {
    status = csv_number(&t->csv, columns->target, &target, err);
    if (status) return status;
    k = find_target(c->targets, target, columns->last);
    if (k == NO_TARGET) return STATUS_OK;
  }
  columns->last = k;
  return take_cost(t, columns->cost, &to[k], err);
}

static int check_whole(const struct results_set *set, struct error *err)
{
  for (size_t i = 0; i < set->cell_count; i++)
    for (size_t r = 0; r < set->cell[i].run_count; r++)
      for (size_t k = 0; k < set->cell[i].targets->count; k++) {
        if (!isnan(set->cell[i].run[r].to[k])) continue;
        char title[CELL_TITLE];
        cell_results_title(&set->cell[i], title);
        return error_set(err, STATUS_IO,
                         "%.300s/targets.csv: no row for %.120s, repetition %zu, target %g; make "
                         "the folder again",
                         set->folder, title, r, set->cell[i].targets->error[k]);
      }
  return STATUS_OK;
}

static int read_targets(struct results_set *set, struct error *err)
{
  struct table_rows t;
  struct target_places columns;
  bool more = true;
  int status = make_costs(set, err);
  if (!status) status = rows_open(&t, set, TABLE_TARGETS, err);
  if (status) return status;
  status = find_target_columns(&t, &columns, err);
  while (!status && !(status = rows_next(&t, &more, err)) && more)
    status = take_targets(set, &t, &columns, err);
  csv_close(&t.csv);
  return status ? status : check_whole(set, err);
}

/* stops.csv is there if an optimizer has stopping tests; a baseline has none. */
static int read_stops(struct results_set *set, struct error *err)
{
  struct table_rows t;
  char path[PATH_SIZE];
  size_t column;
  bool more = true;
  int status = paths_join(path, set->folder, "stops.csv", err);
  if (status || (!set->unfinished && access(path, F_OK))) return status;
  status = rows_open(&t, set, TABLE_STOPS, err);
  if (status) return status;
  status = csv_column(&t.csv, stops_column, &column, err);
  while (!status && !(status = rows_next(&t, &more, err)) && more) {
    struct cell_results *c = rows_cell(set, &t);
    if (!c || t.repetition >= c->run_count)
      status = rows_damaged(&t, "runs.csv has no such run", err);
    else if (!stops_parse(t.csv.field[column], c->run[t.repetition].stops))
      status = rows_damaged(&t, "the stops are none that a run has", err);
  }
  csv_close(&t.csv);
  return status;
}

/* timings.csv is there where runs were timed. Nothing is judged by it: where it lacks runs, or
 * tells of others, that is no reason not to read the results. */
static int read_timings(struct results_set *set, struct error *err)
{
  struct table_rows t;
  char path[PATH_SIZE];
  size_t column[TIMING_COLUMNS];
  bool more = true;
  int status = paths_join(path, set->folder, "timings.csv", err);
  if (status || (!set->unfinished && access(path, F_OK))) return status;
  status = rows_open(&t, set, TABLE_TIMINGS, err);
  if (status) return status;
  for (size_t i = 0; i < TIMING_COLUMNS && !status; i++)
    status = csv_column(&t.csv, timing_columns[i], &column[i], err);
  while (!status && !(status = rows_next(&t, &more, err)) && more) {
    struct cell_results *c = rows_cell(set, &t);
    if (!c || t.repetition >= c->run_count) continue;
    struct run_result *r = &c->run[t.repetition];
    status = csv_optional(&t.csv, column[TIMING_METHOD], &r->method_seconds, err);
    if (!status) status = csv_optional(&t.csv, column[TIMING_FUNCTION], &r->function_seconds, err);
  }
  csv_close(&t.csv);
  return status;
}

static int make_targets(struct results_set *set, struct error *err)
{
  const struct campaign *c = &set->campaign;
  set->targets = malloc(c->function_count * sizeof *set->targets);
  if (!set->targets) return error_memory(err, "the targets");
  for (size_t f = 0; f < c->function_count; f++)
    campaign_targets(c, &c->functions[f], &set->targets[f]);
  return STATUS_OK;
}

int results_read(const struct libraries *libraries, const char *folder, struct results_set *set,
                 struct error *err)
{
  char path[PATH_SIZE];
  *set = (struct results_set){0};
  int status = paths_join(path, folder, "campaign.ini", err);
  if (status) return status;
  if (access(path, F_OK))
    return error_set(err, STATUS_IO,
                     "%.300s is no folder of results: it has no campaign.ini; `optbench run` makes "
                     "one",
                     folder);
  strcpy(set->folder, folder);
  status = campaign_load(libraries, path, &set->campaign, err);
  if (!status) status = make_targets(set, err);
  if (!status)
    status =
        results_unfinished(libraries, folder, &set->campaign, &set->unfinished, set->text, err);
  if (!status) status = read_runs(set, err);
  if (!status) status = read_targets(set, err);
  if (!status) status = read_stops(set, err);
  if (!status) status = read_timings(set, err);
  for (size_t table = 0; table < TABLES; table++) {
    free(set->text[table]);
    set->text[table] = NULL;
  }
  if (status) results_set_free(set);
  return status;
}

void results_set_free(struct results_set *set)
{
  for (size_t i = 0; i < set->cell_count; i++) {
    free(set->cell[i].function);
    free(set->cell[i].optimizer);
    free(set->cell[i].run);
    free(set->cell[i].to);
  }
  free(set->cell);
  cell_index_free(&set->index);
  free(set->targets);
  campaign_free(&set->campaign);
  *set = (struct results_set){0};
}
