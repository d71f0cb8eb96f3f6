/* test_random.c -- batches of uniforms and normals: exact words, accuracy, cuts, levels, and
 * whether the numbers are distributed as they claim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <Random123/philox.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/normal.h"
#include "tests/support/random_levels.h"

static struct random_level levels[RANDOM_LEVELS];
static size_t level_count;

/* Both words of the pair that holds coordinate c, as random.h has them. */
static void reference_words(struct stream stream, uint64_t g, uint32_t sample, uint64_t c,
                            uint64_t ab[2])
{
  philox4x32_ctr_t counter = {
      {(uint32_t)g, (uint32_t)(c / 2), (uint32_t)(g >> 32), sample ^ 0x80000000}};
  philox4x32_key_t key = {{(uint32_t)stream.key, (uint32_t)(stream.key >> 32)}};
  philox4x32_ctr_t w = philox4x32_R(10, counter, key);
  ab[0] = (uint64_t)w.v[0] << 32 | w.v[1];
  ab[1] = (uint64_t)w.v[2] << 32 | w.v[3];
}

static const uint64_t mantissa = 0x000fffffffffffff;

static long double reference_uniform(uint64_t word)
{
  return ((long double)(word & mantissa) + 0.5L) * 0x1p-52L;
}

static void reference_pair(const uint64_t ab[2], long double xy[2])
{
  const long double half_pi = 1.570796326794896619231321691639751442L;
  long double r = sqrtl(-2 * logl(reference_uniform(ab[0])));
  long double v = half_pi * ((long double)((ab[1] & mantissa) | 1) * 0x1p-52L - 0.5L);
  if (ab[0] >> 63) r = -r;
  xy[ab[1] >> 63] = r * cosl(v);
  xy[!(ab[1] >> 63)] = r * sinl(v);
}

/* In units of the last place of the double nearest to `exact`. */
static double error_ulp(double x, long double exact)
{
  double nearest = fabs((double)exact);
  return (double)(fabsl((long double)x - exact) / (nextafter(nearest, INFINITY) - nearest));
}

static const struct stream streams[] = {{0},
                                        {UINT64_MAX},
                                        {0xFFFFFFFF00000000},
                                        {0x00000000FFFFFFFF},
                                        {0x4498517A61C88646}, /* its second round key is all ones */
                                        {0x0123456789ABCDEF}};
static const uint64_t generations[] = {0,          1,          0xFFFFFFFF,       0x100000000,
                                       1234567890, UINT64_MAX, UINT64_C(1) << 63};
static const uint32_t firsts[] = {0, 1, 0x7FFFFFFF, 0xFFFFFFE0};
static const size_t dims[] = {1, 2, 3, 4, 5, 7, 8, 10, 16, 17, 33, 1000};
/* The worst of 10^8 random normals is off by 3.7 ulp, the average by 0.5. */
#define MOST_ULP 4.0
#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { MOST = 32 * 1000 };
static double out[MOST + 1], whole[MOST + 1];

/* Calls and watches that not one value beyond the end is touched. */
static void call(random_fill *f, struct stream s, uint64_t g, uint32_t first, size_t samples,
                 size_t dim, double *to)
{
  to[samples * dim] = -77;
  f(s, g, first, samples, dim, to);
  assert_true(to[samples * dim] == -77);
}

static void uniforms_are_philox_words(void **state)
{
  (void)state;
  for (size_t l = 0; l < level_count; l++)
    for (size_t k = 0; k < COUNT(streams); k++)
      for (size_t g = 0; g < COUNT(generations); g++)
        for (size_t f = 0; f < COUNT(firsts); f++)
          for (size_t d = 0; d < COUNT(dims); d++) {
            size_t samples = dims[d] < 100 ? 32 - d : 2;
            call(levels[l].uniforms, streams[k], generations[g], firsts[f], samples, dims[d], out);
            for (size_t s = 0; s < samples; s++)
              for (size_t c = 0; c < dims[d]; c++) {
                uint64_t ab[2];
                reference_words(streams[k], generations[g], firsts[f] + (uint32_t)s, c, ab);
                double u = out[s * dims[d] + c];
                if ((long double)u != reference_uniform(ab[c % 2]) || !(0 < u && u < 1))
                  fail_msg("%s: stream %zu, generation %zu, first %u, dim %zu, sample %zu, "
                           "coordinate %zu: %.17g",
                           levels[l].name, k, g, (unsigned)firsts[f], dims[d], s, c, u);
              }
          }
}

