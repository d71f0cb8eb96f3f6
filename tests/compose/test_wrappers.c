/* test_wrappers.c -- every rule on every source in every wrapper: the steps are finite, and the
 * same bits at every vector level; every rule in a chain, before and behind another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/method.h"
#include "tests/support/asking.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"

enum { SIDE = 4, DIM = SIDE * SIDE + SIDE, STEPS = 12, POINTS = 512 };

static const struct layer layers[] = {{0, SIDE, SIDE, true}, {SIDE * SIDE, SIDE, 1, false}};

/* The residuals' Jacobian is diagonal. */
static double value(const double *x, double *g, double *r, double *jacobian)
{
  memset(jacobian, 0, DIM * DIM * sizeof *jacobian);
  double f = 0;
  for (size_t i = 0; i < DIM; i++) {
    double weight = 1 + (double)(i % 5), away = x[i] - 0.1 * (double)i;
    f += weight * away * away;
    g[i] = 2 * weight * away;
    r[i] = sqrt(weight) * away;
    jacobian[i * DIM + i] = sqrt(weight);
  }
  return f;
}

/* Where the method stands after some steps. */
static void run(const struct library *library, const char *text, double x[DIM])
{
  double start[DIM], low[DIM], high[DIM], f[POINTS], g[POINTS * DIM], r[DIM], jacobian[DIM * DIM];
  struct method m;
  struct error err;
  for (size_t i = 0; i < DIM; i++) {
    start[i] = cos((double)i);
    low[i] = -5;
    high[i] = 5;
  }
  struct setup setup = {.dim = DIM,
                        .start = start,
                        .low = low,
                        .high = high,
                        .budget = 800,
                        .gradient_cost = 1,
                        .stream = {11},
                        .layers = layers,
                        .layer_count = 2,
                        .epoch = 3,
                        .behaviours = DIM,
                        .residuals = DIM};
  if (method_parse(library, text, &m, &err)) fail_msg("%s", err.text);
  networks_give(&m);
  void *state = m.type->alloc(&setup, method_config(&m));
  assert_non_null(state);
  for (int steps = 0; steps < STEPS;) {
    struct query q;
    if (m.type->ask(state, &q)) break;
    assert_in_range(q.count, 1, q.want_residual || q.want_jacobian ? 1 : POINTS);
    for (size_t k = 0; k < q.count; k++) f[k] = value(q.x + k * DIM, g + k * DIM, r, jacobian);
    m.type->tell(state, &(struct answer){.f = f,
                                         .gradient = q.want_gradient ? g : NULL,
                                         .behaviour = q.want_behaviour ? q.x : NULL,
                                         .residual = q.want_residual ? r : NULL,
                                         .jacobian = q.want_jacobian ? jacobian : NULL});
    steps += !q.more;
  }
  memcpy(x, m.type->incumbent(state), DIM * sizeof *x);
  for (size_t i = 0; i < DIM; i++)
    if (!isfinite(x[i])) fail_msg("%s: x[%zu] is %g", text, i, x[i]);
  m.type->free(state);
  method_free(&m);
}

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;

static void at_all_levels(const char *text)
{
  double first[DIM], other[DIM];
  run(levels[0].optimizers, text, first);
  for (size_t l = 1; l < level_count; l++) {
    run(levels[l].optimizers, text, other);
    if (memcmp(first, other, sizeof first)) fail_msg("%s: other bits at another level", text);
  }
}

static bool suits(const struct rule_type *rule, const struct source_type *source)
{
  return !(rule->traits & NEEDS_LAYERS && source->traits & STEPS_MORE);
}

static void test_all(void **unused)
{
  (void)unused;
  static const char *const wrappers[] = {
      "clip=0.5",
      "l2=0.1",
      "schedule=onecycle",
      "schedule=cosine-restarts,period=4,unit=epoch",
      "warmup=0.5,schedule=polynomial",
      "average=ema,average_decay=0.9",
      "average=mean,average_start=4,average_every=2,clip=1,l2=0.01,schedule=multistep,warmup=3",
  };
  const struct library *l = levels[0].optimizers;
  size_t count = 0;
  for (size_t r = 0; l->rules[r]; r++)
    for (size_t s = 0; l->sources[s]; s++)
      for (size_t w = 0; w < sizeof wrappers / sizeof *wrappers; w++) {
        char text[256];
        if (!suits(l->rules[r], l->sources[s])) continue;
        snprintf(text, sizeof text, "%s@%s:%s", l->rules[r]->name, l->sources[s]->name,
                 wrappers[w]);
        at_all_levels(text);
        count++;
      }
  assert_true(count > 500);
}

/* A wrapper does something: none of these stands where the bare rule does. */
static void test_each_acts(void **unused)
{
  (void)unused;
  static const char *const wrappers[] = {"clip=0.5", "l2=0.1", "schedule=onecycle", "warmup=0.5",
                                         "average=mean"};
  for (size_t w = 0; w < sizeof wrappers / sizeof *wrappers; w++) {
    char text[96];
    double bare[DIM], wrapped[DIM];
    run(levels[0].optimizers, "momentum:rate=0.01", bare);
    snprintf(text, sizeof text, "momentum:rate=0.01,%s", wrappers[w]);
    run(levels[0].optimizers, text, wrapped);
    if (!memcmp(bare, wrapped, sizeof bare)) fail_msg("%s does nothing", wrappers[w]);
  }
}

static void test_chains(void **unused)
{
  (void)unused;
  const struct library *l = levels[0].optimizers;
  char text[256];
  for (size_t r = 0; l->rules[r]; r++) {
    snprintf(text, sizeof text, "%s:share=0.01+adam", l->rules[r]->name);
    at_all_levels(text);
    snprintf(text, sizeof text, "es:share=0.05+%s:average=ema,warmup=2", l->rules[r]->name);
    at_all_levels(text);
  }
  for (size_t i = 0; l->searches[i]; i++) {
    if (!strcmp(l->searches[i]->name, "newton") || !strcmp(l->searches[i]->name, "random"))
      continue; /* Hessians, and batches of more points than fit here */
    snprintf(text, sizeof text, "%s:share=0.2+momentum:rate=0.01", l->searches[i]->name);
    at_all_levels(text);
    snprintf(text, sizeof text, "momentum:rate=0.01,share=0.01+%s", l->searches[i]->name);
    at_all_levels(text);
  }
}

static int find_levels(void **unused)
{
  (void)unused;
  level_count = machine_levels(levels);
  return level_count == 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all),
      cmocka_unit_test(test_each_acts),
      cmocka_unit_test(test_chains),
  };
  return cmocka_run_group_tests_name("wrappers", tests, find_levels, NULL);
}
