/* campaign_override.h -- the lines of optimizers' sections in a campaign's file. */
#ifndef OPTBENCH_BENCH_PLAN_CAMPAIGN_OVERRIDE_H
#define OPTBENCH_BENCH_PLAN_CAMPAIGN_OVERRIDE_H

#include "bench/plan/campaign.h"

/* One more: key = value in the section "OPTIMIZER [on FUNCTION] [dDIM]", from this line of the
 * file. STATUS_OK, STATUS_USAGE or STATUS_NOMEM. */
int campaign_add_override(const struct libraries *libraries, struct campaign *campaign, int line,
                          const char *section, const char *key, const char *value,
                          struct error *err);

/* The refusal of a second value: the first stands in line `before`. */
int campaign_refuse_twice(const char *key, int before, struct error *err);

#endif
