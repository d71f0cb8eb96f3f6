/* compare.c -- see compare.h. */
#include "bench/judge/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/compare_cells.h"
#include "src/numeric/elementary.h"
#include "src/utf8.h"

const char *const compare_by_names[BY_COUNT] = {"all", "instance", "function", "dimension",
                                                "group"};

size_t comparison_pair(const struct comparison *c, size_t a, size_t b)
{
  /* Pairs are counted by a, then by b. */
  return a * (2 * c->contender_count - a - 1) / 2 + b - a - 1;
}

bool comparison_paired(const struct comparison *c, size_t a, size_t b)
{
  return c->contender[a].set->campaign.seed == c->contender[b].set->campaign.seed;
}

static int set_duels(struct comparison *c, double target, struct error *err)
{
  size_t shared = 0;
  int status = STATUS_OK;
  c->duel = calloc(c->pair_count * c->cell_count + 1, sizeof *c->duel);
  if (!c->duel) return error_memory(err, "a comparison");
  for (size_t a = 0, p = 0; a < c->contender_count; a++)
    for (size_t b = a + 1; b < c->contender_count; b++, p++)
      for (size_t i = 0; i < c->cell_count && !status; i++) {
        const struct meeting *m = &c->cell[i];
        const struct duel_rule rule = {isnan(target), comparison_paired(c, a, b), m->target,
                                       comparison_first_cost(c)};
        struct duel *d = &c->duel[p * c->cell_count + i];
        status = duel_set(c->contender[a].set, m->entry[a].cell, c->contender[b].set,
                          m->entry[b].cell, &rule, d, err);
        shared += d->kind != DUEL_NONE;
      }
  if (status || shared) return status;
  return error_set(err, STATUS_USAGE,
                   "%.60s and %.60s have no cell in common; two optimizers of one folder are "
                   "compared with --optimizers X,Y",
                   c->contender[0].name, c->contender[1].name);
}

/* What draws for a pair, whichever of the two comes first. */
static struct stream stream_of(const struct comparison *c, const char *what, size_t a, size_t b)
{
  const struct contender *first = &c->contender[a], *second = &c->contender[b];
  const char *x = first->optimizer ? first->optimizer : first->name;
  const char *y = second->optimizer ? second->optimizer : second->name;
  bool swap = strcmp(x, y) > 0;
  struct stream stream = stream_named(stream_root(0), what);
  return stream_named(stream_named(stream, swap ? y : x), swap ? x : y);
}

static int test_cell(struct comparison *c, const struct pairing *p, size_t cell, struct duel *duel,
                     struct error *err)
{
  const struct meeting *m = &c->cell[cell];
  struct stream stream = stream_named(stream_of(c, "compare", p->a, p->b), m->key->function);
  stream = stream_numbered(stream_numbered(stream, m->key->dim), m->key->instance);
  if (!c->contender[0].optimizer) stream = stream_named(stream, m->key->optimizer);
  return duel_test(m->entry[p->a].cell, m->entry[p->b].cell, stream, duel, err);
}

int comparison_test(struct comparison *c, size_t pair, struct error *err)
{
  struct pairing *p = &c->part[0].pair[pair];
  struct duel *duel = &c->duel[pair * c->cell_count];
  int status = STATUS_OK;
  p->fought = true;
  for (size_t i = 0; i < c->cell_count && !status; i++) status = test_cell(c, p, i, &duel[i], err);
  return status ? status : duels_decide(duel, c->cell_count, c->level, err);
}

bool comparison_wins(const struct comparison *c, size_t cell, size_t contender)
{
  bool any = false;
  for (size_t other = 0; other < c->contender_count; other++) {
    if (other == contender || !c->cell[cell].entry[other].cell) continue;
    bool before = contender < other;
    size_t pair = comparison_pair(c, before ? contender : other, before ? other : contender);
    if (c->duel[pair * c->cell_count + cell].winner != (before ? -1 : 1)) return false;
    any = true;
  }
  return any;
}

