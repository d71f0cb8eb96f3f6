/* view_errors.c -- tables of errors: at budgets, and at any budget. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/areas.h"
#include "bench/judge/views.h"
#include "bench/statistics/ranks.h"
#include "src/number.h"

/* "1.2e-3 (1e-4, 3e-3)" */
static void put_quartiles(struct tabular *t, const struct quartiles *q)
{
  char median[NUMBER_TEXT], low[NUMBER_TEXT], high[NUMBER_TEXT];
  number_format_brief(q->median, median);
  number_format_brief(q->low, low);
  number_format_brief(q->high, high);
  tabular_put(t, false, "%s (%s, %s)", median, low, high);
}

static void put_row(const struct view_printer *p, const struct budget_block *b, size_t optimizer,
                    const struct budget_heads *h, struct tabular *t)
{
  for (size_t k = 0; k < h->count + h->last; k++) {
    size_t place = budget_place(h, k, b, p->q->budgets);
    if (place < b->places)
      put_quartiles(t, &b->error[optimizer * BUDGET_PLACES + place]);
    else
      tabular_put(t, false, "%s", p->q->budgets ? "-" : "");
  }
}

static bool any_beyond(const struct budget_block *const *block, size_t count,
                       const struct budget_marks *marks)
{
  char text[BUDGETS_BEYOND];
  bool any = false;
  for (size_t i = 0; i < count && !any; i++) {
    budgets_beyond(block[i], 1, marks, text);
    any = *text;
  }
  return any;
}

/* Blocks that are alike in that their functions have a known minimum, or not. */
static int put_budgets(const struct view_printer *p, const struct budget_block *const *block,
                       size_t count, struct error *err)
{
  struct budget_heads h;
  char title[VIEW_TITLE], cost[VIEW_COST], caption[1024];
  budget_heads_find(block, count, p->q->budgets, &h);
  if (!h.count && !h.last) return STATUS_OK;
  struct tabular t = {.columns = h.count + h.last + 2, .words = 2};
  tabular_put(&t, false, "cell");
  tabular_put(&t, false, "optimizer");
  for (size_t k = 0; k < h.count; k++) tabular_put(&t, false, "%s", h.text[k]);
  if (h.last) tabular_put(&t, false, "budget");
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < p->q->count; k++) {
      size_t o = p->q->optimizer[k];
      if (!block[i]->runs[o]) continue;
      view_title(block[i]->cell.function, block[i]->cell.dim, title);
      tabular_put(&t, false, "%s", title);
      tabular_put(&t, false, "%s", view_label(p, k));
      put_row(p, block[i], o, &h, &t);
    }
  view_cost(p, cost);
  snprintf(caption, sizeof caption,
           "%s at a cost (%s) of so much: median and quartiles over repetitions and instances, as "
           "far as traces tell. 10d is 10 times the dimension%s. A run that ended before has what "
           "it ended with.",
           minimum_known(block[0]->cell.function) ? "Error f - f*" : "Best f", cost,
           h.last ? "; budget: all that a run may spend" : "");
  if (any_beyond(block, count, p->q->budgets)) strcat(caption, " -: beyond what a run may spend.");
  return view_table(p, &t, caption, err);
}

/* Of the functions whose minimum is known, then of the others. */
static int put_both(const struct view_printer *p, const struct budget_block *block, size_t count,
                    struct error *err)
{
  const struct budget_block **alike = malloc((count + 1) * sizeof *alike);
  int status = alike ? STATUS_OK : error_memory(err, "the errors at a budget");
  for (int known = 1; known >= 0 && !status; known--) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
      if (minimum_known(block[i].cell.function) == (known != 0)) alike[found++] = &block[i];
    if (found) status = put_budgets(p, alike, found, err);
  }
  free(alike);
  return status;
}

static void write_place(const struct view_printer *p, const struct budget_block *b, size_t k,
                        size_t place, const char *text)
{
  struct records *r = p->records;
  size_t o = p->q->optimizer[k];
  const struct quartiles *q = &b->error[o * BUDGET_PLACES + place];
  records_text(r, b->cell.function->label);
  records_number(r, (double)b->cell.dim);
  records_text(r, view_label(p, k));
  records_text(r, text);
  records_number(r, b->at[place]);
  records_number(r, (double)b->runs[o]);
  records_number(r, q->low);
  records_number(r, q->median);
  records_number(r, q->high);
}

