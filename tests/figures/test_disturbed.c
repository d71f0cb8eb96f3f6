/* test_disturbed.c -- the figure `robustness` against values worked out here: the normals of the
 * named streams by the C library's functions, Rosenbrock's function, sorted quartiles. And Wilson's
 * interval by what defines it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/figures/varied.h"
#include "bench/io/csv.h"
#include "bench/plan/levels.h"
#include "bench/statistics/inference.h"
#include "src/stream.h"

enum { DISTURBANCES = 20, RUNS = 2 };
static const double ends[RUNS][2] = {{1, 1}, {-0.5, 0.75}};

static struct libraries libraries = {.figures = figure_names};
static char folder[] = "/tmp/optbench-disturbed-XXXXXX";

static void put(const char *name, const char *text)
{
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  if (!file) fail_msg("cannot write %s", path);
  fputs(text, file);
  fclose(file);
}

static int set_up(void **state)
{
  (void)state;
  struct error err;
  char path[PATH_SIZE];
  if (!mkdtemp(folder) || levels_pick(NULL, &libraries, &err)) return -1;
  snprintf(path, sizeof path, "%s/x", folder);
  if (mkdir(path, 0700)) return -1;
  put("campaign.ini", "[campaign]\nfunctions = rosenbrock\ndimensions = 2\n"
                      "optimizers = adam, sgd, random\nruns = 3\nseed = 7\nsave-x = yes\n");
  /* Where runs ended is another matter, and one run found nothing. */
  put("x/rosenbrock-d2-i0-adam.csv", "repetition,point,f,x1,x2\n0,final,9,3,4\n0,best,0,1,1\n"
                                     "1,best,6.5,-0.5,0.75\n2,best,nan,nan,1\n");
  put("x/rosenbrock-d2-i0-sgd.csv",
      "repetition,point,f,x1,x2\n0,best,0,1,1\n1,best,6.5,-0.5,0.75\n");
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  static const char *const names[] = {"x/rosenbrock-d2-i0-adam.csv",
                                      "x/rosenbrock-d2-i0-sgd.csv",
                                      "x",
                                      "campaign.ini",
                                      "robustness.csv",
                                      "robustness-curves.csv",
                                      "robustness-panels.csv",
                                      "robustness-notes.csv"};
  char path[PATH_SIZE];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    remove(path);
  }
  return rmdir(folder);
}

static double rosenbrock(const double *x)
{
  return 100 * pow(x[1] - x[0] * x[0], 2) + pow(1 - x[0], 2);
}

