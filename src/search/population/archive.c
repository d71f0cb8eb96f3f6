/* archive.c -- see archive.h. */
#include "src/search/population/archive.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

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

/* The squares of b's distances to the eight of a block. */
static inline void squares(const double *restrict block, const double *restrict b, size_t width,
                           double square[LANES])
{
  double lane[LANES] = {0};
  for (size_t c = 0; c < width; c++)
    for (size_t j = 0; j < LANES; j++) {
      double d = block[c * LANES + j] - b[c];
      lane[j] += d * d;
    }
  memcpy(square, lane, sizeof lane);
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

void archive_near(const struct archive *a, const double *b, struct nearest *n)
{
  for (size_t first = 0; first < a->count; first += LANES) {
    double square[LANES];
    squares(block_of(a, first), b, a->width, square);
    size_t there = a->count - first < LANES ? a->count - first : LANES;
    bool full = n->count == n->most, near = !full;
    double worst = n->square[n->most - 1];
    for (size_t j = 0; full && j < LANES; j++) near |= square[j] < worst;
    for (size_t j = 0; near && j < there; j++)
      if (n->count < n->most || square[j] < n->square[n->most - 1]) insert(n, square[j]);
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
