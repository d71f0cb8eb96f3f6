/* test_multiples.c -- the data of the figure multiples against those worked out by hand: ranks and
 * ties, which runs count, the field, what is absent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/io/csv.h"
#include "bench/plan/levels.h"
#include "bench/plot/sheet.h"

enum { FUNCTIONS = 2, OPTIMIZERS = 4, CELLS = FUNCTIONS * OPTIMIZERS, RUNS = 3, MORE_RUNS = 5 };

static struct libraries libraries = {.figures = figure_names};
static char folder[] = "/tmp/optbench-multiples-XXXXXX";

static const char ini[] = "[campaign]\nfunctions = rosenbrock, quadratic\ndimensions = 2\n"
                          "optimizers = sgd, adam, momentum, random\nruns = 3\nbudget = 200\n"
                          "target = none\ntargets = 1, 0.01\nuntil-successes = 3\n"
                          "runs-limit = 5\ntrace = every\n";
static const char *const functions[FUNCTIONS] = {"rosenbrock", "quadratic"};
static const char *const optimizers[OPTIMIZERS] = {"sgd", "adam", "momentum", "random"};

/* What the runs of each cell stand at after costs of 1 and 10, and their costs to the target
 * (infinite: missed). */
static const struct made {
  size_t runs;
  double begin, end[MORE_RUNS], cost[MORE_RUNS];
} made[FUNCTIONS][OPTIMIZERS] = {
    /* SGD and Adam get to the target at the same median cost, whatever their errors. */
    {{3, 8, {0.005, 0.005, 8}, {10, 5, INFINITY}},
     {3, 4, {0.001, 0.001, 0.001}, {10, 10, 10}},
     /* One of three, however fast, is no median. */
     {3, 2, {0.5, 0.5, 0.01}, {INFINITY, INFINITY, 1}},
     {3, INFINITY, {INFINITY, INFINITY, INFINITY}, {INFINITY, INFINITY, INFINITY}}},
    /* Runs for more successes change nothing: SGD missed in the median of its first three. */
    {{5, 9, {3, 3, 0.01, 0.01, 0.01}, {INFINITY, INFINITY, 7, 7, 7}},
     {3, 7, {3, 3, 4}, {INFINITY, INFINITY, INFINITY}},
     {3, 6, {0.01, 0.01, 0.01}, {5, 6, 7}},
     {3, 5, {0.01, 0.01, 0.01}, {8, 9, 10}}},
};

static FILE *create(const char *name)
{
  char path[PATH_SIZE];
  struct error err;
  assert_int_equal(paths_join(path, folder, name, &err), STATUS_OK);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  return file;
}

static void make_trace(size_t f, size_t o)
{
  char name[128];
  snprintf(name, sizeof name, "traces/%s-d2-i0-%s.csv", functions[f], optimizers[o]);
  const struct made *m = &made[f][o];
  FILE *file = create(name);
  fputs("repetition,step,values,gradients,cost,f,best_f,error\n", file);
  for (size_t r = 0; r < m->runs; r++) {
    fprintf(file, "%zu,0,1,0,1,%g,%g,%g\n", r, m->begin, m->begin, m->begin);
    fprintf(file, "%zu,1,10,0,10,%g,%g,%g\n", r, m->end[r], m->end[r], m->end[r]);
  }
  assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
  (void)state;
  struct error err;
  char path[PATH_SIZE];
  if (!mkdtemp(folder) || levels_pick(NULL, &libraries, &err)) return -1;
  if (paths_join(path, folder, "traces", &err) || mkdir(path, 0777)) return -1;
  FILE *campaign = create("campaign.ini"), *runs = create("runs.csv");
  FILE *targets = create("targets.csv");
  fputs(ini, campaign);
  fputs("function,dimension,instance,optimizer,repetition,problem,definition,outcome,steps,values,"
        "gradients,cost,final_f,best_f,error\n",
        runs);
  fputs("function,dimension,instance,optimizer,repetition,target,cost\n", targets);
  for (size_t i = 0; i < CELLS; i++) {
    size_t f = i / OPTIMIZERS, o = i % OPTIMIZERS;
    const struct made *m = &made[f][o];
    make_trace(f, o);
    for (size_t r = 0; r < m->runs; r++) {
      fprintf(runs, "%s,2,0,%s,%zu,0123456789abcdef,0123456789abcdef,budget,1,10,0,10,%g,%g,%g\n",
              functions[f], optimizers[o], r, m->end[r], m->end[r], m->end[r]);
      for (size_t k = 0; k < 2; k++) {
        fprintf(targets, "%s,2,0,%s,%zu,%g,", functions[f], optimizers[o], r, k ? 0.01 : 1);
        if (isfinite(m->cost[r])) fprintf(targets, "%g", m->cost[r]);
        fputc('\n', targets);
      }
    }
  }
  return fclose(campaign) | fclose(runs) | fclose(targets);
}

