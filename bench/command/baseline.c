/* baseline.c -- optbench baseline: what `check` compares with, out of a folder of results. */
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/options.h"
#include "bench/io/shell.h"
#include "bench/judge/gate.h"
#include "bench/record/baseline.h"
#include "bench/record/results_find.h"

static const struct option_row rows[] = {
    {0, "out", "DIR", "the folder of the baseline, another way to say DIR"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const char *results, *folder;
  bool help;
};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
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

int cmd_baseline(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {0};
  struct results_set set;
  size_t size = 0;
  int status = options_parse(rows, argc, argv, take, &r, err);
  if (status) return status;
  if (r.help) {
    puts("optbench baseline RESULTS DIR\n\n"
         "Write what `optbench check` compares with into DIR: the campaign, its runs and their\n"
         "costs to each target, under 1 MB together, to be kept under version control.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  if (!r.folder)
    return error_set(err, STATUS_USAGE,
                     "baseline needs two folders: optbench baseline RESULTS DIR");
  char folder[PATH_SIZE];
  status = results_locate(r.results, folder, err);
  if (!status) status = results_read(libraries, folder, &set, err);
  if (status) return status;
  status = baseline_write(&set, r.folder, &size, err);
  if (!status) {
    char word[SHELL_WORD];
    shell_path(r.folder, NULL, word);
    printf("%s: %zu cells, %.0f kB\nnext: optbench check %s\n", r.folder, set.cell_count,
           (double)size / 1e3, word);
  }
  if (!status && set.campaign.runs < REPETITIONS_LEAST && set.campaign.instance_count == 1)
    fprintf(stderr,
            "optbench: note: the cells have %zu repetitions, and `optbench check` judges %d or "
            "more; with fewer it can only say whether a bit has changed\n",
            set.campaign.runs, REPETITIONS_LEAST);
  results_set_free(&set);
  return status;
}
