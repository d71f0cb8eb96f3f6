/* box.h -- boxes as people type them: LOW:HIGH, for all coordinates or a list for each of them. */
#ifndef OPTBENCH_BENCH_PLAN_BOX_H
#define OPTBENCH_BENCH_PLAN_BOX_H

#include <stdio.h>

#include "bench/plan/campaign.h"

/* A list's box in place of *box; `what` is the setting. STATUS_OK, STATUS_USAGE or STATUS_NOMEM
 * with the box as it was. */
int box_parse(const char *list, const char *what, struct box *box, struct error *err);
void box_free(struct box *box);

/* A line an interval, as a file has a list; for the eye; and every bit of it. */
void box_write(const struct box *box, FILE *out);
void box_tell(const struct box *box, FILE *out);
void box_define(const struct box *box, FILE *out);

/* That it has an interval for each of `dim` coordinates, or one for all. */
int box_check(const struct box *box, const char *what, const char *function, size_t dim,
              struct error *err);

/* Its ends in coordinate i. */
static inline double box_low(const struct box *box, size_t i)
{
  return box->low[box->count > 1 ? i : 0];
}
static inline double box_high(const struct box *box, size_t i)
{
  return box->high[box->count > 1 ? i : 0];
}

#endif
