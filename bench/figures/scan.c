/* scan.c -- cost to the target against a parameter that a campaign tries at several values:
 * `es:sigma=0.01, es:sigma=0.1, ...`. A row a function and dimension, a column a parameter, a curve
 * a method; median and quartiles of all runs. What did not reach the target cost more than any
 * budget. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/held.h"
#include "bench/record/results_read.h"
#include "bench/statistics/quantiles.h"

enum { LOG_RATIO = 8 };

enum { DATA, CURVES, PANELS };

struct panel {
  size_t first, curves;
  double value[2], cost[2]; /* ends of the axes */
};

static int by_value(const void *a, const void *b)
{
  const struct varied *const *x = a, *const *y = b;
  return ((*x)->value > (*y)->value) - ((*x)->value < (*y)->value);
}

static void widen(double range[2], double value)
{
  if (!isfinite(value)) return;
  if (!(value >= range[0])) range[0] = value;
  if (!(value <= range[1])) range[1] = value;
}

/* One value: the runs of all instances. */
static int put_point(const struct plot *plot, const struct results_set *set,
                     const struct function_entry *function, size_t dim, const struct varied *e,
                     struct panel *panel, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t target = results_aim(set, function), runs = 0, reached = 0;
  double *cost = NULL;
  for (size_t i = 0; i < c->instance_count; i++) {
    const struct cell_results *cell =
        results_find(set, function->label, dim, c->instances[i], c->optimizers[e->number].label);
    if (!cell || !cell->run_count) continue;
    double *longer = realloc(cost, (runs + cell->run_count) * sizeof *cost);
    if (!longer) {
      free(cost);
      return error_memory(err, "the runs of a value");
    }
    cost = longer;
    for (size_t k = 0; k < cell->run_count; k++) {
      cost[runs++] = cell->run[k].to[target];
      if (isfinite(cell->run[k].to[target])) reached++;
    }
  }
  if (!runs) return STATUS_OK;
  struct quartiles q = quartiles_of(cost, runs);
  free(cost);
  put_text(&s->file[DATA], function->label, ',');
  put_number(&s->file[DATA], (double)dim, ',');
  put_text(&s->file[DATA], e->rest, ',');
  put_text(&s->file[DATA], e->key, ',');
  put_number(&s->file[DATA], e->value, ',');
  put_number(&s->file[DATA], q.low, ',');
  put_number(&s->file[DATA], q.median, ',');
  put_number(&s->file[DATA], q.high, ',');
  put_number(&s->file[DATA], (double)reached, ',');
  put_number(&s->file[DATA], (double)runs, '\n');
  widen(panel->value, e->value);
  widen(panel->cost, q.low);
  widen(panel->cost, q.median);
  widen(panel->cost, q.high);
  return STATUS_OK;
}

/* The values of one method, ascending, from entries[of] on. */
static int put_curve(const struct plot *plot, const struct results_set *set,
                     const struct cell *cell, const struct varied *entries, size_t of,
                     const struct style *style, const struct varied **work, struct panel *panel,
                     struct sheets *s, struct error *err)
{
  size_t count = 0, first = s->file[DATA].rows;
  int status = STATUS_OK;
  for (size_t i = of; i < plot->campaign->optimizer_count; i++)
    if (varied_alike(&entries[i], &entries[of])) work[count++] = &entries[i];
  qsort(work, count, sizeof *work, by_value);
  for (size_t i = 0; i < count && !status; i++)
    status = put_point(plot, set, cell->function, cell->dim, work[i], panel, s, err);
  if (status || s->file[DATA].rows == first) return status;
  for (size_t i = 0; i < count; i++) sheets_show(s, work[i]->number, true, NULL);
  struct cell own = *cell;
  char held[TITLE_SIZE];
  own.optimizer = &plot->campaign->optimizers[of];
  status = held_text(plot, &own, entries, &entries[of], held, err);
  put_style(&s->file[CURVES], style, ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
  put_text(&s->file[CURVES], held, '\n');
  panel->curves++;
  return status;
}

static void put_panel(const struct plot *plot, const struct results_set *set,
                      const struct function_entry *function, size_t dim, const char *key,
                      size_t row, size_t column, const struct panel *p, struct sheets *s)
{
  char title[TITLE_SIZE];
  double runs = (double)plot->campaign->runs * (double)plot->campaign->instance_count;
  put_number(&s->file[PANELS], (double)row, ',');
  put_number(&s->file[PANELS], (double)column, ',');
  function_title(function, title);
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)dim, ',');
  put_text(&s->file[PANELS], key, ',');
  put_number(&s->file[PANELS], p->value[0] > 0 && p->value[1] / p->value[0] >= LOG_RATIO, ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], p->value[i], ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], p->cost[i], ',');
  put_number(&s->file[PANELS], runs, ',');
  put_number(&s->file[PANELS], results_targets(set, function)->error[results_aim(set, function)],
             ',');
  put_number(&s->file[PANELS], (double)p->first, ',');
  put_number(&s->file[PANELS], (double)p->curves, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[PANELS], title, ',');
  put_text(&s->file[PANELS], value_title(function), '\n');
}

