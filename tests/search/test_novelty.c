/* test_novelty.c -- evolution strategies that seek novelty against the trajectories of an
 * independent program (tests/reference/control/README.md), and what they are made of: the nearest
 * of an archive, members, ranks, an end. */
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
#include "src/search/population/archive.h"
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

/* --- the archive --- */

static int ascending(const void *a, const void *b)
{
  double p = *(const double *)a, q = *(const double *)b;
  return (p > q) - (p < q);
}

/* The mean distance of b to the k nearest of `count` rows, by sorting them all. */
static double by_sorting(const double *rows, size_t count, size_t width, const double *b, size_t k)
{
  double *distance = doubles(count), total = 0;
  for (size_t r = 0; r < count; r++) {
    double square = 0;
    for (size_t c = 0; c < width; c++) {
      double d = rows[r * width + c] - b[c];
      square += d * d;
    }
    distance[r] = sqrt(square);
  }
  qsort(distance, count, sizeof *distance, ascending);
  if (k > count) k = count;
  for (size_t i = 0; i < k; i++) total += distance[i];
  free(distance);
  return k ? total / (double)k : 0;
}

static double by_archive(const struct archive *a, const double *b, size_t k)
{
  double square[64];
  struct nearest nearest = {.most = k, .square = square};
  archive_near(a, b, &nearest);
  return nearest_mean(&nearest, 0);
}

/* The sums of either are in the same order: the bits are the same. Values on a grid, so that
 * distances are often equal. */
static void test_nearest(void **unused)
{
  (void)unused;
  enum { ENTRIES = 300, MOST = 128, WIDTH = 40 };
  static const size_t widths[] = {1, 2, 3, 10, WIDTH}, ks[] = {1, 2, 10, 15, 64};
  for (size_t w = 0; w < 5; w++)
    for (int grid = 0; grid < 2; grid++) {
      size_t width = widths[w];
      double *rows = doubles(ENTRIES * width);
      random_uniforms(stream, w, 0, ENTRIES, width, rows);
      for (size_t i = 0; grid && i < ENTRIES * width; i++) rows[i] = floor(5 * rows[i]);
      double *memory = doubles(archive_doubles(MOST, width));
      struct archive a = archive_of(MOST, width, memory);
      assert_true(by_archive(&a, rows, 10) == 0);
      for (size_t n = 1; n <= ENTRIES; n++) {
        archive_add(&a, rows + (n - 1) * width);
        size_t there = n < MOST ? n : MOST, asked = (n * 7) % ENTRIES;
        assert_int_equal(a.count, there);
        for (size_t i = 0; i < 5; i++) {
          double want =
              by_sorting(rows + (n - there) * width, there, width, rows + asked * width, ks[i]);
          double is = by_archive(&a, rows + asked * width, ks[i]);
          if (is != want)
            fail_msg("width %zu, %zu of %zu: %.17g instead of %.17g", width, ks[i], n, is, want);
        }
      }
      free(memory);
      free(rows);
    }
}

static void test_far_and_few(void **unused)
{
  (void)unused;
  double memory[8], far[2] = {1e308, -1e308};
  struct archive a = archive_of(2, 1, memory);
  archive_add(&a, far);
  archive_add(&a, far);
  assert_true(by_archive(&a, far + 1, 5) == 1e300);
  assert_true(by_archive(&a, far, 5) == 0);
  /* Memory is bounded, whatever the budget. */
  assert_int_equal(archive_room(1e300, 2), ARCHIVE_ENTRIES);
  assert_int_equal(archive_room(7.5, 2), 7);
  assert_int_equal(archive_room(1e12, 1 << 20), ARCHIVE_VALUES >> 20);
  assert_int_equal(archive_room(1e12, (size_t)1 << 40), 1);
}

/* --- the trajectories --- */

enum { DIM = 22, MEMBERS = 3, SAMPLES = 20, K = 10, WIDTH = 2 };

struct trace {
  struct reference *rows, *samples, *start, *normals, *uniforms;
};

static struct reference *read(const char *name, const char *tail)
{
  char path[200];
  snprintf(path, sizeof path, "tests/reference/control/novelty_%s%s.csv", name, tail);
  return reference_read(path);
}

static void assert_like(double is, double want, double tolerance, const char *what, size_t row)
{
  if (!(fabs(is - want) <= tolerance * fmax(1, fabs(want))))
    fail_msg("%s, generation %zu: %.17g instead of %.17g", what, row, is, want);
}

