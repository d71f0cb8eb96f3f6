/* method_cost.c -- see method_cost.h. */
#include "bench/judge/method_cost.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/duel.h"
#include "bench/statistics/inference.h"

const char method_costs_caption[] =
    "Processor time of the optimizers themselves, medians over runs, and from which evaluation "
    "time "
    "on the ranking by time is that by evaluations: average running times to the target. Timings "
    "differ from machine to machine, and from run to run.";

void seconds_text(double seconds, char text[SECONDS_TEXT])
{
  static const char *const units[] = {"ns", "us", "ms", "s"};
  if (isnan(seconds) || seconds <= 0) {
    snprintf(text, SECONDS_TEXT, isnan(seconds) ? "-" : "0");
    return;
  }
  double shown = seconds * 1e9;
  size_t unit = 0;
  while (shown >= 999.5 && unit < 3) {
    shown /= 1000;
    unit++;
  }
  snprintf(text, SECONDS_TEXT, shown < 99.5 ? "%.2g %s" : "%.0f %s", shown, units[unit]);
}

/* What runs took a unit of cost. */
struct gathered {
  double *method, *function;
  size_t timed, runs;
};

static int make_room(struct gathered *g, size_t room, struct error *err)
{
  *g = (struct gathered){.method = malloc(2 * (room + 1) * sizeof *g->method)};
  if (!g->method) return error_memory(err, "the times of runs");
  g->function = g->method + room + 1;
  return STATUS_OK;
}

static void gather(struct gathered *g, const struct cell_results *cell)
{
  g->runs += cell->run_count;
  for (size_t r = 0; r < cell->run_count; r++) {
    const struct run_result *run = &cell->run[r];
    if (!isfinite(run->method_seconds) || !isfinite(run->function_seconds)) continue;
    g->method[g->timed] = run->method_seconds;
    g->function[g->timed++] = run->function_seconds;
  }
}

static struct method_time time_of(struct gathered *g)
{
  struct method_time time = {.runs = g->runs, .timed = g->timed, .method = {NAN, NAN, NAN}};
  time.function = NAN;
  if (!g->timed) return time;
  time.method = quartiles_of(g->method, g->timed);
  time.function = quartiles_of(g->function, g->timed).median;
  return time;
}

static size_t all_runs(const struct results_set *set)
{
  size_t runs = 0;
  for (size_t i = 0; i < set->cell_count; i++) runs += set->cell[i].run_count;
  return runs;
}

int method_time_in(const struct results_set *set, size_t dim, const char *optimizer,
                   struct method_time *time, struct error *err)
{
  struct gathered g;
  int status = make_room(&g, all_runs(set), err);
  if (status) return status;
  for (size_t i = 0; i < set->cell_count; i++)
    if (set->cell[i].dim == dim && !strcmp(set->cell[i].optimizer, optimizer))
      gather(&g, &set->cell[i]);
  *time = time_of(&g);
  free(g.method);
  return STATUS_OK;
}

/* An optimizer's runs to a target. */
struct reach {
  double average; /* NaN without runs */
  bool half;      /* of them reach it, */
  bool at_start;  /* half of them where they begin, at cost `first` */
};

/* Of its cells, one an instance, NULL where it did not run. */
static struct reach reach_of(const struct cell_results *const *cell, size_t instances,
                             size_t target, double first)
{
  struct running_time time = {0};
  size_t runs = 0, at_start = 0;
  for (size_t i = 0; i < instances; i++) {
    for (size_t r = 0; cell[i] && r < cell[i]->run_count; r++) {
      running_time_add(&time, cell[i]->run[r].to[target], cell[i]->run[r].cost);
      at_start += cell[i]->run[r].to[target] <= first;
    }
    runs += cell[i] ? cell[i]->run_count : 0;
  }
  return (struct reach){.average = runs ? running_time_average(&time) : (double)NAN,
                        .half = runs && 2 * time.successes >= runs,
                        .at_start = runs && 2 * at_start >= runs};
}

/* From the campaign's own on; NO_TARGET: there is none, or it says nothing, as all meet it where
 * they begin. */
