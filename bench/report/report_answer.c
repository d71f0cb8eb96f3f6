/* report_answer.c -- what a report comes to: which optimizer to take, and how sure that is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/compare_answer.h"
#include "bench/judge/gate_print.h"
#include "bench/judge/instances.h"
#include "bench/judge/ranking.h"
#include "bench/report/report.h"

static const struct page_mark unmarked = {false, false};

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
  return status ? status : answer_test(&r->comparison, err);
}

void report_compare_free(struct report *r)
{
  comparison_free(&r->comparison);
  instances_free(&r->together);
  free(r->rival);
}

/* Where there is a metric: how the reference does against the others. */
static void put_metric_answer(struct report *r)
{
  const struct paired *p = &r->paired;
  size_t ahead = 0, better = 0, worse = 0;
  if (!p->row_count) return;
  for (size_t i = 0; i < p->row_count; i++) {
    const struct paired_row *row = &p->row[i];
    bool sure = row->adjusted <= ranking_level;
    ahead += row->wins > row->losses;
    better += sure && row->wins > row->losses;
    worse += sure && row->wins < row->losses;
  }
  page_text(&r->page,
            "By the %s %s wins most pairs of runs in %zu of %zu comparisons, a function, dimension "
            "and rival each: in %zu with significance (signed ranks, Holm's method), and in %zu it "
            "loses with significance.",
            metric_title(p->metric), r->styles[p->reference].title, ahead, p->row_count, better,
            worse);
}

void report_answer(struct report *r)
{
  char text[COMPARE_SENTENCE];
  put_metric_answer(r);
  if (!r->comparison.cell_count) return;
  answer_sentence(&r->comparison, &r->comparison.part[0], 3, text);
  if (*text) page_text(&r->page, "%s", text);
}

void report_answer_function(struct report *r, size_t function)
{
  const struct comparison *c = &r->comparison;
  const char *label = r->set->campaign.functions[function].label;
  bool any = false;
  for (size_t i = 0; i < c->cell_count; i++) {
    const struct meeting *m = &c->cell[i];
    char text[COMPARE_SENTENCE], title[64];
    if (strcmp(m->key->function, label) != 0 || !answer_cell(c, i, text)) continue;
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

/* A count, of which ties have parts, or a mean with two decimals. */
static void put_value(struct report *r, double value, bool count)
{
  char text[32];
  snprintf(text, sizeof text, count ? "%.4g" : "%.2f", value);
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
    put_value(r, all->standings.ranks.rank[o], false);
    put_value(r, all->standings.ranks.firsts[o], true);
    put_value(r, all->standings.ranks.points[o], true);
    page_cell(&r->page, letters);
    put_ratio(r, all, all->standings.order[0], o);
    page_row_end(&r->page);
  }
  page_table_end(&r->page);
}
