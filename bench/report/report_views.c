/* report_views.c -- how optimizers do at any budget and together, and what they have come down to
 * at some budgets. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/report.h"

static const struct page_mark unmarked = {false, false};

int report_views(struct report *r, struct error *err)
{
  const struct campaign *c = &r->set->campaign;
  const struct traced traced = {r->set->folder, c, r->traced};
  int status = STATUS_OK;
  if (c->optimizer_count > 1) status = virtual_best_make(r->set, c, NULL, 0, &r->best, err);
  if (!r->traces || status) return status;
  status = areas_read(&traced, &r->areas, err);
  if (status) return status;
  r->block = calloc(campaign_cell_count(c), sizeof *r->block);
  if (!r->block) return error_memory(err, "the errors at a budget");
  for (size_t i = 0, cells; i < campaign_cell_count(c) && !status; i += cells) {
    cells = campaign_block(c, i);
    status = budget_block_read(&traced, i, cells, NULL, &r->block[r->block_count++], err);
  }
  return status;
}

void report_views_free(struct report *r)
{
  areas_free(&r->areas);
  for (size_t i = 0; i < r->block_count; i++) budget_block_free(&r->block[i]);
  free(r->block);
  virtual_best_free(&r->best);
}

static const char *title_of(const void *context, size_t optimizer)
{
  const struct report *r = context;
  return r->styles[optimizer].title;
}

static void summary_caption(const struct report *r, char caption[PAGE_TEXT])
{
  char members[PORTFOLIO_SIZE];
  size_t used = (size_t)snprintf(
      caption, PAGE_TEXT,
      "All functions and dimensions together. Lowest aRT and ★ count the entries of the tables "
      "below, a function, dimension and target each.%s",
      r->set->campaign.until_successes ? " All runs of a cell are in this table and in those "
                                         "below, and all cells count as much; "
                                         "figures show the first runs alone."
                                       : "");
  if (r->areas.count)
    used += (size_t)snprintf(caption + used, PAGE_TEXT - used,
                             " Area: over the convergence curve, at any budget up to the "
                             "campaign's; 1 would be an error of 1e%g from the first evaluation "
                             "on, 0 is one of 1e%g to the end.",
                             area_low, area_high);
  if (!r->best.solved) return;
  virtual_best_text(&r->best, title_of, r, members);
  snprintf(caption + used, PAGE_TEXT - used,
           " Worth: alone, as a share of the virtual best, which has the lowest aRT of all to each "
           "target of each cell. The smallest portfolio that is worth %.0f %%: %s.",
           100 * virtual_best_share, members);
}

static void put_area(struct report *r, const struct area_score *score)
{
  struct interval interval = area_interval(score);
  char text[32], note[48];
  snprintf(text, sizeof text, "%.3f", score->mean);
  snprintf(note, sizeof note, "%.3f to %.3f", interval.low, interval.high);
  page_number(&r->page, score->runs ? score->mean : (double)NAN, score->runs ? text : "–",
              score->runs ? note : NULL, unmarked);
}

static void put_share(struct report *r, double share, bool any)
{
  char text[32];
  snprintf(text, sizeof text, "%.1f %%", 100 * share);
  page_number(&r->page, share, any ? text : "–", NULL, unmarked);
}

static void put_summary(struct report *r, size_t o)
{
  char text[PAGE_TEXT];
  size_t runs = 0, lowest = 0, best = 0;
  double share = report_share(r, o, r->set->campaign.function_count, ALL_RUNS);
  for (size_t b = 0; b < r->ranking.block_count; b++) {
    const struct pooled *p = &r->ranking.block[b].by[o];
    runs += p->count;
    for (size_t t = 0; t < r->ranking.block[b].targets->count; t++) {
      lowest += p->at[t].lowest;
      best += p->at[t].best;
    }
  }
  page_row_begin(&r->page, r->styles[o].title, r->styles[o].colour);
  snprintf(text, sizeof text, "`%s`", r->set->campaign.optimizers[o].label);
  page_cell(&r->page, text);
  put_share(r, share, runs > 0);
  report_count(r, runs, 0);
  report_count(r, lowest, 0);
  report_count(r, best, 0);
  if (r->areas.count) {
    struct area_score score = areas_pool(&r->areas, NULL, o);
    put_area(r, &score);
  }
  if (r->best.solved) put_share(r, floor(1000 * r->best.alone[o] + 1e-9) / 1000, true);
  page_row_end(&r->page);
}

void report_summary(struct report *r)
{
  struct page_column columns[8] = {{"Optimizer", false},      {"Name", false},
                                   {"Targets reached", true}, {"Runs", true},
                                   {"Lowest aRT", true},      {"of these ★", true}};
  size_t count = 6;
  char caption[PAGE_TEXT];
  if (r->areas.count) columns[count++] = (struct page_column){"Area", true};
  if (r->best.solved) columns[count++] = (struct page_column){"Worth", true};
  summary_caption(r, caption);
  page_table_begin(&r->page, caption, columns, count);
  for (size_t o = 0; o < r->set->campaign.optimizer_count; o++) put_summary(r, o);
  page_table_end(&r->page);
}

/* "1.2e-3 (1e-4 to 3e-3)" */
static void put_quartiles(struct report *r, const struct quartiles *q)
{
  char median[NUMBER_TEXT], low[NUMBER_TEXT], high[NUMBER_TEXT], note[2 * NUMBER_TEXT + 8];
  report_brief(q->median, median);
  report_brief(q->low, low);
  report_brief(q->high, high);
  snprintf(note, sizeof note, "%s to %s", low, high);
  page_number(&r->page, q->median, median, note, unmarked);
}

