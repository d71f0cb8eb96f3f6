/* model.c -- see model.h. */
#include "bench/scale/model.h"

#include <math.h>

#include "src/sources/lots.h"
#include "src/team.h"

const char *const scheme_names[SCHEMES] = {"values", "sums", "threads"};

enum {
  BYTES = 8,                  /* of a value, and of a coordinate of a sum */
  LANES = 8,                  /* coordinates that threads do not part, see src/numeric/vec.h, ... */
  NOISE_BLOCK = 128,          /* ... and that ranks do not, see src/draws/noise.h */
  BLOCK = 1 << 12,            /* that are made again at once, as SAMPLES_BLOCK of samples.h */
  LOT_PAIRS = LOT_POINTS / 2, /* that are added up one after the other */
  RANKS_LOOKED_AT = 16
};

static double least(double a, double b) { return a < b ? a : b; }

double scale_doublings(double ranks)
{
  double steps = 0;
  for (double reached = 1; reached < ranks; reached *= 2) steps++;
  return steps;
}

static double pairs_of(const struct scale_case *c) { return ceil(c->population / 2); }
static double lots_of(const struct scale_case *c) { return ceil(pairs_of(c) / LOT_PAIRS); }

/* Does each rank add up lots of its own? */
static bool adds_own(const struct scale_case *c)
{
  return c->scheme == SCHEME_SUMS && c->ranks > 1 && c->ranks <= lots_of(c);
}

/* Pairs of the rank that has most. */
static double share(const struct scale_case *c)
{
  double pairs = pairs_of(c);
  if (!adds_own(c)) return ceil(pairs / c->ranks);
  return least(pairs, LOT_PAIRS * ceil(lots_of(c) / c->ranks));
}

/* Coordinates of whoever has most of them. */
static double slice(const struct scale_case *c)
{
  double whole = c->scheme == SCHEME_THREADS ? LANES : NOISE_BLOCK;
  return least(c->dim, whole * ceil(ceil(c->dim / whole) / c->ranks));
}

/* Nodes that all ranks' lots come to: of many ranks, as many on each as on the average of some,
 * spread by the golden ratio, which no power of two divides. */
static double nodes_of(double lots, double ranks)
{
  const double golden = 0.6180339887498949;
  size_t count = (size_t)lots, size = (size_t)ranks, nodes = 0;
  size_t looked = size < RANKS_LOOKED_AT ? size : RANKS_LOOKED_AT;
  for (size_t k = 0; k < looked; k++) {
    double turn = (double)k * golden;
    size_t rank = looked == size ? k : (size_t)((turn - floor(turn)) * ranks);
    nodes += lots_nodes(count, team_share(count, rank, size), team_share(count, rank + 1, size));
  }
  return (double)nodes * ranks / (double)looked;
}

static void hear(struct generation *g, const struct scale_case *c, double messages, double numbers)
{
  g->bytes += BYTES * numbers;
  g->part[PART_LATENCY] += messages * c->network->latency;
  g->part[PART_BANDWIDTH] += BYTES * numbers * c->network->per_byte;
}

/* An allgather. */
static void gather(struct generation *g, const struct scale_case *c, double count)
{
  hear(g, c, scale_doublings(c->ranks), count * ((c->ranks - 1) / c->ranks));
}

/* Seconds of n coordinates of a perturbation, block by block. */
static double by_blocks(const struct costs *costs, enum operation operation, double n)
{
  double block = least(n, BLOCK);
  return n / block * costs_time(costs, operation, block);
}

/* The own lots are added up: the nodes of all become the sum. */
static void exchange(const struct costs *costs, const struct scale_case *c, struct generation *g)
{
  double n = slice(c), nodes = nodes_of(lots_of(c), c->ranks);
  double others = nodes * ((c->ranks - 1) / c->ranks);
  g->part[PART_COMBINE] = (nodes - 1) * costs_time(costs, COST_ADD, n);
  hear(g, c, others, others * n);
  gather(g, c, c->dim);
}

/* On more than one rank, once the values of all are known. `pairs` of n coordinates are made again,
 * but for the `own` that are kept, and added up. */
