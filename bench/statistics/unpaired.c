/* unpaired.c -- see unpaired.h. */
#include "bench/statistics/unpaired.h"

#include <math.h>
#include <stdlib.h>

#include "bench/statistics/tails.h"
#include "src/numeric/elementary.h"

/* The repetitions of both sides, those of a before those of b, and how they are dealt out. */
struct deal {
  const struct unpaired_cell *cell;
  size_t cells, a_count, count;
  double least;  /* successes of a side that has none */
  size_t *order; /* the first a_count repetitions are on side a */
  bool *on_b;    /* by repetition */
  double *share; /* of each in the value */
};

/* A repetition's run in the cell; NULL if the cell has not so many. */
static const struct trial *run_of(const struct deal *d, const struct unpaired_cell *cell,
                                  size_t repetition)
{
  if (repetition < d->a_count) return repetition < cell->a_count ? &cell->a[repetition] : NULL;
  return repetition - d->a_count < cell->b_count ? &cell->b[repetition - d->a_count] : NULL;
}

static bool spent_nothing(double cost) { return !(cost > 0 && isfinite(cost)); }

/* The cell's log ratio; its shares are added. NaN: the cell does not count. */
static double add_shares(struct deal *d, const struct unpaired_cell *cell)
{
  double cost[2] = {0, 0}, successes[2] = {0, 0};
  for (size_t i = 0; i < d->count; i++) {
    const struct trial *run = run_of(d, cell, i);
    if (!run) continue;
    cost[d->on_b[i]] += run->cost;
    successes[d->on_b[i]] += run->success;
  }
  if (successes[0] + successes[1] < 0.5 || spent_nothing(cost[0] + cost[1])) return NAN;
  for (size_t side = 0; side < 2; side++) {
    if (successes[side] < 0.5) successes[side] = d->least;
    /* Dealt out anew, a side may have no run of a cell that has few. */
    if (!(successes[side] > 0) || spent_nothing(cost[side])) return side ? INFINITY : -INFINITY;
  }
  for (size_t i = 0; i < d->count; i++) {
    const struct trial *run = run_of(d, cell, i);
    size_t side = d->on_b[i];
    if (run)
      d->share[i] += (side ? 1 : -1) * (run->cost / cost[side] - run->success / successes[side]);
  }
  return repro_log(cost[1] / successes[1] / (cost[0] / successes[0]));
}

static struct estimate estimate_of(struct deal *d)
{
  double value = 0, square = 0, counted = 0;
  for (size_t i = 0; i < d->count; i++) d->on_b[d->order[i]] = i >= d->a_count;
  for (size_t i = 0; i < d->count; i++) d->share[i] = 0;
  for (size_t c = 0; c < d->cells; c++) {
    double one = add_shares(d, &d->cell[c]);
    if (isnan(one)) continue;
    value += one;
    counted++;
  }
  if (!counted) return (struct estimate){NAN, 0};
  for (size_t i = 0; i < d->count; i++) square += d->share[i] * d->share[i];
  return (struct estimate){value / counted,
                           square > 1e-24 * counted ? square / (counted * counted) : 0};
}

/* Deals out anew: who comes first in a shuffle is on side a. Any order to begin with will do. */
static void deal_out(struct deal *d, const double *uniform)
{
  for (size_t i = 0; i < d->a_count; i++) {
    size_t j = i + (size_t)(uniform[i] * (double)(d->count - i)), kept = d->order[i];
    d->order[i] = d->order[j];
    d->order[j] = kept;
  }
}

/* Of many repetitions. */
static void look_from_afar(struct deal *d, double confidence, struct swap_test *t)
{
  struct estimate seen = estimate_of(d);
  double far = errors_away(seen);
  t->value = seen.value;
  t->error = sqrt(seen.variance);
  if (isnan(seen.value)) return;
  t->p = fmax(isinf(far) ? 0 : normal_tails(far), swaps_least);
  /* The range of two is the root of 2 times the size of one. */
  double reach = t->error * range_quantile(1 - confidence, 2) / sqrt(2);
  if (!isinf(seen.value))
    t->interval = (struct interval){seen.value - reach, seen.value + reach};
  else
    t->interval = seen.value > 0 ? (struct interval){0, INFINITY} : (struct interval){-INFINITY, 0};
}

