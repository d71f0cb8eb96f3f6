/* test_made.c -- made data sets: held against scikit-learn's and CS231n's points, the statistics of
 * their noise, how classes share rows, and the same bits at every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/csv.h"
#include "functions/learning/made.h"
#include "tests/support/random_levels.h"

typedef struct dataset *made_function(const struct made_config *config, struct stream stream);
#ifdef __x86_64__
extern made_function made_set_sse2, made_set_avx2, made_set_avx512;
static made_function *const level[RANDOM_LEVELS] = {made_set_sse2, made_set_avx2, made_set_avx512};
#else
extern made_function made_set_base;
static made_function *const level[RANDOM_LEVELS] = {made_set_base};
#endif

static const struct stream stream = {0x0123456789ABCDEF};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct dataset *make(struct made_config config)
{
  struct dataset *set = made_set(&config, stream);
  assert_non_null(set);
  assert_int_equal(set->train_rows, config.rows);
  assert_int_equal(set->test_rows, config.rows);
  assert_null(set->bytes);
  assert_non_null(set->values);
  assert_int_equal(set->side, 0);
  assert_string_equal(set->digest, "");
  return set;
}

/* Both splits, as without noise they are the same. */
static void assert_points(const struct dataset *set, size_t row, int label, double x, double y)
{
  for (size_t split = 0; split < 2; split++) {
    size_t i = row + split * set->train_rows;
    assert_int_equal(set->label[i], label);
    assert_true(fabs(set->values[2 * i] - x) <= 1e-12);
    assert_true(fabs(set->values[2 * i + 1] - y) <= 1e-12);
  }
}

static void generators_are_followed(void **state)
{
  (void)state;
  struct csv csv;
  struct error err = {0};
  struct dataset *set = NULL;
  char name[64] = "";
  size_t row = 0, rows = 0;
  bool more;
  assert_int_equal(csv_open(&csv, "tests/reference/learning/generators.csv", &err), STATUS_OK);
  while (!csv_next(&csv, &more, &err) && more) {
    char now[64];
    size_t n, label;
    double x, y;
    snprintf(now, sizeof now, "%s %s", csv.field[0], csv.field[1]);
    bool spiral = !strcmp(csv.field[0], "spiral");
    assert_int_equal(csv_count(&csv, 1, &n, &err), STATUS_OK);
    assert_int_equal(csv_count(&csv, 3, &label, &err), STATUS_OK);
    assert_int_equal(csv_number(&csv, 4, &x, &err), STATUS_OK);
    assert_int_equal(csv_number(&csv, 5, &y, &err), STATUS_OK);
    if (strcmp(name, now) != 0) {
      if (set) assert_int_equal(row, set->train_rows);
      free(set);
      strcpy(name, now);
      set = spiral ? make((struct made_config){MADE_SPIRAL, .rows = 60, .classes = 3})
                   : make((struct made_config){MADE_MOONS, .rows = n});
      row = 0;
    }
    assert_points(set, row++, (int)label, x, y);
    rows++;
  }
  assert_int_equal(rows, 8 + 7 + 64 + 60);
  assert_int_equal(row, set->train_rows);
  free(set);
  csv_close(&csv);
}

static void circles_are_circles(void **state)
{
  (void)state;
  const double pi = acos(-1);
  for (size_t n = 2; n < 30; n++) {
    struct dataset *set = make((struct made_config){MADE_CIRCLES, .rows = n, .factor = 0.8});
    assert_int_equal(set->classes, 2);
    for (size_t i = 0; i < n; i++) {
      bool inner = i >= n / 2;
      double t = inner ? 2 * pi * (double)(i - n / 2) / (double)(n - n / 2)
                       : 2 * pi * (double)i / (double)(n / 2);
      double radius = inner ? 0.8 : 1;
      assert_points(set, i, inner, radius * cos(t), radius * sin(t));
    }
    free(set);
  }
}

static void classes_share_rows(void **state)
{
  (void)state;
  static const enum made_kind kinds[] = {MADE_BLOBS, MADE_SPIRAL};
  for (size_t k = 0; k < COUNT(kinds); k++)
    for (size_t classes = 1; classes <= 7; classes++)
      for (size_t n = 1; n <= 40; n++) {
        struct dataset *set =
            make((struct made_config){kinds[k], .rows = n, .classes = classes, .noise = 0.1});
        size_t count[2][7] = {{0}};
        assert_int_equal(set->classes, classes);
        for (size_t i = 0; i < 2 * n; i++) {
          assert_in_range(set->label[i], 0, classes - 1);
          assert_true(isfinite(set->values[2 * i]) && isfinite(set->values[2 * i + 1]));
          if (i % n) assert_true(set->label[i] >= set->label[i - 1]);
          count[i / n][set->label[i]]++;
        }
        for (size_t c = 0; c < classes; c++) {
          assert_int_equal(count[0][c], n / classes + (c < n % classes));
          assert_int_equal(count[1][c], count[0][c]);
        }
        free(set);
      }
}

