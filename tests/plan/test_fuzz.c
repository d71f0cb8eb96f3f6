/* test_fuzz.c -- thousands of damaged campaigns, optimizers and functions: refused in one line or
 * taken and written back the same, never more. Meant for the sanitizers too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/data/store.h"
#include "bench/figures/figures.h"
#include "bench/io/options.h"
#include "bench/plan/campaign.h"
#include "bench/plan/levels.h"

enum { ROUNDS = 20000, SIZE = 2048 };

static struct libraries libraries = {.figures = figure_names};
static char path[] = "/tmp/optbench-fuzz-XXXXXX";

static int set_up(void **state)
{
  (void)state;
  struct error err;
  int fd = mkstemp(path);
  if (fd < 0) return -1;
  close(fd);
  libraries.data = data_store_new();
  return libraries.data ? levels_pick(NULL, &libraries, &err) : -1;
}

static int tear_down(void **state)
{
  (void)state;
  data_store_free(libraries.data);
  return unlink(path);
}

static uint64_t random_state;

static size_t draw(size_t below)
{
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(random_state >> 33) % below;
}

/* What damage is made of. */
static const char *const pieces[] = {
    "",
    ",",
    ":",
    "=",
    "@",
    "[",
    "]",
    "\n",
    " ",
    "\t",
    "\r\n",
    ";",
    " ; ",
    "#",
    "0",
    "-1",
    "1e9",
    "1e300",
    "nan",
    "inf",
    "-0",
    "0x1p-1074",
    "1e-400",
    "\x80\xff",
    "\x01",
    "adam",
    "@es",
    ":rate=",
    "on",
    " d2",
    "[adam]",
    "[sgd on rosenbrock d2]\n",
    "campaign",
    "rate",
    "runs = 2\n",
    "  sgd\n",
    "none",
    "every",
    "random",
    "step",
    "population=4",
    "\n\n\n",
    "9007199254740993",
    "....",
    "%s%n",
    "''",
    "\"",
    "\"\"",
    "\"a, b: c=d@e\"",
    "data=\"",
    "suite = bbob\n",
    "year = 2013\n",
    "f1-f5",
    "separable:",
    "bbob-f1-bbob-f3",
    "2: 5",
    "7 steps",
    "region = -5:5\n",
    "1:2",
    " over 5 steps",
    "90%0..1+10%2",
    "auto",
    "data-dimensions = 9\n",
    "                                                                                ",
    "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
};
enum { PIECES = sizeof pieces / sizeof *pieces };

/* A few changes: bytes flipped, stretches cut, doubled or moved, pieces put in. */
static void damage(char text[SIZE])
{
  for (size_t changes = 1 + draw(4); changes > 0; changes--) {
    size_t length = strlen(text), at = draw(length + 1);
    size_t stretch = length - at ? draw(length - at < 40 ? length - at : 40) : 0;
    switch (draw(5)) {
    case 0:
      if (at < length) text[at] = (char)(1 + draw(255));
      break;
    case 1:
      memmove(text + at, text + at + stretch, length - at - stretch + 1);
      break;
    case 2:
      if (length + stretch >= SIZE) break;
      memmove(text + at + stretch, text + at, length - at + 1);
      break;
    default: {
      const char *piece = pieces[draw(PIECES)];
      size_t more = strlen(piece);
      if (length + more >= SIZE) break;
      memmove(text + at + more, text + at, length - at + 1);
      memcpy(text + at, piece, more);
    }
    }
  }
}

static void check_error(int status, const struct error *err, const char *text)
{
  assert_in_range(status, STATUS_USAGE, STATUS_NOMEM);
  bool good = err->text[0] != '\0';
  for (const char *at = err->text; *at; at++) good &= (unsigned char)*at >= ' ' && *at != 127;
  if (!good) fail_msg("after <%s>: <%s>", text, err->text);
}

static void write_file(const char *text)
{
  int fd =
      open(path, O_WRONLY); /* never cut to nothing, which some disks take for a reason to sync */
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  assert_int_equal(ftruncate(fd, (off_t)strlen(text)), 0);
  close(fd);
}

