/* test_es_noise.c -- draws of every density against distribution functions and formulas of other
 * libraries; scores against the densities; addresses; the same bits at every vector width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "src/draws/noise.h"
#include "src/draws/random.h"
#include "tests/support/subject.h"

static const struct density {
  enum noise kind;
  double freedom;
} densities[] = {
    {NOISE_GAUSS, 1}, {NOISE_LAPLACE, 1}, {NOISE_T, NOISE_FREEDOM_LOW},  {NOISE_T, 1}, {NOISE_T, 3},
    {NOISE_T, 30},    {NOISE_CAUCHY, 1},  {NOISE_T, NOISE_FREEDOM_HIGH},
};
enum { DENSITIES = sizeof densities / sizeof *densities };

static double below(struct density d, double z)
{
  switch (d.kind) {
  case NOISE_GAUSS:
    return gsl_cdf_ugaussian_P(z);
  case NOISE_LAPLACE:
    return gsl_cdf_laplace_P(z, 1);
  case NOISE_T:
    return gsl_cdf_tdist_P(z, d.freedom);
  case NOISE_CAUCHY:
    return gsl_cdf_cauchy_P(z, 1);
  }
  return NAN;
}

static double density(struct density d, double z)
{
  switch (d.kind) {
  case NOISE_GAUSS:
    return gsl_ran_ugaussian_pdf(z);
  case NOISE_LAPLACE:
    return gsl_ran_laplace_pdf(z, 1);
  case NOISE_T:
    return gsl_ran_tdist_pdf(z, d.freedom);
  case NOISE_CAUCHY:
    return gsl_ran_cauchy_pdf(z, 1);
  }
  return NAN;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* n draws as they stand in the distribution: uniform if it is theirs. */
static void draw_places(struct density of, struct density in, uint64_t generation, size_t samples,
                        size_t dim, double *p)
{
  noise_draw(of.kind, of.freedom, stream_root(4), generation, 0, samples, dim, p);
  for (size_t i = 0; i < samples * dim; i++) p[i] = below(in, p[i]);
}

/* sqrt(n) times the largest distance to the uniform distribution function (Kolmogorov, 1933): above
 * 2.23 once in 10000 samples of the right distribution. Sorts them. */
static double distance(double *p, size_t n)
{
  double worst = 0, total = (double)n;
  qsort(p, n, sizeof *p, ascending);
  for (size_t i = 0; i < n; i++)
    worst = fmax(worst, fmax(p[i] - (double)i / total, (double)(i + 1) / total - p[i]));
  return worst * sqrt(total);
}

static void test_distribution(void **state)
{
  (void)state;
  static const size_t dims[] = {1, 7, 129, 1000};
  enum { N = 40000 };
  double *p = values(N);
  for (size_t k = 0; k < DENSITIES; k++)
    for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
      size_t samples = N / dims[d], n = samples * dims[d];
      draw_places(densities[k], densities[k], d, samples, dims[d], p);
      double off = distance(p, n);
      if (!(off < 2.23)) fail_msg("%s, d=%zu: %g", noise_names[densities[k].kind], dims[d], off);
      /* The tails, which a distance between distribution functions hardly sees. */
      for (double part = 1e-2; part > 2e-4; part /= 3) {
        double low = 0, high = 0, expected = part * (double)n;
        for (size_t i = 0; i < n; i++) {
          low += p[i] < part;
          high += 1 - p[i] < part;
        }
        assert_true(fabs(low - expected) < 5 * sqrt(expected));
        assert_true(fabs(high - expected) < 5 * sqrt(expected));
      }
    }
  free(p);
}

/* Densities that differ by 1 % somewhere are told apart. */
static void test_can_fail(void **state)
{
  (void)state;
  enum { N = 100000 };
  double *p = values(N);
  size_t told = 0;
  for (size_t k = 0; k < DENSITIES; k++)
    for (size_t other = 0; other < DENSITIES; other++) {
      double apart = 0;
      for (double z = 0; z < 5; z += 0.1)
        apart = fmax(apart, fabs(below(densities[k], z) - below(densities[other], z)));
      if (apart < 0.01) continue;
      draw_places(densities[k], densities[other], 0, N, 1, p);
      assert_true(distance(p, N) > 2.23);
      told++;
    }
  assert_true(told >= 40);
  free(p);
}

/* Sines and cosines of one angle would be uncorrelated but not independent: the magnitudes of
 * neighbours as well as their signs must go their own ways. */
