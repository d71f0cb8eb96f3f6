/* test_scale.c -- the model of a generation over ranks: an example by hand, limits, where speed-up
 * stops being linear, and its costs written and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/scale/measure.h"
#include "bench/scale/study.h"
#include "src/draws/population.h"
#include "src/numeric/vec.h"
#include "tests/support/machine.h"

static const struct messages slow = {"slow", 100, 0.5, false}, instant = {"instant", 0, 0, false};

/* An item costs the same in a vector of any size. */
static struct costs flat_costs(void)
{
  static const double seconds[OPERATIONS] = {
      [COST_DRAW] = 1, [COST_FORM] = 2,   [COST_EVALUATE] = 4,
      [COST_ADD] = 8,  [COST_WEIGH] = 16, [COST_STEP] = 32};
  struct costs costs = {.networks = 0};
  for (int o = 0; o < OPERATIONS; o++)
    assert_true(costs_put(&costs, (enum operation)o, 100, seconds[o]));
  return costs;
}

/* Costs as they were measured once, roughly. */
static struct costs usual_costs(void)
{
  static const double seconds[OPERATIONS][2] = {
      [COST_DRAW] = {1.6e-9, 1.7e-9},     [COST_FORM] = {4e-10, 1.5e-9},
      [COST_EVALUATE] = {2.4e-10, 3e-10}, [COST_ADD] = {1.1e-10, 6e-10},
      [COST_WEIGH] = {6e-10, 8e-10},      [COST_STEP] = {1.8e-9, 2.5e-9}};
  struct costs costs = {.networks = 0};
  for (int o = 0; o < OPERATIONS; o++) {
    assert_true(costs_put(&costs, (enum operation)o, 100, seconds[o][0]));
    assert_true(costs_put(&costs, (enum operation)o, 1e6, seconds[o][1]));
  }
  costs_assume_networks(&costs);
  return costs;
}

