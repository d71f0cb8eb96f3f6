/* tune.c -- optbench tune: better parameters for an optimizer, or for all of a campaign. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/command/commands.h"
#include "bench/command/execute.h"
#include "bench/figures/figures.h"
#include "bench/io/file.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/io/shell.h"
#include "bench/judge/distinct.h"
#include "bench/plan/problems.h"
#include "bench/plan/setting.h"
#include "bench/plot/draw.h"
#include "bench/record/folder.h"
#include "bench/tune/tune_file.h"
#include "bench/tune/tune_range.h"
#include "bench/tune/tune_write.h"
#include "src/number.h"

enum { RANGES_LIMIT = 16, CANDIDATES = 64, RUNS = 17, TOP = 10, SECTIONS_SHOWN = 9 };

/* Besides the settings of a campaign, or with another meaning. */
static const struct option_row own[] = {
    {'o', "optimizers", "LIST", "of a campaign: these optimizers only"},
    {'i', "instances", "LIST", "instances, which the runs take in turn"},
    {0, "seed", "N", "seed; a campaign of the same seed draws from other streams"},
    {0, "parameters", "LIST", "tune these; the default is all that `describe` shows as tuned"},
    {0, "range", "KEY=LOW:HIGH", "look for this parameter here; may be given several times"},
    {0, "candidates", "N", "tried for each optimizer, function and dimension (64)"},
    {0, "runs", "N", "of the candidates that stay to the end (17; one for each of tune-instances)"},
    {0, "quantile", "Q",
     "judge a candidate by its run at this quantile; 0.5: the median (default); not with a metric"},
    {0, "top", "N", "candidates shown (10)"},
    {'j', "threads", "N", "threads; 0: one a processor (the default)"},
    {0, "out", "DIR", "folder of what was found (results/tune-NAME)"},
    {0, "write", NULL, "write the sections into the campaign's file, in place of older ones"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const struct libraries *libraries;
  struct campaign campaign;
  const char *word; /* the operand */
  char path[PATH_SIZE];
  const char *out, *parameters;
  double quantile;
  struct tune_range range[RANGES_LIMIT];
  size_t range_count, candidates, runs, top, threads; /* runs: 0: not asked for */
  size_t dropped; /* the line of the file from which on its sections do not count; 0: all do */
  bool from_file, functions_given, dims_given, quantile_given, write, altered, help;
};

static int take_word(void *context, const struct option_row *row, const char *value,
                     struct error *err)
{
  struct request *r = context;
  if (row) {
    r->help |= !strcmp(row->name, "help");
    return STATUS_OK;
  }
  if (r->word)
    return error_set(err, STATUS_USAGE,
                     "'%.60s' is one word too many; tune takes one optimizer, or list A,B, or one "
                     "campaign",
                     value);
  r->word = value;
  return STATUS_OK;
}

static int take_number(const char *name, const char *value, double low, double high, size_t *out,
                       struct error *err)
{
  double number;
  if (!number_parse_count(value, &number) || number < low || number > high)
    return error_set(err, STATUS_USAGE, "%s: '%.40s' is not a whole number from %g to %g", name,
                     value, low, high);
  *out = (size_t)number;
  return STATUS_OK;
}

static int take_range(struct request *r, const char *value, struct error *err)
{
  if (r->range_count == RANGES_LIMIT)
    return error_set(err, STATUS_USAGE, "range: more than %d of them", RANGES_LIMIT);
  int status = tune_range_parse(value, &r->range[r->range_count], err);
  r->range_count += !status;
  return status;
}

/* What the command line changes in the campaign. */
static int alter(struct request *r, const char *name, const char *value, struct error *err)
{
  r->altered = true;
  r->functions_given |= !strcmp(name, "functions");
  r->dims_given |= !strcmp(name, "dimensions");
  if (!strcmp(name, "optimizers") && !r->from_file)
    return error_set(err, STATUS_USAGE, "the optimizer is named already, '%.60s'; leave -o out",
                     r->word);
  int status = STATUS_OK;
  if (!strcmp(name, "instances")) status = campaign_set_tune_instances(&r->campaign, "", err);
  return status ? status : campaign_set(r->libraries, &r->campaign, name, value, err);
}

/* Settings that others may change. */
static int take_early(void *context, const struct option_row *row, const char *value,
                      struct error *err)
{
  struct request *r = context;
  if (!row || !setting_is_early(row->name)) return STATUS_OK;
  int status = alter(r, row->name, value, err);
  r->functions_given |= r->campaign.suite != NULL;
  return status ? status : campaign_set_tune_instances(&r->campaign, "", err);
}

static int take_option(void *context, const struct option_row *row, const char *value,
                       struct error *err)
{
  struct request *r = context;
  const char *name = row ? row->name : "help";
  if (!strcmp(name, "help") || setting_is_early(name)) return STATUS_OK;
  if (!strcmp(name, "range")) return take_range(r, value, err);
  if (!strcmp(name, "top")) return take_number(name, value, 1, TUNE_CANDIDATES, &r->top, err);
  if (!strcmp(name, "runs")) return take_number(name, value, 1, TUNE_RUNS, &r->runs, err);
  if (!strcmp(name, "candidates"))
    return take_number(name, value, 2, TUNE_CANDIDATES, &r->candidates, err);
  if (!strcmp(name, "threads")) return threads_parse(value, &r->threads, err);
  if (!strcmp(name, "quantile")) {
    if (!number_parse(value, &r->quantile) || r->quantile < 0 || r->quantile > 1)
      return error_set(err, STATUS_USAGE, "quantile: '%.40s' is not a number from 0 to 1", value);
    r->quantile_given = true;
    return STATUS_OK;
  }
  if (!strcmp(name, "out"))
    r->out = value;
  else if (!strcmp(name, "parameters"))
    r->parameters = value;
  else if (!strcmp(name, "write"))
    r->write = true;
  else
    return alter(r, name, value, err);
  return STATUS_OK;
}

/* "adam@es:sigma=0.1" as part of a folder's name. */
static void add_name(const char *label, char name[NAME_SIZE])
{
  char head[LABEL_SIZE];
  size_t used = strlen(name);
  method_head(label, head, sizeof head); /* without parameters */
  for (const char *at = head; *at && used + 8 < NAME_SIZE; at++)
    name[used++] = isalnum((unsigned char)*at) ? *at : '_';
  name[used] = '\0';
}

/* A campaign of the optimizers that were named, on what -f and -d say. */
static int load_optimizers(struct request *r, struct error *err)
{
  struct campaign *c = &r->campaign;
  int status = campaign_defaults(r->libraries, c, "", err);
  return status ? status : campaign_set_optimizers(r->libraries, c, r->word, err);
}

static void name_campaign(struct request *r)
{
  struct campaign *c = &r->campaign;
  char dim[32];
  c->name[0] = '\0';
  add_name(c->optimizers[0].label, c->name);
  if (c->optimizer_count > 1 || c->function_count > 1 || c->dim_count > 1) return;
  strncat(c->name, "-", NAME_SIZE - strlen(c->name) - 1);
  add_name(c->functions[0].label, c->name);
  snprintf(dim, sizeof dim, "-d%zu", campaign_cell(c, 0).dim);
  strncat(c->name, dim, NAME_SIZE - strlen(c->name) - 1);
}

/* What an earlier tuning wrote into the file is not what the campaign says by itself. */
static int drop_tuned(struct request *r, struct error *err)
{
  struct campaign *c = &r->campaign;
  size_t line, kept = 0;
  int status = tune_file_mark(r->path, &line, err);
  if (status) return status;
  for (size_t i = 0; i < c->override_count; i++)
    if (!line || (size_t)c->overrides[i].line < line) c->overrides[kept++] = c->overrides[i];
  if (kept < c->override_count) r->dropped = line;
  c->override_count = kept;
  return STATUS_OK;
}

static int load(struct request *r, struct error *err)
{
  if (!r->word)
    return error_set(err, STATUS_USAGE,
                     "tune needs an optimizer or a campaign, as in `optbench tune adam -f "
                     "rosenbrock -d 10`");
  size_t length = strlen(r->word);
  bool path = strchr(r->word, '/') || (length > 4 && !strcmp(r->word + length - 4, ".ini"));
  struct error as_optimizer, as_campaign;
  int status = path ? STATUS_USAGE : load_optimizers(r, &as_optimizer);
  if (!status) return STATUS_OK;
  campaign_free(&r->campaign);
  /* No optimizer: then a campaign, if there is one of this name; the error is the first one's. */
  if (path || !strpbrk(r->word, "@:,."))
    r->from_file = !paths_campaign(r->word, r->path, &as_campaign);
  if (!r->from_file) {
    *err = path ? as_campaign : as_optimizer;
    return status;
  }
  status = campaign_load(r->libraries, r->path, &r->campaign, err);
  return status ? status : drop_tuned(r, err);
}

static int check_request(struct request *r, struct error *err)
{
  struct campaign *c = &r->campaign;
  if (!r->from_file && !r->functions_given)
    return error_set(err, STATUS_USAGE, "tune %.60s on what? Name a function with -f", r->word);
  if (c->metric && r->quantile_given)
    return error_set(
        err, STATUS_USAGE,
        "--quantile: with metric = %s candidates are judged by the mean of their runs; "
        "leave it out",
        metric_names[c->metric]);
  if (r->write && !r->from_file)
    return error_set(err, STATUS_USAGE,
                     "--write needs a campaign's file; without it, the sections are printed");
  if (r->write && r->altered)
    return error_set(err, STATUS_USAGE,
                     "--write replaces the sections of the whole campaign, so it goes with the "
                     "campaign as the file has it; leave the options that change it out");
  if (r->write && access(r->path, W_OK))
    return error_set(err, STATUS_IO, "cannot write %.300s: %s", r->path, strerror(errno));
  int status = campaign_find_dims(r->libraries, c, err);
  if (!status && (r->dims_given || !r->functions_given)) status = campaign_check_dims(c, err);
  return status ? status : campaign_validate(r->libraries, c, err);
}

static int choose_folder(const struct request *r, char folder[PATH_SIZE], struct error *err)
{
  char name[NAME_SIZE + 8];
  snprintf(name, sizeof name, "tune-%s", r->campaign.name);
  int status = STATUS_OK;
  if (!r->out)
    status = paths_join(folder, "results", name, err);
  else if (!*r->out || strlen(r->out) >= PATH_SIZE)
    status = error_set(err, STATUS_USAGE, "--out needs a folder's name");
  else
    strcpy(folder, r->out);
  return status ? status : folder_check(folder, FOLDER_TUNING, err);
}

/* Before the work: would any sections that it may find go with the file? */
static int try_sections(const struct request *r, const struct tuning *t, struct error *err)
{
  char *sections = tune_sections_possible(t);
  int status = sections ? tune_file_write(r->libraries, r->path, sections, true, err)
                        : error_memory(err, "the sections");
  free(sections);
  return status;
}

/* Are all runs of a candidate one and the same? */
static bool is_one_run(const struct tune_score *c)
{
  for (size_t i = 1; i < c->runs; i++)
    if (c->trial[i].cost != c->trial[0].cost || c->trial[i].error != c->trial[0].error ||
        c->trial[i].outcome != c->trial[0].outcome)
      return false;
  return c->runs > 1;
}

/* Where all runs begin at one point and a method draws nothing, repetitions tell nothing. */
static void note_repeated(const struct tuning *t)
{
  if (!starts_are_one(&t->campaign)) return;
  for (size_t i = 0; i < t->cells; i++) {
    const struct cell *cell = &t->cell[i].cell;
    if (t->cell[i].axes && is_one_run(&t->cell[i].candidate[0].search))
      fprintf(stderr,
              "optbench: note: the repetitions of %.100s on %.100s d%zu are one and the same run; "
              "--start random makes them differ\n",
              cell->optimizer->label, cell->function->label, cell->dim);
  }
}

static int finish(const struct request *r, const struct tuning *t, const char *folder,
                  struct error *err)
{
  char *sections = tune_sections(t);
  if (!sections) return error_memory(err, "the sections");
  int status = tune_write(t, folder, err);
  if (!status) note_repeated(t);
  if (!status && r->write) status = tune_file_write(r->libraries, r->path, sections, false, err);
  if (!status) {
    char tuned[SHELL_WORD];
    tune_print(t, r->top, stdout);
    if (t->cells <= SECTIONS_SHOWN) printf("\n%s\n", sections);
    if (r->write) say(stdout, "%s: its sections are new\n", r->path);
    say(stdout, "%s: sections.ini tuned.ini candidates.csv trials.csv\n", folder);
    fflush(stdout);
    struct error trouble;
    struct drawing drawing = {.libraries = r->libraries,
                              .figures = figures,
                              .results = folder,
                              .format = {[DRAW_PNG] = true, [DRAW_SVG] = true, [DRAW_GIF] = true},
                              .jobs = DRAW_JOBS};
    if (draw(&drawing, &trouble)) fprintf(stderr, "optbench: note: no figure: %s\n", trouble.text);
    shell_path(folder, "tuned.ini", tuned);
    say(stdout, "next: optbench run %s\n", tuned);
  }
  free(sections);
  return status;
}

static int tune(const struct request *r, struct error *err)
{
  char folder[PATH_SIZE];
  struct tuning tuning;
  bool interrupted = false;
  size_t runs = r->runs, instances = r->campaign.tune_instance_count;
  if (!runs) runs = instances > RUNS ? instances < TUNE_RUNS ? instances : TUNE_RUNS : RUNS;
  struct tune_setup setup = {.libraries = r->libraries,
                             .campaign = &r->campaign,
                             .candidates = r->candidates,
                             .runs = runs,
                             .quantile = r->quantile,
                             .parameters = r->parameters,
                             .ranges = r->range,
                             .range_count = r->range_count,
                             .threads = threads_wanted(r->threads)};
  int status = choose_folder(r, folder, err);
  if (!status) status = tune_plan(&setup, &tuning, err);
  if (status) return status;
  status = tune_check_sections(&tuning, err);
  if (!status && r->write) status = try_sections(r, &tuning, err);
  if (!status) status = paths_make_folder(folder, err); /* before the work, lest it is in vain */
  if (!status && r->dropped)
    fprintf(stderr,
            "optbench: note: candidate 0 is what %.300s says above line %zu, without what an "
            "earlier tuning wrote\n",
            r->path, r->dropped);
  if (!status) status = tune_run(&tuning, &interrupted, err);
  if (!status && !interrupted) status = finish(r, &tuning, folder, err);
  tune_free(&tuning);
  if (!status && interrupted) {
    fprintf(stderr, "%s\n", tune_interrupted);
    return EXIT_INTERRUPTED;
  }
  return status;
}

int cmd_tune(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {.libraries = libraries,
                      .parameters = "",
                      .quantile = 0.5,
                      .candidates = CANDIDATES,
                      .top = TOP};
  struct option_row rows[SETTINGS_MOST + sizeof own / sizeof *own];
  settings_options(own, true, rows);
  int status = options_parse(rows, argc, argv, take_word, &r, err);
  if (status) return status;
  if (r.help) {
    puts(
        "optbench tune OPTIMIZER -f FUNCTION -d DIMENSION [OPTIONS]\n"
        "optbench tune CAMPAIGN [OPTIONS]\n\n"
        "Look for better parameters, on runs that no campaign makes, and print them as sections "
        "of a\ncampaign's file. The first candidate is what the campaign says, without sections "
        "that --write put\nthere; the others are spread evenly over the ranges that `optbench "
        "describe` shows. The better\nhalf of them runs on, and so on. The last few and the first "
        "run once more, from fresh starts, which\ndecides. The better one has the better median "
        "run: it reached the target at a lower cost, or else\nhas a lower error. A run that "
        "diverged is behind all that did not. In a campaign with a\nmetric, the better one has the "
        "lower mean of it.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  status = load(&r, err);
  if (!status) status = options_parse(rows, argc, argv, take_early, &r, err);
  if (!status) status = options_parse(rows, argc, argv, take_option, &r, err);
  if (!status) status = check_request(&r, err);
  if (!status && !r.from_file) name_campaign(&r);
  if (!status) status = tune(&r, err);
  campaign_free(&r.campaign);
  return status;
}
