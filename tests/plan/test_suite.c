/* test_suite.c -- functions by alias, range and group; instances that begin at 1; suites and their
 * years: on a table of functions made up for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/plan/function_names.h"
#include "bench/plan/levels.h"
#include "bench/plan/part.h"
#include "bench/plan/suite.h"
#include "tests/support/campaigns.h"

/* bbob-f1 to bbob-f24 in their groups, bbob-largescale-f1 to f24, and all that there is. */
enum { NUMBERED = 48, FIRST = 24, ALL_MOST = 512 };
static struct function_type numbered[NUMBERED];
static char names[NUMBERED][32];
static const struct function_type *table[ALL_MOST];
static struct function_library functions;
static struct libraries libraries = {.figures = figure_names};
static char path[] = "/tmp/optbench-suite-XXXXXX";

static const char *group_of(size_t number)
{
  return number <= 5    ? "separable"
         : number <= 9  ? "moderate"
         : number <= 14 ? "ill-conditioned"
         : number <= 19 ? "multimodal"
                        : "weak";
}

static int set_up(void **state)
{
  (void)state;
  struct error err;
  size_t count = 0;
  int fd = mkstemp(path);
  if (fd < 0 || levels_pick(NULL, &libraries, &err)) return -1;
  close(fd);
  const struct function_type *model = NULL;
  for (const struct function_type *const *f = libraries.functions->functions; *f; f++) {
    if (!strcmp((*f)->name, "quadratic")) model = *f;
    if (strncmp((*f)->name, "bbob-", 5) != 0) table[count++] = *f;
  }
  for (size_t i = 0; i < NUMBERED; i++) {
    numbered[i] = *model;
    bool large = i >= FIRST;
    snprintf(names[i], sizeof names[i], "bbob-%sf%zu", large ? "largescale-" : "", i % FIRST + 1);
    numbered[i].name = names[i];
    numbered[i].alias = large ? NULL : strchr(names[i], 'f');
    numbered[i].group = large ? NULL : group_of(i + 1);
    numbered[i].instance_low = 1;
    table[count++] = &numbered[i];
  }
  functions = *libraries.functions;
  functions.functions = table;
  libraries.functions = &functions;
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  return unlink(path);
}

static int load_text(const char *text, struct campaign *c, struct error *err)
{
  return campaigns_load(&libraries, path, text, c, err);
}

static struct campaign load(const char *text) { return campaigns_good(&libraries, path, text); }

static void refuse(const char *text, const char *words)
{
  struct campaign c;
  struct error err = {0};
  int status = load_text(text, &c, &err);
  if (!status) {
    status = campaign_validate(&libraries, &c, &err);
    campaign_free(&c);
  }
  assert_int_equal(status, STATUS_USAGE);
  if (!strstr(err.text, words)) fail_msg("'%s' lacks '%s'", err.text, words);
}

static void assert_functions(const struct campaign *c, const char *labels)
{
  char text[2000] = "";
  for (size_t i = 0; i < c->function_count; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "",
             c->functions[i].label);
  assert_string_equal(text, labels);
}

static void assert_instances(const struct campaign *c, const char *list)
{
  char text[2000] = "";
  for (size_t i = 0; i < c->instance_count; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u", i ? " " : "",
             c->instances[i]);
  assert_string_equal(text, list);
}

/* A campaign's text reads back as the same text. */
static void round_trip(const struct campaign *c)
{
  char *text = campaign_text(c);
  assert_non_null(text);
  struct campaign back = load(text);
  char *again = campaign_text(&back);
  assert_string_equal(text, again);
  assert_int_equal(campaign_cell_count(c), campaign_cell_count(&back));
  assert_ptr_equal(c->suite, back.suite);
  free(text);
  free(again);
  campaign_free(&back);
}

