/* test_views.c -- the data of the figures that compare optimizers over cells and budgets, against
 * those worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/io/csv.h"
#include "bench/judge/times.h"
#include "bench/plan/levels.h"
#include "bench/plot/sheet.h"

enum { CELLS = 5, OPTIMIZERS = 3, RUNS = 2 };

static struct libraries libraries = {.figures = figure_names};
static char folder[] = "/tmp/optbench-views-XXXXXX";

static const char ini[] = "[campaign]\nfunctions = rosenbrock\ndimensions = 2, 3, 4, 5, 6\n"
                          "optimizers = sgd, adam, random\nruns = 2\nbudget = 100\ntarget = none\n"
                          "targets = 10, 1\ntrace = none\n";
static const char *const optimizers[OPTIMIZERS] = {"sgd", "adam", "random"};

/* What runs pay for both targets, in the dimensions 2 to 6; infinite: they miss, and spend 100. */
#define NO INFINITY
static const double cost[CELLS][OPTIMIZERS][RUNS] = {{{10, 10}, {20, 20}, {NO, NO}},
                                                     {{10, 10}, {20, 20}, {NO, NO}},
                                                     {{10, 10}, {20, 20}, {NO, NO}},
                                                     {{10, NO}, {20, 20}, {NO, NO}},
                                                     {{NO, NO}, {20, 20}, {5, 5}}};

static int set_up(void **state)
{
  (void)state;
  struct error err;
  return mkdtemp(folder) ? levels_pick(NULL, &libraries, &err) : -1;
}

static int tear_down(void **state)
{
  (void)state;
  DIR *dir = opendir(folder);
  if (!dir) return -1;
  for (struct dirent *entry; (entry = readdir(dir));)
    if (entry->d_name[0] != '.') unlinkat(dirfd(dir), entry->d_name, 0);
  closedir(dir);
  return rmdir(folder);
}

static FILE *create(const char *name)
{
  char path[PATH_SIZE];
  struct error err;
  assert_int_equal(paths_join(path, folder, name, &err), STATUS_OK);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  return file;
}

/* `holes`: Adam did not run in the last cell, and SGD missed in the first, nearer than random
 * search.
 */
static void make_results(bool holes)
{
  FILE *file = create("campaign.ini"), *runs = create("runs.csv"), *targets = create("targets.csv");
  fputs(ini, file);
  fputs("function,dimension,instance,optimizer,repetition,problem,definition,outcome,steps,values,"
        "gradients,cost,final_f,best_f,error\n",
        runs);
  fputs("function,dimension,instance,optimizer,repetition,target,cost\n", targets);
  for (int d = 0; d < CELLS; d++)
    for (int o = 0; o < OPTIMIZERS; o++)
      for (int r = 0; r < RUNS; r++) {
        double c = holes && !d && !o ? (double)NO : cost[d][o][r];
        if (holes && d + 1 == CELLS && o == 1) continue;
        fprintf(
            runs,
            "rosenbrock,%d,0,%s,%d,0123456789abcdef,0123456789abcdef,budget,1,1,0,%g,%d,%d,%d\n",
            d + 2, optimizers[o], r, isinf(c) ? 100 : c, isinf(c) ? 20 + o : 1,
            isinf(c) ? 20 + o : 1, isinf(c) ? 20 + o : 1);
        for (int target = 10; target; target /= 10) {
          fprintf(targets, "rosenbrock,%d,0,%s,%d,%d,", d + 2, optimizers[o], r, target);
          if (isinf(c))
            fputc('\n', targets);
          else
            fprintf(targets, "%g\n", c);
        }
      }
  assert_int_equal(fclose(file) | fclose(runs) | fclose(targets), 0);
}

static const struct figure *figure_named(const char *name)
{
  for (size_t i = 0; i < FIGURE_COUNT; i++)
    if (!strcmp(figures[i]->name, name)) return figures[i];
  fail_msg("there is no figure %s", name);
  return NULL;
}

