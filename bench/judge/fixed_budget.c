/* fixed_budget.c -- see fixed_budget.h. */
#include "bench/judge/fixed_budget.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/number.h"

int budget_marks_parse(const char *list, struct budget_marks *b, struct error *err)
{
  const char *at = list;
  do {
    char text[32];
    size_t length = strcspn(at, ",");
    bool fits = length > 0 && length < sizeof text && b->count < BUDGETS_MOST;
    struct budget_mark mark = {0};
    if (fits) {
      memcpy(text, at, length);
      mark.by_dimension = at[length - 1] == 'd';
      text[length - mark.by_dimension] = '\0';
    }
    if (!fits || !number_parse_count(text, &mark.cost) || mark.cost < 1)
      return error_set(err, STATUS_USAGE,
                       "--budgets: '%.60s' is no list of up to %d numbers, such as 10d,100d,1k",
                       list, BUDGETS_MOST);
    b->mark[b->count++] = mark;
    at += length + (at[length] == ',');
  } while (*at);
  return STATUS_OK;
}

static double mark_cost(const struct budget_mark *mark, size_t dim)
{
  return mark->by_dimension ? mark->cost * (double)dim : mark->cost;
}

static void mark_text(const struct budget_mark *mark, char text[BUDGET_TEXT])
{
  char number[NUMBER_TEXT];
  number_format(mark->cost, number);
  snprintf(text, BUDGET_TEXT, "%s%s", number, mark->by_dimension ? "d" : "");
}

static void add_place(struct budget_block *b, double cost)
{
  size_t i = b->places;
  for (size_t k = 0; k < b->places; k++)
    if (b->at[k] == cost) return;
  if (b->places == BUDGET_PLACES) return;
  for (; i > 0 && b->at[i - 1] > cost; i--) b->at[i] = b->at[i - 1];
  b->at[i] = cost;
  b->places++;
}

static void find_places(const struct budget_marks *marks, double longest, struct budget_block *b)
{
  double dim = (double)b->cell.dim;
  b->last = b->cell.steps > 0 ? fmin(b->cell.budget, longest) : b->cell.budget;
  for (size_t i = 0; marks && i < marks->count; i++) {
    double cost = mark_cost(&marks->mark[i], b->cell.dim);
    if (cost <= b->last) add_place(b, cost);
  }
  if (marks) return;
  for (double cost = 10 * dim; cost < b->last && b->places + 1 < BUDGET_PLACES; cost *= 10)
    add_place(b, cost);
  add_place(b, b->last);
}

void budget_text(const struct budget_marks *marks, double cost, size_t dim, char text[BUDGET_TEXT])
{
  char number[NUMBER_TEXT];
  double multiple = cost / (double)dim;
  bool whole = multiple == floor(multiple);
  for (size_t i = 0; marks && i < marks->count; i++)
    whole &= marks->mark[i].by_dimension || marks->mark[i].cost != cost;
  number_format(whole ? multiple : cost, number);
  snprintf(text, BUDGET_TEXT, "%s%s", number, whole ? "d" : "");
}

/* An optimizer's quartiles at each place. */
static int put_quartiles(const struct anytime *a, size_t optimizer, struct budget_block *b,
                         struct error *err)
{
  double *work = malloc((a->runs + 1) * sizeof *work);
  if (!work) return error_memory(err, "the errors at a budget");
  b->runs[optimizer] = a->runs;
  for (size_t k = 0; k < BUDGET_PLACES; k++) {
    struct quartiles *q = &b->error[optimizer * BUDGET_PLACES + k];
    *q = (struct quartiles){NAN, NAN, NAN};
    if (k >= b->places || !a->runs) continue;
    for (size_t r = 0; r < a->runs; r++) {
      size_t count;
      const struct curve_point *point = anytime_run(a, r, &count);
      work[r] = curve_error(point, count, b->at[k]);
    }
    *q = quartiles_of(work, a->runs);
  }
  free(work);
  return STATUS_OK;
}

static int read_block(const struct traced *traced, size_t first, size_t cells,
                      const struct budget_marks *marks, struct anytime *a, struct budget_block *b,
                      struct error *err)
{
  size_t optimizers = traced->campaign->optimizer_count;
  double longest = 0;
  int status = STATUS_OK;
  for (size_t o = 0; o < optimizers && !status; o++) {
    status = anytime_read(traced, first, cells, o, &a[o], err);
    for (size_t i = 0; i < a[o].points && !status; i++) longest = fmax(longest, a[o].point[i].cost);
  }
  if (!status) find_places(marks, longest, b);
  for (size_t o = 0; o < optimizers && !status; o++) status = put_quartiles(&a[o], o, b, err);
  for (size_t o = 0; o < optimizers; o++) anytime_free(&a[o]);
  return status;
}

