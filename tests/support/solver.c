/* solver.c -- see solver.h. */
#include "tests/support/solver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "tests/support/problems.h"

void solver_start(struct solver *s, const struct library *library, const char *text, size_t dim,
                  const double *start)
{
  struct error err;
  *s = (struct solver){.dim = dim, .best = INFINITY};
  assert_in_range(dim, 1, SOLVER_MOST);
  if (method_parse(library, text, &s->method, &err)) fail_msg("%s", err.text);
  struct setup setup = {.dim = dim, .start = start, .budget = 1e9, .gradient_cost = 1};
  s->state = s->method.type->alloc(&setup, method_config(&s->method));
  assert_non_null(s->state);
}

void solver_end(struct solver *s)
{
  s->method.type->free(s->state);
  method_free(&s->method);
}

bool solver_query(struct solver *s)
{
  struct query q = {0};
  s->ended = s->method.type->ask(s->state, &q);
  if (s->ended != ASK_EVALUATE) return false;
  assert_int_equal(q.count, 1);
  assert_false(q.want_hessian);
  /* What it says was told before was asked for just before. */
  if (q.again) assert_memory_equal(s->x, q.x, s->dim * sizeof *s->x);
  memcpy(s->x, q.x, s->dim * sizeof *s->x);
  double gradient[SOLVER_MOST];
  if (s->problem) {
    s->f = problem_value(s->problem, s->x);
    problem_gradient(s->problem, s->x, gradient);
  } else {
    s->landscape(s->x, s->dim, &s->f, gradient);
  }
  s->wanted = q.want_gradient;
  if (s->wanted) memcpy(s->gradient, gradient, s->dim * sizeof *gradient);
  s->values += !q.again;
  s->gradients += q.want_gradient;
  s->best = fmin(s->best, s->f);
  s->method.type->tell(s->state,
                       &(struct answer){.f = &s->f, .gradient = s->wanted ? gradient : NULL});
  return true;
}

const double *solver_step(struct solver *s)
{
  double before[SOLVER_MOST];
  memcpy(before, s->method.type->incumbent(s->state), s->dim * sizeof *before);
  for (int i = 0; i < 1000 && solver_query(s); i++) {
    const double *x = s->method.type->incumbent(s->state);
    if (memcmp(x, before, s->dim * sizeof *x) != 0) return x;
  }
  return NULL;
}

struct solver solver_solved(const struct library *library, const char *text, size_t dim,
                            const double *start, landscape *f)
{
  struct solver s;
  solver_start(&s, library, text, dim, start);
  s.landscape = f;
  while (s.values < 1e5 && solver_query(&s)) continue;
  solver_end(&s);
  return s;
}

void landscape_bowl(const double *x, size_t dim, double *f, double *gradient)
{
  *f = 0;
  for (size_t i = 0; i < dim; i++) {
    double w = (double)(1 + i);
    *f += w * x[i] * x[i];
    gradient[i] = 2 * w * x[i];
  }
}

void landscape_plateau(const double *x, size_t dim, double *f, double *gradient)
{
  (void)x;
  *f = 1;
  memset(gradient, 0, dim * sizeof *gradient);
}

void landscape_liar(const double *x, size_t dim, double *f, double *gradient)
{
  landscape_bowl(x, dim, f, gradient);
  for (size_t i = 0; i < dim; i++) gradient[i] = -gradient[i];
}

void landscape_wedge(const double *x, size_t dim, double *f, double *gradient)
{
  memset(gradient, 0, dim * sizeof *gradient);
  double side = fabs(x[0] - 3);
  *f = sqrt(side);
  gradient[0] = (x[0] < 3 ? -1 : 1) / (2 * sqrt(side > 1e-300 ? side : 1e-300));
}

double landscape_moved;

void landscape_moving(const double *x, size_t dim, double *f, double *gradient)
{
  if (fabs(x[0]) < 1e-3) landscape_moved = 1;
  *f = 0;
  for (size_t i = 0; i < dim; i++) {
    double w = landscape_moved > 0 ? 1e6 : 1, at = x[i] - 5 * landscape_moved;
    *f += w * at * at - 1e9 * landscape_moved;
    gradient[i] = 2 * w * at;
  }
}

double landscape_curve(int number, double a, double *slope)
{
  if (number == 0) {
    *slope = (a * a - 2) / ((a * a + 2) * (a * a + 2));
    return -a / (a * a + 2);
  }
  if (number == 1) {
    double b = a + 0.004;
    *slope = 5 * pow(b, 4) - 8 * pow(b, 3);
    return pow(b, 5) - 2 * pow(b, 4);
  }
  static const double beta = 0.01, l = 39, pi = 3.14159265358979323846;
  bool left = a <= 1 - beta, right = a >= 1 + beta;
  double bow = left ? 1 - a : right ? a - 1 : (a - 1) * (a - 1) / (2 * beta) + beta / 2;
  double tilt = left ? -1 : right ? 1 : (a - 1) / beta;
  *slope = tilt + (1 - beta) * cos(l * pi / 2 * a);
  return bow + 2 * (1 - beta) / (l * pi) * sin(l * pi / 2 * a);
}
