/* test_figures.c -- the data of figures against those worked out by hand, how optimizers look,
 * which steps of a path are drawn, and programs that are started. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/io/csv.h"
#include "bench/io/spawn.h"
#include "bench/plan/levels.h"
#include "bench/plot/figure.h"
#include "bench/plot/landscape.h"
#include "bench/plot/sheet.h"
#include "bench/plot/thin.h"
#include "src/stream.h"
#include "tests/support/looks.h"

static struct libraries libraries = {.figures = figure_names};
static char folder[] = "/tmp/optbench-plot-XXXXXX";

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

/* The results made by hand, see tests/reference/plot/README.md. */
struct hand {
  struct campaign campaign;
  struct style *styles;
  bool traced[2];
  struct plot plot;
};

static void open_hand(struct hand *h)
{
  struct error err = {0};
  if (campaign_load(&libraries, "tests/reference/plot/campaign.ini", &h->campaign, &err) ||
      styles_new(&libraries, &h->campaign, &h->styles, &err))
    fail_msg("%s", err.text);
  h->traced[0] = h->traced[1] = true;
  h->plot = (struct plot){.libraries = &libraries,
                          .campaign = &h->campaign,
                          .results = "tests/reference/plot",
                          .out = folder,
                          .styles = h->styles,
                          .traced = h->traced};
}

static void close_hand(struct hand *h)
{
  free(h->styles);
  campaign_free(&h->campaign);
}

static const struct figure *figure_named(const char *name)
{
  for (size_t i = 0; i < FIGURE_COUNT; i++)
    if (!strcmp(figures[i]->name, name)) return figures[i];
  fail_msg("there is no figure %s", name);
  return NULL;
}

static void write_figure(const struct hand *h, const struct figure *figure)
{
  struct error err = {0};
  char why[WHY_SIZE] = "";
  if (!figure->possible(&h->plot, why)) fail_msg("%s needs %s", figure->name, why);
  char nothing[WHY_SIZE];
  if (figure_write(figure, &h->plot, nothing, &err)) fail_msg("%s", err.text);
  assert_string_equal(nothing, "");
}

static char *read_text(const char *in, const char *name)
{
  char path[PATH_SIZE];
  struct error err;
  assert_int_equal(paths_join(path, in, name, &err), STATUS_OK);
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("cannot read %s", path);
  char *text = calloc(1, 1 << 16);
  assert_non_null(text);
  assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
  fclose(file);
  return text;
}

static void assert_as_expected(const char *name)
{
  char *got = read_text(folder, name), *expected = read_text("tests/reference/plot/expected", name);
  assert_string_equal(got, expected);
  free(got);
  free(expected);
}

static struct csv open_sheet(const char *name)
{
  struct csv csv = {0};
  struct error err = {0};
  char path[PATH_SIZE];
  if (paths_join(path, folder, name, &err) || csv_open(&csv, path, &err)) fail_msg("%s", err.text);
  return csv;
}

/* The next record of a sheet has these fields in these columns. */
struct field {
  const char *column, *value;
};
static void assert_record(struct csv *csv, const struct field *fields, size_t count)
{
  struct error err = {0};
  bool more;
  if (csv_next(csv, &more, &err)) fail_msg("%s", err.text);
  assert_true(more);
  for (size_t i = 0; i < count; i++) {
    size_t column;
    if (csv_column(csv, fields[i].column, &column, &err)) fail_msg("%s", err.text);
    assert_string_equal(csv->field[column], fields[i].value);
  }
}

