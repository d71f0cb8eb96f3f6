/* compare.c -- optbench compare: folders of results, or optimizers in one, against each other.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/file.h"
#include "bench/io/options.h"
#include "bench/judge/compare_answer.h"
#include "bench/judge/compare_print.h"
#include "bench/judge/gate.h"
#include "bench/judge/instances.h"
#include "bench/judge/paired_print.h"
#include "bench/judge/views.h"
#include "bench/record/results_find.h"
#include "src/names.h"
#include "src/number.h"
#include "src/utf8.h"

enum { FOLDERS_MOST = 16, CONTENDERS_MOST = 64 };

static const struct option_row rows[] = {
    {'o', "optimizers", "LIST", "compare these optimizers inside one folder; all: every one"},
    {0, "target", "ERROR",
     "compare at this f - f* (the hardest that both of a pair reach in half of their runs)"},
    {0, "by", "WHAT", "rank by instance, function, dimension or group, each apart (all together)"},
    {0, "pairs", NULL, "also each pair of contenders, cell by cell; of two it is told anyway"},
    {0, "table", "NAMES",
     "instead: ranking, ratios, budgets, area, times, dimension, portfolio, method-cost (A,B; "
     "all)"},
    {0, "budgets", "LIST", "tables of errors at these, as 10d,100d (times the dimension) or 1k"},
    {0, "level", "P", "largest adjusted p of what is significant (0.05)"},
    {0, "format", "WHAT", "text (the default), markdown, latex, csv or json"},
    {0, "out", "FILE", "write it there"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const char *folder[FOLDERS_MOST], *optimizers;
  size_t folder_count;
  double level, target;
  bool target_given, pairs, tables, all_tables;
  bool table[VIEWS];
  struct budget_marks budgets;
  enum compare_by by;
  enum print_format format;
  const char *out;
  bool help;
};

/* That some function's runs were watched for the target that was asked for. */
static int check_target(const struct request *r, const struct results_set *set, struct error *err)
{
  if (!r->target_given) return STATUS_OK;
  for (size_t f = 0; f < set->campaign.function_count; f++)
    if (targets_find(&set->targets[f], r->target) != NO_TARGET) return STATUS_OK;
  const struct target_list *list = &set->targets[0];
  char asked[NUMBER_TEXT], first[NUMBER_TEXT], last[NUMBER_TEXT];
  number_format(r->target, asked);
  number_format(list->error[0], first);
  number_format(list->error[list->count - 1], last);
  return error_set(err, STATUS_USAGE,
                   "--target: %s is none of the %zu targets that these runs were watched for, from "
                   "%s down to %s; targets.csv names them",
                   asked, list->count, first, last);
}

static int take_by(struct request *r, const char *value, struct error *err)
{
  for (size_t i = 0; i < BY_COUNT; i++)
    if (!strcmp(value, compare_by_names[i])) {
      r->by = (enum compare_by)i;
      return STATUS_OK;
    }
  return error_set(err, STATUS_USAGE,
                   "--by: '%.40s' is none of all, instance, function, dimension, group", value);
}

static int take_tables(struct request *r, const char *value, struct error *err)
{
  const char *names[VIEWS + 1];
  bool marks[VIEWS + 1] = {false};
  memcpy(names, view_names, sizeof view_names);
  names[VIEWS] = "all";
  r->tables = true;
  if (!*value)
    return error_set(err, STATUS_USAGE, "no table is named; `optbench compare --help` lists them");
  int status = names_mark(value, "table", "compare", names, VIEWS + 1, marks, err);
  r->all_tables |= marks[VIEWS];
  for (size_t i = 0; i < VIEWS; i++) r->table[i] |= marks[i] || marks[VIEWS];
  return status;
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row) {
    if (r->folder_count == FOLDERS_MOST)
      return error_set(err, STATUS_USAGE, "compare takes at most %d folders", FOLDERS_MOST);
    r->folder[r->folder_count++] = value;
  } else if (!strcmp(row->name, "help")) {
    r->help = true;
  } else if (!strcmp(row->name, "optimizers")) {
    r->optimizers = value;
  } else if (!strcmp(row->name, "target")) {
    r->target_given = true;
    if (!number_parse(value, &r->target) || r->target < 0)
      return error_set(err, STATUS_USAGE, "--target: '%.40s' is not an error f - f*; write 1e-8",
                       value);
  } else if (!strcmp(row->name, "by")) {
    return take_by(r, value, err);
  } else if (!strcmp(row->name, "pairs")) {
    r->pairs = true;
  } else if (!strcmp(row->name, "table")) {
    return take_tables(r, value, err);
  } else if (!strcmp(row->name, "budgets")) {
    return budget_marks_parse(value, &r->budgets, err);
  } else if (!strcmp(row->name, "out")) {
    r->out = value;
    if (!*value) return error_set(err, STATUS_USAGE, "--out needs a file's name");
  } else if (!strcmp(row->name, "format")) {
    return print_format_parse(value, COMPARE_FORMATS, &r->format, err);
  } else if (!number_parse(value, &r->level) || !(r->level > 0 && r->level < 1)) {
    return error_set(err, STATUS_USAGE, "--level: '%.40s' is not between 0 and 1", value);
  }
  return STATUS_OK;
}

