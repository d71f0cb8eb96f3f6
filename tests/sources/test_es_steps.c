/* test_es_steps.c -- every parameter of es and vo, step by step, against the formulas written down
 * in one piece; what ranks do not see; every rule on both sources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/descent.h"
#include "src/draws/noise.h"
#include "tests/support/subject.h"

extern const struct library LEVELED(library);

/* So many that a generation takes several queries, in pairs or not. */
enum { DIM = 75, SAMPLES = 30, POINTS = 2 * SAMPLES };

/* What an estimate is asked to be. */
struct want {
  bool vo, pairs, baseline, shared_deviation;
  enum noise noise;
  double freedom, sigma, shrink, decay, drift;
  bool by_sigma;
  uint64_t jump;
  const char *utility, *ties;
};

static double jumpy(const double *x, size_t dim)
{
  double f = 0;
  for (size_t i = 0; i < dim; i++) f += floor(x[i] + 0.5) * floor(x[i] + 0.5);
  return f;
}

static double plateau(const double *x, size_t dim)
{
  (void)x;
  (void)dim;
  return 0.1; /* whose mean is not quite 0.1 */
}

/* Place of point k between equal values, see the parameter `ties`. */
static size_t place(const struct want *w, size_t k, size_t n)
{
  if (!w->pairs || !strcmp(w->ties, "pairs")) return k;
  return k % 2 ? n / 2 + k / 2 : k / 2;
}

/* Differences of pairs, or from the mean, over their root mean square, cut at 2. */
static void clipped_weights(const struct want *w, const double *f, size_t n, double mean, double *u)
{
  size_t copies = w->pairs ? 2 : 1, count = n / copies;
  double square = 0;
  for (size_t k = 0; k < n; k += copies) {
    u[k] = w->pairs ? f[k] - f[k + 1] : f[k] - mean;
    if (w->pairs) u[k + 1] = 0;
    square += u[k] * u[k] / (double)count;
  }
  for (size_t k = 0; k < n && square > 0; k++) u[k] = fmax(-2, fmin(2, u[k] / sqrt(square)));
}

/* u_k by counting; ranks from 0, the lowest f first. */
static void weights(const struct want *w, const double *f, size_t n, double *u)
{
  double mean = 0, square = 0, total = 0, count = (double)n;
  for (size_t k = 0; k < n; k++) mean += f[k] / count;
  for (size_t k = 0; k < n; k++) square += (f[k] - mean) * (f[k] - mean) / count;
  for (size_t r = 1; r <= n; r++) total += fmax(0, log(count / 2 + 1) - log((double)r));
  if (!strcmp(w->utility, "clipped")) {
    size_t equal = 0;
    for (size_t k = 0; k < n; k++) equal += f[k] == f[0];
    clipped_weights(w, f, n, equal == n ? f[0] : mean, u);
    return;
  }
  for (size_t k = 0; k < n; k++) {
    size_t lower = 0, before = 0, equal = 0;
    bool last_first = !strcmp(w->ties, "pairs"); /* ascending order of -f: lower f, later place */
    for (size_t j = 0; j < n; j++) {
      lower += f[j] < f[k];
      equal += f[j] == f[k];
      before += f[j] == f[k] && place(w, j, n) < place(w, k, n);
    }
    size_t from = lower + (last_first ? equal - 1 - before : before), to = from + 1;
    if (!strcmp(w->ties, "shared")) {
      from = lower;
      to = lower + equal;
    }
    u[k] = f[k] - (w->baseline ? mean : 0);
    if (!strcmp(w->utility, "z-score")) u[k] = equal == n ? 0 : (f[k] - mean) / sqrt(square);
    if (strcmp(w->utility, "centred-rank") != 0 && strcmp(w->utility, "nes") != 0) continue;
    u[k] = 0;
    for (size_t r = from; r < to; r++)
      u[k] += (w->utility[0] == 'c'
                   ? (double)r / (count - 1) - 0.5
                   : 1 / count - fmax(0, log(count / 2 + 1) - log((double)r + 1)) / total) /
              (double)(to - from);
  }
}

/* psi and p''/p of one value. */
static double score(const struct want *w, double z)
{
  double v = w->freedom;
  switch (w->noise) {
  case NOISE_GAUSS:
    return z;
  case NOISE_LAPLACE:
    return z > 0 ? 1 : -1;
  case NOISE_T:
    return (v + 1) * z / (v + z * z);
  case NOISE_CAUCHY:
    return 2 * z / (1 + z * z);
  }
  return NAN;
}

static double bend(const struct want *w, double z)
{
  double v = w->noise == NOISE_CAUCHY ? 1 : w->freedom, q = v + z * z;
  if (w->noise == NOISE_LAPLACE) return 0;
  if (w->noise == NOISE_GAUSS) return z * z - 1;
  return (v + 1) * ((v + 2) * z * z - v) / (q * q);
}

