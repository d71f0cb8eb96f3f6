/* test_crew.c -- processes that go through a run in step: its bytes are those of one thread,
 * however many they are, whether sums over samples are told or made again; and no more is told
 * than has to be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/driver/run.h"
#include "tests/support/crew.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/problems.h"

enum { RANKS_MOST = 5 };

/* A run, and what it left with each rank. */
struct left {
  struct run_record record;
  struct text text;
  double *best, *final; /* dim values each */
  int status;
};

struct trial {
  const struct problem *problem;
  const struct method *method;
  const char *name;
  double budget;
  enum trace_mode trace;
  enum metric metric;
  struct left left[RANKS_MOST];
};

static void left_free(struct left *left)
{
  text_free(&left->text);
  free(left->best);
  free(left->final);
}

static void run_rank(void *context, size_t rank, const struct team *team)
{
  struct trial *t = context;
  const struct problem *p = t->problem;
  struct left *left = &t->left[rank];
  size_t dim = p->dim;
  struct run_workspace workspace = {0};
  struct error err;
  atomic_bool halt = false;
  double *start = calloc(2 * dim, sizeof *start);
  *left = (struct left){.best = calloc(dim, sizeof(double)), .final = calloc(dim, sizeof(double))};
  if (!start || !left->best || !left->final) abort();
  for (size_t i = 0; i < dim; i++) start[i] = (p->canonical ? p->canonical[i] : 0) + 0.1;
  struct run_setup setup = {.problem = p,
                            .method = t->method,
                            .budget = t->budget,
                            .gradient_cost = 0.7,
                            .targets = {.count = 3, .error = {1e3, 10, 1}, .aim = 1e-3},
                            .metric = t->metric,
                            .trace = t->trace,
                            .trace_x = dim < 50,
                            .start = start,
                            .next_start = start + dim,
                            .best_x = left->best,
                            .final_x = left->final,
                            .starts = {33},
                            .search = {11},
                            .noise = {22},
                            .team = team,
                            .halt = &halt};
  left->status = run_once(&setup, &workspace, &left->text, &left->record, &err);
  run_workspace_free(&workspace);
  free(start);
}

static bool same(const double *a, const double *b, size_t n)
{
  return memcmp(a, b, n * sizeof *a) == 0;
}

static const char *difference(const struct left *a, const struct left *b, size_t dim)
{
  const struct run_record *r = &a->record, *s = &b->record;
  if (a->status || b->status) return "status";
  if (r->outcome != s->outcome) return "outcome";
  if (!same(&r->counts.values, &s->counts.values, 1)) return "values";
  if (!same(&r->counts.gradients, &s->counts.gradients, 1)) return "gradients";
  if (!same(&r->steps, &s->steps, 1) || !same(&r->restarts, &s->restarts, 1)) return "steps";
  if (!same(r->stops, s->stops, ASK_KINDS)) return "stops";
  if (!same(&r->final_f, &s->final_f, 1)) return "final value";
  if (!same(&r->best_f, &s->best_f, 1) || !same(&r->error, &s->error, 1)) return "best value";
  if (!same(&r->metric, &s->metric, 1)) return "metric";
  if (!same(&r->work, &s->work, 1)) return "work";
  if (!same(r->measured, s->measured, MEASURES_MOST)) return "measures";
  if (r->reached != s->reached || memcmp(r->at, s->at, r->reached * sizeof *r->at))
    return "targets";
  if (!same(a->best, b->best, dim)) return "best point";
  if (!same(a->final, b->final, dim)) return "final point";
  if (a->text.used != b->text.used || memcmp(a->text.bytes, b->text.bytes, a->text.used))
    return "trace";
  return NULL;
}

static void compare(struct trial *t, struct played_crew *crew, size_t ranks,
                    const struct left *lone, const char *function, const char *how)
{
  crew_play(crew, run_rank, t);
  for (size_t k = 0; k < ranks; k++) {
    const char *differs = difference(lone, &t->left[k], t->problem->dim);
    if (differs)
      fail_msg("%s on %s, dimension %zu: another %s on rank %zu of %zu %s", t->name, function,
               t->problem->dim, differs, k, ranks, how);
  }
  for (size_t k = 0; k < ranks; k++) left_free(&t->left[k]);
}

