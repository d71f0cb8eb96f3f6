/* report_figures.c -- the figures of a report: those of all functions together in figures/, those
 * of one function in figures/FUNCTION/. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/figures/figures.h"
#include "bench/io/csv.h"
#include "bench/io/shell.h"
#include "bench/plot/image.h"
#include "bench/plot/sheet.h"
#include "bench/record/trace.h"
#include "bench/report/report.h"
#include "bench/statistics/quantiles.h"
#include "src/number.h"

static const char *const formats[] = {"svg", "png", "pdf"}; /* the first is what the page holds */
enum { FORMAT_COUNT = sizeof formats / sizeof *formats, JOBS = 2 };

static int see_traces(struct report *r, struct error *err)
{
  const struct campaign *c = &r->set->campaign;
  r->traced = calloc(campaign_cell_count(c), sizeof *r->traced);
  if (!r->traced) return error_memory(err, "the list of traces");
  r->traces = traces_find(r->set->folder, c, r->traced);
  return STATUS_OK;
}

/* The figure's campaign: all functions or one of them. Borrows everything. */
static void make_plot(const struct report *r, size_t function, struct campaign *part,
                      const char *out, struct plot *plot)
{
  const struct campaign *c = &r->set->campaign;
  size_t first = 0;
  *part = *c;
  if (function < c->function_count) {
    part_make(c, function, part);
    while (campaign_cell(c, first).function != part->functions) first++;
  }
  *plot = (struct plot){.libraries = r->libraries,
                        .campaign = part,
                        .results = r->set->folder,
                        .out = out,
                        .styles = r->styles,
                        .traced = r->traced + first,
                        .part = part->function_count < c->function_count};
}

/* Does a comma-separated list hold the name? */
static bool listed(const char *list, const char *name)
{
  size_t length = strlen(name);
  for (const char *at = list; *at; at += strcspn(at, ",")) {
    at += strspn(at, ", \t");
    if (!strncmp(at, name, length) && (!at[length] || strchr(", \t", at[length]))) return true;
  }
  return false;
}

/* A baseline's targets.csv, a column a target, is none that a figure reads. */
static bool has_target_rows(const struct report *r)
{
  char path[PATH_SIZE];
  struct error err;
  struct csv csv;
  size_t column;
  if (r->set->unfinished) return true;
  if (paths_join(path, r->set->folder, "targets.csv", &err) || csv_open(&csv, path, &err))
    return false;
  bool found = csv_find(&csv, "target", &column);
  csv_close(&csv);
  return found;
}

static bool wanted(const struct report *r, const struct plot *plot, const struct figure *figure)
{
  char why[WHY_SIZE];
  const struct campaign *c = plot->campaign;
  if (!figure->usual && (c->figures[0] || figure->listed_only) && !listed(c->figures, figure->name))
    return false;
  if (figure->of_costs ? !has_target_rows(r) : !r->traces) return false;
  return figure->possible(plot, why);
}

static int add(struct report *r, const struct figure *figure, size_t function, struct error *err)
{
  struct report_figure *longer = realloc(r->drawing, (r->drawing_count + 1) * sizeof *longer);
  if (!longer) return error_memory(err, "the list of figures");
  r->drawing = longer;
  struct report_figure *d = &r->drawing[r->drawing_count++];
  *d = (struct report_figure){.figure = figure, .function = function};
  const struct campaign *c = &r->set->campaign;
  if (function < c->function_count && c->function_count > 1)
    part_folder(&c->functions[function], d->folder);
  else
    strcpy(d->folder, "figures");
  return STATUS_OK;
}

/* The figures of all functions together, then for each function what it has. A campaign of one
 * function has those of both kinds once, as those of all. */
static int choose(struct report *r, struct error *err)
{
  const struct campaign *c = &r->set->campaign;
  struct campaign part;
  struct plot plot;
  int status = STATUS_OK;
  make_plot(r, c->function_count, &part, "", &plot);
  for (size_t i = 0; figures[i] && !status; i++)
    if (figures[i]->of != OF_EACH && wanted(r, &plot, figures[i]))
      status = add(r, figures[i], c->function_count, err);
  for (size_t f = 0; f < c->function_count; f++) {
    make_plot(r, f, &part, "", &plot);
    for (size_t i = 0; figures[i] && !status; i++)
      if (figures[i]->of != OF_ALL && (figures[i]->of != OF_BOTH || c->function_count > 1) &&
          wanted(r, &plot, figures[i]))
        status = add(r, figures[i], f, err);
  }
  return status;
}