static void test_convergence(void **state)
{
  (void)state;
  struct hand h;
  open_hand(&h);
  write_figure(&h, figure_named("convergence"));
  assert_as_expected("convergence.csv");
  assert_as_expected("convergence-panels.csv");
  struct csv csv = open_sheet("convergence-curves.csv");
  const struct field sgd[] = {{"optimizer", "sgd"}, {"colour", "#597a00"},  {"dash", "1"},
                              {"first", "0"},       {"last", "10"},         {"end", "0.5"},
                              {"reached", "inf"},   {"spent", "6"},         {"diverged", "1"},
                              {"diverged_at", "4"}, {"diverged_value", "8"}};
  const struct field random[] = {
      {"optimizer", "random"}, {"colour", "#baaf3d"},    {"dash", "1"},
      {"first", "11"},         {"last", "31"},           {"end", "1e-08"},
      {"reached", "10"},       {"spent", "10"},          {"diverged", "0"},
      {"diverged_at", "nan"},  {"diverged_value", "nan"}};
  assert_record(&csv, sgd, 11);
  assert_record(&csv, random, 11);
  csv_close(&csv);
  close_hand(&h);
}

static void test_convergence_of_a_part(void **state)
{
  (void)state;
  struct hand h;
  open_hand(&h);
  h.traced[0] = false;
  write_figure(&h, figure_named("convergence"));
  struct csv csv = open_sheet("convergence-curves.csv");
  const struct field random[] = {{"optimizer", "random"}, {"first", "0"}, {"last", "20"}};
  bool more;
  struct error err;
  assert_record(&csv, random, 3);
  assert_int_equal(csv_next(&csv, &more, &err), STATUS_OK);
  assert_false(more);
  csv_close(&csv);
  close_hand(&h);
}

static void test_profile(void **state)
{
  (void)state;
  struct hand h;
  open_hand(&h);
  write_figure(&h, figure_named("profile"));
  assert_as_expected("profile.csv");
  assert_as_expected("profile-panels.csv");
  close_hand(&h);
}

/* Two runs of each of two optimizers: the cost to the targets before the first, those before the
 * second, and none beyond. */
static const struct made {
  const char *optimizer;
  size_t repetition, until[2];
  double cost[2], spent;
} made[] = {{"sgd", 0, {15, 15}, {2, 2}, 10},
            {"sgd", 1, {0, 0}, {0, 0}, 4},
            {"random", 0, {10, 20}, {1, 6}, 10},
            {"random", 1, {10, 10}, {1, 1}, 10}};

static FILE *create(const char *name)
{
  char path[PATH_SIZE];
  struct error err;
  assert_int_equal(paths_join(path, folder, name, &err), STATUS_OK);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  return file;
}

static void make_results(void)
{
  FILE *ini = create("campaign.ini"), *runs = create("runs.csv"), *targets = create("targets.csv");
  fputs("[campaign]\nfunctions = rosenbrock\ndimensions = 2\noptimizers = sgd, random\n"
        "runs = 2\nbudget = 10\ntrace = none\n",
        ini);
  fputs("function,dimension,instance,optimizer,repetition,problem,definition,outcome,steps,values,"
        "gradients,cost,final_f,best_f,error\n",
        runs);
  fputs("function,dimension,instance,optimizer,repetition,target,cost\n", targets);
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
    const struct made *m = &made[i];
    fprintf(runs, "rosenbrock,2,0,%s,%zu,0123456789abcdef,0123456789abcdef,budget,1,1,0,%g,1,1,1\n",
            m->optimizer, m->repetition, m->spent);
    for (size_t k = 0; k < USUAL_TARGETS; k++) {
      fprintf(targets, "rosenbrock,2,0,%s,%zu,%.17g,", m->optimizer, m->repetition,
              usual_targets[k]);
      if (k < m->until[1]) fprintf(targets, "%g", m->cost[k >= m->until[0]]);
      fputc('\n', targets);
    }
  }
  assert_int_equal(fclose(ini) | fclose(runs) | fclose(targets), 0);
}

static void write_of_made(const struct figure *figure)
{
  struct hand h;
  open_hand(&h);
  make_results();
  h.plot.results = folder;
  write_figure(&h, figure);
  close_hand(&h);
}

