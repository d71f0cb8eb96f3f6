/* test_invariance.c -- what rank-based methods cannot notice: increasing transforms of f, where
 * the origin lies, the unit of length, and, of those with a full covariance, a rotation; and that
 * equal values rank in the order of their samples. */
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
#include "tests/support/asking.h"
#include "tests/support/machine.h"

enum { DIM_MOST = 10, POINTS_MOST = 256 };

static const struct stream stream = {0x1234567890abcdef};

static const struct library *widest(void)
{
  struct libraries levels[MACHINE_LEVELS];
  return levels[machine_levels(levels) - 1].optimizers;
}

/* --- a method on f(inverse(x)), its start and region moved along --- */

struct run {
  struct method method;
  void *state;
  size_t dim, sample; /* samples of this generation answered before this query */
  struct query query;
  enum ask asked;
  double f[POINTS_MOST];
};

/* x -> scale x + shift */
struct place {
  double scale, shift;
};

static void begin(struct run *r, const char *text, size_t dim, const double *start,
                  struct place place, const struct draw *draw)
{
  struct error err;
  double from[DIM_MOST], low[DIM_MOST], high[DIM_MOST];
  if (method_parse(widest(), text, &r->method, &err)) fail_msg("%s", err.text);
  for (size_t i = 0; i < dim; i++) {
    from[i] = place.scale * start[i] + place.shift;
    low[i] = place.scale * -5 + place.shift;
    high[i] = place.scale * 5 + place.shift;
  }
  struct setup setup = {.dim = dim,
                        .start = from,
                        .low = low,
                        .high = high,
                        .budget = 1e9,
                        .stream = stream,
                        .behaviours = dim,
                        .draw = draw};
  r->dim = dim;
  r->sample = 0;
  r->state = r->method.type->alloc(&setup, method_config(&r->method));
  assert_non_null(r->state);
}

static bool ask(struct run *r)
{
  r->asked = r->method.type->ask(r->state, &r->query);
  if (r->asked == ASK_EVALUATE) assert_in_range(r->query.count, 1, POINTS_MOST);
  return r->asked == ASK_EVALUATE;
}

static void tell(struct run *r)
{
  r->method.type->tell(
      r->state,
      &(struct answer){.f = r->f, .behaviour = r->query.want_behaviour ? r->query.x : NULL});
  r->sample = r->query.more ? r->sample + r->query.count : 0;
}

static void end(struct run *r)
{
  r->method.type->free(r->state);
  method_free(&r->method);
}

static const double *mean(const struct run *r) { return r->method.type->incumbent(r->state); }

static void canonical_start(size_t dim, double *start)
{
  for (size_t i = 0; i < dim; i++) start[i] = i % 2 ? 1 : -1.2;
}

/* --- increasing transforms --- */

/* On a grid of 2^-30, so that no transform makes two values of different ones equal, nor
 * differences of equal ones: near the minimum there are many ties. */
static double valley(const double *x, size_t dim)
{
  return floor(objective_rosenbrock(x, dim) * 0x1p30) * 0x1p-30;
}

static double steps(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += floor(fabs(x[i]) + 0.5);
  return sum;
}

static double doubled(double f) { return 2 * f + 1; }
static double cubed(double f) { return f * f * f; }
static double logarithm(double f) { return log1p(f); }
static double bounded(double f) { return atan(f / 1e4); }
static double negative(double f) { return -1 / (f + 1e-3); }

static double (*const transforms[])(double) = {doubled, cubed, logarithm, bounded, negative};
static const char *const transform_names[] = {"2 f + 1", "f^3", "ln(1 + f)", "atan", "-1 / f"};
enum { TRANSFORMS = sizeof transforms / sizeof *transforms };

static const char *const ranked[] = {
    "snes",
    "snes:tail=cauchy,sigma=0.1",
    "snes:adaptation=yes",
    "xnes",
    "xnes:adaptation=yes",
    "nes",
    "canonical-nes",
    "canonical-nes:covariance=diagonal",
    "canonical-nes:gradient=plain,rate=1e-3",
    "adam@es:utility=centred-rank",
    "adam@es:utility=nes",
    "sgd@es:utility=centred-rank,antithetic=no",
    "local",
    "local:adapt=yes",
    "cmaes",
    "cmaes:weights=positive",
    "sep-cmaes",
    "ga",
    "de",
    "pso",
};

