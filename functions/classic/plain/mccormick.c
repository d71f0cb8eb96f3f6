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

static double value(const void *state, const double *x, double *g)
{
  (void)state;
  double c[DIM], beyond = 0;
  for (int i = 0; i < DIM; i++) {
    c[i] = box_nearest(x[i], low[i], high[i]);
    beyond += box_beyond(x[i], c[i], factor);
  }
  double s = c[0] + c[1], across = c[0] - c[1] - 1;
  if (g) {
    double along = repro_cos(s) + 0.5;
    g[0] = box_slope(x[0], c[0], factor, along + 2 * across);
    g[1] = box_slope(x[1], c[1], factor, along - 2 * across);
  }
  return repro_sin(s) + s / 2 + across * across + beyond;
}

static void evaluate(const void *state, const struct batch *batch)
{
  points_evaluate(state, batch, DIM, value);
}

static void minimiser(const void *state, double *x)
{
  (void)state;
  x[0] = -0.54719755119659775; /* 1/2 - pi / 3 */
  x[1] = -1.5471975511965977;
}

static double minimum(const void *state)
{
  double x[DIM];
  minimiser(state, x);
  return value(state, x, NULL);
}

static void region(const void *config, size_t i, struct extent *search, struct extent *start)
{
  (void)config;
  *search = *start = (struct extent){low[i], high[i]};
}

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
    .dim_low = DIM,
    .dim_high = DIM,
    .region = region,
    .params = points_params,
    .alloc = points_alloc,
    .free = free,
    .evaluate = evaluate,
    .minimum = minimum,
    .minimiser = minimiser,
};
