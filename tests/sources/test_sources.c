/* test_sources.c -- es and vo: values against formulas, chunks, ties; all sources at all levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/draw.h"
#include "src/draws/population.h"
#include "src/numeric/rank.h"
#include "src/numeric/vec.h"
#include "tests/support/subject.h"

extern const struct library LEVELED(library);
#if defined __x86_64__
extern const struct library library_avx2, library_avx512;
#endif

static double rosenbrock_cubed(const double *x, size_t dim)
{
  double f = objective_rosenbrock(x, dim);
  return 7 * f * f * f - 1e3;
}

/* --- ranks --- */

static const double *qsort_key;
static int by_key(const void *a, const void *b)
{
  uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
  if (qsort_key[i] != qsort_key[j]) return qsort_key[i] < qsort_key[j] ? -1 : 1;
  return i < j ? -1 : i > j;
}

static void test_rank_order(void **state)
{
  (void)state;
  enum { N = 700 };
  static uint32_t order[N], scratch[N], want[N];
  static double key[N];
  for (size_t n = 1; n <= N; n += n < 70 ? 1 : 37)
    for (int distinct = 1; distinct <= 1000; distinct *= 10) {
      random_uniforms(stream_root(3), n, 0, 1, n, key);
      for (size_t i = 0; i < n; i++) {
        key[i] = floor(key[i] * distinct) - 2;
        want[i] = (uint32_t)i;
      }
      qsort_key = key;
      qsort(want, n, sizeof *want, by_key);
      const uint32_t *got = rank_order(key, n, order, scratch);
      assert_true(got == order || got == scratch);
      assert_true(!memcmp(got, want, n * sizeof *want));
    }
}

/* z of sample k is e_k, so that the gradient's entry k is the weight of sample k. */
static void unit_normals(void *context, uint64_t generation, uint32_t first, size_t samples,
                         size_t dim, double *out)
{
  (void)context;
  (void)generation;
  memset(out, 0, samples * dim * sizeof *out);
  for (size_t s = 0; s < samples; s++) out[s * dim + first + s] = 1;
}

static void weights(const char *text, const double *f, size_t points, size_t dim, double *weight)
{
  double start[8] = {0};
  struct draw draw = {.normals = unit_normals};
  struct setup setup = {.dim = dim, .start = start, .draw = &draw};
  struct subject s = subject_from(&LEVELED(library), text, &setup);
  struct query query;
  s.source->ask(s.state, s.theta, &query);
  assert_int_equal(query.count, points);
  const double *g = s.source->tell(s.state, s.theta, &(struct answer){.f = f});
  assert_non_null(g);
  for (size_t i = 0; i < dim; i++) weight[i] = g[i] * (double)points;
  subject_free(&s);
}

/* Ranks 0 ... n - 1 of equal values, counted by hand in each convention. */
static void test_ties(void **state)
{
  (void)state;
#define RANKS "utility=centred-rank,scaling=none,sigma=1"
  double w[4];
  /* Points in the order of the query: +, -, +, -, +, -, +, -. */
  const double f[8] = {5, 1, 5, 5, 1, 9, 5, 1};
  /* On f over + + + + - - - -: 5 5 1 5 | 1 5 9 1 has ranks 3 4 0 5 | 1 6 7 2. */
  const double halves[4] = {2 / 7., -2 / 7., -7 / 7., 3 / 7.};
  weights("sgd@es:antithetic=yes,population=8,ties=halves," RANKS, f, 8, 4, w);
  assert_true(worst_difference(w, halves, 4) < 1e-15);
  /* On -f over + - + - ...: -5 -1 -5 -5 -1 -9 -5 -1 has ranks 1 5 2 3 6 0 4 7, so that the weight
   * of a pair is minus the first less the second. */
  const double pairs[4] = {4 / 7., 1 / 7., -6 / 7., 3 / 7.};
  weights("sgd@es:antithetic=yes,population=8,ties=pairs," RANKS, f, 8, 4, w);
  assert_true(worst_difference(w, pairs, 4) < 1e-15);
  /* Alike: 1 has rank (0 + 1 + 2) / 3, 5 has (3 + 4 + 5 + 6) / 4, 9 has 7. */
  const double shared[4] = {3.5 / 7, 0, -6 / 7., 3.5 / 7};
  weights("sgd@es:antithetic=yes,population=8,ties=shared," RANKS, f, 8, 4, w);
  assert_true(worst_difference(w, shared, 4) < 1e-15);
  /* Without pairs: 5 1 5 5 has ranks 1 0 2 3, and on -f 0 3 1 2. */
  const double single[4] = {1 / 3. - 0.5, -0.5, 2 / 3. - 0.5, 0.5};
  weights("sgd@es:antithetic=no,population=4," RANKS, f, 4, 4, w);
  assert_true(worst_difference(w, single, 4) < 1e-15);
  const double negated[4] = {0.5, -0.5, 0.5 - 1 / 3., 0.5 - 2 / 3.};
  weights("sgd@es:antithetic=no,population=4,ties=pairs," RANKS, f, 4, 4, w);
  assert_true(worst_difference(w, negated, 4) < 1e-15);
#undef RANKS
}

