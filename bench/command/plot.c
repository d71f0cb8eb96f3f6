/* plot.c -- `optbench plot`: the figures of a campaign's results. */
#include <string.h>

#include "bench/command/commands.h"
#include "bench/figures/figures.h"
#include "bench/figures/slice.h"
#include "bench/io/options.h"
#include "bench/plan/problems.h"
#include "bench/plot/draw.h"
#include "bench/plot/fonts.h"
#include "bench/plot/image.h"
#include "bench/plot/redraw.h"
#include "bench/record/results_find.h"
#include "src/names.h"
#include "src/number.h"

struct request {
  struct drawing drawing; /* its `results` as typed */
  struct slice slice;
  struct budget_marks budgets;
  const char *dims, *of_slice; /* of_slice: an option that goes with --slice only */
  bool only[FIGURE_COUNT], sliced, help;
};

static const struct option_row rows[] = {
    {0, "only", "FIGURES", "draw these only, as A,B; the default is the campaign's list"},
    {'f', "function", "FUNCTION", "of this one alone, into RESULTS/figures/FUNCTION"},
    {0, "out", "DIR", "write them here instead"},
    {0, "format", "FORMATS",
     "png, svg, gif (what moves), pdf, eps, tikz, cairolatex (.tex); the default is png,svg,gif"},
    {'o', "file", "FILE", "one figure into this file; its ending says the format"},
    {0, "size", "SIZE", "WIDTHxHEIGHT in cm, as 12x8; or column, page: 8.4, 17.4 cm wide"},
    {0, "font", "FONT", "FAMILY, FAMILY,POINTS or ,POINTS; the usual size is 10"},
    {0, "title", "TITLE", "for the heading's bold part"},
    {0, "theme", "THEME", "light, dark or slides"},
    {0, "bands", NULL, "profiles have 95% bands, however many curves they have (up to 5: always)"},
    {0, "budgets", "LIST", "errors at these, as 10d,100d (times the dimension) or 1k"},
    {0, "slice", NULL, "instead: f along random directions through a point of a run"},
    {0, "at", "POINT", "slices: start, final or best; the default is the best that a run kept"},
    {0, "span", "R", "slices: how far they go; the default goes by function and point"},
    {0, "seed", "N", "slices: of their directions (1)"},
    {'d', "dimensions", "LIST", "slices: with -f and without RESULTS, of that function alone"},
    {'j', "jobs", "N", "draw N at a time (2)"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static void help(FILE *out)
{
  fputs("optbench plot [RESULTS] [OPTIONS]\n\n"
        "Draw the figures of a campaign's results: RESULTS is its folder, or that folder's name\n"
        "under results/; without it, the one last written there. Or draw a figure again from the "
        "CSV\n"
        "beside it, which may have been edited: RESULTS is FIGURE.csv.\n\n",
        out);
  options_help(rows, out);
  fputs("\nFigures:\n", out);
  for (size_t i = 0; figures[i]; i++)
    fprintf(out, "  %-14s %s\n", figures[i]->name, figures[i]->summary);
}

/* An option of slices; *is_one: it is. */
static int take_slice(struct request *r, const struct option_row *row, const char *value,
                      bool *is_one, struct error *err)
{
  struct slice *s = &r->slice;
  double number;
  *is_one = true;
  if (!strcmp(row->name, "slice")) {
    r->sliced = true;
    return STATUS_OK;
  }
  if (!strcmp(row->name, "at")) {
    s->chosen = false;
    s->point = SLICE_START;
    while (slice_points[s->point] && strcmp(slice_points[s->point], value) != 0) s->point++;
    if (!slice_points[s->point])
      return error_set(err, STATUS_USAGE, "--at: '%.40s' is not start, final or best", value);
  } else if (!strcmp(row->name, "span")) {
    if (!number_parse(value, &s->span) || !(s->span > 0))
      return error_set(err, STATUS_USAGE, "--span: '%.40s' is not a number above 0", value);
  } else if (!strcmp(row->name, "seed")) {
    if (!number_parse_count(value, &number))
      return error_set(err, STATUS_USAGE,
                       "--seed: '%.40s' is not a whole number from 0 to 2^53 = 9007199254740992",
                       value);
    s->seed = (uint64_t)number;
  } else if (!strcmp(row->name, "dimensions")) {
    r->dims = value;
  } else {
    *is_one = false;
    return STATUS_OK;
  }
  r->of_slice = row->name;
  return STATUS_OK;
}

/* The formats of a list; a name that is none has all of them told. */
static int take_formats(struct drawing *d, const char *value, struct error *err)
{
  if (!*value) return error_set(err, STATUS_USAGE, "--format is empty; write png, svg or pdf");
  int status = names_mark(value, "format", "plot", draw_formats, DRAW_FORMATS, d->format, err);
  char *remedy = status ? strstr(err->text, "'; ") : NULL;
  d->formats_named = true;
  if (!remedy) return status;
  size_t used = (size_t)(remedy - err->text);
  used += (size_t)snprintf(remedy, sizeof err->text - used, "'; there are");
  for (size_t k = 0; k < DRAW_FORMATS && used < sizeof err->text; k++)
    used += (size_t)snprintf(err->text + used, sizeof err->text - used, "%s %s",
                             !k                      ? ""
                             : k + 1 == DRAW_FORMATS ? " and"
                                                     : ",",
                             draw_formats[k]);
  return status;
}

/* How figures look; *is_one: the option says that. */
static int take_form(struct drawing *d, const struct option_row *row, const char *value,
                     bool *is_one, struct error *err)
{
  static const struct {
    const char *name;
    int (*take)(struct form *form, const char *value, struct error *err);
  } takers[] = {
      {"size", form_size}, {"font", form_font}, {"title", form_title}, {"theme", form_theme}};
  for (size_t i = 0; i < sizeof takers / sizeof *takers; i++)
    if ((*is_one = !strcmp(row->name, takers[i].name))) return takers[i].take(&d->form, value, err);
  return STATUS_OK;
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  struct drawing *d = &r->drawing;
  bool taken = false;
  int status = row ? take_slice(r, row, value, &taken, err) : STATUS_OK;
  if (row && !taken) status = take_form(d, row, value, &taken, err);
  if (taken) return status;
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
    return take_formats(d, value, err);
  } else if (!strcmp(row->name, "file")) {
    d->file = value;
  } else if (!strcmp(row->name, "budgets")) {
    int wrong = budget_marks_parse(value, &r->budgets, err);
    d->budgets = r->budgets.count ? &r->budgets : NULL;
    return wrong;
  } else if (!strcmp(row->name, "bands")) {
    d->bands = true;
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

/* A function without results, around its start. */
static int draw_alone(struct request *r, struct error *err)
{
  struct drawing *d = &r->drawing;
  const struct libraries *l = d->libraries;
  struct campaign c = {0};
  if (!r->slice.chosen && r->slice.point != SLICE_START)
    return error_set(err, STATUS_USAGE, "--at %s needs RESULTS, whose runs have such a point",
                     slice_points[r->slice.point]);
  int status = campaign_defaults(l, &c, "slice", err);
  if (status) return status;
  status = campaign_set(l, &c, "functions", d->function, err);
  if (!status) status = campaign_set(l, &c, "optimizers", "random", err);
  if (!status && r->dims) status = campaign_set(l, &c, "dimensions", r->dims, err);
  if (!status) status = campaign_find_dims(l, &c, err);
  if (!status) status = campaign_check_dims(&c, err);
  if (!status) status = campaign_validate(l, &c, err);
  d->campaign = &c;
  d->function = NULL;
  d->results = "results/slice";
  if (!d->out) d->out = d->results;
  if (!status) status = draw(d, err);
  campaign_free(&c);
  return status;
}

/* What the options of slices do not go with. */
static int check_slice(const struct request *r, struct error *err)
{
  if (!r->sliced && r->of_slice)
    return error_set(err, STATUS_USAGE, "--%s goes with --slice", r->of_slice);
  if (r->sliced && r->drawing.only)
    return error_set(err, STATUS_USAGE, "--slice draws one figure: leave --only out");
  if (r->dims && (r->drawing.results || !r->drawing.function))
    return error_set(err, STATUS_USAGE,
                     "-d goes with -f and without RESULTS, which have their own dimensions");
  return STATUS_OK;
}

/* The one format of -o, by the ending of its name; .tex may be TikZ too. */
static int choose_format(struct drawing *d, struct error *err)
{
  const char *slash = strrchr(d->file, '/'), *name = slash ? slash + 1 : d->file;
  const char *dot = strrchr(name, '.');
  bool tikz = d->format[DRAW_TIKZ];
  size_t format = 0, others = 0;
  while (format < DRAW_FORMATS &&
         (!dot || dot == name || strcmp(dot + 1, image_end(draw_formats[format])) != 0))
    format++;
  if (format == DRAW_FORMATS)
    return error_set(err, STATUS_USAGE,
                     "-o: '%.200s' does not end in .png, .svg, .gif, .pdf, .eps, .tikz or .tex",
                     d->file);
  if (format == DRAW_CAIROLATEX && tikz) format = DRAW_TIKZ;
  for (size_t k = 0; k < DRAW_FORMATS; k++) {
    others += k != format && d->format[k];
    d->format[k] = k == format;
  }
  if (others)
    return error_set(err, STATUS_USAGE,
                     "-o: '%.200s' says the format by its ending; leave --format out", d->file);
  if (format == DRAW_CAIROLATEX && name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
                                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+")])
    return error_set(
        err, STATUS_USAGE,
        "-o: LaTeX cannot include '%.200s'; take letters, digits and .-_+ for its name", d->file);
  d->formats_named = true;
  return STATUS_OK;
}

int cmd_plot(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {
      .drawing = {.libraries = libraries, .figures = figures, .jobs = DRAW_JOBS},
      .slice = {.seed = 1, .point = SLICE_BEST, .chosen = true}};
  static const struct figure *const slices[] = {&figure_slice, NULL};
  struct drawing *d = &request.drawing;
  char folder[PATH_SIZE];
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    help(stdout);
    return STATUS_OK;
  }
  if (d->file) status = choose_format(d, err);
  if (status) return status;
  if (!d->formats_named) d->format[DRAW_PNG] = d->format[DRAW_SVG] = d->format[DRAW_GIF] = true;
  status = check_slice(&request, err);
  if (status) return status;
  fonts_tell(d->form.family);
  if (d->results && redraw_takes(d->results)) {
    if (request.sliced || d->only || d->function || d->budgets || d->bands)
      return error_set(
          err, STATUS_USAGE,
          "'%.200s' is drawn as it is: of the options only --out, -o, --format, --size, "
          "--font, --title, --theme and -j go with it",
          d->results);
    return redraw(d, d->results, err);
  }
  if (request.sliced) {
    d->slice = &request.slice;
    d->figures = slices;
    if (!d->results && d->function) return draw_alone(&request, err);
  }
  status = results_locate(d->results, folder, err);
  d->results = folder;
  return status ? status : draw(d, err);
}
