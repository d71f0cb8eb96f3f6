/* changes.h -- in what a campaign differs from another, such as from its own file. */
#ifndef OPTBENCH_BENCH_PLAN_CHANGES_H
#define OPTBENCH_BENCH_PLAN_CHANGES_H

#include "bench/plan/campaign.h"

/* What one has otherwise than the other, by the names of settings with the values that it has, such
 * as "functions=rosenbrock, runs=5"; "sections" where parameters of cells that both have differ, or
 * where it has some and the other has no cells. malloc'ed, "" if there is nothing; NULL without
 * memory. */
char *changes_text(const struct campaign *campaign, const struct campaign *other);

/* The cells that run with an optimizer's defaults, and that the file of the campaign does not have,
 * while sections of it are for other cells of that optimizer here: a text for a note, malloc'ed, ""
 * if there are none; NULL without memory. */
char *changes_untuned(const struct campaign *campaign, const struct campaign *file);

#endif
