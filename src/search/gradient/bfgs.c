/* bfgs.c -- the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno, with all its memory.
 *
 *   p = -H g,   x <- x + a p,   a by a strong Wolfe search, see wolfe.h
 *   H <- (I - r s y^T) H (I - r y s^T) + r s s^T,   r = 1 / (y^T s)
 *
 * where s and y are the changes of x and g (Nocedal and Wright, Numerical Optimization, 2006,
 * algorithm 6.1, equation 6.17). At first p = -g, and the first trial is no longer than `first`.
 * Later it is a = min(1, 1.01 * 2 (f - f_before) / g^T p), which is 1 from some step on
 * (equation 3.60). Before the first update H = I, or with `scaling` (y^T s / y^T y) I
 * (equation 6.20). With u = H y and w = r u - r (1 + r y^T u) s / 2 the update is H - w s^T - s
 * w^T, which keeps H symmetric to the last bit.
 *
 * A trial costs its value, and one that falls enough its gradient as well. Where a bracket closes
 * on a step that fell enough, that step is taken though it is too steep there; H stays as it is if
 * it then finds no positive curvature, y^T s <= 0. Where none fell enough, or p does not descend, H
 * is forgotten: once more along the gradient.
 *
 * Converged: the gradient is no longer than `tolerance`. Stalled: no step along the gradient that
 * changes x lowers f enough. */
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/optimizer.h"
#include "src/search/gradient/wolfe.h"

struct config {
  double first, decrease, curvature, tolerance;
  int scaling;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, first, 1, PARAM_ABOVE_ZERO, 1e9, 1e-4, 10, PARAM_LOG,
                "length of the first step that is tried, at most"),
    PARAM_CHOICE(struct config, scaling, 0, param_no_yes,
                 "scale H by the first step before its first update"),
    PARAM(struct config, decrease, 1e-4, PARAM_ABOVE_ZERO, 0.5,
          "share of the predicted decrease that a step must reach"),
    PARAM(struct config, curvature, 0.9, PARAM_ABOVE_ZERO, PARAM_BELOW_ONE,
          "share of the slope that a step may leave, above `decrease`: smaller is more exact"),
    PARAM(struct config, tolerance, 1e-10, 0, 1e9, "converged where the gradient is shorter"),
    PARAM_TABLE_END,
};

enum phase { AT_START, ON_LINE, ON_SLOPE };

struct state {
  struct config config;
  size_t dim;
  enum phase phase;
  enum ask ended; /* ASK_EVALUATE: not yet */
  bool updated;   /* H is more than I */
  bool further;   /* a point of this line has been tried */
  struct wolfe line;
  double f, norm; /* at x; norm of the gradient */
  double fall;    /* by how much the last step lowered f */
  /* dim values each; low_gradient: at the step line.low, if it is not 0 */
  double *x, *trial, *gradient, *trial_gradient, *low_gradient, *direction, *change, *product;
  double *inverse; /* dim * dim: H, if it was updated */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  size_t d = setup->dim;
  double need = ((double)d + 8) * (double)d;
  if (need > (double)(SIZE_MAX / (2 * sizeof(double)))) return NULL;
  struct state *s = calloc(1, sizeof *s + (d + 8) * d * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->dim = d;
  s->line.decrease = s->config.decrease;
  s->line.curvature = s->config.curvature;
  double **vectors[] = {
      &s->x,         &s->trial,  &s->gradient, &s->trial_gradient, &s->low_gradient,
      &s->direction, &s->change, &s->product,  &s->inverse};
  for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++) *vectors[k] = s->block + k * d;
  memcpy(s->x, setup->start, d * sizeof *s->x);
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->ended != ASK_EVALUATE) return s->ended;
  *query = (struct query){.x = s->phase == AT_START ? s->x : s->trial,
                          .count = 1,
                          .want_gradient = s->phase != ON_LINE,
                          .again = s->phase == ON_SLOPE,
                          .more = s->phase == ON_LINE,
                          .joined = s->further};
  return ASK_EVALUATE;
}

static void place(struct state *s, double step)
{
  for (size_t i = 0; i < s->dim; i++) s->trial[i] = s->x[i] + step * s->direction[i];
}

/* Is the point of a step the trial? */
static bool is_trial(const struct state *s, double step)
{
  size_t i = 0;
  while (i < s->dim && s->x[i] + step * s->direction[i] == s->trial[i]) i++;
  return i == s->dim;
}

static void swap(double **a, double **b)
{
  double *left = *a;
  *a = *b;
  *b = left;
}

/* From x, where value and gradient are known. */
static void leave_point(struct state *s)
{
  size_t d = s->dim;
  s->further = false;
  s->norm = sqrt(vec_dot(s->gradient, s->gradient, d));
  if (s->norm <= s->config.tolerance) {
    s->ended = ASK_CONVERGED;
    return;
  }
  double first = 1, slope = 0;
  if (s->updated) {
    for (size_t i = 0; i < d; i++) s->direction[i] = -vec_dot(s->inverse + i * d, s->gradient, d);
    slope = vec_dot(s->gradient, s->direction, d);
    /* As far as would lower f by as much as the last step did. */
    if (s->fall > 0) first = fmin(1, -1.01 * 2 * s->fall / slope);
    s->updated = slope < 0 && slope >= -DBL_MAX;
  }
  if (!s->updated) {
    for (size_t i = 0; i < d; i++) s->direction[i] = -s->gradient[i];
    slope = -s->norm * s->norm;
    first = fmin(1, s->config.first / s->norm);
  }
  wolfe_begin(&s->line, s->f, slope, first);
  s->phase = ON_LINE;
  place(s, first);
  if (s->updated && is_trial(s, 0)) { /* along the gradient then */
    s->updated = false;
    leave_point(s);
    return;
  }
  /* The square of a tiny gradient is zero, and of a huge one infinite. */
  if (!(slope < 0 && slope >= -DBL_MAX) || is_trial(s, 0)) s->ended = ASK_STALLED;
}

