/* gsl_squares.c -- see gsl_squares.h: the loop of gsl_multifit_nlinear_driver, in a coroutine.
 *
 *   iterate; where the first iteration finds no step that lowers f              (stalled)
 *   until the step or the gradient is small, see gsl_multifit_nlinear_test      (converged)
 *
 * The driver tests for convergence after an iteration without a step, too, and goes on if the test
 * fails; so does this. A gradient of zero at the start ends the run before the first iteration,
 * which could find nothing.
 *
 * GSL (Galassi et al., Reference Manual, 3rd edition, 2009; nonlinear least squares as of version
 * 2.7) does sums, products and square roots only in these methods: the same bits wherever it is
 * compiled for any x86-64. Where it was compiled with fused multiply-adds, as Debian's for aarch64
 * is, steps have other last bits. */
#include "src/search/gsl/gsl_squares.h"

#include <gsl/gsl_cblas.h>

#include "src/search/gsl/gsl_objective.h"

const char *const gsl_squares_scales[] = {"more", "levenberg", "marquardt", NULL};
const char *const gsl_squares_solvers[] = {"qr", "cholesky", "svd", NULL};

struct state {
  struct gsl_squares_config config;
  struct gsl_objective objective;
  gsl_multifit_nlinear_fdf function;
  gsl_multifit_nlinear_workspace *workspace;
  gsl_vector *start;
};

static int residuals(const gsl_vector *x, void *state, gsl_vector *r)
{
  gsl_objective_residuals(&((struct state *)state)->objective, x->data, r->data);
  return GSL_SUCCESS;
}

static int jacobian(const gsl_vector *x, void *state, gsl_matrix *j)
{
  gsl_objective_jacobian(&((struct state *)state)->objective, x->data, j->data);
  return GSL_SUCCESS;
}

static bool converged(struct state *s)
{
  int why;
  if (gsl_multifit_nlinear_test(s->config.xtol, s->config.gtol, 0, &why, s->workspace))
    return false;
  s->objective.end = ASK_CONVERGED;
  return true;
}

static void solve(struct coroutine *co, void *state)
{
  (void)co;
  struct state *s = state;
  gsl_multifit_nlinear_workspace *w = s->workspace;
  gsl_multifit_nlinear_init(s->start, &s->function, w);
  gsl_objective_keep(&s->objective, w->x->data);
  if (gsl_vector_isnull(w->g)) {
    s->objective.end = ASK_CONVERGED;
    return;
  }
  for (bool first = true; gsl_objective_goes_on(&s->objective); first = false) {
    int status = gsl_multifit_nlinear_iterate(w);
    gsl_objective_keep(&s->objective, w->x->data);
    if ((status == GSL_ENOPROG && first) || converged(s)) return;
  }
}

void gsl_squares_free(void *state)
{
  struct state *s = state;
  gsl_objective_free(&s->objective);
  if (s->workspace) gsl_multifit_nlinear_free(s->workspace);
  gsl_vector_free(s->start);
  free(s);
}

static gsl_multifit_nlinear_parameters parameters(const gsl_multifit_nlinear_trs *method,
                                                  const struct gsl_squares_config *config)
{
  const gsl_multifit_nlinear_scale *const scale[] = {gsl_multifit_nlinear_scale_more,
                                                     gsl_multifit_nlinear_scale_levenberg,
                                                     gsl_multifit_nlinear_scale_marquardt};
  const gsl_multifit_nlinear_solver *const solver[] = {gsl_multifit_nlinear_solver_qr,
                                                       gsl_multifit_nlinear_solver_cholesky,
                                                       gsl_multifit_nlinear_solver_svd};
  gsl_multifit_nlinear_parameters p = gsl_multifit_nlinear_default_parameters();
  p.trs = method;
  p.scale = scale[config->scale];
  p.solver = solver[config->solver];
  if (config->factor_up > 0) p.factor_up = config->factor_up;
  if (config->factor_down > 0) p.factor_down = config->factor_down;
  return p;
}

void *gsl_squares_alloc(const gsl_multifit_nlinear_trs *method, const struct setup *setup,
                        const struct gsl_squares_config *config)
{
  size_t dim = setup->dim, count = setup->residuals;
  struct state *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->config = *config;
  s->function =
      (gsl_multifit_nlinear_fdf){.f = residuals, .df = jacobian, .n = count, .p = dim, .params = s};
  gsl_multifit_nlinear_parameters p = parameters(method, config);
  s->start = gsl_vector_alloc(dim);
  s->workspace = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &p, count, dim);
  if (!gsl_objective_init_residuals(&s->objective, dim, count, solve, s) || !s->start ||
      !s->workspace) {
    gsl_squares_free(s);
    return NULL;
  }
  memcpy(s->start->data, setup->start, dim * sizeof *setup->start);
  memcpy(s->workspace->x->data, setup->start, dim * sizeof *setup->start);
  gsl_vector_set_zero(s->workspace->g);
  return s;
}

/* The solver goes on in ask, not in tell: the point asked for stays until then. */
enum ask gsl_squares_ask(void *state, struct query *query)
{
  return gsl_objective_ask(&((struct state *)state)->objective, query);
}

void gsl_squares_tell(void *state, const struct answer *answer)
{
  gsl_objective_tell(&((struct state *)state)->objective, answer);
}

const double *gsl_squares_incumbent(const void *state)
{
  return ((const struct state *)state)->workspace->x->data;
}

const char *const gsl_squares_diagnostics[] = {"gradient_norm", NULL};

/* Of f, which is twice that of GSL's half of the sum. */
void gsl_squares_diagnose(const void *state, double *values)
{
  const gsl_vector *g = ((const struct state *)state)->workspace->g;
  values[0] = 2 * cblas_dnrm2((int)g->size, g->data, (int)g->stride);
}
