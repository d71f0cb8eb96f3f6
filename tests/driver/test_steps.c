/* test_steps.c -- the numbers of an optimizer's steps, as functions are told them: the same for all
 * points that it compares, however they are asked for, and minibatches that follow from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/run.h"
#include "bench/driver/team.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/problems.h"

enum { SEEN_MOST = 4096, SCRIPT_MOST = 16, WIDE = 6000 };

static struct libraries libraries(void)
{
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  return levels[0];
}

/* ---- a problem that notes what it was asked, part by part ---- */

struct part {
  uint64_t step, index;
  size_t count;
};
static struct part seen[SEEN_MOST];
static size_t seen_count;
static pthread_mutex_t seen_lock = PTHREAD_MUTEX_INITIALIZER;
static const struct problem *behind;
static double bad_at; /* a value that is not finite, after so many parts */

static void note(const struct problem *problem, const struct batch *batch)
{
  (void)problem;
  pthread_mutex_lock(&seen_lock);
  assert_true(seen_count < SEEN_MOST);
  seen[seen_count++] = (struct part){batch->step, batch->index, batch->count};
  bool bad = (double)seen_count == bad_at;
  pthread_mutex_unlock(&seen_lock);
  behind->evaluate(behind, batch);
  if (bad) batch->f[0] = NAN;
}

static struct problem noted(const struct problem *real)
{
  struct problem p = *real;
  p.evaluate = note;
  behind = real;
  seen_count = 0;
  bad_at = 0;
  return p;
}

/* ---- an optimizer that asks by a script, for the same point again and again ---- */

struct script {
  struct query
      query[SCRIPT_MOST]; /* without points; ended by a count of 0, then it has converged */
  size_t dim;
};
struct actor {
  const struct script *script;
  size_t next;
  double *x;
};
static double told[SEEN_MOST];
static size_t told_count;

static void *actor_alloc(const struct setup *setup, const void *config)
{
  struct actor *a = calloc(1, sizeof *a);
  assert_non_null(a);
  a->script = config;
  size_t most = 1;
  for (size_t i = 0; i < SCRIPT_MOST; i++)
    if (a->script->query[i].count > most) most = a->script->query[i].count;
  a->x = doubles(most * setup->dim);
  for (size_t i = 0; i < most * setup->dim; i++) a->x[i] = sin((double)(i % setup->dim));
  return a;
}

static enum ask actor_ask(void *state, struct query *query)
{
  struct actor *a = state;
  const struct query *q = &a->script->query[a->next];
  if (!q->count) return ASK_CONVERGED; /* and query is left as it was */
  *query = *q;
  query->x = a->x;
  return ASK_EVALUATE;
}

static void actor_tell(void *state, const struct answer *answer)
{
  struct actor *a = state;
  for (size_t k = 0; k < a->script->query[a->next].count; k++) {
    assert_true(told_count < SEEN_MOST);
    told[told_count++] = answer->f[k];
  }
  a->next++;
}

static const double *actor_incumbent(const void *state)
{
  const struct actor *a = state;
  return a->x;
}

static void actor_free(void *state)
{
  struct actor *a = state;
  free(a->x);
  free(a);
}

static const struct optimizer_type actor_type = {
    .name = "actor",
    .alloc = actor_alloc,
    .ask = actor_ask,
    .tell = actor_tell,
    .incumbent = actor_incumbent,
    .free = actor_free,
};

static struct run_record play(const struct problem *problem, const struct method *method,
                              double budget, bool restarts, const struct team *team,
                              const struct run_watch *watch)
{
  double *start = doubles(problem->dim), *next = doubles(problem->dim);
  atomic_bool halt = false;
  struct run_workspace workspace = {0};
  struct text trace = {0};
  struct run_record record;
  struct error err;
  memcpy(start, problem->canonical, problem->dim * sizeof *start);
  struct run_setup setup = {.problem = problem,
                            .method = method,
                            .budget = budget,
                            .gradient_cost = 1,
                            .targets.aim = -INFINITY,
                            .trace = TRACE_NONE,
                            .start = start,
                            .next_start = restarts ? next : NULL,
                            .search = {11},
                            .noise = {22},
                            .starts = {33},
                            .team = team,
                            .watch = watch,
                            .halt = &halt};
  told_count = 0;
  if (run_once(&setup, &workspace, &trace, &record, &err)) fail_msg("%s", err.text);
  run_workspace_free(&workspace);
  text_free(&trace);
  free(start);
  free(next);
  return record;
}

