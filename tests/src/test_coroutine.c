/* test_coroutine.c -- suspending and resuming, from any depth, in any order, on several threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/coroutine.h"

struct counter {
  int limit, at;
};

static void count(struct coroutine *co, void *arg)
{
  struct counter *c = arg;
  for (int i = 1; i <= c->limit; i++) {
    c->at = i;
    coroutine_yield(co);
  }
  c->at = -1;
}

static void test_to_and_fro(void **unused)
{
  (void)unused;
  for (int limit = 0; limit < 5; limit++) {
    struct counter c = {.limit = limit};
    struct coroutine *co = coroutine_new(count, &c);
    assert_non_null(co);
    assert_int_equal(c.at, 0); /* nothing runs before it is resumed */
    for (int i = 1; i <= limit; i++) {
      assert_true(coroutine_resume(co));
      assert_int_equal(c.at, i);
    }
    for (int i = 0; i < 3; i++) {
      assert_false(coroutine_resume(co));
      assert_int_equal(c.at, -1);
    }
    coroutine_free(co);
  }
  coroutine_free(NULL);
}

static void test_freed_at_any_time(void **unused)
{
  (void)unused;
  for (int turns = 0; turns < 10; turns++) {
    struct counter c = {.limit = 5};
    struct coroutine *co = coroutine_new(count, &c);
    for (int i = 0; i < turns; i++) coroutine_resume(co);
    assert_int_equal(c.at, turns <= 5 ? turns : -1);
    coroutine_free(co);
  }
}

struct walk {
  int depth;
  uint64_t seed, sum;
};

/* Yields on the way down and on the way up, with something to remember in every frame. */
static uint64_t descend(struct coroutine *co, struct walk *w, int depth, uint64_t x)
{
  volatile uint64_t kept[32];
  for (int i = 0; i < 32; i++) kept[i] = x = x * 6364136223846793005u + 1442695040888963407u;
  w->sum += x;
  if (co) coroutine_yield(co);
  uint64_t below = depth ? descend(co, w, depth - 1, x) : 0;
  if (co) coroutine_yield(co);
  for (int i = 0; i < 32; i++) below = below * 31 + kept[i];
  w->sum ^= below;
  return below;
}

static void walk(struct coroutine *co, void *arg)
{
  struct walk *w = arg;
  w->sum = descend(co, w, w->depth, w->seed);
}

enum { TOGETHER = 40, DEPTH = 60 }; /* 60 frames of 256 bytes and more */

/* Many at once, in an order that changes; each ends as it would have alone. */
static void *interleave(void *seed)
{
  uint64_t order = *(uint64_t *)seed;
  struct walk walks[TOGETHER];
  struct coroutine *cos[TOGETHER];
  int alive = TOGETHER, failed = 0;
  for (int i = 0; i < TOGETHER; i++) {
    walks[i] = (struct walk){.depth = i * DEPTH / TOGETHER, .seed = order + (uint64_t)i};
    cos[i] = coroutine_new(walk, &walks[i]);
    if (!cos[i]) abort();
  }
  while (alive) {
    order = order * 6364136223846793005u + 1442695040888963407u;
    int i = (int)(order >> 33) % TOGETHER;
    if (!cos[i] || coroutine_resume(cos[i])) continue;
    coroutine_free(cos[i]);
    cos[i] = NULL;
    alive--;
    struct walk alone = {.depth = walks[i].depth, .seed = walks[i].seed};
    walk(NULL, &alone);
    failed += alone.sum != walks[i].sum;
  }
  return failed ? seed : NULL;
}

static void test_many_on_threads(void **unused)
{
  (void)unused;
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  uint64_t seeds[THREADS];
  for (int t = 0; t < THREADS; t++) {
    seeds[t] = (uint64_t)t + 1;
    assert_int_equal(pthread_create(&threads[t], NULL, interleave, &seeds[t]), 0);
  }
  for (int t = 0; t < THREADS; t++) {
    void *failed;
    assert_int_equal(pthread_join(threads[t], &failed), 0);
    assert_null(failed);
  }
}

/* One that resumes another. */
struct nest {
  struct counter counter;
  int seen[8], count;
};

static void nest(struct coroutine *co, void *arg)
{
  struct nest *n = arg;
  struct coroutine *inner = coroutine_new(count, &n->counter);
  if (!inner) return;
  while (coroutine_resume(inner)) {
    n->seen[n->count++] = n->counter.at;
    coroutine_yield(co);
  }
  coroutine_free(inner);
}

static void test_nested(void **unused)
{
  (void)unused;
  struct nest n = {.counter = {.limit = 4}};
  struct coroutine *co = coroutine_new(nest, &n);
  int turns = 0;
  while (coroutine_resume(co)) turns++;
  coroutine_free(co);
  assert_int_equal(turns, 4);
  for (int i = 0; i < 4; i++) assert_int_equal(n.seen[i], i + 1);
}

/* Nearly the whole stack can be used. */
static void fill(struct coroutine *co, void *arg)
{
  volatile char room[COROUTINE_STACK - 8 * 1024];
  for (size_t i = 0; i < sizeof room; i++) room[i] = (char)(i % 101);
  coroutine_yield(co);
  int *wrong = arg;
  for (size_t i = 0; i < sizeof room; i++) *wrong += room[i] != (char)(i % 101);
}

static void test_stack(void **unused)
{
  (void)unused;
  int wrong[2] = {0};
  struct coroutine *co[2];
  for (int k = 0; k < 2; k++) co[k] = coroutine_new(fill, &wrong[k]);
  for (int k = 0; k < 2; k++) assert_true(coroutine_resume(co[k]));
  for (int k = 0; k < 2; k++) assert_false(coroutine_resume(co[k]));
  for (int k = 0; k < 2; k++) {
    assert_int_equal(wrong[k], 0);
    coroutine_free(co[k]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_to_and_fro), cmocka_unit_test(test_freed_at_any_time),
      cmocka_unit_test(test_nested),     cmocka_unit_test(test_many_on_threads),
      cmocka_unit_test(test_stack),
  };
  return cmocka_run_group_tests_name("coroutine", tests, NULL, NULL);
}
