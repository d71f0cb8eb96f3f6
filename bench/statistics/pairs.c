/* pairs.c -- see pairs.h. */
#include "bench/statistics/pairs.h"

#include <math.h>
#include <stdlib.h>

#include "bench/statistics/inference.h"
#include "src/numeric/elementary.h"

double trial_key(double cost, bool success, double error)
{
  /* Costs go below zero, so that every error, which is not, comes behind. */
  if (success) return -1 / (1 + cost);
  if (isnan(error)) return INFINITY;
  return error > 0 ? error : 0;
}

static double key_of(const struct trial *o) { return trial_key(o->cost, o->success, o->error); }

/* By how much a is ahead, as a logarithm; 0 exactly where neither is. */
static double lead_of(const struct trial *a, const struct trial *b)
{
  double key_a = key_of(a), key_b = key_of(b);
  if (key_a == key_b) return 0;
  if (a->success != b->success) return a->success ? INFINITY : -INFINITY;
  double x = a->success ? a->cost : key_a, y = a->success ? b->cost : key_b;
  if (!(x > 0) || !(y > 0) || isinf(x) || isinf(y)) return key_a < key_b ? INFINITY : -INFINITY;
  return repro_log(y / x);
}

int pairs_in_most_runs(const struct trial_pair *pair, size_t count, struct most_runs *most,
                       struct error *err)
{
  size_t room = count ? count : 1;
  double *number = calloc(3 * room, sizeof *number), lead = 0;
  *most = (struct most_runs){.a12 = 0.5, .p = 1};
  if (!number) return error_memory(err, "a comparison of pairs");
  double *lead_a = number, *key_a = number + room, *key_b = number + 2 * room;
  for (size_t i = 0; i < count; i++) {
    lead_a[i] = lead_of(&pair[i].a, &pair[i].b);
    key_a[i] = key_of(&pair[i].a);
    key_b[i] = key_of(&pair[i].b);
    most->a += lead_a[i] > 0;
    most->ties += lead_a[i] == 0;
    most->b += lead_a[i] < 0;
  }
  int status = signed_rank_test(lead_a, count, &most->p, err);
  if (!status) status = rank_sum_lead(key_a, count, key_b, count, &lead, err);
  if (!status && count) most->a12 = (1 + lead / ((double)count * (double)count)) / 2;
  free(number);
  return status;
}

/* What swaps of a cell change, each a sum over its pairs: the first of side a alone, its
 * counterpart of side b being the total less it. Costs are over their mean, so that no size of them
 * matters. */
struct sums {
  double cost, successes, square; /* cost^2 */
  double own, other;              /* cost times success, of the same side and of the other one */
};
enum { SUMS = 5, BITS = 8, CHOICES = 1 << BITS };
union sums_of {
  struct sums sum;
  double number[SUMS];
};

struct averages {
  union sums_of seen, total;
  double product,
      both; /* over pairs: cost a * cost b, success a * success b; no swap changes them */
  union sums_of (*change)[CHOICES]; /* of each choice of swaps of eight pairs after the other */
  size_t bytes;
};

/* Side x against side y of a pair. */
static union sums_of sums_of(const struct trial *x, const struct trial *y, double unit)
{
  double cost = x->cost / unit;
  return (union sums_of){
      {cost, x->success, cost * cost, x->success ? cost : 0, y->success ? cost : 0}};
}

/* log(aRT b / aRT a) and its variance, the sum of squares of pairs.h multiplied out. */
static struct estimate average_of(void *context, const unsigned char *swapped)
{
  const struct averages *v = context;
  union sums_of a = v->seen;
  for (size_t i = 0; i < v->bytes; i++)
    for (size_t k = 0; k < SUMS; k++) a.number[k] += v->change[i][swapped[i]].number[k];
  const struct sums *s = &a.sum, *t = &v->total.sum;
  double cost = t->cost - s->cost, successes = t->successes - s->successes;
  bool none_a = s->successes < 0.5, none_b = successes < 0.5;
  if (none_a || none_b) return (struct estimate){none_b ? INFINITY : -INFINITY, 0};
  double ca = 1 / s->cost, cb = 1 / cost, sa = 1 / s->successes, sb = 1 / successes;
  double plus = s->square * ca * ca + (t->square - s->square) * cb * cb + sa + sb +
                2 * (s->other * ca * sb + (t->other - s->other) * cb * sa);
  double minus = 2 * (s->own * ca * sa + (t->own - s->own) * cb * sb + v->product * ca * cb +
                      v->both * sa * sb);
  double variance = plus - minus;
  return (struct estimate){repro_log(cost * s->successes / (successes * s->cost)),
                           variance > 1e-12 * plus ? variance : 0};
}

