/* tune.c -- the trials of tune.h: rounds, fresh runs, order. */
#include "bench/tune/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/jobs.h"
#include "bench/driver/repetition.h"

/* Runs of a later kind come behind all of an earlier one. */
static int kind_of(const struct trial *t)
{
  if (t->outcome == OUTCOME_TARGET) return 0;
  return t->outcome == OUTCOME_DIVERGED ? 2 : 1;
}

int trial_compare(const struct trial *a, const struct trial *b)
{
  int kind = kind_of(a), other = kind_of(b);
  if (kind != other) return kind < other ? -1 : 1;
  double x = kind ? a->error : a->cost, y = kind ? b->error : b->cost;
  if (isnan(x) || isnan(y)) return isnan(x) - isnan(y);
  return (x > y) - (x < y);
}

static int compare_trials(const void *a, const void *b) { return trial_compare(a, b); }

uint64_t tune_seed(uint64_t campaign_seed, const char *purpose)
{
  return stream_named(stream_root(campaign_seed), purpose).key | UINT64_C(1) << 63;
}

/* The place among `count` ascending runs of the one at a quantile. */
static size_t place_of(double quantile, size_t count)
{
  size_t at = (size_t)(quantile * (double)count);
  return at < count ? at : count - 1;
}

/* The mean of so many metrics, in place of a run. */
static void judge_mean(size_t runs, struct tune_score *s)
{
  double n = (double)runs, mean = 0, squares = 0;
  for (size_t i = 0; i < runs; i++) mean += s->trial[i].error / n;
  for (size_t i = 0; i < runs; i++) {
    double off = s->trial[i].error - mean;
    squares += off * off;
  }
  s->judged = s->upper = (struct trial){.outcome = OUTCOME_BUDGET, .error = mean};
  s->standard_error = runs > 1 ? sqrt(squares / (n - 1) / n) : NAN;
}

/* What so many runs come to; `sorted` has room for them. */
static void judge(const struct tuning *t, size_t runs, struct tune_score *s, struct trial *sorted)
{
  double quantile = t->setup.quantile;
  s->runs = runs;
  s->standard_error = NAN;
  if (t->campaign.metric) {
    judge_mean(runs, s);
    return;
  }
  memcpy(sorted, s->trial, runs * sizeof *sorted);
  qsort(sorted, runs, sizeof *sorted, compare_trials);
  s->judged = sorted[place_of(quantile, runs)];
  s->upper = sorted[place_of((1 + quantile) / 2, runs)];
  s->reached = 0;
  while (s->reached < runs && sorted[s->reached].outcome == OUTCOME_TARGET) s->reached++;
}

/* By the fresh runs, or by those of the rounds. */
static bool comes_before(const struct tune_cell *cell, bool fresh, size_t a, size_t b)
{
  const struct tune_candidate *x = &cell->candidate[a], *y = &cell->candidate[b];
  const struct tune_score *s = fresh ? &x->fresh : &x->search, *t = fresh ? &y->fresh : &y->search;
  int order = trial_compare(&s->judged, &t->judged);
  if (!order) order = trial_compare(&s->upper, &t->upper);
  return order ? order < 0 : a < b;
}

/* Sort the first `count` of the order: by insertion, as comparison needs the cell. */
static void sort_candidates(struct tune_cell *cell, bool fresh, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    size_t here = cell->order[i], at = i;
    for (; at > 0 && comes_before(cell, fresh, here, cell->order[at - 1]); at--)
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

/* The runs of one round, or the fresh ones, in the order of cells, candidates and repetitions. */
struct batch_of_trials {
  const struct tuning *tuning;
  bool fresh;
  size_t *active; /* the cells that have candidates */
  size_t candidates, runs_before, runs_now;
  const atomic_bool *halt;
};

struct local {
  struct run_workspace workspace;
  double *start; /* three times `room` values, see repetition_setup */
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
  const struct campaign *c = b->fresh ? &t->fresh : &t->campaign;
  struct local *l = thread;
  size_t each = b->runs_now - b->runs_before;
  size_t repetition = b->runs_before + index % each, place = index / each % b->candidates;
  const struct tune_cell *cell = &t->cell[b->active[index / each / b->candidates]];
  struct tune_candidate *candidate = &cell->candidate[cell->order[place]];
  size_t instance = repetition % c->instance_count;
  const struct problem *problem = cell->problems[instance];
  if (problem->dim > l->room) {
    double *longer = realloc(l->start, 3 * problem->dim * sizeof *longer);
    if (!longer) return error_memory(err, "a start point");
    l->start = longer;
    l->room = problem->dim;
  }
  struct cell here = cell->cell;
  here.instance = c->instances[instance];
  struct run_setup setup =
      repetition_setup(c, problem, &here, &candidate->method, repetition, l->start);
  setup.trace = TRACE_NONE;
  setup.confusion = false;
  setup.best_x = NULL;
  setup.halt = b->halt;
  struct text trace = {0};
  struct run_record record;
  int status = run_once(&setup, &l->workspace, &trace, &record, err);
  if (status) return status;
  struct tune_score *score = b->fresh ? &candidate->fresh : &candidate->search;
  score->trial[repetition] = (struct trial){.outcome = record.outcome,
                                            .counts = record.counts,
                                            .cost = run_cost(record.counts, c->gradient_cost),
                                            .error = run_height(&record),
                                            .level = isnan(problem->minimum)};
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
      judge(t, r->runs, &c->search, sorted);
      if (!round) c->first = c->search.judged;
    }
    sort_candidates(cell, false, r->candidates);
    cell->found = cell->order[0];
    keep_first(cell, round + 1 < t->rounds ? r[1].candidates : t->finalists);
  }
}

static void finish_fresh(struct tuning *t, struct trial *sorted)
{
  for (size_t i = 0; i < t->cells; i++) {
    struct tune_cell *cell = &t->cell[i];
    if (!cell->axes) continue;
    for (size_t k = 0; k < t->finalists; k++)
      judge(t, t->setup.runs, &cell->candidate[cell->order[k]].fresh, sorted);
    sort_candidates(cell, true, t->finalists);
  }
}

/* The batch's runs, of so many cells. */
static int run_batch(struct jobs *jobs, const struct batch_of_trials *b, size_t active,
                     bool *interrupted, struct error *err)
{
  jobs->count = active * b->candidates * (b->runs_now - b->runs_before);
  return jobs_run(jobs, interrupted, err);
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
    batch->candidates = t->round[round].candidates;
    batch->runs_before = round ? t->round[round - 1].runs : 0;
    batch->runs_now = t->round[round].runs;
    status = run_batch(jobs, batch, active, interrupted, err);
    if (!status && !*interrupted) finish_round(t, round, sorted);
  }
  if (status || *interrupted) return status;
  batch->fresh = true;
  batch->candidates = t->finalists;
  batch->runs_before = 0;
  batch->runs_now = t->setup.runs;
  status = run_batch(jobs, batch, active, interrupted, err);
  if (!status && !*interrupted) finish_fresh(t, sorted);
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
