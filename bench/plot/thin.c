/* thin.c -- see thin.h. */
#include "bench/plot/thin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 250, FIRST_ROOM = 1024 };

void thin_start(struct thin *t, const double low[2], const double high[2])
{
  *t = (struct thin){0};
  for (size_t k = 0; k < 2; k++) {
    t->low[k] = low[k];
    t->width[k] = (high[k] - low[k]) / CELLS;
  }
}

void thin_free(struct thin *t)
{
  free(t->drawn);
  *t = (struct thin){0};
}

/* Cells are counted beyond the picture too, lest a path outside is joined to one inside. */
static uint32_t cell_of(const struct thin *t, const double point[2])
{
  uint32_t cell = 0;
  for (size_t k = 0; k < 2; k++) {
    double at = floor((point[k] - t->low[k]) / t->width[k]);
    double bound = 32000; /* 16 bits a coordinate */
    at = at < -bound ? -bound : at > bound ? bound : at;
    cell = cell << 16 | (uint32_t)((int32_t)at & 0xffff);
  }
  return cell;
}

static uint64_t *find(const struct thin *t, uint64_t key)
{
  size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (t->room - 1);
  while (t->drawn[at] && t->drawn[at] != key) at = (at + 1) & (t->room - 1);
  return &t->drawn[at];
}

static int grow(struct thin *t, struct error *err)
{
  struct thin larger = *t;
  larger.room = t->room ? 2 * t->room : FIRST_ROOM;
  larger.drawn = calloc(larger.room, sizeof *larger.drawn);
  if (!larger.drawn) return error_memory(err, "a path");
  for (size_t i = 0; i < t->room; i++)
    if (t->drawn[i]) *find(&larger, t->drawn[i]) = t->drawn[i];
  free(t->drawn);
  *t = larger;
  return STATUS_OK;
}

int thin_step(struct thin *t, const double drawn[2], const double before[2], const double here[2],
              enum thin_action *action, struct error *err)
{
  uint32_t a = cell_of(t, before), b = cell_of(t, here);
  *action = THIN_SKIP;
  if (a == b) return STATUS_OK;
  if (2 * (t->used + 1) > t->room) {
    int status = grow(t, err);
    if (status) return status;
  }
  /* A line is the same from either end. Never 0, as the cells differ. */
  uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a, *slot = find(t, key);
  if (*slot) return STATUS_OK;
  *slot = key;
  t->used++;
  *action = cell_of(t, drawn) == a ? THIN_DRAW : THIN_RESUME;
  return STATUS_OK;
}