/* The sheets of a figure of the campaign in this folder; `nothing` is why there are none. */
static void write_of(const char *from, const char *name, const struct budget_marks *budgets,
                     char nothing[WHY_SIZE])
{
  struct campaign campaign;
  struct style *styles = NULL;
  struct error err = {0};
  bool traced[CELLS * OPTIMIZERS];
  char path[PATH_SIZE], why[WHY_SIZE] = "";
  for (size_t i = 0; i < CELLS * OPTIMIZERS; i++) traced[i] = true;
  if (paths_join(path, from, "campaign.ini", &err) ||
      campaign_load(&libraries, path, &campaign, &err) ||
      styles_new(&libraries, &campaign, &styles, &err))
    fail_msg("%s", err.text);
  const struct plot plot = {.libraries = &libraries,
                            .campaign = &campaign,
                            .results = from,
                            .out = folder,
                            .styles = styles,
                            .traced = traced,
                            .budgets = budgets};
  const struct figure *figure = figure_named(name);
  if (!figure->possible(&plot, why)) fail_msg("%s needs %s", name, why);
  if (figure_write(figure, &plot, nothing, &err)) fail_msg("%s", err.text);
  free(styles);
  campaign_free(&campaign);
}

static void write_views(const char *name)
{
  char nothing[WHY_SIZE];
  make_results(false);
  write_of(folder, name, NULL, nothing);
  assert_string_equal(nothing, "");
}

/* A row of a sheet, counted from 0, has this text in its columns from `column` on. */
static void assert_row(const char *sheet, size_t row, const char *column, const char *expected)
{
  struct csv csv = {0};
  struct error err = {0};
  char path[PATH_SIZE], got[1000] = "";
  size_t first, used = 0;
  bool more = true;
  if (paths_join(path, folder, sheet, &err) || csv_open(&csv, path, &err) ||
      csv_column(&csv, column, &first, &err))
    fail_msg("%s", err.text);
  for (size_t i = 0; i <= row && more; i++)
    assert_int_equal(csv_next(&csv, &more, &err), STATUS_OK);
  assert_true(more);
  for (size_t i = first; i < csv.field_count; i++)
    used +=
        (size_t)snprintf(got + used, sizeof got - used, "%s%s", i > first ? "," : "", csv.field[i]);
  assert_string_equal(got, expected);
  csv_close(&csv);
}

static double number_at(const char *sheet, size_t row, const char *column)
{
  struct csv csv = {0};
  struct error err = {0};
  char path[PATH_SIZE];
  size_t at;
  bool more = true;
  if (paths_join(path, folder, sheet, &err) || csv_open(&csv, path, &err) ||
      csv_column(&csv, column, &at, &err))
    fail_msg("%s", err.text);
  for (size_t i = 0; i <= row && more; i++)
    assert_int_equal(csv_next(&csv, &more, &err), STATUS_OK);
  assert_true(more);
  double value = strtod(csv.field[at], NULL);
  csv_close(&csv);
  return value;
}

/* Ranks are 1 1 1 2 3 (in the fourth cell SGD has an average of 110), 2 2 2 1 2 and 3 3 3 3 1. The
 * critical difference is 2.3437 sqrt(3 x 4 / 30) = 1.482. */
static void test_ranks(void **state)
{
  (void)state;
  write_views("ranks");
  assert_row("ranks.csv", 0, "dash", "1,1.6,7,3");
  assert_row("ranks.csv", 1, "dash", "1,1.8,6,1");
  assert_row("ranks.csv", 2, "dash", "1,2.6,2,1");
  assert_row("ranks-groups.csv", 0, "first", "0,2,1.6,2.6");
  assert_true(number_at("ranks-panels.csv", 0, "cells") == CELLS);
  assert_true(fabs(number_at("ranks-panels.csv", 0, "difference") - 1.482) < 1e-3);
  assert_true(fabs(number_at("ranks-panels.csv", 0, "chi_square") - 2.8) < 1e-12);
}