/* The gradient at theta, the best of the points, and what es says of the second derivative. */
static void estimate(const struct want *w, uint64_t generation, const double *theta,
                     const double *last, objective *f_of, double *g, double *best, double second[2])
{
  static double z[SAMPLES * DIM];
  double f[POINTS], u[POINTS], x[DIM], low = INFINITY, t[SAMPLES];
  size_t n = w->pairs ? POINTS : SAMPLES, copies = w->pairs ? 2 : 1;
  double now = w->sigma * pow(w->shrink, (double)generation);
  noise_draw(w->noise, w->freedom, stream_root(1), generation, 0, SAMPLES, DIM, z);
  for (size_t k = 0; k < n; k++) {
    for (size_t i = 0; i < DIM; i++) {
      double sigma = w->vo ? exp(theta[DIM + (w->shared_deviation ? 0 : i)]) : now;
      x[i] = theta[i] + w->drift * (theta[i] - last[i]) +
             (w->pairs && k % 2 ? -1 : 1) * sigma * z[k / copies * DIM + i];
    }
    f[k] = f_of(x, DIM);
    if (f[k] < low) memcpy(best, x, sizeof x);
    low = fmin(low, f[k]);
  }
  weights(w, f, n, u);
  memset(g, 0, 2 * DIM * sizeof *g);
  for (size_t i = 0; i < DIM; i++) {
    for (size_t k = 0; k < n; k++) {
      double at = z[k / copies * DIM + i];
      g[i] += u[k] * score(w, at) * (w->pairs && k % 2 ? -1 : 1) / (double)n;
      g[DIM + (w->shared_deviation ? 0 : i)] += u[k] * (at * at - 1) / (double)n;
    }
    if (w->vo) g[i] /= exp(theta[DIM + (w->shared_deviation ? 0 : i)]);
    if (!w->vo && w->by_sigma) g[i] /= now;
    g[i] += w->decay * theta[i];
  }
  double mean = 0, total = 0, variance = 0, scale = now * now * DIM;
  for (size_t k = 0; k < n; k++) mean += f[k] / (double)n;
  for (size_t k = 0; k < SAMPLES; k++) {
    double h = 0, own = w->pairs ? (f[2 * k] + f[2 * k + 1]) / 2 : f[k];
    for (size_t i = 0; i < DIM; i++) h += bend(w, z[k * DIM + i]);
    t[k] = (own - mean) * h / scale * SAMPLES / (SAMPLES - 1);
    total += t[k] / SAMPLES;
  }
  for (size_t k = 0; k < SAMPLES; k++)
    variance += (t[k] - total) * (t[k] - total) / (SAMPLES - 1) / SAMPLES;
  second[0] = total;
  second[1] = variance;
}

static double origin[DIM], edge[DIM]; /* edge: near jumps of the steps */
static int set_up(void **state)
{
  static const double from[] = {3, -2, 1, -1, 2}, near[] = {2.45, -1.55, 0.52, -0.48, 1.47};
  (void)state;
  for (size_t i = 0; i < DIM; i++) {
    origin[i] = from[i % 5];
    edge[i] = near[i % 5];
  }
  return 0;
}

/* Six steps of descent, none longer than 0.1. */
static void follow(const char *text, const struct want *w, objective *f_of)
{
  struct subject s = subject(text, origin, DIM);
  double theta[2 * DIM], last[DIM], before[2 * DIM], g[2 * DIM], best[DIM], second[2], told[2];
  memcpy(theta, s.theta, s.size * sizeof *theta);
  memcpy(last, theta, sizeof last);
  if (!w->vo) s.source->diagnose(s.state, s.theta, told);
  if (!w->vo) assert_true(told[0] == 0 && told[1] == 0);
  for (uint64_t step = 0; step < 6; step++) {
    estimate(w, step, theta, last, f_of, g, best, second);
    subject_gradient(&s, f_of);
    double most = fmax(1, largest(g, s.size));
    for (size_t i = 0; i < s.size; i++)
      if (!(fabs(s.gradient[i] - g[i]) < 1e-12 * most)) fail_msg("%s: step %d", text, (int)step);
    if (!w->vo) {
      s.source->diagnose(s.state, s.theta, told);
      if (!(worst_difference(told, second, 2) < 1e-11)) fail_msg("%s: second", text);
    }
    memcpy(last, theta, sizeof last);
    memcpy(before, theta, sizeof before);
    double rate = 0.1 / most;
    for (size_t i = 0; i < s.size; i++) {
      theta[i] -= rate * g[i];
      s.theta[i] -= rate * s.gradient[i];
    }
    if (w->jump && (step + 1) % w->jump == 0) memcpy(theta, best, sizeof best);
    if (s.source->settle) s.source->settle(s.state, s.theta);
    if (!(worst_difference(s.theta, theta, s.size) < 1e-12)) fail_msg("%s: settle", text);
    memcpy(s.theta, theta, s.size * sizeof *theta);
  }
  subject_free(&s);
}