/* A panel for each parameter; entries[i] opens one if none before has its key. */
static int write_row(const struct plot *plot, const struct results_set *set,
                     const struct cell *cell, size_t row, const struct varied *entries,
                     const struct style *styles, const struct varied **work, struct sheets *s,
                     struct error *err)
{
  size_t count = plot->campaign->optimizer_count, column = 0;
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) {
    if (!varied_opens_key(entries, i)) continue;
    struct panel panel = {.first = s->file[CURVES].rows, .value = {NAN, NAN}, .cost = {NAN, NAN}};
    for (size_t o = i; o < count && !status; o++) {
      bool opens =
          entries[o].varies && !strcmp(entries[o].key, entries[i].key) && varied_opens(entries, o);
      if (opens) status = put_curve(plot, set, cell, entries, o, &styles[o], work, &panel, s, err);
    }
    if (!status && panel.curves)
      put_panel(plot, set, cell->function, cell->dim, entries[i].key, row, column++, &panel, s);
  }
  return status;
}

static int write_sheets(const struct plot *plot, const struct results_set *set,
                        const struct varied *entries, const struct style *styles,
                        const struct varied **work, struct sheets *s, struct error *err)
{
  int status = STATUS_OK;
  struct cell last = {0};
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++)
    sheets_show(s, o, false, entries[o].varies ? "no runs" : "no parameter at several values");
  for (size_t i = 0, row = 0; i < campaign_cell_count(plot->campaign) && !status; i++) {
    struct cell cell = campaign_cell(plot->campaign, i);
    if (cell.function == last.function && cell.dim == last.dim) continue;
    last = cell;
    status = write_row(plot, set, &cell, row++, entries, styles, work, s, err);
  }
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  struct style *styles = NULL;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  struct varied *entries = varied_optimizers(plot->campaign);
  const struct varied **work = calloc(plot->campaign->optimizer_count, sizeof *work);
  if (!entries || !work) status = error_memory(err, "the values of a parameter");
  if (!status) status = varied_styles(plot, entries, &styles, err);
  if (!status) {
    status = write_sheets(plot, &set, entries, styles, work, s, err);
    free(styles);
  }
  free(entries);
  free(work);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  struct varied *entries = varied_optimizers(plot->campaign);
  bool any = false;
  for (size_t i = 0; entries && i < plot->campaign->optimizer_count; i++) any |= entries[i].varies;
  free(entries);
  if (any) return true;
  snprintf(why, WHY_SIZE,
           "a parameter at several values: run with -o es:sigma=0.01,es:sigma=0.1,es:sigma=1");
  return false;
}

const struct figure figure_scan = {
    .name = "scan",
    .summary = "cost to the target against a parameter that the campaign varies",
    .sheet = {[DATA] = {NULL,
                        "function,dimension,method,parameter,value,low,median,high,reached,runs"},
              [CURVES] = {"curves", "title,colour,dash,first,last,held"},
              [PANELS] = {"panels",
                          "row,column,function,dimension,parameter,log,low,high,cost_low,cost_high,"
                          "runs,target,first,curves,axis,value"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .of_costs = true,
    .caption = "Cost to the target against a parameter that the campaign tries at several values: "
               "median and quartiles of all runs, a curve a method. What did not reach the target "
               "cost more than any budget.",
};