/* Average running times of SGD: 2 + 4 to 15 targets; of random search: 1 to 10 targets, then 6 + 10
 * to another 10. Of 51 problems SGD solves 5 first, 10 at a factor of 6; random search 10 first and
 * 5 alone, 5 at a factor of 16/6. */
static void test_performance(void **state)
{
  (void)state;
  write_of_made(figure_named("performance"));
  char *got = read_text(folder, "performance.csv");
  assert_string_equal(got, "function,optimizer,ratio,share\n"
                           "rosenbrock,sgd,1,0.09803921568627451\n"
                           "rosenbrock,sgd,6,0.09803921568627451\n"
                           "rosenbrock,sgd,6,0.29411764705882354\n"
                           "rosenbrock,sgd,10,0.29411764705882354\n"
                           "rosenbrock,random,1,0.29411764705882354\n"
                           "rosenbrock,random,2.6666666666666665,0.29411764705882354\n"
                           "rosenbrock,random,2.6666666666666665,0.39215686274509803\n"
                           "rosenbrock,random,10,0.39215686274509803\n");
  free(got);
  struct csv csv = open_sheet("performance-panels.csv");
  const struct field panel[] = {{"cases", "51"}, {"cost_low", "1"}, {"cost_high", "10"}};
  assert_record(&csv, panel, 3);
  csv_close(&csv);
}

static double number_of(struct csv *csv, const char *column)
{
  struct error err = {0};
  size_t at;
  if (csv_column(csv, column, &at, &err)) fail_msg("%s", err.text);
  return atof(csv->field[at]);
}

/* Random search reaches 10 targets at 1, and each of the next 10 at 6 after as many runs that miss
 * and spend 10 as the stream says: at 6, 16, ... 96, and then the budgets are spent. */
static void test_restarts(void **state)
{
  (void)state;
  write_of_made(figure_named("restarts"));
  size_t at[11] = {1000}; /* how many of 5100 within a cost of 1, 6, 16, ... */
  for (size_t k = 10; k < 20; k++) {
    struct stream stream = stream_named(stream_root(0), "simulated restarts");
    stream = stream_numbered(stream_numbered(stream_named(stream, "rosenbrock"), 2), 0);
    stream = stream_numbered(stream_named(stream, "random"), k);
    uint64_t draw = 0;
    for (size_t i = 0; i < 100; i++) {
      size_t missed = 0;
      while (missed < 10 && stream_uniform(stream, draw++) > 0.5) missed++;
      if (missed < 10) at[missed + 1]++;
    }
  }
  for (size_t i = 1; i < 11; i++) at[i] += at[i - 1];
  assert_in_range(at[1], 1400, 1600);

  struct csv csv = open_sheet("restarts-panels.csv"), curves = open_sheet("restarts-curves.csv");
  const struct field panel[] = {{"cases", "5100"}, {"cost_low", "0.1"}, {"cost_high", "50"}};
  assert_record(&csv, panel, 3);
  csv_close(&csv);
  assert_record(&curves, NULL, 0);
  size_t skip = (size_t)number_of(&curves, "last") + 1;
  csv_close(&curves);
  csv = open_sheet("restarts.csv");
  while (skip--) assert_record(&csv, NULL, 0);
  const struct field begin[] = {
      {"optimizer", "random"}, {"cost_per_dimension", "0.1"}, {"share", "0"}};
  assert_record(&csv, begin, 3);
  for (size_t i = 0; i < 11; i++) {
    double cost = i ? 3 + 5 * (double)(i - 1) : 0.5;
    if (i && at[i] == at[i - 1]) continue;
    assert_record(&csv, begin, 1);
    assert_true(number_of(&csv, "cost_per_dimension") == cost);
    assert_true(number_of(&csv, "share") == (i ? (double)at[i - 1] / 5100 : 0));
    assert_record(&csv, begin, 1);
    assert_true(number_of(&csv, "cost_per_dimension") == cost);
    assert_true(number_of(&csv, "share") == (double)at[i] / 5100);
  }
  assert_record(&csv, begin, 1);
  assert_true(number_of(&csv, "cost_per_dimension") == 50);
  csv_close(&csv);
}

