/* test_boxes.c -- search regions and boxes to start in: as they are written, and what they do to a
 * campaign's functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "bench/plan/problems.h"
#include "bench/plan/setting.h"
#include "bench/plan/tasks.h"

static struct libraries libraries = {.figures = figure_names};

static int set_up(void **state)
{
  struct error err;
  (void)state;
  return levels_pick(NULL, &libraries, &err);
}

static struct campaign make(const char *function)
{
  struct campaign c = {0};
  struct error err = {0};
  if (campaign_defaults(&libraries, &c, "boxes", &err) ||
      campaign_set(&libraries, &c, "functions", function, &err) ||
      campaign_set(&libraries, &c, "optimizers", "random", &err) ||
      campaign_set(&libraries, &c, "dimensions", "3", &err))
    fail_msg("%s", err.text);
  return c;
}

static void set(struct campaign *c, const char *key, const char *value)
{
  struct error err = {0};
  if (campaign_set(&libraries, c, key, value, &err)) fail_msg("%s", err.text);
}

static void refuse(struct campaign *c, const char *key, const char *value, const char *words)
{
  struct error err = {0};
  int status = campaign_set(&libraries, c, key, value, &err);
  if (!status) status = campaign_validate(&libraries, c, &err);
  assert_int_equal(status, STATUS_USAGE);
  if (!strstr(err.text, words)) fail_msg("'%s' lacks '%s'", err.text, words);
}

static struct problem *open_first(const struct campaign *c)
{
  struct problem *problem;
  struct error err = {0};
  struct cell cell = campaign_cell(c, 0);
  if (cell_problem(&libraries, c, &cell, &problem, &err)) fail_msg("%s", err.text);
  return problem;
}

static void assert_text(const struct campaign *c, const char *key, const char *expected)
{
  char *text = setting_text(setting_find(key), c);
  assert_string_equal(text, expected);
  free(text);
}

static void test_texts(void **state)
{
  (void)state;
  struct campaign c = make("step");
  assert_text(&c, "region", "own");
  set(&c, "region", " -5 : 5 ");
  assert_text(&c, "region", "\n  -5:5");
  set(&c, "region", "-5:5, 0:10,-1e-3:0.1");
  assert_text(&c, "region", "\n  -5:5\n  0:10\n  -0.001:0.1");
  set(&c, "region", "own");
  assert_text(&c, "region", "own");
  set(&c, "start", "-1:1");
  assert_int_equal(c.start_mode, START_BOX);
  assert_text(&c, "start", "\n  -1:1");
  static const char *const told[][3] = {
      {"region", "-5:5", "[-5, 5] in each coordinate"},
      {"region", "-5:5,0:10,1:2", "[-5, 5] × [0, 10] × [1, 2]"},
      {"start", "1:2",
       "drawn from [1, 2] in each coordinate, for each repetition, the same for "
       "every optimizer"},
  };
  for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
    set(&c, told[i][0], told[i][1]);
    char *text = setting_told(setting_find(told[i][0]), &c);
    assert_string_equal(text, told[i][2]);
    free(text);
  }
  static const char *const bad[][2] = {
      {"5", "'5' is no interval; write LOW:HIGH"},
      {"-5:5,", "the region has 3 intervals"}, /* as it was */
      {"1:1", "1:1 is empty"},
      {"2:1", "2:1 is empty"},
      {"1:2:3", "no interval"},
      {":2", "no interval"},
      {"1:", "no interval"},
      {"nan:2", "no interval"},
      {"0:inf", "no interval"},
      {"-1e308:1e308", "too wide"},
      {"1:2,,3:4", "is empty"},
      {"", "is empty"},
      {"Own", "no interval"},
      {"1:2,3:4", "the region has 2 intervals, but step is run in 3 dimensions; give 3, or one for "
                  "all, with --region"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (i != 1) refuse(&c, "region", bad[i][0], bad[i][1]);
  set(&c, "region", "own");
  refuse(&c, "start", "1:2,3:4", "the start has 2 intervals, but step is run in 3 dimensions");
  refuse(&c, "start", "1:2,3", "start: '3' is no interval");
  campaign_free(&c);
}

