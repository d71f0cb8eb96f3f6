/* test_extremes.c -- every rule with gradients that are zero, huge, tiny or no numbers, with rates
 * of zero and with momenta that move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/method.h"
#include "tests/support/machine.h"
#include "tests/support/networks.h"

static const struct pace plain_pace = {1, NAN};

/* What the rules do beside their defaults. */
static const char *const variants[] = {
    "rmsprop:momentum=0.9,centered=yes,alpha=0.9",
    "adam:beta1=0.5,beta2=0.9",
    "adamw:weight_decay=0,beta1=0,beta2=0.5",
    "radam:beta1=0.99,beta2=0.5",
    "radam:beta2=0.9",
    "lion:weight_decay=0.1,beta1=0,beta2=0.5",
    "adabelief:epsilon=1e-100,beta1=0.99",
    "adan:weight_decay=0.1,beta1=0.9,beta3=0.999",
    "yogi:initial_accumulator=0,beta2=0.9",
    "adadelta:epsilon=1e-100,rho=0.99",
    "asgd:t0=3",
    "schedule-free:base=sgd,weight_decay=0.1",
    "schedule-free:weight_decay=0.1,beta2=0.9",
    "signsgd:momentum=0.9",
    "prodigy:weight_decay=0.1,beta2=0.9",
};

enum { NAMES_MOST = 100 };

struct names {
  const char *name[NAMES_MOST];
  size_t count;
};

/* Every rule, and the variants. */
static struct names everything(const struct library *library)
{
  struct names names = {.count = 0};
  for (size_t i = 0; library->rules[i]; i++) names.name[names.count++] = library->rules[i]->name;
  for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
    names.name[names.count++] = variants[i];
  assert_true(names.count < NAMES_MOST);
  return names;
}

static struct method parsed(const struct library *library, const char *text)
{
  struct method m;
  struct error err;
  if (method_parse(library, text, &m, &err)) fail_msg("%s", err.text);
  networks_give(&m);
  return m;
}

/* layer: all of it; NULL: it is one vector. */
static void *state_new(const struct method *m, size_t n, const struct layer *layer)
{
  struct rule_setup setup = {
      .size = n, .weights = n, .layers = layer, .layer_count = layer ? 1 : 0};
  void *state = m->rule->alloc(&setup, m->restart.descent.rule_config);
  assert_non_null(state);
  return state;
}

/* Calls visit with each of them, at every level. */
static void visit_all(void (*visit)(const char *name, const struct method *m))
{
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  assert_true(count > 0);
  for (size_t l = 0; l < count; l++) {
    struct names names = everything(levels[l].optimizers);
    for (size_t k = 0; k < names.count; k++) {
      struct method m = parsed(levels[l].optimizers, names.name[k]);
      visit(names.name[k], &m);
      method_free(&m);
    }
  }
}

/* Means and products that decay must not end among the subnormal numbers. */
static void check_underflow(const char *name, const struct method *m)
{
  enum { N = 40, ZEROS = 80000 };
  void *state = state_new(m, N, NULL);
  double g[N], theta[N] = {0};
  for (size_t i = 0; i < N; i++) g[i] = 1;
  feclearexcept(FE_ALL_EXCEPT);
  for (size_t t = 0; t < ZEROS; t++) {
    m->rule->step(state, &plain_pace, g, theta);
    for (size_t i = 0; t == 1 && i < N; i++) g[i] = 0; /* the first may be no step */
  }
  if (fetestexcept(FE_UNDERFLOW)) fail_msg("%s underflows", name);
  for (size_t i = 0; i < N; i++)
    if (!(isfinite(theta[i]) && theta[i] < 0)) fail_msg("%s is at %g", name, theta[i]);
  m->rule->free(state);
}

static void test_no_underflow(void **unused)
{
  (void)unused;
  visit_all(check_underflow);
}

/* A gradient that is zero from the beginning divides zero by zero nowhere. */
static void check_zeros(const char *name, const struct method *m)
{
  enum { N = 40 };
  void *state = state_new(m, N, NULL);
  double g[N] = {0}, theta[N];
  for (size_t i = 0; i < N; i++) theta[i] = 1 + (double)i;
  feclearexcept(FE_ALL_EXCEPT);
  for (int t = 0; t < 100; t++) m->rule->step(state, &plain_pace, g, theta);
  if (fetestexcept(FE_INVALID | FE_DIVBYZERO)) fail_msg("%s divides zero by zero", name);
  for (size_t i = 0; i < N; i++)
    if (!(fabs(theta[i] - (1 + (double)i)) <= 0.1 * (1 + (double)i)))
      fail_msg("%s goes to %g from %zu", name, theta[i], i + 1);
  m->rule->free(state);
}

static void test_zeros(void **unused)
{
  (void)unused;
  visit_all(check_zeros);
}