static int tear_down(void **state)
{
  (void)state;
  static const char *const files[] = {"campaign.ini",         "runs.csv",
                                      "targets.csv",          "multiples.csv",
                                      "multiples-curves.csv", "multiples-panels.csv",
                                      "multiples-field.csv",  "multiples-notes.csv"};
  char path[PATH_SIZE], name[128];
  struct error err;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (!paths_join(path, folder, files[i], &err)) unlink(path);
  for (size_t i = 0; i < CELLS; i++) {
    snprintf(name, sizeof name, "traces/%s-d2-i0-%s.csv", functions[i / OPTIMIZERS],
             optimizers[i % OPTIMIZERS]);
    if (!paths_join(path, folder, name, &err)) unlink(path);
  }
  if (!paths_join(path, folder, "traces", &err)) rmdir(path);
  return rmdir(folder);
}

/* Write the figure of the cells that are traced. */
static void write_multiples(const bool traced[CELLS])
{
  struct error err = {0};
  struct campaign campaign;
  struct style *styles = NULL;
  char path[PATH_SIZE], why[WHY_SIZE] = "", nothing[WHY_SIZE];
  if (paths_join(path, folder, "campaign.ini", &err) ||
      campaign_load(&libraries, path, &campaign, &err) ||
      styles_new(&libraries, &campaign, &styles, &err))
    fail_msg("%s", err.text);
  const struct plot plot = {.libraries = &libraries,
                            .campaign = &campaign,
                            .results = folder,
                            .out = folder,
                            .styles = styles,
                            .traced = traced};
  const struct figure *figure = NULL;
  for (size_t i = 0; i < FIGURE_COUNT; i++)
    if (!strcmp(figures[i]->name, "multiples")) figure = figures[i];
  assert_non_null(figure);
  if (!figure->possible(&plot, why)) fail_msg("it needs %s", why);
  if (figure_write(figure, &plot, nothing, &err)) fail_msg("%s", err.text);
  assert_string_equal(nothing, "");
  free(styles);
  campaign_free(&campaign);
}

static struct csv open_sheet(const char *name)
{
  struct csv csv = {0};
  struct error err = {0};
  char path[PATH_SIZE];
  if (paths_join(path, folder, name, &err) || csv_open(&csv, path, &err)) fail_msg("%s", err.text);
  return csv;
}

/* The records of a sheet, in these columns, with blanks between: one string of lines. */
static void assert_columns(const char *name, const char *const *columns, size_t count,
                           const char *expected)
{
  struct csv csv = open_sheet(name);
  struct error err = {0};
  char got[4096] = "";
  size_t used = 0;
  for (bool more = true;;) {
    if (csv_next(&csv, &more, &err)) fail_msg("%s", err.text);
    if (!more) break;
    for (size_t i = 0; i < count; i++) {
      size_t at;
      if (csv_column(&csv, columns[i], &at, &err)) fail_msg("%s", err.text);
      used += (size_t)snprintf(got + used, sizeof got - used, "%s%c", csv.field[at],
                               i + 1 < count ? ' ' : '\n');
      assert_true(used < sizeof got);
    }
  }
  csv_close(&csv);
  assert_string_equal(got, expected);
}

static const char *const rank_columns[] = {"function", "optimizer", "row",  "column",
                                           "reached",  "end",       "rank", "mean_rank"};

/* Momentum has the ranks 3 and 1, SGD and Adam 1.5 and 3.5, random search 4 and 2. */
static void test_ranks(void **state)
{
  (void)state;
  static const bool traced[CELLS] = {true, true, true, true, true, true, true, true};
  write_multiples(traced);
  assert_columns("multiples-curves.csv", rank_columns, 8,
                 "rosenbrock momentum 0 0 inf 0.5 3 2\n"
                 "rosenbrock sgd 1 0 10 0.005 1.5 2.5\n"
                 "rosenbrock adam 2 0 10 0.001 1.5 2.5\n"
                 "rosenbrock random 3 0 inf inf 4 3\n"
                 "quadratic momentum 0 1 6 0.01 1 2\n"
                 "quadratic sgd 1 1 inf 3 3.5 2.5\n"
                 "quadratic adam 2 1 inf 3 3.5 2.5\n"
                 "quadratic random 3 1 9 0.01 2 3\n");
}