static void test_trajectories(void **state)
{
  (void)state;
  struct hand h;
  open_hand(&h);
  write_figure(&h, figure_named("trajectories"));
  assert_as_expected("trajectories.csv");
  struct csv csv = open_sheet("trajectories-panels.csv");
  const struct field sgd[] = {
      {"row", "0"},         {"column", "0"},   {"landscape", "0"},    {"function", "Rosenbrock"},
      {"first", "0"},       {"last", "2"},     {"target", "1e-08"},   {"reached", "nan"},
      {"start_x1", "-1.2"}, {"start_x2", "1"}, {"minimiser_x1", "1"}, {"minimiser_x2", "1"},
      {"diverged", "0"},    {"exit_x1", "nan"}};
  const struct field random[] = {{"column", "1"}, {"first", "3"}, {"last", "4"}, {"reached", "10"}};
  assert_record(&csv, sgd, 14);
  assert_record(&csv, random, 4);
  csv_close(&csv);
  close_hand(&h);
}

/* Every value of the field is that of the function where its row and column say. */
static void test_landscape(void **state)
{
  (void)state;
  struct hand h;
  open_hand(&h);
  write_figure(&h, figure_named("trajectories"));
  struct csv csv = open_sheet("trajectories-landscape0.csv");
  struct error err = {0};
  bool more = true;
  size_t rows = 0;
  assert_int_equal(atoi(csv.name[0]) + 1, csv.field_count);
  for (; !csv_next(&csv, &more, &err) && more; rows++) {
    double y = atof(csv.field[0]);
    for (size_t i = 1; i < csv.field_count; i += 37) {
      double x = atof(csv.name[i]), f = 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x);
      assert_true(fabs(atof(csv.field[i]) - log10(f + 1e-4)) < 1e-4);
    }
  }
  assert_false(more);
  assert_int_equal(rows + 1, csv.field_count);
  csv_close(&csv);
  close_hand(&h);
}

/* A figure of another kind says what it takes. */
static void test_impossible(void **state)
{
  (void)state;
  struct hand h;
  open_hand(&h);
  const struct figure *const others[] = {figure_named("smoothing"), figure_named("deviation"),
                                         figure_named("stepsize")};
  for (size_t i = 0; i < 3; i++) {
    char why[WHY_SIZE] = "";
    assert_false(others[i]->possible(&h.plot, why));
    assert_non_null(strstr(why, "--trace-x"));
  }
  close_hand(&h);
}

/* A campaign's results made by the program itself, in the folder's `results`. */
struct live {
  struct campaign campaign;
  struct style *styles;
  bool traced[16];
  struct plot plot;
};

static void open_live(struct live *l, const char *ini, const char *results)
{
  struct error err = {0};
  char path[PATH_SIZE];
  FILE *file = create("live.ini");
  fputs(ini, file);
  assert_int_equal(fclose(file), 0);
  if (paths_join(path, folder, "live.ini", &err) ||
      campaign_load(&libraries, path, &l->campaign, &err) ||
      styles_new(&libraries, &l->campaign, &l->styles, &err))
    fail_msg("%s", err.text);
  for (size_t i = 0; i < 16; i++) l->traced[i] = true;
  l->plot = (struct plot){.libraries = &libraries,
                          .campaign = &l->campaign,
                          .results = results,
                          .out = folder,
                          .styles = l->styles,
                          .traced = l->traced};
}

static void close_live(struct live *l)
{
  free(l->styles);
  campaign_free(&l->campaign);
}

static void write_live(const struct live *l, const struct figure *figure)
{
  struct error err = {0};
  char why[WHY_SIZE] = "";
  if (!figure->possible(&l->plot, why)) fail_msg("%s needs %s", figure->name, why);
  char nothing[WHY_SIZE];
  if (figure_write(figure, &l->plot, nothing, &err)) fail_msg("%s", err.text);
  assert_string_equal(nothing, "");
}

