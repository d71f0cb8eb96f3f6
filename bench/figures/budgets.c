/* budgets.c -- what runs have come down to at a few budgets: median and quartiles of the best
 * error, or of the best f where the minimum is not known, a panel a function and dimension, over
 * repetitions and instances (the fixed-budget view of Hansen, Auger, Brockhoff and Tusar, IEEE
 * Transactions on Evolutionary Computation 26, 2022).
 *
 * The budgets are decades of the dimension, from 10 times it on, and the campaign's own, or those
 * that were asked for, as far as runs may go. A run that ended before has what it ended with. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/anytime.h"
#include "bench/figures/curves.h"
#include "bench/statistics/quantiles.h"
#include "src/number.h"

enum { DATA, CURVES, PANELS, PLACES_MOST = 24 };

/* Where errors are read off, and the panel that they make. */
struct panel {
  struct cell cell; /* one of them */
  double at[PLACES_MOST];
  size_t places, first_curve;
  double low, high; /* of all that is shown and finite */
};

static void add_place(struct panel *p, double cost)
{
  size_t i = p->places;
  for (size_t k = 0; k < p->places; k++)
    if (p->at[k] == cost) return;
  if (p->places == PLACES_MOST) return;
  for (; i > 0 && p->at[i - 1] > cost; i--) p->at[i] = p->at[i - 1];
  p->at[i] = cost;
  p->places++;
}

static void find_places(const struct plot *plot, double longest, struct panel *p)
{
  double dim = (double)p->cell.dim;
  double limit = p->cell.steps > 0 ? fmin(p->cell.budget, longest) : p->cell.budget;
  for (size_t i = 0; plot->budgets && i < plot->budgets->count; i++) {
    const struct budget_mark *b = &plot->budgets->mark[i];
    double cost = b->by_dimension ? b->cost * dim : b->cost;
    if (cost <= limit) add_place(p, cost);
  }
  if (plot->budgets) return;
  for (double cost = 10 * dim; cost < limit && p->places + 1 < PLACES_MOST; cost *= 10)
    add_place(p, cost);
  add_place(p, limit);
}

/* In multiples of the dimension where it is a whole one, unless it was asked for as it is. */
static void put_budget(const struct plot *plot, double cost, size_t dim, struct csv_file *out)
{
  char text[64], number[NUMBER_TEXT];
  double multiple = cost / (double)dim;
  bool whole = multiple == floor(multiple);
  for (size_t i = 0; plot->budgets && i < plot->budgets->count; i++)
    whole &= plot->budgets->mark[i].by_dimension || plot->budgets->mark[i].cost != cost;
  number_format(whole ? multiple : cost, number);
  snprintf(text, sizeof text, "%s%s", number, whole ? "d" : "");
  put_text(out, text, ',');
}

/* An optimizer's quartiles at each budget where its median is finite; how many rows. */
static size_t put_points(const struct plot *plot, struct panel *p, size_t o,
                         const struct anytime *a, double *work, struct sheets *s)
{
  struct csv_file *out = &s->file[DATA];
  size_t rows = 0;
  for (size_t k = 0; k < p->places; k++) {
    for (size_t r = 0; r < a->runs; r++) {
      size_t count;
      const struct curve_point *point = anytime_run(a, r, &count);
      work[r] = curve_error(point, count, p->at[k]);
    }
    struct quartiles q = quartiles_of(work, a->runs);
    if (!isfinite(q.median)) continue;
    put_text(out, p->cell.function->label, ',');
    put_number(out, (double)p->cell.dim, ',');
    put_text(out, plot->campaign->optimizers[o].label, ',');
    put_budget(plot, p->at[k], p->cell.dim, out);
    put_number(out, p->at[k], ',');
    put_number(out, (double)k, ',');
    put_number(out, (double)a->runs, ',');
    put_number(out, q.low, ',');
    put_number(out, q.median, ',');
    put_number(out, q.high, '\n');
    p->low = fmin(p->low, q.low);
    p->high = fmax(p->high, isfinite(q.high) ? q.high : q.median);
    rows++;
  }
  return rows;
}

