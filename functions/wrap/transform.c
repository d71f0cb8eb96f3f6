/* transform.c -- instances k > 0: shifts the minimiser and rotates the axes.
 *
 *   f_k(x) = f(m + R (x - m_k)),   gradient R^T g,   Hessian R^T H R,   Jacobian J R
 *
 * m is the minimiser of f (the middle of its search region if it is not known)
 * and m_k that of the instance, uniform in the middle half of the region: at
 * m_k the argument is exactly m. R is a rotation, Haar distributed, see
 * rotation.h. The canonical start moves with the landscape, region and start
 * region stay.
 *
 * In one dimension there is nothing to rotate, and a landscape that fills its
 * region would lose an end of it: all of it, region and starts included, moves
 * by up to a quarter of the region's width. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "functions/wrap/wrap.h"
#include "src/draws/random.h"
#include "src/draws/rotation.h"
#include "src/numeric/lanes.h"
#include "src/numeric/level.h"

/* Points that are transformed together, to stay in the cache; those whose sums fit into the
 * registers together. */
enum { BLOCK = 32, TILE = LANE_WIDTH > 2 ? 4 : 2 };

/* R and its transpose as panels of LANES rows: entry (LANES b + l, j) of the matrix stands at
 * [(b dim + j) LANES + l], rows beyond the last are zero. NULL in one dimension. */
struct state {
  double *inner_minimiser, *minimiser; /* dim values each */
  double *forth, *back;
};

static size_t panels(size_t dim) { return (dim + LANES - 1) / LANES; }

static size_t round_up(size_t n) { return (n + LANES - 1) / LANES * LANES; }

/* out_t = base + M in_t for `points` points t, rows of `count` panels from `panel` on; base may be
 * NULL. The sums stay in registers; each runs over the columns in order, whatever the tile. */
static inline void multiply_tile(const double *restrict matrix, const double *restrict base,
                                 const double *restrict in, size_t dim, size_t panel, size_t count,
                                 size_t points, double *restrict out)
{
  lane_part sum[TILE][LANE_PARTS] = {{{0}}};
  const double *restrict from = matrix + panel * dim * LANES;
  for (size_t j = 0; j < dim; j++)
    for (size_t t = 0; t < points; t++)
      for (size_t b = 0; b < count; b++)
        for (size_t p = 0; p < LANE_PARTS; p++)
          sum[t + b][p] +=
              in[t * dim + j] * lane_load(from + (b * dim + j) * LANES + p * LANE_WIDTH);
  for (size_t t = 0; t < points; t++)
    for (size_t b = 0; b < count; b++) {
      double row[LANES];
      for (size_t p = 0; p < LANE_PARTS; p++) lane_store(row + p * LANE_WIDTH, sum[t + b][p]);
      size_t first = (panel + b) * LANES, width = dim - first < LANES ? dim - first : LANES;
      for (size_t l = 0; l < width; l++)
        out[t * dim + first + l] = base ? base[first + l] + row[l] : row[l];
    }
}

/* A tile is one panel of TILE points or, for what is left, TILE panels of one point. */
static void multiply(const double *restrict matrix, const double *restrict base,
                     const double *restrict in, size_t dim, size_t count, double *restrict out)
{
  size_t k = 0, all = panels(dim);
  for (; k + TILE <= count; k += TILE)
    for (size_t b = 0; b < all; b++)
      multiply_tile(matrix, base, in + k * dim, dim, b, 1, TILE, out + k * dim);
  for (; k < count; k++) {
    size_t b = 0;
    for (; b + TILE <= all; b += TILE)
      multiply_tile(matrix, base, in + k * dim, dim, b, TILE, 1, out + k * dim);
    for (; b + 2 <= all; b += 2)
      multiply_tile(matrix, base, in + k * dim, dim, b, 2, 1, out + k * dim);
    for (; b < all; b++) multiply_tile(matrix, base, in + k * dim, dim, b, 1, 1, out + k * dim);
  }
}