static size_t find_target(const struct results_set *set, const struct campaign *campaign,
                          const struct cell_results *const *cell, struct method_cell *c)
{
  const struct target_list *list = results_targets(set, c->function);
  size_t instances = campaign->instance_count;
  for (size_t k = results_aim(set, c->function) + 1; k-- > 0;) {
    size_t reaching = 0, walking = 0;
    for (size_t o = 0; o < campaign->optimizer_count; o++) {
      struct reach reach =
          reach_of(cell + o * instances, instances, k, 1 + campaign->gradient_cost);
      c->average[o] = reach.average;
      reaching += reach.half && c->time[o].timed;
      walking += reach.half && c->time[o].timed && !reach.at_start;
    }
    if (reaching < 2) continue;
    if (!walking) break;
    c->target = list->error[k];
    return k;
  }
  return NO_TARGET;
}

/* Of so few pairs no p is 5% or less. */
enum { PAIRS_TO_TELL = 6 };

/* The runs of two optimizers to a target, all instances' together, malloc'ed. */
static int pair_runs(const struct cell_results *const *a, const struct cell_results *const *b,
                     size_t instances, size_t target, struct trial_pair **pair, size_t *count,
                     struct error *err)
{
  size_t room = 1;
  for (size_t i = 0; i < instances; i++) room += a[i] ? a[i]->run_count : 0;
  *count = 0;
  *pair = malloc(room * sizeof **pair);
  if (!*pair) return error_memory(err, "the pairs of runs");
  for (size_t i = 0; i < instances; i++) {
    if (!a[i] || !b[i]) continue;
    struct duel duel = {.target = target, .paired = true};
    duel.runs_a = duel.runs_b =
        a[i]->run_count < b[i]->run_count ? a[i]->run_count : b[i]->run_count;
    struct duel_runs runs;
    int status = duel_runs_make(a[i], b[i], &duel, &runs, err);
    if (status) return status;
    memcpy(*pair + *count, runs.pairs.pair, runs.pairs.count * sizeof **pair);
    *count += runs.pairs.count;
    duel_runs_free(&runs);
  }
  return STATUS_OK;
}

/* Does a test tell the averages of two optimizers apart? */
static int told_apart(const struct cell_results *const *a, const struct cell_results *const *b,
                      size_t instances, size_t target, bool *apart, struct error *err)
{
  struct trial_pair *pair;
  size_t count;
  struct swap_test test;
  int status = pair_runs(a, b, instances, target, &pair, &count, err);
  *apart = true;
  if (!status && count >= PAIRS_TO_TELL) {
    struct stream stream = stream_named(stream_root(0), "break even");
    status = pairs_on_average(pair, count, stream, 0.95, &test, err);
    *apart = status || test.p <= 0.05;
  }
  free(pair);
  return status;
}

/* The last pair to turn that is told apart; others become tied. */
static int last_turn(const struct campaign *campaign, const struct cell_results *const *cell,
                     const struct method_cell *c, size_t target, bool *tied, size_t one,
                     struct break_even *turn, struct error *err)
{
  size_t count = campaign->optimizer_count, instances = campaign->instance_count;
  for (;;) {
    bool apart;
    *turn = break_even(c->average, c->average + count, tied, count, one);
    if (!(turn->seconds > 0)) return STATUS_OK;
    int status = told_apart(cell + turn->few * instances, cell + turn->many * instances, instances,
                            target, &apart, err);
    if (status || apart) return status;
    tied[turn->few * count + turn->many] = true;
  }
}

static int rank(const struct campaign *campaign, const struct cell_results *const *cell,
                struct method_cell *c, size_t target, struct error *err)
{
  size_t count = campaign->optimizer_count;
  double *own = c->average + count;
  bool *tied = calloc(count * count, sizeof *tied);
  if (!tied) return error_memory(err, "the times of runs");
  c->leader = count;
  for (size_t o = 0; o < count; o++) {
    own[o] = c->time[o].method.median;
    if (isnan(own[o]) || isnan(c->average[o])) continue;
    if (c->leader == count || c->average[o] < c->average[c->leader]) c->leader = o;
  }
  int status = last_turn(campaign, cell, c, target, tied, count, &c->all, err);
  if (!status) status = last_turn(campaign, cell, c, target, tied, c->leader, &c->first, err);
  free(tied);
  return status;
}

/* The times of each optimizer, and of all of them on this function. */
static void fill_times(const struct campaign *campaign, const struct cell_results *const *cell,
                       struct gathered *all, struct method_cell *c)
{
  size_t instances = campaign->instance_count;
  for (size_t o = 0; o < campaign->optimizer_count; o++) {
    struct gathered one = {.method = all->method + all->timed,
                           .function = all->function + all->timed};
    for (size_t i = 0; i < instances; i++)
      if (cell[o * instances + i]) gather(&one, cell[o * instances + i]);
    c->time[o] = time_of(&one);
    all->timed += one.timed;
  }
  c->function_seconds = time_of(all).function;
}

