/* test_campaign.c -- campaigns: files read and written back, lists, sections, cells, starts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/driver/repetition.h"
#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "bench/plan/setting.h"
#include "bench/plan/tasks.h"
#include "bench/plan/tuned.h"
#include "src/number.h"
#include "tests/support/campaigns.h"

static struct libraries libraries = {.figures = figure_names};
static char folder[] = "/tmp/optbench-campaign-XXXXXX";
static char path[64];

static int set_up(void **state)
{
  (void)state;
  struct error err;
  if (!mkdtemp(folder)) return -1;
  snprintf(path, sizeof path, "%s/trial.ini", folder);
  return levels_pick(NULL, &libraries, &err);
}

static int tear_down(void **state)
{
  (void)state;
  unlink(path);
  return rmdir(folder);
}

static int load_text(const char *text, struct campaign *c, struct error *err)
{
  return campaigns_load(&libraries, path, text, c, err);
}

static struct campaign load(const char *text) { return campaigns_good(&libraries, path, text); }

static void assert_same_box(const struct box *a, const struct box *b)
{
  assert_int_equal(a->count, b->count);
  for (size_t i = 0; i < a->count; i++)
    assert_true(a->low[i] == b->low[i] && a->high[i] == b->high[i]);
}

static void assert_same(const struct campaign *a, const struct campaign *b)
{
  assert_string_equal(a->name, b->name);
  assert_string_equal(a->figures, b->figures);
  assert_int_equal(a->function_count, b->function_count);
  for (size_t i = 0; i < a->function_count; i++) {
    char x[FUNCTION_TEXT], y[FUNCTION_TEXT];
    assert_string_equal(a->functions[i].label, b->functions[i].label);
    function_format(&a->functions[i].spec, x, sizeof x);
    function_format(&b->functions[i].spec, y, sizeof y);
    assert_string_equal(x, y);
  }
  assert_int_equal(a->optimizer_count, b->optimizer_count);
  for (size_t i = 0; i < a->optimizer_count; i++)
    assert_string_equal(a->optimizers[i].label, b->optimizers[i].label);
  assert_int_equal(a->override_count, b->override_count);
  for (size_t i = 0; i < a->override_count; i++) {
    const struct override *x = &a->overrides[i], *y = &b->overrides[i];
    assert_string_equal(x->optimizer, y->optimizer);
    assert_string_equal(x->function, y->function);
    assert_string_equal(x->key, y->key);
    assert_string_equal(x->value, y->value);
    assert_int_equal(x->dim, y->dim);
  }
  assert_int_equal(a->dim_count, b->dim_count);
  assert_memory_equal(a->dims, b->dims, a->dim_count * sizeof *a->dims);
  assert_int_equal(a->instance_count, b->instance_count);
  assert_memory_equal(a->instances, b->instances, a->instance_count * sizeof *a->instances);
  assert_int_equal(a->runs, b->runs);
  assert_true(a->budget.amount == b->budget.amount);
  assert_true(a->budget.per_dimension == b->budget.per_dimension);
  for (size_t dim = 1; dim <= 40; dim++) {
    assert_true(campaign_budget(a, NULL, dim) == campaign_budget(b, NULL, dim));
    assert_true(campaign_steps(a, dim) == campaign_steps(b, dim));
  }
  assert_true(a->tolerance == b->tolerance && a->tolerance_steps == b->tolerance_steps);
  assert_true(a->seed == b->seed);
  assert_true(a->gradient_cost == b->gradient_cost && a->target == b->target);
  assert_int_equal(a->start_mode, b->start_mode);
  if (a->start_mode == START_POINT) {
    assert_int_equal(a->start_count, b->start_count);
    assert_memory_equal(a->start, b->start, a->start_count * sizeof *a->start);
  }
  if (a->start_mode == START_BOX) assert_same_box(&a->start_box, &b->start_box);
  assert_same_box(&a->region, &b->region);
  assert_int_equal(a->trace, b->trace);
  assert_int_equal(a->trace_x, b->trace_x);
  assert_int_equal(a->restarts, b->restarts);
  assert_int_equal(a->until_successes, b->until_successes);
  assert_int_equal(a->runs_limit, b->runs_limit);
}

static void round_trip(const struct campaign *c)
{
  char *text = campaign_text(c);
  assert_non_null(text);
  struct campaign back = load(text);
  assert_same(c, &back);
  char *again = campaign_text(&back);
  assert_string_equal(text, again);
  free(text);
  free(again);
  campaign_free(&back);
}

static const char small[] = "[campaign]\nfunctions = rosenbrock\noptimizers = adam\n";

/* Blanks stand around items and around what takes a label apart, and nowhere else. */
static void test_blanks(void **state)
{
  (void)state;
  struct campaign c = load("[campaign]\nfunctions = quadratic : condition = 1e3 , rosenbrock\n"
                           "optimizers = adam @ es : sigma = 0.1 , rate = 1, \t sgd\n"
                           "dimensions = 2 ,\t3\ninstances =  0 , 1\nstart = -1 , 2e0\n");
  assert_int_equal(c.function_count, 2);
  assert_string_equal(c.functions[0].label, "quadratic:condition=1e3");
  assert_int_equal(c.optimizer_count, 2);
  assert_string_equal(c.optimizers[0].label, "adam@es:sigma=0.1,rate=1");
  assert_int_equal(c.dim_count, 2);
  assert_int_equal(c.dims[1], 3);
  assert_int_equal(c.start_count, 2);
  campaign_free(&c);
}

