/* dimension.c -- how cost grows with dimension: the average running time to the campaign's
 * target against the dimension, both logarithmic, a panel a function and instance.
 *
 * The average running time is what all runs spent, those that missed too, over the number that
 * reached the target (Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and
 * Software 36, 2021). The slope is that of a line through the logarithms of the last half of the
 * points that every run reached, by least squares: cost grows like d^slope there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/times.h"
#include "bench/plot/sheet.h"
#include "src/numeric/elementary.h"

enum { DATA, CURVES, PANELS };

struct point {
  double dim;
  struct time_point time;
};

struct panel {
  const struct function_entry *function;
  unsigned instance;
  size_t first, curves;
  double dim[2], average[2]; /* ends of the axes */
};

static int read_point(const struct cell_results *cell, size_t target, struct point *p,
                      struct error *err)
{
  double *to = malloc((2 * cell->run_count + 1) * sizeof *to), *spent = to + cell->run_count;
  if (!to) return error_memory(err, "the points of a curve");
  cell_results_costs(cell, target, to, spent);
  p->dim = (double)cell->dim;
  int status = time_point_make(to, spent, cell->run_count, &p->time, err);
  free(to);
  return status;
}

/* Of the last half of the points that every run reached, but at least three; NaN if there are
 * fewer: where some missed, the average hangs on the budget. */
static double slope_of(const struct point *p, size_t count)
{
  size_t whole = 0;
  for (size_t i = 0; i < count; i++) whole += p[i].time.successes == p[i].time.runs;
  if (whole < 3) return NAN;
  size_t left = whole < 6 ? 3 : (whole + 1) / 2;
  double n = (double)left, x = 0, y = 0, xx = 0, xy = 0;
  for (size_t i = count; i-- > 0 && left;) {
    if (p[i].time.successes < p[i].time.runs) continue;
    double u = repro_log(p[i].dim), v = repro_log(p[i].time.average);
    x += u;
    y += v;
    xx += u * u;
    xy += u * v;
    left--;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}

static void widen(double range[2], double value)
{
  if (!(value >= range[0])) range[0] = value;
  if (!(value <= range[1])) range[1] = value;
}

static void put_name(const struct plot *plot, const struct panel *panel, size_t optimizer,
                     struct sheets *s)
{
  put_text(&s->file[CURVES], panel->function->label, ',');
  put_number(&s->file[CURVES], (double)panel->instance, ',');
  put_text(&s->file[CURVES], plot->campaign->optimizers[optimizer].label, ',');
  put_style(&s->file[CURVES], &plot->styles[optimizer], ',');
}

/* A curve without rows, which ends nowhere: what never reached the target is named all the same. */
static void put_absent(const struct plot *plot, struct panel *panel, size_t optimizer,
                       struct sheets *s)
{
  put_name(plot, panel, optimizer, s);
  put_number(&s->file[CURVES], 0, ',');
  put_number(&s->file[CURVES], 0, ',');
  put_number(&s->file[CURVES], NAN, ',');
  put_number(&s->file[CURVES], INFINITY, ',');
  put_number(&s->file[CURVES], NAN, '\n');
  panel->curves++;
}

/* *runs: has it any? *drawn: did any reach the target? */
static int put_curve(const struct plot *plot, const struct results_set *set, struct panel *panel,
                     size_t optimizer, struct point *points, bool *runs, bool *drawn,
                     struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  const char *label = c->optimizers[optimizer].label;
  size_t first = s->file[DATA].rows, count = 0, target = results_aim(set, panel->function);
  int status = STATUS_OK;
  *runs = *drawn = false;
  for (size_t d = 0; d < c->dim_count && !status; d++) {
    const struct cell_results *cell =
        results_find(set, panel->function->label, c->dims[d], panel->instance, label);
    struct point p = {0};
    if (cell) status = read_point(cell, target, &p, err);
    *runs |= p.time.runs > 0;
    /* Where none reached it the curve has a gap. */
    if (status || (!p.time.successes && (!cell || !count))) continue;
    if (p.time.successes) points[count++] = p;
    put_text(&s->file[DATA], panel->function->label, ',');
    put_number(&s->file[DATA], (double)panel->instance, ',');
    put_text(&s->file[DATA], label, ',');
    put_number(&s->file[DATA], p.dim, ',');
    put_number(&s->file[DATA], p.time.average, ',');
    put_number(&s->file[DATA], (double)p.time.successes, ',');
    put_number(&s->file[DATA], (double)p.time.runs, ',');
    put_number(&s->file[DATA], p.time.interval.low, ',');
    put_number(&s->file[DATA], p.time.interval.high, '\n');
    if (!p.time.successes) continue;
    widen(panel->dim, p.dim);
    widen(panel->average, p.time.average);
  }
  if (status || !count) return status;
  put_name(plot, panel, optimizer, s);
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[CURVES], points[count - 1].dim, ',');
  put_number(&s->file[CURVES], points[count - 1].time.average, ',');
  put_number(&s->file[CURVES], slope_of(points, count), '\n');
  panel->curves++;
  *drawn = true;
  return STATUS_OK;
}

