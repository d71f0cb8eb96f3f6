/* test_ga.c -- the genetic algorithm against a plain rewriting that keeps every point, and points
 * made again from seeds against points kept. */
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
#include "src/draws/random.h"
#include "tests/support/hunt.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { DIM_MOST = 10000 };

static const struct stream stream = {0x5eed};
static double start[DIM_MOST], low[DIM_MOST], high[DIM_MOST];
static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  for (int i = 0; i < DIM_MOST; i++) {
    low[i] = -1;
    high[i] = 1;
    start[i] = 1 - 0.01 * (i % 7);
  }
  return level_count ? 0 : -1;
}

static struct setup setup_of(size_t dim, double budget)
{
  return (struct setup){
      .dim = dim, .start = start, .low = low, .high = high, .budget = budget, .stream = stream};
}

static double plateaus(const double *x, size_t dim) { return floor(objective_sphere(x, dim)); }

/* --- step by step --- */

struct individual {
  double *x, f;
  size_t number; /* children before elites */
};

static int better(const void *a, const void *b)
{
  const struct individual *p = a, *q = b;
  if (p->f != q->f) return p->f < q->f ? -1 : 1;
  return (p->number > q->number) - (p->number < q->number);
}

/* Whose child each of `count` is, in order. */
static void families(uint64_t generation, size_t count, size_t parents, size_t *parent)
{
  size_t *many = calloc(parents, sizeof *many), k = 0;
  assert_non_null(many);
  for (size_t j = 0; j < count; j++) {
    double u;
    random_uniforms(stream_named(stream, "parents"), generation, (uint32_t)j, 1, 1, &u);
    many[(size_t)floor(u * (double)parents)]++;
  }
  for (size_t p = 0; p < parents; p++)
    for (; many[p]; many[p]--) parent[k++] = p;
  assert_int_equal(k, count);
  free(many);
}

static void follow(const struct library *library, const char *text, size_t n, size_t parents,
                   size_t elites, double sigma, size_t dim, objective *f, uint64_t generations)
{
  struct setup setup = setup_of(dim, 1e9);
  struct hunt h;
  hunt_start(&h, library, text, &setup);
  struct individual *now = calloc(n, sizeof *now), *next = calloc(n, sizeof *next);
  size_t *parent = calloc(n, sizeof *parent), stayed = 0;
  double *z = doubles(dim);
  assert_true(now && next && parent);
  for (size_t k = 0; k < n; k++) {
    now[k].x = doubles(dim);
    next[k].x = doubles(dim);
  }
  assert_memory_equal(hunt_at(&h), start, dim * sizeof *start);
  for (uint64_t g = 0; g < generations; g++) {
    size_t children = g ? n - elites : n;
    if (g) families(g, children, parents, parent);
    for (size_t k = 0; k < n; k++) {
      next[k].number = k;
      if (k >= children) {
        next[k].f = now[k - children].f;
        memcpy(next[k].x, now[k - children].x, dim * sizeof *z);
        continue;
      }
      random_normals(stream, g, (uint32_t)k, 1, dim, z);
      for (size_t i = 0; i < dim; i++) {
        if (g)
          next[k].x[i] = now[parent[k]].x[i] + sigma * z[i];
        else
          next[k].x[i] = k ? start[i] + sigma * z[i] : start[i];
      }
      next[k].f = f(next[k].x, dim);
    }
    assert_int_equal(hunt_step(&h, f), ASK_EVALUATE);
    assert_int_equal(h.count, children);
    assert_true(h.parts == 1 || n * dim > 2048);
    for (size_t k = 0; k < children; k++)
      assert_memory_equal(h.x + k * dim, next[k].x, dim * sizeof *z);
    qsort(next, n, sizeof *next, better);
    for (size_t k = 0; k < elites; k++) stayed += g && next[k].number >= children;
    assert_memory_equal(hunt_at(&h), next[0].x, dim * sizeof *z);
    struct individual *left = now;
    now = next;
    next = left;
  }
  assert_true(stayed < elites * generations || !elites);
  hunt_end(&h);
  for (size_t k = 0; k < n; k++) {
    free(now[k].x);
    free(next[k].x);
  }
  free(now);
  free(next);
  free(parent);
  free(z);
}

static void test_step_by_step(void **unused)
{
  (void)unused;
  for (size_t l = 0; l < level_count; l++) {
    const struct library *library = levels[l].optimizers;
    follow(library, "ga", 50, 10, 1, 0.1, 2, objective_sphere, 60);
    follow(library, "ga:store=seeds", 50, 10, 1, 0.1, 2, objective_sphere, 60);
    follow(library, "ga:population=9,parents=20,elites=20,sigma=0.3", 9, 9, 8, 0.3, 3, plateaus,
           60);
    follow(library, "ga:population=9,parents=20,elites=20,sigma=0.3,store=seeds", 9, 9, 8, 0.3, 3,
           plateaus, 60);
    follow(library, "ga:population=90,parents=7,elites=0", 90, 7, 0, 0.1, 40, objective_sphere, 30);
    follow(library, "ga:population=90,parents=7,elites=3,store=seeds", 90, 7, 3, 0.1, 40,
           objective_sphere, 30);
    follow(library, "ga:population=1", 1, 1, 0, 0.1, 5, objective_sphere, 30);
    follow(library, "ga:population=2,parents=1,store=seeds", 2, 1, 1, 0.1, 5, objective_sphere, 30);
    follow(library, "ga:population=33,parents=30", 33, 30, 1, 0.1, DIM_MOST, objective_sphere, 5);
  }
}