static void part_title(const struct comparison *c, const struct cell_results *key,
                       enum compare_by by, char title[LABEL_SIZE])
{
  const struct campaign *campaign = &c->contender[0].set->campaign;
  const char *group = NULL;
  *title = '\0';
  if (by == BY_FUNCTION) utf8_plain(key->function, "", title, LABEL_SIZE);
  if (by == BY_DIMENSION) snprintf(title, LABEL_SIZE, "dimension %zu", key->dim);
  if (by == BY_INSTANCE && key->instances)
    snprintf(title, LABEL_SIZE, "instances together");
  else if (by == BY_INSTANCE)
    snprintf(title, LABEL_SIZE, "instance %u", key->instance);
  for (size_t f = 0; f < campaign->function_count; f++)
    if (!strcmp(campaign->functions[f].label, key->function))
      group = campaign->functions[f].spec.type->group;
  if (by == BY_GROUP) snprintf(title, LABEL_SIZE, "%s", group ? group : "no group");
}

static int find_parts(struct comparison *c, enum compare_by by, struct error *err)
{
  c->part = calloc(c->cell_count + 1, sizeof *c->part);
  if (!c->part) return error_memory(err, "a comparison");
  for (size_t i = 0; i < c->cell_count; i++) {
    char title[LABEL_SIZE];
    size_t k = 0;
    part_title(c, c->cell[i].key, by, title);
    while (k < c->part_count && strcmp(c->part[k].title, title) != 0) k++;
    if (k == c->part_count) memcpy(c->part[c->part_count++].title, title, LABEL_SIZE);
    c->cell[i].part = k;
    c->part[k].cells++;
  }
  for (size_t k = 0; k < c->part_count; k++) {
    struct pairing *pair = c->part[k].pair = calloc(c->pair_count + 1, sizeof *pair);
    if (!pair) return error_memory(err, "a comparison");
    for (size_t a = 0; a < c->contender_count; a++)
      for (size_t b = a + 1; b < c->contender_count; b++, pair++)
        *pair = (struct pairing){.a = a, .b = b, .ratio = NAN, .p = NAN, .adjusted = NAN};
  }
  return STATUS_OK;
}

/* A problem of a part, and the ranks of all contenders in its cells, one behind the other. */
struct ranked_problem {
  const struct cell_results *key;
  size_t cells;
};

static bool same_problem(const struct cell_results *x, const struct cell_results *y)
{
  return x->dim == y->dim && x->instance == y->instance && !strcmp(x->function, y->function);
}

/* Adds the contenders' mean ranks in the cell to `sum`. */
static void add_ranks(const struct comparison *c, const struct meeting *m, double *sum)
{
  for (size_t j = 0; j < c->contender_count; j++)
    for (size_t other = 0; other < c->contender_count; other++) {
      double x = m->entry[j].score, y = m->entry[other].score;
      sum[j] += y < x ? 1 : y == x ? 0.5 : 0;
    }
}

static int rank_part(struct comparison *c, size_t k, struct error *err)
{
  struct part *part = &c->part[k];
  size_t n = c->contender_count, rows = 0;
  struct ranked_problem *problem = malloc((part->cells + 1) * sizeof *problem);
  double *score = calloc(part->cells * n + 1, sizeof *score);
  int status = problem && score ? STATUS_OK : error_memory(err, "a comparison");
  for (size_t i = 0; i < c->cell_count && !status; i++) {
    const struct meeting *m = &c->cell[i];
    if (m->part != k) continue;
    if (!m->whole) {
      part->left_out++;
      continue;
    }
    size_t row = c->contender[0].optimizer ? rows : 0;
    while (row < rows && !same_problem(problem[row].key, m->key)) row++;
    if (row == rows) problem[rows++] = (struct ranked_problem){m->key, 0};
    problem[row].cells++;
    add_ranks(c, m, score + row * n);
  }
  for (size_t i = 0; i < rows * n && !status; i++) score[i] /= (double)problem[i / n].cells;
  if (!status) status = standings_make(score, rows, n, c->level, &part->standings, err);
  free(problem);
  free(score);
  return status;
}

