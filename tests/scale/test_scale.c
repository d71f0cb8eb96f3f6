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
#include "src/sources/samples.h"
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

/* 200 dimensions, so that a rank of two has 128 of them, and a thread 104; 100 points, 50 pairs, 4
 * lots of 16 pairs, the last of 2. Worked out by hand. */
static void test_by_hand(void **unused)
{
  (void)unused;
  struct costs costs = flat_costs();
  struct scale_case c = {.dim = 200, .population = 100, .ranks = 1, .network = &slow, .kept = 1e9};
  for (int s = 0; s < SCHEMES; s++) {
    c.scheme = (enum scheme)s;
    check_parts(scheme_names[s], scale_predict(&costs, &c),
                (const double[PARTS]){[PART_DRAW] = 50 * 200 * 1,
                                      [PART_FORM] = 50 * 200 * 2,
                                      [PART_EVALUATE] = 100 * 200 * 4,
                                      [PART_ADD] = 50 * 200 * 8,
                                      [PART_WEIGH] = 100 * 16,
                                      [PART_STEP] = 200 * 32},
                0);
  }
  c.ranks = 2;
  double two[PARTS] = {[PART_DRAW] = 25 * 200 * 1,
                       [PART_FORM] = 25 * 200 * 2,
                       [PART_EVALUATE] = 50 * 200 * 4,
                       [PART_WEIGH] = 100 * 16,
                       [PART_STEP] = 200 * 32};
  two[PART_ADD] = 50 * 104 * 8;
  c.scheme = SCHEME_THREADS;
  check_parts("threads", scale_predict(&costs, &c), two, 0);
  c.scheme = SCHEME_VALUES;
  two[PART_ADD] = 50 * 200 * 8;
  two[PART_REDRAW] = 25 * 200 * 1;
  two[PART_LATENCY] = 100;
  two[PART_BANDWIDTH] = 0.5 * 400; /* half of 100 values of 8 bytes */
  check_parts("values", scale_predict(&costs, &c), two, 400);
  c.kept = 25 * 200 - 1;
  two[PART_REDRAW] = 50 * 200 * 1;
  check_parts("values that are not kept", scale_predict(&costs, &c), two, 400);
}

/* The same, whose sums are told: a rank of two has two lots, which are a node. */
static void test_sums_by_hand(void **unused)
{
  (void)unused;
  struct costs costs = flat_costs();
  struct scale_case c = {.dim = 200,
                         .population = 100,
                         .ranks = 2,
                         .scheme = SCHEME_SUMS,
                         .network = &slow,
                         .kept = 1e9};
  double p[PARTS] = {
      [PART_DRAW] = 32 * 200 * 1, [PART_FORM] = 32 * 200 * 2, [PART_EVALUATE] = 64 * 200 * 4,
      [PART_ADD] = 32 * 200 * 8,  [PART_COMBINE] = 128 * 8,   [PART_WEIGH] = 100 * 16,
      [PART_STEP] = 200 * 32};
  /* Half of the values, the other's node of a slice, half of the sums. */
  p[PART_LATENCY] = 300;
  p[PART_BANDWIDTH] = 0.5 * (400 + 128 * 8 + 800);
  check_parts("two", scale_predict(&costs, &c), p, 400 + 128 * 8 + 800);
  /* Three ranks have lots 0 and 1, 2, 3: a node each. Two doublings reach all, twice; two nodes
   * come, each by itself. */
  c.ranks = 3;
  p[PART_COMBINE] = 2 * 128 * 8;
  p[PART_LATENCY] = 600;
  p[PART_BANDWIDTH] = 0.5 * (2 * 800 / 3.0 + 2 * 128 * 8 + 2 * 1600 / 3.0);
  check_parts("three", scale_predict(&costs, &c), p, 2 * p[PART_BANDWIDTH]);
  /* 5 lots of two ranks: 0, 1, 2, and 3, 4, which make two nodes each. */
  c.ranks = 2;
  c.population = 160;
  assert_true(scale_predict(&costs, &c).part[PART_COMBINE] == 3 * 128 * 8);
  assert_true(scale_predict(&costs, &c).part[PART_LATENCY] == 400);
  c.population = 100;
  /* Five have fewer lots than they are. The busiest has 10 pairs, which it keeps. */
  c.ranks = 5;
  p[PART_DRAW] = 10 * 200 * 1;
  p[PART_FORM] = 10 * 200 * 2;
  p[PART_EVALUATE] = 20 * 200 * 4;
  p[PART_REDRAW] = 40 * 128 * 1;
  p[PART_ADD] = 50 * 128 * 8;
  p[PART_COMBINE] = 0;
  p[PART_BANDWIDTH] = 0.5 * (0.8 * 800 + 0.8 * 1600);
  check_parts("five", scale_predict(&costs, &c), p, 2 * p[PART_BANDWIDTH]);
  c.kept = 0;
  p[PART_REDRAW] = 50 * 128 * 1;
  c.evaluation = 1000;
  p[PART_EVALUATE] = 20 * 1000;
  check_parts("a dear function, nothing kept", scale_predict(&costs, &c), p, 2 * p[PART_BANDWIDTH]);
}

