/* asking.c -- see asking.h. */
#include "tests/support/asking.h"
#include "tests/support/networks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

double objective_sphere(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += x[i] * x[i];
  return sum;
}

double objective_rosenbrock(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i + 1 < dim; i++) {
    double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    sum += 100 * a * a + b * b;
  }
  return sum;
}

double objective_plateau(const double *x, size_t dim)
{
  (void)x;
  (void)dim;
  return 1;
}

void asking_start(struct asking *a, const struct library *library, const char *text, size_t dim,
                  const double *start, struct stream stream, const struct draw *draw)
{
  struct error err;
  if (method_parse(library, text, &a->method, &err)) fail_msg("%s", err.text);
  networks_give(&a->method);
  a->dim = dim;
  struct setup setup = {
      .dim = dim, .start = start, .budget = 1e9, .stream = stream, .behaviours = dim, .draw = draw};
  struct layer layer = {.rows = dim, .columns = 1, .matrix = true};
  if (a->method.traits & NEEDS_LAYERS) setup.layers = &layer, setup.layer_count = 1;
  a->state = a->method.type->alloc(&setup, method_config(&a->method));
  assert_non_null(a->state);
}

void asking_ask(struct asking *a)
{
  assert_int_equal(a->method.type->ask(a->state, &a->query), ASK_EVALUATE);
  assert_in_range(a->query.count, 1, ASKING_MOST);
  assert_false(a->query.want_gradient);
}

void asking_tell(struct asking *a, objective *f)
{
  for (size_t k = 0; k < a->query.count; k++) a->f[k] = f(a->query.x + k * a->dim, a->dim);
  a->method.type->tell(
      a->state,
      &(struct answer){.f = a->f, .behaviour = a->query.want_behaviour ? a->query.x : NULL});
}

const double *asking_mean(const struct asking *a) { return a->method.type->incumbent(a->state); }

void asking_end(struct asking *a)
{
  a->method.type->free(a->state);
  method_free(&a->method);
}

void assert_near(double value, double expected, double scale, double tolerance, const char *what,
                 size_t generation)
{
  if (!(fabs(value - expected) <= tolerance * scale))
    fail_msg("%s, generation %zu: %.17g instead of %.17g", what, generation, value, expected);
}

double largest(const double *x, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) most = fabs(x[i]) > most ? fabs(x[i]) : most;
  return most;
}
