/* trace.c -- see trace.h. */
#include "bench/record/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int trace_path(const char *results, const struct cell *cell, char path[PATH_SIZE],
                      struct error *err)
{
  char name[CELL_NAME_SIZE], inner[CELL_NAME_SIZE + 16];
  cell_name(cell, name);
  snprintf(inner, sizeof inner, "traces/%s.csv", name);
  return paths_join(path, results, inner, err);
}

bool trace_exists(const char *results, const struct cell *cell)
{
  char path[PATH_SIZE];
  struct error err;
  return !trace_path(results, cell, path, &err) && !access(path, F_OK);
}

/* The columns x1 ... xd stand side by side. */
static int find_x(struct trace *t, size_t dim, struct error *err)
{
  int status = csv_column(&t->csv, "x1", &t->x_column, err);
  if (status)
    return error_set(err, STATUS_IO,
                     "%.300s:1: no column 'x1'; run the campaign with --trace-x for this figure",
                     t->csv.path);
  if (t->x_column + dim != t->csv.field_count)
    return error_set(err, STATUS_IO, "%.300s:1: the iterates do not have %zu coordinates",
                     t->csv.path, dim);
  t->x = malloc(dim * sizeof *t->x);
  if (!t->x) return error_memory(err, "an iterate");
  t->dim = dim;
  return STATUS_OK;
}

int trace_open(struct trace *t, const struct plot *plot, const struct cell *cell, bool want_x,
               const char *diagnostic, struct error *err)
{
  char path[PATH_SIZE];
  *t = (struct trace){.runs = plot->campaign->runs,
                      .more_runs = plot->campaign->until_successes > 0};
  int status = trace_path(plot->results, cell, path, err);
  if (!status) status = csv_open(&t->csv, path, err);
  if (status) return status;
  const struct {
    const char *name;
    size_t *column;
  } wanted[] = {{"repetition", &t->repetition_column},
                {"cost", &t->cost_column},
                {"f", &t->f_column},
                {"best_f", &t->best_f_column},
                {"error", &t->error_column}};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted && !status; i++)
    status = csv_column(&t->csv, wanted[i].name, wanted[i].column, err);
  if (!status && want_x) status = find_x(t, cell->dim, err);
  if (!status && diagnostic) {
    status = csv_column(&t->csv, diagnostic, &t->diagnostic_column, err);
    t->diagnosed = true;
  }
  if (status) trace_close(t);
  return status;
}

int trace_next(struct trace *t, bool *more, struct error *err)
{
  const struct csv *csv = &t->csv;
  int status = csv_next(&t->csv, more, err);
  if (status || !*more) return status;
  status = csv_count(csv, t->repetition_column, &t->repetition, err);
  if (!status && t->repetition >= t->runs && t->more_runs) {
    *more = false;
    return STATUS_OK;
  }
  if (!status && t->repetition >= t->runs)
    status = error_set(err, STATUS_IO, "%.300s:%zu: repetition %zu of a campaign of %zu runs",
                       csv->path, csv->line, t->repetition, t->runs);
  if (!status) status = csv_number(csv, t->cost_column, &t->cost, err);
  if (!status) status = csv_number(csv, t->f_column, &t->f, err);
  if (!status) status = csv_number(csv, t->best_f_column, &t->best_f, err);
  if (!status) status = csv_number(csv, t->error_column, &t->error, err);
  if (!status && t->diagnosed) status = csv_number(csv, t->diagnostic_column, &t->diagnostic, err);
  for (size_t i = 0; i < t->dim && !status; i++)
    status = csv_number(csv, t->x_column + i, &t->x[i], err);
  if (!status && !(t->cost >= 0 && t->cost < 1e17))
    status = error_set(err, STATUS_IO, "%.300s:%zu: a cost of %g", csv->path, csv->line, t->cost);
  return status;
}

void trace_close(struct trace *t)
{
  csv_close(&t->csv);
  free(t->x);
  t->x = NULL;
}

