/* report_figures.c -- the figures of a report: those of all functions together in figures/, those
 * of one function in figures/FUNCTION/. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/io/csv.h"
#include "bench/plot/image.h"
#include "bench/record/trace.h"
#include "bench/report/report.h"
#include "bench/statistics/quantiles.h"
#include "src/number.h"

static const char *const formats[] = {"svg", "png", "pdf"}; /* the first is what the page holds */
enum { FORMAT_COUNT = sizeof formats / sizeof *formats, JOBS = 2 };

static int see_traces(struct report *r, struct error *err)
{
  const struct campaign *c = &r->set->campaign;
  size_t cells = campaign_cell_count(c);
  r->traced = calloc(cells, sizeof *r->traced);
  if (!r->traced) return error_memory(err, "the list of traces");
  for (size_t i = 0; i < cells; i++) {
    struct cell cell = campaign_cell(c, i);
    r->traced[i] = trace_exists(r->set->folder, &cell);
    r->traces += r->traced[i];
  }
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
  if (paths_join(path, r->set->folder, "targets.csv", &err) || csv_open(&csv, path, &err))
    return false;
  bool found = csv_find(&csv, "target", &column);
  csv_close(&csv);
  return found;
}

/* A profile of another kind: drawn of all functions together, with a panel each, and no more. */
static bool is_overall(const struct figure *figure)
{
  return figure == &figure_restarts || figure == &figure_performance;
}

/* Is there a curve: an optimizer whose median error on a function is finite? */
static bool has_curve(const struct report *r, const struct campaign *part)
{
  for (size_t b = 0; b < r->ranking.block_count; b++) {
    const struct ranking_block *block = &r->ranking.block[b];
    if (part->function_count == 1 && block->function != part->functions) continue;
    for (size_t o = 0; o < part->optimizer_count; o++)
      if (block->by[o].count && isfinite(block->by[o].error.at.median)) return true;
  }
  return false;
}

static bool wanted(const struct report *r, const struct plot *plot, const struct figure *figure)
{
  char why[WHY_SIZE];
  const struct campaign *c = plot->campaign;
  bool profile = figure == &figure_profile, convergence = figure == &figure_convergence;
  bool usual = profile || convergence || figure == &figure_trajectories;
  bool of_costs =
      profile || is_overall(figure) || figure == &figure_dimension || figure == &figure_scan;
  if (!usual && (c->figures[0] || figure->listed_only) && !listed(c->figures, figure->name))
    return false;
  if (of_costs && !has_target_rows(r)) return false;
  if (!of_costs && !r->traces) return false;
  if (convergence && !has_curve(r, c)) return false;
  return figure->possible(plot, why);
}

static int add(struct report *r, const struct figure *figure, size_t function, struct error *err)
{
  struct drawing *longer = realloc(r->drawing, (r->drawing_count + 1) * sizeof *longer);
  if (!longer) return error_memory(err, "the list of figures");
  r->drawing = longer;
  struct drawing *d = &r->drawing[r->drawing_count++];
  *d = (struct drawing){.figure = figure, .function = function};
  const struct campaign *c = &r->set->campaign;
  if (function < c->function_count && c->function_count > 1)
    part_folder(&c->functions[function], d->folder);
  else
    strcpy(d->folder, "figures");
  return STATUS_OK;
}

/* The profiles of all functions together, then for each function what it has. A campaign of one
 * function has its profile once, as that of all. */