static void normals_are_the_transform(void **state)
{
  (void)state;
  for (size_t l = 0; l < level_count; l++)
    for (size_t k = 0; k < COUNT(streams); k++)
      for (size_t d = 0; d < COUNT(dims); d++) {
        size_t dim = dims[d];
        call(levels[l].normals, streams[k], 5, 3, 20, dim, out);
        for (size_t i = 0; i < 20 * dim; i++) {
          uint64_t ab[2];
          long double xy[2];
          reference_words(streams[k], 5, 3 + (uint32_t)(i / dim), i % dim, ab);
          reference_pair(ab, xy);
          double error = error_ulp(out[i], xy[i % dim % 2]);
          if (!(error < MOST_ULP))
            fail_msg("%s, dim %zu, value %zu: %g ulp", levels[l].name, dim, i, error);
        }
      }
}

/* One register's pair of transforms of the same words in every lane. */
static void pair_of(const uint64_t ab[2], double xy[2])
{
  words a = (words){0} + ab[0], b = (words){0} + ab[1];
  reals x, y;
  normal_pair(a, b, normal_log(normal_uniform(a)), &x, &y);
  for (int i = 0; i < WIDTH; i++) assert_true(x[i] == x[0] && y[i] == y[0]);
  xy[0] = x[0];
  xy[1] = y[0];
}

/* The words at which something changes: ends of the range, exponents, the border between
 * logarithm pieces (sqrt(2) times a power of two), the middle and the ends of a quarter. */
static void normals_are_accurate_at_extremes(void **state)
{
  (void)state;
  uint64_t a[1000], b[64];
  size_t na = 0, nb = 0;
  for (int e = 0; e < 52; e++)
    for (uint64_t d = 0; d < 5; d++) {
      const uint64_t one = 1, offset = d - 2;
      a[na++] = (one << e) + offset;
      a[na++] = (UINT64_C(0x16a09e00000000) >> e) + offset;
      a[na++] = mantissa - (one << e) - offset;
    }
  for (uint64_t d = 0; d < 5; d++) a[na++] = mantissa - d;
  for (uint64_t d = 0; d < 8; d++) {
    b[nb++] = d;
    b[nb++] = mantissa - d;
    b[nb++] = (UINT64_C(1) << 51) - 4 + d;
    b[nb++] = (UINT64_C(1) << 51) + (UINT64_C(1) << (6 * d)) + d;
    b[nb++] = (UINT64_C(1) << 50) + d;
  }
  assert_true(na <= COUNT(a) && nb <= COUNT(b));
  double smallest = INFINITY, largest = 0;
  for (size_t i = 0; i < na; i++)
    for (size_t j = 0; j < nb; j++)
      for (uint64_t top = 0; top < 4; top++) {
        uint64_t ab[2] = {(a[i] & mantissa) | (top & 1) << 63, (b[j] & mantissa) | (top >> 1)
                                                                                       << 63};
        double xy[2];
        long double exact[2];
        pair_of(ab, xy);
        reference_pair(ab, exact);
        for (int k = 0; k < 2; k++) {
          double error = error_ulp(xy[k], exact[k]);
          if (!(error < MOST_ULP))
            fail_msg("%016llx %016llx [%d]: %.17g instead of %.17Lg, %g ulp",
                     (unsigned long long)ab[0], (unsigned long long)ab[1], k, xy[k], exact[k],
                     error);
          largest = fmax(largest, fabs(xy[k]));
          smallest = fmin(smallest, fabs(xy[k]));
        }
      }
  assert_true(8.5 < largest && largest < 8.58);
  assert_true(0 < smallest && smallest < 1e-22);
}

static void levels_agree(void **state)
{
  (void)state;
  if (level_count < 2) skip();
  for (size_t l = 1; l < level_count; l++)
    for (int normal = 0; normal < 2; normal++)
      for (size_t d = 0; d < COUNT(dims); d++)
        for (uint64_t g = 0; g < 200; g++) {
          size_t samples = 1 + g % 32;
          call(normal ? levels[0].normals : levels[0].uniforms, streams[5], g, 0, samples, dims[d],
               whole);
          call(normal ? levels[l].normals : levels[l].uniforms, streams[5], g, 0, samples, dims[d],
               out);
          if (memcmp(out, whole, samples * dims[d] * sizeof *out) != 0)
            fail_msg("%s differs from %s: dim %zu, generation %d", levels[l].name, levels[0].name,
                     dims[d], (int)g);
        }
}

