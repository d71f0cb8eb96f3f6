/* michalewicz.c -- flat nearly everywhere, with narrow grooves that cross each other.
 *
 *   f(x) = -sum_i sin(x_i) sin^{2m}(i x_i^2 / pi),   0 <= x_i <= pi
 *
 * Outside of the box sin x is above 0 where it is not, and f may be lower; it is continued as box.h
 * says, coordinate by coordinate.
 *
 * A coordinate's minimum: between two neighbouring zeros of its second sine, pi sqrt(k / i) and
 * pi sqrt((k + 1) / i), the logarithm of its term is concave, as both of its parts are there. So it
 * has one stationary point in each such stretch, the root of
 *   cot x + 4 m i x / pi cot(i x^2 / pi),
 * which falls throughout: bisection finds it to the last digit. The least is in the stretch that
 * holds pi / 2, k = floor(i / 4), or one of its neighbours: in one that is further out no sine of x
 * is as plain as where the second sine of a neighbour is 1. */
#include "functions/classic/box.h"
#include "functions/classic/coordinates.h"
#include "src/numeric/elementary.h"
#include "src/numeric/lanesin.h"
#include "src/numeric/level.h"

struct config {
  int steepness;
};

static const struct param params[] = {
    PARAM(struct config, steepness, 10, 1, 100, "m: how narrow the grooves are"),
    PARAM_TABLE_END,
};

static const double factor = 1;

/* sine^(2 count). At the bottom of a groove the sine is all but 1, and the power would magnify what
 * its square loses in rounding: there it is 1 less the square of the cosine, and what that loses is
 * made up for. */
static inline lane_part power_of_sine(struct lane_pair turn, int count)
{
  lane_part small = turn.cos * turn.cos, square = 1 - small, lost = (1 - square) - small;
  square = lane_select((lane_bits)(small < 0.5), square, turn.sin * turn.sin);
  lost = lane_select((lane_bits)(small < 0.5), lost, small * 0);
  lane_part power = square * 0 + 1, before = power;
  for (int k = 0; k < count; k++) {
    before = power;
    power *= square;
  }
  return power + (double)count * (before * lost);
}

static lane_part term(const struct coordinates *s, lane_part x, size_t i)
{
  lane_part at = box_lanes_nearest(x, 0, pi);
  struct lane_pair turn = lane_sincos(lane_load(s->weight + i) * (at * at));
  lane_part f = -lane_sin(at) * power_of_sine(turn, (int)s->parameter);
  return f + box_lanes_beyond(x, at, factor);
}

static lane_part slope(const struct coordinates *s, lane_part x, size_t i)
{
  lane_part at = box_lanes_nearest(x, 0, pi), w = lane_load(s->weight + i);
  struct lane_pair turn = lane_sincos(w * (at * at)), along = lane_sincos(at);
  lane_part f = -power_of_sine(turn, (int)s->parameter - 1) * turn.sin *
                (along.cos * turn.sin + 4 * s->parameter * (w * at * turn.cos * along.sin));
  return box_lanes_slope(x, at, factor, f);
}

COORDINATES_SUM
COORDINATES_EVALUATE

/* The stationary point of coordinate i in its stretch k. Both ends are out of it: they are zeros.
 */
static double stationary(double m, double i, double k)
{
  double low = pi * sqrt(k / i), high = pi * sqrt((k + 1) / i);
  for (double x = (low + high) / 2; x > low && x < high; x = (low + high) / 2) {
    double turn = i / pi * (x * x), along = repro_sin(x), across = repro_sin(turn);
    double by = repro_cos(x) * across + 4 * m * (i / pi) * x * repro_cos(turn) * along;
    if (along * across > 0 ? by > 0 : by < 0)
      low = x;
    else
      high = x;
  }
  return low;
}

static double depth(double m, double i, double x)
{
  double across = repro_sin(i / pi * (x * x)), power = 1;
  for (int k = 0; k < (int)m; k++) power *= across * across;
  return repro_sin(x) * power;
}

static double find_minimiser(double m, double i)
{
  double middle = floor(i / 4), best = NAN;
  for (double k = fmax(middle - 1, 0); k <= fmin(middle + 1, i - 1); k++) {
    double x = stationary(m, i, k);
    if (!(depth(m, i, x) <= depth(m, i, best))) best = x;
  }
  return best;
}

/* Weights: i / pi. The parameter: m. */
static void *alloc(const struct function_setup *setup, const void *config)
{
  struct coordinates *s = coordinates_new(setup->dim, 0);
  if (!s) return NULL;
  s->parameter = ((const struct config *)config)->steepness;
  for (size_t i = 0; i < s->dim; i++) {
    s->weight[i] = (double)(i + 1) / pi;
    s->minimiser[i] = find_minimiser(s->parameter, (double)(i + 1));
  }
  return coordinates_settle(s, value);
}

extern const struct function_type LEVELED(function_michalewicz);
const struct function_type LEVELED(function_michalewicz) = {
    .name = "michalewicz",
    .title = "Michalewicz",
    .summary = "flat nearly everywhere, with narrow grooves that cross each other",
    .formula = "f(x) = -sum_i sin(x_i) sin^{2 steepness}(i x_i^2 / pi)  in the box 0 <= x_i <= pi\n"
               "f(x) = f(c) + |x - c|^2  outside, c the nearest point of the box",
    .reference = "Michalewicz, Genetic Algorithms + Data Structures = Evolution Programs, 1992",
    .traits = SEPARABLE | MULTIMODAL,
    COORDINATES_FUNCTION(0, pi),
    .config_size = sizeof(struct config),
};