static void test_defaults(void **state)
{
  (void)state;
  struct campaign c = load(small);
  assert_string_equal(c.name, "trial");
  assert_true(c.dim_count == 1 && c.dims[0] == 2 && c.instance_count == 1 && c.instances[0] == 0);
  assert_true(c.runs == 25 && c.budget.amount == 3000 && c.budget.per_dimension && c.seed == 1);
  assert_true(c.gradient_cost == 1 && c.target == 1e-8);
  assert_true(c.start_mode == START_RANDOM && c.trace == TRACE_LOG && !c.trace_x);
  round_trip(&c);
  campaign_free(&c);
  campaign_free(&c); /* harmless */
}

static void test_every_field(void **state)
{
  (void)state;
  struct campaign c =
      load("# a comment\r\n"
           "[campaign]\r\n"
           "name = every.field_1-x ; another\n"
           "functions =\n"
           "  rosenbrock,\n"
           "  ; in between\n"
           "  quadratic : condition = 1e4 , noise = 0.5, step\n"
           "dimensions = 2, 3\n"
           "  10\n"
           "instances = 0\n"
           "  7\n"
           "optimizers = sgd, adam@es:rate=0.05,\n"
           "   sigma=0.1, random,fd\n"
           "runs = 1.5k\n"
           "budget = 20kd\n"
           "seed = 9007199254740992\n"
           "start = canonical\n"
           "gradient-cost = 0.1\n"
           "target = 0\n"
           "trace = every\n"
           "trace-x = yes\n"
           "figures = convergence, profile\n"
           "restarts = yes\n"
           "until-successes = 5\n"
           "runs-limit = 2k\n"
           "tune-instances = 5, 1000000-1000127\n"
           "\n"
           "[sgd]\n"
           "rate = 0.3\n"
           "tuned = 320 candidates, 3515 runs, cost 1409524.5, edges rate high, a low\n"
           "clip: 2\n"
           "[adam@es on quadratic d10]\n"
           "population = 8\n"
           "[adam@es d3]\n"
           "population = 4\n"
           "[sgd on rosenbrock]\n"
           "rate = 1e-3\n");
  assert_string_equal(c.name, "every.field_1-x");
  assert_int_equal(c.function_count, 3);
  assert_string_equal(c.functions[1].label, "quadratic:condition=1e4,noise=0.5");
  assert_true(c.functions[1].spec.wrap.noise == 0.5);
  assert_string_equal(c.functions[2].label, "step");
  assert_int_equal(c.dim_count, 3);
  assert_int_equal(c.dims[2], 10);
  assert_int_equal(c.instance_count, 2);
  assert_int_equal(c.instances[1], 7);
  assert_int_equal(c.optimizer_count, 4);
  assert_string_equal(c.optimizers[1].label, "adam@es:rate=0.05,sigma=0.1");
  assert_string_equal(c.optimizers[3].label, "fd");
  assert_true(c.runs == 1500 && c.budget.amount == 20000 && c.budget.per_dimension);
  assert_true(c.seed == UINT64_C(9007199254740992));
  assert_true(c.gradient_cost == 0.1 && c.target == 0 && c.trace == TRACE_EVERY && c.trace_x);
  assert_true(c.restarts && c.until_successes == 5 && c.runs_limit == 2000);
  assert_int_equal(c.tune_instance_count, 129);
  assert_true(c.tune_instances[0] == 5 && c.tune_instances[128] == 1000127);
  assert_int_equal(c.override_count, 6);
  assert_string_equal(c.overrides[2].key, "clip");
  assert_string_equal(c.overrides[3].function, "quadratic");
  assert_int_equal(c.overrides[3].dim, 10);
  struct cell cell = campaign_cell(&c, 0);
  struct tuned_record record;
  assert_true(cell_tuned(&c, &cell, &record));
  assert_true(record.candidates == 320 && record.runs == 3515 && record.cost == 1409524.5);
  assert_string_equal(record.edges, "rate high, a low");
  cell = campaign_cell(&c, 1);
  assert_false(cell_tuned(&c, &cell, &record));
  round_trip(&c);
  campaign_free(&c);
}

