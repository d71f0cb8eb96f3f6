/* critical_points.c -- see critical_points.h.
 *
 * Newton's method for g(x) = 0 (Dennis and Schnabel, Numerical Methods for Unconstrained
 * Optimization and Nonlinear Equations, 1983, chapter 5), with the Hessian H in its eigenvectors:
 *
 *   x <- x - sum_i (v_i . g) / lambda_i v_i,   over the i with v_i . g not 0
 *
 * as long as |g|, its largest component, becomes less. Unlike a minimiser it is drawn to critical
 * points of all kinds. A start from which |g| grows is given up, since there are many. Where g has
 * a double zero each step goes half of the way, hence so many steps. */
#include "bench/plot/critical_points.h"

#include <float.h>
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STARTS_LINE = 401, STARTS_PLANE = 41, STEPS = 200 };
/* Shares of the width of the search region. */
static const double arrived = 1e-6;   /* a step that is left where |g| gets no smaller */
static const double same = 1e-5;      /* points as near to each other are one */
static const double blurred = 1.5e-8; /* as near as a double zero can be told: sqrt(DBL_EPSILON) */
static const double blank = DBL_EPSILON; /* what is left of a coordinate that is 0 */

const char *const critical_kinds[] = {"minimum", "maximum", "saddle", "undecided", NULL};

struct search {
  const struct problem *problem;
  size_t dim;
  gsl_eigen_symmv_workspace *work;
  double *scratch, *hessian_scratch;
  double width[CRITICAL_DIM];
};

struct place {
  double x[CRITICAL_DIM], gradient[CRITICAL_DIM], f, slope;
};

struct spectrum {
  double value[CRITICAL_DIM], vector[CRITICAL_DIM * CRITICAL_DIM]; /* vectors are columns */
};

const struct problem *critical_truth(const struct problem *p)
{
  bool noisy = p->traits & STOCHASTIC && p->inner && !(p->inner->traits & STOCHASTIC);
  return noisy ? p->inner : p;
}

bool critical_possible(const struct problem *p)
{
  const struct problem *truth = critical_truth(p);
  return truth->hessian && !(truth->traits & NO_GRADIENT) && truth->dim <= CRITICAL_DIM;
}

static void look(const struct search *s, struct place *at)
{
  struct batch batch = {
      .x = at->x, .count = 1, .f = &at->f, .gradient = at->gradient, .scratch = s->scratch};
  s->problem->evaluate(s->problem, &batch);
  at->slope = 0;
  for (size_t k = 0; k < s->dim; k++)
    at->slope = fmax(at->slope, isfinite(at->gradient[k]) ? fabs(at->gradient[k]) : INFINITY);
}

static void second(const struct search *s, const double *x, double *hessian)
{
  s->problem->hessian(s->problem, x, s->hessian_scratch, hessian);
}

/* Ascending. False where the Hessian is not finite. */
static bool find_spectrum(const struct search *s, const double *hessian, struct spectrum *spectrum)
{
  double copy[CRITICAL_DIM * CRITICAL_DIM];
  for (size_t i = 0; i < s->dim * s->dim; i++)
    if (!isfinite(hessian[i])) return false;
  memcpy(copy, hessian, s->dim * s->dim * sizeof *copy);
  gsl_matrix_view matrix = gsl_matrix_view_array(copy, s->dim, s->dim);
  gsl_matrix_view vectors = gsl_matrix_view_array(spectrum->vector, s->dim, s->dim);
  gsl_vector_view values = gsl_vector_view_array(spectrum->value, s->dim);
  if (gsl_eigen_symmv(&matrix.matrix, &values.vector, &vectors.matrix, s->work) ||
      gsl_eigen_symmv_sort(&values.vector, &vectors.matrix, GSL_EIGEN_SORT_VAL_ASC))
    return false;
  for (size_t k = 0; k < s->dim; k++) spectrum->value[k] += 0; /* no -0 */
  return true;
}

/* False where there is none, or it leads further than the region is wide. */
static bool newton_step(const struct search *s, const struct place *at, double *step)
{
  double hessian[CRITICAL_DIM * CRITICAL_DIM];
  struct spectrum spectrum;
  second(s, at->x, hessian);
  if (!find_spectrum(s, hessian, &spectrum)) return false;
  for (size_t i = 0; i < s->dim; i++) step[i] = 0;
  for (size_t k = 0; k < s->dim; k++) {
    double along = 0;
    for (size_t i = 0; i < s->dim; i++) along += spectrum.vector[i * s->dim + k] * at->gradient[i];
    if (along == 0) continue;
    for (size_t i = 0; i < s->dim; i++)
      step[i] -= along / spectrum.value[k] * spectrum.vector[i * s->dim + k];
  }
  for (size_t i = 0; i < s->dim; i++)
    if (!(fabs(step[i]) <= s->width[i])) return false;
  return true;
}

/* False, and nothing changes, where that makes the gradient no shorter. */
static bool go(const struct search *s, const double *step, struct place *at)
{
  struct place trial = *at;
  for (size_t k = 0; k < s->dim; k++) trial.x[k] += step[k];
  look(s, &trial);
  if (!(trial.slope < at->slope)) return false;
  *at = trial;
  return true;
}

/* Is there a critical point, within the region, to which Newton's method leads from here? */
static bool follow(const struct search *s, struct place *at)
{
  double step[CRITICAL_DIM] = {0};
  look(s, at);
  for (int i = 0; i < STEPS && at->slope > 0; i++) {
    if (!newton_step(s, at, step)) return false;
    if (!go(s, step, at)) break;
  }
  if (!isfinite(at->slope)) return false;
  for (size_t k = 0; k < s->dim; k++) {
    if (at->slope > 0 && fabs(step[k]) > arrived * s->width[k]) return false;
    if (fabs(at->x[k]) < blank * s->width[k]) at->x[k] = 0;
    if (at->x[k] < s->problem->low[k] || at->x[k] > s->problem->high[k]) return false;
  }
  look(s, at);
  return true;
}

