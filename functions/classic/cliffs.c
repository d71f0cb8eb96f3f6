/* cliffs.c -- one dimension: a shallow basin, a sharp peak, a deep well between two walls.
 *
 *     3  \
 *          \                   /\     /\      __--
 *           \         /\      /  \   /  \__---
 *     1      \___-----  -----'    \ /
 *     0                            V
 *         basin    peak      wall well wall
 *         -0.3     0.2            0.7
 *
 * Piecewise linear and continuous; walls are triangles of height `wall` and base
 * `width` on either side of the well. The minimum 0 is the point of the well, at 0.7.
 * It shows how much of a landscape a search sees: descent stops in the basin or
 * before a wall; smoothed with deviation 0.35 only the slope towards the well is
 * left, with its minimum beside the well; with 0.1 basin and peak still hold what
 * starts there, but a wall no longer does; with 0.05 a wall does too. A deviation
 * that is large at first and shrinks ends in the well from anywhere.
 *
 * Smoothed: f is a sum of ramps q_i max(x - c_i, 0) and a line. With z_i = (x - c_i) / sigma and
 * Phi, phi the standard normal distribution function and density, smoothing adds to f
 *   sum_i q_i sigma (phi(z_i) - |z_i| Phi(-|z_i|)),
 * to the slope sum_i q_i (Phi(z_i) - [z_i >= 0]), and d/dlog sigma = sigma sum_i q_i phi(z_i). */
#include <math.h>
#include <stdlib.h>

#include "functions/classic/gauss.h"
#include "functions/function.h"
#include "src/numeric/level.h"

struct config {
  double wall, width;
};

static const struct param params[] = {
    PARAM(struct config, wall, 1, 0, 1e3, "height of the walls beside the well"),
    PARAM(struct config, width, 0.06, 1e-6, 0.25, "width of a wall at its foot"),
    PARAM_TABLE_END,
};

enum { POINTS = 13, SEGMENTS = POINTS - 1, KNOTS = SEGMENTS - 1 };

static const double well = 0.7, half_well = 0.15, peak = 0.2, peak_height = 0.8, half_peak = 0.04,
                    basin = -0.3, basin_level = 1.1, rim_left = 1.25, rim_right = 1.5;

/* Segment i is the line through (x_i, y_i), which is its lower end, so that nothing rounds to a
 * value below the minimum; segment 0 has no left end, and the last has no right one. */
struct state {
  double knot[KNOTS], change[KNOTS]; /* c_i, q_i */
  double x[SEGMENTS], y[SEGMENTS], slope[SEGMENTS];
};

static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)setup;
  const struct config *c = config;
  struct state *s = malloc(sizeof *s);
  if (!s) return NULL;
  double width = c->width, top = c->wall, foot = well - half_well - width;
  double rise = (rim_left - basin_level) / (foot - basin);
  double before = basin_level + rise * (peak - half_peak - basin);
  double behind = basin_level + rise * (peak + half_peak - basin);
  double right = well + half_well;
  const double at[POINTS][2] = {{-2, 3},
                                {basin, basin_level},
                                {peak - half_peak, before},
                                {peak, (before + behind) / 2 + peak_height},
                                {peak + half_peak, behind},
                                {foot, rim_left},
                                {foot + width / 2, rim_left + top},
                                {foot + width, rim_left},
                                {well, 0},
                                {right, rim_right},
                                {right + width / 2, rim_right + top},
                                {right + width, rim_right},
                                {2, 2.5}};
  for (size_t i = 0; i < SEGMENTS; i++) {
    const double *low = at[i], *high = at[i + 1];
    s->slope[i] = (high[1] - low[1]) / (high[0] - low[0]);
    const double *anchor = low[1] <= high[1] ? low : high;
    s->x[i] = anchor[0];
    s->y[i] = anchor[1];
  }
  for (size_t i = 0; i < KNOTS; i++) {
    s->knot[i] = at[i + 1][0];
    s->change[i] = s->slope[i + 1] - s->slope[i];
  }
  return s;
}

static size_t segment(const struct state *s, double x)
{
  size_t i = 0;
  for (size_t k = 0; k < KNOTS; k++) i += x >= s->knot[k];
  return i;
}

static void evaluate(const void *state, const struct batch *batch)
{
  const struct state *s = state;
  for (size_t k = 0; k < batch->count; k++) {
    size_t i = segment(s, batch->x[k]);
    batch->f[k] = s->y[i] + s->slope[i] * (batch->x[k] - s->x[i]);
    if (batch->gradient) batch->gradient[k] = s->slope[i];
  }
}

static void minimiser(const void *state, double *x)
{
  (void)state;
  *x = well;
}

static void canonical(const void *state, double *x)
{
  (void)state;
  *x = -1.5;
}

static void smoothed(const void *state, const double *x, double sigma, double *value,
                     double *gradient, double *log_sigma_derivative)
{
  const struct state *s = state;
  struct batch batch = {.x = x, .count = 1, .f = value, .gradient = gradient};
  evaluate(s, &batch);
  *log_sigma_derivative = 0;
  if (!(sigma > 0)) return;
  for (size_t i = 0; i < KNOTS; i++) {
    double z = (*x - s->knot[i]) / sigma, away = fabs(z);
    double outside = normal_below(-away), density = normal_density(z);
    *value += s->change[i] * sigma * (density - away * outside);
    *gradient += s->change[i] * (z < 0 ? outside : -outside);
    *log_sigma_derivative += s->change[i] * sigma * density;
  }
}

extern const struct function_type LEVELED(function_cliffs);
const struct function_type LEVELED(function_cliffs) = {
    .name = "cliffs",
    .title = "cliffs",
    .summary = "a wide shallow basin, a sharp peak, and a narrow deep well between two walls",
    .formula = "f(x) = piecewise linear through (-2, 3), (-0.3, 1.1), a peak at 0.2,\n"
               "a wall, (0.7, 0), a wall, (2, 2.5)",
    .reference = "optbench; made for the claims of Staines and Barber, arXiv:1212.4507, 2012",
    .traits = SEPARABLE | MULTIMODAL,
    .dim_low = 1,
    .dim_high = 1,
    .search_low = -2,
    .search_high = 2,
    .start_low = -2,
    .start_high = 2,
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .free = free,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .canonical = canonical,
    .smoothed = smoothed,
};
