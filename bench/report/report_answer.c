/* report_answer.c -- what a report comes to: which optimizer to take, and how sure that is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/compare_words.h"
#include "bench/judge/gate_print.h"
#include "bench/judge/instances.h"
#include "bench/judge/ranking.h"
#include "bench/report/report.h"
#include "src/number.h"
#include "src/numeric/elementary.h"

static const struct page_mark unmarked = {false, false};

/* So many duels are tested at most where not all are. */
enum { DUELS_MOST = 4000 };

/* Test all duels, or those of the first of the ranking if they are many. */
static int test_duels(struct comparison *c, struct error *err)
{
  const struct part *all = &c->part[0];
  bool few = c->pair_count * c->cell_count <= DUELS_MOST;
  size_t first = all->standings.order[0];
  int status = STATUS_OK;
  for (size_t p = 0; p < c->pair_count && !status; p++)
    if (few || all->pair[p].a == first || all->pair[p].b == first)
      status = comparison_test(c, p, err);
  return status;
}

int report_compare(struct report *r, struct error *err)
{
  const struct campaign *campaign = &r->set->campaign;
  const struct results_set *set = r->set;
  const struct compare_rule rule = {.target = NAN, .level = ranking_level};
  int status = STATUS_OK;
  /* Where there is a metric it is what counts. */
  if (campaign->optimizer_count < 2 || campaign->metric) return STATUS_OK;
  if (instances_are_few(campaign, REPETITIONS_LEAST)) {
    status = instances_pool(r->set, &r->together, err);
    if (status) return status;
    set = &r->together;
  }
  r->rival = paired_contenders(set);
  if (!r->rival) return error_memory(err, "a comparison");
  for (size_t o = 0; o < campaign->optimizer_count; o++)
    snprintf(r->rival[o].name, LABEL_SIZE, "%.*s", LABEL_SIZE - 1, r->styles[o].title);
  status = compare_contenders(r->rival, campaign->optimizer_count, &rule, &r->comparison, err);
  /* Optimizers that have no cell in common are not compared. */
  if (status == STATUS_USAGE) return STATUS_OK;
  return status ? status : test_duels(&r->comparison, err);
}

void report_compare_free(struct report *r)
{
  comparison_free(&r->comparison);
  instances_free(&r->together);
  free(r->rival);
}

