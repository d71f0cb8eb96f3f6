/* test_problems.c -- functions with data and dimensions of their own, in campaigns: texts in
 * quotes, dimensions = auto, what is read back when the data have gone, what a definition hangs on;
 * and functions without gradients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "bench/plan/problems.h"
#include "bench/plan/tasks.h"

static struct libraries libraries = {.figures = figure_names};
static char folder[] = "/tmp/optbench-problems-XXXXXX";
static char path[64], rows[64];

static int set_up(void **state)
{
  (void)state;
  struct error err;
  if (!mkdtemp(folder)) return -1;
  snprintf(path, sizeof path, "%s/trial.ini", folder);
  snprintf(rows, sizeof rows, "%s/rows, ;#1.csv", folder);
  libraries.data = data_store_new();
  return libraries.data ? levels_pick(NULL, &libraries, &err) : -1;
}

static int tear_down(void **state)
{
  (void)state;
  unlink(path);
  unlink(rows);
  data_store_free(libraries.data);
  return rmdir(folder);
}

static void write_text(const char *file, const char *text)
{
  FILE *out = fopen(file, "wb");
  assert_non_null(out);
  fputs(text, out);
  assert_int_equal(fclose(out), 0);
}

static void make_campaign(struct campaign *c, const char *functions, const char *dims)
{
  struct error err = {0};
  if (campaign_defaults(&libraries, c, "trial", &err) ||
      campaign_set_functions(&libraries, c, functions, &err) || campaign_set_dims(c, dims, &err) ||
      campaign_set_optimizers(&libraries, c, "sgd", &err))
    fail_msg("%s: %s", functions, err.text);
}

static void refused(struct campaign *c, const char *expected)
{
  struct error err = {0};
  int status = campaign_validate(&libraries, c, &err);
  if (!status) status = campaign_check_dims(c, &err);
  assert_int_equal(status, STATUS_USAGE);
  assert_string_equal(err.text, expected);
  campaign_free(c);
}

/* ---- dimensions ---- */

static void test_auto(void **state)
{
  (void)state;
  struct campaign c = {0};
  struct error err;
  make_campaign(&c, "mlp:hidden=3, softmax:classes=5, cliffs, linear:inputs=4", "auto");
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  static const size_t dims[] = {2 * 3 + 3 + 3 * 2 + 2, 3 * 5, 1, 5};
  assert_int_equal(campaign_cell_count(&c), 4);
  for (size_t i = 0; i < 4; i++) assert_int_equal(campaign_cell(&c, i).dim, dims[i]);
  /* Dimensions that are named are for the others. */
  assert_int_equal(campaign_set_functions(&libraries, &c, "softmax, rosenbrock", &err), STATUS_OK);
  assert_int_equal(campaign_set_dims(&c, "2, 9", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &c, &err), STATUS_OK);
  assert_int_equal(campaign_cell_count(&c), 3);
  assert_int_equal(campaign_cell(&c, 0).dim, 9);
  assert_int_equal(campaign_cell(&c, 1).dim, 2);
  campaign_free(&c);

  make_campaign(&c, "softmax, rosenbrock", "auto");
  refused(&c, "dimensions = auto, but rosenbrock takes several; name some with -d");
  make_campaign(&c, "mlp", "80, 82");
  refused(&c, "no function here has 80 dimensions: mlp has 82 only; ask for -d 82 or leave -d out");
  make_campaign(&c, "mlp", "auto");
  assert_int_equal(campaign_set_dims(&c, "auto, 2", &err), STATUS_USAGE);
  assert_int_equal(campaign_set_dims(&c, "2, auto", &err), STATUS_USAGE);
  campaign_free(&c);
}

/* ---- texts ---- */

static void refused_function(const char *text, const char *expected)
{
  struct function_spec spec;
  struct error err = {0};
  assert_int_equal(function_parse(libraries.functions, text, &spec, &err), STATUS_USAGE);
  assert_string_equal(err.text, expected);
}

