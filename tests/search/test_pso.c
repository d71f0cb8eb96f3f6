/* test_pso.c -- particle swarm, step by step against a plain rewriting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "tests/support/hunt.h"
#include "tests/support/machine.h"
#include "tests/support/problems.h"

enum { DIM_MOST = 10000 };

static const struct stream stream = {0xabcdef};
static double start[DIM_MOST], low[DIM_MOST], high[DIM_MOST];
static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static int set_up(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  for (int i = 0; i < DIM_MOST; i++) {
    low[i] = -1 - i % 5;
    high[i] = 0.5 + i % 3;
    start[i] = 0.25;
  }
  return level_count ? 0 : -1;
}

static struct setup setup_of(size_t dim, double budget)
{
  return (struct setup){
      .dim = dim, .start = start, .low = low, .high = high, .budget = budget, .stream = stream};
}

static double plateaus(const double *x, size_t dim) { return floor(objective_sphere(x, dim)); }

struct swarm {
  size_t n;
  double inertia, cognitive, social, clamp;
  bool ring;
};

/* The particle whose memory particle k follows: of equal ones itself, then the left one. */
static size_t followed(const struct swarm *s, const double *fp, size_t k)
{
  size_t order[3] = {k, (k + s->n - 1) % s->n, (k + 1) % s->n}, best = k;
  if (s->ring) {
    for (size_t i = 1; i < 3; i++) best = fp[order[i]] < fp[best] ? order[i] : best;
    return best;
  }
  best = 0;
  for (size_t i = 1; i < s->n; i++) best = fp[i] < fp[best] ? i : best;
  return best;
}

static void follow(const struct library *library, const char *text, struct swarm s, size_t dim,
                   objective *f, uint64_t generations)
{
  struct setup setup = setup_of(dim, 1e9);
  struct hunt h;
  hunt_start(&h, library, text, &setup);
  size_t n = s.n, improved = 0, clamped = 0;
  double *x = doubles(n * dim), *v = doubles(n * dim), *p = doubles(n * dim), *fp = doubles(n);
  double *u = doubles(2 * dim);
  size_t *leader = calloc(n, sizeof *leader);
  assert_non_null(leader);
  assert_memory_equal(hunt_at(&h), start, dim * sizeof *start);
  for (uint64_t g = 0; g < generations; g++) {
    for (size_t k = 0; g && k < n; k++) leader[k] = followed(&s, fp, k);
    for (size_t k = 0; k < n; k++) {
      random_uniforms(stream, g, (uint32_t)k, 1, 2 * dim, u);
      for (size_t i = 0; i < dim; i++) {
        size_t at = k * dim + i;
        double width = high[i] - low[i], limit = s.clamp * width;
        if (!g) {
          x[at] = k ? low[i] + width * u[i] : start[i];
          v[at] = low[i] + width * u[dim + i] - x[at];
        } else {
          double own = s.cognitive * u[i] * (p[at] - x[at]);
          double other = s.social * u[dim + i] * (p[leader[k] * dim + i] - x[at]);
          v[at] = s.inertia * v[at] + (own + other);
        }
        if (s.clamp > 0 && fabs(v[at]) > limit) { /* 0: any */
          v[at] = v[at] > 0 ? limit : -limit;
          clamped++;
        }
        if (g) x[at] += v[at];
      }
    }
    assert_int_equal(hunt_step(&h, f), ASK_EVALUATE);
    assert_int_equal(h.count, n);
    assert_true((h.parts > 1) == (n > 1 && n * dim > 2048));
    assert_memory_equal(h.x, x, n * dim * sizeof *x);
    for (size_t k = 0; k < n; k++) {
      double fx = f(x + k * dim, dim);
      if (g && !(fx < fp[k])) continue;
      improved += g > 0;
      fp[k] = fx;
      memcpy(p + k * dim, x + k * dim, dim * sizeof *p);
    }
    struct swarm all = s;
    all.ring = false;
    assert_memory_equal(hunt_at(&h), p + followed(&all, fp, 0) * dim, dim * sizeof *p);
  }
  assert_true(improved > 0 && improved < (generations - 1) * n);
  assert_true(s.clamp == 0 || clamped > 0);
  hunt_end(&h);
  free(x);
  free(v);
  free(p);
  free(fp);
  free(u);
  free(leader);
}

