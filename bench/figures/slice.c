/* slice.c -- f without noise along random directions through a point, and over the plane of two of
 * them, a row of panels a function and dimension.
 *
 * The directions are normal vectors, made orthogonal where they span the plane, and of length 1.
 * They are named by seed, dimension and number alone. (Goodfellow, Vinyals and Saxe, Qualitatively
 * characterizing neural network optimization problems, ICLR 2015) */
#include "bench/figures/slice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/driver/jobs.h"
#include "bench/driver/repetition.h"
#include "bench/plot/landscape.h"
#include "bench/record/points.h"
#include "bench/record/trace.h"

enum { DATA, PANELS };
enum { DIRECTIONS_MOST = 6 };
const char *const slice_points[] = {"start", "final", "best", NULL};

/* How fine. What sees very many numbers for one value has fewer of them. */
struct fineness {
  size_t directions, along, across; /* points along a direction, and along a side of the plane */
};
static const struct fineness fine = {DIRECTIONS_MOST, 121, 61}, coarse = {3, 41, 25};
static const double dear = 1e8; /* products a value, about */

struct slice_of {
  const struct plot *plot;
  struct cell cell; /* whose point it is */
  size_t repetition;
  enum slice_point point;
  struct landscape landscape;
  struct fineness grid;
  double *x;         /* dim values, the point */
  double *direction; /* grid.directions of dim values */
  double at_point;   /* the recorded f of a run's point */
  double span;
  double *f; /* the directions, then the plane, row by row */
};

/* One thread's own. */
struct local {
  struct landscape landscape;
  double *x;
};

static double step_of(const struct slice_of *s, size_t count, size_t i)
{
  struct axis axis = {-s->span, s->span, count};
  /* The middle is the point itself. */
  return 2 * i + 1 == count ? 0 : axis_at(&axis, i);
}

static void place(const struct slice_of *s, size_t index, double *x)
{
  size_t dim = s->cell.dim, lines = s->grid.directions * s->grid.along;
  const double *u = s->direction, *v = s->direction + dim;
  double a, b = 0;
  if (index < lines) {
    u = s->direction + index / s->grid.along * dim;
    a = step_of(s, s->grid.along, index % s->grid.along);
  } else {
    a = step_of(s, s->grid.across, (index - lines) % s->grid.across);
    b = step_of(s, s->grid.across, (index - lines) / s->grid.across);
  }
  bool plane = index >= lines;
  for (size_t k = 0; k < dim; k++) x[k] = s->x[k] + a * u[k] + (plane ? b * v[k] : 0);
}

static int evaluate(void *context, void *memory, size_t index, double *evaluations,
                    struct error *err)
{
  const struct slice_of *s = context;
  struct local *l = memory;
  if (!l->x) {
    l->x = malloc(s->cell.dim * sizeof *l->x);
    int status = l->x ? landscape_twin(&s->landscape, &l->landscape, err)
                      : error_memory(err, "a point of a slice");
    if (status) return status;
  }
  place(s, index, l->x);
  s->f[index] = landscape_value(&l->landscape, l->x, NULL);
  *evaluations = 1;
  return STATUS_OK;
}

static void clean(void *memory)
{
  struct local *l = memory;
  landscape_untwin(&l->landscape);
  free(l->x);
}

static size_t plane_points(const struct slice_of *s)
{
  return s->cell.dim > 1 ? s->grid.across * s->grid.across : 0;
}

static int evaluate_all(struct slice_of *s, struct error *err)
{
  struct progress bar;
  struct tally progress = {0};
  atomic_bool halt = false;
  sigset_t before;
  bool interrupted = false;
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  size_t count = s->grid.directions * s->grid.along + plane_points(s);
  struct jobs jobs = {.count = count,
                      .threads = processors > 1 ? (size_t)processors : 1,
                      .job = evaluate,
                      .clean = clean,
                      .local_size = sizeof(struct local),
                      .context = s,
                      .progress = &progress,
                      .bar = &bar,
                      .total = count,
                      .halt = &halt,
                      .last_words = "optbench: interrupted; no slice was drawn"};
  watch_begin(&before);
  progress_begin(&bar);
  int status = jobs_run(&jobs, &interrupted, err);
  progress_end(&bar);
  watch_end(&before);
  if (!status && interrupted)
    status = error_set(err, EXIT_INTERRUPTED, "interrupted; no slice was drawn");
  return status;
}

