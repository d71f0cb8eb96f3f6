/* test_shares.c -- which runs are in which part of a campaign: each in one, as much in each, and
 * always the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/plan/cost.h"
#include "bench/plan/shares.h"

/* Cells that cost what a test likes: cost_expected is in proportion to the budget in one
 * dimension. */
static struct task *cells_of(const double *budgets, size_t count)
{
  struct task *tasks = calloc(count, sizeof *tasks);
  assert_non_null(tasks);
  for (size_t i = 0; i < count; i++) tasks[i].cell = (struct cell){.dim = 1, .budget = budgets[i]};
  return tasks;
}

static struct shares cut(const struct campaign *c, const struct task *tasks, size_t count,
                         size_t parts)
{
  struct shares s;
  struct error err;
  assert_int_equal(shares_make(c, tasks, count, parts, &s, &err), STATUS_OK);
  return s;
}

/* Every run in one part; what each part costs into `cost`, by its number. */
static void add_up(const struct shares *s, const struct task *tasks, size_t count, size_t runs,
                   double *cost)
{
  size_t *made = calloc(s->parts + 1, sizeof *made);
  assert_non_null(made);
  memset(cost, 0, (s->parts + 1) * sizeof *cost);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < runs; k++) {
      size_t part = shares_part(s, i, k);
      assert_in_range(part, 1, s->parts);
      made[part]++;
      cost[part] += cost_expected(&tasks[i].cell);
    }
  for (size_t p = 1; p <= s->parts; p++) assert_int_equal(made[p], s->pieces_of[p]);
  free(made);
}

static void test_equal_costs(void **state)
{
  (void)state;
  enum { CELLS = 23, RUNS = 7 };
  double budgets[CELLS], cost[1000];
  for (size_t i = 0; i < CELLS; i++) budgets[i] = 100;
  struct campaign c = {.runs = RUNS};
  struct task *tasks = cells_of(budgets, CELLS);
  for (size_t parts = 1; parts < 200; parts++) {
    struct shares s = cut(&c, tasks, CELLS, parts);
    add_up(&s, tasks, CELLS, RUNS, cost);
    for (size_t p = 1; p <= parts; p++)
      assert_in_range(s.pieces_of[p], CELLS * RUNS / parts, (CELLS * RUNS + parts - 1) / parts);
    shares_free(&s);
  }
  free(tasks);
}

/* Costs far apart, in no order: budgets from 1 to 1e5. */
static void test_unequal_costs(void **state)
{
  (void)state;
  enum { CELLS = 60, RUNS = 5 };
  double budgets[CELLS], cost[1000];
  for (size_t i = 0; i < CELLS; i++) {
    budgets[i] = 1;
    for (size_t k = 0; k < i * 37 % 11; k++) budgets[i] *= 2.9;
  }
  struct campaign c = {.runs = RUNS};
  struct task *tasks = cells_of(budgets, CELLS);
  for (size_t parts = 1; parts < 120; parts += 3) {
    struct shares s = cut(&c, tasks, CELLS, parts);
    double sum = 0, most = 0;
    add_up(&s, tasks, CELLS, RUNS, cost);
    for (size_t p = 1; p <= parts; p++) sum += cost[p];
    for (size_t i = 0; i < CELLS; i++)
      if (cost_expected(&tasks[i].cell) > most) most = cost_expected(&tasks[i].cell);
    for (size_t p = 1; p <= parts; p++) assert_true(cost[p] <= sum / (double)parts + most);
    /* The dearest are dealt first: no part gets two of them while another has none. */
    size_t dearest[120] = {0}, fewest = SIZE_MAX, highest = 0;
    for (size_t i = 0; i < CELLS; i++)
      for (size_t k = 0; k < RUNS && cost_expected(&tasks[i].cell) == most; k++)
        dearest[shares_part(&s, i, k)]++;
    for (size_t p = 1; p <= parts; p++) {
      fewest = dearest[p] < fewest ? dearest[p] : fewest;
      highest = dearest[p] > highest ? dearest[p] : highest;
    }
    assert_true(highest - fewest <= 1);
    shares_free(&s);
  }
  free(tasks);
}

