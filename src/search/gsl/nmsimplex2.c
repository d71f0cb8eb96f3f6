/* nmsimplex2.c -- GSL's downhill simplex of Nelder and Mead.
 *
 * d + 1 corners, at first the start and start + step e_i. The worst corner x is reflected at the
 * centre c of the others to 2 c - x, and on to 3 c - 2 x if that is the best so far; if it stays
 * the worst, (x + c) / 2 is tried, and if that is no better all corners are drawn halfway to the
 * best one                                                      (Nelder and Mead, 1965)
 *
 * As in the paper of 1965, 3 c - 2 x is taken if it is better than the best corner, though 2 c - x
 * be better still; nelder_mead.c takes the better one. A reflected point that is better than x
 * alone takes its place first, and is then drawn in: (x + c) / 2 lies on its side of c, and a
 * corner that is drawn to the best one is drawn from there.
 *
 * GSL's second version, with work linear in d an iteration: the centre of all corners is carried
 * along, and computed anew where all of them move. Its size is the root mean square of
 * the distances from the corners to their centre; it converged where that is below `tolerance`.
 * The library does sums, products and square roots only: the same bits wherever it is compiled for
 * any x86-64. Where it was compiled with fused multiply-adds, as Debian's for aarch64 is, the
 * corners are the same still, by the sums of blas.c and since the factors in between are exact; the
 * size, a sum within GSL, may differ in its last digits, and the step at which it is small enough.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

#include "src/numeric/level.h"
#include "src/search/gsl/gsl_objective.h"

struct config {
  double step, tolerance;
};

static const struct param params[] = {
    PARAM_TUNED(struct config, step, 0.5, PARAM_ABOVE_ZERO, 1e6, 1e-3, 10, PARAM_LOG,
                "length of the first simplex's edges along the axes"),
    PARAM(struct config, tolerance, 1e-10, 0, 1e9, "converged where the simplex is smaller"),
    PARAM_TABLE_END,
};

struct state {
  struct config config;
  struct gsl_objective objective;
  gsl_multimin_function function;
  gsl_multimin_fminimizer *minimizer;
  gsl_vector *start, *edges;
};

static double value(const gsl_vector *x, void *state)
{
  struct state *s = state;
  return gsl_objective_value(&s->objective, x->data);
}

static void solve(struct coroutine *co, void *state)
{
  (void)co;
  struct state *s = state;
  gsl_multimin_fminimizer *m = s->minimizer;
  gsl_multimin_fminimizer_set(m, &s->function, s->start, s->edges);
  while (gsl_objective_goes_on(&s->objective)) {
    if (gsl_multimin_fminimizer_iterate(m)) return;
    if (gsl_multimin_test_size(m->size, s->config.tolerance) == GSL_SUCCESS) {
      s->objective.end = ASK_CONVERGED;
      return;
    }
  }
}

static void release(void *state)
{
  struct state *s = state;
  gsl_objective_free(&s->objective);
  if (s->minimizer) gsl_multimin_fminimizer_free(s->minimizer);
  gsl_vector_free(s->start);
  gsl_vector_free(s->edges);
  free(s);
}

static void *alloc(const struct setup *setup, const void *config)
{
  size_t dim = setup->dim;
  struct state *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->config = *(const struct config *)config;
  s->function = (gsl_multimin_function){.f = value, .n = dim, .params = s};
  s->start = gsl_vector_alloc(dim);
  s->edges = gsl_vector_alloc(dim);
  s->minimizer = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, dim);
  if (!gsl_objective_init(&s->objective, dim, false, solve, s) || !s->start || !s->edges ||
      !s->minimizer) {
    release(s);
    return NULL;
  }
  gsl_vector_set_all(s->edges, s->config.step);
  memcpy(s->start->data, setup->start, dim * sizeof *setup->start);
  memcpy(s->minimizer->x->data, setup->start, dim * sizeof *setup->start);
  s->minimizer->size = 0;
  return s;
}

static enum ask ask(void *state, struct query *query)
{
  return gsl_objective_ask(&((struct state *)state)->objective, query);
}

static void tell(void *state, const struct answer *answer)
{
  gsl_objective_tell(&((struct state *)state)->objective, answer);
}

static const double *incumbent(const void *state)
{
  return ((const struct state *)state)->minimizer->x->data;
}

static const char *const diagnostics[] = {"size", NULL};

static void diagnose(const void *state, double *values)
{
  values[0] = ((const struct state *)state)->minimizer->size;
}

extern const struct optimizer_type LEVELED(optimizer_nmsimplex2);
const struct optimizer_type LEVELED(optimizer_nmsimplex2) = {
    .name = "nmsimplex2",
    .title = "Nelder-Mead (GSL)",
    .summary = "downhill simplex of Nelder and Mead; GSL's nmsimplex2",
    .formula =
        "the worst of d + 1 corners, x, goes through the centre c of the others:\n"
        "2 c - x; 3 c - 2 x if that was the best; (x + c) / 2 if it stays the worst;\n"
        "if nothing helps, every corner goes halfway to the best\n"
        "As in 1965 a point is expanded to if it beats the best corner, though the reflected\n"
        "one be better; GSL carries the centre along, with its rounding. At d = 20 it never\n"
        "solves the sphere within 1e5 values; the textbook's, with numbers, is nelder-mead",
    .reference = "Nelder and Mead, The Computer Journal 7, 1965; "
                 "Galassi et al., GNU Scientific Library Reference Manual, 3rd edition, 2009",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .diagnostics = diagnostics,
    .diagnose = diagnose,
    .free = release,
    .kin = "random",
};