/* One optimizer on one function, in all kinds of crews. */
static void check(const struct libraries *l, const char *function, size_t dim,
                  const char *optimizer, double budget)
{
  static const size_t sizes[] = {1, 2, 3, 5};
  static unsigned turn;
  struct problem *p = problem_named(l->functions, function, dim, 0);
  struct method method;
  struct error err;
  if (method_parse(l->optimizers, optimizer, &method, &err)) fail_msg("%s", err.text);
  networks_give(&method);
  struct trial t = {.problem = p,
                    .method = &method,
                    .name = optimizer,
                    .budget = budget,
                    .trace = turn % 2 ? TRACE_LOG : TRACE_EVERY,
                    .metric = turn % 3 ? METRIC_NONE : METRIC_RATIO};
  turn++;
  run_rank(&t, 0, NULL);
  struct left lone = t.left[0];
  if (lone.status) fail_msg("%s on %s: status %d", optimizer, function, lone.status);
  if (lone.record.counts.values < 1) fail_msg("%s on %s: nothing", optimizer, function);
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int tells = 0; tells < 2; tells++) {
      size_t threads = (turn + s + (size_t)tells) % 3 ? 1 : 3;
      struct played_crew *crew = crew_new(sizes[s], threads, tells);
      compare(&t, crew, sizes[s], &lone, function, tells ? "that tell sums" : "");
      crew_free(crew);
    }
  left_free(&lone);
  method_free(&method);
  problem_free(p);
}

static struct libraries libraries(void)
{
  static struct libraries levels[MACHINE_LEVELS];
  return levels[machine_levels(levels) - 1];
}

static void test_sources(void **state)
{
  (void)state;
  static const char *const optimizers[] = {
      "adam@es:population=40",
      "sgd@es:population=31,antithetic=no,rate=1e-6",
      "adam@es:population=30,antithetic=no,baseline=none,noise=laplace",
      "adam@es:population=64,utility=z-score,noise=t,drift=0.5",
      "adam@es:population=64,utility=centred-rank,noise=cauchy,sigma=0.01,weight_decay=0.1",
      "adam@es:population=21,antithetic=no,utility=nes,jump=3,ties=shared",
      "adam@es:population=50,utility=clipped,jump=2,shrink=0.9,ties=pairs",
      "adam@es:population=600,average=mean",
      "momentum@es:population=40,schedule=cosine,clip=1",
      "adam@vo:population=40",
      "adam@vo:population=33,utility=centred-rank,deviation=shared",
      "adam@vo:population=500,baseline=none",
      "adam@spsa"};
  struct libraries l = libraries();
  for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
    check(&l, "rosenbrock", 2, optimizers[i], 1500);
    check(&l, "rosenbrock:noise=0.1", 37, optimizers[i], 1500);
    check(&l, "rosenbrock", 1000, optimizers[i], 1300);
    check(&l, "quadratic", 3001, optimizers[i], 1210);
  }
}

static void test_searches(void **state)
{
  (void)state;
  static const char *const optimizers[] = {"snes",
                                           "snes:population=70,adaptation=yes",
                                           "snes:population=70,tail=cauchy,adaptation=eager",
                                           "sep-cmaes",
                                           "sep-cmaes:population=90",
                                           "ga:population=60,store=seeds",
                                           "ga:population=60,store=points",
                                           "ga:population=40,store=seeds,reevaluate=yes,elites=3",
                                           "ga:population=30,select=novelty",
                                           "de",
                                           "pso",
                                           "random",
                                           "adam",
                                           "fd",
                                           "local",
                                           "ns-es",
                                           "nsra-es"};
  struct libraries l = libraries();
  for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
    check(&l, "rosenbrock", 2, optimizers[i], 1500);
    check(&l, "rosenbrock:noise=0.1", 37, optimizers[i], 2500);
    check(&l, "rosenbrock", 1000, optimizers[i], 3100);
  }
  static const char *const small[] = {"cmaes", "xnes", "canonical-nes", "nelder-mead", "bfgs"};
  for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
    check(&l, "rosenbrock", 2, small[i], 1500);
    check(&l, "rosenbrock:noise=0.1", 37, small[i], 1500);
  }
  check(&l, "rosenbrock", 2, "newton", 200);
  check(&l, "powell-singular", 4, "lm", 200);
}

