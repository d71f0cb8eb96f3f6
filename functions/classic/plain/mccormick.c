/* mccormick.c -- a slanted wave across a valley.
 *
 *   f(x, y) = sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1,   -1.5 <= x <= 4, -3 <= y <= 4
 *
 * With s = x + y and t = x - y it is sin s + s / 2 + (t - 1)^2, which falls without end along the
 * valley, by pi a wave. In the box it is lowest at t = 1 and cos s = -1/2, s = -2 pi / 3. Outside
 * it is continued as box.h says. */
#include "functions/classic/box.h"
#include "functions/classic/plain/points.h"
#include "src/numeric/elementary.h"

enum { DIM = 2 };

static const double low[DIM] = {-1.5, -3}, high[DIM] = {4, 4}, factor = 1;

static double value(const struct points *s, const double *x, double *g)
{
  (void)s;
  double c[DIM], beyond = 0;
  for (int i = 0; i < DIM; i++) {
    c[i] = box_nearest(x[i], low[i], high[i]);
    beyond += box_beyond(x[i], c[i], factor);
  }
  double along = c[0] + c[1], across = c[0] - c[1] - 1;
  if (g) {
    double slope = repro_cos(along) + 0.5;
    g[0] = box_slope(x[0], c[0], factor, slope + 2 * across);
    g[1] = box_slope(x[1], c[1], factor, slope - 2 * across);
  }
  return repro_sin(along) + along / 2 + across * across + beyond;
}

POINTS_ALLOC(DIM, -0.54719755119659775, -1.5471975511965977)

POINTS_REGION(low[0], high[0], low[1], high[1])

extern const struct function_type function_mccormick;
const struct function_type function_mccormick = {
    .name = "mccormick",
    .title = "McCormick",
    .summary = "a slanted wave across a valley",
    .formula = "f(x, y) = sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1\n"
               "          in the box -1.5 <= x <= 4, -3 <= y <= 4\n"
               "f(x) = f(c) + |x - c|^2  outside, c the nearest point of the box",
    .reference = "McCormick, Mathematical Programming 10, 1976",
    .traits = MULTIMODAL,
    POINTS_FUNCTION(DIM),
    .region = region,
    .params = points_params,
};