/* By hand: costs 5, 9, 5, 2 of two runs each, in the order 9 9 5 5 5 5 2 2, over three parts. */
static void test_by_hand(void **state)
{
  (void)state;
  static const double budgets[] = {5, 9, 5, 2};
  static const size_t expected[4][2] = {{3, 3}, {1, 2}, {1, 2}, {3, 3}};
  struct campaign c = {.runs = 2};
  struct task *tasks = cells_of(budgets, 4);
  struct shares s = cut(&c, tasks, 4, 3);
  for (size_t i = 0; i < 4; i++)
    for (size_t k = 0; k < 2; k++) assert_int_equal(shares_part(&s, i, k), expected[i][k]);
  shares_free(&s);
  free(tasks);
}

/* Where nobody knows how many runs there will be, all of a cell's are in one part. */
static void test_whole_cells(void **state)
{
  (void)state;
  static const double budgets[] = {3, 1, 2, 3, 1};
  struct campaign c = {.runs = 4, .until_successes = 2};
  struct task *tasks = cells_of(budgets, 5);
  struct shares s = cut(&c, tasks, 5, 2);
  size_t cells = 0;
  for (size_t i = 0; i < 5; i++)
    for (size_t k = 1; k < campaign_runs_most(&c); k++)
      assert_int_equal(shares_part(&s, i, k), shares_part(&s, i, 0));
  for (size_t p = 1; p <= 2; p++) cells += s.pieces_of[p];
  assert_int_equal(cells, 5);
  shares_free(&s);
  c.runs_limit = 4; /* as many as there are anyway */
  s = cut(&c, tasks, 5, 2);
  assert_int_equal(s.pieces_of[1] + s.pieces_of[2], 20);
  shares_free(&s);
  free(tasks);
}

/* The same again, and not another for what is done of it. */
static void test_always_the_same(void **state)
{
  (void)state;
  static const double budgets[] = {3, 1, 2, 3, 1, 8, 2.5};
  struct campaign c = {.runs = 3};
  struct task *tasks = cells_of(budgets, 7);
  struct shares s = cut(&c, tasks, 7, 4);
  for (size_t i = 0; i < 7; i += 2) tasks[i].done = true;
  struct shares again = cut(&c, tasks, 7, 4);
  assert_memory_equal(s.part, again.part, 7 * 3 * sizeof *s.part);
  shares_free(&s);
  shares_free(&again);
  free(tasks);
}

/* In a moment: 100,000 runs in a thousand parts. */
static void test_many(void **state)
{
  (void)state;
  enum { CELLS = 4000, RUNS = 25, PARTS = 1000 };
  double *budgets = calloc(CELLS, sizeof *budgets), cost[PARTS + 1];
  assert_non_null(budgets);
  for (size_t i = 0; i < CELLS; i++) budgets[i] = 100 + (double)(i * 7919 % CELLS);
  struct campaign c = {.runs = RUNS};
  struct task *tasks = cells_of(budgets, CELLS);
  struct shares s = cut(&c, tasks, CELLS, PARTS);
  add_up(&s, tasks, CELLS, RUNS, cost);
  shares_free(&s);
  free(tasks);
  free(budgets);
}

static void test_words(void **state)
{
  (void)state;
  static const char *const wrong[] = {"",     "3",     "/",    "3/",      "/4",
                                      "0/4",  "5/4",   "1/0",  "a/b",     "1/4x",
                                      "-1/4", "1 /4",  "+1/4", "1.0/4",   "1/4/",
                                      "1//4", "1/1e1", "0/0",  "1/10001", "18446744073709551617/4"};
  struct part_number part;
  struct error err;
  assert_int_equal(share_parse("3/16", &part, &err), STATUS_OK);
  assert_int_equal(part.part, 3);
  assert_int_equal(part.parts, 16);
  assert_int_equal(share_parse("10000/10000", &part, &err), STATUS_OK);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (share_parse(wrong[i], &part, &err) != STATUS_USAGE) fail_msg("'%s' is taken", wrong[i]);
  assert_int_equal(part.parts, 10000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_equal_costs),     cmocka_unit_test(test_unequal_costs),
      cmocka_unit_test(test_by_hand),         cmocka_unit_test(test_whole_cells),
      cmocka_unit_test(test_always_the_same), cmocka_unit_test(test_many),
      cmocka_unit_test(test_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