/* Of the runs that a duel is of, at the target that the cell is ranked at: -1 if a scores lower, 1
 * if b does, 0 if neither. */
static int ahead_in(const struct comparison *c, const struct meeting *m, const struct pairing *p,
                    const struct duel *d)
{
  const struct cell_results *a = m->entry[p->a].cell, *b = m->entry[p->b].cell;
  bool paired = comparison_paired(c, p->a, p->b);
  if (d->kind == DUEL_REDEFINED) return 0;
  struct running_time of_a = running_time_of(a, paired ? b : NULL, m->target);
  struct running_time of_b = running_time_of(b, paired ? a : NULL, m->target);
  double x = trial_key(running_time_average(&of_a), of_a.successes > 0, d->error_a);
  double y = trial_key(running_time_average(&of_b), of_b.successes > 0, d->error_b);
  return (x > y) - (x < y);
}

/* Which cells of the part the pair has a target in common in, the last of them, and who is ahead in
 * the others. */
static size_t count_cells(const struct comparison *c, size_t k, size_t pair, struct pairing *p)
{
  const struct duel *duel = &c->duel[pair * c->cell_count];
  size_t last = c->cell_count;
  for (size_t i = 0; i < c->cell_count; i++) {
    if (c->cell[i].part != k || duel[i].kind == DUEL_NONE) continue;
    p->cells++;
    if (duel[i].kind != DUEL_COSTS) {
      int ahead = ahead_in(c, &c->cell[i], p, &duel[i]);
      p->ahead_a += ahead < 0;
      p->ahead_b += ahead > 0;
      continue;
    }
    p->common++;
    p->halved += !duel[i].successes_a || !duel[i].successes_b;
    last = i;
  }
  return last;
}

static int test_pooled(const struct comparison *c, size_t k, size_t pair, struct pairing *p,
                       struct error *err)
{
  const struct duel *duel = &c->duel[pair * c->cell_count];
  struct duel_runs *runs = calloc(p->common + 1, sizeof *runs);
  struct paired_cell *pairs = calloc(p->common + 1, sizeof *pairs);
  struct unpaired_cell *apart = calloc(p->common + 1, sizeof *apart);
  int status = runs && pairs && apart ? STATUS_OK : error_memory(err, "a comparison");
  size_t count = 0;
  for (size_t i = 0; i < c->cell_count && !status; i++) {
    if (c->cell[i].part != k || duel[i].kind != DUEL_COSTS) continue;
    status = duel_runs_make(c->cell[i].entry[p->a].cell, c->cell[i].entry[p->b].cell, &duel[i],
                            &runs[count], err);
    pairs[count] = runs[count].pairs;
    apart[count] = runs[count].apart;
    count++;
  }
  struct swap_test t;
  struct stream stream = stream_of(c, "compare pooled", p->a, p->b);
  stream = stream_named(stream, c->part[k].title);
  if (!status)
    status = comparison_paired(c, p->a, p->b)
                 ? pairs_pooled(pairs, count, stream, 0.95, &t, err)
                 : unpaired_pooled(apart, count, stream, 0.95, &t, err);
  if (!status) {
    p->ratio = repro_exp(t.value);
    p->interval = (struct interval){repro_exp(t.interval.low), repro_exp(t.interval.high)};
    p->p = p->common ? t.p : NAN;
  }
  for (size_t i = 0; runs && i < count; i++) duel_runs_free(&runs[i]);
  free(runs);
  free(pairs);
  free(apart);
  return status;
}

/* The pair over the cells of the part where there is a target in common. Of one cell it is what the
 * duel there is. */