/* A step whose rate is zero, as warm-ups begin with, goes nowhere and harms none that follows. */
static void check_no_rate(const char *name, const struct method *m)
{
  enum { N = 40 };
  void *state = state_new(m, N, NULL);
  double g[N], theta[N];
  for (size_t i = 0; i < N; i++) theta[i] = g[i] = 1 + (double)i;
  feclearexcept(FE_ALL_EXCEPT);
  for (int t = 0; t < 3; t++) {
    m->rule->step(state, &(struct pace){0, NAN}, g, theta);
    for (size_t i = 0; i < N; i++)
      if (!(fabs(theta[i] - (1 + (double)i)) <= 1e-15 * (1 + (double)i)))
        fail_msg("%s goes to %.17g from %zu", name, theta[i], i + 1);
  }
  const double *answer = m->rule->answer ? m->rule->answer(state) : theta;
  for (size_t i = 0; i < N; i++)
    if (!(fabs(answer[i] - (1 + (double)i)) <= 1e-15 * (1 + (double)i)))
      fail_msg("%s answers %.17g, not %zu", name, answer[i], i + 1);
  for (int t = 0; t < 3; t++) m->rule->step(state, &plain_pace, g, theta);
  if (fetestexcept(FE_INVALID | FE_DIVBYZERO)) fail_msg("%s divides zero by zero", name);
  for (size_t i = 0; i < N; i++)
    if (!(isfinite(theta[i]) && theta[i] <= 1 + (double)i))
      fail_msg("%s goes to %g from %zu", name, theta[i], i + 1);
  m->rule->free(state);
}

static void test_no_rate(void **unused)
{
  (void)unused;
  visit_all(check_no_rate);
}

/* Where a schedule's momentum leads to; NAN: the rule's own. */
static void run_momentum(const struct method *m, double momentum, double *theta)
{
  const struct layer matrix = {.rows = 3, .columns = 1, .matrix = true};
  double g[3];
  void *state = state_new(m, 3, m->rule->traits & NEEDS_LAYERS ? &matrix : NULL);
  theta[0] = theta[1] = theta[2] = 1;
  for (int t = 0; t < 20; t++) {
    for (int i = 0; i < 3; i++) g[i] = cos(t + 2.5 * i);
    m->rule->step(state, &(struct pace){1, momentum}, g, theta);
  }
  m->rule->free(state);
}

/* A schedule's momentum is in the place of the parameter that the rule names, and of no other. */
static void check_momentum(const char *name, const struct method *m)
{
  double own[3], moved[3];
  run_momentum(m, NAN, own);
  run_momentum(m, 0.3, moved);
  bool reacts = memcmp(own, moved, sizeof own) != 0;
  if (reacts != (m->rule->momentum != NULL))
    fail_msg("%s %s to a schedule's momentum", name, reacts ? "reacts" : "does not react");
  if (!m->rule->momentum) return;
  const struct param *p = param_find(m->rule->params, m->rule->momentum, strlen(m->rule->momentum));
  assert_non_null(p);
  run_momentum(m, param_get(p, m->restart.descent.rule_config), moved);
  for (int i = 0; i < 3; i++)
    if (!(fabs(own[i] - moved[i]) <= 1e-14))
      fail_msg("%s: its own momentum from a schedule leads to %.17g, not %.17g", name, moved[i],
               own[i]);
}

static void test_momentum(void **unused)
{
  (void)unused;
  visit_all(check_momentum);
}

/* Where theta, and the answer, come to if theta is moved by that much on the way. */
static void run_moved(const struct method *m, double by, double theta[2], double answer[2])
{
  void *state = state_new(m, 2, NULL);
  theta[0] = 1;
  theta[1] = 2;
  for (int t = 0; t < 20; t++) {
    double g[2] = {cos(t), sin(t)};
    m->rule->step(state, &plain_pace, g, theta);
    for (int i = 0; i < 2 && t == 9; i++) theta[i] += by;
  }
  memcpy(answer, m->rule->answer ? m->rule->answer(state) : theta, 2 * sizeof *answer);
  m->rule->free(state);
}

/* A source may move theta between steps, by a drift or to a floor. The rule goes on from there,
 * but for what weight decay takes; an average over many steps goes there more slowly, and Prodigy
 * looks how far it came. */
static void check_moved(const char *name, const struct method *m)
{
  double still[2], moved[2], still_answer[2], moved_answer[2];
  run_moved(m, 0, still, still_answer);
  run_moved(m, 1, moved, moved_answer);
  for (int i = 0; i < 2 && strncmp(name, "prodigy", 7) != 0; i++) {
    if (!(fabs(moved[i] - still[i] - 1) <= 0.1))
      fail_msg("%s: goes to %g, not %g", name, moved[i], still[i] + 1);
    if (!strstr(name, "t0=") && !(fabs(moved_answer[i] - still_answer[i] - 1) <= 0.1))
      fail_msg("%s: answers %g, not %g", name, moved_answer[i], still_answer[i] + 1);
  }
}

