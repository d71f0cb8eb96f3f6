/* ranking.c -- see ranking.h.
 *
 * The optimizer with the lowest average running time to a target is compared with each of the
 * others in its block by what is marked: the ratio of these times, tested by swaps within pairs of
 * runs. The p-values of the whole report are adjusted together by Holm's method. */
#include "bench/judge/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/distinct.h"
#include "bench/judge/rank.h"
#include "bench/statistics/inference.h"
#include "bench/statistics/quantiles.h"

const double ranking_level = 0.05;

/* One test: the lowest of a block at a target against another optimizer. */
struct contest {
  size_t block, target, lowest, other;
};

static int by_place(const void *a, const void *b)
{
  const struct ranking_block *x = a, *y = b;
  if (x->function != y->function) return (x->function > y->function) - (x->function < y->function);
  return (x->dim > y->dim) - (x->dim < y->dim);
}

static const struct function_entry *find_function(const struct campaign *c, const char *label)
{
  for (size_t i = 0; i < c->function_count; i++)
    if (!strcmp(c->functions[i].label, label)) return &c->functions[i];
  return NULL;
}

static size_t find_optimizer(const struct campaign *c, const char *label)
{
  size_t i = 0;
  while (i < c->optimizer_count && strcmp(c->optimizers[i].label, label) != 0) i++;
  return i;
}

static int find_block(struct ranking *r, const struct function_entry *function, size_t dim,
                      struct ranking_block **block, struct error *err)
{
  for (size_t i = 0; i < r->block_count; i++) {
    *block = &r->block[i];
    if ((*block)->function == function && (*block)->dim == dim) return STATUS_OK;
  }
  *block = &r->block[r->block_count];
  **block = (struct ranking_block){
      .function = function,
      .dim = dim,
      .targets = &r->targets[function - r->set->campaign.functions],
      .by = calloc(r->set->campaign.optimizer_count, sizeof *(*block)->by),
  };
  if (!(*block)->by) return error_memory(err, "the ranking");
  r->block_count++;
  return STATUS_OK;
}

static int add_cell(struct ranking *r, const struct cell_results *cell, struct error *err)
{
  const struct campaign *c = &r->set->campaign;
  const struct function_entry *function = find_function(c, cell->function);
  size_t optimizer = find_optimizer(c, cell->optimizer);
  struct ranking_block *block;
  if (!function || optimizer == c->optimizer_count) {
    char title[CELL_TITLE];
    cell_results_title(cell, title);
    return error_set(err, STATUS_IO,
                     "%.200s/runs.csv: %.120s is not in campaign.ini; run the campaign again",
                     r->set->folder, title);
  }
  int status = find_block(r, function, cell->dim, &block, err);
  if (status) return status;
  struct pooled *p = &block->by[optimizer];
  const struct run_result **longer =
      realloc(p->run, (p->count + cell->run_count) * sizeof *p->run); /* runs are at least one */
  if (!longer) return error_memory(err, "the ranking");
  p->run = longer;
  unsigned *instance = realloc(p->instance, (p->count + cell->run_count) * sizeof *instance);
  if (!instance) return error_memory(err, "the ranking");
  p->instance = instance;
  for (size_t i = 0; i < cell->run_count; i++) {
    p->instance[p->count] = cell->instance;
    p->run[p->count++] = &cell->run[i];
  }
  return STATUS_OK;
}

void ranking_choose_targets(const struct results_set *set, const struct function_entry *function,
                            struct ranking_targets *out)
{
  static const double usual[RANKING_TARGETS - 1] = {10, 1e-1, 1e-3, 1e-5};
  const struct target_list *list = results_targets(set, function);
  size_t last = results_aim(set, function);
  bool own = set->campaign.target_count > 0 || function->spec.type->traits & UNKNOWN_MINIMUM;
  *out = (struct ranking_targets){.list = list};
  for (size_t i = 0; i < RANKING_TARGETS - 1; i++) {
    /* Of a list of one's own, evenly spaced places. */
    size_t k = own ? i * last / (RANKING_TARGETS - 1) : targets_find(list, usual[i]);
    if (k >= last || (out->count && k <= out->target[out->count - 1])) continue;
    out->target[out->count++] = k;
  }
  out->target[out->count++] = last;
}

