/* measures.h -- the columns of runs.csv that functions bring: their work, their measures at the end
 * of a run, and its best epoch. A campaign has those of all its functions; where a run's function
 * has no such column, nothing stands in it. */
#ifndef OPTBENCH_BENCH_RECORD_MEASURES_H
#define OPTBENCH_BENCH_RECORD_MEASURES_H

#include <stdio.h>

#include "bench/driver/run.h"

enum { MEASURE_COLUMNS = 32, MEASURES_TEXT = 1024 };

struct measures {
  const char *name[MEASURE_COLUMNS];
  size_t count;
  char text[MEASURES_TEXT]; /* what the names of a file's header point into */
};

void measures_of_function(const struct function_type *function, struct measures *measures);
/* Those of all functions, each once, in their order; at most MEASURE_COLUMNS. */
void measures_of_campaign(const struct campaign *campaign, struct measures *measures);
/* Those behind the first `fixed` columns of a header row. */
void measures_of_header(const char *header, size_t fixed, struct measures *measures);

/* The values of a run in the columns of its function: MEASURE_COLUMNS values at most. */
void measures_of_run(const struct function_type *function, const struct run_record *record,
                     double *values);

/* Copy rows, each ended by \n, whose columns behind the first `fixed` are those of `from`, with the
 * columns of `to`. */
void measures_move(const char *rows, size_t length, size_t fixed, const struct measures *from,
                   const struct measures *to, FILE *out);

#endif
