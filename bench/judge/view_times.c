/* view_times.c -- tables of average running times, and of whose are the lowest. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/gate.h"
#include "bench/judge/instances.h"
#include "bench/judge/ranking.h"
#include "bench/judge/times.h"
#include "bench/judge/views.h"
#include "bench/judge/virtual_best.h"
#include "src/number.h"

/* "412 (380, 450)", ", 3/15" behind it where runs missed; "0/15"; empty without a run. */
static void put_time(struct tabular *t, const struct time_point *p)
{
  char average[16], low[16], high[16] = "inf", missed[48] = "";
  if (!p->runs || !p->successes) {
    if (p->runs) snprintf(missed, sizeof missed, "0/%zu", p->runs);
    tabular_put(t, false, "%s", missed);
    return;
  }
  number_format_count(p->average, average);
  number_format_count(p->interval.low, low);
  if (isfinite(p->interval.high)) number_format_count(p->interval.high, high);
  if (p->successes < p->runs) snprintf(missed, sizeof missed, ", %zu/%zu", p->successes, p->runs);
  tabular_put(t, false, "%s (%s, %s)%s", average, low, high, missed);
}

static void write_time(struct records *r, const struct time_point *p)
{
  records_number(r, p->successes ? p->average : INFINITY);
  records_number(r, p->interval.low);
  records_number(r, p->interval.high);
  records_number(r, (double)p->successes);
  records_number(r, (double)p->runs);
}

static const char how[] =
    "95% intervals: from a bootstrap over runs. 3/15: only so many runs got there, and the average "
    "hangs on the budget; all did where nothing is said.";

/* The same errors, of the same kind? */
static bool same_targets(const struct function_entry *f, const struct ranking_targets *a,
                         const struct function_entry *g, const struct ranking_targets *b)
{
  bool same = a->count == b->count && minimum_known(f) == minimum_known(g);
  for (size_t k = 0; k < a->count && same; k++)
    same = a->list->error[a->target[k]] == b->list->error[b->target[k]];
  return same;
}

/* The rows of a function. */
static int put_function(const struct view_printer *p, const struct function_entry *function,
                        const struct ranking_targets *targets, struct tabular *t, struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  int status = STATUS_OK;
  for (size_t d = 0; d < campaign_dim_count(c, function); d++)
    for (size_t k = 0; k < p->q->count; k++)
      for (size_t i = 0; i < targets->count && !status; i++) {
        size_t dim = campaign_dim(c, function, d);
        struct time_point time;
        status = time_point_of_instances(p->q->set, function->label, dim, view_label(p, k),
                                         targets->target[i], &time, err);
        if (status || !time.runs) break;
        if (p->records) {
          records_text(p->records, function->label);
          records_number(p->records, (double)dim);
          records_text(p->records, view_label(p, k));
          records_number(p->records, targets->list->error[targets->target[i]]);
          write_time(p->records, &time);
          continue;
        }
        char title[VIEW_TITLE];
        view_title(function, dim, title);
        if (!i) tabular_put(t, false, "%s", title);
        if (!i) tabular_put(t, false, "%s", view_label(p, k));
        put_time(t, &time);
      }
  return status;
}

/* The functions from `first` on that have its targets, as one table; *next: the first behind. */
static int put_functions(const struct view_printer *p, size_t first, size_t *next,
                         struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  const struct function_entry *function = &c->functions[first];
  struct ranking_targets targets, other;
  char cost[VIEW_COST], caption[1024], value[NUMBER_TEXT];
  ranking_choose_targets(p->q->set, function, &targets);
  struct tabular t = {.columns = targets.count + 2, .words = 2};
  tabular_put(&t, false, "cell");
  tabular_put(&t, false, "optimizer");
  for (size_t i = 0; i < targets.count; i++) {
    number_format_brief(targets.list->error[targets.target[i]], value);
    tabular_put(&t, false, "%s", value);
  }
  int status = put_function(p, function, &targets, &t, err);
  for (*next = first + 1; *next < c->function_count && !status; ++*next) {
    ranking_choose_targets(p->q->set, &c->functions[*next], &other);
    if (!same_targets(function, &targets, &c->functions[*next], &other)) break;
    status = put_function(p, &c->functions[*next], &other, &t, err);
  }
  if (status || p->records) {
    tabular_free(&t);
    return status;
  }
  view_cost(p, cost);
  snprintf(caption, sizeof caption,
           "Average running time (aRT; %s) to %s of at most so much, all instances together. %s",
           cost, minimum_known(function) ? "an error f - f*" : "a value f", how);
  return view_table(p, &t, caption, err);
}