/* Are all repetitions one and the same run? */
static bool is_one_run(const struct ranking *r, const struct ranking_block *block,
                       const struct pooled *p)
{
  bool one = p->count > 1 && starts_are_one(&r->set->campaign);
  for (size_t i = 1; i < p->count && one; i++)
    one = runs_equal(p->run[i], p->run[0], block->targets->list->count);
  return one;
}

/* Draws for the intervals of an optimizer's errors in a block. */
static struct stream errors_of(const struct ranking *r, const struct ranking_block *block,
                               size_t optimizer)
{
  struct stream stream = stream_named(stream_root(0), "errors at the end");
  stream = stream_numbered(stream_named(stream, block->function->label), block->dim);
  return stream_named(stream, r->set->campaign.optimizers[optimizer].label);
}

static int stand(struct ranking *r, struct error *err)
{
  size_t most = 1;
  for (size_t b = 0; b < r->block_count; b++)
    for (size_t o = 0; o < r->set->campaign.optimizer_count; o++)
      if (r->block[b].by[o].count > most) most = r->block[b].by[o].count;
  double *error = malloc(most * sizeof *error);
  int status = error ? STATUS_OK : error_memory(err, "the ranking");
  for (size_t b = 0; error && b < r->block_count; b++)
    for (size_t o = 0; o < r->set->campaign.optimizer_count; o++) {
      struct pooled *p = &r->block[b].by[o];
      const struct ranking_targets *targets = r->block[b].targets;
      for (size_t t = 0; t < targets->count; t++) {
        struct standing *s = &p->at[t];
        struct running_time time = {0};
        for (size_t i = 0; i < p->count; i++)
          running_time_add(&time, p->run[i]->to[targets->target[t]], p->run[i]->cost);
        s->successes = time.successes;
        s->art = running_time_average(&time);
      }
      p->one_run = is_one_run(r, &r->block[b], p);
      for (size_t i = 0; i < p->count; i++) error[i] = p->run[i]->error;
      if (!status)
        status = quartile_intervals(errors_of(r, &r->block[b], o), error, p->count, &p->error, err);
    }
  free(error);
  return status;
}

/* The runs from number `from` on that are of its instance: how many. */
static size_t stretch(const struct pooled *p, size_t from)
{
  size_t end = from;
  while (end < p->count && p->instance[end] == p->instance[from]) end++;
  return end - from;
}

/* Runs of a number on an instance that both have, at a target: how many. */
static size_t pair_up(const struct pooled *a, const struct pooled *b, size_t target,
                      struct trial_pair *pair)
{
  size_t count = 0;
  for (size_t i = 0, of_a; i < a->count; i += of_a) {
    size_t k = 0;
    of_a = stretch(a, i);
    while (k < b->count && b->instance[k] != a->instance[i]) k += stretch(b, k);
    size_t of_b = k < b->count ? stretch(b, k) : 0;
    for (size_t r = 0; r < of_a && r < of_b; r++)
      pair[count++] =
          (struct trial_pair){run_trial(a->run[i + r], target), run_trial(b->run[k + r], target)};
  }
  return count;
}

/* Draws for the test of a contest. */
static struct stream draws_of(const struct ranking *r, const struct contest *c)
{
  const struct ranking_block *block = &r->block[c->block];
  const struct optimizer_entry *optimizers = r->set->campaign.optimizers;
  struct stream stream = stream_named(stream_root(0), "report star");
  stream = stream_numbered(stream_named(stream, block->function->label), block->dim);
  stream = stream_numbered(stream, block->targets->target[c->target]);
  return stream_named(stream_named(stream, optimizers[c->lowest].label),
                      optimizers[c->other].label);
}

/* The p of the lowest being lower than the other; 1 where it is not, among pairs of runs, and NaN
 * where one run was repeated, of which nothing can be said, however often it was. */
