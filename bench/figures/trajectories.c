/* trajectories.c -- paths over two-dimensional landscapes, a panel an optimizer, on every
 * function that the campaign runs in two dimensions: the first instance, repetition 0.
 *
 * A path holds the iterates (for random search, the best point so far), less those that a picture
 * cannot show; a row of NaN parts one stretch from the next. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/outcomes.h"
#include "bench/plot/landscape.h"
#include "bench/plot/sheet.h"
#include "bench/plot/thin.h"
#include "bench/record/trace.h"
#include "bench/statistics/quantiles.h"

enum { GRID = 241, COLUMNS = 3 };

struct row {
  double cost, x[2], error;
};

struct path {
  struct row *rows;
  size_t count, room;
  double reached; /* cost at which the target was reached; NaN: not at all */
  bool endless;   /* has it points that are not finite? */
  bool diverged;  /* was that what ended the run? */
};

struct view {
  struct axis axis[2];
};

enum { DATA, PANELS };

/* What was drawn before. */
struct place {
  size_t rows, landscapes; /* of panels, and functions */
};

static double target_of(const struct campaign *c) { return c->target > 1e-8 ? c->target : 1e-8; }

static int read_path(const struct plot *plot, const struct cell *cell, struct path *path,
                     struct error *err)
{
  struct trace trace;
  double target = target_of(plot->campaign);
  *path = (struct path){.reached = NAN};
  int status = trace_open(&trace, plot->results, plot->campaign, cell, true, NULL, err);
  if (status) return status;
  for (bool more = true; more && !status;) {
    status = trace_next(&trace, &more, err);
    if (status || !more || trace.repetition > 0) continue;
    if (isnan(path->reached) && trace.error <= target) path->reached = trace.cost;
    if (!isfinite(trace.x[0]) || !isfinite(trace.x[1])) {
      path->endless = true;
      continue;
    }
    if (path->count == path->room) {
      size_t room = path->room ? 2 * path->room : 256;
      struct row *longer = realloc(path->rows, room * sizeof *longer);
      if (!longer) {
        status = error_memory(err, "a path");
        continue;
      }
      path->rows = longer;
      path->room = room;
    }
    path->rows[path->count++] = (struct row){trace.cost, {trace.x[0], trace.x[1]}, trace.error};
  }
  trace_close(&trace);
  return status;
}

static void widen(struct axis *axis, double x)
{
  if (x < axis->low) axis->low = x;
  if (x > axis->high) axis->high = x;
}

/* A coordinate of the rows of a path, less those that did not move by a share of the search region
 * since the last: so that where a path went counts, not how long it stayed there. */
static size_t moves(const struct problem *problem, const struct path *path, size_t k, double *out)
{
  static const double share = 1.0 / 250;
  size_t count = 0, last = 0;
  for (size_t n = 0; n < path->count; n++) {
    double far = 0;
    for (size_t i = 0; i < 2; i++)
      far = fmax(far, fabs(path->rows[n].x[i] - path->rows[last].x[i]) /
                          (problem->high[i] - problem->low[i]));
    if (n && far < share) continue;
    out[count++] = path->rows[n].x[k];
    last = n;
  }
  return count;
}

/* The least and the largest coordinate of a path. */
static void span_of(const struct path *path, size_t k, double span[2])
{
  span[0] = span[1] = path->rows[0].x[k];
  for (size_t n = 1; n < path->count; n++) {
    span[0] = fmin(span[0], path->rows[n].x[k]);
    span[1] = fmax(span[1], path->rows[n].x[k]);
  }
}

/* The ends of a view: the search region, the starts, those outside of it too, and paths that go
 * beyond it by no more than a quarter. What trains a model has no region that its parameters keep
 * to. What counts has a margin around it. */
