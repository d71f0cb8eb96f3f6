/* test_compare.c -- contenders side by side: at which target, by which test, in which family, and
 * the ranking, against cases whose answers are plain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/compare_answer.h"

enum { RUNS = 16, CELLS = 12, TARGETS = 3, OPTIMIZERS = 3, DIMS = 2 };

static const struct function_type plain = {.name = "plain", .group = "plain ones"};

/* A campaign of f in dimensions 2 and 3, with optimizers a, b, c. */
struct made {
  struct function_entry function;
  struct optimizer_entry optimizers[OPTIMIZERS];
  struct run_result run[CELLS][RUNS];
  double to[CELLS][RUNS][TARGETS];
  struct cell_results cell[CELLS];
  struct target_list targets;
  struct results_set set;
  struct contender contender[OPTIMIZERS];
};

static void make(struct made *m)
{
  memset(m, 0, sizeof *m);
  m->function.spec.type = &plain;
  strcpy(m->function.label, "f");
  m->set.campaign.functions = &m->function;
  m->set.campaign.function_count = 1;
  m->set.campaign.gradient_cost = 1;
  m->set.cell = m->cell;
  m->targets.count = TARGETS;
  for (size_t k = 0; k < TARGETS; k++) m->targets.error[k] = pow(10, -(double)k);
  for (size_t o = 0; o < OPTIMIZERS; o++) {
    const char name[] = {(char)('a' + o), '\0'};
    strcpy(m->optimizers[o].label, name);
    strcpy(m->contender[o].name, name);
    m->contender[o].set = &m->set;
    m->contender[o].optimizer = m->optimizers[o].label;
  }
}

/* A cell whose run r reaches target k at cost[k] + r; NULL in place of none, 0 for never, and with
 * an error of its own where none is reached. */
static struct cell_results *add(struct made *m, size_t dim, size_t optimizer,
                                const double cost[TARGETS], double error)
{
  size_t at = m->set.cell_count++;
  for (size_t r = 0; r < RUNS; r++) {
    struct run_result *run = &m->run[at][r];
    *run = (struct run_result){.cost = 10000, .error = error, .to = m->to[at][r]};
    for (size_t k = 0; k < TARGETS; k++) run->to[k] = cost[k] > 0 ? cost[k] + (double)r : INFINITY;
  }
  m->cell[at] = (struct cell_results){.function = m->function.label,
                                      .optimizer = m->optimizers[optimizer].label,
                                      .dim = dim,
                                      .run = m->run[at],
                                      .run_count = RUNS,
                                      .targets = &m->targets};
  return &m->cell[at];
}

static void compare(struct made *m, size_t count, enum compare_by by, struct comparison *c)
{
  struct error err = {0};
  const struct compare_rule rule = {.target = NAN, .level = 0.05, .by = by, .all = true};
  assert_int_equal(compare_contenders(m->contender, count, &rule, c, &err), STATUS_OK);
}

static const struct duel *duel_of(const struct comparison *c, size_t a, size_t b, size_t cell)
{
  return &c->duel[comparison_pair(c, a, b) * c->cell_count + cell];
}

static struct made m;

/* Each pair meets at the hardest target that both of it reach, whatever a third does. */
static void test_target(void **state)
{
  (void)state;
  struct comparison c;
  make(&m);
  add(&m, 2, 0, (double[]){10, 100, 1000}, 0);
  add(&m, 2, 1, (double[]){20, 200, 2000}, 0);
  add(&m, 2, 2, (double[]){30, 0, 0}, 0.5);
  compare(&m, 3, BY_ALL, &c);
  assert_int_equal(c.pair_count, 3);
  assert_int_equal(duel_of(&c, 0, 1, 0)->target, 2);
  assert_int_equal(duel_of(&c, 0, 2, 0)->target, 0);
  assert_int_equal(duel_of(&c, 1, 2, 0)->target, 0);
  assert_true(fabs(duel_of(&c, 0, 1, 0)->ratio - 2007.5 / 1007.5) < 1e-12);
  assert_int_equal(duel_of(&c, 0, 1, 0)->winner, -1);
  assert_int_equal(duel_of(&c, 0, 1, 0)->most.a, RUNS);
  assert_true(comparison_wins(&c, 0, 0));
  assert_false(comparison_wins(&c, 0, 1));
  /* They are ranked at the hardest that one of them reaches, c by its error behind them. */
  assert_int_equal(c.cell[0].target, 2);
  for (size_t place = 0; place < 3; place++)
    assert_int_equal(c.part[0].standings.order[place], place);
  comparison_free(&c);
}

