/* test_es_team.c -- es and vo with teams of several sizes: the same bytes as alone, and bounded
 * memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/numeric/vec.h"
#include "src/team.h"
#include "tests/support/subject.h"

extern const struct library LEVELED(library);

/* Teams without threads, which do the parts in some order. */
struct fake {
  struct team team; /* the first, so that a pointer to it is one to the whole */
  size_t *calls;
  bool backwards;
};

static void run_parts(const struct team *team, void (*work)(void *context, size_t part),
                      void *context)
{
  const struct fake *f = (const struct fake *)team;
  size_t n = team->size, turn = (*f->calls)++;
  for (size_t k = 0; k < n; k++) {
    size_t part = (k + turn) % n;
    work(context, f->backwards ? n - 1 - part : part);
  }
}

struct task {
  void (*work)(void *context, size_t part);
  void *context;
  size_t part;
};

static void *do_task(void *argument)
{
  struct task *t = argument;
  t->work(t->context, t->part);
  return NULL;
}

/* A real one, if a costly. */
static void run_threads(const struct team *team, void (*work)(void *context, size_t part),
                        void *context)
{
  enum { MOST = 7 };
  pthread_t thread[MOST];
  struct task task[MOST];
  ++*((const struct fake *)team)->calls;
  assert_true(team->size <= MOST);
  for (size_t k = 0; k < team->size; k++) {
    task[k] = (struct task){.work = work, .context = context, .part = k};
    assert_int_equal(pthread_create(&thread[k], NULL, do_task, &task[k]), 0);
  }
  for (size_t k = 0; k < team->size; k++) pthread_join(thread[k], NULL);
}

/* Every coordinate counts, each otherwise. */
static double uneven(const double *x, size_t dim)
{
  double whole = vec_dot(x, x, dim), part = 0;
  for (size_t i = 0; i < dim; i += 3) part += x[i];
  return whole / (double)dim + part / (double)dim;
}

struct course {
  double *iterate, *values; /* after every step; of every point: owned */
  size_t points, calls, largest;
};

/* `steps` steps of the optimizer. */
static struct course follow(const char *text, size_t dim, size_t steps, const struct team *team,
                            size_t *calls)
{
  struct method method;
  struct error err;
  if (method_parse(&LEVELED(library), text, &method, &err)) fail_msg("%s", err.text);
  double *start = values(dim);
  for (size_t i = 0; i < dim; i++) start[i] = 0.2 * (double)(i % 13) - 1;
  struct setup setup = {
      .dim = dim, .start = start, .budget = 1e9, .stream = stream_root(8), .team = team};
  void *state = method.type->alloc(&setup, method_config(&method));
  assert_non_null(state);
  struct course c = {.iterate = values(steps * dim), .values = values(steps * 260)};
  *calls = 0;
  for (size_t step = 0; step < steps; step++) {
    struct query query;
    do {
      assert_int_equal(method.type->ask(state, &query), ASK_EVALUATE);
      double *f = c.values + c.points;
      assert_true(c.points + query.count <= steps * 260);
      for (size_t k = 0; k < query.count; k++) f[k] = uneven(query.x + k * dim, dim);
      c.points += query.count;
      if (query.count > c.largest) c.largest = query.count;
      method.type->tell(state, &(struct answer){.f = f});
    } while (query.more);
    memcpy(c.iterate + step * dim, method.type->incumbent(state), dim * sizeof *start);
  }
  c.calls = *calls;
  method.type->free(state);
  method_free(&method);
  free(start);
  return c;
}

static void course_free(struct course *c)
{
  free(c->iterate);
  free(c->values);
}

/* The same course, alone and in every team; returns how often the teams were called. */
static size_t check(const char *text, size_t dim, size_t population, size_t steps,
                    const size_t *sizes, size_t count)
{
  char full[256];
  size_t calls, all = 0;
  snprintf(full, sizeof full, "%s%spopulation=%zu", text, strchr(text, ':') ? "," : ":",
           population);
  struct course alone = follow(full, dim, steps, NULL, &calls);
  for (size_t i = 0; i < count; i++)
    for (int kind = 0; kind < 2; kind++) {
      if (kind && dim > 1000) break;
      struct fake fake = {.team = {.size = sizes[i], .run = kind ? run_threads : run_parts},
                          .calls = &calls,
                          .backwards = i % 2};
      struct course c = follow(full, dim, steps, &fake.team, &calls);
      if (c.points != alone.points ||
          memcmp(c.values, alone.values, c.points * sizeof *c.values) != 0 ||
          memcmp(c.iterate, alone.iterate, steps * dim * sizeof *c.iterate) != 0)
        fail_msg("%s, d=%zu, %s of %zu", full, dim, kind ? "threads" : "parts", sizes[i]);
      if (c.calls) assert_true(c.largest > alone.largest || c.largest == alone.points / steps);
      if (sizes[i] == 1) assert_int_equal(c.calls, 0);
      all += c.calls;
      course_free(&c);
    }
  course_free(&alone);
  return all;
}

