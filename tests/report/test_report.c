/* test_report.c -- who is marked as significantly best, and what the report's writer makes of
 * texts: both from data made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/ranking.h"
#include "bench/report/page.h"
#include "src/utf8.h"

enum { MOST_RUNS = 40, MOST_CELLS = 6, LAST = RANKING_TARGETS - 1 };

/* A campaign of functions f and g and optimizers a, b, c; cells are added one by one. */
struct made {
  struct function_entry functions[2];
  struct optimizer_entry optimizers[3];
  struct cell_results cell[MOST_CELLS];
  struct run_result run[MOST_CELLS][MOST_RUNS];
  double to[MOST_CELLS][MOST_RUNS][TARGETS_MOST];
  struct target_list targets[2];
  struct results_set set;
};

static void make(struct made *m, double target)
{
  *m = (struct made){.functions = {{.label = "f"}, {.label = "g"}},
                     .optimizers = {{.label = "a"}, {.label = "b"}, {.label = "c"}}};
  m->set.campaign.functions = m->functions;
  m->set.campaign.function_count = 2;
  m->set.campaign.optimizers = m->optimizers;
  m->set.campaign.optimizer_count = 3;
  m->set.campaign.target = target;
  static const struct function_type plain = {.name = "plain"};
  m->set.targets = m->targets;
  for (size_t f = 0; f < 2; f++) {
    m->functions[f].spec.type = &plain;
    campaign_targets(&m->set.campaign, &m->functions[f], &m->targets[f]);
  }
  m->set.cell = m->cell;
  strcpy(m->set.folder, "nowhere");
}

/* Runs that reach all targets at these costs or, where a cost is negative, none: they spent that
 * much and ended with errors error, error + 1, ... */
static void add(struct made *m, const char *function, size_t dim, const char *optimizer,
                size_t count, const double *cost, double error)
{
  size_t at = m->set.cell_count++;
  assert_true(at < MOST_CELLS && count <= MOST_RUNS);
  for (size_t i = 0; i < count; i++) {
    struct run_result *r = &m->run[at][i];
    bool reached = cost[i] > 0;
    r->to = m->to[at][i];
    r->cost = fabs(cost[i]);
    r->error = reached ? 1e-9 : error + (double)i;
    for (size_t k = 0; k < m->targets[0].count; k++) r->to[k] = reached ? cost[i] : INFINITY;
  }
  m->cell[at] = (struct cell_results){.function = (char *)(size_t)function,
                                      .targets = &m->targets[0],
                                      .optimizer = (char *)(size_t)optimizer,
                                      .dim = dim,
                                      .run = m->run[at],
                                      .run_count = count};
}

static void rank(struct made *m, struct ranking *ranking)
{
  struct error err = {0};
  assert_int_equal(ranking_make(&m->set, ranking, &err), STATUS_OK);
}

static bool near(double a, double b) { return fabs(a - b) <= 1e-12 * fabs(b); }

static const double low[] = {1, 2, 3, 4, 5, 6, 7, 8}, high[] = {11, 12, 13, 14, 15, 16, 17, 18};

static void test_best(void **state)
{
  (void)state;
  static struct made m;
  struct ranking r;
  make(&m, 1e-8);
  add(&m, "f", 2, "b", 8, high, 0);
  add(&m, "f", 2, "a", 8, low, 0);
  rank(&m, &r);
  assert_int_equal(r.block_count, 1);
  assert_int_equal(r.targets[0].count, 5);
  assert_int_equal(r.tests, 5);
  const struct pooled *by = r.block[0].by;
  assert_true(near(by[0].at[LAST].art, 4.5));
  assert_true(near(by[1].at[LAST].art, 14.5));
  assert_int_equal(by[0].at[LAST].successes, 8);
  assert_true(by[0].at[LAST].lowest && by[0].at[LAST].best);
  assert_false(by[1].at[LAST].lowest || by[1].at[LAST].best);
  assert_int_equal(by[2].count, 0); /* it did not run, so it is no rival */
  assert_false(by[2].at[LAST].lowest);
  ranking_free(&r);
}

