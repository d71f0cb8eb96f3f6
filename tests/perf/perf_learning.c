/* perf_learning.c -- an epoch of a network of 784-128-10, relu and softmax, in minibatches of 32 of
 * 60000 rows of random bytes: what it takes in processor time, at every vector level, with nothing
 * but gradients, and with the steps of two rules; and how much of what the core can multiply and
 * add its first layer does. Beside it PyTorch, where there is one: learning.py. */
#include "tests/perf/perf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "tests/perf/peak.h"
#include "tests/support/machine.h"
#include "tests/support/network_levels.h"

enum { ROWS = 60000, INPUTS = 784, HIDDEN = 128, SCORES = 10, BATCH = 32, TURN = 25 };

static const struct network_shape shape = {
    .layers = 2, .size = {INPUTS, HIDDEN, SCORES}, .output = NETWORK_SOFTMAX};

struct training {
  const struct network_level *level;
  const struct rule_type *rule; /* NULL: gradients alone */
  void *steps;
  const struct dataset *data;
  size_t next, list[BATCH];
  double *theta, *gradient, *scratch, *product;
};

static void *room(size_t count, size_t size)
{
  void *memory = calloc(count, size);
  if (memory) return memory;
  fprintf(stderr, "perf: error: out of memory\n");
  exit(4);
}

static struct dataset made(void)
{
  unsigned char *bytes = room(ROWS * INPUTS, 1);
  int *label = room(ROWS, sizeof *label);
  double *u = room(INPUTS, sizeof *u);
  for (size_t i = 0; i < ROWS; i++) {
    random_uniforms((struct stream){1}, i, 0, 1, INPUTS, u);
    for (size_t j = 0; j < INPUTS; j++) bytes[i * INPUTS + j] = (unsigned char)(256 * u[j]);
    label[i] = (int)(10 * u[5]);
  }
  free(u);
  return (struct dataset){
      .inputs = INPUTS, .classes = SCORES, .train_rows = ROWS, .bytes = bytes, .label = label};
}

/* TURN steps, each on rows from all over the set. */
static void train(void *context)
{
  struct training *t = context;
  double loss;
  for (int k = 0; k < TURN; k++) {
    for (size_t i = 0; i < BATCH; i++) t->list[i] = (t->next + i) * 7919 % ROWS;
    t->next = (t->next + BATCH) % ROWS;
    struct network_rows rows = {t->data, t->list, 0, BATCH};
    t->level->loss(&shape, &rows, true, 1, t->theta, &loss, t->gradient, t->scratch);
    if (t->rule) t->rule->step(t->steps, &(struct pace){1, NAN}, t->gradient, t->theta);
  }
}

/* The first layer's product, of theta and what was gathered. */
static void first_layer(void *context)
{
  struct training *t = context;
  t->level->product(HIDDEN, INPUTS, BATCH, t->theta, INPUTS, 1, t->scratch, t->product);
}

static const struct rule_type *rule_named(const struct library *library, const char *name)
{
  for (const struct rule_type *const *rule = library->rules; *rule; rule++)
    if (strcmp((*rule)->name, name) == 0) return *rule;
  return NULL;
}

/* Seconds of an epoch; name: a rule, or NULL. */
static double epoch(struct yardstick *y, struct training *t, const struct library *library,
                    const char *name)
{
  size_t n = network_parameters(&shape);
  void *config = NULL;
  t->rule = name ? rule_named(library, name) : NULL;
  if (t->rule) {
    config = room(1, t->rule->config_size);
    param_defaults(t->rule->params, config);
    t->steps = t->rule->alloc(&(struct rule_setup){.size = n, .weights = n}, config);
    if (!t->steps) exit(4);
  }
  for (size_t i = 0; i < n; i++) t->theta[i] = 0.05 * sin((double)i * 1.7);
  double ns = yardstick_measure(y, train, t, TURN).ns;
  if (t->rule) t->rule->free(t->steps);
  free(config);
  return ns * 1e-9 * ROWS / BATCH;
}

static void say(const char *what, const char *on, double seconds, double other)
{
  printf("  %-40s %-8s %10.3f s", what, on, seconds);
  if (other > 0) printf("   PyTorch %.2f s, %.1f times as long", other, other / seconds);
  putchar('\n');
  fflush(stdout);
}

/* What PyTorch takes, or 0 where there is none. */
static void of_pytorch(double *sgd, double *adam)
{
  char blas[256] = "";
  *sgd = *adam = 0;
  FILE *out =
      popen("for python in python3 /usr/bin/python3; do"
            "  $python -c 'import torch' 2>/dev/null && exec $python tests/perf/learning.py;"
            "done",
            "r");
  if (out && fscanf(out, "%lf %lf %255s", sgd, adam, blas) != 3) *sgd = *adam = 0;
  if (out) pclose(out);
  if (*sgd > 0)
    printf("  PyTorch multiplies matrices by %s\n", blas);
  else
    printf("  no python3 with torch here: no times of PyTorch\n");
}

static void at_level(struct yardstick *y, struct training *t, const struct library *library,
                     double sgd, double adam)
{
  const char *on = t->level->name;
  say("an epoch of gradients", on, epoch(y, t, library, NULL), 0);
  say("an epoch of SGD", on, epoch(y, t, library, "sgd"), sgd);
  say("an epoch of Adam", on, epoch(y, t, library, "adam"), adam);
  double ns = yardstick_measure(y, first_layer, t, 1).ns, peak = peak_flops(on);
  double flops = 2.0 * INPUTS * HIDDEN * BATCH / ns;
  printf("  %-40s %-8s %10.1f GFLOP/s, %.0f%% of the %.1f that the core can\n", "its first layer",
         on, flops, 100 * flops / peak, peak);
}

void perf_learning(struct yardstick *y)
{
  struct libraries libraries[MACHINE_LEVELS];
  struct network_level levels[NETWORK_LEVELS];
  size_t n = network_parameters(&shape), count = network_levels(levels);
  struct dataset data = made();
  struct training t = {.data = &data,
                       .theta = room(n, sizeof(double)),
                       .gradient = room(n, sizeof(double)),
                       .scratch = room(network_scratch(&shape, BATCH), sizeof(double)),
                       .product = room(HIDDEN * BATCH, sizeof(double))};
  double sgd, adam;
  of_pytorch(&sgd, &adam);
  machine_levels(libraries);
  for (size_t l = 0; l < count; l++) {
    t.level = &levels[l];
    at_level(y, &t, libraries[l].optimizers, sgd, adam);
  }
  free((void *)data.bytes);
  free((void *)data.label);
  free(t.theta);
  free(t.gradient);
  free(t.scratch);
  free(t.product);
}
