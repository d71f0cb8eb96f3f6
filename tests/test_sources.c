/* test_sources.c -- central, forward, es and vo: values against formulas, chunks, ties, levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draw.h"
#include "src/method.h"
#include "src/rank.h"
#include "src/sources/population.h"
#include "src/vec.h"

extern const struct library LEVELED(library);
#if defined __x86_64__
extern const struct library library_avx2, library_avx512;
#endif

typedef double objective(const double *x, size_t dim);

static double bowl(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += (double)(i % 7 + 1) * (x[i] - 0.5) * (x[i] - 0.5);
  return sum;
}

static double rosenbrock(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i + 1 < dim; i++) {
    double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    sum += 100 * a * a + b * b;
  }
  return sum;
}

static double cubic(const double *x, size_t dim) { return dim == 1 ? x[0] * x[0] * x[0] : 0; }
static double slope(const double *x, size_t dim) { return dim == 1 ? 4 * x[0] : 0; }
static double rosenbrock_cubed(const double *x, size_t dim)
{
  double f = rosenbrock(x, dim);
  return 7 * f * f * f - 1e3;
}

/* A source that was asked for by name, with what it says on the way. */
struct subject {
  struct method method;
  const struct source_type *source;
  void *state;
  double *theta, *gradient; /* size values each */
  size_t dim, size, points, queries, largest;
};

static double *values(size_t count)
{
  double *v = calloc(count, sizeof *v);
  assert_non_null(v);
  return v;
}

static struct subject subject_from(const struct library *library, const char *text,
                                   const struct setup *setup)
{
  struct subject s = {.dim = setup->dim};
  struct error err;
  assert_int_equal(method_parse(library, text, &s.method, &err), STATUS_OK);
  s.source = s.method.source;
  s.state = s.source->alloc(setup, s.method.parts[1]);
  assert_non_null(s.state);
  s.size = s.source->size(s.state);
  s.theta = values(s.size);
  s.gradient = values(s.size);
  s.source->start(s.state, s.theta);
  return s;
}

static struct subject subject(const char *text, const double *start, size_t dim)
{
  struct setup setup = {.dim = dim, .start = start, .budget = 1e9, .stream = stream_root(1)};
  return subject_from(&LEVELED(library), text, &setup);
}

static void subject_free(struct subject *s)
{
  s->source->free(s->state);
  method_free(&s->method);
  free(s->theta);
  free(s->gradient);
}

/* One gradient at s->theta. */
static const double *gradient(struct subject *s, objective *f)
{
  s->points = s->queries = s->largest = 0;
  const double *g;
  do {
    struct query query;
    s->source->ask(s->state, s->theta, &query);
    assert_true(query.count > 0 && !query.want_gradient);
    double *answers = values(query.count);
    for (size_t k = 0; k < query.count; k++) answers[k] = f(query.x + k * s->dim, s->dim);
    s->points += query.count;
    s->queries++;
    if (query.count > s->largest) s->largest = query.count;
    g = s->source->tell(s->state, s->theta, &(struct answer){.f = answers});
    free(answers);
    assert_true((g != NULL) == (s->points == s->source->probes(s->state)));
  } while (!g);
  memcpy(s->gradient, g, s->size * sizeof *g);
  return s->gradient;
}

static double worst_difference(const double *a, const double *b, size_t n)
{
  double worst = 0;
  for (size_t i = 0; i < n; i++) worst = fmax(worst, fabs(a[i] - b[i]) / fmax(1, fabs(b[i])));
  return worst;
}

/* --- finite differences --- */

static void test_differences(void **state)
{
  (void)state;
  double x[6] = {-1.2, 1, 0.3, -0.7, 1.9, 0.1}, exact[6] = {0};
  for (size_t i = 0; i < 5; i++) {
    double a = x[i + 1] - x[i] * x[i];
    exact[i] += -400 * a * x[i] - 2 * (1 - x[i]);
    exact[i + 1] = 200 * a;
  }
  struct subject s = subject("sgd@central", x, 6);
  assert_true(worst_difference(gradient(&s, rosenbrock), exact, 6) < 1e-8);
  assert_int_equal(s.points, 12);
  subject_free(&s);
  s = subject("sgd@forward", x, 6);
  assert_true(worst_difference(gradient(&s, rosenbrock), exact, 6) < 1e-5);
  assert_int_equal(s.points, 7);
  subject_free(&s);
}

