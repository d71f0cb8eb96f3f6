/* wins.c -- in how many pairs of runs one optimizer's metric is the lower: a row a function and
 * dimension, a mark a rival, over what a tossed coin comes to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/paired.h"
#include "bench/plot/sheet.h"

enum { DATA, RIVALS, ROWS };

/* The rivals' numbers, from 0 on, in the order of the campaign. */
static size_t number_of(const struct paired *p, size_t rival)
{
  return rival - (rival > p->reference);
}

static void put_mark(const struct plot *plot, const struct paired *p, const struct paired_row *r,
                     size_t row, struct sheets *s)
{
  struct csv_file *out = &s->file[DATA];
  put_number(out, (double)row, ',');
  put_number(out, (double)number_of(p, r->rival), ',');
  put_text(out, r->key->function, ',');
  put_number(out, (double)r->key->dim, ',');
  put_text(out, plot->campaign->optimizers[r->rival].label, ',');
  put_number(out, (double)r->pairs, ',');
  put_number(out, (double)r->wins, ',');
  put_number(out, (double)r->losses, ',');
  put_number(out, (double)r->ties, ',');
  put_number(out, ((double)r->wins + (double)r->ties / 2) / (double)r->pairs, ',');
  put_number(out, r->p, ',');
  put_number(out, r->adjusted, ',');
  put_number(out, r->reference.mean, ',');
  put_number(out, r->reference.error, ',');
  put_number(out, r->other.mean, ',');
  put_number(out, r->other.error, '\n');
}

static void put_row(const struct plot *plot, const struct paired *p, const struct paired_row *r,
                    struct sheets *s)
{
  const struct campaign *c = plot->campaign;
  char title[TITLE_SIZE] = "";
  size_t low, high;
  for (size_t f = 0; f < c->function_count; f++)
    if (!strcmp(c->functions[f].label, r->key->function)) function_title(&c->functions[f], title);
  paired_band(r->pairs, &low, &high);
  put_title(&s->file[ROWS], title, ',');
  put_number(&s->file[ROWS], (double)r->key->dim, ',');
  put_number(&s->file[ROWS], (double)r->pairs, ',');
  put_number(&s->file[ROWS], (double)low / (double)r->pairs, ',');
  put_number(&s->file[ROWS], (double)high / (double)r->pairs, ',');
  put_number(&s->file[ROWS], r->reference.mean, ',');
  put_number(&s->file[ROWS], r->reference.error, ',');
  put_text(&s->file[ROWS], plot->styles[p->reference].title, ',');
  put_text(&s->file[ROWS], metric_title(p->metric), '\n');
}

static void put_all(const struct plot *plot, const struct paired *p, struct sheets *s)
{
  for (size_t i = 0; i < p->row_count; i++) {
    const struct paired_row *r = &p->row[i];
    if (!i || r->key != p->row[i - 1].key) put_row(plot, p, r, s);
    put_mark(plot, p, r, s->file[ROWS].rows - 1, s);
    sheets_show(s, r->rival, true, NULL);
    sheets_show(s, p->reference, true, NULL);
  }
  for (size_t o = 0; o < plot->campaign->optimizer_count; o++)
    if (o != p->reference) put_style(&s->file[RIVALS], &plot->styles[o], '\n');
  if (!p->row_count) strcpy(s->nothing, "no two optimizers ran on the same instance");
}

/* The rows of functions that the plot is of. */
static void keep_part(const struct plot *plot, struct results_set *set)
{
  const struct campaign *c = plot->campaign;
  for (size_t i = 0; plot->part && i < set->cell_count; i++) {
    bool there = false;
    for (size_t f = 0; f < c->function_count; f++)
      there |= !strcmp(c->functions[f].label, set->cell[i].function);
    if (!there) set->cell[i].run_count = 0;
  }
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  struct paired paired = {0};
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  keep_part(plot, &set);
  size_t count = plot->campaign->optimizer_count;
  struct contender *contender = paired_contenders(&set);
  if (!contender) status = error_memory(err, "a comparison");
  if (!status)
    status = paired_make(contender, count, paired_reference(contender, count), &paired, err);
  if (!status) put_all(plot, &paired, s);
  paired_free(&paired);
  free(contender);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  if (plot->campaign->metric && plot->campaign->optimizer_count > 1) return true;
  snprintf(why, WHY_SIZE, "runs of two optimizers with a metric: run with --metric ratio or log");
  return false;
}

const struct figure figure_wins = {
    .name = "wins",
    .summary = "in how many pairs of runs one optimizer's metric is lower than each other's",
    .source = "Wilcoxon, Biometrics Bulletin 1, 1945",
    .sheet = {[DATA] = {NULL, "row,column,function,dimension,rival,pairs,wins,losses,ties,share,p,"
                              "adjusted,reference_mean,reference_error,mean,error"},
              [RIVALS] = {"rivals", "title,colour,dash"},
              [ROWS] = {"rows", "title,dimension,pairs,low,high,mean,error,reference,metric"}},
    .possible = possible,
    .write = write,
    .of_costs = true,
    .of = OF_ALL,
    .usual = true,
    .alt = "In how many pairs of runs one optimizer's metric is the lower. The table below has the "
           "numbers.",
    .caption = "Wins over pairs of runs that share instance and repetition. Grey: what a tossed "
               "coin comes to, by a sign test at 5 %.",
};
