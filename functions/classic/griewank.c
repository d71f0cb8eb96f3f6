/* griewank.c -- a wide bowl under a product of waves, whose pits are shallow.
 *
 *   f(x) = 1 + sum_i x_i^2 / 4000 - prod_i cos(x_i / sqrt i)
 *
 * With q_i = 1 - cos(x_i / sqrt i) = 2 sin^2(x_i / (2 sqrt i)), p = 1 - prod_i cos(x_i / sqrt i)
 * comes of p <- p (1 - q_i) + q_i, which keeps its digits down to the minimum 0. p >= 0, so that
 * the minimum is that over all points. */
#include "functions/classic/coordinates.h"
#include "src/numeric/lanesin.h"
#include "src/numeric/level.h"

static const struct param params[] = {PARAM_TABLE_END};

/* Weights: 1 / (2 sqrt i) */
static void *alloc(const struct function_setup *setup, const void *config)
{
  (void)config;
  struct coordinates *s = coordinates_new(setup->dim, 0);
  for (size_t i = 0; s && i < s->dim; i++) s->weight[i] = 0.5 / sqrt((double)(i + 1));
  return s;
}

static lane_part loss(const struct coordinates *s, lane_part x, size_t i)
{
  lane_part sine = lane_sin(lane_load(s->weight + i) * x);
  return 2 * (sine * sine);
}

static double value(const struct coordinates *s, const double *x)
{
  double lane[LANES] = {0}, out[LANES], lost = 0;
  for (size_t i = 0; i < s->dim; i += LANES) {
    size_t width = coordinates_group(s, x, s->dim, i, loss, out);
    for (size_t j = 0; j < width; j++) lane[j] = lane[j] * (1 - out[j]) + out[j];
  }
  for (size_t j = 0; j < LANES; j++) lost = lost * (1 - lane[j]) + lane[j];
  return vec_dot(x, x, s->dim) / 4000 + lost;
}

/* sin(x_i / sqrt i) / sqrt i, and the cosine */
static lane_part sine_term(const struct coordinates *s, lane_part x, size_t i)
{
  lane_part w = 2 * lane_load(s->weight + i);
  return w * lane_sin(w * x);
}

static lane_part cosine_term(const struct coordinates *s, lane_part x, size_t i)
{
  return 1 - loss(s, x, i);
}

/* The product of all cosines but one is that of those before it and that of those after it. */
static void gradient(const struct coordinates *s, const double *x, double *work, double *g)
{
  double before = 1, after = 1;
  coordinates_map(s, x, sine_term, g);
  coordinates_map(s, x, cosine_term, work);
  for (size_t i = 0; i < s->dim; i++) {
    g[i] *= before;
    before *= work[i];
  }
  for (size_t i = s->dim; i-- > 0;) {
    g[i] = x[i] / 2000 + g[i] * after;
    after *= work[i];
  }
}

COORDINATES_EVALUATE

/* The cosines of a point, whatever the count. */
static size_t scratch(const void *state, size_t count)
{
  (void)count;
  return full_lanes(((const struct coordinates *)state)->dim);
}

/* The literature has no start, and the middle of the region is the minimiser. */
static void canonical(const void *state, double *x) { coordinates_fill(state, 300, x); }

extern const struct function_type LEVELED(function_griewank);
const struct function_type LEVELED(function_griewank) = {
    .name = "griewank",
    .title = "Griewank",
    .summary = "a wide bowl with shallow pits, fewer that matter the more dimensions there are",
    .formula = "f(x) = 1 + sum_i x_i^2 / 4000 - prod_i cos(x_i / sqrt i),  i = 1 ... d",
    .reference = "Griewank, Journal of Optimization Theory and Applications 34, 1981",
    .traits = SMOOTH | MULTIMODAL,
    COORDINATES_FUNCTION(-600, 600),
    .scratch = scratch,
    .canonical = canonical,
};
