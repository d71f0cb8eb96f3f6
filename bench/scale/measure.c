/* measure.c -- see measure.h. What the contracts of src/descent.h and functions/problem.h have as
 * calls is timed call by call; what one call does together is told apart by differences. */
#include "bench/scale/measure.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "bench/driver/crew.h"
#include "bench/scale/model.h"

enum {
  VALUES = 1 << 19, /* normals in a generation: more than are kept, see src/draws/population.h */
  PAIRS_LEAST = 8,
  FEW_PAIRS = 4, /* that are added up at a time */
  REPETITIONS = 5,
  BATCH = 1 << 15, /* coordinates that a function is handed at a time, or one point */
  WEIGH_DIM = 2
};
#define ENOUGH   0.04  /* seconds of repetitions, at least */
#define NO_TIME  1e-13 /* seconds an item, where a difference drowns in noise */
#define NO_LIMIT 1e15  /* to what a run may spend */

static double seconds_of(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double measure_now(void) { return seconds_of(CLOCK_MONOTONIC); }

/* Other programs of a busy machine take no time of this one. */
static double now(void) { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }

/* What looking at that clock takes, which for a short call is as much as the call. */
static double look(void)
{
  double least = INFINITY;
  for (int i = 0; i < 1000; i++) {
    double start = now();
    least = fmin(least, now() - start);
  }
  return least;
}

/* Seconds of a generation at a source, the least of all repetitions, each by itself. */
struct shares {
  double ask, tell;
  double held; /* pairs of its last query, which are in memory when it ends */
};

static void one_generation(const struct source_type *source, void *state, const double *theta,
                           const double *f, double looking, struct shares *s)
{
  double ask = 0, tell = 0;
  for (const double *gradient = NULL; !gradient;) {
    struct query query = {0};
    double start = now();
    source->ask(state, theta, &query);
    double asked = now();
    ask += asked - start - looking;
    gradient = source->tell(state, theta, &(struct answer){.f = f});
    tell += now() - asked - looking;
    s->held = (double)query.count / 2;
  }
  s->ask = fmin(s->ask, ask);
  s->tell = fmin(s->tell, tell);
}

static int time_source(const struct libraries *l, size_t dim, size_t pairs, const char *utility,
                       struct shares *s, struct error *err)
{
  char text[100];
  struct method method;
  *s = (struct shares){INFINITY, INFINITY, 0};
  snprintf(text, sizeof text, "adam@es:population=%zu,utility=%s", 2 * pairs, utility);
  int status = method_parse(l->optimizers, text, &method, err);
  if (status) return status;
  double *start = calloc(dim, sizeof *start), *f = malloc(2 * pairs * sizeof *f);
  for (size_t k = 0; f && k < 2 * pairs; k++) f[k] = 1 / (double)(k + 1);
  void *state = NULL;
  if (start && f) {
    struct setup setup = {.dim = dim,
                          .start = start,
                          .low = start,
                          .high = start,
                          .budget = NO_LIMIT,
                          .gradient_cost = 1,
                          .stream = stream_root(1)};
    state = method.source->alloc(&setup, method.restart.descent.source_config);
  }
  if (state) {
    double until = now() + ENOUGH, looking = look();
    for (int i = 0; i < REPETITIONS || now() < until; i++)
      one_generation(method.source, state, start, f, looking, s);
    method.source->free(state);
  }
  free(f);
  free(start);
  method_free(&method);
  return state ? STATUS_OK : error_memory(err, "a generation to measure");
}

/* Seconds of a step of the rule. */
static int time_rule(const struct libraries *l, size_t dim, double *seconds, struct error *err)
{
  struct method method;
  int status = method_parse(l->optimizers, "adam", &method, err);
  if (status) return status;
  struct rule_setup setup = {.size = dim, .weights = dim};
  void *state = method.rule->alloc(&setup, method.restart.descent.rule_config);
  double *theta = calloc(2 * dim, sizeof *theta);
  if (state && theta) {
    const struct pace pace = {.rate = 1, .momentum = NAN};
    for (size_t i = 0; i < dim; i++) theta[dim + i] = 1e-3;
    double until = now() + ENOUGH, looking = look();
    size_t steps = dim < BATCH ? BATCH / dim : 1; /* of one look at the clock */
    *seconds = INFINITY;
    for (int i = 0; i < REPETITIONS || now() < until; i++) {
      double start = now();
      for (size_t k = 0; k < steps; k++) method.rule->step(state, &pace, theta + dim, theta);
      *seconds = fmin(*seconds, (now() - start - looking) / (double)steps);
    }
  } else {
    status = error_memory(err, "a step to measure");
  }
  free(theta);
  if (state) method.rule->free(state);
  method_free(&method);
  return status;
}

static int time_batch(const struct problem *problem, double *seconds, struct error *err)
{
  size_t dim = problem->dim, count = dim < BATCH ? BATCH / dim : 1;
  size_t scratch = problem->scratch ? problem->scratch(problem, count) : 0;
  double *x = malloc((count * (dim + 2) + scratch) * sizeof *x);
  if (!x) return error_memory(err, "points to measure");
  for (size_t k = 0; k < count * dim; k++)
    x[k] = problem->canonical[k % dim] + 1e-3 * (double)(k % 7);
  double *f = x + count * dim;
  struct batch batch = {.x = x,
                        .count = count,
                        .f = f,
                        .truth = problem->traits & DEAR_TRUTH ? NULL : f + count,
                        .scratch = f + 2 * count,
                        .stream = stream_root(2)};
  double until = now() + ENOUGH;
  *seconds = INFINITY;
  for (int i = 0; i < REPETITIONS || now() < until; i++) {
    double start = now();
    problem->evaluate(problem, &batch);
    *seconds = fmin(*seconds, (now() - start) / (double)count);
  }
  free(x);
  return STATUS_OK;
}

/* Seconds of an evaluation. */
static int time_function(const struct libraries *l, const char *function, size_t dim,
                         double *seconds, struct error *err)
{
  struct function_spec spec;
  struct problem *problem;
  int status = function_parse(l->functions, function, &spec, err);
  if (status) return status;
  status = l->functions->problem_new(&spec, dim, 0, NULL, &problem, err);
  if (!status) {
    status = time_batch(problem, seconds, err);
    problem_free(problem);
  }
  function_spec_free(&spec);
  return status;
}

static void put(struct costs *costs, enum operation operation, size_t size, double seconds)
{
  costs_put(costs, operation, (double)size, fmax(seconds / (double)size, NO_TIME));
}

/* scoring: seconds a pair that z-scores take, whatever the dimension. */
static int measure_size(const struct libraries *l, const char *function, size_t dim, double scoring,
                        struct costs *costs, struct error *err)
{
  size_t pairs = VALUES / dim + 1 > PAIRS_LEAST ? VALUES / dim + 1 : PAIRS_LEAST;
  double n = (double)pairs, rule = 0, evaluation = 0;
  struct shares once, twice, few;
  /* A generation that is weighed at once draws its pairs once. One that has to be known whole draws
   * all but the last few again when it is told. */
  int status = time_source(l, dim, pairs, "raw", &once, err);
  if (!status) status = time_source(l, dim, pairs, "z-score", &twice, err);
  if (!status) status = time_source(l, dim, FEW_PAIRS, "raw", &few, err);
  if (!status) status = time_rule(l, dim, &rule, err);
  if (!status) status = time_function(l, function, dim, &evaluation, err);
  if (status) return status;
  double draw = fmax(0, (twice.tell - once.tell - n * scoring) / (n - twice.held));
  double add = fmax(0, (once.tell - few.tell) / (n - FEW_PAIRS));
  put(costs, COST_DRAW, dim, draw);
  put(costs, COST_FORM, dim, once.ask / n - draw);
  put(costs, COST_EVALUATE, dim, evaluation);
  put(costs, COST_ADD, dim, add);
  put(costs, COST_STEP, dim, rule + fmax(0, few.tell - FEW_PAIRS * add));
  return STATUS_OK;
}

int measure_costs(const struct libraries *libraries, const char *function, struct costs *costs,
                  struct error *err)
{
  static const size_t dims[] = {8, 100, 10000, 1000000}, pairs[] = {500, 50000};
  struct shares raw, scores;
  double scoring = 0;
  int status = STATUS_OK;
  /* With hardly anything to add up, and nothing to draw again. */
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs && !status; i++) {
    status = time_source(libraries, WEIGH_DIM, pairs[i], "raw", &raw, err);
    if (!status) status = time_source(libraries, WEIGH_DIM, pairs[i], "z-score", &scores, err);
    if (status) return status;
    put(costs, COST_WEIGH, 2 * pairs[i], raw.tell);
    scoring = fmax(0, scores.tell - raw.tell) / (double)pairs[i];
  }
  for (size_t i = 0; i < sizeof dims / sizeof *dims && !status; i++)
    status = measure_size(libraries, function, dims[i], scoring, costs, err);
  return status;
}

struct messages measure_messages(struct ranks *ranks)
{
  struct message_cost cost = crew_measure(ranks);
  return (struct messages){"measured", cost.latency / scale_doublings((double)ranks->size),
                           cost.per_byte, true};
}
