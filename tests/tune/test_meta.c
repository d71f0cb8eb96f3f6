/* test_meta.c -- training learned optimizers: an unroll is the run that the driver makes, and a
 * training has the same bytes on any number of threads, at any level, and however often it was
 * broken off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/figures/figures.h"
#include "bench/plan/problems.h"
#include "bench/tune/meta.h"
#include "src/draws/random.h"
#include "tests/support/machine.h"

enum { STEPS = 60, INSTANCES = 9 };

static const struct {
  const char *function, *dim;
} tasks[] = {{"loguniform", "5"},
             {"rosenbrock:signs=random", "2"},
             {"mlp:data=moons,rows=64,hidden=4,activation=tanh,output=logistic,one_set=yes", NULL},
             {"mlp:data=moons,rows=64,hidden=4,activation=tanh,output=logistic,batch=16", NULL},
             {"rosenbrock:noise=0.1", "3"}};
enum { TASKS = sizeof tasks / sizeof *tasks };

static size_t open_levels(struct libraries levels[MACHINE_LEVELS])
{
  size_t count = machine_levels(levels);
  for (size_t i = 0; i < count; i++) levels[i].figures = figure_names;
  return count;
}

static const struct rule_type *learned_of(const struct library *library)
{
  size_t i = 0;
  while (library->rules[i] && !library->rules[i]->slot) i++;
  assert_non_null(library->rules[i]);
  return library->rules[i];
}

static void open_campaign(const struct libraries *libraries, size_t task, struct campaign *c)
{
  struct error err;
  *c = (struct campaign){0};
  if (campaign_defaults(libraries, c, "trial", &err) ||
      campaign_set_functions(libraries, c, tasks[task].function, &err) ||
      campaign_set_optimizers(libraries, c, "learned", &err) ||
      (tasks[task].dim && campaign_set_dims(c, tasks[task].dim, &err)) ||
      campaign_find_dims(libraries, c, &err))
    fail_msg("%s", err.text);
  c->seed = 7;
  c->target = -1;
}

/* What a run saw, a step at a time. */
struct seen {
  double f[STEPS + 1];
  size_t count;
  double metric; /* the driver's own */
};

static void see(void *context, const void *optimizer, const struct query *query,
                const struct batch *batch, double cost)
{
  struct seen *s = context;
  (void)optimizer;
  (void)cost;
  assert_int_equal(batch->count, 1);
  assert_true(query->want_gradient);
  assert_true(s->count <= STEPS);
  s->f[s->count++] = *batch->f;
}

/* The run of an instance, as the driver makes it. */
static void run_driver(const struct libraries *libraries, const struct campaign *c,
                       const struct cell *cell, const struct network *network,
                       const struct problem *problem, enum metric metric, struct seen *seen)
{
  struct method method;
  struct network_slot *slots[CHAIN_MOST];
  struct error err;
  double start[3 * 64];
  const atomic_bool halt = false;
  struct run_workspace workspace = {0};
  struct text trace = {0};
  struct run_record record;
  assert_true(problem->dim <= 64);
  if (method_parse(libraries->optimizers, "learned", &method, &err)) fail_msg("%s", err.text);
  assert_int_equal(method_networks(&method, slots), 1);
  slots[0]->network = network;
  struct run_setup setup = repetition_setup(c, problem, cell, &method, 0, start);
  const struct run_watch watch = {see, seen};
  setup.metric = metric;
  setup.targets.aim = -INFINITY; /* as with any metric */
  setup.budget = 2 * (STEPS + 1);
  setup.trace = TRACE_NONE;
  setup.confusion = false;
  setup.halt = &halt;
  setup.watch = &watch;
  *seen = (struct seen){.count = 0};
  if (run_once(&setup, &workspace, &trace, &record, &err)) fail_msg("%s", err.text);
  seen->metric = record.metric;
  run_workspace_free(&workspace);
  text_free(&trace);
  method_free(&method);
}

/* What a trajectory is worth, as meta.h has it. */
static double worth_of(enum metric metric, const struct seen *s, double minimum)
{
  double sum = 0, first = s->f[0] - (isnan(minimum) ? 0 : minimum);
  for (size_t k = 0; k <= STEPS; k++) {
    double v = s->f[k < s->count ? k : s->count - 1] - (isnan(minimum) ? 0 : minimum);
    bool lost = k >= s->count || !isfinite(v);
    if (metric == METRIC_RATIO)
      sum += lost ? 1e3 : fmin(v / first, 1e3);
    else
      sum += lost ? 6 : log10(fmin(fmax(v, 1e-12), 1e6));
  }
  return sum / (STEPS + 1);
}

