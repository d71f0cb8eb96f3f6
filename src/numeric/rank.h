/* rank.h -- a stable argsort that allocates nothing. */
#ifndef OPTBENCH_SRC_NUMERIC_RANK_H
#define OPTBENCH_SRC_NUMERIC_RANK_H

#include <stddef.h>
#include <stdint.h>

enum { RANK_RUN = 32 };

/* Sort indices from ... to - 1, at most RANK_RUN of them, into order[from ... to - 1]. Each key's
 * place is the number of smaller ones, counted without a branch; where that is not a permutation
 * there are equal keys, and insertion sorts them. */
static inline void rank_run(const double *key, uint32_t *order, size_t from, size_t to)
{
  size_t n = to - from, padded = (n + 7) / 8 * 8;
  double own[RANK_RUN], place[RANK_RUN] = {0}, total = 0;
  for (size_t k = 0; k < padded; k++) own[k] = k < n ? key[from + k] : 0;
  for (size_t j = 0; j < n; j++) {
    double other = own[j];
    for (size_t k = 0; k < padded; k++) place[k] += other < own[k] ? 1 : 0;
  }
  for (size_t k = 0; k < n; k++) total += place[k];
  if (total == (double)(n * (n - 1) / 2)) {
    for (size_t k = 0; k < n; k++) order[from + (size_t)place[k]] = (uint32_t)(from + k);
    return;
  }
  for (size_t i = from; i < to; i++) {
    size_t at = i;
    for (; at > from && key[i] < key[order[at - 1]]; at--) order[at] = order[at - 1];
    order[at] = (uint32_t)i;
  }
}

/* Merge the sorted [from, middle) and [middle, to) of `in` into `out`. */
static inline void rank_merge(const double *key, const uint32_t *restrict in,
                              uint32_t *restrict out, size_t from, size_t middle, size_t to)
{
  size_t a = from, b = middle, at = from;
  if (middle - from == to - middle) {
    /* Equal halves: from both ends to the middle, where neither half can have run out. Two chains
     * of loads that do not wait for each other, and arithmetic in place of branches that nobody
     * could predict. */
    size_t c = middle - 1, d = to - 1, end = to - 1;
    for (; at < middle; at++, end--) {
      size_t right = key[in[b]] < key[in[a]], left = key[in[d]] < key[in[c]];
      out[at] = in[right ? b : a];
      out[end] = in[left ? c : d];
      a += !right;
      b += right;
      c -= left;
      d -= !left;
    }
    return;
  }
  while (a < middle && b < to) out[at++] = key[in[b]] < key[in[a]] ? in[b++] : in[a++];
  while (a < middle) out[at++] = in[a++];
  while (b < to) out[at++] = in[b++];
}

/* Indices 0 ... n - 1 in ascending order of key, equal keys by ascending index. No key is NaN.
 * Returns whichever of the two arrays of n values holds the result. */
static inline const uint32_t *rank_order(const double *key, size_t n, uint32_t *order,
                                         uint32_t *scratch)
{
  for (size_t from = 0; from < n; from += RANK_RUN)
    rank_run(key, order, from, from + RANK_RUN < n ? from + RANK_RUN : n);
  for (size_t width = RANK_RUN; width < n; width *= 2) {
    for (size_t from = 0; from < n; from += 2 * width) {
      size_t middle = from + width < n ? from + width : n;
      rank_merge(key, order, scratch, from, middle, from + 2 * width < n ? from + 2 * width : n);
    }
    uint32_t *swap = order;
    order = scratch;
    scratch = swap;
  }
  return order;
}

#endif
