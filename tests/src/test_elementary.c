/* test_elementary.c -- elementary functions against the C library's in long double, and tanh of
 * many values at every vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/elementary.h"
#include "src/numeric/lanequick.h"
#include "src/numeric/lanesin.h"
#include "tests/support/network_levels.h"

static long double sigmoidl(long double x) { return 1 / (1 + expl(-x)); }
static long double softplusl(long double x)
{
  return (x > 0 ? x : 0) + log1pl(expl(x > 0 ? -x : x));
}

/* Within 1e-15 of the value, or, where doubles are sparser than that, two steps between them. */
static void near(const char *name, double x, double got, long double expected)
{
  if (isinf((double)expected) && (double)expected == got) return;
  long double off = fabsl((long double)got - expected);
  if (off <= 1e-15L * fabsl(expected) || off <= 2 * (long double)DBL_TRUE_MIN) return;
  fail_msg("%s(%.17g) is %.17g, not %.21Lg", name, x, got, expected);
}

/* Both signs of magnitudes from the smallest there is to beyond what exp can take. */
enum { MAGNITUDES = 60000 };

static double magnitude(int i) { return pow(10, -324 + (i % 3270) * 0.1 + i * 1e-5 / 3); }

static void values_are_right(void **state)
{
  (void)state;
  for (int i = 0; i < MAGNITUDES; i++)
    for (int sign = -1; sign <= 1; sign += 2) {
      double x = sign * magnitude(i), few = fmod(x, 800);
      near("tanh", x, repro_tanh(x), tanhl(x));
      near("expm1", few, repro_expm1(few), expm1l(few));
      if (x > -1) near("log1p", x, repro_log1p(x), log1pl(x));
      near("sigmoid", few, repro_sigmoid(few), sigmoidl(few));
      near("softplus", few, repro_softplus(few), softplusl(few));
    }
}

static void ends_are_right(void **state)
{
  (void)state;
  assert_true(repro_sigmoid(INFINITY) == 1 && repro_sigmoid(-INFINITY) == 0);
  assert_true(repro_sigmoid(0) == 0.5 && repro_sigmoid(-700) > 0);
  assert_true(repro_softplus(INFINITY) == INFINITY && repro_softplus(-INFINITY) == 0);
  assert_true(isnan(repro_sigmoid(NAN)) && isnan(repro_softplus(NAN)) && isnan(repro_tanh(NAN)));
}

static const double special[] = {0.0,  -0.0, DBL_TRUE_MIN, -DBL_TRUE_MIN, DBL_MIN,  1e-8, -1e-8,
                                 0.17, 0.18, -0.35,        19.06,         20,       -20,  22,
                                 700,  -1e4, DBL_MAX,      INFINITY,      -INFINITY};
enum { SPECIAL = sizeof special / sizeof *special };

static void tanh_of_many_is_right(void **state)
{
  (void)state;
  struct network_level levels[NETWORK_LEVELS];
  size_t count = network_levels(levels), n = SPECIAL + 2 * MAGNITUDES + 40001;
  double *x = malloc(n * sizeof *x), *y = malloc(n * sizeof *y);
  assert_non_null(x);
  assert_non_null(y);
  memcpy(x, special, sizeof special);
  for (int i = 0; i < MAGNITUDES; i++)
    x[SPECIAL + 2 * i] = -(x[SPECIAL + 2 * i + 1] = magnitude(i));
  for (int i = 0; i < 40001; i++) x[SPECIAL + 2 * MAGNITUDES + i] = (i - 20000) * 1.1e-3;
  for (size_t l = 0; l < count; l++) {
    memcpy(y, x, n * sizeof *x);
    levels[l].tanh(y, n);
    for (size_t i = 0; i < n; i++) {
      near(levels[l].name, x[i], y[i], tanhl(x[i]));
      assert_int_equal(!signbit(x[i]), !signbit(y[i]));
    }
    double nan = NAN;
    levels[l].tanh(&nan, 1);
    assert_true(isnan(nan));
  }
  free(x);
  free(y);
}

/* Neither the level nor the cut into pieces changes a bit, and nothing beyond is touched. */
static void tanh_of_many_is_that_of_each(void **state)
{
  (void)state;
  enum { MANY = 45 };
  struct network_level levels[NETWORK_LEVELS];
  size_t count = network_levels(levels);
  double x[MANY], whole[MANY], piece[MANY];
  for (size_t i = 0; i < MANY; i++) x[i] = sin((double)(i + 1)) * pow(3, (double)(i % 7) - 3);
  memcpy(whole, x, sizeof x);
  levels[0].tanh(whole, MANY);
  for (size_t l = 0; l < count; l++)
    for (size_t from = 0; from < 10; from++)
      for (size_t to = from; to <= MANY; to++) {
        memcpy(piece, x, sizeof x);
        levels[l].tanh(piece + from, to - from);
        assert_memory_equal(piece + from, whole + from, (to - from) * sizeof *x);
        assert_memory_equal(piece, x, from * sizeof *x);
        assert_memory_equal(piece + to, x + to, (MANY - to) * sizeof *x);
      }
}

/* Lanes have the bits of SLEEF's scalar functions, which other processors have, too. */
static void lanes_are_scalars(void **state)
{
  (void)state;
  struct both {
    double sin, cos;
  } Sleef_cinz_sincosd1_u10purec(double);
  for (int i = -20000; i <= 20000; i++) {
    lane_part x = {0};
    for (size_t k = 0; k < LANE_WIDTH; k++) x[k] = i * (k ? 0.61 : 7.3e-4) + (double)k;
    lane_part s = lane_sin(x), c = lane_cos(x);
    struct lane_pair both = lane_sincos(x);
    for (size_t k = 0; k < LANE_WIDTH; k++) {
      struct both one = Sleef_cinz_sincosd1_u10purec(x[k]);
      assert_true(s[k] == repro_sin(x[k]) && c[k] == repro_cos(x[k]));
      assert_true(both.sin[k] == one.sin && both.cos[k] == one.cos);
    }
  }
}

static void quick_lanes_are_scalars(void **state)
{
  (void)state;
  double Sleef_cinz_sind1_u35purec(double), Sleef_cinz_cosd1_u35purec(double);
  double Sleef_cinz_logd1_u35purec(double);
  for (int i = -20000; i <= 20000; i++) {
    lane_part x = {0};
    for (size_t k = 0; k < LANE_WIDTH; k++) x[k] = i * (k ? 0.61 : 7.3e-4) + (double)k;
    lane_part s = lane_quick_sin(x), c = lane_quick_cos(x), e = lane_exp(x / 20);
    lane_part l = lane_ln(x * x);
    for (size_t k = 0; k < LANE_WIDTH; k++) {
      assert_true(s[k] == Sleef_cinz_sind1_u35purec(x[k]));
      assert_true(c[k] == Sleef_cinz_cosd1_u35purec(x[k]));
      assert_true(e[k] == repro_exp(x[k] / 20));
      assert_true(l[k] == Sleef_cinz_logd1_u35purec(x[k] * x[k]));
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lanes_are_scalars),     cmocka_unit_test(quick_lanes_are_scalars),
      cmocka_unit_test(values_are_right),      cmocka_unit_test(ends_are_right),
      cmocka_unit_test(tanh_of_many_is_right), cmocka_unit_test(tanh_of_many_is_that_of_each),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
