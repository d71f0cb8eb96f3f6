/* stepsize.c -- the first iterates of descent on a function of one variable, a panel an
 * optimizer, with its learning rate beside the bound 2 / L beyond which gradient descent cannot
 * converge where the second derivative is L. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/iterates.h"
#include "bench/plot/sheet.h"

enum { GRID = 1601 };

enum { DATA, FUNCTION, PANELS };

/* 2 / f''(x*), by a central difference of the gradient; NaN if f has a kink or is not convex. */
static double rate_bound(const struct landscape *l)
{
  double h = 1e-3 * (l->problem->high[0] - l->problem->low[0]), f;
  double at = l->problem->minimiser ? l->problem->minimiser[0] : l->problem->canonical[0];
  double low = at - h, high = at + h, before = NAN, after = NAN;
  f = landscape_value(l, &low, &before) + landscape_value(l, &high, &after);
  double curvature = (after - before) / (2 * h);
  return l->problem->traits & SMOOTH && curvature > 0 && isfinite(f) ? 2 / curvature : NAN;
}

static int write_optimizer(const struct plot *plot, const struct cell *cell,
                           const struct landscape *l, double *reach, struct sheets *s,
                           struct error *err)
{
  bool has_rate = false;
  double rate = NAN;
  char title[TITLE_SIZE];
  size_t first = s->file[DATA].rows;
  double end = NAN;
  struct iterates iterates;
  int status = cell_parameter(plot, cell, NULL, "rate", &has_rate, &rate, err);
  if (!status) status = iterates_read(plot, cell, false, false, &iterates, err);
  if (status) return status;
  for (size_t i = 0; i < iterates.count && iterates.at[i].repetition == 0; i++) {
    const struct iterate *at = &iterates.at[i];
    put_text(&s->file[DATA], cell->optimizer->label, ',');
    put_number(&s->file[DATA], (double)at->step, ',');
    put_number(&s->file[DATA], at->x, ',');
    put_number(&s->file[DATA], at->f, '\n');
    end = at->x;
    if (isfinite(at->x) && fabs(at->x) > *reach) *reach = fabs(at->x);
  }
  free(iterates.at);
  function_title(cell->function, title);
  put_style(&s->file[PANELS], &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
  put_number(&s->file[PANELS], rate, ',');
  put_number(&s->file[PANELS], rate_bound(l), ',');
  put_number(&s->file[PANELS], (double)first, ',');
  put_number(&s->file[PANELS], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[PANELS], end, ',');
  put_title(&s->file[PANELS], title, '\n');
  return STATUS_OK;
}

/* f as far as the iterates go, but no further than the search region. */
static void put_function(const struct landscape *l, double reach, struct sheets *s)
{
  struct axis axis = {fmax(-1.1 * reach, l->problem->low[0]),
                      fmin(1.1 * reach, l->problem->high[0]), GRID};
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i);
    put_number(&s->file[FUNCTION], x, ',');
    put_number(&s->file[FUNCTION], landscape_value(l, &x, NULL), '\n');
  }
}

static int write_sheets(const struct plot *plot, const struct landscape *l, struct sheets *s,
                        struct error *err)
{
  double reach = 0.1 * (l->problem->high[0] - l->problem->low[0]);
  int status = STATUS_OK;
  size_t first = line_cell(plot, false);
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    if (!plot->traced[first + i]) continue;
    struct cell cell = campaign_cell(plot->campaign, first + i);
    status = write_optimizer(plot, &cell, l, &reach, s, err);
  }
  if (!status) put_function(l, reach, s);
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
  size_t first = line_cell(plot, false);
  if (first < campaign_cell_count(c) && c->trace == TRACE_EVERY && c->trace_x) return true;
  snprintf(why, WHY_SIZE,
           "every iterate on a function of one variable: run with -f parabola --trace every "
           "--trace-x");
  return false;
}

const struct figure figure_stepsize = {
    .name = "stepsize",
    .summary = "iterates of descent at several learning rates",
    .sheet = {[DATA] = {NULL, "optimizer,step,x,f"},
              [FUNCTION] = {"function", "x,f"},
              [PANELS] = {"panels", "title,colour,dash,rate,bound,first,last,end,function"}},
    .possible = possible,
    .write = write,
    .caption = "The first iterates of descent on a function of one variable, a panel an optimizer, "
               "with its learning rate beside the bound 2 / L beyond which gradient descent cannot "
               "converge where the second derivative is L.",
};
