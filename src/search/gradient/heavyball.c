/* heavyball.c -- Polyak's heavy ball at the rate and the momentum that are best on a quadratic.
 *
 *   x <- x + beta (x - x_before) - alpha g
 *   alpha = 4 / (sqrt L + sqrt l)^2,   beta = ((sqrt L - sqrt l) / (sqrt L + sqrt l))^2
 *
 * L and l are the largest and the smallest eigenvalue of the Hessian where the run starts, which is
 * asked for once, see hessian.h. On a quadratic no other pair makes the error fall faster in the
 * end, by the root of beta a step (Polyak, 1964, theorem 9). It is what a tuned momentum is
 * measured against, not a method to be used: elsewhere the curvatures of the start say nothing.
 *
 * Where the Hessian is not positive definite, it is shifted as Newton's is: H + t I, with t such
 * that its smallest eigenvalue becomes a thousandth of the largest absolute one (1 if that is
 * zero).
 *
 * Converged: it lies still, and the Hessian needed no shift. Stalled: it lies still elsewhere, or
 * the Hessian is not finite. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/eigen.h"
#include "src/numeric/level.h"
#include "src/numeric/matrix.h"
#include "src/optimizer.h"
#include "src/search/gradient/hessian.h"

struct config {
  double step;
  int hessian;
};

static const struct param params[] = {
    HESSIAN_KIND(struct config),
    HESSIAN_STEP(struct config),
    PARAM_TABLE_END,
};

enum phase { AT_START, AROUND_START, ROLLING };

struct state {
  size_t dim;
  struct hessian hessian;
  enum phase phase;
  enum ask ended; /* ASK_EVALUATE: not yet */
  bool shifted;
  double rate, momentum;
  double *x, *before, *gradient; /* dim values each */
  double *padded, *vectors;      /* dim rows of matrix_padded(dim) values */
  double *values, *work;
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  size_t dim = setup->dim, width = matrix_padded(dim);
  struct hessian hessian = hessian_of(setup, c->hessian, c->step);
  double need = hessian_size(&hessian) + 3 * (double)dim + 2.0 * (double)dim * (double)width +
                ((double)dim + 9) * (double)width;
  if (need > (double)(SIZE_MAX / (2 * sizeof(double)))) return NULL;
  struct state *s = calloc(1, sizeof *s + (size_t)need * sizeof *s->block);
  if (!s) return NULL;
  s->dim = dim;
  s->hessian = hessian;
  s->x = s->block;
  s->before = s->x + dim;
  s->gradient = s->before + dim;
  s->padded = hessian_place(&s->hessian, s->gradient + dim);
  s->vectors = s->padded + dim * width;
  s->values = s->vectors + dim * width;
  s->work = s->values + width;
  memcpy(s->x, setup->start, dim * sizeof *s->x);
  memcpy(s->before, setup->start, dim * sizeof *s->x);
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  if (s->ended != ASK_EVALUATE) return s->ended;
  if (s->phase == AT_START)
    *query = hessian_ask_at(&s->hessian, s->x);
  else if (s->phase == AROUND_START)
    *query = hessian_ask_around(&s->hessian, s->x);
  else
    *query = (struct query){.x = s->x, .count = 1, .want_gradient = true};
  return ASK_EVALUATE;
}

/* Rate and momentum from the Hessian; false if it is not finite. */
static bool set_pace(struct state *s)
{
  size_t d = s->dim;
  matrix_pad(d, d, s->hessian.matrix, d, matrix_padded(d), s->padded);
  if (!eigen_symmetric(d, s->padded, s->values, s->vectors, s->work)) return false;
  double least = s->values[0], most = least;
  for (size_t i = 1; i < d; i++) {
    least = s->values[i] < least ? s->values[i] : least;
    most = s->values[i] > most ? s->values[i] : most;
  }
  s->shifted = !(least > 0);
  if (s->shifted) {
    double size = -least > most ? -least : most, floor = size > 0 ? size / 1000 : 1;
    most += floor - least;
    least = floor;
  }
  double high = sqrt(most), low = sqrt(least), sum = high + low, share = (high - low) / sum;
  s->rate = 4 / (sum * sum);
  s->momentum = share * share;
  return true;
}

/* By the gradient at x. What does not move, and did not before, never will. */
static void roll(struct state *s)
{
  size_t bytes = s->dim * sizeof *s->x;
  bool still = !memcmp(s->x, s->before, bytes);
  double *next = s->before;
  for (size_t i = 0; i < s->dim; i++)
    next[i] = s->x[i] + s->momentum * (s->x[i] - s->before[i]) - s->rate * s->gradient[i];
  s->before = s->x;
  s->x = next;
  s->phase = ROLLING;
  if (still && !memcmp(s->x, s->before, bytes)) s->ended = s->shifted ? ASK_STALLED : ASK_CONVERGED;
}

static void begin(struct state *s)
{
  if (set_pace(s))
    roll(s);
  else
    s->ended = ASK_STALLED;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  switch (s->phase) {
  case AT_START:
    memcpy(s->gradient, answer->gradient, s->dim * sizeof *s->gradient);
    if (hessian_tell_at(&s->hessian, answer))
      begin(s);
    else
      s->phase = AROUND_START;
    break;
  case AROUND_START:
    if (hessian_tell_around(&s->hessian, s->x, s->gradient, answer)) begin(s);
    break;
  case ROLLING:
    memcpy(s->gradient, answer->gradient, s->dim * sizeof *s->gradient);
    roll(s);
    break;
  }
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->x; }

static const char *const diagnostics[] = {"rate", "momentum", NULL};

static void diagnose(const void *state, double *values)
{
  const struct state *s = state;
  values[0] = s->rate;
  values[1] = s->momentum;
}

extern const struct optimizer_type LEVELED(optimizer_heavyball);
const struct optimizer_type LEVELED(optimizer_heavyball) = {
    .name = "heavyball",
    .title = "heavy ball, optimal",
    .summary = "momentum at the rate that is best for the eigenvalues of the Hessian at the start",
    .formula =
        "x <- x + beta (x - x_before) - alpha g\n"
        "alpha = 4 / (sqrt L + sqrt l)^2,  beta = ((sqrt L - sqrt l) / (sqrt L + sqrt l))^2\n"
        "L, l: largest and smallest eigenvalue of H, which counts as d gradients, or is made\n"
        "of d more; not positive definite, it is shifted until l is a thousandth of the "
        "largest",
    .reference = "Polyak, USSR Computational Mathematics and Mathematical Physics 4, 1964",
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
    .kin = "momentum",
};
