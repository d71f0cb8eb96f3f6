/* test_chain.c -- methods that follow each other: when a turn ends, where the next one begins and
 * with what, and that each does what it does alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/method.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM = 3, POINTS = 256 };

static const double origin[DIM] = {-1.2, 1, 0.7}, low[DIM] = {-5, -5, -5}, high[DIM] = {5, 5, 5};
static const struct stream stream = {77};

static const struct library *library(void)
{
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  return levels[0].optimizers;
}

struct run {
  struct method method;
  void *state;
  double spent;
  enum ask ended;
};

static struct run run_new(const char *text, const double *start, double budget,
                          struct stream own_stream)
{
  struct run r = {.spent = 0};
  struct error err;
  if (method_parse(library(), text, &r.method, &err)) fail_msg("%s", err.text);
  struct setup setup = {.dim = DIM,
                        .start = start,
                        .low = low,
                        .high = high,
                        .budget = budget,
                        .gradient_cost = 1,
                        .stream = own_stream,
                        .behaviours = DIM};
  r.state = r.method.type->alloc(&setup, method_config(&r.method));
  assert_non_null(r.state);
  return r;
}

static void run_free(struct run *r)
{
  r->method.type->free(r->state);
  method_free(&r->method);
}

static double value(const double *x, double *g)
{
  double f = 0;
  for (size_t i = 0; i < DIM; i++) {
    double weight = (double)(1 + 3 * i), away = x[i] - 0.5;
    f += weight * away * away;
    g[i] = 2 * weight * away;
  }
  return f;
}

/* One query, answered; false where there is none, and `ended` says why. */
static bool step(struct run *r, struct query *q)
{
  double f[POINTS], g[POINTS * DIM];
  r->ended = r->method.type->ask(r->state, q);
  if (r->ended) return false;
  assert_in_range(q->count, 1, POINTS);
  for (size_t k = 0; k < q->count; k++) f[k] = value(q->x + k * DIM, g + k * DIM);
  r->spent += (double)q->count * (!q->again + q->want_gradient);
  r->method.type->tell(r->state, &(struct answer){.f = f,
                                                  .gradient = q->want_gradient ? g : NULL,
                                                  .behaviour = q->want_behaviour ? q->x : NULL});
  return true;
}

static double stage(const struct run *r, double *began)
{
  double told[DIAGNOSTICS_MAX];
  r->method.type->diagnose(r->state, told);
  if (began) *began = told[1];
  return told[0];
}

static void same_query(struct run *a, struct run *b, const char *what)
{
  struct query p, q;
  double before[POINTS * DIM];
  assert_true(step(a, &p));
  memcpy(before, p.x, p.count * DIM * sizeof *before);
  assert_true(step(b, &q));
  assert_int_equal(p.count, q.count);
  assert_int_equal(p.want_gradient, q.want_gradient);
  if (memcmp(before, q.x, q.count * DIM * sizeof *before)) fail_msg("%s: other points", what);
}

static struct stream stage_stream(uint64_t number)
{
  return stream_numbered(stream_named(stream, "stage"), number);
}

/* Each does bit by bit what it does alone: the first with the run's stream and its share of the
 * budget, the second from where the first stands, with a stream of its own and what is left. */
