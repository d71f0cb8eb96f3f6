/* test_reinforce.c -- the gradient of a Gaussian policy: PyTorch's, and no other than that of the
 * mean of f. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "functions/control/reinforce.h"
#include "functions/problem.h"
#include "tests/support/machine.h"
#include "tests/support/reference.h"

extern const struct environment LEVELED(environment_pendulum);
extern const struct environment LEVELED(environment_mountaincar_continuous);

enum { MOST = 512 };

/* The values of one thing of a case; how many there are. */
static size_t values(const struct reference *r, const char *name, const char *what, double *out)
{
  size_t count = 0;
  for (size_t i = 0; i < r->rows; i++)
    if (!strcmp(reference_text(r, i, "case"), name) && !strcmp(reference_text(r, i, "what"), what))
      out[count++] = reference_at(r, i, "value");
  assert_true(count <= MOST);
  return count;
}

static void follows_pytorch(const char *name, const struct environment *env)
{
  struct reference *r = reference_read("tests/reference/control/reinforce.csv");
  double setting[MOST], hidden[MOST], theta[MOST], start[MOST], noise[MOST], wanted[MOST],
      gradient[MOST], want_return[MOST], returns[MOST], steps[MOST], last[MOST];
  assert_int_equal(values(r, name, "setting", setting), 5);
  size_t layers = values(r, name, "hidden", hidden), dim = values(r, name, "theta", theta);
  struct control_config config = {.skip = (int)setting[1],
                                  .delay = (int)setting[2],
                                  .limit = (int)setting[3],
                                  .deviation = setting[0]};
  struct policy_shape shape = {.kind = POLICY_LAYERS, .layers = layers + 1};
  shape.size[0] = env->inputs(&config);
  for (size_t l = 0; l < layers; l++) shape.size[l + 1] = (size_t)hidden[l];
  shape.size[layers + 1] = env->outputs;
  assert_int_equal(policy_parameters(&shape), dim);
  values(r, name, "start", start);
  values(r, name, "noise", noise);
  values(r, name, "gradient", wanted);
  size_t episodes = values(r, name, "return", want_return);
  struct rollout run = {.environment = env,
                        .config = &config,
                        .shape = &shape,
                        .x = theta,
                        .points = 1,
                        .dim = dim,
                        .episodes = episodes,
                        .starts = start,
                        .noise = noise,
                        .decisions = (size_t)ceil(setting[3] / setting[1]),
                        .returns = returns,
                        .steps = steps,
                        .last = last};
  size_t count = episodes * run.decisions;
  struct recording recording = {.input = calloc(count * SEEN_MOST, sizeof(double)),
                                .output = calloc(count, sizeof(double)),
                                .reward = calloc(count, sizeof(double))};
  double *scratch = calloc(rollout_scratch(&shape, dim), sizeof *scratch);
  double *memory = calloc(3 * policy_memory(&shape) + run.decisions, sizeof *memory);
  run.recording = &recording;
  rollout_run(&run, scratch);
  reinforce_gradient(&run, memory, gradient);
  double size = 0;
  for (size_t i = 0; i < dim; i++) size = fmax(size, fabs(wanted[i]));
  assert_true(size > 0.01);
  for (size_t e = 0; e < episodes; e++)
    assert_true(fabs(returns[e] - want_return[e]) <= 1e-11 * fmax(1, fabs(want_return[e])));
  for (size_t i = 0; i < dim; i++) assert_true(fabs(gradient[i] - wanted[i]) <= 1e-11 * size);
  free(recording.input);
  free(recording.output);
  free(recording.reward);
  free(scratch);
  free(memory);
  reference_free(r);
}

static void test_gradient_is_pytorchs(void **state)
{
  (void)state;
  static const char *const pendulums[] = {"pendulum", "pendulum-linear", "pendulum-skip",
                                          "pendulum-alone"};
  static const char *const cars[] = {"car", "car-delayed"};
  for (size_t i = 0; i < sizeof pendulums / sizeof *pendulums; i++)
    follows_pytorch(pendulums[i], &LEVELED(environment_pendulum));
  for (size_t i = 0; i < sizeof cars / sizeof *cars; i++)
    follows_pytorch(cars[i], &LEVELED(environment_mountaincar_continuous));
}

static struct problem *open_problem(const char *text, struct function_spec *spec)
{
  struct libraries levels[MACHINE_LEVELS];
  struct error err;
  struct problem *problem;
  machine_levels(levels);
  assert_int_equal(function_parse(levels[0].functions, text, spec, &err), STATUS_OK);
  assert_int_equal(levels[0].functions->problem_new(spec, function_dimension(spec, NULL), 1, NULL,
                                                    &problem, &err),
                   STATUS_OK);
  return problem;
}

/* Its mean over draws is the derivative of the mean of f over the same draws. */
static void check_mean(const char *text)
{
  enum { DRAWS = 40000, DIM_MOST = 8 };
  struct function_spec spec;
  struct problem *problem = open_problem(text, &spec);
  size_t dim = problem->dim;
  assert_true(dim <= DIM_MOST && problem->traits & GRADIENT_INCLUDED);
  double x[DIM_MOST], g[DIM_MOST], mean[DIM_MOST] = {0}, square[DIM_MOST] = {0}, f, ends[2];
  double *scratch = calloc(problem->scratch(problem, 1), sizeof *scratch);
  bool seen = false;
  for (size_t i = 0; i < dim; i++) x[i] = 0.3 * cos(1 + (double)i);
  struct batch batch = {.x = x, .count = 1, .f = &f, .scratch = scratch, .stream = {99}};
  batch.gradient = g;
  for (size_t n = 0; n < DRAWS; n++) {
    batch.index = batch.step = n;
    problem->evaluate(problem, &batch);
    for (size_t i = 0; i < dim; i++) {
      mean[i] += g[i] / DRAWS;
      square[i] += g[i] * g[i] / DRAWS;
    }
  }
  batch.gradient = NULL;
  for (size_t i = 0; i < dim; i++) {
    const double h = 1e-2;
    double at = x[i], slope = 0, slope_square = 0;
    for (size_t n = 0; n < DRAWS; n++) {
      batch.index = batch.step = n;
      for (size_t side = 0; side < 2; side++) {
        x[i] = side ? at - h : at + h;
        problem->evaluate(problem, &batch);
        ends[side] = f;
      }
      double difference = (ends[0] - ends[1]) / (2 * h);
      slope += difference / DRAWS;
      slope_square += difference * difference / DRAWS;
    }
    x[i] = at;
    double variance = (square[i] - mean[i] * mean[i]) + (slope_square - slope * slope);
    double error = sqrt(variance / DRAWS);
    /* The gradient itself is seen well enough for a wrong factor to show. */
    seen |= fabs(slope) > 20 * error;
    assert_true(fabs(mean[i] - slope) <= 4.5 * error);
  }
  assert_true(seen);
  free(scratch);
  problem_free(problem);
  function_spec_free(&spec);
}

static void test_gradient_is_that_of_the_mean(void **state)
{
  (void)state;
  check_mean("mountaincar-continuous:deviation=0.4,limit=8,episodes=3");
  check_mean("mountaincar-continuous:deviation=0.4,limit=8,episodes=3,reset=fresh,delay=3");
  check_mean("mountaincar-continuous:hidden=1,deviation=0.3,limit=6,episodes=1,skip=2");
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_gradient_is_pytorchs),
                                     cmocka_unit_test(test_gradient_is_that_of_the_mean)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
