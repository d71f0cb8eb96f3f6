/* sensitivity.c -- performance against a parameter, as tuning tried it: a panel a function,
 * dimension and parameter, a curve an optimizer, a point a candidate. What reached the target shows
 * its cost below, what did not its error above, so that lower is better throughout. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/csv.h"
#include "bench/plot/sheet.h"
#include "src/numeric/elementary.h"

enum { LOG_RATIO = 50, PARAMETERS_LIMIT = 64 };

/* A candidate's value of one parameter. */
struct point {
  size_t function, dim, optimizer, parameter;
  size_t rank, candidate;
  double value;
  double cost, error, first_cost, first_error; /* of all runs, and of those that all candidates
                                                  made; a cost is NaN where the target was missed */
};

struct points {
  struct point *point;
  size_t count;
  char parameter[PARAMETERS_LIMIT][NAME_SIZE]; /* in the order in which they appear */
  size_t parameters;
};

enum { DATA, CURVES, PANELS };

static int add_point(struct points *p, const struct point *point, struct error *err)
{
  if (!(p->count & (p->count - 1))) {
    void *longer = realloc(p->point, (p->count ? 2 * p->count : 1) * sizeof *p->point);
    if (!longer) return error_memory(err, "the candidates");
    p->point = longer;
  }
  p->point[p->count++] = *point;
  return STATUS_OK;
}

static size_t find_parameter(struct points *p, const char *name)
{
  size_t i = 0;
  while (i < p->parameters && strcmp(p->parameter[i], name) != 0) i++;
  if (i < PARAMETERS_LIMIT && i == p->parameters)
    snprintf(p->parameter[p->parameters++], NAME_SIZE, "%s", name);
  return i;
}

/* The record's labels, found in the campaign. */
static bool find_labels(const struct campaign *c, const char *function, const char *optimizer,
                        struct point *point)
{
  point->function = point->optimizer = 0;
  while (point->function < c->function_count &&
         strcmp(c->functions[point->function].label, function) != 0)
    point->function++;
  while (point->optimizer < c->optimizer_count &&
         strcmp(c->optimizers[point->optimizer].label, optimizer) != 0)
    point->optimizer++;
  return point->function < c->function_count && point->optimizer < c->optimizer_count;
}

enum {
  FUNCTION,
  DIMENSION,
  OPTIMIZER,
  RANK,
  CANDIDATE,
  PARAMETER,
  VALUE,
  COST,
  ERROR,
  FIRST_COST,
  FIRST_ERROR,
  ALL
};
static const char *const names[ALL] = {"function",  "dimension",  "optimizer",  "rank",
                                       "candidate", "parameter",  "value",      "cost",
                                       "error",     "first_cost", "first_error"};

/* A metric's mean stands where the error else does: of logarithms as a geometric mean. */
static double height_of(const struct campaign *c, double error)
{
  return c->metric == METRIC_LOG ? repro_pow(10, error) : error;
}

static int take(const struct plot *plot, struct points *p, const struct csv *csv,
                const size_t column[ALL], struct error *err)
{
  struct point point;
  if (!find_labels(plot->campaign, csv->field[column[FUNCTION]], csv->field[column[OPTIMIZER]],
                   &point))
    return error_set(err, STATUS_IO, "%.300s:%zu: '%.60s' on '%.60s' is not in the campaign",
                     csv->path, csv->line, csv->field[column[OPTIMIZER]],
                     csv->field[column[FUNCTION]]);
  point.parameter = find_parameter(p, csv->field[column[PARAMETER]]);
  if (point.parameter == PARAMETERS_LIMIT)
    return error_set(err, STATUS_IO, "%.300s:%zu: over %d parameters", csv->path, csv->line,
                     PARAMETERS_LIMIT);
  int status = csv_count(csv, column[DIMENSION], &point.dim, err);
  if (!status) status = csv_count(csv, column[RANK], &point.rank, err);
  if (!status) status = csv_count(csv, column[CANDIDATE], &point.candidate, err);
  if (!status) status = csv_number(csv, column[VALUE], &point.value, err);
  if (!status) status = csv_optional(csv, column[COST], &point.cost, err);
  if (!status) status = csv_number(csv, column[ERROR], &point.error, err);
  if (!status) status = csv_optional(csv, column[FIRST_COST], &point.first_cost, err);
  if (!status) status = csv_number(csv, column[FIRST_ERROR], &point.first_error, err);
  if (status) return status;
  point.error = height_of(plot->campaign, point.error);
  point.first_error = height_of(plot->campaign, point.first_error);
  return add_point(p, &point, err);
}

