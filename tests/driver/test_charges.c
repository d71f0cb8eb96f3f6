/* test_charges.c -- what a run pays for gradients, Hessians, Jacobians and values asked for again,
 * and which noise they see: an optimizer that asks by a script, against a simulation point by
 * point; on one thread and on several. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/run.h"
#include "bench/driver/team.h"

enum { DIM = 3, POINTS = 80000, MOST = 12000, SCRIPT = 6, SCRATCH = 5, RESIDUALS = 4 };

/* One query. Those with `again` are for the points of the last one without. */
struct line {
  size_t count;
  bool gradient, hessian, again, more, residual, jacobian;
};
struct script {
  struct line line[SCRIPT];
  size_t lines, queries; /* the lines go round until so many queries were made */
};

/* What the function saw of each point; written by whichever thread has the point. */
static struct {
  double truth[POINTS];
  uint64_t index[POINTS];
  size_t values[POINTS], gradients[POINTS], hessians[POINTS], jacobians[POINTS];
} seen;

static double noise_at(uint64_t index) { return (double)(index * 2654435761u % 1000) / 1e3; }
static double value_at(size_t point, uint64_t index) { return seen.truth[point] + noise_at(index); }

static void evaluate(const struct problem *problem, const struct batch *batch)
{
  bool stochastic = problem->traits & STOCHASTIC;
  for (size_t k = 0; k < batch->count; k++) {
    size_t point = (size_t)batch->x[k * DIM];
    uint64_t index = batch->index + k;
    batch->f[k] = stochastic ? value_at(point, index) : seen.truth[point];
    if (stochastic && batch->truth) batch->truth[k] = seen.truth[point];
    for (size_t i = 0; i < DIM && batch->gradient; i++)
      batch->gradient[k * DIM + i] = (double)(point * DIM + i);
    for (size_t j = 0; j < RESIDUALS && batch->residual; j++)
      batch->residual[k * RESIDUALS + j] = (double)(point + 1000 * j);
    for (size_t j = 0; j < RESIDUALS * DIM && batch->jacobian; j++)
      batch->jacobian[k * RESIDUALS * DIM + j] = (double)point - (double)j;
    seen.jacobians[point] += batch->jacobian != NULL;
    seen.index[point] = index;
    seen.values[point]++;
    seen.gradients[point] += batch->gradient != NULL;
  }
  for (size_t i = 0; i < SCRATCH; i++) batch->scratch[i] = (double)i;
}

static size_t scratch(const struct problem *problem, size_t count)
{
  (void)problem;
  (void)count;
  return SCRATCH;
}

static void hessian(const struct problem *problem, const double *x, double *work, double *out)
{
  size_t point = (size_t)x[0];
  for (size_t i = 0; i < problem->hessian_scratch; i++) work[i] = -1;
  for (size_t i = 0; i < DIM * DIM; i++) out[i] = (double)(point + 100 * i);
  seen.hessians[point]++;
}

struct toy {
  struct script script;
  size_t query, first, next; /* points first ... of the last new query; the next new one's */
  double x[MOST * DIM], mean[DIM], f[MOST];
};
static bool told_hessians;
static size_t told_residuals;

static void *toy_alloc(const struct setup *setup, const void *config)
{
  struct toy *t = calloc(1, sizeof *t);
  assert_non_null(t);
  t->script = *(const struct script *)config;
  told_hessians = setup->hessians;
  told_residuals = setup->residuals;
  return t;
}

static enum ask toy_ask(void *state, struct query *query)
{
  struct toy *t = state;
  if (t->query == t->script.queries) return ASK_CONVERGED;
  const struct line *line = &t->script.line[t->query % t->script.lines];
  if (!line->again) {
    t->first = t->next;
    t->next += line->count;
  }
  for (size_t k = 0; k < line->count; k++) t->x[k * DIM] = (double)(t->first + k);
  *query = (struct query){.x = t->x,
                          .count = line->count,
                          .want_gradient = line->gradient,
                          .want_hessian = line->hessian,
                          .want_residual = line->residual,
                          .want_jacobian = line->jacobian,
                          .again = line->again,
                          .more = line->more};
  return ASK_EVALUATE;
}