/* A cell in which one of them did not run is not judged; who misses is behind who does not, by the
 * error. */
static void test_ranks_of_whole_cells(void **state)
{
  (void)state;
  char nothing[WHY_SIZE];
  make_results(true);
  write_of(folder, "ranks", NULL, nothing);
  assert_row("ranks.csv", 0, "dash", "1,1.5,6,2");
  assert_true(number_at("ranks-panels.csv", 0, "cells") == CELLS - 1);
  assert_true(number_at("ranks-panels.csv", 0, "skipped") == 1);
}

/* Only in the fourth cell do other draws of SGD's runs make another profile. */
static void test_band(void **state)
{
  (void)state;
  write_views("profile");
  size_t sgd = (size_t)number_at("profile-curves.csv", 0, "band_last");
  size_t random = (size_t)number_at("profile-curves.csv", 2, "band_last");
  assert_row("profile-band.csv", sgd, "cost_per_dimension", "50,0.6,0.8");
  assert_row("profile-band.csv", random, "cost_per_dimension", "50,0.2,0.2");
  assert_row("profile-curves.csv", 3, "share", "1,nan,nan");
  /* By average running times SGD is worth (1 + 1 + 1 + 20/110 + 0)/5, Adam (3/2 + 1 + 1/4)/5. */
  assert_row("profile-panels.csv", 0, "portfolio", "SGD + Adam + random search (100 %)");
}

static void test_data_profile(void **state)
{
  (void)state;
  write_views("data-profile");
  const char *const sgd[] = {
      "0.1,0",   "1.6666666666666667,0",   "1.6666666666666667,0.1", "2,0.1", "2,0.3", "2.5,0.3",
      "2.5,0.5", "3.3333333333333335,0.5", "3.3333333333333335,0.7", "50,0.7"};
  for (size_t i = 0; i < sizeof sgd / sizeof *sgd; i++)
    assert_row("data-profile.csv", i, "simplex_gradients", sgd[i]);
  assert_row("data-profile-curves.csv", 0, "share", "0.7,0,54");
}

/* From the second start of the fourth cell Adam alone arrives. */
static void test_performance_profile(void **state)
{
  (void)state;
  write_views("performance-profile");
  const char *const rows[] = {"1,0.7", "10,0.7", "1,0.1", "2,0.1", "2,0.8",
                              "4,0.8", "4,1",    "10,1",  "1,0.2", "10,0.2"};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_row("performance-profile.csv", i, "ratio", rows[i]);
}

static void test_scatter(void **state)
{
  (void)state;
  write_views("scatter");
  assert_row("scatter-panels.csv", 0, "first",
             "0,9,6,4,0.8333333333333334,22,values + 1 × gradients");
  assert_row("scatter-panels.csv", 1, "first",
             "10,19,8,2,0.8333333333333334,22,values + 1 × gradients");
  assert_row("scatter.csv", 6, "against", "adam,rosenbrock,0,5,10,22,4");
  assert_row("scatter.csv", 9, "against", "adam,rosenbrock,0,6,1,inf,3.3333333333333335");
  assert_row("scatter.csv", 19, "against", "random,rosenbrock,0,6,1,inf,0.8333333333333334");
}

/* Of two runs, one of which missed, others would both reach the target at 10, or neither. */
static void test_scaling(void **state)
{
  (void)state;
  write_views("scaling");
  assert_row("scaling.csv", 0, "function", "rosenbrock,2,sgd,10,5,5,5,2,2");
  assert_row("scaling.csv", 3, "function", "rosenbrock,2,adam,1,10,10,10,2,2");
  assert_row("scaling.csv", 12, "function", "rosenbrock,5,sgd,10,22,2,inf,1,2");
  assert_row("scaling-curves.csv", 2, "first", "0,0,nan,inf");
  write_views("dimension");
  assert_row("dimension.csv", 3, "dimension", "5,110,1,2,10,inf");
}