static int read_points(const struct plot *plot, struct points *p, struct error *err)
{
  char path[PATH_SIZE];
  struct csv csv;
  size_t column[ALL];
  int status = paths_join(path, plot->results, "candidates.csv", err);
  if (!status) status = csv_open(&csv, path, err);
  if (status) return status;
  for (size_t i = 0; i < ALL && !status; i++) status = csv_column(&csv, names[i], &column[i], err);
  for (bool more = true; more && !status;) {
    status = csv_next(&csv, &more, err);
    if (!status && more) status = take(plot, p, &csv, column, err);
  }
  csv_close(&csv);
  return status;
}

/* By panel, curve and value. */
static int compare(const void *a, const void *b)
{
  const struct point *x = a, *y = b;
  if (x->function != y->function) return x->function < y->function ? -1 : 1;
  if (x->parameter != y->parameter) return x->parameter < y->parameter ? -1 : 1;
  if (x->dim != y->dim) return x->dim < y->dim ? -1 : 1;
  if (x->optimizer != y->optimizer) return x->optimizer < y->optimizer ? -1 : 1;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return x->candidate < y->candidate ? -1 : x->candidate > y->candidate;
}

static bool same_panel(const struct point *a, const struct point *b)
{
  return a->function == b->function && a->dim == b->dim && a->parameter == b->parameter;
}

/* How many parameters the optimizer of a point has: with one, a line joins its candidates. */
static size_t parameters_of(const struct points *p, const struct point *of)
{
  size_t count = 0;
  for (size_t i = 0; i < p->count; i++)
    count += p->point[i].candidate == 0 && p->point[i].optimizer == of->optimizer &&
             p->point[i].function == of->function && p->point[i].dim == of->dim;
  return count;
}

static void put_curve(const struct plot *plot, const struct points *p, size_t from, size_t to,
                      struct sheets *s)
{
  const struct campaign *c = plot->campaign;
  const struct point *first = &p->point[from];
  size_t best = from, own = from, row = s->file[DATA].rows;
  for (size_t i = from; i < to; i++) {
    const struct point *q = &p->point[i];
    if (q->rank < p->point[best].rank) best = i;
    if (q->candidate == 0) own = i;
    put_text(&s->file[DATA], c->functions[q->function].label, ',');
    put_number(&s->file[DATA], (double)q->dim, ',');
    put_text(&s->file[DATA], c->optimizers[q->optimizer].label, ',');
    put_text(&s->file[DATA], p->parameter[q->parameter], ',');
    put_number(&s->file[DATA], q->value, ',');
    put_number(&s->file[DATA], q->first_cost, ',');
    put_number(&s->file[DATA], isnan(q->first_cost) ? q->first_error : NAN, ',');
    put_number(&s->file[DATA], q->cost, ',');
    put_number(&s->file[DATA], isnan(q->cost) ? q->error : NAN, '\n');
  }
  put_style(&s->file[CURVES], &plot->styles[first->optimizer], ',');
  put_number(&s->file[CURVES], (double)row, ',');
  put_number(&s->file[CURVES], (double)(row + to - from - 1), ',');
  put_number(&s->file[CURVES], (double)(row + best - from), ',');
  put_number(&s->file[CURVES], (double)(row + own - from), ',');
  put_number(&s->file[CURVES], parameters_of(p, first) == 1, '\n');
}

static void widen(double range[2], double value)
{
  if (!isfinite(value)) return;
  if (!(value >= range[0])) range[0] = value;
  if (!(value <= range[1])) range[1] = value;
}

static void widen_results(double reached, double left, double cost[2], double error[2])
{
  if (!isnan(reached))
    widen(cost, reached);
  else if (left > 0)
    widen(error, left);
}

/* 0: linear; 1: logarithmic; 2: logarithmic in 1 - value, for what lies near to 1. */
static double axis_of(double low, double high)
{
  if (low > 0 && high / low >= LOG_RATIO) return 1;
  return low >= 0 && high < 1 && (1 - low) / (1 - high) >= LOG_RATIO ? 2 : 0;
}