static void test_as_alone(void **unused)
{
  (void)unused;
  static const struct {
    const char *chain, *first, *second;
    double share, inherited; /* NAN: the second's own sigma */
  } cases[] = {
      {"snes:share=0.3+adam:rate=0.01", "snes", "adam:rate=0.01", 0.3, NAN},
      {"snes+adam:rate=0.01,schedule=cosine", "snes", "adam:rate=0.01,schedule=cosine", 0.5, NAN},
      {"es:sigma=0.25+cmaes", "es:sigma=0.25", "cmaes:sigma=0.25", 0.5, 0.25},
      {"es:sigma=0.25+cmaes:sigma=0.7", "es:sigma=0.25", "cmaes:sigma=0.7", 0.5, NAN},
      {"es:sigma=0.25+cmaes:inherit=no", "es:sigma=0.25", "cmaes", 0.5, NAN},
      {"es:sigma=0.25+cmaes:sigma=0.7,inherit=yes", "es:sigma=0.25", "cmaes:sigma=0.25", 0.5, 0.25},
      {"es:sigma=0.25+snes:restart=ipop", "es:sigma=0.25", "snes:restart=ipop,sigma=0.25", 0.5,
       0.25},
      {"es:sigma=0.25+adam@es", "es:sigma=0.25", "adam@es:sigma=0.25", 0.5, 0.25},
      {"de:share=0.2+es", "de", "es", 0.2, NAN},
      {"adam@central+nelder-mead", "adam@central", "nelder-mead", 0.5, NAN},
  };
  enum { BUDGET = 2000 };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *text = cases[i].chain;
    double share = cases[i].share, began;
    struct run chain = run_new(text, origin, BUDGET, stream);
    struct run first = run_new(cases[i].first, origin, share * BUDGET, stream);
    while (first.spent < share * BUDGET) {
      same_query(&chain, &first, text);
      assert_true(stage(&chain, &began) == 1 && began == 0);
    }
    double start[DIM];
    memcpy(start, first.method.type->incumbent(first.state), sizeof start);
    struct run second = run_new(cases[i].second, start, BUDGET - first.spent, stage_stream(1));
    for (int k = 0; k < 20; k++) {
      same_query(&chain, &second, text);
      assert_true(stage(&chain, &began) == 2 && began == first.spent);
    }
    assert_memory_equal(chain.method.type->incumbent(chain.state),
                        second.method.type->incumbent(second.state), sizeof start);
    run_free(&chain);
    run_free(&first);
    run_free(&second);
  }
}

/* The deviation that is handed on is that of the moment: what the first method adapted. */
static void test_adapted_deviation(void **unused)
{
  (void)unused;
  static const char *const firsts[] = {"snes", "cmaes:sigma=0.3", "xnes:restart=stop,tolfun=0",
                                       "adam@vo:rate=0.05"};
  for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
    char text[96];
    snprintf(text, sizeof text, "%s+adam@es:rate=0.1,antithetic=no,population=128", firsts[i]);
    struct run chain = run_new(text, origin, 1000, stream);
    struct run alone = run_new(firsts[i], origin, 500, stream);
    double deviation = 0, start[DIM];
    while (alone.spent < 500) same_query(&chain, &alone, text);
    memcpy(start, alone.method.type->incumbent(alone.state), sizeof start);
    if (alone.method.type->covariance) {
      double c[DIM * DIM];
      alone.method.type->covariance(alone.state, c);
      for (size_t k = 0; k < DIM; k++) deviation += c[k * DIM + k] / DIM;
    }
    /* Samples of the second: their mean square from where it stands. */
    struct query q;
    assert_true(step(&chain, &q));
    double sum = 0, expected = deviation;
    for (size_t k = 0; k < q.count; k++)
      for (size_t d = 0; d < DIM; d++)
        sum += (q.x[k * DIM + d] - start[d]) * (q.x[k * DIM + d] - start[d]);
    double found = sum / (double)(q.count * DIM);
    if (!(found > 0.7 * expected && found < 1.4 * expected))
      fail_msg("%s: samples have variance %g, not %g", text, found, expected);
    run_free(&chain);
    run_free(&alone);
  }
}

/* A method that is at its end hands over at once, whatever its share; the last one's end is the
 * run's. */
static void test_at_its_end(void **unused)
{
  (void)unused;
  struct run r = run_new("bfgs:share=1+cmaes:restart=stop,share=1+bfgs", origin, 1e5, stream);
  struct query q;
  double began[3] = {0};
  while (step(&r, &q)) {
    double since;
    size_t at = (size_t)stage(&r, &since);
    assert_in_range(at, 1, 3);
    began[at - 1] = since;
    assert_true(r.spent < 1e5);
  }
  assert_int_equal(r.ended, ASK_CONVERGED);
  assert_int_equal(r.method.type->ask(r.state, &q), ASK_CONVERGED); /* and it stays so */
  assert_true(began[1] > 0 && began[2] > began[1]);
  double counts[ASK_KINDS], sum = 0;
  r.method.type->stops(r.state, counts);
  for (size_t i = 0; i < ASK_KINDS; i++) sum += counts[i];
  assert_true(counts[ASK_CONVERGED] >= 1);
  assert_true(sum == 3); /* each said what ended it */
  run_free(&r);
}