static struct run_record act(const struct problem *problem, const struct script *script,
                             double budget, bool restarts, const struct team *team)
{
  struct script copy = *script;
  const struct method method = {.type = &actor_type, .parts = {&copy}};
  return play(problem, &method, budget, restarts, team, NULL);
}

/* A population in pieces, a line search whose queries are joined, values asked again. */
static const struct script mixed = {
    .query = {{.count = 4, .more = true},
              {.count = 3, .more = true},
              {.count = 2},
              {.count = 1},
              {.count = 1, .joined = true},
              {.count = 1, .again = true, .want_gradient = true, .joined = true},
              {.count = 1},
              {.count = 1, .more = true},
              {.count = 1, .again = true, .want_gradient = true},
              {.count = 5}}};
static const uint64_t mixed_steps[] = {0, 0, 0, 1, 1, 1, 2, 3, 3, 4};
enum { MIXED = sizeof mixed_steps / sizeof *mixed_steps };

static void test_numbers(void **state)
{
  (void)state;
  struct problem *real = problem_named(libraries().functions, "rosenbrock", 2, 0);
  struct problem p = noted(real);
  struct run_record r = act(&p, &mixed, 1e6, false, NULL);
  assert_true(seen_count >= MIXED && r.steps == 7);
  for (size_t k = 0; k < MIXED; k++) assert_int_equal(seen[k].step, mixed_steps[k]);
  problem_free(real);
}

/* All parts of a batch that a team shares. */
static void test_parts(void **state)
{
  (void)state;
  struct problem *real = problem_named(libraries().functions, "rosenbrock", WIDE, 0);
  struct problem p = noted(real);
  struct team *team;
  struct error err;
  assert_int_equal(team_new(3, &team, &err), STATUS_OK);
  act(&p, &mixed, 1e6, false, team);
  size_t at = 0, shared = 0;
  for (size_t k = 0; k < MIXED; k++) {
    size_t points = 0, parts = 0;
    for (; points < mixed.query[k].count; at++, parts++) {
      assert_true(at < seen_count);
      assert_int_equal(seen[at].step, mixed_steps[k]);
      points += seen[at].count;
    }
    assert_int_equal(points, mixed.query[k].count);
    shared += parts > 1;
  }
  assert_int_equal(shared, 3); /* 4, 3 and 5 points are worth it */
  team_free(team);
  problem_free(real);
}

/* Who begins again does so with a step of its own, wherever it was. */
static void test_restarts(void **state)
{
  (void)state;
  struct problem *real = problem_named(libraries().functions, "rosenbrock", 2, 0);
  struct problem p = noted(real);
  const struct script two = {.query = {{.count = 2}, {.count = 3}}};
  static const uint64_t expected[] = {0, 1, 2, 3, 4, 5, 6};
  struct run_record r = act(&p, &two, 17, true, NULL);
  assert_true(r.restarts == 3 && r.counts.values == 17);
  for (size_t k = 0; k < 7; k++) {
    assert_int_equal(seen[k].step, expected[k]);
    assert_int_equal(seen[k].count, k % 2 ? 3 : 2);
  }
  /* In the midst of a population. */
  const struct script pieces = {.query = {{.count = 2, .more = true}, {.count = 2}, {.count = 1}}};
  static const uint64_t after[] = {0, 0, 1, 2, 2, 3};
  p = noted(real);
  bad_at = 4; /* the first piece of the second run */
  r = act(&p, &pieces, 16, true, NULL);
  assert_true(r.restarts >= 2);
  assert_int_equal(seen[3].step, 2);
  assert_int_equal(seen[4].step, 3);
  for (size_t k = 0; k < 3; k++) assert_int_equal(seen[k].step, after[k]);
  for (size_t k = 4; k < 7; k++) assert_int_equal(seen[k].step, after[k - 4] + 3);
  /* One that ends at once, whose place is evaluated all the same. */
  const struct script none = {.query = {{.count = 0}}};
  p = noted(real);
  r = act(&p, &none, 4, true, NULL);
  assert_true(seen_count >= 4 && r.counts.values == 4);
  for (size_t k = 0; k < 4; k++) assert_int_equal(seen[k].step, k);
  problem_free(real);
}