/* The folder's last name, or its whole path where two of them have the same. */
static void name_folder(const struct request *r, size_t i, char name[LABEL_SIZE])
{
  const char *last[FOLDERS_MOST];
  size_t length[FOLDERS_MOST];
  bool unique = true;
  for (size_t k = 0; k < r->folder_count; k++) {
    const char *end = r->folder[k] + strlen(r->folder[k]);
    while (end > r->folder[k] + 1 && end[-1] == '/') end--;
    const char *begin = end;
    while (begin > r->folder[k] && begin[-1] != '/') begin--;
    last[k] = begin;
    length[k] = (size_t)(end - begin);
  }
  for (size_t k = 0; k < r->folder_count; k++)
    unique &= k == i || length[k] != length[i] || strncmp(last[k], last[i], length[i]) != 0;
  char text[LABEL_SIZE];
  if (unique)
    snprintf(text, LABEL_SIZE, "%.*s", (int)(length[i] < LABEL_SIZE ? length[i] : LABEL_SIZE - 1),
             last[i]);
  else
    snprintf(text, LABEL_SIZE, "%s", r->folder[i]);
  utf8_plain(text, "", name, LABEL_SIZE);
}

/* The labels that the list names among those of the campaign; a comma before key=value belongs to
 * its item, so the campaign's own parser takes it apart. */
static int pick_optimizers(const struct libraries *libraries, const struct results_set *set,
                           const char *list, size_t least, struct contender *contender,
                           size_t *count, struct error *err)
{
  struct campaign asked = {0};
  const struct campaign *c = &set->campaign;
  bool all = !strcmp(list, "all");
  int status = all ? STATUS_OK : campaign_set_optimizers(libraries, &asked, list, err);
  size_t wanted = all ? c->optimizer_count : asked.optimizer_count;
  for (size_t i = 0; i < wanted && !status; i++) {
    const char *label = all ? c->optimizers[i].label : asked.optimizers[i].label, *found = NULL;
    for (size_t k = 0; k < c->optimizer_count && !found; k++)
      if (!strcmp(c->optimizers[k].label, label)) found = c->optimizers[k].label;
    if (!found)
      status = error_set(err, STATUS_USAGE, "%.60s is not in %.300s; its campaign.ini has the list",
                         label, set->folder);
    else if (*count == CONTENDERS_MOST)
      status = error_set(err, STATUS_USAGE, "compare takes at most %d optimizers", CONTENDERS_MOST);
    if (status) break;
    contender[*count] = (struct contender){.set = set, .optimizer = found};
    snprintf(contender[(*count)++].name, LABEL_SIZE, "%s", found);
  }
  campaign_free(&asked);
  if (!status && *count < least && c->optimizer_count < least)
    status = error_set(err, STATUS_USAGE,
                       "%.300s has %.60s alone, and a comparison takes two; run another one too",
                       set->folder, c->optimizers[0].label);
  else if (!status && *count < least)
    status = error_set(err, STATUS_USAGE, "--optimizers needs two or more, as in adam,sgd");
  return status;
}

/* Is one of the tables made from a comparison? */
static bool ranked(const struct request *r)
{
  return r->table[VIEW_RANKING] || r->table[VIEW_RATIOS];
}