/* Values at the ends of what is allowed come back too. */
static void test_round_trips(void **state)
{
  (void)state;
  static const char *const given[][2] = {
      {"budget", "1"},
      {"budget", "9007199254740992"},
      {"budget", "0.5kd"},
      {"budget", "100 steps"},
      {"budget", "7 generations, 3kd"},
      {"budget", "auto, 1 step"},
      {"budget", "2: 10, 10: 5d, 40:9 steps, 40: 1, 100"},
      {"tolerance", "1e-8 over 100 steps"},
      {"tolerance", "0 over 1M generations"},
      {"tolerance", "none"},
      {"seed", "0"},
      {"runs", "1e9"},
      {"gradient-cost", "0"},
      {"gradient-cost", "1e9"},
      {"gradient-cost", "0.3333333333333333"},
      {"target", "none"},
      {"target", "1e-300"},
      {"target", "1e300"},
      {"start", "grid"},
      {"start", "canonical"},
      {"start", "-1.2,1"},
      {"start", "-0,5e-324"},
      {"start", "-1:1"},
      {"start", "-1:1,0:5e-324"},
      {"region", "own"},
      {"region", "-5:5"},
      {"region", "-0.1:1e300,0:0.3333333333333333"},
      {"trace", "none"},
      {"trace", "every"},
      {"trace-x", "no"},
      {"name", "-"},
      {"figures", ""},
  };
  for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
    struct error err = {0};
    struct campaign c = load(small);
    assert_int_equal(campaign_set(&libraries, &c, given[i][0], given[i][1], &err), STATUS_OK);
    round_trip(&c);
    campaign_free(&c);
  }
  /* A long start, long labels, and many of them. */
  struct error err = {0};
  struct campaign c = load(small);
  char start[4000] = "", labels[4000] = "";
  for (size_t i = 0; i < 60; i++)
    snprintf(start + strlen(start), sizeof start - strlen(start), "%s-1.234567890123456e-%zu",
             i ? "," : "", 100 + i);
  for (size_t i = 0; i < 60; i++)
    snprintf(labels + strlen(labels), sizeof labels - strlen(labels),
             "%sadam@central:rate=0.1234567890123%02zu,clip=17.25", i ? "," : "", i);
  assert_int_equal(campaign_set(&libraries, &c, "start", start, &err), STATUS_OK);
  assert_int_equal(campaign_set_optimizers(&libraries, &c, labels, &err), STATUS_OK);
  assert_int_equal(c.optimizer_count, 60);
  assert_int_equal(c.start_count, 60);
  round_trip(&c);
  /* As long as a label may be. */
  char label[LABEL_SIZE + 2] = "adam:rate=0.";
  while (strlen(label) < LABEL_SIZE - 1) strcat(label, "0");
  label[LABEL_SIZE - 2] = '1';
  if (!campaign_set_optimizers(&libraries, &c, label, &err)) {
    if (!campaign_validate(&libraries, &c, &err)) round_trip(&c);
  }
  strcat(label, "1");
  assert_int_equal(campaign_set_optimizers(&libraries, &c, label, &err), STATUS_USAGE);
  campaign_free(&c);
}

/* A file's name becomes the campaign's, as far as it can name a folder. */
static void test_names(void **state)
{
  (void)state;
  static const char *const names[][2] = {
      {"my camp!.ini", "my_camp_"},
      {".ini", "campaign"},
      {"a.b.ini", "a"},
      {"plain", "plain"},
      {"0123456789012345678901234567890123456789012345678901234567890123456789.ini",
       "012345678901234567890123456789012345678901234567890123456789012"},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char file[200];
    struct campaign c;
    struct error err = {0};
    snprintf(file, sizeof file, "%s/%s", folder, names[i][0]);
    FILE *out = fopen(file, "wb");
    assert_non_null(out);
    fputs(small, out);
    fclose(out);
    int status = campaign_load(&libraries, file, &c, &err);
    unlink(file);
    assert_int_equal(status, STATUS_OK);
    assert_string_equal(c.name, names[i][1]);
    round_trip(&c);
    campaign_free(&c);
  }
}