static void test_functions(void **state)
{
  (void)state;
  static const char *const cases[][2] = {
      {"f8", "bbob-f8"},
      {"bbob-f8", "bbob-f8"},
      {"f1-f3", "bbob-f1 bbob-f2 bbob-f3"},
      {"bbob-f9-bbob-f11", "bbob-f9 bbob-f10 bbob-f11"},
      {"f7-f7,step", "bbob-f7 step"},
      {"f1-f2:noise=0.1,multiply=2, f3:noise=1",
       "bbob-f1:noise=0.1,multiply=2 bbob-f2:noise=0.1,multiply=2 bbob-f3:noise=1"},
      {"moderate", "bbob-f6 bbob-f7 bbob-f8 bbob-f9"},
      {"step,weak:multiply=3", "step bbob-f20:multiply=3 bbob-f21:multiply=3 "
                               "bbob-f22:multiply=3 bbob-f23:multiply=3 bbob-f24:multiply=3"},
  };
  struct campaign c = load("[campaign]\nfunctions = step\noptimizers = sgd\n");
  struct error err;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(campaign_set_functions(&libraries, &c, cases[i][0], &err), STATUS_OK);
    assert_functions(&c, cases[i][1]);
  }
  static const char *const refused[][2] = {
      {"f1,bbob-f1", "stands twice"},
      {"f1-f3,f2", "stands twice"},
      {"f3-f1", "goes from the higher number to the lower"},
      {"f20-f30", "f20-f30 takes in f25, which is no function"},
      {"f1-g5", "unknown function 'f1-g5'"},
      {"f01-f05", "unknown function 'f01-f05'"},
      {"f1-", "unknown function"},
      {"-f5", "unknown function"},
      {"f1-f99999999999", "unknown function"},
      {"separabel", "unknown function or group 'separabel'; did you mean 'separable'?"},
      {"quadratix", "unknown function 'quadratix'; did you mean 'quadratic'?"},
      {"f1-f3:rte=1", "has no parameter 'rte'"},
  };
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    assert_int_equal(campaign_set_functions(&libraries, &c, refused[i][0], &err), STATUS_USAGE);
    if (!strstr(err.text, refused[i][1])) fail_msg("%s: %s", refused[i][0], err.text);
    assert_int_equal(c.function_count, 6); /* what was there stays */
  }
  campaign_free(&c);
}

/* An alias names a section, and the function of a figure, as the name does. */
static void test_aliases(void **state)
{
  (void)state;
  struct error err;
  size_t function;
  struct campaign c = load("[campaign]\nfunctions = f1-f8\noptimizers = sgd\n"
                           "[sgd on f8 d2]\nrate = 1\n");
  assert_int_equal(c.override_count, 1);
  assert_string_equal(c.overrides[0].function, "bbob-f8");
  struct cell cell = campaign_cell(&c, 7);
  assert_true(cell_has_section(&c, &cell));
  assert_int_equal(part_find(&c, "f8", &function, &err), STATUS_OK);
  assert_int_equal(function, 7);
  assert_int_equal(part_find(&c, "bbob-f2", &function, &err), STATUS_OK);
  assert_int_equal(function, 1);
  assert_int_equal(part_find(&c, "f2:condition=1", &function, &err), STATUS_USAGE);
  round_trip(&c);
  campaign_free(&c);
}

/* In a suite a number means the suite's own. */
static void test_own_numbers(void **state)
{
  (void)state;
  struct error err;
  size_t function;
  struct campaign c = load("[campaign]\nsuite = bbob-largescale\nfunctions = f2, f11-f12:noise=1\n"
                           "optimizers = sgd\n[sgd on f2 d20]\nrate = 1\n");
  assert_functions(&c, "bbob-largescale-f2 bbob-largescale-f11:noise=1 "
                       "bbob-largescale-f12:noise=1");
  assert_string_equal(c.overrides[0].function, "bbob-largescale-f2");
  assert_int_equal(part_find(&c, "f12:noise=1", &function, &err), STATUS_OK);
  assert_int_equal(function, 2);
  assert_int_equal(campaign_set(&libraries, &c, "functions", "bbob-f3, f3", &err), STATUS_OK);
  assert_functions(&c, "bbob-f3 bbob-largescale-f3");
  round_trip(&c);
  refuse("[campaign]\nsuite = bbob-largescale\nfunctions = weak\noptimizers = sgd\n",
         "the suite bbob-largescale has none of the group 'weak'");
  campaign_free(&c);
}

/* How many of the campaign's functions have instance 0, and all of its dimensions or one of their
 * own. */
