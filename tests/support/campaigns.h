/* campaigns.h -- campaigns from texts. */
#ifndef OPTBENCH_TESTS_SUPPORT_CAMPAIGNS_H
#define OPTBENCH_TESTS_SUPPORT_CAMPAIGNS_H

#include "bench/plan/campaign.h"

/* That of a file with this text, which is written to `path`: what campaign_load says of it. */
int campaigns_load(const struct libraries *libraries, const char *path, const char *text,
                   struct campaign *campaign, struct error *err);
/* The same; a test where it is refused has failed. */
struct campaign campaigns_good(const struct libraries *libraries, const char *path,
                               const char *text);

#endif
