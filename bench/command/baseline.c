/* baseline.c -- optbench baseline: what `check` compares with, out of a folder of results. */
#include <string.h>
#include <sys/stat.h>

#include "bench/command/commands.h"
#include "bench/command/cover.h"
#include "bench/command/execute.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/io/shell.h"
#include "bench/judge/gate.h"
#include "bench/record/baseline.h"
#include "bench/record/results_find.h"

static const struct option_row rows[] = {
    {0, "out", "DIR", "the folder of the baseline, another way to say DIR"},
    {0, "accept", "CELL", "take over this cell alone, into a baseline that is there"},
    {0, "reason", "TEXT", "why it has changed; the baseline keeps it"},
    {'j', "threads", "N", "threads, for a cover; 0: one a processor (the default)"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const char *results, *folder, *accept, *reason;
  size_t threads;
  bool help;
};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (row && row->letter == 'j') return threads_parse(value, &r->threads, err);
  if (row && !strcmp(row->name, "accept")) {
    r->accept = value;
    return STATUS_OK;
  }
  if (row && !strcmp(row->name, "reason")) {
    r->reason = value;
    return STATUS_OK;
  }
  if (row && !strcmp(row->name, "help"))
    r->help = true;
  else if (!row && !r->results)
    r->results = value;
  else if (!r->folder)
    r->folder = value;
  else
    return error_set(err, STATUS_USAGE, "baseline takes two folders; '%.60s' is a third", value);
  return STATUS_OK;
}

static void tell(const char *name, size_t cells, size_t size)
{
  char folder[SHELL_WORD];
  shell_path(name, NULL, folder);
  say(stdout, "%s: %zu cells, %.0f kB\nnext: optbench check %s\n", name, cells, (double)size / 1e3,
      folder);
}

/* Of a campaign's file: its cover is run here. */
static int make_digests(const struct libraries *libraries, const struct request *r,
                        const char *path, struct error *err)
{
  struct campaign campaign;
  struct digests digests = {0};
  double seconds;
  size_t size;
  int status = campaign_load(libraries, path, &campaign, err);
  if (status) return status;
  if (!campaign.cover)
    status =
        error_set(err, STATUS_USAGE,
                  "%.200s has no `cover`; run it first, and give the folder of its results", path);
  if (!status) status = cover_run(libraries, &campaign, r->threads, &digests, &seconds, err);
  if (!status) status = digests_write(&digests, path, r->folder, &size, err);
  if (!status) tell(r->folder, digests.count, size);
  digests_free(&digests);
  campaign_free(&campaign);
  return status;
}

static int make_costs(const struct libraries *libraries, const struct request *r,
                      const char *results, struct error *err)
{
  struct results_set set;
  size_t size = 0;
  int status = results_read(libraries, results, &set, err);
  if (status) return status;
  size_t cells = r->accept ? 1 : set.cell_count;
  status = r->accept ? baseline_accept(libraries, &set, r->accept, r->reason, r->folder, &size, err)
                     : baseline_write(&set, r->folder, &size, err);
  if (!status) tell(r->folder, cells, size);
  if (!status && set.campaign.runs < REPETITIONS_LEAST && set.campaign.instance_count == 1)
    fprintf(stderr,
            "optbench: note: the cells have %zu repetitions, and `optbench check` judges %d or "
            "more; with fewer it can only say whether a bit has changed\n",
            set.campaign.runs, REPETITIONS_LEAST);
  results_set_free(&set);
  return status;
}

static bool is_folder(const char *path)
{
  struct stat found;
  return !stat(path, &found) && S_ISDIR(found.st_mode);
}

int cmd_baseline(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {0};
  char path[PATH_SIZE];
  struct error none;
  int status = options_parse(rows, argc, argv, take, &r, err);
  if (status) return status;
  if (r.help) {
    puts("optbench baseline RESULTS|COVER DIR\n\n"
         "Write what `optbench check` compares with into DIR: the campaign, its runs and their\n"
         "costs to each target, under 1 MB together, to be kept under version control. Of a cover, "
         "a campaign's file\nor its name, the cells are run here and only their digests are "
         "kept.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  if (!r.folder)
    return error_set(err, STATUS_USAGE,
                     "baseline needs two folders: optbench baseline RESULTS DIR");
  if (!r.accept != !r.reason || (r.reason && !*r.reason))
    return error_set(err, STATUS_USAGE, "--accept CELL and --reason TEXT go together");
  status = results_locate(r.results, path, err);
  if (!status) return make_costs(libraries, &r, path, err);
  if (!r.accept && !is_folder(r.results) && !paths_campaign(r.results, path, &none))
    return make_digests(libraries, &r, path, err);
  return status;
}
