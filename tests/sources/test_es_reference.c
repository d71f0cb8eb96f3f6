/* test_es_reference.c -- es and vo, fed with given normals, against traces of other programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/asking.h"
#include "tests/support/normals.h"

extern const struct library LEVELED(library);

enum { DIM_MAX = 5, SAMPLES_MAX = 20 };
static const double tolerance = 1e-10;

struct problem {
  const char *name;
  objective *value;
  double start[DIM_MAX];
};

static const struct problem objectives[] = {
    {"sphere", objective_sphere, {3, -2, 1, -1, 2}},
    {"rosenbrock", objective_rosenbrock, {-1.2, 1, -1.2, 1, -1.2}},
};

/* One algorithm of the reference; rates[objective][dim == 5]. */
struct trace {
  const char *name;
  size_t samples;
  const char *method; /* lacks its rate */
  double rates[2][2];
};

static const struct trace traces[] = {
    {"es_plain_nobaseline",
     10,
     "sgd@es:antithetic=no,baseline=none,sigma=0.1,population=10",
     {{1e-3, 1e-3}, {2e-5, 1e-6}}},
    {"es_plain_meanbaseline",
     10,
     "sgd@es:antithetic=no,baseline=mean,sigma=0.1,population=10",
     {{5e-2, 5e-2}, {1e-4, 1e-4}}},
    {"es_plain_antithetic",
     10,
     "sgd@es:antithetic=yes,sigma=0.1,population=20",
     {{5e-2, 5e-2}, {1e-4, 1e-4}}},
    {"openai_es_evosax",
     10,
     "adam@es:antithetic=yes,utility=centred-rank,ties=halves,sigma=0.1,population=20",
     {{5e-2, 5e-2}, {5e-2, 5e-2}}},
    {"openai_es",
     10,
     "adam@es:antithetic=yes,utility=centred-rank,ties=pairs,scaling=none,sigma=0.1,population=20,"
     "epsilon_to=raw",
     {{5e-2, 5e-2}, {5e-2, 5e-2}}},
    {"vo_sgd",
     20,
     "sgd@vo:deviation=each,baseline=mean,population=20,deviation_rate=0.1",
     {{5e-2, 5e-2}, {1e-4, 1e-4}}},
    {"vo_adam",
     20,
     "adam@vo:deviation=each,baseline=mean,population=20,deviation_rate=1",
     {{5e-2, 5e-2}, {5e-2, 5e-2}}},
};

static void evaluate(const struct problem *o, const struct query *query, size_t dim, double *f)
{
  assert_false(query->want_gradient);
  assert_true(query->count <= 2 * SAMPLES_MAX);
  for (size_t k = 0; k < query->count; k++) f[k] = o->value(query->x + k * dim, dim);
}

