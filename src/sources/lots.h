/* lots.h -- the order in which sums over the samples of a generation are added up.
 *
 * Samples are added one after the other within lots, and the sums of lots in pairs: lots 2 j and
 * 2 j + 1 make a node, as do two such nodes next to each other, up to one of all lots. Where there
 * is nothing to the right, what is to the left is the node. So whoever has a range of lots can add
 * them up to few nodes, and others can go on from these to the same bits. A generation of one lot
 * is added up sample by sample. */
#ifndef OPTBENCH_SRC_SOURCES_LOTS_H
#define OPTBENCH_SRC_SOURCES_LOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
  LOT_POINTS = 32, /* a power of two, whose samples are a lot */
  SUMS_MOST = 2
};

/* Lots in the node that begins with lot `low`, the largest that lies within low ... high - 1, of
 * `count` lots in all. */
static inline size_t lots_node(size_t count, size_t low, size_t high)
{
  size_t n = 1;
  while (n < count && low % (2 * n) == 0 && (low + 2 * n < count ? low + 2 * n : count) <= high)
    n *= 2;
  return n < high - low ? n : high - low;
}

/* Nodes that a range of lots comes to. */
static inline size_t lots_nodes(size_t count, size_t low, size_t high)
{
  size_t nodes = 0;
  for (; low < high; low += lots_node(count, low, high)) nodes++;
  return nodes;
}

/* Sums of dim values over the lots low ... high - 1 of `count`, in their order or backwards. */
struct lots {
  size_t dim, size, count; /* size: samples in a lot */
  size_t low, high;
  bool forwards;
  size_t sums;
  double *sum[SUMS_MOST]; /* of the lot that is added up; at the end, of all lots, if these are */
  double *slot;           /* nodes that wait for others: slots * sums rows of dim values */
  size_t slots;
};

/* Nodes of a range that wait at the same time, at the most. */
static inline size_t lots_slots(size_t count, size_t low, size_t high, bool forwards)
{
  size_t most = 0;
  for (size_t b = low; b <= high; b++) {
    bool all = high - low == count && b == (forwards ? high : low);
    size_t n = forwards ? lots_nodes(count, low, b) : lots_nodes(count, b, high);
    if (n > most && !all) most = n;
  }
  return most;
}

static inline double *lots_slot(const struct lots *l, size_t sum, size_t slot)
{
  return l->slot + (sum * l->slots + slot) * l->dim;
}

/* Lot b was added up: coordinates from ... to - 1. */
static inline void lots_close(const struct lots *l, size_t b, size_t from, size_t to)
{
  size_t before =
      l->forwards ? lots_nodes(l->count, l->low, b) : lots_nodes(l->count, b + 1, l->high);
  size_t after =
      l->forwards ? lots_nodes(l->count, l->low, b + 1) : lots_nodes(l->count, b, l->high);
  bool all = l->high - l->low == l->count && b + 1 == (l->forwards ? l->high : l->low + 1);
  for (size_t s = 0; s < l->sums; s++) {
    double *restrict sum = l->sum[s];
    for (size_t k = before; k + 1 > after; k--) {
      const double *restrict left = lots_slot(l, s, k - 1);
      for (size_t i = from; i < to; i++) sum[i] += left[i];
    }
    if (all) continue;
    memcpy(lots_slot(l, s, after - 1) + from, sum + from, (to - from) * sizeof *sum);
    memset(sum + from, 0, (to - from) * sizeof *sum);
  }
}

#endif
