/* loguniform.c -- random quadratics whose curvatures are spread evenly over the decades.
 *
 *   f(x) = (x - m)' H (x - m) / 2,   H = Q' diag(10^-U) Q,   U uniform in [0, log10 condition]
 *
 * Q is a random orthogonal matrix (Haar), and H m = -v with v standard normal, so that f is
 * x'Hx/2 + v'x but for a constant and the minimiser lies up to `condition` times |v| away. Runs
 * start at standard normal points. Every instance is a draw of its own, 0 as well. With
 * condition = 10^3 these are the quadratics that learned optimizers are trained on (Maheswaranathan
 * et al., NeurIPS 2021, after Metz et al., 2020).
 *
 * H m = -v is solved by the factors of H. Value and gradient are made of x - m, whose digits do not
 * hang on how far away m is.
 *
 * Smoothed: f(x) + sigma^2 / 2 trace H. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "functions/function.h"
#include "src/draws/random.h"
#include "src/draws/rotation.h"
#include "src/numeric/elementary.h"
#include "src/numeric/lanes.h"
#include "src/numeric/level.h"
#include "src/numeric/vec.h"

struct config {
  double condition;
};

static const struct param params[] = {
    PARAM(struct config, condition, 1e3, 1, 1e9,
          "curvatures are 10^-U, U uniform in [0, log10 condition]"),
    PARAM_TABLE_END,
};

/* Rows of H that are summed up together, in panels of LANES. */
enum { TILE = LANE_WIDTH > 2 ? 4 : 2 };

/* H in panels of LANES rows: entry (LANES b + l, j) stands at [(b dim + j) LANES + l], rows beyond
 * the last are zero. */
struct state {
  size_t dim;
  double trace;
  double *minimiser, *panel;
  double block[];
};

static size_t panels(size_t dim) { return (dim + LANES - 1) / LANES; }

/* What a draw needs for a while: dim * dim and dim values. */
struct draft {
  double *basis, *scaled, *curvature, *v, *w;
};

/* The columns of the basis are the axes, and the rows of Q. */
static void draw_axes(const struct config *c, struct stream stream, size_t dim,
                      const struct draft *t)
{
  rotation_draw(stream_named(stream, "axes"), dim, t->basis, t->v, t->w);
  random_uniforms(stream_named(stream, "curvatures"), 0, 0, 1, dim, t->curvature);
  for (size_t k = 0; k < dim; k++) t->curvature[k] = repro_pow(c->condition, -t->curvature[k]);
}

static void set_matrix(struct state *s, const struct draft *t)
{
  size_t dim = s->dim;
  for (size_t i = 0; i < dim; i++) {
    for (size_t k = 0; k < dim; k++) t->scaled[k] = t->basis[i * dim + k] * t->curvature[k];
    for (size_t j = 0; j <= i; j++) {
      double entry = vec_dot(t->scaled, t->basis + j * dim, dim);
      s->panel[(i / LANES * dim + j) * LANES + i % LANES] = entry;
      s->panel[(j / LANES * dim + i) * LANES + j % LANES] = entry;
    }
  }
  s->trace = vec_sum(t->curvature, dim);
}

static void set_minimiser(struct state *s, struct stream stream, const struct draft *t)
{
  size_t dim = s->dim;
  random_normals(stream_named(stream, "slope"), 0, 0, 1, dim, t->v);
  memset(t->w, 0, dim * sizeof *t->w);
  for (size_t i = 0; i < dim; i++) vec_axpy(t->v[i], t->basis + i * dim, t->w, dim);
  for (size_t k = 0; k < dim; k++) t->w[k] /= t->curvature[k];
  for (size_t i = 0; i < dim; i++) s->minimiser[i] = -vec_dot(t->basis + i * dim, t->w, dim);
}

static void *alloc(const struct function_setup *setup, const void *config)
{
  size_t dim = setup->dim, packed = panels(dim) * dim * LANES;
  if (dim > SIZE_MAX / (4 * LANES * sizeof(double)) / dim) return NULL;
  struct state *s = calloc(1, sizeof *s + (packed + dim) * sizeof *s->block);
  double *draft = malloc((dim + 4) * dim * sizeof *draft);
  if (s && draft) {
    struct draft t = {.basis = draft, .scaled = draft + dim * dim};
    t.curvature = t.scaled + dim;
    t.v = t.curvature + dim;
    t.w = t.v + dim;
    s->dim = dim;
    s->panel = s->block;
    s->minimiser = s->panel + packed;
    draw_axes(config, setup->stream, dim, &t);
    set_matrix(s, &t);
    set_minimiser(s, setup->stream, &t);
  } else {
    free(s);
    s = NULL;
  }
  free(draft);
  return s;
}