static void one_row_will_do(void **state)
{
  (void)state;
  struct dataset *set = make((struct made_config){MADE_MOONS, .rows = 1});
  assert_points(set, 0, 1, 0, 0.5);
  free(set);
  set = make((struct made_config){MADE_CIRCLES, .rows = 1, .factor = 0.5});
  assert_points(set, 0, 1, 0.5, 0);
  free(set);
  free(make((struct made_config){MADE_LINEAR, .rows = 1, .inputs = 1}));
}

/* Mean, variance and the correlation of what splits share, within 5 standard errors. */
static void assert_normal(const double *z, const double *w, size_t n)
{
  double mean = 0, square = 0, product = 0, lag = 0, count = (double)n;
  for (size_t i = 0; i < n; i++) {
    mean += z[i] / count;
    square += z[i] * z[i] / count;
    product += z[i] * w[i] / count;
    if (i) lag += z[i] * z[i - 1] / count;
  }
  assert_true(fabs(mean) < 5 / sqrt(count));
  assert_true(fabs(square - 1) < 5 * sqrt(2 / count));
  assert_true(fabs(product) < 5 / sqrt(count));
  assert_true(fabs(lag) < 5 / sqrt(count));
}

enum { N = 4000 };

/* What is added to the points, in its standard deviations. */
static void noise_is_normal(void **state)
{
  (void)state;
  static const enum made_kind kinds[] = {MADE_MOONS, MADE_CIRCLES, MADE_BLOBS};
  static double z[4 * N];
  for (size_t k = 0; k < COUNT(kinds); k++) {
    struct made_config config = {kinds[k], .rows = N, .classes = 3, .noise = 0.3, .factor = 0.5};
    struct dataset *noisy = make(config);
    config.noise = 0;
    struct dataset *plain = make(config);
    for (size_t i = 0; i < 4 * N; i++) z[i] = (noisy->values[i] - plain->values[i]) / 0.3;
    assert_normal(z, z + 2 * N, 2 * N);
    assert_normal(z + 2 * N, z, 2 * N);
    free(noisy);
    free(plain);
  }
}

/* The spiral's is in the angle: the radius stays. */
static void spiral_noise_turns(void **state)
{
  (void)state;
  static double z[2 * N];
  struct dataset *set =
      make((struct made_config){MADE_SPIRAL, .rows = N, .classes = 1, .noise = 0.2});
  for (size_t i = 0; i < 2 * N; i++) {
    const double *x = set->values + 2 * i;
    double s = (double)(i % N) / (N - 1);
    assert_true(fabs(hypot(x[0], x[1]) - s) < 1e-12);
    z[i] = i % N ? remainder(atan2(x[0], x[1]) - 4 * s, 2 * acos(-1)) / 0.2 : 0;
  }
  assert_normal(z, z + N, N);
  assert_normal(z + N, z, N);
  free(set);
}

static void blobs_have_centres(void **state)
{
  (void)state;
  enum { CLASSES = 1000 };
  struct dataset *set = make((struct made_config){MADE_BLOBS, .rows = CLASSES, .classes = CLASSES});
  double mean = 0, square = 0;
  assert_memory_equal(set->values, set->values + 2 * CLASSES, 2 * CLASSES * sizeof(double));
  for (size_t i = 0; i < 2 * CLASSES; i++) {
    double u = set->values[i] / 10;
    assert_true(fabs(u) < 1);
    mean += u / (2 * CLASSES);
    square += u * u / (2 * CLASSES);
  }
  assert_true(fabs(mean) < 5 * sqrt(1 / 3.0 / (2 * CLASSES)));
  assert_true(fabs(square - 1 / 3.0) < 5 * sqrt(4 / 45.0 / (2 * CLASSES)));
  free(set);
}