static void make_again(const struct costs *costs, const struct scale_case *c, double n,
                       struct generation *g)
{
  double pairs = pairs_of(c), own = share(c), kept = own * c->dim <= c->kept ? own : 0;
  g->part[PART_REDRAW] = (pairs - kept) * by_blocks(costs, COST_DRAW, n);
  g->part[PART_ADD] = pairs * by_blocks(costs, COST_ADD, n);
}

/* On more than one rank: from the values to the sum that they make. */
static void sum_up(const struct costs *costs, const struct scale_case *c, struct generation *g)
{
  if (c->scheme == SCHEME_THREADS) {
    g->part[PART_ADD] = pairs_of(c) * costs_time(costs, COST_ADD, slice(c));
  } else if (adds_own(c)) {
    g->part[PART_ADD] = share(c) * costs_time(costs, COST_ADD, c->dim);
    exchange(costs, c, g);
  } else if (c->scheme == SCHEME_SUMS) {
    make_again(costs, c, slice(c), g);
    gather(g, c, c->dim);
  } else {
    make_again(costs, c, c->dim, g);
  }
}

struct generation scale_predict(const struct costs *costs, const struct scale_case *c)
{
  struct generation g = {.seconds = 0};
  double pairs = pairs_of(c), own = share(c);
  double evaluation = c->evaluation > 0 ? c->evaluation : costs_time(costs, COST_EVALUATE, c->dim);
  g.part[PART_DRAW] = own * costs_time(costs, COST_DRAW, c->dim);
  g.part[PART_FORM] = own * costs_time(costs, COST_FORM, c->dim);
  g.part[PART_EVALUATE] = 2 * own * evaluation;
  g.part[PART_WEIGH] = costs_time(costs, COST_WEIGH, 2 * pairs);
  g.part[PART_STEP] = costs_time(costs, COST_STEP, c->dim);
  if (c->ranks > 1) {
    if (c->scheme != SCHEME_THREADS) gather(&g, c, 2 * pairs);
    sum_up(costs, c, &g);
  } else {
    g.part[PART_ADD] = pairs * costs_time(costs, COST_ADD, c->dim);
  }
  for (int p = 0; p < PARTS; p++) g.seconds += g.part[p];
  return g;
}

static struct generation on_one(const struct costs *costs, const struct scale_case *c)
{
  struct scale_case one = *c;
  one.ranks = 1;
  return scale_predict(costs, &one);
}

double scale_speedup(const struct costs *costs, const struct scale_case *c)
{
  return on_one(costs, c).seconds / scale_predict(costs, c).seconds;
}

const char *scale_why(const struct costs *costs, const struct scale_case *c)
{
  enum { UNEVEN = PART_DRAW }; /* what is shared pair by pair stands together */
  bool own = adds_own(c);
  const char *const reasons[PARTS] = {
      [PART_REDRAW] = c->scheme == SCHEME_SUMS ? "fewer lots than ranks" : "redrawn perturbations",
      [PART_ADD] = own ? NULL : "sums that all add up",
      [PART_COMBINE] = "sums put together",
      [PART_WEIGH] = "weights",
      [PART_STEP] = "rule step",
      [PART_LATENCY] = "latency",
      [PART_BANDWIDTH] = "bandwidth"};
  struct generation one = on_one(costs, c), g = scale_predict(costs, c);
  double lost[PARTS] = {0}, worst = 0;
  const char *why = "nothing";
  for (int p = 0; p < PARTS; p++)
    lost[reasons[p] ? p : UNEVEN] += g.part[p] - one.part[p] / c->ranks;
  for (int p = 0; p < PARTS; p++) {
    if (!(lost[p] > worst)) continue;
    worst = lost[p];
    why = reasons[p]               ? reasons[p]
          : c->ranks > pairs_of(c) ? "fewer pairs than ranks"
                                   : "uneven shares";
  }
  return c->ranks > 1 ? why : "nothing";
}

double scale_knee(const struct costs *costs, const struct scale_case *c, double most, double level,
                  const char **why)
{
  struct scale_case at = *c;
  double one = on_one(costs, c).seconds;
  for (at.ranks = most; at.ranks > 1; at.ranks--)
    if (one >= level * at.ranks * scale_predict(costs, &at).seconds) break;
  double knee = at.ranks;
  at.ranks++;
  *why = knee >= most ? NULL : scale_why(costs, &at);
  return knee;
}
