/* tune.c -- the trials of tune.h: rounds, runs, order. */
#include "bench/tune/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/jobs.h"
#include "bench/driver/repetition.h"

int trial_compare(const struct trial *a, const struct trial *b)
{
  bool a_there = a->outcome == OUTCOME_TARGET, b_there = b->outcome == OUTCOME_TARGET;
  if (a_there != b_there) return a_there ? -1 : 1;
  double x = a_there ? a->cost : a->error, y = b_there ? b->cost : b->error;
  if (isnan(x) || isnan(y)) return isnan(x) - isnan(y);
  return (x > y) - (x < y);
}

static int compare_trials(const void *a, const void *b) { return trial_compare(a, b); }

uint64_t tune_seed(uint64_t campaign_seed)
{
  return stream_named(stream_root(campaign_seed), "tune").key | UINT64_C(1) << 63;
}

/* The place among `count` ascending runs of the one at a quantile. */
static size_t place_of(double quantile, size_t count)
{
  size_t at = (size_t)(quantile * (double)count);
  return at < count ? at : count - 1;
}

/* What a candidate's runs come to; `sorted` has room for them. */
static void judge(const struct tuning *t, struct tune_candidate *c, struct trial *sorted)
{
  double quantile = t->setup.quantile;
  memcpy(sorted, c->trial, c->runs * sizeof *sorted);
  qsort(sorted, c->runs, sizeof *sorted, compare_trials);
  c->judged = sorted[place_of(quantile, c->runs)];
  c->upper = sorted[place_of((1 + quantile) / 2, c->runs)];
  if (c->rounds == 1) c->first = c->judged;
  c->reached = 0;
  while (c->reached < c->runs && sorted[c->reached].outcome == OUTCOME_TARGET) c->reached++;
}

static bool comes_before(const struct tune_cell *cell, size_t a, size_t b)
{
  const struct tune_candidate *x = &cell->candidate[a], *y = &cell->candidate[b];
  int order = trial_compare(&x->judged, &y->judged);
  if (!order) order = trial_compare(&x->upper, &y->upper);
  return order ? order < 0 : a < b;
}

/* Sort the first `count` of the order: by insertion, as comparison needs the cell. */
static void sort_candidates(struct tune_cell *cell, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    size_t here = cell->order[i], at = i;
    for (; at > 0 && comes_before(cell, here, cell->order[at - 1]); at--)
      cell->order[at] = cell->order[at - 1];
    cell->order[at] = here;
  }
}

/* Candidate 0 takes the last of the `count` places if it has none. */
static void keep_first(struct tune_cell *cell, size_t count)
{
  size_t at = 0;
  while (cell->order[at] != 0) at++;
  if (at < count) return;
  for (; at >= count; at--) cell->order[at] = cell->order[at - 1];
  cell->order[count - 1] = 0;
}

const struct tune_candidate *tune_best(const struct tune_cell *cell)
{
  return cell->axes && cell->order[0] ? &cell->candidate[cell->order[0]] : NULL;
}

/* One round: its runs, in the order of cells, candidates and repetitions. */
struct batch_of_trials {
  const struct tuning *tuning;
  size_t round;
  size_t *active; /* the cells that have candidates */
  size_t runs_before, runs_now;
  const atomic_bool *halt;
};

struct local {
  struct run_workspace workspace;
  double *start; /* twice `room` values: start, and where to begin again */
  size_t room;
};

static void clean(void *context)
{
  struct local *l = context;
  run_workspace_free(&l->workspace);
  free(l->start);
}

