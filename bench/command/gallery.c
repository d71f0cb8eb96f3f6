/* gallery.c -- `optbench gallery`: runs the campaigns behind the figures that the README shows,
 * where their results are missing, draws the figures and copies them into one folder. */
#include <string.h>

#include "bench/command/commands.h"
#include "bench/command/execute.h"
#include "bench/figures/figures.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/plot/draw.h"
#include "src/names.h"

static const char default_folder[] = "plots/gallery";

/* A campaign's figure, as PNG and, if it moves, as GIF; `name` is the file's in the gallery. */
static const struct exhibit {
  const char *campaign, *figure, *name;
} exhibits[] = {
    {"population", "population", "population"},
    {"plateau", "plateau", "plateau"},
    {"tunnelling", "tunnelling", "tunnelling"},
    {"spread", "spread", "spread"},
    {"dimension", "dimension", "dimension"},
    {"sensitivity", "scan", "sensitivity"},
    {"valley", "trajectories", "trajectories"},
    {"smoothing", "smoothing", "smoothing"},
    {"deviation", "deviation", "deviation"},
    {"stepsize", "stepsize", "stepsize"},
    {"critical", "critical", "critical"},
    {"card", "convergence", "convergence"},
    {"card", "profile", "profile"},
    {"card", "ranks", "ranks"},
    {"keras", "learning", "learning"},
    {"supervised-es", "accuracy", "accuracy"},
    {"handover", "convergence", "handover"},
    {"rules", "multiples", "multiples"},
    {"learned-quadratic", "means", "means"},
    {"learned-elsewhere", "wins", "wins"},
    {"novelty", "reached", "reached"},
    {"robustness", "robustness", "robustness"},
    {"horizon", "signal", "signal"},
};
enum { EXHIBITS = sizeof exhibits / sizeof *exhibits };

struct request {
  const char *folder;
  size_t threads;
  bool only[EXHIBITS], any_only, help;
};

static const struct option_row rows[] = {
    {0, "only", "NAMES", "these alone, as A,B"},
    {0, "out", "DIR", "the folder, another way to say DIR"},
    {'j', "threads", "N", "threads; 0: one a processor (the default)"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static void help(FILE *out)
{
  fprintf(out,
          "optbench gallery [DIR] [OPTIONS]\n\n"
          "Remake the figures that the README shows: run their campaigns where results/ has not\n"
          "their results, draw them and copy them into DIR (%s).\n\n",
          default_folder);
  options_help(rows, out);
  fputs("\nFigures:\n", out);
  for (size_t i = 0; i < EXHIBITS; i++)
    fprintf(out, "  %-14s of the campaign %s\n", exhibits[i].name, exhibits[i].campaign);
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row || !strcmp(row->name, "out")) {
    if (r->folder)
      return error_set(err, STATUS_USAGE, "gallery takes one folder, not '%.60s' too", value);
    r->folder = value;
  } else if (!strcmp(row->name, "only")) {
    const char *names[EXHIBITS];
    for (size_t i = 0; i < EXHIBITS; i++) names[i] = exhibits[i].name;
    r->any_only = true;
    return names_mark(value, "figure", "gallery", names, EXHIBITS, r->only, err);
  } else if (!strcmp(row->name, "threads")) {
    return threads_parse(value, &r->threads, err);
  } else {
    r->help = true;
  }
  return STATUS_OK;
}

/* The folder that holds the campaign's results in the end. What is there already stays; if it is of
 * something else, the gallery's own go beside it. */
static int run_campaign(const struct libraries *libraries, const struct request *r,
                        const char *name, char folder[PATH_SIZE], struct error *err)
{
  char path[PATH_SIZE];
  struct campaign campaign;
  int status = paths_campaign(name, path, err);
  if (!status) status = campaign_load(libraries, path, &campaign, err);
  if (status) return status;
  struct execution execution = {
      .libraries = libraries, .campaign = &campaign, .folder = folder, .threads = r->threads};
  snprintf(folder, PATH_SIZE, "results/%s", name);
  status = execute_campaign(&execution, err);
  if (status == STATUS_USAGE) {
    snprintf(folder, PATH_SIZE, "results/gallery-%s", name);
    execution.force = true;
    status = execute_campaign(&execution, err);
  }
  campaign_free(&campaign);
  return status;
}

static int show(const struct libraries *libraries, const struct exhibit *e, const char *results,
                const char *folder, struct error *err)
{
  static const enum draw_format shown[] = {DRAW_PNG, DRAW_GIF};
  bool only[FIGURE_COUNT] = {false};
  size_t figure = 0;
  while (strcmp(figure_names[figure], e->figure) != 0) figure++;
  only[figure] = true;
  struct drawing drawing = {.libraries = libraries,
                            .figures = figures,
                            .results = results,
                            .only = only,
                            .format = {[DRAW_PNG] = true, [DRAW_GIF] = true},
                            .jobs = DRAW_JOBS};
  int status = draw(&drawing, err);
  for (size_t k = 0; k < (figures[figure]->animated ? 2 : 1) && !status; k++) {
    char from[PATH_SIZE], name[NAME_SIZE + 8];
    snprintf(name, sizeof name, "figures/%s.%s", e->figure, draw_formats[shown[k]]);
    status = paths_join(from, results, name, err);
    snprintf(name, sizeof name, "%s.%s", e->name, draw_formats[shown[k]]);
    if (!status) status = file_copy(from, folder, name, err);
  }
  return status;
}

int cmd_gallery(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {0};
  char results[PATH_SIZE] = "";
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    help(stdout);
    return STATUS_OK;
  }
  const char *folder = request.folder ? request.folder : default_folder, *campaign = "";
  status = paths_make_folder(folder, err);
  for (size_t i = 0; i < EXHIBITS && !status; i++) {
    const struct exhibit *e = &exhibits[i];
    if (request.any_only && !request.only[i]) continue;
    if (strcmp(campaign, e->campaign) != 0)
      status = run_campaign(libraries, &request, e->campaign, results, err);
    campaign = e->campaign;
    if (!status) status = show(libraries, e, results, folder, err);
  }
  if (!status) say(stdout, "%s: the figures are made again\n", folder);
  return status;
}
