/* test_netes.c -- evolution strategies on a graph: against the traces of two other programs
 * (tests/reference/netes/README.md) and against the plain evolution strategy; ranks, sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/draw.h"
#include "tests/support/hunt.h"
#include "tests/support/machine.h"
#include "tests/support/normals.h"
#include "tests/support/problems.h"

static const struct stream stream = {0x5eed};
static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

static struct reference *read(const char *name)
{
  char path[128];
  snprintf(path, sizeof path, "tests/reference/netes/%s", name);
  return reference_read(path);
}

/* --- traces --- */

enum { AGENTS = 12, DIM = 4, GENERATIONS = 40 };
static const double sigma = 0.3;

/* What a run is fed with. */
struct feed {
  struct reference *normals, *uniforms, *edges;
};

/* Normals, and the uniforms of broadcasts, from generation 0 or 1 on; zeros beyond the last, where
 * samples are the agents themselves. */
static void give_normals(void *context, uint64_t generation, uint32_t first, size_t samples,
                         size_t dim, double *out)
{
  const struct feed *feed = context;
  assert_true(dim == DIM && first + samples <= AGENTS && generation <= GENERATIONS + 1);
  memset(out, 0, samples * dim * sizeof *out);
  for (size_t s = 0; s < samples && generation <= GENERATIONS; s++) {
    const double *row = reference_row(feed->normals, generation * AGENTS + first + s);
    assert_true(row[0] == (double)generation && row[1] == (double)(first + s));
    memcpy(out + s * dim, row + 2, dim * sizeof *out);
  }
}

/* Those of the graph are of generation 0, a sample an agent. */
static void give_uniforms(void *context, uint64_t generation, uint32_t first, size_t samples,
                          size_t dim, double *out)
{
  const struct feed *feed = context;
  assert_int_equal(samples, 1);
  if (generation) {
    assert_true(!first && dim == 1);
    *out = generation <= GENERATIONS ? reference_at(feed->uniforms, generation - 1, "u") : 0.5;
    return;
  }
  assert_int_equal(dim, AGENTS);
  for (size_t r = 0; r < feed->edges->rows; r++)
    if (reference_at(feed->edges, r, "i") == (double)first)
      out[(size_t)reference_at(feed->edges, r, "j")] = reference_at(feed->edges, r, "u");
}

static void assert_like(double is, double want, double tolerance, const char *what, size_t row)
{
  if (!(fabs(is - want) <= tolerance * fmax(1, fabs(want))))
    fail_msg("%s, row %zu: %.17g instead of %.17g", what, row, is, want);
}

/* All agents after generation g, from the samples of the next. */
static void check_agents(const struct reference *trace, struct feed *feed, const double *x,
                         size_t copies, size_t g, const char *name)
{
  for (size_t r = 0; r < trace->rows; r++) {
    if (reference_at(trace, r, "generation") != (double)g) continue;
    size_t agent = (size_t)reference_at(trace, r, "agent");
    const double *want = reference_row(trace, r) + reference_column(trace, "theta0");
    double z[DIM];
    give_normals(feed, g + 2, (uint32_t)agent, 1, DIM, z);
    for (size_t i = 0; i < DIM; i++)
      assert_like(x[copies * agent * DIM + i] - sigma * z[i], want[i], 1e-12, name, r);
  }
}

/* The row of the trace that says what generation g came to, or rows. */
static size_t row_of(const struct reference *trace, size_t g)
{
  size_t r = 0;
  while (r < trace->rows && reference_at(trace, r, "generation") != (double)g) r++;
  return r;
}