static void test_bad_texts(void **state)
{
  (void)state;
  char longest[64 + DATA_TEXT], longer[66 + DATA_TEXT];
  struct function_spec spec;
  struct error err;
  refused_function("softmax:data=\"x",
                   "softmax: the quote in its parameters is not closed; add the \"");
  refused_function("softmax:data=\"x,batch=3",
                   "softmax: the quote in its parameters is not closed; add the \"");
  refused_function("softmax:data=a\"b\"c",
                   "softmax: data=a\"b\"c: a text has its quotes at both ends and none inside");
  refused_function("softmax:data=\"a\"\"b\"",
                   "softmax: data=a\"\"b\": a text has its quotes at both ends and none inside");
  refused_function("softmax:data=\"a\tb\"",
                   "softmax: data holds a control character; leave it out");
  refused_function("softmax:data=a\nb", "softmax: data holds a control character; leave it out");
  refused_function("softmax:data=", "softmax: data is empty; name a made set or a file");
  refused_function("softmax:data=\"\"", "softmax: data is empty; name a made set or a file");
  refused_function("softmax:data=a,data=\"b,c\"",
                   "softmax: 'data' is given twice; keep one of them");
  refused_function(
      "mlp:hidden=\"4,3\"",
      "mlp: hidden=4,3 is no list of layers; write 128 or 64-64-64, at most 15 of 1 to "
      "1e6 units");
  for (size_t more = 0; more < 2; more++) {
    char *text = more ? longer : longest;
    strcpy(text, "softmax:data=\"");
    size_t used = strlen(text), count = DATA_TEXT - 1 + more;
    memset(text + used, 'x', count);
    strcpy(text + used + count, "\"");
  }
  assert_int_equal(function_parse(libraries.functions, longest, &spec, &err), STATUS_OK);
  function_spec_free(&spec);
  refused_function(longer,
                   "softmax: data=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... is longer than "
                   "255 bytes; shorten it");
}

/* What is written of a text reads back as it was, whatever it holds. */
static void test_texts(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "a",   "a b", " a",   "a ",  "a,b",  "a=b,c=d",  "x:y",  "u@v", "a ;b",
      ";",   "#c",  "a//b", "[d]", "\x7f", "\xc3\xbc", "it's", "\\n", "a, b: c=d@e ;f #g //h",
      "1e9", "yes"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char text[256], formatted[FUNCTION_TEXT], again[FUNCTION_TEXT];
    struct function_spec spec;
    struct data_request request;
    struct error err;
    snprintf(text, sizeof text, "mlp:data=\"%s\",hidden=2,label=\"%s\",batch=8,noise=1", texts[i],
             texts[i]);
    if (function_parse(libraries.functions, text, &spec, &err)) fail_msg("%s: %s", text, err.text);
    for (int turn = 0; turn < 2; turn++) {
      assert_true(function_data(&spec, &request));
      assert_string_equal(request.path, texts[i]);
      assert_string_equal(request.label, texts[i]);
      function_format(&spec, turn ? again : formatted, sizeof formatted);
      function_spec_free(&spec);
      if (function_parse(libraries.functions, formatted, &spec, &err))
        fail_msg("%s: %s", formatted, err.text);
    }
    assert_string_equal(formatted, again);
    if (strpbrk(texts[i], " ,:=@")) {
      snprintf(again, sizeof again, "data=\"%s\"", texts[i]);
      assert_non_null(strstr(formatted, again));
    }
    function_spec_free(&spec);
    /* And in a campaign, among others, as its file and back. */
    struct campaign c = {0}, back = {0};
    make_campaign(&c, "step, mlp", "auto");
    char list[600];
    snprintf(list, sizeof list, "step, %s , mlp", text);
    assert_int_equal(campaign_set_functions(&libraries, &c, list, &err), STATUS_OK);
    assert_int_equal(c.function_count, 3);
    assert_string_equal(c.functions[1].label, text);
    assert_int_equal(campaign_set_data_dims(&c, "12", &err), STATUS_OK);
    char *written = campaign_text(&c);
    assert_non_null(written);
    write_text(path, written);
    if (campaign_load(&libraries, path, &back, &err)) fail_msg("%s\n%s", written, err.text);
    assert_int_equal(back.function_count, 3);
    assert_string_equal(back.functions[1].label, text);
    assert_int_equal(back.functions[1].dim, 12);
    free(written);
    campaign_free(&c);
    campaign_free(&back);
  }
}