/* The change of each choice of swaps of pairs 8 i to 8 i + 7, each from the one with a swap less.
 */
static void change_make(struct averages *v, const struct trial_pair *pair, size_t count,
                        double unit)
{
  for (size_t i = 0; i < v->bytes; i++) {
    union sums_of *change = v->change[i];
    change[0] = (union sums_of){{0}};
    for (size_t bit = 0; bit < BITS; bit++) {
      union sums_of one = {{0}};
      if (BITS * i + bit < count) {
        const struct trial_pair *p = &pair[BITS * i + bit];
        union sums_of a = sums_of(&p->a, &p->b, unit), b = sums_of(&p->b, &p->a, unit);
        for (size_t k = 0; k < SUMS; k++) one.number[k] = b.number[k] - a.number[k];
      }
      for (size_t c = 0; c < (size_t)1 << bit; c++)
        for (size_t k = 0; k < SUMS; k++)
          change[c + ((size_t)1 << bit)].number[k] = change[c].number[k] + one.number[k];
    }
  }
}

/* What both sides spent and reached; false if that has no ratio. */
static bool totals(const struct trial_pair *pair, size_t count, double *cost, double *successes)
{
  *cost = *successes = 0;
  for (size_t i = 0; i < count; i++) {
    *cost += pair[i].a.cost + pair[i].b.cost;
    *successes += pair[i].a.success + pair[i].b.success;
  }
  return *successes > 0 && *cost > 0 && isfinite(*cost);
}

/* What a swap of the pair takes from the value, linearised where both sides are alike. */
static double pull_of(const struct trial_pair *p, double cost, double successes)
{
  return (p->b.cost - p->a.cost) / cost - (p->b.success - p->a.success) / successes;
}

static void averages_fill(struct averages *v, const struct trial_pair *pair, size_t count,
                          double unit)
{
  for (size_t i = 0; i < count; i++) {
    const struct trial *a = &pair[i].a, *b = &pair[i].b;
    union sums_of of_a = sums_of(a, b, unit), of_b = sums_of(b, a, unit);
    for (size_t k = 0; k < SUMS; k++) {
      v->seen.number[k] += of_a.number[k];
      v->total.number[k] += of_a.number[k] + of_b.number[k];
    }
    v->product += of_a.sum.cost * of_b.sum.cost;
    v->both += a->success && b->success;
  }
  change_make(v, pair, count, unit);
}

int pairs_on_average(const struct trial_pair *pair, size_t count, struct stream stream,
                     double confidence, struct swap_test *test, struct error *err)
{
  double cost, successes;
  struct averages v = {.bytes = (count + BITS - 1) / BITS};
  if (!totals(pair, count, &cost, &successes))
    return swaps_test(stream, 0, average_of, &v, NULL, confidence, test, err);
  v.change = malloc(v.bytes * sizeof *v.change);
  double *pull = malloc(count * sizeof *pull);
  int status = v.change && pull ? STATUS_OK : error_memory(err, "a comparison of averages");
  if (!status) {
    averages_fill(&v, pair, count, cost / (2 * (double)count));
    for (size_t i = 0; i < count; i++) pull[i] = pull_of(&pair[i], cost, successes);
    status = swaps_test(stream, count, average_of, &v, pull, confidence, test, err);
  }
  free(v.change);
  free(pull);
  return status;
}

/* A repetition of a cell: costs over those of both sides together, and successes as 0 or 1, halves
 * of their sums and differences, of which a swap turns the sign of the latter. */
struct halves {
  double cost, success, cost_off, success_off;
};

