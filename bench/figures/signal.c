/* signal.c -- how many evaluations a gradient takes until its noise is no longer than itself: at
 * the starts of the runs, for every optimizer whose gradients are estimates, against the parameter
 * that the campaign's functions differ in, such as the length of episodes or how late rewards are
 * paid.
 *
 * With K estimates g_k of n evaluations each, mean m and covariance C (by K - 1), it is
 *   n tr C / (|m|^2 - tr C / K),
 * the subtraction for what noise adds to |m|^2; infinite where that is not above 0. Estimates of
 * policy gradients and of evolution strategies can be compared like this, whatever their scale
 * (Salimans, Ho, Chen, Sidor and Sutskever, arXiv:1703.03864, 2017, section 3.1). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/figures/varied.h"
#include "bench/plot/landscape.h"
#include "bench/statistics/quantiles.h"

enum { DATA, CURVES, PANELS };
enum { ESTIMATES = 200, EVALUATIONS = 4000, STARTS_MOST = 5, LOG_RATIO = 8 };

/* A source of gradients at one point of a problem. */
struct estimator {
  const struct problem *problem;
  const struct source_type *source;
  void *state;
  double *theta;                 /* of the source's size */
  double *first, *mean, *square; /* the first estimate; sums of the others less that, and squares */
  double *block;                 /* of a batch's values, gradients, behaviours and scratch */
  size_t room;                   /* points that it holds */
  double *f, *gradient, *scratch;
  struct stream stream;
  uint64_t evaluations;
};

static void estimator_close(struct estimator *e)
{
  if (e->state) e->source->free(e->state);
  free(e->theta);
  free(e->block);
}

static int make_room(struct estimator *e, size_t points, struct error *err)
{
  if (points <= e->room) return STATUS_OK;
  const struct problem *p = e->problem;
  size_t scratch = p->scratch ? p->scratch(p, points) : 0;
  free(e->block);
  e->block = malloc((points * (2 + p->dim) + scratch) * sizeof *e->block);
  if (!e->block) return error_memory(err, "estimates of gradients");
  e->room = points;
  e->f = e->block;
  e->gradient = e->f + 2 * points;
  e->scratch = e->gradient + points * p->dim;
  return STATUS_OK;
}

/* One gradient at theta, the source's own; NULL with status STATUS_OK: a value was not finite. */
static int estimate(struct estimator *e, uint64_t step, const double **gradient, struct error *err)
{
  for (*gradient = NULL; !*gradient;) {
    struct query query;
    e->source->ask(e->state, e->theta, &query);
    int status = make_room(e, query.count, err);
    if (status) return status;
    struct batch batch = {.x = query.x,
                          .count = query.count,
                          .f = e->f,
                          .truth = e->problem->traits & DEAR_TRUTH ? NULL : e->f + query.count,
                          .gradient = query.want_gradient ? e->gradient : NULL,
                          .scratch = e->scratch,
                          .stream = e->stream,
                          .index = e->evaluations,
                          .step = step};
    e->problem->evaluate(e->problem, &batch);
    e->evaluations += query.count;
    for (size_t k = 0; k < query.count; k++)
      if (!isfinite(e->f[k])) return STATUS_OK;
    struct answer answer = {.f = e->f, .gradient = batch.gradient};
    *gradient = e->source->tell(e->state, e->theta, &answer);
  }
  return STATUS_OK;
}

static double needed(const struct estimator *e, size_t size, double estimates)
{
  double trace = 0, length = 0;
  for (size_t i = 0; i < size; i++) {
    double away = e->mean[i] / estimates, mean = e->first[i] + away;
    trace += (e->square[i] - estimates * away * away) / (estimates - 1);
    length += mean * mean;
  }
  double signal = length - trace / estimates;
  return signal > 0 ? (double)e->evaluations / estimates * trace / signal : INFINITY;
}

