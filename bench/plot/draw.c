/* draw.c -- see draw.h. */
#include "bench/plot/draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/shell.h"
#include "bench/plan/part.h"
#include "bench/plot/image.h"
#include "bench/plot/sheet.h"
#include "bench/record/trace.h"
#include "src/names.h"

const char *const draw_formats[DRAW_FORMATS] = {"png", "svg", "gif", "pdf"};

static size_t count_figures(const struct drawing *d)
{
  size_t count = 0;
  while (d->figures[count]) count++;
  return count;
}

/* Which figures to draw, one flag each, and that each of them can be. */
static int choose(const struct plot *plot, const struct drawing *d, bool *chosen, struct error *err)
{
  char why[WHY_SIZE];
  const char *list = plot->campaign->figures;
  bool given = d->only || *list, any = false;
  size_t count = count_figures(d);
  int status = STATUS_OK;
  if (d->only)
    memcpy(chosen, d->only, count * sizeof *chosen);
  else
    status = names_mark(list, "figure", "plot", plot->libraries->figures, count, chosen, err);
  if (status) return status;
  for (size_t i = 0; i < count; i++) {
    if (given ? !chosen[i] : d->figures[i]->listed_only) continue;
    chosen[i] = d->figures[i]->possible(plot, why);
    if (!chosen[i] && given)
      return error_set(err, STATUS_USAGE, "the figure %s needs %s", d->figures[i]->name, why);
    any |= chosen[i];
  }
  if (any) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.300s has neither traces nor targets to draw; run it with --trace log",
                   plot->results);
}

static int draw_chosen(const struct plot *plot, const struct drawing *d, const bool *chosen,
                       struct error *err)
{
  size_t count = 0, figures = count_figures(d);
  struct image *images = calloc(figures * DRAW_FORMATS, sizeof *images);
  if (!images) return error_memory(err, "the drawing of figures");
  int status = paths_make_folder(plot->out, err);
  for (size_t i = 0; i < figures && !status; i++) {
    const struct figure *figure = d->figures[i];
    if (!chosen[i]) continue;
    status = figure_write(figure, plot, err);
    for (size_t k = 0; k < DRAW_FORMATS && !status; k++)
      if (d->format[k] && (k != DRAW_GIF || figure->animated))
        status = image_make(figure->name, draw_formats[k], plot->out, &images[count++], err);
  }
  if (!status) status = images_draw(images, count, d->jobs, plot->out, err);
  free(images);
  return status;
}

/* See which cells have their trace, and say so if some have not. */
static int find_traces(const struct campaign *c, const char *results, bool *traced,
                       struct error *err)
{
  size_t cells = campaign_cell_count(c), there = traces_find(results, c, traced);
  if (c->trace == TRACE_NONE) return STATUS_OK;
  if (!there) {
    char file[SHELL_WORD], folder[SHELL_WORD];
    shell_path(results, "campaign.ini", file);
    shell_path(results, NULL, folder);
    return error_set(err, STATUS_IO, "%.60s/traces is empty; `optbench run %s --out %s` fills it",
                     results, file, folder);
  }
  if (there < cells)
    fprintf(stderr,
            "optbench: note: %zu of %zu cells have no results yet; the figures show the others\n",
            cells - there, cells);
  return STATUS_OK;
}

/* The folder for the figures of a campaign, or of its one function. */
static int choose_folder(const struct drawing *d, const struct campaign *c, char out[PATH_SIZE],
                         struct error *err)
{
  char place[PART_SIZE] = "figures";
  int status = STATUS_OK;
  if (d->function) part_folder(c->functions, place);
  if (!d->out)
    status = paths_join(out, d->results, place, err);
  else if (snprintf(out, PATH_SIZE, "%s", d->out) >= PATH_SIZE)
    status = error_set(err, STATUS_USAGE, "the path %.60s... is too long", d->out);
  return status ? status : paths_shield(out, err);
}

/* `whole` is the campaign, of which one function may be drawn alone. */
static int draw_campaign(const struct drawing *d, const struct campaign *whole, struct error *err)
{
  char out[PATH_SIZE];
  struct campaign part = *whole;
  size_t function;
  int status = d->function ? part_find(whole, d->function, &function, err) : STATUS_OK;
  if (status) return status;
  if (d->function) part_make(whole, function, &part);
  status = choose_folder(d, &part, out, err);
  if (status) return status;
  struct style *styles = NULL;
  bool *traced = calloc(campaign_cell_count(&part), sizeof *traced);
  bool *chosen = calloc(count_figures(d), sizeof *chosen);
  if (!traced || !chosen) status = error_memory(err, "the list of figures");
  if (!status) status = find_traces(&part, d->results, traced, err);
  if (!status) status = styles_new(d->libraries, &part, &styles, err);
  struct plot plot = {.libraries = d->libraries,
                      .campaign = &part,
                      .results = d->results,
                      .out = out,
                      .styles = styles,
                      .traced = traced,
                      .part = d->function != NULL};
  if (!status) status = choose(&plot, d, chosen, err);
  if (!status) status = draw_chosen(&plot, d, chosen, err);
  free(styles);
  free(traced);
  free(chosen);
  return status;
}

int draw(const struct drawing *d, struct error *err)
{
  char file[PATH_SIZE];
  struct campaign campaign;
  int status = paths_join(file, d->results, "campaign.ini", err);
  if (!status) status = images_check(err);
  if (!status) status = campaign_load(d->libraries, file, &campaign, err);
  if (status) return status;
  status = draw_campaign(d, &campaign, err);
  campaign_free(&campaign);
  return status;
}
