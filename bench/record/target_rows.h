/* target_rows.h -- reads back the targets.csv of a campaign's results, a row at a time. */
#ifndef OPTBENCH_BENCH_RECORD_TARGET_ROWS_H
#define OPTBENCH_BENCH_RECORD_TARGET_ROWS_H

#include "bench/io/csv.h"
#include "bench/plan/campaign.h"

/* A row of targets.csv: the cost to one target in one run. */
struct target_row {
  size_t function, optimizer; /* indices in the campaign */
  size_t dim, repetition;
  unsigned instance;
  double target, cost; /* cost: NaN if it was not reached */
};
struct targets {
  struct csv csv;
  const struct campaign *campaign;
  bool part; /* rows of functions that the campaign has not are passed over */
  size_t column[7];
  size_t function, optimizer; /* of the last row, where the search for the next begins */
};
/* Opens RESULTS/targets.csv. With `part` the campaign is a part of the results. */
int targets_open(struct targets *targets, const char *results, const struct campaign *campaign,
                 bool part, struct error *err);
int targets_next(struct targets *targets, struct target_row *row, bool *more, struct error *err);
void targets_close(struct targets *targets);
bool targets_exist(const char *results);

#endif