/* ---- minibatches ---- */

enum { POPULATION = 12 };

/* Values of the same point, asked for in pieces of so many: three populations. */
static void ask_in_pieces(const struct problem *p, size_t piece, double f[3 * POPULATION])
{
  struct script s = {0};
  size_t queries = 0;
  for (size_t step = 0; step < 3; step++)
    for (size_t done = 0; done < POPULATION; done += piece) {
      size_t count = POPULATION - done < piece ? POPULATION - done : piece;
      assert_true(queries < SCRIPT_MOST);
      s.query[queries++] = (struct query){.count = count, .more = done + count < POPULATION};
    }
  act(p, &s, 3 * POPULATION, false, NULL);
  assert_int_equal(told_count, 3 * POPULATION);
  memcpy(f, told, 3 * POPULATION * sizeof *f);
}

static void test_minibatches(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    size_t dim;
    bool share;
  } cases[] = {{"mlp:rows=60,batch=8", 0, true},
               {"mlp:rows=60,batch=8,share=no", 0, false},
               {"softmax:rows=200,batch=1", 0, true},
               {"regression:rows=50,batch=4", 3, true},
               {"regression:rows=50,batch=4,share=no", 3, false}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct problem *p = problem_named(libraries().functions, cases[c].text, cases[c].dim, 0);
    double whole[3 * POPULATION], pieces[3 * POPULATION];
    ask_in_pieces(p, POPULATION, whole);
    for (size_t piece = 3; piece < POPULATION; piece++) {
      ask_in_pieces(p, piece, pieces);
      assert_memory_equal(whole, pieces, sizeof whole);
    }
    for (size_t step = 0; step < 3; step++) {
      const double *f = whole + step * POPULATION;
      bool same = true;
      for (size_t k = 1; k < POPULATION; k++) same &= f[k] == f[0];
      assert_true(same == cases[c].share);
      if (step) assert_true(f[0] != f[-1]); /* each step draws anew */
    }
    problem_free(p);
  }
}

/* ---- steps of optimizers ---- */

enum { DIM = 4, QUERIES = 2000 };

struct asked {
  uint64_t step;
  bool again, more, joined;
  double stood[DIM];
};
struct diary {
  const struct optimizer_type *type;
  struct asked asked[QUERIES];
  size_t count;
};

static void look_on(void *context, const void *optimizer, const struct query *query,
                    const struct batch *batch, double cost)
{
  struct diary *d = context;
  (void)batch, (void)cost;
  assert_true(d->count < QUERIES);
  struct asked *a = &d->asked[d->count++];
  *a = (struct asked){seen[seen_count - 1].step, query->again, query->more, query->joined, {0}};
  memcpy(a->stood, d->type->incumbent(optimizer), sizeof a->stood);
}

static void keep_diary(const char *optimizer, const char *function, double budget, struct diary *d)
{
  struct libraries l = libraries();
  struct problem *real = problem_named(l.functions, function, DIM, 0);
  struct problem p = noted(real);
  struct method method;
  struct error err;
  if (method_parse(l.optimizers, optimizer, &method, &err)) fail_msg("%s", err.text);
  networks_give(&method);
  *d = (struct diary){.type = method.type};
  const struct run_watch watch = {look_on, d};
  play(&p, &method, budget, false, NULL, &watch);
  method_free(&method);
  problem_free(real);
}

static bool moved(const struct diary *d, size_t from, size_t to)
{
  return memcmp(d->asked[from].stood, d->asked[to].stood, sizeof d->asked[to].stood) != 0;
}

/* Steps follow each other; what is asked again is of the same step, and where an optimizer stands
 * changes between steps alone. */
static void check_steps(const char *optimizer, struct diary *d)
{
  assert_true(d->count > 3 && d->asked[0].step == 0);
  for (size_t k = 1; k < d->count; k++) {
    const struct asked *a = &d->asked[k], *before = a - 1;
    if (a->step != before->step && a->step != before->step + 1)
      fail_msg("%s: step %zu after %zu", optimizer, (size_t)a->step, (size_t)before->step);
    if (a->again && a->step != before->step)
      fail_msg("%s: what is asked again is of another step", optimizer);
    if (before->more && a->step != before->step)
      fail_msg("%s: a step of several queries is torn", optimizer);
    if (!before->more && !a->joined && a->step == before->step)
      fail_msg("%s: a step goes on", optimizer);
  }
}

