/* turn.c -- see largescale.h. */
#include <stdlib.h>

#include "functions/bbob/draws.h"
#include "functions/bbob/largescale.h"

/* Each coordinate, in the order of dim uniforms, is swapped with another at most dim / 3 away. */
static void swap_nearby(long seed, size_t dim, struct bbob_ranked *ranked, size_t *order)
{
  size_t range = dim / 3;
  bbob_rank(seed, dim, ranked);
  for (size_t i = 0; i < dim; i++) order[i] = i;
  for (size_t i = 0; i < dim; i++) {
    size_t one = ranked[i].index, low = one < range ? 0 : one - range;
    size_t high = one + range > dim - 1 ? dim - 1 : one + range;
    double uniform;
    bbob_uniforms(seed + 1000 * (long)(1 + i), 1, &uniform);
    size_t other = low + (size_t)(uniform * (double)(high - low));
    if (other >= one) other++;
    size_t swap = order[one];
    order[one] = order[other];
    order[other] = swap;
  }
}

/* NULL where it changes nothing. */
static const size_t *draw_order(struct bbob *s, long seed)
{
  size_t dim = s->dim;
  if (dim <= BBOB_BLOCK) return NULL;
  struct bbob_ranked *ranked = calloc(dim, sizeof *ranked);
  size_t *order = (size_t *)(void *)bbob_hold(s, dim * sizeof *order / sizeof(double) + 1);
  if (ranked && order)
    swap_nearby(seed, dim, ranked, order);
  else
    s->failed = true;
  free(ranked);
  return order;
}

static const double *draw_blocks(struct bbob *s, long seed)
{
  double *blocks = bbob_hold(s, s->dim * BBOB_BLOCK), *block = blocks;
  for (size_t first = 0; blocks && first < s->dim; first += BBOB_BLOCK) {
    size_t size = bbob_block_size(s->dim, first);
    bbob_rotation(seed + 1000000 * (long)(first / BBOB_BLOCK), size, block);
    block += size * size;
  }
  return blocks;
}

struct bbob_turn bbob_large_find(struct bbob *s, long seed, long first, long last)
{
  struct bbob_turn turn = {0};
  if (s->failed) return turn;
  turn.first = draw_order(s, first);
  turn.last = draw_order(s, last);
  turn.blocks = draw_blocks(s, seed);
  return turn;
}

static void permute(struct bbob *s, const size_t *order)
{
  size_t at = s->link_count;
  if (!order) return;
  bbob_link(s, BBOB_PERMUTE, 0, NULL);
  if (!s->failed) s->links[at].order = order;
}

void bbob_large_turn(struct bbob *s, const struct bbob_turn *turn)
{
  permute(s, turn->first);
  bbob_link(s, BBOB_BLOCKS, 0, turn->blocks);
  permute(s, turn->last);
}