/* Normal vectors of length 1, the second orthogonal to the first. */
static void draw_directions(struct slice_of *s)
{
  size_t dim = s->cell.dim;
  struct stream stream =
      stream_numbered(stream_named(stream_root(s->plot->slice->seed), "slice"), (uint64_t)dim);
  for (size_t i = 0; i < s->grid.directions; i++) {
    double *u = s->direction + i * dim, along = 0, length = 0;
    struct stream own = stream_numbered(stream, i);
    for (size_t k = 0; k < dim; k++) u[k] = drawn_normal(own, k);
    for (size_t k = 0; i == 1 && k < dim; k++) along += u[k] * s->direction[k];
    for (size_t k = 0; i == 1 && k < dim; k++) u[k] -= along * s->direction[k];
    for (size_t k = 0; k < dim; k++) length += u[k] * u[k];
    for (size_t k = 0; k < dim; k++) u[k] /= sqrt(length);
    if (dim == 1) u[0] = 1;
  }
}

/* As far as it takes to see a basin: the length of the parameters of a model, else a quarter of the
 * search region, where that is narrowest. */
static double choose_span(const struct slice_of *s)
{
  const struct problem *p = s->landscape.problem;
  double norm = 0, width = p->high[0] - p->low[0];
  if (s->plot->slice->span > 0) return s->plot->slice->span;
  for (size_t k = 1; k < s->cell.dim; k++) width = fmin(width, p->high[k] - p->low[k]);
  if (!isnan(p->minimum)) return width / 4;
  for (size_t k = 0; k < s->cell.dim; k++) norm += s->x[k] * s->x[k];
  return fmax(sqrt(norm), 1);
}

static struct fineness choose_fineness(const struct slice_of *s)
{
  const struct problem *p = s->landscape.problem;
  double f, truth, rows = 0;
  struct batch batch = {.x = s->x,
                        .count = 1,
                        .f = &f,
                        .truth = p->traits & DEAR_TRUTH ? NULL : &truth,
                        .work = &rows,
                        .scratch = s->landscape.scratch};
  if (!p->work) return fine;
  p->evaluate(p, &batch);
  rows *= (double)(p->epoch ? p->epoch : 1);
  return rows * (double)s->cell.dim > dear ? coarse : fine;
}

/* Take a point if it is lower than what is there. */
static void offer(struct slice_of *s, const struct cell *cell, size_t repetition, double f,
                  const double *x)
{
  if (!(f < s->at_point)) return;
  for (size_t k = 0; k < cell->dim; k++)
    if (!isfinite(x[k])) return;
  memcpy(s->x, x, cell->dim * sizeof *x);
  s->cell = *cell;
  s->repetition = repetition;
  s->at_point = f;
}

/* The points that were kept of a cell's runs. */
static int offer_kept(struct slice_of *s, const struct cell *cell, bool *there, struct error *err)
{
  struct points points;
  int status = points_open(&points, s->plot->results, cell, there, err);
  if (status || !*there) return status;
  for (bool more = true; !status;) {
    status = points_next(&points, &more, err);
    if (status || !more) break;
    if (!strcmp(points.kind, slice_points[s->point]))
      offer(s, cell, points.repetition, points.f, points.x);
  }
  points_close(&points);
  return status;
}

