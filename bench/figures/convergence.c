/* convergence.c -- median and quartiles of the error, or of the best f where the minimum is not
 * known, against cost, a panel a function and dimension, a curve an optimizer, over its repetitions
 * and instances.
 *
 * A run's error is a step function of its cost; it is read off at 20 costs a decade. A run that
 * ended early keeps its last error. Where methods follow each other, the median cost of each
 * hand-over is marked on the curve. */
#include <math.h>
#include <stdlib.h>

#include "bench/plot/sheet.h"
#include "bench/record/trace.h"
#include "bench/statistics/quantiles.h"

/* 10^(k / 20), each the double nearest to it, so that the grid is the same on every machine. */
enum { PER_DECADE = 20, DECADES = 17, GRID = PER_DECADE * DECADES };
static const double floor_error = 1e-8; /* errors below are drawn here */
static const double fractions[PER_DECADE] = {
    1,
    1.1220184543019633,
    1.2589254117941673,
    1.4125375446227544,
    1.5848931924611134,
    1.7782794100389228,
    1.9952623149688795,
    2.2387211385683394,
    2.51188643150958,
    2.8183829312644537,
    3.1622776601683795,
    3.5481338923357546,
    3.9810717055349727,
    4.466835921509631,
    5.011872336272723,
    5.623413251903491,
    6.3095734448019325,
    7.0794578438413795,
    7.943282347242815,
    8.912509381337456,
};

/* Costs from 1 on. */
static void make_grid(double grid[GRID])
{
  double decade = 1;
  for (size_t k = 0; k < GRID; k++) {
    grid[k] = decade * fractions[k % PER_DECADE];
    if (k % PER_DECADE == PER_DECADE - 1) decade *= 10;
  }
}