static int choose(struct report *r, struct error *err)
{
  const struct campaign *c = &r->set->campaign;
  struct campaign part;
  struct plot plot;
  int status = STATUS_OK;
  make_plot(r, c->function_count, &part, "", &plot);
  const struct figure *const overall[] = {&figure_profile, &figure_restarts, &figure_performance};
  for (size_t i = 0; i < sizeof overall / sizeof *overall && !status; i++)
    if (wanted(r, &plot, overall[i])) status = add(r, overall[i], c->function_count, err);
  for (size_t f = 0; f < c->function_count; f++) {
    make_plot(r, f, &part, "", &plot);
    for (size_t i = 0; figures[i] && !status; i++)
      if ((figures[i] != &figure_profile || c->function_count > 1) && !is_overall(figures[i]) &&
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

/* Was the image drawn after the results and by the script as it is? */
static bool fresh(const struct report *r, const struct image *image)
{
  static const char *const sources[] = {"campaign.ini", "runs.csv", "targets.csv"};
  struct stat drawn, source;
  char path[PATH_SIZE];
  struct error err;
  if (stat(image->path, &drawn) || stat(image->script, &source) || newer(&source, &drawn))
    return false;
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    if (paths_join(path, r->set->folder, sources[i], &err) || stat(path, &source) ||
        newer(&source, &drawn))
      return false;
  return true;
}

/* Add the images of a drawing that is not there as the results are now; those of other formats only
 * where there are older ones, which would not fit the figure's CSV any more. */
static int prepare(const struct report *r, const struct drawing *d, const char *out,
                   struct image *images, size_t *count, struct error *err)
{
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
  if (!status) status = paths_make_folder(out, err);
  make_plot(r, d->function, &part, out, &plot);
  return status ? status : d->figure->write(&plot, err);
}

int report_draw(struct report *r, struct error *err)
{
  int status = see_traces(r, err);
  if (!status) status = choose(r, err);
  bool checked = false;
  for (size_t first = 0, end; first < r->drawing_count && !status; first = end) {
    char out[PATH_SIZE];
    for (end = first; end < r->drawing_count; end++)
      if (strcmp(r->drawing[end].folder, r->drawing[first].folder) != 0) break;
    struct image *images = calloc((end - first) * FORMAT_COUNT, sizeof *images);
    if (!images) return error_memory(err, "the drawing of figures");
    size_t count = 0;
    status = paths_join(out, r->set->folder, r->drawing[first].folder, err);
    for (size_t i = first; i < end && !status; i++)
      status = prepare(r, &r->drawing[i], out, images, &count, err);
    if (count && !checked && !status) {
      status = images_check(err);
      checked = true;
    }
    if (count && !status) status = images_draw(images, count, JOBS, out, err);
    free(images);
  }
  return status;
}

double report_share(const struct report *r, size_t optimizer, size_t function)
{
  const struct campaign *c = &r->set->campaign;
  double reached = 0, cases = 0;
  for (size_t i = 0; i < r->set->cell_count; i++) {
    const struct cell_results *cell = &r->set->cell[i];
    if (strcmp(cell->optimizer, c->optimizers[optimizer].label) != 0) continue;
    if (function < c->function_count && strcmp(cell->function, c->functions[function].label) != 0)
      continue;
    /* Runs added for more successes are not in the profile. */
    for (size_t k = 0; k < cell->run_count && k < c->runs; k++) {
      cases += TARGET_COUNT;
      for (size_t t = 0; t < TARGET_COUNT; t++) reached += isfinite(cell->run[k].to[t]) ? 1 : 0;
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

static void describe_profile(const struct report *r, size_t function, const char *title, char *alt,
                             size_t size)
{
  size_t used =
      (size_t)snprintf(alt, size, "Runtime profile of %s. Targets reached at the end:", title);
  for (size_t o = 0; o < r->set->campaign.optimizer_count && used + TITLE_SIZE + 16 < size; o++)
    used += (size_t)snprintf(alt + used, size - used, "%s %s %.0f %%", o ? "," : "",
                             r->styles[o].title, 100 * report_share(r, o, function));
}

static void describe(const struct report *r, const struct drawing *d, char alt[PAGE_TEXT],
                     char caption[PAGE_TEXT])
{
  char title[TITLE_SIZE], target[NUMBER_TEXT];
  const struct campaign *c = &r->set->campaign;
  title_of(r, d->function, title);
  number_format(c->target > 1e-8 ? c->target : 1e-8, target);
  if (d->figure == &figure_profile) {
    describe_profile(r, d->function, title, alt, PAGE_TEXT - 8);
    snprintf(caption, PAGE_TEXT,
             "Runtime profile, %s: the share of all pairs of run and target that are reached "
             "within a cost, which is counted in multiples of the dimension. Higher and further "
             "left is better. Nothing is simulated here: a run that ended counts as it is.",
             title);
  } else if (d->figure == &figure_restarts) {
    snprintf(alt, PAGE_TEXT, "Runtime profile of %s with simulated restarts.", title);
    snprintf(caption, PAGE_TEXT,
             "Runtime profile with simulated restarts, %s: a run that missed a target is followed "
             "by others drawn, with replacement, from those of its function, dimension, instance "
             "and optimizer until one reaches it, and their costs are added; 100 draws a target, "
             "each given up beyond 10 budgets, where the axis ends.",
             title);
  } else if (d->figure == &figure_performance) {
    snprintf(alt, PAGE_TEXT, "Performance profile of %s.", title);
    snprintf(caption, PAGE_TEXT,
             "Performance profile, %s: the share of problems (a function, dimension, instance and "
             "target each) that an optimizer solves with an average running time within a factor "
             "of the lowest. At 1: the share where it is itself the fastest; at the right end: "
             "the share that it solves at all. Problems that none solves count as well.",
             title);
  } else if (d->figure == &figure_convergence) {
    snprintf(alt, PAGE_TEXT,
             "Convergence on %s: error against cost, a panel a dimension. The "
             "table below has the numbers.",
             title);
    snprintf(caption, PAGE_TEXT,
             "Convergence on %s: the lowest error f − f* so far against cost, a panel a dimension. "
             "Lines are medians, bands reach from the lower to the upper quartile of the runs.",
             title);
  } else if (d->figure == &figure_trajectories) {
    snprintf(alt, PAGE_TEXT, "Paths of the optimizers over the landscape of %s, a panel each.",
             title);
    snprintf(caption, PAGE_TEXT,
             "Paths over the landscape of %s in two dimensions, the first repetition of each "
             "optimizer, dark where f is low. The dot is the start, the star the minimiser; the "
             "number is the cost until f − f* ≤ %s.",
             title, target);
  } else {
    snprintf(alt, PAGE_TEXT, "%s: %s.", title, d->figure->summary);
    snprintf(caption, PAGE_TEXT, "%s: %s.", title, d->figure->summary);
  }
}

int report_put_figures(struct report *r, size_t function, struct error *err)
{
  enum { COMMAND = LABEL_SIZE + 80 };
  char path[PART_SIZE + NAME_SIZE], csv[PART_SIZE + NAME_SIZE], command[COMMAND];
  char *alt = malloc(PAGE_TEXT), *caption = malloc(PAGE_TEXT);
  int status = alt && caption ? STATUS_OK : error_memory(err, "a caption");
  const struct campaign *c = &r->set->campaign;
  for (size_t i = 0; i < r->drawing_count && !status; i++) {
    const struct drawing *d = &r->drawing[i];
    if (d->function != function) continue;
    bool whole = !strcmp(d->folder, "figures");
    snprintf(path, sizeof path, "%s/%s.%s", d->folder, d->figure->name, formats[0]);
    snprintf(csv, sizeof csv, "%s/%s.csv", d->folder, d->figure->name);
    snprintf(command, sizeof command, "optbench plot . %s%s%s--only %s --format %s",
             whole ? "" : "-f ", whole ? "" : c->functions[function].label, whole ? "" : " ",
             d->figure->name, formats[0]);
    describe(r, d, alt, caption);
    struct page_figure figure = {.folder = r->set->folder,
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
