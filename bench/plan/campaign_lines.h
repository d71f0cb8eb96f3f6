/* campaign_lines.h -- a campaign's file as lines that inih reads whole. */
#ifndef OPTBENCH_BENCH_PLAN_CAMPAIGN_LINES_H
#define OPTBENCH_BENCH_PLAN_CAMPAIGN_LINES_H

#include "src/error.h"

/* inih cuts longer lines and names without a word, so they are refused before it sees them. */
enum { LINE_LIMIT = 199, NAME_LIMIT = 49 };

/* The file as a text, malloc'ed. STATUS_OK, STATUS_IO, STATUS_NOMEM, or STATUS_USAGE where no
 * campaign is like that. */
int campaign_lines_read(const char *path, char **text, struct error *err);

/* That all lines, and names of sections, are within the limits: STATUS_OK or STATUS_USAGE. */
int campaign_lines_check(const char *path, const char *text, struct error *err);

#endif
