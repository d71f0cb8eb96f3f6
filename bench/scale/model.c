/* model.c -- see model.h. */
#include "bench/scale/model.h"

#include <math.h>

const char *const scheme_names[SCHEMES] = {"values", "sums", "exchange", "threads"};

enum {
  BYTES = 8, /* of a value, and of a coordinate of a sum */
  LANES = 8  /* coordinates that are not parted, see src/numeric/vec.h */
};

static double least(double a, double b) { return a < b ? a : b; }

/* Steps in which all ranks have heard of all. */
static double doublings(double ranks)
{
  double steps = 0;
  for (double reached = 1; reached < ranks; reached *= 2) steps++;
  return steps;
}

/* Coordinates of the rank that has most of them, which come in whole vectors. */
static double slice(double dim, double ranks)
{
  return least(dim, LANES * ceil(ceil(dim / LANES) / ranks));
}

/* `times` passes of an allgather over `count` numbers. */
static void send(struct generation *g, const struct scale_case *c, double count, double times)
{
  double bytes = times * BYTES * count * ((c->ranks - 1) / c->ranks);
  g->bytes += bytes;
  g->part[PART_LATENCY] += times * doublings(c->ranks) * c->network->latency;
  g->part[PART_BANDWIDTH] += bytes * c->network->per_byte;
}

/* From the values of all to the sum that they make, on more than one rank. */
static void sum_up(const struct costs *costs, const struct scale_case *c, double pairs, double own,
                   struct generation *g)
{
  double n = slice(c->dim, c->ranks), kept = own * c->dim <= c->kept ? own : 0;
  switch (c->scheme) {
  case SCHEME_VALUES:
    g->part[PART_REDRAW] = (pairs - kept) * costs_time(costs, COST_DRAW, c->dim);
    g->part[PART_ADD] = pairs * costs_time(costs, COST_ADD, c->dim);
    break;
  case SCHEME_SUMS:
    g->part[PART_REDRAW] = pairs * costs_time(costs, COST_DRAW, n);
    g->part[PART_ADD] = pairs * costs_time(costs, COST_ADD, n);
    send(g, c, c->dim, 1);
    break;
  case SCHEME_EXCHANGE:
    g->part[PART_ADD] =
        own * costs_time(costs, COST_ADD, c->dim) + costs_time(costs, COST_ADD, c->dim - n);
    send(g, c, c->dim, 2);
    break;
  case SCHEME_THREADS:
  default:
    g->part[PART_ADD] = pairs * costs_time(costs, COST_ADD, n);
  }
}

struct generation scale_predict(const struct costs *costs, const struct scale_case *c)
{
  struct generation g = {.seconds = 0};
  double pairs = ceil(c->population / 2), own = ceil(pairs / c->ranks);
  double evaluation = c->evaluation > 0 ? c->evaluation : costs_time(costs, COST_EVALUATE, c->dim);
  g.part[PART_DRAW] = own * costs_time(costs, COST_DRAW, c->dim);
  g.part[PART_FORM] = own * costs_time(costs, COST_FORM, c->dim);
  g.part[PART_EVALUATE] = 2 * own * evaluation;
  g.part[PART_WEIGH] = costs_time(costs, COST_WEIGH, 2 * pairs);
  g.part[PART_STEP] = costs_time(costs, COST_STEP, c->dim);
  if (c->ranks > 1) {
    if (c->scheme != SCHEME_THREADS) send(&g, c, 2 * pairs, 1);
    sum_up(costs, c, pairs, own, &g);
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
  enum { UNEVEN = PART_DRAW }; /* the pieces that are shared pair by pair stand together */
  static const char *const reasons[PARTS] = {[PART_REDRAW] = "redrawn perturbations",
                                             [PART_ADD] = "sums that all add up",
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
    why = reasons[p]                           ? reasons[p]
          : c->ranks > ceil(c->population / 2) ? "fewer pairs than ranks"
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