/* Who wins each duel at the targets that pairs have in common is not first where another comes
 * further, and not counted as such; and what is said of such a cell does not doubt the win. */
static void test_answer(void **state)
{
  (void)state;
  struct comparison c;
  char text[COMPARE_SENTENCE];
  make(&m);
  for (size_t dim = 2; dim < 4; dim++) {
    add(&m, dim, 0, (double[]){10, 100, 1000}, 0);
    add(&m, dim, 1, (double[]){20, 200, 2000}, 0);
    add(&m, dim, 2, (double[]){30, 300, 3000}, 0);
  }
  add(&m, 4, 0, (double[]){10, 100, 0}, 0.02);
  add(&m, 4, 1, (double[]){20, 200, 2000}, 0);
  add(&m, 4, 2, (double[]){30, 300, 0}, 0.05);
  add(&m, 5, 0, (double[]){10, 100, 1000}, 0); /* the others did not run there */
  add(&m, 5, 1, (double[]){20, 200, 2000}, 0);
  compare(&m, 3, BY_ALL, &c);
  assert_true(comparison_wins(&c, 2, 0) && comparison_wins(&c, 3, 0));
  answer_sentence(&c, &c.part[0], 0, text);
  assert_memory_equal(text, "On 3 cells a is first on 2, significantly on 2.", 47);
  assert_true(answer_cell(&c, 2, text));
  assert_non_null(strstr(text, "b gets to 0.01 at a cost of 2.01k"));
  assert_non_null(strstr(text, "The next, a, needs 0.518x as much to 0.1"));
  assert_non_null(strstr(text, "Up to there a is the better one."));
  assert_null(strstr(text, "not sure"));
  comparison_free(&c);
}

/* What both meet with their first evaluation says nothing, and where half of the runs of a side
 * reach nothing there is no target: then errors are compared, as ranks. */
static void test_errors(void **state)
{
  (void)state;
  struct comparison c;
  make(&m);
  struct cell_results *a = add(&m, 2, 0, (double[]){1, 0, 0}, 0.3);
  struct cell_results *b = add(&m, 2, 1, (double[]){1, 0, 0}, 0.4);
  for (size_t r = 0; r < RUNS; r++) a->run[r].to[0] = b->run[r].to[0] = 1 + (double)(r % 2);
  add(&m, 3, 0, (double[]){9, 0, 0}, 0.3);
  add(&m, 3, 1, (double[]){0, 0, 0}, 4);
  compare(&m, 2, BY_ALL, &c);
  for (size_t i = 0; i < 2; i++) {
    const struct duel *d = duel_of(&c, 0, 1, i);
    assert_int_equal(d->kind, DUEL_ERRORS);
    assert_int_equal(d->target, NO_TARGET);
    assert_true(isnan(d->p) && isnan(d->adjusted));
    assert_int_equal(d->most.a, RUNS);
    assert_int_equal(d->winner, -1);
  }
  assert_int_equal(c.part[0].pair[0].common, 0);
  assert_true(isnan(c.part[0].pair[0].ratio));
  comparison_free(&c);
  /* With a third evaluation it is no start any more. */
  for (size_t r = 0; r < RUNS; r++) b->run[r].to[0] = 3 + (double)r;
  compare(&m, 2, BY_ALL, &c);
  assert_int_equal(duel_of(&c, 0, 1, 0)->kind, DUEL_COSTS);
  comparison_free(&c);
}

