/* results_rows.c -- see results_rows.h. */
#include "bench/record/results_rows.h"

#include <unistd.h>

#include "bench/record/columns.h"
#include "bench/record/parts.h"

int rows_open(struct table_rows *t, const struct results_set *set, enum table table,
              struct error *err)
{
  char path[PATH_SIZE], name[NAME_SIZE];
  snprintf(name, sizeof name, "%s.csv", table_names[table]);
  int status = paths_join(path, set->folder, name, err);
  bool missing = !status && !set->unfinished && access(path, F_OK);
  if (missing) status = parts_refuse(set->folder, err);
  if (!status && missing)
    return error_set(err, STATUS_IO,
                     "%.300s is not there; give a folder of results that `optbench run` made, or a "
                     "baseline",
                     path);
  if (!status)
    status = set->unfinished ? csv_open_text(&t->csv, path, set->text[table], err)
                             : csv_open(&t->csv, path, err);
  if (status) return status;
  for (size_t i = 0; i < KEYS && !status; i++)
    status = csv_column(&t->csv, key_columns[i], &t->key[i], err);
  if (status) csv_close(&t->csv);
  return status;
}

int rows_next(struct table_rows *t, bool *more, struct error *err)
{
  int status = csv_next(&t->csv, more, err);
  if (status || !*more) return status;
  status = csv_count(&t->csv, t->key[KEY_DIMENSION], &t->dim, err);
  if (!status) status = csv_count(&t->csv, t->key[KEY_INSTANCE], &t->instance, err);
  if (!status) status = csv_count(&t->csv, t->key[KEY_REPETITION], &t->repetition, err);
  return status;
}

int rows_damaged(const struct table_rows *t, const char *what, struct error *err)
{
  return error_set(err, STATUS_IO, "%.300s:%zu: %s", t->csv.path, t->csv.line, what);
}

/* Rows come in blocks, so the last one is tried first. */
struct cell_results *rows_cell(struct results_set *set, const struct table_rows *t)
{
  const char *function = t->csv.field[t->key[KEY_FUNCTION]];
  const char *optimizer = t->csv.field[t->key[KEY_OPTIMIZER]];
  unsigned instance = (unsigned)t->instance;
  if (!set->cell_count) return NULL;
  if (!cell_results_is(&set->cell[set->last], function, t->dim, instance, optimizer)) {
    const struct cell_results *found = results_find(set, function, t->dim, instance, optimizer);
    if (!found) return NULL;
    set->last = (size_t)(found - set->cell);
  }
  return &set->cell[set->last];
}