/* In a panel that has a curve. */
static int put_curves(const struct plot *plot, const struct results_set *set, struct panel *panel,
                      struct point *points, bool *missing, struct sheets *s, struct error *err)
{
  size_t count = plot->campaign->optimizer_count;
  for (size_t o = 0; o < count; o++) {
    bool runs, drawn;
    int status = put_curve(plot, set, panel, o, points, &runs, &drawn, s, err);
    if (status) return status;
    missing[o] = runs && !drawn;
    if (runs) sheets_show(s, o, drawn, "no run reached the target");
  }
  if (panel->curves)
    for (size_t o = 0; o < count; o++)
      if (missing[o]) put_absent(plot, panel, o, s);
  return STATUS_OK;
}

static void put_panel(const struct plot *plot, const struct results_set *set, const struct panel *p,
                      struct sheets *s)
{
  char title[TITLE_SIZE];
  function_title(p->function, title);
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)p->instance, ',');
  put_number(&s->file[PANELS], (double)plot->campaign->runs, ',');
  put_number(&s->file[PANELS],
             results_targets(set, p->function)->error[results_aim(set, p->function)], ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], p->dim[i], ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], p->average[i], ',');
  put_number(&s->file[PANELS], (double)p->first, ',');
  put_number(&s->file[PANELS], (double)p->curves, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[PANELS], title, ',');
  put_text(&s->file[PANELS], value_title(p->function), '\n');
}

static int write_sheets(const struct plot *plot, const struct results_set *set,
                        struct point *points, bool *missing, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = STATUS_OK;
  for (size_t f = 0; f < c->function_count; f++)
    for (size_t i = 0; i < c->instance_count && !status; i++) {
      struct panel panel = {.function = &c->functions[f],
                            .instance = c->instances[i],
                            .first = s->file[CURVES].rows,
                            .dim = {NAN, NAN},
                            .average = {NAN, NAN}};
      status = put_curves(plot, set, &panel, points, missing, s, err);
      char part[32];
      snprintf(part, sizeof part, "instance %u", panel.instance);
      if (panel.curves)
        put_panel(plot, set, &panel, s);
      else
        sheets_skip_panel(s, panel.function, part);
    }
  if (!s->file[CURVES].rows) strcpy(s->nothing, "no run reached the target");
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  struct point *points = calloc(plot->campaign->dim_count, sizeof *points);
  bool *missing = calloc(plot->campaign->optimizer_count, sizeof *missing);
  if (points && missing)
    status = write_sheets(plot, &set, points, missing, s, err);
  else
    status = error_memory(err, "the points of a curve");
  free(points);
  free(missing);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (plot->campaign->dim_count > 2) return true;
  snprintf(why, WHY_SIZE, "three dimensions and more: run with -d 2,4,8,16");
  return false;
}

const struct figure figure_dimension = {
    .name = "dimension",
    .summary = "average running time to the target against dimension, with intervals and slopes",
    .source =
        "Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and Software 36, "
        "2021 (average running time)",
    .sheet = {[DATA] = {NULL, "function,instance,optimizer,dimension,average,successes,runs,low,"
                              "high"},
              [CURVES] = {"curves",
                          "function,instance,optimizer,title,colour,dash,first,last,end_dimension,"
                          "end_average,slope"},
              [PANELS] = {"panels",
                          "function,instance,runs,target,dimension_low,dimension_high,average_low,"
                          "average_high,first,curves,axis,value"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .of_costs = true,
    .caption = "Average running time to the last target against the dimension: what all runs "
               "spent, those that missed too, over the number that reached it, with 95% intervals "
               "from a bootstrap over runs. Open: some runs missed. The number at an end is the "
               "slope of a line through the logarithms of the last half of the points, by least "
               "squares, where every run reached the target: cost grows like d to that power "
               "there.",
};