static void test_moved(void **unused)
{
  (void)unused;
  visit_all(check_moved);
}

/* --- one coordinate beside others --- */

enum { OTHERS_MOST = 75, LOUD = 3, QUIET = 2 };

static bool same(double a, double b)
{
  return isnan(a) ? isnan(b) : a == b || fabs(a - b) <= 1e-14 * fabs(b);
}

/* From 1: LOUD steps along g, then QUIET along ordinary gradients. */
static void run_gradients(const struct method *m, size_t n, const double *g, double *theta,
                          void (*step)(void *, const struct pace *, const double *restrict,
                                       double *restrict))
{
  double quiet[OTHERS_MOST];
  for (size_t i = 0; i < n; i++) quiet[i] = 0.5;
  void *state = state_new(m, n, NULL);
  for (size_t i = 0; i < n; i++) theta[i] = 1;
  for (int t = 0; t < LOUD; t++) step(state, &plain_pace, g, theta);
  for (int t = 0; t < QUIET; t++) step(state, &plain_pace, quiet, theta);
  m->rule->free(state);
}

static const double specials[] = {0, 1e300, -1e300, 1e-300, -1e-300, 1e120, 1e154, NAN};
enum { SPECIALS = sizeof specials / sizeof *specials };

/* What the one coordinate does is what it does alone, and what the formula says. */
static void check_beside(const char *name, const struct method *m)
{
  static const size_t dims[] = {1, 31, 32, 40, 64, 75};
  double alone[OTHERS_MOST], special[SPECIALS], theta[OTHERS_MOST], g[OTHERS_MOST];
  if (!strncmp(name, "prodigy", 7)) return; /* whose coordinates share scalars */
  for (size_t v = 0; v < SPECIALS; v++) {
    double want;
    run_gradients(m, 1, &specials[v], &special[v], m->rule->step);
    run_gradients(m, 1, &specials[v], &want, m->rule->plain ? m->rule->plain : m->rule->step);
    if (fabs(specials[v]) != 1e154 && !same(special[v], want))
      fail_msg("%s, %g: goes to %.17g, plainly %.17g", name, specials[v], special[v], want);
    if (isfinite(specials[v]) != isfinite(special[v]))
      fail_msg("%s, %g: goes to %g", name, specials[v], special[v]);
  }
  for (size_t i = 0; i < OTHERS_MOST; i++) {
    g[i] = 1 + (double)i;
    run_gradients(m, 1, &g[i], &alone[i], m->rule->step);
  }
  for (size_t d = 0; d < sizeof dims / sizeof *dims; d++)
    for (size_t v = 0; v < SPECIALS; v++)
      for (size_t one = 0; one < dims[d]; one++) {
        for (size_t i = 0; i < dims[d]; i++) g[i] = i == one ? specials[v] : 1 + (double)i;
        run_gradients(m, dims[d], g, theta, m->rule->step);
        for (size_t i = 0; i < dims[d]; i++) {
          double want = i == one ? special[v] : alone[i];
          if (!same(theta[i], want))
            fail_msg("%s, %g at %zu: coordinate %zu of %zu goes to %.17g, not %.17g", name,
                     specials[v], one, i, dims[d], theta[i], want);
        }
      }
}

static void test_beside(void **unused)
{
  (void)unused;
  visit_all(check_beside);
}

/* Gradients that are finite lead to finite points, and no infinities meet, but for the mean of
 * squares and the squared mean of RMSProp, centred. */
static void check_finite(const char *name, const struct method *m)
{
  enum { N = 40 };
  double g[N], theta[N];
  for (size_t v = 0; v < SPECIALS; v++) {
    if (isnan(specials[v])) continue;
    for (size_t i = 0; i < N; i++) g[i] = i % 3 ? specials[v] : 1;
    feclearexcept(FE_ALL_EXCEPT);
    run_gradients(m, N, g, theta, m->rule->step);
    if (fetestexcept(FE_INVALID | FE_DIVBYZERO) && !strstr(name, "centered"))
      fail_msg("%s, %g: an operation is invalid", name, specials[v]);
    for (size_t i = 0; i < N; i++)
      if (!isfinite(theta[i])) fail_msg("%s, %g: goes to %g", name, specials[v], theta[i]);
  }
}

static void test_finite(void **unused)
{
  (void)unused;
  visit_all(check_finite);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_underflow), cmocka_unit_test(test_zeros),
      cmocka_unit_test(test_no_rate),      cmocka_unit_test(test_momentum),
      cmocka_unit_test(test_moved),        cmocka_unit_test(test_beside),
      cmocka_unit_test(test_finite),
  };
  return cmocka_run_group_tests_name("extremes", tests, NULL, NULL);
}
