/* report_tables.c -- the tables of a report. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/outcome.h"
#include "bench/judge/paired_print.h"
#include "bench/plan/tuned.h"
#include "bench/report/report.h"
#include "src/number.h"

static const struct page_mark unmarked = {false, false};

void report_brief(double value, char text[NUMBER_TEXT])
{
  number_format_brief(value, text);
  if (!isfinite(value)) strcpy(text, isnan(value) ? "–" : "∞");
}

void report_count(struct report *r, size_t count, size_t of)
{
  char text[32], note[32];
  snprintf(text, sizeof text, "%zu", count);
  snprintf(note, sizeof note, "%.0f %%", of ? 100 * (double)count / (double)of : 0);
  page_number(&r->page, (double)count, text, of ? note : NULL, unmarked);
}

static void put_mean(struct report *r, const struct paired_mean *mean, bool lowest)
{
  char text[PAIRED_MEAN_TEXT];
  paired_mean_text(r->paired.metric, mean, "±", text);
  page_number(&r->page, mean->mean, text, NULL, (struct page_mark){lowest, false});
}

static void put_pair(struct report *r, const struct paired_row *row)
{
  char p[PAIRED_P_TEXT], ties[32];
  const struct style *style = &r->styles[row->rival];
  page_row_begin(&r->page, style->title, style->colour);
  put_mean(r, &row->other, row->other.mean < row->reference.mean);
  report_count(r, row->wins, row->pairs);
  snprintf(ties, sizeof ties, "%zu", row->ties);
  page_number(&r->page, (double)row->ties, ties, NULL, unmarked);
  report_count(r, row->pairs, 0);
  paired_p_text(row->adjusted, p);
  page_number(&r->page, row->adjusted, p, NULL, unmarked);
  page_row_end(&r->page);
}

void report_pairs(struct report *r)
{
  const struct paired *p = &r->paired;
  if (!p->row_count) return;
  const struct style *own = &r->styles[p->reference];
  char wins[TITLE_SIZE + 16], caption[PAGE_TEXT], mean[PAIRED_MEAN_TEXT], group[PAGE_TEXT];
  snprintf(wins, sizeof wins, "Wins of %s", own->title);
  const struct page_column columns[] = {{"Optimizer", false}, {metric_title(p->metric), true},
                                        {wins, true},         {"Ties", true},
                                        {"Pairs", true},      {"p", true}};
  snprintf(caption, sizeof caption,
           "The metric of the runs, with standard errors, and in how many pairs, which share "
           "instance and repetition, that of %s is the lower; p of Wilcoxon's signed ranks, "
           "adjusted by Holm's method over %zu test%s. Bold: the mean is lower than that of %s.",
           own->title, p->row_count, p->row_count == 1 ? "" : "s", own->title);
  page_table_begin(&r->page, caption, columns, sizeof columns / sizeof *columns);
  for (size_t i = 0; i < p->row_count; i++) {
    const struct paired_row *row = &p->row[i];
    if (!i || row->key != p->row[i - 1].key) {
      paired_mean_text(r->paired.metric, &row->reference, "±", mean);
      snprintf(group, sizeof group, "`%s`, dimension %zu: %s has %s", row->key->function,
               row->key->dim, own->title, mean);
      page_group(&r->page, group);
    }
    put_pair(r, row);
  }
  page_table_end(&r->page);
}

static void put_standing(struct report *r, const struct pooled *p, size_t target)
{
  const struct standing *s = &p->at[target];
  char text[16], note[48];
  if (isfinite(s->art))
    number_format_count(s->art, text);
  else
    strcpy(text, "∞");
  snprintf(note, sizeof note, "%zu/%zu", s->successes, p->count);
  page_number(&r->page, s->art, text, note, (struct page_mark){s->lowest, s->best});
}

/* A median with its interval, unless that is a point. */
static void put_error(struct report *r, const struct quartile_intervals *error)
{
  char text[32], low[32], high[32], note[80];
  report_brief(error->at.median, text);
  report_brief(error->median.low, low);
  report_brief(error->median.high, high);
  snprintf(note, sizeof note, "%s to %s", low, high);
  page_number(&r->page, error->at.median, text, strcmp(low, high) ? note : NULL, unmarked);
}

