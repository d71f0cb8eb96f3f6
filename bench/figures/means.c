/* means.c -- the mean of the curve that a metric is of, and its standard error, against steps:
 * f/f0, or log10 f; a panel a function and dimension, a curve an optimizer, over its repetitions
 * and instances. Without a metric, log10 f. A run that ended keeps its last value as long as the
 * longest of its optimizer goes on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/curves.h"
#include "bench/judge/paired.h"
#include "bench/plot/sheet.h"
#include "bench/record/trace.h"

enum {
  POINTS = 512 /* of a curve: of longer runs every second step, every fourth, and so on */
};

enum { DATA, CURVES, PANELS };

/* The runs of an optimizer: what steps 0, stride, 2 stride, ... of each are worth. */
struct runs {
  double *value; /* POINTS a run */
  size_t count, room, points, stride;
  double last_step;
};

struct panel {
  const struct function_entry *function;
  size_t dim, row, column;
  size_t first_cell, cells;   /* in the campaign */
  size_t first_curve, curves; /* in the sheet */
  double step_high, low, high;
};

/* What the curves are of. */
static enum metric metric_of(const struct campaign *c)
{
  return c->metric ? (enum metric)c->metric : METRIC_LOG;
}

static int add_run(struct runs *r, struct error *err)
{
  if (r->count == r->room) {
    size_t room = r->room ? 2 * r->room : 16;
    double *longer = realloc(r->value, room * POINTS * sizeof *longer);
    if (!longer) return error_memory(err, "the runs of a curve");
    r->value = longer;
    r->room = room;
  }
  for (size_t k = 0; k < POINTS; k++) r->value[r->count * POINTS + k] = NAN;
  r->count++;
  return STATUS_OK;
}

/* Every second point of each run goes. */
static void widen_stride(struct runs *r)
{
  for (size_t i = 0; i < r->count; i++) {
    double *value = r->value + i * POINTS;
    for (size_t k = 0; k < POINTS; k++) value[k] = k < POINTS / 2 ? value[2 * k] : NAN;
  }
  r->points = (r->points + 1) / 2;
  r->stride *= 2;
}

static void note(struct runs *r, double step, double value)
{
  if (step > r->last_step) r->last_step = step;
  while (step >= (double)r->stride * POINTS) widen_stride(r);
  size_t at = (size_t)step;
  if (at % r->stride) return;
  at /= r->stride;
  r->value[(r->count - 1) * POINTS + at] = value;
  if (at + 1 > r->points) r->points = at + 1;
}

/* Where the run is over, its last value stays: behind what was noted of it. */
struct ending {
  double step, value;
};

static void end_run(struct runs *r, const struct ending *ending)
{
  double *value = r->value + (r->count - 1) * POINTS;
  size_t next = (size_t)ending->step / r->stride + 1;
  for (size_t k = next; k < POINTS; k++) value[k] = ending->value;
}

static int read_cell(const struct plot *plot, const struct cell *cell, struct runs *r,
                     struct error *err)
{
  struct trace trace;
  enum metric metric = metric_of(plot->campaign);
  size_t repetition = SIZE_MAX;
  double first = NAN;
  struct ending ending = {0, 0};
  int status = trace_open(&trace, plot->results, plot->campaign, cell, false, "step", err);
  if (status) return status;
  for (bool more = true; !status;) {
    status = trace_next(&trace, &more, err);
    if (status || !more) break;
    double minimum = minimum_known(cell->function) ? trace.best_f - trace.error : 0;
    double v = isfinite(minimum) ? trace.f - minimum : trace.f;
    if (trace.repetition != repetition) {
      if (repetition != SIZE_MAX) end_run(r, &ending);
      status = add_run(r, err);
      if (status) break;
      repetition = trace.repetition;
      first = v;
    }
    ending = (struct ending){trace.diagnostic, metric_worth(metric, v, first)};
    note(r, ending.step, ending.value);
  }
  if (repetition != SIZE_MAX) end_run(r, &ending);
  trace_close(&trace);
  return status;
}

