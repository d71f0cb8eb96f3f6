/* nelder_mead.c -- the downhill simplex of Nelder and Mead.
 *
 * d + 1 corners, at first the start and start + edge e_i, in the order of their values: x_0 is the
 * best and x_d the worst. An iteration sends x_d through the centre c of the others, to
 *
 *   c + t (c - x_d),   t = 1 (reflected)                    (Nelder and Mead, 1965)
 *
 *   better than x_0:             t = expand, and the better one of the two is taken
 *   else better than x_(d-1):    it is taken
 *   else better than x_d:        t = contract; taken if it is no worse than the reflected one
 *   else:                        t = -contract; taken if it is better than x_d
 *   nothing was taken:           x_i <- x_0 + shrink (x_i - x_0) for all others
 *
 * with expand = 2, contract = shrink = 1/2; adaptive, with n = max(d, 2): expand = 1 + 2/n,
 * contract = 3/4 - 1/(2 n), shrink = 1 - 1/n (Gao and Han, 2012), which are the same at d = 2.
 * Equal values stay in the order in which they came. That the better one of the two is taken, which
 * in 1965 was the expanded one wherever it beat x_0, is Lagarias et al.'s (1998); with it these
 * rules, and the order of each sum, are those of SciPy's minimize(method='Nelder-Mead').
 *
 * Converged: the corners lie within `tolerance` of the best one, in each coordinate and in value.
 * Stalled: they are one point, or a shrink moved none of them, or STALL_PATIENCE d shrinks have
 * gone by since the best one became better: only an expansion makes a simplex larger, so it is then
 * exp(-STALL_PATIENCE) of its size, and changes by its rounding alone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"
#include "src/numeric/vec.h"
#include "src/optimizer.h"

struct config {
  double edge, tolerance;
  int adaptive;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, edge, 0.5, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "length of the first simplex's edges along the axes"),
    PARAM_CHOICE(struct config, adaptive, 0, param_no_yes,
                 "the coefficients of Gao and Han, by the dimension"),
    PARAM(struct config, tolerance, 1e-10, 0, 1e9,
          "converged where all corners are this near to the best"),
    PARAM_TABLE_END,
};

/* What was asked for last. */
enum phase { CORNER, REFLECTED, EXPANDED, OUTSIDE, INSIDE, SHRUNK };

struct state {
  struct config config;
  size_t dim;
  enum phase phase;
  enum ask ended; /* ASK_EVALUATE: not yet */
  double expand, contract, shrink;
  double reflected_f;
  size_t next;                            /* corner to be evaluated: its place, if it was shrunk */
  size_t shrinks;                         /* since the best corner became better */
  size_t *order;                          /* dim + 1 corners, the best first */
  double *f;                              /* dim + 1 values, by corner */
  double *corner;                         /* (dim + 1) * dim */
  double *centre, *reflected, *candidate; /* dim values each */
  double memory[];
};

static double *row(const struct state *s, size_t place)
{
  return s->corner + s->order[place] * s->dim;
}

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t d = setup->dim;
  if ((double)d * (double)d > (double)(SIZE_MAX / (4 * sizeof(double)))) return NULL;
  size_t values = (d + 1) * d + (d + 1) + 3 * d;
  struct state *s = calloc(1, sizeof *s + values * sizeof *s->memory + (d + 1) * sizeof *s->order);
  if (!s) return NULL;
  double n = d > 2 ? (double)d : 2;
  s->config = *c;
  s->dim = d;
  s->expand = c->adaptive ? 1 + 2 / n : 2;
  s->contract = c->adaptive ? 0.75 - 1 / (2 * n) : 0.5;
  s->shrink = c->adaptive ? 1 - 1 / n : 0.5;
  s->corner = s->memory;
  s->f = s->corner + (d + 1) * d;
  s->centre = s->f + d + 1;
  s->reflected = s->centre + d;
  s->candidate = s->reflected + d;
  s->order = (size_t *)(s->candidate + d);
  for (size_t k = 0; k <= d; k++) {
    s->order[k] = k;
    memcpy(s->corner + k * d, setup->start, d * sizeof *s->corner);
    if (k) s->corner[k * d + k - 1] += c->edge;
  }
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->ended != ASK_EVALUATE) return s->ended;
  *query = (struct query){
      .x = s->candidate, .count = 1, .joined = s->phase != CORNER && s->phase != REFLECTED};
  if (s->phase == REFLECTED) query->x = s->reflected;
  if (s->phase == CORNER || s->phase == SHRUNK) {
    query->x = row(s, s->next);
    query->more = s->next < s->dim;
  }
  return ASK_EVALUATE;
}

/* The corner at a place goes to where its value belongs among those before it. */
static void settle(struct state *s, size_t place)
{
  size_t corner = s->order[place];
  for (; place > 0 && s->f[corner] < s->f[s->order[place - 1]]; place--)
    s->order[place] = s->order[place - 1];
  s->order[place] = corner;
  if (place == 0) s->shrinks = 0;
}

/* (1 + t) c - t x_d */
static void place_candidate(const struct state *s, double t, double *x)
{
  const double *worst = row(s, s->dim);
  for (size_t i = 0; i < s->dim; i++) x[i] = (1 + t) * s->centre[i] - t * worst[i];
}

static bool one_point(const struct state *s)
{
  for (size_t k = 1; k <= s->dim; k++)
    if (memcmp(row(s, k), row(s, 0), s->dim * sizeof *s->corner) != 0) return false;
  return true;
}