static int run_trial(void *context, void *thread, size_t index, double *evaluations,
                     struct error *err)
{
  const struct batch_of_trials *b = context;
  const struct tuning *t = b->tuning;
  const struct campaign *c = &t->campaign;
  struct local *l = thread;
  size_t each = b->runs_now - b->runs_before, candidates = t->round[b->round].candidates;
  size_t repetition = b->runs_before + index % each, place = index / each % candidates;
  const struct tune_cell *cell = &t->cell[b->active[index / each / candidates]];
  struct tune_candidate *candidate = &cell->candidate[cell->order[place]];
  size_t instance = repetition % c->instance_count;
  const struct problem *problem = cell->problems[instance];
  if (problem->dim > l->room) {
    double *longer = realloc(l->start, 2 * problem->dim * sizeof *longer);
    if (!longer) return error_memory(err, "a start point");
    l->start = longer;
    l->room = problem->dim;
  }
  struct cell here = cell->cell;
  here.instance = c->instances[instance];
  repetition_start(c, problem, &here, repetition, l->start);
  struct run_setup setup = {
      .problem = problem,
      .method = &candidate->method,
      .budget = here.budget,
      .gradient_cost = c->gradient_cost,
      .target = c->target,
      .trace = TRACE_NONE,
      .repetition = repetition,
      .start = l->start,
      .next_start = c->restarts ? l->start + problem->dim : NULL,
      .starts = repetition_stream(c, &here, repetition, "start"),
      .search = repetition_stream(c, &here, repetition, "search"),
      .noise = repetition_stream(c, &here, repetition, "noise"),
      .halt = b->halt,
  };
  struct text trace = {0};
  struct run_record record;
  int status = run_once(&setup, &l->workspace, &trace, &record, err);
  if (status) return status;
  candidate->trial[repetition] = (struct trial){.outcome = record.outcome,
                                                .counts = record.counts,
                                                .cost = run_cost(record.counts, c->gradient_cost),
                                                .error = record.error};
  *evaluations = record.counts.values + record.counts.gradients;
  return STATUS_OK;
}

/* See how the candidates of the round did, and who goes on. */
static void finish_round(struct tuning *t, size_t round, struct trial *sorted)
{
  const struct tune_round *r = &t->round[round];
  for (size_t i = 0; i < t->cells; i++) {
    struct tune_cell *cell = &t->cell[i];
    if (!cell->axes) continue;
    for (size_t k = 0; k < r->candidates; k++) {
      struct tune_candidate *c = &cell->candidate[cell->order[k]];
      c->runs = r->runs;
      c->rounds = round + 1;
      judge(t, c, sorted);
    }
    sort_candidates(cell, r->candidates);
    if (round + 1 < t->rounds) keep_first(cell, r[1].candidates);
  }
}

static int run_rounds(struct tuning *t, struct jobs *jobs, struct batch_of_trials *batch,
                      struct trial *sorted, bool *interrupted, struct error *err)
{
  size_t active = 0;
  int status = STATUS_OK;
  for (size_t i = 0; i < t->cells; i++)
    if (t->cell[i].axes) batch->active[active++] = i;
  jobs->total = active * t->trials;
  for (size_t round = 0; round < t->rounds && !status && !*interrupted; round++) {
    batch->round = round;
    batch->runs_before = round ? t->round[round - 1].runs : 0;
    batch->runs_now = t->round[round].runs;
    jobs->count = active * t->round[round].candidates * (batch->runs_now - batch->runs_before);
    status = jobs_run(jobs, interrupted, err);
    if (!status && !*interrupted) finish_round(t, round, sorted);
  }
  return status;
}

const char tune_interrupted[] = "optbench: interrupted; nothing is written";

int tune_run(struct tuning *t, bool *interrupted, struct error *err)
{
  struct tally progress = {0};
  struct progress bar;
  atomic_bool halt = false;
  struct batch_of_trials batch = {.tuning = t, .halt = &halt};
  struct jobs jobs = {
      .threads = t->setup.threads,
      .job = run_trial,
      .clean = clean,
      .local_size = sizeof(struct local),
      .context = &batch,
      .progress = &progress,
      .bar = &bar,
      .halt = &halt,
      .last_words = tune_interrupted,
  };
  *interrupted = false;
  batch.active = calloc(t->cells, sizeof *batch.active);
  struct trial *sorted = calloc(t->setup.runs, sizeof *sorted);
  int status = STATUS_OK;
  if (batch.active && sorted) {
    sigset_t before;
    watch_begin(&before);
    progress_begin(&bar);
    status = run_rounds(t, &jobs, &batch, sorted, interrupted, err);
    progress_end(&bar);
    watch_end(&before);
    t->seconds = progress_seconds(&bar);
    t->evaluations = atomic_load(&progress.evaluations);
  } else {
    status = error_memory(err, "the trials");
  }
  free(batch.active);
  free(sorted);
  return status;
}