static void put_block(struct report *r, const struct ranking_block *block)
{
  char text[48];
  snprintf(text, sizeof text, "Dimension %zu", block->dim);
  page_group(&r->page, text);
  for (size_t o = 0; o < r->set->campaign.optimizer_count; o++) {
    const struct pooled *p = &block->by[o];
    if (!p->count) continue;
    page_row_begin(&r->page, r->styles[o].title, r->styles[o].colour);
    for (size_t t = 0; t < block->targets->count; t++) put_standing(r, p, t);
    put_error(r, &p->error);
    page_row_end(&r->page);
  }
}

/* The optimizers whose runs on the function are, at some dimension, one and the same: into `names`,
 * with commas, as many as fit. Whether there are any. */
static bool same_runs(const struct report *r, const struct function_entry *function, size_t room,
                      char *names)
{
  *names = '\0';
  for (size_t o = 0; o < r->set->campaign.optimizer_count; o++) {
    bool one = false;
    for (size_t b = 0; b < r->ranking.block_count; b++)
      one |= r->ranking.block[b].function == function && r->ranking.block[b].by[o].one_run;
    size_t used = strlen(names);
    const char *more = used ? ", " : "";
    if (one && used + strlen(more) + strlen(r->styles[o].title) < room)
      snprintf(names + used, room - used, "%s%s", more, r->styles[o].title);
  }
  return *names;
}

void report_costs(struct report *r, size_t function)
{
  const struct function_entry *entry = &r->set->campaign.functions[function];
  struct page_column columns[RANKING_TARGETS + 2] = {{"Optimizer", false}};
  char names[RANKING_TARGETS][40], title[TITLE_SIZE], same[PAGE_TEXT / 2], caption[PAGE_TEXT];
  size_t count = 1;
  const struct ranking_targets *targets = &r->ranking.targets[function];
  for (size_t t = 0; t < targets->count; t++) {
    char value[32];
    report_brief(targets->list->error[targets->target[t]], value);
    snprintf(names[t], sizeof names[t], "≤ %s", value);
    columns[count++] = (struct page_column){names[t], true};
  }
  bool known = minimum_known(entry);
  columns[count++] = (struct page_column){known ? "Error at the end" : "Best f at the end", true};
  function_title(entry, title);
  snprintf(caption, sizeof caption,
           "%s: average running time (aRT) to %s of so much, and how many runs got "
           "there; the median %s at the runs' end, with its 95 %% bootstrap interval. Bold: the "
           "lowest. ★: lower than every other "
           "with significance.",
           title, known ? "an error f − f*" : "a value of f", known ? "error" : "best f");
  if (same_runs(r, entry, sizeof same, same)) {
    size_t used = strlen(caption);
    snprintf(caption + used, sizeof caption - used,
             " All repetitions of %s are one and the same run, of which nothing can be said with "
             "significance: draw the starts (start = random).",
             same);
  }
  page_table_begin(&r->page, caption, columns, count);
  for (size_t b = 0; b < r->ranking.block_count; b++)
    if (r->ranking.block[b].function == entry) put_block(r, &r->ranking.block[b]);
  page_table_end(&r->page);
}

/* Goes to the next cell, of all instances together, that tuning left a record of: from *index on,
 * which becomes its own. */
static bool next_tuned(const struct report *r, size_t *index, struct cell *cell,
                       struct tuned_record *record)
{
  const struct campaign *c = &r->set->campaign;
  for (; *index < campaign_cell_count(c); ++*index) {
    *cell = campaign_cell(c, *index);
    if (cell->instance == c->instances[0] && cell_tuned(c, cell, record)) return true;
  }
  return false;
}

bool report_has_tuned(const struct report *r)
{
  struct cell cell;
  struct tuned_record record;
  size_t index = 0;
  return next_tuned(r, &index, &cell, &record);
}

static void put_tuned(struct report *r, const struct tuned_record *record,
                      const struct style *style)
{
  char text[32];
  page_row_begin(&r->page, style->title, style->colour);
  report_count(r, record->candidates, 0);
  report_count(r, record->runs, 0);
  number_format_count(record->cost, text);
  page_number(&r->page, record->cost, text, NULL, unmarked);
  page_cell(&r->page, record->edges);
  page_row_end(&r->page);
}

