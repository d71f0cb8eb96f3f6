/* columns.h -- the columns of runs.csv, targets.csv, stops.csv and timings.csv: their names, their
 * order, and what stands in them. */
#ifndef OPTBENCH_BENCH_RECORD_COLUMNS_H
#define OPTBENCH_BENCH_RECORD_COLUMNS_H

#include "bench/record/results_read.h"

/* First in every row: which run it is of. */
enum { KEY_FUNCTION, KEY_DIMENSION, KEY_INSTANCE, KEY_OPTIMIZER, KEY_REPETITION, KEYS };
extern const char *const key_columns[KEYS];

/* Then in runs.csv: words, and numbers that struct run_result holds. */
enum { WORD_PROBLEM, WORD_DEFINITION, WORD_OUTCOME, WORDS };
extern const char *const word_columns[WORDS];
struct run_column {
  const char *name;
  size_t offset; /* of the double in struct run_result */
  /* There always, or only where the campaign restarts its optimizers, or has a metric. */
  enum { ALWAYS_THERE, WITH_RESTARTS, WITH_METRIC } when;
};
enum { RUN_COLUMNS = 9 };
extern const struct run_column run_columns[RUN_COLUMNS];
bool run_column_is_there(const struct run_column *column, const struct campaign *campaign);

/* Then in targets.csv. */
enum { TARGET_TARGET, TARGET_VALUES, TARGET_GRADIENTS, TARGET_COST, TARGET_COLUMNS };
extern const char *const target_columns[TARGET_COLUMNS];

extern const char stops_column[]; /* then in stops.csv */

/* Then in timings.csv. */
enum { TIMING_METHOD, TIMING_FUNCTION, TIMING_COLUMNS };
extern const char *const timing_columns[TIMING_COLUMNS];

/* The header row; `measures`: the last columns of runs.csv, NULL: none. */
struct measures;
void columns_put_header(FILE *out, enum table table, const struct campaign *campaign,
                        const struct measures *measures);

/* How many columns of runs.csv stand before the measures. */
size_t columns_fixed(const struct campaign *campaign);

/* "FUNCTION,DIMENSION,INSTANCE,OPTIMIZER,", as every row of a cell begins. */
void columns_put_cell(FILE *out, const char *function, size_t dim, unsigned instance,
                      const char *optimizer);

/* The rest of a row of runs.csv, behind the repetition's comma, with `count` measures at its end.
 * Nothing stands in place of an error or a measure that is NaN. In a baseline, the error is left
 * out where it is best_f itself, as it is where the minimum is 0. */
void columns_put_run(FILE *out, const char *problem, const char *definition,
                     const struct run_result *run, const struct campaign *campaign, bool baseline,
                     const double *measures, size_t count);

#endif