/* All rivals have to be beaten, and those that are as good are not. */
static void test_rival(void **state)
{
  (void)state;
  static struct made m;
  static const double close[] = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5};
  struct ranking r;
  make(&m, 1e-8);
  add(&m, "f", 2, "a", 8, low, 0);
  add(&m, "f", 2, "b", 8, high, 0);
  add(&m, "f", 2, "c", 8, close, 0);
  rank(&m, &r);
  assert_true(r.block[0].by[0].at[0].lowest);
  assert_false(r.block[0].by[0].at[0].best);
  assert_int_equal(r.tests, 10);
  ranking_free(&r);
}

/* Equal costs: both are lowest, neither is best. */
static void test_tie(void **state)
{
  (void)state;
  static struct made m;
  struct ranking r;
  make(&m, 1e-8);
  add(&m, "f", 2, "a", 8, low, 0);
  add(&m, "f", 2, "b", 8, low, 0);
  rank(&m, &r);
  for (size_t o = 0; o < 2; o++)
    assert_true(r.block[0].by[o].at[0].lowest && !r.block[0].by[o].at[0].best);
  ranking_free(&r);
}

/* Of eight pairs that are all ahead p is 2 / 2^8. In one block the five targets make five tests,
 * and the adjusted p is 0.0391; in two blocks it is 0.0781. */
static void test_holm(void **state)
{
  (void)state;
  static struct made m;
  struct ranking r;
  make(&m, 1e-8);
  add(&m, "f", 2, "a", 8, low, 0);
  add(&m, "f", 2, "b", 8, high, 0);
  rank(&m, &r);
  for (size_t t = 0; t < r.targets[0].count; t++) assert_true(r.block[0].by[0].at[t].best);
  ranking_free(&r);
  add(&m, "g", 2, "a", 8, low, 0);
  add(&m, "g", 2, "b", 8, high, 0);
  rank(&m, &r);
  assert_int_equal(r.tests, 10);
  for (size_t t = 0; t < r.targets[0].count; t++) {
    assert_true(r.block[0].by[0].at[t].lowest);
    assert_false(r.block[0].by[0].at[t].best);
  }
  ranking_free(&r);
}

/* One ruinous run gives b the higher mean, though it ranks before a with significance. */
static void test_direction(void **state)
{
  (void)state;
  static struct made m;
  double slow[12], fast[12];
  struct ranking r;
  for (size_t i = 0; i < 12; i++) {
    slow[i] = 100 + (double)i;
    fast[i] = i ? 10 + (double)i : -1e6;
  }
  make(&m, 1e-8);
  add(&m, "f", 2, "a", 12, slow, 0);
  add(&m, "f", 2, "b", 12, fast, 1);
  rank(&m, &r);
  assert_true(near(r.block[0].by[1].at[0].art, (1e6 + 11 * 16) / 11));
  assert_int_equal(r.block[0].by[1].at[0].successes, 11);
  assert_true(r.block[0].by[0].at[0].lowest);
  assert_false(r.block[0].by[0].at[0].best);
  ranking_free(&r);
}

