/* test_results.c -- the folder of results: what stands in it, what is taken up again, what is
 * refused; and the text and files that it is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <ftw.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/io/csv.h"
#include "bench/io/csv_write.h"
#include "bench/io/text.h"
#include "bench/plan/levels.h"
#include "bench/plan/tasks.h"
#include "bench/record/folder.h"
#include "bench/record/results.h"

static struct libraries libraries = {.figures = figure_names};
static char top[] = "/tmp/optbench-results-XXXXXX";
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

/* The path of a file in the folder, until the next call. */
static const char *inside(const char *name)
{
  static char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static bool there(const char *name) { return !access(inside(name), F_OK); }

static void put(const char *name, const char *text)
{
  FILE *out = fopen(inside(name), "wb");
  assert_non_null(out);
  fputs(text, out);
  fclose(out);
}

/* A whole file, malloc'ed. */
static char *get(const char *name)
{
  FILE *in = fopen(inside(name), "rb");
  if (!in) fail_msg("%s is not there", name);
  char *text = calloc(1, 1 << 20);
  assert_non_null(text);
  assert_in_range(fread(text, 1, (1 << 20) - 1, in), 1, (1 << 20) - 2);
  fclose(in);
  return text;
}

/* Names of all files below the folder, each followed by '|', sorted. */
static void listing(char *out, size_t size)
{
  static const char *const inner[] = {"", "traces"};
  out[0] = '\0';
  for (size_t i = 0; i < 2; i++) {
    struct dirent **entry;
    int count = scandir(inside(inner[i]), &entry, NULL, alphasort);
    for (int k = 0; k < count; k++) {
      size_t used = strlen(out);
      if (strcmp(entry[k]->d_name, ".") != 0 && strcmp(entry[k]->d_name, "..") != 0)
        snprintf(out + used, size - used, "%s%s%s|", inner[i], *inner[i] ? "/" : "",
                 entry[k]->d_name);
      free(entry[k]);
    }
    if (count >= 0) free(entry);
  }
}

static void assert_listing(const char *expected)
{
  char names[4096];
  listing(names, sizeof names);
  assert_string_equal(names, expected);
}

/* A campaign and its tasks. */
struct work {
  struct campaign campaign;
  struct tasks tasks;
  struct results results;
};

static void work_make_runs(struct work *w, const char *optimizers, const char *seed,
                           const char *runs)
{
  char path[128];
  struct error err = {0};
  snprintf(path, sizeof path, "%s/c.ini", top);
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  fprintf(out, "[campaign]\nfunctions = rosenbrock, quadratic:condition=10,noise=1\n");
  fprintf(out, "optimizers = %s\nseed = %s\nruns = %s\ngradient-cost = 0.5\n", optimizers, seed,
          runs);
  fclose(out);
  if (campaign_load(&libraries, path, &w->campaign, &err) ||
      tasks_make(&libraries, &w->campaign, &w->tasks, &err))
    fail_msg("%s", err.text);
}

static void work_make(struct work *w, const char *optimizers, const char *seed)
{
  work_make_runs(w, optimizers, seed, "2");
}

static int open_at(struct work *w, const char *where, bool force, struct error *err)
{
  return results_open(&w->results, &libraries, where, FOLDER_RESULTS, &w->campaign, w->tasks.task,
                      w->tasks.count, force, err);
}

static int work_open(struct work *w, bool force, struct error *err)
{
  return open_at(w, folder, force, err);
}

static void work_free(struct work *w)
{
  tasks_free(&w->tasks);
  campaign_free(&w->campaign);
}

/* Runs that tell of themselves which they are. */
static void append(struct work *w, size_t index, size_t from, size_t to)
{
  for (size_t repetition = from; repetition < to; repetition++) {
    struct error err = {0};
    struct text trace = {0};
    struct run_record record = {
        .outcome = repetition ? OUTCOME_DIVERGED : OUTCOME_BUDGET,
        .steps = 7,
        .counts = {12, 3},
        .final_f = repetition ? NAN : 1.5,
        .best_f = 0.1,
        .error = repetition ? INFINITY : 0.25,
        .reached = repetition ? 0 : 2,
        .at = {{4, 1}, {6, 2}},
    };
    char line[CELL_NAME_SIZE + 32];
    snprintf(line, sizeof line, "%zu,a row of %s\n", repetition, w->tasks.task[index].name);
    assert_int_equal(text_string(&trace, line, &err), STATUS_OK);
    record.text[TEXT_TRACE] = strlen(line);
    bool last;
    int status = results_keep(&w->results, index, repetition, &record, &trace, &last, &err);
    if (status) fail_msg("%s", err.text);
    text_free(&trace);
  }
}

static void finish(struct work *w)
{
  struct error err = {0};
  if (results_finish(&w->results, &err)) fail_msg("%s", err.text);
  results_close(&w->results);
}

/* The whole campaign of some optimizers, from nothing or from what is there; how many runs were
 * made. */
static size_t whole_of(const char *optimizers, const char *runs, bool force)
{
  struct work w;
  struct error err = {0};
  size_t count = 0;
  work_make_runs(&w, optimizers, "1", runs);
  if (work_open(&w, force, &err)) fail_msg("%s", err.text);
  for (size_t i = 0; i < w.tasks.count; i++)
    for (size_t at = 0; (at = results_next(&w.results, i, at)) != SIZE_MAX; count++)
      append(&w, i, at, at + 1);
  finish(&w);
  work_free(&w);
  return count;
}

static size_t whole(const char *optimizers, bool force) { return whole_of(optimizers, "2", force); }

static const char listing_two[] =
    "campaign.ini|cells.csv|runs.csv|targets.csv|timings.csv|traces|"
    "traces/quadratic_condition=10_noise=1-d2-i0-adam.csv|"
    "traces/quadratic_condition=10_noise=1-d2-i0-sgd_rate=1e-3_clip=2."
    "csv|"
    "traces/rosenbrock-d2-i0-adam.csv|"
    "traces/rosenbrock-d2-i0-sgd_rate=1e-3_clip=2.csv|";
static const char two[] = "sgd:rate=1e-3,clip=2, adam";

static void test_files(void **state)
{
  (void)state;
  assert_int_equal(whole(two, false), 8);
  assert_listing(listing_two);
  char *runs = get("runs.csv"), *targets = get("targets.csv");
  char *trace = get("traces/rosenbrock-d2-i0-adam.csv");
  struct work w;
  work_make(&w, two, "1");
  char expected[1000];
  snprintf(expected, sizeof expected,
           "function,dimension,instance,optimizer,repetition,problem,definition,outcome,steps,"
           "values,gradients,cost,final_f,best_f,error\n"
           "rosenbrock,2,0,\"sgd:rate=1e-3,clip=2\",0,%s,%s,budget,7,12,3,13.5,1.5,0.1,0.25\n"
           "rosenbrock,2,0,\"sgd:rate=1e-3,clip=2\",1,%s,%s,diverged,7,12,3,13.5,nan,0.1,inf\n"
           "rosenbrock,2,0,adam,0,",
           w.tasks.task[0].problem_id, w.tasks.task[0].definition, w.tasks.task[0].problem_id,
           w.tasks.task[0].definition);
  assert_memory_equal(runs, expected, strlen(expected));
  assert_non_null(strstr(runs, "\n\"quadratic:condition=10,noise=1\",2,0,adam,1,"));
  work_free(&w);
  static const char head[] =
      "function,dimension,instance,optimizer,repetition,target,values,gradients,cost\n"
      "rosenbrock,2,0,\"sgd:rate=1e-3,clip=2\",0,100,4,1,4.5\n"
      "rosenbrock,2,0,\"sgd:rate=1e-3,clip=2\",0,63.09573444801932,6,2,7\n"
      "rosenbrock,2,0,\"sgd:rate=1e-3,clip=2\",0,39.81071705534973,,,\n";
  assert_memory_equal(targets, head, strlen(head));
  size_t lines = 0;
  for (char *at = targets; (at = strchr(at, '\n')); at++) lines++;
  assert_int_equal(lines, 1 + 4 * 2 * USUAL_TARGETS);
  assert_string_equal(trace,
                      "repetition,step,values,gradients,cost,f,best_f,error\n"
                      "0,a row of rosenbrock-d2-i0-adam\n1,a row of rosenbrock-d2-i0-adam\n");
  free(runs);
  free(targets);
  free(trace);
  /* And a CSV reader understands it. */
  struct csv csv;
  struct error err = {0};
  assert_int_equal(csv_open(&csv, inside("runs.csv"), &err), STATUS_OK);
  bool more;
  assert_int_equal(csv_next(&csv, &more, &err), STATUS_OK);
  assert_true(more);
  assert_string_equal(csv.field[3], "sgd:rate=1e-3,clip=2");
  csv_close(&csv);
  /* Nothing is left to do; nothing changes. */
  runs = get("runs.csv");
  assert_int_equal(whole(two, false), 0);
  assert_listing(listing_two);
  char *again = get("runs.csv");
  assert_string_equal(runs, again);
  free(runs);
  free(again);
  remove_tree(folder);
}

/* Stopped in the midst of a cell, everything before it is kept, and the end is the same. */
static void test_carries_on(void **state)
{
  (void)state;
  struct error err = {0};
  assert_int_equal(whole(two, false), 8);
  char *runs = get("runs.csv"), *targets = get("targets.csv");
  for (size_t stop = 0; stop <= 8; stop++) {
    remove_tree(folder);
    struct work w;
    work_make(&w, two, "1");
    assert_int_equal(work_open(&w, false, &err), STATUS_OK);
    for (size_t run = 0; run < stop; run++) append(&w, run / 2, run % 2, run % 2 + 1);
    results_close(&w.results);
    work_free(&w);
    assert_false(there("runs.csv"));
    if (stop < 8) {
      /* As if killed: the next one sweeps it away. */
      put(".new-runs.csv", "half");
      put(".new-campaign.ini", "half");
      put("traces/.new-rosenbrock-d2-i0-adam.csv", "half");
    }
    assert_int_equal(whole(two, false), 8 - stop);
    assert_listing(listing_two);
    char *r = get("runs.csv"), *t = get("targets.csv");
    assert_string_equal(r, runs);
    assert_string_equal(t, targets);
    free(r);
    free(t);
  }
  /* A missing or short table is made good by running its cells again. */
  unlink(inside("traces/rosenbrock-d2-i0-adam.csv"));
  assert_int_equal(whole(two, false), 2);
  char *cut = get("runs.csv");
  cut[strlen(cut) - 3] = '\0';
  put("runs.csv", cut);
  assert_int_equal(whole(two, false), 2);
  free(cut);
  cut = get("targets.csv");
  *strstr(cut, "rosenbrock,2,0,adam,1,1e-08") = '\0';
  put("targets.csv", cut);
  free(cut);
  assert_int_equal(whole(two, false), 6);
  unlink(inside("runs.csv"));
  assert_int_equal(whole(two, false), 8);
  char *r = get("runs.csv"), *t = get("targets.csv");
  assert_string_equal(r, runs);
  assert_string_equal(t, targets);
  free(r);
  free(t);
  free(runs);
  free(targets);
  remove_tree(folder);
}

/* More optimizers, in another order: what was there is kept and put in its place. */
static void test_superset(void **state)
{
  (void)state;
  static const char three[] = "adam, random, sgd:rate=1e-3,clip=2";
  assert_int_equal(whole(three, false), 12);
  char *runs = get("runs.csv"), *targets = get("targets.csv");
  remove_tree(folder);
  assert_int_equal(whole(two, false), 8);
  assert_int_equal(whole(three, false), 4);
  char *r = get("runs.csv"), *t = get("targets.csv");
  assert_string_equal(r, runs);
  assert_string_equal(t, targets);
  free(r);
  free(t);
  free(runs);
  free(targets);
  remove_tree(folder);
}

static void refused(const char *optimizers, const char *seed, int status, const char *complaint)
{
  struct work w;
  struct error err = {0};
  char before[4096], after[4096];
  listing(before, sizeof before);
  work_make(&w, optimizers, seed);
  assert_int_equal(work_open(&w, false, &err), status);
  if (!strstr(err.text, complaint)) fail_msg("%s", err.text);
  listing(after, sizeof after);
  assert_string_equal(before, after);
  work_free(&w);
}

static void test_other_results(void **state)
{
  (void)state;
  assert_int_equal(whole(two, false), 8);
  char *runs = get("runs.csv"), *campaign = get("campaign.ini");
  refused("adam", "1", STATUS_USAGE, "holds results that this campaign would lose");
  refused(two, "2", STATUS_USAGE, "rosenbrock-d2-i0-sgd_rate=1e-3_clip=2 with other settings");
  refused("adam, sgd", "1", STATUS_USAGE, "--force");
  char *r = get("runs.csv"), *c = get("campaign.ini");
  assert_string_equal(r, runs);
  assert_string_equal(c, campaign);
  free(r);
  free(c);
  free(campaign);
  free(runs);
  /* By force; what is not ours stays. */
  put("runs.csv.bak", "kept\n");
  assert_int_equal(whole("random", true), 4);
  assert_listing("campaign.ini|cells.csv|runs.csv|runs.csv.bak|targets.csv|timings.csv|traces|"
                 "traces/quadratic_condition=10_noise=1-d2-i0-random.csv|"
                 "traces/rosenbrock-d2-i0-random.csv|");
  assert_int_equal(whole("random", true), 4);
  remove_tree(folder);
  /* A table that is no table of ours. */
  assert_int_equal(mkdir(folder, 0777), 0);
  put("runs.csv", "hello\nworld\n");
  refused("adam", "1", STATUS_USAGE, "is not empty (it has runs.csv)");
  put("campaign.ini", "[campaign]\nfunctions = step\n");
  refused("adam", "1", STATUS_USAGE, "is not empty");
  /* And one that is ours, where somebody wrote into the table. */
  put("campaign.ini", folder_marks[FOLDER_RESULTS]);
  put("runs.csv", "hello\nwor\rld\x01\n");
  refused("adam", "1", STATUS_USAGE, "a row that names no cell");
  put("campaign.ini", folder_marks[FOLDER_BASELINE]);
  refused("adam", "1", STATUS_USAGE, "holds a baseline");
  remove_tree(folder);
  /* The finished cells of another campaign that was stopped. */
  struct work w;
  struct error err = {0};
  work_make(&w, two, "1");
  assert_int_equal(work_open(&w, false, &err), STATUS_OK);
  append(&w, 0, 0, 2);
  results_close(&w.results);
  work_free(&w);
  refused("adam", "1", STATUS_USAGE, "rosenbrock-d2-i0-sgd_rate=1e-3_clip=2");
  refused(two, "2", STATUS_USAGE, "with other settings");
  assert_int_equal(whole(two, false), 6);
  remove_tree(folder);
}

/* What makes the difference is named. */
static void test_reasons(void **state)
{
  (void)state;
  whole_of("adam:rate=1e-3", "3", false);
  refused("adam:rate=1e-3", "7", STATUS_USAGE, "seed is 1 there and 7 here");
  refused("adam:rate=1e-3", "1", STATUS_USAGE, "with 3 runs or more, where it would make 2");
  remove_tree(folder);
  /* An optimizer whose parameters a section of the file changed. */
  whole("adam", false);
  char *campaign = get("campaign.ini"), text[4096];
  snprintf(text, sizeof text, "%s\n[adam]\nrate = 0.25\n", campaign);
  put("campaign.ini", text);
  free(campaign);
  struct work w;
  struct error err = {0};
  work_make(&w, "adam", "1");
  snprintf(w.tasks.task[0].definition, 17, "%016d", 0);
  assert_int_equal(work_open(&w, false, &err), STATUS_USAGE);
  if (!strstr(err.text, "rate is 0.25 there and 0.001 here")) fail_msg("%s", err.text);
  work_free(&w);
  remove_tree(folder);
}

/* More repetitions: those that are there are the first of them, wherever the rest was stopped. */
static void test_grows(void **state)
{
  (void)state;
  assert_int_equal(whole_of(two, "5", false), 20);
  char *runs = get("runs.csv"), *targets = get("targets.csv"),
       *trace = get("traces/rosenbrock-d2-i0-adam.csv");
  for (size_t stop = 0; stop <= 6; stop++) {
    remove_tree(folder);
    assert_int_equal(whole(two, false), 8);
    struct work w;
    struct error err = {0};
    work_make_runs(&w, two, "1", "5");
    assert_int_equal(work_open(&w, false, &err), STATUS_OK);
    for (size_t k = 0; k < stop; k++) append(&w, k / 3, 2 + k % 3, 3 + k % 3);
    results_close(&w.results);
    work_free(&w);
    assert_int_equal(whole_of(two, "5", false), 12 - stop);
    char *r = get("runs.csv"), *t = get("targets.csv"),
         *c = get("traces/rosenbrock-d2-i0-adam.csv");
    assert_string_equal(r, runs);
    assert_string_equal(t, targets);
    assert_string_equal(c, trace);
    free(r);
    free(t);
    free(c);
  }
  free(runs);
  free(targets);
  free(trace);
  remove_tree(folder);
}

/* Runs that end in another order, and a journal that is cut off or damaged anywhere. */
static void test_journal(void **state)
{
  (void)state;
  struct work w;
  struct error err = {0};
  assert_int_equal(whole_of(two, "3", false), 12);
  char *runs = get("runs.csv"), *trace = get("traces/rosenbrock-d2-i0-adam.csv");
  remove_tree(folder);
  static const size_t order[] = {2, 0, 1, 1, 2};
  work_make_runs(&w, two, "1", "3");
  assert_int_equal(work_open(&w, false, &err), STATUS_OK);
  for (size_t k = 0; k < 5; k++) append(&w, k / 3, order[k], order[k] + 1);
  results_close(&w.results);
  work_free(&w);
  FILE *in = fopen(inside(journal_name), "rb");
  assert_non_null(in);
  static char journal[1 << 17], part[1 << 17];
  size_t size = fread(journal, 1, sizeof journal, in);
  fclose(in);
  size_t last_made = 7;
  for (size_t cut = size; cut<size + 1; cut = cut> 97 ? cut - 97 : SIZE_MAX) {
    for (int damaged = 0; damaged < 2; damaged++) {
      memcpy(part, journal, size);
      if (damaged && cut < size) part[cut] ^= 1;
      FILE *out = fopen(inside(journal_name), "wb");
      assert_non_null(out);
      fwrite(part, 1, damaged ? size : cut, out);
      fclose(out);
      if (damaged && cut < 20) continue; /* of another version */
      size_t made = whole_of(two, "3", false);
      assert_in_range(made, last_made, 12);
      last_made = made;
      char *r = get("runs.csv"), *t = get("traces/rosenbrock-d2-i0-adam.csv");
      assert_string_equal(r, runs);
      assert_string_equal(t, trace);
      free(r);
      free(t);
      unlink(inside("runs.csv"));
    }
  }
  assert_int_equal(last_made, 12);
  put(journal_name, "optbench journal 4\nrun");
  refused(two, "1", STATUS_IO, "of another version");
  remove_tree(folder);
  free(runs);
  free(trace);
}

/* Nothing that the campaign does not name is removed, and nothing behind a link. */
static void test_keeps_others(void **state)
{
  (void)state;
  static const char *const mine[] = {"parts/mine",       "traces/mine.csv", ".new-mine",
                                     "traces/.new-mine", "elsewhere",       "notes.txt"};
  enum { MINE = sizeof mine / sizeof *mine };
  assert_int_equal(whole(two, false), 8);
  assert_int_equal(mkdir(inside("parts"), 0777), 0);
  for (size_t i = 0; i < MINE; i++) put(mine[i], "mine\n");
  char target[256];
  snprintf(target, sizeof target, "%s", inside("elsewhere"));
  unlink(inside("traces/rosenbrock-d2-i0-adam.csv"));
  assert_int_equal(symlink(target, inside("traces/rosenbrock-d2-i0-adam.csv")), 0);
  unlink(inside("targets.csv"));
  assert_int_equal(symlink(target, inside("targets.csv")), 0);
  assert_int_equal(whole("random", true), 4);
  for (size_t i = 0; i < MINE; i++) {
    char *text = get(mine[i]);
    assert_string_equal(text, "mine\n");
    free(text);
  }
  assert_false(there("traces/rosenbrock-d2-i0-adam.csv"));
  remove_tree(folder);
}

/* A link stays one, and what it leads to is written, even where nothing was. */
static void test_links(void **state)
{
  (void)state;
  struct error err = {0};
  struct stat about;
  assert_int_equal(mkdir(folder, 0777), 0);
  assert_int_equal(mkdir(inside("far"), 0777), 0);
  assert_int_equal(symlink("far/b", inside("b")), 0);
  assert_int_equal(symlink("b", inside("a")), 0);
  for (int turn = 0; turn < 2; turn++) {
    assert_int_equal(file_write(folder, "a", "new\n", &err), STATUS_OK);
    assert_int_equal(lstat(inside("a"), &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_int_equal(lstat(inside("far/b"), &about), 0);
    assert_true(S_ISREG(about.st_mode));
    put("far/b", "old\n");
  }
  assert_int_equal(symlink("y", inside("x")), 0);
  assert_int_equal(symlink("x", inside("y")), 0);
  assert_int_equal(file_write(folder, "x", "new\n", &err), STATUS_IO);
  assert_non_null(strstr(err.text, "in a circle"));
  remove_tree(folder);
}

static void test_lock(void **state)
{
  (void)state;
  struct work a, b;
  struct error err = {0};
  work_make(&a, two, "1");
  work_make(&b, two, "1");
  assert_int_equal(work_open(&a, false, &err), STATUS_OK);
  append(&a, 0, 0, 1);
  assert_int_equal(work_open(&b, false, &err), STATUS_IO);
  assert_non_null(strstr(err.text, "another optbench is writing to"));
  assert_int_equal(work_open(&b, true, &err),
                   STATUS_IO); /* force is no force against a living one */
  append(&a, 0, 1, 2);
  for (size_t i = 1; i < 4; i++) append(&a, i, 0, 2);
  finish(&a);
  assert_int_equal(work_open(&b, false, &err), STATUS_OK);
  for (size_t i = 0; i < 4; i++) assert_true(b.tasks.task[i].done);
  results_close(&b.results);
  results_close(&b.results); /* harmless */
  work_free(&a);
  work_free(&b);
  remove_tree(folder);
}

static void test_bad_folders(void **state)
{
  (void)state;
  struct work w;
  struct error err = {0};
  static char longest[2 * PATH_SIZE];
  work_make(&w, two, "1");
  FILE *out = fopen(folder, "wb");
  assert_non_null(out);
  fclose(out);
  assert_int_equal(work_open(&w, false, &err), STATUS_IO);
  assert_non_null(strstr(err.text, "is not a folder"));
  unlink(folder);
  memset(longest, 'x', sizeof longest - 1);
  assert_int_equal(open_at(&w, longest, false, &err), STATUS_USAGE);
  snprintf(longest, sizeof longest, "%s/a/b//c/", folder);
  assert_int_equal(open_at(&w, longest, false, &err), STATUS_OK);
  results_close(&w.results);
  assert_true(there("a/b/c/campaign.ini"));
  work_free(&w);
  remove_tree(folder);
}

static void put_bytes(void *context, const char *bytes, size_t size)
{
  fwrite(bytes, 1, size, context);
}

/* Past a limit a trace lies in an unnamed file, and comes back byte for byte. */
static void test_long_traces(void **state)
{
  (void)state;
  enum { NUMBERS = 1200000 };
  struct error err = {0};
  struct text text = {.folder = top};
  FILE *out = tmpfile();
  assert_non_null(out);
  for (int turn = 0; turn < 2; turn++) {
    for (size_t i = 0; i < NUMBERS; i++) {
      if (text_number(&text, (double)i, &err) || text_string(&text, "\n", &err)) fail();
    }
    assert_non_null(text.overflow);
    assert_in_range(text.room, 1, 10 << 20);
    rewind(out);
    assert_int_equal(text_each(&text, put_bytes, out, &err), STATUS_OK);
    rewind(out);
    char line[32];
    for (size_t i = 0; i < NUMBERS; i++) {
      assert_non_null(fgets(line, sizeof line, out));
      assert_int_equal(strtoul(line, NULL, 10), i);
    }
    assert_null(fgets(line, sizeof line, out));
    text_clear(&text);
    assert_null(text.overflow);
  }
  fclose(out);
  text_free(&text);
  char names[256];
  struct dirent **entry;
  int count = scandir(top, &entry, NULL, alphasort);
  names[0] = '\0';
  for (int i = 0; i < count; i++) {
    strcat(names, entry[i]->d_name);
    free(entry[i]);
  }
  free(entry);
  assert_null(strstr(names, "trace-")); /* unnamed: nothing is left of it */
}

static void test_fields(void **state)
{
  (void)state;
  static const char *const cases[][2] = {
      {"plain", "plain"},   {"", ""},
      {"a,b", "\"a,b\""},   {"a\"b", "\"a\"\"b\""},
      {"a\nb", "\"a\nb\""}, {"\"\"", "\"\"\"\"\"\""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[32] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    csv_put_text(out, cases[i][0], '\n');
    fclose(out);
    text[strlen(text) - 1] = '\0';
    assert_string_equal(text, cases[i][1]);
  }
}

/* Whole or not at all. */
static void test_whole_files(void **state)
{
  (void)state;
  struct error err = {0};
  struct file file = {0};
  assert_int_equal(mkdir(folder, 0777), 0);
  assert_int_equal(file_write(folder, "a", "first\n", &err), STATUS_OK);
  assert_int_equal(file_create(&file, folder, "a", &err), STATUS_OK);
  fputs("second\n", file.stream);
  char *text = get("a");
  assert_string_equal(text, "first\n");
  free(text);
  file_abandon(&file);
  file_abandon(&file); /* harmless */
  assert_listing("a|");
  assert_int_equal(file_write(folder, "a", "third\n", &err), STATUS_OK);
  text = get("a");
  assert_string_equal(text, "third\n");
  free(text);
  /* A folder in the way: an error, and nothing is left behind. */
  assert_int_equal(mkdir(inside("b"), 0777), 0);
  assert_int_equal(file_write(folder, "b", "x\n", &err), STATUS_IO);
  assert_non_null(strstr(err.text, "cannot write"));
  assert_listing("a|b|");
  assert_int_equal(file_write("/nowhere", "b", "x\n", &err), STATUS_IO);
  remove_tree(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files),       cmocka_unit_test(test_carries_on),
      cmocka_unit_test(test_superset),    cmocka_unit_test(test_other_results),
      cmocka_unit_test(test_reasons),     cmocka_unit_test(test_grows),
      cmocka_unit_test(test_journal),     cmocka_unit_test(test_keeps_others),
      cmocka_unit_test(test_links),       cmocka_unit_test(test_lock),
      cmocka_unit_test(test_bad_folders), cmocka_unit_test(test_long_traces),
      cmocka_unit_test(test_fields),      cmocka_unit_test(test_whole_files),
  };
  return cmocka_run_group_tests_name("results", tests, set_up, tear_down);
}