static void test_independence(void **state)
{
  (void)state;
  enum { N = 10000, DIM = 4 };
  double *p = values(N * DIM);
  for (size_t k = 0; k < DENSITIES; k++) {
    draw_places(densities[k], densities[k], 7, N, DIM, p);
    for (size_t i = 0; i < DIM; i++)
      for (size_t j = i + 1; j < i + DIM + 1; j++) { /* of this sample and of the next */
        double signs = 0, sizes = 0;
        for (size_t s = 0; s < (N - 2) * DIM; s += DIM) {
          double a = p[s + i], b = p[s + j];
          signs += (a > 0.5) == (b > 0.5) ? 1 : -1;
          sizes += (fabs(a - 0.5) > 0.25) == (fabs(b - 0.5) > 0.25) ? 1 : -1;
        }
        assert_true(fabs(signs) < 5 * sqrt(N));
        assert_true(fabs(sizes) < 5 * sqrt(N));
      }
  }
  free(p);
}

static void draw(struct density d, uint64_t generation, size_t samples, size_t dim, double *out)
{
  noise_draw(d.kind, d.freedom, stream_root(4), generation, 0, samples, dim, out);
}

/* Value by value from the uniforms. */
static void test_formulas(void **state)
{
  (void)state;
  enum { DIM = 301, SAMPLES = 20, N = DIM * SAMPLES };
  static double z[N], u[2 * N];
  struct stream stream = stream_root(4);
  random_uniforms(stream, 5, 0, SAMPLES, DIM, u);
  draw((struct density){NOISE_LAPLACE, 1}, 5, SAMPLES, DIM, z);
  for (size_t i = 0; i < N; i++) {
    double want = gsl_cdf_laplace_Pinv(u[i], 1);
    assert_true(fabs(z[i] - want) <= 1e-14 * fabs(want) + 1e-16);
  }
  draw((struct density){NOISE_CAUCHY, 1}, 5, SAMPLES, DIM, z);
  for (size_t i = 0; i < N; i++) {
    double want = tan(M_PI * (u[i] - 0.5)); /* as good as the rounding of the angle */
    assert_true(fabs(z[i] - want) <= 1e-14 * fabs(want) + 1e-15 * want * want);
  }
  for (double v = NOISE_FREEDOM_LOW; v < 1e6; v *= 7) {
    draw((struct density){NOISE_T, v}, 5, SAMPLES, DIM, z);
    for (size_t c = 0; c < DIM; c++) {
      random_uniforms(stream_numbered(stream, c / 128), 5, 0, SAMPLES, 256, u);
      for (size_t s = 0; s < SAMPLES; s++) {
        const double *pair = u + s * 256 + 2 * (c % 128);
        double want = sqrt(v * expm1(-2 / v * log(pair[0]))) * cos(2 * M_PI * pair[1]);
        double scale = sqrt(v * expm1(-2 / v * log(pair[0])));
        assert_true(fabs(z[s * DIM + c] - want) <= 1e-14 * (scale + 40 / v * fabs(want)));
      }
    }
  }
}

/* A value depends on its address alone. */
static void test_addresses(void **state)
{
  (void)state;
  enum { DIM = 300, SAMPLES = 9 };
  static double all[DIM * SAMPLES], some[DIM * SAMPLES];
  struct stream stream = stream_root(11);
  for (size_t k = 0; k < DENSITIES; k++) {
    enum noise kind = densities[k].kind;
    double v = densities[k].freedom;
    noise_draw(kind, v, stream, 3, 0, SAMPLES, DIM, all);
    for (size_t dim = 1; dim <= DIM; dim += dim < 20 ? 1 : 31)
      for (uint32_t first = 0; first < SAMPLES; first += 2) {
        noise_draw(kind, v, stream, 3, first, SAMPLES - first, dim, some);
        for (size_t s = first; s < SAMPLES; s++)
          assert_true(!memcmp(some + (s - first) * dim, all + s * DIM, dim * sizeof *some));
      }
    noise_draw(kind, v, stream, 4, 0, SAMPLES, DIM, some);
    for (size_t i = 0; i < DIM * SAMPLES; i++) assert_true(some[i] != all[i]);
  }
}

