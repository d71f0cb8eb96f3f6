/* test_cmaes.c -- what cmaes and sep-cmaes promise: invariances, ties, one result at every vector
 * level, points in chunks, what they tell of their distribution. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/draw.h"
#include "src/draws/random.h"
#include "src/numeric/rank.h"
#include "src/search/gaussian/cma.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM_MOST = 130 };

static const struct stream stream = {0x1234567890abcdef};

static const char *const names[] = {"cmaes", "cmaes:weights=positive", "cmaes:lazy=0", "sep-cmaes",
                                    "sep-cmaes:weights=active"};
enum { NAMES = sizeof names / sizeof *names };

static const struct library *widest(void)
{
  struct libraries levels[MACHINE_LEVELS];
  return levels[machine_levels(levels) - 1].optimizers;
}

/* --- objectives --- */

static double rosenbrock_log(const double *x, size_t dim)
{
  return log(objective_rosenbrock(x, dim));
}
static double rosenbrock_power(const double *x, size_t dim)
{
  return pow(objective_rosenbrock(x, dim), 1.5);
}
static double rosenbrock_exp(const double *x, size_t dim)
{
  return exp(objective_rosenbrock(x, dim) * 1e-9);
}
static double rosenbrock_inverse(const double *x, size_t dim)
{
  return -1 / objective_rosenbrock(x, dim);
}

static double bowl(const double *x, size_t dim)
{
  double sum = x[0] * x[dim - 1];
  for (size_t i = 0; i < dim; i++) sum += (double)(i % 7 + 1) * x[i] * x[i];
  return sum;
}

static double bowl_moved(const double *x, size_t dim) /* by 3 */
{
  double y[DIM_MOST] = {0};
  for (size_t i = 0; i < dim; i++) y[i] = x[i] - 3;
  return bowl(y, dim);
}

/* I - 2 v v^T / |v|^2 with v_i = i + 1: its own inverse. */
static void reflect(const double *x, double *y, size_t dim)
{
  double dot = 0, square = 0;
  for (size_t i = 0; i < dim; i++) {
    double v = (double)(i + 1);
    dot += v * x[i];
    square += v * v;
  }
  for (size_t i = 0; i < dim; i++) y[i] = x[i] - 2 * dot / square * (double)(i + 1);
}

static double bowl_turned(const double *x, size_t dim)
{
  double y[DIM_MOST] = {0};
  reflect(x, y, dim);
  return bowl(y, dim);
}

/* --- two runs beside each other --- */

struct pair {
  const char *text;
  const struct library *library[2];
  objective *f[2];
  size_t dim, generations;
  double shift;     /* of the second run */
  bool turned;      /* the second run sees everything reflected, cmaes alone */
  double tolerance; /* 0: the same bytes */
};

static void draw_turned(void *context, uint64_t generation, uint32_t first, size_t samples,
                        size_t dim, double *out)
{
  double z[DIM_MOST];
  (void)context;
  for (size_t k = 0; k < samples; k++) {
    random_normals(stream, generation, first + (uint32_t)k, 1, dim, z);
    reflect(z, out + k * dim, dim);
  }
}

/* The largest difference of the points, the second run's brought back. */
static double compare(const struct pair *p)
{
  struct asking a, b;
  struct draw turned = {.normals = draw_turned, .context = NULL};
  double start[DIM_MOST], moved[DIM_MOST], back[DIM_MOST], worst = 0;
  size_t d = p->dim;
  for (size_t i = 0; i < d; i++) {
    start[i] = i % 2 ? 1 : -1.2;
    moved[i] = start[i] + p->shift;
  }
  if (p->turned) reflect(start, moved, d);
  asking_start(&a, p->library[0], p->text, d, start, stream, NULL);
  asking_start(&b, p->library[1], p->text, d, moved, stream, p->turned ? &turned : NULL);
  for (size_t g = 0; g < p->generations; g++) {
    asking_ask(&a);
    asking_ask(&b);
    size_t size = a.query.count * d;
    assert_int_equal(a.query.count, b.query.count);
    if (p->tolerance == 0) {
      assert_memory_equal(a.query.x, b.query.x, size * sizeof *a.query.x);
      assert_memory_equal(asking_mean(&a), asking_mean(&b), d * sizeof *a.query.x);
    }
    for (size_t k = 0; k < a.query.count; k++) {
      memcpy(back, b.query.x + k * d, d * sizeof *back);
      for (size_t i = 0; i < d; i++) back[i] -= p->shift;
      if (p->turned) reflect(b.query.x + k * d, back, d);
      for (size_t i = 0; i < d; i++) worst = fmax(worst, fabs(back[i] - a.query.x[k * d + i]));
    }
    if (!(worst <= p->tolerance))
      fail_msg("%s, d = %zu, generation %zu: points %g apart", p->text, d, g, worst);
    asking_tell(&a, p->f[0]);
    asking_tell(&b, p->f[1]);
  }
  asking_end(&a);
  asking_end(&b);
  return worst;
}