/* The first grid point at or after a cost. */
static size_t grid_after(const double grid[GRID], double cost)
{
  size_t low = 0, high = GRID - 1;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (grid[middle] < cost)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The runs of one curve: error[run * GRID + k] is what a run had come down to at cost grid[k]. */
struct curve {
  size_t runs;
  double *error, *last; /* last: where each run ended */
  double *handed;       /* HANDED a run: the costs of its hand-overs, or infinity */
  double end;           /* the cost at which the longest ended */
};
enum { HANDED = CHAIN_MOST - 1 };

/* Why there may be nothing to draw: how many runs there are, evaluated anything, saw a finite
 * value.
 */
struct tally {
  size_t runs, evaluated, finite;
};

struct panel {
  const struct function_entry *function;
  size_t dim, row, column;
  size_t first_cell, cells;                /* in the campaign */
  bool traced;                             /* is any of them there? */
  size_t first_curve, curves;              /* in the sheet */
  double cost_high, error_low, error_high; /* ends of the axes */
};

enum { DATA, CURVES, PANELS };

static int add_runs(struct curve *c, size_t more, struct error *err)
{
  size_t runs = c->runs + more;
  double *error = realloc(c->error, runs * GRID * sizeof *error);
  if (error) c->error = error;
  double *last = realloc(c->last, runs * sizeof *last);
  if (last) c->last = last;
  double *handed = realloc(c->handed, runs * HANDED * sizeof *handed);
  if (handed) c->handed = handed;
  if (!error || !last || !handed) return error_memory(err, "the runs of a curve");
  for (size_t i = c->runs * GRID; i < runs * GRID; i++) error[i] = NAN;
  for (size_t i = c->runs; i < runs; i++) last[i] = INFINITY;
  for (size_t i = c->runs * HANDED; i < runs * HANDED; i++) handed[i] = INFINITY;
  c->runs = runs;
  return STATUS_OK;
}

/* A row tells at what cost the turn of its method began. */
static void note_turn(double *handed, double began)
{
  for (size_t k = 0; began > 0 && k < HANDED && handed[k] != began; k++)
    if (isinf(handed[k])) handed[k] = began;
}

static void count_run(struct tally *t, double cost, double error)
{
  t->runs++;
  t->evaluated += cost > 0;
  t->finite += isfinite(error) != 0;
}

/* Adds the runs of one cell. */
static int read_cell(const struct plot *plot, const struct cell *cell, const double grid[GRID],
                     struct curve *c, struct tally *tally, struct error *err)
{
  struct trace trace;
  size_t base = c->runs, last = SIZE_MAX;
  double cost = 0;
  size_t first;
  const char *turns = method_next(cell->optimizer->label, &first) ? "stage_began" : NULL;
  int status = add_runs(c, plot->campaign->runs, err);
  if (!status) status = trace_open(&trace, plot->results, plot->campaign, cell, false, turns, err);
  if (status) return status;
  for (bool more = true; more && !status;) {
    status = trace_next(&trace, &more, err);
    if (status || !more || isnan(trace.error)) continue;
    size_t run = base + trace.repetition;
    if (run != last && last != SIZE_MAX) count_run(tally, cost, c->last[last]);
    last = run;
    cost = trace.cost;
    c->error[run * GRID + grid_after(grid, trace.cost)] = trace.error;
    c->last[run] = trace.error;
    if (turns) note_turn(c->handed + run * HANDED, trace.diagnostic);
    if (trace.cost > c->end) c->end = trace.cost;
  }
  trace_close(&trace);
  if (last != SIZE_MAX) count_run(tally, cost, c->last[last]);
  for (size_t run = base; run < c->runs; run++) {
    double *error = c->error + run * GRID;
    if (isnan(error[0])) error[0] = INFINITY;
    for (size_t k = 1; k < GRID; k++)
      if (isnan(error[k])) error[k] = error[k - 1];
  }
  return status;
}

static struct quartiles quartiles_at(const struct curve *c, size_t k, double *work)
{
  for (size_t i = 0; i < c->runs; i++) work[i] = c->error[i * GRID + k];
  return quartiles_of(work, c->runs);
}

/* Is the median cost of a hand-over in [from, to)? */
static bool handed_over(const struct curve *c, double from, double to, double *work)
{
  for (size_t k = 0; k < HANDED; k++) {
    for (size_t i = 0; i < c->runs; i++) work[i] = c->handed[i * HANDED + k];
    double median = quartiles_of(work, c->runs).median;
    if (median >= from && median < to) return true;
  }
  return false;
}

static void put_point(const struct panel *panel, const char *label, struct sheets *s, double cost,
                      struct quartiles q, bool handed)
{
  put_text(&s->file[DATA], panel->function->label, ',');
  put_number(&s->file[DATA], (double)panel->dim, ',');
  put_text(&s->file[DATA], label, ',');
  put_number(&s->file[DATA], cost, ',');
  put_number(&s->file[DATA], q.low, ',');
  put_number(&s->file[DATA], q.median, ',');
  put_number(&s->file[DATA], q.high, ',');
  put_number(&s->file[DATA], handed, '\n');
}

static void put_name(const struct plot *plot, const struct panel *panel, size_t optimizer,
                     struct sheets *s)
{
  put_text(&s->file[CURVES], panel->function->label, ',');
  put_number(&s->file[CURVES], (double)panel->dim, ',');
  put_text(&s->file[CURVES], plot->campaign->optimizers[optimizer].label, ',');
  put_style(&s->file[CURVES], &plot->styles[optimizer], ',');
}

/* The curve as far as its runs go, then level to the end of the panel. False if it has no point. */
static bool put_curve(const struct plot *plot, struct panel *panel, size_t optimizer,
                      const struct curve *c, const double grid[GRID], double *work,
                      struct sheets *s)
{
  const char *label = plot->campaign->optimizers[optimizer].label;
  size_t first = s->file[DATA].rows;
  double reached = INFINITY;
  for (size_t k = 0; k < GRID && grid[k] < c->end; k++) {
    struct quartiles q = quartiles_at(c, k, work);
    if (isinf(q.median)) continue;
    put_point(panel, label, s, grid[k], q,
              handed_over(c, grid[k], grid[k + 1 < GRID ? k + 1 : k], work));
    if (q.median <= floor_error && grid[k] < reached) reached = grid[k];
    panel->error_high = fmax(panel->error_high, isinf(q.high) ? q.median : q.high);
    panel->error_low = fmin(panel->error_low, isinf(q.low) ? q.median : q.low);
  }
  for (size_t i = 0; i < c->runs; i++) work[i] = c->last[i];
  struct quartiles last = quartiles_of(work, c->runs);
  if (isinf(last.median)) return false;
  if (last.median <= floor_error && c->end < reached) reached = c->end;
  put_point(panel, label, s, c->end, last, false);
  panel->error_low = fmin(panel->error_low, isinf(last.low) ? last.median : last.low);
  if (panel->cost_high > c->end) put_point(panel, label, s, panel->cost_high, last, false);

  put_name(plot, panel, optimizer, s);
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)(s->file[DATA].rows - 1), ',');
  put_number(&s->file[CURVES], last.median, ',');
  put_number(&s->file[CURVES], reached, '\n');
  return true;
}