/* Runs without success count by what they spent: their errors do not make an average lower. */
static void test_errors(void **state)
{
  (void)state;
  static struct made m;
  double cost[32], all[32];
  struct ranking r;
  for (size_t i = 0; i < 32; i++) {
    cost[i] = i < 4 ? 10 : -10;
    all[i] = 10;
  }
  make(&m, 1e-8);
  add(&m, "f", 2, "a", 32, cost, 1e-7);
  cost[3] = -10; /* one success less, so that a is lowest */
  add(&m, "f", 2, "b", 32, cost, 1e3);
  rank(&m, &r);
  assert_true(r.block[0].by[0].at[0].lowest);
  assert_false(r.block[0].by[0].at[0].best);
  ranking_free(&r);

  /* Failures alone make it dear. */
  make(&m, 1e-8);
  add(&m, "f", 2, "a", 32, all, 0);
  add(&m, "f", 2, "b", 32, cost, 1e-7);
  rank(&m, &r);
  assert_true(r.block[0].by[0].at[0].best);
  ranking_free(&r);

  /* Nobody gets there: nothing is marked, whatever the errors. */
  make(&m, 1e-8);
  for (size_t i = 0; i < 32; i++) cost[i] = -10;
  add(&m, "f", 2, "a", 32, cost, 1);
  add(&m, "f", 2, "b", 32, cost, 1e3);
  rank(&m, &r);
  assert_int_equal(r.tests, 0);
  assert_true(isinf(r.block[0].by[0].at[0].art));
  const struct quartile_intervals *error = &r.block[0].by[0].error;
  assert_true(near(error->at.median, 16.5));
  /* Of 1, 2, ... 32: by the binomial distribution between the 10th and 12th, the 21st and 23rd. */
  assert_true(error->median.low >= 10 && error->median.low <= 12);
  assert_true(error->median.high >= 21 && error->median.high <= 23);
  for (size_t o = 0; o < 2; o++)
    assert_false(r.block[0].by[o].at[0].lowest || r.block[0].by[o].at[0].best);
  ranking_free(&r);
}

/* Blocks stand by function, then dimension; the instances of a block are one sample. */
static void test_blocks(void **state)
{
  (void)state;
  static struct made m;
  struct ranking r;
  make(&m, 1e-8);
  add(&m, "g", 2, "a", 3, low, 0);
  add(&m, "f", 10, "a", 3, low, 0);
  add(&m, "f", 2, "a", 3, low, 0);
  add(&m, "f", 2, "a", 2, high, 0);
  m.cell[3].instance = 1;
  rank(&m, &r);
  assert_int_equal(r.block_count, 3);
  assert_string_equal(r.block[0].function->label, "f");
  assert_int_equal(r.block[0].dim, 2);
  assert_int_equal(r.block[1].dim, 10);
  assert_string_equal(r.block[2].function->label, "g");
  assert_int_equal(r.block[0].by[0].count, 5);
  assert_true(near(r.block[0].by[0].at[0].art, (1 + 2 + 3 + 11 + 12) / 5.0));
  ranking_free(&r);
}

/* Runs of a number on an instance are a pair, in whatever order instances were run, and however
 * many runs they have: costs of instance 1 are a hundred times those of instance 0, and a is ahead
 * by a little in each pair. */
static void test_pairs(void **state)
{
  (void)state;
  static struct made m;
  struct ranking r;
  double near_a[12], near_b[12], far_a[12], far_b[12];
  for (size_t i = 0; i < 12; i++) {
    near_a[i] = 100 + 20 * (double)i;
    near_b[i] = near_a[i] * 1.1;
    far_a[i] = 100 * near_a[i];
    far_b[i] = 100 * near_b[i];
  }
  make(&m, 1e-8);
  add(&m, "f", 2, "a", 12, near_a, 0);
  add(&m, "f", 2, "a", 12, far_a, 0);
  add(&m, "f", 2, "b", 11, far_b, 0);
  add(&m, "f", 2, "b", 12, near_b, 0);
  m.cell[1].instance = m.cell[2].instance = 1;
  rank(&m, &r);
  assert_true(r.block[0].by[0].at[LAST].best);
  ranking_free(&r);
}