void report_tuned(struct report *r)
{
  static const struct page_column columns[] = {{"Optimizer", false},
                                               {"Candidates", true},
                                               {"Runs", true},
                                               {"Cost spent", true},
                                               {"At an end of its range", false}};
  struct cell cell, last = {0};
  struct tuned_record record;
  char title[TITLE_SIZE], group[TITLE_SIZE + 48];
  if (!report_has_tuned(r)) return;
  page_heading(&r->page, 2, "tuned", "How the parameters were found");
  page_table_begin(&r->page,
                   "By `optbench tune`: how many settings it tried, with how many runs, at what "
                   "cost in all; and which parameters of the best lie within 2 % of an end of the "
                   "range that was searched, so that better ones may lie beyond.",
                   columns, sizeof columns / sizeof *columns);
  for (size_t i = 0; next_tuned(r, &i, &cell, &record); i++, last = cell) {
    function_title(cell.function, title);
    snprintf(group, sizeof group, "%s, dimension %zu", title, cell.dim);
    if (last.function != cell.function || last.dim != cell.dim) page_group(&r->page, group);
    put_tuned(r, &record, &r->styles[i % r->set->campaign.optimizer_count]);
  }
  page_table_end(&r->page);
}

enum { OUTCOMES = OUTCOME_INTERRUPTED };
static const char *const meanings[OUTCOMES] = {
    /* but for the target's, see put_meaning */
    [OUTCOME_BUDGET] = "the next step would have cost more than was left, or all steps were made.",
    [OUTCOME_DIVERGED] = "a value of f, or the iterate, was not finite any more. The step size is "
                         "too large for this function.",
    [OUTCOME_STALLED] = "nothing would have changed any more: the steps are zero, as on a plateau, "
                        "or too small for the iterate's digits.",
    [OUTCOME_CONVERGED] = "the optimizer itself saw no way further down.",
#define STOP(id, name, meaning) [OUTCOME_##id] = meaning,
#include "src/stops.def"
#undef STOP
};

/* Runs of a cell, or of all cells of an optimizer, that ended so. */
static void count_outcomes(const struct cell_results *cell, size_t of[OUTCOMES])
{
  for (size_t k = 0; k < cell->run_count; k++)
    if (cell->run[k].outcome < OUTCOME_INTERRUPTED) of[cell->run[k].outcome]++;
}

static size_t total(const size_t of[OUTCOMES])
{
  size_t sum = 0;
  for (size_t i = 0; i < OUTCOMES; i++) sum += of[i];
  return sum;
}

/* The cells where runs diverged or stalled, if there are any. */
static void put_trouble(struct report *r)
{
  static const struct page_column columns[] = {
      {"Cell", false}, {"Diverged", true}, {"Stalled", true}, {"Runs", true}};
  bool any = false;
  for (size_t i = 0; i < r->set->cell_count; i++) {
    size_t of[OUTCOMES] = {0};
    char title[CELL_TITLE];
    count_outcomes(&r->set->cell[i], of);
    if (!of[OUTCOME_DIVERGED] && !of[OUTCOME_STALLED]) continue;
    if (!any) page_table_begin(&r->page, "Where runs diverged or stalled.", columns, 4);
    any = true;
    cell_results_title(&r->set->cell[i], title);
    page_row_begin(&r->page, title, NO_COLOUR);
    report_count(r, of[OUTCOME_DIVERGED], 0);
    report_count(r, of[OUTCOME_STALLED], 0);
    report_count(r, total(of), 0);
    page_row_end(&r->page);
  }
  if (any) page_table_end(&r->page);
}

/* What ended the searches within the runs of an optimizer, by enum ask. */
static double count_stops(const struct report *r, size_t optimizer, double of[ASK_KINDS])
{
  double sum = 0;
  for (size_t i = 0; i < r->set->cell_count; i++) {
    const struct cell_results *cell = &r->set->cell[i];
    if (strcmp(cell->optimizer, r->set->campaign.optimizers[optimizer].label) != 0) continue;
    for (size_t k = 0; k < cell->run_count; k++)
      for (size_t a = 0; a < ASK_KINDS; a++) {
        of[a] += cell->run[k].stops[a];
        sum += cell->run[k].stops[a];
      }
  }
  return sum;
}