int budget_block_read(const struct traced *traced, size_t first, size_t cells,
                      const struct budget_marks *marks, struct budget_block *b, struct error *err)
{
  size_t optimizers = traced->campaign->optimizer_count;
  struct anytime *a = calloc(optimizers, sizeof *a);
  *b = (struct budget_block){
      .cell = campaign_cell(traced->campaign, first),
      .runs = calloc(optimizers, sizeof *b->runs),
      .error = calloc(optimizers * BUDGET_PLACES, sizeof *b->error),
  };
  int status = a && b->runs && b->error ? read_block(traced, first, cells, marks, a, b, err)
                                        : error_memory(err, "the errors at a budget");
  free(a);
  return status;
}

void budget_block_free(struct budget_block *b)
{
  free(b->runs);
  free(b->error);
  *b = (struct budget_block){0};
}

/* Behind the one that comes before it in its block. */
static void add_head(struct budget_heads *h, size_t *after, const char *text)
{
  for (size_t i = 0; i < h->count; i++)
    if (!strcmp(h->text[i], text)) {
      *after = i + 1;
      return;
    }
  if (h->count == BUDGET_HEADS) return;
  memmove(h->text[*after + 1], h->text[*after], (h->count - *after) * sizeof *h->text);
  snprintf(h->text[*after], BUDGET_TEXT, "%s", text);
  h->count++;
  ++*after;
}

/* Those that were asked for, in the order that they have in the first block. */
static void take_marks(const struct budget_block *block, const struct budget_marks *marks,
                       struct budget_heads *h)
{
  for (size_t i = 0; i < marks->count; i++) {
    const struct budget_mark *mark = &marks->mark[i];
    char text[BUDGET_TEXT];
    size_t at = h->count;
    bool known = false;
    mark_text(mark, text);
    for (size_t k = 0; k < h->count; k++) known |= !strcmp(h->text[k], text);
    if (known) continue;
    for (;
         at > 0 && mark_cost(&h->mark[at - 1], block->cell.dim) > mark_cost(mark, block->cell.dim);
         at--) {
      memcpy(h->text[at], h->text[at - 1], BUDGET_TEXT);
      h->mark[at] = h->mark[at - 1];
    }
    memcpy(h->text[at], text, BUDGET_TEXT);
    h->mark[at] = *mark;
    h->count++;
  }
}

void budgets_beyond(const struct budget_block *block, size_t count,
                    const struct budget_marks *marks, char text[BUDGETS_BEYOND])
{
  *text = '\0';
  for (size_t i = 0; marks && i < marks->count; i++) {
    char mark[BUDGET_TEXT];
    size_t beyond = 0, used = strlen(text);
    for (size_t k = 0; k < count; k++)
      beyond += mark_cost(&marks->mark[i], block[k].cell.dim) > block[k].last;
    mark_text(&marks->mark[i], mark);
    if (beyond)
      snprintf(text + used, BUDGETS_BEYOND - used,
               " %s is beyond the budget of %zu of %zu functions and dimensions.", mark, beyond,
               count);
  }
}

void budget_heads_find(const struct budget_block *const *block, size_t count,
                       const struct budget_marks *marks, struct budget_heads *h)
{
  char first[BUDGET_TEXT] = "", text[BUDGET_TEXT];
  *h = (struct budget_heads){0};
  if (marks) {
    if (count) take_marks(block[0], marks, h);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    budget_text(marks, block[i]->last, block[i]->cell.dim, text);
    if (*first && strcmp(first, text) != 0) h->last = true;
    strcpy(first, text);
  }
  for (size_t i = 0; i < count; i++) {
    size_t after = 0;
    for (size_t k = 0; k < block[i]->places; k++) {
      if (h->last && block[i]->at[k] == block[i]->last) continue;
      budget_text(marks, block[i]->at[k], block[i]->cell.dim, text);
      add_head(h, &after, text);
    }
  }
}

size_t budget_place(const struct budget_heads *h, size_t column, const struct budget_block *b,
                    const struct budget_marks *marks)
{
  size_t place = 0;
  char text[BUDGET_TEXT];
  for (; place < b->places; place++) {
    if (marks && b->at[place] == mark_cost(&h->mark[column], b->cell.dim)) break;
    if (marks) continue;
    budget_text(marks, b->at[place], b->cell.dim, text);
    if (column < h->count ? !strcmp(text, h->text[column]) : b->at[place] == b->last) break;
  }
  return place;
}
