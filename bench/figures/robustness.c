/* robustness.c -- what the best points of runs bear: their true value after a Gaussian
 * disturbance of every coordinate, against the deviation of that; a panel a function and dimension,
 * a curve an optimizer, over all instances and runs and DISTURBANCES each. (Lehman, Chen, Clune and
 * Stanley, ES Is More Than Just a Traditional Finite-Difference Approximator, GECCO 2018)
 *
 * A disturbance is named by seed, function, dimension, instance, repetition and number, so that all
 * optimizers and all deviations have the same. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/plot/landscape.h"
#include "bench/plot/sheet.h"
#include "bench/record/points.h"
#include "bench/statistics/quantiles.h"
#include "src/numeric/elementary.h"

enum { DATA, CURVES, PANELS };
enum { DISTURBANCES = 20, DEVIATIONS = 8 };
static const char kept[] = "best"; /* of the points, that which is disturbed: it met the target */

/* 0, then 10^-2.5 to 10^0.5 by half decades. */
static double deviation_of(size_t i) { return i ? repro_pow(10, ((double)i - 6) / 2) : 0; }

/* The values of an optimizer's runs: [deviation][value]. */
struct values {
  double *at[DEVIATIONS];
  size_t count, room; /* of each */
  size_t runs;
};

/* What is at work on one problem. */
struct bench {
  struct landscape landscape;
  double *normal; /* DISTURBANCES points of dim values */
  double *x;      /* the same */
  double *f, *truth, *scratch;
};

static void bench_close(struct bench *b)
{
  landscape_close(&b->landscape);
  free(b->normal);
}

static int bench_open(struct bench *b, const struct plot *plot, const struct cell *cell,
                      struct error *err)
{
  *b = (struct bench){0};
  int status = landscape_open(&b->landscape, plot, cell, err);
  if (status) return status;
  const struct problem *p = b->landscape.problem;
  size_t scratch = p->scratch ? p->scratch(p, DISTURBANCES) : 0;
  b->normal = malloc((2 * DISTURBANCES * cell->dim + 2 * DISTURBANCES + scratch) * sizeof(double));
  if (!b->normal) {
    bench_close(b);
    return error_memory(err, "disturbed points");
  }
  b->x = b->normal + DISTURBANCES * cell->dim;
  b->f = b->x + DISTURBANCES * cell->dim;
  b->truth = b->f + DISTURBANCES;
  b->scratch = b->truth + DISTURBANCES;
  return STATUS_OK;
}

static int make_room(struct values *v, struct error *err)
{
  if (v->count + DISTURBANCES <= v->room) return STATUS_OK;
  size_t room = 2 * v->room + DISTURBANCES;
  for (size_t i = 0; i < DEVIATIONS; i++) {
    double *longer = realloc(v->at[i], room * sizeof *longer);
    if (!longer) return error_memory(err, "the values of disturbed points");
    v->at[i] = longer;
  }
  v->room = room;
  return STATUS_OK;
}

/* True values of the points in b->x, as errors where the minimum is known. */
static void value_points(const struct bench *b, size_t count, double *value)
{
  const struct problem *p = b->landscape.problem;
  bool dear = p->traits & DEAR_TRUTH;
  if (!dear) {
    struct batch batch = {
        .x = b->x, .count = count, .f = b->f, .truth = b->truth, .scratch = b->scratch};
    p->evaluate(p, &batch);
  }
  for (size_t k = 0; k < count; k++) {
    double f = dear                     ? landscape_value(&b->landscape, b->x + k * p->dim, NULL)
               : p->traits & STOCHASTIC ? b->truth[k]
                                        : b->f[k];
    value[k] = isnan(p->minimum) ? f : f - p->minimum;
  }
}

/* One run: the point itself, which stands for as many, then its disturbances. */
static int disturb(const struct plot *plot, const struct bench *b, const struct cell *cell,
                   const struct points *points, struct values *v, struct error *err)
{
  size_t dim = cell->dim;
  int status = make_room(v, err);
  if (status) return status;
  struct stream stream =
      repetition_stream(plot->campaign, cell, points->repetition, "disturbances");
  for (size_t i = 0; i < DISTURBANCES * dim; i++) b->normal[i] = drawn_normal(stream, i);
  memcpy(b->x, points->x, dim * sizeof *b->x);
  value_points(b, 1, v->at[0] + v->count);
  for (size_t k = 1; k < DISTURBANCES; k++) v->at[0][v->count + k] = v->at[0][v->count];
  for (size_t i = 1; i < DEVIATIONS; i++) {
    double deviation = deviation_of(i);
    for (size_t k = 0; k < DISTURBANCES * dim; k++)
      b->x[k] = points->x[k % dim] + deviation * b->normal[k];
    value_points(b, DISTURBANCES, v->at[i] + v->count);
  }
  v->count += DISTURBANCES;
  v->runs++;
  return STATUS_OK;
}

/* All runs of a cell. */
static int add_cell(const struct plot *plot, const struct cell *cell, struct values *v,
                    struct error *err)
{
  struct points points;
  struct bench bench;
  bool there;
  int status = points_open(&points, plot->results, cell, &there, err);
  if (status || !there) return status;
  status = bench_open(&bench, plot, cell, err);
  for (bool more = true; !status;) {
    status = points_next(&points, &more, err);
    if (status || !more) break;
    bool finite = !strcmp(points.kind, kept);
    for (size_t k = 0; k < cell->dim; k++) finite &= isfinite(points.x[k]) != 0;
    if (finite) status = disturb(plot, &bench, cell, &points, v, err);
  }
  points_close(&points);
  bench_close(&bench);
  return status;
}

