/* budgets.c -- what runs have come down to at a few budgets (fixed_budget.h), a panel a function
 * and dimension. The budgets are those that were asked for, or the usual ones. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/curves.h"
#include "bench/plot/sheet.h"

enum { DATA, CURVES, PANELS };

struct panel {
  struct budget_block block;
  size_t first_curve;
  double low, high; /* of all that is shown and finite */
};

/* An optimizer's quartiles at each budget where its median is finite; how many rows. */
static size_t put_points(const struct plot *plot, struct panel *p, size_t o, struct sheets *s)
{
  struct csv_file *out = &s->file[DATA];
  const struct budget_block *b = &p->block;
  size_t rows = 0;
  for (size_t k = 0; k < b->places; k++) {
    const struct quartiles *q = &b->error[o * BUDGET_PLACES + k];
    char text[BUDGET_TEXT];
    if (!isfinite(q->median)) continue;
    put_text(out, b->cell.function->label, ',');
    put_number(out, (double)b->cell.dim, ',');
    put_text(out, plot->campaign->optimizers[o].label, ',');
    budget_text(plot->budgets, b->at[k], b->cell.dim, text);
    put_text(out, text, ',');
    put_number(out, b->at[k], ',');
    put_number(out, (double)k, ',');
    put_number(out, (double)b->runs[o], ',');
    put_number(out, q->low, ',');
    put_number(out, q->median, ',');
    put_number(out, q->high, '\n');
    p->low = fmin(p->low, q->low);
    p->high = fmax(p->high, isfinite(q->high) ? q->high : q->median);
    rows++;
  }
  return rows;
}

static void put_curve(const struct plot *plot, struct panel *p, size_t o, struct sheets *s)
{
  const struct cell *cell = &p->block.cell;
  if (!p->block.runs[o]) return;
  size_t first = s->file[DATA].rows, rows = put_points(plot, p, o, s);
  sheets_show(s, o, rows > 0, "no finite value at any of the budgets");
  if (!rows) return;
  put_text(&s->file[CURVES], cell->function->label, ',');
  put_number(&s->file[CURVES], (double)cell->dim, ',');
  put_text(&s->file[CURVES], plot->campaign->optimizers[o].label, ',');
  put_style(&s->file[CURVES], &plot->styles[o], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)(s->file[DATA].rows - 1), '\n');
}

static void put_panel(const struct plot *plot, const struct panel *p, struct sheets *s)
{
  struct csv_file *out = &s->file[PANELS];
  const struct cell *cell = &p->block.cell;
  char title[TITLE_SIZE];
  function_title(cell->function, title);
  put_title(out, title, ',');
  put_number(out, (double)cell->dim, ',');
  put_number(out, (double)p->first_curve, ',');
  put_number(out, (double)(s->file[CURVES].rows - p->first_curve), ',');
  put_number(out, (double)p->block.places, ',');
  put_number(out, p->low, ',');
  put_number(out, p->high, ',');
  put_text(out, value_title(cell->function), ',');
  cost_title(plot->campaign, title);
  put_text(out, title, ',');
  put_number(out, (double)plot->campaign->dim_count, '\n');
}

extern const struct figure figure_budgets;

/* Budgets that were asked for, and that a panel has no place for. */
static void tell_beyond(const struct plot *plot, const struct budget_block *seen, size_t count)
{
  char beyond[BUDGETS_BEYOND];
  budgets_beyond(seen, count, plot->budgets, beyond);
  if (*beyond) figure_note(&figure_budgets, "leaves out what no run may spend:%s", beyond);
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  const struct traced traced = {plot->results, c, plot->traced};
  size_t count = 0;
  /* What is kept of a block that was read: its cell and budget. */
  struct budget_block *seen = calloc(campaign_cell_count(c) + 1, sizeof *seen);
  int status = seen ? STATUS_OK : error_memory(err, "the errors at a budget");
  for (size_t i = 0, cells; i < campaign_cell_count(c) && !status; i += cells) {
    struct panel p = {.first_curve = s->file[CURVES].rows, .low = INFINITY, .high = -INFINITY};
    cells = campaign_block(c, i);
    status = budget_block_read(&traced, i, cells, plot->budgets, &p.block, err);
    for (size_t o = 0; o < c->optimizer_count && !status; o++) put_curve(plot, &p, o, s);
    if (!status && s->file[CURVES].rows > p.first_curve) put_panel(plot, &p, s);
    seen[count++] = (struct budget_block){.cell = p.block.cell, .last = p.block.last};
    budget_block_free(&p.block);
  }
  if (!status) tell_beyond(plot, seen, count);
  free(seen);
  if (!status && !s->file[CURVES].rows)
    strcpy(s->nothing, "no optimizer has a finite median at any of the budgets");
  return status;
}

const struct figure figure_budgets = {
    .name = "budgets",
    .summary = "median and quartiles of the error at a few budgets",
    .source =
        "Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff, Optimization Methods and Software 36, "
        "2021 (fixed-budget view)",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,budget,cost,place,runs,low,median,"
                              "high"},
              [CURVES] = {"curves", "function,dimension,optimizer,title,colour,dash,first,last"},
              [PANELS] = {"panels",
                          "title,dimension,first,curves,places,low,high,value,axis,dimensions"}},
    .possible = curves_possible,
    .write = write,
    .listed_only = true,
    .of = OF_EACH,
    .alt = "{error} on {title} at a few budgets, a panel a dimension.",
    .caption = "What runs on {title} have come down to at a few budgets: median and quartiles of "
               "the lowest {value} so far, over repetitions and instances, as far as their traces "
               "tell. 10d is 10 times the dimension. A run that ended before has what it ended "
               "with. Marks of a budget stand beside each other.",
};
