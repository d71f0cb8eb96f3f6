/* visits.c -- see visits.h. */
#include "bench/dissect/visits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/jobs.h"
#include "bench/driver/repetition.h"
#include "bench/plan/problems.h"
#include "src/numeric/elementary.h"

/* What a run leaves, in a place of its own. */
struct run_visits {
  struct visit visit[VISIT_PLACES];
  struct fixed_point point[VISIT_STARTS];
  size_t visits, points, starts;
  bool diverged;
  double sizes[VISIT_BINS + 2];
};

struct runs {
  const struct libraries *libraries;
  const struct weights *weights;
  const struct function_entry *function;
  struct recurrence recurrence;
  struct run_visits *run; /* VISIT_RUNS */
};

/* A run while it goes on. */
struct walk {
  const struct runs *all;
  struct problem *problem;
  size_t index;
  double *x, *gradient, *state, *scratch; /* x: owned, the others behind it */
  struct stream places, noise;
};

static struct cell cell_of(const struct runs *all, size_t index)
{
  return (struct cell){.function = all->function,
                       .dim = all->weights->dim,
                       .instance = VISIT_INSTANCE + (unsigned)index};
}

static int open_walk(const struct runs *all, size_t index, struct walk *w, struct error *err)
{
  static const struct campaign campaign = {.seed = 1};
  struct cell cell = cell_of(all, index);
  size_t hidden = all->recurrence.hidden, dim = cell.dim;
  *w = (struct walk){.all = all, .index = index};
  int status =
      problem_open(all->libraries, &all->function->spec, dim, cell.instance, &w->problem, err);
  if (status) return status;
  if (w->problem->traits & NO_GRADIENT)
    return error_set(err, STATUS_USAGE, "%.100s has no gradient", all->weights->task);
  size_t scratch = w->problem->scratch ? w->problem->scratch(w->problem, 1) : 0;
  w->x = malloc((dim * (2 + hidden) + scratch) * sizeof *w->x);
  if (!w->x) return error_memory(err, "a run of a learned optimizer");
  w->gradient = w->x + dim;
  w->state = w->gradient + dim;
  w->scratch = w->state + dim * hidden;
  w->noise = repetition_stream(&campaign, &cell, 0, "noise");
  w->places = repetition_stream(&campaign, &cell, 0, "dissect");
  repetition_draw(w->problem, repetition_stream(&campaign, &cell, 0, "start"), 0, w->x);
  const struct recurrence *r = &all->recurrence;
  for (size_t i = 0; i < dim; i++)
    memcpy(w->state + i * hidden, r->network->number + r->parts.begin, hidden * sizeof *w->state);
  return STATUS_OK;
}

static void close_walk(struct walk *w)
{
  free(w->x);
  problem_free(w->problem);
}

/* Value and gradient where it stands; false where it has diverged. */
static bool look(struct walk *w, size_t step)
{
  double f = NAN, truth;
  struct batch batch = {.x = w->x,
                        .count = 1,
                        .f = &f,
                        .truth = w->problem->traits & DEAR_TRUTH ? NULL : &truth,
                        .gradient = w->gradient,
                        .scratch = w->scratch,
                        .stream = w->noise,
                        .index = step,
                        .step = step};
  w->problem->evaluate(w->problem, &batch);
  bool finite = isfinite(f);
  for (size_t i = 0; i < w->problem->dim; i++)
    finite = finite && isfinite(w->gradient[i]) && isfinite(w->x[i]);
  return finite;
}

static size_t bin_of(double size)
{
  double at = DECADE_BINS * (repro_log10(size) - DECADE_LOW);
  if (!(at >= 0)) return 0;
  return at < VISIT_BINS ? 1 + (size_t)at : VISIT_BINS + 1;
}

static void count_sizes(const struct walk *w, struct run_visits *out)
{
  for (size_t i = 0; i < w->problem->dim; i++)
    out->sizes[w->gradient[i] != 0 ? bin_of(fabs(w->gradient[i])) : 0]++;
}

/* Where a run's states are kept: a step and a coordinate drawn for each place. */
static size_t place_step(const struct walk *w, size_t place)
{
  return (size_t)(stream_uniform(w->places, 2 * place) * (double)w->all->weights->steps);
}

static void keep(const struct walk *w, size_t step, struct run_visits *out)
{
  size_t hidden = w->all->recurrence.hidden;
  for (size_t place = 0; place < VISIT_PLACES; place++) {
    if (place_step(w, place) != step) continue;
    struct visit *v = &out->visit[out->visits++];
    double share = stream_uniform(w->places, 2 * place + 1);
    *v = (struct visit){.run = w->index, .step = step};
    v->coordinate = (size_t)(share * (double)w->problem->dim);
    v->gradient = w->gradient[v->coordinate];
    memcpy(v->state, w->state + v->coordinate * hidden, hidden * sizeof *v->state);
  }
}

static void move(struct walk *w)
{
  const struct recurrence *r = &w->all->recurrence;
  for (size_t i = 0; i < w->problem->dim; i++) {
    double *state = w->state + i * r->hidden;
    w->x[i] += recurrence_step(r, w->gradient[i], state, state);
  }
}

/* From every so many of the states kept, which are in the order of the steps. */
static void search(const struct walk *w, struct run_visits *out)
{
  for (size_t i = 0; i < out->visits && out->starts < VISIT_STARTS;
       i += VISIT_PLACES / VISIT_STARTS) {
    out->starts++;
    if (fixed_find(&w->all->recurrence, 0, out->visit[i].state, &out->point[out->points]))
      out->points++;
  }
}