/* What the test knows beside what it is told. */
struct witness {
  double theta[MEMBERS][DIM], does[MEMBERS][WIDTH], f[MEMBERS];
  struct archive archive;
};

static void remember(struct witness *w, size_t member, const double *x, double f,
                     const double *behaviour)
{
  memcpy(w->theta[member], x, sizeof w->theta[member]);
  memcpy(w->does[member], behaviour, sizeof w->does[member]);
  w->f[member] = f;
  archive_add(&w->archive, behaviour);
}

/* Samples around the parent, their values and their novelty; before it moves. */
static void check_samples(const struct trace *t, const struct witness *w, size_t g, const double *x,
                          const double *f, const double *behaviour)
{
  size_t parent = (size_t)reference_at(t->rows, g, "parent");
  double total = 0, apart[MEMBERS], mean = 0, best = INFINITY;
  for (size_t m = 0; m < MEMBERS; m++) total += apart[m] = by_archive(&w->archive, w->does[m], K);
  for (size_t m = 0; m < MEMBERS; m++) {
    char name[8];
    snprintf(name, sizeof name, "p%zu", m);
    assert_like(apart[m] / total, reference_at(t->rows, g, name), 1e-12, name, g);
  }
  for (size_t k = 0; k < SAMPLES; k += 2)
    for (size_t i = 0; i < DIM; i++) {
      double middle = (x[k * DIM + i] + x[(k + 1) * DIM + i]) / 2;
      assert_like(middle, w->theta[parent][i], 1e-13, "parent", g);
    }
  for (size_t k = 0; k < SAMPLES; k++) {
    mean -= f[k] / SAMPLES;
    best = fmin(best, f[k]);
  }
  assert_like(mean, reference_at(t->rows, g, "mean_return"), 1e-12, "mean return", g);
  assert_like(-best, reference_at(t->rows, g, "best_return"), 1e-12, "best return", g);
  for (size_t r = 0; r < t->samples->rows; r++) {
    if (reference_at(t->samples, r, "generation") != (double)g) continue;
    size_t k = (size_t)reference_at(t->samples, r, "sample");
    const double *b = behaviour + k * WIDTH;
    assert_like(-f[k], reference_at(t->samples, r, "return"), 1e-12, "return", g);
    assert_like(b[0], reference_at(t->samples, r, "x"), 1e-12, "x", g);
    assert_like(b[1], reference_at(t->samples, r, "y"), 1e-12, "y", g);
    assert_like(by_archive(&w->archive, b, K), reference_at(t->samples, r, "novelty"), 1e-12,
                "novelty", g);
  }
}

static void check_moved(const struct trace *t, const struct hunt *h, struct witness *w, size_t g,
                        double f, const double *behaviour, bool adaptive)
{
  const double *want = reference_row(t->rows, g) + reference_column(t->rows, "theta0");
  double told[DIAGNOSTICS_MAX];
  for (size_t i = 0; i < DIM; i++) assert_like(h->query.x[i], want[i], 1e-9, "theta", g);
  assert_like(-f, reference_at(t->rows, g, "return_after"), 1e-12, "return after", g);
  assert_like(behaviour[0], reference_at(t->rows, g, "x_after"), 1e-12, "x after", g);
  assert_like(behaviour[1], reference_at(t->rows, g, "y_after"), 1e-12, "y after", g);
  remember(w, (size_t)reference_at(t->rows, g, "parent"), h->query.x, f, behaviour);
  h->method.type->tell(h->state, &(struct answer){.f = &f, .behaviour = behaviour});
  h->method.type->diagnose(h->state, told);
  assert_like(told[0], reference_at(t->rows, g, "mean_novelty"), 1e-12, "mean novelty", g);
  if (adaptive) assert_like(told[1], reference_at(t->rows, g, "w_after"), 1e-12, "weight", g);
  assert_true(told[2] == (double)(MEMBERS + g + 1));
  size_t best = 0;
  for (size_t m = 1; m < MEMBERS; m++)
    if (w->f[m] < w->f[best]) best = m;
  assert_memory_equal(hunt_at(h), w->theta[best], sizeof w->theta[best]);
}