static double cubic_error(const char *text)
{
  double x = 0.5;
  struct subject s = subject(text, &x, 1);
  double error = gradient(&s, cubic)[0] - 0.75;
  subject_free(&s);
  return error;
}

/* x^3: central differences err by h^2, forward ones by 3 x h + h^2. */
static void test_order_of_error(void **state)
{
  (void)state;
  assert_true(fabs(cubic_error("sgd@central:step=0.01") - 1e-4) < 1e-12);
  assert_true(fabs(cubic_error("sgd@central:step=0.001") - 1e-6) < 1e-12);
  assert_true(fabs(cubic_error("sgd@forward:step=0.01") - (1.5e-2 + 1e-4)) < 1e-12);
  assert_true(fabs(cubic_error("sgd@forward:step=0.001") - (1.5e-3 + 1e-6)) < 1e-12);
}

/* The divisor is the distance between the points as they were rounded: the slope of a line whose
 * values are exact is exact, however coarse the grid of doubles is there. */
static void test_rounded_steps(void **state)
{
  (void)state;
  const double at[] = {0, 1e-9, 0.1, 1, 123456.789, 1e16, -3e100};
  const char *const text[] = {"sgd@central:step=1e-14", "sgd@forward:step=1e-15", "sgd@central",
                              "sgd@forward"};
  for (size_t k = 0; k < sizeof text / sizeof *text; k++)
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
      struct subject s = subject(text[k], &at[i], 1);
      assert_true(gradient(&s, slope)[0] == 4);
      subject_free(&s);
    }
}

/* Many coordinates are asked for in chunks, in which a pair may be split. */
static void test_difference_chunks(void **state)
{
  (void)state;
  static const size_t dims[] = {100, 777, 4500, 20000};
  static const char *const text[] = {"sgd@central", "sgd@forward"};
  for (size_t d = 0; d < sizeof dims / sizeof *dims; d++)
    for (size_t t = 0; t < 2; t++) {
      size_t dim = dims[d];
      double *x = values(dim), *exact = values(dim);
      for (size_t i = 0; i < dim; i++) {
        x[i] = 0.5 + 1e-3 * (double)(i % 5);
        exact[i] = 2e-3 * (double)(i % 7 + 1) * (double)(i % 5);
      }
      struct subject s = subject(text[t], x, dim);
      if (dim > 5000) {
        /* Too many points to answer in a test: the size of the first query tells. */
        struct query query;
        s.source->ask(s.state, s.theta, &query);
        assert_true(query.count * dim <= CHUNK_LIMIT);
      } else {
        for (int again = 0; again < 2; again++) {
          assert_true(worst_difference(gradient(&s, bowl), exact, dim) < (t ? 1e-4 : 1e-6));
          assert_int_equal(s.points, t ? dim + 1 : 2 * dim);
          assert_true(s.largest * dim <= CHUNK_LIMIT && s.largest < s.points);
          assert_true(s.queries == (s.points + s.largest - 1) / s.largest);
          s.theta[dim / 2] += 0.25;
          exact[dim / 2] += 0.5 * (double)(dim / 2 % 7 + 1);
        }
      }
      subject_free(&s);
      free(x);
      free(exact);
    }
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
  gradient(&a, rosenbrock);
  gradient(&b, rosenbrock_cubed);
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
        gradient(&s, bowl);
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
  gradient(&each, rosenbrock);
  gradient(&shared, rosenbrock);
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
  gradient(&s, bowl);
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
        gradient(&a, rosenbrock);
        gradient(&b, rosenbrock);
        for (size_t i = 0; i < a.size; i++) {
          a.theta[i] -= 1e-5 * a.gradient[i];
          b.theta[i] -= 1e-5 * b.gradient[i];
        }
        if (a.source->settle) a.source->settle(a.state, a.theta);
        if (b.source->settle) b.source->settle(b.state, b.theta);
        assert_true(!memcmp(a.theta, b.theta, a.size * sizeof *x));
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
      cmocka_unit_test(test_differences),
      cmocka_unit_test(test_order_of_error),
      cmocka_unit_test(test_rounded_steps),
      cmocka_unit_test(test_difference_chunks),
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