static void follow(const struct libraries *level, const struct reference *index, size_t c,
                   struct feed *feed)
{
  const char *name = reference_text(index, c, "file");
  struct reference *trace = read(name), *starts = read("start.csv");
  bool pairs = !strcmp(reference_text(index, c, "antithetic"), "yes");
  size_t copies = pairs ? 2 : 1, points = copies * AGENTS;
  objective *f = strcmp(reference_text(index, c, "function"), "sphere") ? objective_rosenbrock
                                                                        : objective_sphere;
  char text[400];
  snprintf(text, sizeof text,
           "netes:sigma=0.3,rate=0.1,population=12,spread=1,connected=no,density=%s,broadcast=%s,"
           "sent=%s,ranks=%s,divisor=%s,antithetic=%s,weight_decay=%s",
           reference_text(index, c, "density"), reference_text(index, c, "broadcast"),
           reference_text(index, c, "sent"), reference_text(index, c, "ranks"),
           reference_text(index, c, "divisor"), reference_text(index, c, "antithetic"),
           reference_text(index, c, "weight_decay"));
  struct draw draw = {.normals = give_normals, .uniforms = give_uniforms, .context = feed};
  static const double low[DIM] = {-5, -5, -5, -5}, high[DIM] = {5, 5, 5, 5};
  struct setup setup = {.dim = DIM,
                        .start = reference_row(starts, 0) + 1,
                        .low = low,
                        .high = high,
                        .budget = 1e9,
                        .stream = stream,
                        .draw = &draw};
  struct hunt h;
  double told[DIAGNOSTICS_MAX], broadcasts = 0;
  size_t seen = 0;
  hunt_start(&h, level->optimizers, text, &setup);
  assert_memory_equal(hunt_at(&h), setup.start, DIM * sizeof *setup.start);
  for (size_t g = 0; g <= GENERATIONS; g++) {
    assert_int_equal(hunt_step(&h, f), ASK_EVALUATE);
    assert_int_equal(h.count, points);
    h.method.type->diagnose(h.state, told);
    assert_like(told[1], reference_at(index, c, "edges") / 66, 1e-15, "density", g);
    size_t r = row_of(trace, g), best = 0;
    broadcasts = told[2] - broadcasts;
    if (g) check_agents(trace, feed, h.x, copies, g - 1, name);
    if (r < trace->rows) {
      double mean = 0;
      for (size_t k = 0; k < points; k++) mean += h.f[k] / (double)points;
      for (size_t k = 0; k < points; k++)
        if (h.f[k] < h.f[best]) best = k;
      assert_like(h.f[best], reference_at(trace, r, "lowest_f"), 1e-11, "lowest f", r);
      assert_like(mean, reference_at(trace, r, "mean_f"), 1e-11, "mean f", r);
      assert_true(broadcasts == reference_at(trace, r, "broadcast"));
      const double *want = reference_row(trace, r + best / copies) + 5;
      for (size_t i = 0; i < DIM; i++) assert_like(hunt_at(&h)[i], want[i], 1e-12, "stands", r);
      seen++;
    }
    broadcasts = told[2];
  }
  assert_int_equal(seen, 13);
  hunt_end(&h);
  reference_free(trace);
  reference_free(starts);
}

static void test_traces(void **unused)
{
  (void)unused;
  struct reference *index = read("index.csv");
  struct feed feed = {read("normals.csv"), read("uniforms.csv"), read("edges.csv")};
  assert_int_equal(index->rows, 16);
  for (size_t c = 0; c < index->rows; c++)
    for (size_t l = 0; l < level_count; l++) follow(&levels[l], index, c, &feed);
  reference_free(index);
  reference_free(feed.normals);
  reference_free(feed.uniforms);
  reference_free(feed.edges);
}

/* --- the plain evolution strategy --- */

static double start[4096], low[4096], high[4096];

static struct setup setup_of(size_t dim, double budget)
{
  for (size_t i = 0; i < dim; i++) {
    start[i] = 1 - 0.01 * (double)(i % 7);
    low[i] = -1;
    high[i] = 1;
  }
  return (struct setup){
      .dim = dim, .start = start, .low = low, .high = high, .budget = budget, .stream = stream};
}

/* The normals of es for netes, whose generations are counted from 1. */
static void one_later(void *context, uint64_t generation, uint32_t first, size_t samples,
                      size_t dim, double *out)
{
  (void)context;
  random_normals(stream, generation ? generation - 1 : 0, first, samples, dim, out);
}

/* All hear all, begin at one place and nothing is broadcast: all stay together, and where they go
 * is where sgd@es goes with the rate over sigma^2 ... over sigma, whose gradient has one sigma
 * less. */
static void test_plain(void **unused)
{
  (void)unused;
  static const char *const pairs[] = {"no", "yes"}, *const ranks[] = {"all", "neighbours"};
  static const char *const kinds[] = {"graph=full", "density=1", "graph=small-world,density=1"};
  struct draw draw = {.normals = one_later};
  for (int c = 0; c < 12; c++) {
    struct setup setup = setup_of(5, 1e9), own = setup;
    char netes[300], es[300];
    struct hunt a, b;
    own.draw = &draw;
    snprintf(netes, sizeof netes,
             "netes:%s,sigma=0.2,rate=0.01,population=15,spread=0,broadcast=0,ranks=%s,"
             "antithetic=%s,weight_decay=0.1",
             kinds[c / 4], ranks[c / 2 % 2], pairs[c % 2]);
    snprintf(es, sizeof es,
             "sgd@es:sigma=0.2,rate=0.01,population=%d,antithetic=%s,utility=centred-rank,"
             "ties=shared,weight_decay=0.1",
             c % 2 ? 30 : 15, pairs[c % 2]);
    hunt_start(&a, levels[0].optimizers, netes, &own);
    hunt_start(&b, levels[0].optimizers, es, &setup);
    for (size_t g = 0; g < 60; g++) {
      hunt_step(&a, objective_rosenbrock);
      hunt_step(&b, objective_rosenbrock);
      for (size_t i = 0; i < 5; i++) assert_like(hunt_at(&a)[i], hunt_at(&b)[i], 1e-12, netes, g);
    }
    double told[DIAGNOSTICS_MAX];
    a.method.type->diagnose(a.state, told);
    assert_true(told[0] < 1e-12 && told[1] == 1 && told[2] == 0);
    hunt_end(&a);
    hunt_end(&b);
  }
}

