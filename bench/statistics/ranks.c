/* ranks.c -- see ranks.h. */
#include "bench/statistics/ranks.h"

#include <stdlib.h>

static int by_key(const void *a, const void *b)
{
  const struct keyed *x = a, *y = b;
  if (x->key != y->key) return x->key > y->key ? 1 : -1;
  return (x->index > y->index) - (x->index < y->index);
}

void sort_keyed(struct keyed *item, size_t count)
{
  if (count) qsort(item, count, sizeof *item, by_key);
}

int double_ranks(const double *key, size_t count, uint32_t *rank, double *ties, struct error *err)
{
  struct keyed *order = malloc((count ? count : 1) * sizeof *order);
  if (!order) return error_memory(err, "ranks");
  for (size_t i = 0; i < count; i++) order[i] = (struct keyed){key[i], i};
  sort_keyed(order, count);
  *ties = 0;
  for (size_t first = 0, end; first < count; first = end) {
    for (end = first + 1; end < count && order[end].key == order[first].key;) end++;
    double size = (double)(end - first);
    *ties += size * size * size - size;
    for (size_t i = first; i < end; i++) rank[order[i].index] = (uint32_t)(first + end + 1);
  }
  free(order);
  return STATUS_OK;
}