/* Largest distance to the row's columns name0, name1, ..., relative above 1. */
static double distance(const struct reference *r, size_t row, const char *name, const double *x,
                       size_t count)
{
  double worst = 0;
  for (size_t i = 0; i < count; i++) {
    char column[32];
    snprintf(column, sizeof column, "%s%zu", name, i);
    double want = reference_at(r, row, column), size = fabs(want) > 1 ? fabs(want) : 1;
    double error = fabs(x[i] - want) / size;
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

/* Drives the source and the rule by hand, so that gradients and deviations are seen, and beside
 * them the composed optimizer, which must stand at the same point. Returns the largest distance
 * to the reference over all generations and columns. */
static double follow(const struct trace *t, size_t which, size_t dim)
{
  const struct problem *o = &objectives[which];
  char path[128], text[256];
  snprintf(path, sizeof path, "tests/reference/es/normals_d%zu_n%zu.csv", dim, t->samples);
  struct normals normals = {.table = reference_read(path), .samples = t->samples};
  snprintf(path, sizeof path, "tests/reference/es/%s__%s_d%zu.csv", t->name, o->name, dim);
  struct reference *want = reference_read(path);
  bool vo = !strncmp(t->name, "vo", 2);
  snprintf(text, sizeof text, "%s,rate=%g%s", t->method, t->rates[which][dim == 5],
           vo ? (which ? ",sigma=0.5" : ",sigma=1") : "");
  struct method method;
  struct error err;
  assert_int_equal(method_parse(&LEVELED(library), text, &method, &err), STATUS_OK);

  struct draw draw = normals_draw(&normals);
  const struct source_type *source = method.source;
  const struct rule_type *rule = method.rule;
  struct setup setup = {.dim = dim, .start = o->start, .budget = 1e6, .draw = &draw};
  void *source_state = source->alloc(&setup, method.parts[1]);
  void *composed = method.type->alloc(&setup, method_config(&method));
  size_t size = source->size(source_state);
  void *rule_state =
      rule->alloc(&(struct rule_setup){.size = size, .weights = size}, method.parts[0]);
  assert_true(source_state && composed && rule_state);
  assert_int_equal(size, vo ? 2 * dim : dim);
  assert_int_equal(source->probes(source_state),
                   strstr(t->method, "antithetic=yes") ? 2 * t->samples : t->samples);

  double theta[2 * DIM_MAX], f[2 * SAMPLES_MAX], worst = 0;
  source->start(source_state, theta);
  size_t rows = want->rows;
  assert_int_equal(rows, 61);
  for (size_t row = 0; row < rows; row++) {
    worst = fmax(worst, distance(want, row, "mu", theta, dim));
    if (vo) worst = fmax(worst, distance(want, row, "rho", theta + dim, dim));
    assert_true(!memcmp(method.type->incumbent(composed), source->point(source_state, theta),
                        dim * sizeof *theta));
    if (row + 1 == rows) break;
    struct query query;
    const double *gradient;
    do {
      source->ask(source_state, theta, &query);
      evaluate(o, &query, dim, f);
      gradient = source->tell(source_state, theta, &(struct answer){.f = f});
    } while (!gradient);
    worst = fmax(worst, distance(want, row + 1, "g", gradient, size));
    rule->step(rule_state, &(struct pace){1, NAN}, gradient, theta);
    if (source->settle) source->settle(source_state, theta);

    assert_int_equal(method.type->ask(composed, &query), ASK_EVALUATE);
    evaluate(o, &query, dim, f);
    method.type->tell(composed, &(struct answer){.f = f});
  }
  rule->free(rule_state);
  source->free(source_state);
  method.type->free(composed);
  method_free(&method);
  reference_free(want);
  reference_free(normals.table);
  return worst;
}

static void test_traces(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof traces / sizeof *traces; i++)
    for (size_t which = 0; which < 2; which++)
      for (size_t dim = 2; dim <= 5; dim += 3) {
        double worst = follow(&traces[i], which, dim);
        if (getenv("OPTBENCH_TEST_VERBOSE"))
          print_message("%s %s d=%zu: %.2g\n", traces[i].name, objectives[which].name, dim, worst);
        if (!(worst <= tolerance))
          fail_msg("%s on %s, d=%zu: off by %g", traces[i].name, objectives[which].name, dim,
                   worst);
      }
}

/* The comparison sees a step that is wrong by 1e-9. */
static void test_can_fail(void **state)
{
  (void)state;
  struct trace wrong = traces[2];
  wrong.method = "sgd@es:antithetic=yes,sigma=0.1000000001,population=20";
  assert_true(follow(&wrong, 1, 2) > tolerance);
  /* Nor is Adam's epsilon elsewhere the same. */
  wrong = traces[4];
  wrong.method =
      "adam@es:antithetic=yes,utility=centred-rank,ties=pairs,scaling=none,sigma=0.1,population=20";
  assert_true(follow(&wrong, 1, 2) > tolerance);
  wrong = traces[6];
  wrong.method = "adam@vo:deviation=each,baseline=mean,population=20,deviation_rate=1.000000001";
  assert_true(follow(&wrong, 0, 2) > tolerance);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_traces),
      cmocka_unit_test(test_can_fail),
  };
  return cmocka_run_group_tests_name("es_reference", tests, NULL, NULL);
}