/* The disturbance of a run: number i of the 40 normals of its stream, by Box and Muller. */
static double normal(size_t run, size_t i)
{
  struct stream s = stream_named(stream_root(7), "rosenbrock");
  s = stream_numbered(stream_numbered(stream_numbered(s, 2), 0), run);
  s = stream_named(s, "disturbances");
  return sqrt(-2 * log(stream_uniform(s, 2 * i))) *
         cos(2 * acos(-1) * stream_uniform(s, 2 * i + 1));
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double at_share(const double *sorted, size_t count, double share)
{
  double place = share * (double)(count - 1);
  size_t below = (size_t)place;
  double rest = place - (double)below;
  return sorted[below] + (rest > 0 ? rest * (sorted[below + 1] - sorted[below]) : 0);
}

static void close_to(double got, double wanted)
{
  if (!(fabs(got - wanted) <= 1e-12 * fmax(1, fabs(wanted)))) fail_msg("%.17g %.17g", got, wanted);
}

static double number(const struct csv *csv, const char *name)
{
  struct error err = {0};
  size_t column;
  double value = NAN;
  if (csv_column(csv, name, &column, &err) || csv_number(csv, column, &value, &err))
    fail_msg("%s", err.text);
  return value;
}

static void check_row(const struct csv *csv, double deviation)
{
  double value[RUNS * DISTURBANCES], sum = 0;
  size_t count = 0;
  for (size_t run = 0; run < RUNS; run++)
    for (size_t k = 0; k < DISTURBANCES; k++) {
      double x[2];
      for (size_t i = 0; i < 2; i++) x[i] = ends[run][i] + deviation * normal(run, 2 * k + i);
      value[count] = rosenbrock(x);
      sum += value[count++];
    }
  qsort(value, count, sizeof *value, ascending);
  close_to(number(csv, "deviation"), deviation);
  close_to(number(csv, "mean"), sum / (double)count);
  close_to(number(csv, "low"), at_share(value, count, 0.25));
  close_to(number(csv, "median"), at_share(value, count, 0.5));
  close_to(number(csv, "high"), at_share(value, count, 0.75));
  assert_true(number(csv, "runs") == RUNS);
}

static void test_robustness(void **state)
{
  (void)state;
  struct error err = {0};
  struct campaign campaign;
  struct style *styles = NULL;
  char path[PATH_SIZE], nothing[WHY_SIZE], why[WHY_SIZE];
  bool traced[3] = {false}, more;
  snprintf(path, sizeof path, "%s/campaign.ini", folder);
  if (campaign_load(&libraries, path, &campaign, &err) ||
      styles_new(&libraries, &campaign, &styles, &err))
    fail_msg("%s", err.text);
  struct plot plot = {.libraries = &libraries,
                      .campaign = &campaign,
                      .results = folder,
                      .out = folder,
                      .styles = styles,
                      .traced = traced};
  const struct figure *figure = NULL;
  for (size_t i = 0; i < FIGURE_COUNT; i++)
    if (!strcmp(figures[i]->name, "robustness")) figure = figures[i];
  assert_non_null(figure);
  assert_true(figure->possible(&plot, why));
  if (figure_write(figure, &plot, nothing, &err)) fail_msg("%s", err.text);
  assert_string_equal(nothing, "");
  struct csv csv;
  snprintf(path, sizeof path, "%s/robustness.csv", folder);
  if (csv_open(&csv, path, &err)) fail_msg("%s", err.text);
  /* Both optimizers ended in the same points: the same disturbances. */
  for (size_t o = 0; o < 2; o++)
    for (size_t i = 0; i < 8; i++) {
      if (csv_next(&csv, &more, &err)) fail_msg("%s", err.text);
      assert_true(more);
      assert_string_equal(csv.field[2], o ? "sgd" : "adam");
      check_row(&csv, i ? pow(10, -3 + 0.5 * (double)i) : 0);
    }
  assert_int_equal(csv_next(&csv, &more, &err), STATUS_OK);
  assert_false(more); /* random has no points */
  csv_close(&csv);
  plot.results = "/nowhere";
  assert_false(figure->possible(&plot, why));
  free(styles);
  campaign_free(&campaign);
}

/* p is a bound where the share is 1.96 standard deviations of p away from it. */
static void test_share_interval(void **state)
{
  (void)state;
  const double z = 1.9599639845400545;
  for (size_t n = 1; n < 40; n += 3)
    for (size_t k = 0; k <= n; k++) {
      struct interval i = share_interval(k, n);
      double share = (double)k / (double)n;
      assert_true(0 <= i.low && i.low <= share && share <= i.high && i.high <= 1);
      if (k) close_to(pow(share - i.low, 2), z * z * i.low * (1 - i.low) / (double)n);
      if (k < n) close_to(pow(i.high - share, 2), z * z * i.high * (1 - i.high) / (double)n);
    }
  /* As tables have it. */
  assert_true(fabs(share_interval(0, 10).high - 0.27753) < 1e-5 && share_interval(0, 10).low == 0);
  assert_true(fabs(share_interval(5, 10).low - 0.23659) < 1e-5);
}

static void check_varied(const char *list, size_t number_, const char *rest, const char *key,
                         double value)
{
  struct error err = {0};
  struct campaign c = {0};
  if (campaign_defaults(&libraries, &c, "x", &err) ||
      campaign_set_optimizers(&libraries, &c, list, &err))
    fail_msg("%s", err.text);
  struct varied *varied = varied_optimizers(&c);
  assert_non_null(varied);
  const struct varied *v = &varied[number_];
  assert_int_equal(v->varies, key != NULL);
  assert_int_equal(v->number, number_);
  assert_string_equal(v->rest, rest);
  if (key) assert_string_equal(v->key, key);
  if (key) assert_true(v->value == value);
  free(varied);
  campaign_free(&c);
}

static void test_varied(void **state)
{
  (void)state;
  const char *sigmas = "es:sigma=0.1, es:sigma=0.3, sgd";
  check_varied(sigmas, 1, "es", "sigma", 0.3);
  check_varied(sigmas, 2, "sgd", NULL, NAN);
  /* In front of one that is the same. */
  const char *before = "es:sigma=0.1,population=20, es:sigma=0.3,population=20";
  check_varied(before, 0, "es:population=20", "sigma", 0.1);
  /* The last that differs. */
  const char *grid = "es:sigma=0.1,population=10, es:sigma=0.1,population=20, "
                     "es:sigma=0.3,population=10, es:sigma=0.3,population=20";
  check_varied(grid, 2, "es:sigma=0.3", "population", 10);
  /* Alone it varies in nothing. */
  check_varied("es:sigma=0.1, cmaes:sigma=0.1", 0, "es:sigma=0.1", NULL, NAN);
  /* Nor where its partner varies in something else. */
  const char *corner = "es:sigma=0.1,population=10, es:sigma=0.1,population=20, "
                       "es:sigma=0.3,population=10";
  check_varied(corner, 2, "es:sigma=0.3,population=10", NULL, NAN);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_robustness),
      cmocka_unit_test(test_share_interval),
      cmocka_unit_test(test_varied),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
