/* test_graph.c -- the graphs of netes: who hears whom, how many, and how that spreads over streams.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "src/search/population/graph.h"
#include "tests/support/problems.h"

struct drawn {
  struct graph graph;
  double *memory;
};

static struct drawn drawn(enum graph_kind kind, size_t n, double density, double rewiring,
                          bool connected, uint64_t seed)
{
  struct drawn d = {.memory = doubles(graph_doubles(n))};
  double *scratch = doubles(graph_scratch(n));
  d.graph = graph_of(n, d.memory);
  graph_draw(&d.graph,
             &(struct graph_setup){.kind = kind,
                                   .density = density,
                                   .rewiring = rewiring,
                                   .connected = connected,
                                   .stream = {seed}},
             scratch);
  free(scratch);
  return d;
}

static size_t edges_of(const struct graph *g)
{
  size_t twice = 0;
  for (size_t j = 0; j < g->n; j++) twice += graph_degree(g, j);
  return twice / 2;
}

static size_t parts_of(const struct graph *g)
{
  double *part = doubles(g->n);
  size_t parts = graph_parts(g, part);
  free(part);
  return parts;
}

/* All hear themselves; who is heard hears; nobody beyond the last. */
static void check_graph(const struct graph *g)
{
  for (size_t j = 0; j < g->n; j++) {
    assert_true(graph_has(g, j, j));
    for (size_t i = 0; i < g->n; i++) assert_int_equal(graph_has(g, j, i), graph_has(g, i, j));
    if (g->n % 64) assert_true(graph_row(g, j)[g->words - 1] >> (g->n % 64) == 0);
  }
}

static void test_graphs(void **unused)
{
  (void)unused;
  static const size_t sizes[] = {2, 3, 4, 5, 12, 40, 63, 64, 65, 130};
  static const double densities[] = {0, 0.05, 0.1, 0.3, 0.5, 0.77, 1};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (size_t q = 0; q < sizeof densities / sizeof *densities; q++)
      for (int kind = GRAPH_FULL; kind <= GRAPH_SCALE_FREE; kind++) {
        size_t n = sizes[s];
        double p = densities[q];
        struct drawn a = drawn((enum graph_kind)kind, n, p, 0.3, true, 7);
        struct drawn b = drawn((enum graph_kind)kind, n, p, 0.3, true, 7);
        const struct graph *g = &a.graph;
        size_t edges = edges_of(g), near = graph_near(n, p), joins = graph_joins(n, p);
        check_graph(g);
        assert_int_equal(parts_of(g), 1);
        assert_memory_equal(a.memory, b.memory, graph_doubles(n) * sizeof *a.memory);
        if (kind == GRAPH_FULL) assert_int_equal(edges, n * (n - 1) / 2);
        if (kind == GRAPH_RING)
          for (size_t j = 0; j < n; j++) {
            assert_int_equal(graph_degree(g, j), n == 2 ? 1 : 2);
            assert_true(graph_has(g, j, (j + 1) % n) && graph_has(g, j, (j + n - 1) % n));
          }
        if (kind == GRAPH_SMALL_WORLD) assert_int_equal(edges, n == 2 ? 1 : n * near);
        if (kind == GRAPH_SCALE_FREE) assert_int_equal(edges, joins * (n - joins));
        if (kind == GRAPH_ERDOS_RENYI && p == 1) assert_int_equal(edges, n * (n - 1) / 2);
        if (kind == GRAPH_ERDOS_RENYI && p == 0) assert_int_equal(edges, n - 1);
        free(a.memory);
        free(b.memory);
      }
}

/* Without rewiring a small world is its lattice; with it, it is another, and another for each
 * stream. */
static void test_small_world(void **unused)
{
  (void)unused;
  struct drawn ring = drawn(GRAPH_SMALL_WORLD, 40, 0.1, 0, true, 1);
  for (size_t j = 0; j < 40; j++)
    for (size_t h = 1; h < 39; h++)
      assert_int_equal(graph_has(&ring.graph, j, (j + h) % 40), h <= 2 || h >= 38);
  size_t moved[2] = {0};
  for (uint64_t seed = 0; seed < 50; seed++) {
    struct drawn d = drawn(GRAPH_SMALL_WORLD, 40, 0.1, 0.25, false, seed);
    for (size_t j = 0; j < 40; j++)
      for (size_t h = 1; h <= 2; h++) moved[h - 1] += !graph_has(&d.graph, j, (j + h) % 40);
    free(d.memory);
  }
  /* 2000 edges each: 500 and five standard deviations, and those that come back by chance. */
  for (size_t h = 0; h < 2; h++) assert_in_range(moved[h], 380, 600);
  free(ring.memory);
}

/* The edges of random graphs have the mean and the variance of independent ones. */
static void test_erdos_renyi(void **unused)
{
  (void)unused;
  enum { N = 30, GRAPHS = 400 };
  double mean = 0, square = 0, pairs = N * (N - 1) / 2.0, p = 0.2;
  size_t split = 0;
  for (uint64_t seed = 0; seed < GRAPHS; seed++) {
    struct drawn d = drawn(GRAPH_ERDOS_RENYI, N, p, 0, false, seed);
    double edges = (double)edges_of(&d.graph);
    mean += edges / GRAPHS;
    square += (edges - p * pairs) * (edges - p * pairs) / GRAPHS;
    free(d.memory);
    d = drawn(GRAPH_ERDOS_RENYI, N, 0.08, 0, false, seed);
    size_t parts = parts_of(&d.graph), before = edges_of(&d.graph);
    struct drawn whole = drawn(GRAPH_ERDOS_RENYI, N, 0.08, 0, true, seed);
    split += parts > 1;
    assert_int_equal(parts_of(&whole.graph), 1);
    if (parts == 1) assert_int_equal(edges_of(&whole.graph), before);
    free(d.memory);
    free(whole.memory);
  }
  double variance = pairs * p * (1 - p);
  assert_true(fabs(mean - p * pairs) < 5 * sqrt(variance / GRAPHS));
  assert_true(fabs(square / variance - 1) < 5 * sqrt(2.0 / GRAPHS));
  assert_true(split > GRAPHS / 2);
}

/* The first agents of a scale-free graph are heard by the most. */
static void test_scale_free(void **unused)
{
  (void)unused;
  enum { N = 100, GRAPHS = 200 };
  double old = 0, young = 0;
  for (uint64_t seed = 0; seed < GRAPHS; seed++) {
    struct drawn d = drawn(GRAPH_SCALE_FREE, N, 0.04, 0, true, seed);
    size_t m = graph_joins(N, 0.04);
    assert_int_equal(m, 2);
    for (size_t j = m; j < N; j++) assert_true(graph_degree(&d.graph, j) >= m);
    for (size_t j = 0; j < 10; j++) {
      old += (double)graph_degree(&d.graph, j) / (10 * GRAPHS);
      young += (double)graph_degree(&d.graph, N - 1 - j) / (10 * GRAPHS);
    }
    free(d.memory);
  }
  /* Degrees grow as m sqrt(n / j): the first ten 9 to 14, the last ten little above m. */
  assert_true(old > 8 && old < 16 && young < 2.3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_graphs),
      cmocka_unit_test(test_small_world),
      cmocka_unit_test(test_erdos_renyi),
      cmocka_unit_test(test_scale_free),
  };
  return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
