/* area.c -- how well optimizers do at any budget: the area over the convergence curve
 * (Lopez-Ibanez, Vermetten, Dreo and Doerr, Using the empirical attainment function for analyzing
 * single-objective black-box optimization algorithms, IEEE Transactions on Evolutionary
 * Computation, 2024), over all functions, of each, and of each function and dimension.
 *
 * It is the mean over all costs up to the budget of where log10 of the best error lies between the
 * bounds, 1 at the lower one. A function's is the mean of its dimensions', that of all the mean
 * over functions and dimensions. Intervals come from the standard errors of the means over runs:
 * they tell of other runs, not of other functions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/anytime.h"
#include "bench/figures/curves.h"
#include "bench/statistics/ranks.h"

enum { DATA, CELLS, PANELS, OPTIMIZERS };
static const double low = -8, high = 2, normal = 1.959963984540054;

/* The mean of one optimizer in one group of cells, or in several. */
struct score {
  double mean, variance; /* of the mean; NaN of one run */
  size_t runs;           /* 0: it has no trace there */
};

/* Cells of a function and dimension, with a score for each optimizer. */
struct group {
  const struct function_entry *function;
  size_t dim;
  double budget;
  struct score *of;
};

static struct score score_of(const struct anytime *a, double budget)
{
  const struct curve_bounds bounds = {low, high, budget};
  struct score s = {.runs = a->runs};
  double sum = 0, squares = 0, n = (double)a->runs;
  for (size_t r = 0; r < a->runs; r++) {
    size_t count;
    const struct curve_point *point = anytime_run(a, r, &count);
    sum += curve_area(point, count, &bounds);
  }
  s.mean = sum / n;
  for (size_t r = 0; r < a->runs; r++) {
    size_t count;
    const struct curve_point *point = anytime_run(a, r, &count);
    double off = curve_area(point, count, &bounds) - s.mean;
    squares += off * off;
  }
  s.variance = a->runs > 1 ? squares / (n * (n - 1)) : (double)NAN;
  return s;
}

static int read_group(const struct plot *plot, size_t first, size_t cells, struct group *g,
                      struct error *err)
{
  int status = STATUS_OK;
  for (size_t o = 0; o < plot->campaign->optimizer_count && !status; o++) {
    struct anytime a;
    status = anytime_read(plot, first, cells, o, &a, err);
    if (!status && a.runs) g->of[o] = score_of(&a, g->budget);
    anytime_free(&a);
  }
  return status;
}

/* Groups of functions whose minimum is known, which alone have errors. */
static int read_groups(const struct plot *plot, struct group *group, struct score *score,
                       size_t *count, struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = STATUS_OK;
  for (size_t i = 0, cells; i < campaign_cell_count(c) && !status; i += cells) {
    struct cell cell = campaign_cell(c, i);
    cells = curves_cells(c, i);
    if (!minimum_known(cell.function)) continue;
    struct group *g = &group[*count];
    *g = (struct group){cell.function, cell.dim, fmax(floor(cell.budget), 1),
                        score + *count * c->optimizer_count};
    status = read_group(plot, i, cells, g, err);
    ++*count;
  }
  return status;
}

/* Over the groups of a function, or all. */
static struct score pool(const struct group *group, size_t count,
                         const struct function_entry *function, size_t optimizer)
{
  struct score all = {0};
  double n = 0;
  for (size_t i = 0; i < count; i++) {
    const struct score *s = &group[i].of[optimizer];
    if ((function && group[i].function != function) || !s->runs) continue;
    all.mean += s->mean;
    all.variance += s->variance;
    all.runs += s->runs;
    n++;
  }
  all.mean /= n;
  all.variance /= n * n;
  return all;
}

static void put_score(const char *label, double dim, const char *optimizer, size_t row,
                      const struct score *s, struct csv_file *out)
{
  double half = normal * sqrt(s->variance);
  put_text(out, label, ',');
  put_number(out, dim, ',');
  put_text(out, optimizer, ',');
  put_number(out, (double)row, ',');
  put_number(out, (double)s->runs, ',');
  put_number(out, s->mean, ',');
  put_number(out, fmax(s->mean - half, 0), ',');
  put_number(out, fmin(s->mean + half, 1), '\n');
}

/* A panel of a function, or of all; `order` are the optimizers that have a row. */
static void put_panel(const struct plot *plot, const struct group *group, size_t count,
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
    struct score score = pool(group, count, function, o);
    if (!score.runs) continue;
    put_score(label, NAN, optimizer, row, &score, &s->file[DATA]);
    for (size_t i = 0; i < count && function; i++)
      if (group[i].function == function && group[i].of[o].runs)
        put_score(label, (double)group[i].dim, optimizer, row, &group[i].of[o], &s->file[CELLS]);
  }
  if (s->file[DATA].rows == first) return;
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)first, ',');
  put_number(&s->file[PANELS], (double)(s->file[DATA].rows - first), ',');
  put_number(&s->file[PANELS], (double)first_cell, ',');
  put_number(&s->file[PANELS], (double)(s->file[CELLS].rows - first_cell), ',');
  put_number(&s->file[PANELS], low, ',');
  put_number(&s->file[PANELS], high, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[PANELS], title, '\n');
}

/* The optimizers that have a score, the best first. */
static size_t order_rows(const struct plot *plot, const struct group *group, size_t count,
                         struct keyed *order, struct sheets *s)
{
  size_t rows = 0;
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++) {
    struct score score = pool(group, count, NULL, o);
    if (!score.runs) continue;
    order[rows++] = (struct keyed){-score.mean, o};
    sheets_show(s, o, true, NULL);
  }
  sort_keyed(order, rows);
  for (size_t row = 0; row < rows; row++)
    put_style(&s->file[OPTIMIZERS], &plot->styles[order[row].index], '\n');
  return rows;
}

static void put_panels(const struct plot *plot, const struct group *group, size_t count,
                       struct keyed *order, struct sheets *s)
{
  const struct campaign *c = plot->campaign;
  size_t rows = order_rows(plot, group, count, order, s);
  if (c->function_count > 1) put_panel(plot, group, count, NULL, order, rows, s);
  for (size_t f = 0; f < c->function_count; f++) {
    if (minimum_known(&c->functions[f]))
      put_panel(plot, group, count, &c->functions[f], order, rows, s);
    else
      sheets_skip_panel(s, &c->functions[f], "(its minimum is not known)");
  }
  if (!rows) strcpy(s->nothing, "no function whose minimum is known has a trace");
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  size_t cells = campaign_cell_count(plot->campaign), count = 0;
  struct group *group = calloc(cells, sizeof *group);
  struct score *score = calloc(cells * plot->campaign->optimizer_count, sizeof *score);
  struct keyed *order = calloc(plot->campaign->optimizer_count, sizeof *order);
  int status = group && score && order ? read_groups(plot, group, score, &count, err)
                                       : error_memory(err, "the areas over the curves");
  if (!status) put_panels(plot, group, count, order, s);
  free(group);
  free(score);
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