static void test_time_of_a_vector(void **unused)
{
  (void)unused;
  struct costs c = {.networks = 0};
  assert_true(costs_put(&c, COST_ADD, 10, 2)); /* 20 s */
  assert_true(costs_put(&c, COST_ADD, 20, 3)); /* 60 s */
  assert_true(costs_put(&c, COST_ADD, 40, 2)); /* 80 s */
  static const double sizes[] = {0, 5, 10, 15, 20, 30, 40, 1000},
                      seconds[] = {0, 10, 20, 40, 60, 70, 80, 2000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    assert_float_equal(costs_time(&c, COST_ADD, sizes[i]), seconds[i], 1e-12);
  assert_false(costs_put(&c, COST_ADD, 40, 1));
  assert_false(costs_put(&c, COST_ADD, 50, 0));
  assert_false(costs_put(&c, COST_ADD, 50, NAN));
  assert_false(costs_put(&c, COST_ADD, INFINITY, 1));
}

static void check_parts(const char *what, struct generation g, const double parts[PARTS],
                        double bytes)
{
  double sum = 0;
  for (int p = 0; p < PARTS; p++) {
    if (fabs(g.part[p] - parts[p]) > 1e-9)
      fail_msg("%s, part %d: %g, not %g", what, p, g.part[p], parts[p]);
    sum += parts[p];
  }
  if (fabs(g.seconds - sum) > 1e-9) fail_msg("%s: %g in all, not %g", what, g.seconds, sum);
  if (fabs(g.bytes - bytes) > 1e-9) fail_msg("%s: %g bytes, not %g", what, g.bytes, bytes);
}

/* 20 dimensions, so that a rank of two has 16 of them; 8 points, so that one of three has 2 pairs
 * of 4. Worked out by hand. */
static void test_by_hand(void **unused)
{
  (void)unused;
  struct costs costs = flat_costs();
  struct scale_case c = {.dim = 20, .population = 8, .ranks = 1, .network = &slow, .kept = 1e9};
  for (int s = 0; s < SCHEMES; s++) {
    c.scheme = (enum scheme)s;
    check_parts(scheme_names[s], scale_predict(&costs, &c),
                (const double[PARTS]){[PART_DRAW] = 4 * 20 * 1,
                                      [PART_FORM] = 4 * 20 * 2,
                                      [PART_EVALUATE] = 8 * 20 * 4,
                                      [PART_ADD] = 4 * 20 * 8,
                                      [PART_WEIGH] = 8 * 16,
                                      [PART_STEP] = 20 * 32},
                0);
  }
  c.ranks = 2;
  double two[PARTS] = {[PART_DRAW] = 2 * 20 * 1,
                       [PART_FORM] = 2 * 20 * 2,
                       [PART_EVALUATE] = 4 * 20 * 4,
                       [PART_WEIGH] = 8 * 16,
                       [PART_STEP] = 20 * 32};
  two[PART_ADD] = 4 * 16 * 8;
  c.scheme = SCHEME_THREADS;
  check_parts("threads", scale_predict(&costs, &c), two, 0);
  c.scheme = SCHEME_VALUES;
  two[PART_ADD] = 4 * 20 * 8;
  two[PART_REDRAW] = 2 * 20 * 1;
  two[PART_LATENCY] = 100;
  two[PART_BANDWIDTH] = 0.5 * 32; /* half of 8 values of 8 bytes */
  check_parts("values", scale_predict(&costs, &c), two, 32);
  c.kept = 2 * 20 - 1;
  two[PART_REDRAW] = 4 * 20 * 1;
  check_parts("values that are not kept", scale_predict(&costs, &c), two, 32);
  c.scheme = SCHEME_SUMS;
  two[PART_REDRAW] = 4 * 16 * 1;
  two[PART_ADD] = 4 * 16 * 8;
  two[PART_LATENCY] = 200;
  two[PART_BANDWIDTH] = 0.5 * (32 + 80); /* and half of 20 sums */
  check_parts("sums", scale_predict(&costs, &c), two, 112);
  c.scheme = SCHEME_EXCHANGE;
  two[PART_REDRAW] = 0;
  two[PART_ADD] = 2 * 20 * 8 + 4 * 8; /* its pairs, and what comes of 4 coordinates of the other */
  two[PART_LATENCY] = 300;
  two[PART_BANDWIDTH] = 0.5 * (32 + 160);
  check_parts("exchange", scale_predict(&costs, &c), two, 192);
  /* Three ranks: the busiest has 2 pairs and 8 coordinates; two doublings reach all. */
  c.scheme = SCHEME_SUMS;
  c.ranks = 3;
  two[PART_REDRAW] = 4 * 8 * 1;
  two[PART_ADD] = 4 * 8 * 8;
  two[PART_LATENCY] = 400;
  two[PART_BANDWIDTH] = 0.5 * 2 * (64 + 160) / 3;
  check_parts("three", scale_predict(&costs, &c), two, 2 * (64 + 160) / 3.0);
  c.evaluation = 1000;
  two[PART_EVALUATE] = 4 * 1000;
  check_parts("a dear function", scale_predict(&costs, &c), two, 2 * (64 + 160) / 3.0);
}

static void test_limits(void **unused)
{
  (void)unused;
  /* Of curves, a slice may be cheaper a coordinate than the whole, and more than R times as fast.
   */
  struct costs costs = usual_costs(), flat = flat_costs();
  for (int s = 0; s < SCHEMES; s++)
    for (double dim = 100; dim <= 1e8; dim *= 100) {
      struct scale_case c = {.dim = dim,
                             .population = 20000,
                             .ranks = 1,
                             .scheme = (enum scheme)s,
                             .network = &instant,
                             .kept = SCALE_KEPT};
      assert_true(scale_speedup(&costs, &c) == 1);
      /* Without a network more ranks are never slower, but for one, which draws once. */
      double before = INFINITY;
      for (c.ranks = 2; c.ranks <= 1e9; c.ranks = ceil(c.ranks * 1.7)) {
        double seconds = scale_predict(&costs, &c).seconds;
        if (s != SCHEME_EXCHANGE && seconds > before)
          fail_msg("%s, d = %g: slower on %g ranks", scheme_names[s], dim, c.ranks);
        if (!(scale_speedup(&flat, &c) <= c.ranks * (1 + 1e-12)))
          fail_msg("%s, d = %g: more than %g times as fast", scheme_names[s], dim, c.ranks);
        before = seconds;
      }
      /* What is left on any number of ranks when only values are sent. */
      if (s != SCHEME_VALUES) continue;
      c.ranks = 1e12;
      struct generation g = scale_predict(&costs, &c);
      double rest = dim <= SCALE_KEPT ? 9999 : 10000;
      double serial = rest * costs_time(&costs, COST_DRAW, dim) +
                      10000 * costs_time(&costs, COST_ADD, dim) +
                      costs_time(&costs, COST_STEP, dim) + costs_time(&costs, COST_WEIGH, 20000);
      double pair = costs_time(&costs, COST_DRAW, dim) + costs_time(&costs, COST_FORM, dim) +
                    2 * costs_time(&costs, COST_EVALUATE, dim);
      assert_true(fabs(g.seconds - serial - pair) <= 1e-12 * g.seconds);
    }
}

static void test_knee(void **unused)
{
  (void)unused;
  struct costs costs = usual_costs();
  for (int s = 0; s < SCHEMES; s++)
    for (double dim = 100; dim <= 1e6; dim *= 100)
      for (int dear = 0; dear < 2; dear++) {
        struct scale_case c = {.dim = dim,
                               .population = 600,
                               .scheme = (enum scheme)s,
                               .network = &costs.network[0],
                               .evaluation = dear ? 0.001 : 0,
                               .kept = SCALE_KEPT};
        const char *why;
        double knee = scale_knee(&costs, &c, 1000, 0.5, &why);
        double most = 0;
        for (c.ranks = 1; c.ranks <= 1000; c.ranks++)
          if (scale_speedup(&costs, &c) / c.ranks >= 0.5) most = c.ranks;
        assert_true(knee == most);
        c.ranks = knee + 1;
        assert_true(knee < 1000 ? !strcmp(why, scale_why(&costs, &c)) : !why);
      }
}

static void check_why(const struct costs *costs, struct scale_case c, const char *wanted)
{
  const char *why = scale_why(costs, &c);
  if (strcmp(why, wanted) != 0)
    fail_msg("%s, d = %g, %g ranks: %s, not %s", scheme_names[c.scheme], c.dim, c.ranks, why,
             wanted);
}

static void test_why(void **unused)
{
  (void)unused;
  struct costs costs = usual_costs();
  struct scale_case c = {
      .dim = 1e4, .population = 2000, .ranks = 1, .network = &instant, .kept = SCALE_KEPT};
  check_why(&costs, c, "nothing");
  c.ranks = 10;
  check_why(&costs, c, "redrawn perturbations");
  c.scheme = SCHEME_THREADS;
  check_why(&costs, c, "rule step");
  c.scheme = SCHEME_SUMS;
  c.network = &slow;
  check_why(&costs, c, "bandwidth");
  c.network = &(struct messages){"late", 100, 0, false};
  check_why(&costs, c, "latency");
  c.network = &instant;
  c.evaluation = 1;
  c.ranks = 600;
  check_why(&costs, c, "uneven shares");
  c.ranks = 1001;
  check_why(&costs, c, "fewer pairs than ranks");
  c = (struct scale_case){
      .dim = 8, .population = 2e6, .ranks = 1e5, .scheme = SCHEME_THREADS, .kept = SCALE_KEPT};
  check_why(&costs, c, "weights");
  costs.of[COST_ADD].at[0].seconds *= 10;
  check_why(&costs, c, "sums that all add up");
}

/* What the model takes of the library. */
static void test_constants(void **unused)
{
  (void)unused;
  assert_int_equal(SCALE_KEPT, KEPT_VALUES);
  struct costs costs = flat_costs();
  struct scale_case c = {.dim = 10 * LANES,
                         .population = 2,
                         .ranks = 1e6,
                         .scheme = SCHEME_THREADS,
                         .kept = SCALE_KEPT};
  assert_true(scale_predict(&costs, &c).part[PART_ADD] == 8 * LANES);
}

static void test_costs_file(void **unused)
{
  (void)unused;
  char folder[] = "/tmp/test_scale-XXXXXX", path[64];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/costs.csv", folder);
  struct costs costs = usual_costs(), again;
  struct error err;
  assert_true(costs_put_network(&costs, &(struct messages){"a, \"b\"", 1 / 3.0, 0, true}));
  assert_int_equal(costs_write(&costs, folder, &err), STATUS_OK);
  assert_int_equal(costs_read(&again, path, &err), STATUS_OK);
  assert_memory_equal(costs.of, again.of, sizeof costs.of);
  assert_int_equal(again.networks, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(again.network[i].name, costs.network[i].name);
    assert_true(again.network[i].latency == costs.network[i].latency);
    assert_true(again.network[i].per_byte == costs.network[i].per_byte);
    assert_int_equal(again.network[i].measured, costs.network[i].measured);
  }
  assert_int_equal(remove(path), 0);
  assert_int_equal(rmdir(folder), 0);
}

/* Whatever the machine: all costs are there, and a normal takes more than no time. */
static void test_measured(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  struct costs costs = {.networks = 0};
  struct error err;
  machine_levels(levels);
  assert_int_equal(measure_costs(&levels[0], STUDY_FUNCTION, &costs, &err), STATUS_OK);
  for (int o = 0; o < OPERATIONS; o++) assert_true(costs.of[o].count >= 2);
  for (size_t i = 0; i < costs.of[COST_DRAW].count; i++)
    assert_true(costs.of[COST_DRAW].at[i].seconds > 1e-12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_time_of_a_vector),
      cmocka_unit_test(test_by_hand),
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_knee),
      cmocka_unit_test(test_why),
      cmocka_unit_test(test_constants),
      cmocka_unit_test(test_costs_file),
      cmocka_unit_test(test_measured),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
