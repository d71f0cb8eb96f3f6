/* draw.c -- see draw.h. */
#include "bench/plot/draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/shell.h"
#include "bench/plan/part.h"
#include "bench/plot/image.h"
#include "bench/plot/ranked.h"
#include "bench/plot/sheet.h"
#include "bench/record/parts.h"
#include "bench/record/trace.h"
#include "src/names.h"

const char *const draw_formats[DRAW_FORMATS] = {"png", "svg",  "gif",       "pdf",
                                                "eps", "tikz", "cairolatex"};

static size_t count_figures(const struct drawing *d)
{
  size_t count = 0;
  while (d->figures[count]) count++;
  return count;
}

/* The figures that were asked for and cannot be drawn: what stops none of the others. */
struct misses {
  struct error *why; /* room for one a figure */
  size_t count;
};

static void miss(struct misses *m, int status, const char *figure, const char *verb,
                 const char *why)
{
  error_set(&m->why[m->count++], status, "the figure %s %s %s", figure, verb, why);
}

/* Say what is not drawn; the first of it is the error that the program ends with, if it is one. */
static int report_misses(const struct misses *m, bool error, struct error *err)
{
  for (size_t i = error ? 1 : 0; i < m->count; i++)
    fprintf(stderr, "optbench: note: %s\n", m->why[i].text);
  if (!error || !m->count) return STATUS_OK;
  *err = m->why[0];
  return err->status;
}

/* Which figures to draw, one flag each: of those asked for the ones that can be. */
static int choose(const struct plot *plot, const struct drawing *d, bool *chosen,
                  struct misses *misses, struct error *err)
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
    if (!chosen[i] && given) miss(misses, STATUS_USAGE, d->figures[i]->name, "needs", why);
    any |= chosen[i];
  }
  if (any || misses->count) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%.300s has neither traces nor targets to draw; run it with --trace log",
                   plot->results);
}

/* The formats that the figure has of those that are asked for; how many they are. */
static size_t take_formats(const struct drawing *d, const struct figure *figure,
                           bool taken[DRAW_FORMATS])
{
  size_t count = 0;
  for (size_t k = 0; k < DRAW_FORMATS; k++) {
    taken[k] = d->format[k] && (k != DRAW_GIF || figure->animated);
    count += taken[k];
  }
  return count;
}

static int write_chosen(const struct plot *plot, const struct drawing *d, const bool *chosen,
                        struct image *images, size_t *count, struct misses *misses,
                        struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; d->figures[i] && !status; i++) {
    const struct figure *figure = d->figures[i];
    char nothing[WHY_SIZE];
    bool taken[DRAW_FORMATS];
    if (!chosen[i]) continue;
    if (!take_formats(d, figure, taken)) {
      miss(misses, STATUS_USAGE, figure->name,
           "is not drawn:", "it does not move, so there is no gif of it; take --format svg");
      continue;
    }
    status = figure_write(figure, plot, nothing, err);
    if (status) break;
    if (nothing[0]) {
      miss(misses, STATUS_IO, figure->name, "is not drawn:", nothing);
      continue;
    }
    for (size_t k = 0; k < DRAW_FORMATS && !status; k++) {
      if (!taken[k]) continue;
      struct image *image = &images[(*count)++];
      status = image_make(figure->name, draw_formats[k], plot->out, image, err);
      image->form = &d->form;
      if (!status && d->file) status = image_send(image, d->file, err);
    }
  }
  return status;
}

/* Where GIFs were asked for beside other formats, and nothing moves. */
static void note_still(const struct drawing *d, const bool *chosen)
{
  bool moves = false, still = false;
  for (size_t i = 0; d->figures[i]; i++) {
    moves |= chosen[i] && d->figures[i]->animated;
    still |= chosen[i];
  }
  if (d->formats_named && d->format[DRAW_GIF] && still && !moves)
    fputs("optbench: note: none of these figures moves, so there is no gif\n", stderr);
}

static int draw_chosen(const struct plot *plot, const struct drawing *d, const bool *chosen,
                       struct misses *misses, struct error *err)
{
  size_t count = 0, figures = count_figures(d), wanted = 0;
  for (size_t i = 0; i < figures; i++) wanted += chosen[i];
  if (!wanted) return report_misses(misses, true, err);
  if (d->file && wanted > 1)
    return error_set(err, STATUS_USAGE,
                     "-o takes the image of one figure, and these are %zu; choose with --only",
                     wanted);
  struct image_folder held;
  struct image *images = calloc(figures * DRAW_FORMATS, sizeof *images);
  if (!images) return error_memory(err, "the drawing of figures");
  int status = images_hold(plot->out, &held, err);
  if (!status) {
    status = write_chosen(plot, d, chosen, images, &count, misses, err);
    if (!status) status = images_draw(images, count, d->jobs, &held, err);
    images_release(&held);
  }
  free(images);
  if (!status && count) note_still(d, chosen);
  return status ? status : report_misses(misses, d->only || !count, err);
}

/* See which cells have their trace, and say so if some have not. The campaign may be of one
 * function alone, as a part. */
static int find_traces(const struct campaign *c, const char *results, bool part, bool slice,
                       bool *traced, struct error *err)
{
  size_t cells = campaign_cell_count(c), there = traces_find(results, c, traced);
  if (c->trace == TRACE_NONE) return STATUS_OK;
  if (!there && !slice) {
    char file[SHELL_WORD], folder[SHELL_WORD], whose[LABEL_SIZE + 16] = "is empty";
    if (part) snprintf(whose, sizeof whose, "has none of %s", c->functions->label);
    shell_path(results, "campaign.ini", file);
    shell_path(results, NULL, folder);
    int status = parts_refuse(results, err);
    if (status) return status;
    return error_set(err, STATUS_IO, "%.60s/traces %.80s; `optbench run %s --out %s` fills it",
                     results, whose, file, folder);
  }
  if (there < cells && !slice)
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
  return status;
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
  struct misses misses = {.why = calloc(count_figures(d), sizeof *misses.why)};
  if (!traced || !chosen || !misses.why) status = error_memory(err, "the list of figures");
  if (!status && !d->campaign)
    status = find_traces(&part, d->results, d->function != NULL, d->slice != NULL, traced, err);
  if (!status) status = styles_of_folder(d->libraries, &part, d->results, &styles, err);
  struct plot plot = {.libraries = d->libraries,
                      .campaign = &part,
                      .results = d->results,
                      .out = out,
                      .styles = styles,
                      .traced = traced,
                      .slice = d->slice,
                      .budgets = d->budgets,
                      .bands = d->bands,
                      .part = d->function != NULL};
  if (!status) status = choose(&plot, d, chosen, &misses, err);
  if (!status) status = draw_chosen(&plot, d, chosen, &misses, err);
  free(styles);
  free(traced);
  free(chosen);
  free(misses.why);
  return status;
}

int draw(const struct drawing *d, struct error *err)
{
  char file[PATH_SIZE];
  struct campaign campaign;
  int status = images_check(err);
  if (!status && d->campaign) return draw_campaign(d, d->campaign, err);
  if (!status) status = paths_join(file, d->results, "campaign.ini", err);
  if (!status) status = campaign_load(d->libraries, file, &campaign, err);
  if (status) return status;
  status = draw_campaign(d, &campaign, err);
  campaign_free(&campaign);
  return status;
}