/* --- ranks, sizes, an end --- */

static const char *const methods[] = {
    "netes", "netes:graph=small-world,density=0.1,antithetic=yes,population=41,sent=sample",
    "netes:graph=scale-free,broadcast=0.1,ranks=all,population=70",
    "netes:graph=ring,broadcast=0.3,divisor=neighbours,population=300,sigma=0.01,weight_decay=0.1"};

static void test_levels(void **unused)
{
  (void)unused;
  static const size_t dims[] = {1, 2, 43, 4096};
  for (size_t m = 0; m < 4; m++)
    for (size_t d = 0; d < 4; d++) {
      static double first[4096];
      struct setup setup = setup_of(dims[d], 1e4);
      for (size_t l = 0; l < level_count; l++) {
        struct hunt h;
        hunt_start(&h, levels[l].optimizers, methods[m], &setup);
        for (int g = 0; g < 4; g++) assert_int_equal(hunt_step(&h, objective_sphere), ASK_EVALUATE);
        assert_true(isfinite(objective_sphere(hunt_at(&h), dims[d])));
        if (l) assert_memory_equal(hunt_at(&h), first, dims[d] * sizeof *first);
        memcpy(first, hunt_at(&h), dims[d] * sizeof *first);
        hunt_end(&h);
      }
    }
}

static double transformed(const double *x, size_t dim)
{
  return 1e3 + 5 * objective_rosenbrock(x, dim);
}

static void test_ranks(void **unused)
{
  (void)unused;
  for (size_t m = 0; m < 4; m++) {
    struct setup setup = setup_of(3, 1e9);
    struct hunt a, b;
    hunt_start(&a, levels[0].optimizers, methods[m], &setup);
    hunt_start(&b, levels[0].optimizers, methods[m], &setup);
    for (int g = 0; g < 40; g++) {
      hunt_step(&a, objective_rosenbrock);
      hunt_step(&b, transformed);
      assert_memory_equal(a.x, b.x, a.count * 3 * sizeof *a.x);
    }
    hunt_end(&a);
    hunt_end(&b);
  }
}

/* Where all values are equal nobody learns anything. */
static double flat(const double *x, size_t dim)
{
  (void)x;
  (void)dim;
  return 3;
}

static void test_plateau(void **unused)
{
  (void)unused;
  struct setup setup = setup_of(2, 1e9);
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "netes:broadcast=0,spread=0", &setup);
  for (int g = 0; g < 9; g++) {
    assert_int_equal(hunt_step(&h, flat), ASK_EVALUATE);
    assert_memory_equal(hunt_at(&h), start, 2 * sizeof *start);
  }
  hunt_end(&h);
}

/* No more memory than the budget is worth, nor than there is. */
static void test_sizes(void **unused)
{
  (void)unused;
  static const char *const sizes[] = {"netes:population=10000,density=0.01", "netes:population=2",
                                      "netes:population=3,graph=ring,antithetic=yes"};
  static const double budgets[] = {1, 50, 3000};
  for (size_t m = 0; m < 3; m++)
    for (size_t b = 0; b < 3; b++) {
      struct setup setup = setup_of(43, budgets[b]);
      struct hunt h;
      hunt_start(&h, levels[0].optimizers, sizes[m], &setup);
      static double f[4096];
      while (hunt_ask(&h) == ASK_EVALUATE && h.values + (double)h.query.count <= budgets[b]) {
        assert_true(h.query.count <= 4096);
        for (size_t k = 0; k < h.query.count; k++) f[k] = objective_sphere(h.query.x + k * 43, 43);
        hunt_tell(&h, f);
      }
      hunt_end(&h);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_traces), cmocka_unit_test(test_plain),   cmocka_unit_test(test_levels),
      cmocka_unit_test(test_ranks),  cmocka_unit_test(test_plateau), cmocka_unit_test(test_sizes),
  };
  return cmocka_run_group_tests_name("netes", tests, set_up, NULL);
}