static const char *const utilities[] = {"raw", "z-score", "centred-rank", "nes", "clipped"};
static const char *const tie_orders[] = {"halves", "pairs", "shared"};
static objective *const objectives[] = {bowl, jumpy, plateau};

static void test_es(void **state)
{
  (void)state;
  static const char *const noises[] = {"gauss", "laplace", "t", "cauchy"};
  for (size_t number = 0; number < 4 * 5 * 3 * 2 * 2 * 2; number++) {
    size_t n = number;
    struct want w = {.sigma = 0.3, .freedom = 2.5, .by_sigma = true};
    w.noise = (enum noise)(n % 4), n /= 4;
    w.utility = utilities[n % 5], n /= 5;
    w.ties = tie_orders[n % 3], n /= 3;
    w.pairs = n % 2, n /= 2;
    w.baseline = n % 2, n /= 2;
    w.by_sigma = n % 2;
    /* The others in turns. */
    w.decay = number % 3 ? 0 : 0.03;
    w.drift = number % 5 ? 0 : 0.7;
    w.jump = number % 7 % 4;
    w.shrink = number % 2 ? 1 : 0.8;
    char text[256];
    snprintf(text, sizeof text,
             "sgd@es:sigma=0.3,freedom=2.5,noise=%s,utility=%s,ties=%s,antithetic=%s,baseline=%s,"
             "scaling=%s,weight_decay=%g,drift=%g,jump=%d,population=%d,shrink=%g",
             noises[w.noise], w.utility, w.ties, w.pairs ? "yes" : "no",
             w.baseline ? "mean" : "none", w.by_sigma ? "sigma" : "none", w.decay, w.drift,
             (int)w.jump, w.pairs ? POINTS : SAMPLES, w.shrink);
    for (size_t o = 0; o < 3; o++) follow(text, &w, objectives[o]);
  }
}

static void test_vo(void **state)
{
  (void)state;
  for (size_t number = 0; number < 5 * 2 * 2; number++) {
    struct want w = {.vo = true, .ties = "shared", .shrink = 1, .utility = utilities[number % 5]};
    w.shared_deviation = number / 5 % 2;
    w.baseline = number / 10;
    char text[256];
    snprintf(text, sizeof text,
             "sgd@vo:sigma=0.8,utility=%s,deviation=%s,baseline=%s,population=%d", w.utility,
             w.shared_deviation ? "shared" : "each", w.baseline ? "mean" : "none", SAMPLES);
    for (size_t o = 0; o < 3; o++) follow(text, &w, objectives[o]);
  }
}

/* Equal values: no direction from utilities that add up to 0, exactly. */
static void test_plateau(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "sgd@es:utility=z-score,antithetic=no",
      "sgd@es:utility=z-score",
      "sgd@es:utility=centred-rank,ties=shared,antithetic=no",
      "sgd@es:utility=nes,ties=shared",
      "sgd@vo:utility=z-score",
      "sgd@vo:utility=centred-rank",
  };
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
    struct subject s = subject(texts[t], origin, DIM);
    subject_gradient(&s, plateau);
    for (size_t i = 0; i < s.size; i++) assert_true(s.gradient[i] == 0);
    subject_free(&s);
  }
}

/* --- ranks --- */

static double rising(const double *x, size_t dim)
{
  double f = objective_rosenbrock(x, dim);
  return 7 * f * f * f - 1e3;
}

static double rising_steps(const double *x, size_t dim) { return exp(jumpy(x, dim) / 10) - 5; }

/* Whether 20 steps of a rule are the same on f and on an increasing transform of it. */
static bool same_course(const char *text, objective *f, objective *transformed)
{
  struct asking a, b;
  asking_start(&a, &LEVELED(library), text, DIM, edge, stream_root(3), NULL);
  asking_start(&b, &LEVELED(library), text, DIM, edge, stream_root(3), NULL);
  bool same = true;
  for (int step = 0; step < 20; step++) {
    asking_ask(&a);
    asking_ask(&b);
    asking_tell(&a, f);
    asking_tell(&b, transformed);
    same = same && !memcmp(asking_mean(&a), asking_mean(&b), sizeof edge);
  }
  bool moved = memcmp(asking_mean(&a), edge, sizeof edge) != 0;
  asking_end(&a);
  asking_end(&b);
  assert_true(moved);
  return same;
}