/* The arguments of the inner function; away and out: count * dim values. */
static void transform(const struct problem *problem, const double *x, size_t count, double *away,
                      double *out)
{
  const struct state *s = problem->state;
  size_t dim = problem->dim;
  if (!s->forth) {
    for (size_t k = 0; k < count; k++) out[k] = s->inner_minimiser[0] + (x[k] - s->minimiser[0]);
    return;
  }
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < dim; i++) away[k * dim + i] = x[k * dim + i] - s->minimiser[i];
  multiply(s->forth, s->inner_minimiser, away, dim, count, out);
}

static size_t own_scratch(const struct problem *problem, size_t count)
{
  return 2 * round_up((count < BLOCK ? count : BLOCK) * problem->dim);
}

static size_t scratch(const struct problem *problem, size_t count)
{
  return own_scratch(problem, count) +
         problem->inner->scratch(problem->inner, count < BLOCK ? count : BLOCK);
}

/* Rows of J become those of J R. */
static void turn_rows(const struct state *s, double *rows, size_t count, size_t dim, double *row)
{
  for (size_t j = 0; j < count; j++) {
    memcpy(row, rows + j * dim, dim * sizeof *row);
    multiply(s->back, NULL, row, dim, 1, rows + j * dim);
  }
}

static void evaluate(const struct problem *problem, const struct batch *batch)
{
  const struct state *s = problem->state;
  const struct problem *inner = problem->inner;
  size_t dim = problem->dim, own = own_scratch(problem, batch->count);
  double *argument = batch->scratch, *away = argument + own / 2;
  for (size_t first = 0; first < batch->count; first += BLOCK) {
    size_t count = batch->count - first < BLOCK ? batch->count - first : BLOCK;
    transform(problem, batch->x + first * dim, count, away, argument);
    double *gradient = batch->gradient ? batch->gradient + first * dim : NULL;
    struct batch inside = {
        .x = argument,
        .count = count,
        .f = batch->f + first,
        .truth = batch->truth ? batch->truth + first : NULL,
        .gradient = gradient && s->back ? away : gradient,
        .behaviour = batch->behaviour ? batch->behaviour + first * problem->behaviours : NULL,
        .residual = batch->residual ? batch->residual + first * problem->residuals : NULL,
        .jacobian = batch->jacobian ? batch->jacobian + first * problem->residuals * dim : NULL,
        .scratch = batch->scratch + own,
        .stream = batch->stream,
        .index = batch->index + first,
        .step = batch->step};
    inner->evaluate(inner, &inside);
    if (gradient && s->back) multiply(s->back, NULL, away, dim, count, gradient);
    if (inside.jacobian && s->back)
      turn_rows(s, inside.jacobian, count * problem->residuals, dim, away);
  }
}

static void smoothed(const struct problem *problem, const double *x, double sigma, double *work,
                     double *value, double *gradient, double *log_sigma_derivative)
{
  const struct state *s = problem->state;
  const struct problem *inner = problem->inner;
  size_t own = own_scratch(problem, 1);
  double *argument = work, *away = work + own / 2;
  transform(problem, x, 1, away, argument);
  inner->smoothed(inner, argument, sigma, work + own, value, s->back ? away : gradient,
                  log_sigma_derivative);
  if (s->back) multiply(s->back, NULL, away, problem->dim, 1, gradient);
}

static size_t own_hessian_scratch(size_t dim) { return 2 * round_up(dim) + round_up(dim * dim); }

/* Twice a product with R^T, of the rows of H and of the columns of H R, is R^T (H R) but for its
 * order, which a symmetric matrix does not have; rounding is shared out evenly. */
static void hessian(const struct problem *problem, const double *x, double *work, double *out)
{
  const struct state *s = problem->state;
  const struct problem *inner = problem->inner;
  size_t dim = problem->dim;
  double *argument = work, *away = argument + round_up(dim), *other = away + round_up(dim),
         *rest = other + round_up(dim * dim);
  transform(problem, x, 1, away, argument);
  if (!s->back) {
    inner->hessian(inner, argument, rest, out);
    return;
  }
  inner->hessian(inner, argument, rest, other);
  multiply(s->back, NULL, other, dim, dim, out);
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j < dim; j++) other[j * dim + i] = out[i * dim + j];
  multiply(s->back, NULL, other, dim, dim, out);
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j < i; j++)
      out[i * dim + j] = out[j * dim + i] = (out[i * dim + j] + out[j * dim + i]) / 2;
}

