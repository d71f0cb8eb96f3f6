/* compare_answer.c -- see compare_answer.h. */
#include "bench/judge/compare_answer.h"

#include <math.h>
#include <string.h>

#include "bench/judge/gate_print.h"
#include "bench/statistics/tails.h"
#include "src/number.h"
#include "src/numeric/elementary.h"

enum { SENTENCE = COMPARE_SENTENCE };

static const char *name_of(const struct comparison *c, size_t contender)
{
  return c->contender[contender].name;
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

/* Is the contender first in a cell that is ranked, and does it win each duel there? A duel is at
 * the pair's own target, where one may win that does not come as far as another. */
static bool is_surely_first(const struct comparison *c, size_t cell, size_t contender)
{
  const struct meeting *m = &c->cell[cell];
  return m->entry[contender].score <= m->entry[best_of(c, m, contender)].score &&
         comparison_wins(c, cell, contender);
}

/* Adds at most `most` of those behind the first: what they need in its place. */
static void add_rivals(const struct comparison *c, const struct part *part, size_t most,
                       char text[SENTENCE])
{
  size_t first = part->standings.order[0];
  for (size_t place = 1; place < c->contender_count && place <= most; place++) {
    size_t other = part->standings.order[place];
    bool before = first < other;
    const struct pairing *p =
        &part->pair[comparison_pair(c, before ? first : other, before ? other : first)];
    char times[16], low[16], high[16], value[P_TEXT];
    if (!p->tested || isnan(p->ratio)) continue;
    ratio_text(before ? p->ratio : 1 / p->ratio, times);
    plain_ratio(before ? p->interval.low : 1 / p->interval.high, low);
    plain_ratio(before ? p->interval.high : 1 / p->interval.low, high);
    p_text(p->p, p->adjusted, value);
    sentence_add(text,
                 " %s needs %s its evaluations on average (%s to %s, %s; on %zu of %zu cells they "
                 "have a target in common",
                 name_of(c, other), times, low, high, value, p->common, p->cells);
    add_others(c, p, text);
    sentence_add(text, ").");
  }
}

/* "nes", "nes and es", or "the next 3": those on places `from` to `last` of the order. */
static void add_names(const struct comparison *c, const struct standings *s, size_t from,
                      size_t last, const char *rest, char text[SENTENCE])
{
  const char *name = name_of(c, s->order[from]);
  if (last == from)
    sentence_add(text, "%s", name);
  else if (last == from + 1)
    sentence_add(text, "%s and %s", name, name_of(c, s->order[last]));
  else
    sentence_add(text, "%s %zu", rest, last + 1 - from);
}

/* How often the first is first, and who else has some claim to it. */
static void add_firsts(const struct comparison *c, const struct standings *s, char text[SENTENCE])
{
  size_t first = s->order[0], most = first, alike = 0;
  for (size_t j = 0; j < c->contender_count; j++)
    if (s->ranks.firsts[j] > s->ranks.firsts[most]) most = j;
  while (alike + 1 < c->contender_count &&
         s->ranks.rank[s->order[alike + 1]] <= s->ranks.rank[first])
    alike++;
  if (alike) {
    sentence_add(text, " Its mean rank, %.2f, is that of ", s->ranks.rank[first]);
    add_names(c, s, 1, alike, "another", text);
    sentence_add(text, ", too.");
  } else if (most != first) { /* a contender may be first more often, and far behind elsewhere */
    sentence_add(text, " Its mean rank is the best, %.2f.", s->ranks.rank[first]);
  }
  if (most != first)
    sentence_add(text, " %s is first more often, on %.3g, with a mean rank of %.2f.",
                 name_of(c, most), s->ranks.firsts[most], s->ranks.rank[most]);
}

/* What the tests of ranks say, each by its name: they need not agree. */
static void add_tests(const struct comparison *c, const struct standings *s, char text[SENTENCE])
{
  char p[16], f_p[16];
  size_t together = s->group_count && s->group[0].first == 0 ? s->group[0].last : 0;
  p_value_text(s->ranks.p, p);
  p_value_text(s->ranks.f_p, f_p);
  if (s->ranks.cells == 1) {
    sentence_add(text, " Of one %s ranks are not tested.", ranked_on(c));
  } else if (s->ranks.p > c->level) {
    sentence_add(text, " The ranks over all %ss do not tell the %zu apart (Friedman's p %s",
                 ranked_on(c), c->contender_count, p);
    if (isfinite(s->ranks.f) && s->ranks.f_p <= c->level)
      sentence_add(text, "; Iman and Davenport's test, which is less cautious, does: p %s", f_p);
    sentence_add(text, ").");
  } else if (together) {
    sentence_add(text,
                 " By their ranks over all %ss they differ (Friedman's p %s), but %s is not "
                 "told from ",
                 ranked_on(c), p, name_of(c, s->order[0]));
    add_names(c, s, 1, together, "the next", text);
    sentence_add(text, " (Nemenyi's test).");
  } else {
    sentence_add(text,
                 " By the ranks over all %ss it is better than each other (Friedman's p %s, "
                 "Nemenyi's test).",
                 ranked_on(c), p);
  }
}

void answer_sentence(const struct comparison *c, const struct part *part, size_t rivals,
                     char text[SENTENCE])
{
  const struct standings *s = &part->standings;
  size_t first = s->order[0], wins = 0;
  const char *many = s->ranks.cells == 1 ? "" : "s";
  *text = '\0';
  if (!s->ranks.cells) return;
  if (*part->title) sentence_add(text, "%s: ", part->title);
  if (!(s->ranks.chi_square > 0)) {
    sentence_add(text, "On %zu %s%s no mean rank is better than another.", s->ranks.cells,
                 ranked_on(c), many);
    return;
  }
  for (size_t i = 0; i < c->cell_count; i++)
    wins +=
        &c->part[c->cell[i].part] == part && c->cell[i].whole &&
        (c->contender[0].optimizer ? is_surely_first(c, i, first) : comparison_wins(c, i, first));
  sentence_add(text, "On %zu %s%s %s is first on ", s->ranks.cells, ranked_on(c), many,
               name_of(c, first));
  if (s->ranks.firsts[first] > 0)
    sentence_add(text, "%.3g", s->ranks.firsts[first]);
  else
    sentence_add(text, "none");
  if (c->contender[0].optimizer && !(s->ranks.firsts[first] > 0))
    sentence_add(text, ".");
  else if (c->contender[0].optimizer)
    sentence_add(text, ", significantly on %zu.", wins);
  else
    sentence_add(text, "; it wins %zu of their %zu cells with significance.", wins,
                 part->cells - part->left_out);
  add_firsts(c, s, text);
  add_tests(c, s, text);
  add_rivals(c, part, rivals, text);
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
           name_of(c, first), target, cost, e->successes, e->runs);
}