/* Targets that no run aims at are left out; the one that they aim at is there. */
static void test_targets(void **state)
{
  (void)state;
  static const struct {
    double target;
    size_t count;
    double last;
  } cases[] = {{1e-8, 5, 1e-8}, {-1, 5, 1e-8},   {1e-3, 3, 1e-3},  {2e-4, 4, 2e-4},
               {50, 1, 50},     {1000, 1, 1000}, {1e-10, 5, 1e-10}};
  static struct made m;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct ranking r;
    make(&m, cases[i].target);
    add(&m, "f", 2, "a", 3, low, 0);
    rank(&m, &r);
    assert_int_equal(r.targets[0].count, cases[i].count);
    assert_true(
        near(m.targets[0].error[r.targets[0].target[r.targets[0].count - 1]], cases[i].last));
    ranking_free(&r);
  }
}

static void test_stranger(void **state)
{
  (void)state;
  static struct made m;
  struct ranking r;
  struct error err = {0};
  make(&m, 1e-8);
  add(&m, "f", 2, "d", 3, low, 0);
  assert_int_equal(ranking_make(&m.set, &r, &err), STATUS_IO);
  assert_string_equal(err.text,
                      "nowhere/runs.csv: d on f d2 is not in campaign.ini; run the campaign again");
  ranking_free(&r);
}

/* What the writer made of a paragraph. */
static void expect(const char *text, const char *html, const char *md)
{
  char got[1024];
  struct page page = {.html = tmpfile(), .md = tmpfile()};
  assert_non_null(page.html);
  assert_non_null(page.md);
  page_text(&page, "%s", text);
  FILE *const files[] = {page.html, page.md};
  const char *const wanted[] = {html, md};
  for (size_t i = 0; i < 2; i++) {
    rewind(files[i]);
    got[fread(got, 1, sizeof got - 1, files[i])] = '\0';
    fclose(files[i]);
    assert_string_equal(got, wanted[i]);
  }
}

static void test_texts(void **state)
{
  (void)state;
  expect("plain", "<p>plain</p>\n", "plain\n\n");
  expect("a < b & \"c\" > 'd'", "<p>a &#60; b &#38; &#34;c&#34; &#62; &#39;d&#39;</p>\n",
         "a \\< b \\& \"c\" \\> 'd'\n\n");
  expect("*x* _y_ [z](w) |", "<p>*x* _y_ [z](w) |</p>\n", "\\*x\\* \\_y\\_ \\[z\\](w) \\|\n\n");
  expect("run `a<b_c` now", "<p>run <code>a&#60;b_c</code> now</p>\n", "run `a<b_c` now\n\n");
  expect("f − f* ≤ 1 ★", "<p>f − f* ≤ 1 ★</p>\n", "f − f\\* ≤ 1 ★\n\n");
}

/* Control characters, broken, overlong and surrogate UTF-8 are no text. */
static void test_bytes(void **state)
{
  (void)state;
  static const char *const bad[] = {"\001",         "\x7f",         "\xff",     "\xc0\xaf",
                                    "\xed\xa0\x80", "\xe0\x80\x80", "\xc3",     "\xf4\x90\x80\x80",
                                    "\xef\xbf\xbf", "\xe2\x82",     "\xf8\x88", "\t"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[16], html[64], md[64], marks[32] = "";
    /* A control character has one mark, and so has each byte that belongs to no character. */
    for (const char *at = bad[i]; *at; at++) strcat(marks, *at & 0x80 ? UTF8_WRONG : "?");
    snprintf(text, sizeof text, "x%sy", bad[i]);
    snprintf(html, sizeof html, "<p>x%sy</p>\n", marks);
    snprintf(md, sizeof md, "x%sy\n\n", marks);
    expect(text, html, md);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_best),      cmocka_unit_test(test_rival),
      cmocka_unit_test(test_tie),       cmocka_unit_test(test_holm),
      cmocka_unit_test(test_direction), cmocka_unit_test(test_errors),
      cmocka_unit_test(test_blocks),    cmocka_unit_test(test_pairs),
      cmocka_unit_test(test_targets),   cmocka_unit_test(test_stranger),
      cmocka_unit_test(test_texts),     cmocka_unit_test(test_bytes),
  };
  return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