static void follow(const struct libraries *level, const struct trace *t, const char *text)
{
  struct problem *p = problem_named(level->functions, "trap:hidden=4", 0, 0);
  struct normals normals = {.table = t->normals, .samples = SAMPLES / 2, .uniforms = t->uniforms};
  struct draw draw = normals_draw(&normals);
  const double *start = reference_row(t->start, 0) + 1;
  struct setup setup = {.dim = DIM,
                        .start = start,
                        .low = p->low,
                        .high = p->high,
                        .budget = 1e9,
                        .stream = stream,
                        .behaviours = problem_behaviours(p),
                        .draw = &draw};
  double f[SAMPLES], behaviour[SAMPLES * WIDTH], memory[2048];
  struct witness w = {.archive = archive_of(1000, WIDTH, memory)};
  struct hunt h;
  assert_true(setup.dim == p->dim && setup.behaviours == WIDTH);
  hunt_start(&h, level->optimizers, text, &setup);
  assert_int_equal(hunt_ask(&h), ASK_EVALUATE);
  assert_true(h.query.count == MEMBERS && h.query.want_behaviour && h.query.more);
  problem_deeds(p, h.query.x, MEMBERS, f, behaviour);
  for (size_t m = 0; m < MEMBERS; m++) {
    const double *want = reference_row(t->start, m) + 1, *x = h.query.x + m * DIM;
    for (size_t i = 0; i < DIM; i++) assert_like(x[i], want[i], 1e-15, "start", m);
    remember(&w, m, x, f[m], behaviour + m * WIDTH);
  }
  h.method.type->tell(h.state, &(struct answer){.f = f, .behaviour = behaviour});
  bool adaptive = strstr(text, "nsra") != NULL;
  for (size_t g = 0; g < t->rows->rows; g++) {
    assert_int_equal(hunt_ask(&h), ASK_EVALUATE);
    assert_true(h.query.count == SAMPLES && h.query.want_behaviour && h.query.more);
    problem_deeds(p, h.query.x, SAMPLES, f, behaviour);
    check_samples(t, &w, g, h.query.x, f, behaviour);
    h.method.type->tell(h.state, &(struct answer){.f = f, .behaviour = behaviour});
    assert_int_equal(hunt_ask(&h), ASK_EVALUATE);
    assert_true(h.query.count == 1 && h.query.want_behaviour && !h.query.more);
    problem_deeds(p, h.query.x, 1, f, behaviour);
    check_moved(t, &h, &w, g, f[0], behaviour, adaptive);
  }
  hunt_end(&h);
  problem_free(p);
}

static void test_trajectories(void **unused)
{
  (void)unused;
  static const char *const names[] = {"ns-es", "nsr-es", "nsra-es"};
  for (size_t n = 0; n < 3; n++) {
    char text[200];
    snprintf(text, sizeof text,
             "%s:sigma=0.6,rate=0.2,population=20,members=3,neighbours=10,weight_decay=0.005,"
             "spread=1%s",
             names[n], n == 2 ? ",delta_w=0.05,patience_w=5" : "");
    struct trace t = {.rows = read(names[n], ""),
                      .samples = read(names[n], "_samples"),
                      .start = read("start", ""),
                      .normals = read("normals", ""),
                      .uniforms = read("uniforms", "")};
    assert_true(t.rows->rows == 40 && t.samples->rows == 200);
    for (size_t l = 0; l < level_count; l++) follow(&levels[l], &t, text);
    reference_free(t.rows);
    reference_free(t.samples);
    reference_free(t.start);
    reference_free(t.normals);
    reference_free(t.uniforms);
  }
}

/* --- large populations, odd numbers, few evaluations --- */

static double start[4096], low[4096], high[4096];

static struct setup setup_of(size_t dim, double budget)
{
  for (size_t i = 0; i < dim; i++) {
    start[i] = 1 - 0.01 * (double)(i % 7);
    low[i] = -1;
    high[i] = 1;
  }
  return (struct setup){.dim = dim,
                        .start = start,
                        .low = low,
                        .high = high,
                        .budget = budget,
                        .stream = stream,
                        .behaviours = dim};
}