static void write_budgets(const struct view_printer *p, const struct budget_block *b)
{
  struct budget_heads asked = {0};
  if (p->q->budgets) budget_heads_find(&b, 1, p->q->budgets, &asked);
  for (size_t k = 0; k < p->q->count; k++) {
    char text[BUDGET_TEXT];
    if (!b->runs[p->q->optimizer[k]]) continue;
    for (size_t place = 0; place < b->places && !p->q->budgets; place++) {
      budget_text(NULL, b->at[place], b->cell.dim, text);
      write_place(p, b, k, place, text);
    }
    for (size_t i = 0; i < asked.count; i++) {
      size_t place = budget_place(&asked, i, b, p->q->budgets);
      if (place < b->places) write_place(p, b, k, place, asked.text[i]);
    }
  }
}

int view_budgets(const struct view_printer *p, struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  size_t count = 0, all = campaign_cell_count(c);
  struct budget_block *block = calloc(all, sizeof *block);
  int status = block ? STATUS_OK : error_memory(err, "the errors at a budget");
  for (size_t i = 0, cells; i < all && !status; i += cells) {
    cells = campaign_block(c, i);
    status = budget_block_read(&p->traced, i, cells, p->q->budgets, &block[count++], err);
  }
  bool any = false;
  for (size_t i = 0; i < count; i++) any |= block[i].places > 0;
  if (!status && !any)
    status = error_set(err, STATUS_USAGE,
                       "--budgets: runs of %.200s may not go as far as any of these; leave it out "
                       "for those that they reach",
                       p->traced.results);
  char beyond[BUDGETS_BEYOND];
  budgets_beyond(block, count, p->q->budgets, beyond);
  if (!status && *beyond) fprintf(stderr, "optbench: note: --budgets:%s\n", beyond);
  for (size_t i = 0; i < count && p->records && !status; i++) write_budgets(p, &block[i]);
  if (!p->records && !status) status = put_both(p, block, count, err);
  for (size_t i = 0; i < count; i++) budget_block_free(&block[i]);
  free(block);
  return status;
}

/* The budget that the groups of a function, or all: NULL, have in common, or the multiple of the
 * dimension; NaN if it is not the same. */
static double common_budget(const struct areas *a, const struct function_entry *function,
                            bool per_dimension)
{
  double budget = NAN;
  bool first = true;
  for (size_t i = 0; i < a->count; i++) {
    const struct area_group *g = &a->group[i];
    if (function && g->function != function) continue;
    double one = g->budget / (per_dimension ? (double)g->dim : 1);
    budget = first || budget == one ? one : (double)NAN;
    first = false;
  }
  return budget;
}

static void write_score(const struct view_printer *p, size_t place, const char *function,
                        double dim, double budget, const struct area_score *s)
{
  struct records *r = p->records;
  struct interval interval = area_interval(s);
  if (!s->runs) return;
  records_text(r, function);
  records_number(r, dim);
  records_text(r, view_label(p, place));
  records_number(r, area_low);
  records_number(r, area_high);
  records_number(r, budget);
  records_number(r, (double)s->runs);
  records_number(r, s->mean);
  records_number(r, interval.low);
  records_number(r, interval.high);
}

/* Of the groups of a function, then of each; of all: NULL. */
static void write_areas(const struct view_printer *p, const struct areas *a, size_t place,
                        const struct function_entry *function)
{
  size_t o = p->q->optimizer[place];
  struct area_score all = areas_pool(a, function, o);
  write_score(p, place, function ? function->label : "all", NAN, common_budget(a, function, false),
              &all);
  for (size_t i = 0; i < a->count && function; i++)
    if (a->group[i].function == function)
      write_score(p, place, function->label, (double)a->group[i].dim, a->group[i].budget,
                  &a->group[i].of[o]);
}

/* "0.532 (0.51, 0.554)"; empty where nothing ran. */
static void put_score(struct tabular *t, const struct area_score *s)
{
  struct interval interval = area_interval(s);
  if (s->runs)
    tabular_put(t, false, "%.3f (%.3f, %.3f)", s->mean, interval.low, interval.high);
  else
    tabular_put(t, false, "%s", "");
}