static void follow_transform(const char *text, objective *f, size_t dim, int t)
{
  struct run a, b;
  double start[DIM_MOST];
  size_t differ = 0;
  canonical_start(dim, start);
  begin(&a, text, dim, start, (struct place){1, 0}, NULL);
  begin(&b, text, dim, start, (struct place){1, 0}, NULL);
  for (int g = 0; g < 200;) {
    bool more = ask(&a);
    ask(&b);
    assert_int_equal(a.asked, b.asked);
    if (!more) break;
    assert_int_equal(a.query.count, b.query.count);
    if (memcmp(a.query.x, b.query.x, a.query.count * dim * sizeof *a.query.x))
      fail_msg("%s notices %s at generation %d", text, transform_names[t], g);
    for (size_t k = 0; k < a.query.count; k++) {
      a.f[k] = f(a.query.x + k * dim, dim);
      b.f[k] = transforms[t](a.f[k]);
      differ += k && a.f[k] != a.f[0];
      for (size_t j = 0; j < k; j++) {
        assert_int_equal(a.f[j] < a.f[k], b.f[j] < b.f[k]);
        assert_int_equal(a.f[j] > a.f[k], b.f[j] > b.f[k]);
      }
    }
    g += !a.query.more;
    tell(&a);
    tell(&b);
    if (memcmp(mean(&a), mean(&b), dim * sizeof *start))
      fail_msg("%s, %s: the incumbents part at generation %d", text, transform_names[t], g);
  }
  assert_true(differ > 0 || a.query.count == 1);
  end(&a);
  end(&b);
}

static void test_transforms(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < sizeof ranked / sizeof *ranked; i++)
    for (int t = 0; t < TRANSFORMS; t++) {
      follow_transform(ranked[i], valley, 2, t);
      follow_transform(ranked[i], valley, 10, t);
      follow_transform(ranked[i], steps, 2, t);
    }
}

/* The same on a method that weighs by f itself, which has to notice. */
static void test_transforms_are_noticed(void **unused)
{
  (void)unused;
  static const char *const others[] = {"canonical-nes:utility=raw,rate=1e-3", "sgd@es"};
  for (int i = 0; i < 2; i++) {
    struct run r[2];
    double start[2];
    canonical_start(2, start);
    for (int v = 0; v < 2; v++) {
      begin(&r[v], others[i], 2, start, (struct place){1, 0}, NULL);
      assert_true(ask(&r[v]));
      for (size_t k = 0; k < r[v].query.count; k++) {
        double f = valley(r[v].query.x + 2 * k, 2);
        r[v].f[k] = v ? logarithm(f) : f;
      }
      tell(&r[v]);
    }
    assert_memory_not_equal(mean(&r[0]), mean(&r[1]), sizeof start);
    end(&r[0]);
    end(&r[1]);
  }
}

/* --- the order of equal values --- */

static const char *const in_order[] = {
    "snes",
    "snes:population=40",
    "xnes",
    "xnes:population=40",
    "canonical-nes",
    "canonical-nes:covariance=diagonal",
    "sgd@es:utility=centred-rank,antithetic=no",
    "sgd@es:utility=nes,antithetic=no",
    "cmaes",
    "sep-cmaes",
};

/* Values that are equal, and the same with a little more for every later sample. */
static void follow_ties(const char *text, objective *f, size_t dim)
{
  struct run a, b;
  double start[DIM_MOST];
  canonical_start(dim, start);
  begin(&a, text, dim, start, (struct place){1, 0}, NULL);
  begin(&b, text, dim, start, (struct place){1, 0}, NULL);
  for (int g = 0; g < 100; g++) {
    bool more = ask(&a);
    ask(&b);
    /* All values equal may be a reason to end, where they are. */
    if (!more && a.asked != b.asked) break;
    assert_int_equal(a.asked, b.asked);
    if (!more) break;
    if (memcmp(a.query.x, b.query.x, a.query.count * dim * sizeof *a.query.x))
      fail_msg("%s ranks equal values in another order, generation %d", text, g);
    for (size_t k = 0; k < a.query.count; k++) {
      a.f[k] = f(a.query.x + k * dim, dim);
      b.f[k] = a.f[k] + 1e-6 * (double)(a.sample + k);
    }
    tell(&a);
    tell(&b);
  }
  end(&a);
  end(&b);
}