static void fill(struct network *n, double *number, uint64_t generation, double size)
{
  struct network_parts p = network_parts(n);
  random_normals((struct stream){3}, generation, 0, 1, p.size, number);
  for (size_t i = 0; i < p.size; i++) number[i] *= size;
  number[p.log_scale] = -3;
  n->number = number;
}

static void check_task(const struct libraries *libraries, size_t task, struct network *network)
{
  struct campaign c;
  struct error err;
  struct unroll_task all[INSTANCES];
  double sum[2] = {0}, score;
  open_campaign(libraries, task, &c);
  for (unsigned i = 0; i < INSTANCES; i++) {
    struct cell cell = campaign_cell(&c, 0);
    cell.instance = META_FIRST + i;
    if (problem_open(libraries, &cell.function->spec, cell.dim, cell.instance, &all[i].problem,
                     &err))
      fail_msg("%s", err.text);
    all[i].start = malloc(cell.dim * sizeof *all[i].start);
    assert_non_null(all[i].start);
    repetition_start(&c, all[i].problem, &cell, 0, all[i].start);
    all[i].noise = repetition_stream(&c, &cell, 0, "noise");
    struct seen seen;
    for (int m = 0; m < 2; m++) {
      const struct unroll u = {learned_of(libraries->optimizers), network, STEPS,
                               m ? METRIC_LOG : METRIC_RATIO};
      run_driver(libraries, &c, &cell, network, all[i].problem, u.metric, &seen);
      double want = worth_of(u.metric, &seen, all[i].problem->minimum);
      unsigned traits = all[i].problem->traits;
      /* What is seen of a function with noise is not what it is worth; of minibatches that is not
       * known at every step. */
      if (traits & STOCHASTIC && !(traits & DEAR_TRUTH)) want = seen.metric;
      if (!(traits & DEAR_TRUTH))
        assert_true(fabs(want - seen.metric) <= 1e-13 * fmax(1, fabs(want)));
      assert_int_equal(unroll_score(&u, &all[i], 1, &score, &err), STATUS_OK);
      if (!(fabs(score - want) <= 1e-14 * fmax(1, fabs(want))))
        fail_msg("%s, %s to %s, instance %u: %.17g, not %.17g", tasks[task].function,
                 network_inputs[network->inputs], network_outputs[network->output], i, score, want);
      sum[m] += score;
    }
  }
  for (int m = 0; m < 2; m++) {
    const struct unroll u = {learned_of(libraries->optimizers), network, STEPS,
                             m ? METRIC_LOG : METRIC_RATIO};
    assert_int_equal(unroll_score(&u, all, INSTANCES, &score, &err), STATUS_OK);
    /* Neighbours in the lanes change nothing; only the sum is taken in another order. */
    assert_true(fabs(score - sum[m] / INSTANCES) <= 1e-14 * fmax(1, fabs(score)));
  }
  for (size_t i = 0; i < INSTANCES; i++) {
    problem_free(all[i].problem);
    free(all[i].start);
  }
  campaign_free(&c);
}

static void test_unrolls(void **unused)
{
  (void)unused;
  static double number[NETWORK_MOST];
  struct libraries levels[MACHINE_LEVELS];
  size_t count = open_levels(levels);
  for (size_t t = 0; t < TASKS; t++)
    for (int in = INPUTS_GRADIENT; in <= INPUTS_TENSOR; in++) {
      struct network network = {
          .hidden = 8, .inputs = (enum network_inputs)in, .output = (enum network_result)(in % 3)};
      fill(&network, number, (uint64_t)in, 0.5);
      check_task(&levels[count - 1], t, &network);
      /* One that leaves the ground: what is lost counts as the worst. */
      number[network_parts(&network).log_scale] = 300;
      if (t != 2) check_task(&levels[count - 1], t, &network);
    }
}

/* Rows in memory, the first `known` of them of an earlier training. */
struct memory {
  struct meta_row row[64];
  size_t known, kept;
};

static bool earlier(void *context, size_t generation, struct meta_row *row)
{
  const struct memory *m = context;
  if (generation >= m->known) return false;
  *row = m->row[generation];
  return true;
}