int view_times(const struct view_printer *p, struct error *err)
{
  int status = STATUS_OK;
  for (size_t f = 0; f < p->traced.campaign->function_count && !status;)
    status = put_functions(p, f, &f, err);
  return status;
}

/* Optimizers on a function and instance, or on all instances together. */
struct line {
  const struct function_entry *function;
  const unsigned *instance; /* NULL: all */
  size_t target;
};

static int read_line(const struct view_printer *p, const struct line *line, size_t place,
                     struct dimension_point *point, struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  const char *label = line->function->label, *optimizer = view_label(p, place);
  int status = STATUS_OK;
  for (size_t d = 0; d < campaign_dim_count(c, line->function) && !status; d++) {
    size_t dim = campaign_dim(c, line->function, d);
    point[d] = (struct dimension_point){.dim = (double)dim};
    const struct cell_results *cell =
        line->instance ? results_find(p->q->set, label, dim, *line->instance, optimizer) : NULL;
    if (cell) status = time_point_of_cell(cell, line->target, &point[d].time, err);
    if (!line->instance)
      status = time_point_of_instances(p->q->set, label, dim, optimizer, line->target,
                                       &point[d].time, err);
  }
  return status;
}

static void write_line(const struct view_printer *p, const struct line *line, size_t place,
                       const struct dimension_point *point, size_t dims)
{
  struct records *r = p->records;
  double slope = time_slope(point, dims);
  char instance[16] = "all";
  if (line->instance) snprintf(instance, sizeof instance, "%u", *line->instance);
  for (size_t d = 0; d < dims; d++) {
    if (!point[d].time.runs) continue;
    records_text(r, line->function->label);
    records_text(r, instance);
    records_text(r, view_label(p, place));
    records_number(r, results_targets(p->q->set, line->function)->error[line->target]);
    records_number(r, point[d].dim);
    write_time(r, &point[d].time);
    records_number(r, slope);
  }
}

/* The dimensions are those of the campaign: functions have them all, or one of their own. */
static void put_line(const struct view_printer *p, const struct line *line, size_t place,
                     const struct dimension_point *point, const size_t *dim, size_t dims,
                     struct tabular *t)
{
  size_t own = campaign_dim_count(p->traced.campaign, line->function);
  double slope = time_slope(point, own);
  char text[VIEW_TITLE], target[NUMBER_TEXT];
  view_title(line->function, 0, text);
  tabular_put(t, false, line->instance ? "%s i%u" : "%s", text,
              line->instance ? *line->instance : 0);
  tabular_put(t, false, "%s", view_label(p, place));
  number_format_brief(results_targets(p->q->set, line->function)->error[line->target], target);
  tabular_put(t, false, "%s", target);
  for (size_t k = 0; k < dims; k++) {
    struct time_point none = {0};
    const struct time_point *time = &none;
    for (size_t d = 0; d < own; d++)
      if (point[d].dim == (double)dim[k]) time = &point[d].time;
    put_time(t, time);
  }
  tabular_put(t, false, isnan(slope) ? "-" : "%.2f", slope);
}

static bool has_dims(const struct campaign *c, const struct function_entry *function)
{
  return campaign_dim_count(c, function) > 1;
}

static int put_lines(const struct view_printer *p, const struct line *line,
                     struct dimension_point *point, const size_t *dim, size_t dims,
                     struct tabular *t, struct error *err)
{
  size_t own = campaign_dim_count(p->traced.campaign, line->function);
  int status = STATUS_OK;
  for (size_t k = 0; k < p->q->count && !status; k++) {
    bool any = false;
    status = read_line(p, line, k, point, err);
    for (size_t d = 0; d < own && !status; d++) any |= point[d].time.runs > 0;
    if (any && p->records) write_line(p, line, k, point, own);
    if (any && !p->records) put_line(p, line, k, point, dim, dims, t);
  }
  return status;
}