/* What a run that missed has spent counts, in each draw. */
static void test_times(void **state)
{
  (void)state;
  double to[400], spent[400];
  struct time_point p;
  struct error err;
  for (size_t i = 0; i < 400; i++) to[i] = spent[i] = 10;
  to[7] = INFINITY;
  spent[7] = 1000;
  assert_int_equal(time_point_make(to, spent, 20, &p, &err), STATUS_OK);
  assert_true(p.runs == 20 && p.successes == 19 && p.average == 1190.0 / 19);
  assert_true(p.interval.low == 10 && p.interval.high >= 2180.0 / 18);
}

/* Of many runs both ways agree: here half of them miss, at the cost that the others need. */
static void test_times_of_many(void **state)
{
  (void)state;
  double to[400], spent[400];
  struct time_point p, few;
  struct error err;
  for (size_t i = 0; i < 400; i++) {
    spent[i] = 10;
    to[i] = i % 2 ? 10 : (double)INFINITY;
  }
  assert_int_equal(time_point_make(to, spent, 199, &few, &err), STATUS_OK);
  assert_int_equal(time_point_make(to, spent, 200, &p, &err), STATUS_OK);
  assert_true(p.average == 20);
  assert_true(fabs(log(p.interval.high / 20) - 1.96 / sqrt(200)) < 1e-5);
  assert_true(fabs(log(p.interval.low / 20) + 1.96 / sqrt(200)) < 1e-5);
  assert_true(fabs(few.interval.high / p.interval.high - 1) < 0.04);
  assert_true(fabs(few.interval.low / p.interval.low - 1) < 0.04);
}

/* See tests/reference/plot/README.md: SGD's runs are at 8, 4, 16 from a cost of 2 on, at 2 and 1e-9
 * from 4 on and at 0.5 from 6 on; those of random search at 9, 7, 5 until they end at 10. */
static void test_budgets(void **state)
{
  (void)state;
  const struct budget_marks marks = {{{1, true}, {3, false}, {1000, false}}, 3};
  char nothing[WHY_SIZE];
  write_of("tests/reference/plot", "budgets", &marks, nothing);
  assert_row("budgets.csv", 0, "optimizer", "sgd,1d,2,0,3,6,8,12");
  assert_row("budgets.csv", 1, "optimizer", "sgd,3,3,1,3,6,8,12");
  assert_row("budgets.csv", 2, "optimizer", "random,1d,2,0,3,6,7,8");
  assert_row("budgets-panels.csv", 0, "first", "0,2,2,6,12,f − f*,values + 1 × gradients,1");
  write_of("tests/reference/plot", "budgets", NULL, nothing);
  assert_row("budgets.csv", 0, "optimizer", "sgd,5d,10,0,3,0.2500000005,0.5,8.25");
}

static double height(double error) { return 1 - (log10(error) + 8) / 10; }

/* The budget is 10: nothing is known at a cost of 1, and an error of 1e-9 or 0 counts as 1e-8. */
static void test_area(void **state)
{
  (void)state;
  char nothing[WHY_SIZE];
  write_of("tests/reference/plot", "area", NULL, nothing);
  double run[] = {(2 * height(8) + 2 * height(2) + 5 * height(0.5)) / 10, (2 * height(4) + 7) / 10,
                  9 * height(16) / 10};
  double mean = (run[0] + run[1] + run[2]) / 3, squares = 0;
  for (size_t i = 0; i < 3; i++) squares += (run[i] - mean) * (run[i] - mean);
  double half = 1.959963984540054 * sqrt(squares / 6);
  assert_row("area-optimizers.csv", 0, "dash", "1");
  assert_true(number_at("area-cells.csv", 0, "dimension") == 2);
  assert_true(fabs(number_at("area.csv", 0, "area") - mean) < 1e-14);
  assert_true(fabs(number_at("area.csv", 0, "low") - fmax(mean - half, 0)) < 1e-14);
  assert_true(fabs(number_at("area.csv", 0, "high") - fmin(mean + half, 1)) < 1e-14);
  double other = (9 * (height(9) + height(7) + height(5)) + 1 + 1 + height(1)) / 30;
  assert_true(fabs(number_at("area.csv", 1, "area") - other) < 1e-14);
}

