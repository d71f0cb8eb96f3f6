/* plateau.c -- who moves where the gradient is zero: a function of one variable, and beneath
 * it where each run stands as its evaluations are spent. A column an optimizer. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/iterates.h"
#include "bench/plot/sheet.h"

enum { GRID = 1601 };

enum { DATA, FUNCTION, COLUMNS };

/* `until`: the cost up to which it stood there. */
static void put_iterate(const char *label, const struct iterate *at, double until, struct sheets *s)
{
  put_text(&s->file[DATA], label, ',');
  put_number(&s->file[DATA], (double)at->repetition, ',');
  put_number(&s->file[DATA], at->cost, ',');
  put_number(&s->file[DATA], until, ',');
  put_number(&s->file[DATA], at->x, ',');
  put_number(&s->file[DATA], at->deviation, ',');
  put_number(&s->file[DATA], at->f, '\n');
}

/* What one run came to: where it stood last, the lowest value that it stood at, and the cost at
 * which it got there. */
struct outcome_of {
  double start, start_f, end, end_f, cost, f;
};

/* The rows of one repetition, each from the cost at which the run came to stand there; then a row
 * of NaN, which parts it from the next. A trace's rows hold the cost after a step's evaluations. */
static struct outcome_of put_run(const char *label, const struct iterate *iterate, size_t count,
                                 struct sheets *s)
{
  struct outcome_of o = {iterate[0].x, iterate[0].f, iterate[count - 1].x, iterate[count - 1].f, 0,
                         iterate[0].f};
  for (size_t i = 0; i < count; i++) {
    struct iterate here = iterate[i];
    here.cost = i ? iterate[i - 1].cost : 0;
    put_iterate(label, &here, iterate[i].cost, s);
    if (here.f >= o.f) continue;
    o.f = here.f;
    o.cost = here.cost;
  }
  put_iterate(label, &(struct iterate){iterate[0].repetition, 0, NAN, NAN, NAN, NAN}, NAN, s);
  return o;
}

static int write_optimizer(const struct plot *plot, const struct cell *cell,
                           const struct problem *problem, struct sheets *s, struct error *err)
{
  struct iterates iterates;
  char title[TITLE_SIZE];
  int status = iterates_read(plot, cell, false, true, &iterates, err);
  if (status) return status;
  /* An evolution strategy of fixed deviation does not trace it. */
  bool fixed = false;
  double sigma = NAN;
  status = cell_parameter(plot, cell, "es", "sigma", &fixed, &sigma, err);
  for (size_t i = 0; i < iterates.count && fixed; i++)
    if (isnan(iterates.at[i].deviation)) iterates.at[i].deviation = sigma;
  size_t first = s->file[DATA].rows, shown = 0;
  struct outcome_of o = {0};
  double low = INFINITY, high = -INFINITY, end = 0;
  for (size_t i = 0, from = 0; i < iterates.count; from = i) {
    while (i < iterates.count && iterates.at[i].repetition == iterates.at[from].repetition) {
      low = fmin(low, iterates.at[i].x);
      high = fmax(high, iterates.at[i].x);
      end = fmax(end, iterates.at[i].cost);
      i++;
    }
    struct outcome_of here = put_run(cell->optimizer->label, &iterates.at[from], i - from, s);
    if (!shown++) o = here;
  }
  free(iterates.at);
  if (status) return status;
  put_style(&s->file[COLUMNS], &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
  put_number(&s->file[COLUMNS], (double)first, ',');
  put_number(&s->file[COLUMNS], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[COLUMNS], o.start, ',');
  put_number(&s->file[COLUMNS], o.start_f - problem->minimum, ',');
  put_number(&s->file[COLUMNS], o.end, ',');
  put_number(&s->file[COLUMNS], o.cost, ',');
  put_number(&s->file[COLUMNS], o.f - problem->minimum, ',');
  put_number(&s->file[COLUMNS], low, ',');
  put_number(&s->file[COLUMNS], high, ',');
  put_number(&s->file[COLUMNS], end, ',');
  function_title(cell->function, title);
  put_title(&s->file[COLUMNS], title, ',');
  put_number(&s->file[COLUMNS], (double)shown, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[COLUMNS], title, ',');
  put_number(&s->file[COLUMNS], o.end_f - problem->minimum, '\n');
  return STATUS_OK;
}

static void put_function(const struct landscape *l, struct sheets *s)
{
  struct axis axis = {l->problem->low[0], l->problem->high[0], GRID};
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i);
    put_number(&s->file[FUNCTION], x, ',');
    put_number(&s->file[FUNCTION], landscape_value(l, &x, NULL) - l->problem->minimum, '\n');
  }
}

static int write_sheets(const struct plot *plot, const struct landscape *l, struct sheets *s,
                        struct error *err)
{
  int status = STATUS_OK;
  size_t first = line_cell(plot, false);
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    if (!plot->traced[first + i]) continue;
    struct cell cell = campaign_cell(plot->campaign, first + i);
    status = write_optimizer(plot, &cell, l->problem, s, err);
  }
  if (!status) put_function(l, s);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct landscape landscape = {0};
  struct cell cell = campaign_cell(plot->campaign, line_cell(plot, false));
  int status = landscape_open(&landscape, plot, &cell, err);
  if (!status) status = write_sheets(plot, &landscape, s, err);
  landscape_close(&landscape);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  if (c->trace_x && c->trace != TRACE_NONE && line_cell(plot, false) < campaign_cell_count(c))
    return true;
  snprintf(why, WHY_SIZE,
           "iterates on a function of one variable: run with -d 1 --trace every --trace-x");
  return false;
}

const struct figure figure_plateau = {
    .name = "plateau",
    .summary = "a function of one variable, and where each run stands against cost",
    .sheet =
        {[DATA] = {NULL, "optimizer,repetition,cost,until,x,deviation,f"},
         [FUNCTION] = {"function", "x,error"},
         [COLUMNS] =
             {"columns",
              "title,colour,dash,first,last,start,start_error,end,cost,error,low,high,last_cost,"
              "function,runs,axis,end_error"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .caption = "A function of one variable, and beneath it where each run stands as its "
               "evaluations are spent, a column an optimizer: who moves where the gradient is "
               "zero.",
};