static bool has_errors(const struct campaign *c, const struct function_entry *function)
{
  (void)c;
  return minimum_known(function);
}

static void put_area_row(const struct view_printer *p, const struct areas *a, size_t place,
                         const struct function_entry *function, const size_t *dim, size_t dims,
                         struct tabular *t)
{
  size_t o = p->q->optimizer[place];
  struct area_score score = areas_pool(a, function, o);
  char title[VIEW_TITLE] = "all";
  if (!score.runs) return;
  if (function) view_title(function, 0, title);
  tabular_put(t, false, "%s", title);
  tabular_put(t, false, "%s", view_label(p, place));
  put_score(t, &score);
  for (size_t k = 0; k < dims && dims > 1; k++) {
    struct area_score one = {0};
    for (size_t i = 0; i < a->count && function; i++)
      if (a->group[i].function == function && a->group[i].dim == dim[k]) one = a->group[i].of[o];
    put_score(t, &one);
  }
}

static void area_caption(const struct view_printer *p, const struct areas *a, char *text,
                         size_t size)
{
  char cost[VIEW_COST], budget[NUMBER_TEXT], to[NUMBER_TEXT + 32] = " of the cell";
  double all = common_budget(a, NULL, false), each = common_budget(a, NULL, true);
  view_cost(p, cost);
  number_format(isnan(all) ? each : all, budget);
  if (!isnan(all) || !isnan(each))
    snprintf(to, sizeof to, ", %s%s,", budget, isnan(all) ? " times the dimension" : "");
  snprintf(text, size,
           "Area over the convergence curve: the mean over all costs (%s) up to the budget%s of "
           "where log10 of the best error lies between %g, which counts 0, and %g, which counts 1. "
           "A function's is the mean of its dimensions', that of all the mean over functions and "
           "dimensions; 95%% intervals are over runs.",
           cost, to, area_high, area_low);
}

static int put_areas(const struct view_printer *p, const struct areas *a, const struct keyed *order,
                     struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  char caption[1024];
  size_t dims, *dim = view_dims(c, has_errors, &dims);
  if (!dim) return error_memory(err, "the areas over the curves");
  struct tabular t = {.columns = 3 + (dims > 1 ? dims : 0), .words = 2};
  tabular_put(&t, false, "function");
  tabular_put(&t, false, "optimizer");
  tabular_put(&t, false, "area");
  for (size_t k = 0; k < dims && dims > 1; k++) tabular_put(&t, false, "d = %zu", dim[k]);
  for (size_t k = 0; k < p->q->count && c->function_count > 1; k++)
    put_area_row(p, a, order[k].index, NULL, dim, dims, &t);
  for (size_t f = 0; f < c->function_count; f++)
    for (size_t k = 0; k < p->q->count && minimum_known(&c->functions[f]); k++)
      put_area_row(p, a, order[k].index, &c->functions[f], dim, dims, &t);
  area_caption(p, a, caption, sizeof caption);
  free(dim);
  return view_table(p, &t, caption, err);
}

int view_area(const struct view_printer *p, struct error *err)
{
  const struct campaign *c = p->traced.campaign;
  struct areas areas;
  struct keyed *order = calloc(p->q->count, sizeof *order);
  if (!order) return error_memory(err, "the areas over the curves");
  int status = areas_read(&p->traced, &areas, err);
  /* The best first. */
  for (size_t k = 0; k < p->q->count && !status; k++) {
    struct area_score all = areas_pool(&areas, NULL, p->q->optimizer[k]);
    order[k] = (struct keyed){all.runs ? -all.mean : 0, k};
  }
  sort_keyed(order, p->q->count);
  for (size_t k = 0; k < p->q->count && p->records && !status; k++)
    if (c->function_count > 1) write_areas(p, &areas, order[k].index, NULL);
  for (size_t f = 0; f < c->function_count && p->records && !status; f++)
    for (size_t k = 0; k < p->q->count; k++)
      if (minimum_known(&c->functions[f])) write_areas(p, &areas, order[k].index, &c->functions[f]);
  if (!status && !p->records) status = put_areas(p, &areas, order, err);
  areas_free(&areas);
  free(order);
  return status;
}
