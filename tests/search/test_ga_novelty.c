/* test_ga_novelty.c -- ga that selects by novelty against a plain rewriting that keeps every point
 * and sorts all distances; and novelty that passes through what wraps a method. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "tests/support/hunt.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { DIM = 3, WIDTH = 2, ENTRIES = 20000, N_MOST = 64, ANSWERS = 512 };

static const struct stream stream = {0x5eed};
static const double start[DIM] = {1, 0.5, -0.25}, low[DIM] = {-1, -1, -1}, high[DIM] = {1, 1, 1};
static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  return level_count ? 0 : -1;
}

static struct setup setup_of(double budget)
{
  return (struct setup){.dim = DIM,
                        .start = start,
                        .low = low,
                        .high = high,
                        .budget = budget,
                        .gradient_cost = 1,
                        .stream = stream,
                        .behaviours = WIDTH};
}

/* A place on a coarse grid: many do the same. */
static void deed(const double *x, double *behaviour)
{
  behaviour[0] = floor(4 * (x[0] - x[2])) / 4;
  behaviour[1] = floor(4 * x[1] * x[2]) / 4;
}

/* --- step by step --- */

struct individual {
  double x[DIM], does[WIDTH], f, novelty;
  size_t number; /* children before elites */
};

struct memory {
  double does[ENTRIES][WIDTH], threshold;
  size_t count, quiet;
};

static int ascending(const void *a, const void *b)
{
  double p = *(const double *)a, q = *(const double *)b;
  return (p > q) - (p < q);
}

static double apart(const double *a, const double *b)
{
  double dx = a[0] - b[0], dy = a[1] - b[1];
  return sqrt(dx * dx + dy * dy);
}

static double novelty_of(const struct memory *m, const struct individual *all, size_t n, size_t i,
                         size_t k)
{
  static double distance[ENTRIES + N_MOST];
  size_t count = 0;
  for (size_t j = 0; j < n; j++)
    if (j != i) distance[count++] = apart(all[i].does, all[j].does);
  for (size_t j = 0; j < m->count; j++) distance[count++] = apart(all[i].does, m->does[j]);
  qsort(distance, count, sizeof *distance, ascending);
  double total = 0;
  if (k > count) k = count;
  for (size_t j = 0; j < k; j++) total += distance[j];
  return k ? total / (double)k : 0;
}

static int newer(const void *a, const void *b)
{
  const struct individual *p = a, *q = b;
  if (p->novelty != q->novelty) return p->novelty > q->novelty ? -1 : 1;
  return (p->number > q->number) - (p->number < q->number);
}

/* The archive after a generation whose children are the first of all. */
static void grow(struct memory *m, const struct individual *all, size_t n, size_t children,
                 uint64_t g, double chance)
{
  double mean = 0;
  size_t above = 0;
  for (size_t i = 0; i < n; i++) mean += all[i].novelty / (double)n;
  if (!g) m->threshold = mean;
  for (size_t i = 0; i < children; i++) {
    double u;
    random_uniforms(stream_named(stream, "archive"), g, (uint32_t)i, 1, 1, &u);
    bool novel = all[i].novelty > m->threshold;
    above += novel;
    if (!novel && u >= chance) continue;
    assert_true(m->count < ENTRIES);
    memcpy(m->does[m->count++], all[i].does, sizeof all[i].does);
  }
  m->quiet = above ? 0 : m->quiet + 1;
  if (above > 4) m->threshold *= 1.2;
  if (m->quiet == 10) {
    m->threshold *= 0.95;
    m->quiet = 0;
  }
}

static void pick_parents(uint64_t g, size_t count, size_t parents, size_t *parent)
{
  size_t many[N_MOST] = {0}, k = 0;
  for (size_t j = 0; j < count; j++) {
    double u;
    random_uniforms(stream_named(stream, "parents"), g, (uint32_t)j, 1, 1, &u);
    many[(size_t)floor(u * (double)parents)]++;
  }
  for (size_t p = 0; p < parents; p++)
    for (; many[p]; many[p]--) parent[k++] = p;
}

struct setting {
  const char *text;
  size_t n, parents, elites, k;
  double sigma, chance;
  bool again; /* elites are evaluated again */
};

