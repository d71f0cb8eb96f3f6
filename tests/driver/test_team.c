/* test_team.c -- threads that share the work of one run: each part is done once, by whoever is
 * there; and no evaluation, and no run, depends on how its batches are cut. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/driver/run.h"
#include "bench/driver/team.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"
#include "tests/support/problems.h"

enum { MOST = 64, CALLS = 3000, DIM = 300 };

static struct team *team_of(size_t size)
{
  struct team *team;
  struct error err;
  if (team_new(size, &team, &err)) fail_msg("%s", err.text);
  return team;
}

static void pause_for(long nanoseconds)
{
  nanosleep(&(struct timespec){.tv_nsec = nanoseconds}, NULL);
}

static size_t draw(uint64_t *random, size_t below)
{
  *random = *random * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*random >> 33) % below;
}

static void test_shares(void **state)
{
  (void)state;
  for (size_t count = 0; count < 100; count++)
    for (size_t parts = 1; parts < 20; parts++) {
      assert_int_equal(team_share(count, 0, parts), 0);
      assert_int_equal(team_share(count, parts, parts), count);
      for (size_t part = 0; part < parts; part++) {
        size_t size = team_share(count, part + 1, parts) - team_share(count, part, parts);
        assert_true(size == count / parts || size == count / parts + (count % parts > 0));
      }
    }
}

/* Plain memory on purpose: a call has to order what is written before and after it. */
struct tally {
  size_t done[MOST], call;
};

static void count_part(void *context, size_t part)
{
  struct tally *t = context;
  t->done[part] += t->call;
}

static void test_parts(void **state)
{
  (void)state;
  static const size_t sizes[] = {1, 2, 3, 7, MOST};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct team *team = team_of(sizes[i]);
    struct tally t = {0};
    size_t expected = 0;
    assert_int_equal(team_size(team), sizes[i]);
    for (size_t call = 1; call <= CALLS; call++) {
      t.call = call;
      expected += call;
      if (call % 300 == 0) pause_for(2000000); /* long enough for helpers to fall asleep */
      team_run(team, count_part, &t);
    }
    for (size_t part = 0; part < MOST; part++)
      assert_int_equal(t.done[part], part < sizes[i] ? expected : 0);
    team_free(team);
  }
  struct tally alone = {.call = 5};
  assert_int_equal(team_size(NULL), 1);
  team_run(NULL, count_part, &alone);
  assert_int_equal(alone.done[0], 5);
  team_free(NULL);
}

/* Each part waits until another thread is at work too, so that helpers must come. */
struct crowd {
  atomic_size_t here;
  size_t size;
  pthread_t thread[MOST];
  bool deaf[MOST];
};

static void meet(void *context, size_t part)
{
  struct crowd *c = context;
  sigset_t blocked;
  atomic_fetch_add(&c->here, 1);
  while (atomic_load(&c->here) < c->size) pause_for(100000);
  pthread_sigmask(SIG_SETMASK, NULL, &blocked);
  c->thread[part] = pthread_self();
  c->deaf[part] = sigismember(&blocked, SIGINT) && sigismember(&blocked, SIGTERM);
}

static void test_threads(void **state)
{
  (void)state;
  struct crowd c = {.size = 5};
  struct team *team = team_of(c.size);
  for (size_t call = 0; call < 20; call++) {
    atomic_store(&c.here, 0);
    team_run(team, meet, &c);
    size_t own = 0;
    for (size_t a = 0; a < c.size; a++) {
      bool caller = pthread_equal(c.thread[a], pthread_self());
      own += caller;
      assert_true(c.deaf[a] == !caller); /* signals are for those who watch */
      for (size_t b = 0; b < a; b++) assert_false(pthread_equal(c.thread[a], c.thread[b]));
    }
    assert_int_equal(own, 1);
  }
  team_free(team);
}

static void test_unused(void **state)
{
  (void)state;
  for (size_t i = 0; i < 100; i++) {
    team_free(team_of(1 + i % 9));
    struct team *team = team_of(4);
    if (i % 2) pause_for(300000);
    struct tally t = {.call = 1};
    team_run(team, count_part, &t);
    team_free(team);
  }
  struct team *team;
  struct error err;
  assert_int_equal(team_new((size_t)1 << 40, &team, &err), STATUS_NOMEM);
}

