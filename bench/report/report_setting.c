/* report_setting.c -- what was run, on what machine, and how the numbers are made. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/csv.h"
#include "bench/plan/setting.h"
#include "bench/report/report.h"
#include "src/number.h"

/* A list that grows until it is full, then ends in "...". */
struct list {
  char text[PAGE_TEXT - 64];
  size_t used;
};

static void add(struct list *l, const char *item)
{
  if (l->used >= 3 && !strcmp(l->text + l->used - 3, "...")) return;
  size_t room = sizeof l->text - l->used;
  const char *separator = l->used ? ", " : "";
  if (strlen(item) + 8 > room)
    l->used += (size_t)snprintf(l->text + l->used, room, "%s...", separator);
  else
    l->used += (size_t)snprintf(l->text + l->used, room, "%s%s", separator, item);
}

static void add_count(struct list *l, size_t value)
{
  char text[32];
  snprintf(text, sizeof text, "%zu", value);
  add(l, text);
}

static void put_lists(struct report *r)
{
  const struct campaign *c = &r->set->campaign;
  char title[TITLE_SIZE], item[TITLE_SIZE + LABEL_SIZE + 8];
  struct list functions = {0}, dims = {0}, instances = {0}, optimizers = {0};
  for (size_t i = 0; i < c->function_count; i++) {
    function_title(&c->functions[i], title);
    snprintf(item, sizeof item, "%s `%s`", title, c->functions[i].label);
    add(&functions, item);
  }
  /* Functions of a fixed dimension do not keep to the campaign's list: what ran is what counts. */
  for (size_t d = 0; d < r->ranking.block_count; d++) {
    bool seen = false;
    for (size_t i = 0; i < d; i++) seen |= r->ranking.block[i].dim == r->ranking.block[d].dim;
    if (!seen) add_count(&dims, r->ranking.block[d].dim);
  }
  for (size_t i = 0; i < c->instance_count; i++) add_count(&instances, c->instances[i]);
  for (size_t i = 0; i < c->optimizer_count; i++) {
    snprintf(item, sizeof item, "%s `%s`", r->styles[i].title, c->optimizers[i].label);
    add(&optimizers, item);
  }
  page_term(&r->page, "Functions", "%s", functions.text);
  page_term(&r->page, "Dimensions", "%s", dims.text);
  bool own = false, turned = false;
  for (size_t i = 0; i < c->function_count; i++) {
    own |= c->functions[i].spec.type->traits & OWN_INSTANCES;
    turned |= !(c->functions[i].spec.type->traits & OWN_INSTANCES);
  }
  page_term(&r->page, c->instance_count > 1 ? "Instances" : "Instance", "%s%s%s%s%s%s",
            instances.text, turned || own ? " (" : "",
            turned ? "0 is the function itself; the others are shifted and rotated" : "",
            turned && own ? "; " : "",
            own ? "of what draws its data or its episodes, a draw each" : "",
            turned || own ? ")" : "");
  page_term(&r->page, "Optimizers", "%s", optimizers.text);
}

static int put_settings(struct report *r, struct error *err)
{
  for (const struct setting *s = settings; s->key; s++) {
    if (!s->term) continue;
    char *text = setting_told(s, &r->set->campaign);
    if (!text) return error_memory(err, "a campaign's settings");
    if (*text) page_term(&r->page, s->term, "%s", text);
    free(text);
  }
  return STATUS_OK;
}

int report_setting(struct report *r, struct error *err)
{
  double values = 0, gradients = 0;
  size_t runs = 0;
  for (size_t i = 0; i < r->set->cell_count; i++)
    for (size_t k = 0; k < r->set->cell[i].run_count; k++) {
      values += r->set->cell[i].run[k].counts.values;
      gradients += r->set->cell[i].run[k].counts.gradients;
      runs++;
    }
  char all[16], some[16];
  number_format_count(values, all);
  number_format_count(gradients, some);
  page_heading(&r->page, 2, "setting", "What was run");
  page_terms_begin(&r->page);
  put_lists(r);
  int status = put_settings(r, err);
  page_term(&r->page, "In all", "%zu cells, %zu runs, %s values and %s gradients",
            r->set->cell_count, runs, all, some);
  page_terms_end(&r->page);
  return status;
}

int report_machine(struct report *r, struct error *err)
{
  static const struct page_column columns[] = {{"What", false}, {"Value", false}};
  char path[PATH_SIZE];
  struct csv csv;
  size_t key, value;
  int status = paths_join(path, r->set->folder, "provenance.csv", err);
  if (status) return status;
  page_heading(&r->page, 3, "machine", "On what machine");
  if (access(path, F_OK)) {
    page_text(&r->page, "Not known: the folder has no `provenance.csv`.");
    return STATUS_OK;
  }
  status = csv_open(&csv, path, err);
  if (status) return status;
  status = csv_column(&csv, "key", &key, err);
  if (!status) status = csv_column(&csv, "value", &value, err);
  if (!status) page_table_begin(&r->page, "Nothing here has a part in the results.", columns, 2);
  for (bool more = true; !status;) {
    status = csv_next(&csv, &more, err);
    if (status || !more) break;
    page_row_begin(&r->page, csv.field[key], NO_COLOUR);
    page_cell(&r->page, csv.field[value]);
    page_row_end(&r->page);
  }
  if (!status) page_table_end(&r->page);
  csv_close(&csv);
  return status;
}

