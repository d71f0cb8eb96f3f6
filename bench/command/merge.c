/* merge.c -- optbench merge: the results of a campaign out of its parts. */
#include <stdio.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/command/execute.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/record/merge.h"
#include "bench/record/results_find.h"

static const struct option_row rows[] = {
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const char *results;
  bool help;
};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (row) {
    r->help = true;
    return STATUS_OK;
  }
  if (r->results)
    return error_set(err, STATUS_USAGE, "merge takes one folder of results; '%.60s' is a second",
                     value);
  r->results = value;
  return *value ? STATUS_OK : error_set(err, STATUS_USAGE, "merge needs the name of a folder");
}

static void tell(const struct campaign *c, const char *folder, const struct merged *merged)
{
  if (merged->parts)
    say(stdout, "%s: %zu runs out of %zu parts\n", c->name, merged->runs, merged->parts);
  else
    say(stdout, "%s: all %zu runs were together already\n", c->name, merged->runs);
  print_results(folder);
}

static int merge(const struct libraries *libraries, const char *given, struct error *err)
{
  char folder[PATH_SIZE], path[PATH_SIZE];
  struct campaign campaign;
  struct tasks tasks;
  struct merged merged;
  int status = results_locate(given, folder, err);
  if (!status) status = paths_join(path, folder, "campaign.ini", err);
  if (!status) status = campaign_load(libraries, path, &campaign, err);
  if (status) return status;
  status = tasks_make(libraries, &campaign, &tasks, err);
  if (!status) {
    status = merge_parts(libraries, folder, &campaign, &tasks, &merged, err);
    tasks_free(&tasks);
  }
  if (!status) tell(&campaign, folder, &merged);
  campaign_free(&campaign);
  return status;
}

int cmd_merge(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {0};
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    puts("optbench merge RESULTS\n\n"
         "Make of all the parts that `optbench run --part K/N` left in RESULTS/parts the results\n"
         "that one run makes, to the byte. RESULTS is the folder, or its name under results/.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  if (!request.results)
    return error_set(err, STATUS_USAGE,
                     "merge needs a folder of results; `optbench run --part 1/16` "
                     "begins one");
  return merge(libraries, request.results, err);
}
