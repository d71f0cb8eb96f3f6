/* test_nes_shape.c -- what the NES family tells of its distribution: covariance, spread and
 * condition against the factor itself; and snes where a generation is too large to be kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/population.h"
#include "src/draws/random.h"
#include "src/search/gaussian/nes.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM_MOST = 50 };

static const struct stream stream = {0x1234567890abcdef};

static double bent(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++)
    sum += pow(1e4, (double)i / (double)dim) * pow(x[i] - 0.7 * x[(i + 1) % dim] - 1, 2);
  return sum;
}

/* --- the factor, seen through the points of a generation whose normals are the unit vectors --- */

struct probe {
  uint64_t generation;
};

static void probed(void *context, uint64_t generation, uint32_t first, size_t samples, size_t dim,
                   double *out)
{
  const struct probe *p = context;
  if (generation != p->generation) {
    random_normals(stream, generation, first, samples, dim, out);
    return;
  }
  for (size_t k = 0; k < samples; k++)
    for (size_t i = 0; i < dim; i++) out[k * dim + i] = i == first + k ? 0x1p20 : 0;
}

static void check_shape(const struct library *library, const char *text, size_t d,
                        uint64_t generations, bool diagonal)
{
  static double c[DIM_MOST * DIM_MOST], told[DIM_MOST * DIM_MOST], axis[DIM_MOST];
  struct probe probe = {generations};
  struct draw draw = {.normals = probed, .context = &probe};
  struct asking r;
  double start[DIM_MOST], values[DIAGNOSTICS_MAX];
  struct spread reach;
  for (size_t i = 0; i < d; i++) start[i] = i % 2 ? 1 : -1.2;
  asking_start(&r, library, text, d, start, stream, &draw);
  for (uint64_t g = 0; g < generations; g++) {
    asking_ask(&r);
    asking_tell(&r, bent);
  }
  r.method.type->covariance(r.state, told);
  r.method.type->spread(r.state, &reach);
  double shortest = reach.shortest, longest = reach.longest, square = 0;
  for (size_t i = 0; i < d; i++)
    assert_near(reach.deviation[i], sqrt(told[i * d + i]), reach.deviation[i], 1e-12, text, i);
  assert_true((reach.axis == NULL) == diagonal);
  if (reach.axis) memcpy(axis, reach.axis, d * sizeof *axis);
  r.method.type->diagnose(r.state, values);
  assert_near(values[1], pow(longest / shortest, 2), values[1], 1e-12, text, 0);

  asking_ask(&r);
  assert_true(r.query.count >= d);
  for (size_t i = 0; i < d * d; i++) c[i] = 0;
  for (size_t k = 0; k < d; k++)
    for (size_t i = 0; i < d; i++)
      for (size_t j = 0; j < d; j++)
        c[i * d + j] += (r.query.x[k * d + i] - asking_mean(&r)[i]) * 0x1p-20 *
                        (r.query.x[k * d + j] - asking_mean(&r)[j]) * 0x1p-20;
  for (size_t i = 0; i < d * d; i++) assert_near(told[i], c[i], largest(c, d * d), 1e-12, text, i);

  if (reach.axis) { /* an axis v of length l: C v = l^2 v, |v| = l */
    for (size_t i = 0; i < d; i++) square += axis[i] * axis[i];
    for (size_t i = 0; i < d; i++) {
      double image = 0;
      for (size_t j = 0; j < d; j++) image += told[i * d + j] * axis[j];
      assert_near(image, square * axis[i], longest * longest * sqrt(square), 1e-11, text, i);
    }
  }
  gsl_matrix_view view = gsl_matrix_view_array(told, d, d);
  gsl_vector *eigen = gsl_vector_alloc(d);
  gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(d);
  gsl_eigen_symm(&view.matrix, eigen, work);
  double least = gsl_vector_min(eigen), most = gsl_vector_max(eigen), product = 0;
  for (size_t i = 0; i < d; i++) product += log(gsl_vector_get(eigen, i)) / (double)(2 * d);
  assert_near(longest * longest, most, most, 1e-12, text, 1);
  assert_near(shortest * shortest, least, most, 1e-12, text, 2);
  assert_near(log(values[0]), product, 1, 1e-9, text, 3);
  gsl_eigen_symm_free(work);
  gsl_vector_free(eigen);
  asking_end(&r);
}

static void test_shapes(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) {
    const struct library *library = levels[l].optimizers;
    check_shape(library, "snes:population=20", 7, 60, true);
    check_shape(library, "snes", 1, 10, true);
    check_shape(library, "xnes", 1, 10, false);
    check_shape(library, "xnes", 2, 40, false);
    check_shape(library, "xnes", 5, 200, false);
    check_shape(library, "xnes", 10, 0, false);
    check_shape(library, "xnes:population=40,rate_shape=0.1", 40, 50, false);
    check_shape(library, "nes:population=20", 7, 60, false);
    check_shape(library, "nes:population=45", 41, 20, true);
    check_shape(library, "canonical-nes", 4, 20, false);
    check_shape(library, "canonical-nes:covariance=diagonal", 6, 20, true);
  }
}

