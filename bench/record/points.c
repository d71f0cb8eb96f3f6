/* points.c -- see points.h. */
#include "bench/record/points.h"

#include <stdlib.h>
#include <unistd.h>

static int find_columns(struct points *p, struct error *err)
{
  int status = csv_column(&p->csv, "repetition", &p->repetition_column, err);
  if (!status) status = csv_column(&p->csv, "point", &p->kind_column, err);
  if (!status) status = csv_column(&p->csv, "f", &p->f_column, err);
  if (!status) status = csv_column(&p->csv, "x1", &p->x_column, err);
  if (!status && p->x_column + p->dim != p->csv.field_count)
    status = error_set(err, STATUS_IO, "%.300s:1: the points do not have %zu coordinates",
                       p->csv.path, p->dim);
  return status;
}

int points_open(struct points *p, const char *results, const struct cell *cell, bool *there,
                struct error *err)
{
  char path[PATH_SIZE], name[CELL_NAME_SIZE], inner[CELL_NAME_SIZE + 16];
  *p = (struct points){.dim = cell->dim};
  *there = false;
  cell_name(cell, name);
  snprintf(inner, sizeof inner, "x/%s.csv", name);
  int status = paths_join(path, results, inner, err);
  if (status || access(path, F_OK)) return status;
  status = csv_open(&p->csv, path, err);
  if (status) return status;
  *there = true;
  status = find_columns(p, err);
  p->x = malloc(p->dim * sizeof *p->x);
  if (!status && !p->x) status = error_memory(err, "a point");
  if (status) points_close(p);
  return status;
}

int points_next(struct points *p, bool *more, struct error *err)
{
  int status = csv_next(&p->csv, more, err);
  if (status || !*more) return status;
  p->kind = p->csv.field[p->kind_column];
  status = csv_count(&p->csv, p->repetition_column, &p->repetition, err);
  if (!status) status = csv_number(&p->csv, p->f_column, &p->f, err);
  for (size_t k = 0; k < p->dim && !status; k++)
    status = csv_number(&p->csv, p->x_column + k, &p->x[k], err);
  return status;
}

void points_close(struct points *p)
{
  csv_close(&p->csv);
  free(p->x);
  p->x = NULL;
}