static struct paired_mean mean_at(const struct runs *r, size_t point)
{
  double n = 0, mean = 0, squares = 0;
  for (size_t i = 0; i < r->count; i++) {
    double v = r->value[i * POINTS + point];
    if (isnan(v)) continue;
    n++;
    mean += v;
  }
  mean /= n;
  for (size_t i = 0; i < r->count; i++) {
    double v = r->value[i * POINTS + point];
    if (!isnan(v)) squares += (v - mean) * (v - mean);
  }
  return (struct paired_mean){mean, n > 1 ? sqrt(squares / (n - 1) / n) : 0};
}

static void put_point(const struct panel *p, const char *label, double step,
                      const struct paired_mean *m, struct sheets *s)
{
  put_text(&s->file[DATA], p->function->label, ',');
  put_number(&s->file[DATA], (double)p->dim, ',');
  put_text(&s->file[DATA], label, ',');
  put_number(&s->file[DATA], step, ',');
  put_number(&s->file[DATA], m->mean - m->error, ',');
  put_number(&s->file[DATA], m->mean, ',');
  put_number(&s->file[DATA], m->mean + m->error, '\n');
}

/* The mean of the runs' metrics; NaN where there is none. */
static struct paired_mean judged(const struct results_set *set, const struct panel *p,
                                 const char *optimizer)
{
  double n = 0, mean = 0, squares = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < set->cell_count; i++) {
      const struct cell_results *c = &set->cell[i];
      if (c->dim != p->dim || strcmp(c->function, p->function->label) != 0 ||
          strcmp(c->optimizer, optimizer) != 0)
        continue;
      for (size_t r = 0; r < c->run_count; r++) {
        double off = c->run[r].metric - mean;
        if (pass)
          squares += off * off;
        else
          mean += c->run[r].metric;
        n += !pass;
      }
    }
    if (!pass) mean /= n;
  }
  return (struct paired_mean){mean, n > 1 ? sqrt(squares / (n - 1) / n) : NAN};
}

static void put_curve(const struct plot *plot, const struct results_set *set, struct panel *p,
                      size_t optimizer, const struct runs *r, struct sheets *s)
{
  const char *label = plot->campaign->optimizers[optimizer].label;
  size_t first = s->file[DATA].rows;
  struct paired_mean m = {NAN, NAN};
  for (size_t k = 0; k < r->points; k++) {
    m = mean_at(r, k);
    if (isnan(m.mean)) continue;
    put_point(p, label, (double)(k * r->stride), &m, s);
    if (metric_of(plot->campaign) == METRIC_LOG || m.mean > 0) {
      p->low = fmin(p->low, m.mean);
      p->high = fmax(p->high, m.mean);
    }
  }
  p->step_high = fmax(p->step_high, r->last_step);
  put_text(&s->file[CURVES], p->function->label, ',');
  put_number(&s->file[CURVES], (double)p->dim, ',');
  put_text(&s->file[CURVES], label, ',');
  put_style(&s->file[CURVES], &plot->styles[optimizer], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)(s->file[DATA].rows - 1), ',');
  put_number(&s->file[CURVES], m.mean, ',');
  m = judged(set, p, label);
  put_number(&s->file[CURVES], m.mean, ',');
  put_number(&s->file[CURVES], m.error, '\n');
}

static int write_panel(const struct plot *plot, const struct results_set *set, struct panel *p,
                       struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct runs *by = calloc(c->optimizer_count, sizeof *by);
  int status = by ? STATUS_OK : error_memory(err, "a panel's curves");
  for (size_t o = 0; o < c->optimizer_count && !status; o++) by[o].stride = 1;
  for (size_t i = p->first_cell; i < p->first_cell + p->cells && !status; i++) {
    struct cell cell = campaign_cell(c, i);
    if (plot->traced[i]) status = read_cell(plot, &cell, &by[cell.optimizer - c->optimizers], err);
  }
  p->first_curve = s->file[CURVES].rows;
  for (size_t o = 0; o < c->optimizer_count && !status; o++) {
    if (!by[o].points) continue;
    put_curve(plot, set, p, o, &by[o], s);
    sheets_show(s, o, true, NULL);
  }
  p->curves = s->file[CURVES].rows - p->first_curve;
  for (size_t o = 0; by && o < c->optimizer_count; o++) free(by[o].value);
  free(by);
  return status;
}