/* With patience it goes on as long as values get better, and so long after. */
static void test_patience(void **unused)
{
  (void)unused;
  enum { BUDGET = 4000 };
  struct run r = run_new("random:share=1,patience=0.05+bfgs", origin, BUDGET, stream);
  struct run alone = run_new("random", origin, BUDGET, stream);
  double best = INFINITY, best_at = 0, g[DIM], began = 0;
  struct query q;
  while (alone.spent - best_at < 0.05 * BUDGET) {
    assert_true(step(&alone, &q));
    for (size_t k = 0; k < q.count; k++)
      if (value(q.x + k * DIM, g) < best) {
        best = value(q.x + k * DIM, g);
        best_at = alone.spent;
      }
  }
  while (step(&r, &q) && stage(&r, &began) < 2) continue;
  assert_true(began == alone.spent);
  run_free(&r);
  run_free(&alone);
}

/* A turn ends with a whole step. */
static void test_whole_steps(void **unused)
{
  (void)unused;
  struct run r =
      run_new("cmaes:population=50,share=0.01+newton:hessian=difference", origin, 1000, stream);
  struct query q;
  assert_true(step(&r, &q));
  assert_int_equal(q.count, 50); /* though the share is 10 */
  double began;
  bool more;
  do {
    assert_true(step(&r, &q));
    more = q.more;
    assert_true(stage(&r, &began) == 2 && began == 50);
  } while (more);
  run_free(&r);
}

/* A method that tells only when it asks that its step goes on: a line search is not cut short. */
static void test_whole_line_searches(void **unused)
{
  (void)unused;
  static const char *const firsts[] = {"lbfgs", "bfgs2", "bfgs", "nelder-mead"};
  size_t stretched = 0;
  for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
    for (int percent = 1; percent < 20; percent++) {
      double share = percent / 100.0;
      char text[96];
      snprintf(text, sizeof text, "%s:share=%g+sgd:rate=1e-6", firsts[i], share);
      struct run chain = run_new(text, origin, 200, stream);
      struct run alone = run_new(firsts[i], origin, 200, stream);
      struct query q;
      double f[POINTS], g[POINTS * DIM], began;
      for (;;) {
        if (alone.method.type->ask(alone.state, &q)) break;
        if (alone.spent >= share * 200 && !q.joined) break;
        stretched += alone.spent >= share * 200;
        for (size_t k = 0; k < q.count; k++) f[k] = value(q.x + k * DIM, g + k * DIM);
        alone.spent += (double)q.count * (!q.again + q.want_gradient);
        bool more = q.more;
        alone.method.type->tell(alone.state,
                                &(struct answer){.f = f, .gradient = q.want_gradient ? g : NULL});
        assert_true(step(&chain, &q));
        if (stage(&chain, NULL) != 1) fail_msg("%s: handed over at %g", text, chain.spent);
        while (more && alone.spent >= share * 200) {
          assert_int_equal(alone.method.type->ask(alone.state, &q), ASK_EVALUATE);
          more = q.more;
          for (size_t k = 0; k < q.count; k++) f[k] = value(q.x + k * DIM, g + k * DIM);
          alone.spent += (double)q.count * (!q.again + q.want_gradient);
          alone.method.type->tell(alone.state,
                                  &(struct answer){.f = f, .gradient = q.want_gradient ? g : NULL});
          assert_true(step(&chain, &q));
        }
      }
      assert_true(step(&chain, &q));
      assert_true(stage(&chain, &began) == 2 && began == alone.spent);
      run_free(&chain);
      run_free(&alone);
    }
  assert_true(stretched > 0);
}

static void refused(const char *text, const char *why)
{
  struct method m;
  struct error err;
  if (method_parse(library(), text, &m, &err) != STATUS_USAGE) fail_msg("%s is taken", text);
  if (!strstr(err.text, why)) fail_msg("%s: %s", text, err.text);
}

