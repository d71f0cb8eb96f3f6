/* plain_bbob_draws.c -- what an instance of a plain function of BBOB is made of: see plain_bbob.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "functions/bbob/draws.h"
#include "tests/support/plain_bbob.h"
#include "tests/support/problems.h"

quad plain_bbob_share(const struct plain_bbob *p, size_t i) { return (quad)i / (quad)(p->dim - 1); }

quad plain_bbob_widening(const struct plain_bbob *p)
{
  return quad_larger(1, quad_root((quad)p->dim) / 8);
}

/* The order of count numbers: ranked[i] is the place of the i-th smallest. */
static void order(const double *numbers, size_t count, size_t *ranked)
{
  for (size_t i = 0; i < count; i++) {
    size_t at = i;
    for (; at && numbers[ranked[at - 1]] > numbers[i]; at--) ranked[at] = ranked[at - 1];
    ranked[at] = i;
  }
}

static quad *quads(size_t count)
{
  quad *values = calloc(count, sizeof *values);
  assert_non_null(values);
  return values;
}

/* Where peak i is. The first, the best one, is drawn nearer to 0. */
static void place_peak(struct plain_bbob *p, size_t i, const double *draws)
{
  quad width = (i ? 1 : (quad)8 / 10) * (p->number == 21 ? 10 : (quad)98 / 10);
  for (size_t j = 0; j < p->dim; j++) {
    quad at = width * ((quad)draws[j] - (quad)0.5);
    if (!i) p->x_opt[j] = (double)at;
    for (size_t k = 0; k < p->dim; k++)
      p->places[i * p->dim + k] += (quad)p->q[k * p->dim + j] * at;
  }
}

static void draw_peaks(struct plain_bbob *p, long seed)
{
  size_t ranks[100], dim = p->dim;
  p->peaks = p->number == 21 ? 101 : 21;
  p->heights = quads(p->peaks);
  p->places = quads(p->peaks * dim);
  p->stretches = quads(p->peaks * dim);
  double *draws = doubles(p->peaks * dim);
  bbob_uniforms(seed, p->peaks - 1, draws);
  order(draws, p->peaks - 1, ranks);
  quad last = (quad)(p->peaks - 2);
  for (size_t i = 0; i < p->peaks; i++) {
    /* Of f21 the best peak has the root of 1000, of f22 all of it. */
    quad power = i ? (quad)ranks[i - 1] / last : p->number == 21 ? (quad)0.5 : 1;
    p->heights[i] = i ? (quad)11 / 10 + 8 * (quad)(i - 1) / last : 10;
    size_t rank[PLAIN_BBOB_DIM];
    bbob_uniforms(seed + 1000 * (long)i, dim, draws);
    order(draws, dim, rank);
    for (size_t j = 0; j < dim; j++)
      p->stretches[i * dim + j] =
          quad_power(1000, power * (plain_bbob_share(p, rank[j]) - (quad)0.5));
  }
  bbob_uniforms(seed, p->peaks * dim, draws);
  for (size_t i = 0; i < p->peaks; i++) place_peak(p, i, draws + i * dim);
  free(draws);
}

/* Where x_opt is not what is drawn for it. */
static void place_optimum(struct plain_bbob *p, long seed)
{
  double *x = p->x_opt, draws[PLAIN_BBOB_DIM];
  if (p->number == 20) bbob_uniforms(seed, p->dim, draws);
  if (p->number == 24) bbob_normals(seed, p->dim, draws);
  for (size_t i = 0; i < p->dim; i++) {
    if (p->number == 4 && i % 2 == 0) x[i] = fabs(x[i]);
    if (p->number == 5) x[i] = x[i] > 0 ? 5 : -5;
    if (p->number == 8) x[i] *= 0.75;
    if (p->number == 20) x[i] = draws[i] < 0.5 ? -4.2096874637 / 2 : 4.2096874637 / 2;
    if (p->number == 24) x[i] = draws[i] < 0 ? -1.25 : 1.25;
    if (p->number != 9 && p->number != 19) continue;
    quad sum = 0;
    for (size_t j = 0; j < p->dim; j++) sum += (quad)p->q[j * p->dim + i];
    x[i] = (double)(sum / (2 * plain_bbob_widening(p)));
  }
}

struct plain_bbob *plain_bbob_new(unsigned number, size_t dim, unsigned instance)
{
  struct plain_bbob *p = calloc(1, sizeof *p);
  assert_true(p && number >= 1 && number <= 24 && dim >= 2 && dim <= PLAIN_BBOB_DIM);
  /* f4 and f18 draw as f3 and f17 do. */
  long seed = bbob_seed(number == 4 || number == 18 ? number - 1 : number, instance);
  p->number = number;
  p->dim = dim;
  p->f_opt = bbob_minimum(seed);
  p->x_opt = doubles(dim);
  p->q = doubles(dim * dim);
  p->r = doubles(dim * dim);
  bbob_rotation(seed, dim, p->q);
  bbob_rotation(seed + 1000000, dim, p->r);
  bbob_optimum(number == 12 ? seed + 1000000 : seed, dim, p->x_opt);
  place_optimum(p, seed);
  if (number == 21 || number == 22) draw_peaks(p, seed);
  return p;
}

void plain_bbob_free(struct plain_bbob *p)
{
  if (!p) return;
  free(p->x_opt);
  free(p->q);
  free(p->r);
  free(p->places);
  free(p->heights);
  free(p->stretches);
  free(p);
}