/* What a batch was answered. */
struct answers {
  size_t count, dim;
  double *f, *truth, *gradient;
};

static struct answers answers_new(size_t count, size_t dim)
{
  return (struct answers){count, dim, doubles(count), doubles(count), doubles(count * dim)};
}

static void answers_free(struct answers *a)
{
  free(a->f);
  free(a->truth);
  free(a->gradient);
}

/* Points first ... first + count - 1 of the batch. */
static void answer(const struct problem *p, const double *x, size_t first, size_t count,
                   bool gradients, struct answers *a)
{
  problem_answers(p, x + first * p->dim, count, stream_root(3), 1000 + first, a->f + first,
                  p->traits & STOCHASTIC ? a->truth + first : NULL,
                  gradients ? a->gradient + first * p->dim : NULL);
}

static void check_cuts(const struct function_library *library, const char *text, size_t dim,
                       unsigned instance, uint64_t *random)
{
  struct problem *p = problem_named(library, text, dim, instance);
  size_t count = dim > 100 ? 40 : 131;
  dim = p->dim;
  double *x = doubles(count * dim);
  problem_points(p, count, 0.1, 5, x);
  for (int gradients = 0; gradients < 2; gradients++) {
    struct answers whole = answers_new(count, dim);
    answer(p, x, 0, count, gradients, &whole);
    for (int trial = 0; trial < 3; trial++) {
      struct answers cut = answers_new(count, dim);
      size_t most = trial ? 1 + draw(random, count) : 1; /* once a point at a time */
      for (size_t first = 0, part; first < count; first += part) {
        part = 1 + draw(random, most);
        if (part > count - first) part = count - first;
        answer(p, x, first, part, gradients, &cut);
      }
      if (memcmp(whole.f, cut.f, count * sizeof *cut.f) ||
          memcmp(whole.truth, cut.truth, count * sizeof *cut.f) ||
          memcmp(whole.gradient, cut.gradient, count * dim * sizeof *cut.f))
        fail_msg("%s at dimension %zu, instance %u: a cut of the batch changes it", text, dim,
                 instance);
      answers_free(&cut);
    }
    answers_free(&whole);
  }
  free(x);
  problem_free(p);
}

static void test_cuts(void **state)
{
  (void)state;
  static const char *const more[] = {"regression:rows=300,batch=7", "regression:rows=300",
                                     "rosenbrock:noise=0.1,noise_kind=multiplicative",
                                     "regression:rows=300,batch=5,noise=0.2",
                                     "regression:rows=300,batch=7,share=no"};
  static const char *const learning[] = {
      "linear:rows=30,inputs=3",
      "logistic:rows=20,batch=7,share=no",
      "softmax:rows=70,batch=9,noise=0.1",
      "svm:rows=30,validation=0.2,squared=yes",
      "mlp:rows=40,batch=16,hidden=5-3,validation=0.1,share=no,noise=0.2",
      "mlp:rows=80,batch=70,hidden=9,activation=tanh,l2=0.1,norm_penalty=0.1"};
  static const size_t dims[] = {1, 2, 3, 7, 16, 40, 130};
  struct libraries levels[MACHINE_LEVELS];
  size_t level_count = machine_levels(levels), seen = 0;
  uint64_t random = 7;
  for (size_t l = 0; l < level_count; l++) {
    const struct function_library *library = levels[l].functions;
    for (size_t d = 0; d < sizeof dims / sizeof *dims; d++)
      for (unsigned instance = 0; instance < 2; instance++) {
        for (size_t i = 0; library->functions[i]; i++) {
          const struct function_type *type = library->functions[i];
          if (dims[d] < type->dim_low || (type->dim_high && dims[d] > type->dim_high)) continue;
          if (!strcmp(type->name, "regression")) continue; /* below: it has rows enough there */
          if (type->dimension) continue;                   /* below: at its own */
          char noisy[64];
          snprintf(noisy, sizeof noisy, "%s:noise=0.1", type->name);
          unsigned first = type->instance_low;
          check_cuts(library, type->name, dims[d], first + instance, &random);
          if (!type->wrap && instance == d % 2)
            check_cuts(library, noisy, dims[d], first + instance, &random);
          seen++;
        }
        for (size_t i = 0; i < sizeof more / sizeof *more; i++)
          if (dims[d] > 1) check_cuts(library, more[i], dims[d], instance, &random);
      }
    for (size_t i = 0; i < sizeof learning / sizeof *learning; i++)
      for (unsigned instance = 0; instance < 2; instance++)
        check_cuts(library, learning[i], 0, instance, &random);
  }
  assert_true(seen > 40 * level_count);
}