/* Of optimizers with restarts: what ended each of their searches. */
static void put_stops(struct report *r)
{
  struct page_column columns[ASK_KINDS + 2] = {{"Optimizer", false}};
  const struct campaign *c = &r->set->campaign;
  double all[ASK_KINDS] = {0}, any = 0;
  size_t count = 1;
  for (size_t o = 0; o < c->optimizer_count; o++) any += count_stops(r, o, all);
  if (!(any > 0)) return;
  for (size_t a = 0; a < ASK_KINDS; a++)
    if (all[a] > 0) columns[count++] = (struct page_column){stop_name((enum ask)a), true};
  columns[count++] = (struct page_column){"Searches ended", true};
  page_table_begin(&r->page, "What ended the searches within the runs of optimizers with restarts.",
                   columns, count);
  for (size_t o = 0; o < c->optimizer_count; o++) {
    double of[ASK_KINDS] = {0}, sum = count_stops(r, o, of);
    if (!(sum > 0)) continue;
    page_row_begin(&r->page, r->styles[o].title, r->styles[o].colour);
    for (size_t a = 0; a < ASK_KINDS; a++)
      if (all[a] > 0) report_count(r, (size_t)of[a], of[a] > 0 ? (size_t)sum : 0);
    report_count(r, (size_t)sum, 0);
    page_row_end(&r->page);
  }
  page_table_end(&r->page);
}

/* The stopping tests appear only where one of them fired. */
static bool shown(size_t outcome, const size_t all[OUTCOMES])
{
  return outcome <= OUTCOME_CONVERGED || all[outcome];
}

static void put_meaning(struct report *r, size_t outcome)
{
  bool known = false, unknown = false;
  for (size_t f = 0; f < r->set->campaign.function_count; f++)
    *(minimum_known(&r->set->campaign.functions[f]) ? &known : &unknown) = true;
  if (outcome == OUTCOME_TARGET)
    page_term(&r->page, outcome_names[outcome],
              "%s came down to the campaign's target; the run ended there.",
              !unknown ? "f − f*"
              : known  ? "f − f*, or f where the minimum is not known,"
                       : "f");
  else
    page_term(&r->page, outcome_names[outcome], "%s", meanings[outcome]);
}

void report_outcomes(struct report *r)
{
  struct page_column columns[OUTCOMES + 2] = {{"Optimizer", false}};
  const struct campaign *c = &r->set->campaign;
  size_t all[OUTCOMES] = {0}, count = 1;
  double stops[ASK_KINDS] = {0};
  for (size_t i = 0; i < r->set->cell_count; i++) count_outcomes(&r->set->cell[i], all);
  for (size_t o = 0; o < c->optimizer_count; o++) count_stops(r, o, stops);
  page_heading(&r->page, 2, "outcomes", "How the runs ended");
  page_terms_begin(&r->page);
  for (size_t i = 0; i < OUTCOMES; i++) {
    if (shown(i, all)) columns[count++] = (struct page_column){outcome_names[i], true};
    if (shown(i, all) || stops[stop_of((enum outcome)i)] > 0) put_meaning(r, i);
  }
  page_terms_end(&r->page);
  columns[count++] = (struct page_column){"Runs", true};
  page_table_begin(&r->page, "Runs of each optimizer by how they ended.", columns, count);
  for (size_t o = 0; o < c->optimizer_count; o++) {
    size_t of[OUTCOMES] = {0};
    for (size_t i = 0; i < r->set->cell_count; i++)
      if (!strcmp(r->set->cell[i].optimizer, c->optimizers[o].label))
        count_outcomes(&r->set->cell[i], of);
    page_row_begin(&r->page, r->styles[o].title, r->styles[o].colour);
    for (size_t i = 0; i < OUTCOMES; i++)
      if (shown(i, all)) report_count(r, of[i], of[i] ? total(of) : 0);
    report_count(r, total(of), 0);
    page_row_end(&r->page);
  }
  page_table_end(&r->page);
  put_stops(r);
  put_trouble(r);
}