static int look(struct deal *d, struct stream stream, double confidence, struct swap_test *t,
                struct error *err)
{
  double *out = malloc((SWAPS_ALL + 1) * sizeof *out);
  double *uniform = malloc((d->a_count + 1) * sizeof *uniform);
  int status = out && uniform ? STATUS_OK : error_memory(err, "a test of runs");
  struct estimate seen = estimate_of(d);
  double far = errors_away(seen);
  size_t as_far = 1, all = d->cells > UNPAIRED_CELLS ? SWAPS_ALL : UNPAIRED_ALL;
  t->value = seen.value;
  t->error = sqrt(seen.variance);
  t->looked = 1;
  if (!status) out[0] = far;
  for (size_t n = 0; n < all && !status && !isnan(seen.value); n++) {
    bool few = 100 * as_far <= t->looked;
    if (n == SWAPS_FIRST && (20 * as_far > SWAPS_ALL + 1 || few)) n = SWAPS_ALL;
    if (n == SWAPS_ALL && !few) break;
    stream_uniforms(stream, n * d->a_count, d->a_count, uniform);
    deal_out(d, uniform);
    double away = errors_away(estimate_of(d));
    if (t->looked <= SWAPS_ALL) out[t->looked] = isnan(away) ? INFINITY : away;
    t->looked++;
    as_far += is_as_far(away, far);
  }
  if (!status && !isnan(seen.value)) {
    t->p = (double)as_far / (double)t->looked;
    size_t kept = t->looked <= SWAPS_ALL ? t->looked : SWAPS_ALL + 1;
    t->interval = swaps_interval(seen, out, kept, confidence);
  }
  free(out);
  free(uniform);
  return status;
}

static int test_cells(const struct unpaired_cell *cell, size_t cells, double least,
                      struct stream stream, double confidence, struct swap_test *t,
                      struct error *err)
{
  struct deal d = {.cell = cell, .cells = cells, .least = least};
  size_t b_count = 0;
  *t = (struct swap_test){NAN, NAN, 1, {-INFINITY, INFINITY}, 0, false};
  for (size_t c = 0; c < cells; c++) {
    if (cell[c].a_count > d.a_count) d.a_count = cell[c].a_count;
    if (cell[c].b_count > b_count) b_count = cell[c].b_count;
  }
  d.count = d.a_count + b_count;
  if (!d.a_count || !b_count) return STATUS_OK;
  d.order = malloc(d.count * sizeof *d.order);
  d.on_b = malloc(d.count * sizeof *d.on_b);
  d.share = malloc(d.count * sizeof *d.share);
  int status = d.order && d.on_b && d.share ? STATUS_OK : error_memory(err, "a test of runs");
  for (size_t i = 0; i < d.count && !status; i++) d.order[i] = i;
  if (!status && d.count >= UNPAIRED_MANY)
    look_from_afar(&d, confidence, t);
  else if (!status)
    status = look(&d, stream_named(stream, "deals"), confidence, t, err);
  free(d.order);
  free(d.on_b);
  free(d.share);
  return status;
}

int unpaired_on_average(const struct unpaired_cell *cell, struct stream stream, double confidence,
                        struct swap_test *test, struct error *err)
{
  return test_cells(cell, 1, 0, stream, confidence, test, err);
}

int unpaired_pooled(const struct unpaired_cell *cell, size_t cells, struct stream stream,
                    double confidence, struct swap_test *test, struct error *err)
{
  return test_cells(cell, cells, 0.5, stream, confidence, test, err);
}

int unpaired_in_most_runs(const struct unpaired_cell *cell, struct most_runs *most,
                          struct error *err)
{
  size_t n = cell->a_count, m = cell->b_count;
  double *key = malloc((n + m + 1) * sizeof *key), lead = 0;
  *most = (struct most_runs){.a12 = 0.5, .p = 1};
  if (!key) return error_memory(err, "a comparison of runs");
  for (size_t i = 0; i < n; i++)
    key[i] = trial_key(cell->a[i].cost, cell->a[i].success, cell->a[i].error);
  for (size_t i = 0; i < m; i++)
    key[n + i] = trial_key(cell->b[i].cost, cell->b[i].success, cell->b[i].error);
  int status = rank_sum_test(key, n, key + n, m, &most->p, err);
  if (!status) status = rank_sum_lead(key, n, key + n, m, &lead, err);
  if (!status && n && m) most->a12 = (1 + lead / ((double)n * (double)m)) / 2;
  free(key);
  return status;
}
