/* newton.c -- Newton's method, damped, with a line search.
 *
 *   (H + t I) p = -g,   x <- x + a p,   a by backtracking from 1, see linesearch.h
 *
 * The shift t makes H + t I positive definite, so p always descends, also at a saddle. It is found
 * by trial (Nocedal and Wright, Numerical Optimization, 2006, algorithm 3.3): the first t at which
 * H + t I has a Cholesky factor. Let m be the least diagonal entry of H, and e a thousandth of the
 * largest absolute one (1 if that is zero). The first trial is t = damping, or e - m where m +
 * damping <= 0. Each further trial is twice the one before, and at least e.
 *
 * The Hessian is the function's own or made of differences, see hessian.h. A trial costs its value,
 * and the point that is taken its gradient as well.
 *
 * Converged: the gradient is zero and the Hessian positive definite. Stalled: the gradient is zero
 * elsewhere, no step that changes x lowers f, or H is not finite. */
#include <stdlib.h>
#include <string.h>

#include "src/numeric/cholesky.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/optimizer.h"
#include "src/search/gradient/hessian.h"
#include "src/search/gradient/linesearch.h"

struct config {
  double damping, decrease, step;
  int hessian;
};

static const struct param params[] = {
    HESSIAN_KIND(struct config),
    PARAM_TUNED(struct config, damping, 0, 0, 1e9, 1e-6, 1e3, PARAM_LOG,
                "least multiple of the identity that is added to the Hessian"),
    PARAM(struct config, decrease, 1e-4, PARAM_ABOVE_ZERO, 0.5,
          "share of the predicted decrease that a step must reach"),
    HESSIAN_STEP(struct config),
    PARAM_TABLE_END,
};

enum phase { AT_START, ON_LINE, AT_POINT, AROUND_POINT };
enum { TRIALS = 64 };

struct state {
  struct config config;
  size_t dim;
  struct hessian hessian;
  enum phase phase;
  enum ask ended; /* ASK_EVALUATE: not yet */
  struct line line;
  double f, added;
  double *x, *trial, *gradient, *direction; /* dim values each */
  double *factor;                           /* dim * dim values */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim;
  struct hessian hessian = hessian_of(setup, c->hessian, c->step);
  double need = hessian_size(&hessian) + ((double)dim + 4) * (double)dim;
  if (need > (double)(SIZE_MAX / (2 * sizeof(double)))) return NULL;
  struct state *s = calloc(1, sizeof *s + (size_t)need * sizeof *s->block);
  if (!s) return NULL;
  s->config = *c;
  s->dim = dim;
  s->hessian = hessian;
  s->line.decrease = c->decrease;
  s->x = s->block;
  s->trial = s->x + dim;
  s->gradient = s->trial + dim;
  s->direction = s->gradient + dim;
  s->factor = hessian_place(&s->hessian, s->direction + dim);
  memcpy(s->x, setup->start, dim * sizeof *s->x);
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->ended != ASK_EVALUATE) return s->ended;
  if (s->phase == ON_LINE) {
    *query = (struct query){.x = s->trial, .count = 1, .more = true};
  } else if (s->phase == AROUND_POINT) {
    *query = hessian_ask_around(&s->hessian, s->x);
  } else {
    *query = hessian_ask_at(&s->hessian, s->x);
    query->again = s->phase == AT_POINT;
  }
  return ASK_EVALUATE;
}

/* Try to factor H + t I. */
static bool factor(struct state *s, double t)
{
  size_t d = s->dim;
  memcpy(s->factor, s->hessian.matrix, d * d * sizeof *s->factor);
  for (size_t i = 0; i < d; i++) s->factor[i * d + i] += t;
  return cholesky_factor(d, s->factor);
}

/* Factor H + t I with the smallest t of the trials. False if there is none that is finite. */
static bool factor_damped(struct state *s)
{
  size_t d = s->dim;
  double low = INFINITY, size = 0, t = s->config.damping;
  for (size_t i = 0; i < d; i++) {
    double entry = s->hessian.matrix[i * d + i];
    low = entry < low ? entry : low;
    size = fabs(entry) > size ? fabs(entry) : size;
  }
  for (size_t i = 0; i < d * d; i++) size = fabs(s->hessian.matrix[i]) <= DBL_MAX ? size : INFINITY;
  if (!(size <= DBL_MAX)) return false;
  double least = size > 0 ? size / 1000 : 1;
  if (low + t <= 0) t = least - low;
  for (int trial = 0; trial < TRIALS; trial++) {
    s->added = t;
    if (factor(s, t)) return true;
    t = 2 * t > least ? 2 * t : least;
  }
  return false;
}

static void set_trial(struct state *s)
{
  double step = s->line.step;
  for (size_t i = 0; i < s->dim; i++) s->trial[i] = s->x[i] + step * s->direction[i];
  if (!memcmp(s->trial, s->x, s->dim * sizeof *s->x)) s->ended = ASK_STALLED;
}

/* Value, gradient and Hessian are known. */
static void leave_point(struct state *s)
{
  size_t d = s->dim;
  bool flat = true;
  for (size_t i = 0; i < d && flat; i++) flat = s->gradient[i] == 0;
  if (flat) {
    s->ended = factor(s, 0) ? ASK_CONVERGED : ASK_STALLED;
    return;
  }
  if (!factor_damped(s)) {
    s->ended = ASK_STALLED;
    return;
  }
  for (size_t i = 0; i < d; i++) s->direction[i] = -s->gradient[i];
  cholesky_solve(d, s->factor, s->direction);
  line_begin(&s->line, s->f, vec_dot(s->gradient, s->direction, d), 1);
  s->phase = ON_LINE;
  if (!(s->line.slope < 0)) s->ended = ASK_STALLED;
  set_trial(s);
}

static void tell_point(struct state *s, const struct answer *answer)
{
  memcpy(s->gradient, answer->gradient, s->dim * sizeof *s->gradient);
  if (hessian_tell_at(&s->hessian, answer))
    leave_point(s);
  else
    s->phase = AROUND_POINT;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  switch (s->phase) {
  case AT_START:
    s->f = answer->f[0];
    tell_point(s, answer);
    break;
  case AT_POINT:
    tell_point(s, answer);
    break;
  case AROUND_POINT:
    if (hessian_tell_around(&s->hessian, s->x, s->gradient, answer)) leave_point(s);
    break;
  case ON_LINE:
    if (line_tell(&s->line, answer->f[0])) {
      double *left = s->x;
      s->x = s->trial;
      s->trial = left;
      s->f = answer->f[0];
      s->phase = AT_POINT;
    } else {
      set_trial(s);
    }
    break;
  }
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->x; }

static const char *const diagnostics[] = {"added", NULL};

/* What was added to the Hessian for the last direction. */
static void diagnose(const void *state, double *values)
{
  values[0] = ((const struct state *)state)->added;
}

extern const struct optimizer_type LEVELED(optimizer_newton);
const struct optimizer_type LEVELED(optimizer_newton) = {
    .name = "newton",
    .title = "Newton",
    .summary = "Newton's method, damped until it descends, with a line search",
    .formula = "(H + t I) p = -g,  t >= damping as small as makes H + t I positive definite\n"
               "x <- x + a p,  a shortened from 1 until f(x + a p) <= f(x) + decrease a g^T p\n"
               "H counts as d gradients, or is made of d more gradients",
    .reference = "Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.2 and 3.3",
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
