/* steepest.c -- steepest descent with a line search.
 *
 *   x <- x - a g(x),   a by backtracking, see linesearch.h               (Cauchy, 1847)
 *
 * The first trial of a step is what would lower f by as much as the last step did, if f went on
 * as it began (Nocedal and Wright, Numerical Optimization, 2006, equation 3.60):
 *   a = 2 (f(x) - f(x_before)) / (-|g|^2);  of the very first, a |g| is `first`.
 * A trial costs its value, and the point that is taken its gradient as well. Stalled: the gradient
 * is zero, or no step that changes x lowers f. */
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/optimizer.h"
#include "src/search/gradient/linesearch.h"

struct config {
  double first, decrease;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, first, 1, PARAM_ABOVE_ZERO, 1e9, 1e-4, 10, PARAM_LOG,
                "length of the first step that is tried"),
    PARAM(struct config, decrease, 1e-4, PARAM_ABOVE_ZERO, 0.5,
          "share of the predicted decrease that a step must reach"),
    PARAM_TABLE_END,
};

enum phase { AT_START, ON_LINE, AT_POINT };

struct state {
  struct config config;
  size_t dim;
  enum phase phase;
  bool stalled;
  struct line line;
  double f, fall; /* at x; by how much the last step lowered it, 0: none was taken */
  double *x, *trial, *gradient;
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  size_t dim = setup->dim;
  struct state *s = calloc(1, sizeof *s + 3 * dim * sizeof *s->block);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->dim = dim;
  s->line.decrease = s->config.decrease;
  s->x = s->block;
  s->trial = s->x + dim;
  s->gradient = s->trial + dim;
  memcpy(s->x, setup->start, dim * sizeof *s->x);
  return s;
}

static void set_trial(struct state *s)
{
  double step = s->line.step;
  for (size_t i = 0; i < s->dim; i++) s->trial[i] = s->x[i] - step * s->gradient[i];
  if (!memcmp(s->trial, s->x, s->dim * sizeof *s->x)) s->stalled = true;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->stalled) return ASK_STALLED;
  if (s->phase == ON_LINE)
    *query = (struct query){.x = s->trial, .count = 1, .more = true};
  else
    *query =
        (struct query){.x = s->x, .count = 1, .want_gradient = true, .again = s->phase == AT_POINT};
  return ASK_EVALUATE;
}

static void leave_point(struct state *s, const struct answer *answer)
{
  memcpy(s->gradient, answer->gradient, s->dim * sizeof *s->gradient);
  double square = vec_dot(s->gradient, s->gradient, s->dim);
  double step = s->fall > 0 ? 2 * s->fall / square : s->config.first / sqrt(square);
  /* The square of a tiny gradient is zero, and of a huge one infinite. */
  if (!(step > 0 && step <= DBL_MAX)) s->stalled = true;
  line_begin(&s->line, s->f, -square, step);
  s->phase = ON_LINE;
  if (!s->stalled) set_trial(s);
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  if (s->phase != ON_LINE) {
    if (s->phase == AT_START) s->f = answer->f[0];
    leave_point(s, answer);
  } else if (line_tell(&s->line, answer->f[0])) {
    double *left = s->x;
    s->x = s->trial;
    s->trial = left;
    s->fall = s->f - answer->f[0];
    s->f = answer->f[0];
    s->phase = AT_POINT;
  } else {
    set_trial(s);
  }
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->x; }

extern const struct optimizer_type LEVELED(optimizer_steepest);
const struct optimizer_type LEVELED(optimizer_steepest) = {
    .name = "steepest",
    .title = "steepest descent",
    .summary = "along the negative gradient, as far as a line search says",
    .formula = "x <- x - a g,  a shortened until f(x - a g) <= f(x) - decrease a |g|^2",
    .reference = "Cauchy, Comptes rendus 25, 1847; Armijo, Pacific Journal of Mathematics 16, 1966",
    .traits = USES_GRADIENT,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .free = free,
    .kin = "sgd",
};