static void find_bounds(const struct problem *problem, const struct path *paths, size_t count,
                        size_t k, double bound[2])
{
  static const double beyond = 0.25, margin = 0.08;
  double width = problem->high[k] - problem->low[k];
  double room = isnan(problem->minimum) ? 2 * width : 0;
  double far[2] = {INFINITY, -INFINITY};
  bound[0] = problem->low[k] - room;
  bound[1] = problem->high[k] + room;
  if (problem->minimiser) far[0] = far[1] = problem->minimiser[k];
  for (size_t i = 0; i < count; i++) {
    if (!paths[i].count) continue;
    const double *start = paths[i].rows[0].x;
    double span[2];
    span_of(&paths[i], k, span);
    if (!field_holds(start[0], start[1])) continue;
    bool near = span[0] >= bound[0] - beyond * width && span[1] <= bound[1] + beyond * width;
    far[0] = fmin(far[0], near ? span[0] : start[k]);
    far[1] = fmax(far[1], near ? span[1] : start[k]);
  }
  if (!(far[0] <= far[1])) return;
  double rim = margin * (far[1] - far[0]);
  bound[0] = fmin(bound[0], far[0] - rim);
  bound[1] = fmax(bound[1], far[1] + rim);
}

/* All of the paths, where that takes little more room than nearly all of them do. */
static void fit_paths(const struct path *paths, size_t count, size_t k, struct axis *axis)
{
  static const double most = 1.5;
  struct axis all = *axis;
  for (size_t i = 0; i < count; i++)
    for (size_t n = 0; n < paths[i].count; n++) widen(&all, paths[i].rows[n].x[k]);
  if (all.high - all.low <= most * (axis->high - axis->low)) *axis = all;
}

/* What to show: starts, minimiser and nearly all of the paths, within these bounds. */
static int find_view(const struct problem *problem, const struct path *paths, size_t count,
                     struct view *view, struct error *err)
{
  size_t most = 1;
  for (size_t i = 0; i < count; i++)
    if (paths[i].count > most) most = paths[i].count;
  double *work = malloc(most * sizeof *work);
  if (!work) return error_memory(err, "a path");
  for (size_t k = 0; k < 2; k++) {
    struct axis *axis = &view->axis[k];
    double bound[2];
    find_bounds(problem, paths, count, k, bound);
    *axis = (struct axis){.low = INFINITY, .high = -INFINITY, .count = GRID};
    if (problem->minimiser) widen(axis, problem->minimiser[k]);
    for (size_t i = 0; i < count; i++) {
      if (!paths[i].count) continue;
      size_t moved = moves(problem, &paths[i], k, work);
      widen(axis, work[0]);
      sort_values(work, moved);
      widen(axis, quantile(work, moved, 0.02));
      widen(axis, quantile(work, moved, 0.98));
    }
    fit_paths(paths, count, k, axis);
    double margin = 0.08 * (axis->high - axis->low);
    if (!(margin > 0)) margin = 0.1 * (problem->high[k] - problem->low[k]);
    axis->low = fmax(axis->low - margin, bound[0]);
    axis->high = fmin(axis->high + margin, bound[1]);
    if (axis->low < axis->high) continue;
    axis->low = bound[0];
    axis->high = bound[1];
  }
  free(work);
  return STATUS_OK;
}

static void put_row(const struct cell *cell, const double x[2], double cost, double error,
                    struct sheets *s)
{
  put_text(&s->file[DATA], cell->function->label, ',');
  put_text(&s->file[DATA], cell->optimizer->label, ',');
  put_number(&s->file[DATA], cost, ',');
  put_number(&s->file[DATA], x[0], ',');
  put_number(&s->file[DATA], x[1], ',');
  put_number(&s->file[DATA], error, '\n');
}

/* The rows of a path that can be told apart. */
static int put_path(const struct cell *cell, const struct path *path, const struct view *view,
                    struct sheets *s, struct error *err)
{
  static const double gap[] = {NAN, NAN};
  double low[] = {view->axis[0].low, view->axis[1].low};
  double high[] = {view->axis[0].high, view->axis[1].high};
  const struct row *rows = path->rows;
  size_t drawn = 0;
  struct thin thin;
  thin_start(&thin, low, high);
  put_row(cell, rows[0].x, rows[0].cost, rows[0].error, s);
  int status = STATUS_OK;
  for (size_t n = 1; n < path->count && !status; n++) {
    enum thin_action action;
    status = thin_step(&thin, rows[drawn].x, rows[n - 1].x, rows[n].x, &action, err);
    if (status || action == THIN_SKIP) continue;
    if (action == THIN_RESUME) {
      put_row(cell, gap, NAN, NAN, s);
      put_row(cell, rows[n - 1].x, rows[n - 1].cost, rows[n - 1].error, s);
    }
    put_row(cell, rows[n].x, rows[n].cost, rows[n].error, s);
    drawn = n;
  }
  thin_free(&thin);
  return status;
}