/* The first generation of a strategy of deviation 0.25: its mean is the start, its factor the
 * deviation, its points are pairs about the mean whose values are the function's. */
static void test_population(void **state)
{
  (void)state;
  struct live l;
  struct error err = {0};
  bool more;
  open_live(&l,
            "[campaign]\nfunctions = rosenbrock\ndimensions = 2\n"
            "optimizers = sgd, es:sigma=0.25,population=6\nruns = 1\nstart = canonical\n"
            "budget = 300\n",
            folder);
  write_live(&l, figure_named("population"));
  struct csv csv = open_sheet("population-shots.csv");
  const struct field still[] = {{"method", "0"},     {"kind", "still"},   {"number", "0"},
                                {"cost", "6"},       {"mean_x1", "-1.2"}, {"mean_x2", "1"},
                                {"l11", "0.25"},     {"l21", "0"},        {"l22", "0.25"},
                                {"generation", "0"}, {"first", "0"},      {"last", "5"}};
  assert_record(&csv, still, 12);
  size_t stills = 1, frames = 0;
  double before = 0;
  size_t kind, cost, wanted;
  assert_int_equal(csv_column(&csv, "kind", &kind, &err), STATUS_OK);
  assert_int_equal(csv_column(&csv, "cost", &cost, &err), STATUS_OK);
  assert_int_equal(csv_column(&csv, "wanted", &wanted, &err), STATUS_OK);
  while (!csv_next(&csv, &more, &err) && more) {
    stills += !strcmp(csv.field[kind], "still");
    frames += !strcmp(csv.field[kind], "frame");
    /* In the generation in which the cost is spent. */
    assert_true(atof(csv.field[cost]) >= atof(csv.field[wanted]) || atof(csv.field[cost]) == 300);
    assert_true(atof(csv.field[cost]) < atof(csv.field[wanted]) + 6);
    assert_true(atof(csv.field[cost]) >= before);
    before = atof(csv.field[cost]);
  }
  assert_int_equal(stills, 5);
  assert_int_equal(frames, 60);
  csv_close(&csv);
  csv = open_sheet("population.csv");
  double sum[2] = {0, 0};
  size_t better = 0;
  for (size_t i = 0; i < 6; i++) {
    assert_record(&csv, NULL, 0);
    double x = number_of(&csv, "x1"), y = number_of(&csv, "x2");
    double f = 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x);
    assert_true(fabs(number_of(&csv, "f") - f) < 1e-9 * f);
    sum[0] += x / 6;
    sum[1] += y / 6;
    better += number_of(&csv, "better_half") == 1;
  }
  assert_true(fabs(sum[0] + 1.2) < 1e-12 && fabs(sum[1] - 1) < 1e-12);
  assert_int_equal(better, 3);
  csv_close(&csv);
  close_live(&l);
}

