/* report.h -- the parts that `optbench report` puts together. */
#ifndef OPTBENCH_BENCH_REPORT_REPORT_H
#define OPTBENCH_BENCH_REPORT_REPORT_H

#include "bench/judge/areas.h"
#include "bench/judge/compare.h"
#include "bench/judge/fixed_budget.h"
#include "bench/judge/paired.h"
#include "bench/judge/ranking.h"
#include "bench/judge/virtual_best.h"
#include "bench/plan/part.h"
#include "bench/plot/figure.h"
#include "bench/report/page.h"
#include "src/number.h"

/* An image in the report. */
struct report_figure {
  const struct figure *figure;
  size_t function; /* its index in the campaign; as many as there are: of all together */
  char folder[PART_SIZE];
  bool absent; /* the results hold nothing for it */
};

struct report {
  const struct libraries *libraries;
  const struct results_set *set;
  const char *out;     /* folder of the page and its figures */
  bool elsewhere;      /* it is not that of the results */
  const char *results; /* what commands call the results in `out`, as a word of a shell, */
  const char *file;    /* and their campaign.ini */
  struct ranking ranking;
  struct contender *contender;  /* where runs have a metric: one an optimizer of the campaign, */
  struct paired paired;         /* and how they compare; else empty */
  struct contender *rival;      /* of two optimizers or more: one each, by its title, */
  struct results_set together;  /* their cells, where instances are few runs each; else empty */
  struct comparison comparison; /* and how they compare by costs */
  struct style *styles;         /* one an optimizer of the campaign */
  bool *traced;                 /* one a cell of the campaign */
  size_t traces;                /* how many cells have one */
  struct areas areas;           /* where there are traces; else empty, */
  struct budget_block *block;   /* as these are, one a function and dimension of the campaign */
  size_t block_count;
  struct virtual_best best; /* of two optimizers or more; else empty */
  struct report_figure *drawing;
  size_t drawing_count;
  struct page page;
};

/* report_figures.c: which cells have their trace; owned by the report. */
int report_see_traces(struct report *report, struct error *err);
/* See which figures the results allow, and draw those that are missing or older
 * than the results. Owned by the report. */
int report_draw(struct report *report, struct error *err);
/* Put the drawings of a function, or those of all functions together, into the page. */
int report_put_figures(struct report *report, size_t function, struct error *err);
/* The share of its targets that an optimizer reached: in the first `runs` of each cell, as its
 * runtime profile ends, or in all runs, where each cell counts as much as it would without those
 * that were added for more successes. */
enum report_runs { FIRST_RUNS, ALL_RUNS };
double report_share(const struct report *report, size_t optimizer, size_t function,
                    enum report_runs which);

/* report_setting.c: what was run, and on what machine. */
int report_setting(struct report *report, struct error *err);
int report_machine(struct report *report, struct error *err);
int report_campaign_file(struct report *report, struct error *err);
void report_method(struct report *report);

/* report_answer.c: compare the optimizers by their costs, if there are two or more and no metric;
 * and what that comes to: in words, over all cells and on a function, and as a ranking. */
int report_compare(struct report *report, struct error *err);
void report_compare_free(struct report *report);
void report_answer(struct report *report);
void report_answer_function(struct report *report, size_t function);
void report_ranking(struct report *report);

/* report_views.c: how the optimizers do at any budget, and together, as report_see_traces found
 * their traces; who came how far; and, folded away, the errors at a few budgets. */
int report_views(struct report *report, struct error *err);
void report_views_free(struct report *report);
void report_summary(struct report *report);
int report_budgets(struct report *report, size_t function, struct error *err);

/* report_tables.c: at what cost, and how the runs ended. */
/* Means of the metric, and wins over pairs, where runs have one. */
void report_pairs(struct report *report);
void report_costs(struct report *report, size_t function);
/* A count, as a share of so many if these are not 0; a number of two digits, as "∞" and "–" where
 * it is none. */
void report_count(struct report *report, size_t count, size_t of);
void report_brief(double value, char text[NUMBER_TEXT]);
/* How parameters were found, where tuning left a record of it. */
void report_tuned(struct report *report);
bool report_has_tuned(const struct report *report);
void report_outcomes(struct report *report);

#endif