/* --- es and vo --- */

/* Ranks see no increasing transform of f: the same bytes. */
static void test_rank_invariance(void **state)
{
  (void)state;
  double x[3] = {-1.2, 1, 0.4};
  const char *text = "sgd@es:utility=centred-rank,population=50";
  struct subject a = subject(text, x, 3), b = subject(text, x, 3);
  subject_gradient(&a, objective_rosenbrock);
  subject_gradient(&b, rosenbrock_cubed);
  assert_true(!memcmp(a.gradient, b.gradient, 3 * sizeof *x));
  assert_true(vec_dot(a.gradient, a.gradient, 3) > 0);
  subject_free(&a);
  subject_free(&b);
}

/* The estimates written down in one piece, from the stream's normals. */
static void naive(const char *kind, const double *mu, double sigma, size_t dim, size_t n,
                  uint64_t generation, double *g)
{
  double *z = values(n * dim), *x = values(dim), *f = values(n), *w = values(n), mean = 0;
  random_normals(stream_root(1), generation, 0, n, dim, z);
  for (size_t k = 0; k < n; k++) {
    for (size_t i = 0; i < dim; i++) x[i] = mu[i] + sigma * z[k * dim + i];
    f[k] = bowl(x, dim);
    mean += f[k] / (double)n;
    for (size_t i = 0; i < dim; i++) x[i] = mu[i] - sigma * z[k * dim + i];
    w[k] = f[k];
    if (!strcmp(kind, "antithetic")) w[k] = (f[k] - bowl(x, dim)) / 2;
  }
  for (size_t k = 0; k < n; k++) {
    if (!strcmp(kind, "mean") || !strcmp(kind, "vo")) w[k] -= mean;
    if (!strcmp(kind, "rank")) {
      double below = 0;
      for (size_t j = 0; j < n; j++) below += f[j] < f[k];
      w[k] = below / (double)(n - 1) - 0.5;
    }
  }
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < dim; i++) {
      double t = z[k * dim + i];
      g[i] += w[k] * t / ((double)n * sigma);
      if (!strcmp(kind, "vo")) g[dim + i] += w[k] * (t * t - 1) / (double)n;
    }
  free(z);
  free(x);
  free(f);
  free(w);
}

/* One chunk or several, the estimate is the same sum. */
static void test_population_chunks(void **state)
{
  (void)state;
  static const struct {
    const char *kind, *text;
  } row[] = {
      {"none", "sgd@es:antithetic=no,baseline=none,sigma=0.3,population=41"},
      {"mean", "sgd@es:antithetic=no,baseline=mean,sigma=0.3,population=41"},
      {"antithetic", "sgd@es:antithetic=yes,sigma=0.3,population=82"},
      {"antithetic", "sgd@es:antithetic=yes,sigma=0.3,population=81"},
      {"rank", "sgd@es:antithetic=no,utility=centred-rank,sigma=0.3,population=41"},
      {"vo", "sgd@vo:sigma=0.3,population=41"},
  };
  static const size_t dims[] = {1, 2, 7, 900, 7000, 20001};
  for (size_t r = 0; r < sizeof row / sizeof *row; r++)
    for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
      size_t dim = dims[d];
      double *mu = values(dim);
      for (size_t i = 0; i < dim; i++) mu[i] = (double)(i % 3);
      struct subject s = subject(row[r].text, mu, dim);
      double *want = values(s.size);
      for (uint64_t generation = 0; generation < 2; generation++) {
        memset(want, 0, s.size * sizeof *want);
        naive(row[r].kind, mu, 0.3, dim, 41, generation, want);
        subject_gradient(&s, bowl);
        double scale = sqrt(vec_dot(want, want, s.size));
        for (size_t i = 0; i < s.size; i++)
          assert_true(fabs(s.gradient[i] - want[i]) <= 1e-12 * scale);
        size_t copies = s.points / 41;
        assert_int_equal(s.points, copies * 41);
        assert_true(s.largest == copies || s.largest * dim <= CHUNK_LIMIT);
        assert_true((s.queries > 1) == (copies * 41 * dim > CHUNK_VALUES));
      }
      subject_free(&s);
      free(want);
      free(mu);
    }
}