static int put_dimension(const struct view_printer *p, struct dimension_point *point,
                         const size_t *dim, size_t dims, struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  bool together = c->instance_count == 1 || instances_are_few(c, REPETITIONS_LEAST);
  char cost[VIEW_COST], caption[1024];
  struct tabular t = {.columns = dims + 4, .words = 2};
  int status = STATUS_OK;
  tabular_put(&t, false, "function");
  tabular_put(&t, false, "optimizer");
  tabular_put(&t, false, "target");
  for (size_t d = 0; d < dims; d++) tabular_put(&t, false, "d = %zu", dim[d]);
  tabular_put(&t, false, "slope");
  for (size_t f = 0; f < c->function_count; f++)
    for (size_t i = 0; i < (together ? 1 : c->instance_count) && !status; i++) {
      const struct line line = {&c->functions[f], together ? NULL : &c->instances[i],
                                results_aim(p->q->set, &c->functions[f])};
      if (has_dims(c, line.function)) status = put_lines(p, &line, point, dim, dims, &t, err);
    }
  view_cost(p, cost);
  snprintf(
      caption, sizeof caption,
      "Average running time (aRT; %s) to the campaign's target against the dimension%s; slope: "
      "aRT grows like d^slope, over the last half of the dimensions, three at least, in which "
      "every run got there. %s",
      cost, together && c->instance_count > 1 ? ", all instances together" : "", how);
  if (!status && !p->records) return view_table(p, &t, caption, err);
  tabular_free(&t);
  return status;
}

int view_dimension(const struct view_printer *p, struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  size_t dims, *dim = view_dims(c, has_dims, &dims);
  struct dimension_point *point = dim ? calloc(dims + 1, sizeof *point) : NULL;
  int status = point ? STATUS_OK : error_memory(err, "the points of a curve");
  if (!status) status = put_dimension(p, point, dim, dims, err);
  free(point);
  free(dim);
  return status;
}

static const char *member_name(const void *context, size_t place)
{
  return view_label(context, place);
}

static bool is_member(const struct virtual_best *v, size_t place)
{
  bool is = false;
  for (size_t i = 0; i < v->portfolio.count; i++) is |= v->member[i] == place;
  return is;
}

static int put_portfolio(const struct view_printer *p, const struct virtual_best *v,
                         struct error *err)
{
  struct tabular t = {.columns = 3, .words = 1};
  char cost[VIEW_COST], members[PORTFOLIO_SIZE], caption[PORTFOLIO_SIZE + 1024];
  tabular_put(&t, false, "optimizer");
  tabular_put(&t, false, "worth alone");
  tabular_put(&t, false, "in the portfolio");
  for (size_t k = 0; k < p->q->count; k++) {
    tabular_put(&t, false, "%s", view_label(p, k));
    if (v->solved)
      tabular_put(&t, false, "%.1f %%", floor(1000 * v->alone[k] + 1e-9) / 10);
    else
      tabular_put(&t, false, "-");
    tabular_put(&t, false, "%s", is_member(v, k) ? "yes" : "");
  }
  view_cost(p, cost);
  virtual_best_text(v, member_name, p, members);
  snprintf(caption, sizeof caption,
           "The smallest portfolio that is worth %.0f%% of the virtual best%s: %s. A target in a "
           "cell counts with the lowest aRT (%s) of all over the lowest of the portfolio, and 0 if "
           "that has no success; the mean over the %zu of %zu cells and targets that any reaches.",
           100 * virtual_best_share, v->portfolio.exact ? "" : " (of those that were tried)",
           *members ? members : "none, as no target is reached", cost, v->solved, v->problems);
  return view_table(p, &t, caption, err);
}

int view_portfolio(const struct view_printer *p, struct error *err)
{
  struct virtual_best best;
  int status =
      virtual_best_make(p->q->set, p->traced.campaign, p->q->optimizer, p->q->count, &best, err);
  for (size_t k = 0; k < p->q->count && p->records && !status; k++) {
    records_text(p->records, view_label(p, k));
    records_number(p->records, best.alone[k]);
    records_number(p->records, is_member(&best, k));
  }
  if (!status && !p->records) status = put_portfolio(p, &best, err);
  virtual_best_free(&best);
  return status;
}