static void test_every_optimizer(void **state)
{
  (void)state;
  struct libraries l = libraries();
  static struct diary d;
  size_t found = 0;
  for (size_t i = 0; l.optimizers->searches[i]; i++, found++) {
    keep_diary(l.optimizers->searches[i]->name, "rosenbrock", 400, &d);
    check_steps(l.optimizers->searches[i]->name, &d);
  }
  for (size_t i = 0; l.optimizers->sources[i]; i++, found++) {
    char text[64];
    snprintf(text, sizeof text, "adam@%s", l.optimizers->sources[i]->name);
    keep_diary(text, "rosenbrock", 400, &d);
    check_steps(text, &d);
  }
  assert_true(found > 15);
}

/* How many queries each step has. */
static size_t group(const struct diary *d, size_t size[QUERIES])
{
  size_t groups = 0;
  for (size_t k = 0; k < d->count; k++) {
    if (!k || d->asked[k].step != d->asked[k - 1].step) size[groups++] = 0;
    size[groups - 1]++;
  }
  return groups;
}

/* The corners, then a reflection and what it calls for: nothing, a point further out or in, or that
 * and all corners but one. */
static void test_simplex(void **state)
{
  (void)state;
  static const char *const names[] = {"nelder-mead", "nmsimplex2"};
  static struct diary d;
  size_t size[QUERIES];
  for (size_t n = 0; n < 4; n++) {
    const char *name = names[n / 2];
    size_t ones = 0, twos = 0, shrinks = 0;
    keep_diary(name, n % 2 ? "rosenbrock:noise=1" : "rosenbrock", 300, &d);
    size_t groups = group(&d, size);
    assert_true(groups > 50 && size[0] == DIM + 1);
    for (size_t g = 1; g + 1 < groups; g++) {
      ones += size[g] == 1;
      twos += size[g] == 2;
      shrinks += size[g] == DIM + 2;
      if (size[g] > 2 && size[g] != DIM + 2)
        fail_msg("%s: step %zu has %zu queries", name, g, size[g]);
    }
    for (size_t k = 1; k < d.count; k++)
      if (moved(&d, k - 1, k) && d.asked[k].step == d.asked[k - 1].step && d.asked[k].step)
        fail_msg("%s moves in the midst of a step", name);
    /* Most reflections call for something; under noise, some for everything. */
    if (!(ones > 10 && (n % 2 ? twos > 10 && shrinks : twos > ones)))
      fail_msg("%s: %zu, %zu and %zu", name, ones, twos, shrinks);
  }
}

/* A line search, or what a trust region tries, is one step: it ends where the method moves, and
 * nowhere else. */
static void test_line_searches(void **state)
{
  (void)state;
  static const char *const names[] = {"bfgs2",    "conjugate_fr", "bfgs", "lbfgs",
                                      "steepest", "newton",       "lm"};
  static struct diary d;
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    size_t steps = 0, longer = 0, from = 0; /* from: the step's first query */
    keep_diary(names[n], "rosenbrock", 150, &d);
    for (size_t k = 2; k < d.count; k++) {
      bool next = d.asked[k].step != d.asked[k - 1].step;
      /* What is asked again there belongs to what has been. */
      if (moved(&d, k - 1, k) && !next && !d.asked[k].again)
        fail_msg("%s: a step goes on where it has moved", names[n]);
      if (next && steps && !moved(&d, from, k)) fail_msg("%s: a line search is torn", names[n]);
      if (next) from = k;
      steps += next;
      longer += !next;
    }
    if (!(steps > 5 && longer > 5))
      fail_msg("%s: %zu steps, %zu more queries", names[n], steps, longer);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_numbers),         cmocka_unit_test(test_parts),
      cmocka_unit_test(test_restarts),        cmocka_unit_test(test_minibatches),
      cmocka_unit_test(test_every_optimizer), cmocka_unit_test(test_simplex),
      cmocka_unit_test(test_line_searches),
  };
  return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