void report_answer(struct report *r)
{
  char text[COMPARE_SENTENCE];
  if (!r->comparison.cell_count) return;
  answer_sentence(&r->comparison, &r->comparison.part[0], 3, text);
  if (*text) page_text(&r->page, "%s", text);
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

static void cost_text(double cost, char text[16]) { number_format_count(cost, text); }

/* ", at a cost of 12k": what the first of a cell gets there with, or how near it comes. */
static void add_first(const struct comparison *c, const struct meeting *m, size_t first,
                      char text[COMPARE_SENTENCE])
{
  const struct entry *e = &m->entry[first];
  char cost[16], target[NUMBER_TEXT];
  if (!e->successes) {
    snprintf(text, COMPARE_SENTENCE, "no target tells them apart; %s ends lowest, at %.2g.",
             c->contender[first].name, e->error);
    return;
  }
  cost_text(e->art, cost);
  target_text(m, m->target, target);
  snprintf(text, COMPARE_SENTENCE, "%s gets to %s at a cost of %s on average (%zu of %zu runs).",
           c->contender[first].name, target, cost, e->successes, e->cell->run_count);
}

/* How many pairs of runs would tell the two apart in four cases of five (Cohen 1988: (1.96 +
 * 0.84)^2 squared standard errors), if the ratio is what it seems to be; infinite where it seems to
 * be 1. */
static double pairs_needed(const struct duel *d)
{
  double errors = fabs(repro_log(d->ratio)) / d->error;
  return errors > 0 ? ceil((double)d->pairs * 7.85 / (errors * errors)) : INFINITY;
}

static void add_surer(const struct meeting *m, size_t first, size_t second, const struct duel *d,
                      char text[COMPARE_SENTENCE])
{
  const struct cell_results *a = m->entry[first].cell, *b = m->entry[second].cell;
  double needed = pairs_needed(d), spent = 0;
  size_t used = strlen(text);
  char cost[16];
  for (size_t k = 0; k < a->run_count; k++) spent += a->run[k].cost / (double)a->run_count;
  for (size_t k = 0; k < b->run_count; k++) spent += b->run[k].cost / (double)b->run_count;
  if (!(needed > (double)d->pairs)) needed = (double)d->pairs + 1; /* many tests hold it back */
  cost_text((needed - (double)d->pairs) * spent, cost);
  if (needed > 100 * (double)d->pairs)
    snprintf(text + used, COMPARE_SENTENCE - used,
             " The two are as good as each other, as far as affordable runs can tell.");
  else
    snprintf(text + used, COMPARE_SENTENCE - used,
             " If that is what they are like, some %.0f repetitions in place of %zu would show it, "
             "at a cost of %s more.",
             needed, d->pairs, cost);
}

/* What the next best needs in place of the first, and how sure that is. */
static void add_second(const struct comparison *c, size_t cell, size_t first, size_t second,
                       char text[COMPARE_SENTENCE])
{
  const struct meeting *m = &c->cell[cell];
  bool before = first < second;
  size_t pair = comparison_pair(c, before ? first : second, before ? second : first);
  struct told_duel told = told_duel(c, pair, cell);
  const struct duel *d = told.duel;
  const char *name = c->contender[second].name;
  char said[COMPARE_SENTENCE], times[16], low[16], high[16], p[16], target[NUMBER_TEXT];
  size_t used = strlen(text), room = COMPARE_SENTENCE - used;
  if (!d->tested) return;
  if (d->kind != DUEL_COSTS) {
    duel_in_most_runs(&told, said);
    snprintf(text + used, room, " At the budget, %.*s.", COMPARE_SENTENCE / 2, said);
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
  snprintf(text + used, COMPARE_SENTENCE - used, " That is not sure.");
  if (isfinite(d->ratio) && d->ratio > 0) add_surer(m, first, second, d, text);
}

void report_answer_function(struct report *r, size_t function)
{
  const struct comparison *c = &r->comparison;
  const char *label = r->set->campaign.functions[function].label;
  bool any = false;
  for (size_t i = 0; i < c->cell_count; i++) {
    const struct meeting *m = &c->cell[i];
    char text[COMPARE_SENTENCE], title[64];
    size_t first = best_of(c, m, c->contender_count), second;
    if (strcmp(m->key->function, label) != 0 || first == c->contender_count) continue;
    second = best_of(c, m, first);
    add_first(c, m, first, text);
    if (second < c->contender_count) add_second(c, i, first, second, text);
    if (!any) page_terms_begin(&r->page);
    any = true;
    if (m->key->instances || r->set->campaign.instance_count == 1)
      snprintf(title, sizeof title, "Dimension %zu", m->key->dim);
    else
      snprintf(title, sizeof title, "Dimension %zu, instance %u", m->key->dim, m->key->instance);
    page_term(&r->page, title, "%s", text);
  }
  if (any) page_terms_end(&r->page);
}

static void put_digits(struct report *r, double value, int digits)
{
  char text[32];
  snprintf(text, sizeof text, "%.*f", digits, value);
  page_number(&r->page, value, text, NULL, unmarked);
}

/* What the first needs of the evaluations of another. */
static void put_ratio(struct report *r, const struct part *part, size_t first, size_t other)
{
  const struct comparison *c = &r->comparison;
  bool before = first < other;
  size_t pair =
      first == other ? 0 : comparison_pair(c, before ? first : other, before ? other : first);
  const struct pairing *p = &part->pair[pair];
  char text[16], low[16], high[16], note[64];
  if (first == other || !p->tested || isnan(p->ratio)) {
    page_number(&r->page, first == other ? 1 : INFINITY, "–", NULL, unmarked);
    return;
  }
  double ratio = before ? p->ratio : 1 / p->ratio;
  ratio_text(ratio, text);
  ratio_text(before ? p->interval.low : 1 / p->interval.high, low);
  ratio_text(before ? p->interval.high : 1 / p->interval.low, high);
  snprintf(note, sizeof note, "%s to %s; %zu", low, high, p->common);
  page_number(&r->page, ratio, text, note,
              (struct page_mark){false, p->winner == (before ? -1 : 1)});
}

void report_ranking(struct report *r)
{
  static const struct page_column columns[] = {
      {"Optimizer", false},   {"Mean rank", true}, {"First in cells", true},
      {"Borda points", true}, {"Group", false},    {"aRT over that of the first", true}};
  const struct comparison *c = &r->comparison;
  const struct part *all = &c->part[0];
  char caption[PAGE_TEXT], tests[COMPARE_SENTENCE], how[COMPARE_SENTENCE];
  if (!c->cell_count || !all->standings.ranks.cells) return;
  ranking_caption(c, all, how);
  standings_sentence(c, all, tests);
  snprintf(caption, sizeof caption,
           "%s %s The last column is the geometric mean over the cells where the two have a target "
           "in common, with its 95 %% interval and the number of these cells; ★: more than 1 with "
           "significance (swaps within pairs of runs, Holm's method over all pairs).",
           how, tests);
  page_table_begin(&r->page, caption, columns, sizeof columns / sizeof *columns);
  for (size_t place = 0; place < c->contender_count; place++) {
    size_t o = all->standings.order[place];
    char letters[STANDINGS_LETTERS];
    standings_letters(&all->standings, place, letters);
    page_row_begin(&r->page, r->styles[o].title, r->styles[o].colour);
    put_digits(r, all->standings.ranks.rank[o], 2);
    put_digits(r, all->standings.ranks.firsts[o], 1);
    put_digits(r, all->standings.ranks.points[o], 1);
    page_cell(&r->page, letters);
    put_ratio(r, all, all->standings.order[0], o);
    page_row_end(&r->page);
  }
  page_table_end(&r->page);
}