/* Without noise targets lie on a plane, the same one for both splits. */
static void linear_is_a_plane(void **state)
{
  (void)state;
  enum { INPUTS = 5 };
  struct dataset *set = make((struct made_config){MADE_LINEAR, .rows = N, .inputs = INPUTS});
  struct dataset *noisy =
      make((struct made_config){MADE_LINEAR, .rows = N, .inputs = INPUTS, .noise = 0.3});
  static double z[2 * N], weight[INPUTS];
  assert_null(set->label);
  assert_int_equal(set->classes, 0);
  assert_int_equal(set->inputs, INPUTS);
  assert_memory_equal(set->values, noisy->values, 2 * N * INPUTS * sizeof(double));
  assert_normal(set->values, set->values + N * INPUTS, N * INPUTS);
  for (size_t j = 0; j < INPUTS; j++) /* a guess: E x_j y = w_j */
    for (size_t i = 0; i < N; i++) weight[j] += set->values[i * INPUTS + j] * set->target[i] / N;
  for (int sweep = 0; sweep < 200; sweep++)
    for (size_t i = 0; i < N; i++) { /* Kaczmarz */
      const double *x = set->values + i * INPUTS;
      double off = set->target[i] - 0.5, norm = 0;
      for (size_t j = 0; j < INPUTS; j++) off -= weight[j] * x[j], norm += x[j] * x[j];
      for (size_t j = 0; j < INPUTS; j++) weight[j] += off / norm * x[j];
    }
  for (size_t j = 0; j < INPUTS; j++) assert_true(fabs(weight[j]) < 2 && fabs(weight[j]) > 0.01);
  for (size_t i = 0; i < 2 * N; i++) {
    double y = 0.5;
    for (size_t j = 0; j < INPUTS; j++) y += weight[j] * set->values[i * INPUTS + j];
    assert_true(fabs(y - set->target[i]) < 1e-12);
    z[i] = (noisy->target[i] - set->target[i]) / 0.3;
  }
  assert_normal(z, z + N, N);
  assert_normal(z + N, z, N);
  for (size_t j = 0; j < INPUTS; j++) { /* noise knows nothing of the inputs */
    static double column[N];
    for (size_t i = 0; i < N; i++) column[i] = set->values[i * INPUTS + j];
    assert_normal(z, column, N);
  }
  free(set);
  free(noisy);
}

/* A longer set begins with the shorter one, where rows do not depend on their number. */
static void prefixes_stay(void **state)
{
  (void)state;
  struct dataset *some =
      make((struct made_config){MADE_LINEAR, .rows = 33, .inputs = 3, .noise = 0.3});
  struct dataset *more =
      make((struct made_config){MADE_LINEAR, .rows = 100, .inputs = 3, .noise = 0.3});
  assert_memory_equal(some->values, more->values, 33 * 3 * sizeof(double));
  assert_memory_equal(some->target, more->target, 33 * sizeof(double));
  assert_memory_equal(some->values + 33 * 3, more->values + 100 * 3, 33 * 3 * sizeof(double));
  assert_memory_equal(some->target + 33, more->target + 100, 33 * sizeof(double));
  free(some);
  free(more);
}

static void levels_agree(void **state)
{
  (void)state;
  struct random_level names[RANDOM_LEVELS];
  size_t count = random_levels(names);
  if (count == 1) skip();
  for (size_t l = 1; l < count; l++)
    for (int kind = MADE_MOONS; kind <= MADE_LINEAR; kind++)
      for (size_t rows = 1; rows < 200; rows += 13) {
        struct made_config config = {(enum made_kind)kind, rows, 3, 7, 0.2, 0.8};
        struct dataset *a = level[0](&config, stream), *b = level[l](&config, stream);
        assert_non_null(a);
        assert_non_null(b);
        assert_memory_equal(a->values, b->values, 2 * rows * a->inputs * sizeof(double));
        if (a->label) assert_memory_equal(a->label, b->label, 2 * rows * sizeof(int));
        if (a->target) assert_memory_equal(a->target, b->target, 2 * rows * sizeof(double));
        free(a);
        free(b);
      }
}

static void too_much_is_refused(void **state)
{
  (void)state;
  struct made_config config = {MADE_LINEAR, .rows = (size_t)1 << 32, .inputs = (size_t)1 << 31};
  assert_null(made_set(&config, stream));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(generators_are_followed), cmocka_unit_test(circles_are_circles),
      cmocka_unit_test(classes_share_rows),      cmocka_unit_test(one_row_will_do),
      cmocka_unit_test(noise_is_normal),         cmocka_unit_test(spiral_noise_turns),
      cmocka_unit_test(blobs_have_centres),      cmocka_unit_test(linear_is_a_plane),
      cmocka_unit_test(prefixes_stay),           cmocka_unit_test(levels_agree),
      cmocka_unit_test(too_much_is_refused),
  };
  return cmocka_run_group_tests_name("made", tests, NULL, NULL);
}
