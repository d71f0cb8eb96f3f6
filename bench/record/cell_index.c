/* cell_index.c -- see cell_index.h. */
#include "bench/record/cell_index.h"

#include <stdint.h>
#include <stdlib.h>

#include "bench/record/results_read.h"

/* FNV-1a (Fowler, Noll and Vo 1991). */
static uint64_t hash_text(uint64_t hash, const char *text)
{
  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
  return hash;
}

static uint64_t hash_number(uint64_t hash, size_t number)
{
  for (; number; number >>= 8) hash = (hash ^ (number & 0xff)) * 0x100000001b3u;
  return (hash ^ ',') * 0x100000001b3u;
}

/* The slot that the cell stands in, or that is free for it. */
static size_t probe(const struct cell_index *x, const char *function, size_t dim, unsigned instance,
                    const char *optimizer)
{
  uint64_t hash = hash_text(0xcbf29ce484222325u, optimizer);
  hash = hash_number(hash_number(hash_text(hash, function), dim), instance);
  size_t at = (size_t)(hash ^ hash >> 32) & (x->slots - 1);
  while (x->slot[at] &&
         !cell_results_is(&x->cells[x->slot[at] - 1], function, dim, instance, optimizer))
    at = (at + 1) & (x->slots - 1);
  return at;
}

bool cell_index_is_of(const struct cell_index *x, const struct cell_results *cells, size_t count)
{
  return x->slot && x->cells == cells && x->count == count;
}

size_t cell_index_find(const struct cell_index *x, const char *function, size_t dim,
                       unsigned instance, const char *optimizer)
{
  size_t slot = x->slot[probe(x, function, dim, instance, optimizer)];
  return slot ? slot - 1 : x->count;
}

static void put(struct cell_index *x, size_t number)
{
  const struct cell_results *c = &x->cells[number];
  size_t at = probe(x, c->function, c->dim, c->instance, c->optimizer);
  if (!x->slot[at]) x->slot[at] = number + 1; /* the first of equal ones is found */
}

int cell_index_extend(struct cell_index *x, const struct cell_results *cells, size_t count,
                      struct error *err)
{
  size_t slots = x->slots ? x->slots : 64;
  while (slots < 2 * count) slots *= 2; /* half of them stay free */
  x->cells = cells;
  if (slots > x->slots) {
    size_t *slot = calloc(slots, sizeof *slot);
    if (!slot) return error_memory(err, "the results");
    free(x->slot);
    x->slot = slot;
    x->slots = slots;
    x->count = 0;
  }
  for (; x->count < count; x->count++) put(x, x->count);
  return STATUS_OK;
}

void cell_index_free(struct cell_index *x)
{
  free(x->slot);
  *x = (struct cell_index){0};
}
