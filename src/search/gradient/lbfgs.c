/* lbfgs.c -- the quasi-Newton method BFGS with a limited memory.
 *
 *   p = -H g,   x <- x + a p
 *
 * H is never formed. It is what BFGS makes of H0 = (s^T y / y^T y) I, s and y the newest pair, by
 * the last `memory` pairs of changes s = a p of x and y of g. Its product with g takes two loops
 * over them (Nocedal, Mathematics of Computation 35, 1980; H0: Liu and Nocedal, Mathematical
 * Programming 45, 1989):
 *   q = g;  newest to oldest:  c_i = s_i^T q / y_i^T s_i,   q -= c_i y_i
 *   q <- H0 q;  oldest to newest:  q += (c_i - y_i^T q / y_i^T s_i) s_i;   p = -q
 * A pair is kept if y^T s > `least`.
 *
 * The first trial of a line is a = rate, along the very first gradient a = min(1, 1 / |g|_1) rate.
 * With linesearch=none it is taken whatever f is there. With linesearch=wolfe a is found by a
 * strong Wolfe search, see bracket.h. Each trial costs a value and a gradient.
 *
 * Where p does not descend or changes no coordinate, or no trial lowered f, all pairs are
 * forgotten: once more along the gradient, as at first. Converged: the gradient is no longer than
 * `tolerance`. Stalled: no step along the gradient that changes x lowers f, or too many steps in a
 * row left f as it was. */
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/optimizer.h"
#include "src/search/gradient/bracket.h"

struct config {
  double rate;
  int memory, linesearch;
  double decrease, curvature;
  int evaluations;
  double least, tolerance;
};

enum { WOLFE, NONE };
static const char *const linesearches[] = {"wolfe", "none", NULL};

static const struct param params[] = {
    PARAM_TUNED(struct config, rate, 1, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "step along p that is tried first"),
    PARAM(struct config, memory, 10, 1, 1000, "pairs of changes that are kept"),
    PARAM_CHOICE(struct config, linesearch, WOLFE, linesearches,
                 "strong Wolfe conditions, or the first trial is taken"),
    PARAM(struct config, decrease, 1e-4, PARAM_ABOVE_ZERO, 0.5,
          "share of the predicted decrease that a step must reach"),
    PARAM(struct config, curvature, 0.9, PARAM_ABOVE_ZERO, PARAM_BELOW_ONE,
          "share of the slope that a step may leave, above `decrease`: smaller is more exact"),
    PARAM(struct config, evaluations, 25, 1, 1000, "trials in a line search, at most"),
    PARAM(struct config, least, 1e-10, 0, 1e9,
          "a pair is kept where y^T s is above this, which is no scale of f's: 0 keeps all that "
          "curve"),
    PARAM(struct config, tolerance, 1e-10, 0, 1e9, "converged where the gradient is shorter"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  size_t dim;
  enum ask ended; /* ASK_EVALUATE: not yet */
  bool begun;     /* the gradient at the start is known */
  bool fresh;     /* the direction is along the gradient, as at first */
  bool further;   /* a point of this step has been tried */
  struct bracket line;
  int level;      /* steps in a row that left f as it was */
  double f, norm; /* at x; norm of the gradient */
  double *x, *trial, *gradient, *trial_gradient, *low_gradient, *direction; /* dim values each */
  /* Pairs in a ring of slots, one more than are kept, so that there is room for the next one. */
  size_t slots, count, next;
  double *changes, *yields; /* s and y: slots * dim values each */
  double *products, *share; /* y^T s of each slot; scratch: slots values each */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t d = setup->dim, slots = (size_t)c->memory + 1;
  double need = (2 * (double)slots + 6) * (double)d + 2 * (double)slots;
  if (need > (double)(SIZE_MAX / (2 * sizeof(double)))) return NULL;
  struct state *s = calloc(1, sizeof *s + (size_t)need * sizeof *s->block);
  if (!s) return NULL;
  s->config = *c;
  s->dim = d;
  s->slots = slots;
  s->line =
      (struct bracket){.decrease = c->decrease, .curvature = c->curvature, .most = c->evaluations};
  double **vectors[] = {&s->x,         &s->trial,        &s->gradient,
                        &s->direction, &s->low_gradient, &s->trial_gradient};
  for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++) *vectors[k] = s->block + k * d;
  s->changes = s->block + 6 * d;
  s->yields = s->changes + slots * d;
  s->products = s->yields + slots * d;
  s->share = s->products + slots;
  memcpy(s->x, setup->start, d * sizeof *s->x);
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->ended != ASK_EVALUATE) return s->ended;
  bool at_x = !s->begun || s->config.linesearch == NONE;
  *query = (struct query){
      .x = at_x ? s->x : s->trial, .count = 1, .want_gradient = true, .joined = s->further};
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

/* ---- the memory ---- */

/* Slot of the pair that is `age` older than the newest. */
static size_t slot_of(const struct state *s, size_t age)
{
  return (s->next + s->slots - 1 - age) % s->slots;
}

/* The step from x to a point with the gradient low_gradient. */
static void remember(struct state *s, double step)
{
  size_t d = s->dim;
  double *change = s->changes + s->next * d, *yield = s->yields + s->next * d;
  for (size_t i = 0; i < d; i++) {
    change[i] = step * s->direction[i];
    yield[i] = s->low_gradient[i] - s->gradient[i];
  }
  double product = vec_dot(yield, change, d), square = vec_dot(yield, yield, d);
  if (!(product > s->config.least && product <= DBL_MAX && square <= DBL_MAX)) return;
  s->products[s->next] = product;
  s->next = (s->next + 1) % s->slots;
  s->count += s->count + 1 < s->slots;
}

