/* test_nes_tail.c -- Cauchy tails of snes: the Fisher information by quadrature, steps against the
 * natural gradient that follows from it, draws against the distribution. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/noise.h"
#include "src/search/gaussian/nes.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"

static const struct stream stream = {0x1234567890abcdef};
static const double pi = 3.141592653589793;

/* ln density of the Cauchy distribution with this location and ln scale. */
static double log_density(double x, double location, double log_scale)
{
  double scale = exp(log_scale), z = (x - location) / scale;
  return -log(pi * scale * (1 + z * z));
}

/* d ln density / d (location, ln scale) at location 0, scale 1, by differences of fourth order. */
static void scores(double z, double s[2])
{
  const double h = 1e-3;
  for (int a = 0; a < 2; a++) {
    double at[4];
    static const double steps[] = {-2, -1, 1, 2};
    for (int i = 0; i < 4; i++)
      at[i] = log_density(z, a == 0 ? h * steps[i] : 0, a == 1 ? h * steps[i] : 0);
    s[a] = ((at[0] - at[3]) + 8 * (at[2] - at[1])) / (12 * h);
  }
}

/* E s s^T, over z = tan(v / 2) with v uniform on the circle: the trapezoidal rule is exact for a
 * trigonometric polynomial, and nearly so for the differences. */
static void information(double f[2][2])
{
  enum { POINTS = 64 };
  memset(f, 0, 4 * sizeof **f);
  for (int i = 0; i < POINTS; i++) {
    double s[2];
    scores(tan(pi * ((i + 0.5) / POINTS - 0.5)), s);
    for (int a = 0; a < 2; a++)
      for (int b = 0; b < 2; b++) f[a][b] += s[a] * s[b] / POINTS;
  }
}

static void test_information(void **unused)
{
  (void)unused;
  double f[2][2];
  information(f);
  assert_near(f[0][0], 0.5, 1, 1e-8, "location", 0);
  assert_near(f[1][1], 0.5, 1, 1e-8, "ln scale", 0);
  assert_near(f[0][1], 0, 1, 1e-8, "both", 0);
  for (double z = -50; z < 50; z += 0.37) {
    double s[2];
    scores(z, s);
    assert_near(s[0], 2 * z / (1 + z * z), 1, 1e-9, "score of the location", 0);
    assert_near(s[1], (z * z - 1) / (z * z + 1), 1, 1e-9, "score of ln scale", 0);
  }
}

/* Each generation against F^-1 sum u s with F and s by quadrature and differences. */
static void test_steps(void **unused)
{
  (void)unused;
  enum { D = 5, N = 12 };
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  double f[2][2], start[D] = {-1.2, 1, -1.2, 1, -1.2}, utility[N], z[N * D];
  information(f);
  nes_utilities(N, utility);
  for (size_t l = 0; l < count; l++) {
    struct asking r;
    double mean[D], s[D];
    asking_start(&r, levels[l].optimizers,
                 "snes:tail=cauchy,population=12,rate_mean=0.7,rate_deviation=0.3,sigma=0.2", D,
                 start, stream, NULL);
    for (size_t i = 0; i < D; i++) mean[i] = start[i], s[i] = 0.2;
    for (size_t g = 0; g < 40; g++) {
      noise_draw(NOISE_CAUCHY, 1, stream, g, 0, N, D, z);
      asking_ask(&r);
      assert_int_equal(r.query.count, N);
      for (size_t k = 0; k < N * D; k++) {
        double x = mean[k % D] + s[k % D] * z[k];
        assert_near(r.query.x[k], x, fabs(mean[k % D]) + fabs(s[k % D] * z[k]), 1e-9, "x", g);
      }
      asking_tell(&r, objective_rosenbrock);
      double step[D] = {0}, grow[D] = {0};
      for (size_t k = 0; k < N; k++) {
        size_t rank = 0;
        for (size_t j = 0; j < N; j++) rank += r.f[j] < r.f[k] || (r.f[j] == r.f[k] && j < k);
        for (size_t i = 0; i < D; i++) {
          double by[2];
          scores(z[k * D + i], by);
          step[i] += utility[rank] * by[0] / f[0][0];
          grow[i] += utility[rank] * by[1] / f[1][1];
        }
      }
      struct spread reach;
      r.method.type->spread(r.state, &reach);
      for (size_t i = 0; i < D; i++) {
        mean[i] += 0.7 * s[i] * step[i];
        s[i] *= exp(0.3 * grow[i]);
        assert_near(asking_mean(&r)[i], mean[i], largest(mean, D), 1e-7, "mean", g);
        assert_near(reach.deviation[i], s[i], s[i], 1e-7, "scale", g);
        mean[i] = asking_mean(&r)[i]; /* differences are good for no more than one step */
        s[i] = reach.deviation[i];
      }
    }
    asking_end(&r);
  }
}

