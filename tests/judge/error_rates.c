/* error_rates.c -- how often the gate fires when it should not, and when it should.
 *
 *   error_rates [CAMPAIGN.ini [COMPARISONS [PLANTED]]]
 *
 * Runs the campaign again and again, in memory, and gives pairs of such runs to the gate:
 *   null     the same code: with other seeds, where nothing pairs but the name, and with the same
 *            starts but other random draws
 *   planted  the costs of one cell times 1.3, cell after cell: with the same starts and draws, as
 *            when a slower version runs the baseline's campaign, with the same starts only, and
 *            with other seeds
 *
 * Prints what was found. Exits 1 if over 2 in 200 null comparisons fire, or if under 95 in 100
 * slowdowns are found with the baseline's own starts and draws. */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/driver/repetition.h"
#include "bench/figures/figures.h"
#include "bench/judge/gate.h"
#include "bench/judge/plant.h"
#include "bench/plan/levels.h"
#include "bench/plan/tasks.h"

enum { THREADS_MOST = 64, DIM_MOST = 1000 };

static const double slowdown = 1.3;

enum scenario {
  NULL_OTHER_SEEDS,
  NULL_OTHER_DRAWS,
  PLANTED_SAME,
  PLANTED_OTHER_DRAWS,
  PLANTED_OTHER_SEEDS,
  SCENARIOS
};
static const char *const scenario_names[SCENARIOS] = {
    "null, other seeds", "null, same starts, other draws", "planted, same starts and draws",
    "planted, same starts, other draws", "planted, other seeds"};
static const bool other_starts[SCENARIOS] = {true, false, false, false, true};
static const bool other_draws[SCENARIOS] = {true, true, false, true, true};
static const bool planted[SCENARIOS] = {false, false, true, true, true};

struct counts_of {
  atomic_size_t comparisons, fired, strangers;
};

struct work {
  const struct campaign *campaign;
  const struct tasks *tasks;
  size_t wanted[SCENARIOS], total;
  atomic_size_t next, failed;
  struct counts_of of[SCENARIOS];
};

/* One run, with the start and the draws of these campaigns. */
static int make_run(const struct campaign *starts, const struct campaign *draws,
                    const struct task *t, size_t repetition, struct run_workspace *workspace,
                    double *to, struct run_result *out, struct error *err)
{
  double start[DIM_MOST], c = starts->gradient_cost;
  atomic_bool halt = false;
  struct text trace = {0};
  struct run_record record;
  repetition_start(starts, t->problem, &t->cell, repetition, start);
  struct run_setup setup = {
      .problem = t->problem,
      .method = &t->method,
      .budget = t->cell.budget,
      .gradient_cost = c,
      .target = starts->target,
      .trace = TRACE_NONE,
      .repetition = repetition,
      .start = start,
      .search = repetition_stream(draws, &t->cell, repetition, "search"),
      .noise = repetition_stream(draws, &t->cell, repetition, "noise"),
      .halt = &halt,
  };
  campaign_targets(starts, &setup.targets);
  int status = run_once(&setup, workspace, &trace, &record, err);
  text_free(&trace);
  *out = (struct run_result){.outcome = record.outcome,
                             .steps = record.steps,
                             .counts = record.counts,
                             .cost = run_cost(record.counts, c),
                             .final_f = record.final_f,
                             .best_f = record.best_f,
                             .error = record.error,
                             .to = to};
  for (size_t k = 0; k < setup.targets.count; k++)
    out->to[k] = k < record.reached ? run_cost(record.at[k], c) : INFINITY;
  return status;
}

/* The results of all cells, with starts and draws by these seeds. free_set gives them back. */
static int make_set(const struct work *w, uint64_t starts, uint64_t draws, struct results_set *set,
                    struct error *err)
{
  struct run_workspace workspace = {0};
  struct campaign start_campaign = *w->campaign, draw_campaign = *w->campaign;
  start_campaign.seed = starts;
  draw_campaign.seed = draws;
  *set = (struct results_set){.campaign = start_campaign};
  campaign_targets(&start_campaign, &set->targets);
  set->cell = calloc(w->tasks->count, sizeof *set->cell);
  int status = set->cell ? STATUS_OK : error_memory(err, "the results");
  for (size_t i = 0; i < w->tasks->count && !status; i++) {
    const struct task *t = &w->tasks->task[i];
    struct cell_results *c = &set->cell[set->cell_count++];
    *c = (struct cell_results){.function = strdup(t->cell.function->label),
                               .optimizer = strdup(t->cell.optimizer->label),
                               .dim = t->cell.dim,
                               .instance = t->cell.instance,
                               .run = calloc(w->campaign->runs, sizeof *c->run),
                               .to = calloc(w->campaign->runs * set->targets.count, sizeof *c->to)};
    memcpy(c->problem, t->problem_id, sizeof c->problem);
    if (!c->function || !c->optimizer || !c->run || !c->to)
      status = error_memory(err, "the results");
    for (; c->run_count < w->campaign->runs && !status; c->run_count++)
      status = make_run(&start_campaign, &draw_campaign, t, c->run_count, &workspace,
                        c->to + c->run_count * set->targets.count, &c->run[c->run_count], err);
  }
  run_workspace_free(&workspace);
  return status;
}