static void test_ties(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++)
    for (size_t dim = 2; dim <= 10; dim += 8) {
      follow_ties(in_order[i], objective_plateau, dim);
      follow_ties(in_order[i], steps, dim);
    }
}

/* --- the unit of length and the origin --- */

/* No symmetry, no ties, no cancellation near the minimum. */
static double bowl(const double *x, size_t dim)
{
  double sum = 0;
  for (size_t i = 0; i < dim; i++) sum += (double)(i + 1) * x[i] * x[i];
  return sum + 0.7 * x[0] * x[dim - 1];
}

/* Largest distance of the points of two runs of f, one placed elsewhere, in units of the largest
 * coordinate of the other; NaN where one ended earlier. */
static double drift(const char *text, const char *placed_text, objective *f, size_t dim,
                    struct place place, int generations)
{
  struct run a, b;
  double start[DIM_MOST], worst = 0, y[DIM_MOST];
  canonical_start(dim, start);
  begin(&a, text, dim, start, (struct place){1, 0}, NULL);
  begin(&b, placed_text, dim, start, place, NULL);
  for (int g = 0; g < generations;) {
    bool more = ask(&a);
    if (more != ask(&b)) worst = NAN;
    if (!more || isnan(worst)) break;
    assert_int_equal(a.query.count, b.query.count);
    for (size_t k = 0; k < a.query.count; k++) {
      const double *x = a.query.x + k * dim, *moved = b.query.x + k * dim;
      for (size_t i = 0; i < dim; i++) {
        y[i] = (moved[i] - place.shift) / place.scale;
        worst = fmax(worst, fabs(y[i] - x[i]) / fmax(1, largest(x, dim)));
      }
      a.f[k] = f(x, dim);
      b.f[k] = f(y, dim);
    }
    g += !a.query.more;
    tell(&a);
    tell(&b);
  }
  end(&a);
  end(&b);
  return worst;
}

