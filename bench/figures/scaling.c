/* scaling.c -- how cost grows with what is asked for: the average running time to each target
 * against it, both logarithmic, a panel a function and dimension, over repetitions and instances;
 * `dimension` is the same against the dimension. (Hansen, Auger, Ros, Mersmann, Tusar and
 * Brockhoff, COCO: a platform for comparing continuous optimizers in a black-box setting,
 * Optimization Methods and Software 36, 2021)
 *
 * A target that some runs missed is marked, as its average hangs on the budget; a curve ends where
 * no run got any further. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/curves.h"
#include "bench/figures/profile.h"
#include "bench/figures/times.h"

enum { DATA, CURVES, PANELS };

struct panel {
  struct cell cell; /* one of them */
  size_t first, curves;
  double target[2], average[2]; /* the hardest and the easiest that is shown; ends of the axis */
  double *to, *spent;           /* room for all runs of an optimizer */
};

/* The runs of optimizer o on all instances to a target. */
static size_t gather(const struct plot *plot, const struct results_set *set, const struct panel *p,
                     size_t o, size_t target)
{
  const struct campaign *c = plot->campaign;
  size_t count = 0;
  for (size_t i = 0; i < c->instance_count; i++) {
    const struct cell_results *cell = results_find(set, p->cell.function->label, p->cell.dim,
                                                   c->instances[i], c->optimizers[o].label);
    if (!cell) continue;
    cell_results_costs(cell, target, p->to + count, p->spent + count);
    count += cell->run_count;
  }
  return count;
}

static void put_name(const struct plot *plot, const struct panel *p, size_t o, struct csv_file *out)
{
  put_text(out, p->cell.function->label, ',');
  put_number(out, (double)p->cell.dim, ',');
  put_text(out, plot->campaign->optimizers[o].label, ',');
}

static void put_point(const struct plot *plot, struct panel *p, size_t o, double target,
                      const struct time_point *t, struct csv_file *out)
{
  double dim = (double)p->cell.dim;
  put_name(plot, p, o, out);
  put_number(out, target, ',');
  put_number(out, t->average / dim, ',');
  put_number(out, t->interval.low / dim, ',');
  put_number(out, t->interval.high / dim, ',');
  put_number(out, (double)t->successes, ',');
  put_number(out, (double)t->runs, '\n');
  p->target[0] = fmin(p->target[0], target);
  p->target[1] = fmax(p->target[1], target);
  p->average[0] = fmin(p->average[0], t->average / dim);
  p->average[1] = fmax(p->average[1], t->average / dim);
}

/* *ran: has it any runs? The curve of one that reached nothing has no rows, and ends at infinity.
 */
static int put_curve(const struct plot *plot, const struct results_set *set, struct panel *p,
                     size_t o, struct sheets *s, bool *ran, struct error *err)
{
  const struct target_list *list = results_targets(set, p->cell.function);
  size_t first = s->file[DATA].rows;
  double end[2] = {NAN, INFINITY};
  int status = STATUS_OK;
  *ran = false;
  for (size_t k = 0; k < list->count && !status; k++) {
    struct time_point t;
    size_t count = gather(plot, set, p, o, k);
    *ran |= count > 0;
    status = time_point_make(p->to, p->spent, count, &t, err);
    if (status || !t.successes || !(list->error[k] > 0)) continue;
    put_point(plot, p, o, list->error[k], &t, &s->file[DATA]);
    end[0] = list->error[k];
    end[1] = t.average / (double)p->cell.dim;
  }
  if (status || !*ran) return status;
  bool drawn = s->file[DATA].rows > first;
  sheets_show(s, o, drawn, "no run reached a target");
  put_name(plot, p, o, &s->file[CURVES]);
  put_style(&s->file[CURVES], &plot->styles[o], ',');
  put_number(&s->file[CURVES], drawn ? (double)first : 0, ',');
  put_number(&s->file[CURVES], drawn ? (double)(s->file[DATA].rows - 1) : 0, ',');
  put_number(&s->file[CURVES], end[0], ',');
  put_number(&s->file[CURVES], end[1], '\n');
  p->curves++;
  return STATUS_OK;
}