/* An axis has two ends, also where all candidates have the same value. */
static void part(double range[2])
{
  if (range[0] != range[1]) return;
  double room = range[0] != 0 ? fabs(range[0]) / 10 : 1;
  range[0] -= room;
  range[1] += room;
}

static const char *result_title(const struct campaign *c, size_t function)
{
  static const char *const means[] = {
      [METRIC_RATIO] = "mean f/f0", [METRIC_LOG] = "geometric mean of f"};
  return c->metric ? means[c->metric] : value_title(&c->functions[function]);
}

static void put_panel(const struct plot *plot, const struct points *p, size_t from, size_t to,
                      size_t row, size_t column, struct sheets *s)
{
  const struct point *first = &p->point[from];
  double x[2] = {NAN, NAN}, cost[2] = {NAN, NAN}, error[2] = {NAN, NAN};
  char title[TITLE_SIZE];
  size_t curve = s->file[CURVES].rows;
  for (size_t i = from, end; i < to; i = end) {
    for (end = i; end < to && p->point[end].optimizer == p->point[i].optimizer; end++) {
      const struct point *q = &p->point[end];
      widen(x, q->value);
      widen_results(q->first_cost, q->first_error, cost, error);
      if (q->rank == 1 || q->candidate == 0) widen_results(q->cost, q->error, cost, error);
    }
    put_curve(plot, p, i, end, s);
  }
  part(x);
  function_title(&plot->campaign->functions[first->function], title);
  put_number(&s->file[PANELS], (double)row, ',');
  put_number(&s->file[PANELS], (double)column, ',');
  put_title(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], (double)first->dim, ',');
  put_text(&s->file[PANELS], p->parameter[first->parameter], ',');
  put_number(&s->file[PANELS], axis_of(x[0], x[1]), ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], x[i], ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], cost[i], ',');
  for (size_t i = 0; i < 2; i++) put_number(&s->file[PANELS], error[i], ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[PANELS], title, ',');
  put_number(&s->file[PANELS], plot->campaign->target, ',');
  put_number(&s->file[PANELS], (double)curve, ',');
  put_number(&s->file[PANELS], (double)(s->file[CURVES].rows - curve), ',');
  put_text(&s->file[PANELS], result_title(plot->campaign, first->function), '\n');
}

/* A row for each function and parameter, a column a dimension; the parameters side by side if there
 * is one function in one dimension. */
static void put_panels(const struct plot *plot, const struct points *p, struct sheets *s)
{
  bool one = true;
  for (size_t i = 0; i < p->count; i++)
    one &= p->point[i].function == p->point->function && p->point[i].dim == p->point->dim;
  size_t row = 0, column = 0;
  for (size_t i = 0, end; i < p->count; i = end) {
    const struct point *here = &p->point[i], *last = i ? here - 1 : here;
    for (end = i; end < p->count && same_panel(&p->point[end], here); end++) {
    }
    bool below = last->function != here->function || (!one && last->parameter != here->parameter);
    if (below) row++;
    column = !i || below ? 0 : column + 1;
    put_panel(plot, p, i, end, row, column, s);
  }
}

static int write_points(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct points p = {0};
  int status = read_points(plot, &p, err);
  if (!status && !p.count) strcpy(s->nothing, "candidates.csv holds none");
  if (!status && p.count) {
    qsort(p.point, p.count, sizeof *p.point, compare);
    put_panels(plot, &p, s);
  }
  free(p.point);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  char path[PATH_SIZE];
  struct error err;
  if (!paths_join(path, plot->results, "candidates.csv", &err) && !access(path, F_OK)) return true;
  snprintf(why, WHY_SIZE, "candidates.csv, which `optbench tune` leaves in its folder");
  return false;
}

const struct figure figure_sensitivity = {
    .name = "sensitivity",
    .summary = "performance against the parameters that tuning tried",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,parameter,value,first_cost,"
                              "first_error,cost,error"},
              [CURVES] = {"curves", "title,colour,dash,first,last,best,own,line"},
              [PANELS] = {"panels",
                          "row,column,function,dimension,parameter,log,low,high,cost_low,cost_high,"
                          "error_low,error_high,axis,target,first,curves,"
                          "value"}},
    .possible = possible,
    .write = write_points,
    .caption = "Performance against a parameter, as tuning tried it, a point a candidate: below, "
               "the cost of those that reached the target; above, the error of the others, so that "
               "lower is better throughout. The other parameters of a candidate are what they are.",
};
