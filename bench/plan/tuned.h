/* tuned.h -- how a cell's parameters were found, as `tune --write` leaves it in their section:
 * "320 candidates, 3515 runs, cost 1413030, edges rate high". Results do not depend on it. */
#ifndef OPTBENCH_BENCH_PLAN_TUNED_H
#define OPTBENCH_BENCH_PLAN_TUNED_H

#include "bench/plan/campaign.h"

enum { TUNED_EDGES = 120 };

struct tuned_record {
  size_t candidates, runs; /* runs of all candidates */
  double cost;             /* of all these runs */
  char edges[TUNED_EDGES]; /* where the best lies at an end of the range that was searched: "rate
                              high, momentum low"; "none" */
};

/* `text` has room for LABEL_SIZE. */
void tuned_format(const struct tuned_record *record, char text[LABEL_SIZE]);
/* False, with the record in any state, if the text is none of these. */
bool tuned_parse(const char *text, struct tuned_record *record);

/* The record of the section that is the most particular for the cell; false if there is none. */
bool cell_tuned(const struct campaign *campaign, const struct cell *cell,
                struct tuned_record *record);

#endif
