/* compare_answer.c -- see compare_answer.h. */
#include "bench/judge/compare_answer.h"

#include <math.h>
#include <string.h>

#include "bench/judge/gate_print.h"
#include "src/number.h"
#include "src/numeric/elementary.h"

enum { SENTENCE = COMPARE_SENTENCE };

static const char *name_of(const struct comparison *c, size_t contender)
{
  return c->contender[contender].name;
}

/* Adds at most `most` of those behind the first: what they need in its place. */
static void add_rivals(const struct comparison *c, const struct part *part, size_t most,
                       char text[SENTENCE])
{
  size_t first = part->standings.order[0];
  for (size_t place = 1; place < c->contender_count && place <= most; place++) {
    size_t other = part->standings.order[place], used = strlen(text);
    bool before = first < other;
    const struct pairing *p =
        &part->pair[comparison_pair(c, before ? first : other, before ? other : first)];
    char times[16], low[16], high[16], value[16];
    if (!p->tested || isnan(p->ratio)) continue;
    ratio_text(before ? p->ratio : 1 / p->ratio, times);
    plain_ratio(before ? p->interval.low : 1 / p->interval.high, low);
    plain_ratio(before ? p->interval.high : 1 / p->interval.low, high);
    p_value_text(p->adjusted, value);
    snprintf(text + used, SENTENCE - used,
             " %s needs %s its evaluations on average (%s to %s, p %s; on %zu of %zu cells "
             "they have a target in common).",
             name_of(c, other), times, low, high, value, p->common, p->cells);
  }
}

void answer_sentence(const struct comparison *c, const struct part *part, size_t rivals,
                     char text[SENTENCE])
{
  const struct standings *s = &part->standings;
  size_t first = s->order[0], wins = 0, together = 0;
  char p[16];
  int used;
  *text = '\0';
  if (!s->ranks.cells) return;
  if (!(s->ranks.chi_square > 0)) {
    snprintf(text, SENTENCE, "On %zu %s%s they are all as good as each other, by their mean ranks.",
             s->ranks.cells, ranked_on(c), s->ranks.cells == 1 ? "" : "s");
    return;
  }
  for (size_t i = 0; i < c->cell_count; i++)
    wins += &c->part[c->cell[i].part] == part && comparison_wins(c, i, first);
  if (s->group_count && s->group[0].first == 0) together = s->group[0].last;
  if (c->contender[0].optimizer)
    used = snprintf(text, SENTENCE, "On %zu cell%s %s is first on %.3g, significantly on %zu.",
                    s->ranks.cells, s->ranks.cells == 1 ? "" : "s", name_of(c, first),
                    s->ranks.firsts[first], wins);
  else
    used = snprintf(text, SENTENCE,
                    "On %zu problem%s %s is first on %.3g; it wins %zu of their %zu cells with "
                    "significance.",
                    s->ranks.cells, s->ranks.cells == 1 ? "" : "s", name_of(c, first),
                    s->ranks.firsts[first], wins, part->cells);
  size_t most = first; /* a contender may be first more often, and far behind elsewhere */
  for (size_t j = 0; j < c->contender_count; j++)
    if (s->ranks.firsts[j] > s->ranks.firsts[most]) most = j;
  if (most != first)
    used += snprintf(text + used, (size_t)(SENTENCE - used),
                     " Its mean rank is the best, %.2f; %s is first more often, on %.3g, with a "
                     "mean rank of %.2f.",
                     s->ranks.rank[first], name_of(c, most), s->ranks.firsts[most],
                     s->ranks.rank[most]);
  p_value_text(s->ranks.p, p);
  if (s->ranks.p > c->level)
    used += snprintf(text + used, (size_t)(SENTENCE - used),
                     " The ranks over all %ss do not tell the %zu apart (p %s).", ranked_on(c),
                     c->contender_count, p);
  else if (together)
    used += snprintf(text + used, (size_t)(SENTENCE - used),
                     " By their ranks over all %ss they differ (p %s), but %s is not told from the "
                     "next %zu.",
                     ranked_on(c), p, name_of(c, first), together);
  else
    used += snprintf(text + used, (size_t)(SENTENCE - used),
                     " By the ranks over all %ss it is better than each other (p %s).",
                     ranked_on(c), p);
  add_rivals(c, part, rivals, text);
}

/* The contender of the lowest score in the cell but for `but`; contender_count without one. */
static size_t best_of(const struct comparison *c, const struct meeting *m, size_t but)
{
  size_t best = c->contender_count;
  for (size_t j = 0; j < c->contender_count; j++) {
    if (j == but || isnan(m->entry[j].score)) continue;
    if (best == c->contender_count || m->entry[j].score < m->entry[best].score) best = j;
  }
  return best;
}

/* What the first of a cell gets there with, or how near it comes. */
static void add_first(const struct comparison *c, const struct meeting *m, size_t first,
                      char text[SENTENCE])
{
  const struct entry *e = &m->entry[first];
  char cost[16], target[NUMBER_TEXT];
  if (!e->successes) {
    snprintf(text, SENTENCE, "no target tells them apart; %s ends lowest, at %.2g.",
             name_of(c, first), e->error);
    return;
  }
  number_format_count(e->art, cost);
  target_text(m, m->target, target);
  snprintf(text, SENTENCE, "%s gets to %s at a cost of %s on average (%zu of %zu runs).",
           name_of(c, first), target, cost, e->successes, e->cell->run_count);
}