/* A whole run, its record and its trace, with a team or without. */
struct outcome_of {
  struct run_record record;
  struct text trace;
};

static void run_with(const struct libraries *l, const struct problem *p, const char *optimizer,
                     enum trace_mode trace, const struct team *team, struct outcome_of *out)
{
  double start[DIM];
  atomic_bool halt = false;
  struct method method;
  struct run_workspace workspace = {0};
  struct error err;
  if (method_parse(l->optimizers, optimizer, &method, &err)) fail_msg("%s", err.text);
  networks_give(&method);
  for (size_t i = 0; i < p->dim; i++) start[i] = p->canonical[i] + 0.1;
  struct run_setup setup = {.problem = p,
                            .method = &method,
                            .budget = 2000,
                            .gradient_cost = 1,
                            .targets.aim = -INFINITY,
                            .trace = trace,
                            .start = start,
                            .search = {11},
                            .noise = {22},
                            .team = team,
                            .halt = &halt};
  memset(out, 0, sizeof *out);
  if (run_once(&setup, &workspace, &out->trace, &out->record, &err)) fail_msg("%s", err.text);
  run_workspace_free(&workspace);
  method_free(&method);
}

static void test_runs(void **state)
{
  (void)state;
  static const char *const functions[] = {"rosenbrock", "rosenbrock:noise=0.1",
                                          "regression:rows=300,batch=3"};
  /* Learning: what a step draws is shared by its points, or not; truth is dear, work is counted. */
  static const char *const learning[] = {
      "mlp:rows=60,batch=8,hidden=59,validation=0.1",
      "mlp:rows=60,batch=8,hidden=59,share=no,noise=0.1,judge=test_error"};
  static const char *const optimizers[] = {"adam",
                                           "sgd@central:rate=1e-5",
                                           "adam@es:population=200",
                                           "adam@es:population=31,utility=centred-rank",
                                           "adam@vo:population=64",
                                           "random",
                                           "snes:population=100"};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  const struct libraries *l = &levels[count - 1];
  static const size_t sizes[] = {2, 7};
  enum {
    PLAIN = sizeof functions / sizeof *functions,
    LEARNING = sizeof learning / sizeof *learning,
    OPTIMIZERS = sizeof optimizers / sizeof *optimizers
  };
  for (size_t f = 0; f < PLAIN + LEARNING; f++) {
    const char *function = f < PLAIN ? functions[f] : learning[f - PLAIN];
    struct problem *p = problem_named(l->functions, function, f < PLAIN ? DIM : 0, 0);
    assert_true(p->dim <= DIM);
    for (size_t k = 0; k < 2 * OPTIMIZERS; k++) {
      struct outcome_of alone, shared;
      enum trace_mode trace = k % 2 ? TRACE_LOG : TRACE_EVERY;
      const char *optimizer = optimizers[k / 2];
      run_with(l, p, optimizer, trace, NULL, &alone);
      assert_true(alone.trace.used > 100); /* several steps */
      for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct team *team = team_of(sizes[s]);
        run_with(l, p, optimizer, trace, team, &shared);
        team_free(team);
        const struct run_record *a = &alone.record, *b = &shared.record;
        if (alone.trace.used != shared.trace.used ||
            memcmp(alone.trace.bytes, shared.trace.bytes, alone.trace.used) ||
            a->outcome != b->outcome || a->reached != b->reached || a->final_f != b->final_f ||
            a->work != b->work || memcmp(a->measured, b->measured, sizeof a->measured) ||
            memcmp(a->at, b->at, a->reached * sizeof *a->at))
          fail_msg("%s on %s differs on %zu threads", optimizer, function, sizes[s]);
        text_free(&shared.trace);
      }
      text_free(&alone.trace);
    }
    problem_free(p);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shares), cmocka_unit_test(test_parts), cmocka_unit_test(test_threads),
      cmocka_unit_test(test_unused), cmocka_unit_test(test_cuts),  cmocka_unit_test(test_runs),
  };
  return cmocka_run_group_tests_name("team", tests, NULL, NULL);
}