static int test(const struct ranking *r, const struct contest *c, double *p, struct error *err)
{
  const struct ranking_block *block = &r->block[c->block];
  const struct pooled *a = &block->by[c->lowest], *b = &block->by[c->other];
  struct swap_test swaps = {.p = NAN};
  *p = NAN;
  if (a->one_run || b->one_run) return STATUS_OK;
  struct trial_pair *pair = malloc((a->count + 1) * sizeof *pair);
  if (!pair) return error_memory(err, "the ranking");
  size_t count = pair_up(a, b, block->targets->target[c->target], pair);
  int status = pairs_on_average(pair, count, draws_of(r, c), 0.95, &swaps, err);
  *p = swaps.value > 0 ? swaps.p : 1;
  free(pair);
  return status;
}

/* The contests of one block at one target, appended to the list. */
static void challenge(struct ranking *r, size_t block, size_t target, struct contest *contest,
                      size_t *count)
{
  struct pooled *by = r->block[block].by;
  size_t optimizers = r->set->campaign.optimizer_count, lowest = optimizers;
  for (size_t o = 0; o < optimizers; o++)
    if (by[o].count && isfinite(by[o].at[target].art) &&
        (lowest == optimizers || by[o].at[target].art < by[lowest].at[target].art))
      lowest = o;
  if (lowest == optimizers) return;
  for (size_t o = 0; o < optimizers; o++) {
    by[o].at[target].lowest = by[o].count && by[o].at[target].art == by[lowest].at[target].art;
    if (o == lowest || !by[o].count) continue;
    by[lowest].at[target].best = true; /* unless a contest says otherwise */
    contest[(*count)++] =
        (struct contest){.block = block, .target = target, .lowest = lowest, .other = o};
  }
}

static int decide(struct ranking *r, struct error *err)
{
  size_t most = r->block_count * RANKING_TARGETS * r->set->campaign.optimizer_count;
  struct contest *contest = calloc(most + 1, sizeof *contest);
  double *p = calloc(most + 1, sizeof *p);
  int status = contest && p ? STATUS_OK : error_memory(err, "the ranking");
  for (size_t b = 0; b < r->block_count && !status; b++)
    for (size_t t = 0; t < r->block[b].targets->count; t++) challenge(r, b, t, contest, &r->tests);
  for (size_t i = 0; i < r->tests && !status; i++) status = test(r, &contest[i], &p[i], err);
  if (!status) status = holm_adjust(p, r->tests, p, err);
  for (size_t i = 0; i < r->tests && !status; i++)
    if (!(p[i] <= ranking_level))
      r->block[contest[i].block].by[contest[i].lowest].at[contest[i].target].best = false;
  free(contest);
  free(p);
  return status;
}

int ranking_make(const struct results_set *set, struct ranking *ranking, struct error *err)
{
  *ranking = (struct ranking){.set = set};
  ranking->block = calloc(set->cell_count, sizeof *ranking->block);
  ranking->targets = malloc(set->campaign.function_count * sizeof *ranking->targets);
  int status = ranking->block && ranking->targets ? STATUS_OK : error_memory(err, "the ranking");
  for (size_t f = 0; f < set->campaign.function_count && !status; f++)
    ranking_choose_targets(set, &set->campaign.functions[f], &ranking->targets[f]);
  for (size_t i = 0; i < set->cell_count && !status; i++)
    status = add_cell(ranking, &set->cell[i], err);
  if (status) return status;
  qsort(ranking->block, ranking->block_count, sizeof *ranking->block, by_place);
  status = stand(ranking, err);
  return status ? status : decide(ranking, err);
}

static void pooled_free(struct pooled *p)
{
  free(p->run);
  free(p->instance);
}

void ranking_free(struct ranking *ranking)
{
  for (size_t b = 0; b < ranking->block_count; b++) {
    for (size_t o = 0; o < ranking->set->campaign.optimizer_count; o++)
      pooled_free(&ranking->block[b].by[o]);
    free(ranking->block[b].by);
  }
  free(ranking->block);
  free(ranking->targets);
  *ranking = (struct ranking){0};
}
