/* target_rows.c -- see target_rows.h. */
#include "bench/record/target_rows.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "bench/record/columns.h"

/* Those that are read: the keys, then the target and the cost. */
enum { COLUMN_TARGET = KEYS, COLUMN_COST, COLUMNS };
static const char *name_of(size_t column)
{
  if (column < KEYS) return key_columns[column];
  return target_columns[column == COLUMN_TARGET ? TARGET_TARGET : TARGET_COST];
}

bool targets_exist(const char *results)
{
  char path[PATH_SIZE];
  struct error err;
  return !paths_join(path, results, "targets.csv", &err) && !access(path, F_OK);
}

int targets_open(struct targets *t, const char *results, const struct campaign *campaign, bool part,
                 struct error *err)
{
  char path[PATH_SIZE];
  *t = (struct targets){.campaign = campaign, .part = part};
  int status = paths_join(path, results, "targets.csv", err);
  if (!status) status = csv_open(&t->csv, path, err);
  if (status) return status;
  for (size_t i = 0; i < COLUMNS && !status; i++)
    status = csv_column(&t->csv, name_of(i), &t->column[i], err);
  if (status) targets_close(t);
  return status;
}

void targets_close(struct targets *t) { csv_close(&t->csv); }

static int stranger(const struct targets *t, size_t column, struct error *err)
{
  return error_set(err, STATUS_IO, "%.300s:%zu: %s '%.60s' is not in the campaign", t->csv.path,
                   t->csv.line, name_of(column), t->csv.field[t->column[column]]);
}

/* Rows come in blocks, so the last index is tried first. */
static int find_function(struct targets *t, bool *found, struct error *err)
{
  *found = true;
  const struct campaign *c = t->campaign;
  const char *label = t->csv.field[t->column[KEY_FUNCTION]];
  for (size_t i = 0; i < c->function_count; i++) {
    if (!strcmp(label, c->functions[t->function].label)) return STATUS_OK;
    t->function = (t->function + 1) % c->function_count;
  }
  *found = false;
  return t->part ? STATUS_OK : stranger(t, KEY_FUNCTION, err);
}

static int find_optimizer(struct targets *t, struct error *err)
{
  const struct campaign *c = t->campaign;
  const char *label = t->csv.field[t->column[KEY_OPTIMIZER]];
  for (size_t i = 0; i < c->optimizer_count; i++) {
    if (!strcmp(label, c->optimizers[t->optimizer].label)) return STATUS_OK;
    t->optimizer = (t->optimizer + 1) % c->optimizer_count;
  }
  return stranger(t, KEY_OPTIMIZER, err);
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
  if (!status) status = csv_count(&t->csv, t->column[KEY_DIMENSION], &row->dim, err);
  if (!status && !row->dim) status = stranger(t, KEY_DIMENSION, err);
  if (!status) status = csv_count(&t->csv, t->column[KEY_INSTANCE], &instance, err);
  if (!status) status = csv_count(&t->csv, t->column[KEY_REPETITION], &row->repetition, err);
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
