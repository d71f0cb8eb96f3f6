/* list.c -- optbench list: the optimizers and functions that there are, or the results. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/csv.h"
#include "bench/io/options.h"
#include "bench/plan/changes.h"
#include "bench/plan/suite.h"
#include "bench/record/results_find.h"
#include "src/utf8.h"
#include "src/wrapper.h"

static const struct option_row rows[] = {
    {0, "results", NULL, "list the folders under results/: when, how many runs, of which campaign"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  bool results, help;
};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (row) {
    r->results |= !strcmp(row->name, "results");
    r->help |= !strcmp(row->name, "help");
    return STATUS_OK;
  }
  return error_set(err, STATUS_USAGE, "list takes no argument, such as '%.60s'; drop it", value);
}

static void row_in(int width, const char *name, const char *summary)
{
  printf("  %-*s %s\n", width, name, summary);
}

static void row(const char *name, const char *summary) { row_in(13, name, summary); }

/* As a column: "2025", or why there is no number. */
static void count_runs(const char *folder, char text[32])
{
  char path[PATH_SIZE];
  struct csv csv;
  struct error err;
  size_t count = 0;
  bool more = true;
  snprintf(text, 32, "unfinished");
  if (paths_join(path, folder, "runs.csv", &err) || csv_open(&csv, path, &err)) return;
  while (!csv_next(&csv, &more, &err) && more) count++;
  csv_close(&csv);
  if (more)
    snprintf(text, 32, "damaged");
  else
    snprintf(text, 32, "%zu", count);
}

/* The campaign that comes with the program and has this name, or what goes where nothing is said,
 * without functions. */
static struct campaign shipped(const struct libraries *libraries, const char *name)
{
  char path[PATH_SIZE];
  struct campaign campaign = {0};
  struct error none;
  if (strchr(name, '.') || paths_campaign(name, path, &none) ||
      campaign_load(libraries, path, &campaign, &none))
    campaign_defaults(libraries, &campaign, "", &none);
  return campaign;
}

static int print_folder(const struct libraries *libraries, const char *folder, time_t when,
                        struct error *err)
{
  char path[PATH_SIZE], shown[PATH_SIZE], date[32], runs[32];
  struct campaign campaign;
  struct tm local;
  strftime(date, sizeof date, "%Y-%m-%d %H:%M", localtime_r(&when, &local));
  count_runs(folder, runs);
  utf8_plain(folder, "", shown, sizeof shown);
  printf("%-26s  %s  %10s  ", shown, date, runs);
  int status = paths_join(path, folder, "campaign.ini", err);
  if (status) return status;
  if (campaign_load(libraries, path, &campaign, err)) { /* of another version, perhaps */
    puts("its campaign.ini cannot be read");
    return STATUS_OK;
  }
  struct campaign known = shipped(libraries, campaign.name);
  char *changes = changes_text(&campaign, &known);
  if (!changes)
    status = error_memory(err, "a campaign's text");
  else if (known.function_count)
    printf("%s%s%s\n", campaign.name, *changes ? " with " : "", changes);
  else
    puts(changes);
  free(changes);
  campaign_free(&known);
  campaign_free(&campaign);
  return status;
}

static int list_results(const struct libraries *libraries, struct error *err)
{
  struct dirent **entry = NULL;
  int count = scandir("results", &entry, NULL, alphasort), found = 0, status = STATUS_OK;
  for (int i = 0; i < count; i++) {
    char folder[PATH_SIZE];
    time_t when;
    if (!status && entry[i]->d_name[0] != '.' &&
        !paths_join(folder, "results", entry[i]->d_name, err) && results_there(folder, &when)) {
      status = print_folder(libraries, folder, when, err);
      found++;
    }
    free(entry[i]);
  }
  free(entry);
  if (!status && !found) puts("There are no results under results/; begin with `optbench run`.");
  return status;
}

int cmd_list(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {0};
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    puts("optbench list [OPTIONS]\n\nList the optimizers and functions.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  if (request.results) return list_results(libraries, err);
  const struct library *l = libraries->optimizers;
  puts("Rules: how to step, given a gradient. RULE, or RULE@SOURCE");
  for (size_t i = 0; l->rules[i]; i++) row(l->rules[i]->name, l->rules[i]->summary);
  puts("\nSources: where the gradient comes from");
  for (size_t i = 0; l->sources[i]; i++) row(l->sources[i]->name, l->sources[i]->summary);
  puts("\nSearches: methods that own their whole step");
  for (size_t i = 0; l->searches[i]; i++) row(l->searches[i]->name, l->searches[i]->summary);
  puts("\nShort names");
  for (size_t i = 0; l->aliases[i].name; i++) row(l->aliases[i].name, l->aliases[i].summary);
  puts("\nFunctions");
  for (size_t i = 0; libraries->functions->functions[i]; i++)
    row_in(22, libraries->functions->functions[i]->name,
           libraries->functions->functions[i]->summary);
  puts("\nSuites: functions, dimensions and instances as results are published, `optbench run "
       "--suite NAME`");
  for (const struct suite *s = suites; s->name; s++) row_in(22, s->name, s->title);
  puts("\nWrappers: what goes around every rule, population, method, function");
  for (const struct wrapper *w = descent_wrappers; w->name; w++) row(w->name, w->summary);
  for (const struct wrapper *w = restart_wrappers; w->name; w++) row(w->name, w->summary);
  for (const struct wrapper *w = chain_wrappers; w->name; w++) row(w->name, w->summary);
  for (const struct wrapper *w = function_wrappers; w->name; w++) row(w->name, w->summary);
  puts("\n`optbench describe NAME` shows formula, reference and parameters.");
  return STATUS_OK;
}
