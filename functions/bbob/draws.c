/* draws.c -- see draws.h. */
#include "functions/bbob/draws.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "src/numeric/elementary.h"

enum { PLACES = 32, WARM_UP = 40 };

struct generator {
  int64_t place[PLACES], state, last;
};

/* 16807 state mod 2^31 - 1 in 32 bits, by Schrage's division. */
static int64_t step(int64_t state)
{
  int64_t quotient = state / 127773;
  int64_t value = 16807 * (state - quotient * 127773) - 2836 * quotient;
  return value < 0 ? value + 2147483647 : value;
}

static struct generator begin(long seed)
{
  struct generator g = {.state = seed < 0 ? -seed : seed};
  if (g.state < 1) g.state = 1;
  for (int i = WARM_UP; i-- > 0;) {
    g.state = step(g.state);
    if (i < PLACES) g.place[i] = g.state;
  }
  g.last = g.place[0];
  return g;
}

static double draw(struct generator *g)
{
  g->state = step(g->state);
  int64_t *place = g->place + g->last / 67108865;
  g->last = *place;
  *place = g->state;
  return g->last ? (double)g->last / 2.147483647e9 : 1e-99;
}

void bbob_uniforms(long seed, size_t count, double *values)
{
  struct generator g = begin(seed);
  for (size_t i = 0; i < count; i++) values[i] = draw(&g);
}

static int by_uniform(const void *a, const void *b)
{
  double first = ((const struct bbob_ranked *)a)->uniform;
  double second = ((const struct bbob_ranked *)b)->uniform;
  return (first > second) - (first < second);
}

void bbob_rank(long seed, size_t count, struct bbob_ranked *ranked)
{
  struct generator g = begin(seed);
  for (size_t i = 0; i < count; i++) ranked[i] = (struct bbob_ranked){draw(&g), i};
  qsort(ranked, count, sizeof *ranked, by_uniform);
}

void bbob_normals(long seed, size_t count, double *values)
{
  const double two_pi = 6.283185307179586;
  struct generator g = begin(seed);
  for (size_t i = 0; i < count; i++) values[i] = draw(&g);
  for (size_t i = 0; i < count; i++) {
    values[i] = sqrt(-2 * repro_log(values[i])) * repro_cos(two_pi * draw(&g));
    if (values[i] == 0) values[i] = 1e-99;
  }
}

void bbob_optimum(long seed, size_t dim, double *x)
{
  bbob_uniforms(seed, dim, x);
  for (size_t i = 0; i < dim; i++) {
    x[i] = 8 * floor(1e4 * x[i]) / 1e4 - 4;
    if (x[i] == 0) x[i] = -1e-5;
  }
}

double bbob_minimum(long seed)
{
  double above, below;
  bbob_normals(seed, 1, &above);
  bbob_normals(seed + 1, 1, &below);
  double f = floor(100.0 * 100.0 * above / below + 0.5) / 100;
  return f > 1000 ? 1000 : f < -1000 ? -1000 : f;
}

/* The normals fill the matrix column by column. */
void bbob_rotation(long seed, size_t dim, double *matrix)
{
  bbob_normals(seed, dim * dim, matrix);
  for (size_t i = 0; i < dim; i++)
    for (size_t j = 0; j < i; j++) {
      double other = matrix[i * dim + j];
      matrix[i * dim + j] = matrix[j * dim + i];
      matrix[j * dim + i] = other;
    }
  for (size_t i = 0; i < dim; i++) {
    for (size_t j = 0; j < i; j++) {
      double along = 0;
      for (size_t k = 0; k < dim; k++) along += matrix[k * dim + i] * matrix[k * dim + j];
      for (size_t k = 0; k < dim; k++) matrix[k * dim + i] -= along * matrix[k * dim + j];
    }
    double square = 0;
    for (size_t k = 0; k < dim; k++) square += matrix[k * dim + i] * matrix[k * dim + i];
    for (size_t k = 0; k < dim; k++) matrix[k * dim + i] /= sqrt(square);
  }
}
