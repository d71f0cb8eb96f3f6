/* squares.c -- see squares.h. */
#include "functions/classic/squares/squares.h"

#include <stdint.h>
#include <string.h>

const char *const squares_starts[3] = {"standard", "far", NULL};

const struct param squares_params[] = {SQUARES_START, PARAM_TABLE_END};
const struct param squares_params_m[] = {
    PARAM(struct squares_config, m, 0, 0, 1e6, "residuals, 0 for five a dimension"),
    SQUARES_START,
    PARAM_TABLE_END,
};

struct state {
  const struct squares_kind *kind;
  size_t dim, count;
  bool far;
  double minimum;
  double minimiser[];
};

void *squares_alloc(const struct squares_kind *kind, const struct function_setup *setup,
                    const void *config)
{
  const struct squares_config *c = config;
  size_t dim = setup->dim;
  if (dim > (SIZE_MAX - sizeof(struct state)) / sizeof(double)) return NULL;
  struct state *s = malloc(sizeof *s + dim * sizeof *s->minimiser);
  if (!s) return NULL;
  s->kind = kind;
  s->dim = dim;
  s->count = kind->residuals ? kind->residuals : kind->residuals_of(dim, (size_t)c->m);
  s->far = c->start;
  s->minimum = kind->minimum;
  if (kind->minimiser) memcpy(s->minimiser, kind->minimiser, dim * sizeof *s->minimiser);
  if (kind->minimiser || kind->solve(dim, s->count, s->minimiser, &s->minimum)) return s;
  free(s);
  return NULL;
}

int squares_check(const void *config, const struct function_setup *setup, struct error *err)
{
  const struct squares_config *c = config;
  if (!c->m || (size_t)c->m >= setup->dim) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "a sum of squares has no fewer residuals than dimensions, and m=%d is less than "
                   "%zu; ask for m=%zu or more",
                   c->m, setup->dim, setup->dim);
}

size_t squares_scratch(const void *state, size_t count)
{
  const struct state *s = state;
  (void)count;
  return s->count * (1 + s->dim);
}

/* Eight sums, of every eighth term each, so that what rounds alike does not add up. */
static double sum_of_squares(const double *r, size_t count)
{
  double sum[8] = {0};
  for (size_t j = 0; j < count; j++) sum[j % 8] += r[j] * r[j];
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* 0, or not a number. */
static double spoiled(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += x[i] - x[i];
  return sum;
}

static void evaluate_point(const struct state *s, const double *x, double *f, double *gradient,
                           double *r, double *jacobian)
{
  size_t dim = s->dim, count = s->count;
  if (jacobian) memset(jacobian, 0, count * dim * sizeof *jacobian);
  s->kind->split(dim, count, x, r, jacobian);
  *f = sum_of_squares(r, count) + spoiled(x, dim);
  if (!gradient) return;
  for (size_t i = 0; i < dim; i++) gradient[i] = 0;
  for (size_t j = 0; j < count; j++)
    for (size_t i = 0; i < dim; i++) gradient[i] += 2 * r[j] * jacobian[j * dim + i];
}

void squares_evaluate(const void *state, const struct batch *batch)
{
  const struct state *s = state;
  size_t dim = s->dim, count = s->count;
  for (size_t k = 0; k < batch->count; k++) {
    double *gradient = batch->gradient ? batch->gradient + k * dim : NULL;
    double *r = batch->residual ? batch->residual + k * count : batch->scratch;
    double *own = gradient ? batch->scratch + count : NULL;
    double *jacobian = batch->jacobian ? batch->jacobian + k * count * dim : own;
    evaluate_point(s, batch->x + k * dim, batch->f + k, gradient, r, jacobian);
  }
}

double squares_minimum(const void *state) { return ((const struct state *)state)->minimum; }

void squares_minimiser(const void *state, double *x)
{
  const struct state *s = state;
  memcpy(x, s->minimiser, s->dim * sizeof *x);
}

void squares_canonical(const void *state, double *x)
{
  const struct state *s = state;
  if (s->kind->start)
    memcpy(x, s->kind->start, s->dim * sizeof *x);
  else
    s->kind->start_of(s->dim, x);
  for (size_t i = 0; i < s->dim && s->far; i++) x[i] *= 10;
}

size_t squares_residuals(const void *state) { return ((const struct state *)state)->count; }

size_t squares_as_many(size_t dim, size_t asked)
{
  (void)asked;
  return dim;
}

size_t squares_as_asked(size_t dim, size_t asked)
{
  (void)dim;
  return asked;
}

void squares_halves(size_t dim, double *x)
{
  for (size_t i = 0; i < dim; i++) x[i] = 0.5;
}

void squares_ones(size_t dim, double *x)
{
  for (size_t i = 0; i < dim; i++) x[i] = 1;
}

bool squares_root_at_ones(size_t dim, size_t count, double *x, double *minimum)
{
  (void)count, (void)minimum;
  squares_ones(dim, x);
  return true;
}
