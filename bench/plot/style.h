/* style.h -- how optimizers, functions and costs are called and drawn in figures and reports. */
#ifndef OPTBENCH_BENCH_PLOT_STYLE_H
#define OPTBENCH_BENCH_PLOT_STYLE_H

#include "bench/plan/campaign.h"

enum { TITLE_SIZE = 2 * LABEL_SIZE };

/* How an optimizer looks in every figure. */
struct style {
  char title[TITLE_SIZE]; /* unlike any other in the campaign; no commas */
  unsigned colour;        /* 0xRRGGBB */
  unsigned dash;          /* gnuplot's dash type: 1 solid, 2 dashed, 3 dotted, ... */
};

/* The styles of a campaign's optimizers, malloc'ed; see colours.c for the rules. */
int styles_new(const struct libraries *libraries, const struct campaign *campaign,
               struct style **styles, struct error *err);

/* Where the campaign has more than COLOURS_MOST optimizers, colour the first COLOURS_BEST of
 * `order`, which are their indices, the best first, and make the others grey; else leave all as
 * they are. STATUS_OK or STATUS_NOMEM. */
int styles_rank(const struct libraries *libraries, const struct campaign *campaign,
                const size_t *order, struct style *styles, struct error *err);

/* A function's title with the parameters that were typed: "softmax regression (batch 16, l2 0.1)".
 */
void function_title(const struct function_entry *function, char title[TITLE_SIZE]);

/* What f - f* is called, or f where the minimum is not known, for an axis. */
const char *value_title(const struct function_entry *function);

/* What the campaign counts as cost, for an axis. */
void cost_title(const struct campaign *campaign, char title[TITLE_SIZE]);

#endif
