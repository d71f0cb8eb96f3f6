/* plateau.c -- who moves where the gradient is zero: a function of one variable, and beneath
 * it where each run stands as its evaluations are spent. A column an optimizer. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/figure.h"
#include "bench/plot/iterates.h"

enum { GRID = 1601 };

struct sheets {
  struct file data, function, columns;
  size_t row;
};

/* `until`: the cost up to which it stood there. */
static void put_stop(const char *label, const struct stop *at, double until, struct sheets *s)
{
  put_text(&s->data, label, ',');
  put_number(&s->data, (double)at->repetition, ',');
  put_number(&s->data, at->cost, ',');
  put_number(&s->data, until, ',');
  put_number(&s->data, at->x, ',');
  put_number(&s->data, at->deviation, ',');
  put_number(&s->data, at->f, '\n');
  s->row++;
}

/* What one run came to: the lowest value that it stood at, and the cost at which it got there. */
struct outcome_of {
  double start, start_f, end, cost, f;
};

/* The rows of one repetition, each from the cost at which the run came to stand there; then a row
 * of NaN, which parts it from the next. A trace's rows hold the cost after a step's evaluations. */
static struct outcome_of put_run(const char *label, const struct stop *stop, size_t count,
                                 struct sheets *s)
{
  struct outcome_of o = {stop[0].x, stop[0].f, stop[count - 1].x, 0, stop[0].f};
  for (size_t i = 0; i < count; i++) {
    struct stop here = stop[i];
    here.cost = i ? stop[i - 1].cost : 0;
    put_stop(label, &here, stop[i].cost, s);
    if (here.f >= o.f) continue;
    o.f = here.f;
    o.cost = here.cost;
  }
  put_stop(label, &(struct stop){stop[0].repetition, 0, NAN, NAN, NAN, NAN}, NAN, s);
  return o;
}

static int write_optimizer(const struct plot *plot, const struct cell *cell,
                           const struct problem *problem, struct sheets *s, struct error *err)
{
  struct stops stops;
  char title[TITLE_SIZE];
  int status = stops_read(plot, cell, false, true, &stops, err);
  if (status) return status;
  /* An evolution strategy of fixed deviation does not trace it. */
  bool fixed = false;
  double sigma = NAN;
  status = cell_parameter(plot, cell, "es", "sigma", &fixed, &sigma, err);
  for (size_t i = 0; i < stops.count && fixed; i++)
    if (isnan(stops.stop[i].deviation)) stops.stop[i].deviation = sigma;
  size_t first = s->row, shown = 0;
  struct outcome_of o = {0};
  double low = INFINITY, high = -INFINITY, end = 0;
  for (size_t i = 0, from = 0; i < stops.count; from = i) {
    while (i < stops.count && stops.stop[i].repetition == stops.stop[from].repetition) {
      low = fmin(low, stops.stop[i].x);
      high = fmax(high, stops.stop[i].x);
      end = fmax(end, stops.stop[i].cost);
      i++;
    }
    struct outcome_of here = put_run(cell->optimizer->label, &stops.stop[from], i - from, s);
    if (!shown++) o = here;
  }
  free(stops.stop);
  if (status) return status;
  put_style(&s->columns, &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
  put_number(&s->columns, (double)first, ',');
  put_number(&s->columns, (double)s->row - 1, ',');
  put_number(&s->columns, o.start, ',');
  put_number(&s->columns, o.start_f - problem->minimum, ',');
  put_number(&s->columns, o.end, ',');
  put_number(&s->columns, o.cost, ',');
  put_number(&s->columns, o.f - problem->minimum, ',');
  put_number(&s->columns, low, ',');
  put_number(&s->columns, high, ',');
  put_number(&s->columns, end, ',');
  function_title(cell->function, title);
  put_text(&s->columns, title, ',');
  put_number(&s->columns, (double)shown, ',');
  cost_title(plot->campaign, title);
  put_text(&s->columns, title, '\n');
  return STATUS_OK;
}

static void put_function(const struct landscape *l, struct sheets *s)
{
  struct axis axis = {l->problem->low[0], l->problem->high[0], GRID};
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i);
    put_number(&s->function, x, ',');
    put_number(&s->function, landscape_value(l, &x, NULL) - l->problem->minimum, '\n');
  }
}

static int write_sheets(const struct plot *plot, const struct landscape *l, struct sheets *s,
                        struct error *err)
{
  int status = sheet_create(&s->data, plot, "plateau", NULL,
                            "optimizer,repetition,cost,until,x,deviation,f", err);
  if (!status) status = sheet_create(&s->function, plot, "plateau", "function", "x,error", err);
  if (!status)
    status = sheet_create(
        &s->columns, plot, "plateau", "columns",
        "title,colour,dash,first,last,start,start_error,end,cost,error,low,high,last_cost,"
        "function,runs,axis",
        err);
  size_t first = line_cell(plot, false);
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    if (!plot->traced[first + i]) continue;
    struct cell cell = campaign_cell(plot->campaign, first + i);
    status = write_optimizer(plot, &cell, l->problem, s, err);
  }
  if (status) return status;
  put_function(l, s);
  status = file_commit(&s->data, err);
  if (!status) status = file_commit(&s->function, err);
  return status ? status : file_commit(&s->columns, err);
}

static int write(const struct plot *plot, struct error *err)
{
  struct sheets sheets = {0};
  struct landscape landscape = {0};
  struct cell cell = campaign_cell(plot->campaign, line_cell(plot, false));
  int status = landscape_open(&landscape, plot, &cell, err);
  if (!status) status = write_sheets(plot, &landscape, &sheets, err);
  file_abandon(&sheets.data);
  file_abandon(&sheets.function);
  file_abandon(&sheets.columns);
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
    .possible = possible,
    .write = write,
    .listed_only = true,
};