static void test_levels_agree(void **unused)
{
  (void)unused;
  static const size_t dims[] = {1, 2, 3, 4, 7, 8, 9, 10, 13, 17, 24, 31, 40, 41, 72, 100, 130};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 1; l < count; l++)
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++)
      for (int m = 0; m < NAMES; m++)
        compare(&(struct pair){.text = names[m],
                               .library = {levels[0].optimizers, levels[l].optimizers},
                               .f = {bowl, bowl},
                               .dim = dims[i],
                               .generations = 40});
}

static void test_monotone_transforms(void **unused)
{
  (void)unused;
  objective *const transformed[] = {rosenbrock_log, rosenbrock_power, rosenbrock_exp,
                                    rosenbrock_inverse};
  for (int m = 0; m < NAMES; m++)
    for (int t = 0; t < 4; t++)
      for (size_t d = 2; d <= 10; d += 8)
        compare(&(struct pair){.text = names[m],
                               .library = {widest(), widest()},
                               .f = {objective_rosenbrock, transformed[t]},
                               .dim = d,
                               .generations = d == 2 ? 40 : 100});
}

/* A moved function with a moved start: the same points, moved, to the rounding of x + 3 for as long
 * as no rank hangs on a rounding. */
static void test_translation(void **unused)
{
  (void)unused;
  for (int m = 0; m < NAMES; m++)
    for (size_t d = 2; d <= 10; d += 8)
      compare(&(struct pair){.text = names[m],
                             .library = {widest(), widest()},
                             .f = {bowl, bowl_moved},
                             .dim = d,
                             .generations = d == 2 ? 25 : 60,
                             .shift = 3,
                             .tolerance = 1e-13});
}

/* A turned function with a turned start and turned normals: the same points, turned, since the
 * symmetric root of a turned C is the turned root of C. */
static void test_rotation(void **unused)
{
  (void)unused;
  for (int m = 0; m < 3; m++)
    for (size_t d = 2; d <= 40; d += 19)
      compare(&(struct pair){.text = names[m],
                             .library = {widest(), widest()},
                             .f = {bowl, bowl_turned},
                             .dim = d,
                             .generations = d == 2 ? 25 : 60,
                             .turned = true,
                             .tolerance = 1e-12});
}

/* On a plateau the first sample counts as the best: mean moves by sigma sum w_k z_k, w in order. */
static void test_ties(void **unused)
{
  (void)unused;
  for (int m = 0; m < NAMES; m++) {
    struct asking r;
    double z[15 * 40], start[40] = {0}, weight[15];
    struct cma_config config = {.weights = CMA_POSITIVE};
    struct cma_rates rates = cma_rates_of(&config, cma_population(&config, 40), 40, 1, weight);
    assert_int_equal(rates.population, 15);
    assert_int_equal(rates.parents, 7);
    random_normals(stream, 0, 0, 15, 40, z);
    asking_start(&r, widest(), names[m], 40, start, stream, NULL);
    asking_ask(&r);
    assert_int_equal(r.query.count, 15);
    asking_tell(&r, objective_plateau);
    for (size_t i = 0; i < 40; i++) {
      double step = 0;
      for (size_t k = 0; k < 7; k++) step += 0.5 * weight[k] * z[k * 40 + i];
      assert_near(asking_mean(&r)[i], step, 1, 1e-14, names[m], 0);
    }
    asking_end(&r);
  }
}

/* Sigma grows by no more than a factor e in one generation. */
static void draw_far(void *context, uint64_t generation, uint32_t first, size_t samples, size_t dim,
                     double *out)
{
  (void)context;
  random_normals(stream, generation, first, samples, dim, out);
  for (size_t i = 0; i < samples * dim; i++) out[i] = 100 + out[i];
}

static void test_growth(void **unused)
{
  (void)unused;
  struct draw far = {.normals = draw_far, .context = NULL};
  for (int m = 0; m < NAMES; m++) {
    struct asking r;
    double start[5] = {0}, told[8];
    asking_start(&r, widest(), names[m], 5, start, stream, &far);
    asking_ask(&r);
    asking_tell(&r, objective_sphere);
    r.method.type->diagnose(r.state, told);
    assert_near(told[2], 0.5 * exp(1), 1, 1e-15, names[m], 0);
    asking_end(&r);
  }
}

/* --- sep-cmaes in chunks --- */