/* --- seeds --- */

struct counted {
  size_t alone, many; /* samples that were drawn one at a time, and otherwise */
};

static void count_normals(void *context, uint64_t generation, uint32_t first, size_t samples,
                          size_t dim, double *out)
{
  struct counted *c = context;
  *(samples == 1 ? &c->alone : &c->many) += samples;
  random_normals(stream, generation, first, samples, dim, out);
}

/* The same run with points kept and with points made again; what is drawn for the latter. */
struct twins {
  struct hunt points, seeds;
  struct counted count;
  struct draw draw;
};

static void twins_start(struct twins *t, const char *parameters, size_t dim, double budget)
{
  char text[200];
  struct setup setup = setup_of(dim, budget);
  snprintf(text, sizeof text, "ga:store=points,%s", parameters);
  hunt_start(&t->points, levels[0].optimizers, text, &setup);
  t->count = (struct counted){0};
  t->draw = (struct draw){.normals = count_normals, .context = &t->count};
  setup.draw = &t->draw;
  snprintf(text, sizeof text, "ga:store=seeds,%s", parameters);
  hunt_start(&t->seeds, levels[0].optimizers, text, &setup);
}

/* One generation of both; f: values by row, or NULL for the sphere. How many normals were drawn
 * one sample at a time. */
static size_t twins_step(struct twins *t, const double *f)
{
  size_t before = t->count.alone, dim = t->points.setup.dim, row = 0;
  bool more = true;
  double values[200];
  while (more) {
    assert_int_equal(hunt_ask(&t->points), ASK_EVALUATE);
    assert_int_equal(hunt_ask(&t->seeds), ASK_EVALUATE);
    size_t count = t->points.query.count;
    assert_true(count <= 200);
    assert_int_equal(count, t->seeds.query.count);
    const double *x = t->points.query.x;
    assert_memory_equal(x, t->seeds.query.x, count * dim * sizeof *x);
    for (size_t k = 0; k < count; k++)
      values[k] = f ? f[row + k] : objective_sphere(x + k * dim, dim);
    more = t->points.query.more;
    hunt_tell(&t->points, values);
    hunt_tell(&t->seeds, values);
    assert_memory_equal(hunt_at(&t->points), hunt_at(&t->seeds), dim * sizeof *x);
    row += count;
  }
  return t->count.alone - before;
}

static void twins_end(struct twins *t)
{
  hunt_end(&t->points);
  hunt_end(&t->seeds);
}

/* The same bits for thousands of generations, while chains stay short: what all descend from is
 * one point. Neutral lineages of T parents meet some 2 T generations ago. */
static void test_chains(void **unused)
{
  (void)unused;
  static const char *const methods[] = {
      "population=40,parents=8", "population=40,parents=8,elites=8",
      "population=40,parents=8,elites=0", "population=12,parents=12,elites=3,reevaluate=yes",
      "population=40,parents=1,elites=0"};
  for (size_t m = 0; m < 5; m++) {
    struct twins t;
    twins_start(&t, methods[m], 6, 1e9);
    size_t drawn = 0, generations = 3000;
    for (size_t g = 0; g < generations; g++) {
      size_t now = twins_step(&t, NULL);
      drawn += now;
      assert_true(now > 0 || g == 0 || strstr(methods[m], "elites=8")); /* not given up */
    }
    double each = (double)drawn / (double)generations;
    if (each > 12 * 60) fail_msg("%s: %g single samples a generation", methods[m], each);
    twins_end(&t);
  }
}

/* Lineages that never meet, of which every one has its best child live on: chains grow until they
 * outweigh the points, which are kept from then on. */
static void test_long_chains(void **unused)
{
  (void)unused;
  enum { PARENTS = 3, POPULATION = 60, GENERATIONS = 100 };
  static const double budgets[] = {1e9, POPULATION * (GENERATIONS + 1)};
  static const size_t dims[] = {2, 300};
  for (size_t b = 0; b < 2; b++) {
    struct twins t;
    twins_start(&t, "population=60,parents=3,elites=0", dims[b], budgets[b]);
    size_t most = 0, last = 0, parent[POPULATION];
    for (uint64_t g = 0; g < GENERATIONS; g++) {
      double f[POPULATION];
      bool has[PARENTS] = {0};
      if (g) families(g, POPULATION, PARENTS, parent);
      for (size_t k = 0; k < POPULATION; k++) {
        size_t p = g ? parent[k] : k % PARENTS;
        f[k] = has[p];
        has[p] = true;
      }
      assert_true(has[0] && has[1] && has[2]);
      last = twins_step(&t, f);
      most = last > most ? last : most;
    }
    /* At least 64 nodes a parent; no end where the budget knows of no more than would fit. */
    if (!b) assert_in_range(most, PARENTS * 60, PARENTS * 64 * 2);
    if (!b) assert_true(last <= PARENTS);
    if (b) assert_in_range(last, PARENTS * 90, PARENTS * 102);
    twins_end(&t);
  }
}