/* What has no point is named beside the others of its panel: a curve without rows that ends at
 * infinity. */
static void put_absent(const struct plot *plot, const struct panel *panel, size_t optimizer,
                       struct sheets *s)
{
  put_name(plot, panel, optimizer, s);
  put_number(&s->file[CURVES], 0, ',');
  put_number(&s->file[CURVES], 0, ',');
  put_number(&s->file[CURVES], INFINITY, ',');
  put_number(&s->file[CURVES], INFINITY, '\n');
}

static void put_curves(const struct plot *plot, struct panel *panel, const struct curve *curves,
                       const double grid[GRID], double *work, bool *drawn, struct sheets *s)
{
  size_t count = plot->campaign->optimizer_count;
  for (size_t o = 0; o < count; o++)
    drawn[o] = curves[o].runs && put_curve(plot, panel, o, &curves[o], grid, work, s);
  if (s->file[CURVES].rows > panel->first_curve)
    for (size_t o = 0; o < count; o++)
      if (curves[o].runs && !drawn[o]) put_absent(plot, panel, o, s);
  for (size_t o = 0; o < count; o++)
    if (curves[o].runs) sheets_show(s, o, drawn[o], "no finite value");
}

static int read_panel(const struct plot *plot, struct panel *panel, const double grid[GRID],
                      struct curve *curves, struct tally *tally, struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = STATUS_OK;
  for (size_t i = 0; i < panel->cells && !status; i++) {
    size_t index = panel->first_cell + i;
    if (!plot->traced[index]) continue;
    panel->traced = true;
    struct cell cell = campaign_cell(c, index);
    struct curve *curve = &curves[cell.optimizer - c->optimizers];
    status = read_cell(plot, &cell, grid, curve, tally, err);
    if (curve->end > panel->cost_high) panel->cost_high = curve->end;
  }
  return status;
}

static int write_panel(const struct plot *plot, struct panel *panel, const double grid[GRID],
                       struct tally *tally, struct sheets *s, struct error *err)
{
  size_t count = plot->campaign->optimizer_count, most = 1;
  struct curve *curves = calloc(count, sizeof *curves);
  bool *drawn = calloc(count, sizeof *drawn);
  int status = curves && drawn ? read_panel(plot, panel, grid, curves, tally, err)
                               : error_memory(err, "a panel's curves");
  for (size_t o = 0; o < count && !status; o++)
    if (curves[o].runs > most) most = curves[o].runs;
  double *work = malloc(most * sizeof *work);
  if (!work && !status) status = error_memory(err, "a panel's curves");
  panel->first_curve = s->file[CURVES].rows;
  if (!status) put_curves(plot, panel, curves, grid, work, drawn, s);
  panel->curves = s->file[CURVES].rows - panel->first_curve;
  free(work);
  free(drawn);
  for (size_t o = 0; curves && o < count; o++) {
    free(curves[o].error);
    free(curves[o].last);
    free(curves[o].handed);
  }
  free(curves);
  return status;
}

/* One panel a function and dimension; cells of a panel stand side by side in the campaign. */
static size_t find_panels(const struct campaign *c, struct panel *panels)
{
  size_t count = 0, cells = campaign_cell_count(c);
  for (size_t i = 0; i < cells; i++) {
    struct cell cell = campaign_cell(c, i);
    struct panel *last = count ? &panels[count - 1] : NULL;
    if (!last || last->function != cell.function || last->dim != cell.dim)
      panels[count++] = (struct panel){.function = cell.function,
                                       .dim = cell.dim,
                                       .first_cell = i,
                                       .error_low = INFINITY,
                                       .error_high = minimum_known(cell.function) ? 0 : -INFINITY};
    panels[count - 1].cells++;
  }
  return count;
}

