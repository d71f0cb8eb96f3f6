/* test_stops.c -- the column `stops` of stops.csv: its text, the folder that has it or gets it
 * later, and what is read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/driver/outcome.h"
#include "bench/figures/figures.h"
#include "bench/plan/levels.h"
#include "bench/plan/tasks.h"
#include "bench/record/results.h"
#include "bench/record/results_read.h"

static struct libraries libraries = {.figures = figure_names};
static char top[] = "/tmp/optbench-stops-XXXXXX";
static char folder[64];

static int set_up(void **state)
{
  (void)state;
  struct error err;
  if (!mkdtemp(top)) return -1;
  snprintf(folder, sizeof folder, "%s/out", top);
  return levels_pick(NULL, &libraries, &err);
}

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *where)
{
  (void)about, (void)flag, (void)where;
  return remove(path);
}

static void remove_tree(const char *path) { nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

static int tear_down(void **state)
{
  (void)state;
  remove_tree(top);
  return 0;
}

static void test_names(void **state)
{
  (void)state;
  size_t named = 0;
  for (enum ask a = ASK_EVALUATE; a < ASK_KINDS; a++) {
    if (!stop_name(a)) continue;
    named++;
    assert_int_equal(stop_of(run_outcome(a)), a);
    assert_string_equal(stop_name(a), outcome_names[run_outcome(a)]);
  }
  assert_int_equal(named, ASK_KINDS - 2);
  assert_int_equal(stop_of(OUTCOME_TARGET), ASK_EVALUATE);
  assert_int_equal(stop_of(OUTCOME_DIVERGED), ASK_EVALUATE);
  assert_string_equal(outcome_names[OUTCOME_INTERRUPTED], "interrupted");
  assert_string_equal(outcome_names[OUTCOME_INTERRUPTED - 1], "tolerance");
  assert_string_equal(stop_name(ASK_TOLFUN), "tolfun");
}

static void test_text(void **state)
{
  (void)state;
  double counts[ASK_KINDS] = {0}, back[ASK_KINDS];
  char text[STOPS_TEXT];
  stops_format(counts, text);
  assert_string_equal(text, "");
  counts[ASK_TOLFUN] = 3;
  counts[ASK_CONDITIONCOV] = 1;
  counts[ASK_STALLED] = 12345678;
  stops_format(counts, text);
  assert_string_equal(text, "stalled:12345678 tolfun:3 conditioncov:1");
  assert_true(stops_parse(text, back));
  assert_memory_equal(counts, back, sizeof back);
  for (size_t i = 0; i < ASK_KINDS; i++) counts[i] = stop_name((enum ask)i) ? 1e15 - 1 : 0;
  stops_format(counts, text);
  assert_in_range(strlen(text), 1, STOPS_TEXT - 2);
  assert_true(stops_parse(text, back));
  assert_memory_equal(counts, back, sizeof back);
  static const char *const bad[] = {
      " ",
      "tolfun",
      "tolfun:",
      "tolfun:0",
      "tolfun:-1",
      "tolfun:1.5",
      "tolfu:1",
      ":1",
      "tolfun:1 ",
      " tolfun:1",
      "tolfun:1  tolx:1",
      "target:1",
      "tolfun:x",
      "tolx:1:1",
      "toolong:1",
      "diverged:1",
      "tolfun:1 tolfun:1",
      "tolfun 1",
      "tolfun:1111111111111111111111111111111111111111111111111111111111111"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (stops_parse(bad[i], back)) fail_msg("'%s' was read", bad[i]);
}

struct work {
  struct campaign campaign;
  struct tasks tasks;
  struct results results;
};

static void work_make(struct work *w, const char *optimizers)
{
  char path[128];
  struct error err = {0};
  snprintf(path, sizeof path, "%s/c.ini", top);
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  fprintf(out, "[campaign]\nfunctions = rosenbrock\ndimensions = 2, 3\nruns = 2\noptimizers = %s\n",
          optimizers);
  fclose(out);
  if (campaign_load(&libraries, path, &w->campaign, &err) ||
      tasks_make(&libraries, &w->campaign, &w->tasks, &err))
    fail_msg("%s", err.text);
}

/* Run what is not done, `most` cells at most; finish if all are. */
static void work_do(const char *optimizers, size_t most)
{
  struct work w;
  struct error err = {0};
  bool whole = true;
  work_make(&w, optimizers);
  if (results_open(&w.results, &libraries, folder, FOLDER_RESULTS, &w.campaign, w.tasks.task,
                   w.tasks.count, false, &err))
    fail_msg("%s", err.text);
  for (size_t i = 0; i < w.tasks.count; i++) {
    struct task *t = &w.tasks.task[i];
    if (t->done) continue;
    if (!most) {
      whole = false;
      break;
    }
    most--;
    for (size_t k = 0; k < 2; k++) {
      struct text trace = {0};
      bool last;
      struct run_record r = {.outcome = OUTCOME_BUDGET, .steps = (double)t->cell.dim, .error = 1};
      if (t->method.type->stops && k) r.stops[ASK_TOLX] = r.stops[ASK_MAXITER] = 2;
      text_string(&trace, "x\n", &err);
      r.text[TEXT_TRACE] = 2;
      if (results_keep(&w.results, i, k, &r, &trace, &last, &err)) fail_msg("%s", err.text);
      text_free(&trace);
    }
  }
  if (whole && results_finish(&w.results, &err)) fail_msg("%s", err.text);
  results_close(&w.results);
  tasks_free(&w.tasks);
  campaign_free(&w.campaign);
}

