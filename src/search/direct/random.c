/* random.c -- pure random search: points uniform in the search region, the best is kept.
 *
 *   x_n ~ uniform(low, high),  best <- x_n if f(x_n) < f(best)          (Brooks, 1958)
 *
 * or, with a deviation, x_n = deviation z_n, z_n standard normal: random weight guessing, which
 * draws weights around 0, wherever others start (Schmidhuber, Hochreiter and Bengio, Evaluating
 * benchmark problems by random guessing, 2001).
 *
 * Point n is sample n mod BATCH of generation n / BATCH, however many are asked for at once. */
#include <stdlib.h>
#include <string.h>

#include "src/draws/draw.h"
#include "src/numeric/level.h"
#include "src/optimizer.h"

enum {
  BATCH = 64,             /* points a query, and a generation */
  BATCH_VALUES = 1 << 16, /* fewer points where they would have more coordinates than this */
  TILE_VALUES = 64        /* coordinates that the bounds are laid out for, at least */
};

struct config {
  double deviation;
};

static const struct param params[] = {
    PARAM(struct config, deviation, 0, 0, 1e6,
          "of points that are normal around 0; 0: they are uniform in the search region"),
    PARAM_TABLE_END,
};

struct state {
  double deviation;
  size_t dim, batch, tile; /* tile: points that low and width are repeated for */
  struct stream stream;
  const struct draw *draw;
  uint64_t asked;   /* points so far */
  double remaining; /* points that the budget still pays for */
  size_t count;     /* of the last query */
  bool found;       /* best and best_f hold a point that was evaluated */
  double best_f;
  double *best, *x, *low, *width; /* dim, batch * dim, tile * dim, tile * dim values */
  double block[];
};

static void *alloc(const struct setup *setup, const void *config)
{
  size_t dim = setup->dim, batch = BATCH, tile = 1;
  while (batch > 1 && batch * dim > BATCH_VALUES) batch /= 2;
  while (tile < batch && tile * dim < TILE_VALUES) tile *= 2;
  struct state *s = malloc(sizeof *s + (1 + batch + 2 * tile) * dim * sizeof *s->block);
  if (!s) return NULL;
  *s = (struct state){.deviation = ((const struct config *)config)->deviation,
                      .dim = dim,
                      .batch = batch,
                      .tile = tile,
                      .stream = setup->stream,
                      .draw = setup->draw,
                      .remaining = setup->budget,
                      .best = s->block};
  s->x = s->best + dim;
  s->low = s->x + batch * dim;
  s->width = s->low + tile * dim;
  memcpy(s->best, setup->start, dim * sizeof *s->best);
  for (size_t t = 0; t < tile; t++)
    for (size_t i = 0; i < dim; i++) {
      s->low[t * dim + i] = setup->low[i];
      s->width[t * dim + i] = setup->high[i] - setup->low[i];
    }
  return s;
}

/* x, uniform on (0, 1), becomes uniform in the region. */
static void stretch(size_t count, const double *restrict low, const double *restrict width,
                    double *restrict x)
{
  for (size_t i = 0; i < count; i++) x[i] = low[i] + width[i] * x[i];
}

/* The points of the query, from sample `first` of its generation on: uniform in the region. */
static void scatter(struct state *s, size_t first)
{
  random_uniforms(s->stream, s->asked / BATCH, (uint32_t)first, s->count, s->dim, s->x);
  size_t total = s->count * s->dim, part = s->tile * s->dim;
  for (size_t i = 0; i < total; i += part)
    stretch(total - i < part ? total - i : part, s->low, s->width, s->x + i);
}

/* Normal around 0. */
static void guess(struct state *s, size_t first)
{
  draw_normals(s->draw, s->stream, s->asked / BATCH, (uint32_t)first, s->count, s->dim, s->x);
  for (size_t i = 0; i < s->count * s->dim; i++) s->x[i] *= s->deviation;
}

static enum ask ask(void *state, struct query *query)
{
  struct state *s = state;
  s->count = s->batch;
  /* No more than the budget pays for, so that every value is told. */
  if (s->remaining >= 1 && s->remaining < (double)s->batch) s->count = (size_t)s->remaining;
  size_t first = (size_t)(s->asked % BATCH), room = BATCH - first;
  if (s->count > room) s->count = room;
  if (s->deviation > 0)
    guess(s, first);
  else
    scatter(s, first);
  s->asked += s->count;
  s->remaining -= (double)s->count;
  *query = (struct query){.x = s->x, .count = s->count};
  return ASK_EVALUATE;
}

static void tell(void *state, const struct answer *answer)
{
  struct state *s = state;
  if (!s->found) s->best_f = answer->f[0];
  size_t best = s->found ? s->count : 0;
  for (size_t k = 0; k < s->count; k++)
    if (answer->f[k] < s->best_f) {
      s->best_f = answer->f[k];
      best = k;
    }
  s->found = true;
  if (best < s->count) memcpy(s->best, s->x + best * s->dim, s->dim * sizeof *s->best);
}

static const double *incumbent(const void *state) { return ((const struct state *)state)->best; }

extern const struct optimizer_type LEVELED(optimizer_random);
const struct optimizer_type LEVELED(optimizer_random) = {
    .name = "random",
    .title = "random search",
    .summary = "points uniform in the search region, or normal; the best is kept",
    .formula = "x ~ uniform(low, high), or N(0, deviation^2): random weight guessing\n"
               "best <- x if f(x) < f(best)",
    .reference = "Brooks, A discussion of random methods for seeking maxima, "
                 "Operations Research 6, 1958; guessing: Schmidhuber, Hochreiter and Bengio, "
                 "Evaluating benchmark problems by random guessing, 2001",
    .config_size = sizeof(struct config),
    .traits = USES_RANDOM | USES_POPULATION,
    .params = params,
    .alloc = alloc,
    .ask = ask,
    .tell = tell,
    .incumbent = incumbent,
    .free = free,
};
