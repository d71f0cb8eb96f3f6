/* gsl_gradient.c -- see gsl_gradient.h: the loop that GSL's manual shows, in a coroutine.
 *
 *   iterate until the gradient is shorter than `tolerance`                      (converged)
 *   no progress: begin again at this point, once                          (then: stalled)
 *
 * To begin again is to set the minimiser anew, along the gradient and with its first step: the
 * minimisers' own restart keeps the direction that led nowhere. The gradient there is known, so it
 * costs nothing. GSL (Galassi et al., Reference Manual, 3rd edition, 2009) does sums, products and
 * square roots only in these minimisers: the same bits wherever it is compiled for any x86-64.
 * Where it was compiled with fused multiply-adds, as Debian's for aarch64 is, the interpolation in
 * a line search and the update of BFGS have other last bits; the sums over coordinates have not, as
 * they are those of blas.c. */
#include "src/search/gsl/gsl_gradient.h"

#include <gsl/gsl_cblas.h>
#include <gsl/gsl_errno.h>

#include "src/search/gsl/gsl_objective.h"

struct state {
  struct gsl_gradient_config config;
  struct gsl_objective objective;
  gsl_multimin_function_fdf function;
  gsl_multimin_fdfminimizer *minimizer;
  gsl_vector *start;
  double norm; /* of the gradient after the last iteration */
};

static double value(const gsl_vector *x, void *state)
{
  struct state *s = state;
  return gsl_objective_value(&s->objective, x->data);
}

static void value_gradient(const gsl_vector *x, void *state, double *f, gsl_vector *g)
{
  struct state *s = state;
  *f = gsl_objective_gradient(&s->objective, x->data, g->data);
}

static void gradient(const gsl_vector *x, void *state, gsl_vector *g)
{
  double f;
  value_gradient(x, state, &f, g);
}

static double length(const gsl_vector *g) { return cblas_dnrm2((int)g->size, g->data, 1); }

static void begin(struct state *s)
{
  gsl_multimin_fdfminimizer_set(s->minimizer, &s->function, s->start, s->config.step,
                                s->config.tol);
  gsl_objective_keep(&s->objective, s->minimizer->x->data);
  s->norm = length(s->minimizer->gradient);
}

/* Sets the end if the gradient is short. Where it is zero, iterating makes no progress. */
static bool converged(struct state *s)
{
  bool zero = length(s->minimizer->gradient) == 0; /* is not shorter than a tolerance of 0 */
  if (!zero &&
      gsl_multimin_test_gradient(s->minimizer->gradient, s->config.tolerance) != GSL_SUCCESS)
    return false;
  s->objective.end = ASK_CONVERGED;
  return true;
}

static void solve(struct coroutine *co, void *state)
{
  (void)co;
  struct state *s = state;
  gsl_multimin_fdfminimizer *m = s->minimizer;
  bool restarted = false;
  begin(s);
  if (converged(s)) return;
  while (gsl_objective_goes_on(&s->objective)) {
    int status = gsl_multimin_fdfminimizer_iterate(m);
    if (status == GSL_SUCCESS) {
      gsl_objective_keep(&s->objective, m->x->data);
      s->norm = length(m->gradient);
      if (converged(s)) return;
    } else if (status == GSL_ENOPROG && !restarted) {
      restarted = true;
      gsl_vector_memcpy(s->start, m->x);
      begin(s);
    } else {
      return;
    }
  }
}

void gsl_gradient_free(void *state)
{
  struct state *s = state;
  gsl_objective_free(&s->objective);
  if (s->minimizer) gsl_multimin_fdfminimizer_free(s->minimizer);
  gsl_vector_free(s->start);
  free(s);
}

void *gsl_gradient_alloc(const gsl_multimin_fdfminimizer_type *type, const struct setup *setup,
                         const struct gsl_gradient_config *config)
{
  size_t dim = setup->dim;
  struct state *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->config = *config;
  s->function = (gsl_multimin_function_fdf){
      .f = value, .df = gradient, .fdf = value_gradient, .n = dim, .params = s};
  s->start = gsl_vector_alloc(dim);
  s->minimizer = gsl_multimin_fdfminimizer_alloc(type, dim);
  if (!gsl_objective_init(&s->objective, dim, true, solve, s) || !s->start || !s->minimizer) {
    gsl_gradient_free(s);
    return NULL;
  }
  memcpy(s->start->data, setup->start, dim * sizeof *setup->start);
  memcpy(s->minimizer->x->data, setup->start, dim * sizeof *setup->start);
  return s;
}

/* The solver goes on in ask, not in tell: the point asked for stays until then. */
enum ask gsl_gradient_ask(void *state, struct query *query)
{
  return gsl_objective_ask(&((struct state *)state)->objective, query);
}

void gsl_gradient_tell(void *state, const struct answer *answer)
{
  gsl_objective_tell(&((struct state *)state)->objective, answer);
}

const double *gsl_gradient_incumbent(const void *state)
{
  return ((const struct state *)state)->minimizer->x->data;
}

const char *const gsl_gradient_diagnostics[] = {"gradient_norm", NULL};

void gsl_gradient_diagnose(const void *state, double *values)
{
  values[0] = ((const struct state *)state)->norm;
}
