/* error_rates.c -- how often the gate fires when it should not, and when it should.
 *
 *   error_rates [CAMPAIGN.ini [COMPARISONS]]
 *
 * Runs the campaign again and again, in memory, and gives pairs of such runs to the gate: the same
 * code with other seeds or draws, and slower versions of it. A version that is f times slower is
 * one that runs with a budget of 1 / f and has its costs multiplied. Prints a table of what was
 * found. Exits 1 if a row misses what is asked of it by more than its number of trials explains. */
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
#include "bench/plan/levels.h"
#include "bench/plan/tasks.h"

enum { THREADS_MOST = 64, DIM_MOST = 1000 };

/* What is done to the second of two campaigns. */
enum where { NOWHERE, ONE_CELL, EVERY_CELL };
enum measure { EXIT_1, EXIT_1_OR_2, EXIT_2 };
struct scenario {
  const char *name;
  bool other_starts, other_draws;
  double replaced; /* share of the runs that have other draws, where not all have */
  enum where where;
  double slowdown;   /* of costs; 0: the two slowest runs at each target fail */
  size_t first_runs; /* only so many of the cell's runs, in the order of a hash; 0: all */
  enum measure measure;
  double least, most; /* share that is asked for */
  double most_doubt;  /* most of exit 2 */
};
static const struct scenario scenarios[] = {
    {"nothing: other seeds", true, true, 0, NOWHERE, 1, 0, EXIT_1, 0, 0.005, 0.02},
    {"nothing: other draws", false, true, 0, NOWHERE, 1, 0, EXIT_1, 0, 0.005, 0.02},
    {"nothing: 10% of the runs with other draws", false, false, 0.10, NOWHERE, 1, 0, EXIT_1, 0,
     0.005, 0.02},
    {"nothing: 33% of the runs with other draws", false, false, 0.33, NOWHERE, 1, 0, EXIT_1, 0,
     0.005, 0.02},
    {"nothing: 70% of the runs with other draws", false, false, 0.70, NOWHERE, 1, 0, EXIT_1, 0,
     0.005, 0.02},
    {"8 of 25 runs 3x slower in one cell", false, false, 0, ONE_CELL, 3, 8, EXIT_1_OR_2, 0.90, 1,
     1},
    {"the 2 slowest of 25 fail in every cell", false, false, 0, EVERY_CELL, 0, 0, EXIT_1, 0.95, 1,
     1},
    {"1.3x in one cell", false, false, 0, ONE_CELL, 1.3, 0, EXIT_1, 0.97, 1, 1},
    {"1.3x in one cell, other draws", false, true, 0, ONE_CELL, 1.3, 0, EXIT_1, 0.65, 1, 1},
    {"1.15x in every cell, other draws", false, true, 0, EVERY_CELL, 1.15, 0, EXIT_1, 0.99, 1, 1},
    {"1.05x in every cell, other draws", false, true, 0, EVERY_CELL, 1.05, 0, EXIT_1, 0, 0.05, 1},
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

struct counts_of {
  atomic_size_t comparisons, fired, doubted, strangers;
};

struct work {
  const struct campaign *campaign;
  const struct tasks *tasks;
  size_t wanted, total; /* comparisons of each scenario, and in all */
  atomic_size_t next, failed;
  struct counts_of of[SCENARIOS];
};

/* One run, with the start and the draws of these campaigns. */
static int make_run(const struct campaign *starts, const struct campaign *draws,
                    const struct task *t, double slowdown, size_t repetition,
                    struct run_workspace *workspace, double *to, struct run_result *out,
                    struct error *err)
{
  double start[DIM_MOST], c = starts->gradient_cost;
  atomic_bool halt = false;
  struct text trace = {0};
  struct run_record record;
  repetition_start(starts, t->problem, &t->cell, repetition, start);
  struct run_setup setup = {
      .problem = t->problem,
      .method = &t->method,
      .budget = t->cell.budget / slowdown,
      .gradient_cost = c,
      .trace = TRACE_NONE,
      .repetition = repetition,
      .start = start,
      .search = repetition_stream(draws, &t->cell, repetition, "search"),
      .noise = repetition_stream(draws, &t->cell, repetition, "noise"),
      .halt = &halt,
  };
  campaign_targets(starts, t->cell.function, &setup.targets);
  int status = run_once(&setup, workspace, &trace, &record, err);
  text_free(&trace);
  *out = (struct run_result){.outcome = record.outcome,
                             .steps = record.steps,
                             .counts = record.counts,
                             .cost = slowdown * run_cost(record.counts, c),
                             .final_f = record.final_f,
                             .best_f = record.best_f,
                             .error = record.error,
                             .to = to};
  for (size_t k = 0; k < setup.targets.count; k++)
    out->to[k] = k < record.reached ? slowdown * run_cost(record.at[k], c) : INFINITY;
  return status;
}

/* A share of [0, 1) for a run, from its place alone. */
static double share_of(uint64_t seed, size_t cell, size_t repetition)
{
  struct stream stream = stream_numbered(stream_named(stream_root(seed), "share"), cell);
  return stream_uniform(stream, repetition);
}

static int by_size(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* Is it among the cell's first `count` runs by their shares? */
static bool is_chosen(uint64_t seed, size_t cell, size_t repetition, size_t runs, size_t count)
{
  size_t before = 0;
  double share = share_of(seed, cell, repetition);
  for (size_t r = 0; r < runs; r++) before += share_of(seed, cell, r) < share;
  return before < count;
}

/* At each target, the two runs of the cell that reach it last do not. */
static void fail_slowest(struct results_set *set, struct cell_results *c)
{
  double budget = cell_results_budget(set, c);
  for (size_t k = 0; k < c->targets->count; k++) {
    double costs[64];
    size_t reached = 0;
    for (size_t r = 0; r < c->run_count && r < 64; r++)
      if (isfinite(c->run[r].to[k])) costs[reached++] = c->run[r].to[k];
    if (reached < 3) continue;
    qsort(costs, reached, sizeof *costs, by_size);
    for (size_t r = 0; r < c->run_count; r++) {
      struct run_result *run = &c->run[r];
      if (!(run->to[k] >= costs[reached - 2]) || !isfinite(run->to[k])) continue;
      run->to[k] = INFINITY;
      run->cost = budget;
      if (run->outcome == OUTCOME_TARGET) run->outcome = OUTCOME_BUDGET;
      if (!(run->error > c->targets->error[k])) run->error = 1.1 * c->targets->error[k];
    }
  }
}

/* The results of all cells, with starts by `seed`; as the scenario has it where there is one. The
 * victim is the cell that it is about. free_set gives them back. */
static int make_set(const struct work *w, uint64_t seed, const struct scenario *s, size_t victim,
                    struct results_set *set, struct error *err)
{
  struct run_workspace workspace = {0};
  struct campaign starts = *w->campaign, same = *w->campaign, other = *w->campaign;
  starts.seed = same.seed = seed + (s && s->other_starts);
  other.seed = seed + 1;
  *set = (struct results_set){.campaign = starts};
  set->targets = malloc(starts.function_count * sizeof *set->targets);
  if (!set->targets) return error_memory(err, "the targets");
  for (size_t f = 0; f < starts.function_count; f++)
    campaign_targets(&starts, &starts.functions[f], &set->targets[f]);
  set->cell = calloc(w->tasks->count, sizeof *set->cell);
  int status = set->cell ? STATUS_OK : error_memory(err, "the results");
  for (size_t i = 0; i < w->tasks->count && !status; i++) {
    const struct task *t = &w->tasks->task[i];
    struct cell_results *c = &set->cell[set->cell_count++];
    size_t runs = w->campaign->runs;
    bool meant = s && (s->where == EVERY_CELL || (s->where == ONE_CELL && i == victim));
    const struct target_list *targets = &set->targets[t->cell.function - starts.functions];
    *c = (struct cell_results){.function = strdup(t->cell.function->label),
                               .targets = targets,
                               .optimizer = strdup(t->cell.optimizer->label),
                               .dim = t->cell.dim,
                               .instance = t->cell.instance,
                               .run = calloc(runs, sizeof *c->run),
                               .to = calloc(runs * targets->count, sizeof *c->to)};
    memcpy(c->problem, t->problem_id, sizeof c->problem);
    if (!c->function || !c->optimizer || !c->run || !c->to)
      status = error_memory(err, "the results");
    for (size_t r = 0; r < runs && !status; r++, c->run_count++) {
      bool drawn = s && (s->other_draws || share_of(seed, i, r) < s->replaced);
      bool slow = meant && s->slowdown > 0 &&
                  (!s->first_runs || is_chosen(seed, i, r, runs, s->first_runs));
      status = make_run(&starts, drawn ? &other : &same, t, slow ? s->slowdown : 1, r, &workspace,
                        c->to + r * c->targets->count, &c->run[r], err);
    }
    if (meant && s->slowdown == 0 && !status) fail_slowest(set, c);
  }
  run_workspace_free(&workspace);
  return status;
}

static void free_set(struct results_set *set)
{
  set->campaign = (struct campaign){0}; /* borrowed */
  results_set_free(set);
}

static int compare(struct work *w, size_t scenario, size_t number, struct error *err)
{
  const struct scenario *s = &scenarios[scenario];
  struct counts_of *of = &w->of[scenario];
  struct results_set before, after = {0};
  struct judgement j;
  uint64_t seed = 1000000 + 10 * (uint64_t)(number + 10000 * scenario);
  size_t victim = number % w->tasks->count;
  int status = make_set(w, seed, NULL, 0, &before, err);
  if (!status) status = make_set(w, seed, s, victim, &after, err);
  if (!status) status = gate_judge(&before, &after, &gate_rule_default, &j, err);
  if (!status) {
    bool stranger = false;
    for (size_t i = 0; i < j.of[VERDICT_REGRESSED]; i++)
      stranger |= s->where != EVERY_CELL && j.cell[i].before != &before.cell[victim];
    atomic_fetch_add(&of->comparisons, 1);
    atomic_fetch_add(&of->fired, judgement_regressed(&j));
    atomic_fetch_add(&of->doubted, !judgement_regressed(&j) && !judgement_complete(&j));
    atomic_fetch_add(&of->strangers, stranger);
    judgement_free(&j);
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
    if (index >= w->total) return NULL;
    if (!compare(w, index / w->wanted, index % w->wanted, &err)) continue;
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

/* Is a share of n trials within three standard errors of [least, most]? */
static bool within(double count, double n, double least, double most)
{
  double low = least * n - 3 * sqrt(n * least * (1 - least));
  double high = most * n + 3 * sqrt(n * most * (1 - most));
  return count >= low && count <= high;
}

static bool report(const struct work *w)
{
  static const char *const measures[] = {"exit 1", "exit 1 or 2", "exit 2"};
  bool good = true;
  printf("%zu cells of %zu repetitions, %zu trials of each\n\n", w->tasks->count, w->campaign->runs,
         w->wanted);
  puts("| planted | exit 1 | exit 2 | names another cell | asked for |");
  puts("|---|--:|--:|--:|---|");
  for (size_t i = 0; i < SCENARIOS; i++) {
    const struct scenario *s = &scenarios[i];
    double n = (double)w->of[i].comparisons, fired = (double)w->of[i].fired;
    double doubted = (double)w->of[i].doubted, strangers = (double)w->of[i].strangers;
    double measured = fired + (s->measure == EXIT_1_OR_2 ? doubted : 0);
    bool right = within(measured, n, s->least, s->most) && within(doubted, n, 0, s->most_doubt);
    printf("| %s | %.1f%% | %.1f%% | %.1f%% | %s in %s %g%%", s->name, 100 * fired / n,
           100 * doubted / n, 100 * strangers / n, measures[s->measure],
           s->most < 1 ? "at most" : "at least", 100 * (s->most < 1 ? s->most : s->least));
    if (s->most_doubt < 1) printf(", exit 2 in at most %g%%", 100 * s->most_doubt);
    printf("%s |\n", right ? "" : " **missed**");
    good &= right;
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
    work.wanted = comparisons ? comparisons : 1;
    work.total = work.wanted * SCENARIOS;
    run_all(&work);
    good = report(&work) && !work.failed;
    tasks_free(&tasks);
  } else {
    fprintf(stderr, "error_rates: %s\n", err.text);
  }
  campaign_free(&campaign);
  return good ? 0 : 1;
}