/* The same point whether normals are kept or drawn again, chunk by chunk, at every level. */
static void test_levels(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"ns-es:population=41", "nsr-es:members=1,neighbours=1",
                                        "nsra-es:members=70,patience_w=1,weight_decay=0",
                                        "nsr-es:population=300,sigma=0.1"};
  static const size_t dims[] = {1, 2, 43, 4096};
  for (size_t m = 0; m < 4; m++)
    for (size_t d = 0; d < 4; d++) {
      static double first[4096];
      struct setup setup = setup_of(dims[d], 1e4);
      for (size_t l = 0; l < level_count; l++) {
        struct hunt h;
        hunt_start(&h, levels[l].optimizers, methods[m], &setup);
        for (int g = 0; g < 4; g++) assert_int_equal(hunt_step(&h, objective_sphere), ASK_EVALUATE);
        size_t odd = m == 0 ? 42 : m == 3 ? 300 : 40;
        assert_int_equal(h.count, odd + 1);
        assert_true(isfinite(objective_sphere(hunt_at(&h), dims[d])));
        if (l) assert_memory_equal(hunt_at(&h), first, dims[d] * sizeof *first);
        memcpy(first, hunt_at(&h), dims[d] * sizeof *first);
        hunt_end(&h);
      }
    }
}

/* Only ranks of values count: any increasing transform of them leaves every point as it is. */
static double transformed(const double *x, size_t dim)
{
  return 1e3 + 5 * objective_rosenbrock(x, dim);
}

static void test_ranks(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"ns-es", "nsr-es", "nsra-es:patience_w=2"};
  for (size_t m = 0; m < 3; m++) {
    struct setup setup = setup_of(3, 1e9);
    struct hunt a, b;
    hunt_start(&a, levels[0].optimizers, methods[m], &setup);
    hunt_start(&b, levels[0].optimizers, methods[m], &setup);
    for (int g = 0; g < 60; g++) {
      hunt_step(&a, objective_rosenbrock);
      hunt_step(&b, transformed);
      assert_memory_equal(a.x, b.x, a.count * 3 * sizeof *a.x);
    }
    hunt_end(&a);
    hunt_end(&b);
  }
}

/* Where all values are equal, and all that points do, nothing is better than anything. */
static void test_plateau(void **unused)
{
  (void)unused;
  double f[64] = {0}, behaviour[64] = {0}, told[DIAGNOSTICS_MAX];
  struct setup setup = setup_of(2, 1e9);
  setup.behaviours = 1;
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "nsra-es:weight_decay=0,spread=0,patience_w=3", &setup);
  for (int q = 0; q < 41; q++) {
    assert_int_equal(hunt_ask(&h), ASK_EVALUATE);
    assert_memory_equal(hunt_at(&h), start, 2 * sizeof *start);
    if (h.query.count == 1) assert_memory_equal(h.query.x, start, 2 * sizeof *start);
    h.method.type->tell(h.state, &(struct answer){.f = f, .behaviour = behaviour});
  }
  h.method.type->diagnose(h.state, told);
  assert_true(told[0] == 0);
  assert_like(told[1], 1 - 6 * 0.05, 1e-15, "weight", 20);
  hunt_end(&h);
}

static void test_stalls(void **unused)
{
  (void)unused;
  struct setup setup = setup_of(3, 1e9);
  struct hunt h;
  hunt_start(&h, levels[0].optimizers, "ns-es:sigma=1e-300,weight_decay=0,spread=0", &setup);
  enum ask asked;
  size_t steps = 0;
  while ((asked = hunt_step(&h, objective_sphere)) == ASK_EVALUATE) assert_true(++steps < 200);
  assert_int_equal(asked, ASK_STALLED);
  hunt_end(&h);
}

/* No more memory than the budget is worth, nor than there is. */
static void test_sizes(void **unused)
{
  (void)unused;
  static const char *const methods[] = {"ns-es:population=1000000,members=100", "nsra-es",
                                        "nsr-es:neighbours=1000,population=2,members=10"};
  static const double budgets[] = {1, 50, 3000, 1e12};
  for (size_t m = 0; m < 3; m++)
    for (size_t b = 0; b < 4; b++) {
      struct setup setup = setup_of(43, budgets[b]);
      struct hunt h;
      hunt_start(&h, levels[0].optimizers, methods[m], &setup);
      static double f[4096];
      double most = fmin(budgets[b], 3000);
      while (hunt_ask(&h) == ASK_EVALUATE && h.values + (double)h.query.count <= most) {
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
      cmocka_unit_test(test_nearest),      cmocka_unit_test(test_far_and_few),
      cmocka_unit_test(test_trajectories), cmocka_unit_test(test_levels),
      cmocka_unit_test(test_ranks),        cmocka_unit_test(test_plateau),
      cmocka_unit_test(test_stalls),       cmocka_unit_test(test_sizes),
  };
  return cmocka_run_group_tests_name("novelty", tests, set_up, NULL);
}