static double largest(const double *entries, const double *without, size_t count)
{
  double most = 0;
  for (size_t i = 0; i < count; i++) most = fmax(most, fabs(entries[i] - without[i]));
  return most;
}

/* What an eigenvalue may be off by: rounding, and what the Hessian changes by within the distance
 * that the point may be off by. */
static double uncertainty(const struct search *s, const double *x, const double *hessian)
{
  static const double nothing[CRITICAL_DIM * CRITICAL_DIM];
  double there[CRITICAL_DIM * CRITICAL_DIM], y[CRITICAL_DIM], change = 0;
  size_t entries = s->dim * s->dim;
  for (size_t k = 0; k < 2 * s->dim; k++) {
    memcpy(y, x, s->dim * sizeof *y);
    y[k / 2] += (k % 2 ? -1 : 1) * blurred * s->width[k / 2];
    second(s, y, there);
    change = fmax(change, largest(there, hessian, entries));
  }
  return (double)s->dim * change + 16 * DBL_EPSILON * largest(hessian, nothing, entries);
}

static void judge(const struct search *s, const double *hessian, struct critical_point *p)
{
  double zero = uncertainty(s, p->x, hessian);
  size_t up = 0, down = 0;
  for (size_t k = 0; k < s->dim; k++) {
    up += p->eigenvalue[k] > zero;
    down += p->eigenvalue[k] < -zero;
  }
  p->kind = up && down       ? CRITICAL_SADDLE
            : up == s->dim   ? CRITICAL_MINIMUM
            : down == s->dim ? CRITICAL_MAXIMUM
                             : CRITICAL_UNDECIDED;
}

static bool near(const struct search *s, const double *x, const double *y)
{
  bool close = true;
  for (size_t k = 0; k < s->dim; k++) close &= fabs(x[k] - y[k]) <= same * s->width[k];
  return close;
}

/* Of two that are one, that with the shorter gradient stays. */
static int add(const struct search *s, const struct place *at, struct critical_points *points,
               struct error *err)
{
  size_t i = 0;
  while (i < points->count && !near(s, points->at[i].x, at->x)) i++;
  if (i < points->count && points->at[i].slope <= at->slope) return STATUS_OK;
  if (i == points->room) {
    size_t room = points->room ? 2 * points->room : 16;
    struct critical_point *longer = realloc(points->at, room * sizeof *longer);
    if (!longer) return error_memory(err, "the critical points of a function");
    points->at = longer;
    points->room = room;
  }
  struct critical_point *p = &points->at[i];
  *p = (struct critical_point){{NAN, NAN}, at->f, at->slope, {NAN, NAN}, CRITICAL_UNDECIDED};
  memcpy(p->x, at->x, s->dim * sizeof *p->x);
  points->count += i == points->count;
  return STATUS_OK;
}

static int compare(const void *a, const void *b)
{
  const struct critical_point *p = a, *q = b;
  if (p->kind != q->kind) return p->kind < q->kind ? -1 : 1;
  if (p->x[0] != q->x[0]) return p->x[0] < q->x[0] ? -1 : 1;
  return (p->x[1] > q->x[1]) - (p->x[1] < q->x[1]);
}

static int find_all(const struct search *s, struct critical_points *points, struct error *err)
{
  size_t side = s->dim > 1 ? STARTS_PLANE : STARTS_LINE, count = s->dim > 1 ? side * side : side;
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) {
    size_t number[CRITICAL_DIM] = {i % side, i / side};
    struct place at = {0};
    for (size_t k = 0; k < s->dim; k++)
      at.x[k] = s->problem->low[k] + s->width[k] * (double)number[k] / (double)(side - 1);
    if (follow(s, &at)) status = add(s, &at, points, err);
  }
  for (size_t i = 0; i < points->count && !status; i++) {
    double hessian[CRITICAL_DIM * CRITICAL_DIM];
    struct spectrum spectrum;
    struct critical_point *p = &points->at[i];
    second(s, p->x, hessian);
    if (!find_spectrum(s, hessian, &spectrum)) continue;
    memcpy(p->eigenvalue, spectrum.value, s->dim * sizeof *p->eigenvalue);
    judge(s, hessian, p);
  }
  if (points->count) qsort(points->at, points->count, sizeof *points->at, compare);
  return status;
}

int critical_points_find(const struct problem *problem, struct critical_points *points,
                         struct error *err)
{
  const struct problem *truth = critical_truth(problem);
  size_t own = truth->scratch ? truth->scratch(truth, 1) : 0;
  struct search s = {.problem = truth, .dim = truth->dim};
  for (size_t k = 0; k < s.dim; k++) s.width[k] = truth->high[k] - truth->low[k];
  *points = (struct critical_points){0};
  s.work = gsl_eigen_symmv_alloc(s.dim);
  s.scratch = malloc((own + truth->hessian_scratch + 1) * sizeof *s.scratch);
  int status =
      s.work && s.scratch ? STATUS_OK : error_memory(err, "the search for critical points");
  if (!status) {
    s.hessian_scratch = s.scratch + own;
    status = find_all(&s, points, err);
  }
  if (s.work) gsl_eigen_symmv_free(s.work);
  free(s.scratch);
  if (status) free(points->at);
  return status;
}