static void toy_tell(void *state, const struct answer *answer)
{
  struct toy *t = state;
  const struct line *line = &t->script.line[t->query++ % t->script.lines];
  assert_true((answer->gradient != NULL) == line->gradient);
  assert_true((answer->hessian != NULL) == line->hessian);
  assert_true((answer->residual != NULL) == line->residual);
  assert_true((answer->jacobian != NULL) == line->jacobian);
  for (size_t k = 0; k < line->count; k++) {
    size_t point = t->first + k;
    if (line->again) assert_true(answer->f[k] == t->f[k]); /* the same noise */
    t->f[k] = answer->f[k];
    for (size_t i = 0; i < DIM && line->gradient; i++)
      assert_true(answer->gradient[k * DIM + i] == (double)(point * DIM + i));
    for (size_t i = 0; i < DIM * DIM && line->hessian; i++)
      assert_true(answer->hessian[k * DIM * DIM + i] == (double)(point + 100 * i));
    for (size_t j = 0; j < RESIDUALS && line->residual; j++)
      assert_true(answer->residual[k * RESIDUALS + j] == (double)(point + 1000 * j));
    for (size_t j = 0; j < RESIDUALS * DIM && line->jacobian; j++)
      assert_true(answer->jacobian[k * RESIDUALS * DIM + j] == (double)point - (double)j);
  }
}

static const double *toy_incumbent(const void *state) { return ((const struct toy *)state)->mean; }

static const struct optimizer_type toy_type = {
    .name = "toy",
    .alloc = toy_alloc,
    .ask = toy_ask,
    .tell = toy_tell,
    .incumbent = toy_incumbent,
    .free = free,
};

struct bench {
  struct script script;
  struct problem problem;
  struct run_setup setup;
  struct run_workspace workspace;
  struct run_record record;
  struct text trace;
  atomic_bool halt;
};

static const double start[DIM];

static void bench_make(struct bench *b)
{
  memset(b, 0, sizeof *b);
  memset(&seen, 0, sizeof seen);
  for (size_t i = 0; i < POINTS; i++) seen.truth[i] = 500;
  b->problem = (struct problem){.dim = DIM,
                                .evaluate = evaluate,
                                .scratch = scratch,
                                .hessian = hessian,
                                .residuals = RESIDUALS,
                                .hessian_scratch = 2 * SCRATCH};
  b->setup = (struct run_setup){.budget = 100,
                                .gradient_cost = 1,
                                .targets.aim = -INFINITY,
                                .trace = TRACE_EVERY,
                                .start = start};
  targets_choose(NULL, 0, false, -1, &b->setup.targets);
}

static void bench_run(struct bench *b)
{
  struct error err;
  struct method method = {.type = &toy_type, .parts = {&b->script}};
  memset(seen.values, 0, sizeof seen.values);
  memset(seen.gradients, 0, sizeof seen.gradients);
  memset(seen.hessians, 0, sizeof seen.hessians);
  memset(seen.jacobians, 0, sizeof seen.jacobians);
  b->setup.problem = &b->problem;
  b->setup.method = &method;
  b->setup.halt = &b->halt;
  text_clear(&b->trace);
  if (run_once(&b->setup, &b->workspace, &b->trace, &b->record, &err)) fail_msg("%s", err.text);
}

static void bench_free(struct bench *b)
{
  run_workspace_free(&b->workspace);
  text_free(&b->trace);
}

static void check(const struct bench *b, enum outcome outcome, double steps, double values,
                  double gradients)
{
  assert_string_equal(outcome_names[b->record.outcome], outcome_names[outcome]);
  assert_true(b->record.steps == steps);
  assert_true(b->record.counts.values == values);
  assert_true(b->record.counts.gradients == gradients);
}

static size_t trace_rows(struct bench *b)
{
  size_t count = 0;
  for (size_t i = 0; i < b->trace.used; i++) count += b->trace.bytes[i] == '\n';
  return count;
}

static void test_hessian_is_dim_gradients(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.script = (struct script){{{.count = 1, .gradient = true, .hessian = true}}, 1, 2};
  bench_run(&b);
  check(&b, OUTCOME_CONVERGED, 2, 2, 2 * (1 + DIM));
  assert_true(told_hessians);
  /* Each costs 1 + 4 c: with c = 1/2 a budget of 9 buys three, one of 8.9 but two. */
  b.script.queries = 50;
  b.setup.gradient_cost = 0.5;
  b.setup.budget = 9;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 3, 3, 12);
  b.setup.budget = 8.9;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 2, 2, 8);
  assert_true(seen.hessians[1] == 1 && seen.hessians[2] == 0 && seen.values[2] == 0);
  /* Hessians alone. */
  b.script.line[0].gradient = false;
  b.setup.gradient_cost = 2;
  b.setup.budget = 14;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 2, 2, 6);
  b.problem.hessian = NULL;
  b.script.queries = 0;
  bench_run(&b);
  assert_false(told_hessians);
  bench_free(&b);
}