static void test_lists(void **state)
{
  (void)state;
  struct campaign c = load(small);
  struct error err = {0};
  static const struct {
    const char *list, *labels; /* the labels, each followed by '|'; or part of the error */
    bool good;
  } cases[] = {
      {"adam", "adam|", true},
      {"adam,sgd", "adam|sgd|", true},
      {" adam , sgd ", "adam|sgd|", true},
      {"adam:rate=1,clip=2,sgd", "adam:rate=1,clip=2|sgd|", true},
      {"adam:rate=1,sgd:rate=2,clip=3", "adam:rate=1|sgd:rate=2,clip=3|", true},
      {"adam@es:rate=1,sgd@es:rate=2", "adam@es:rate=1|sgd@es:rate=2|", true},
      {"adam:rate=1,adam@es", "adam:rate=1|adam@es|", true},
      {"adam,sgd,", "adam|sgd|", true},
      {"", "an item of the list is empty", false},
      {",adam", "an item of the list is empty", false},
      {"adam,,sgd", "an item of the list is empty", false},
      {"adam,adam", "'adam' stands twice", false},
      {"adam:rate=1,adam:rate=1", "stands twice", false},
      {"adam,rate=1", "unknown optimizer 'rate=1'", false},
      {"adam:rate=1,rte=2", "did you mean 'rate'?", false},
      {"adam;sgd", "unknown optimizer 'adam;sgd'", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char labels[500] = "";
    int status = campaign_set_optimizers(&libraries, &c, cases[i].list, &err);
    if (cases[i].good) {
      assert_int_equal(status, STATUS_OK);
      for (size_t k = 0; k < c.optimizer_count; k++)
        snprintf(labels + strlen(labels), sizeof labels - strlen(labels), "%s|",
                 c.optimizers[k].label);
      assert_string_equal(labels, cases[i].labels);
    } else {
      assert_int_equal(status, STATUS_USAGE);
      if (!strstr(err.text, cases[i].labels)) fail_msg("'%s': %s", cases[i].list, err.text);
      assert_true(c.optimizer_count > 0); /* what was there stays */
    }
  }
  assert_int_equal(
      campaign_set_functions(&libraries, &c, "quadratic:condition=10,noise=1,rosenbrock", &err), 0);
  assert_int_equal(c.function_count, 2);
  assert_string_equal(c.functions[0].label, "quadratic:condition=10,noise=1");
  assert_int_equal(campaign_set_functions(&libraries, &c, "rosenbrok", &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "did you mean 'rosenbrock'?"));
  assert_int_equal(c.function_count, 2);
  static const char *const numbers[] = {"0", "-1", "1.5", "x", "2,2", "1e10", "nan", "", "2,,3"};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    assert_int_equal(campaign_set_dims(&c, numbers[i], &err), STATUS_USAGE);
  assert_int_equal(campaign_set_dims(&c, "1k, 2", &err), STATUS_OK);
  assert_true(c.dim_count == 2 && c.dims[0] == 1000);
  assert_int_equal(campaign_set_instances(&c, "-1", &err), STATUS_USAGE);
  assert_int_equal(campaign_set_instances(&c, "0,1000000000", &err), STATUS_OK);
  assert_int_equal(c.instances[1], 1000000000);
  static const char *const ranges[] = {"1-", "-5", "3-2", "1-2-3", "1-x", "1-20000", "1-3,2"};
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    assert_int_equal(campaign_set_instances(&c, ranges[i], &err), STATUS_USAGE);
  assert_int_equal(campaign_set_instances(&c, "9,1-3,7-7", &err), STATUS_OK);
  assert_true(c.instance_count == 5 && c.instances[3] == 3 && c.instances[4] == 7);
  assert_int_equal(campaign_set_instances(&c, "1-5, 21-30", &err), STATUS_OK);
  assert_true(c.instance_count == 15 && c.instances[4] == 5 && c.instances[5] == 21);
  campaign_free(&c);
}

static void test_settings_refused(void **state)
{
  (void)state;
  static const char *const cases[][3] = {
      {"runs", "0", "not a whole number from 1"},
      {"runs", "1.5", "not a whole number"},
      {"runs", "2e9", "not a whole number"},
      {"runs", "", "not a whole number"},
      {"budget", "0", "buys no evaluation"},
      {"budget", "0d", "buys no evaluation"},
      {"budget", "d", "is not a cost"},
      {"budget", "-5", "is not a cost"},
      {"budget", "10dd", "is not a cost"},
      {"budget", "nan", "is not a cost"},
      {"budget", "1e300", "is not a cost"},
      {"budget", "", "is not a cost"},
      {"budget", "10,,3 steps", "is not a cost"},
      {"budget", "steps", "is not a cost"},
      {"budget", "3 stepsx", "is not a cost"},
      {"budget", "0 steps", "buys no step"},
      {"budget", "2e9 steps", "are over 1e+09"},
      {"budget", "10, 20", "20 is a second cost; drop one"},
      {"budget", "10, auto", "auto is a second cost; drop one"},
      {"budget", "2: 1 step, 2: 2 steps", "a second number of steps in dimension 2"},
      {"budget", "0: 5", "'0' is no dimension"},
      {"budget", ": 5", "is not a cost"},
      {"budget", "2: auto", "is not a cost"},
      {"budget", "2: 3: 4", "is not a cost"},
      {"tolerance", "1e-8", "is no change of f and a number of steps"},
      {"tolerance", "1e-8 over 100", "is no change"},
      {"tolerance", "-1 over 100 steps", "is no change"},
      {"tolerance", "1 over 0 steps", "is no change"},
      {"tolerance", "1 over 2M steps", "is no change"},
      {"tolerance", "1 over steps", "is no change"},
      {"tolerance", "", "is no change"},
      {"seed", "-1", "not a whole number"},
      {"seed", "9007199254740993000", "not a whole number"},
      {"gradient-cost", "-0.1", "not a number from 0"},
      {"gradient-cost", "inf", "not a number from 0"},
      {"gradient-cost", "1e10", "not a number from 0"},
      {"target", "-1", "is not an error f - f*"},
      {"target", "nan", "is not an error f - f*"},
      {"target", "None", "is not an error f - f*"},
      {"trace", "all", "none of log, every, none"},
      {"trace-x", "1", "none of no, yes"},
      {"restarts", "maybe", "none of no, yes"},
      {"until-successes", "-1", "not a whole number from 0"},
      {"runs-limit", "0", "not a whole number from 1"},
      {"figures", "a\nb", "is no list of names"},
      {"start", "middle", "neither random, canonical, grid nor a finite number"},
      {"start", "1,,2", "is empty"},
      {"start", "1,inf", "nor a finite number"},
      {"start", "", "is empty"},
      {"name", "a/b", "cannot name a folder"},
      {"name", "..", "cannot name a folder"},
      {"name", "", "cannot name a folder"},
      {"name", "a b", "cannot name a folder"},
      {"rusn", "3", "no setting 'rusn'; did you mean 'runs'?"},
      {"qqqqqqqq", "3", "no setting 'qqqqqqqq'"},
      {"", "3", "no setting ''"},
  };
  struct campaign c = load(small);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct error err = {0};
    assert_int_equal(campaign_set(&libraries, &c, cases[i][0], cases[i][1], &err), STATUS_USAGE);
    if (!strstr(err.text, cases[i][2])) fail_msg("%s: %s", cases[i][0], err.text);
  }
  struct campaign untouched = load(small);
  assert_same(&c, &untouched);
  campaign_free(&untouched);
  campaign_free(&c);
}

