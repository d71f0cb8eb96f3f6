/* views.c -- see views.h. */
#include "bench/judge/views.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/compare_print.h"
#include "bench/record/trace.h"
#include "src/number.h"
#include "src/utf8.h"

enum { COLUMNS_MOST = 16 };

const char *const view_names[VIEWS] = {"ranking", "ratios",    "budgets",   "area",
                                       "times",   "dimension", "portfolio", "method-cost"};

static bool has_dims(const struct view_request *q)
{
  bool any = false;
  for (size_t f = 0; f < q->set->campaign.function_count; f++)
    any |= campaign_dim_count(&q->set->campaign, &q->set->campaign.functions[f]) > 1;
  return any;
}

static bool has_errors(const struct view_request *q)
{
  bool any = false;
  for (size_t f = 0; f < q->set->campaign.function_count; f++)
    any |= minimum_known(&q->set->campaign.functions[f]);
  return any;
}

static bool is_timed(const struct view_request *q)
{
  bool any = false;
  for (size_t i = 0; i < q->set->cell_count; i++)
    for (size_t r = 0; r < q->set->cell[i].run_count; r++)
      any |= isfinite(q->set->cell[i].run[r].method_seconds);
  return any;
}

static bool is_compared(const struct view_request *q) { return q->comparison; }

/* How a table is made, of what, and the columns that it has for programs. */
static const struct {
  int (*print)(const struct view_printer *printer, struct error *err);
  bool of_traces;
  bool (*possible)(const struct view_request *request); /* NULL: always */
  const char *needs;                                    /* if it is not */
  const char *column[COLUMNS_MOST];                     /* those after the last one are NULL */
} views[VIEWS] = {
    [VIEW_RANKING] =
        {view_ranking, false, is_compared, "two optimizers", {COMPARE_RANKING_COLUMNS}},
    [VIEW_RATIOS] = {view_ratios,
                     false,
                     is_compared,
                     "two optimizers",
                     {"part", "a", "b", "cells", "common", "ratio", "low", "high", "p",
                      "p_adjusted", "winner"}},
    [VIEW_BUDGETS] = {view_budgets,
                      true,
                      NULL,
                      NULL,
                      {"function", "dimension", "optimizer", "budget", "cost", "runs", "low",
                       "median", "high"}},
    [VIEW_AREA] = {view_area,
                   true,
                   has_errors,
                   "a function whose minimum is known",
                   {"function", "dimension", "optimizer", "log10_low", "log10_high", "budget",
                    "runs", "area", "low", "high"}},
    [VIEW_TIMES] = {view_times,
                    false,
                    NULL,
                    NULL,
                    {"function", "dimension", "optimizer", "target", "average", "low", "high",
                     "successes", "runs"}},
    [VIEW_DIMENSION] = {view_dimension,
                        false,
                        has_dims,
                        "two dimensions or more: run with -d 2,4,8,16",
                        {"function", "instance", "optimizer", "target", "dimension", "average",
                         "low", "high", "successes", "runs", "slope"}},
    [VIEW_PORTFOLIO] = {view_portfolio, false, NULL, NULL, {"optimizer", "worth_alone", "member"}},
    [VIEW_METHOD_COST] = {view_method_cost,
                          false,
                          is_timed,
                          "times of runs: run with --timings --force",
                          {"function", "dimension", "optimizer", "runs", "low", "method_seconds",
                           "high", "function_seconds", "target", "average", "first_from",
                           "ranking_from"}},
};

int view_table(const struct view_printer *p, struct tabular *t, const char *caption,
               struct error *err)
{
  int status = tabular_print(t, caption, p->format, p->out, err);
  fputc('\n', p->out);
  tabular_free(t);
  return status;
}

const char *view_label(const struct view_printer *p, size_t place)
{
  return p->traced.campaign->optimizers[p->q->optimizer[place]].label;
}

void view_title(const struct function_entry *function, size_t dim, char title[VIEW_TITLE])
{
  utf8_plain(function->label, "", title, LABEL_SIZE);
  if (dim) snprintf(title + strlen(title), VIEW_TITLE - LABEL_SIZE, " d%zu", dim);
}