/* Comments begin with a ';' behind a blank, unless that stands in quotes; on a key's line, too. */
static void test_comments(void **state)
{
  (void)state;
  struct campaign c;
  struct error err;
  write_text(path, "[campaign] ; \"one\nfunctions = softmax:label=\"a ;b\",batch=4 ; two \"\n"
                   "  svm:label=\"c#d ; //e\"\t; three\ndimensions = auto ;; four\n"
                   "optimizers = sgd ; five\nruns = 3 ; \"six\"\n");
  if (campaign_load(&libraries, path, &c, &err)) fail_msg("%s", err.text);
  assert_int_equal(c.function_count, 2);
  assert_string_equal(c.functions[0].label, "softmax:label=\"a ;b\",batch=4");
  assert_string_equal(c.functions[1].label, "svm:label=\"c#d ; //e\"");
  assert_int_equal(c.runs, 3);
  campaign_free(&c);
  static const char *const bad[] = {"softmax:label=a#b",       "softmax:label=a;b",
                                    "softmax:label=a//b",      "softmax:label=\"a\"#",
                                    "softmax:label=\"a\" //b", "softmax:label=\"a ;b",
                                    "softmax:label=\"\x01 ;\""};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[256];
    snprintf(text, sizeof text, "[campaign]\nfunctions = %s\noptimizers = sgd\n", bad[i]);
    write_text(path, text);
    assert_int_equal(campaign_load(&libraries, path, &c, &err), STATUS_USAGE);
    assert_non_null(strstr(err.text, "trial.ini:2: "));
  }
}

/* ---- data in files ---- */

static const char *const data_text = "a,b,class\n1,2,x\n2,1,y\n3,5,x\n4,1,y\n5,2,z\n6,6,x\n";

static void file_campaign(struct campaign *c)
{
  char text[200];
  snprintf(text, sizeof text, "softmax:data=\"%s\"", rows);
  make_campaign(c, text, "auto");
  struct error err;
  assert_int_equal(campaign_set_instances(c, "0", &err), STATUS_OK);
}

static void test_data_that_went(void **state)
{
  (void)state;
  struct campaign c = {0}, back;
  struct error err = {0};
  write_text(rows, data_text);
  file_campaign(&c);
  if (campaign_validate(&libraries, &c, &err)) fail_msg("%s", err.text);
  assert_int_equal(campaign_cell(&c, 0).dim, 9);
  char *text = campaign_text(&c);
  unlink(rows);
  data_store_free(libraries.data);
  libraries.data = data_store_new();
  write_text(path, text);
  if (campaign_load(&libraries, path, &back, &err)) fail_msg("%s", err.text);
  assert_int_equal(campaign_cell(&back, 0).dim, 9);
  char *again = campaign_text(&back);
  assert_string_equal(text, again);
  /* Without the dimension, or with one too many, they are needed. */
  struct campaign other = {0};
  file_campaign(&other);
  assert_int_equal(campaign_validate(&libraries, &other, &err), STATUS_IO);
  assert_non_null(strstr(err.text, "rows, ;#1.csv"));
  assert_int_equal(campaign_set_data_dims(&other, "9, 9", &err), STATUS_OK);
  assert_int_equal(campaign_validate(&libraries, &other, &err), STATUS_IO);
  free(text);
  free(again);
  campaign_free(&c);
  campaign_free(&back);
  campaign_free(&other);
}