/* Those that never get there rank behind, by their error, missing ones last. */
static void test_behind(void **state)
{
  (void)state;
  struct comparison c;
  make(&m);
  add(&m, 2, 0, (double[]){0, 0, 0}, NAN);
  add(&m, 2, 1, (double[]){0, 0, 0}, 0.5);
  add(&m, 2, 2, (double[]){500, 0, 0}, 0.9);
  compare(&m, 3, BY_ALL, &c);
  const size_t order[] = {2, 1, 0};
  for (size_t place = 0; place < 3; place++)
    assert_int_equal(c.part[0].standings.order[place], order[place]);
  assert_true(c.part[0].standings.ranks.firsts[2] == 1);
  comparison_free(&c);
}

/* Holm's family: the cells of a pair, however many other pairs there are. */
static void test_family(void **state)
{
  (void)state;
  struct comparison c;
  make(&m);
  for (size_t d = 0; d < DIMS; d++)
    for (size_t o = 0; o < OPTIMIZERS; o++)
      add(&m, 2 + d, o, (double[]){10 * (double)(o + 1), 0, 0}, 0);
  compare(&m, 3, BY_ALL, &c);
  for (size_t i = 0; i < DIMS; i++) {
    const struct duel *d = duel_of(&c, 0, 1, i);
    assert_true(d->p > 0 && d->p < 0.001);
    assert_true(d->adjusted >= d->p && d->adjusted <= 2 * d->p * (1 + 1e-12));
    assert_true(d->most_adjusted == 2 * d->most.p);
  }
  /* That of pooled cells: the pairs. */
  assert_true(c.part[0].pair[0].adjusted >= c.part[0].pair[0].p);
  assert_int_equal(c.part[0].pair[0].common, 2);
  assert_true(fabs(c.part[0].pair[0].ratio - 27.5 / 17.5) < 1e-12);
  comparison_free(&c);
}

/* Which of two comes first changes nothing but the sign. */
static void test_mirror(void **state)
{
  (void)state;
  struct comparison c, d;
  make(&m);
  struct cell_results *a = add(&m, 2, 0, (double[]){50, 0, 0}, 0);
  add(&m, 2, 1, (double[]){60, 0, 0}, 0);
  for (size_t r = 0; r < 4; r++) a->run[r].to[0] = 400;
  compare(&m, 2, BY_ALL, &c);
  struct contender swap = m.contender[0];
  m.contender[0] = m.contender[1];
  m.contender[1] = swap;
  compare(&m, 2, BY_ALL, &d);
  const struct duel *x = duel_of(&c, 0, 1, 0), *y = duel_of(&d, 0, 1, 0);
  assert_true(fabs(x->ratio * y->ratio - 1) < 1e-12);
  assert_true(fabs(x->p / y->p - 1) < 1e-9);
  assert_true(fabs(x->interval.low * y->interval.high - 1) < 1e-9);
  assert_int_equal(x->most.a, y->most.b);
  comparison_free(&c);
  comparison_free(&d);
}

/* Ahead in most runs, and dearer on average, as runs fail. */
static void test_split(void **state)
{
  (void)state;
  struct comparison c;
  make(&m);
  struct cell_results *a = add(&m, 2, 0, (double[]){50, 0, 0}, 0);
  add(&m, 2, 1, (double[]){60, 0, 0}, 0);
  compare(&m, 2, BY_ALL, &c);
  assert_false(duel_splits(duel_of(&c, 0, 1, 0)));
  comparison_free(&c);
  for (size_t r = 0; r < 6; r++) a->run[r].to[0] = INFINITY;
  compare(&m, 2, BY_ALL, &c);
  const struct duel *d = duel_of(&c, 0, 1, 0);
  assert_true(duel_splits(d));
  assert_int_equal(d->most.a, RUNS - 6);
  assert_int_equal(d->successes_a, RUNS - 6);
  assert_true(d->ratio < 1);
  comparison_free(&c);
}