size_t *view_dims(const struct campaign *c,
                  bool (*is_shown)(const struct campaign *, const struct function_entry *),
                  size_t *count)
{
  size_t most = 1;
  for (size_t f = 0; f < c->function_count; f++) most += campaign_dim_count(c, &c->functions[f]);
  size_t *dim = malloc(most * sizeof *dim);
  *count = 0;
  for (size_t f = 0; f < c->function_count && dim; f++)
    for (size_t d = 0; d < campaign_dim_count(c, &c->functions[f]); d++) {
      size_t one = campaign_dim(c, &c->functions[f], d), at = *count;
      if (!is_shown(c, &c->functions[f])) continue;
      while (at > 0 && dim[at - 1] > one) at--;
      if (at > 0 && dim[at - 1] == one) continue;
      memmove(dim + at + 1, dim + at, (*count - at) * sizeof *dim);
      dim[at] = one;
      ++*count;
    }
  return dim;
}

void view_cost(const struct view_printer *p, char text[VIEW_COST])
{
  char number[NUMBER_TEXT];
  number_format(p->traced.campaign->gradient_cost, number);
  snprintf(text, VIEW_COST, "values + %s x gradients", number);
}

/* One of them, with its name where there may be several. */
static int print_view(struct view_printer *p, enum view view, enum print_format format,
                      const char *separator, struct error *err)
{
  struct records records = {.out = p->out, .json = format == PRINT_JSON};
  if (format != PRINT_JSON && format != PRINT_CSV) return views[view].print(p, err);
  records.column = views[view].column;
  while (records.columns < COLUMNS_MOST && records.column[records.columns]) records.columns++;
  p->records = &records;
  if (records.json) fprintf(p->out, "%s\n  \"%s\": ", separator, view_names[view]);
  records_begin(&records);
  int status = views[view].print(p, err);
  records_end(&records);
  return status;
}

static int print_all(struct view_printer *p, enum print_format format, struct error *err)
{
  const char *separator = "";
  int status = STATUS_OK;
  if (format == PRINT_LATEX) tabular_latex_begin(p->out);
  if (format == PRINT_JSON) fputc('{', p->out);
  for (size_t i = 0; i < VIEWS && !status; i++) {
    if (!p->q->shown[i]) continue;
    status = print_view(p, (enum view)i, format, separator, err);
    separator = ",";
  }
  if (format == PRINT_JSON) fputs("\n}\n", p->out);
  if (format == PRINT_LATEX) tabular_latex_end(p->out);
  return status;
}

/* What the results lack for a table; NULL: nothing. */
static const char *lacks(const struct view_request *q, size_t view, size_t traces)
{
  if (views[view].of_traces && !traces) return "traces: run with --trace log";
  return views[view].possible && !views[view].possible(q) ? views[view].needs : NULL;
}

/* Which are shown: that there is what they are made of. */
static int choose(struct view_request *q, enum print_format format, size_t traces,
                  struct error *err)
{
  size_t tables = 0;
  for (size_t i = 0; i < VIEWS; i++) tables += q->shown[i];
  if (format == PRINT_CSV && tables > 1)
    return error_set(err, STATUS_USAGE, "a CSV file is one table; give --table one name");
  for (size_t i = 0; i < VIEWS; i++) {
    const char *what = q->shown[i] ? lacks(q, i, traces) : NULL;
    if (!what) continue;
    q->shown[i] = false;
    if (!q->all) return error_set(err, STATUS_USAGE, "--table %s needs %s", view_names[i], what);
    fprintf(stderr, "optbench: note: no table %s, which needs %s\n", view_names[i], what);
  }
  return STATUS_OK;
}

int views_print(const struct view_request *request, enum print_format format, FILE *out,
                struct error *err)
{
  struct view_request shown = *request, *q = &shown;
  const struct campaign *c = &q->set->campaign;
  bool *traced = calloc(campaign_cell_count(c) + 1, sizeof *traced);
  if (!traced) return error_memory(err, "the tables");
  struct view_printer p = {.q = q, .traced = {q->set->folder, c, traced}, .out = out};
  if (format == PRINT_MARKDOWN) p.format = TABULAR_MARKDOWN;
  if (format == PRINT_LATEX) p.format = TABULAR_LATEX;
  int status = choose(q, format, traces_find(q->set->folder, c, traced), err);
  if (!status) status = print_all(&p, format, err);
  free(traced);
  return status;
}