/* aRT of SGD at its 15 easiest targets: both runs' 2 + 4, the second never there. */
static void test_dimension(void **state)
{
  (void)state;
  static const double cost[2][4] = {{10, 40, 160, 640}, {100, 200, 400, 800}};
  struct live l;
  FILE *ini = create("campaign.ini"), *runs = create("runs.csv"), *targets = create("targets.csv");
  const char *text = "[campaign]\nfunctions = rosenbrock\ndimensions = 2, 4, 8, 16\n"
                     "optimizers = sgd, random\nruns = 2\nbudget = 5000\ntarget = 1e-2\n"
                     "trace = none\n";
  fputs(text, ini);
  fputs("function,dimension,instance,optimizer,repetition,problem,definition,outcome,steps,values,"
        "gradients,cost,final_f,best_f,error\n",
        runs);
  fputs("function,dimension,instance,optimizer,repetition,target,cost\n", targets);
  for (size_t d = 0; d < 4; d++)
    for (size_t o = 0; o < 2; o++)
      for (size_t run = 0; run < 2; run++) {
        /* Random search's second run misses at the largest dimension. */
        bool missed = o && run && d == 3;
        fprintf(runs,
                "rosenbrock,%d,0,%s,%zu,0123456789abcdef,0123456789abcdef,budget,1,1,0,%g,1,1,1\n",
                2 << d, o ? "random" : "sgd", run, missed ? 5000 : 2 * cost[o][d]);
        for (size_t k = 0; k < USUAL_TARGETS; k++) {
          fprintf(targets, "rosenbrock,%d,0,%s,%zu,%.17g,", 2 << d, o ? "random" : "sgd", run,
                  usual_targets[k]);
          if (k <= 20 && !missed) fprintf(targets, "%g", cost[o][d]);
          fputc('\n', targets);
        }
      }
  assert_int_equal(fclose(ini) | fclose(runs) | fclose(targets), 0);
  open_live(&l, text, folder);
  write_live(&l, figure_named("dimension"));
  struct csv csv = open_sheet("dimension-curves.csv");
  const struct field sgd[] = {{"optimizer", "sgd"},
                              {"first", "0"},
                              {"last", "3"},
                              {"end_dimension", "16"},
                              {"end_average", "640"}};
  const struct field random[] = {{"optimizer", "random"}, {"end_average", "5800"}};
  assert_record(&csv, sgd, 5);
  assert_true(fabs(number_of(&csv, "slope") - 2) < 1e-12);
  assert_record(&csv, random, 2);
  /* Through (2, 100), (4, 200), (8, 400): where a run missed says nothing. */
  assert_true(fabs(number_of(&csv, "slope") - 1) < 1e-12);
  csv_close(&csv);
  close_live(&l);
}

/* Values in order of size whatever the order of the campaign; a run that missed costs infinitely.
 */
static void test_scan(void **state)
{
  (void)state;
  struct live l;
  static const char *const labels[] = {"es:sigma=1", "es:sigma=0.1", "adam:rate=3", "es"};
  FILE *ini = create("campaign.ini"), *runs = create("runs.csv"), *targets = create("targets.csv");
  const char *text = "[campaign]\nfunctions = rosenbrock\ndimensions = 2\n"
                     "optimizers = es:sigma=1, es:sigma=0.1, adam:rate=3, es\nruns = 2\n"
                     "budget = 5000\ntarget = 1e-2\ntrace = none\n";
  fputs(text, ini);
  fputs("function,dimension,instance,optimizer,repetition,problem,definition,outcome,steps,values,"
        "gradients,cost,final_f,best_f,error\n",
        runs);
  fputs("function,dimension,instance,optimizer,repetition,target,cost\n", targets);
  for (size_t o = 0; o < 4; o++)
    for (size_t run = 0; run < 2; run++) {
      fprintf(runs,
              "rosenbrock,2,0,%s,%zu,0123456789abcdef,0123456789abcdef,budget,1,1,0,50,1,1,1\n",
              labels[o], run);
      for (size_t k = 0; k < USUAL_TARGETS; k++) {
        fprintf(targets, "rosenbrock,2,0,%s,%zu,%.17g,", labels[o], run, usual_targets[k]);
        if (k <= 20 && (o || run)) fprintf(targets, "%zu", 10 * (o + 1) + 4 * run);
        fputc('\n', targets);
      }
    }
  assert_int_equal(fclose(ini) | fclose(runs) | fclose(targets), 0);
  open_live(&l, text, folder);
  write_live(&l, figure_named("scan"));
  char *got = read_text(folder, "scan.csv");
  assert_string_equal(got,
                      "function,dimension,method,parameter,value,low,median,high,reached,runs\n"
                      "rosenbrock,2,es,sigma,0.1,21,22,23,2,2\n"
                      "rosenbrock,2,es,sigma,1,inf,inf,inf,1,2\n");
  free(got);
  struct csv csv = open_sheet("scan-panels.csv");
  const struct field panel[] = {{"parameter", "sigma"}, {"log", "1"},       {"low", "0.1"},
                                {"high", "1"},          {"cost_low", "21"}, {"cost_high", "23"},
                                {"curves", "1"},        {"target", "0.01"}};
  assert_record(&csv, panel, 8);
  csv_close(&csv);
  csv = open_sheet("scan-curves.csv");
  assert_record(&csv, &(struct field){"held", "rate 0.1"}, 1);
  csv_close(&csv);
  close_live(&l);
}

