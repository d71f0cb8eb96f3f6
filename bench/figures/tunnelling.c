/* tunnelling.c -- what a search with a given deviation can pass: the basin in which an
 * evolution strategy ends, for every start and deviation; beside it E f(mean + deviation z) in
 * closed form with the local minima that it has left, and above the function and its basins.
 *
 * A basin is what lies between two local maxima of the function, found on a grid. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/iterates.h"
#include "bench/plot/sheet.h"
#include "src/numeric/elementary.h"

enum { GRID = 1601, COLUMNS = 321, ROWS = 121 };

/* All optimizers of the figure: their deviations and their runs. */
struct scan {
  const struct cell *cell;
  double sigma;
};

struct basins {
  double edge[GRID]; /* local maxima, ascending */
  size_t edges, deepest;
};

enum { DATA, FUNCTION, MINIMA };

static double field(void *context, double mean, double log_deviation)
{
  return landscape_smoothed(context, mean, repro_pow(10, log_deviation));
}

static void find_basins(const struct landscape *l, struct basins *b)
{
  struct axis axis = {l->problem->low[0], l->problem->high[0], GRID};
  double best = INFINITY, best_x = 0, before = INFINITY;
  bool rising = false;
  b->edges = 0;
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i), f = landscape_value(l, &x, NULL);
    if (f < best) {
      best = f;
      best_x = x;
    }
    if (f < before && rising) b->edge[b->edges++] = axis_at(&axis, i - 1);
    if (f != before) rising = i && f > before;
    before = f;
  }
  if (l->problem->minimiser) best_x = l->problem->minimiser[0];
  b->deepest = 0;
  while (b->deepest < b->edges && b->edge[b->deepest] < best_x) b->deepest++;
}

/* The basin's number counted from the deepest one: 0 is that, -1 and 1 lie beside it. */
static double basin_of(const struct basins *b, double x)
{
  size_t i = 0;
  while (i < b->edges && b->edge[i] < x) i++;
  return (double)i - (double)b->deepest;
}

static int compare(const void *a, const void *b)
{
  const struct scan *x = a, *y = b;
  return (x->sigma > y->sigma) - (x->sigma < y->sigma);
}

static int put_ends(const struct plot *plot, const struct scan *scan, const struct basins *b,
                    struct sheets *s, struct error *err)
{
  struct iterates iterates;
  int status = iterates_read(plot, scan->cell, true, false, &iterates, err);
  if (status) return status;
  for (size_t i = 0; i < iterates.count; i++) {
    const struct iterate *start = &iterates.at[i], *end = start;
    if (i + 1 < iterates.count && iterates.at[i + 1].repetition == start->repetition)
      end = &iterates.at[++i];
    put_text(&s->file[DATA], scan->cell->optimizer->label, ',');
    put_number(&s->file[DATA], scan->sigma, ',');
    put_number(&s->file[DATA], start->x, ',');
    put_number(&s->file[DATA], end->x, ',');
    put_number(&s->file[DATA], end->f, ',');
    put_number(&s->file[DATA], basin_of(b, end->x), '\n');
  }
  free(iterates.at);
  return STATUS_OK;
}

static void put_function(const struct landscape *l, const struct basins *b, struct sheets *s)
{
  struct axis axis = {l->problem->low[0], l->problem->high[0], GRID};
  for (size_t i = 0; i < GRID; i++) {
    double x = axis_at(&axis, i);
    put_number(&s->file[FUNCTION], x, ',');
    put_number(&s->file[FUNCTION], landscape_value(l, &x, NULL), ',');
    put_number(&s->file[FUNCTION], basin_of(b, x), '\n');
  }
}