static void follow(const struct library *library, const struct setting *s, uint64_t generations)
{
  static struct memory memory;
  struct individual now[N_MOST] = {0}, next[N_MOST] = {0};
  size_t parent[N_MOST] = {0}, n = s->n, raised = 0;
  double z[DIM], f[N_MOST], behaviour[N_MOST * WIDTH], best_f = INFINITY, best[DIM] = {0};
  struct setup setup = setup_of(1e9);
  struct hunt h;
  memory = (struct memory){.count = 0};
  hunt_start(&h, library, s->text, &setup);
  for (uint64_t g = 0; g < generations; g++) {
    size_t children = g ? n - s->elites : n, old = g && s->again ? s->elites : 0;
    if (g) pick_parents(g, children, s->parents, parent);
    for (size_t k = 0; k < n; k++) {
      struct individual *i = next + k;
      const double *from = g ? now[k < children ? parent[k] : k - children].x : start;
      random_normals(stream, g, (uint32_t)k, 1, DIM, z);
      for (size_t c = 0; c < DIM; c++)
        i->x[c] = k < children && (g || k) ? from[c] + s->sigma * z[c] : from[c];
      i->number = k;
      i->f = objective_sphere(i->x, DIM);
      deed(i->x, i->does);
    }
    assert_int_equal(hunt_ask(&h), ASK_EVALUATE);
    assert_true(h.query.count == children + old && h.query.want_behaviour && !h.query.more);
    for (size_t k = 0; k < h.query.count; k++) {
      const struct individual *i = next + (k < old ? children + k : k - old);
      assert_memory_equal(h.query.x + k * DIM, i->x, sizeof i->x);
      f[k] = i->f;
      memcpy(behaviour + k * WIDTH, i->does, sizeof i->does);
      if (i->f >= best_f) continue;
      best_f = i->f;
      memcpy(best, i->x, sizeof best);
    }
    h.method.type->tell(h.state, &(struct answer){.f = f, .behaviour = behaviour});
    assert_memory_equal(hunt_at(&h), best, sizeof best);
    for (size_t k = 0; k < n; k++) next[k].novelty = novelty_of(&memory, next, n, k, s->k);
    double before = memory.threshold;
    grow(&memory, next, n, children, g, s->chance);
    raised += memory.threshold > before;
    memcpy(now, next, sizeof now);
    qsort(now, n, sizeof *now, newer);
  }
  assert_true(memory.count > 0 && raised > 0);
  hunt_end(&h);
}

static void test_step_by_step(void **unused)
{
  (void)unused;
  static const struct setting settings[] = {
      {"ga:select=novelty", 50, 10, 1, 15, 0.1, 0.01, false},
      {"ga:select=novelty,store=seeds", 50, 10, 1, 15, 0.1, 0.01, false},
      {"ga:select=novelty,population=20,parents=8,elites=5,neighbours=3,archive_chance=0.2,"
       "sigma=0.3",
       20, 8, 5, 3, 0.3, 0.2, false},
      {"ga:select=novelty,population=20,parents=8,elites=5,neighbours=3,archive_chance=0,sigma=0.3,"
       "reevaluate=yes,store=seeds",
       20, 8, 5, 3, 0.3, 0, true},
      {"ga:select=novelty,population=64,parents=64,elites=0,neighbours=100,archive_chance=1", 64,
       64, 0, 100, 0.1, 1, false},
  };
  for (size_t l = 0; l < level_count; l++)
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
      follow(levels[l].optimizers, settings + i, 60);
}

/* Points kept and points made again are the same, in chunks as well. */
static void test_stores(void **unused)
{
  (void)unused;
  static double from[2000];
  for (size_t d = 0; d < 2; d++) {
    struct setup setup = setup_of(1e9);
    setup.dim = setup.behaviours = d ? 2000 : 40;
    setup.start = setup.low = setup.high = from;
    struct hunt a, b;
    hunt_start(&a, levels[0].optimizers, "ga:select=novelty,population=90,store=points", &setup);
    hunt_start(&b, levels[0].optimizers, "ga:select=novelty,population=90,store=seeds", &setup);
    for (int g = 0; g < 8; g++) {
      hunt_step(&a, objective_sphere);
      hunt_step(&b, objective_sphere);
      assert_true(a.parts > 1 && a.count == b.count);
      assert_memory_equal(a.x, b.x, a.count * setup.dim * sizeof *a.x);
    }
    hunt_end(&a);
    hunt_end(&b);
  }
}

/* Memory is bounded by budget and archive; short budgets, large populations. */
static void test_sizes(void **unused)
{
  (void)unused;
  static const double budgets[] = {1, 300, 1e12};
  for (size_t b = 0; b < 3; b++) {
    struct setup setup = setup_of(budgets[b]);
    struct hunt h;
    setup.behaviours = DIM;
    hunt_start(&h, levels[0].optimizers,
               "ga:select=novelty,population=1000000,parents=10000,elites=1000000", &setup);
    static double f[4096];
    while (hunt_ask(&h) == ASK_EVALUATE && h.values + (double)h.query.count <= 300) {
      for (size_t k = 0; k < h.query.count; k++) f[k] = objective_sphere(h.query.x + k * DIM, DIM);
      hunt_tell(&h, f);
    }
    hunt_end(&h);
  }
}