/* Methods that end, begin again or hand over. */
static void test_compositions(void **state)
{
  (void)state;
  static const char *const optimizers[] = {"ipop",
                                           "bipop",
                                           "adam@es:sigma=1e-17,population=8",
                                           "adam@es:population=16,restart=stop,tolfun=1",
                                           "adam@es:population=16,restart=ipop,tolfun=1",
                                           "adam@vo:population=400,restart=stop",
                                           "snes:population=30,restart=bipop",
                                           "sep-cmaes:population=3000,sigma=1e-30"};
  struct libraries l = libraries();
  for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
    check(&l, "rosenbrock", 5, optimizers[i], 4000);
    check(&l, "step", 40, optimizers[i], 4000);
  }
  /* One that begins again at each evaluation, and draws a population for it. */
  check(&l, "rosenbrock", 5, "snes:population=3000,sigma=1e-30", 100);
  check(&l, "step", 40, "snes:population=3000,sigma=1e-30", 100);
}

/* Functions that say more than a value. */
static void test_functions(void **state)
{
  (void)state;
  static const char *const functions[] = {"mlp:rows=60,batch=8,hidden=20,validation=0.1",
                                          "mlp:rows=60,batch=8,hidden=20,share=no,noise=0.1",
                                          "regression:rows=40,batch=3", "maze", "cartpole"};
  static const char *const optimizers[] = {"adam@es:population=30", "snes:population=20",
                                           "ga:population=20,store=seeds", "nsr-es"};
  struct libraries l = libraries();
  for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
    for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++)
      check(&l, functions[f], f == 2 ? 20 : 0, optimizers[i], 400);
  check(&l, "maze", 0, "ga:population=20,select=novelty", 400);
}

/* Of a method whose processes make points on demand, a generation tells one value a point; ga one
 * more a process; sums are told where they are to be, and nothing else. */
static void check_told(const struct libraries *l, const char *optimizer, size_t dim, size_t points,
                       size_t more, bool tells)
{
  enum { RANKS = 3, GENERATIONS = 4 };
  struct problem *p = problem_named(l->functions, "quadratic", dim, 0);
  struct method method;
  struct error err;
  if (method_parse(l->optimizers, optimizer, &method, &err)) fail_msg("%s", err.text);
  struct trial t = {.problem = p,
                    .method = &method,
                    .name = optimizer,
                    .budget = (double)(GENERATIONS * points),
                    .trace = TRACE_LOG};
  struct played_crew *crew = crew_new(RANKS, 1, tells);
  size_t calls;
  crew_play(crew, run_rank, &t);
  /* A last generation of one point, beyond the budget, is not evaluated. */
  size_t told = crew_told(crew, &calls);
  if (told != GENERATIONS * (points + more))
    fail_msg("%s: %zu doubles told in %zu calls", optimizer, told, calls);
  for (size_t k = 0; k < RANKS; k++) left_free(&t.left[k]);
  crew_free(crew);
  method_free(&method);
  problem_free(p);
}

static void test_told(void **state)
{
  (void)state;
  struct libraries l = libraries();
  check_told(&l, "adam@es:population=60", 700, 60, 0, false);
  check_told(&l, "adam@es:population=60", 700, 60, 700, true);
  check_told(&l, "adam@es:population=61,antithetic=no,utility=nes,jump=2", 700, 61, 0, false);
  check_told(&l, "adam@vo:population=60", 700, 60, 0, false);
  check_told(&l, "adam@vo:population=60", 700, 60, 1400, true);
  check_told(&l, "snes:population=60", 700, 60, 0, true);
  check_told(&l, "sep-cmaes:population=60", 700, 60, 0, true);
  check_told(&l, "ga:population=60,store=seeds,elites=0", 700, 60, 3, true);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sources),      cmocka_unit_test(test_searches),
      cmocka_unit_test(test_compositions), cmocka_unit_test(test_functions),
      cmocka_unit_test(test_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