/* NaN where a value is not finite. */
static int measure(const struct plot *plot, const struct problem *problem, const struct cell *cell,
                   const struct method *method, size_t repetition, double *value, struct error *err)
{
  *value = NAN;
  double *start = malloc(problem->dim * sizeof *start);
  if (!start) return error_memory(err, "a start");
  repetition_start(plot->campaign, problem, cell, repetition, start);
  struct setup setup = {.dim = problem->dim,
                        .start = start,
                        .low = problem->low,
                        .high = problem->high,
                        .budget = cell->budget,
                        .gradient_cost = 1,
                        .stream = repetition_stream(plot->campaign, cell, repetition, "signal"),
                        .behaviours = problem->behaviours ? problem->behaviours : problem->dim};
  struct estimator e = {.problem = problem,
                        .source = method->source,
                        .state = method->source->alloc(&setup, method->parts[1]),
                        .stream = stream_named(setup.stream, "noise")};
  size_t size = e.state ? e.source->size(e.state) : 0;
  e.theta = calloc(4 * size + 1, sizeof *e.theta);
  int status = e.state && e.theta ? STATUS_OK : error_memory(err, "a source of gradients");
  if (!status) {
    e.first = e.theta + size;
    e.mean = e.first + size;
    e.square = e.mean + size;
    e.source->start(e.state, e.theta);
  }
  bool finite = true;
  size_t k = 0;
  for (; (k < ESTIMATES || e.evaluations < EVALUATIONS) && finite && !status; k++) {
    const double *g;
    status = estimate(&e, k, &g, err);
    finite = g != NULL;
    for (size_t i = 0; i < size && finite && !status; i++) {
      if (!k) e.first[i] = g[i];
      double away = g[i] - e.first[i];
      e.mean[i] += away;
      e.square[i] += away * away;
    }
  }
  if (!status && finite) *value = needed(&e, size, (double)k);
  estimator_close(&e);
  free(start);
  return status;
}

struct panel {
  size_t first, curves, starts;
  double low, high, bottom, top; /* of the parameter's values, and of what is drawn */
};

/* One optimizer on one function: false in *there where no start has a signal. */
static int put_point(const struct plot *plot, const struct cell *cell, const struct varied *v,
                     struct panel *panel, struct sheets *s, bool *there, struct error *err)
{
  struct method method;
  struct landscape landscape;
  double values[STARTS_MOST];
  size_t count = 0, most = plot->campaign->runs < STARTS_MOST ? plot->campaign->runs : STARTS_MOST;
  *there = false;
  int status = cell_method(plot->libraries, plot->campaign, cell, &method, err);
  if (status) return status;
  if (method.source) {
    status = landscape_open(&landscape, plot, cell, err);
    for (size_t r = 0; r < most && !status; r++) {
      status = measure(plot, landscape.problem, cell, &method, r, &values[count], err);
      count += !status && !isnan(values[count]);
    }
    landscape_close(&landscape);
  }
  method_free(&method);
  if (status || !count) return status;
  struct quartiles q = quartiles_of(values, count);
  if (isinf(q.median)) return STATUS_OK;
  put_text(&s->file[DATA], cell->function->label, ',');
  put_number(&s->file[DATA], (double)cell->dim, ',');
  put_text(&s->file[DATA], cell->optimizer->label, ',');
  put_text(&s->file[DATA], v->key, ',');
  put_number(&s->file[DATA], v->value, ',');
  put_number(&s->file[DATA], q.low, ',');
  put_number(&s->file[DATA], q.median, ',');
  put_number(&s->file[DATA], q.high, ',');
  put_number(&s->file[DATA], (double)count, '\n');
  panel->low = fmin(panel->low, v->value);
  panel->high = fmax(panel->high, v->value);
  panel->bottom = fmin(panel->bottom, q.low);
  panel->top = fmax(panel->top, isinf(q.high) ? q.median : q.high);
  if (count > panel->starts) panel->starts = count;
  *there = true;
  return STATUS_OK;
}

static int by_value(const void *a, const void *b)
{
  const struct varied *const *x = a, *const *y = b;
  return ((*x)->value > (*y)->value) - ((*x)->value < (*y)->value);
}