static void test_step_by_step(void **unused)
{
  (void)unused;
  for (size_t l = 0; l < level_count; l++) {
    const struct library *library = levels[l].optimizers;
    const struct swarm plain = {40, 0.7298, 1.49618, 1.49618, 0, false};
    struct swarm s = plain;
    follow(library, "pso", s, 2, objective_sphere, 40);
    follow(library, "pso", s, 7, objective_rosenbrock, 40);
    s.ring = true;
    follow(library, "pso:topology=ring", s, 3, objective_rosenbrock, 40);
    s.n = 2;
    follow(library, "pso:topology=ring,population=2", s, 1, objective_sphere, 40);
    s = (struct swarm){5, 0.5, 2, 0.5, 0.1, true};
    follow(library, "pso:topology=ring,population=5,inertia=0.5,cognitive=2,social=0.5,clamp=0.1",
           s, 13, plateaus, 40);
    s = (struct swarm){1, 0.9, 1, 1, 0.05, false};
    follow(library, "pso:population=1,inertia=0.9,cognitive=1,social=1,clamp=0.05", s, 2,
           objective_sphere, 40);
    s = plain;
    s.n = 33;
    s.ring = true;
    follow(library, "pso:population=33,topology=ring", s, 900, objective_sphere, 10);
  }
}

/* Where it stands is the best that was told, also while a generation is told in parts. */
static void test_in_parts(void **unused)
{
  (void)unused;
  enum { DIM = 300, N = 24 };
  struct setup setup = setup_of(DIM, 1e9);
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "pso:population=24", &setup);
  double best[DIM], best_f = INFINITY;
  size_t inside = 0;
  for (int part = 0; part < 200; part++) {
    double f[N];
    assert_int_equal(hunt_ask(&h), ASK_EVALUATE);
    assert_true(h.query.count < N);
    for (size_t k = 0; k < h.query.count; k++) {
      const double *x = h.query.x + k * DIM;
      f[k] = objective_sphere(x, DIM);
      if (f[k] >= best_f) continue;
      inside += h.query.more;
      best_f = f[k];
      memcpy(best, x, sizeof best);
    }
    hunt_tell(&h, f);
    assert_memory_equal(hunt_at(&h), best, sizeof best);
  }
  assert_true(inside > 10);
  hunt_end(&h);
}

/* The constriction of Clerc and Kennedy at 2.05 + 2.05, and that times 2.05. */
static void test_constriction(void **unused)
{
  (void)unused;
  struct method m;
  struct error err;
  assert_int_equal(method_parse(levels[0].optimizers, "pso", &m, &err), STATUS_OK);
  double phi = 4.1, chi = 2 / fabs(2 - phi - sqrt(phi * phi - 4 * phi));
  const struct param *p = m.type->params;
  double inertia = param_get(param_find(p, "inertia", 7), m.parts[0]);
  double social = param_get(param_find(p, "social", 6), m.parts[0]);
  assert_true(fabs(inertia - chi) < 1e-4 && fabs(social - 2.05 * chi) < 1e-5);
  assert_true(param_get(param_find(p, "cognitive", 9), m.parts[0]) == social);
  method_free(&m);
}

/* What the swarm reaches in the end: a valley for all, whom they hear of for those with many. */
static void test_reaches(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"pso", "pso:topology=ring"};
  for (size_t m = 0; m < 2; m++) {
    struct setup setup = setup_of(5, 1e9);
    struct hunt h;
    hunt_start(&h, levels[0].optimizers, methods[m], &setup);
    for (int g = 0; g < 500; g++) hunt_step(&h, objective_sphere);
    assert_true(objective_sphere(hunt_at(&h), 5) < 1e-12);
    hunt_end(&h);
  }
}

