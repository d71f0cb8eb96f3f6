/* subject.c -- see subject.h. */
#include "tests/support/subject.h"
#include "tests/support/networks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/level.h"

extern const struct library LEVELED(library);

double bowl(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += (double)(i % 7 + 1) * (x[i] - 0.5) * (x[i] - 0.5);
  return sum;
}

double *values(size_t count)
{
  double *v = calloc(count, sizeof *v);
  assert_non_null(v);
  return v;
}

struct subject subject_from(const struct library *library, const char *text,
                            const struct setup *setup)
{
  struct subject s = {.dim = setup->dim};
  struct error err;
  assert_int_equal(method_parse(library, text, &s.method, &err), STATUS_OK);
  networks_give(&s.method);
  s.source = s.method.source;
  s.state = s.source->alloc(setup, s.method.parts[1]);
  assert_non_null(s.state);
  s.size = s.source->size(s.state);
  s.theta = values(s.size);
  s.gradient = values(s.size);
  s.source->start(s.state, s.theta);
  return s;
}

struct subject subject(const char *text, const double *start, size_t dim)
{
  struct setup setup = {.dim = dim, .start = start, .budget = 1e9, .stream = stream_root(1)};
  return subject_from(&LEVELED(library), text, &setup);
}

void subject_free(struct subject *s)
{
  s->source->free(s->state);
  method_free(&s->method);
  free(s->theta);
  free(s->gradient);
}

const double *subject_gradient(struct subject *s, objective *f)
{
  s->points = s->queries = s->largest = 0;
  const double *g;
  do {
    struct query query;
    s->source->ask(s->state, s->theta, &query);
    assert_true(query.count > 0 && !query.want_gradient);
    double *answers = values(query.count);
    for (size_t k = 0; k < query.count; k++) answers[k] = f(query.x + k * s->dim, s->dim);
    s->points += query.count;
    s->queries++;
    if (query.count > s->largest) s->largest = query.count;
    g = s->source->tell(s->state, s->theta, &(struct answer){.f = answers});
    free(answers);
    assert_true((g != NULL) == (s->points == s->source->probes(s->state)));
  } while (!g);
  memcpy(s->gradient, g, s->size * sizeof *g);
  return s->gradient;
}

double worst_difference(const double *a, const double *b, size_t n)
{
  double worst = 0;
  for (size_t i = 0; i < n; i++) worst = fmax(worst, fabs(a[i] - b[i]) / fmax(1, fabs(b[i])));
  return worst;
}
