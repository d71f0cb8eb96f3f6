/* compare.c -- see compare.h. */
#include "bench/judge/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/distinct.h"
#include "bench/judge/rank.h"
#include "src/numeric/elementary.h"

bool duel_is_of_one_run(const struct duel *d, size_t runs_a, size_t runs_b)
{
  return (d->distinct_a == 1 && runs_a > 1) || (d->distinct_b == 1 && runs_b > 1);
}

/* Do two cells answer the same question? Folders are compared under the same optimizer. */
static bool same_question(const struct contender *c, const struct cell_results *a,
                          const struct cell_results *b)
{
  return a->dim == b->dim && a->instance == b->instance && !strcmp(a->function, b->function) &&
         (c->optimizer || !strcmp(a->optimizer, b->optimizer));
}

static bool takes_part(const struct contender *c, const struct cell_results *cell)
{
  return !c->optimizer || !strcmp(c->optimizer, cell->optimizer);
}

static const struct cell_results *cell_of(const struct contender *c, const struct cell_results *key)
{
  for (size_t i = 0; i < c->set->cell_count; i++) {
    const struct cell_results *cell = &c->set->cell[i];
    if (takes_part(c, cell) && same_question(c, cell, key)) return cell;
  }
  return NULL;
}

/* All cells that somebody ran, in the order in which they come up. */
static int find_cells(struct comparison *out, struct error *err)
{
  size_t most = 0, n = out->contender_count;
  for (size_t k = 0; k < n; k++) most += out->contender[k].set->cell_count;
  out->cell = calloc(most + 1, sizeof *out->cell);
  out->entries = calloc(most * n + 1, sizeof *out->entries);
  if (!out->cell || !out->entries) return error_memory(err, "a comparison");
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < out->contender[k].set->cell_count; i++) {
      const struct cell_results *cell = &out->contender[k].set->cell[i];
      bool known = !takes_part(&out->contender[k], cell);
      for (size_t j = 0; j < k && !known; j++) known = cell_of(&out->contender[j], cell);
      if (known) continue;
      struct meeting *m = &out->cell[out->cell_count];
      *m = (struct meeting){.key = cell, .entry = out->entries + out->cell_count * n};
      for (size_t j = 0; j < n; j++) m->entry[j].cell = cell_of(&out->contender[j], cell);
      out->cell_count++;
    }
  return STATUS_OK;
}

static size_t successes_at(const struct cell_results *cell, size_t target)
{
  size_t count = 0;
  for (size_t r = 0; r < cell->run_count; r++) count += isfinite(cell->run[r].to[target]) != 0;
  return count;
}

static size_t choose_target(const struct meeting *m, size_t contenders, size_t targets)
{
  size_t by_all = NO_TARGET, by_one = NO_TARGET, by_any = NO_TARGET;
  for (size_t k = 0; k < targets; k++) {
    bool all = true;
    for (size_t j = 0; j < contenders; j++) {
      if (!m->entry[j].cell) continue;
      size_t successes = successes_at(m->entry[j].cell, k);
      bool half = 2 * successes >= m->entry[j].cell->run_count;
      all &= half;
      if (half) by_one = k;
      if (successes) by_any = k;
    }
    if (all) by_all = k;
  }
  return by_all != NO_TARGET ? by_all : by_one != NO_TARGET ? by_one : by_any;
}

static double running_time(const struct cell_results *cell, size_t target)
{
  struct running_time time = {0};
  for (size_t r = 0; r < cell->run_count; r++)
    running_time_add(&time, cell->run[r].to[target], cell->run[r].cost);
  return running_time_average(&time);
}

static size_t hardest_of_half(const struct cell_results *cell, size_t targets)
{
  size_t k = 0;
  while (k < targets && 2 * successes_at(cell, k) >= cell->run_count) k++;
  return k ? k - 1 : NO_TARGET;
}

static void fill_entries(struct comparison *out, double target)
{
  for (size_t i = 0; i < out->cell_count; i++) {
    struct meeting *m = &out->cell[i];
    size_t targets = m->key->targets->count;
    m->target = isnan(target) ? choose_target(m, out->contender_count, targets)
                              : targets_find(m->key->targets, target);
    for (size_t j = 0; j < out->contender_count; j++) {
      struct entry *e = &m->entry[j];
      e->art = INFINITY;
      e->half = NO_TARGET;
      if (!e->cell) continue;
      e->half = hardest_of_half(e->cell, targets);
      for (size_t r = 0; r < e->cell->run_count; r++)
        e->solved += e->cell->run[r].outcome == OUTCOME_TARGET;
      if (m->target == NO_TARGET) continue;
      e->successes = successes_at(e->cell, m->target);
      e->art = running_time(e->cell, m->target);
    }
  }
}