static void test_lines_refused(void **state)
{
  (void)state;
  static const struct {
    const char *text; /* after two good lines and a [campaign] */
    int line;         /* 0: none is named */
    const char *complaint;
  } cases[] = {
      {"runs = 1\nruns = 2\n", 5, "'runs' has a value already, in line 4"},
      {"runs = 1\n  2\n", 5, "carries on 'runs' of line 4; begin it at the left edge"},
      {"start = 1\nstart = 2\n", 5, "'start' has a value already, in line 4"},
      {"runs\n", 4, "neither [section] nor key = value"},
      {"[sgd\n", 4, "neither [section] nor key = value"},
      {"rusn = 1\n", 4, "did you mean 'runs'?"},
      {"dimensions = 2,\n  3\n  x\n", 6, "'x' is not a whole number"},
      {"dimensions =\n", 4, "is empty"},
      {"instances = 1\n\n# c\n  1\n", 7, "1 stands twice"},
      {"start = 1\n  y\n", 5, "'y' is neither"},
      {"  sgd,\n  adma\n", 5, "did you mean 'adam'?"},
      {"  sgd\n  adam\n", 5, "'adam' stands twice"},
      {"functions = step\n", 4, "'functions' has a value already, in line 2"},
      {"[sgd]\nrate = 1\n", 5, "section [sgd] names an optimizer that is not in the"},
      {"[adam on step]\nrate = 1\n", 5, "section [adam on step] names a function that is not in"},
      {"[adam d7]\nrate = 1\n", 5, "section [adam d7] names a dimension that is not in"},
      {"[adam]\nrat = 1\n", 5, "did you mean 'rate'?"},
      {"[adam]\ntuned = well\n", 5, "tuned: 'well' is not what `optbench tune --write` says"},
      {"metric = mean\n", 4, "'mean' is none of none, ratio, log"},
      {"[adam]\nrate = -1\n", 5, "outside"},
      {"[adam]\nrate = 1\nrate = 2\n", 6, "'rate' has a value already, in line 5"},
      {"[adam]\nrate =\n", 5, "not a finite number"},
      {"[adma]\nrate = 1\n", 5, "did you mean 'adam'?"},
      {"[adam on]\nrate = 1\n", 5, "is not understood"},
      {"[adam on rosenbrock d0]\nrate = 1\n", 5, "is not understood"},
      {"[adam on rosenbrock d2 x]\nrate = 1\n", 5, "is not understood"},
      {"[adam rosenbrock]\nrate = 1\n", 5, "is not understood"},
      {"[]\nrate = 1\n", 5, "before any section"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[1000], place[100];
    struct campaign c;
    struct error err = {0};
    snprintf(text, sizeof text, "%s%s", small, cases[i].text);
    int status = load_text(text, &c, &err);
    snprintf(place, sizeof place, "%s:%d: ", path, cases[i].line);
    if (status != STATUS_USAGE || strncmp(err.text, place, strlen(place)) != 0 ||
        !strstr(err.text, cases[i].complaint))
      fail_msg("%s gave %d: %s", cases[i].text, status, err.text);
    assert_null(c.functions); /* nothing is owned after an error */
  }
  struct campaign c;
  struct error err = {0};
  assert_int_equal(load_text("", &c, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "no functions"));
  assert_int_equal(load_text("[campaign]\nfunctions = step\n", &c, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "no optimizers"));
  assert_int_equal(campaign_load(&libraries, folder, &c, &err), STATUS_IO);
  assert_int_equal(campaign_load(&libraries, "/nowhere/x.ini", &c, &err), STATUS_IO);
}

/* Lines as long as inih's buffer, and one longer: neither cut nor counted twice. */
static void test_long_lines(void **state)
{
  (void)state;
  for (int length = 195; length < 205; length++) {
    char text[1000], place[100];
    struct campaign c;
    struct error err = {0};
    char names[300]; /* two figures, as far apart as it takes */
    memset(names, ' ', sizeof names);
    memcpy(names, "profile,", 8);
    memcpy(names + length - 17, "profile", 7);
    snprintf(text, sizeof text, "%sfigures = %.*s\nruns = x\n", small, length - 10, names);
    assert_int_equal(load_text(text, &c, &err), STATUS_USAGE);
    snprintf(place, sizeof place, "%s:%d: ", path, length < 200 ? 5 : 4);
    if (strncmp(err.text, place, strlen(place)) != 0) fail_msg("%d: %s", length, err.text);
    assert_non_null(strstr(err.text, length < 200 ? "runs: 'x' is not" : "over 199 characters"));
    snprintf(text, sizeof text, "%s#%0*d\nruns = 3\n", small, length - 1, 7);
    int status = load_text(text, &c, &err);
    assert_int_equal(status, length < 200 ? STATUS_OK : STATUS_USAGE);
    if (!status) {
      assert_int_equal(c.runs, 3);
      campaign_free(&c);
    }
  }
}

static double rate_of(const struct campaign *c, const char *optimizer, const char *function,
                      size_t dim)
{
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    if (strcmp(cell.optimizer->label, optimizer) != 0 ||
        strcmp(cell.function->label, function) != 0 || cell.dim != dim)
      continue;
    struct method m;
    struct error err = {0};
    assert_int_equal(cell_method(&libraries, c, &cell, &m, &err), STATUS_OK);
    double rate = param_get(param_find(m.rule->params, "rate", 4), m.parts[0]);
    method_free(&m);
    return rate;
  }
  fail_msg("no cell of %s on %s", optimizer, function);
  return NAN;
}