/* H y is in product, s in change. */
static void add_pair(struct state *s, double sy, double yhy)
{
  size_t d = s->dim;
  double r = 1 / sy, half = r * (1 + r * yhy) / 2;
  double *w = s->product;
  for (size_t i = 0; i < d; i++) w[i] = r * w[i] - half * s->change[i];
  for (size_t i = 0; i < d; i++) {
    double *row = s->inverse + i * d, wi = w[i], si = s->change[i];
    for (size_t j = 0; j < d; j++) row[j] -= wi * s->change[j] + si * w[j];
  }
}

/* x and gradient are to become trial and trial_gradient. */
static void update(struct state *s)
{
  size_t d = s->dim;
  double *y = s->direction; /* not needed any more */
  for (size_t i = 0; i < d; i++) {
    s->change[i] = s->trial[i] - s->x[i];
    y[i] = s->trial_gradient[i] - s->gradient[i];
  }
  double sy = vec_dot(s->change, y, d), yy = vec_dot(y, y, d);
  if (!(sy > 0 && sy <= DBL_MAX && yy <= DBL_MAX)) return;
  if (!s->updated) {
    memset(s->inverse, 0, d * d * sizeof *s->inverse);
    for (size_t i = 0; i < d; i++) s->inverse[i * d + i] = s->config.scaling ? sy / yy : 1;
  }
  for (size_t i = 0; i < d; i++) s->product[i] = vec_dot(s->inverse + i * d, y, d);
  add_pair(s, sy, vec_dot(y, s->product, d));
  s->updated = true;
}

static void take(struct state *s, double f)
{
  update(s);
  swap(&s->x, &s->trial);
  swap(&s->gradient, &s->trial_gradient);
  s->fall = s->f - f;
  s->f = f;
  leave_point(s);
}

/* The next trial of the line, unless the bracket has closed. */
static void go_on(struct state *s)
{
  place(s, s->line.step);
  s->phase = ON_LINE;
  /* Half of a bracket of neighbouring doubles may round to either end. */
  bool at_high = s->line.bracketed && is_trial(s, s->line.high.step);
  s->further = true;
  if (!at_high && !is_trial(s, s->line.low.step)) return;
  if (s->line.low.step > 0) {
    swap(&s->trial_gradient, &s->low_gradient);
    take(s, s->line.low.f);
  } else if (s->updated) {
    s->updated = false;
    leave_point(s);
  } else {
    s->ended = ASK_STALLED;
  }
}

static void tell_slope(struct state *s, const struct answer *answer)
{
  memcpy(s->trial_gradient, answer->gradient, s->dim * sizeof *s->gradient);
  double slope = vec_dot(s->trial_gradient, s->direction, s->dim);
  if (wolfe_tell_slope(&s->line, slope) == WOLFE_TAKEN) {
    take(s, s->line.step_f);
  } else {
    swap(&s->trial_gradient, &s->low_gradient);
    go_on(s);
  }
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  switch (s->phase) {
  case AT_START:
    s->f = answer->f[0];
    memcpy(s->gradient, answer->gradient, s->dim * sizeof *s->gradient);
    leave_point(s);
    break;
  case ON_LINE:
    if (wolfe_tell_value(&s->line, answer->f[0]) == WOLFE_SLOPE)
      s->phase = ON_SLOPE;
    else
      go_on(s);
    break;
  case ON_SLOPE:
    tell_slope(s, answer);
    break;
  }
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->x; }

static const char *const diagnostics[] = {"gradient_norm", NULL};

static void diagnose(const void *state, double *values)
{
  values[0] = ((const struct state *)state)->norm;
}

extern const struct optimizer_type LEVELED(optimizer_bfgs);
const struct optimizer_type LEVELED(optimizer_bfgs) = {
    .name = "bfgs",
    .title = "BFGS",
    .summary = "quasi-Newton: a matrix learns the inverse Hessian; strong Wolfe line search",
    .formula =
        "x <- x + a p, p = -H g;  a so that f <= f0 + decrease a p g0 and\n"
        "|p g| <= -curvature p g0\n"
        "H <- (I - r s y^T) H (I - r y s^T) + r s s^T,  r = 1 / y^T s,\n"
        "s and y the changes of x and g; no step lowers f: H is forgotten, then stalled\n"
        "scaling: H = (y^T s / y^T y) I before its first update. Median values and gradients to\n"
        "1e-8 in 25 runs on sphere, ellipsoid of condition 1e6 and Rosenbrock (where it may\n"
        "end elsewhere): d = 5: 7, 29, 102 (19 runs); with scaling 7, 117, 117 (21)\n"
        "d = 20: 7, 69, 327 (24); with scaling 7, 493, 362 (24)",
    .reference = "Nocedal and Wright, Numerical Optimization, 2006, algorithms 6.1, 3.5 and 3.6",
    .traits = USES_GRADIENT,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .free = free,
    .kin = "adam",
};