/* Starts are drawn in the box, on the instance as it is without one. */
static void test_start(void **state)
{
  (void)state;
  struct campaign c = make("rosenbrock");
  set(&c, "instances", "4");
  struct problem *plain = open_first(&c);
  set(&c, "start", "-1:1,2:3,-9:-8");
  struct problem *p = open_first(&c);
  static const double low[] = {-1, 2, -9}, high[] = {1, 3, -8}, middle[] = {0, 2.5, -8.5};
  struct cell cell = campaign_cell(&c, 0);
  assert_memory_equal(p->start_low, low, sizeof low);
  assert_memory_equal(p->start_high, high, sizeof high);
  assert_memory_equal(p->canonical, middle, sizeof middle);
  assert_memory_equal(p->low, plain->low, sizeof low);
  assert_memory_equal(p->minimiser, plain->minimiser, sizeof low);
  double mean[3] = {0};
  enum { STARTS = 400 };
  for (size_t r = 0; r < STARTS; r++) {
    double x[3];
    repetition_start(&c, p, &cell, r, x);
    for (size_t i = 0; i < 3; i++) {
      assert_true(x[i] >= low[i] && x[i] < high[i]);
      mean[i] += (x[i] - middle[i]) / (high[i] - low[i]) / STARTS;
    }
  }
  for (size_t i = 0; i < 3; i++) assert_true(mean[i] > -0.06 && mean[i] < 0.06);
  problem_free(p);
  problem_free(plain);
  campaign_free(&c);
}

/* A function that draws its own starts draws them in the box, where there is one. */
static void test_own_starts(void **state)
{
  (void)state;
  struct campaign c = make("cartpole");
  struct problem *p = open_first(&c);
  assert_non_null(p->start);
  problem_free(p);
  set(&c, "region", "-2:2");
  p = open_first(&c);
  assert_non_null(p->start);
  assert_true(p->low[0] == -2 && p->high[p->dim - 1] == 2);
  problem_free(p);
  set(&c, "start", "5:6");
  p = open_first(&c);
  assert_null(p->start);
  struct cell cell = campaign_cell(&c, 0);
  double *x = malloc(p->dim * sizeof *x);
  assert_non_null(x);
  repetition_start(&c, p, &cell, 0, x);
  for (size_t i = 0; i < p->dim; i++) assert_true(x[i] >= 5 && x[i] < 6);
  free(x);
  problem_free(p);
  campaign_free(&c);
}

/* The function's own starts, as far as they lie in the region; all of it if none does. */
static void test_region(void **state)
{
  (void)state;
  struct campaign c = make("quadratic:noise=0.1,multiply=3"); /* starts in [-5, 5] */
  set(&c, "region", "-3:20,-50:50,6:7");
  struct problem *p = open_first(&c);
  static const double low[] = {-3, -50, 6}, high[] = {20, 50, 7};
  static const double start_low[] = {-3, -5, 6}, start_high[] = {5, 5, 7};
  assert_memory_equal(p->low, low, sizeof low);
  assert_memory_equal(p->high, high, sizeof high);
  assert_memory_equal(p->start_low, start_low, sizeof low);
  assert_memory_equal(p->start_high, start_high, sizeof low);
  assert_true(p->canonical[0] == 1); /* the literature's is where it was */
  problem_free(p);
  set(&c, "start", "7:8");
  p = open_first(&c);
  assert_true(p->start_low[0] == 7 && p->start_high[2] == 8 && p->low[0] == -3);
  problem_free(p);
  campaign_free(&c);
}

/* Results depend on the boxes, every bit of them, and costs under others cannot be compared. */
static void test_definitions(void **state)
{
  (void)state;
  static const char *const changes[][2] = {
      {"start", "random"},    {"start", "-1:1"},  {"start", "-1:1,-1:1,-1:1"},
      {"start", "-1:1.0001"}, {"region", "-1:1"}, {"region", "-1:1.0001"},
  };
  enum { CHANGES = sizeof changes / sizeof *changes };
  char ids[CHANGES][17];
  struct campaign plain = make("step");
  for (size_t i = 0; i < CHANGES; i++) {
    struct campaign c = make("step");
    struct tasks tasks;
    struct error err;
    const char *key;
    set(&c, changes[i][0], changes[i][1]);
    assert_int_equal(tasks_name(&libraries, &c, &tasks, &err), STATUS_OK);
    strcpy(ids[i], tasks.task[0].definition);
    for (size_t k = 0; k < i; k++) assert_string_not_equal(ids[i], ids[k]);
    assert_int_equal(campaign_unlike(&plain, &c, &key, &err), STATUS_OK);
    if (i)
      assert_string_equal(key, changes[i][0]);
    else
      assert_null(key);
    tasks_free(&tasks);
    campaign_free(&c);
  }
  campaign_free(&plain);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_texts),       cmocka_unit_test(test_start),
      cmocka_unit_test(test_own_starts),  cmocka_unit_test(test_region),
      cmocka_unit_test(test_definitions),
  };
  return cmocka_run_group_tests_name("boxes", tests, set_up, NULL);
}