static int put_curve(const struct plot *plot, struct panel *p, size_t o, const struct anytime *a,
                     struct sheets *s, struct error *err)
{
  if (!a->runs) return STATUS_OK;
  double *work = malloc(a->runs * sizeof *work);
  if (!work) return error_memory(err, "the errors at a budget");
  size_t first = s->file[DATA].rows, rows = put_points(plot, p, o, a, work, s);
  free(work);
  sheets_show(s, o, rows > 0, "no finite value at any of the budgets");
  if (!rows) return STATUS_OK;
  put_text(&s->file[CURVES], p->cell.function->label, ',');
  put_number(&s->file[CURVES], (double)p->cell.dim, ',');
  put_text(&s->file[CURVES], plot->campaign->optimizers[o].label, ',');
  put_style(&s->file[CURVES], &plot->styles[o], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)(s->file[DATA].rows - 1), '\n');
  return STATUS_OK;
}

static void put_panel(const struct plot *plot, const struct panel *p, struct sheets *s)
{
  struct csv_file *out = &s->file[PANELS];
  char title[TITLE_SIZE];
  function_title(p->cell.function, title);
  put_title(out, title, ',');
  put_number(out, (double)p->cell.dim, ',');
  put_number(out, (double)p->first_curve, ',');
  put_number(out, (double)(s->file[CURVES].rows - p->first_curve), ',');
  put_number(out, (double)p->places, ',');
  put_number(out, p->low, ',');
  put_number(out, p->high, ',');
  put_text(out, value_title(p->cell.function), ',');
  cost_title(plot->campaign, title);
  put_text(out, title, ',');
  put_number(out, (double)plot->campaign->dim_count, '\n');
}

static int write_panel(const struct plot *plot, size_t first, size_t cells, struct anytime *a,
                       struct sheets *s, struct error *err)
{
  size_t optimizers = plot->campaign->optimizer_count;
  struct panel p = {.cell = campaign_cell(plot->campaign, first),
                    .first_curve = s->file[CURVES].rows,
                    .low = INFINITY,
                    .high = -INFINITY};
  double longest = 0;
  int status = STATUS_OK;
  for (size_t o = 0; o < optimizers && !status; o++) {
    status = anytime_read(plot, first, cells, o, &a[o], err);
    for (size_t i = 0; i < a[o].points && !status; i++) longest = fmax(longest, a[o].point[i].cost);
  }
  if (!status) find_places(plot, longest, &p);
  for (size_t o = 0; o < optimizers && !status; o++) status = put_curve(plot, &p, o, &a[o], s, err);
  if (!status && s->file[CURVES].rows > p.first_curve) put_panel(plot, &p, s);
  for (size_t o = 0; o < optimizers; o++) {
    anytime_free(&a[o]);
    a[o] = (struct anytime){0};
  }
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct anytime *a = calloc(c->optimizer_count, sizeof *a);
  int status = a ? STATUS_OK : error_memory(err, "the errors at a budget");
  for (size_t i = 0, cells; i < campaign_cell_count(c) && !status; i += cells) {
    cells = curves_cells(c, i);
    status = write_panel(plot, i, cells, a, s, err);
  }
  if (!status && !s->file[CURVES].rows)
    strcpy(s->nothing, "no optimizer has a finite median at any of the budgets");
  free(a);
  return status;
}

const struct figure figure_budgets = {
    .name = "budgets",
    .summary = "median and quartiles of the error at a few budgets",
    .source =
        "Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and Software 36, "
        "2021 (fixed-budget view)",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,budget,cost,place,runs,low,median,"
                              "high"},
              [CURVES] = {"curves", "function,dimension,optimizer,title,colour,dash,first,last"},
              [PANELS] = {"panels",
                          "title,dimension,first,curves,places,low,high,value,axis,dimensions"}},
    .possible = curves_possible,
    .write = write,
    .listed_only = true,
    .of = OF_EACH,
    .alt = "{error} on {title} at a few budgets, a panel a dimension.",
    .caption = "What runs on {title} have come down to at a few budgets: median and quartiles of "
               "the lowest {value} so far, over repetitions and instances, as far as their traces "
               "tell. 10d is 10 times the dimension. A run that ended before has what it ended "
               "with. Marks of a budget stand beside each other.",
};