static void test_jacobian_is_a_gradient(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  /* Residuals come with the value; then their Jacobian alone. */
  b.script = (struct script){
      {{.count = 2, .residual = true, .more = true}, {.count = 2, .jacobian = true, .again = true}},
      2,
      6};
  bench_run(&b);
  check(&b, OUTCOME_CONVERGED, 3, 6, 6);
  assert_int_equal(told_residuals, RESIDUALS);
  b.setup.gradient_cost = 2;
  b.setup.budget = 8;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 1, 4, 2);
  /* And a gradient beside it is another. */
  b.script = (struct script){{{.count = 1, .gradient = true, .jacobian = true}}, 1, 1};
  bench_run(&b);
  check(&b, OUTCOME_CONVERGED, 1, 1, 2);
  bench_free(&b);
}

static void test_again_pays_for_what_is_new(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  /* A value; where it is good enough its gradient; then its Hessian. */
  b.script = (struct script){{{.count = 2, .more = true},
                              {.count = 2, .gradient = true, .again = true, .more = true},
                              {.count = 2, .hessian = true, .again = true}},
                             3,
                             6};
  bench_run(&b);
  check(&b, OUTCOME_CONVERGED, 2, 4, 4 + 4 * DIM);
  assert_int_equal(trace_rows(&b), 3); /* a row a step, and where it ended */
  /* What an `again` cannot pay ends the run in the midst of a step. */
  b.setup.budget = 3;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 0, 2, 1);
  b.setup.budget = 4 + DIM;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 0, 2, 2 + DIM);
  /* Gradients for nothing: values alone are paid, and the last step's gradients come free. */
  b.setup.gradient_cost = 0;
  b.setup.budget = 4;
  bench_run(&b);
  check(&b, OUTCOME_CONVERGED, 2, 4, 4 + 4 * DIM);
  b.setup.budget = 3;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 1, 3, 2 + 2 * DIM);
  bench_free(&b);
}

static void test_again_repeats_the_noise(void **state)
{
  (void)state;
  struct bench b;
  bench_make(&b);
  b.problem.traits = STOCHASTIC;
  b.script = (struct script){{{.count = 3},
                              {.count = 4, .gradient = true},
                              {.count = 4, .gradient = true, .again = true},
                              {.count = 4, .hessian = true, .again = true}},
                             4,
                             8};
  bench_run(&b); /* toy_tell compares the values */
  check(&b, OUTCOME_CONVERGED, 8, 14, 2 * (4 + 4 + 4 * DIM));
  for (size_t point = 0; point < 14; point++) assert_int_equal(seen.index[point], point);
  /* Also where the budget pays for a part of it: no answer is told then, but the trace and the
   * record must not see a point with another point's noise. */
  b.script.queries = 3;
  b.setup.budget = 3 + 8 + 2;
  bench_run(&b);
  check(&b, OUTCOME_BUDGET, 2, 7, 6);
  assert_int_equal(seen.values[4], 2);
  assert_int_equal(seen.values[5], 1);
  for (size_t point = 0; point < 7; point++) assert_int_equal(seen.index[point], point);
  bench_free(&b);
}

static size_t draw(uint64_t *random, size_t below)
{
  *random = *random * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(*random >> 33) % below;
}

static void draw_script(uint64_t *random, struct script *s)
{
  size_t most = draw(random, 8) ? 12 : MOST; /* now and then one that a team shares */
  *s = (struct script){.lines = 1 + draw(random, SCRIPT), .queries = 1 + draw(random, 29)};
  if (most == MOST && s->queries > 5) s->queries = 5;
  for (size_t i = 0; i < s->lines; i++) {
    struct line *line = &s->line[i];
    line->again = i && draw(random, 2);
    line->count = line->again ? s->line[i - 1].count : 1 + draw(random, most);
    line->gradient = draw(random, 2);
    line->hessian = draw(random, 4) == 0;
    line->more = draw(random, 3) == 0;
    line->residual = draw(random, 4) == 0;
    line->jacobian = draw(random, 4) == 0;
  }
}

/* How often each point was evaluated, and where the run stands: point by point. */
struct simulation {
  struct run_record record;
  size_t values[POINTS], gradients[POINTS], hessians[POINTS], jacobians[POINTS];
  uint64_t index[POINTS];
};