/* What a run adds to a running time: its cost, up to the target if it got there. */
struct price {
  double spent;
  size_t reached; /* 0 or 1 */
};

struct sides {
  const struct cell_results *a, *b;
  struct price *price; /* of the runs of a, then of b: side by side, as the bootstrap goes through
                          them at random */
};

static void set_prices(const struct cell_results *cell, size_t target, struct price *price)
{
  for (size_t r = 0; r < cell->run_count; r++) {
    struct running_time alone = {0};
    running_time_add(&alone, cell->run[r].to[target], cell->run[r].cost);
    price[r] = (struct price){alone.spent, alone.successes};
  }
}

static double drawn_time(const struct price *price, const size_t *index, size_t count)
{
  struct running_time time = {0};
  for (size_t i = 0; i < count; i++) {
    time.spent += price[index[i]].spent;
    time.successes += price[index[i]].reached;
  }
  return running_time_average(&time);
}

static double art_ratio(void *context, const size_t *index, size_t count)
{
  const struct sides *s = context;
  size_t na = s->a->run_count;
  double a = drawn_time(s->price, index, na);
  double b = drawn_time(s->price + na, index + na, count - na);
  return b / a;
}

static struct stream stream_of(const char *what, const struct cell_results *c)
{
  struct stream stream = stream_named(stream_root(0), what);
  stream = stream_named(stream, c->function);
  stream = stream_numbered(stream, c->dim);
  return stream_numbered(stream, c->instance);
}

/* p and winner of a duel, from distinct runs. */
static int rank_duel(const struct comparison *c, const struct sides *sides, size_t target,
                     struct duel *d, struct error *err)
{
  size_t most = sides->a->run_count + sides->b->run_count;
  size_t *index = malloc(most * sizeof *index);
  double *value = malloc(most * sizeof *value), lead = 0;
  if (!index || !value) {
    free(index);
    free(value);
    return error_memory(err, "a comparison");
  }
  size_t na = d->distinct_a = distinct_runs(c->contender[d->a].set, sides->a, index);
  for (size_t r = 0; r < na; r++) value[r] = run_rank(&sides->a->run[index[r]], target);
  size_t nb = d->distinct_b = distinct_runs(c->contender[d->b].set, sides->b, index);
  for (size_t r = 0; r < nb; r++) value[na + r] = run_rank(&sides->b->run[index[r]], target);
  int status = rank_sum_test(value, na, value + na, nb, &d->p, err);
  if (!status) status = rank_sum_lead(value, na, value + na, nb, &lead, err);
  d->winner = lead > 0 ? -1 : lead < 0 ? 1 : 0;
  if (duel_is_of_one_run(d, sides->a->run_count, sides->b->run_count)) d->p = NAN;
  free(index);
  free(value);
  return status;
}

static int fight(const struct comparison *c, struct duel *d, struct error *err)
{
  const struct meeting *m = &c->cell[d->cell];
  struct sides sides = {.a = m->entry[d->a].cell, .b = m->entry[d->b].cell};
  d->p = d->ratio = d->interval.low = d->interval.high = NAN;
  d->redefined = strcmp(sides.a->problem, sides.b->problem) != 0;
  if (d->redefined) return STATUS_OK;
  int status = rank_duel(c, &sides, m->target, d, err);
  if (status || m->target == NO_TARGET) return status;
  d->ratio = m->entry[d->b].art / m->entry[d->a].art;
  if (isnan(d->ratio) || isnan(d->p)) return STATUS_OK;
  struct stream stream = stream_of("compare interval", sides.a);
  stream = stream_named(stream, c->contender[d->a].name);
  stream = stream_named(stream, c->contender[d->b].name);
  size_t na = sides.a->run_count, nb = sides.b->run_count;
  sides.price = malloc((na + nb) * sizeof *sides.price);
  if (!sides.price) return error_memory(err, "a comparison");
  set_prices(sides.a, m->target, sides.price);
  set_prices(sides.b, m->target, sides.price + na);
  status =
      bootstrap_two(stream, BOOTSTRAP_ROUNDS, na, nb, 0.95, art_ratio, &sides, &d->interval, err);
  free(sides.price);
  return status;
}