/* A definition and a problem are their rows', not their file's. */
static void identify(char problem[17], char definition[17])
{
  struct campaign c = {0};
  struct tasks tasks;
  struct error err = {0};
  data_store_free(libraries.data);
  libraries.data = data_store_new();
  file_campaign(&c);
  if (campaign_validate(&libraries, &c, &err) || tasks_make(&libraries, &c, &tasks, &err))
    fail_msg("%s", err.text);
  strcpy(problem, tasks.task[0].problem_id);
  strcpy(definition, tasks.task[0].definition);
  tasks_free(&tasks);
  campaign_free(&c);
}

static void test_digests(void **state)
{
  (void)state;
  char problem[4][17], definition[4][17], text[256];
  write_text(rows, data_text);
  identify(problem[0], definition[0]);
  strcpy(text, data_text);
  *strstr(text, "5,2,z") = '7'; /* one number */
  write_text(rows, text);
  identify(problem[1], definition[1]);
  strcpy(text, data_text);
  *strstr(text, "y\n5") = 'x'; /* one label */
  write_text(rows, text);
  identify(problem[2], definition[2]);
  strcpy(text, data_text);
  memcpy(text, "p,q", 3); /* names alone */
  write_text(rows, text);
  identify(problem[3], definition[3]);
  for (size_t i = 0; i < 3; i++)
    for (size_t k = 0; k < i; k++) {
      assert_string_not_equal(definition[i], definition[k]);
      assert_string_not_equal(problem[i], problem[k]);
    }
  assert_string_equal(definition[3], definition[0]);
  assert_string_equal(problem[3], problem[0]);
}

/* ---- no gradients ---- */