/* Repetitions that both have. */
static size_t runs_of(const struct duel *d)
{
  return d->runs_a < d->runs_b ? d->runs_a : d->runs_b;
}

/* How many pairs of runs, or runs of each, would tell the two apart in four cases of five (Cohen
 * 1988: (1.96 + 0.84)^2 squared standard errors), if the ratio is what it seems to be; infinite
 * where it seems to be 1. */
static double pairs_needed(const struct duel *d)
{
  double errors = fabs(repro_log(d->ratio)) / d->error;
  return errors > 0 ? ceil((double)runs_of(d) * 7.85 / (errors * errors)) : INFINITY;
}

static void add_surer(const struct meeting *m, size_t first, size_t second, const struct duel *d,
                      char text[SENTENCE])
{
  const struct cell_results *a = m->entry[first].cell, *b = m->entry[second].cell;
  double needed = pairs_needed(d), spent = 0;
  size_t used = strlen(text), has = runs_of(d);
  char cost[16];
  for (size_t k = 0; k < a->run_count; k++) spent += a->run[k].cost / (double)a->run_count;
  for (size_t k = 0; k < b->run_count; k++) spent += b->run[k].cost / (double)b->run_count;
  if (!(needed > (double)has)) needed = (double)has + 1; /* many tests hold it back */
  number_format_count((needed - (double)has) * spent, cost);
  if (needed > 100 * (double)has)
    snprintf(text + used, SENTENCE - used,
             " The two are as good as each other, as far as affordable runs can tell.");
  else
    snprintf(text + used, SENTENCE - used,
             " If that is what they are like, some %.0f repetitions in place of %zu would show it, "
             "at a cost of %s more.",
             needed, has, cost);
}

/* What the next best needs in place of the first, and how sure that is. */
static void add_second(const struct comparison *c, size_t cell, size_t first, size_t second,
                       char text[SENTENCE])
{
  const struct meeting *m = &c->cell[cell];
  bool before = first < second;
  size_t pair = comparison_pair(c, before ? first : second, before ? second : first);
  struct told_duel told = told_duel(c, pair, cell);
  const struct duel *d = told.duel;
  const char *name = name_of(c, second);
  char said[SENTENCE], times[16], low[16], high[16], p[16], target[NUMBER_TEXT];
  size_t used = strlen(text), room = SENTENCE - used;
  if (!d->tested) return;
  if (d->kind != DUEL_COSTS) {
    duel_in_most_runs(&told, said);
    snprintf(text + used, room, " At the budget, %.*s.", SENTENCE / 2, said);
    return;
  }
  ratio_text(before ? d->ratio : 1 / d->ratio, times);
  ratio_text(before ? d->interval.low : 1 / d->interval.high, low);
  ratio_text(before ? d->interval.high : 1 / d->interval.low, high);
  p_value_text(d->adjusted, p);
  target_text(m, d->target, target);
  if (isinf(d->ratio) || d->ratio == 0)
    snprintf(text + used, room, " The next, %s, never gets to %s (p %s).", name, target, p);
  else
    snprintf(text + used, room, " The next, %s, needs %s as much to %s (%s to %s, p %s).", name,
             times, target, low, high, p);
  if (d->winner == (before ? -1 : 1)) return;
  used = strlen(text);
  snprintf(text + used, SENTENCE - used, " That is not sure.");
  if (isfinite(d->ratio) && d->ratio > 0) add_surer(m, first, second, d, text);
}

bool answer_cell(const struct comparison *c, size_t cell, char text[SENTENCE])
{
  const struct meeting *m = &c->cell[cell];
  size_t first = best_of(c, m, c->contender_count), second;
  *text = '\0';
  if (first == c->contender_count) return false;
  second = best_of(c, m, first);
  add_first(c, m, first, text);
  if (second < c->contender_count) add_second(c, cell, first, second, text);
  return true;
}

static int test_pair(struct comparison *c, size_t a, size_t b, struct error *err)
{
  size_t pair = a < b ? comparison_pair(c, a, b) : comparison_pair(c, b, a);
  if (c->part[0].pair[pair].fought) return STATUS_OK;
  return comparison_test(c, pair, err);
}

int answer_test(struct comparison *c, struct error *err)
{
  int status = STATUS_OK;
  for (size_t k = 0; k < c->part_count; k++) {
    size_t first = c->part[k].standings.order[0];
    for (size_t j = 0; j < c->contender_count && !status; j++)
      if (j != first) status = test_pair(c, first, j, err);
  }
  for (size_t i = 0; i < c->cell_count && !status; i++) {
    size_t first = best_of(c, &c->cell[i], c->contender_count);
    if (first == c->contender_count) continue;
    size_t second = best_of(c, &c->cell[i], first);
    if (second < c->contender_count) status = test_pair(c, first, second, err);
  }
  return status;
}