/* One panel a function and dimension: a row a function, where one has several dimensions; else rows
 * of three. */
static size_t find_panels(const struct campaign *c, struct panel *panels)
{
  size_t count = 0, cells = campaign_cell_count(c), functions = 0;
  for (size_t i = 0; i < cells; i += panels[count++].cells) {
    struct cell cell = campaign_cell(c, i);
    bool same = count && panels[count - 1].function == cell.function;
    functions += !same;
    panels[count] = (struct panel){.function = cell.function,
                                   .dim = cell.dim,
                                   .row = functions - 1,
                                   .column = same ? panels[count - 1].column + 1 : 0,
                                   .first_cell = i,
                                   .cells = campaign_block(c, i),
                                   .low = INFINITY,
                                   .high = -INFINITY};
  }
  for (size_t i = 0; i < count && functions == count; i++) {
    panels[i].row = i / 3;
    panels[i].column = i % 3;
  }
  return count;
}

static void put_panel(const struct plot *plot, const struct panel *p, struct sheets *s)
{
  const struct campaign *c = plot->campaign;
  char title[TITLE_SIZE];
  bool log = metric_of(c) == METRIC_LOG;
  function_title(p->function, title);
  put_number(&s->file[PANELS], (double)p->row, ',');
  put_number(&s->file[PANELS], (double)p->column, ',');
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)p->dim, ',');
  put_number(&s->file[PANELS], (double)c->runs * (double)c->instance_count, ',');
  put_number(&s->file[PANELS], p->step_high, ',');
  put_number(&s->file[PANELS], p->low, ',');
  put_number(&s->file[PANELS], p->high, ',');
  put_number(&s->file[PANELS], (double)p->first_curve, ',');
  put_number(&s->file[PANELS], (double)p->curves, ',');
  put_number(&s->file[PANELS], log, ',');
  put_text(&s->file[PANELS], c->metric ? metric_title((enum metric)c->metric) : "", ',');
  put_text(&s->file[PANELS], value_title(p->function), '\n');
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  struct panel *panels = calloc(campaign_cell_count(plot->campaign), sizeof *panels);
  if (!panels) status = error_memory(err, "the panels of a figure");
  size_t count = panels ? find_panels(plot->campaign, panels) : 0;
  for (size_t i = 0; i < count && !status; i++) {
    status = write_panel(plot, &set, &panels[i], s, err);
    if (!status && panels[i].curves && panels[i].low <= panels[i].high)
      put_panel(plot, &panels[i], s);
  }
  if (!s->file[PANELS].rows) strcpy(s->nothing, "no trace has a value");
  free(panels);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (plot->campaign->trace != TRACE_EVERY) {
    snprintf(why, WHY_SIZE, "traces of every step: run with --trace every");
    return false;
  }
  return curves_possible(plot, why);
}

const struct figure figure_means = {
    .name = "means",
    .summary = "mean and standard error of f/f0, or of log10 f, against steps",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,step,low,mean,high"},
              [CURVES] = {"curves",
                          "function,dimension,optimizer,title,colour,dash,first,last,end,metric,"
                          "error"},
              [PANELS] = {"panels",
                          "row,column,title,dimension,runs,step_high,low,high,first,curves,log,"
                          "metric,value"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .of = OF_EACH,
    .alt = "Means over the runs on {title}, against steps. The tables have the numbers.",
    .caption = "Means over the runs on {title} against steps, with bands of one standard error. "
               "Numbers are those of the campaign's metric.",
};
