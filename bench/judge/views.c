/* views.c -- see views.h. */
#include "bench/judge/views.h"

#include <stdlib.h>
#include <string.h>

#include "bench/record/trace.h"
#include "src/number.h"
#include "src/utf8.h"

enum { COLUMNS_MOST = 12 };

const char *const view_names[VIEWS] = {"budgets", "area", "times", "dimension", "portfolio"};

/* How a table is made, of what, and the columns that it has for programs. */
static const struct {
  int (*print)(const struct view_printer *printer, struct error *err);
  bool of_traces;
  const char *column[COLUMNS_MOST]; /* those after the last one are NULL */
} views[VIEWS] = {
    [VIEW_BUDGETS] = {view_budgets,
                      true,
                      {"function", "dimension", "optimizer", "budget", "cost", "runs", "low",
                       "median", "high"}},
    [VIEW_AREA] = {view_area,
                   true,
                   {"function", "dimension", "optimizer", "log10_low", "log10_high", "budget",
                    "runs", "area", "low", "high"}},
    [VIEW_TIMES] = {view_times,
                    false,
                    {"function", "dimension", "optimizer", "target", "average", "low", "high",
                     "successes", "runs"}},
    [VIEW_DIMENSION] = {view_dimension,
                        false,
                        {"function", "instance", "optimizer", "target", "dimension", "average",
                         "low", "high", "successes", "runs", "slope"}},
    [VIEW_PORTFOLIO] = {view_portfolio, false, {"optimizer", "worth_alone", "member"}},
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

/* That there is what the tables are made of. */
static int check(const struct view_request *q, enum print_format format, size_t traces,
                 struct error *err)
{
  size_t tables = 0;
  for (size_t i = 0; i < VIEWS; i++) {
    tables += q->shown[i];
    if (q->shown[i] && views[i].of_traces && !traces)
      return error_set(err, STATUS_USAGE,
                       "--table %s needs traces, and %.200s has none; run it with --trace log",
                       view_names[i], q->set->folder);
  }
  if (format == PRINT_CSV && tables > 1)
    return error_set(err, STATUS_USAGE, "a CSV file is one table; give --table one name");
  return STATUS_OK;
}

int views_print(const struct view_request *q, enum print_format format, FILE *out,
                struct error *err)
{
  const struct campaign *c = &q->set->campaign;
  bool *traced = calloc(campaign_cell_count(c) + 1, sizeof *traced);
  if (!traced) return error_memory(err, "the tables");
  struct view_printer p = {.q = q, .traced = {q->set->folder, c, traced}, .out = out};
  if (format == PRINT_MARKDOWN) p.format = TABULAR_MARKDOWN;
  if (format == PRINT_LATEX) p.format = TABULAR_LATEX;
  int status = check(q, format, traces_find(q->set->folder, c, traced), err);
  if (!status) status = print_all(&p, format, err);
  free(traced);
  return status;
}
