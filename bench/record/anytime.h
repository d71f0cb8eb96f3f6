/* anytime.h -- the runs of an optimizer on a function and dimension, over repetitions and
 * instances, each as the best errors that its trace tells of. */
#ifndef OPTBENCH_BENCH_RECORD_ANYTIME_H
#define OPTBENCH_BENCH_RECORD_ANYTIME_H

#include <stdbool.h>

#include "bench/plan/campaign.h"
#include "bench/statistics/curve_area.h"

/* Where the traces of a campaign are. Borrowed. */
struct traced {
  const char *results; /* the folder with traces/ */
  const struct campaign *campaign;
  const bool *cell; /* one a cell: is its trace there? */
};

struct anytime {
  struct curve_point *point; /* of all runs, one behind the other, in the order of their costs */
  size_t points, room;
  size_t *begin; /* of each run, and the end of the last */
  size_t runs;
};

/* The cells of the campaign from `first_cell` on, `cells` of them, that are the optimizer's and
 * have a trace. STATUS_OK, STATUS_IO or STATUS_NOMEM; free with anytime_free, also after an error.
 */
int anytime_read(const struct traced *traced, size_t first_cell, size_t cells, size_t optimizer,
                 struct anytime *runs, struct error *err);
void anytime_free(struct anytime *runs);

/* A run's points; how many. */
const struct curve_point *anytime_run(const struct anytime *runs, size_t run, size_t *count);

#endif
