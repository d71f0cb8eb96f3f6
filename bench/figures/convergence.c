/* convergence.c -- median and quartiles of the error, or of the best f where the minimum is not
 * known, against cost, a panel a function and dimension, a curve an optimizer, over its repetitions
 * and instances. Where methods follow each other, the median cost of each hand-over is marked,
 * and where runs diverged, reached the target or ended. */
#include <math.h>
#include <stdlib.h>

#include "bench/figures/curves.h"
#include "bench/figures/outcomes.h"
#include "bench/plot/sheet.h"

static const double floor_error = 1e-8; /* errors below are drawn here */

struct panel {
  const struct function_entry *function;
  size_t dim, row, column;
  size_t first_cell, cells;                /* in the campaign */
  bool traced;                             /* is any of them there? */
  bool zero;                               /* is a value 0? */
  size_t first_curve, curves;              /* in the sheet */
  double cost_high, error_low, error_high; /* ends of the axes */
};

enum { DATA, CURVES, PANELS };

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

/* Zero has no place on a logarithmic axis: it lies below the least that has one. */
static void reach_down(struct panel *p, struct quartiles q)
{
  double low = isinf(q.low) ? q.median : q.low;
  p->zero |= low == 0;
  if (low != 0) p->error_low = fmin(p->error_low, low);
}

/* What a run is to come down to, where the minimum is known: the campaign's target, or what the
 * axis ends at. */
static double aim_of(const struct campaign *c, const struct function_entry *function)
{
  if (!minimum_known(function)) return -INFINITY;
  return c->target > floor_error ? c->target : floor_error;
}

/* What the median is when so many evaluations are spent. */
static double median_at(const struct curve *c, double cost, const double grid[CURVE_GRID],
                        double *work)
{
  size_t k = 0;
  while (k + 1 < CURVE_GRID && grid[k + 1] <= cost) k++;
  return cost < c->end ? curve_at(c, k, work).median : curve_end(c, work).median;
}

/* The columns from `reached` on: the costs at which the median came down to the target and at which
 * the longest run ended; how many runs diverged, and the place of the mark for it. */
static void put_marks(const struct curve *c, const struct divergence *d, double reached,
                      const double grid[CURVE_GRID], double *work, struct sheets *s)
{
  put_number(&s->file[CURVES], reached, ',');
  put_number(&s->file[CURVES], c->end, ',');
  put_number(&s->file[CURVES], (double)d->runs, ',');
  put_number(&s->file[CURVES], d->cost, ',');
  put_number(&s->file[CURVES], d->runs ? median_at(c, d->cost, grid, work) : NAN, '\n');
}

/* The curve as far as its runs go, then level to the end of the panel. False if it has no point. */
static bool put_curve(const struct plot *plot, struct panel *panel, size_t optimizer,
                      const struct curve *c, const struct divergence *d,
                      const double grid[CURVE_GRID], double *work, struct sheets *s)
{
  const char *label = plot->campaign->optimizers[optimizer].label;
  size_t first = s->file[DATA].rows;
  double reached = INFINITY, aim = aim_of(plot->campaign, panel->function);
  for (size_t k = 0; k < CURVE_GRID && grid[k] < c->end; k++) {
    struct quartiles q = curve_at(c, k, work);
    if (isinf(q.median)) continue;
    put_point(panel, label, s, grid[k], q,
              curve_handed(c, grid[k], grid[k + 1 < CURVE_GRID ? k + 1 : k], work));
    if (q.median <= aim && grid[k] < reached) reached = grid[k];
    panel->error_high = fmax(panel->error_high, isinf(q.high) ? q.median : q.high);
    reach_down(panel, q);
  }
  struct quartiles last = curve_end(c, work);
  if (isinf(last.median)) return false;
  if (last.median <= aim && c->end < reached) reached = c->end;
  put_point(panel, label, s, c->end, last, false);
  reach_down(panel, last);
  if (panel->cost_high > c->end) put_point(panel, label, s, panel->cost_high, last, false);

  put_name(plot, panel, optimizer, s);
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)(s->file[DATA].rows - 1), ',');
  put_number(&s->file[CURVES], last.median, ',');
  put_marks(c, d, reached, grid, work, s);
  return true;
}

/* What has no point is named beside the others of its panel: a curve without rows that ends at
 * infinity. */
static void put_absent(const struct plot *plot, const struct panel *panel, size_t optimizer,
                       const struct curve *c, const struct divergence *d, struct sheets *s)
{
  put_name(plot, panel, optimizer, s);
  put_number(&s->file[CURVES], 0, ',');
  put_number(&s->file[CURVES], 0, ',');
  put_number(&s->file[CURVES], INFINITY, ',');
  put_number(&s->file[CURVES], INFINITY, ',');
  put_number(&s->file[CURVES], c->end, ',');
  put_number(&s->file[CURVES], (double)d->runs, ',');
  put_number(&s->file[CURVES], d->cost, ',');
  put_number(&s->file[CURVES], INFINITY, '\n');
}