/* A curve has a point where it bends, and its rows are those that it says. Of the field only who
 * has a finite value is part: on Rosenbrock's function not random search. */
static void test_curves_and_field(void **state)
{
  (void)state;
  static const bool traced[CELLS] = {true, true, true, true, true, true, true, true};
  static const char *const field[] = {"function", "cost", "best", "low", "high", "worst"};
  static const char *const panel[] = {"column",    "title",      "target", "cost_high",
                                      "error_low", "error_high", "first",  "last"};
  static const char *const rows[] = {"function", "optimizer", "first", "last"};
  static const char *const data[] = {"function", "optimizer", "cost", "median"};
  write_multiples(traced);
  assert_columns("multiples-field.csv", field, 6,
                 "rosenbrock 1 2 3 6 8\n"
                 "rosenbrock 8.912509381337456 2 3 6 8\n"
                 "rosenbrock 10 0.001 0.003 0.2525 0.5\n"
                 "quadratic 1 5 5.75 7.5 9\n"
                 "quadratic 8.912509381337456 5 5.75 7.5 9\n"
                 "quadratic 10 0.01 0.01 3 3\n");
  assert_columns("multiples-panels.csv", panel, 8,
                 "0 Rosenbrock 0.01 10 0.001 8 0 2\n"
                 "1 quadratic 0.01 10 0.01 9 3 5\n");
  assert_columns("multiples-curves.csv", rows, 4,
                 "rosenbrock momentum 6 8\n"
                 "rosenbrock sgd 0 2\n"
                 "rosenbrock adam 3 5\n"
                 "rosenbrock random 0 0\n"
                 "quadratic momentum 15 17\n"
                 "quadratic sgd 9 11\n"
                 "quadratic adam 12 14\n"
                 "quadratic random 18 20\n");
  assert_columns("multiples.csv", data, 4,
                 "rosenbrock sgd 1 8\n"
                 "rosenbrock sgd 8.912509381337456 8\n"
                 "rosenbrock sgd 10 0.005\n"
                 "rosenbrock adam 1 4\n"
                 "rosenbrock adam 8.912509381337456 4\n"
                 "rosenbrock adam 10 0.001\n"
                 "rosenbrock momentum 1 2\n"
                 "rosenbrock momentum 8.912509381337456 2\n"
                 "rosenbrock momentum 10 0.5\n"
                 "quadratic sgd 1 9\n"
                 "quadratic sgd 8.912509381337456 9\n"
                 "quadratic sgd 10 3\n"
                 "quadratic adam 1 7\n"
                 "quadratic adam 8.912509381337456 7\n"
                 "quadratic adam 10 3\n"
                 "quadratic momentum 1 6\n"
                 "quadratic momentum 8.912509381337456 6\n"
                 "quadratic momentum 10 0.01\n"
                 "quadratic random 1 5\n"
                 "quadratic random 8.912509381337456 5\n"
                 "quadratic random 10 0.01\n");
}

/* What did not run has no entry, and the mean is over those that there are; what has no column has
 * no row; a column of nobody is none. */
static void test_absent(void **state)
{
  (void)state;
  static const bool some[CELLS] = {true, true, true, false, true, false, true, true};
  write_multiples(some);
  assert_columns("multiples-curves.csv", rank_columns, 8,
                 "rosenbrock adam 0 0 10 0.001 1.5 1.5\n"
                 "rosenbrock momentum 1 0 inf 0.5 3 2\n"
                 "rosenbrock sgd 3 0 10 0.005 1.5 2.25\n"
                 "quadratic momentum 1 1 6 0.01 1 2\n"
                 "quadratic random 2 1 9 0.01 2 2\n"
                 "quadratic sgd 3 1 inf 3 3 2.25\n");
  static const bool one[CELLS] = {false, false, false, true, false, true, false, false};
  write_multiples(one);
  assert_columns("multiples-curves.csv", rank_columns, 8, "quadratic adam 0 0 inf 3 1 1\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_ranks),
      cmocka_unit_test(test_curves_and_field),
      cmocka_unit_test(test_absent),
  };
  return cmocka_run_group_tests_name("multiples", tests, set_up, tear_down);
}