static void put_panel(const struct plot *plot, const struct panel *p, struct sheets *s)
{
  struct csv_file *out = &s->file[PANELS];
  char title[TITLE_SIZE];
  function_title(p->cell.function, title);
  put_title(out, title, ',');
  put_number(out, (double)p->cell.dim, ',');
  put_number(out, (double)p->first, ',');
  put_number(out, (double)p->curves, ',');
  for (size_t i = 0; i < 2; i++) put_number(out, p->target[i], ',');
  for (size_t i = 0; i < 2; i++) put_number(out, p->average[i], ',');
  cost_title(plot->campaign, title);
  put_text(out, title, ',');
  put_number(out, (double)plot->campaign->dim_count, '\n');
}

static int write_panel(const struct plot *plot, const struct results_set *set, struct panel *p,
                       struct sheets *s, struct error *err)
{
  int status = STATUS_OK;
  bool ran, any = false;
  for (size_t o = 0; o < plot->campaign->optimizer_count && !status; o++) {
    status = put_curve(plot, set, p, o, s, &ran, err);
    any |= ran;
  }
  if (status || !any) return status;
  char part[32];
  snprintf(part, sizeof part, "d = %zu", p->cell.dim);
  if (p->average[1] > 0)
    put_panel(plot, p, s);
  else
    sheets_skip_panel(s, p->cell.function, part);
  return status;
}

/* The most runs that an optimizer has on a function and dimension. */
static size_t most_runs(const struct plot *plot, const struct results_set *set)
{
  size_t most = 0;
  for (size_t i = 0; i < set->cell_count; i++)
    if (set->cell[i].run_count > most) most = set->cell[i].run_count;
  return most * plot->campaign->instance_count;
}

static int write_sheets(const struct plot *plot, const struct results_set *set, double *room,
                        size_t most, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = STATUS_OK;
  for (size_t i = 0, cells; i < campaign_cell_count(c) && !status; i += cells) {
    struct panel p = {.cell = campaign_cell(c, i),
                      .first = s->file[CURVES].rows,
                      .target = {INFINITY, 0},
                      .average = {INFINITY, 0},
                      .to = room,
                      .spent = room + most};
    cells = curves_cells(c, i);
    if (minimum_known(p.cell.function))
      status = write_panel(plot, set, &p, s, err);
    else
      sheets_skip_panel(s, p.cell.function, "(its minimum is not known)");
  }
  if (!status && !s->file[DATA].rows)
    strcpy(s->nothing, "no run reached a target of a function whose minimum is known");
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  size_t most = most_runs(plot, &set);
  double *room = malloc((2 * most + 1) * sizeof *room);
  status = room ? write_sheets(plot, &set, room, most, s, err)
                : error_memory(err, "the runs to a target");
  free(room);
  results_set_free(&set);
  return status;
}

const struct figure figure_scaling = {
    .name = "scaling",
    .summary = "average running time against the target, with 95% intervals",
    .source =
        "Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and Software 36, "
        "2021 (average running time)",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,target,average,low,high,successes,"
                              "runs"},
              [CURVES] = {"curves", "function,dimension,optimizer,title,colour,dash,first,last,"
                                    "end_target,end_average"},
              [PANELS] = {"panels", "title,dimension,first,curves,target_low,target_high,"
                                    "average_low,average_high,axis,dimensions"}},
    .possible = profile_possible,
    .write = write,
    .listed_only = true,
    .of_costs = true,
    .of = OF_EACH,
    .alt = "Average running time on {title} against the target, a panel a dimension.",
    .caption = "Average running time on {title} over the dimension, against the target: what all "
               "runs spent, those that missed too, over the number that reached it. Bands: 95 %, "
               "from a bootstrap over runs. Dotted: some runs missed, so that the average hangs on "
               "the budget. A curve ends where no run got any further.",
};
