/* duel.c -- see duel.h. */
#include "bench/judge/duel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/distinct.h"
#include "bench/judge/instances.h"
#include "bench/judge/rank.h"
#include "bench/statistics/quantiles.h"
#include "src/numeric/elementary.h"

static bool takes_part(const struct cell_results *cell, size_t r, const struct cell_results *other)
{
  return !other || instances_partner(cell, r, other) < other->run_count;
}

/* Of the runs that count those that spent at most `most` to the target, against all: are they half?
 */
static bool half_within(const struct cell_results *cell, const struct cell_results *other,
                        size_t target, double most)
{
  size_t count = 0, runs = 0;
  for (size_t r = 0; r < cell->run_count; r++) {
    if (!takes_part(cell, r, other)) continue;
    runs++;
    count += cell->run[r].to[target] <= most;
  }
  return 2 * count >= runs;
}

size_t hardest_of_half(const struct cell_results *cell, const struct cell_results *other)
{
  size_t k = 0;
  /* The largest finite number leaves out those that missed. */
  while (k < cell->targets->count && half_within(cell, other, k, 1e300)) k++;
  return k ? k - 1 : NO_TARGET;
}

bool met_at_start(const struct cell_results *cell, const struct cell_results *other, size_t target,
                  double first)
{
  return half_within(cell, other, target, first);
}

static int apart_make(const struct cell_results *a, const struct cell_results *b, size_t target,
                      struct duel_runs *out, struct error *err)
{
  struct trial *trial = malloc((a->run_count + b->run_count + 1) * sizeof *trial);
  if (!trial) return error_memory(err, "a comparison");
  for (size_t i = 0; i < a->run_count; i++) trial[i] = run_trial(&a->run[i], target);
  for (size_t i = 0; i < b->run_count; i++) trial[a->run_count + i] = run_trial(&b->run[i], target);
  out->memory = trial;
  out->apart = (struct unpaired_cell){trial, trial + a->run_count, a->run_count, b->run_count};
  return STATUS_OK;
}

int duel_runs_make(const struct cell_results *a, const struct cell_results *b,
                   const struct duel *duel, struct duel_runs *out, struct error *err)
{
  *out = (struct duel_runs){0};
  if (!duel->paired) return apart_make(a, b, duel->target, out, err);
  struct trial_pair *pair = malloc((duel->runs_a + 1) * sizeof *pair);
  if (!pair) return error_memory(err, "a comparison");
  size_t count = 0;
  for (size_t i = 0, k; i < a->run_count; i++)
    if ((k = instances_partner(a, i, b)) < b->run_count)
      pair[count++] = (struct trial_pair){run_trial(&a->run[i], duel->target),
                                          run_trial(&b->run[k], duel->target)};
  out->memory = pair;
  out->pairs = (struct paired_cell){pair, duel->runs_a};
  return STATUS_OK;
}

void duel_runs_free(struct duel_runs *runs)
{
  free(runs->memory);
  *runs = (struct duel_runs){0};
}

/* Are all repetitions one and the same run? */
static bool is_one_run(const struct results_set *set, const struct cell_results *cell)
{
  bool one = cell->run_count > 1 && starts_are_one(&set->campaign);
  for (size_t r = 1; r < cell->run_count && one; r++)
    one = runs_equal(&cell->run[0], &cell->run[r], cell->targets->count);
  return one;
}

/* The hardest that both reach, unless both meet it at the start. */
static size_t choose_target(const struct cell_results *a, const struct cell_results *b,
                            const struct duel *d, double first)
{
  if (d->half_a == NO_TARGET || d->half_b == NO_TARGET) return NO_TARGET;
  size_t target = d->half_a < d->half_b ? d->half_a : d->half_b;
  return met_at_start(a, d->paired ? b : NULL, target, first) &&
                 met_at_start(b, d->paired ? a : NULL, target, first)
             ? NO_TARGET
             : target;
}

int cell_median_error(const struct cell_results *cell, const struct cell_results *other,
                      double *median, struct error *err)
{
  double *error = malloc((cell->run_count + 1) * sizeof *error);
  size_t count = 0;
  if (!error) return error_memory(err, "a comparison");
  for (size_t r = 0; r < cell->run_count; r++)
    if (takes_part(cell, r, other)) error[count++] = cell->run[r].error;
  *median = count ? quartiles_of(error, count).median : NAN;
  free(error);
  return STATUS_OK;
}

struct running_time running_time_of(const struct cell_results *cell,
                                    const struct cell_results *other, size_t target)
{
  struct running_time time = {0};
  for (size_t r = 0; r < cell->run_count; r++) {
    if (!takes_part(cell, r, other)) continue;
    struct trial trial = run_trial(&cell->run[r], target);
    running_time_add(&time, trial.success ? trial.cost : INFINITY, trial.cost);
  }
  return time;
}