/* A campaign refuses a figure that there is not when it is read. */
static void test_unknown_figure(void **state)
{
  (void)state;
  struct campaign c = {0};
  struct error err = {0};
  assert_int_equal(campaign_set(&libraries, &c, "figures", "profile, populatoin", &err),
                   STATUS_USAGE);
  assert_non_null(strstr(err.text, "did you mean 'population'?"));
  assert_int_equal(campaign_set(&libraries, &c, "figures", "profile, population", &err), STATUS_OK);
}

static bool holds(const char *text, const char *part) { return strstr(text, part) != NULL; }

/* Titles tell optimizers apart, and gnuplot finds no comma in them. */
static void test_titles(void **state)
{
  (void)state;
  struct style *s =
      looks_of(&libraries, "adam:rate=0.1,beta1=0.8,adam:rate=0.1,beta1=0.9,adam,sgd:rate=2");
  assert_true(holds(s[0].title, "(beta1 0.8)") || holds(s[0].title, "(rate 0.1; beta1 0.8)"));
  assert_true(strcmp(s[0].title, s[1].title) && strcmp(s[1].title, s[2].title) &&
              strcmp(s[0].title, s[2].title));
  assert_false(holds(s[3].title, "rate"));
  for (size_t i = 0; i < 4; i++) assert_false(holds(s[i].title, ","));
  free(s);
  s = looks_of(&libraries, "es:rate=0.1,sigma=0.1,es:rate=0.1,sigma=0.2");
  assert_true(holds(s[0].title, " (sigma 0.1)") && holds(s[1].title, " (sigma 0.2)"));
  free(s);
}

static enum thin_action step(struct thin *t, const double drawn[2], const double from[2],
                             const double to[2])
{
  enum thin_action action;
  struct error err;
  assert_int_equal(thin_step(t, drawn, from, to, &action, &err), STATUS_OK);
  return action;
}

static void test_thin(void **state)
{
  (void)state;
  const double low[] = {0, 0}, high[] = {250, 250}; /* cells of width 1 */
  const double a[] = {10.5, 10.5}, near[] = {10.9, 10.1}, b[] = {20.5, 10.5}, c[] = {5.5, 99.5};
  const double outside[] = {-30.5, 10.5}, far[] = {1e300, -1e300};
  struct thin t;
  thin_start(&t, low, high);
  assert_int_equal(step(&t, a, a, near), THIN_SKIP);
  assert_int_equal(step(&t, a, near, b), THIN_DRAW);
  assert_int_equal(step(&t, b, b, a), THIN_SKIP); /* back over the same line */
  assert_int_equal(step(&t, b, a, b), THIN_SKIP);
  assert_int_equal(step(&t, b, b, c), THIN_DRAW);
  assert_int_equal(step(&t, c, c, b), THIN_SKIP);
  assert_int_equal(step(&t, c, b, outside), THIN_RESUME); /* not from c, where the pen is */
  assert_int_equal(step(&t, outside, outside, far), THIN_DRAW);
  thin_free(&t);
}

/* A path of n random steps among few cells is drawn with each pair of cells once. */
static void test_thin_many(void **state)
{
  (void)state;
  const double low[] = {0, 0}, high[] = {250, 250};
  struct thin t;
  double at[2] = {0.5, 0.5};
  size_t drawn = 0;
  unsigned random = 1;
  thin_start(&t, low, high);
  for (int i = 0; i < 200000; i++) {
    random = random * 1664525u + 1013904223u;
    double next[2] = {(random >> 24) % 8 + 0.5, (random >> 20) % 8 + 0.5};
    drawn += step(&t, at, at, next) != THIN_SKIP;
    memcpy(at, next, sizeof at);
  }
  assert_in_range(drawn, 1000, 64 * 63 / 2);
  thin_free(&t);
}