static const char *const campaigns[] = {
    "[campaign]\nname = x\nfunctions =\n  rosenbrock:noise=0.5\n  step\ndimensions = 2, 10\n"
    "instances = 0, 3\noptimizers = sgd, adam@es:rate=0.1,sigma=0.2\n  random\nruns = 2\n"
    "budget = 100d\nseed = 5\nstart = -1.2, 1\ngradient-cost = 0.5\ntarget = 1e-8\ntrace = every\n"
    "trace-x = yes\nfigures = convergence\n\n[sgd]\nrate = 0.1\nclip = 2\n[adam@es on step d2]\n"
    "population = 8\n",
    "; a comment\n[campaign]\nfunctions = quadratic:condition=1e4, rosenbrock\n"
    "optimizers = fd, vo, xnes, momentum@central\n[fd on rosenbrock]\nrate=1e-3\n",
    "[campaign]\nfunctions = mlp:label=\"a, b: c=d\",hidden=4-3,batch=8,noise=0.1\n"
    "  softmax:data=\"moons\",test=\"x @y\", svm:judge=validation_loss,validation=0.2\n"
    "dimensions = auto\noptimizers = adam@es\nruns = 2\ntargets = 1, 0.5\nsave-x = yes\n",
    "[campaign]\nfunctions = softmax:data=\"gone away.csv\",batch=8, rosenbrock\ndimensions = 2, "
    "6\n"
    "data-dimensions = 6\noptimizers = sgd\n[sgd on softmax d6]\nrate = 0.5\n",
};
enum { CAMPAIGNS = sizeof campaigns / sizeof *campaigns };

static void test_campaigns(void **state)
{
  (void)state;
  size_t taken = 0;
  random_state = 1;
  for (size_t i = 0; i < CAMPAIGNS; i++) { /* all are good before */
    struct campaign c;
    struct error err;
    write_file(campaigns[i]);
    if (campaign_load(&libraries, path, &c, &err)) fail_msg("%s", err.text);
    campaign_free(&c);
  }
  for (size_t i = 0; i < ROUNDS; i++) {
    char text[SIZE];
    struct campaign c;
    struct error err = {0};
    strcpy(text, campaigns[i % CAMPAIGNS]);
    damage(text);
    write_file(text);
    int status = campaign_load(&libraries, path, &c, &err);
    if (status) {
      check_error(status, &err, text);
      continue;
    }
    taken++;
    if (campaign_cell_count(&c) < 1000 && (status = campaign_validate(&libraries, &c, &err)) != 0)
      check_error(status, &err, text);
    for (size_t k = 0; !status && k < campaign_cell_count(&c) && k < 100; k++) {
      char name[CELL_NAME_SIZE];
      struct cell cell = campaign_cell(&c, k);
      cell_name(&cell, name);
      assert_null(strchr(name, '/'));
      assert_true(name[0] != '.' && name[0] != '-' && strlen(name) <= 200);
    }
    char *once = campaign_text(&c);
    campaign_free(&c);
    assert_non_null(once);
    write_file(once);
    if (campaign_load(&libraries, path, &c, &err)) fail_msg("<%s>\nreads: %s", text, err.text);
    char *twice = campaign_text(&c);
    assert_string_equal(once, twice);
    free(once);
    free(twice);
    campaign_free(&c);
  }
  assert_in_range(taken, ROUNDS / 50, ROUNDS / 2); /* damage enough, and not too much */
}