/* A row a function and a column a dimension; if they have one dimension each, rows of three. */
static void arrange(struct panel *panels, size_t count)
{
  size_t functions = 0, column = 0, drawn = 0;
  bool wide = false;
  const struct function_entry *last = NULL;
  for (size_t i = 0; i < count; i++) {
    struct panel *p = &panels[i];
    if (!p->curves) continue;
    column = p->function == last ? column + 1 : 0;
    functions += p->function != last;
    last = p->function;
    p->row = functions - 1;
    p->column = column;
    if (column) wide = true;
  }
  size_t columns = functions < 3 ? functions : functions == 4 ? 2 : 3;
  for (size_t i = 0; i < count && !wide; i++) {
    if (!panels[i].curves) continue;
    panels[i].row = drawn / columns;
    panels[i].column = drawn++ % columns;
  }
  /* Panels of a function share their height. */
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < count; k++)
      if (panels[i].function == panels[k].function) {
        panels[i].error_low = fmin(panels[i].error_low, panels[k].error_low);
        panels[i].error_high = fmax(panels[i].error_high, panels[k].error_high);
      }
}

static void put_panel(const struct plot *plot, const struct panel *p, struct sheets *s)
{
  char title[TITLE_SIZE], axis[TITLE_SIZE];
  function_title(p->function, title);
  cost_title(plot->campaign, axis);
  put_number(&s->file[PANELS], (double)p->row, ',');
  put_number(&s->file[PANELS], (double)p->column, ',');
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)p->dim, ',');
  put_number(&s->file[PANELS],
             (double)plot->campaign->runs * (double)plot->campaign->instance_count, ',');
  put_text(&s->file[PANELS], axis, ',');
  put_number(&s->file[PANELS], p->cost_high, ',');
  put_number(&s->file[PANELS], p->error_high, ',');
  put_number(&s->file[PANELS], (double)p->first_curve, ',');
  put_number(&s->file[PANELS], (double)p->curves, ',');
  put_text(&s->file[PANELS], value_title(p->function), ',');
  put_number(&s->file[PANELS], p->error_low, '\n');
}

static void explain(const struct tally *t, char nothing[WHY_SIZE])
{
  if (!t->evaluated)
    snprintf(nothing, WHY_SIZE, "no run evaluated anything, as its budget pays for no step");
  else if (!t->finite)
    snprintf(nothing, WHY_SIZE, "no run has a finite value");
  else
    snprintf(nothing, WHY_SIZE,
             "%zu of %zu runs have a finite value, too few for the median of any optimizer",
             t->finite, t->runs);
}

static int write_sheets(const struct plot *plot, struct panel *panels, size_t count,
                        struct sheets *s, struct error *err)
{
  double grid[GRID];
  make_grid(grid);
  int status = STATUS_OK;
  struct tally tally = {0};
  for (size_t i = 0; i < count && !status; i++)
    status = write_panel(plot, &panels[i], grid, &tally, s, err);
  if (status) return status;
  if (!s->file[CURVES].rows) {
    explain(&tally, s->nothing);
    return STATUS_OK;
  }
  arrange(panels, count);
  for (size_t i = 0; i < count; i++)
    if (panels[i].curves) {
      put_panel(plot, &panels[i], s);
    } else if (panels[i].traced) {
      char part[32];
      snprintf(part, sizeof part, "d = %zu", panels[i].dim);
      sheets_skip_panel(s, panels[i].function, part);
    }
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct panel *panels = calloc(campaign_cell_count(plot->campaign), sizeof *panels);
  if (!panels) return error_memory(err, "the panels of a figure");
  size_t count = find_panels(plot->campaign, panels);
  int status = write_sheets(plot, panels, count, s, err);
  free(panels);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (plot->campaign->trace != TRACE_NONE) return true;
  snprintf(why, WHY_SIZE, "traces: run with --trace log");
  return false;
}

const struct figure figure_convergence = {
    .name = "convergence",
    .summary = "median and quartiles of the error against cost",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,cost,low,median,high,handed"},
              [CURVES] = {"curves",
                          "function,dimension,optimizer,title,colour,dash,first,last,end,reached"},
              [PANELS] = {"panels",
                          "row,column,title,dimension,runs,axis,cost_high,error_high,first,"
                          "curves,value,error_low"}},
    .possible = possible,
    .write = write,
    .usual = true,
    .alt = "Convergence on {title}: {error} against cost, a panel a dimension. The "
           "table below has the numbers.",
    .caption =
        "Convergence on {title}: the lowest {value} so far against cost, a panel a dimension. "
        "Lines are medians, bands reach from the lower to the upper quartile of the runs.",
};