/* Where the smoothed function has a local minimum, a row each. */
static void put_minima(const struct landscape *l, const struct axis *deviation, struct sheets *s)
{
  struct axis axis = {l->problem->low[0], l->problem->high[0], GRID};
  struct axis fine = {deviation->low, deviation->high, 2 * ROWS - 1};
  for (size_t k = 0; k < fine.count; k++) {
    double log_sigma = axis_at(&fine, k), sigma = repro_pow(10, log_sigma);
    double left = INFINITY, middle = landscape_smoothed(l, axis.low, sigma);
    for (size_t i = 1; i < GRID; i++) {
      double right = landscape_smoothed(l, axis_at(&axis, i), sigma);
      if (i > 1 && middle < left && middle <= right) {
        put_number(&s->file[MINIMA], axis_at(&axis, i - 1), ',');
        put_number(&s->file[MINIMA], sigma, ',');
        put_number(&s->file[MINIMA], middle, '\n');
      }
      left = middle;
      middle = right;
    }
  }
}

/* The optimizers that have a deviation and traces, ascending. */
static int find_scans(const struct plot *plot, struct cell *cells, struct scan *scans,
                      size_t *count, struct sheets *s, struct error *err)
{
  size_t first = line_cell(plot, true);
  int status = STATUS_OK;
  *count = 0;
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    bool found = false;
    double sigma = 0;
    if (!plot->traced[first + i]) continue;
    cells[i] = campaign_cell(plot->campaign, first + i);
    status = cell_parameter(plot, &cells[i], "es", "sigma", &found, &sigma, err);
    sheets_show(s, i, found, "no evolution strategy that keeps its deviation");
    if (found) scans[(*count)++] = (struct scan){&cells[i], sigma};
  }
  qsort(scans, *count, sizeof *scans, compare);
  return status;
}

static int write_sheets(const struct plot *plot, const struct landscape *l,
                        const struct scan *scans, size_t count, struct sheets *s, struct error *err)
{
  struct basins *basins = calloc(1, sizeof *basins);
  if (!basins) return error_memory(err, "the basins of a function");
  find_basins(l, basins);
  struct axis mean = {l->problem->low[0], l->problem->high[0], COLUMNS};
  struct axis deviation = {repro_log10(scans[0].sigma), repro_log10(scans[count - 1].sigma), ROWS};
  if (!(deviation.low < deviation.high)) deviation.high = deviation.low + 1;
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) status = put_ends(plot, &scans[i], basins, s, err);
  if (!status) {
    put_function(l, basins, s);
    put_minima(l, &deviation, s);
    status = write_field(plot, "tunnelling", "field", &mean, &deviation, field, (void *)l, err);
  }
  free(basins);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct landscape landscape = {0};
  size_t count = 0, most = plot->campaign->optimizer_count;
  struct cell first = campaign_cell(plot->campaign, line_cell(plot, true));
  struct cell *cells = calloc(most, sizeof *cells);
  struct scan *scans = calloc(most, sizeof *scans);
  int status = cells && scans ? landscape_open(&landscape, plot, &first, err)
                              : error_memory(err, "the deviations of a figure");
  if (!status) status = find_scans(plot, cells, scans, &count, s, err);
  if (!status && count) status = write_sheets(plot, &landscape, scans, count, s, err);
  landscape_close(&landscape);
  free(cells);
  free(scans);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (line_shows(plot, "es")) return true;
  snprintf(why, WHY_SIZE,
           "an evolution strategy at several deviations on a function of one variable that has a "
           "closed form of its smoothing: run tunnelling");
  return false;
}

const struct figure figure_tunnelling = {
    .name = "tunnelling",
    .summary = "where evolution strategies end, by start and deviation, and what they descend on",
    .sheet = {[DATA] = {NULL, "optimizer,sigma,start,end,f,basin"},
              [FUNCTION] = {"function", "x,f,basin"},
              [MINIMA] = {"minima", "x,sigma,value"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .caption = "What a search with a given deviation can pass: the basin in which an evolution "
               "strategy ends, for every start and deviation; beside it E f(mean + deviation z) "
               "with the local minima that it has left. A basin is what lies between two local "
               "maxima.",
};