static int keep(void *context, size_t generation, const struct meta_row *row, struct error *err)
{
  struct memory *m = context;
  (void)err;
  assert_int_equal(generation, m->kept < m->known ? m->known : m->kept);
  m->row[generation] = *row;
  m->kept = generation + 1;
  return STATUS_OK;
}

static struct meta_setup setup_of(const struct libraries *libraries, const struct campaign *c)
{
  return (struct meta_setup){.libraries = libraries,
                             .function = &c->functions[0],
                             .dim = campaign_cell(c, 0).dim,
                             .steps = 20,
                             .metric = METRIC_RATIO,
                             .hidden = 8,
                             .generations = 12,
                             .stop = 12,
                             .pairs = 5,
                             .tasks = 3,
                             .every = 4,
                             .rate = 0.03,
                             .sigma = 0.03,
                             .seed = 7,
                             .threads = 1};
}

static void train(const struct meta_setup *setup, struct memory *memory, struct meta_result *result)
{
  struct error err;
  const struct meta_record record = {earlier, keep, memory};
  memory->kept = 0;
  if (meta_train(setup, &record, result, &err)) fail_msg("%s", err.text);
}

static void same(const struct meta_result *a, const struct meta_result *b, size_t size)
{
  assert_memory_equal(a->number, b->number, size * sizeof *a->number);
  assert_memory_equal(&a->score, &b->score, sizeof a->score);
  assert_int_equal(a->best, b->best);
}

static void test_training(void **unused)
{
  (void)unused;
  static struct memory memory, again;
  static struct meta_result want, got;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = open_levels(levels);
  for (size_t t = 0; t < TASKS; t += 3) { /* one of a fixed dimension, one of minibatches */
    struct campaign c;
    open_campaign(&levels[0], t, &c);
    struct meta_setup setup = setup_of(&levels[0], &c);
    const struct network shape = {.hidden = 8};
    size_t size = network_parts(&shape).size;
    memory.known = 0;
    train(&setup, &memory, &want);
    assert_int_equal(want.generations, 12);
    assert_true(isfinite(want.score) && want.best % 4 == 0);
    for (size_t threads = 2; threads <= 7; threads += 5) {
      setup.threads = threads;
      again.known = 0;
      train(&setup, &again, &got);
      same(&got, &want, size);
    }
    for (size_t l = 1; l < count; l++) {
      struct campaign other;
      open_campaign(&levels[l], t, &other);
      struct meta_setup elsewhere = setup_of(&levels[l], &other);
      again.known = 0;
      train(&elsewhere, &again, &got);
      same(&got, &want, size);
      campaign_free(&other);
    }
    /* Broken off wherever, and gone on with. */
    for (size_t known = 1; known < 12; known += 2) {
      again = memory;
      again.known = known;
      train(&setup, &again, &got);
      same(&got, &want, size);
    }
    /* The best of the validations, and what was reached when it stops early. */
    double best = INFINITY;
    for (size_t g = 0; g < 12; g++)
      if (memory.row[g].validation < best) best = memory.row[g].validation;
    assert_true(best == want.score);
    setup.stop = 5;
    again.known = 0;
    train(&setup, &again, &got);
    assert_int_equal(got.generations, 5);
    assert_int_equal(got.best, 4);
    assert_memory_equal(again.row, memory.row, 5 * sizeof *again.row);
    campaign_free(&c);
  }
}

/* It learns, and goes on from weights. */
static void test_learns(void **unused)
{
  (void)unused;
  static struct memory memory;
  static struct meta_result first, second;
  struct libraries levels[MACHINE_LEVELS];
  size_t count = open_levels(levels);
  struct campaign c;
  open_campaign(&levels[count - 1], 0, &c);
  struct meta_setup setup = setup_of(&levels[count - 1], &c);
  setup.steps = 50;
  setup.generations = setup.stop = 60;
  setup.pairs = 8;
  setup.tasks = 8;
  setup.every = 5;
  setup.threads = 2;
  memory.known = 0;
  train(&setup, &memory, &first);
  assert_true(first.score < 0.5 * memory.row[4].validation);
  struct weights from = {.network = {.hidden = 8, .number = first.number}};
  setup.from = &from;
  setup.every = 1;
  setup.generations = setup.stop = 1;
  train(&setup, &memory, &second);
  assert_true(second.score < 1.2 * first.score);
  campaign_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_unrolls),
                                     cmocka_unit_test(test_training),
                                     cmocka_unit_test(test_learns)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
