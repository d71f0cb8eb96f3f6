/* area.c -- how well optimizers do at any budget: the area over the convergence curve (areas.h),
 * over all functions, of each, and of each function and dimension. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/curves.h"
#include "bench/judge/areas.h"
#include "bench/plot/sheet.h"
#include "bench/statistics/ranks.h"

enum { DATA, CELLS, PANELS, OPTIMIZERS };

static void put_score(const char *label, double dim, const char *optimizer, size_t row,
                      const struct area_score *s, struct csv_file *out)
{
  struct interval interval = area_interval(s);
  put_text(out, label, ',');
  put_number(out, dim, ',');
  put_text(out, optimizer, ',');
  put_number(out, (double)row, ',');
  put_number(out, (double)s->runs, ',');
  put_number(out, s->mean, ',');
  put_number(out, interval.low, ',');
  put_number(out, interval.high, '\n');
}

/* A panel of a function, or of all; `order` are the optimizers that have a row. */
static void put_panel(const struct plot *plot, const struct areas *areas,
                      const struct function_entry *function, const struct keyed *order, size_t rows,
                      struct sheets *s)
{
  char title[TITLE_SIZE] = "All functions";
  const char *label = function ? function->label : "all";
  size_t first = s->file[DATA].rows, first_cell = s->file[CELLS].rows;
  if (function) function_title(function, title);
  for (size_t row = 0; row < rows; row++) {
    size_t o = order[row].index;
    const char *optimizer = plot->campaign->optimizers[o].label;
    struct area_score score = areas_pool(areas, function, o);
    if (!score.runs) continue;
    put_score(label, NAN, optimizer, row, &score, &s->file[DATA]);
    for (size_t i = 0; i < areas->count && function; i++)
      if (areas->group[i].function == function && areas->group[i].of[o].runs)
        put_score(label, (double)areas->group[i].dim, optimizer, row, &areas->group[i].of[o],
                  &s->file[CELLS]);
  }
  if (s->file[DATA].rows == first) return;
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)first, ',');
  put_number(&s->file[PANELS], (double)(s->file[DATA].rows - first), ',');
  put_number(&s->file[PANELS], (double)first_cell, ',');
  put_number(&s->file[PANELS], (double)(s->file[CELLS].rows - first_cell), ',');
  put_number(&s->file[PANELS], area_low, ',');
  put_number(&s->file[PANELS], area_high, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[PANELS], title, '\n');
}

/* The optimizers that have a score, the best first. */
static size_t order_rows(const struct plot *plot, const struct areas *areas, struct keyed *order,
                         struct sheets *s)
{
  size_t rows = 0;
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
    struct area_score score = areas_pool(areas, NULL, o);
    if (!score.runs) continue;
    order[rows++] = (struct keyed){-score.mean, o};
    sheets_show(s, o, true, NULL);
  }
  sort_keyed(order, rows);
  for (size_t row = 0; row < rows; row++)
    put_style(&s->file[OPTIMIZERS], &plot->styles[order[row].index], '\n');
  return rows;
}

static void put_panels(const struct plot *plot, const struct areas *areas, struct keyed *order,
                       struct sheets *s)
{
  const struct campaign *c = plot->campaign;
  size_t rows = order_rows(plot, areas, order, s);
  if (c->function_count > 1) put_panel(plot, areas, NULL, order, rows, s);
  for (size_t f = 0; f < c->function_count; f++) {
    if (minimum_known(&c->functions[f]))
      put_panel(plot, areas, &c->functions[f], order, rows, s);
    else
      sheets_skip_panel(s, &c->functions[f], "(its minimum is not known)");
  }
  if (!rows) strcpy(s->nothing, "no function whose minimum is known has a trace");
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct traced traced = {plot->results, plot->campaign, plot->traced};
  struct keyed *order = calloc(plot->campaign->optimizer_count, sizeof *order);
  if (!order) return error_memory(err, "the areas over the curves");
  struct areas areas;
  int status = areas_read(&traced, &areas, err);
  if (!status) put_panels(plot, &areas, order, s);
  areas_free(&areas);
  free(order);
  return status;
}

const struct figure figure_area = {
    .name = "area",
    .summary = "how well each does at any budget: the area over its convergence curve",
    .source = "Lopez-Ibanez, Vermetten, Dreo and Doerr, arXiv:2404.02031, 2024",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,row,runs,area,low,high"},
              [CELLS] = {"cells", "function,dimension,optimizer,row,runs,area,low,high"},
              [PANELS] = {"panels", "title,first,count,first_cell,cells,error_low,error_high,axis"},
              [OPTIMIZERS] = {"optimizers", "title,colour,dash"}},
    .possible = curves_possible,
    .write = write,
    .listed_only = true,
    .of = OF_ALL,
    .alt = "Area over the convergence curve of each optimizer.",
    .caption =
        "Area over the convergence curve (Lopez-Ibanez, Vermetten, Dreo and Doerr 2024): the "
        "mean over all costs up to the budget of where log10 of the best error lies between "
        "10^2, which counts 0, and 10^-8, which counts 1. Large: the mean over functions and "
        "dimensions, with a 95 % interval over runs; rings: each dimension alone.",
};