static bool newer(const struct stat *a, const struct stat *b)
{
  if (a->st_mtim.tv_sec != b->st_mtim.tv_sec) return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
  return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* Is the image there, whole, and drawn after the results and by the script as it is? */
static bool fresh(const struct report *r, const struct image *image)
{
  static const char *const sources[] = {"campaign.ini", "runs.csv", "targets.csv"};
  struct stat drawn, source;
  char path[PATH_SIZE];
  struct error err;
  if (!image_whole(image->path) || stat(image->path, &drawn) || stat(image->script, &source) ||
      newer(&source, &drawn))
    return false;
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    if (paths_join(path, r->set->folder, sources[i], &err) || stat(path, &source) ||
        newer(&source, &drawn))
      return false;
  return true;
}

/* Add the images of a drawing that is not there as the results are now; those of other formats only
 * where there are older ones, which would not fit the figure's CSV any more. A figure that there is
 * nothing for is absent. */
static int prepare(const struct report *r, struct report_figure *d, const char *out,
                   struct image *images, size_t *count, struct error *err)
{
  char nothing[WHY_SIZE];
  struct campaign part;
  struct plot plot;
  size_t before = *count;
  int status = image_make(d->figure->name, formats[0], out, &images[before], err);
  if (status || fresh(r, &images[before])) return status;
  ++*count;
  for (size_t i = 1; i < FORMAT_COUNT && !status; i++) {
    status = image_make(d->figure->name, formats[i], out, &images[*count], err);
    *count += !status && !access(images[*count].path, F_OK);
  }
  make_plot(r, d->function, &part, out, &plot);
  if (!status) status = figure_write(d->figure, &plot, nothing, err);
  if (status || !nothing[0]) return status;
  figure_note(d->figure, "in %s is not drawn: %s", d->folder, nothing);
  d->absent = true;
  *count = before;
  return STATUS_OK;
}

/* Those from `first` on of one folder. */
static int draw_folder(struct report *r, size_t first, size_t end, bool *checked, struct error *err)
{
  char out[PATH_SIZE];
  size_t count = 0;
  struct image_folder held;
  int status = paths_join(out, r->out, r->drawing[first].folder, err);
  struct image *images = calloc((end - first) * FORMAT_COUNT, sizeof *images);
  if (!images) return error_memory(err, "the drawing of figures");
  if (!status) status = images_hold(out, &held, err);
  if (!status) {
    for (size_t i = first; i < end && !status; i++)
      status = prepare(r, &r->drawing[i], out, images, &count, err);
    if (count && !*checked && !status) {
      status = images_check(err);
      *checked = true;
    }
    if (!status) status = images_draw(images, count, JOBS, &held, err);
    images_release(&held);
  }
  free(images);
  return status;
}

int report_draw(struct report *r, struct error *err)
{
  int status = see_traces(r, err);
  if (!status) status = choose(r, err);
  bool checked = false;
  for (size_t first = 0, end; first < r->drawing_count && !status; first = end) {
    for (end = first; end < r->drawing_count; end++)
      if (strcmp(r->drawing[end].folder, r->drawing[first].folder) != 0) break;
    status = draw_folder(r, first, end, &checked, err);
  }
  return status;
}

double report_share(const struct report *r, size_t optimizer, size_t function,
                    enum report_runs which)
{
  const struct campaign *c = &r->set->campaign;
  double reached = 0, cases = 0;
  for (size_t i = 0; i < r->set->cell_count; i++) {
    const struct cell_results *cell = &r->set->cell[i];
    if (strcmp(cell->optimizer, c->optimizers[optimizer].label) != 0) continue;
    if (function < c->function_count && strcmp(cell->function, c->functions[function].label) != 0)
      continue;
    bool added = cell->run_count > c->runs;
    size_t runs = added && which == FIRST_RUNS ? c->runs : cell->run_count;
    double weight = runs > c->runs ? (double)c->runs / (double)runs : 1;
    for (size_t k = 0; k < runs; k++) {
      cases += weight * (double)cell->targets->count;
      for (size_t t = 0; t < cell->targets->count; t++)
        reached += isfinite(cell->run[k].to[t]) ? weight : 0;
    }
  }
  return cases > 0 ? reached / cases : NAN;
}

/* The title of a function, or "all functions". */
static void title_of(const struct report *r, size_t function, char title[TITLE_SIZE])
{
  const struct campaign *c = &r->set->campaign;
  if (function == c->function_count && function == 1) function = 0;
  if (function < c->function_count)
    function_title(&c->functions[function], title);
  else
    strcpy(title, "all functions");
}

/* The shares at which the curves end, for those who do not see them. */
static void add_shares(const struct report *r, size_t function, char alt[PAGE_TEXT])
{
  size_t used = strlen(alt), size = PAGE_TEXT - 8;
  used += (size_t)snprintf(alt + used, size - used, " Targets reached at the end:");
  for (size_t o = 0; o < r->set->campaign.optimizer_count && used + TITLE_SIZE + 16 < size; o++)
    used += (size_t)snprintf(alt + used, size - used, "%s %s %.0f %%", o ? "," : "",
                             r->styles[o].title, 100 * report_share(r, o, function, FIRST_RUNS));
}

static void describe(const struct report *r, const struct report_figure *d, char alt[PAGE_TEXT],
                     char caption[PAGE_TEXT])
{
  const struct figure *figure = d->figure;
  char title[TITLE_SIZE], target[NUMBER_TEXT], cost[NUMBER_TEXT + 40];
  title_of(r, d->function, title);
  size_t which = d->function < r->set->campaign.function_count ? d->function : 0;
  const struct function_entry *function = &r->set->campaign.functions[which];
  number_format(results_targets(r->set, function)->error[results_aim(r->set, function)], target);
  bool known = minimum_known(function);
  snprintf(cost, sizeof cost, known ? "cost until f − f* ≤ %s" : "lowest f", target);
  const struct filling fillings[] = {{"{title}", title},
                                     {"{error}", known ? "error" : "best f"},
                                     {"{value}", known ? "error f − f*" : "f"},
                                     {"{cost}", cost},
                                     {NULL, NULL}};
  snprintf(alt, PAGE_TEXT, "%s: %s.", title, figure->summary);
  strcpy(caption, alt);
  if (figure->alt) figure_text(figure->alt, fillings, alt, PAGE_TEXT);
  if (figure->caption) figure_text(figure->caption, fillings, caption, PAGE_TEXT);
  if (figure->shares) add_shares(r, d->function, alt);
}

/* What the figure does not show, whenever it was drawn. */
static int add_notes(const struct report *r, const struct report_figure *d, char caption[PAGE_TEXT],
                     struct error *err)
{
  char folder[PATH_SIZE];
  size_t used = strlen(caption);
  int status = paths_join(folder, r->out, d->folder, err);
  return status ? status : figure_notes(d->figure, folder, caption + used, PAGE_TEXT - used, err);
}

int report_put_figures(struct report *r, size_t function, struct error *err)
{
  enum { COMMAND = SHELL_WORD + PART_SIZE + LABEL_SIZE + 80 };
  char path[PART_SIZE + NAME_SIZE], csv[PART_SIZE + NAME_SIZE], command[COMMAND];
  char *alt = malloc(PAGE_TEXT), *caption = malloc(PAGE_TEXT);
  int status = alt && caption ? STATUS_OK : error_memory(err, "a caption");
  const struct campaign *c = &r->set->campaign;
  for (size_t i = 0; i < r->drawing_count && !status; i++) {
    const struct report_figure *d = &r->drawing[i];
    if (d->absent || d->function != function) continue;
    bool whole = !strcmp(d->folder, "figures");
    snprintf(path, sizeof path, "%s/%s.%s", d->folder, d->figure->name, formats[0]);
    snprintf(csv, sizeof csv, "%s/%s.csv", d->folder, d->figure->name);
    snprintf(command, sizeof command, "optbench plot %s %s%s%s--only %s --format %s%s%s",
             r->results, whole ? "" : "-f ", whole ? "" : c->functions[function].label,
             whole ? "" : " ", d->figure->name, formats[0], r->elsewhere ? " --out " : "",
             r->elsewhere ? d->folder : "");
    describe(r, d, alt, caption);
    status = add_notes(r, d, caption, err);
    if (status) break;
    struct page_figure figure = {.folder = r->out,
                                 .path = path,
                                 .csv = csv,
                                 .alt = alt,
                                 .caption = caption,
                                 .command = command};
    status = page_figure(&r->page, &figure, err);
  }
  free(alt);
  free(caption);
  return status;
}