/* Repetitions that both have. */
static size_t runs_of(const struct duel *d)
{
  return d->runs_a < d->runs_b ? d->runs_a : d->runs_b;
}

/* The level that Holm's method leaves to the duel among those of its pair. */
static double own_level(const struct comparison *c, const struct duel *duel, const struct duel *d)
{
  double tests = 0;
  for (size_t i = 0; i < c->cell_count; i++)
    tests += duel[i].tested && duel[i].kind == DUEL_COSTS && duel[i].p >= d->p;
  return c->level / fmax(tests, 1);
}

/* How many pairs of runs, or runs of each, would tell the two apart in four cases of five, if the
 * ratio is what it seems to be: as many as make it (q + 0.84) standard errors, q being the quantile
 * at `level` (Cohen, Statistical power analysis, 1988), by as much further out as the interval says
 * that the statistic's own are; and as many as any exact test of pairs needs. Infinite where the
 * ratio seems to be 1, NaN where the runs do not tell how far out its quantiles are. */
static double pairs_needed(const struct duel *d, double level)
{
  double value = fabs(repro_log(d->ratio));
  double reach = repro_log(d->interval.high / d->interval.low) / 2;
  double q = range_quantile(fmax(level, 1e-10), 2) / sqrt(2);
  if (!isfinite(reach)) return NAN;
  double errors = (reach * q / 1.96 + 0.84 * d->error) / value;
  double least = 1 + repro_log(1 / level) / repro_log(2.0);
  return ceil(fmax((double)runs_of(d) * errors * errors, least));
}

/* What a repetition of both costs on average. */
static double cost_of_both(const struct meeting *m, size_t first, size_t second)
{
  double spent = 0;
  for (size_t j = 0; j < 2; j++) {
    const struct cell_results *cell = m->entry[j ? second : first].cell;
    for (size_t k = 0; k < cell->run_count; k++)
      spent += cell->run[k].cost / (double)cell->run_count;
  }
  return spent;
}

