/* perf_rules.c -- what a step of each rule takes at d = 100, beside Adam's, and what it keeps: the
 * table of src/README.md.
 *
 * The vector is a matrix of 10 x 10 for rules that want layers, as SOAP and Muon; memory is that of
 * 100 x 100. Adam is measured again right beside each rule, so that a busy machine slows both. */
#include "tests/perf/perf.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/data/weights.h"
#include "src/method.h"
#include "tests/support/machine.h"

enum { SIDE = 10, WIDE = 100, TURN = 100, LONG = 1000 };

struct stepping {
  const struct rule_type *rule;
  void *state;
  double gradient[SIDE * SIDE], theta[SIDE * SIDE];
};

static void steps(void *context)
{
  struct stepping *s = context;
  for (int k = 0; k < TURN; k++)
    s->rule->step(s->state, &(struct pace){1, NAN}, s->gradient, s->theta);
}

struct long_stepping {
  const struct rule_type *rule;
  void *state;
  size_t size;
  double gradient[LONG], theta[LONG];
};

static void long_steps(void *context)
{
  struct long_stepping *s = context;
  for (int k = 0; k < TURN; k++)
    s->rule->step(s->state, &(struct pace){1, NAN}, s->gradient, s->theta);
}

/* The network of a learned optimizer, put into it; of others nothing. */
static struct weights open_weights(struct method *m)
{
  static struct network network;
  struct network_slot *slots[CHAIN_MOST];
  struct weights weights = {0};
  struct error err;
  if (!method_networks(m, slots)) return weights;
  if (weights_read("bench/learned/quadratic.weights", &weights, &err)) {
    fprintf(stderr, "perf: error: %s\n", err.text);
    exit(3);
  }
  network = weights.network;
  slots[0]->network = &network;
  return weights;
}

static void *state_new(const struct rule_type *rule, const void *config, size_t side)
{
  struct layer whole = {.rows = side, .columns = side, .matrix = true};
  struct rule_setup setup = {
      .size = side * side, .weights = side * side, .layers = &whole, .layer_count = 1};
  void *state = rule->alloc(&setup, config);
  if (state) return state;
  fprintf(stderr, "perf: error: out of memory\n");
  exit(4);
}

static double step_time(struct yardstick *y, const struct rule_type *rule, const void *config)
{
  struct stepping s = {.rule = rule, .state = state_new(rule, config, SIDE)};
  for (size_t i = 0; i < SIDE * SIDE; i++) {
    s.gradient[i] = sin(1.7 * (double)i + 1);
    s.theta[i] = cos(2.3 * (double)i);
  }
  double ns = yardstick_measure(y, steps, &s, TURN).ns;
  rule->free(s.state);
  return ns;
}

/* Bytes that a state takes from the heap, in doubles for each coordinate. */
static double memory(const struct rule_type *rule, const void *config)
{
  size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
  void *state = state_new(rule, config, WIDE);
  size_t after = mallinfo2().uordblks + mallinfo2().hblkhd;
  rule->free(state);
  return (double)(after - before) / sizeof(double) / (WIDE * WIDE);
}

static void line(struct yardstick *y, const struct library *library, const char *text,
                 const struct rule_type *adam, const void *adam_config)
{
  struct method m;
  struct error err;
  if (method_parse(library, text, &m, &err)) {
    fprintf(stderr, "perf: error: %s\n", err.text);
    exit(2);
  }
  struct weights weights = open_weights(&m);
  double ratio = INFINITY, ns = INFINITY;
  for (int k = 0; k < 5; k++) {
    double own = step_time(y, m.rule, m.parts[0]), of_adam = step_time(y, adam, adam_config);
    ratio = fmin(ratio, own / of_adam);
    ns = fmin(ns, own);
  }
  printf("  %-28s %8.0f ns  %6.2f of Adam's  %5.1f values a coordinate\n", text, ns, ratio,
         memory(m.rule, m.parts[0]));
  fflush(stdout);
  method_free(&m);
  weights_free(&weights);
}

/* The network of 8 units that sees the gradient alone: of a coordinate, in few and in many. */
static void learned_lines(struct yardstick *y, const struct library *library)
{
  static const size_t sizes[] = {5, 1000};
  struct method m;
  struct error err;
  if (method_parse(library, "learned", &m, &err)) exit(2);
  struct weights weights = open_weights(&m);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    char what[64];
    struct long_stepping s = {.rule = m.rule, .size = sizes[i]};
    const struct rule_setup setup = {.size = s.size, .weights = s.size};
    s.state = m.rule->alloc(&setup, m.parts[0]);
    if (!s.state) exit(4);
    for (size_t k = 0; k < s.size; k++) s.gradient[k] = sin(1.7 * (double)k + 1);
    snprintf(what, sizeof what, "learned, a coordinate of %zu", s.size);
    perf_line(what, library->level, yardstick_measure(y, long_steps, &s, TURN * (double)s.size));
    m.rule->free(s.state);
  }
  method_free(&m);
  weights_free(&weights);
}

void perf_rules(struct yardstick *y)
{
  static const char *const more[] = {"schedule-free:base=sgd", "signsgd:momentum=0.9",
                                     "rmsprop:centered=yes,momentum=0.9"};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  if (!count) return;
  const struct library *library = levels[count - 1].optimizers;
  struct method adam;
  struct error err;
  if (method_parse(library, "adam", &adam, &err)) exit(2);
  printf("  level %s\n", library->level);
  for (const struct rule_type *const *rule = library->rules; *rule; rule++)
    line(y, library, (*rule)->name, adam.rule, adam.parts[0]);
  for (size_t i = 0; i < sizeof more / sizeof *more; i++)
    line(y, library, more[i], adam.rule, adam.parts[0]);
  learned_lines(y, library);
  method_free(&adam);
}
