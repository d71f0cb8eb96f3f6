/* columns.c -- see columns.h. */
#include "bench/record/columns.h"

#include <math.h>

#include "bench/io/csv_write.h"
#include "bench/record/measures.h"

const char *const key_columns[KEYS] = {"function", "dimension", "instance", "optimizer",
                                       "repetition"};
const char *const word_columns[WORDS] = {"problem", "definition", "outcome"};
const struct run_column run_columns[RUN_COLUMNS] = {
    {"steps", offsetof(struct run_result, steps), false},
    {"values", offsetof(struct run_result, counts.values), false},
    {"gradients", offsetof(struct run_result, counts.gradients), false},
    {"cost", offsetof(struct run_result, cost), false},
    {"final_f", offsetof(struct run_result, final_f), false},
    {"best_f", offsetof(struct run_result, best_f), false},
    {"error", offsetof(struct run_result, error), false},
    {"restarts", offsetof(struct run_result, restarts), true},
};
const char *const target_columns[TARGET_COLUMNS] = {"target", "values", "gradients", "cost"};
const char stops_column[] = "stops";
const char *const table_names[TABLES] = {"runs", "targets", "stops"};

static void put_names(FILE *out, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++) fprintf(out, ",%s", names[i]);
}

size_t columns_fixed(bool restarts)
{
  size_t count = 0;
  while (count < RUN_COLUMNS && (restarts || !run_columns[count].restarts)) count++;
  return KEYS + WORDS + count;
}

void columns_put_header(FILE *out, enum table table, bool restarts, const struct measures *measures)
{
  fputs(key_columns[0], out);
  put_names(out, key_columns + 1, KEYS - 1);
  switch (table) {
  case TABLE_RUNS:
    put_names(out, word_columns, WORDS);
    for (size_t i = 0; i < RUN_COLUMNS; i++)
      if (restarts || !run_columns[i].restarts) fprintf(out, ",%s", run_columns[i].name);
    if (measures) put_names(out, measures->name, measures->count);
    break;
  case TABLE_TARGETS:
    put_names(out, target_columns, TARGET_COLUMNS);
    break;
  default:
    fprintf(out, ",%s", stops_column);
    break;
  }
  fputc('\n', out);
}

void columns_put_cell(FILE *out, const char *function, size_t dim, unsigned instance,
                      const char *optimizer)
{
  csv_put_text(out, function, ',');
  csv_put_number(out, (double)dim, ',');
  csv_put_number(out, instance, ',');
  csv_put_text(out, optimizer, ',');
}

static void put_known(FILE *out, double value, char end)
{
  if (isnan(value))
    fputc(end, out);
  else
    csv_put_number(out, value, end);
}

void columns_put_run(FILE *out, const char *problem, const char *definition,
                     const struct run_result *run, bool restarts, bool baseline,
                     const double *measures, size_t measured)
{
  csv_put_text(out, problem, ',');
  csv_put_text(out, definition, ',');
  csv_put_text(out, outcome_names[run->outcome], ',');
  size_t count = columns_fixed(restarts) - KEYS - WORDS;
  for (size_t i = 0; i < count; i++) {
    const double *value = (const double *)((const char *)run + run_columns[i].offset);
    char end = i + 1 < count || measured ? ',' : '\n';
    bool error = value == &run->error;
    if (error && (isnan(*value) || (baseline && *value == run->best_f)))
      fputc(end, out);
    else
      csv_put_number(out, *value, end);
  }
  for (size_t i = 0; i < measured; i++) put_known(out, measures[i], i + 1 < measured ? ',' : '\n');
}