static int pool(struct comparison *c, size_t k, size_t pair, bool test, struct error *err)
{
  struct pairing *p = &c->part[k].pair[pair];
  size_t last = count_cells(c, k, pair, p);
  int status = STATUS_OK;
  if (!test) return STATUS_OK;
  if (p->common == 1) {
    struct duel one = c->duel[pair * c->cell_count + last];
    status = test_cell(c, p, last, &one, err);
    p->ratio = one.ratio;
    p->interval = one.interval;
    p->p = one.p;
    p->halved = 0;
  } else {
    status = test_pooled(c, k, pair, p, err);
  }
  p->tested = !status;
  return status;
}

static int pool_part(struct comparison *c, size_t k, bool all, struct error *err)
{
  struct part *part = &c->part[k];
  size_t best = all || c->contender_count < COMPARE_BEST ? c->contender_count : COMPARE_BEST;
  bool *among = calloc(c->contender_count + 1, sizeof *among);
  double *p = malloc((c->pair_count + 1) * sizeof *p);
  int status = among && p ? STATUS_OK : error_memory(err, "a comparison");
  for (size_t i = 0; i < best && !status; i++) among[part->standings.order[i]] = true;
  for (size_t i = 0; i < c->pair_count && !status; i++) {
    status = pool(c, k, i, among[part->pair[i].a] && among[part->pair[i].b], err);
    p[i] = part->pair[i].p;
  }
  if (!status) status = holm_adjust(p, c->pair_count, p, err);
  for (size_t i = 0; i < c->pair_count && !status; i++) {
    struct pairing *pair = &part->pair[i];
    pair->adjusted = p[i];
    if (p[i] <= c->level) pair->winner = pair->ratio > 1 ? -1 : pair->ratio < 1 ? 1 : 0;
  }
  free(among);
  free(p);
  return status;
}

static int begin(const struct contender *contender, size_t count, double level, double target,
                 struct comparison *out, struct error *err)
{
  *out = (struct comparison){.contender = contender,
                             .contender_count = count,
                             .pair_count = count * (count - 1) / 2,
                             .level = level,
                             .target = target,
                             .paired = true};
  for (size_t j = 1; j < count; j++) out->paired &= comparison_paired(out, 0, j);
  int status = comparison_find_cells(out, err);
  return status ? status : comparison_fill(out, target, err);
}

int compare_contenders(const struct contender *contender, size_t count,
                       const struct compare_rule *rule, struct comparison *out, struct error *err)
{
  int status = begin(contender, count, rule->level, rule->target, out, err);
  if (!status) status = set_duels(out, rule->target, err);
  if (!status) status = find_parts(out, rule->by, err);
  for (size_t k = 0; k < out->part_count && !status; k++) {
    status = rank_part(out, k, err);
    if (!status) status = pool_part(out, k, rule->all, err);
  }
  for (size_t p = 0; p < out->pair_count && rule->all && !status; p++)
    status = comparison_test(out, p, err);
  out->tested = rule->all;
  if (status) comparison_free(out);
  return status;
}

int compare_ranked(const struct contender *contender, size_t count, double level,
                   struct comparison *c, struct error *err)
{
  int status = begin(contender, count, level, NAN, c, err);
  if (!status) status = find_parts(c, BY_ALL, err);
  if (!status && c->part_count) status = rank_part(c, 0, err);
  return status;
}

int rank_contenders(const struct contender *contender, size_t count, size_t *order, bool *ranked,
                    struct error *err)
{
  struct comparison c;
  int status = compare_ranked(contender, count, 0.05, &c, err);
  *ranked = !status && c.part_count && c.part[0].standings.ranks.cells > 0;
  for (size_t i = 0; i < count; i++) order[i] = *ranked ? c.part[0].standings.order[i] : i;
  comparison_free(&c);
  return status;
}

void comparison_free(struct comparison *c)
{
  for (size_t k = 0; c->part && k < c->part_count; k++) {
    standings_free(&c->part[k].standings);
    free(c->part[k].pair);
  }
  free(c->part);
  free(c->cell);
  free(c->entries);
  free(c->duel);
  *c = (struct comparison){0};
}
