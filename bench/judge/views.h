/* views.h -- views of the optimizers of a folder as tables: what figures of the same numbers draw.
 *
 * - ranking, ratios: contenders by their mean ranks, and pairs of them (compare.h);
 * - budgets: median and quartiles of the error at a few budgets (fixed_budget.h);
 * - area: the area over the convergence curve (areas.h);
 * - times: average running times to some targets, with intervals (times.h);
 * - dimension: average running times to the campaign's target against the dimension;
 * - portfolio: of how few optimizers the virtual best could be made (virtual_best.h);
 * - method-cost: what optimizers themselves take, and where that does not decide (method_cost.h).
 */
#ifndef OPTBENCH_BENCH_JUDGE_VIEWS_H
#define OPTBENCH_BENCH_JUDGE_VIEWS_H

#include "bench/io/records.h"
#include "bench/io/tabular.h"
#include "bench/judge/compare.h"
#include "bench/judge/fixed_budget.h"
#include "bench/judge/print_format.h"
#include "bench/record/results_read.h"

enum view {
  VIEW_RANKING,
  VIEW_RATIOS,
  VIEW_BUDGETS,
  VIEW_AREA,
  VIEW_TIMES,
  VIEW_DIMENSION,
  VIEW_PORTFOLIO,
  VIEW_METHOD_COST,
  VIEWS
};
extern const char *const view_names[VIEWS];

struct view_request {
  const struct results_set *set;
  const size_t *optimizer; /* what is shown, by their indices in the campaign */
  size_t count;
  const struct comparison *comparison; /* of them; NULL: there is none */
  const struct budget_marks *budgets;  /* NULL: the usual ones */
  bool all; /* what the results have nothing for is left out, with a note on standard error */
  bool shown[VIEWS];
};

/* The tables in the order of enum view. CSV is a table alone: STATUS_USAGE if more are asked for.
 * In JSON each has its name. STATUS_OK, STATUS_USAGE where the results do not have what a table is
 * made of, STATUS_IO or STATUS_NOMEM. */
int views_print(const struct view_request *request, enum print_format format, FILE *out,
                struct error *err);

/* What the views share. A table for people is handed over whole and ends there; where there are
 * records, only they are written. */
struct view_printer {
  const struct view_request *q;
  struct traced traced;
  enum tabular_format format;
  struct records *records; /* NULL: for people */
  FILE *out;
};
int view_table(const struct view_printer *printer, struct tabular *table, const char *caption,
               struct error *err);
const char *view_label(const struct view_printer *printer, size_t place);
/* "rosenbrock", and "rosenbrock d2" in a dimension above 0. */
enum { VIEW_TITLE = LABEL_SIZE + 32 };
void view_title(const struct function_entry *function, size_t dim, char title[VIEW_TITLE]);
/* The dimensions of the functions that are shown, ascending; malloc'ed, NULL without memory. */
size_t *view_dims(const struct campaign *campaign,
                  bool (*is_shown)(const struct campaign *, const struct function_entry *),
                  size_t *count);
/* "values + 1 x gradients" */
enum { VIEW_COST = 64 };
void view_cost(const struct view_printer *printer, char text[VIEW_COST]);

/* view_ranks.c, view_errors.c, view_times.c and view_costs.c */
int view_ranking(const struct view_printer *printer, struct error *err);
int view_ratios(const struct view_printer *printer, struct error *err);
int view_budgets(const struct view_printer *printer, struct error *err);
int view_area(const struct view_printer *printer, struct error *err);
int view_times(const struct view_printer *printer, struct error *err);
int view_dimension(const struct view_printer *printer, struct error *err);
int view_portfolio(const struct view_printer *printer, struct error *err);
int view_method_cost(const struct view_printer *printer, struct error *err);

#endif