static double vee(const double *x, size_t dim)
{
  double f = 0;
  for (size_t i = 0; i < dim; i++) f += fabs(x[i] - 0.3);
  return f;
}

/* In the end all particles rest in one point, and it says so. */
static void test_converges(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"pso:population=5", "pso:population=5,topology=ring",
                                        "pso:population=1", "pso:population=5,reevaluate=yes"};
  for (size_t m = 0; m < 4; m++) {
    struct setup setup = setup_of(2, 1e9);
    struct hunt h;
    hunt_start(&h, levels[0].optimizers, methods[m], &setup);
    size_t steps = 0;
    enum ask asked;
    while ((asked = hunt_step(&h, vee)) == ASK_EVALUATE) assert_true(++steps < 20000);
    assert_int_equal(asked, ASK_CONVERGED);
    hunt_end(&h);
  }
}

static void test_sizes(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"pso:population=1", "pso:population=1000000",
                                        "pso:topology=ring",
                                        "pso:population=1000000,reevaluate=yes"};
  static const size_t dims[] = {1, 2, 300, DIM_MOST};
  for (size_t m = 0; m < 4; m++)
    for (size_t d = 0; d < 4; d++) {
      struct setup setup = setup_of(dims[d], dims[d] > 300 ? 200 : 5000);
      struct hunt h;
      hunt_start(&h, levels[0].optimizers, methods[m], &setup);
      static double f[5000];
      while (hunt_ask(&h) == ASK_EVALUATE && h.values + (double)h.query.count <= setup.budget) {
        for (size_t k = 0; k < h.query.count; k++)
          f[k] = objective_sphere(h.query.x + k * dims[d], dims[d]);
        hunt_tell(&h, f);
      }
      assert_true(objective_sphere(hunt_at(&h), dims[d]) <= objective_sphere(start, dims[d]));
      hunt_end(&h);
    }
}

static double drifting_add;
static double drifting(const double *x, size_t dim)
{
  return objective_sphere(x, dim) + drifting_add;
}

/* What is remembered comes first, then the particles; it is believed to have the mean of its
 * values. */
static void test_reevaluates(void **unused)
{
  (void)unused;
  enum { N = 8, DIM = 3 };
  struct setup setup = setup_of(DIM, 1e9);
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "pso:population=8,reevaluate=yes", &setup);
  double p[N * DIM], f[N], times[N];
  drifting_add = 0;
  hunt_step(&h, drifting);
  assert_int_equal(h.count, N);
  memcpy(p, h.x, sizeof p);
  memcpy(f, h.f, sizeof f);
  for (size_t k = 0; k < N; k++) times[k] = 1;
  size_t kept = 0, stayed = 0;
  for (int g = 1; g < 60; g++) {
    drifting_add = g % 3;
    hunt_step(&h, drifting);
    assert_int_equal(h.count, 2 * N);
    assert_memory_equal(h.x, p, sizeof p);
    for (size_t k = 0; k < N; k++) {
      f[k] += (h.f[k] - f[k]) / ++times[k];
      if (h.f[N + k] < f[k]) {
        kept++;
        f[k] = h.f[N + k];
        times[k] = 1;
        memcpy(p + k * DIM, h.x + (N + k) * DIM, DIM * sizeof *p);
      } else {
        stayed++;
      }
    }
    size_t best = N;
    for (size_t k = 0; k < N; k++)
      if (times[k] > 1 && (best == N || f[k] < f[best])) best = k;
    if (best < N) assert_memory_equal(hunt_at(&h), p + best * DIM, DIM * sizeof *p);
  }
  assert_true(kept > 50 && stayed > 50);
  hunt_end(&h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_in_parts),     cmocka_unit_test(test_step_by_step),
      cmocka_unit_test(test_constriction), cmocka_unit_test(test_reaches),
      cmocka_unit_test(test_converges),    cmocka_unit_test(test_sizes),
      cmocka_unit_test(test_reevaluates),
  };
  return cmocka_run_group_tests_name("pso", tests, set_up, NULL);
}