/* A shared deviation has the sum of the derivatives by single ones. */
static void test_vo_shared(void **state)
{
  (void)state;
  double x[5] = {3, -2, 1, -1, 2};
  struct subject each = subject("sgd@vo:deviation=each,sigma=0.7", x, 5);
  struct subject shared = subject("sgd@vo:deviation=shared,sigma=0.7", x, 5);
  assert_int_equal(each.size, 10);
  assert_int_equal(shared.size, 6);
  subject_gradient(&each, objective_rosenbrock);
  subject_gradient(&shared, objective_rosenbrock);
  assert_true(!memcmp(each.gradient, shared.gradient, 5 * sizeof *x));
  double sum = 0;
  for (size_t i = 5; i < 10; i++) sum += each.gradient[i];
  assert_true(fabs(shared.gradient[5] - sum) <= 1e-12 * fabs(sum));
  double deviation;
  shared.source->diagnose(shared.state, shared.theta, &deviation);
  assert_true(fabs(deviation - 0.7) < 1e-15);
  each.source->diagnose(each.state, each.theta, &deviation);
  assert_true(fabs(deviation - 0.7) < 1e-15);
  assert_true(each.source->point(each.state, each.theta) == each.theta);
  subject_free(&each);
  subject_free(&shared);
}

/* The rule's step in rho is scaled and then kept above the floor; the mean is left alone. */
static void test_vo_settle(void **state)
{
  (void)state;
  double x[2] = {3, -2};
  struct subject s = subject("sgd@vo:sigma=0.5,deviation_rate=0.25,floor=0.3", x, 2);
  subject_gradient(&s, bowl);
  double before = s.theta[2];
  assert_true(fabs(before - log(0.5)) < 1e-15);
  const double stepped[4] = {1, 2, before + 0.4, before - 40};
  memcpy(s.theta, stepped, sizeof stepped);
  s.source->settle(s.state, s.theta);
  assert_true(s.theta[0] == 1 && s.theta[1] == 2);
  assert_true(fabs(s.theta[2] - (before + 0.1)) < 1e-15);
  assert_true(fabs(s.theta[3] - log(0.3)) < 1e-15);
  subject_free(&s);
}

/* --- the same bits at every vector width --- */

static void same_bits(const struct library *other)
{
  static const char *const text[] = {
      "sgd@central",
      "sgd@forward",
      "sgd@es:antithetic=no,baseline=none,population=37",
      "sgd@es:antithetic=no,baseline=mean,population=37",
      "sgd@es:population=38",
      "sgd@es:utility=centred-rank,population=38",
      "sgd@vo:population=37",
      "sgd@vo:population=37,deviation=shared,baseline=none",
      "sgd@es:utility=nes,noise=t,antithetic=no,population=37",
      "sgd@es:utility=z-score,noise=laplace,weight_decay=0.1,population=38",
      "sgd@es:noise=cauchy,drift=0.5,jump=2,population=38",
      "sgd@vo:population=37,utility=nes",
      "sgd@vo:population=37,utility=z-score",
  };
  static const size_t dims[] = {2, 13, 1501};
  for (size_t t = 0; t < sizeof text / sizeof *text; t++)
    for (size_t d = 0; d < sizeof dims / sizeof *dims; d++) {
      size_t dim = dims[d];
      double *x = values(dim);
      for (size_t i = 0; i < dim; i++) x[i] = 0.1 * (double)(i % 23) - 1;
      struct setup setup = {.dim = dim, .start = x, .stream = stream_root(9)};
      struct subject a = subject_from(&LEVELED(library), text[t], &setup);
      struct subject b = subject_from(other, text[t], &setup);
      for (int step = 0; step < 3; step++) {
        subject_gradient(&a, objective_rosenbrock);
        subject_gradient(&b, objective_rosenbrock);
        for (size_t i = 0; i < a.size; i++) {
          a.theta[i] -= 1e-5 * a.gradient[i];
          b.theta[i] -= 1e-5 * b.gradient[i];
        }
        if (a.source->settle) a.source->settle(a.state, a.theta);
        if (b.source->settle) b.source->settle(b.state, b.theta);
        assert_true(!memcmp(a.theta, b.theta, a.size * sizeof *x));
        double told[2][DIAGNOSTICS_MAX] = {{0}};
        if (a.source->diagnose) a.source->diagnose(a.state, a.theta, told[0]);
        if (b.source->diagnose) b.source->diagnose(b.state, b.theta, told[1]);
        assert_true(!memcmp(told[0], told[1], sizeof told[0]));
      }
      subject_free(&a);
      subject_free(&b);
      free(x);
    }
}

static void test_avx2(void **state)
{
  (void)state;
#if defined __x86_64__
  if (__builtin_cpu_supports("avx2")) {
    same_bits(&library_avx2);
    return;
  }
#endif
  skip();
}

static void test_avx512(void **state)
{
  (void)state;
#if defined __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    same_bits(&library_avx512);
    return;
  }
#endif
  skip();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rank_order),
      cmocka_unit_test(test_ties),
      cmocka_unit_test(test_rank_invariance),
      cmocka_unit_test(test_population_chunks),
      cmocka_unit_test(test_vo_shared),
      cmocka_unit_test(test_vo_settle),
      cmocka_unit_test(test_avx2),
      cmocka_unit_test(test_avx512),
  };
  return cmocka_run_group_tests_name("sources", tests, NULL, NULL);
}
