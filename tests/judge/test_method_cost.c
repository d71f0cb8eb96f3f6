/* test_method_cost.c -- which pairs of optimizers have an order that a break-even is asked of, the
 * target that they are ranked at, and the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/judge/method_cost.h"
#include "bench/plan/levels.h"

enum { CELLS = 2, RUNS = 8 };

static const char *const no_figures[] = {NULL};
static struct libraries libraries = {.figures = no_figures};
static struct results_set set;
static struct cell_results cells[CELLS];
static struct run_result runs[CELLS][RUNS];
static double to[CELLS][RUNS][2];

static int set_up(void **state)
{
  (void)state;
  static const char text[] = "[campaign]\nfunctions = rosenbrock\ndimensions = 2\n"
                             "optimizers = cmaes, random\nruns = 8\nbudget = 1000\n"
                             "target = 1e-3\ntargets = 1, 1e-3\ngradient-cost = 0\n";
  char path[] = "/tmp/optbench-method-cost-XXXXXX";
  struct error err;
  int status = levels_pick(NULL, &libraries, &err), fd = mkstemp(path);
  if (status || fd < 0 || write(fd, text, sizeof text - 1) < 0) return -1;
  close(fd);
  status = campaign_load(&libraries, path, &set.campaign, &err);
  unlink(path);
  set.targets = malloc(sizeof *set.targets);
  if (status || !set.targets) return -1;
  campaign_targets(&set.campaign, set.campaign.functions, set.targets);
  set.cell = cells;
  set.cell_count = CELLS;
  return set.targets->count == 2 ? 0 : -1;
}

static int tear_down(void **state)
{
  (void)state;
  free(set.targets);
  campaign_free(&set.campaign);
  return 0;
}

/* CMA-ES takes `first` and 3e-6 seconds a unit of it, random search `second` and 1e-6; each run a
 * little more or less, in turns that do not agree. The easy target takes half of that. */
static void make(size_t count, double first, double second)
{
  static char function[] = "rosenbrock", names[CELLS][8] = {"cmaes", "random"};
  for (size_t i = 0; i < CELLS; i++) {
    cells[i] = (struct cell_results){.function = function,
                                     .optimizer = names[i],
                                     .dim = 2,
                                     .instance = set.campaign.instances[0],
                                     .run = runs[i],
                                     .run_count = count,
                                     .targets = set.targets};
    for (size_t r = 0; r < count; r++) {
      double cost = (i ? second : first) + (double)((r * (3 + 2 * i)) % 8);
      to[i][r][0] = floor(cost / 2);
      to[i][r][1] = cost;
      runs[i][r] = (struct run_result){.cost = cost,
                                       .to = to[i][r],
                                       .method_seconds = i ? 1e-6 : 3e-6,
                                       .function_seconds = 5e-9};
    }
  }
}

static struct method_cell work_out(struct method_costs *costs)
{
  struct error err;
  if (method_costs_make(&set, &set.campaign, costs, &err)) fail_msg("%s", err.text);
  assert_int_equal(costs->count, 1);
  return costs->cell[0];
}

/* Sums over eight runs are 8 x the first and 28 more. */
static void test_apart(void **state)
{
  (void)state;
  struct method_costs costs;
  make(RUNS, 100, 200);
  struct method_cell c = work_out(&costs);
  double expected = (103.5 * 3e-6 - 203.5 * 1e-6) / 100;
  assert_true(fabs(c.all.seconds - expected) < 1e-12 * expected && c.leader == 0);
  assert_true(c.target == set.targets->error[1] && c.time[0].timed == RUNS);
  method_costs_free(&costs);
}

/* What a test cannot tell apart has no order, unless no test could. */
static void test_ties(void **state)
{
  (void)state;
  struct method_costs costs;
  make(RUNS, 100, 100.5);
  struct method_cell c = work_out(&costs);
  assert_true(isnan(c.all.seconds) && isnan(c.first.seconds));
  method_costs_free(&costs);
  make(1, 100, 100.5);
  c = work_out(&costs);
  assert_true(c.all.seconds > 100e-6);
  method_costs_free(&costs);
}

/* The hardest that both reach in half of their runs, and not where they begin. */
static void test_target(void **state)
{
  (void)state;
  struct method_costs costs;
  make(RUNS, 100, 200);
  for (size_t r = 0; r < 5; r++) to[1][r][1] = INFINITY;
  struct method_cell c = work_out(&costs);
  assert_true(c.target == set.targets->error[0]);
  method_costs_free(&costs);
  to[1][5][1] = 200;
  to[1][0][1] = 200;
  for (size_t i = 0; i < CELLS; i++)
    for (size_t r = 0; r < RUNS; r++) to[i][r][1] = to[i][r][0] = 1;
  c = work_out(&costs);
  assert_true(isnan(c.target) && isnan(c.all.seconds));
  method_costs_free(&costs);
}

/* Without times there is nothing to say. */
static void test_untimed(void **state)
{
  (void)state;
  struct method_costs costs;
  make(RUNS, 100, 200);
  for (size_t r = 0; r < RUNS; r++) runs[1][r].method_seconds = runs[1][r].function_seconds = NAN;
  struct method_cell c = work_out(&costs);
  assert_true(costs.timed && isnan(c.all.seconds) && !c.time[1].timed);
  method_costs_free(&costs);
}

static void test_table(void **state)
{
  (void)state;
  struct method_costs costs;
  struct tabular table;
  struct error err;
  char *text = NULL;
  size_t size;
  make(RUNS, 100, 200);
  work_out(&costs);
  method_costs_table(&costs, (const size_t[]){0, 1}, 2, &table);
  FILE *out = open_memstream(&text, &size);
  assert_int_equal(tabular_print(&table, method_costs_caption, TABULAR_MARKDOWN, out, &err), 0);
  fclose(out);
  assert_non_null(strstr(text, "| rosenbrock | **cmaes** | 2 | 3 us | 5 ns | 0.001 | 104 | 1.1 us "
                               "| 1.1 us |"));
  assert_non_null(strstr(text, "| rosenbrock | random | 2 | 1 us | 5 ns | 0.001 | 204 |"));
  free(text);
  tabular_free(&table);
  method_costs_free(&costs);
}

static void test_seconds(void **state)
{
  (void)state;
  static const struct {
    double seconds;
    const char *text;
  } cases[] = {{NAN, "-"},         {0, "0"},           {3.14e-9, "3.1 ns"}, {9.99e-8, "100 ns"},
               {9.996e-7, "1 us"}, {2.5e-4, "250 us"}, {0.0042, "4.2 ms"},  {5000, "5000 s"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[SECONDS_TEXT];
    seconds_text(cases[i].seconds, text);
    assert_string_equal(text, cases[i].text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_apart),   cmocka_unit_test(test_ties),  cmocka_unit_test(test_target),
      cmocka_unit_test(test_untimed), cmocka_unit_test(test_table), cmocka_unit_test(test_seconds),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
