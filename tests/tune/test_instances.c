/* test_instances.c -- a tuning finds one rate for all instances of a function, also where each of
 * them is drawn anew; a section sets it for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "bench/tune/tune.h"
#include "bench/tune/tune_write.h"

static struct libraries libraries = {.figures = figure_names};

static int set_up(void **state)
{
  struct error err;
  (void)state;
  return levels_pick(NULL, &libraries, &err);
}

/* Quadratics, each with curvatures of its own. */
static struct campaign make(const char *instances)
{
  const char *const settings[][2] = {{"functions", "quadratic:spectrum=90%0..1+10%30..60"},
                                     {"optimizers", "momentum"},
                                     {"dimensions", "10"},
                                     {"instances", instances},
                                     {"budget", "100 steps"}};
  struct campaign c = {0};
  struct error err = {0};
  int status = campaign_defaults(&libraries, &c, "instances", &err);
  for (size_t i = 0; i < sizeof settings / sizeof *settings && !status; i++)
    status = campaign_set(&libraries, &c, settings[i][0], settings[i][1], &err);
  if (!status) status = campaign_validate(&libraries, &c, &err);
  if (status) fail_msg("%s", err.text);
  return c;
}

/* What is found on them, as sections. */
static char *tune(const struct campaign *c, size_t instances)
{
  struct tune_setup setup = {.libraries = &libraries,
                             .campaign = c,
                             .candidates = 16,
                             .runs = 9,
                             .quantile = 0.5,
                             .parameters = "rate",
                             .threads = 1};
  struct tuning t;
  struct error err = {0};
  bool interrupted;
  if (tune_plan(&setup, &t, &err) || tune_run(&t, &interrupted, &err)) fail_msg("%s", err.text);
  assert_int_equal(t.cells, 1);
  assert_int_equal(t.problem_count, instances);
  char *sections = tune_sections(&t);
  assert_non_null(sections);
  tune_free(&t);
  return sections;
}

static void test_one_rate(void **state)
{
  (void)state;
  enum { INSTANCES = 6, OTHERS = 3 };
  struct error err = {0};
  struct campaign c = make("1-6"), wider = make("1-6, 50-52");
  char *sections = tune(&c, INSTANCES), *text = campaign_text(&wider);
  const char *first = strchr(sections, '[');
  assert_non_null(first);
  assert_null(strchr(first + 1, '['));
  assert_memory_equal(first, "[momentum on quadratic d10]\nrate = ", 35);
  char path[] = "/tmp/optbench-instances-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  FILE *out = fdopen(fd, "wb");
  assert_non_null(out);
  fprintf(out, "%s\n%s", text, sections);
  fclose(out);
  struct campaign back;
  if (campaign_load(&libraries, path, &back, &err)) fail_msg("%s", err.text);
  remove(path);
  assert_int_equal(campaign_cell_count(&back), INSTANCES + OTHERS);
  char rate[METHOD_TEXT] = "";
  for (size_t i = 0; i < INSTANCES + OTHERS; i++) {
    struct cell cell = campaign_cell(&back, i);
    struct method method;
    char found[METHOD_TEXT];
    assert_true(cell_has_section(&back, &cell));
    assert_int_equal(cell_method(&libraries, &back, &cell, &method, &err), STATUS_OK);
    method_format(&method, found, sizeof found);
    if (i) assert_string_equal(found, rate);
    strcpy(rate, found);
    method_free(&method);
  }
  campaign_free(&back);
  /* It is not what one of them alone would have. */
  struct campaign one = make("1");
  char *own = tune(&one, 1);
  assert_string_not_equal(strchr(own, '['), first);
  free(own);
  free(sections);
  free(text);
  campaign_free(&one);
  campaign_free(&wider);
  campaign_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_rate)};
  return cmocka_run_group_tests_name("instances", tests, set_up, NULL);
}