int report_campaign_file(struct report *r, struct error *err)
{
  char *text = campaign_text(&r->set->campaign);
  if (!text) return error_memory(err, "the campaign's text");
  page_heading(&r->page, 2, "campaign", "To run it again");
  page_text(&r->page,
            "`optbench run %s --out again` makes the same results, byte for byte, and "
            "`optbench report %s%s` makes this report. Both are to be run in the folder of "
            "this report, and so are the commands beside the figures.",
            r->file, r->results, r->elsewhere ? " --out ." : "");
  page_file(&r->page, "`campaign.ini`, with every parameter", text);
  free(text);
  return STATUS_OK;
}

/* What the targets are, as a sentence begins. */
static void tell_targets(const struct campaign *c, char text[PAGE_TEXT / 2])
{
  static const char usual[] =
      "51 errors f − f* from 100 down to 1e-8, evenly spaced in the exponent";
  char errors[PAGE_TEXT / 4];
  bool known = false, unknown = false;
  for (size_t f = 0; f < c->function_count; f++)
    *(minimum_known(&c->functions[f]) ? &known : &unknown) = true;
  if (c->target_count)
    snprintf(errors, sizeof errors, "%zu %s that the campaign names", c->target_count,
             known ? "errors f − f*" : "levels of f");
  else
    strcpy(errors, usual);
  if (!unknown)
    strcpy(text, errors);
  else if (known)
    snprintf(text, PAGE_TEXT / 2, "%s; levels of f where the minimum is not known", errors);
  else
    snprintf(text, PAGE_TEXT / 2, "%s",
             c->target_count ? errors
                             : "Levels of f, as the minima of the functions are not known");
}

void report_method(struct report *r)
{
  char targets[PAGE_TEXT / 2];
  tell_targets(&r->set->campaign, targets);
  char level[NUMBER_TEXT];
  number_format(100 * ranking_level, level);
  page_heading(&r->page, 2, "method", "How the numbers are made");
  page_terms_begin(&r->page);
  page_term(
      &r->page, "Targets",
      "%s. A run's cost "
      "to a target is what it had spent when its best f first came so far down: the lowest of the "
      "points that it evaluated and was charged for. Where an optimizer stands without having "
      "looked, as behind its last step, counts for nothing.",
      targets);
  page_term(&r->page, "aRT",
            "average running time: the cost of all runs, up to the target or to their end, over "
            "the number of those that reached it (Hansen et al., RR-6828, INRIA 2009). ∞ where "
            "none did.");
  page_term(&r->page, "Bold", "the lowest aRT to the target on this function and dimension.");
  page_term(
      &r->page, "★",
      "it is lower than that of each other optimizer with significance: the ratio of the two, "
      "over its standard error, is compared with what becomes of it when the sides of pairs of "
      "runs are swapped (studentised permutations: Janssen, Statistics and Probability Letters "
      "36, 1997); runs of the same instance and repetition share start and draws, and make a "
      "pair. The family-wise "
      "level is %s %% over all stars of these tables (Holm's method, %zu tests).",
      level, r->ranking.tests);
  page_term(
      &r->page, "Ranking",
      "in each cell by aRT to the hardest target that one of them reaches in half of its runs, "
      "and behind, by their median error, those that never get there; ranks are averaged over "
      "cells (Friedman 1937; Iman and Davenport 1980; groups by Nemenyi's critical difference, "
      "Demšar, JMLR 7, 2006). Two optimizers are compared at the hardest target that both "
      "reach in half of their runs; where that is met at the start, or there is none, by their "
      "errors. p of a cell are adjusted by Holm's method over the cells of the two.");
  page_term(
      &r->page, "Ratios of aRT",
      "have intervals from the distribution that gives their p. How many repetitions would "
      "show a difference: as many as make it 2.8 standard errors, if the runs to come are like "
      "those here; twice as many narrow an interval of logarithms by the root of 2.");
  page_term(
      &r->page, "Intervals",
      "of medians hold 95 %% of those of %d samples drawn with replacement from the runs "
      "(percentile bootstrap; Efron, Annals of Statistics 7, 1979), or, of more than %d runs, "
      "what such samples come to. What is drawn follows from the names alone: the same again "
      "in every report.",
      BOOTSTRAP_ROUNDS, QUARTILES_DRAWN);
  page_term(&r->page, "Files",
            "`runs.csv` has a row a run, `targets.csv` one a run and target, `traces/` one a "
            "step that was kept.");
  page_terms_end(&r->page);
}