static void pack(const double *matrix, size_t dim, size_t row_stride, size_t column_stride,
                 double *packed)
{
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j < dim; j++)
      packed[(i / LANES * dim + j) * LANES + i % LANES] =
          matrix[i * row_stride + j * column_stride];
}

static bool set_rotation(struct problem *p, struct stream stream)
{
  struct state *s = p->state;
  size_t dim = p->dim, packed = panels(dim) * dim * LANES;
  if (dim > SIZE_MAX / (4 * LANES * sizeof(double)) / dim) return false;
  double *matrix = malloc((dim + 2) * dim * sizeof *matrix), *from_minimiser = matrix;
  s->forth = calloc(2 * packed, sizeof *s->forth);
  if (matrix && s->forth) {
    s->back = s->forth + packed;
    rotation_draw(stream_named(stream, "rotation"), dim, matrix, matrix + dim * dim,
                  matrix + (dim + 1) * dim);
    pack(matrix, dim, dim, 1, s->forth);
    pack(matrix, dim, 1, dim, s->back);
    for (size_t i = 0; i < dim; i++) from_minimiser[i] = p->canonical[i] - s->inner_minimiser[i];
    multiply(s->back, s->minimiser, from_minimiser, dim, 1, p->canonical);
  }
  free(matrix);
  return s->back;
}

static void release(struct problem *problem) { free(((struct state *)problem->state)->forth); }

static void draw_minimiser(struct problem *p, struct stream stream)
{
  struct state *s = p->state;
  random_uniforms(stream, 0, 0, 1, p->dim, s->minimiser);
  for (size_t i = 0; i < p->dim; i++) {
    double middle = (p->low[i] + p->high[i]) / 2, half = (p->high[i] - p->low[i]) / 2;
    s->inner_minimiser[i] = p->inner->minimiser ? p->inner->minimiser[i] : middle;
    s->minimiser[i] = middle + half * (s->minimiser[i] - 0.5);
  }
}

/* One dimension: minimiser, region and starts move by what the middle was drawn to move. */
static void move_all(struct problem *p)
{
  struct state *s = p->state;
  double by = s->minimiser[0] - (p->low[0] + p->high[0]) / 2;
  s->minimiser[0] = s->inner_minimiser[0] + by;
  p->low[0] += by;
  p->high[0] += by;
  p->start_low[0] += by;
  p->start_high[0] += by;
  p->canonical[0] += by;
}

struct problem *problem_transform(struct problem *inner, struct stream stream)
{
  size_t dim = inner->dim;
  struct problem *p = problem_blank(dim, sizeof(struct state) + 2 * dim * sizeof(double));
  if (!p) {
    problem_free(inner);
    return NULL;
  }
  problem_inherit(p, inner);
  struct state *s = p->state;
  s->inner_minimiser = (double *)(s + 1);
  s->minimiser = s->inner_minimiser + dim;
  draw_minimiser(p, stream_named(stream, "shift"));
  p->release = release;
  if (dim > 1) {
    p->traits &= ~(unsigned)SEPARABLE;
    if (!set_rotation(p, stream)) {
      problem_free(p);
      return NULL;
    }
  } else {
    move_all(p);
  }
  if (p->minimiser) memcpy(p->minimiser, s->minimiser, dim * sizeof(double));
  p->evaluate = evaluate;
  p->scratch = scratch;
  if (inner->smoothed) p->smoothed = smoothed;
  if (inner->hessian) {
    p->hessian = hessian;
    p->hessian_scratch = own_hessian_scratch(dim) + inner->hessian_scratch;
  }
  return p;
}