/* The last or the lowest row of each run of a cell's trace. */
static int offer_traced(struct slice_of *s, const struct cell *cell, struct error *err)
{
  struct trace trace;
  size_t run = SIZE_MAX;
  double *last = malloc(cell->dim * sizeof *last), f = INFINITY;
  if (!last) return error_memory(err, "a point");
  int status = trace_open(&trace, s->plot->results, s->plot->campaign, cell, true, NULL, err);
  for (bool more = true; !status;) {
    status = trace_next(&trace, &more, err);
    bool ended = !status && run != SIZE_MAX && (!more || trace.repetition != run);
    if (ended && s->point == SLICE_FINAL) offer(s, cell, run, f, last);
    if (status || !more) break;
    run = trace.repetition;
    f = trace.f;
    memcpy(last, trace.x, cell->dim * sizeof *last);
    if (s->point == SLICE_BEST) offer(s, cell, run, f, last);
  }
  if (trace.csv.file) trace_close(&trace);
  free(last);
  return status;
}

/* The lowest of the points of all runs of the function at this dimension and instance. */
static int find_point(struct slice_of *s, size_t first, struct error *err)
{
  const struct campaign *c = s->plot->campaign;
  int status = STATUS_OK;
  for (size_t o = 0; o < c->optimizer_count && !status; o++) {
    struct cell cell = campaign_cell(c, first + o);
    bool there = false;
    status = offer_kept(s, &cell, &there, err);
    if (!status && !there && c->trace_x && s->plot->traced[first + o])
      status = offer_traced(s, &cell, err);
  }
  return status;
}

static void put_line(const struct slice_of *s, size_t direction, double range[2],
                     struct sheets *out)
{
  for (size_t i = 0; i < s->grid.along; i++) {
    double f = s->f[direction * s->grid.along + i];
    put_text(&out->file[DATA], s->cell.function->label, ',');
    put_number(&out->file[DATA], (double)s->cell.dim, ',');
    put_number(&out->file[DATA], (double)direction + 1, ',');
    put_number(&out->file[DATA], step_of(s, s->grid.along, i), ',');
    put_number(&out->file[DATA], f, '\n');
    if (!isfinite(f)) continue;
    range[0] = fmin(range[0], f);
    range[1] = fmax(range[1], f);
  }
}

/* "best point of Adam, run 0", or where no run made it. */
static void tell_point(const struct slice_of *s, char text[TITLE_SIZE + 64])
{
  static const char *const words[] = {"start", "last point", "best point"};
  if (s->point == SLICE_START)
    snprintf(text, TITLE_SIZE + 64, "start of run 0");
  else
    snprintf(text, TITLE_SIZE + 64, "%s of %s; run %zu", words[s->point],
             s->plot->styles[s->cell.optimizer - s->plot->campaign->optimizers].title,
             s->repetition);
}

static double plane_value(void *context, double column, double row)
{
  const struct slice_of *s = context;
  size_t n = s->grid.across;
  size_t i = (size_t)((column / s->span + 1) / 2 * (double)(n - 1) + 0.5);
  size_t k = (size_t)((row / s->span + 1) / 2 * (double)(n - 1) + 0.5);
  return s->f[s->grid.directions * s->grid.along + k * n + i];
}

static int put_panel(struct slice_of *s, size_t row, struct sheets *out, struct error *err)
{
  double line[2] = {INFINITY, -INFINITY}, plane[2] = {INFINITY, -INFINITY};
  char title[TITLE_SIZE], text[TITLE_SIZE + 64];
  size_t first = out->file[DATA].rows, lines = s->grid.directions * s->grid.along;
  for (size_t i = 0; i < s->grid.directions; i++) put_line(s, i, line, out);
  for (size_t i = 0; i < plane_points(s); i++) {
    if (!isfinite(s->f[lines + i])) continue;
    plane[0] = fmin(plane[0], s->f[lines + i]);
    plane[1] = fmax(plane[1], s->f[lines + i]);
  }
  function_title(s->cell.function, title);
  tell_point(s, text);
  put_number(&out->file[PANELS], (double)row, ',');
  put_title(&out->file[PANELS], title, ',');
  put_number(&out->file[PANELS], (double)s->cell.dim, ',');
  put_number(&out->file[PANELS], (double)s->cell.instance, ',');
  put_title(&out->file[PANELS], text, ',');
  put_number(&out->file[PANELS], s->f[s->grid.along / 2], ',');
  put_number(&out->file[PANELS], (double)s->plot->slice->seed, ',');
  put_number(&out->file[PANELS], s->span, ',');
  put_number(&out->file[PANELS], (double)first, ',');
  put_number(&out->file[PANELS], (double)s->grid.along, ',');
  put_number(&out->file[PANELS], (double)s->grid.directions, ',');
  for (size_t i = 0; i < 2; i++) put_number(&out->file[PANELS], line[i], ',');
  for (size_t i = 0; i < 2; i++) put_number(&out->file[PANELS], plane[i], i ? '\n' : ',');
  if (!plane_points(s)) return STATUS_OK;
  char part[32];
  struct axis axis = {-s->span, s->span, s->grid.across};
  snprintf(part, sizeof part, "plane%zu", row);
  return write_field(s->plot, "slice", part, &axis, &axis, plane_value, s, err);
}

