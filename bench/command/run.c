/* run.c -- optbench run: a campaign from its file and the command line to its results. */
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/command/execute.h"
#include "bench/io/options.h"
#include "bench/io/paths.h"
#include "bench/io/say.h"
#include "bench/plan/changes.h"
#include "bench/plan/problems.h"
#include "bench/plan/setting.h"
#include "bench/plan/shares.h"
#include "bench/plan/suite.h"
#include "bench/tune/tune_file.h"
#include "src/version.h"

static const char default_campaign[] = "card";

/* Besides the settings of a campaign. */
static const struct option_row own[] = {
    {'j', "threads", "N",
     "threads; 0, the default: one a processor, and of several MPI ranks one each"},
    {0, "parallel", "WHAT",
     "threads and MPI ranks share the runs (the default), or the population of one run after the "
     "other"},
    {0, "exchange", "WHAT",
     "what MPI ranks with --parallel population tell each other: values alone, sums over the "
     "samples as well, or (auto) what takes less time"},
    {0, "timings", NULL, "also keep what processor time optimizer and function took: timings.csv"},
    {0, "verbose", NULL, "with --parallel population: say what ranks told, in bytes a generation"},
    {0, "out", "DIR", "folder of the results (results/NAME)"},
    {0, "part", "K/N", "make the K-th of N parts alone, for `merge` (K from 1 to N)"},
    {0, "force", NULL, "replace everything that is in the folder"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const struct libraries *libraries;
  struct campaign campaign, given; /* as it is to run; as its file has it */
  const char *file, *suite;        /* of the command line, or NULL */
  const char *out;
  size_t threads;
  bool population, verbose, timed, force, help, altered, dims_given, functions_given;
  enum exchange exchange;
  struct part_number share;
};

/* First pass: which campaign file, or whose suite's, and is help asked for? */
static int take_file(void *context, const struct option_row *row, const char *value,
                     struct error *err)
{
  struct request *r = context;
  if (row) {
    r->help |= !strcmp(row->name, "help");
    if (!strcmp(row->name, "suite")) r->suite = value;
    return STATUS_OK;
  }
  if (r->file)
    return error_set(err, STATUS_USAGE, "'%.60s' is one campaign too many; run them one by one",
                     value);
  r->file = value;
  return STATUS_OK;
}

/* Second pass: settings that others may change. */
static int take_early(void *context, const struct option_row *row, const char *value,
                      struct error *err)
{
  struct request *r = context;
  if (!row || !setting_is_early(row->name)) return STATUS_OK;
  r->altered = true;
  return campaign_set(r->libraries, &r->campaign, row->name, value, err);
}

static int take_exchange(struct request *r, const char *value, struct error *err)
{
  for (size_t i = 0; exchange_names[i]; i++) {
    r->exchange = (enum exchange)i;
    if (!strcmp(value, exchange_names[i])) return STATUS_OK;
  }
  return error_set(err, STATUS_USAGE, "exchange: '%.40s' is none of auto, values and sums", value);
}

/* Third pass: what else the command line changes in the campaign. */
static int take_option(void *context, const struct option_row *row, const char *value,
                       struct error *err)
{
  struct request *r = context;
  if (!row || !strcmp(row->name, "help") || setting_is_early(row->name)) return STATUS_OK;
  if (!strcmp(row->name, "out")) {
    r->out = value;
    return STATUS_OK;
  }
  if (!strcmp(row->name, "force")) {
    r->force = true;
    return STATUS_OK;
  }
  if (!strcmp(row->name, "part")) return share_parse(value, &r->share, err);
  if (!strcmp(row->name, "parallel")) {
    r->population = !strcmp(value, "population");
    if (!r->population && strcmp(value, "runs") != 0)
      return error_set(err, STATUS_USAGE, "parallel: '%.40s' is neither runs nor population",
                       value);
    return STATUS_OK;
  }
  if (!strcmp(row->name, "exchange")) return take_exchange(r, value, err);
  if (!strcmp(row->name, "timings")) {
    r->timed = true;
    return STATUS_OK;
  }
  if (!strcmp(row->name, "verbose")) {
    r->verbose = true;
    return STATUS_OK;
  }
  if (!strcmp(row->name, "threads")) return threads_parse(value, &r->threads, err);
  r->altered = true;
  r->dims_given |= !strcmp(row->name, "dimensions");
  r->functions_given |= !strcmp(row->name, "functions");
  return campaign_set(r->libraries, &r->campaign, row->name, value ? value : "yes", err);
}

static int choose_folder(const struct request *r, char folder[PATH_SIZE], struct error *err)
{
  if (r->out) {
    if (!*r->out || strlen(r->out) >= PATH_SIZE)
      return error_set(err, STATUS_USAGE, "--out needs a folder's name, of at most %d characters",
                       PATH_SIZE - 1);
    strcpy(folder, r->out);
    return STATUS_OK;
  }
  if (!r->altered) return paths_join(folder, "results", r->campaign.name, err);
  /* Something other than the file says gets a folder of its own, the same one each time. */
  char digest[17], name[NAME_SIZE + 8];
  char *text = campaign_text(&r->campaign);
  if (!text) return error_memory(err, "the campaign's text");
  tasks_digest(text, digest);
  free(text);
  snprintf(name, sizeof name, "%s-%.6s", r->campaign.name, digest);
  return paths_join(folder, "results", name, err);
}

/* What options made of the campaign, and what in it runs with defaults beside what is tuned. */
static int tell_changes(const struct request *r, const char *path, const char *folder,
                        struct error *err)
{
  size_t written;
  int status = tune_file_mark(path, &written, err);
  if (status) return status;
  char *changes = changes_text(&r->campaign, &r->given);
  char *untuned = changes_untuned(&r->campaign, &r->given, written);
  if (!changes || !untuned) status = error_memory(err, "what differs from the campaign");
  if (!status && *changes) say(stdout, "%s with %s: %s\n", r->campaign.name, changes, folder);
  if (!status && *untuned && !r->libraries->ranks->rank) {
    fflush(stdout);
    say(stderr, "optbench: note: %s\n", untuned);
  }
  free(changes);
  free(untuned);
  return status;
}

static int prepare(struct request *r, const char *path, char folder[PATH_SIZE], struct error *err)
{
  if (r->campaign.cover)
    return error_set(err, STATUS_USAGE,
                     "%s is a cover, which leaves digests and no results: make them with "
                     "`optbench baseline`, or name cells with -f, -d and -o",
                     r->campaign.name);
  campaign_forget_dims(&r->campaign); /* the data may have changed since a folder said them */
  int status = campaign_find_dims(r->libraries, &r->campaign, err);
  /* What the file says of dimensions was meant for its own functions. */
  if (!status && (r->dims_given || !r->functions_given))
    status = campaign_check_dims(&r->campaign, err);
  if (!status) status = campaign_validate(r->libraries, &r->campaign, err);
  if (!status && r->timed && (r->share.parts || r->population))
    return error_set(err, STATUS_USAGE,
                     "--timings is of runs that one thread makes, in a folder that is whole; leave "
                     "out %s",
                     r->share.parts ? "--part" : "--parallel population");
  if (!status) status = choose_folder(r, folder, err);
  if (!status) status = tell_changes(r, path, folder, err);
  return status;
}

/* The campaign, as the file and the options have it, and its folder. */
static int read_request(struct request *r, const struct option_row *rows, int argc, char **argv,
                        char folder[PATH_SIZE], struct error *err)
{
  char path[PATH_SIZE];
  /* A suite has a campaign of its name; an unknown one is told by the setting. */
  const char *name = r->file ? r->file : r->suite ? r->suite : default_campaign;
  if (!r->file && r->suite && !suite_find(r->suite, err)) return STATUS_USAGE;
  int status = paths_campaign(name, path, err);
  if (!status) status = campaign_load(r->libraries, path, &r->given, err);
  if (!status) status = campaign_load(r->libraries, path, &r->campaign, err);
  if (!status) status = options_parse(rows, argc, argv, take_early, r, err);
  if (!status) status = options_parse(rows, argc, argv, take_option, r, err);
  return status ? status : prepare(r, path, folder, err);
}

/* Whatever one of several ranks would do otherwise than the others. */
static int compare_ranks(const struct request *r, int status, struct error *err)
{
  struct ranks *ranks = r->libraries->ranks;
  char identity[17] = "", text[PATH_SIZE + 160];
  if (!status && ranks->size > 1)
    status = tasks_identity(r->libraries, &r->campaign, identity, err);
  status = ranks_agree(ranks, status, err);
  snprintf(text, sizeof text, OPTBENCH_VERSION " %s %d %d %zu/%zu %s", identity, r->population,
           r->exchange, r->share.part, r->share.parts, r->out ? r->out : "");
  return status ? status : ranks_alike(ranks, text, "what is to be run here", err);
}

int cmd_run(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {.libraries = libraries};
  struct option_row rows[SETTINGS_MOST + sizeof own / sizeof *own];
  settings_options(own, false, rows);
  int status = options_parse(rows, argc, argv, take_file, &request, err);
  if (!status && request.help) {
    puts("optbench run [CAMPAIGN] [OPTIONS]\n\n"
         "Run a campaign: an .ini file, or one of those that come with the program by its name.\n"
         "Options change what the file says; results then go to a folder of their own.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  char folder[PATH_SIZE];
  if (!status) status = read_request(&request, rows, argc, argv, folder, err);
  status = compare_ranks(&request, status, err);
  struct execution execution = {
      .libraries = libraries,
      .campaign = &request.campaign,
      .folder = folder,
      .threads = request.threads,
      .population = request.population,
      .exchange = request.exchange,
      .force = request.force,
      .verbose = request.verbose,
      .timed = request.timed,
      .share = request.share,
  };
  if (!status) status = execute_campaign(&execution, err);
  campaign_free(&request.campaign);
  campaign_free(&request.given);
  return status;
}
