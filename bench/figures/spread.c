/* spread.c -- how evolution strategies adapt: deviation and condition number of the search
 * distribution against cost, a row a function and dimension, median and quartiles of the runs that
 * still go on. The first instance of each function.
 *
 * Both are columns of the trace. A curve ends where fewer than half of its runs go on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/sheet.h"
#include "bench/record/trace.h"
#include "bench/statistics/quantiles.h"

/* Costs at which the runs are read off: 20 a decade. */
enum { GRID = 200, QUANTITIES = 2 };
static const double ratio = 1.1220184543019633;
static const char *const columns[QUANTITIES] = {"deviation", "condition"};

enum { DATA, CURVES, PANELS };

/* value[run * GRID + k] is what a run had at cost grid[k]; NaN before its first row and after its
 * last. */
struct curve {
  size_t runs;
  double *value;
};

struct panel {
  size_t first, curves;
  double cost[2], value[2]; /* ends of the axes */
};

static void make_grid(double grid[GRID])
{
  grid[0] = 1;
  for (size_t k = 1; k < GRID; k++) grid[k] = fmax(floor(grid[k - 1] * ratio), grid[k - 1] + 1);
}

static bool has_column(const struct plot *plot, const struct cell *cell, const char *name)
{
  struct method method;
  struct error err;
  bool has = false;
  if (cell_method(plot->libraries, plot->campaign, cell, &method, &err)) return false;
  for (size_t i = 0; method.diagnostics && method.diagnostics[i]; i++)
    has |= !strcmp(method.diagnostics[i], name);
  method_free(&method);
  return has;
}

/* The rows of one run hold from their cost on until the next. */
static int read_curve(const struct plot *plot, const struct cell *cell, const char *column,
                      const double grid[GRID], struct curve *c, struct error *err)
{
  struct trace trace;
  size_t at = 0, last = SIZE_MAX;
  double before = NAN;
  for (size_t i = 0; i < c->runs * GRID; i++) c->value[i] = NAN;
  int status = trace_open(&trace, plot->results, plot->campaign, cell, false, column, err);
  if (status) return status;
  for (bool more = true; more && !status;) {
    status = trace_next(&trace, &more, err);
    if (status || !more) continue;
    if (trace.repetition != last) {
      at = 0;
      while (at < GRID && grid[at] < trace.cost) at++;
      last = trace.repetition;
    }
    for (; at < GRID && grid[at] < trace.cost; at++) c->value[last * GRID + at] = before;
    if (at < GRID && grid[at] == trace.cost) c->value[last * GRID + at++] = trace.diagnostic;
    before = trace.diagnostic;
  }
  trace_close(&trace);
  return status;
}

static void put_point(const struct cell *cell, size_t quantity, double cost, struct quartiles q,
                      struct sheets *s)
{
  put_text(&s->file[DATA], cell->function->label, ',');
  put_number(&s->file[DATA], (double)cell->dim, ',');
  put_text(&s->file[DATA], cell->optimizer->label, ',');
  put_text(&s->file[DATA], columns[quantity], ',');
  put_number(&s->file[DATA], cost, ',');
  put_number(&s->file[DATA], q.low, ',');
  put_number(&s->file[DATA], q.median, ',');
  put_number(&s->file[DATA], q.high, '\n');
}

static void widen(double range[2], double value)
{
  if (!(value > 0) || !isfinite(value)) return;
  if (!(value >= range[0])) range[0] = value;
  if (!(value <= range[1])) range[1] = value;
}

static void put_curve(const struct plot *plot, const struct cell *cell, size_t quantity,
                      const struct curve *c, const double grid[GRID], double *work,
                      struct panel *panel, struct sheets *s)
{
  size_t first = s->file[DATA].rows;
  double end = NAN, end_cost = NAN;
  for (size_t k = 0; k < GRID; k++) {
    size_t going = 0;
    for (size_t run = 0; run < c->runs; run++)
      if (!isnan(c->value[run * GRID + k])) work[going++] = c->value[run * GRID + k];
    if (2 * going < c->runs || !going) continue;
    struct quartiles q = quartiles_of(work, going);
    if (!(q.median > 0) || !isfinite(q.median)) continue;
    put_point(cell, quantity, grid[k], q, s);
    widen(panel->value, q.median);
    widen(panel->value, q.low);
    widen(panel->value, q.high);
    widen(panel->cost, grid[k]);
    end = q.median;
    end_cost = grid[k];
  }
  if (s->file[DATA].rows == first) return;
  put_style(&s->file[CURVES], &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[CURVES], end_cost, ',');
  put_number(&s->file[CURVES], end, '\n');
  panel->curves++;
}

