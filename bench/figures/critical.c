/* critical.c -- where the gradient is zero, and who stays there: the critical points of functions
 * of one or two variables over their landscape, and beside it where each optimizer ends from a grid
 * of starts. First instances only.
 *
 * A run ends at the critical point that is nearest to its last iterate, if that is near enough. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/critical_points.h"
#include "bench/plot/ends.h"
#include "bench/plot/landscape.h"
#include "bench/plot/sheet.h"

enum { DATA, ENDS, PANELS, CURVES };
enum { GRID = 241, LINE = 401 };
/* Starts along each axis, odd, so that one is in the middle: fewer where runs are long. */
enum { LINE_MOST = 101, PLANE_MOST = 41, SIDE_LEAST = 9 };
static const double affordable = 1e7; /* what the runs of an optimizer cost together, about */
static const double near = 1.0 / 20;  /* shares of the search region */

/* A function with what its panels share. */
struct scene {
  const struct plot *plot;
  struct cell cell; /* the first of its cells; those of the other optimizers follow */
  size_t first;     /* its number */
  struct landscape landscape;
  struct critical_points points;
  size_t points_first, curve_first; /* rows of DATA and CURVES */
  size_t number;                    /* of the function in the figure, from 0 */
  size_t side, starts;
  double *start, *end, *f;
};

static void scene_close(struct scene *s)
{
  landscape_close(&s->landscape);
  free(s->points.at);
  free(s->start);
}

static int make_starts(struct scene *s, struct error *err)
{
  const struct problem *p = s->landscape.problem;
  size_t dim = p->dim, most = dim > 1 ? PLANE_MOST : LINE_MOST;
  double runs = affordable / s->cell.budget, side = dim > 1 ? sqrt(runs) : runs;
  s->side = side >= (double)most ? most
            : side <= SIDE_LEAST ? SIDE_LEAST
                                 : (size_t)side / 2 * 2 + 1;
  s->starts = dim > 1 ? s->side * s->side : s->side;
  s->start = malloc(s->starts * (2 * dim + 1) * sizeof *s->start);
  if (!s->start) return error_memory(err, "a grid of starts");
  s->end = s->start + s->starts * dim;
  s->f = s->end + s->starts * dim;
  for (size_t i = 0; i < s->starts; i++) {
    size_t number[CRITICAL_DIM] = {i % s->side, i / s->side};
    for (size_t k = 0; k < dim; k++) {
      struct axis axis = {p->low[k], p->high[k], s->side};
      s->start[i * dim + k] = axis_at(&axis, number[k]);
    }
  }
  return STATUS_OK;
}

static void put_point(struct csv_file *csv, const double *x, size_t dim)
{
  for (size_t k = 0; k < CRITICAL_DIM; k++) put_number(csv, k < dim ? x[k] : NAN, ',');
}

static void put_points(struct scene *s, struct sheets *sheets)
{
  struct csv_file *csv = &sheets->file[DATA];
  s->points_first = csv->rows;
  for (size_t i = 0; i < s->points.count; i++) {
    const struct critical_point *p = &s->points.at[i];
    put_text(csv, s->cell.function->label, ',');
    put_number(csv, (double)s->cell.dim, ',');
    put_number(csv, s->cell.instance, ',');
    put_number(csv, (double)i + 1, ',');
    put_point(csv, p->x, s->cell.dim);
    put_number(csv, p->f, ',');
    put_point(csv, p->eigenvalue, s->cell.dim);
    put_text(csv, critical_kinds[p->kind], '\n');
  }
}

static void put_curve(struct scene *s, struct sheets *sheets)
{
  struct csv_file *csv = &sheets->file[CURVES];
  const struct problem *p = s->landscape.problem;
  struct axis axis = {p->low[0], p->high[0], LINE};
  s->curve_first = csv->rows;
  for (size_t i = 0; i < LINE && p->dim == 1; i++) {
    double x = axis_at(&axis, i);
    put_text(csv, s->cell.function->label, ',');
    put_number(csv, x, ',');
    put_number(csv, landscape_value(&s->landscape, &x, NULL), '\n');
  }
}

/* The number of the critical point that x is at, from 1; 0: none. */
static size_t point_at(const struct scene *s, const double *x)
{
  const struct problem *p = s->landscape.problem;
  size_t found = 0;
  double least = near;
  for (size_t i = 0; i < s->points.count; i++) {
    double far = 0;
    for (size_t k = 0; k < p->dim; k++) {
      double away = fabs(s->points.at[i].x[k] - x[k]) / (p->high[k] - p->low[k]);
      far = isfinite(away) ? fmax(far, away) : INFINITY;
    }
    if (far > least) continue;
    least = far;
    found = i + 1;
  }
  return found;
}

/* `style` NULL: the panel of the landscape. `reached`: starts from which a minimum was. */
static void put_panel(const struct scene *s, const struct style *style, size_t first,
                      double reached, struct sheets *sheets)
{
  struct csv_file *csv = &sheets->file[PANELS];
  const struct problem *p = s->landscape.problem;
  char title[TITLE_SIZE];
  put_number(csv, (double)s->number, ',');
  put_number(csv, (double)p->dim, ',');
  function_title(s->cell.function, title);
  put_title(csv, title, ',');
  put_style(csv, style ? style : &(struct style){.title = "", .dash = 1}, ',');
  put_number(csv, style ? (double)first : NAN, ',');
  put_number(csv, style ? (double)sheets->file[ENDS].rows - 1 : NAN, ',');
  put_number(csv, reached, ',');
  put_number(csv, (double)s->starts, ',');
  put_number(csv, (double)s->side, ',');
  put_number(csv, (double)s->points_first, ',');
  put_number(csv, (double)s->points.count, ',');
  put_number(csv, (double)s->curve_first, ',');
  for (size_t k = 0; k < CRITICAL_DIM; k++) {
    put_number(csv, k < p->dim ? p->low[k] : NAN, ',');
    put_number(csv, k < p->dim ? p->high[k] : NAN, k + 1 < CRITICAL_DIM ? ',' : '\n');
  }
}