static void simulate(const struct bench *b, struct simulation *s)
{
  memset(s, 0, sizeof *s);
  struct run_record *r = &s->record;
  size_t first = 0, next = 0;
  uint64_t index = 0;
  r->best_f = INFINITY;
  r->outcome = OUTCOME_CONVERGED;
  for (size_t q = 0; q < b->script.queries; q++) {
    const struct line *line = &b->script.line[q % b->script.lines];
    if (!line->again) {
      first = next;
      next += line->count;
      index = (uint64_t)r->counts.values;
    }
    for (size_t k = 0; k < line->count; k++) {
      struct counts counts = r->counts;
      size_t point = first + k;
      counts.values += !line->again;
      counts.gradients += line->gradient + line->jacobian + (line->hessian ? DIM : 0);
      if (run_cost(counts, b->setup.gradient_cost) > b->setup.budget) {
        r->outcome = OUTCOME_BUDGET;
        return;
      }
      r->counts = counts;
      s->values[point]++;
      s->gradients[point] += line->gradient;
      s->hessians[point] += line->hessian;
      s->jacobians[point] += line->jacobian;
      s->index[point] = index + k;
      if (seen.truth[point] < r->best_f) r->best_f = seen.truth[point];
      while (r->reached < USUAL_TARGETS && r->best_f <= usual_targets[r->reached])
        r->at[r->reached++] = counts;
      if (r->best_f <= b->setup.targets.aim) {
        r->outcome = OUTCOME_TARGET;
        /* the rest of its batch was evaluated all the same, if it could be paid */
        return;
      }
    }
    r->steps += !line->more;
  }
}

static void compare(const struct bench *b, const struct simulation *s)
{
  const struct run_record *r = &b->record, *e = &s->record;
  check(b, e->outcome, e->steps, e->counts.values, e->counts.gradients);
  assert_true(r->best_f == e->best_f);
  assert_int_equal(r->reached, e->reached);
  assert_memory_equal(r->at, e->at, e->reached * sizeof *e->at);
  if (e->outcome == OUTCOME_TARGET) return;
  /* Point 0 stands for the mean too, which the trace looks at. */
  assert_memory_equal(seen.values + 1, s->values + 1, (POINTS - 1) * sizeof *s->values);
  assert_memory_equal(seen.gradients, s->gradients, sizeof s->gradients);
  assert_memory_equal(seen.hessians, s->hessians, sizeof s->hessians);
  assert_memory_equal(seen.jacobians, s->jacobians, sizeof s->jacobians);
  assert_memory_equal(seen.index + 1, s->index + 1, (POINTS - 1) * sizeof *s->index);
}

static void test_against_simulation(void **state)
{
  (void)state;
  static const double prices[] = {0, 0.5, 1, 2, 0.1};
  static struct simulation expected;
  struct bench b;
  struct team *team;
  struct error err;
  uint64_t random = 1;
  size_t outcomes[5] = {0}, shared = 0;
  if (team_new(3, &team, &err)) fail_msg("%s", err.text);
  for (size_t trial = 0; trial < 600; trial++) {
    bench_make(&b);
    draw_script(&random, &b.script);
    double scale = pow(10, (double)draw(&random, 10) - 6);
    for (size_t i = 0; i < POINTS; i++)
      seen.truth[i] = scale * (double)(1 + draw(&random, 1000)) / (1 + (double)i);
    b.problem.traits = draw(&random, 2) ? STOCHASTIC : 0;
    b.setup.budget = (double)(1 + draw(&random, draw(&random, 2) ? 300 : 100000));
    b.setup.gradient_cost = prices[draw(&random, 5)];
    b.setup.targets.aim = draw(&random, 2) ? -INFINITY : 2 * scale;
    b.setup.trace = (enum trace_mode)draw(&random, 3);
    simulate(&b, &expected);
    for (int threads = 0; threads < 2; threads++) {
      b.setup.team = threads ? team : NULL;
      bench_run(&b);
      compare(&b, &expected);
    }
    outcomes[b.record.outcome]++;
    shared += b.record.counts.values > 6000;
    bench_free(&b);
  }
  assert_true(outcomes[OUTCOME_TARGET] > 20 && outcomes[OUTCOME_BUDGET] > 50 &&
              outcomes[OUTCOME_CONVERGED] > 50 && shared > 10);
  team_free(team);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hessian_is_dim_gradients),
      cmocka_unit_test(test_jacobian_is_a_gradient),
      cmocka_unit_test(test_again_pays_for_what_is_new),
      cmocka_unit_test(test_again_repeats_the_noise),
      cmocka_unit_test(test_against_simulation),
  };
  return cmocka_run_group_tests_name("charges", tests, NULL, NULL);
}