static void test_scale(void **unused)
{
  (void)unused;
  /* 64 times as long: a power of two, and so the same digits. */
  static const char *const pairs[][2] = {
      {"snes:sigma=0.5", "snes:sigma=32"},
      {"snes:sigma=0.1,tail=cauchy", "snes:sigma=6.4,tail=cauchy"},
      {"snes:sigma=0.5,adaptation=yes", "snes:sigma=32,adaptation=yes"},
      {"xnes:sigma=0.5", "xnes:sigma=32"},
      {"xnes:sigma=0.5,adaptation=yes", "xnes:sigma=32,adaptation=yes"},
      {"canonical-nes:sigma=0.5", "canonical-nes:sigma=32"},
      {"canonical-nes:sigma=0.5,covariance=diagonal", "canonical-nes:sigma=32,covariance=diagonal"},
      {"local:sigma=0.125", "local:sigma=8"},
      {"local:sigma=0.125,adapt=yes", "local:sigma=8,adapt=yes"},
      {"cmaes:sigma=0.5", "cmaes:sigma=32"},
      {"sep-cmaes:sigma=0.5", "sep-cmaes:sigma=32"},
      {"de", "de"},
      {"pso", "pso"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    for (size_t dim = 2; dim <= 10; dim += 8) {
      double worst =
          drift(pairs[i][0], pairs[i][1], objective_rosenbrock, dim, (struct place){64, 0}, 100);
      if (worst != 0) fail_msg("%s, d = %zu: %g away", pairs[i][0], dim, worst);
    }
}

/* The points of 50 generations, moved by 3, to the rounding of x + 3: 2e-14 at worst (de, d = 10).
 */
static void test_translation(void **unused)
{
  (void)unused;
  for (size_t i = 0; i < sizeof ranked / sizeof *ranked; i++)
    for (size_t dim = 2; dim <= 10; dim += 8) {
      double worst = drift(ranked[i], ranked[i], bowl, dim, (struct place){1, 3}, 50);
      if (!(worst <= 1e-12)) fail_msg("%s, d = %zu: %g away", ranked[i], dim, worst);
    }
}

/* --- rotation --- */

/* An orthogonal matrix from reflections at random vectors. */
static void rotation(size_t dim, double *q)
{
  for (size_t i = 0; i < dim * dim; i++) q[i] = i % (dim + 1) ? 0 : 1;
  for (uint32_t turn = 0; turn < 4; turn++) {
    double v[DIM_MOST], square = 0;
    random_normals(stream, 1000000, turn, 1, dim, v);
    for (size_t i = 0; i < dim; i++) square += v[i] * v[i];
    for (size_t i = 0; i < dim; i++) {
      double along = 0;
      for (size_t j = 0; j < dim; j++) along += q[i * dim + j] * v[j];
      for (size_t j = 0; j < dim; j++) q[i * dim + j] -= 2 * along / square * v[j];
    }
  }
}

/* out = Q x, or Q^T x */
static void turn(const double *q, bool back, const double *x, size_t dim, double *out)
{
  for (size_t i = 0; i < dim; i++) {
    out[i] = 0;
    for (size_t j = 0; j < dim; j++) out[i] += q[back ? j * dim + i : i * dim + j] * x[j];
  }
}

/* Normals turned by Q: as standard normal as they were. */
static void turned(void *context, uint64_t generation, uint32_t first, size_t samples, size_t dim,
                   double *out)
{
  random_normals(stream, generation, first, samples, dim, out);
  for (size_t k = 0; k < samples; k++) {
    double z[DIM_MOST];
    memcpy(z, out + k * dim, dim * sizeof *z);
    turn(context, false, z, dim, out + k * dim);
  }
}

/* Largest distance of Q^T x' from x over the points x of a run on f and x' of one on f(Q^T x'),
 * whose start and normals are turned by Q. */
static double turned_drift(const char *text, objective *f, size_t dim, int generations)
{
  struct run a, b;
  double q[DIM_MOST * DIM_MOST], start[DIM_MOST], there[DIM_MOST], worst = 0, y[DIM_MOST];
  rotation(dim, q);
  canonical_start(dim, start);
  turn(q, false, start, dim, there);
  struct draw draw = {.normals = turned, .context = q};
  begin(&a, text, dim, start, (struct place){1, 0}, NULL);
  begin(&b, text, dim, there, (struct place){1, 0}, &draw);
  for (int g = 0; g < generations; g++) {
    if (!ask(&a) || !ask(&b)) {
      worst = NAN;
      break;
    }
    for (size_t k = 0; k < a.query.count; k++) {
      const double *x = a.query.x + k * dim;
      turn(q, true, b.query.x + k * dim, dim, y);
      for (size_t i = 0; i < dim; i++)
        worst = fmax(worst, fabs(y[i] - x[i]) / fmax(1, largest(x, dim)));
      a.f[k] = f(x, dim);
      b.f[k] = f(y, dim);
    }
    tell(&a);
    tell(&b);
  }
  end(&a);
  end(&b);
  return worst;
}

/* The points of 50 generations, to rounding: 8e-15 at worst (cmaes on the valley, d = 2). Methods
 * with a deviation a coordinate have to notice. */
static void test_rotation(void **unused)
{
  (void)unused;
  static const char *const full[] = {"xnes", "xnes:adaptation=yes", "cmaes",
                                     "cmaes:weights=positive"};
  static const char *const along_axes[] = {"snes", "sep-cmaes"};
  objective *const functions[] = {bowl, objective_rosenbrock};
  for (size_t dim = 2; dim <= 10; dim += 8)
    for (int f = 0; f < 2; f++) {
      for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
        double worst = turned_drift(full[i], functions[f], dim, 50);
        if (!(worst <= 1e-12)) fail_msg("%s, d = %zu: %g away", full[i], dim, worst);
      }
      for (size_t i = 0; i < sizeof along_axes / sizeof *along_axes; i++)
        assert_true(turned_drift(along_axes[i], functions[f], dim, 50) > 0.1);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_transforms),  cmocka_unit_test(test_transforms_are_noticed),
      cmocka_unit_test(test_ties),        cmocka_unit_test(test_scale),
      cmocka_unit_test(test_translation), cmocka_unit_test(test_rotation),
  };
  return cmocka_run_group_tests_name("invariance", tests, NULL, NULL);
}
