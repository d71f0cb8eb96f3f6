/* shares.c -- see shares.h. */
#include "bench/plan/shares.h"

#include <stdlib.h>
#include <string.h>

#include "bench/plan/cost.h"

/* Decimal digits alone; what is too large becomes PARTS_MOST + 1. */
static const char *parse_digits(const char *text, size_t *number)
{
  size_t value = 0;
  const char *at = text;
  for (; *at >= '0' && *at <= '9'; at++) {
    value = 10 * value + (size_t)(*at - '0');
    if (value > PARTS_MOST) value = PARTS_MOST + 1;
  }
  *number = value;
  return at > text ? at : NULL;
}

int share_parse(const char *text, struct part_number *share, struct error *err)
{
  size_t part, parts;
  const char *rest = parse_digits(text, &part);
  if (!rest || *rest != '/' || !(rest = parse_digits(rest + 1, &parts)) || *rest)
    return error_set(err, STATUS_USAGE,
                     "part: '%.40s' is not K/N, such as 3/16 for the third of sixteen parts", text);
  if (!parts || parts > PARTS_MOST)
    return error_set(err, STATUS_USAGE, "part: '%.40s' is not K/N with N from 1 to %d", text,
                     PARTS_MOST);
  if (!part || part > parts)
    return error_set(err, STATUS_USAGE,
                     "part: '%.40s' is not there: parts count from 1 to N, here to %zu; let an "
                     "array count so, as with --array=1-%zu",
                     text, parts, parts);
  *share = (struct part_number){part, parts};
  return STATUS_OK;
}

/* What a part has to do so far. */
struct load {
  double cost;
  uint16_t part;
};

static bool less(const struct load *a, const struct load *b)
{
  return a->cost < b->cost || (a->cost == b->cost && a->part < b->part);
}

/* The first of a heap has become larger: let it sink to its place. */
static void sink(struct load *heap, size_t count)
{
  for (size_t at = 0, below; (below = 2 * at + 1) < count; at = below) {
    if (below + 1 < count && less(&heap[below + 1], &heap[below])) below++;
    if (!less(&heap[below], &heap[at])) return;
    struct load kept = heap[at];
    heap[at] = heap[below];
    heap[below] = kept;
  }
}

/* A cell's pieces cost the same. */
struct dear {
  double cost;
  size_t task;
};

static int compare_dear(const void *a, const void *b)
{
  const struct dear *x = a, *y = b;
  if (x->cost != y->cost) return x->cost > y->cost ? -1 : 1;
  return x->task < y->task ? -1 : x->task > y->task;
}

static void deal(struct shares *s, const struct dear *order, size_t task_count, struct load *heap)
{
  for (size_t p = 0; p < s->parts; p++) heap[p] = (struct load){.part = (uint16_t)(p + 1)};
  for (size_t i = 0; i < task_count; i++)
    for (size_t k = 0; k < s->pieces; k++) {
      s->part[order[i].task * s->pieces + k] = heap->part;
      s->pieces_of[heap->part]++;
      heap->cost += order[i].cost;
      sink(heap, s->parts);
    }
}

int shares_make(const struct campaign *c, const struct task *tasks, size_t task_count, size_t parts,
                struct shares *s, struct error *err)
{
  size_t pieces = campaign_runs_most(c) > c->runs ? 1 : c->runs;
  *s = (struct shares){.parts = parts, .pieces = pieces};
  s->part = calloc(task_count * pieces, sizeof *s->part);
  s->pieces_of = calloc(parts + 1, sizeof *s->pieces_of);
  struct dear *order = calloc(task_count, sizeof *order);
  struct load *heap = calloc(parts, sizeof *heap);
  int status = s->part && s->pieces_of && order && heap
                   ? STATUS_OK
                   : error_memory(err, "the parts of the campaign");
  if (!status) {
    for (size_t i = 0; i < task_count; i++)
      order[i] = (struct dear){cost_expected(&tasks[i].cell), i};
    qsort(order, task_count, sizeof *order, compare_dear);
    deal(s, order, task_count, heap);
  }
  free(order);
  free(heap);
  if (status) shares_free(s);
  return status;
}

size_t shares_part(const struct shares *s, size_t task, size_t repetition)
{
  return s->part[task * s->pieces + (s->pieces > 1 ? repetition : 0)];
}

void shares_free(struct shares *s)
{
  free(s->part);
  free(s->pieces_of);
  *s = (struct shares){0};
}