static void test_no_gradient(void **state)
{
  (void)state;
  enum { MOST = 256 };
  const struct function_type *types[MOST] = {NULL}, *step = NULL;
  size_t count = 0;
  for (; libraries.functions->functions[count]; count++) {
    types[count] = libraries.functions->functions[count];
    if (!strcmp(types[count]->name, "step")) step = types[count];
  }
  assert_true(step && count + 1 < MOST);
  struct function_type deaf = *step;
  deaf.name = "deaf";
  deaf.traits |= NO_GRADIENT;
  types[count] = &deaf;
  struct function_library extended = *libraries.functions;
  extended.functions = types;
  struct libraries with = libraries;
  with.functions = &extended;
  static const char *const cases[][2] = {
      {"sgd", "sgd steps on the exact gradient, and deaf has none; estimate it from values: "
              "sgd@central, sgd@es or sgd@spsa"},
      {"adam@exact:rate=0.1",
       "adam@exact:rate=0.1 steps on the exact gradient, and deaf has none; estimate it from "
       "values: adam@central, adam@es or adam@spsa"},
      {"bfgs", "bfgs asks for gradients, and deaf has none; take a method that works with values"},
      {"conjugate_fr",
       "conjugate_fr asks for gradients, and deaf has none; take a method that works with values"},
      {"newton", "newton asks for gradients, and deaf has none; take a method that works with "
                 "values"},
      {"adam@central", NULL},
      {"rmsprop@es", NULL},
      {"sgd@spsa", NULL},
      {"momentum@vo", NULL},
      {"cmaes", NULL},
      {"nelder-mead", NULL},
      {"random", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int second = 0; second < 2; second++) {
      struct campaign c = {0};
      struct error err = {0};
      assert_int_equal(campaign_defaults(&with, &c, "trial", &err), STATUS_OK);
      /* Beside one that has gradients, and whatever stands first. */
      assert_int_equal(campaign_set_functions(&with, &c, second ? "step, deaf" : "deaf", &err), 0);
      assert_int_equal(campaign_set_optimizers(&with, &c, cases[i][0], &err), STATUS_OK);
      int status = campaign_validate(&with, &c, &err);
      if (cases[i][1]) assert_string_equal(err.text, cases[i][1]);
      assert_int_equal(status, cases[i][1] ? STATUS_USAGE : STATUS_OK);
      campaign_free(&c);
    }
}

/* ---- no residuals ---- */

static void test_no_residuals(void **state)
{
  (void)state;
  /* An error's text, its whole or how it begins; NULL: none. */
  static const char *const cases[][3] = {
      {"quadratic", "lm",
       "lm works with the residuals of a sum of squares, and quadratic is none; those that are: "
       "rosenbrock, "},
      {"bard, quadratic", "dogleg:scale=levenberg",
       "dogleg:scale=levenberg works with the residuals of a sum of squares, and quadratic is "
       "none; those that are: rosenbrock, "},
      {"rosenbrock:noise=0.1", "lm",
       "lm works with the residuals of a sum of squares, and under noise rosenbrock:noise=0.1 "
       "tells none; drop the noise"},
      {"quadratic", "adam+lm",
       "adam+lm works with the residuals of a sum of squares, and quadratic is none; those that "
       "are: rosenbrock, "},
      {"rosenbrock, bard", "lm", NULL},
      {"rosenbrock:noise=0,multiply=2", "es+dogleg", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct campaign c = {0};
    struct error err = {0};
    assert_int_equal(campaign_defaults(&libraries, &c, "trial", &err), STATUS_OK);
    assert_int_equal(campaign_set_functions(&libraries, &c, cases[i][0], &err), STATUS_OK);
    assert_int_equal(campaign_set_optimizers(&libraries, &c, cases[i][1], &err), STATUS_OK);
    int status = campaign_validate(&libraries, &c, &err);
    const char *expected = cases[i][2];
    if (expected && strncmp(err.text, expected, strlen(expected)) != 0) fail_msg("%s", err.text);
    /* All of the names have room in it. */
    if (expected && strstr(expected, "those that are"))
      assert_non_null(strstr(err.text, ", wood, brown-badly-scaled"));
    assert_int_equal(status, expected ? STATUS_USAGE : STATUS_OK);
    campaign_free(&c);
  }
}

/* Of `all`, what does not suit what was named is left out. */
static void test_residuals_of_all(void **state)
{
  (void)state;
  struct campaign c = {0};
  struct error err = {0};
  assert_int_equal(campaign_defaults(&libraries, &c, "trial", &err), STATUS_OK);
  assert_int_equal(campaign_set_functions(&libraries, &c, "all", &err), STATUS_OK);
  assert_int_equal(campaign_set_optimizers(&libraries, &c, "lm", &err), STATUS_OK);
  assert_int_equal(campaign_set_dims(&c, "8", &err), STATUS_OK);
  campaign_validate(&libraries, &c, &err);
  assert_true(c.function_count >= 24);
  for (size_t i = 0; i < c.function_count; i++)
    assert_true(function_has_residuals(&c.functions[i].spec));
  campaign_free(&c);
  assert_int_equal(campaign_defaults(&libraries, &c, "trial", &err), STATUS_OK);
  assert_int_equal(campaign_set_functions(&libraries, &c, "quadratic", &err), STATUS_OK);
  assert_int_equal(campaign_set_optimizers(&libraries, &c, "all", &err), STATUS_OK);
  campaign_validate(&libraries, &c, &err); /* needs the weights of `learned`, after that */
  assert_true(c.optimizer_count > 20);
  for (size_t i = 0; i < c.optimizer_count; i++)
    assert_false(c.optimizers[i].traits & USES_RESIDUALS);
  campaign_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_auto),
      cmocka_unit_test(test_bad_texts),
      cmocka_unit_test(test_texts),
      cmocka_unit_test(test_comments),
      cmocka_unit_test(test_data_that_went),
      cmocka_unit_test(test_digests),
      cmocka_unit_test(test_no_gradient),
      cmocka_unit_test(test_no_residuals),
      cmocka_unit_test(test_residuals_of_all),
  };
  return cmocka_run_group_tests_name("problems", tests, set_up, tear_down);
}