static int check_request(const struct request *r, struct error *err)
{
  if (r->optimizers && r->folder_count != 1)
    return error_set(err, STATUS_USAGE,
                     "--optimizers compares inside one folder, and here are %zu; give one, or drop "
                     "--optimizers",
                     r->folder_count);
  if (r->tables && r->folder_count != 1)
    return error_set(err, STATUS_USAGE, "--table is of one folder, and here are %zu",
                     r->folder_count);
  if (r->tables && r->pairs)
    return error_set(err, STATUS_USAGE, "--table stands in the place of pairs; leave one out");
  if (r->tables && !ranked(r) && (r->by != BY_ALL || r->target_given))
    return error_set(err, STATUS_USAGE,
                     "--by and --target do not change these tables; leave them out, or add the "
                     "table ranking or ratios");
  if (r->budgets.count && !r->table[VIEW_BUDGETS])
    return error_set(err, STATUS_USAGE, "--budgets goes with --table budgets");
  if (!r->folder_count)
    return error_set(err, STATUS_USAGE,
                     "compare needs two folders of results, or one and --optimizers X,Y");
  return STATUS_OK;
}

/* One folder alone is enough where its runs have a metric. */
static int check_folder(const struct request *r, const struct results_set *set, struct error *err)
{
  if (r->folder_count > 1 || r->optimizers || r->tables || set->campaign.metric) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "compare needs two folders of results, or one and --optimizers X,Y");
}

static int check_alike(const struct results_set *a, const struct results_set *b, struct error *err)
{
  const char *unlike;
  int status = campaign_unlike(&a->campaign, &b->campaign, &unlike, err);
  if (status || !unlike) return status;
  return error_set(err, STATUS_USAGE,
                   "%.200s ran with another %s than %.200s, so their costs cannot be compared; run "
                   "them alike",
                   b->folder, unlike, a->folder);
}

static void list_folders(const struct request *r, const struct results_set *side, size_t read,
                         struct contender *contender, size_t *count)
{
  for (size_t i = 0; i < read; i++) {
    contender[*count] = (struct contender){.set = &side[i]};
    name_folder(r, i, contender[(*count)++].name);
  }
}

/* Pair by pair, by the metric of the runs. */
static int compare_metrics(const struct libraries *libraries, const struct request *r,
                           const struct results_set *set, size_t read, struct contender *contender,
                           FILE *out, struct error *err)
{
  size_t count = 0, reference = 0;
  int status = STATUS_OK;
  if (r->pairs || r->by != BY_ALL)
    return error_set(err, STATUS_USAGE,
                     "runs with a metric are compared by it, each optimizer with one, and --pairs "
                     "and --by are of costs; give a --target as well, as in --target 1e-2");
  if (read == 1) {
    const char *list = r->optimizers ? r->optimizers : "all";
    status = pick_optimizers(libraries, set, list, 2, contender, &count, err);
    if (!strcmp(list, "all")) reference = paired_reference(contender, count);
  } else {
    list_folders(r, set, read, contender, &count);
  }
  if (status) return status;
  struct paired paired;
  status = paired_make(contender, count, reference, &paired, err);
  if (!status && !paired.row_count)
    status =
        error_set(err, STATUS_USAGE,
                  "nothing to compare: %.100s shares no instance of a function with the others",
                  contender[reference].name);
  if (!status) status = paired_print(&paired, r->format, out, err);
  paired_free(&paired);
  return status;
}

/* Views of one folder, in the place of a comparison. */
static int print_tables(const struct request *r, const struct results_set *set,
                        const struct contender *contender, size_t count,
                        const struct comparison *comparison, FILE *out, struct error *err)
{
  size_t optimizer[CONTENDERS_MOST];
  for (size_t i = 0; i < count; i++) {
    optimizer[i] = 0;
    while (set->campaign.optimizers[optimizer[i]].label != contender[i].optimizer) optimizer[i]++;
  }
  struct view_request q = {.set = set,
                           .optimizer = optimizer,
                           .count = count,
                           .comparison = comparison,
                           .budgets = r->budgets.count ? &r->budgets : NULL,
                           .all = r->all_tables};
  memcpy(q.shown, r->table, sizeof q.shown);
  return views_print(&q, r->format, out, err);
}