static int put_ends(struct scene *s, const struct cell *cell, struct sheets *sheets,
                    struct error *err)
{
  struct csv_file *csv = &sheets->file[ENDS];
  size_t dim = cell->dim, first = csv->rows, reached = 0;
  int status = ends_find(s->plot, cell, s->starts, s->start, s->end, s->f, err);
  if (status) return status;
  for (size_t i = 0; i < s->starts; i++) {
    size_t point = point_at(s, s->end + i * dim);
    reached += point && s->points.at[point - 1].kind == CRITICAL_MINIMUM;
    put_text(csv, cell->function->label, ',');
    put_text(csv, cell->optimizer->label, ',');
    put_point(csv, s->start + i * dim, dim);
    put_point(csv, s->end + i * dim, dim);
    put_number(csv, s->f[i], ',');
    put_number(csv, (double)point, '\n');
  }
  size_t optimizer = (size_t)(cell->optimizer - s->plot->campaign->optimizers);
  sheets_show(sheets, optimizer, true, NULL);
  put_panel(s, &s->plot->styles[optimizer], first, (double)reached, sheets);
  return STATUS_OK;
}

static int write_function(struct scene *s, struct sheets *sheets, struct error *err)
{
  const struct problem *p = s->landscape.problem;
  char part[32];
  int status = critical_points_find(p, &s->points, err);
  if (!status) status = make_starts(s, err);
  if (status) return status;
  put_points(s, sheets);
  put_curve(s, sheets);
  put_panel(s, NULL, 0, NAN, sheets);
  for (size_t i = 0; i < s->plot->campaign->optimizer_count && !status; i++) {
    struct cell cell = campaign_cell(s->plot->campaign, s->first + i);
    status = put_ends(s, &cell, sheets, err);
  }
  if (status || p->dim == 1) return status;
  struct axis columns = {p->low[0], p->high[0], GRID}, rows = {p->low[1], p->high[1], GRID};
  landscape_sound(&s->landscape, &columns, &rows);
  snprintf(part, sizeof part, "landscape%zu", s->number);
  return write_field(s->plot, "critical", part, &columns, &rows, landscape_log_error, &s->landscape,
                     err);
}

/* Is the cell the first of a function in one or two variables? */
static bool is_first(const struct campaign *c, size_t number, struct cell *cell)
{
  *cell = campaign_cell(c, number);
  if (number % c->optimizer_count || cell->dim > CRITICAL_DIM) return false;
  if (!number) return true;
  struct cell before = campaign_cell(c, number - c->optimizer_count);
  return before.function != cell->function || before.dim != cell->dim;
}

static int write(const struct plot *plot, struct sheets *sheets, struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t number = 0;
  int status = STATUS_OK;
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i++) {
    struct scene scene = {.plot = plot, .first = i, .number = number};
    if (!is_first(c, i, &scene.cell)) continue;
    status = landscape_open(&scene.landscape, plot, &scene.cell, err);
    if (status) return status;
    if (critical_possible(scene.landscape.problem)) {
      status = write_function(&scene, sheets, err);
      number++;
    } else {
      sheets_skip_panel(sheets, scene.cell.function, "(no Hessian in closed form)");
    }
    scene_close(&scene);
  }
  if (!status && !sheets->file[DATA].rows)
    strcpy(sheets->nothing, "no gradient is zero within the search region");
  return status;
}

/* Which functions of the campaign are to blame, as far as there is room. */
static void explain(const struct campaign *c, char why[WHY_SIZE])
{
  const struct function_entry *first = NULL;
  struct cell cell;
  for (size_t i = 0; i < campaign_cell_count(c) && !first; i++)
    if (is_first(c, i, &cell)) first = cell.function;
  if (first)
    snprintf(why, WHY_SIZE,
             "a Hessian in closed form, and '%.60s' has none: run critical, or -f saddle -d 2",
             first->label);
  else
    snprintf(why, WHY_SIZE, "a function of one or two variables: run with -d 1,2");
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  bool any = false;
  for (size_t i = 0; i < campaign_cell_count(c) && !any; i++) {
    struct cell cell;
    struct landscape l;
    struct error err;
    if (!is_first(c, i, &cell) || landscape_open(&l, plot, &cell, &err)) continue;
    any = critical_possible(l.problem);
    landscape_close(&l);
  }
  if (!any) explain(c, why);
  return any;
}

const struct figure figure_critical = {
    .name = "critical",
    .summary = "where the gradient is zero, and where each optimizer ends from a grid of starts",
    .sheet =
        {[DATA] = {NULL, "function,dimension,instance,point,x1,x2,f,eigenvalue1,eigenvalue2,kind"},
         [ENDS] = {"ends", "function,optimizer,start_x1,start_x2,end_x1,end_x2,f,point"},
         [PANELS] = {"panels",
                     "number,dimension,function,title,colour,dash,first,last,reached,starts,side,"
                     "points_first,points,curve_first,x1_low,x1_high,x2_low,x2_high"},
         [CURVES] = {"curves", "function,x,f"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .alt = "The critical points of {title}, and where each optimizer ends from a grid of starts.",
    .caption = "The points at which the gradient of {title} is zero, with the eigenvalues of the "
               "Hessian and what follows from them; and where each optimizer ends from a grid of "
               "starts, under the settings of the campaign.",
};