/* An axis shorter than the square root of the rounding times the longest keeps its length. */
static void test_needle(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  struct asking r;
  double start[2] = {1, 1}, values[DIAGNOSTICS_MAX];
  asking_start(&r, levels[machine_levels(levels) - 1].optimizers, "xnes", 2, start, stream, NULL);
  for (int g = 0; g < 250; g++) {
    asking_ask(&r);
    for (size_t k = 0; k < r.query.count; k++)
      r.f[k] = pow(r.query.x[2 * k] - r.query.x[2 * k + 1], 2) +
               1e20 * pow(r.query.x[2 * k] + r.query.x[2 * k + 1], 2);
    r.method.type->tell(r.state, &(struct answer){.f = r.f});
  }
  struct spread reach;
  r.method.type->diagnose(r.state, values);
  r.method.type->spread(r.state, &reach);
  /* det B = 1 makes the product sigma^2. */
  assert_true(values[1] > 1e18);
  assert_near(reach.shortest * reach.longest, values[0] * values[0], values[0] * values[0], 1e-3,
              "product", 0);
  asking_end(&r);
}

/* --- more than is kept --- */

/* snes by its formulas, with the normals of a whole generation at once. */
static void follow_large(const struct library *library, const char *text, size_t d, size_t n,
                         size_t generations)
{
  struct asking r;
  double *block = calloc(4 * d + n * d + 3 * n, sizeof *block);
  assert_non_null(block);
  double *mean = block, *s = mean + d, *step = s + d, *grow = step + d, *z = grow + d,
         *f = z + n * d, *utility = f + n, rate = (3 + log((double)d)) / (5 * sqrt((double)d));
  nes_utilities(n, utility);
  for (size_t i = 0; i < d; i++) mean[i] = i % 2 ? 1 : -1.2, s[i] = 0.5;
  asking_start(&r, library, text, d, mean, stream, NULL);
  for (size_t g = 0; g < generations; g++) {
    random_normals(stream, g, 0, n, d, z);
    for (size_t done = 0; done < n; done += r.query.count) {
      asking_ask(&r);
      assert_true(r.query.count == 1 || r.query.count * d <= CHUNK_LIMIT);
      assert_true(r.query.more == (done + r.query.count < n));
      for (size_t i = 0; i < r.query.count * d; i++)
        assert_near(r.query.x[i], mean[i % d] + s[i % d] * z[done * d + i], 1, 1e-12, text, g);
      asking_tell(&r, bent);
      memcpy(f + done, r.f, r.query.count * sizeof *f);
    }
    for (size_t i = 0; i < d; i++) step[i] = grow[i] = 0;
    for (size_t k = 0; k < n; k++) {
      size_t rank = 0;
      for (size_t j = 0; j < n; j++) rank += f[j] < f[k] || (f[j] == f[k] && j < k);
      for (size_t i = 0; i < d; i++) {
        step[i] += utility[rank] * z[k * d + i];
        grow[i] += utility[rank] * (z[k * d + i] * z[k * d + i] - 1);
      }
    }
    for (size_t i = 0; i < d; i++) {
      mean[i] += s[i] * step[i];
      s[i] *= exp(rate / 2 * grow[i]);
      assert_near(asking_mean(&r)[i], mean[i], 1, 1e-12, text, g);
    }
  }
  asking_end(&r);
  free(block);
}

static void test_large_populations(void **unused)
{
  (void)unused;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (size_t l = 0; l < count; l++) {
    follow_large(levels[l].optimizers, "snes:population=700", 390, 700, 3); /* not kept */
    follow_large(levels[l].optimizers, "snes", 500, 22, 3);                 /* kept, in chunks */
  }
  follow_large(levels[0].optimizers, "snes", 40000, 35, 2); /* a chunk is one point */
}

/* Where the first chunk rounds to the mean, but not the whole generation, the search goes on; with
 * all of it, it has converged. Coordinate 0 of samples from `alive` on is large. */
struct dying {
  uint32_t alive;
};

static void draw_dying(void *context, uint64_t generation, uint32_t first, size_t samples,
                       size_t dim, double *out)
{
  const struct dying *p = context;
  (void)generation;
  for (size_t k = 0; k < samples; k++)
    for (size_t i = 0; i < dim; i++)
      out[k * dim + i] = i == 0 && first + k >= p->alive ? 1e9 : 1e-9;
}

static void test_convergence_across_chunks(void **unused)
{
  (void)unused;
  enum { D = 500, N = 22 };
  static const uint32_t alive[] = {0, 1, N - 1, N};
  struct libraries levels[MACHINE_LEVELS];
  double start[D];
  for (size_t i = 0; i < D; i++) start[i] = 1;
  for (int i = 0; i < 4; i++) {
    struct dying dying = {alive[i]};
    struct draw draw = {.normals = draw_dying, .context = &dying};
    struct asking r;
    asking_start(&r, levels[machine_levels(levels) - 1].optimizers, "snes:sigma=1e-8", D, start,
                 stream, &draw);
    if (alive[i] == N) {
      assert_int_equal(r.method.type->ask(r.state, &r.query), ASK_CONVERGED);
    } else {
      asking_ask(&r);
      assert_true(r.query.count < N);
      assert_true((r.query.x[0] == 1) == (alive[i] > 0));
    }
    asking_end(&r);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shapes),
      cmocka_unit_test(test_needle),
      cmocka_unit_test(test_large_populations),
      cmocka_unit_test(test_convergence_across_chunks),
  };
  return cmocka_run_group_tests_name("nes_shape", tests, NULL, NULL);
}