/* -H g into the direction. */
static void recur(struct state *s)
{
  size_t d = s->dim, count = s->count;
  double *q = s->direction;
  for (size_t i = 0; i < d; i++) q[i] = -s->gradient[i];
  for (size_t age = 0; age < count; age++) {
    size_t k = slot_of(s, age);
    s->share[k] = vec_dot(s->changes + k * d, q, d) / s->products[k];
    vec_axpy(-s->share[k], s->yields + k * d, q, d);
  }
  if (!count) return;
  size_t newest = slot_of(s, 0);
  const double *y = s->yields + newest * d;
  double scale = s->products[newest] / vec_dot(y, y, d);
  for (size_t i = 0; i < d; i++) q[i] *= scale;
  for (size_t age = count; age-- > 0;) {
    size_t k = slot_of(s, age);
    double back = vec_dot(s->yields + k * d, q, d) / s->products[k];
    vec_axpy(s->share[k] - back, s->changes + k * d, q, d);
  }
}

/* ---- the steps ---- */

/* The step that is tried first. */
static double first_step(const struct state *s)
{
  double length = 0;
  for (size_t i = 0; s->fresh && i < s->dim; i++) length += fabs(s->gradient[i]);
  return s->fresh ? fmin(1, 1 / length) * s->config.rate : s->config.rate;
}

/* Along -H g, and place its first trial: does that descend, and change x? */
static bool set_out(struct state *s)
{
  recur(s);
  double slope = vec_dot(s->gradient, s->direction, s->dim), reach = 0, first = first_step(s);
  for (size_t i = 0; i < s->dim; i++) reach = fmax(reach, fabs(s->direction[i]));
  bracket_begin(&s->line, s->f, slope, reach, first);
  place(s, first);
  /* The square of a tiny gradient is zero, and of a huge one infinite: no line can be searched. */
  bool descends = slope < 0 && slope >= -DBL_MAX;
  return (descends || (s->fresh && s->config.linesearch == NONE)) && !is_trial(s, 0);
}

/* From x, where value and gradient are known. */
static void leave_point(struct state *s)
{
  s->norm = sqrt(vec_dot(s->gradient, s->gradient, s->dim));
  if (s->norm <= s->config.tolerance) {
    s->ended = ASK_CONVERGED;
    return;
  }
  bool out = set_out(s);
  if (!out && !s->fresh) {
    s->fresh = true;
    s->count = 0;
    out = set_out(s);
  }
  if (!out)
    s->ended = ASK_STALLED;
  else if (s->config.linesearch == NONE)
    swap(&s->x, &s->trial);
}

/* x was left by a step for one with the gradient low_gradient. */
static void arrive(struct state *s, double step)
{
  remember(s, step);
  swap(&s->gradient, &s->low_gradient);
  s->fresh = s->further = false;
  leave_point(s);
}

/* The line search is over, at line.low. */
static void end_line(struct state *s)
{
  const struct wolfe_end *low = &s->line.low;
  if (low->step > 0) {
    place(s, low->step);
    swap(&s->x, &s->trial);
    s->level = low->f < s->f ? 0 : s->level + 1;
    s->f = low->f;
    arrive(s, low->step);
    if (s->level >= STALL_PATIENCE && s->ended == ASK_EVALUATE) s->ended = ASK_STALLED;
  } else if (s->fresh) {
    s->ended = ASK_STALLED;
  } else {
    s->fresh = true;
    s->count = 0;
    leave_point(s);
  }
}

static void tell_trial(struct state *s, const struct answer *answer)
{
  struct bracket *line = &s->line;
  memcpy(s->trial_gradient, answer->gradient, s->dim * sizeof *s->gradient);
  s->further = true;
  enum bracket_next next =
      bracket_tell(line, answer->f[0], vec_dot(s->trial_gradient, s->direction, s->dim));
  if (line->lowest) swap(&s->trial_gradient, &s->low_gradient);
  if (next == BRACKET_TRY) {
    place(s, line->step);
    /* The ends of a bracket may be neighbouring doubles. */
    if (!is_trial(s, line->low.step) && !(line->closing && is_trial(s, line->high.step))) return;
  }
  end_line(s);
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  size_t size = s->dim * sizeof *s->gradient;
  if (!s->begun) {
    s->begun = s->fresh = true;
    s->f = answer->f[0];
    memcpy(s->gradient, answer->gradient, size);
    leave_point(s);
  } else if (s->config.linesearch == NONE) {
    s->f = answer->f[0];
    memcpy(s->low_gradient, answer->gradient, size);
    arrive(s, s->line.step);
  } else {
    tell_trial(s, answer);
  }
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->x; }

static const char *const diagnostics[] = {"gradient_norm", NULL};

static void diagnose(const void *state, double *values)
{
  values[0] = ((const struct state *)state)->norm;
}

extern const struct optimizer_type LEVELED(optimizer_lbfgs);
const struct optimizer_type LEVELED(optimizer_lbfgs) = {
    .name = "lbfgs",
    .title = "L-BFGS",
    .summary = "BFGS by its last `memory` steps alone; strong Wolfe line search, or none",
    .formula =
        "x <- x + a p, p = -H g: with the last `memory` changes s of x and y of g,\n"
        "q = g;  newest to oldest: c = s q / y s, q -= c y\n"
        "q <- q y s / y y (of the newest);  oldest to newest: q += (c - y q / y s) s;  p = -q\n"
        "a = rate, at first min(1, 1 / |g|_1) rate; linesearch=wolfe: from there on, until\n"
        "f <= f0 + decrease a p g0 and |p g| <= -curvature p g0;\n"
        "a pair is kept if y s > least; no step lowers f: all are forgotten, then stalled",
    .reference = "Nocedal, Mathematics of Computation 35, 1980; Liu and Nocedal, Mathematical "
                 "Programming 45, 1989",
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
};
