/* plot.c -- `optbench plot`: writes each figure's CSV, then has gnuplot draw them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/command/commands.h"
#include "bench/io/options.h"
#include "bench/io/spawn.h"
#include "bench/plan/part.h"
#include "bench/plot/figure.h"
#include "bench/plot/image.h"
#include "bench/record/results_find.h"
#include "bench/record/trace.h"
#include "src/number.h"

static const char *const formats[] = {"png", "svg", "gif", "pdf"};
enum { FORMAT_COUNT = sizeof formats / sizeof *formats, ANIMATION = 2 };

struct request {
  const char *results, *out, *function;
  bool only[FIGURE_COUNT], any_only;
  bool format[FORMAT_COUNT], any_format;
  size_t jobs;
  bool help;
};

static const struct option_row rows[] = {
    {0, "only", "FIGURES", "draw these only, as A,B; the default is the campaign's list"},
    {'f', "function", "FUNCTION", "of this one alone, into RESULTS/figures/FUNCTION"},
    {0, "out", "DIR", "write them here instead"},
    {0, "format", "FORMATS", "png, svg, gif (what moves), pdf; the default is png,svg,gif"},
    {'j', "jobs", "N", "draw N at a time (2)"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static void help(FILE *out)
{
  fputs("optbench plot [RESULTS] [OPTIONS]\n\n"
        "Draw the figures of a campaign's results: RESULTS is its folder, or that folder's name\n"
        "under results/; without it, the one last written there.\n\n",
        out);
  options_help(rows, out);
  fputs("\nFigures:\n", out);
  for (size_t i = 0; i < FIGURE_COUNT; i++)
    fprintf(out, "  %-14s %s\n", figures[i]->name, figures[i]->summary);
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row) {
    if (r->results)
      return error_set(err, STATUS_USAGE, "plot takes one folder of results, not '%.60s' too",
                       value);
    r->results = value;
  } else if (!strcmp(row->name, "only")) {
    r->any_only = true;
    return figures_mark(value, r->only, err);
  } else if (!strcmp(row->name, "function")) {
    r->function = value;
  } else if (!strcmp(row->name, "out")) {
    r->out = value;
  } else if (!strcmp(row->name, "format")) {
    r->any_format = true;
    return names_mark(value, "format", "plot", formats, FORMAT_COUNT, r->format, err);
  } else if (!strcmp(row->name, "jobs")) {
    double jobs;
    if (!number_parse_count(value, &jobs) || jobs < 1 || jobs > SPAWN_LIMIT)
      return error_set(err, STATUS_USAGE, "-j: '%.40s' is not a whole number from 1 to %d", value,
                       SPAWN_LIMIT);
    r->jobs = (size_t)jobs;
  } else {
    r->help = true;
  }
  return STATUS_OK;
}

/* Which figures to draw, and that each of them can be. */
static int choose(const struct plot *plot, const struct request *r, bool chosen[FIGURE_COUNT],
                  struct error *err)
{
  char why[WHY_SIZE];
  bool given = r->any_only;
  memcpy(chosen, r->only, FIGURE_COUNT * sizeof *chosen);
  if (!given && plot->campaign->figures[0]) {
    given = true;
    int status = figures_mark(plot->campaign->figures, chosen, err);
    if (status) return status;
  }
  bool any = false;
  for (size_t i = 0; i < FIGURE_COUNT; i++) {
    if (given ? !chosen[i] : figures[i]->listed_only) continue;
    chosen[i] = figures[i]->possible(plot, why);
    if (!chosen[i] && given)
      return error_set(err, STATUS_USAGE, "the figure %s needs %s", figures[i]->name, why);
    any |= chosen[i];
  }
  if (any) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.300s has neither traces nor targets to draw; run it with --trace log",
                   plot->results);
}