/* psi = -p'/p and p''/p from differences of the density. */
static void test_scores(void **state)
{
  (void)state;
  const double h = 1e-4;
  for (size_t k = 0; k < DENSITIES; k++) {
    enum noise kind = densities[k].kind;
    double v = densities[k].freedom;
    for (double z = -6.03; z < 6; z += 0.17) {
      double low = density(densities[k], z - h), here = density(densities[k], z),
             high = density(densities[k], z + h), score = z;
      double slope = (low - high) / (2 * h) / here, bend = (low - 2 * here + high) / (h * h) / here;
      noise_score(kind, v, &score, 1);
      if (v > 1e3) { /* where the library's density is too coarse: nearly normal */
        slope = z;
        bend = z * z - 1;
        assert_true(fabs(score - slope) < 1e-3);
        assert_true(fabs(noise_second(kind, v, &z, 1) - bend) < 1e-2);
        continue;
      }
      assert_true(fabs(score - slope) <= 1e-6 * (1 + fabs(slope)));
      if (kind == NOISE_LAPLACE) bend = 0; /* not known to it */
      assert_true(fabs(noise_second(kind, v, &z, 1) - bend) <= 1e-5 * (1 + fabs(bend)));
    }
    /* Many at once: each, and their total. */
    double z[37], each[37], total = 0, size = 0;
    draw(densities[k], 1, 1, 37, z);
    memcpy(each, z, sizeof z);
    noise_score(kind, v, each, 37);
    for (size_t i = 0; i < 37; i++) {
      double one = z[i], second = noise_second(kind, v, z + i, 1);
      noise_score(kind, v, &one, 1);
      assert_true(one == each[i]);
      total += second;
      size += fabs(second);
    }
    assert_true(fabs(noise_second(kind, v, z, 37) - total) <= 1e-13 * (size + 1));
  }
}

static void test_variance(void **state)
{
  (void)state;
  assert_true(noise_variance(NOISE_GAUSS, 5) == 1);
  assert_true(noise_variance(NOISE_LAPLACE, 5) == 2);
  assert_true(fabs(noise_variance(NOISE_T, 5) - 5 / 3.) < 1e-15);
  assert_true(noise_variance(NOISE_T, 2) == 1);
  assert_true(noise_variance(NOISE_CAUCHY, 5) == 1);
}

#if defined __x86_64__
typedef void drawer(enum noise kind, double freedom, struct stream stream, uint64_t generation,
                    uint32_t first, size_t samples, size_t dim, double *out);
typedef void scorer(enum noise kind, double freedom, double *z, size_t n);
typedef double totaler(enum noise kind, double freedom, const double *z, size_t n);
drawer noise_draw_avx2, noise_draw_avx512;
scorer noise_score_avx2, noise_score_avx512;
totaler noise_second_avx2, noise_second_avx512;

static void same_bits(drawer *other_draw, scorer *other_score, totaler *other_second)
{
  enum { N = 3000 };
  static double a[N], b[N];
  static const size_t dims[] = {1, 3, 8, 300, 1000};
  for (size_t k = 0; k < DENSITIES; k++)
    for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
      size_t dim = dims[d], samples = N / dim, n = samples * dim;
      enum noise kind = densities[k].kind;
      double v = densities[k].freedom;
      noise_draw(kind, v, stream_root(2), 9, 5, samples, dim, a);
      other_draw(kind, v, stream_root(2), 9, 5, samples, dim, b);
      assert_true(!memcmp(a, b, n * sizeof *a));
      double total = noise_second(kind, v, a, n), other = other_second(kind, v, b, n);
      assert_true(!memcmp(&total, &other, sizeof total));
      noise_score(kind, v, a, n);
      other_score(kind, v, b, n);
      assert_true(!memcmp(a, b, n * sizeof *a));
    }
}
#endif

static void test_levels(void **state)
{
  (void)state;
#if defined __x86_64__
  if (!__builtin_cpu_supports("avx2")) skip();
  same_bits(noise_draw_avx2, noise_score_avx2, noise_second_avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    same_bits(noise_draw_avx512, noise_score_avx512, noise_second_avx512);
#else
  skip();
#endif
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_distribution), cmocka_unit_test(test_can_fail),
      cmocka_unit_test(test_independence), cmocka_unit_test(test_formulas),
      cmocka_unit_test(test_addresses),    cmocka_unit_test(test_scores),
      cmocka_unit_test(test_variance),     cmocka_unit_test(test_levels),
  };
  return cmocka_run_group_tests_name("es_noise", tests, NULL, NULL);
}