static char *get(const char *name)
{
  char path[128], *text = calloc(1, 1 << 16);
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *in = fopen(path, "rb");
  assert_non_null(text);
  if (!in) fail_msg("%s is not there", name);
  assert_in_range(fread(text, 1, (1 << 16) - 1, in), 1, (1 << 16) - 2);
  fclose(in);
  return text;
}

static bool there(const char *name)
{
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return !access(path, F_OK);
}

static const char more[] = "adam, snes:restart=ipop, sgd";

static void test_file(void **state)
{
  (void)state;
  work_do("adam, sgd", 100);
  assert_false(there("stops.csv"));
  remove_tree(folder);
  work_do(more, 100);
  assert_false(there(journal_name));
  char *runs = get("runs.csv"), *stops = get("stops.csv");
  assert_null(strstr(runs, "stops"));
  assert_string_equal(stops, "function,dimension,instance,optimizer,repetition,stops\n"
                             "rosenbrock,2,0,snes:restart=ipop,0,\n"
                             "rosenbrock,2,0,snes:restart=ipop,1,tolx:2 maxiter:2\n"
                             "rosenbrock,3,0,snes:restart=ipop,0,\n"
                             "rosenbrock,3,0,snes:restart=ipop,1,tolx:2 maxiter:2\n");
  /* Whatever was there before, and wherever it was stopped; again and again. */
  static const char *const before[] = {"adam, sgd", "sgd", "snes:restart=ipop", ""};
  for (size_t i = 0; i < 4; i++)
    for (size_t stop = 0; stop <= 6; stop++) {
      remove_tree(folder);
      if (*before[i]) work_do(before[i], i == 1 ? 1 : 100);
      work_do(more, stop);
      work_do(more, 100);
      work_do(more, 100);
      char *r = get("runs.csv"), *s = get("stops.csv");
      assert_string_equal(r, runs);
      assert_string_equal(s, stops);
      free(r);
      free(s);
    }
  /* Lost, it is made again. */
  char path[128];
  snprintf(path, sizeof path, "%s/stops.csv", folder);
  unlink(path);
  work_do(more, 100);
  char *s = get("stops.csv");
  assert_string_equal(s, stops);
  free(s);
  free(runs);
  free(stops);
}

static void test_read(void **state)
{
  (void)state;
  struct results_set set;
  struct error err = {0};
  remove_tree(folder);
  work_do(more, 100);
  if (results_read(&libraries, folder, &set, &err)) fail_msg("%s", err.text);
  size_t found = 0;
  for (size_t i = 0; i < set.cell_count; i++)
    for (size_t k = 0; k < 2; k++) {
      bool with = k && !strncmp(set.cell[i].optimizer, "snes", 4);
      const double *stops = set.cell[i].run[k].stops;
      found += with;
      for (size_t a = 0; a < ASK_KINDS; a++)
        assert_true(stops[a] == (with && (a == ASK_TOLX || a == ASK_MAXITER) ? 2 : 0));
    }
  assert_int_equal(found, 2);
  results_set_free(&set);
  /* A field that is none. */
  char path[128], *text = get("stops.csv"), *at = strstr(text, "tolx:2");
  memcpy(at, "tolz:2", 6);
  snprintf(path, sizeof path, "%s/stops.csv", folder);
  FILE *out = fopen(path, "wb");
  fputs(text, out);
  fclose(out);
  free(text);
  assert_int_equal(results_read(&libraries, folder, &set, &err), STATUS_IO);
  assert_non_null(strstr(err.text, "the stops are none that a run has"));
  /* And without it there are none. */
  unlink(path);
  if (results_read(&libraries, folder, &set, &err)) fail_msg("%s", err.text);
  for (size_t i = 0; i < set.cell_count; i++)
    for (size_t a = 0; a < ASK_KINDS; a++) assert_true(set.cell[i].run[1].stops[a] == 0);
  results_set_free(&set);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names),
      cmocka_unit_test(test_text),
      cmocka_unit_test(test_file),
      cmocka_unit_test(test_read),
  };
  return cmocka_run_group_tests_name("stops", tests, set_up, tear_down);
}