static bool all_near(const struct state *s)
{
  double within = s->config.tolerance;
  const double *best = row(s, 0);
  if (!(s->f[s->order[s->dim]] - s->f[s->order[0]] <= within)) return false;
  for (size_t k = 1; k <= s->dim; k++)
    for (size_t i = 0; i < s->dim; i++)
      if (!(fabs(row(s, k)[i] - best[i]) <= within)) return false;
  return true;
}

/* The corners are in order. */
static void reflect(struct state *s)
{
  size_t d = s->dim;
  if (one_point(s))
    s->ended = ASK_STALLED;
  else if (s->config.tolerance > 0 && all_near(s))
    s->ended = ASK_CONVERGED;
  memset(s->centre, 0, d * sizeof *s->centre);
  for (size_t k = 0; k < d; k++) vec_axpy(1, row(s, k), s->centre, d);
  for (size_t i = 0; i < d; i++) s->centre[i] /= (double)d;
  place_candidate(s, 1, s->reflected);
  s->phase = REFLECTED;
}

static void try(struct state *s, enum phase phase, double t)
{
  place_candidate(s, t, s->candidate);
  s->phase = phase;
}

static void take(struct state *s, const double *x, double f)
{
  memcpy(row(s, s->dim), x, s->dim * sizeof *x);
  s->f[s->order[s->dim]] = f;
  settle(s, s->dim);
  reflect(s);
}

static void shrink(struct state *s)
{
  const double *best = row(s, 0);
  bool moved = false;
  for (size_t k = 1; k <= s->dim; k++) {
    double *x = row(s, k);
    for (size_t i = 0; i < s->dim; i++) {
      double before = x[i];
      x[i] = best[i] + s->shrink * (before - best[i]);
      moved |= x[i] < before || x[i] > before;
    }
  }
  s->next = 1;
  s->phase = SHRUNK;
  if (!moved || s->shrinks++ >= STALL_PATIENCE * s->dim) s->ended = ASK_STALLED;
}

static void tell_corner(struct state *s, double f)
{
  s->f[s->order[s->next]] = f;
  /* A shrunk simplex is put in order once it is known whole: the best corner stays until then. */
  if (s->phase == CORNER) settle(s, s->next);
  if (s->next++ < s->dim) return;
  for (size_t k = 1; s->phase == SHRUNK && k <= s->dim; k++) settle(s, k);
  reflect(s);
}

static void tell_reflected(struct state *s, double f)
{
  s->reflected_f = f;
  if (f < s->f[s->order[0]])
    try(s, EXPANDED, s->expand);
  else if (f < s->f[s->order[s->dim - 1]])
    take(s, s->reflected, f);
  else if (f < s->f[s->order[s->dim]])
    try(s, OUTSIDE, s->contract);
  else
    try(s, INSIDE, -s->contract);
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  double f = answer->f[0];
  switch (s->phase) {
  case CORNER:
  case SHRUNK:
    tell_corner(s, f);
    break;
  case REFLECTED:
    tell_reflected(s, f);
    break;
  case EXPANDED:
    if (f < s->reflected_f)
      take(s, s->candidate, f);
    else
      take(s, s->reflected, s->reflected_f);
    break;
  case OUTSIDE:
    if (f <= s->reflected_f)
      take(s, s->candidate, f);
    else
      shrink(s);
    break;
  case INSIDE:
    if (f < s->f[s->order[s->dim]])
      take(s, s->candidate, f);
    else
      shrink(s);
    break;
  }
}

static const double *incumbent(const void *state) { return row(state, 0); }

static const char *const diagnostics[] = {"size", NULL};

/* The largest distance of a corner from the best one along a coordinate. */
static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  double size = 0;
  for (size_t k = 1; k <= s->dim; k++)
    for (size_t i = 0; i < s->dim; i++) size = fmax(size, fabs(row(s, k)[i] - row(s, 0)[i]));
  values[0] = size;
}

extern const struct optimizer_type LEVELED(optimizer_nelder_mead);
const struct optimizer_type LEVELED(optimizer_nelder_mead) = {
    .name = "nelder-mead",
    .title = "Nelder-Mead",
    .summary = "downhill simplex of Nelder and Mead, or with coefficients by the dimension",
    .formula =
        "the worst of d + 1 corners, x, goes through the centre c of the others:\n"
        "c + t (c - x), t = 1; 2 too if that is the best, and the better one is taken; 1/2\n"
        "if it stays the worst but is better than x; else -1/2; if that is no better, all go\n"
        "halfway to the best\n"
        "adaptive, n = max(d, 2): 1 + 2/n for 2, 3/4 - 1/(2 n) for 1/2, and\n"
        "x <- best + (1 - 1/n) (x - best) for halfway. Median values to 1e-8 in 25 runs on\n"
        "sphere, ellipsoid of condition 1e6 and Rosenbrock (where it may end elsewhere):\n"
        "d = 5: 269, 751, 587 (21 runs); adaptive 322, 863, 653 (23)\n"
        "d = 20: 7977, not in 1e5, 78195 (10); adaptive 2292, 15217, 23834 (24)",
    .reference = "Nelder and Mead, The Computer Journal 7, 1965; Lagarias et al., SIAM Journal on "
                 "Optimization 9, 1998; adaptive: Gao and Han, "
                 "Computational Optimization and Applications 51, 2012",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .free = free,
    .kin = "fd",
};