static void put_panel(const struct plot *plot, const struct cell *cell, size_t row, size_t quantity,
                      const struct panel *p, struct sheets *s)
{
  char title[TITLE_SIZE];
  put_number(&s->file[PANELS], (double)row, ',');
  put_number(&s->file[PANELS], (double)quantity, ',');
  function_title(cell->function, title);
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)cell->dim, ',');
  put_number(&s->file[PANELS], (double)plot->campaign->runs, ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], p->cost[i], ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], p->value[i], ',');
  put_number(&s->file[PANELS], (double)p->first, ',');
  put_number(&s->file[PANELS], (double)p->curves, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[PANELS], title, '\n');
}

/* The two panels of a function and dimension, its cells side by side from `first` on. */
static int write_row(const struct plot *plot, size_t first, size_t row, const double grid[GRID],
                     struct curve *c, double *work, struct sheets *s, struct error *err)
{
  int status = STATUS_OK;
  for (size_t quantity = 0; quantity < QUANTITIES && !status; quantity++) {
    struct panel panel = {.first = s->file[CURVES].rows, .cost = {NAN, NAN}, .value = {NAN, NAN}};
    struct cell cell = campaign_cell(plot->campaign, first);
    for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
      cell = campaign_cell(plot->campaign, first + i);
      if (!plot->traced[first + i]) continue;
      if (!has_column(plot, &cell, columns[quantity])) {
        if (!quantity) sheets_show(s, i, false, "no deviation");
        continue;
      }
      status = read_curve(plot, &cell, columns[quantity], grid, c, err);
      if (status) continue;
      size_t before = panel.curves;
      put_curve(plot, &cell, quantity, c, grid, work, &panel, s);
      sheets_show(s, i, panel.curves > before, "no deviation that is finite");
    }
    if (!status && panel.curves) put_panel(plot, &cell, row, quantity, &panel, s);
  }
  return status;
}

static int write_sheets(const struct plot *plot, struct curve *c, double *work, struct sheets *s,
                        struct error *err)
{
  double grid[GRID];
  make_grid(grid);
  int status = STATUS_OK;
  struct cell last = {0};
  for (size_t i = 0, row = 0; i < campaign_cell_count(plot->campaign) && !status; i++) {
    struct cell cell = campaign_cell(plot->campaign, i);
    if (cell.function == last.function && cell.dim == last.dim) continue;
    last = cell;
    size_t before = s->file[CURVES].rows;
    status = write_row(plot, i, row, grid, c, work, s, err);
    row += s->file[CURVES].rows > before;
  }
  if (!status && !s->file[CURVES].rows) strcpy(s->nothing, "no run has a deviation that is finite");
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct curve curve = {.runs = plot->campaign->runs};
  curve.value = malloc(curve.runs * GRID * sizeof *curve.value);
  double *work = malloc(curve.runs * sizeof *work);
  int status = curve.value && work ? write_sheets(plot, &curve, work, s, err)
                                   : error_memory(err, "the runs of a curve");
  free(curve.value);
  free(work);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  for (size_t i = 0; i < campaign_cell_count(c) && c->trace != TRACE_NONE; i++) {
    struct cell cell = campaign_cell(c, i);
    if (plot->traced[i] && has_column(plot, &cell, columns[0])) return true;
  }
  snprintf(why, WHY_SIZE,
           "traces of a method that has a deviation: run with -o es,xnes --trace "
           "log");
  return false;
}

const struct figure figure_spread = {
    .name = "spread",
    .summary = "deviation and condition number of the search distribution against cost",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,quantity,cost,low,median,high"},
              [CURVES] = {"curves", "title,colour,dash,first,last,end_cost,end"},
              [PANELS] = {"panels",
                          "row,column,function,dimension,runs,cost_low,cost_high,value_low,"
                          "value_high,first,curves,axis"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .caption = "How evolution strategies adapt: deviation and condition number of the search "
               "distribution against cost, median and quartiles of the runs that still go on. A "
               "curve ends where fewer than half of its runs do.",
};