/* However a batch is cut into calls, and whatever the dimension, a value stays what it is. */
static void cuts_do_not_matter(void **state)
{
  (void)state;
  const size_t some[] = {1, 2, 3, 5, 10, 1000};
  for (size_t l = 0; l < level_count; l++)
    for (int normal = 0; normal < 2; normal++) {
      random_fill *f = normal ? levels[l].normals : levels[l].uniforms;
      static double wide[32 * 1000 + 1];
      call(f, streams[5], 9, 100, 32, 1000, wide);
      for (size_t d = 0; d < COUNT(some); d++)
        for (size_t samples = 1; samples <= 32; samples++)
          for (size_t cut = 0; cut <= samples; cut++) {
            size_t dim = some[d];
            if (dim == 1000 && (samples % 8 || cut % 3)) continue;
            call(f, streams[5], 9, 100, cut, dim, out);
            call(f, streams[5], 9, 100 + (uint32_t)cut, samples - cut, dim, out + cut * dim);
            for (size_t s = 0; s < samples; s++)
              if (memcmp(out + s * dim, wide + s * 1000, dim * sizeof *out) != 0)
                fail_msg("%s: dim %zu, %zu samples cut at %zu, sample %zu", levels[l].name, dim,
                         samples, cut, s);
          }
    }
}

static void empty_batches_write_nothing(void **state)
{
  (void)state;
  for (size_t l = 0; l < level_count; l++) {
    call(levels[l].normals, streams[0], 0, 0, 0, 10, out);
    call(levels[l].uniforms, streams[0], 0, 0, 10, 0, out);
  }
}

/* A change of the bits is a change of every published result: it must not go unnoticed. */
static void known_values(void **state)
{
  (void)state;
  double u[4], z[4];
  levels[0].uniforms((struct stream){0x0123456789ABCDEF}, 42, 7, 1, 4, u);
  levels[0].normals((struct stream){0x0123456789ABCDEF}, 42, 7, 1, 4, z);
  const double known_u[] = {0x1.2bb61ac416c51p-1, 0x1.4dddabce955dbp-1, 0x1.6a7643a472caep-2,
                            0x1.cb621516e3039p-1};
  const double known_z[] = {0x1.0168db9cde092p+0, 0x1.f5843afdc4effp-3, -0x1.2b6d84242e883p+0,
                            -0x1.af2118956c869p-1};
  assert_memory_equal(u, known_u, sizeof u);
  assert_memory_equal(z, known_z, sizeof z);
  uint64_t sum = 0, bits;
  levels[0].normals((struct stream){1}, 2, 3, 32, 1000, out);
  for (size_t i = 0; i < MOST; i++) {
    memcpy(&bits, out + i, sizeof bits);
    sum = sum * 6364136223846793005u + bits;
  }
  assert_int_equal(sum, 0x2d6311876a8f8146);
}

/* Sums over many values under fixed keys, held against 5 standard errors. */

enum { SAMPLES = 1024, DIM = 64, GENERATIONS = 24, TOTAL = SAMPLES * DIM * GENERATIONS };

static double *population(random_fill *f, uint64_t key)
{
  double *x = malloc(TOTAL * sizeof *x);
  assert_non_null(x);
  for (uint64_t g = 0; g < GENERATIONS; g++)
    f((struct stream){key}, g, 0, SAMPLES, DIM, x + g * SAMPLES * DIM);
  return x;
}

static void assert_near(const char *what, double value, double expected, double standard_error)
{
  double off = (value - expected) / standard_error;
  if (!(fabs(off) < 5))
    fail_msg("%s: %g instead of %g, %g standard errors", what, value, expected, off);
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* sqrt(n) times Kolmogorov and Smirnov's distance; above 2.74 once in 1.7 million. */
static double distance(double *x, size_t n, double cdf(double))
{
  double most = 0;
  qsort(x, n, sizeof *x, ascending);
  for (size_t i = 0; i < n; i++) {
    double p = cdf(x[i]);
    most = fmax(most, fmax(p - (double)i / (double)n, (double)(i + 1) / (double)n - p));
  }
  return most * sqrt((double)n);
}

static double identity(double u) { return u; }

static void check_lags(const double *x, double mean, double variance)
{
  static const struct {
    const char *name;
    size_t lag;
  } lags[] = {{"within a pair", 1},         {"between pairs", 2},
              {"3 coordinates apart", 3},   {"8 coordinates apart", 8},
              {"16 coordinates apart", 16}, {"between samples", DIM},
              {"8 samples apart", 8 * DIM}, {"between generations", SAMPLES * DIM}};
  for (size_t k = 0; k < COUNT(lags); k++) {
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i + lags[k].lag < TOTAL; i++) {
      if (lags[k].lag < DIM && i % DIM + lags[k].lag >= DIM) continue;
      if (lags[k].lag == 1 && i % 2) continue;
      sum += (x[i] - mean) * (x[i + lags[k].lag] - mean) / variance;
      n++;
    }
    assert_near(lags[k].name, sum / (double)n, 0, 1 / sqrt((double)n));
  }
}