static void test_texts(void **unused)
{
  (void)unused;
  refused("es+adam+es+adam+es", "more than 4");
  refused("es+adm", "unknown optimizer 'adm'");
  refused("es+adam:share=0.5", "'share' is for a method that another follows");
  refused("es:inherit=yes+adam", "'inherit' is for a method that follows another");
  refused("es+", "missing beside the '+'");
  refused("+es", "missing beside the '+'");
  refused("es:share=2+adam", "share");
  refused("adam:share=0.5", "'share' is for a method that another follows");
  refused("es+adam:rate=0.1,rate=0.2", "twice");
  struct method m, again;
  struct error err;
  char text[METHOD_TEXT], other[METHOD_TEXT];
  /* 1e+3 is a number, not a chain. */
  assert_int_equal(method_parse(library(), "sgd:clip=1e+3", &m, &err), STATUS_OK);
  assert_null(m.chain);
  method_free(&m);
  static const char *const texts[] = {"sgd:clip=1e+300+es:sigma=2e-5,population=6+cmaes+bfgs",
                                      "es+cmaes:sigma=2", "es+cmaes:inherit=no", "es+cmaes"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    assert_int_equal(method_parse(library(), texts[i], &m, &err), STATUS_OK);
    method_format(&m, text, sizeof text);
    assert_true(strlen(text) + 2 < sizeof text);
    assert_int_equal(method_parse(library(), text, &again, &err), STATUS_OK);
    method_format(&again, other, sizeof other);
    assert_string_equal(text, other);
    method_free(&m);
    method_free(&again);
  }
  assert_int_equal(method_parse(library(), "es:rate=1+adam@central", &m, &err), STATUS_OK);
  assert_string_equal(m.name, "es+adam@central");
  assert_string_equal(m.title, "ES then Adam @ central differences");
  assert_true(m.traits == (USES_RANDOM | USES_POPULATION));
  method_free(&m);
}

/* Keys of methods that follow each other: by place, by name, or bare where one alone has them. */
static void test_keys(void **unused)
{
  (void)unused;
  struct method m;
  struct error err;
  char text[METHOD_TEXT];
  static const struct {
    const char *key, *value, *found; /* NULL: refused */
  } cases[] = {
      {"1.rate", "0.125", "adam@es:rate=0.125,"},
      {"2.rate", "0.25", "+adam@exact:rate=0.25,"},
      {"2.adam.rate", "0.75", "+adam@exact:rate=0.75,"},
      {"es.sigma", "0.3", "sigma=0.3,"},
      {"sigma", "0.4", "sigma=0.4,"},
      {"1.es.sigma", "0.6", "sigma=0.6,"},
      {"1.share", "0.0625", "share=0.0625,"},
      {"2.clip", "7", "clip=7,"},
      {"rate", "1", NULL},
      {"adam.rate", "1", NULL},
      {"3.rate", "1", NULL},
      {"2.sigma", "1", NULL},
      {"vo.sigma", "1", NULL},
      {"clip", "1", NULL},
      {"dam.rate", "1", NULL},
  };
  assert_int_equal(method_parse(library(), "es+adam", &m, &err), STATUS_OK);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int status = method_set(&m, cases[i].key, cases[i].value, &err);
    assert_int_equal(status, cases[i].found ? STATUS_OK : STATUS_USAGE);
    if (!cases[i].found) continue;
    method_format(&m, text, sizeof text);
    if (!strstr(text, cases[i].found)) fail_msg("%s: not in %s", cases[i].key, text);
  }
  method_free(&m);
  /* A sigma that is set afterwards is meant as well. */
  assert_int_equal(method_parse(library(), "es+cmaes", &m, &err), STATUS_OK);
  assert_int_equal(method_set(&m, "2.sigma", "3", &err), STATUS_OK);
  method_format(&m, text, sizeof text);
  assert_non_null(strstr(text, "inherit=no"));
  assert_int_equal(method_set(&m, "inherit", "yes", &err), STATUS_OK);
  method_format(&m, text, sizeof text);
  assert_non_null(strstr(text, "inherit=yes"));
  method_free(&m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_as_alone),    cmocka_unit_test(test_adapted_deviation),
      cmocka_unit_test(test_at_its_end),  cmocka_unit_test(test_patience),
      cmocka_unit_test(test_whole_steps), cmocka_unit_test(test_whole_line_searches),
      cmocka_unit_test(test_texts),       cmocka_unit_test(test_keys),
  };
  return cmocka_run_group_tests_name("chains", tests, NULL, NULL);
}