static int do_run(void *context, void *local, size_t index, double *evaluations, struct error *err)
{
  (void)local;
  const struct runs *all = context;
  struct run_visits *out = &all->run[index];
  struct walk walk;
  int status = open_walk(all, index, &walk, err);
  for (size_t step = 0; !status && step < all->weights->steps && !out->diverged; step++) {
    out->diverged = !look(&walk, step);
    *evaluations += 2;
    if (out->diverged) break;
    count_sizes(&walk, out);
    keep(&walk, step, out);
    move(&walk);
  }
  if (!status) search(&walk, out);
  close_walk(&walk);
  return status;
}

static void clean(void *local) { (void)local; }

static int do_runs(struct runs *runs, size_t threads, struct error *err)
{
  struct progress bar;
  struct tally progress = {0};
  atomic_bool halt = false;
  sigset_t before;
  bool interrupted = false;
  struct jobs jobs = {.count = VISIT_RUNS,
                      .threads = threads < VISIT_RUNS ? threads : VISIT_RUNS,
                      .job = do_run,
                      .clean = clean,
                      .context = runs,
                      .progress = &progress,
                      .bar = &bar,
                      .total = VISIT_RUNS,
                      .halt = &halt,
                      .last_words = "optbench: interrupted; nothing was written"};
  watch_begin(&before);
  progress_begin(&bar);
  int status = jobs_run(&jobs, &interrupted, err);
  progress_end(&bar);
  watch_end(&before);
  if (!status && interrupted)
    status = error_set(err, EXIT_INTERRUPTED, "interrupted; nothing was written");
  return status;
}

static void add_point(const struct recurrence *r, const struct fixed_point *p, struct visits *v)
{
  for (size_t k = 0; k < v->points; k++)
    if (fixed_same(r, &v->point[k], p)) {
      v->point[k].starts++;
      return;
    }
  v->point[v->points++] = *p;
}

/* Those found more often first; what was found as often stays in order. */
static void sort_points(struct visits *v)
{
  for (size_t i = 1; i < v->points; i++)
    for (size_t k = i; k > 0 && v->point[k].starts > v->point[k - 1].starts; k--) {
      struct fixed_point p = v->point[k];
      v->point[k] = v->point[k - 1];
      v->point[k - 1] = p;
    }
}

static void gather(const struct runs *runs, struct visits *v)
{
  for (size_t i = 0; i < VISIT_RUNS; i++) {
    const struct run_visits *run = &runs->run[i];
    v->diverged += run->diverged;
    v->missed += run->starts - run->points;
    for (size_t k = 0; k < run->visits; k++) v->visit[v->count++] = run->visit[k];
    for (size_t k = 0; k < run->points; k++) add_point(&runs->recurrence, &run->point[k], v);
    for (size_t k = 0; k < VISIT_BINS + 2; k++) {
      v->sizes[k] += run->sizes[k];
      v->total += run->sizes[k];
    }
  }
  sort_points(v);
}

static int open_task(const struct libraries *libraries, const struct weights *w,
                     struct function_entry *task, struct error *err)
{
  struct error why;
  snprintf(task->label, sizeof task->label, "%s", w->task);
  int status = function_parse(libraries->functions, w->task, &task->spec, &why);
  if (!status) return STATUS_OK;
  return error_set(err, status, "the task that it was trained on: %.300s", why.text);
}

int visits_make(const struct libraries *libraries, const struct weights *weights, size_t threads,
                struct visits *v, struct error *err)
{
  struct function_entry task = {.dim = 0};
  *v = (struct visits){0};
  int status = open_task(libraries, weights, &task, err);
  if (status) return status;
  struct runs runs = {.libraries = libraries,
                      .weights = weights,
                      .function = &task,
                      .recurrence = recurrence_of(&weights->network),
                      .run = calloc(VISIT_RUNS, sizeof *runs.run)};
  v->visit = calloc(VISIT_RUNS * VISIT_PLACES, sizeof *v->visit);
  v->point = calloc(VISIT_RUNS * VISIT_STARTS, sizeof *v->point);
  if (!runs.run || !v->visit || !v->point) status = error_memory(err, "the states of runs");
  if (!status) status = do_runs(&runs, threads, err);
  if (!status) gather(&runs, v);
  free(runs.run);
  function_spec_free(&task.spec);
  if (status) visits_free(v);
  return status;
}

void visits_free(struct visits *v)
{
  free(v->visit);
  free(v->point);
  *v = (struct visits){0};
}

double visits_edge(size_t bin)
{
  return repro_pow(10, DECADE_LOW + ((double)bin - 1) / DECADE_BINS);
}

double visits_quantile(const struct visits *v, double share)
{
  double wanted = share * v->total, below = 0;
  for (size_t bin = 0; bin < VISIT_BINS + 2; bin++) {
    double here = v->sizes[bin];
    if (here > 0 && below + here >= wanted) {
      if (bin == 0) return 0;
      double part = (wanted - below) / here;
      return visits_edge(bin) * repro_pow(10, part / DECADE_BINS);
    }
    below += here;
  }
  return NAN;
}

double visits_above(const struct visits *v, double size)
{
  size_t at = bin_of(size);
  double above = 0;
  for (size_t bin = at + 1; bin < VISIT_BINS + 2; bin++) above += v->sizes[bin];
  if (at > 0 && at <= VISIT_BINS) {
    double part = DECADE_BINS * repro_log10(size / visits_edge(at));
    above += v->sizes[at] * (1 - part);
  }
  return above / v->total;
}