/* --- evaluated again --- */

static double drifting_add;
static double drifting(const double *x, size_t dim)
{
  return objective_sphere(x, dim) + drifting_add;
}

/* Elites come first, best first; they are believed to have the mean of their values, and it stands
 * at the best of them. */
static void test_reevaluates(void **unused)
{
  (void)unused;
  enum { N = 20, ELITES = 4, DIM = 3 };
  static const char *const stores[] = {"points", "seeds"};
  for (size_t m = 0; m < 2; m++) {
    char text[100];
    snprintf(text, sizeof text, "ga:population=20,parents=6,elites=4,reevaluate=yes,store=%s",
             stores[m]);
    struct setup setup = setup_of(DIM, 1e9);
    struct hunt h;
    hunt_start(&h, levels[0].optimizers, text, &setup);
    drifting_add = 0;
    hunt_step(&h, drifting);
    assert_int_equal(h.count, N);
    struct individual all[N];
    double x[N][DIM], times[N] = {0}, elite[ELITES][DIM], f[ELITES], elite_times[ELITES];
    size_t stayed = 0;
    for (int g = 0; g < 60; g++) {
      size_t old = g ? ELITES : 0, children = N - old;
      for (size_t k = 0; k < old; k++) {
        assert_memory_equal(h.x + k * DIM, elite[k], sizeof elite[k]);
        f[k] += (h.f[k] - f[k]) / ++elite_times[k];
      }
      for (size_t k = 0; k < N; k++) {
        bool child = k < children;
        all[k] = (struct individual){x[k], child ? h.f[old + k] : f[k - children], k};
        times[k] = child ? 1 : elite_times[k - children];
        memcpy(x[k], child ? h.x + (old + k) * DIM : elite[k - children], sizeof x[k]);
      }
      if (g) {
        size_t best = 0;
        for (size_t k = 1; k < ELITES; k++) best = f[k] < f[best] ? k : best;
        assert_memory_equal(hunt_at(&h), elite[best], sizeof elite[best]);
      }
      qsort(all, N, sizeof *all, better);
      for (size_t k = 0; k < ELITES; k++) {
        memcpy(elite[k], all[k].x, sizeof elite[k]);
        f[k] = all[k].f;
        elite_times[k] = times[all[k].number];
        stayed += all[k].number >= children;
      }
      drifting_add = g % 3 * 0.1;
      hunt_step(&h, drifting);
      assert_int_equal(h.count, N);
    }
    assert_true(stayed > 50);
    hunt_end(&h);
  }
}

/* --- ends and sizes --- */

/* Mutations that are too small to show come to nothing. */
static void test_converges(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"ga:sigma=1e-20", "ga:sigma=1e-20,store=seeds",
                                        "ga:sigma=1e-20,elites=0", "ga:sigma=1e-20,population=1"};
  for (size_t m = 0; m < 4; m++) {
    struct setup setup = setup_of(3, 1e9);
    struct hunt h;
    hunt_start(&h, levels[0].optimizers, methods[m], &setup);
    size_t steps = 0;
    enum ask asked;
    while ((asked = hunt_step(&h, objective_sphere)) == ASK_EVALUATE) assert_true(++steps < 10);
    assert_int_equal(asked, ASK_CONVERGED);
    hunt_end(&h);
  }
}

static void test_sizes(void **unused)
{
  (void)unused;
  static const char *const methods[] = {
      "ga:population=1",
      "ga",
      "ga:population=1000000,parents=1000000,elites=1000000",
      "ga:population=1000000,parents=1000000,store=seeds",
      "ga:population=1000,parents=1000,elites=10,store=seeds,reevaluate=yes",
      "ga:population=100,parents=100"};
  static const size_t dims[] = {1, 2, 300, DIM_MOST};
  for (size_t m = 0; m < sizeof methods / sizeof *methods; m++)
    for (size_t d = 0; d < 4; d++) {
      struct setup setup = setup_of(dims[d], dims[d] > 300 ? 400 : 5000);
      struct hunt h;
      hunt_start(&h, levels[0].optimizers, methods[m], &setup);
      static double f[5000];
      while (hunt_ask(&h) == ASK_EVALUATE && h.values + (double)h.query.count <= setup.budget) {
        for (size_t k = 0; k < h.query.count; k++)
          f[k] = objective_sphere(h.query.x + k * dims[d], dims[d]);
        hunt_tell(&h, f);
      }
      assert_true(isfinite(objective_sphere(hunt_at(&h), dims[d])));
      hunt_end(&h);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_step_by_step), cmocka_unit_test(test_chains),
      cmocka_unit_test(test_long_chains),  cmocka_unit_test(test_reevaluates),
      cmocka_unit_test(test_converges),    cmocka_unit_test(test_sizes),
  };
  return cmocka_run_group_tests_name("ga", tests, set_up, NULL);
}