static bool in_view(const struct view *view, const double x[2])
{
  bool in = true;
  for (size_t k = 0; k < 2; k++) in &= x[k] >= view->axis[k].low && x[k] <= view->axis[k].high;
  return in;
}

/* How a path lies in the view: 0 within it, 1 it leaves it, 2 it starts outside of it. */
static double place_of(const struct path *path, const struct view *view)
{
  bool leaves = path->endless;
  for (size_t n = 0; n < path->count; n++) leaves |= !in_view(view, path->rows[n].x);
  return in_view(view, path->rows[0].x) ? leaves : 2;
}

/* Where a path leaves the view for the first time, as its columns have it: the last point within,
 * and the one on the edge; NaN where it does not. */
static void put_exit(const struct path *path, const struct view *view, struct sheets *s)
{
  double from[2] = {NAN, NAN}, edge[2] = {NAN, NAN};
  for (size_t n = 1; n < path->count; n++) {
    const double *a = path->rows[n - 1].x, *b = path->rows[n].x;
    if (!in_view(view, a) || in_view(view, b)) continue;
    double share = 1;
    for (size_t k = 0; k < 2; k++) {
      double end = b[k] > a[k] ? view->axis[k].high : view->axis[k].low;
      if ((b[k] - end) * (b[k] - a[k]) > 0) share = fmin(share, (end - a[k]) / (b[k] - a[k]));
    }
    for (size_t k = 0; k < 2; k++) {
      from[k] = a[k];
      edge[k] = a[k] + share * (b[k] - a[k]);
    }
    break;
  }
  for (size_t k = 0; k < 2; k++) put_number(&s->file[PANELS], from[k], ',');
  for (size_t k = 0; k < 2; k++) put_number(&s->file[PANELS], edge[k], k ? '\n' : ',');
}

static int put_panel(const struct plot *plot, const struct cell *cell, const struct path *path,
                     const struct view *view, const struct problem *problem,
                     const struct place *place, size_t panel, struct sheets *s, struct error *err)
{
  char title[TITLE_SIZE];
  size_t first = s->file[DATA].rows;
  int status = put_path(cell, path, view, s, err);
  function_title(cell->function, title);
  put_number(&s->file[PANELS], (double)(place->rows + panel / COLUMNS), ',');
  put_number(&s->file[PANELS], (double)(panel % COLUMNS), ',');
  put_number(&s->file[PANELS], (double)place->landscapes, ',');
  put_title(&s->file[PANELS], title, ',');
  put_style(&s->file[PANELS], &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
  put_number(&s->file[PANELS], (double)first, ',');
  put_number(&s->file[PANELS], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[PANELS], target_of(plot->campaign), ',');
  put_number(&s->file[PANELS], path->reached, ',');
  for (size_t k = 0; k < 2; k++) {
    put_number(&s->file[PANELS], view->axis[k].low, ',');
    put_number(&s->file[PANELS], view->axis[k].high, ',');
  }
  for (size_t k = 0; k < 2; k++) put_number(&s->file[PANELS], path->rows[0].x[k], ',');
  for (size_t k = 0; k < 2; k++)
    put_number(&s->file[PANELS], problem->minimiser ? problem->minimiser[k] : NAN, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], place_of(path, view), ',');
  put_text(&s->file[PANELS], value_title(cell->function), ',');
  put_number(&s->file[PANELS], path->rows[path->count - 1].error, ',');
  put_number(&s->file[PANELS], path->diverged, ',');
  put_exit(path, view, s);
  return status;
}