/* From the general to the particular, in whatever order they stand. */
static void test_precedence(void **state)
{
  (void)state;
  static const char head[] = "[campaign]\n"
                             "functions = rosenbrock, step, quadratic:condition=10\n"
                             "optimizers = adam, adam:rate=0.5, adam:clip=1, sgd\n"
                             "dimensions = 2, 3\n";
  static const char *const sections[] = {
      "[adam]\nrate = 0.01\n",
      "[adam d3]\nrate = 0.02\n",
      "[adam on rosenbrock]\nrate = 0.03\n",
      "[adam on rosenbrock d3]\nrate = 0.04\n",
      "[adam on quadratic]\nrate = 0.05\n",
      "[adam:clip=1 on step]\nrate = 0.06\n",
      "[adam:rate=0.5 on step]\nrate = 0.07\n",
  };
  enum { SECTIONS = sizeof sections / sizeof *sections };
  for (size_t turn = 0; turn < SECTIONS; turn++) {
    char text[1000];
    strcpy(text, head);
    for (size_t i = 0; i < SECTIONS; i++) strcat(text, sections[(i * 3 + turn) % SECTIONS]);
    struct campaign c = load(text);
    assert_true(rate_of(&c, "adam", "step", 2) == 0.01);
    assert_true(rate_of(&c, "adam", "step", 3) == 0.02);
    assert_true(rate_of(&c, "adam", "rosenbrock", 2) == 0.03);
    assert_true(rate_of(&c, "adam", "rosenbrock", 3) == 0.04);
    assert_true(rate_of(&c, "adam", "quadratic:condition=10", 2) == 0.05);
    /* A function goes before a dimension. */
    assert_true(rate_of(&c, "adam", "quadratic:condition=10", 3) == 0.05);
    /* What the label says stands, unless the section names the whole label. */
    assert_true(rate_of(&c, "adam:rate=0.5", "rosenbrock", 3) == 0.5);
    assert_true(rate_of(&c, "adam:rate=0.5", "step", 2) == 0.07);
    assert_true(rate_of(&c, "adam:clip=1", "rosenbrock", 2) == 0.03);
    assert_true(rate_of(&c, "adam:clip=1", "step", 3) == 0.06);
    /* Others are not touched. */
    struct method m;
    struct error err;
    assert_int_equal(method_parse(libraries.optimizers, "sgd", &m, &err), STATUS_OK);
    assert_true(rate_of(&c, "sgd", "step", 3) ==
                param_get(param_find(m.rule->params, "rate", 4), m.parts[0]));
    method_free(&m);
    round_trip(&c);
    campaign_free(&c);
  }
}

/* Lists that the command line changed leave sections without a cell: they are not written. */
static void test_idle_sections(void **state)
{
  (void)state;
  struct error err = {0};
  struct campaign c = load("[campaign]\nfunctions = rosenbrock, step\noptimizers = adam, sgd\n"
                           "[sgd]\nrate = 1\n[adam on step]\nrate = 2\n[adam]\nclip = 3\n");
  assert_int_equal(campaign_set_optimizers(&libraries, &c, "adam", &err), STATUS_OK);
  assert_int_equal(campaign_set_functions(&libraries, &c, "rosenbrock", &err), STATUS_OK);
  char *text = campaign_text(&c);
  struct campaign back = load(text);
  assert_int_equal(back.override_count, 1);
  assert_string_equal(back.overrides[0].key, "clip");
  free(text);
  campaign_free(&back);
  campaign_free(&c);
}