static void put_curves(const struct plot *plot, struct panel *panel, const struct curve *curves,
                       const struct divergence *d, const double grid[CURVE_GRID], double *work,
                       bool *drawn, struct sheets *s)
{
  size_t count = plot->campaign->optimizer_count;
  for (size_t o = 0; o < count; o++)
    drawn[o] = curves[o].runs && put_curve(plot, panel, o, &curves[o], &d[o], grid, work, s);
  if (s->file[CURVES].rows > panel->first_curve)
    for (size_t o = 0; o < count; o++)
      if (curves[o].runs && !drawn[o]) put_absent(plot, panel, o, &curves[o], &d[o], s);
  for (size_t o = 0; o < count; o++)
    if (curves[o].runs) sheets_show(s, o, drawn[o], "no finite value");
}

static int write_panel(const struct plot *plot, struct panel *panel,
                       const struct outcomes *outcomes, const double grid[CURVE_GRID],
                       struct tally *tally, struct sheets *s, struct error *err)
{
  struct curves curves;
  size_t count = plot->campaign->optimizer_count;
  bool *drawn = calloc(count, sizeof *drawn);
  struct divergence *diverged = calloc(count, sizeof *diverged);
  int status = curves_read(plot, panel->first_cell, panel->cells, grid, &curves, tally, err);
  if ((!drawn || !diverged) && !status) status = error_memory(err, "a panel's curves");
  for (size_t o = 0; o < count && !status; o++)
    status =
        outcomes_divergence(outcomes, plot, panel->first_cell, panel->cells, o, &diverged[o], err);
  panel->traced = curves.traced;
  panel->cost_high = curves.cost_high;
  panel->first_curve = s->file[CURVES].rows;
  if (!status) put_curves(plot, panel, curves.by, diverged, grid, curves.work, drawn, s);
  panel->curves = s->file[CURVES].rows - panel->first_curve;
  free(drawn);
  free(diverged);
  curves_free(&curves);
  return status;
}

/* One panel a function and dimension. */
static size_t find_panels(const struct campaign *c, struct panel *panels)
{
  size_t count = 0, cells = campaign_cell_count(c);
  for (size_t i = 0; i < cells; i += panels[count++].cells) {
    struct cell cell = campaign_cell(c, i);
    panels[count] = (struct panel){.function = cell.function,
                                   .dim = cell.dim,
                                   .first_cell = i,
                                   .cells = campaign_block(c, i),
                                   .error_low = INFINITY,
                                   .error_high = minimum_known(cell.function) ? 0 : -INFINITY};
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
        panels[i].zero |= panels[k].zero;
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
  bool below = p->zero && p->error_low > 0;
  put_number(&s->file[PANELS],
             below && isinf(p->error_low) ? 0
             : below                      ? p->error_low / 2
                                          : p->error_low,
             '\n');
}

static int write_sheets(const struct plot *plot, struct panel *panels, size_t count,
                        struct sheets *s, struct error *err)
{
  double grid[CURVE_GRID];
  curves_grid(grid);
  struct tally tally = {0};
  struct outcomes outcomes;
  int status = outcomes_read(plot, &outcomes, err);
  for (size_t i = 0; i < count && !status; i++)
    status = write_panel(plot, &panels[i], &outcomes, grid, &tally, s, err);
  outcomes_free(&outcomes);
  if (status) return status;
  if (!s->file[CURVES].rows) {
    curves_explain(&tally, s->nothing);
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

const struct figure figure_convergence = {
    .name = "convergence",
    .summary = "median and quartiles of the error against cost",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,cost,low,median,high,handed"},
              [CURVES] = {"curves",
                          "function,dimension,optimizer,title,colour,dash,first,last,end,reached,"
                          "spent,diverged,diverged_at,diverged_value"},
              [PANELS] = {"panels",
                          "row,column,title,dimension,runs,axis,cost_high,error_high,first,"
                          "curves,value,error_low"}},
    .possible = curves_possible,
    .write = write,
    .usual = true,
    .alt = "Convergence on {title}: {error} against cost, a panel a dimension. The "
           "table below has the numbers.",
    .caption =
        "Convergence on {title}: the lowest {value} so far against cost, a panel a dimension. "
        "Lines are medians, bands reach from the lower to the upper quartile of the runs. "
        "A ring is where one method hands over to the next, at the median cost; a dot where the "
        "median reaches the target; a cross where runs diverged, at their median cost, with their "
        "number beside the name. A curve is thin from where the last of its runs ended.",
};
