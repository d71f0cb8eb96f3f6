/* changes.h -- in what a campaign differs from another, such as from its own file. */
#ifndef OPTBENCH_BENCH_PLAN_CHANGES_H
#define OPTBENCH_BENCH_PLAN_CHANGES_H

#include "bench/plan/campaign.h"

/* What one has otherwise than the other, by the names of settings with the values that it has, such
 * as "functions=rosenbrock, runs=5"; "sections" where parameters of cells that both have differ, or
 * where it has some and the other has no cells. malloc'ed, "" if there is nothing; NULL without
 * memory. */
char *changes_text(const struct campaign *campaign, const struct campaign *other);

/* The cells that run with an optimizer's defaults while sections of the campaign's file are for
 * other cells of that optimizer here: those that the file does not have, and those of its own for
 * whose function it has sections in other dimensions. From line `written` on (0: nowhere) sections
 * are what tuning wrote, which may have found that defaults are best and have left no word of that;
 * for its own cells these count only where they hold a record of how they were found. A text for a
 * note, malloc'ed, "" if there are none; NULL without memory. */
char *changes_untuned(const struct campaign *campaign, const struct campaign *file, size_t written);

#endif
