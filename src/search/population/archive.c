/* archive.c -- see archive.h. */
#include "src/search/population/archive.h"

#include <math.h>
#include <string.h>

#include "src/numeric/vectanh.h"

enum { TILE = 4 }; /* blocks that are looked at together */
static const double farthest = 1e300;

/* Entries entry / LANES * LANES and the seven behind it, value by value. */
static double *block_of(const struct archive *a, size_t entry)
{
  return a->values + entry / LANES * LANES * a->width;
}

void archive_put(struct archive *a, size_t entry, const double *behaviour)
{
  double *block = block_of(a, entry);
  if (entry == a->count) {
    /* What is not there yet is read with the others. */
    if (entry % LANES == 0) memset(block, 0, LANES * a->width * sizeof *block);
    a->count++;
  }
  for (size_t c = 0; c < a->width; c++) block[c * LANES + entry % LANES] = behaviour[c];
}

void archive_get(const struct archive *a, size_t entry, double *behaviour)
{
  const double *block = block_of(a, entry);
  for (size_t c = 0; c < a->width; c++) behaviour[c] = block[c * LANES + entry % LANES];
}

void archive_add(struct archive *a, const double *behaviour)
{
  archive_put(a, a->next, behaviour);
  a->next = a->next + 1 < a->most ? a->next + 1 : 0;
}

/* The squares of b's distances to the entries of so many blocks; the least of them. */
static inline double squares(const double *block, size_t blocks, const double *b, size_t width,
                             double *square)
{
  double low[LANES];
  lane_part least[LANE_PARTS];
  for (size_t p = 0; p < LANE_PARTS; p++) least[p] = (lane_part){0} + INFINITY;
  for (size_t k = 0; k < blocks; k++) {
    lane_part sum[LANE_PARTS] = {0};
    for (size_t c = 0; c < width; c++, block += LANES)
      for (size_t p = 0; p < LANE_PARTS; p++) {
        lane_part d = lane_load(block + p * LANE_WIDTH) - b[c];
        sum[p] += d * d;
      }
    for (size_t p = 0; p < LANE_PARTS; p++, square += LANE_WIDTH) {
      lane_store(square, sum[p]);
      least[p] = lane_select((lane_bits)(sum[p] < least[p]), sum[p], least[p]);
    }
  }
  for (size_t p = 0; p < LANE_PARTS; p++) lane_store(low + p * LANE_WIDTH, least[p]);
  for (size_t j = 1; j < LANES; j++) low[0] = low[j] < low[0] ? low[j] : low[0];
  return low[0];
}

static void insert(struct nearest *n, double square)
{
  size_t last = n->count < n->most ? n->count++ : n->most - 1, low = 0, high = last;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (square < n->square[middle])
      high = middle;
    else
      low = middle + 1;
  }
  memmove(n->square + low + 1, n->square + low, (last - low) * sizeof *n->square);
  n->square[low] = square;
}

/* The newest first: they are often near, and then few others are nearer. */
void archive_near(const struct archive *a, const double *b, struct nearest *n)
{
  double square[TILE * LANES];
  size_t tiles = (a->count + TILE * LANES - 1) / (TILE * LANES);
  while (tiles--) {
    size_t first = tiles * TILE * LANES, left = a->count - first;
    size_t there = left < TILE * LANES ? left : TILE * LANES;
    double low = squares(block_of(a, first), (there + LANES - 1) / LANES, b, a->width, square);
    if (n->count == n->most && !(low < n->square[n->most - 1])) continue;
    for (size_t i = 0; i < there; i++)
      if (n->count < n->most || square[i] < n->square[n->most - 1]) insert(n, square[i]);
  }
}

double nearest_mean(const struct nearest *n, size_t skip)
{
  double total = 0;
  for (size_t i = skip; i < n->count; i++) {
    double distance = sqrt(n->square[i]);
    total += distance < farthest ? distance : farthest;
  }
  return n->count > skip ? total / (double)(n->count - skip) : 0;
}