/* A curve over functions that differ in the parameter. */
static int put_curve(const struct plot *plot, size_t optimizer, const struct varied **of,
                     size_t count, struct panel *panel, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  size_t first = s->file[DATA].rows;
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) {
    const struct function_entry *function = &c->functions[of[i]->number];
    struct cell cell = {.function = function,
                        .optimizer = &c->optimizers[optimizer],
                        .instance = c->instances[0],
                        .dim = campaign_dim(c, function, 0)};
    campaign_give_budget(c, &cell);
    bool there;
    if (campaign_suits(function, cell.optimizer))
      status = put_point(plot, &cell, of[i], panel, s, &there, err);
  }
  size_t rows = s->file[DATA].rows;
  sheets_show(s, optimizer, rows > first, "it estimates no gradients that rise above their noise");
  if (status || rows == first) return status;
  put_style(&s->file[CURVES], &plot->styles[optimizer], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)rows - 1, '\n');
  panel->curves++;
  return STATUS_OK;
}

static void put_panel(const struct plot *plot, const struct varied *v, const struct panel *p,
                      struct sheets *s)
{
  const struct function_entry *function = &plot->campaign->functions[v->number];
  struct function_entry bare = *function;
  char title[TITLE_SIZE];
  strcpy(bare.label, v->rest);
  function_title(&bare, title);
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)campaign_dim(plot->campaign, function, 0), ',');
  put_text(&s->file[PANELS], v->key, ',');
  put_number(&s->file[PANELS], p->low > 0 && p->high / p->low >= LOG_RATIO, ',');
  const double numbers[] = {p->low, p->high,           p->bottom,
                            p->top, (double)p->starts, (double)p->first};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    put_number(&s->file[PANELS], numbers[i], ',');
  put_number(&s->file[PANELS], (double)p->curves, '\n');
}

/* Functions of the campaign that are like number `of`. */
static int write_panel(const struct plot *plot, const struct varied *varied, size_t of,
                       const struct varied **work, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct panel panel = {.first = s->file[CURVES].rows,
                        .low = INFINITY,
                        .high = -INFINITY,
                        .bottom = INFINITY,
                        .top = -INFINITY};
  size_t count = 0;
  for (size_t i = of; i < c->function_count; i++)
    if (varied_alike(&varied[i], &varied[of]) && !isnan(varied[i].value))
      work[count++] = &varied[i];
  qsort(work, count, sizeof *work, by_value);
  int status = STATUS_OK;
  for (size_t o = 0; o < c->optimizer_count && !status; o++)
    status = put_curve(plot, o, work, count, &panel, s, err);
  if (!status && panel.curves) put_panel(plot, &varied[of], &panel, s);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  struct varied *varied = varied_functions(c);
  const struct varied **work = calloc(c->function_count, sizeof *work);
  int status = varied && work ? STATUS_OK : error_memory(err, "the values of a parameter");
  for (size_t f = 0; f < c->function_count && !status; f++)
    if (varied[f].varies && varied_opens(varied, f))
      status = write_panel(plot, varied, f, work, s, err);
  if (!status && !s->file[DATA].rows)
    strcpy(s->nothing, "no optimizer estimates gradients that rise above their noise");
  free(varied);
  free(work);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  struct varied *varied = varied_functions(plot->campaign);
  bool any = false;
  for (size_t i = 0; varied && i < plot->campaign->function_count; i++)
    any |= varied[i].varies && !isnan(varied[i].value);
  free(varied);
  if (any) return true;
  snprintf(why, WHY_SIZE,
           "functions that differ in a number: run with -f "
           "pendulum:deviation=0.5,limit=50,pendulum:deviation=0.5,limit=200");
  return false;
}

const struct figure figure_signal = {
    .name = "signal",
    .summary = "evaluations until a gradient's noise is no longer than itself, against a parameter",
    .source =
        "Salimans, Ho, Chen, Sidor and Sutskever, arXiv:1703.03864, 2017, section 3.1 (noise of "
        "evolution strategies)",
    .sheet = {[DATA] = {NULL,
                        "function,dimension,optimizer,parameter,value,low,median,high,starts"},
              [CURVES] = {"curves", "title,colour,dash,first,last"},
              [PANELS] = {"panels",
                          "function,dimension,parameter,log,low,high,bottom,top,starts,first,"
                          "curves"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .caption = "How many evaluations a gradient takes until its noise is no longer than itself, at "
               "the starts of the runs: with K estimates of n evaluations each, of mean m and "
               "covariance C, n tr C / (|m|^2 - tr C / K). Medians and quartiles over starts.",
};