static int fight_all(struct comparison *c, struct error *err)
{
  size_t n = c->contender_count;
  c->duel = calloc(c->cell_count * n * (n - 1) / 2 + 1, sizeof *c->duel);
  double *p = calloc(c->cell_count * n * (n - 1) / 2 + 1, sizeof *p);
  int status = c->duel && p ? STATUS_OK : error_memory(err, "a comparison");
  for (size_t i = 0; i < c->cell_count; i++)
    for (size_t a = 0; a < n; a++)
      for (size_t b = a + 1; b < n && !status; b++) {
        if (!c->cell[i].entry[a].cell || !c->cell[i].entry[b].cell) continue;
        struct duel *d = &c->duel[c->duel_count++];
        *d = (struct duel){.cell = i, .a = a, .b = b};
        status = fight(c, d, err);
      }
  for (size_t i = 0; i < c->duel_count && !status; i++) p[i] = c->duel[i].p;
  if (!status) status = holm_adjust(p, c->duel_count, p, err);
  for (size_t i = 0; i < c->duel_count && !status; i++) {
    c->duel[i].adjusted = p[i];
    if (!(p[i] <= c->level)) c->duel[i].winner = 0;
  }
  free(p);
  return status;
}

struct logs {
  const double *value;
};

static double mean(void *context, const size_t *index, size_t count)
{
  const struct logs *logs = context;
  double total = 0;
  for (size_t i = 0; i < count; i++) total += logs->value[index ? index[i] : i];
  return total / (double)count;
}

static int sum_up(const struct comparison *c, struct pairing *p, struct error *err)
{
  double *value = malloc((c->duel_count + 1) * sizeof *value);
  if (!value) return error_memory(err, "a comparison");
  struct logs logs = {value};
  p->ratio = NAN;
  for (size_t i = 0; i < c->duel_count; i++) {
    const struct duel *d = &c->duel[i];
    if (d->a != p->a || d->b != p->b || d->redefined) continue;
    p->cells++;
    p->wins_a += d->winner < 0;
    p->wins_b += d->winner > 0;
    if (isfinite(d->ratio) && d->ratio > 0) value[p->finite++] = repro_log(d->ratio);
  }
  if (p->finite) p->ratio = repro_exp(mean(&logs, NULL, p->finite));
  struct stream stream = stream_named(stream_root(0), "compare overall");
  stream = stream_named(stream, c->contender[p->a].name);
  stream = stream_named(stream, c->contender[p->b].name);
  int status =
      bootstrap_interval(stream, BOOTSTRAP_ROUNDS, p->finite, 0.95, mean, &logs, &p->interval, err);
  p->interval.low = repro_exp(p->interval.low);
  p->interval.high = repro_exp(p->interval.high);
  free(value);
  return status;
}

static int sum_up_all(struct comparison *c, struct error *err)
{
  size_t n = c->contender_count;
  int status = STATUS_OK;
  c->pair = calloc(n * (n - 1) / 2 + 1, sizeof *c->pair);
  if (!c->pair) return error_memory(err, "a comparison");
  for (size_t a = 0; a < n; a++)
    for (size_t b = a + 1; b < n && !status; b++) {
      struct pairing *p = &c->pair[c->pair_count++];
      *p = (struct pairing){.a = a, .b = b};
      status = sum_up(c, p, err);
    }
  return status;
}

int compare_contenders(const struct contender *contender, size_t count, double target, double level,
                       struct comparison *out, struct error *err)
{
  *out = (struct comparison){.contender = contender, .contender_count = count, .level = level};
  int status = find_cells(out, err);
  if (!status) {
    fill_entries(out, target);
    status = fight_all(out, err);
  }
  if (!status && !out->duel_count)
    status = error_set(err, STATUS_USAGE,
                       "%.60s and %.60s have no cell in common; two optimizers of one folder are "
                       "compared with --optimizers X,Y",
                       contender[0].name, contender[1].name);
  if (!status) status = sum_up_all(out, err);
  if (status) comparison_free(out);
  return status;
}

void comparison_free(struct comparison *c)
{
  free(c->cell);
  free(c->entries);
  free(c->duel);
  free(c->pair);
  *c = (struct comparison){0};
}