/* The optimizers of one function, their cells side by side from `first` on. */
static int write_function(const struct plot *plot, size_t first, const struct outcomes *outcomes,
                          struct path *paths, struct place *place, struct sheets *s,
                          struct error *err)
{
  size_t count = plot->campaign->optimizer_count, panel = 0;
  struct landscape landscape = {0};
  struct view view;
  struct cell cell = campaign_cell(plot->campaign, first);
  char part[32];
  int status = landscape_open(&landscape, plot, &cell, err);
  for (size_t i = 0; i < count && !status; i++) {
    if (!plot->traced[first + i]) continue;
    cell = campaign_cell(plot->campaign, first + i);
    status = read_path(plot, &cell, &paths[i], err);
    paths[i].diverged = outcomes_diverged(outcomes, &cell, 0);
  }
  if (!status) status = find_view(landscape.problem, paths, count, &view, err);
  for (size_t i = 0; i < count && !status; i++) {
    if (plot->traced[first + i]) sheets_show(s, i, paths[i].count > 0, "no finite point");
    if (!paths[i].count) continue;
    cell = campaign_cell(plot->campaign, first + i);
    status = put_panel(plot, &cell, &paths[i], &view, landscape.problem, place, panel++, s, err);
  }
  snprintf(part, sizeof part, "landscape%zu", place->landscapes);
  if (!status && panel) landscape_sound(&landscape, &view.axis[0], &view.axis[1]);
  if (!status && panel)
    status = write_field(plot, "trajectories", part, &view.axis[0], &view.axis[1],
                         landscape_log_error, &landscape, err);
  place->landscapes += panel > 0;
  place->rows += (panel + COLUMNS - 1) / COLUMNS;
  landscape_close(&landscape);
  for (size_t i = 0; i < count; i++) {
    free(paths[i].rows);
    paths[i] = (struct path){0};
  }
  return status;
}

static int write_sheets(const struct plot *plot, struct path *paths, struct sheets *s,
                        struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct outcomes outcomes;
  int status = outcomes_read(plot, &outcomes, err);
  struct place place = {0};
  const struct function_entry *last = NULL;
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i++) {
    struct cell cell = campaign_cell(c, i);
    if (cell.dim != 2 || cell.function == last) continue;
    last = cell.function;
    status = write_function(plot, i, &outcomes, paths, &place, s, err);
  }
  outcomes_free(&outcomes);
  if (!status && !place.landscapes) strcpy(s->nothing, "no path in two dimensions has a point");
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct path *paths = calloc(plot->campaign->optimizer_count, sizeof *paths);
  if (!paths) return error_memory(err, "the paths of a figure");
  int status = write_sheets(plot, paths, s, err);
  free(paths);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  bool flat = false;
  for (size_t i = 0; i < campaign_cell_count(c); i++) flat |= campaign_cell(c, i).dim == 2;
  if (flat && c->trace_x && c->trace != TRACE_NONE) return true;
  snprintf(why, WHY_SIZE, "iterates in two dimensions: run with -d 2 --trace every --trace-x");
  return false;
}

const struct figure figure_trajectories = {
    .name = "trajectories",
    .summary = "paths over a two-dimensional landscape, a panel an optimizer",
    .sheet = {[DATA] = {NULL, "function,optimizer,cost,x1,x2,error"},
              [PANELS] = {"panels",
                          "row,column,landscape,function,title,colour,dash,first,last,target,"
                          "reached,x1_low,x1_high,x2_low,x2_high,start_x1,start_x2,minimiser_x1,"
                          "minimiser_x2,cost,outside,value,end,diverged,exit_from_x1,exit_from_x2,"
                          "exit_x1,exit_x2"}},
    .possible = possible,
    .write = write,
    .usual = true,
    .alt = "Paths of the optimizers over the landscape of {title}, a panel each.",
    .caption =
        "Paths over the landscape of {title} in two dimensions, the first repetition of each "
        "optimizer, dark where f is low. The dot is the start, the star the minimiser; the "
        "number is the {cost}. An arrow at the edge is where a path leaves the view.",
};