static void put_block(struct report *r, const struct budget_block *b, const struct budget_heads *h)
{
  char text[48];
  snprintf(text, sizeof text, "Dimension %zu", b->cell.dim);
  page_group(&r->page, text);
  for (size_t o = 0; o < r->set->campaign.optimizer_count; o++) {
    if (!b->runs[o]) continue;
    page_row_begin(&r->page, r->styles[o].title, r->styles[o].colour);
    for (size_t k = 0; k < h->count + h->last; k++) {
      size_t place = budget_place(h, k, b, NULL);
      if (place < b->places)
        put_quartiles(r, &b->error[o * BUDGET_PLACES + place]);
      else
        page_cell(&r->page, "");
    }
    for (size_t i = 0; i < r->areas.count; i++)
      if (r->areas.group[i].function == b->cell.function && r->areas.group[i].dim == b->cell.dim)
        put_area(r, &r->areas.group[i].of[o]);
    page_row_end(&r->page);
  }
}

static void put_blocks(struct report *r, const struct function_entry *function,
                       const struct budget_block *const *block, size_t count)
{
  struct page_column columns[BUDGET_HEADS + 3] = {{"Optimizer", false}};
  struct budget_heads h;
  char title[TITLE_SIZE], caption[PAGE_TEXT], summary[PAGE_TEXT];
  size_t used = 1;
  bool known = minimum_known(function);
  budget_heads_find(block, count, NULL, &h);
  for (size_t k = 0; k < h.count; k++) columns[used++] = (struct page_column){h.text[k], true};
  if (h.last) columns[used++] = (struct page_column){"the budget", true};
  if (known) columns[used++] = (struct page_column){"Area", true};
  function_title(function, title);
  snprintf(summary, sizeof summary, "%s on %s at some budgets%s", known ? "Errors" : "Best values",
           title, known ? ", and at any" : "");
  snprintf(caption, sizeof caption,
           "%s: the lowest %s at a cost of so much, where 10d is 10 times the dimension: median "
           "and quartiles, as far as traces tell. A run that ended before has what it ended "
           "with.%s",
           title, known ? "error f − f*" : "f",
           known ? " Area: over the convergence curve, with a 95 % interval over runs." : "");
  page_fold_begin(&r->page, summary);
  page_table_begin(&r->page, caption, columns, used);
  for (size_t i = 0; i < count; i++) put_block(r, block[i], &h);
  page_table_end(&r->page);
  page_fold_end(&r->page);
}

int report_budgets(struct report *r, size_t function, struct error *err)
{
  const struct function_entry *entry = &r->set->campaign.functions[function];
  const struct budget_block **block = malloc((r->block_count + 1) * sizeof *block);
  size_t count = 0;
  bool any = false;
  if (!block) return error_memory(err, "the errors at a budget");
  for (size_t i = 0; i < r->block_count; i++) {
    if (r->block[i].cell.function != entry) continue;
    for (size_t o = 0; o < r->set->campaign.optimizer_count; o++) any |= r->block[i].runs[o] > 0;
    block[count++] = &r->block[i];
  }
  if (any) put_blocks(r, entry, block, count);
  free(block);
  return STATUS_OK;
}
