/* profiles.c -- see profiles.h. */
#include "bench/statistics/profiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/statistics/quantiles.h"

void costs_over_best(struct cost_table *t)
{
  size_t problems = t->cells * t->runs * t->targets;
  for (size_t i = 0; i < problems; i++) {
    double least = INFINITY;
    for (size_t c = 0; c < t->contenders; c++) least = fmin(least, t->cost[c * problems + i]);
    for (size_t c = 0; c < t->contenders && isfinite(least); c++)
      t->cost[c * problems + i] /= least;
  }
}

void costs_over_size(struct cost_table *t, const size_t *size)
{
  size_t each = t->runs * t->targets;
  for (size_t c = 0; c < t->contenders * t->cells; c++)
    for (size_t i = 0; i < each; i++) t->cost[c * each + i] /= (double)size[c % t->cells] + 1;
}

/* Number of the first point at or above the cost; `points` where there is none, and one more where
 * there is no case. */
static size_t place_of(double cost, const double *at, size_t points)
{
  if (isnan(cost)) return points + 1;
  size_t low = 0, high = points;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (at[middle] >= cost)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* Shares of the runs that were drawn, `drawn` giving the run for each of all cells' places. */
static void shares(const struct cost_table *t, size_t points, const size_t *place,
                   const size_t *drawn, size_t *counted, double *share)
{
  size_t all = t->cells * t->runs, targets = t->targets;
  for (size_t c = 0; c < t->contenders; c++) {
    memset(counted, 0, (points + 2) * sizeof *counted);
    for (size_t i = 0; i < all; i++) {
      const size_t *of_run = place + (c * all + drawn[i]) * targets;
      for (size_t k = 0; k < targets; k++) counted[of_run[k]]++;
    }
    size_t sum = 0, cases = all * targets - counted[points + 1];
    for (size_t k = 0; k < points; k++) {
      sum += counted[k];
      share[c * points + k] = cases ? (double)sum / (double)cases : NAN;
    }
  }
}

static void draw_runs(const struct cost_table *t, struct stream stream, size_t round,
                      double *uniform, size_t *drawn)
{
  size_t all = t->cells * t->runs;
  stream_uniforms(stream, (uint64_t)round * all, all, uniform);
  for (size_t i = 0; i < all; i++) {
    size_t run = (size_t)(uniform[i] * (double)t->runs);
    drawn[i] = i / t->runs * t->runs + (run < t->runs ? run : t->runs - 1);
  }
}

/* round[r * size + i] are the shares of a round. */
static void bands(double *round, size_t rounds, size_t size, double confidence, double *low,
                  double *high, double *column)
{
  for (size_t i = 0; i < size; i++) {
    for (size_t r = 0; r < rounds; r++) column[r] = round[r * size + i];
    sort_values(column, rounds);
    low[i] = quantile(column, rounds, (1 - confidence) / 2);
    high[i] = quantile(column, rounds, (1 + confidence) / 2);
  }
}

int profile_bands(const struct cost_table *t, const struct profile_request *q, double *share,
                  double *low, double *high, struct error *err)
{
  size_t all = t->cells * t->runs, size = t->contenders * q->points;
  size_t rounds = low && all ? q->rounds : 0;
  size_t costs = t->contenders * all * t->targets;
  size_t *index = malloc((costs + all + q->points + 2) * sizeof *index);
  double *number = malloc((all + rounds * (size + 1) + 1) * sizeof *number);
  bool good = index && number;
  if (good) {
    size_t *place = index, *drawn = place + costs, *counted = drawn + all;
    double *uniform = number, *column = uniform + all, *round = column + rounds;
    for (size_t i = 0; i < costs; i++) place[i] = place_of(t->cost[i], q->at, q->points);
    for (size_t i = 0; i < all; i++) drawn[i] = i;
    shares(t, q->points, place, drawn, counted, share);
    for (size_t r = 0; r < rounds; r++) {
      draw_runs(t, q->stream, r, uniform, drawn);
      shares(t, q->points, place, drawn, counted, round + r * size);
    }
    if (rounds) bands(round, rounds, size, q->confidence, low, high, column);
  }
  free(index);
  free(number);
  return good ? STATUS_OK : error_memory(err, "a profile");
}