static int draw_chosen(const struct plot *plot, const struct request *r, const bool *chosen,
                       struct error *err)
{
  struct image *images = calloc(FIGURE_COUNT * FORMAT_COUNT, sizeof *images);
  if (!images) return error_memory(err, "the drawing of figures");
  size_t count = 0;
  int status = paths_make_folder(plot->out, err);
  for (size_t i = 0; i < FIGURE_COUNT && !status; i++) {
    if (!chosen[i]) continue;
    status = figures[i]->write(plot, err);
    for (size_t k = 0; k < FORMAT_COUNT && !status; k++)
      if (r->format[k] && (k != ANIMATION || figures[i]->animated))
        status = image_make(figures[i]->name, formats[k], plot->out, &images[count++], err);
  }
  if (!status) status = images_draw(images, count, r->jobs, plot->out, err);
  free(images);
  return status;
}

/* See which cells have their trace, and say so if some have not. */
static int find_traces(const struct campaign *c, const char *results, bool *traced,
                       struct error *err)
{
  size_t cells = campaign_cell_count(c), there = 0;
  for (size_t i = 0; i < cells; i++) {
    struct cell cell = campaign_cell(c, i);
    traced[i] = trace_exists(results, &cell);
    there += traced[i];
  }
  if (c->trace == TRACE_NONE) return STATUS_OK;
  if (!there)
    return error_set(err, STATUS_IO,
                     "%.200s/traces is empty; `optbench run %.200s/campaign.ini` fills it", results,
                     results);
  if (there < cells)
    fprintf(stderr,
            "optbench: note: %zu of %zu cells have no results yet; the figures show the others\n",
            cells - there, cells);
  return STATUS_OK;
}

/* `whole` is the campaign, of which one function may be drawn alone. */
static int plot_campaign(const struct libraries *libraries, const struct campaign *whole,
                         const char *results, const struct request *r, struct error *err)
{
  char out[PATH_SIZE], place[PART_SIZE] = "figures";
  bool chosen[FIGURE_COUNT];
  struct style *styles = NULL;
  struct campaign part = *whole;
  const struct campaign *campaign = &part;
  size_t function;
  int status = r->function ? part_find(whole, r->function, &function, err) : STATUS_OK;
  if (status) return status;
  if (r->function) {
    part_make(whole, function, &part);
    part_folder(part.functions, place);
  }
  status = paths_join(out, r->out ? r->out : results, r->out ? "." : place, err);
  if (!status && r->out) strcpy(out, r->out); /* it fits, as joined it did */
  /* gnuplot would take a name that begins so for a command or a home. */
  if (!status && strchr("<|~-", out[0])) {
    char plain[PATH_SIZE];
    strcpy(plain, out);
    status = paths_join(out, ".", plain, err);
  }
  bool *traced = calloc(campaign_cell_count(campaign), sizeof *traced);
  if (!status && !traced) status = error_memory(err, "the list of traces");
  if (!status) status = find_traces(campaign, results, traced, err);
  if (!status) status = styles_new(libraries, campaign, &styles, err);
  struct plot plot = {.libraries = libraries,
                      .campaign = campaign,
                      .results = results,
                      .out = out,
                      .styles = styles,
                      .traced = traced,
                      .part = r->function != NULL};
  if (!status) status = choose(&plot, r, chosen, err);
  if (!status) status = draw_chosen(&plot, r, chosen, err);
  free(styles);
  free(traced);
  return status;
}

int cmd_plot(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {.jobs = 2};
  char folder[PATH_SIZE], file[PATH_SIZE];
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    help(stdout);
    return STATUS_OK;
  }
  if (!request.any_format)
    for (size_t i = 0; i <= ANIMATION; i++) request.format[i] = true;
  struct campaign campaign;
  status = results_locate(request.results, folder, err);
  if (!status) status = paths_join(file, folder, "campaign.ini", err);
  if (!status) status = images_check(err);
  if (!status) status = campaign_load(libraries, file, &campaign, err);
  if (status) return status;
  status = plot_campaign(libraries, &campaign, folder, &request, err);
  campaign_free(&campaign);
  return status;
}