struct panel {
  size_t first, curves, runs;
  double low, high; /* of what is drawn */
};

static void widen(struct panel *p, double value)
{
  if (!isfinite(value)) return;
  p->low = fmin(p->low, value);
  p->high = fmax(p->high, value);
}

/* The mean before the values are sorted: NaN counts as infinite there. */
static double mean_of(const double *value, size_t count)
{
  double sum = 0;
  for (size_t k = 0; k < count; k++) sum += isnan(value[k]) ? INFINITY : value[k];
  return sum / (double)count;
}

static void put_curve(const struct plot *plot, const struct cell *cell, struct values *v,
                      struct panel *panel, struct sheets *s)
{
  size_t first = s->file[DATA].rows;
  double end = NAN;
  for (size_t i = 0; i < DEVIATIONS; i++) {
    double mean = mean_of(v->at[i], v->count);
    struct quartiles q = quartiles_of(v->at[i], v->count);
    put_text(&s->file[DATA], cell->function->label, ',');
    put_number(&s->file[DATA], (double)cell->dim, ',');
    put_text(&s->file[DATA], cell->optimizer->label, ',');
    put_number(&s->file[DATA], deviation_of(i), ',');
    put_number(&s->file[DATA], mean, ',');
    put_number(&s->file[DATA], q.low, ',');
    put_number(&s->file[DATA], q.median, ',');
    put_number(&s->file[DATA], q.high, ',');
    put_number(&s->file[DATA], (double)v->runs, ',');
    put_number(&s->file[DATA], i ? DISTURBANCES : 1, '\n');
    const double drawn[] = {mean, q.low, q.median, q.high};
    for (size_t k = 0; k < 4; k++) widen(panel, drawn[k]);
    end = q.median;
  }
  put_style(&s->file[CURVES], &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[CURVES], end, '\n');
  panel->curves++;
  if (v->runs > panel->runs) panel->runs = v->runs;
}

static void put_panel(const struct cell *cell, const struct panel *p, struct sheets *s)
{
  char title[TITLE_SIZE];
  function_title(cell->function, title);
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)cell->dim, ',');
  put_text(&s->file[PANELS], value_title(cell->function), ',');
  put_number(&s->file[PANELS], function_solved(&cell->function->spec), ',');
  put_number(&s->file[PANELS], p->low, ',');
  put_number(&s->file[PANELS], p->high, ',');
  put_number(&s->file[PANELS], (double)p->runs, ',');
  put_number(&s->file[PANELS], DISTURBANCES, ',');
  put_number(&s->file[PANELS], (double)p->first, ',');
  put_number(&s->file[PANELS], (double)p->curves, '\n');
}

/* The optimizers on a function and dimension, whose cells of the first instance begin at `first`.
 */
static int write_panel(const struct plot *plot, size_t first, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct panel panel = {.first = s->file[CURVES].rows, .low = INFINITY, .high = -INFINITY};
  struct cell cell = campaign_cell(c, first);
  char part[32];
  int status = STATUS_OK;
  for (size_t o = 0; o < c->optimizer_count && !status; o++) {
    struct values values = {.count = 0};
    for (size_t i = 0; i < c->instance_count && !status; i++) {
      cell = campaign_cell(c, first + i * c->optimizer_count + o);
      status = add_cell(plot, &cell, &values, err);
    }
    if (!status && values.count) put_curve(plot, &cell, &values, &panel, s);
    if (!status) sheets_show(s, o, values.count > 0, "no run kept a best point that is finite");
    for (size_t i = 0; i < DEVIATIONS; i++) free(values.at[i]);
  }
  snprintf(part, sizeof part, "d = %zu", cell.dim);
  if (!status && panel.curves)
    put_panel(&cell, &panel, s);
  else if (!status)
    sheets_skip_panel(s, cell.function, part);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = STATUS_OK;
  struct cell last = {0};
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i++) {
    struct cell cell = campaign_cell(c, i);
    if (cell.function == last.function && cell.dim == last.dim) continue;
    last = cell;
    status = write_panel(plot, i, s, err);
  }
  if (!status && !s->file[CURVES].rows)
    strcpy(s->nothing, "no run kept a best point that is finite");
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  for (size_t i = 0; i < campaign_cell_count(plot->campaign); i++) {
    struct cell cell = campaign_cell(plot->campaign, i);
    struct points points;
    struct error err;
    bool there;
    if (points_open(&points, plot->results, &cell, &there, &err)) return true; /* write says why */
    if (!there) continue;
    points_close(&points);
    return true;
  }
  snprintf(why, WHY_SIZE, "the best points of runs: run with --save-x");
  return false;
}

const struct figure figure_robustness = {
    .name = "robustness",
    .summary = "true value of the best points under Gaussian disturbance, against its deviation",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,deviation,mean,low,median,high,runs,"
                              "disturbances"},
              [CURVES] = {"curves", "title,colour,dash,first,last,end"},
              [PANELS] = {"panels",
                          "function,dimension,value,solved,low,high,runs,disturbances,first,"
                          "curves"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .alt = "What the best points on {title} bear: {value} against the deviation of a disturbance.",
    .caption = "What the best points of runs on {title} bear: the true value after every "
               "parameter was disturbed by a normal number times the deviation. Lines are "
               "medians, bands reach from the lower to the upper quartile, dots are means. All "
               "optimizers and deviations have the same disturbances.",
};