static void test_spawn(void **state)
{
  (void)state;
  struct child children[3];
  struct error err = {0};
  char *quick[] = {"sh", "-c", "echo to both; echo ends >&2; exit 7", NULL};
  char *slow[] = {"sh", "-c", "sleep 0.4", NULL};
  char *loud[] = {"sh", "-c", "sleep 0.1; head -c 300000 /dev/zero | tr '\\0' x >&2; kill -9 $$",
                  NULL};
  assert_int_equal(spawn_start(&children[0], slow, &err), STATUS_OK);
  assert_int_equal(spawn_start(&children[1], loud, &err), STATUS_OK);
  assert_int_equal(spawn_start(&children[2], quick, &err), STATUS_OK);
  assert_int_equal(spawn_wait(children, 3), 2);
  assert_int_equal(children[2].status, 7);
  assert_string_equal(children[2].text, "to both\nends\n");
  assert_int_equal(spawn_wait(children, 3), 1);
  assert_int_equal(children[1].status, 128 + 9);
  assert_int_equal(strlen(children[1].text), SPAWN_TEXT - 1);
  assert_int_equal(spawn_wait(children, 3), 0);
  assert_int_equal(children[0].status, 0);
  assert_string_equal(children[0].text, "");
  assert_int_equal(spawn_wait(children, 3), 3);
}

static void test_spawn_absent(void **state)
{
  (void)state;
  struct child child;
  struct error err = {0};
  char *argv[] = {"optbench-no-such-program", NULL};
  assert_int_equal(spawn_start(&child, argv, &err), STATUS_IO);
  assert_int_equal(errno, ENOENT);
  assert_int_equal(child.process, 0);
  assert_string_equal(err.text, "cannot start optbench-no-such-program: No such file or directory");
}

static void test_spawn_stop(void **state)
{
  (void)state;
  struct child child;
  struct error err = {0};
  char *argv[] = {"sleep", "60", NULL};
  assert_int_equal(spawn_start(&child, argv, &err), STATUS_OK);
  spawn_stop(&child);
  assert_int_equal(child.status, 128 + 15);
  assert_int_equal(child.process, 0);
}

/* What campaigns and options know a figure by is what its files are called. */
static void test_table(void **state)
{
  (void)state;
  for (size_t i = 0; i < FIGURE_COUNT; i++) {
    assert_string_equal(figures[i]->name, figure_names[i]);
    assert_non_null(figures[i]->sheet[0].header);
    assert_null(figures[i]->sheet[0].part);
  }
  assert_null(figures[FIGURE_COUNT]);
  assert_null(figure_names[FIGURE_COUNT]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_table),
      cmocka_unit_test(test_convergence),
      cmocka_unit_test(test_convergence_of_a_part),
      cmocka_unit_test(test_profile),
      cmocka_unit_test(test_performance),
      cmocka_unit_test(test_restarts),
      cmocka_unit_test(test_trajectories),
      cmocka_unit_test(test_landscape),
      cmocka_unit_test(test_impossible),
      cmocka_unit_test(test_population),
      cmocka_unit_test(test_dimension),
      cmocka_unit_test(test_scan),
      cmocka_unit_test(test_unknown_figure),
      cmocka_unit_test(test_titles),
      cmocka_unit_test(test_thin),
      cmocka_unit_test(test_thin_many),
      cmocka_unit_test(test_spawn),
      cmocka_unit_test(test_spawn_absent),
      cmocka_unit_test(test_spawn_stop),
  };
  return cmocka_run_group_tests_name("plot", tests, set_up, tear_down);
}