static void test_invariance(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "adam@es:utility=centred-rank",
      "momentum@es:utility=nes,ties=pairs",
      "sgd@es:utility=nes,noise=cauchy",
      "adam@es:utility=centred-rank,antithetic=no,jump=3",
      "adam@es:utility=nes,ties=shared",
      "adam@vo:utility=centred-rank",
      "rmsprop@vo:utility=nes,deviation=shared",
  };
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
    assert_true(same_course(texts[t], objective_rosenbrock, rising));
    assert_true(same_course(texts[t], jumpy, rising_steps));
  }
  assert_false(same_course("sgd@es:utility=z-score", objective_rosenbrock, rising));
  assert_false(same_course("adam@vo", jumpy, rising_steps));
}

/* --- rules --- */

static void test_every_rule(void **state)
{
  (void)state;
  enum { FEW = 5 };
  static const char *const sources[] = {"es",        "es:utility=nes,noise=t,drift=0.2",
                                        "vo",        "vo:utility=z-score",
                                        "es:jump=5", "es:noise=laplace"};
  for (size_t r = 0; LEVELED(library).rules[r]; r++)
    for (size_t k = 0; k < sizeof sources / sizeof *sources; k++) {
      if (LEVELED(library).rules[r]->slot) continue; /* it has no rate, and is as it was trained */
      if (LEVELED(library).rules[r]->traits & NEEDS_LAYERS && !strncmp(sources[k], "vo", 2))
        continue; /* refused, see test_method.c */
      /* The best of some rates: a rule that works at none of them is broken. AdaDelta begins with
       * steps of a thousandth of its rate. */
      double best = INFINITY;
      double unit = strcmp(LEVELED(library).rules[r]->name, "adadelta") ? 1 : 1000;
      for (double rate = 1e-3 * unit; rate < 2 * unit; rate *= 10) {
        char text[128];
        snprintf(text, sizeof text, "%s@%s%srate=%g", LEVELED(library).rules[r]->name, sources[k],
                 strchr(sources[k], ':') ? "," : ":", rate);
        struct asking a;
        asking_start(&a, &LEVELED(library), text, FEW, origin, stream_root(3), NULL);
        for (int step = 0; step < 300; step++) {
          asking_ask(&a);
          asking_tell(&a, objective_sphere);
        }
        best = fmin(best, objective_sphere(asking_mean(&a), FEW));
        asking_end(&a);
      }
      if (!(best < 0.1 * objective_sphere(origin, FEW)))
        fail_msg("%s@%s stays at %g", LEVELED(library).rules[r]->name, sources[k], best);
    }
}

/* --- what they tell of their distribution --- */

static void test_covariance(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    double variance;
  } row[] = {
      {"sgd@es:sigma=0.3", 0.09},
      {"sgd@es:sigma=0.3,noise=laplace", 0.18},
      {"sgd@es:sigma=0.3,noise=t,freedom=5", 0.15},
      {"sgd@es:sigma=0.3,noise=t,freedom=2", 0.09},
      {"sgd@es:sigma=0.3,noise=cauchy", 0.09},
      {"sgd@vo:sigma=0.3", 0.09},
      {"sgd@vo:sigma=0.3,deviation=shared", 0.09},
  };
  for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
    struct subject s = subject(row[r].text, origin, DIM);
    double c[DIM * DIM];
    bool each = s.size == 2 * DIM;
    if (each) s.theta[DIM + 2] = log(0.5);
    s.source->covariance(s.state, s.theta, c);
    for (size_t i = 0; i < DIM; i++)
      for (size_t j = 0; j < DIM; j++) {
        double want = i != j ? 0 : each && i == 2 ? 0.25 : row[r].variance;
        assert_true(fabs(c[i * DIM + j] - want) < 1e-15);
      }
    subject_free(&s);
  }
}

/* A value so large that squares overflow leaves numbers that can be read back. */
static double huge(const double *x, size_t dim) { return 1e200 * objective_sphere(x, dim); }
static void test_overflow(void **state)
{
  (void)state;
  struct subject s = subject("sgd@es:utility=z-score", origin, DIM);
  double told[2];
  subject_gradient(&s, huge);
  for (size_t i = 0; i < DIM; i++) assert_true(isfinite(s.gradient[i]) && s.gradient[i] != 0);
  s.source->diagnose(s.state, s.theta, told);
  assert_true(told[0] == 0 && told[1] == DBL_MAX);
  subject_free(&s);
  s = subject("sgd@es:population=2", origin, DIM); /* nothing to compare with */
  subject_gradient(&s, bowl);
  s.source->diagnose(s.state, s.theta, told);
  assert_true(told[0] == 0 && told[1] == 0);
  subject_free(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_es),         cmocka_unit_test(test_vo),
      cmocka_unit_test(test_plateau),    cmocka_unit_test(test_invariance),
      cmocka_unit_test(test_every_rule), cmocka_unit_test(test_covariance),
      cmocka_unit_test(test_overflow),
  };
  return cmocka_run_group_tests_name("es_steps", tests, set_up, NULL);
}
