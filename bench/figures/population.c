/* population.c -- the populations of evolution strategies and the ellipses that they are
 * drawn from, over a two-dimensional landscape: a row a method, a column a cost, and as an
 * animation. The first instance of each function, repetition 0.
 *
 * Traces hold no populations: the runs are replayed, bit for bit. An ellipse is mean + 2 L u, |u| =
 * 1, with L the Cholesky factor of the covariance: two standard deviations in every direction. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/landscape.h"
#include "bench/plot/replay.h"
#include "bench/plot/sheet.h"
#include "src/numeric/elementary.h"

enum { GRID = 181, STILLS = 5, FRAMES = 60, SHOWN = STILLS + FRAMES };
static const double standard_deviations = 2;

/* A generation that is shown. */
struct shot {
  size_t generation, first, last;  /* rows of its points */
  double cost, mean[2], factor[3]; /* L11, L21, L22 */
};

/* What a method did. */
struct story {
  struct cell cell;
  bool samples, shown;        /* a population; and at least one of them */
  double first, end, reached; /* costs: of the first generation, of all, to the target or NaN */
  double low[2], high[2];     /* what the ellipses take up, halved but for the first */
  double start[2];            /* the first mean */
  const char *others;         /* who is not shown on this function, for the heading */
};

enum { DATA, SHOTS, PATHS, METHODS };

/* While a run is replayed. */
struct scene {
  struct story *story;
  const struct problem *problem;
  double target, best;
  /* Second time: */
  struct sheets *sheets;
  const double *wanted; /* costs, ascending */
  size_t wanted_count, taken;
  struct shot *shots;
  double width[2], drawn[2]; /* of the picture; the mean that was drawn last */
};

static void widen(struct story *s, const double *mean, const double *reach)
{
  for (size_t k = 0; k < 2; k++) {
    s->low[k] = fmin(s->low[k], mean[k] - reach[k]);
    s->high[k] = fmax(s->high[k], mean[k] + reach[k]);
  }
}

/* First time: how long it takes and where it goes. */
static int survey(void *context, const struct generation *g, struct error *err)
{
  (void)err;
  struct scene *scene = context;
  struct story *s = scene->story;
  double reach[2];
  for (size_t k = 0; k < 2; k++)
    reach[k] = (g->index ? 1 : standard_deviations) * sqrt(g->covariance[3 * k]);
  if (!g->index) {
    s->first = g->cost;
    memcpy(s->start, g->mean, sizeof s->start);
  }
  s->end = g->cost;
  if (isfinite(g->mean[0]) && isfinite(g->mean[1])) widen(s, g->mean, reach);
  for (size_t i = 0; i < g->count; i++) scene->best = fmin(scene->best, g->f[i]);
  if (isnan(s->reached) && minimum_known(s->cell.function) &&
      scene->best - scene->problem->minimum <= scene->target)
    s->reached = g->cost;
  return STATUS_OK;
}

static void factorise(const double *covariance, double factor[3])
{
  factor[0] = sqrt(fmax(covariance[0], 0));
  factor[1] = factor[0] > 0 ? covariance[2] / factor[0] : 0;
  factor[2] = sqrt(fmax(covariance[3] - factor[1] * factor[1], 0));
}

/* The rows of a population, once, however many shots show it. */
static void put_points(const struct scene *scene, const struct generation *g)
{
  struct sheets *s = scene->sheets;
  for (size_t i = 0; i < g->count; i++) {
    size_t better = 0;
    for (size_t k = 0; k < g->count; k++) better += g->f[k] < g->f[i];
    put_text(&s->file[DATA], scene->story->cell.function->label, ',');
    put_text(&s->file[DATA], scene->story->cell.optimizer->label, ',');
    put_number(&s->file[DATA], (double)g->index, ',');
    put_number(&s->file[DATA], g->cost, ',');
    put_number(&s->file[DATA], g->x[2 * i], ',');
    put_number(&s->file[DATA], g->x[2 * i + 1], ',');
    put_number(&s->file[DATA], g->f[i], ',');
    put_number(&s->file[DATA], 2 * better < g->count, '\n');
  }
}