static const char *const texts[] = {
    "adam@es",
    "sgd@es:antithetic=no,baseline=none",
    "momentum@es:antithetic=no,baseline=mean",
    "adam@es:utility=centred-rank",
    "adam@es:utility=nes,ties=pairs",
    "sgd@es:utility=z-score,antithetic=no,scaling=none",
    "nesterov@es:utility=nes,ties=shared,antithetic=no",
    "adam@es:noise=laplace",
    "adam@es:noise=t,freedom=2.5,antithetic=no",
    "adam@es:noise=cauchy,utility=centred-rank",
    "adam@es:drift=0.5,jump=2,weight_decay=0.01",
    "adam@es:drift=0.5,jump=2,weight_decay=0.01,utility=nes,noise=t,antithetic=no",
    "adam@vo",
    "sgd@vo:baseline=none,rate=1e-3",
    "adam@vo:deviation=shared,utility=nes",
    "rmsprop@vo:utility=z-score",
    "adam@vo:utility=centred-rank,deviation_rate=0.1",
};
enum { TEXTS = sizeof texts / sizeof *texts };

static const size_t sizes[] = {1, 2, 3, 7};

/* Generations that are not worth a team are left alone, others are not. */
static void test_small(void **state)
{
  (void)state;
  static const size_t dims[] = {1, 5}, populations[] = {2, 3, 16, 257};
  for (size_t t = 0; t < TEXTS; t++)
    for (size_t d = 0; d < 2; d++)
      for (size_t p = 0; p < 4; p++)
        assert_int_equal(check(texts[t], dims[d], populations[p], 4, sizes, 4), 0);
}

static void test_middle(void **state)
{
  (void)state;
  static const size_t populations[] = {2, 5, 40, 64, 257};
  for (size_t t = 0; t < TEXTS; t++)
    for (size_t p = 0; p < 5; p++) {
      size_t calls = check(texts[t], 1000, populations[p], 3, sizes, 4);
      assert_true(populations[p] < 40 || calls > 0);
    }
}

static void test_large(void **state)
{
  (void)state;
  for (size_t t = 0; t < TEXTS; t++) {
    size_t size = 2 + t % 3, population = 4 + 5 * (t % 2);
    assert_true(check(texts[t], 300000, population, 2, &size, 1) > 0);
  }
  for (size_t p = 2; p < 5; p++) assert_true(check(texts[p], 30000, 257, 2, sizes + 1, 2) > 0);
}

/* What a source takes for itself: per thread a pair of points and its perturbation, no more with
 * the population than some values a sample. */
static void test_memory(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    size_t own, each; /* vectors of dim values: in all, and a thread's */
  } row[] = {
      {"sgd@es", 2, 3},
      {"sgd@es:utility=nes,noise=t", 2, 3},
      {"sgd@es:antithetic=no", 2, 2},
      {"sgd@es:drift=0.5,jump=3", 4, 3},
      {"sgd@vo", 7, 2},
      {"sgd@vo:baseline=none,deviation=shared", 5, 2},
  };
  enum { DIM = 200000, POPULATION = 5000 };
  double *start = values(DIM);
  for (size_t r = 0; r < sizeof row / sizeof *row; r++)
    for (size_t size = 1; size <= 3; size++) {
      size_t calls = 0;
      struct fake fake = {.team = {.size = size, .run = run_parts}, .calls = &calls};
      struct setup setup = {.dim = DIM, .start = start, .team = &fake.team};
      char text[128];
      snprintf(text, sizeof text, "%s%spopulation=%d", row[r].text,
               strchr(row[r].text, ':') ? "," : ":", POPULATION);
      struct subject s = subject_from(&LEVELED(library), text, &setup);
      size_t bytes = malloc_usable_size(s.state);
      size_t vectors = (row[r].own + size * row[r].each) * DIM * sizeof *start;
      assert_true(bytes >= vectors);
      assert_true(bytes <= vectors + 10 * POPULATION * sizeof *start + 4096);
      subject_free(&s);
    }
  /* Where single points are small, a thread has a second-level cache full. */
  size_t calls = 0;
  struct fake fake = {.team = {.size = 3, .run = run_parts}, .calls = &calls};
  struct setup setup = {.dim = 100, .start = start, .team = &fake.team};
  struct subject s = subject_from(&LEVELED(library), "sgd@es:population=100000", &setup);
  assert_true(malloc_usable_size(s.state) <=
              (3 * CHUNK_LIMIT * 3 / 2 + 10 * 100000) * sizeof *start);
  subject_free(&s);
  free(start);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small),
      cmocka_unit_test(test_middle),
      cmocka_unit_test(test_large),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests_name("es_team", tests, NULL, NULL);
}