static void test_cells(void **state)
{
  (void)state;
  struct error err = {0};
  struct campaign c = load("[campaign]\n"
                           "functions = rosenbrock, quadratic:condition=1e4\n"
                           "optimizers = sgd, adam@es:rate=0.5,sigma=2\n"
                           "dimensions = 3, 2\ninstances = 5, 0\nbudget = 100d\n");
  static const char *const optimizers[] = {"sgd", "adam@es:rate=0.5,sigma=2"};
  size_t index = 0;
  assert_int_equal(campaign_cell_count(&c), 16);
  for (size_t f = 0; f < 2; f++)
    for (size_t d = 0; d < 2; d++)
      for (size_t i = 0; i < 2; i++)
        for (size_t o = 0; o < 2; o++) {
          struct cell cell = campaign_cell(&c, index++);
          assert_ptr_equal(cell.function, &c.functions[f]);
          assert_string_equal(cell.optimizer->label, optimizers[o]);
          assert_int_equal(cell.dim, d ? 2 : 3);
          assert_int_equal(cell.instance, i ? 0 : 5);
          assert_true(cell.budget == (d ? 200 : 300));
        }
  struct cell cell = campaign_cell(&c, 15);
  char name[CELL_NAME_SIZE];
  cell_name(&cell, name);
  assert_string_equal(name, "quadratic_condition=1e4-d2-i0-adam@es_rate=0.5_sigma=2");
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  assert_int_equal(campaign_set(&libraries, &c, "start", "1,2", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "the start has 2 coordinates, but rosenbrock is run in 3"));
  assert_int_equal(campaign_set_dims(&c, "2", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  assert_int_equal(campaign_set(&libraries, &c, "start", "random", &err), STATUS_OK);
  assert_int_equal(campaign_set_dims(&c, "1", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "rosenbrock needs at least 2 dimensions, not 1"));
  assert_int_equal(campaign_set_dims(&c, "2", &err), STATUS_OK);
  assert_int_equal(campaign_set(&libraries, &c, "runs", "1e9", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "more than 1e9 runs"));
  campaign_free(&c);
}

/* Starts and noise are the same for every optimizer, and unlike from run to run. */
static void test_starts(void **state)
{
  (void)state;
  struct campaign c = load("[campaign]\nfunctions = rosenbrock, rosenbrock:noise=1\n"
                           "optimizers = sgd, adam\ndimensions = 3\ninstances = 0, 1\nruns = 4\n");
  struct tasks tasks;
  struct error err = {0};
  assert_int_equal(tasks_make(&libraries, &c, &tasks, &err), STATUS_OK);
  assert_int_equal(tasks.count, 8);
  double a[3], b[3];
  const struct problem *p = tasks.task[0].problem;
  assert_ptr_equal(p, tasks.task[1].problem); /* shared by the optimizers */
  assert_ptr_not_equal(p, tasks.task[2].problem);
  repetition_start(&c, p, &tasks.task[0].cell, 0, a);
  repetition_start(&c, p, &tasks.task[1].cell, 0, b);
  assert_memory_equal(a, b, sizeof a);
  for (size_t i = 0; i < 3; i++) assert_true(a[i] > p->start_low[i] && a[i] < p->start_high[i]);
  repetition_start(&c, p, &tasks.task[0].cell, 1, b);
  assert_memory_not_equal(a, b, sizeof a);
  repetition_start(&c, tasks.task[2].problem, &tasks.task[2].cell, 0, b);
  assert_memory_not_equal(a, b, sizeof a);
  static const char *const purposes[] = {"start", "search", "noise"};
  for (size_t i = 0; i < 3; i++) {
    uint64_t key = repetition_stream(&c, &tasks.task[0].cell, 2, purposes[i]).key;
    assert_true(key == repetition_stream(&c, &tasks.task[1].cell, 2, purposes[i]).key);
    assert_true(key != repetition_stream(&c, &tasks.task[0].cell, 3, purposes[i]).key);
    assert_true(key != repetition_stream(&c, &tasks.task[2].cell, 2, purposes[i]).key);
    assert_true(key != repetition_stream(&c, &tasks.task[0].cell, 2, purposes[(i + 1) % 3]).key);
  }
  c.seed++;
  repetition_start(&c, p, &tasks.task[0].cell, 0, b);
  assert_memory_not_equal(a, b, sizeof a);
  assert_int_equal(campaign_set(&libraries, &c, "start", "canonical", &err), STATUS_OK);
  repetition_start(&c, p, &tasks.task[0].cell, 3, b);
  assert_memory_equal(b, p->canonical, sizeof b);
  assert_int_equal(campaign_set(&libraries, &c, "start", "7,8,9", &err), STATUS_OK);
  repetition_start(&c, p, &tasks.task[0].cell, 3, b);
  assert_true(b[0] == 7 && b[1] == 8 && b[2] == 9);
  assert_int_equal(campaign_set(&libraries, &c, "start", "grid", &err), STATUS_OK);
  for (size_t r = 0; r < c.runs; r++) {
    repetition_start(&c, p, &tasks.task[0].cell, r, b);
    for (size_t i = 0; i < 3; i++)
      assert_true(b[i] ==
                  p->start_low[i] + ((double)r + 0.5) / 4 * (p->start_high[i] - p->start_low[i]));
  }
  tasks_free(&tasks);
  campaign_free(&c);
}

/* A definition changes with everything that a run hangs on, and with nothing else: not with how
 * many there are. */
static void test_definitions(void **state)
{
  (void)state;
  static const char *const changes[][2] = {
      {"restarts", "yes"},
      {"targets", "1,0.1"},
      {"targets", "1"},
      {"budget", "7"},
      {"seed", "2"},
      {"gradient-cost", "2"},
      {"target", "1"},
      {"trace", "none"},
      {"budget", "7 steps"},
      {"budget", "6, 7 steps"},
      {"budget", "2: 5"},
      {"tolerance", "1 over 2 steps"},
      {"tolerance", "1 over 3 steps"},
      {"tolerance", "2 over 2 steps"},
      {"trace-x", "yes"},
      {"start", "grid"},
      {"start", "1,2"},
      {"start", "1,3"},
  };
  enum { CHANGES = sizeof changes / sizeof *changes };
  char ids[CHANGES + 1][17];
  struct error err = {0};
  struct tasks tasks;
  for (size_t i = 0; i <= CHANGES; i++) {
    struct campaign c = load(small);
    if (i)
      assert_int_equal(campaign_set(&libraries, &c, changes[i - 1][0], changes[i - 1][1], &err), 0);
    assert_int_equal(tasks_make(&libraries, &c, &tasks, &err), STATUS_OK);
    strcpy(ids[i], tasks.task[0].definition);
    assert_int_equal(strlen(ids[i]), 16);
    for (size_t k = 0; k < i; k++) assert_string_not_equal(ids[i], ids[k]);
    tasks_free(&tasks);
    campaign_free(&c);
  }
  struct campaign c = load("[campaign]\nname = other\nfunctions = step, rosenbrock\n"
                           "optimizers = sgd, adam@exact, adam, adam:rate=0.3\nfigures = spread\n"
                           "[sgd]\nrate = 1\n[adam on step]\nrate = 1\n");
  assert_int_equal(tasks_make(&libraries, &c, &tasks, &err), STATUS_OK);
  assert_string_equal(tasks.task[6].definition, ids[0]);
  assert_string_equal(tasks.task[5].definition, ids[0]); /* adam@exact is adam */
  assert_string_not_equal(tasks.task[7].definition, ids[0]);
  assert_string_not_equal(tasks.task[2].definition, ids[0]);
  assert_string_equal(tasks.task[4].problem_id, tasks.task[7].problem_id);
  assert_string_not_equal(tasks.task[0].problem_id, tasks.task[7].problem_id);
  tasks_free(&tasks);
  campaign_free(&c);
}

/* Keys are found, every default reads back as what is written of it, and what results depend on has
 * a place of its own, without a gap. */
static void test_settings(void **state)
{
  (void)state;
  struct campaign c = {0};
  struct error err;
  bool place[SETTINGS_MOST + 1] = {false};
  size_t placed = 0, lists = 0;
  assert_int_equal(campaign_defaults(&libraries, &c, "some.ini", &err), STATUS_OK);
  for (const struct setting *s = settings; s->key; s++) {
    assert_ptr_equal(setting_find(s->key), s);
    lists += s->list;
    assert_true(s->set || s->kind != FIELD_NONE);
    assert_true(s->write || s->kind != FIELD_NONE);
    assert_true(!s->place || s->define || s->kind != FIELD_NONE);
    if (s->place) {
      assert_in_range(s->place, 1, SETTINGS_MOST);
      assert_false(place[s->place]);
      place[s->place] = true;
      placed++;
    }
    if (!s->fallback) continue;
    char *before = setting_text(s, &c);
    assert_non_null(before);
    assert_int_equal(setting_set(s, &libraries, &c, s->fallback, &err), STATUS_OK);
    char *after = setting_text(s, &c);
    assert_string_equal(before, after);
    free(before);
    free(after);
  }
  for (size_t i = 1; i <= placed; i++) assert_true(place[i]);
  assert_in_range(lists, 1, SETTING_LISTS);
  campaign_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_blanks),
      cmocka_unit_test(test_defaults),
      cmocka_unit_test(test_every_field),
      cmocka_unit_test(test_round_trips),
      cmocka_unit_test(test_names),
      cmocka_unit_test(test_lists),
      cmocka_unit_test(test_settings_refused),
      cmocka_unit_test(test_lines_refused),
      cmocka_unit_test(test_long_lines),
      cmocka_unit_test(test_precedence),
      cmocka_unit_test(test_idle_sections),
      cmocka_unit_test(test_cells),
      cmocka_unit_test(test_starts),
      cmocka_unit_test(test_definitions),
      cmocka_unit_test(test_settings),
  };
  return cmocka_run_group_tests_name("campaign", tests, set_up, tear_down);
}
