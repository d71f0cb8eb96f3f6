/* cover.h -- which cells a cover has: a few for everything that can be named, chosen by a hash.
 *
 * With `cover = N`, each optimizer runs on N of the functions that the campaign's list names, and
 * each function under N of the optimizers that it names, at every dimension and instance. What
 * `all` adds to a list is paired with what is named and never with each other; its functions of a
 * group, as the many of a suite are, with one at each dimension, so that the cover stays small. So
 * a cell hangs on the names alone: a function or optimizer more has cells of its own and moves no
 * other's. Where values take episodes, a run has a tenth of the budget. */
#ifndef OPTBENCH_BENCH_PLAN_COVER_H
#define OPTBENCH_BENCH_PLAN_COVER_H

#include "bench/plan/campaign.h"

/* The cells of a campaign whose cover is not 0, in the order function, dimension, instance,
 * optimizer. A function that takes none of the dimensions has its least. *cells is malloc'ed and
 * borrows from the campaign. STATUS_OK, or STATUS_NOMEM with nothing owned. */
int cover_cells(const struct campaign *campaign, struct cell **cells, size_t *count,
                struct error *err);

#endif
