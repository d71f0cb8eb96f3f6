/* columns.c -- see columns.h. */
#include "bench/record/columns.h"

#include <math.h>

#include "bench/io/csv_write.h"
#include "bench/record/measures.h"

const char *const key_columns[KEYS] = {"function", "dimension", "instance", "optimizer",
                                       "repetition"};
const char *const word_columns[WORDS] = {"problem", "definition", "outcome"};
const struct run_column run_columns[RUN_COLUMNS] = {
    {"steps", offsetof(struct run_result, steps), ALWAYS_THERE},
    {"values", offsetof(struct run_result, counts.values), ALWAYS_THERE},
    {"gradients", offsetof(struct run_result, counts.gradients), ALWAYS_THERE},
    {"cost", offsetof(struct run_result, cost), ALWAYS_THERE},
    {"final_f", offsetof(struct run_result, final_f), ALWAYS_THERE},
    {"best_f", offsetof(struct run_result, best_f), ALWAYS_THERE},
    {"error", offsetof(struct run_result, error), ALWAYS_THERE},
    {"restarts", offsetof(struct run_result, restarts), WITH_RESTARTS},
    {"metric", offsetof(struct run_result, metric), WITH_METRIC},
};
const char *const target_columns[TARGET_COLUMNS] = {"target", "values", "gradients", "cost"};
const char stops_column[] = "stops";
const char *const timing_columns[TIMING_COLUMNS] = {"method_seconds", "function_seconds"};
const char *const table_names[TABLES] = {"runs", "targets", "stops", "timings"};

static void put_names(FILE *out, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++) fprintf(out, ",%s", names[i]);
}

bool run_column_is_there(const struct run_column *column, const struct campaign *c)
{
  return column->when == ALWAYS_THERE || (column->when == WITH_RESTARTS ? c->restarts : c->metric);
}

size_t columns_fixed(const struct campaign *c)
{
  size_t count = 0;
  for (size_t i = 0; i < RUN_COLUMNS; i++) count += run_column_is_there(&run_columns[i], c);
  return KEYS + WORDS + count;
}

void columns_put_header(FILE *out, enum table table, const struct campaign *campaign,
                        const struct measures *measures)
{
  fputs(key_columns[0], out);
  put_names(out, key_columns + 1, KEYS - 1);
  switch (table) {
  case TABLE_RUNS:
    put_names(out, word_columns, WORDS);
    for (size_t i = 0; i < RUN_COLUMNS; i++)
      if (run_column_is_there(&run_columns[i], campaign)) fprintf(out, ",%s", run_columns[i].name);
    if (measures) put_names(out, measures->name, measures->count);
    break;
  case TABLE_TARGETS:
    put_names(out, target_columns, TARGET_COLUMNS);
    break;
  case TABLE_TIMINGS:
    put_names(out, timing_columns, TIMING_COLUMNS);
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
                     const struct run_result *run, const struct campaign *campaign, bool baseline,
                     const double *measures, size_t measured)
{
  csv_put_text(out, problem, ',');
  csv_put_text(out, definition, ',');
  csv_put_text(out, outcome_names[run->outcome], ',');
  size_t left = columns_fixed(campaign) - KEYS - WORDS + measured;
  for (size_t i = 0; i < RUN_COLUMNS; i++) {
    const double *value = (const double *)((const char *)run + run_columns[i].offset);
    if (!run_column_is_there(&run_columns[i], campaign)) continue;
    char end = --left ? ',' : '\n';
    bool error = value == &run->error;
    if (error && (isnan(*value) || (baseline && *value == run->best_f)))
      fputc(end, out);
    else
      csv_put_number(out, *value, end);
  }
  for (size_t i = 0; i < measured; i++) put_known(out, measures[i], i + 1 < measured ? ',' : '\n');
}