/* Nodes of many ranks, of which only some are looked at, against all of them. */
static void test_nodes(void **unused)
{
  (void)unused;
  struct costs costs = flat_costs();
  for (double ranks = 2; ranks <= 3000; ranks = ceil(ranks * 1.3))
    for (size_t lots = (size_t)ranks; lots < 20000; lots = 3 * lots + 1) {
      size_t size = (size_t)ranks, nodes = 0;
      struct scale_case c = {.dim = 8,
                             .population = (double)lots * LOT_POINTS,
                             .ranks = ranks,
                             .scheme = SCHEME_SUMS,
                             .network = &slow};
      for (size_t r = 0; r < size; r++)
        nodes += lots_nodes(lots, team_share(lots, r, size), team_share(lots, r + 1, size));
      double told = scale_predict(&costs, &c).part[PART_COMBINE] / 64 + 1;
      if (fabs(told / (double)nodes - 1) > 0.25)
        fail_msg("%zu lots, %g ranks: %g nodes, not %zu", lots, ranks, told, nodes);
    }
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
      /* Without a network more ranks are never slower, but for one, which draws once; nor those
       * that have lots, whose nodes have to be put together. */
      double before = INFINITY;
      for (c.ranks = 2; c.ranks <= 1e9; c.ranks = ceil(c.ranks * 1.7)) {
        double seconds = scale_predict(&costs, &c).seconds;
        bool lots = s == SCHEME_SUMS && c.ranks <= 20000.0 / LOT_POINTS;
        if (!lots && seconds > before)
          fail_msg("%s, d = %g: slower on %g ranks", scheme_names[s], dim, c.ranks);
        if (!(scale_speedup(&flat, &c) <= c.ranks * (1 + 1e-12)))
          fail_msg("%s, d = %g: more than %g times as fast", scheme_names[s], dim, c.ranks);
        before = lots ? INFINITY : seconds;
      }
      /* What is left on any number of ranks when only values are sent. */
      if (s != SCHEME_VALUES) continue;
      c.ranks = 1e12;
      struct generation g = scale_predict(&costs, &c);
      double rest = dim <= SCALE_KEPT ? 9999 : 10000;
      double block = fmin(dim, SAMPLES_BLOCK), blocks = dim / block;
      double serial = rest * blocks * costs_time(&costs, COST_DRAW, block) +
                      10000 * blocks * costs_time(&costs, COST_ADD, block) +
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
  check_why(&costs, c, "uneven shares"); /* 63 lots, which do not part into 10 */
  costs.of[COST_ADD].at[0].seconds = costs.of[COST_ADD].at[1].seconds = 1e-7;
  check_why(&costs, c, "uneven shares");
  costs = usual_costs();
  c.population = 64 * LOT_POINTS;
  c.ranks = 64;
  check_why(&costs, c, "rule step");
  costs.of[COST_STEP].at[0].seconds = costs.of[COST_STEP].at[1].seconds = 1e-12;
  check_why(&costs, c, "sums put together");
  c.ranks = 65;
  check_why(&costs, c, "fewer lots than ranks");
  costs = usual_costs();
  c.population = 2000;
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
  assert_int_equal(SCALE_KEPT, KEPT_SHARE);
  struct costs costs = flat_costs();
  struct scale_case c = {.dim = 10 * LANES,
                         .population = 2,
                         .ranks = 1e6,
                         .scheme = SCHEME_THREADS,
                         .kept = SCALE_KEPT};
  assert_true(scale_predict(&costs, &c).part[PART_ADD] == 8 * LANES);
  c.dim = 10 * NOISE_BLOCK;
  c.scheme = SCHEME_SUMS;
  c.network = &instant;
  assert_true(scale_predict(&costs, &c).part[PART_ADD] == 8 * NOISE_BLOCK);
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
      cmocka_unit_test(test_sums_by_hand),
      cmocka_unit_test(test_nodes),
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_knee),
      cmocka_unit_test(test_why),
      cmocka_unit_test(test_constants),
      cmocka_unit_test(test_costs_file),
      cmocka_unit_test(test_measured),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