/* --- what wraps them --- */

/* A query, answered with what points do, or with the points; false: it has ended. */
static bool answer(struct hunt *h, bool deeds)
{
  double f[ANSWERS], g[ANSWERS * DIM], behaviour[ANSWERS * WIDTH];
  if (h->method.type->ask(h->state, &h->query)) return false;
  assert_in_range(h->query.count, 1, ANSWERS);
  for (size_t k = 0; k < h->query.count; k++) {
    const double *x = h->query.x + k * DIM;
    f[k] = objective_sphere(x, DIM);
    for (size_t i = 0; i < DIM; i++) g[k * DIM + i] = 2 * x[i];
    deed(x, behaviour + k * WIDTH);
  }
  h->values += (double)h->query.count;
  struct answer told = {.f = f, .gradient = h->query.want_gradient ? g : NULL};
  if (h->query.want_behaviour) told.behaviour = deeds ? behaviour : h->query.x;
  h->method.type->tell(h->state, &told);
  return true;
}

/* The first of a chain, and the first search of a restart, do bit by bit what the method does
 * alone, with what points do and with the points; later ones ask for what points do as well. */
static void test_wrapped(void **unused)
{
  (void)unused;
  static const struct {
    const char *alone, *wrapped;
  } cases[] = {
      {"ns-es", "ns-es:share=0.5+bfgs"},
      {"nsra-es", "nsra-es:share=0.5+adam@es"},
      {"ns-es", "ns-es:restart=ipop"},
      {"nsr-es", "nsr-es:restart=stop"},
      {"ga:select=novelty", "ga:select=novelty,share=0.5+snes"},
      {"ga:select=novelty", "ga:select=novelty,restart=bipop"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
    for (int deeds = 0; deeds < 2; deeds++) {
      /* A turn has its share as its budget. */
      struct setup setup = setup_of(strchr(cases[c].wrapped, '+') ? 500 : 1000);
      setup.behaviours = deeds ? WIDTH : DIM;
      struct hunt alone, wrapped;
      hunt_start(&alone, levels[0].optimizers, cases[c].alone, &setup);
      setup.budget = 1000;
      hunt_start(&wrapped, levels[0].optimizers, cases[c].wrapped, &setup);
      while (alone.values < 400) {
        assert_true(answer(&alone, deeds) && answer(&wrapped, deeds));
        assert_true(wrapped.query.want_behaviour);
        assert_memory_equal(hunt_at(&alone), hunt_at(&wrapped), DIM * sizeof *start);
      }
      while (wrapped.values < 1000 && answer(&wrapped, deeds)) continue;
      assert_true(isfinite(objective_sphere(hunt_at(&wrapped), DIM)));
      hunt_end(&alone);
      hunt_end(&wrapped);
    }
}

/* Searches that begin again in a restart go by what points do as the first did. */
static void test_begins_again(void **unused)
{
  (void)unused;
  struct setup setup = setup_of(20000);
  double told[DIAGNOSTICS_MAX] = {0};
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "ns-es:restart=ipop,population=4,maxiter=0.005", &setup);
  for (int q = 0; q < 1000 && told[3] < 2 && answer(&h, true); q++) {
    assert_true(h.query.want_behaviour);
    h.method.type->diagnose(h.state, told);
  }
  assert_true(told[3] >= 2); /* restarts, behind the method's own */
  hunt_end(&h);
}

/* A second turn may be the one that seeks novelty. */
static void test_second_turn(void **unused)
{
  (void)unused;
  struct setup setup = setup_of(1000);
  struct hunt h;
  size_t wanted = 0;
  hunt_start(&h, levels[0].optimizers, "snes:share=0.2+ns-es", &setup);
  while (h.values < 900 && answer(&h, true)) wanted += h.query.want_behaviour;
  assert_true(wanted > 10);
  hunt_end(&h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_step_by_step), cmocka_unit_test(test_stores),
      cmocka_unit_test(test_sizes),        cmocka_unit_test(test_wrapped),
      cmocka_unit_test(test_begins_again), cmocka_unit_test(test_second_turn),
  };
  return cmocka_run_group_tests_name("ga novelty", tests, set_up, NULL);
}