/* A generation from the formulas, for a start at 0 with sigma 1/2. */
static void test_chunks(void **unused)
{
  (void)unused;
  enum { DIM = 70000, POPULATION = 37 };
  static double f[POPULATION], z[DIM], mean[DIM], grow[DIM], start[DIM], weight[POPULATION];
  static uint32_t order[POPULATION], scratch[POPULATION];
  struct asking r;
  struct cma_config config = {.weights = CMA_POSITIVE};
  struct cma_rates rates =
      cma_rates_of(&config, cma_population(&config, DIM), DIM, (DIM + 2) / 3.0, weight);
  asking_start(&r, widest(), "sep-cmaes", DIM, start, stream, NULL);
  size_t done = 0;
  for (bool more = true; more; done += r.query.count) {
    asking_ask(&r);
    more = r.query.more;
    assert_true(done + r.query.count <= POPULATION);
    assert_true(more == (done + r.query.count < POPULATION));
    for (size_t k = 0; k < r.query.count; k++) {
      random_normals(stream, 0, (uint32_t)(done + k), 1, DIM, z);
      for (size_t i = 0; i < DIM; i++) assert_true(r.query.x[k * DIM + i] == 0.5 * z[i]);
      f[done + k] = bowl(r.query.x + k * DIM, DIM);
    }
    r.method.type->tell(r.state, &(struct answer){.f = f + done});
  }
  assert_int_equal(done, POPULATION);
  const uint32_t *best = rank_order(f, POPULATION, order, scratch);
  for (size_t k = 0; k < rates.parents; k++) {
    random_normals(stream, 0, best[k], 1, DIM, z);
    for (size_t i = 0; i < DIM; i++) {
      mean[i] += weight[k] * z[i];
      grow[i] += weight[k] * z[i] * z[i];
    }
  }
  double push = rates.step * (2 - rates.step) * rates.effective, length = 0;
  for (size_t i = 0; i < DIM; i++) length += push * mean[i] * mean[i];
  length = sqrt(length);
  double sigma = 0.5 * exp(fmin(1, rates.step / rates.damping * (length / rates.length - 1)));
  double pull = rates.mean * (2 - rates.mean) * rates.effective;
  struct spread spread;
  r.method.type->spread(r.state, &spread);
  for (size_t i = 0; i < DIM; i++) {
    double c =
        1 - rates.one - rates.many + rates.many * grow[i] + rates.one * pull * mean[i] * mean[i];
    assert_near(asking_mean(&r)[i], 0.5 * mean[i], 1, 1e-14, "mean", i);
    assert_near(spread.deviation[i], sigma * sqrt(c), 1, 1e-12, "deviation", i);
  }
  asking_end(&r);
}

/* --- what they tell --- */

static void test_distribution(void **unused)
{
  (void)unused;
  for (int m = 0; m < NAMES; m++) {
    enum { D = 6 };
    struct asking r;
    struct spread spread;
    double start[D] = {1, 2, 3, 4, 5, 6}, c[D * D], told[8];
    asking_start(&r, widest(), names[m], D, start, stream, NULL);
    for (int g = 0; g < 90; g++) {
      asking_ask(&r);
      asking_tell(&r, bowl);
      bool fresh = m == 2 || m > 2; /* C was decomposed after the last generation */
      r.method.type->covariance(r.state, c);
      r.method.type->spread(r.state, &spread);
      r.method.type->diagnose(r.state, told);
      assert_true(spread.shortest > 0 && spread.shortest <= spread.longest);
      double ratio = spread.longest / spread.shortest;
      assert_near(told[1], ratio * ratio, told[1], 1e-12, "condition", (size_t)g);
      assert_true(told[0] >= spread.shortest && told[0] <= spread.longest);
      for (size_t i = 0; i < D; i++) {
        assert_near(spread.deviation[i] * spread.deviation[i], c[i * D + i], c[i * D + i], 1e-13,
                    "deviation", (size_t)g);
        for (size_t j = 0; j < D; j++) assert_true(c[i * D + j] == c[j * D + i]);
        assert_true(!fresh || spread.deviation[i] <= spread.longest * (1 + 1e-12));
        assert_true(!fresh || spread.deviation[i] >= spread.shortest * (1 - 1e-12));
      }
      assert_true(!spread.axis == (m > 2));
      if (!spread.axis || !fresh) continue;
      /* C v = |v|^2 v for an axis v: it is as long as its deviation. */
      double square = 0, size = largest(c, D * D);
      for (size_t i = 0; i < D; i++) square += spread.axis[i] * spread.axis[i];
      for (size_t i = 0; i < D; i++) {
        double image = 0;
        for (size_t j = 0; j < D; j++) image += c[i * D + j] * spread.axis[j];
        assert_near(image, square * spread.axis[i], size * sqrt(square), 1e-12, "axis", (size_t)g);
      }
    }
    asking_end(&r);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_levels_agree), cmocka_unit_test(test_monotone_transforms),
      cmocka_unit_test(test_translation),  cmocka_unit_test(test_rotation),
      cmocka_unit_test(test_ties),         cmocka_unit_test(test_growth),
      cmocka_unit_test(test_chunks),       cmocka_unit_test(test_distribution),
  };
  return cmocka_run_group_tests_name("cmaes", tests, NULL, NULL);
}