int duel_set(const struct results_set *set_a, const struct cell_results *a,
             const struct results_set *set_b, const struct cell_results *b,
             const struct duel_rule *rule, struct duel *d, struct error *err)
{
  *d = (struct duel){.target = NO_TARGET,
                     .half_a = NO_TARGET,
                     .half_b = NO_TARGET,
                     .ratio = NAN,
                     .error = NAN,
                     .p = NAN,
                     .adjusted = NAN};
  d->interval = (struct interval){NAN, NAN};
  d->most = (struct most_runs){.a12 = NAN, .p = NAN};
  d->most_adjusted = d->error_a = d->error_b = NAN;
  if (!a || !b) return STATUS_OK;
  d->kind = strcmp(a->problem, b->problem) != 0 ? DUEL_REDEFINED : DUEL_COSTS;
  if (d->kind == DUEL_REDEFINED) return STATUS_OK;
  d->paired = rule->paired;
  d->half_a = hardest_of_half(a, d->paired ? b : NULL);
  d->half_b = hardest_of_half(b, d->paired ? a : NULL);
  d->target = rule->choose ? choose_target(a, b, d, rule->first) : rule->given;
  d->runs_a = d->paired ? instances_pairs(a, b) : a->run_count;
  d->runs_b = d->paired ? d->runs_a : b->run_count;
  struct running_time of_a = running_time_of(a, d->paired ? b : NULL, d->target);
  struct running_time of_b = running_time_of(b, d->paired ? a : NULL, d->target);
  d->successes_a = of_a.successes;
  d->successes_b = of_b.successes;
  d->ratio = running_time_average(&of_b) / running_time_average(&of_a);
  if (!d->successes_a && !d->successes_b) d->kind = DUEL_ERRORS;
  d->one_a = is_one_run(set_a, a);
  d->one_b = is_one_run(set_b, b);
  if (d->one_a || d->one_b) d->kind = DUEL_ONE_RUN;
  int status = cell_median_error(a, d->paired ? b : NULL, &d->error_a, err);
  return status ? status : cell_median_error(b, d->paired ? a : NULL, &d->error_b, err);
}

int duel_test(const struct cell_results *a, const struct cell_results *b, struct stream stream,
              struct duel *d, struct error *err)
{
  struct swap_test test;
  struct duel_runs r;
  if (d->kind != DUEL_COSTS && d->kind != DUEL_ERRORS) return STATUS_OK;
  int status = duel_runs_make(a, b, d, &r, err);
  if (!status)
    status = d->paired ? pairs_in_most_runs(r.pairs.pair, r.pairs.count, &d->most, err)
                       : unpaired_in_most_runs(&r.apart, &d->most, err);
  if (!status && d->kind == DUEL_COSTS) {
    status = d->paired ? pairs_on_average(r.pairs.pair, r.pairs.count, stream, 0.95, &test, err)
                       : unpaired_on_average(&r.apart, stream, 0.95, &test, err);
    d->interval = (struct interval){repro_exp(test.interval.low), repro_exp(test.interval.high)};
    d->error = test.error;
    d->p = test.p;
  }
  duel_runs_free(&r);
  d->tested = !status;
  return status;
}

static int side_of(double ahead) { return ahead > 0 ? -1 : ahead < 0 ? 1 : 0; }

int duel_most_side(const struct duel *d)
{
  if (!d->paired) return side_of(d->most.a12 - 0.5);
  return d->most.a > d->most.b ? -1 : d->most.a < d->most.b ? 1 : 0;
}

int duels_decide(struct duel *duel, size_t count, double level, struct error *err)
{
  double *p = calloc(2 * count + 1, sizeof *p), *most = p ? p + count : NULL;
  if (!p) return error_memory(err, "a comparison");
  for (size_t i = 0; i < count; i++) {
    p[i] = duel[i].tested && duel[i].kind == DUEL_COSTS ? duel[i].p : NAN;
    most[i] = duel[i].tested ? duel[i].most.p : NAN;
  }
  int status = holm_adjust(p, count, p, err);
  if (!status) status = holm_adjust(most, count, most, err);
  for (size_t i = 0; i < count && !status; i++) {
    struct duel *d = &duel[i];
    d->adjusted = p[i];
    d->most_adjusted = most[i];
    if (d->kind == DUEL_COSTS)
      d->winner = p[i] <= level ? side_of(d->ratio - 1) : 0;
    else
      d->winner = most[i] <= level ? duel_most_side(d) : 0;
  }
  free(p);
  return status;
}

bool duel_splits(const struct duel *d)
{
  return d->tested && d->kind == DUEL_COSTS && duel_most_side(d) * side_of(d->ratio - 1) < 0;
}