static size_t count_fitting(const struct campaign *c)
{
  size_t count = 0;
  for (size_t i = 0; i < c->function_count; i++) {
    const struct function_type *type = c->functions[i].spec.type;
    bool own = type->dimension || type->dim_low == type->dim_high, fits = !type->instance_low;
    for (size_t d = 0; d < c->dim_count && !own; d++)
      fits =
          fits && c->dims[d] >= type->dim_low && (!type->dim_high || c->dims[d] <= type->dim_high);
    count += fits;
  }
  return count;
}

/* The least instance that all have, where nobody asks; `all` adds what has those that are asked
 * for. */
static void test_first_instance(void **state)
{
  (void)state;
  struct error err;
  struct campaign c = load("[campaign]\nfunctions = f1, step\noptimizers = sgd\n");
  assert_instances(&c, "1");
  round_trip(&c);
  assert_int_equal(campaign_set_functions(&libraries, &c, "step", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  assert_instances(&c, "0");
  assert_int_equal(campaign_set_functions(&libraries, &c, "step, all", &err), STATUS_OK);
  size_t fitting = count_fitting(&c), most = c.function_count;
  assert_true(fitting > 20 && fitting < most - NUMBERED);
  assert_int_equal(campaign_set_optimizers(&libraries, &c, "random", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  assert_int_equal(c.function_count, fitting);
  campaign_free(&c);
  refuse("[campaign]\nfunctions = f1\noptimizers = sgd\ninstances = 0, 1\n",
         "bbob-f1 has no instance 0: its first is 1; ask for -i 1, or more");
  refuse("[campaign]\nfunctions = f1\noptimizers = sgd\ninstances = 1\ntune-instances = 0-5\n",
         "bbob-f1 has no instance 0");
}

static const char bbob[] = "[campaign]\nsuite = bbob\noptimizers = sgd\n";

static void test_suite(void **state)
{
  (void)state;
  struct error err;
  struct campaign c = load(bbob);
  assert_int_equal(c.function_count, 24);
  assert_string_equal(c.functions[23].label, "bbob-f24");
  assert_int_equal(c.dim_count, 6);
  assert_int_equal(c.dims[5], 40);
  assert_instances(&c, "1 2 3 4 5 101 102 103 104 105 106 107 108 109 110");
  assert_true(c.runs == 1 && c.target == 1e-8 && !c.target_count);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  round_trip(&c);
  /* A group is one of the suite. */
  assert_int_equal(campaign_set(&libraries, &c, "functions", "separable", &err), STATUS_OK);
  assert_functions(&c, "bbob-f1 bbob-f2 bbob-f3 bbob-f4 bbob-f5");
  round_trip(&c);
  campaign_free(&c);
  /* The file goes before the suite, wherever the two stand. */
  c = load("[campaign]\nruns = 3\nfunctions = f1-f2\ninstances = 2\noptimizers = sgd\n"
           "targets = 10, 1\nyear = 2009\nsuite = bbob\ndimensions = 3\ntarget = 1\n");
  assert_int_equal(c.function_count, 2);
  assert_true(c.dim_count == 1 && c.dims[0] == 3 && c.runs == 3 && c.target == 1);
  assert_int_equal(c.target_count, 2);
  assert_instances(&c, "2");
  round_trip(&c);
  campaign_free(&c);
  refuse("[campaign]\nsuite = bbop\noptimizers = sgd\n", "did you mean 'bbob'?");
  refuse("[campaign]\nsuite = bbob\nsuite = bbob\noptimizers = sgd\n", ":3: 'suite' has a value");
  refuse("[campaign]\nsuite = qqqqqqqqqqqq\noptimizers = sgd\n",
         ":2: suite: 'qqqqqqqqqqqq' is none of");
  refuse("[campaign]\nsuite = bbob-noisy\noptimizers = sgd\n",
         "bbob-noisy-f101, which is no function");
}

static void test_years(void **state)
{
  (void)state;
  static const struct {
    int year;
    const char *instances;
    size_t runs;
  } years[] = {
      {2009, "1 2 3 4 5", 3},
      {2010, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", 1},
      {2011, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", 1},
      {2012, "1 2 3 4 5 21 22 23 24 25 26 27 28 29 30", 1},
      {2013, "1 2 3 4 5 31 32 33 34 35 36 37 38 39 40", 1},
      {2014, "1 2 3 4 5 31 32 33 34 35 36 37 38 39 40", 1},
      {2015, "1 2 3 4 5 41 42 43 44 45 46 47 48 49 50", 1},
      {2016, "1 2 3 4 5 51 52 53 54 55 56 57 58 59 60", 1},
      {2017, "1 2 3 4 5 61 62 63 64 65 66 67 68 69 70", 1},
      {2020, "1 2 3 4 5 71 72 73 74 75 76 77 78 79 80", 1},
      {2022, "1 2 3 4 5 91 92 93 94 95 96 97 98 99 100", 1},
      {2026, "1 2 3 4 5 101 102 103 104 105 106 107 108 109 110", 1},
  };
  struct error err;
  for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
    char text[200], year[8];
    snprintf(year, sizeof year, "%d", years[i].year);
    snprintf(text, sizeof text, "%syear = %s\n", bbob, year);
    struct campaign c = load(text);
    assert_instances(&c, years[i].instances);
    assert_int_equal(c.runs, years[i].runs);
    round_trip(&c);
    campaign_free(&c);
    c = load(bbob); /* as an option does it */
    assert_int_equal(campaign_set(&libraries, &c, "year", year, &err), STATUS_OK);
    assert_instances(&c, years[i].instances);
    assert_int_equal(c.runs, years[i].runs);
    campaign_free(&c);
  }
  refuse(
      "[campaign]\nsuite = bbob\noptimizers = sgd\nyear = 2008\n",
      "bbob has no instances of 2008; its sets of instances are of 2009, 2010, 2012, 2013, 2015, "
      "2016, 2017, 2018, 2021, 2023, each until the next");
  refuse("[campaign]\nsuite = bbob\noptimizers = sgd\nyear = 20k\n", "'20k' is no year");
  refuse("[campaign]\nfunctions = step\noptimizers = sgd\nyear = 2009\n",
         "year chooses among the instances of a suite");
}

/* A suite of functions in dimensions of their own, some of which the campaign may ask for. */
static void test_pairs(void **state)
{
  (void)state;
  static const struct suite_pair pairs[] = {{"rosenbrock", 2},
                                            {"quadratic:condition=10,multiply=2", 3},
                                            {"quadratic:condition=10,multiply=2", 5},
                                            {"step", 3},
                                            {NULL, 0}};
  static const struct edition editions[] = {{2009, "0", "1"}, {0, NULL, NULL}};
  static const struct suite suite = {
      .name = "pairs", .dims = "auto", .pairs = pairs, .editions = editions};
  struct error err;
  struct campaign c = load(bbob);
  assert_int_equal(campaign_set_suite(&libraries, &c, &suite, 0, &err), STATUS_OK);
  assert_functions(&c, "rosenbrock quadratic:condition=10,multiply=2 step");
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  assert_int_equal(campaign_cell_count(&c), 4);
  static const size_t dims[] = {2, 3, 5, 3};
  for (size_t i = 0; i < 4; i++) assert_int_equal(campaign_cell(&c, i).dim, dims[i]);
  assert_int_equal(campaign_set_dims(&c, "3", &err), STATUS_OK);
  assert_int_equal(campaign_check_dims(&c, &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  assert_functions(&c, "quadratic:condition=10,multiply=2 step");
  assert_int_equal(campaign_cell_count(&c), 2);
  assert_int_equal(campaign_set_dims(&c, "3,4", &err), STATUS_OK);
  assert_int_equal(campaign_check_dims(&c, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "the suite pairs has no function here in 4 dimensions"));
  campaign_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_functions),   cmocka_unit_test(test_aliases),
      cmocka_unit_test(test_own_numbers), cmocka_unit_test(test_first_instance),
      cmocka_unit_test(test_suite),       cmocka_unit_test(test_years),
      cmocka_unit_test(test_pairs),
  };
  return cmocka_run_group_tests_name("suite", tests, set_up, tear_down);
}