/* Where it is sure who is first: what it takes to know better by how much. Twice the repetitions
 * shrink the interval, whose ends are logarithms, by the root of 2. */
static void add_narrower(const struct comparison *c, const struct meeting *m, size_t first,
                         size_t second, const struct duel *d, char text[SENTENCE])
{
  char cost[16], low[16], high[16];
  double value = repro_log(d->ratio), root = sqrt(0.5), sign = first < second ? 1 : -1;
  double ends[] = {repro_log(d->interval.low), repro_log(d->interval.high)};
  if (!isfinite(value) || !isfinite(ends[0]) || !isfinite(ends[1]) || ends[1] <= ends[0]) return;
  for (size_t i = 0; i < 2; i++) ends[i] = sign * (value + root * (ends[i] - value));
  plain_ratio(repro_exp(fmin(ends[0], ends[1])), low);
  plain_ratio(repro_exp(fmax(ends[0], ends[1])), high);
  number_format_count((double)runs_of(d) * cost_of_both(m, first, second), cost);
  sentence_add(text,
               " Twice the repetitions, at a cost of %s more for %s and %s, would narrow that "
               "to some %sx to %sx.",
               cost, name_of(c, first), name_of(c, second), low, high);
}

static void add_surer(const struct comparison *c, const struct meeting *m, size_t first,
                      size_t second, const struct duel *d, double level, char text[SENTENCE])
{
  double needed = pairs_needed(d, level), spent = cost_of_both(m, first, second);
  size_t used = strlen(text), room = SENTENCE - used, has = runs_of(d);
  char cost[16];
  text += used;
  if (!(needed > (double)has)) needed = (double)has + 1; /* further tests hold it back */
  if (isnan(pairs_needed(d, level))) {
    snprintf(text, room, " So few repetitions do not tell how many would show it.");
    return;
  }
  if (needed > 100 * (double)has) {
    snprintf(text, room, " %zu repetitions, a hundred times as many, might not show it either.",
             100 * has);
    return;
  }
  number_format_count((needed - (double)has) * spent, cost);
  snprintf(text, room,
           " If that is what they are like, some %.0f repetitions in place of %zu would show it, "
           "at a cost of %s more for %s and %s.",
           needed, has, cost, name_of(c, first), name_of(c, second));
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
  char said[SENTENCE], times[16], low[16], high[16], p[P_TEXT], target[NUMBER_TEXT];
  size_t used = strlen(text), room = SENTENCE - used;
  if (d->kind == DUEL_ONE_RUN)
    snprintf(text + used, room,
             " The next is %s; repetitions are one and the same run, of which nothing is sure.",
             name);
  if (!d->tested) return;
  if (d->kind != DUEL_COSTS) {
    duel_in_most_runs(&told, said);
    snprintf(text + used, room, " At the budget, %.*s.", SENTENCE / 2, said);
    return;
  }
  if (d->paired && d->most.ties == d->runs_a) {
    target_text(m, d->target, target);
    snprintf(text + used, room, " The next, %s, needs as much to %s, pair by pair.", name, target);
    return;
  }
  ratio_text(before ? d->ratio : 1 / d->ratio, times);
  ratio_text(before ? d->interval.low : 1 / d->interval.high, low);
  ratio_text(before ? d->interval.high : 1 / d->interval.low, high);
  p_text(d->p, d->adjusted, p);
  target_text(m, d->target, target);
  if (isinf(d->ratio) || d->ratio == 0)
    snprintf(text + used, room, " The next, %s, never gets to %s (%s).", name, target, p);
  else
    snprintf(text + used, room, " The next, %s, needs %s as much to %s (%s to %s, %s).", name,
             times, target, low, high, p);
  if (d->winner == (before ? -1 : 1)) {
    add_narrower(c, m, first, second, d, text);
    return;
  }
  used = strlen(text);
  if (d->winner) {
    snprintf(text + used, SENTENCE - used, " Up to there %s is the better one.", name);
    return;
  }
  duel_in_most_runs(&told, said);
  snprintf(text + used, SENTENCE - used, " That is not sure; in most runs, %.*s.", SENTENCE / 2,
           said);
  if (isfinite(d->ratio) && d->ratio > 0)
    add_surer(c, m, first, second, d, own_level(c, &c->duel[pair * c->cell_count], d), text);
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