static void test_specifications(void **state)
{
  (void)state;
  static const char *const optimizers[] = {"adam@es:rate=0.1,sigma=0.2,clip=3,schedule=cosine",
                                           "sgd", "random", "fd:rate=1e-4"};
  static const char *const functions[] = {
      "rosenbrock:noise=0.5,noise_kind=multiplicative", "quadratic:condition=1e4", "step",
      "mlp:data=\"my file, 1.csv\",label=\"a:b=c@d\",hidden=8-4",
      "logistic:data=moons,test=\"\",l2=0.5,noise=0.1"};
  random_state = 2;
  for (size_t i = 0; i < 2 * ROUNDS; i++) {
    char text[SIZE], canonical[FUNCTION_TEXT], again[FUNCTION_TEXT];
    struct error err = {0};
    struct method method;
    strcpy(text, optimizers[i % 4]);
    damage(text);
    int status = method_parse(libraries.optimizers, text, &method, &err);
    if (status) {
      check_error(status, &err, text);
    } else {
      method_format(&method, canonical, sizeof canonical);
      method_free(&method);
      assert_int_equal(method_parse(libraries.optimizers, canonical, &method, &err), STATUS_OK);
      method_format(&method, again, sizeof again);
      assert_string_equal(canonical, again);
      method_free(&method);
    }
    struct function_spec spec;
    strcpy(text, functions[i % 5]);
    damage(text);
    status = function_parse(libraries.functions, text, &spec, &err);
    if (status) {
      check_error(status, &err, text);
    } else {
      function_format(&spec, canonical, sizeof canonical);
      function_spec_free(&spec);
      assert_int_equal(function_parse(libraries.functions, canonical, &spec, &err), STATUS_OK);
      function_format(&spec, again, sizeof again);
      assert_string_equal(canonical, again);
      function_spec_free(&spec);
    }
  }
}

static const char *const keys[] = {"name",          "runs",   "budget", "seed",    "start",
                                   "gradient-cost", "target", "trace",  "trace-x", "figures"};

static void test_settings(void **state)
{
  (void)state;
  static const char *const values[] = {"1",     "3000d", "0.5",  "1e-8", "-1.2,1",
                                       "every", "no",    "none", "grid", "a_b"};
  struct campaign c;
  struct error err = {0};
  write_file(campaigns[1]);
  assert_int_equal(campaign_load(&libraries, path, &c, &err), STATUS_OK);
  random_state = 3;
  for (size_t i = 0; i < ROUNDS; i++) {
    char text[SIZE];
    int status;
    strcpy(text, values[draw(10)]);
    damage(text);
    if ((status = campaign_set(&libraries, &c, keys[i % 10], text, &err)))
      check_error(status, &err, text);
    strcpy(text, "2, 10, 40");
    damage(text);
    if ((status = campaign_set_dims(&c, text, &err))) check_error(status, &err, text);
    if ((status = campaign_set_instances(&c, text, &err))) check_error(status, &err, text);
    if (i % 50) continue;
    char *written = campaign_text(&c);
    assert_non_null(written);
    write_file(written);
    struct campaign back;
    if (campaign_load(&libraries, path, &back, &err))
      fail_msg("<%s>\nreads: %s", written, err.text);
    campaign_free(&back);
    free(written);
  }
  campaign_free(&c);
}

static const struct option_row rows[] = {
    {'f', "functions", "LIST", ""}, {0, "force", NULL, ""}, {0, "runs", "N", ""}, {0}};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  size_t *count = context;
  (void)err;
  assert_true(row ? !row->value == !value : value != NULL);
  ++*count;
  return STATUS_OK;
}

static void test_options(void **state)
{
  (void)state;
  random_state = 4;
  for (size_t i = 0; i < ROUNDS; i++) {
    char words[4][SIZE], *argv[6] = {words[0], words[1], words[2], words[3]};
    size_t count = 0;
    struct error err = {0};
    strcpy(words[0], "run");
    strcpy(words[1], "--functions=step");
    strcpy(words[2], draw(2) ? "--force" : "-f");
    strcpy(words[3], "x");
    for (size_t k = 1; k < 4; k++) damage(words[k]);
    int status = options_parse(rows, 4, argv, take, &count, &err);
    if (status) check_error(status, &err, words[1]);
    assert_in_range(count, 0, 3);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_campaigns),
      cmocka_unit_test(test_specifications),
      cmocka_unit_test(test_settings),
      cmocka_unit_test(test_options),
  };
  return cmocka_run_group_tests_name("fuzz", tests, set_up, tear_down);
}