static int slice_one(struct slice_of *s, size_t first, size_t row, struct sheets *out,
                     struct error *err)
{
  const struct problem *p = s->landscape.problem;
  size_t dim = s->cell.dim;
  s->x = malloc(2 * dim * sizeof *s->x);
  s->direction = malloc(DIRECTIONS_MOST * dim * sizeof *s->direction);
  if (!s->x || !s->direction) return error_memory(err, "a slice");
  int status = STATUS_OK;
  s->at_point = INFINITY;
  if (s->point != SLICE_START) status = find_point(s, first, err);
  /* A point that nobody asked for by name may be missing. */
  if (s->point != SLICE_START && isinf(s->at_point) && s->plot->slice->chosen)
    s->point = SLICE_START;
  if (s->point == SLICE_START)
    repetition_start(s->plot->campaign, p, &s->cell, 0, s->x);
  else if (isinf(s->at_point))
    return status;
  if (status) return status;
  s->grid = choose_fineness(s);
  if (dim == 1) s->grid.directions = 1; /* a line has no other */
  s->span = choose_span(s);
  s->f =
      malloc((s->grid.directions * s->grid.along + s->grid.across * s->grid.across) * sizeof *s->f);
  if (!s->f) return error_memory(err, "a slice");
  draw_directions(s);
  status = evaluate_all(s, err);
  return status ? status : put_panel(s, row, out, err);
}

static int write_slices(const struct plot *plot, struct sheets *out, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct cell last = {0};
  size_t rows = 0;
  int status = STATUS_OK;
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i++) {
    struct cell cell = campaign_cell(c, i);
    if (cell.function == last.function && cell.dim == last.dim) continue;
    last = cell;
    struct slice_of s = {.plot = plot, .cell = cell, .point = plot->slice->point};
    size_t before = out->file[PANELS].rows;
    status = landscape_open(&s.landscape, plot, &cell, err);
    if (!status) status = slice_one(&s, i, rows, out, err);
    char part[32];
    snprintf(part, sizeof part, "d = %zu", cell.dim);
    if (!status && out->file[PANELS].rows == before) sheets_skip_panel(out, cell.function, part);
    rows = out->file[PANELS].rows;
    landscape_close(&s.landscape);
    free(s.x);
    free(s.direction);
    free(s.f);
  }
  if (!status && !rows)
    snprintf(out->nothing, WHY_SIZE,
             "no run kept a finite %s point: run with --save-x or --trace-x, or ask for --at start",
             slice_points[plot->slice->point]);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  snprintf(why, WHY_SIZE, "--slice");
  return plot->slice != NULL;
}

const struct figure figure_slice = {
    .name = "slice",
    .summary = "f along random directions through a point, and over the plane of two of them",
    .sheet = {[DATA] = {NULL, "function,dimension,direction,at,f"},
              [PANELS] = {"panels",
                          "row,title,dimension,instance,point,f,seed,span,first,points,directions,"
                          "low,high,plane_low,plane_high"}},
    .possible = possible,
    .write = write_slices,
};