static void free_set(struct results_set *set)
{
  set->campaign = (struct campaign){0}; /* borrowed */
  results_set_free(set);
}

/* Did a cell regress that should not have, and did the victim (NULL: any will do)? */
static void look(const struct judgement *j, const struct cell_results *victim, bool *fired,
                 bool *stranger)
{
  *fired = *stranger = false;
  for (size_t i = 0; i < j->of[VERDICT_REGRESSED]; i++) {
    bool right = !victim || j->cell[i].before == victim;
    *fired |= right;
    *stranger |= !right;
  }
}

static int compare(struct work *w, enum scenario s, size_t number, struct error *err)
{
  struct results_set before, after = {0};
  struct judgement judgement;
  uint64_t seed = 1000000 + 10 * (uint64_t)(number + 10000 * (size_t)s);
  int status = make_set(w, seed, seed, &before, err);
  if (!status) status = make_set(w, seed + other_starts[s], seed + other_draws[s], &after, err);
  if (!status) {
    size_t victim = number % after.cell_count;
    if (planted[s]) plant_slowdown(&after, &after.cell[victim], slowdown);
    status = gate_judge(&before, &after, &gate_rule_default, &judgement, err);
    if (!status) {
      bool fired, stranger;
      look(&judgement, planted[s] ? &before.cell[victim] : NULL, &fired, &stranger);
      atomic_fetch_add(&w->of[s].comparisons, 1);
      atomic_fetch_add(&w->of[s].fired, fired);
      atomic_fetch_add(&w->of[s].strangers, stranger);
      judgement_free(&judgement);
    }
  }
  free_set(&before);
  free_set(&after);
  return status;
}

static void *run_thread(void *context)
{
  struct work *w = context;
  for (;;) {
    size_t index = atomic_fetch_add(&w->next, 1);
    struct error err;
    enum scenario s = 0;
    if (index >= w->total) return NULL;
    while (index >= w->wanted[s]) index -= w->wanted[s++];
    if (!compare(w, s, index, &err)) continue;
    fprintf(stderr, "error_rates: %s\n", err.text);
    atomic_fetch_add(&w->failed, 1);
    return NULL;
  }
}

static void run_all(struct work *w)
{
  pthread_t thread[THREADS_MOST];
  size_t started = 0;
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  for (long i = 0; i < processors && i < THREADS_MOST; i++)
    if (!pthread_create(&thread[started], NULL, run_thread, w)) started++;
  for (size_t i = 0; i < started; i++) pthread_join(thread[i], NULL);
}

static bool report(const struct work *w)
{
  size_t repetitions = w->campaign->runs;
  bool good = true;
  printf("%zu cells of %zu repetitions; level %g, threshold %g, planted slowdown %gx\n",
         w->tasks->count, repetitions, gate_rule_default.level, gate_rule_default.threshold,
         slowdown);
  for (enum scenario s = 0; s < SCENARIOS; s++) {
    size_t n = w->of[s].comparisons, fired = w->of[s].fired;
    printf("%-36s fired in %3zu of %3zu", scenario_names[s], fired, n);
    if (planted[s]) printf(", and named another cell in %zu", (size_t)w->of[s].strangers);
    putchar('\n');
    if (!planted[s]) good &= fired * 200 <= 2 * n;
    if (s == PLANTED_SAME) good &= fired * 100 >= 95 * n;
  }
  return good;
}

int main(int argc, char **argv)
{
  struct error err = {0};
  struct libraries libraries = {.figures = figure_names};
  struct campaign campaign;
  struct tasks tasks;
  size_t comparisons = argc > 2 ? strtoul(argv[2], NULL, 10) : 200;
  size_t planted_count = argc > 3 ? strtoul(argv[3], NULL, 10) : 100;
  gsl_set_error_handler_off();
  int status = levels_pick(NULL, &libraries, &err);
  if (!status)
    status = campaign_load(&libraries, argc > 1 ? argv[1] : "tests/judge/error_rates.ini",
                           &campaign, &err);
  if (status) {
    fprintf(stderr, "error_rates: %s\n", err.text);
    return status;
  }
  status = tasks_make(&libraries, &campaign, &tasks, &err);
  bool good = false;
  if (!status) {
    struct work work = {.campaign = &campaign, .tasks = &tasks};
    for (enum scenario s = 0; s < SCENARIOS; s++) {
      work.wanted[s] = planted[s] ? planted_count : comparisons;
      work.total += work.wanted[s];
    }
    run_all(&work);
    good = report(&work) && !work.failed;
    tasks_free(&tasks);
  } else {
    fprintf(stderr, "error_rates: %s\n", err.text);
  }
  campaign_free(&campaign);
  return good ? 0 : 1;
}