/* Cells apart by dimension; one that not all ran is left out of the ranking, not of the pairs. */
static void test_parts(void **state)
{
  (void)state;
  struct comparison c;
  make(&m);
  for (size_t o = 0; o < 3; o++) add(&m, 2, o, (double[]){10 * (double)(o + 1), 0, 0}, 0);
  for (size_t o = 0; o < 2; o++) add(&m, 3, o, (double[]){30 - 10 * (double)o, 0, 0}, 0);
  compare(&m, 3, BY_DIMENSION, &c);
  assert_int_equal(c.part_count, 2);
  assert_string_equal(c.part[1].title, "dimension 3");
  assert_int_equal(c.part[0].standings.ranks.cells, 1);
  assert_int_equal(c.part[1].standings.ranks.cells, 0);
  assert_int_equal(c.part[1].left_out, 1);
  assert_true(c.part[0].pair[0].ratio > 1 && c.part[1].pair[0].ratio < 1);
  assert_int_equal(duel_of(&c, 0, 2, 1)->kind, DUEL_NONE);
  comparison_free(&c);
  compare(&m, 3, BY_GROUP, &c);
  assert_int_equal(c.part_count, 1);
  assert_string_equal(c.part[0].title, "plain ones");
  comparison_free(&c);
}

/* Repetitions that are one and the same run are not tested, and neither are other functions. */
static void test_untested(void **state)
{
  (void)state;
  struct comparison c;
  make(&m);
  m.set.campaign.start_mode = START_CANONICAL;
  struct cell_results *a = add(&m, 2, 0, (double[]){50, 0, 0}, 0);
  add(&m, 2, 1, (double[]){60, 0, 0}, 0);
  for (size_t r = 0; r < RUNS; r++) a->run[r].to[0] = 50;
  compare(&m, 2, BY_ALL, &c);
  const struct duel *d = duel_of(&c, 0, 1, 0);
  assert_int_equal(d->kind, DUEL_ONE_RUN);
  assert_false(d->tested);
  assert_true(isnan(d->adjusted) && d->winner == 0 && d->ratio > 1);
  comparison_free(&c);
  strcpy(a->problem, "another");
  compare(&m, 2, BY_ALL, &c);
  assert_int_equal(duel_of(&c, 0, 1, 0)->kind, DUEL_REDEFINED);
  assert_int_equal(c.part[0].standings.ranks.cells, 0);
  comparison_free(&c);
}

/* Groups a-b, b-c and d alone, which has a letter too. */
static void test_letters(void **state)
{
  (void)state;
  struct rank_group group[] = {{0, 1}, {1, 2}};
  const struct standings s = {.group = group, .group_count = 2};
  static const char *const wanted[] = {"a", "ab", "b", "c"};
  for (size_t i = 0; i < 4; i++) {
    char text[STANDINGS_LETTERS];
    standings_letters(&s, i, text);
    assert_string_equal(text, wanted[i]);
  }
}