/* Cells swapped together. */
struct pool {
  struct pooled {
    struct halves *of; /* one a repetition, owned */
    size_t count;
    double cost, successes; /* sums over both sides, halved */
  } * cell;                 /* those that count */
  size_t cells, count;      /* repetitions: the most of any */
  double *share, *sign;     /* of each in the value; -1 where it is swapped, else 1: room */
};

static double half_or(double successes) { return successes > 0.25 ? successes : 0.5; }

static int pool_add(struct pool *pool, const struct paired_cell *cell, double cost,
                    double successes, struct error *err)
{
  struct pooled *own = &pool->cell[pool->cells];
  *own =
      (struct pooled){malloc((cell->count + 1) * sizeof *own->of), cell->count, 0.5, successes / 2};
  if (!own->of) return error_memory(err, "a comparison of averages");
  pool->cells++;
  for (size_t i = 0; i < cell->count; i++) {
    const struct trial *a = &cell->pair[i].a, *b = &cell->pair[i].b;
    own->of[i] = (struct halves){(a->cost + b->cost) / (2 * cost), (a->success + b->success) / 2.0,
                                 (b->cost - a->cost) / (2 * cost), (b->success - a->success) / 2.0};
  }
  return STATUS_OK;
}

static double add_shares(const struct pooled *cell, const double *sign, double *share)
{
  double cost = 0, successes = 0; /* of b over the half of both */
  for (size_t i = 0; i < cell->count; i++) {
    cost += sign[i] * cell->of[i].cost_off;
    successes += sign[i] * cell->of[i].success_off;
  }
  double ca = 1 / (cell->cost - cost), cb = 1 / (cell->cost + cost);
  double sa = 1 / half_or(cell->successes - successes);
  double sb = 1 / half_or(cell->successes + successes);
  /* cost b / C b - cost a / C a - success b / S b + success a / S a, in halves. */
  double level_cost = cb - ca, off_cost = cb + ca, level_success = sa - sb, off_success = sa + sb;
  for (size_t i = 0; i < cell->count; i++) {
    const struct halves *h = &cell->of[i];
    share[i] += h->cost * level_cost + h->success * level_success +
                sign[i] * (h->cost_off * off_cost - h->success_off * off_success);
  }
  return repro_log(ca * sb / (cb * sa));
}

static struct estimate pooled_of(void *context, const unsigned char *swapped)
{
  struct pool *pool = context;
  double value = 0, square = 0, cells = (double)pool->cells;
  for (size_t i = 0; i < pool->count; i++) {
    pool->share[i] = 0;
    pool->sign[i] = swapped[i / 8] >> (i % 8) & 1 ? -1 : 1;
  }
  for (size_t c = 0; c < pool->cells; c++)
    value += add_shares(&pool->cell[c], pool->sign, pool->share);
  for (size_t i = 0; i < pool->count; i++) square += pool->share[i] * pool->share[i];
  return (struct estimate){value / cells, square > 1e-24 * cells ? square / (cells * cells) : 0};
}

int pairs_pooled(const struct paired_cell *cell, size_t cells, struct stream stream,
                 double confidence, struct swap_test *test, struct error *err)
{
  struct pool pool = {.cell = calloc(cells + 1, sizeof *pool.cell)};
  for (size_t c = 0; c < cells; c++)
    if (cell[c].count > pool.count) pool.count = cell[c].count;
  pool.share = calloc(3 * pool.count + 1, sizeof *pool.share);
  pool.sign = pool.share ? pool.share + pool.count : NULL;
  double *pull = pool.share ? pool.share + 2 * pool.count : NULL, cost, successes;
  int status = pool.cell && pool.share ? STATUS_OK : error_memory(err, "a comparison of averages");
  for (size_t c = 0; c < cells && !status; c++) {
    if (!totals(cell[c].pair, cell[c].count, &cost, &successes)) continue;
    status = pool_add(&pool, &cell[c], cost, successes, err);
    for (size_t i = 0; i < cell[c].count; i++)
      pull[i] += pull_of(&cell[c].pair[i], cost, successes);
  }
  if (!status)
    status = swaps_test(stream, pool.cells ? pool.count : 0, pooled_of, &pool, pull, confidence,
                        test, err);
  for (size_t c = 0; c < pool.cells; c++) free(pool.cell[c].of);
  free(pool.cell);
  free(pool.share);
  return status;
}
