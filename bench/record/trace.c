/* trace.c -- see trace.h. */
#include "bench/record/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int trace_path(const char *results, const struct cell *cell, char path[PATH_SIZE],
                      struct error *err)
{
  char name[CELL_NAME_SIZE], inner[CELL_NAME_SIZE + 16];
  cell_name(cell, name);
  snprintf(inner, sizeof inner, "traces/%s.csv", name);
  return paths_join(path, results, inner, err);
}

size_t traces_find(const char *results, const struct campaign *campaign, bool *traced)
{
  size_t cells = campaign_cell_count(campaign), there = 0;
  for (size_t i = 0; i < cells; i++) {
    struct cell cell = campaign_cell(campaign, i);
    char path[PATH_SIZE];
    struct error err;
    traced[i] = !trace_path(results, &cell, path, &err) && !access(path, F_OK);
    there += traced[i];
  }
  return there;
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

int trace_open(struct trace *t, const char *results, const struct campaign *campaign,
               const struct cell *cell, bool want_x, const char *diagnostic, struct error *err)
{
  char path[PATH_SIZE];
  *t = (struct trace){.runs = campaign->runs, .more_runs = campaign->until_successes > 0};
  int status = trace_path(results, cell, path, err);
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
  if (!status) status = csv_optional(csv, t->error_column, &t->error, err);
  if (!*csv->field[t->error_column]) t->error = t->best_f; /* f* is not known */
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
