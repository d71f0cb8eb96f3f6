/* plot.c -- `optbench plot`: the figures of a campaign's results. */
#include <string.h>

#include "bench/command/commands.h"
#include "bench/figures/figures.h"
#include "bench/io/options.h"
#include "bench/plot/draw.h"
#include "bench/record/results_find.h"
#include "src/names.h"
#include "src/number.h"

struct request {
  struct drawing drawing; /* its `results` as typed */
  bool only[FIGURE_COUNT], any_format, help;
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
  for (size_t i = 0; figures[i]; i++)
    fprintf(out, "  %-14s %s\n", figures[i]->name, figures[i]->summary);
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  struct drawing *d = &r->drawing;
  if (!row) {
    if (d->results)
      return error_set(err, STATUS_USAGE, "plot takes one folder of results, not '%.60s' too",
                       value);
    d->results = value;
  } else if (!strcmp(row->name, "only")) {
    d->only = r->only;
    return names_mark(value, "figure", "plot", figure_names, FIGURE_COUNT, r->only, err);
  } else if (!strcmp(row->name, "function")) {
    d->function = value;
  } else if (!strcmp(row->name, "out")) {
    d->out = value;
  } else if (!strcmp(row->name, "format")) {
    r->any_format = true;
    return names_mark(value, "format", "plot", draw_formats, DRAW_FORMATS, d->format, err);
  } else if (!strcmp(row->name, "jobs")) {
    double jobs;
    if (!number_parse_count(value, &jobs) || jobs < 1 || jobs > DRAW_JOBS_MOST)
      return error_set(err, STATUS_USAGE, "-j: '%.40s' is not a whole number from 1 to %d", value,
                       DRAW_JOBS_MOST);
    d->jobs = (size_t)jobs;
  } else {
    r->help = true;
  }
  return STATUS_OK;
}

int cmd_plot(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {
      .drawing = {.libraries = libraries, .figures = figures, .jobs = DRAW_JOBS}};
  struct drawing *d = &request.drawing;
  char folder[PATH_SIZE];
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    help(stdout);
    return STATUS_OK;
  }
  if (!request.any_format) d->format[DRAW_PNG] = d->format[DRAW_SVG] = d->format[DRAW_GIF] = true;
  status = results_locate(d->results, folder, err);
  d->results = folder;
  return status ? status : draw(d, err);
}