/* Of 10^5 coordinates, quantiles of |z|: 1 is the median, tan(pi/2 q) the others. */
static void test_draws(void **unused)
{
  (void)unused;
  enum { D = 100, N = 100 };
  static const double quantiles[] = {0.1, 0.5, 0.9, 0.99};
  struct libraries levels[MACHINE_LEVELS];
  double start[D] = {0}, below[4] = {0}, positive = 0, total = 0;
  struct asking r;
  asking_start(&r, levels[machine_levels(levels) - 1].optimizers,
               "snes:tail=cauchy,population=100,sigma=1,rate_mean=0", D, start, stream, NULL);
  struct spread reach;
  r.method.type->spread(r.state, &reach);
  for (int g = 0; g < 10; g++) {
    for (size_t done = 0; done < N; done += r.query.count) {
      asking_ask(&r);
      for (size_t i = 0; i < r.query.count * D; i++, total++) {
        double x = r.query.x[i] / reach.deviation[i % D];
        positive += x > 0;
        for (int q = 0; q < 4; q++) below[q] += fabs(x) < tan(pi / 2 * quantiles[q]);
      }
      asking_tell(&r, objective_plateau);
    }
    r.method.type->spread(r.state, &reach);
  }
  assert_true(total == 1e5);
  assert_near(positive / total, 0.5, 1, 4 * sqrt(0.25 / total), "sign", 0);
  for (int q = 0; q < 4; q++)
    assert_near(below[q] / total, quantiles[q], 1,
                4 * sqrt(quantiles[q] * (1 - quantiles[q]) / total), "quantile", (size_t)q);
  asking_end(&r);
}

/* A bowl 25 deviations away, on a floor that tells nothing: no normal draw is as long, one Cauchy
 * draw in 150 lands in it. */
static double far_bowl(const double *x, size_t dim)
{
  double square = 0;
  for (size_t i = 0; i < dim; i++) square += (x[i] - 1) * (x[i] - 1);
  return square < 0.25 ? square : 1;
}

static void test_long_jumps(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  const struct library *library = levels[machine_levels(levels) - 1].optimizers;
  double start[1] = {0};
  int found[2] = {0};
  for (int cauchy = 0; cauchy < 2; cauchy++)
    for (uint64_t seed = 0; seed < 40; seed++) {
      struct asking r;
      bool reached = false;
      asking_start(&r, library,
                   cauchy ? "snes:tail=cauchy,sigma=0.02,population=20"
                          : "snes:sigma=0.02,population=20",
                   1, start, stream_numbered(stream, seed), NULL);
      for (int g = 0; g < 60 && !reached; g++) {
        asking_ask(&r);
        asking_tell(&r, far_bowl);
        for (size_t k = 0; k < r.query.count; k++) reached = reached || r.f[k] < 1;
      }
      found[cauchy] += reached;
      asking_end(&r);
    }
  assert_true(found[1] >= 35);
  assert_true(found[0] <= 5);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_information),
      cmocka_unit_test(test_steps),
      cmocka_unit_test(test_draws),
      cmocka_unit_test(test_long_jumps),
  };
  return cmocka_run_group_tests_name("nes_tail", tests, NULL, NULL);
}