/* The opening answer: who shares the first mean rank, what each test of ranks says, and of what. */
static void test_claims(void **state)
{
  (void)state;
  struct comparison c;
  char text[COMPARE_SENTENCE];
  make(&m);
  for (size_t dim = 2; dim < 4; dim++) {
    add(&m, dim, 0, (double[]){dim == 2 ? 10 : 20, 0, 0}, 0);
    add(&m, dim, 1, (double[]){dim == 2 ? 20 : 10, 0, 0}, 0);
    add(&m, dim, 2, (double[]){30, 0, 0}, 0);
  }
  compare(&m, 3, BY_FUNCTION, &c);
  answer_sentence(&c, &c.part[0], 0, text);
  assert_string_equal(text,
                      "f: On 2 cells a is first on 1, significantly on 1. Its mean rank, 1.50, "
                      "is that of b, too. The ranks over all cells do not tell the 3 apart "
                      "(Friedman's p 0.22).");
  /* As among more contenders, where one may be the best without being first anywhere. */
  c.part[0].standings.ranks.firsts[0] = 0;
  c.part[0].standings.ranks.firsts[1] = 2;
  c.part[0].standings.ranks.rank[1] = 1.75;
  answer_sentence(&c, &c.part[0], 0, text);
  assert_non_null(strstr(text,
                         "a is first on none. Its mean rank is the best, 1.50. b is first more "
                         "often, on 2, with a mean rank of 1.75. "));
  comparison_free(&c);
  /* Friedman's test takes account of the cell that ties, and Nemenyi's does not. */
  make(&m);
  for (size_t dim = 2; dim < 7; dim++)
    for (size_t o = 0; o < 2; o++)
      add(&m, dim, o, (double[]){dim == 2 ? 10 : 10 * (double)(o + 1), 0, 0}, 0);
  compare(&m, 2, BY_ALL, &c);
  answer_sentence(&c, &c.part[0], 0, text);
  assert_string_equal(text, "On 5 cells a is first on 4.5, significantly on 4. By their ranks over "
                            "all cells they differ (Friedman's p 0.046), but a is not told from b "
                            "(Nemenyi's test).");
  comparison_free(&c);
  /* All agree but for one pair in one cell: F is large, chi-square at its most of so few. */
  make(&m);
  for (size_t dim = 2; dim < 4; dim++) {
    for (size_t o = 0; o < 2; o++) add(&m, dim, o, (double[]){10 * (double)(o + 1), 0, 0}, 0);
    add(&m, dim, 2, (double[]){dim == 2 ? 20 : 30, 0, 0}, 0);
  }
  compare(&m, 3, BY_ALL, &c);
  c.level = 0.1;
  answer_sentence(&c, &c.part[0], 0, text);
  assert_non_null(strstr(text, "do not tell the 3 apart (Friedman's p 0.16; Iman and Davenport's "
                               "test, which is less cautious, does: p "));
  comparison_free(&c);
}

/* Where it is sure who is first, what it takes to know better by how much: a needs 100 to 115, b
 * half as much again to twice as much. */
static void test_narrower(void **state)
{
  (void)state;
  struct comparison c;
  char text[COMPARE_SENTENCE];
  make(&m);
  add(&m, 2, 0, (double[]){100, 0, 0}, 0);
  struct cell_results *b = add(&m, 2, 1, (double[]){150, 0, 0}, 0);
  for (size_t r = 0; r < RUNS; r++) b->run[r].to[0] += r % 2 ? 50 : 0;
  for (size_t turn = 0; turn < 2; turn++) {
    if (turn) { /* the other way around */
      struct contender swap = m.contender[0];
      m.contender[0] = m.contender[1];
      m.contender[1] = swap;
    }
    compare(&m, 2, BY_ALL, &c);
    const struct duel *d = duel_of(&c, 0, 1, 0);
    double ratio = turn ? 1 / d->ratio : d->ratio;
    double low = turn ? 1 / d->interval.high : d->interval.low, wanted;
    wanted = ratio * pow(low / ratio, sqrt(0.5));
    assert_true(answer_cell(&c, 0, text));
    const char *at =
        strstr(text, " Twice the repetitions, at a cost of 320k more for a and b, would "
                     "narrow that to some ");
    assert_non_null(at);
    assert_float_equal(strtod(strstr(at, "some ") + 5, NULL), wanted, 0.006);
    comparison_free(&c);
  }
}

static void test_nothing_shared(void **state)
{
  (void)state;
  struct comparison c;
  struct error err = {0};
  const struct compare_rule rule = {.target = NAN, .level = 0.05};
  make(&m);
  add(&m, 2, 0, (double[]){50, 0, 0}, 0);
  add(&m, 3, 1, (double[]){60, 0, 0}, 0);
  assert_int_equal(compare_contenders(m.contender, 2, &rule, &c, &err), STATUS_USAGE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_target),   cmocka_unit_test(test_answer),
      cmocka_unit_test(test_errors),   cmocka_unit_test(test_family),
      cmocka_unit_test(test_behind),   cmocka_unit_test(test_mirror),
      cmocka_unit_test(test_split),    cmocka_unit_test(test_parts),
      cmocka_unit_test(test_untested), cmocka_unit_test(test_nothing_shared),
      cmocka_unit_test(test_letters),  cmocka_unit_test(test_claims),
      cmocka_unit_test(test_narrower),
  };
  return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