static int make_cell(const struct results_set *set, const struct campaign *campaign,
                     struct method_cell *c, struct error *err)
{
  size_t count = campaign->optimizer_count, instances = campaign->instance_count;
  struct gathered all = {0};
  const struct cell_results **cell = malloc(count * instances * sizeof *cell);
  c->target = c->function_seconds = c->all.seconds = c->first.seconds = NAN;
  c->time = calloc(count, sizeof *c->time);
  c->average = malloc(2 * count * sizeof *c->average);
  int status = make_room(&all, all_runs(set), err);
  if (!cell || !c->time || !c->average) status = error_memory(err, "the times of runs");
  for (size_t k = 0; k < count * instances && !status; k++)
    cell[k] = results_find(set, c->function->label, c->dim, campaign->instances[k % instances],
                           campaign->optimizers[k / instances].label);
  if (!status) {
    fill_times(campaign, cell, &all, c);
    size_t target = find_target(set, campaign, cell, c);
    if (target != NO_TARGET) status = rank(campaign, cell, c, target, err);
  }
  free(all.method);
  free(cell);
  return status;
}

int method_costs_make(const struct results_set *set, const struct campaign *campaign,
                      struct method_costs *costs, struct error *err)
{
  size_t cells = campaign_cell_count(campaign);
  *costs = (struct method_costs){.campaign = campaign};
  costs->cell = calloc(cells, sizeof *costs->cell);
  if (!costs->cell) return error_memory(err, "the times of runs");
  int status = STATUS_OK;
  for (size_t i = 0; i < cells && !status; i += campaign->optimizer_count) {
    struct cell cell = campaign_cell(campaign, i);
    const struct method_cell *last = costs->count ? &costs->cell[costs->count - 1] : NULL;
    if (last && last->function == cell.function && last->dim == cell.dim) continue;
    struct method_cell *c = &costs->cell[costs->count++];
    c->function = cell.function;
    c->dim = cell.dim;
    status = make_cell(set, campaign, c, err);
    costs->timed |= !status && !isnan(c->function_seconds);
  }
  return status;
}

void method_costs_free(struct method_costs *costs)
{
  for (size_t i = 0; costs->cell && i < costs->count; i++) {
    free(costs->cell[i].time);
    free(costs->cell[i].average);
  }
  free(costs->cell);
  *costs = (struct method_costs){0};
}

static void put_seconds(struct tabular *table, double seconds)
{
  char text[SECONDS_TEXT];
  seconds_text(seconds, text);
  tabular_put(table, false, "%s", text);
}

static void put_row(const struct method_costs *costs, const struct method_cell *c, size_t o,
                    struct tabular *table)
{
  const struct method_time *t = &c->time[o];
  bool leads = !isnan(c->all.seconds) && o == c->leader;
  tabular_put(table, false, "%s", c->function->label);
  tabular_put(table, leads, "%s", costs->campaign->optimizers[o].label);
  tabular_put(table, false, "%zu", c->dim);
  put_seconds(table, t->method.median);
  put_seconds(table, t->function);
  if (isnan(c->target))
    tabular_put(table, false, "-");
  else
    tabular_put(table, false, "%.3g", c->target);
  if (isnan(c->target) || isnan(c->average[o]))
    tabular_put(table, false, "-");
  else
    tabular_put(table, false, "%.3g", c->average[o]);
  if (!leads) {
    tabular_put(table, false, "%s", "");
    tabular_put(table, false, "%s", "");
    return;
  }
  put_seconds(table, c->first.seconds);
  put_seconds(table, c->all.seconds);
}

void method_costs_table(const struct method_costs *costs, const size_t *optimizer, size_t count,
                        struct tabular *table)
{
  static const char *const header[] = {"function",
                                       "optimizer",
                                       "d",
                                       "own s/evaluation",
                                       "function's s/evaluation",
                                       "target",
                                       "aRT",
                                       "is first from",
                                       "ranking holds from"};
  enum { COLUMNS = sizeof header / sizeof *header };
  *table = (struct tabular){.columns = COLUMNS, .words = 2};
  for (size_t i = 0; i < COLUMNS; i++) tabular_put(table, false, "%s", header[i]);
  for (size_t i = 0; i < costs->count; i++)
    for (size_t k = 0; k < count; k++)
      if (costs->cell[i].time[optimizer[k]].timed)
        put_row(costs, &costs->cell[i], optimizer[k], table);
}