enum {
  COLUMN_FUNCTION,
  COLUMN_DIMENSION,
  COLUMN_INSTANCE,
  COLUMN_OPTIMIZER,
  COLUMN_REPETITION,
  COLUMN_TARGET,
  COLUMN_COST,
  COLUMNS
};
static const char *const column_names[COLUMNS] = {
    "function", "dimension", "instance", "optimizer", "repetition", "target", "cost"};

bool targets_exist(const char *results)
{
  char path[PATH_SIZE];
  struct error err;
  return !paths_join(path, results, "targets.csv", &err) && !access(path, F_OK);
}

int targets_open(struct targets *t, const struct plot *plot, struct error *err)
{
  char path[PATH_SIZE];
  *t = (struct targets){.campaign = plot->campaign, .part = plot->part};
  int status = paths_join(path, plot->results, "targets.csv", err);
  if (!status) status = csv_open(&t->csv, path, err);
  if (status) return status;
  for (size_t i = 0; i < COLUMNS && !status; i++)
    status = csv_column(&t->csv, column_names[i], &t->column[i], err);
  if (status) targets_close(t);
  return status;
}

void targets_close(struct targets *t) { csv_close(&t->csv); }

static int stranger(const struct targets *t, size_t column, struct error *err)
{
  return error_set(err, STATUS_IO, "%.300s:%zu: %s '%.60s' is not in the campaign", t->csv.path,
                   t->csv.line, column_names[column], t->csv.field[t->column[column]]);
}

/* Rows come in blocks, so the last index is tried first. */
static int find_function(struct targets *t, bool *found, struct error *err)
{
  *found = true;
  const struct campaign *c = t->campaign;
  const char *label = t->csv.field[t->column[COLUMN_FUNCTION]];
  for (size_t i = 0; i < c->function_count; i++) {
    if (!strcmp(label, c->functions[t->function].label)) return STATUS_OK;
    t->function = (t->function + 1) % c->function_count;
  }
  *found = false;
  return t->part ? STATUS_OK : stranger(t, COLUMN_FUNCTION, err);
}

static int find_optimizer(struct targets *t, struct error *err)
{
  const struct campaign *c = t->campaign;
  const char *label = t->csv.field[t->column[COLUMN_OPTIMIZER]];
  for (size_t i = 0; i < c->optimizer_count; i++) {
    if (!strcmp(label, c->optimizers[t->optimizer].label)) return STATUS_OK;
    t->optimizer = (t->optimizer + 1) % c->optimizer_count;
  }
  return stranger(t, COLUMN_OPTIMIZER, err);
}

int targets_next(struct targets *t, struct target_row *row, bool *more, struct error *err)
{
  size_t instance = 0;
  bool found;
  int status;
  do {
    status = csv_next(&t->csv, more, err);
    if (status || !*more) return status;
    status = find_function(t, &found, err);
  } while (!status && !found);
  if (!status) status = find_optimizer(t, err);
  if (!status) status = csv_count(&t->csv, t->column[COLUMN_DIMENSION], &row->dim, err);
  if (!status && !row->dim) status = stranger(t, COLUMN_DIMENSION, err);
  if (!status) status = csv_count(&t->csv, t->column[COLUMN_INSTANCE], &instance, err);
  if (!status) status = csv_count(&t->csv, t->column[COLUMN_REPETITION], &row->repetition, err);
  if (!status) status = csv_number(&t->csv, t->column[COLUMN_TARGET], &row->target, err);
  if (!status) status = csv_optional(&t->csv, t->column[COLUMN_COST], &row->cost, err);
  if (!status && !(isnan(row->cost) || (row->cost > 0 && row->cost < 1e17)))
    status =
        error_set(err, STATUS_IO, "%.300s:%zu: a cost of %g", t->csv.path, t->csv.line, row->cost);
  row->function = t->function;
  row->optimizer = t->optimizer;
  row->instance = (unsigned)instance;
  return status;
}