/* Seconds a unit of cost: of SGD 4e-6, of Adam 1e-6, of their second runs as much again; random
 * search was not timed. The function takes 3e-6. */
static void make_timings(void)
{
  FILE *file = create("timings.csv");
  fputs("function,dimension,instance,optimizer,repetition,method_seconds,function_seconds\n", file);
  for (int d = 0; d < CELLS; d++)
    for (int o = 0; o < OPTIMIZERS; o++)
      for (int r = 0; r < RUNS; r++) {
        fprintf(file, "rosenbrock,%d,0,%s,%d,", d + 2, optimizers[o], r);
        if (o < 2)
          fprintf(file, "%de-06,%de-06\n", (o ? 1 : 4) * (1 + r), 3);
        else
          fputs(",\n", file);
      }
  fputs("rosenbrock,2,0,nobody,0,1,1\n", file);
  assert_int_equal(fclose(file), 0);
}

static void drop_timings(void)
{
  char path[PATH_SIZE];
  struct error err;
  assert_int_equal(paths_join(path, folder, "timings.csv", &err), STATUS_OK);
  unlink(path);
}

static void assert_near(double value, double expected)
{
  if (!(fabs(value - expected) <= 1e-12 * fabs(expected)))
    fail_msg("%.17g is not %.17g", value, expected);
}

/* SGD takes 10 evaluations and Adam 20, so that SGD is the faster where they take more than
 * (10 x 6e-6 - 20 x 1.5e-6) / 10 = 3e-6 seconds. In the fourth cell SGD has an average of 110, and
 * Adam is the faster always; in the last one only Adam arrives of those that were timed. */
static void test_method_cost(void **state)
{
  (void)state;
  make_timings();
  write_views("method-cost");
  assert_row("method-cost-curves.csv", 0, "first", "0,4,6,6e-06");
  assert_row("method-cost-curves.csv", 1, "first", "5,9,6,1.5e-06");
  assert_near(number_at("method-cost.csv", 0, "low"), 5e-6);
  assert_near(number_at("method-cost.csv", 9, "high"), 1.75e-6);
  for (size_t d = 0; d < 3; d++) {
    assert_near(number_at("method-cost-ranking.csv", d, "from"), 3e-6);
    assert_near(number_at("method-cost-ranking.csv", d, "first_from"), 3e-6);
  }
  assert_row("method-cost-ranking.csv", 3, "from", "0,,,adam,0,1,3e-06");
  assert_row("method-cost-ranking.csv", 4, "from", "nan,,,,nan,nan,3e-06");
  assert_row("method-cost-functions.csv", 0, "first", "0,4,5,0");
  drop_timings();
}

/* Results of a time when nothing was timed are read, and say why there is no figure. */
static void test_method_cost_of_old(void **state)
{
  (void)state;
  char nothing[WHY_SIZE];
  make_results(false);
  write_of(folder, "method-cost", NULL, nothing);
  assert_non_null(strstr(nothing, "no run was timed"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_ranks),
      cmocka_unit_test(test_ranks_of_whole_cells),
      cmocka_unit_test(test_band),
      cmocka_unit_test(test_data_profile),
      cmocka_unit_test(test_performance_profile),
      cmocka_unit_test(test_scatter),
      cmocka_unit_test(test_method_cost),
      cmocka_unit_test(test_method_cost_of_old),
      cmocka_unit_test(test_scaling),
      cmocka_unit_test(test_times),
      cmocka_unit_test(test_times_of_many),
      cmocka_unit_test(test_budgets),
      cmocka_unit_test(test_area),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