static int compare_costs(const struct libraries *libraries, const struct request *r,
                         const struct results_set *set, size_t read, struct contender *contender,
                         FILE *out, struct error *err)
{
  const struct results_set *side = set;
  struct results_set pooled[FOLDERS_MOST];
  size_t count = 0;
  int status = STATUS_OK;
  memset(pooled, 0, sizeof pooled);
  if (r->by != BY_INSTANCE && instances_go_together(set, read, REPETITIONS_LEAST)) {
    for (size_t i = 0; i < read && !status; i++) status = instances_pool(&set[i], &pooled[i], err);
    side = pooled;
  }
  const char *list = r->optimizers ? r->optimizers : r->tables ? "all" : NULL;
  if (!status && list)
    status = pick_optimizers(libraries, &side[0], list, r->tables ? 1 : 2, contender, &count, err);
  if (!status && !list) list_folders(r, side, read, contender, &count);
  struct comparison comparison = {0};
  struct compare_rule rule = {
      .target = r->target_given ? r->target : NAN, .level = r->level, .by = r->by};
  bool compared = !r->tables || (ranked(r) && count > 1);
  if (!status) status = check_target(r, &set[0], err);
  rule.all = !r->tables && (r->pairs || count == 2);
  if (!status && compared) status = compare_contenders(contender, count, &rule, &comparison, err);
  if (!status && r->tables) {
    status = print_tables(r, &set[0], contender, count, compared ? &comparison : NULL, out, err);
  } else if (!status) {
    if (!rule.all) status = answer_test(&comparison, err);
    if (!status) status = compare_print(&comparison, r->format, out, err);
  }
  comparison_free(&comparison);
  for (size_t i = 0; i < read; i++) instances_free(&pooled[i]);
  return status;
}

static int compare(const struct libraries *libraries, const struct request *r,
                   struct results_set *set, struct contender *contender, FILE *out,
                   struct error *err)
{
  size_t read = 0;
  int status = STATUS_OK;
  for (; read < r->folder_count; read++) {
    char folder[PATH_SIZE];
    status = results_locate(r->folder[read], folder, err);
    if (!status) status = results_read(libraries, folder, &set[read], err);
    if (!status) results_set_note(&set[read]);
    if (status) break;
  }
  if (!status) status = check_folder(r, &set[0], err);
  for (size_t i = 1; i < read && !status; i++) status = check_alike(&set[0], &set[i], err);
  bool by_metric = !status && set[0].campaign.metric && !r->target_given && !r->tables;
  if (!status)
    status =
        (by_metric ? compare_metrics : compare_costs)(libraries, r, set, read, contender, out, err);
  while (read) results_set_free(&set[--read]);
  return status;
}

/* Everything to the file that was asked for, whole, or to standard output. */
static int compare_into(const struct libraries *libraries, const struct request *r,
                        struct results_set *set, struct contender *contender, struct error *err)
{
  char folder[PATH_SIZE];
  struct file file = {0};
  if (!r->out) return compare(libraries, r, set, contender, stdout, err);
  const char *slash = strrchr(r->out, '/'), *name = slash ? slash + 1 : r->out;
  if (!*name || strlen(r->out) >= PATH_SIZE / 2)
    return error_set(err, STATUS_USAGE, "--out needs a file's name");
  snprintf(folder, sizeof folder, "%.*s",
           slash == r->out ? 1
           : slash         ? (int)(slash - r->out)
                           : 1,
           slash ? r->out : ".");
  int status = file_create(&file, folder, name, err);
  if (!status) status = compare(libraries, r, set, contender, file.stream, err);
  if (!status) status = file_commit(&file, err);
  file_abandon(&file);
  return status;
}

int cmd_compare(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {.level = 0.05};
  int status = options_parse(rows, argc, argv, take, &r, err);
  if (status) return status;
  if (r.help) {
    puts(
        "optbench compare A B [...]\noptbench compare RESULTS --optimizers X,Y[,...]\n\n"
        "Compare folders of results, or optimizers inside one. First who is best: mean ranks over\n"
        "cells, with Friedman's test; of three or more a matrix of ratios of average running\n"
        "times; of two, or with --pairs, cell by cell two questions: on average (the ratio, with\n"
        "interval and p of one test by swaps within pairs of runs) and in most runs (cheaper in\n"
        "how many pairs, A12, signed ranks). p are adjusted by Holm's method.\n"
        "Where the campaign has a metric, and no --target is given: means of the metric, wins "
        "over\n"
        "pairs, and Wilcoxon's signed ranks, of one optimizer (the first, or the first that is\n"
        "learned) against each other; RESULTS alone is enough.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  status = check_request(&r, err);
  if (status) return status;
  struct results_set *set = calloc(FOLDERS_MOST, sizeof *set);
  struct contender *contender = calloc(CONTENDERS_MOST, sizeof *contender);
  if (set && contender)
    status = compare_into(libraries, &r, set, contender, err);
  else
    status = error_memory(err, "a comparison");
  free(set);
  free(contender);
  return status;
}