/* Where the mean went, as far as a picture can show it. */
static void put_mean(struct scene *scene, const struct generation *g)
{
  static const double share = 1.0 / 400;
  double far = 0;
  for (size_t k = 0; k < 2; k++)
    far = fmax(far, fabs(g->mean[k] - scene->drawn[k]) / scene->width[k]);
  if (g->index && far < share) return;
  put_number(&scene->sheets->file[PATHS], g->before, ',');
  put_number(&scene->sheets->file[PATHS], g->mean[0], ',');
  put_number(&scene->sheets->file[PATHS], g->mean[1], '\n');
  memcpy(scene->drawn, g->mean, sizeof scene->drawn);
}

/* Second time: the generations in which the wanted costs are spent, and the last one for those
 * beyond. */
static int show(void *context, const struct generation *g, struct error *err)
{
  (void)err;
  struct scene *scene = context;
  bool last = g->cost >= scene->story->end, wrote = false;
  put_mean(scene, g);
  while (scene->taken < scene->wanted_count && (scene->wanted[scene->taken] <= g->cost || last)) {
    struct shot *shot = &scene->shots[scene->taken++];
    *shot = (struct shot){.generation = g->index,
                          .first = scene->sheets->file[DATA].rows - (wrote ? g->count : 0),
                          .cost = g->cost,
                          .mean = {g->mean[0], g->mean[1]}};
    shot->last = shot->first + g->count - 1;
    factorise(g->covariance, shot->factor);
    if (!wrote) put_points(scene, g);
    wrote = true;
  }
  return STATUS_OK;
}