static void normals_are_normal(void **state)
{
  (void)state;
  double *x = population(levels[level_count - 1].normals, 20240229), n = TOTAL;
  double power[7] = {0};
  size_t beyond_3 = 0, beyond_4 = 0, positive = 0;
  for (size_t i = 0; i < TOTAL; i++) {
    double p = 1;
    for (int k = 0; k < 7; k++, p *= x[i]) power[k] += p / n;
    beyond_3 += fabs(x[i]) > 3;
    beyond_4 += fabs(x[i]) > 4;
    positive += x[i] > 0;
  }
  /* E x^2k = (2k - 1)!!: variances of x^k are 1, 2, 15, 96, 945, 10170 */
  assert_near("mean", power[1], 0, sqrt(1 / n));
  assert_near("variance", power[2], 1, sqrt(2 / n));
  assert_near("third moment", power[3], 0, sqrt(15 / n));
  assert_near("fourth moment", power[4], 3, sqrt(96 / n));
  assert_near("fifth moment", power[5], 0, sqrt(945 / n));
  assert_near("sixth moment", power[6], 15, sqrt(10170 / n));
  double p3 = 2 * gsl_cdf_ugaussian_Q(3), p4 = 2 * gsl_cdf_ugaussian_Q(4);
  assert_near("positive", (double)positive / n, 0.5, sqrt(0.25 / n));
  assert_near("beyond 3", (double)beyond_3 / n, p3, sqrt(p3 / n));
  assert_near("beyond 4", (double)beyond_4 / n, p4, sqrt(p4 / n));
  check_lags(x, 0, 1);
  /* The two of a pair share a radius: their squares must be uncorrelated all the same. */
  double squares = 0, quarters = 0;
  for (size_t i = 0; i < TOTAL; i += 2) {
    squares += (x[i] * x[i] - 1) * (x[i + 1] * x[i + 1] - 1) / 2;
    quarters += (x[i] > 0) == (x[i + 1] > 0);
  }
  assert_near("squares within a pair", squares / (n / 2), 0, sqrt(1 / (n / 2)));
  assert_near("equal signs within a pair", quarters / (n / 2), 0.5, sqrt(0.25 / (n / 2)));
  double ks = distance(x, TOTAL, gsl_cdf_ugaussian_P);
  assert_true(ks < 2.74);
  free(x);
}

/* The direction of a pair: uniform on the circle, across the borders of the eighths too. */
static void directions_are_uniform(void **state)
{
  (void)state;
  enum { SECTORS = 48 };
  double *x = population(levels[level_count - 1].normals, 31337);
  size_t count[SECTORS] = {0};
  for (size_t i = 0; i < TOTAL; i += 2) {
    double turn = atan2(x[i + 1], x[i]) / 6.283185307179586 + 0.5;
    size_t sector = (size_t)(turn * SECTORS);
    count[sector < SECTORS ? sector : 0]++;
  }
  double expected = TOTAL / 2 / (double)SECTORS, chi2 = 0;
  for (int k = 0; k < SECTORS; k++)
    chi2 += ((double)count[k] - expected) * ((double)count[k] - expected) / expected;
  double p = gsl_cdf_chisq_Q(chi2, SECTORS - 1);
  assert_true(5e-7 < p && p < 1 - 5e-7);
  free(x);
}

static void uniforms_are_uniform(void **state)
{
  (void)state;
  double *u = population(levels[level_count - 1].uniforms, 271828), n = TOTAL, mean = 0, second = 0;
  size_t bits[52] = {0};
  for (size_t i = 0; i < TOTAL; i++) {
    mean += u[i] / n;
    second += (u[i] - 0.5) * (u[i] - 0.5) / n;
    uint64_t k = (uint64_t)(u[i] * 0x1p52);
    for (int b = 0; b < 52; b++) bits[b] += k >> b & 1;
  }
  assert_near("mean", mean, 0.5, sqrt(1 / (12 * n)));
  assert_near("variance", second, 1.0 / 12, sqrt(1 / (180 * n)));
  for (int b = 0; b < 52; b++) assert_near("a bit", (double)bits[b] / n, 0.5, sqrt(0.25 / n));
  check_lags(u, 0.5, 1.0 / 12);
  double ks = distance(u, TOTAL, identity);
  assert_true(ks < 2.74);
  free(u);
}

int main(void)
{
  level_count = random_levels(levels);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(uniforms_are_philox_words),
      cmocka_unit_test(normals_are_the_transform),
      cmocka_unit_test(normals_are_accurate_at_extremes),
      cmocka_unit_test(levels_agree),
      cmocka_unit_test(cuts_do_not_matter),
      cmocka_unit_test(empty_batches_write_nothing),
      cmocka_unit_test(known_values),
      cmocka_unit_test(normals_are_normal),
      cmocka_unit_test(directions_are_uniform),
      cmocka_unit_test(uniforms_are_uniform),
  };
  return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