/* `count` panels from `panel` on of H (x - m), into g if it is wanted; lane gathers (x - m) times
 * that. Each entry is summed over the columns in order, however many panels there are. */
__attribute__((always_inline)) static inline void
multiply_panels(const struct state *s, const double *restrict x, size_t panel, size_t count,
                double *restrict g, double lane[LANES])
{
  size_t dim = s->dim;
  const double *restrict m = s->minimiser, *restrict from = s->panel + panel * dim * LANES;
  lane_part sum[TILE][LANE_PARTS] = {{{0}}};
  for (size_t j = 0; j < dim; j++) {
    double away = x[j] - m[j];
    for (size_t b = 0; b < count; b++)
      for (size_t p = 0; p < LANE_PARTS; p++)
        sum[b][p] += away * lane_load(from + (b * dim + j) * LANES + p * LANE_WIDTH);
  }
  for (size_t b = 0; b < count; b++) {
    double row[LANES];
    for (size_t p = 0; p < LANE_PARTS; p++) lane_store(row + p * LANE_WIDTH, sum[b][p]);
    size_t first = (panel + b) * LANES, width = dim - first < LANES ? dim - first : LANES;
    for (size_t l = 0; l < width; l++) lane[l] += (x[first + l] - m[first + l]) * row[l];
    for (size_t l = 0; g && l < width; l++) g[first + l] = row[l];
  }
}

static double value(const struct state *s, const double *x, double *g)
{
  double lane[LANES] = {0};
  size_t b = 0, all = panels(s->dim);
  for (; b + TILE <= all; b += TILE) multiply_panels(s, x, b, TILE, g, lane);
  for (; b < all; b++) multiply_panels(s, x, b, 1, g, lane);
  return lanes_total(lane) / 2;
}

static void evaluate(const void *state, const struct batch *batch)
{
  const struct state *s = state;
  for (size_t k = 0; k < batch->count; k++)
    batch->f[k] =
        value(s, batch->x + k * s->dim, batch->gradient ? batch->gradient + k * s->dim : NULL);
}

static void minimiser(const void *state, double *x)
{
  const struct state *s = state;
  memcpy(x, s->minimiser, s->dim * sizeof *x);
}

static void start(const void *state, struct stream stream, double *x)
{
  random_normals(stream, 0, 0, 1, ((const struct state *)state)->dim, x);
}

/* No minimiser comes as far: a coordinate of it has a deviation of `condition` at most, and a
 * normal that is drawn never more than 9. */
static void region(const void *config, size_t i, struct extent *search, struct extent *begin)
{
  double far = 10 * ((const struct config *)config)->condition;
  (void)i, (void)begin;
  *search = (struct extent){-far, far};
}

static void smoothed(const void *state, const double *x, double sigma, double *value_out,
                     double *gradient, double *log_sigma_derivative)
{
  const struct state *s = state;
  double spread = sigma * sigma * s->trace;
  *value_out = value(s, x, gradient) + spread / 2;
  *log_sigma_derivative = spread;
}

static void hessian(const void *state, const double *x, double *out)
{
  const struct state *s = state;
  size_t dim = s->dim;
  (void)x;
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j < dim; j++)
      out[i * dim + j] = s->panel[(i / LANES * dim + j) * LANES + i % LANES];
}

extern const struct function_type LEVELED(function_loguniform);
const struct function_type LEVELED(function_loguniform) = {
    .name = "loguniform",
    .title = "log-uniform quadratic",
    .summary = "random quadratics with curvatures even over the decades, a draw per instance",
    .formula = "f(x) = (x - m)' H (x - m) / 2,  H = Q' diag(10^-U) Q,  H m = -v\n"
               "U uniform in [0, log10 condition], Q orthogonal (Haar), v standard normal",
    .reference = "Maheswaranathan, Sussillo, Metz, Sun and Sohl-Dickstein, NeurIPS 2021",
    .traits = SMOOTH | OWN_INSTANCES,
    .dim_low = 1,
    .search_low = -1e4,
    .search_high = 1e4,
    .start_low = -2,
    .start_high = 2,
    .region = region,
    .starts = "standard normal",
    .config_size = sizeof(struct config),
    .params = params,
    .alloc = alloc,
    .free = free,
    .evaluate = evaluate,
    .minimiser = minimiser,
    .start = start,
    .smoothed = smoothed,
    .hessian = hessian,
};