static int compare(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Costs that all methods are shown at: stills in equal ratios until the first method reaches the
 * target, frames until the last of those that do, closer together at the beginning; if none does,
 * until the end. */
static void choose_costs(const struct story *stories, size_t count, double still[STILLS],
                         double frame[FRAMES])
{
  double first = 0, end = 0, soonest = INFINITY, latest = 0;
  for (size_t i = 0; i < count; i++) {
    if (!stories[i].shown) continue;
    first = fmax(first, stories[i].first);
    end = fmax(end, stories[i].end);
    if (isnan(stories[i].reached)) continue;
    soonest = fmin(soonest, stories[i].reached);
    latest = fmax(latest, stories[i].reached);
  }
  if (isinf(soonest)) soonest = latest = end;
  soonest = fmax(soonest, first);
  still[0] = 1; /* each method's first generation */
  for (size_t k = 1; k < STILLS; k++)
    still[k] = ceil(first * repro_pow(soonest / first, (double)k / (STILLS - 1)));
  for (size_t k = 0; k < FRAMES; k++)
    frame[k] = ceil(latest * repro_pow((double)(k + 1) / FRAMES, 1.5));
}

static void put_shot(const struct shot *shot, size_t method, const char *kind, size_t number,
                     double wanted, struct sheets *s)
{
  put_number(&s->file[SHOTS], (double)method, ',');
  put_text(&s->file[SHOTS], kind, ',');
  put_number(&s->file[SHOTS], (double)number, ',');
  put_number(&s->file[SHOTS], wanted, ',');
  put_number(&s->file[SHOTS], (double)shot->generation, ',');
  put_number(&s->file[SHOTS], shot->cost, ',');
  for (size_t k = 0; k < 2; k++) put_number(&s->file[SHOTS], shot->mean[k], ',');
  for (size_t k = 0; k < 3; k++) put_number(&s->file[SHOTS], shot->factor[k], ',');
  put_number(&s->file[SHOTS], (double)shot->first, ',');
  put_number(&s->file[SHOTS], (double)shot->last, '\n');
}

static void put_method(const struct plot *plot, const struct story *story,
                       const struct axis axis[2], const struct problem *problem, size_t landscape,
                       size_t first, struct sheets *s)
{
  char title[TITLE_SIZE];
  const struct cell *cell = &story->cell;
  double target = plot->campaign->target > 1e-8 ? plot->campaign->target : 1e-8;
  put_number(&s->file[METHODS], (double)landscape, ',');
  function_title(cell->function, title);
  put_title(&s->file[METHODS], title, ',');
  put_style(&s->file[METHODS], &plot->styles[cell->optimizer - plot->campaign->optimizers], ',');
  for (size_t k = 0; k < 2; k++) {
    put_number(&s->file[METHODS], axis[k].low, ',');
    put_number(&s->file[METHODS], axis[k].high, ',');
  }
  for (size_t k = 0; k < 2; k++)
    put_number(&s->file[METHODS], problem->minimiser ? problem->minimiser[k] : NAN, ',');
  put_number(&s->file[METHODS], target, ',');
  put_number(&s->file[METHODS], story->reached, ',');
  put_number(&s->file[METHODS], story->end, ',');
  put_number(&s->file[METHODS], (double)first, ',');
  put_number(&s->file[METHODS], (double)s->file[PATHS].rows - 1, ',');
  cost_title(plot->campaign, title);
  put_text(&s->file[METHODS], title, ',');
  put_text(&s->file[METHODS], story->others, '\n');
}

static int replay_story(const struct plot *plot, struct scene *scene,
                        int (*generation)(void *, const struct generation *, struct error *),
                        struct error *err)
{
  struct replay run = {
      .plot = plot, .cell = &scene->story->cell, .generation = generation, .context = scene};
  return replay(&run, err);
}

static int show_method(const struct plot *plot, struct story *story, const struct axis axis[2],
                       const struct problem *problem, size_t landscape, const double still[STILLS],
                       const double frame[FRAMES], struct sheets *s, struct error *err)
{
  double wanted[SHOWN];
  struct shot shots[SHOWN] = {{0}};
  memcpy(wanted, still, STILLS * sizeof *wanted);
  memcpy(wanted + STILLS, frame, FRAMES * sizeof *wanted);
  qsort(wanted, SHOWN, sizeof *wanted, compare);
  size_t first = s->file[PATHS].rows, stills = 0, frames = 0;
  struct scene scene = {.story = story,
                        .problem = problem,
                        .sheets = s,
                        .wanted = wanted,
                        .wanted_count = SHOWN,
                        .shots = shots,
                        .width = {axis[0].high - axis[0].low, axis[1].high - axis[1].low}};
  int status = replay_story(plot, &scene, show, err);
  if (status) return status;
  for (size_t i = 0; i < SHOWN; i++) {
    /* A cost that both want stands twice. */
    if (stills < STILLS && wanted[i] == still[stills]) {
      put_shot(&shots[i], s->file[METHODS].rows, "still", stills, wanted[i], s);
      stills++;
    } else if (frames < FRAMES) {
      put_shot(&shots[i], s->file[METHODS].rows, "frame", frames, wanted[i], s);
      frames++;
    }
  }
  put_method(plot, story, axis, problem, landscape, first, s);
  return STATUS_OK;
}

/* What to show: the minimiser, the means and the first ellipses, not far beyond the search region
 * and the starts. */
static void find_view(const struct problem *problem, const struct story *stories, size_t count,
                      struct axis axis[2])
{
  for (size_t k = 0; k < 2; k++) {
    double low = problem->minimiser ? problem->minimiser[k] : INFINITY;
    double high = problem->minimiser ? problem->minimiser[k] : -INFINITY;
    for (size_t i = 0; i < count; i++) {
      if (!stories[i].shown) continue;
      low = fmin(low, stories[i].low[k]);
      high = fmax(high, stories[i].high[k]);
    }
    double margin = 0.06 * (high - low);
    double beyond = (problem->high[k] - problem->low[k]) / 4;
    double least = problem->low[k], most = problem->high[k];
    for (size_t i = 0; i < count; i++) {
      if (!stories[i].shown || !field_holds(stories[i].start[0], stories[i].start[1])) continue;
      least = fmin(least, stories[i].start[k]);
      most = fmax(most, stories[i].start[k]);
    }
    low = fmax(low - margin, least - beyond);
    high = fmin(high + margin, most + beyond);
    if (!(low < high)) {
      low = problem->low[k];
      high = problem->high[k];
    }
    axis[k] = (struct axis){low, high, GRID};
  }
}

/* "KIND: A; B" of those that are not shown, either as their optimizer samples no population or as
 * none is whole. */
static void name_others(const struct plot *plot, const struct story *stories, bool samples,
                        const char *kind, char text[WHY_SIZE])
{
  size_t used = strlen(text), count = plot->campaign->optimizer_count, named = 0;
  for (size_t i = 0; i < count; i++) {
    const char *title = plot->styles[i].title;
    if (stories[i].shown || stories[i].samples != samples) continue;
    if (used + strlen(kind) + strlen(title) + 8 >= WHY_SIZE) continue;
    used += (size_t)snprintf(text + used, WHY_SIZE - used, "%s%s%s",
                             named  ? "; "
                             : used ? ";  "
                                    : "",
                             named ? "" : kind, title);
    named++;
  }
}

/* The methods on one function, their cells side by side from `first` on; *landscapes counts the
 * functions that were drawn. */
static int write_function(const struct plot *plot, size_t first, struct story *stories,
                          size_t *landscapes, struct sheets *s, struct error *err)
{
  size_t count = plot->campaign->optimizer_count, shown = 0;
  struct landscape landscape = {0};
  struct axis axis[2];
  double still[STILLS], frame[FRAMES];
  char part[32];
  struct cell cell = campaign_cell(plot->campaign, first);
  int status = landscape_open(&landscape, plot, &cell, err);
  for (size_t i = 0; i < count && !status; i++) {
    stories[i] = (struct story){.cell = campaign_cell(plot->campaign, first + i),
                                .reached = NAN,
                                .low = {INFINITY, INFINITY},
                                .high = {-INFINITY, -INFINITY}};
    struct scene scene = {.story = &stories[i],
                          .problem = landscape.problem,
                          .target = plot->campaign->target > 1e-8 ? plot->campaign->target : 1e-8,
                          .best = INFINITY};
    status = replay_possible(plot, &stories[i].cell, &stories[i].shown, err);
    if (!status && !stories[i].shown)
      sheets_show(s, i, false, "samples no population from a normal distribution");
    stories[i].samples = stories[i].shown;
    if (status || !stories[i].shown) continue;
    status = replay_story(plot, &scene, survey, err);
    stories[i].shown = stories[i].end > 0;
    sheets_show(s, i, stories[i].shown, "the budget pays for no generation");
    shown += stories[i].shown;
  }
  char others[WHY_SIZE] = "";
  name_others(plot, stories, false, "no population: ", others);
  name_others(plot, stories, true, "no generation: ", others);
  if (!others[0]) strcpy(others, "-"); /* gnuplot cannot tell an empty text from none */
  for (size_t i = 0; i < count; i++) stories[i].others = others;
  if (!status && shown) {
    find_view(landscape.problem, stories, count, axis);
    choose_costs(stories, count, still, frame);
    for (size_t i = 0; i < count && !status; i++)
      if (stories[i].shown)
        status = show_method(plot, &stories[i], axis, landscape.problem, *landscapes, still, frame,
                             s, err);
    snprintf(part, sizeof part, "landscape%zu", (*landscapes)++);
    if (!status) landscape_sound(&landscape, &axis[0], &axis[1]);
    if (!status)
      status = write_field(plot, "population", part, &axis[0], &axis[1], landscape_log_error,
                           &landscape, err);
  }
  landscape_close(&landscape);
  return status;
}

static int write_sheets(const struct plot *plot, struct story *stories, struct sheets *s,
                        struct error *err)
{
  const struct campaign *c = plot->campaign;
  int status = STATUS_OK;
  size_t landscapes = 0;
  const struct function_entry *last = NULL;
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i++) {
    struct cell cell = campaign_cell(c, i);
    if (cell.dim != 2 || cell.function == last) continue;
    last = cell.function;
    status = write_function(plot, i, stories, &landscapes, s, err);
  }
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct story *stories = calloc(plot->campaign->optimizer_count, sizeof *stories);
  if (!stories) return error_memory(err, "the populations of a figure");
  int status = write_sheets(plot, stories, s, err);
  free(stories);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    struct error err;
    bool drawable;
    if (cell.dim == 2 && !replay_possible(plot, &cell, &drawable, &err) && drawable) return true;
  }
  snprintf(why, WHY_SIZE,
           "a method that samples from a normal distribution, in two dimensions: run with -o "
           "es,xnes -d 2");
  return false;
}

const struct figure figure_population = {
    .name = "population",
    .summary = "populations and their ellipses over a two-dimensional landscape, generation by "
               "generation",
    .sheet = {[DATA] = {NULL, "function,optimizer,generation,cost,x1,x2,f,better_half"},
              [SHOTS] = {"shots",
                         "method,kind,number,wanted,generation,cost,mean_x1,mean_x2,l11,l21,l22,"
                         "first,last"},
              [PATHS] = {"paths", "cost,x1,x2"},
              [METHODS] = {"methods",
                           "landscape,function,title,colour,dash,x1_low,x1_high,x2_low,x2_high,"
                           "minimiser_x1,minimiser_x2,target,reached,end,first,last,axis,others"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .animated = true,
    .caption = "Populations of evolution strategies over the landscape of {title}: generations at "
               "a few costs, and ellipses of two standard deviations of the distribution that they "
               "are drawn from. Runs are replayed, bit for bit.",
};
