/* test_method.c -- optimizers as text: every name of the tables, and everything that can be wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/levels.h"
#include "src/method.h"
#include "tests/support/networks.h"

static const struct library *library;

static int set_up(void **state)
{
  (void)state;
  struct libraries libraries;
  struct error err;
  int status = levels_pick(NULL, &libraries, &err);
  library = libraries.optimizers;
  return status;
}

static struct method parse(const char *text)
{
  struct method m;
  struct error err = {0};
  if (method_parse(library, text, &m, &err)) fail_msg("%s: %s", text, err.text);
  return m;
}

/* Every parameter of m, one after the other, with the key that means it. */
static const struct param *param_at(struct method *m, size_t index, const void **config,
                                    char own[PARAM_KEY])
{
  struct param_group groups[METHOD_GROUPS];
  size_t count = method_groups(m, groups);
  for (size_t g = 0; g < count; g++)
    for (const struct param *p = groups[g].params; p->kind; p++)
      if (!index--) {
        *config = groups[g].config;
        param_groups_key(groups, count, g, p, own);
        return p;
      }
  return NULL;
}

static void assert_refused(const char *text, const char *complaint)
{
  struct method m;
  struct error err = {0};
  int status = method_parse(library, text, &m, &err);
  if (status != STATUS_USAGE || !strstr(err.text, complaint))
    fail_msg("'%s' gave %d: %s", text, status, err.text);
}

static void check_name(const char *name)
{
  struct error err = {0};
  char text[METHOD_TEXT], again[METHOD_TEXT];
  struct method m = parse(name);
  assert_string_equal(m.name, name);
  assert_true(m.title[0] && m.type && m.type->alloc);
  /* The canonical text is complete, fits, and stands for the same. */
  method_format(&m, text, sizeof text);
  assert_in_range(strlen(text), 1, sizeof text - 2);
  struct method back = parse(text);
  method_format(&back, again, sizeof again);
  assert_string_equal(text, again);
  /* No key stands for two parameters, so that a set value is found again under its name. */
  const void *config;
  const struct param *p;
  char own[PARAM_KEY];
  for (size_t i = 0; (p = param_at(&m, i, &config, own)); i++) {
    char value[64], key[PARAM_KEY + 1], before[PARAM_KEY];
    const void *other;
    for (size_t k = 0; k < i; k++) {
      assert_non_null(param_at(&m, k, &other, before));
      assert_string_not_equal(own, before);
    }
    param_format(p, config, value, sizeof value);
    assert_int_equal(method_set(&m, own, value, &err), STATUS_OK);
    snprintf(key, sizeof key, "%sq", own);
    assert_int_equal(method_set(&m, key, value, &err), STATUS_USAGE);
    assert_non_null(strstr(err.text, "did you mean"));
    if (p->kind == PARAM_KIND_CHOICE || !strcmp(p->name, "weights")) continue; /* any text */
    assert_int_equal(method_set(&m, own, "nan", &err), STATUS_USAGE);
    assert_int_equal(method_set(&m, own, p->high < 1e300 ? "1e301" : "-1e301", &err), STATUS_USAGE);
  }
  method_format(&m, again, sizeof again);
  assert_string_equal(text, again);
  /* It can be moved. */
  struct method *moved = malloc(sizeof *moved);
  assert_non_null(moved);
  *moved = m;
  memset(&m, 0x55, sizeof m);
  double start[3] = {1, 2, 3}, low[3] = {-5, -5, -5}, high[3] = {5, 5, 5};
  struct setup setup = {.dim = 3,
                        .start = start,
                        .low = low,
                        .high = high,
                        .budget = 100,
                        .gradient_cost = 1,
                        .behaviours = 3,
                        .residuals = 3};
  networks_give(moved);
  void *state = moved->type->alloc(&setup, method_config(moved));
  assert_non_null(state);
  struct query query = {0};
  assert_int_equal(moved->type->ask(state, &query), ASK_EVALUATE);
  assert_true(query.count > 0 && query.x);
  moved->type->free(state);
  method_free(moved);
  method_free(moved); /* harmless */
  free(moved);
  method_free(&back);
}

static void test_every_name(void **state)
{
  (void)state;
  char name[64];
  for (size_t r = 0; library->rules[r]; r++) {
    check_name(library->rules[r]->name);
    for (size_t s = 0; library->sources[s]; s++) {
      snprintf(name, sizeof name, "%s@%s", library->rules[r]->name, library->sources[s]->name);
      if (library->rules[r]->traits & NEEDS_LAYERS && library->sources[s]->traits & STEPS_MORE)
        assert_refused(name, "steps matrices of weights");
      else
        check_name(name);
    }
  }
  for (size_t i = 0; library->searches[i]; i++) check_name(library->searches[i]->name);
  for (size_t i = 0; library->aliases[i].name; i++) check_name(library->aliases[i].name);
}

static void same(const char *a, const char *b)
{
  char x[METHOD_TEXT], y[METHOD_TEXT];
  struct method m = parse(a), n = parse(b);
  method_format(&m, x, sizeof x);
  method_format(&n, y, sizeof y);
  assert_string_equal(x, y);
  method_free(&m);
  method_free(&n);
}

static void test_short_names(void **state)
{
  (void)state;
  same("adam", "adam@exact");
  same("fd", "sgd@central");
  same("fd:rate=0.25", "sgd@central:rate=0.25");
  /* A value that reads like a key is no second one. */
  same("sgd@central:schedule=step,step=1e-5", "sgd@central:step=1e-5,schedule=step");
  for (size_t i = 0; library->aliases[i].name; i++) {
    char longer[300], value[64];
    same(library->aliases[i].name, library->aliases[i].expansion);
    struct method m = parse(library->aliases[i].name);
    assert_string_equal(m.title, library->aliases[i].title);
    /* What is typed goes over what the name brings. */
    const void *config;
    char own[PARAM_KEY];
    assert_non_null(param_at(&m, 0, &config, own));
    snprintf(value, sizeof value, "%.40s=0.001953125", own);
    snprintf(longer, sizeof longer, "%s:%s", library->aliases[i].name, value);
    method_free(&m);
    m = parse(longer);
    char text[METHOD_TEXT];
    method_format(&m, text, sizeof text);
    assert_non_null(strstr(text, value));
    assert_string_equal(m.name, library->aliases[i].name);
    method_free(&m);
  }
  struct method m = parse("sgd@central:rate=0.5");
  assert_string_equal(m.name, "sgd@central");
  assert_non_null(strstr(m.title, "@"));
  method_free(&m);
}

/* The wrapper comes and goes with its key; off, the text is what it was without it. */
static void test_restart(void **state)
{
  (void)state;
  struct error err = {0};
  char text[METHOD_TEXT], again[METHOD_TEXT];
  struct method plain = parse("snes"), m = parse("snes:restart=ipop,increase=3");
  assert_ptr_equal(plain.type, plain.restart.inner);
  assert_true(m.type->stops && m.restart.inner == plain.type);
  assert_string_equal(m.diagnostics[0], plain.diagnostics[0]);
  size_t count = 0;
  while (m.diagnostics[count]) count++;
  assert_string_equal(m.diagnostics[count - 2], "restarts");
  assert_string_equal(m.diagnostics[count - 1], "population");
  method_format(&m, text, sizeof text);
  assert_non_null(strstr(text, ",restart=ipop,increase=3,tolfun=1e-12,tolx=1e-12,maxiter=1"));
  assert_int_equal(method_set(&m, "restart", "stop", &err), STATUS_OK);
  assert_ptr_equal(m.diagnostics, plain.diagnostics);
  assert_non_null(m.type->stops);
  assert_int_equal(method_set(&m, "restart", "off", &err), STATUS_OK);
  assert_ptr_equal(m.type, plain.type);
  method_format(&plain, text, sizeof text);
  method_format(&m, again, sizeof again);
  assert_string_equal(text, again);
  assert_null(strstr(text, "restart"));
  method_free(&m);
  method_free(&plain);
  same("snes:restart=off,tolfun=1", "snes");
  m = parse("random:restart=stop");
  assert_int_equal(method_set(&m, "restart", "bipop", &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "random has no parameter 'population'"));
  method_free(&m);
}

static void test_refused(void **state)
{
  (void)state;
  static const struct {
    const char *text, *complaint;
  } cases[] = {
      {"adma", "unknown optimizer 'adma'; did you mean 'adam'?"},
      {"ADAM", "unknown optimizer 'ADAM'"},
      {"", "unknown optimizer ''"},
      {":rate=1", "unknown optimizer ''"},
      {"@", "unknown optimizer ''"},
      {"@exact", "unknown optimizer ''"},
      {"qqqqqqqqqq", "`optbench list` shows them all"},
      {"adam@", "unknown gradient source ''"},
      {"adam@exat", "unknown gradient source 'exat'; did you mean 'exact'?"},
      {"adam@exact@es", "unknown gradient source 'exact@es'"},
      {"adam@adam", "unknown gradient source 'adam'"},
      {"exact", "exact is a gradient source, for a rule to step on; write sgd@exact"},
      {"central:step=1", "write sgd@central"},
      {"central@es", "central is a gradient source, for a rule to step on; write sgd@central"},
      {"random@exact", "random owns its whole step and takes no gradient source; drop '@exact'"},
      {"fd@exact", "fd is short for sgd@central and takes no gradient source; write RULE@exact"},
      {"es@central",
       "es is short for adam@es:... and takes no gradient source; write RULE@central"},
      {"vo@qqq:rate=1", "write RULE@SOURCE"},
      {"vo@", "write RULE@SOURCE"},
      {"adam:rte=0.1", "adam has no parameter 'rte'; did you mean 'rate'?"},
      {"adam@central:rte=0.1", "adam@central has no parameter 'rte'; did you mean 'rate'?"},
      {"adam:qqqqqqqqqq=1", "`optbench describe adam` lists those it has"},
      {"adam:rate", "adam: 'rate' is not a parameter; write key=value"},
      {"adam:", "adam: no parameter follows the colon; drop it or write adam:key=value"},
      {"es:", "es: no parameter follows the colon"},
      {"random:", "random: no parameter follows the colon"},
      {"adam:rate=1,", "adam: its parameters end with a comma; drop it"},
      {"adam:,", "end with a comma"},
      {"sgd:rate=1,rate=2", "sgd: 'rate' is given twice; keep one of them"},
      {"sgd:rate=1,rate=1", "'rate' is given twice"},
      {"adam@es:clip=1,sigma=2,rate=1,sigma=3", "adam@es: 'sigma' is given twice"},
      {"es:sigma=2,sigma=3", "es: 'sigma' is given twice"},
      {"random:zz=1,zz=1", "'zz' is given twice"},
      {"adam:rate=1,,clip=1", "'' is not a parameter"},
      {"adam:,rate=1", "'' is not a parameter"},
      {"adam:rate=0.1:clip=1", "is not a finite number"},
      {"adam:rate=", "is not a finite number"},
      {"adam:rate=1=1", "is not a finite number"},
      {"adam:rate=-1", "is outside"},
      {"sgd:restart=ipop", "restart needs a method with a population, which sgd has not"},
      {"sgd:rate=1,restart=off", "restart needs a method with a population"},
      {"local:restart=stop", "which local has not"},
      {"adam@exact:restart=stop", "which adam@exact has not"},
      {"sgd:restarts=1", "sgd has no parameter 'restarts'"},
      {"snes:restart=yes", "use one of off, stop, ipop, bipop"},
      {"snes:increase=0.5", "is outside"},
      {"random:restart=ipop",
       "random has no parameter 'population' that restart=ipop could change; use restart=stop"},
      {"sgd@central:restart=bipop", "sgd@central has no parameter 'population'"},
      {"sgd:schedule=linear", "none of its choices; use one of constant"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_refused(cases[i].text, cases[i].complaint);
}

/* However long the text: refused, nothing overrun (the sanitizers watch). */
static void test_long_texts(void **state)
{
  (void)state;
  static const char *const heads[] = {
      "", "adam@", "adam:", "adam:rate=", "adam:rate=0.1,", "random@", "random:", "sgd:schedule="};
  static char text[5000];
  for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
    for (size_t length = 1; length < 2500; length = length * 5 / 4 + 1) {
      struct method m;
      struct error err = {0};
      snprintf(text, sizeof text, "%s%*s", heads[h], (int)length, "");
      for (char *at = text + strlen(heads[h]); *at; at++) *at = 'q';
      assert_int_equal(method_parse(library, text, &m, &err), STATUS_USAGE);
      assert_true(err.text[0]);
    }
}

/* What does not fit is cut, never overrun. */
static void test_format_cuts(void **state)
{
  (void)state;
  struct method m = parse("adam@es");
  char whole[METHOD_TEXT], text[METHOD_TEXT];
  method_format(&m, whole, sizeof whole);
  for (size_t size = 1; size < 200; size++) {
    memset(text, '#', sizeof text);
    method_format(&m, text, size);
    assert_true(strlen(text) < size);
    assert_int_equal(text[size], '#');
    assert_memory_equal(text, whole, strlen(text));
  }
  method_free(&m);
}

/* A key that every rule or every population has is no other table's, nor does one stand twice in a
 * table: such a one could not be told apart by a name. */
static void refuse_clashes(const char *owner, const struct param *table, const struct param *other)
{
  for (const struct param *p = table; p->kind; p++) {
    if (strchr(p->name, '.')) fail_msg("%s: %s has a dot", owner, p->name);
    const struct param *same = param_find(other, p->name, strlen(p->name));
    if (same && same != p) fail_msg("%s: %s stands twice", owner, p->name);
  }
}

static void refuse_all(const char *owner, const struct param *table)
{
  refuse_clashes(owner, table, table);
  refuse_clashes(owner, table, descent_params);
  refuse_clashes(owner, table, restart_params);
  refuse_clashes(owner, table, handover_middle);
}

static void test_no_clashes(void **unused)
{
  (void)unused;
  for (size_t i = 0; library->rules[i]; i++)
    refuse_all(library->rules[i]->name, library->rules[i]->params);
  for (size_t i = 0; library->sources[i]; i++)
    refuse_all(library->sources[i]->name, library->sources[i]->params);
  for (size_t i = 0; library->searches[i]; i++)
    refuse_all(library->searches[i]->name, library->searches[i]->params);
  refuse_clashes("every rule", descent_params, restart_params);
  refuse_clashes("every rule", descent_params, handover_middle);
  refuse_clashes("every population", restart_params, handover_middle);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_clashes),  cmocka_unit_test(test_every_name),
      cmocka_unit_test(test_short_names), cmocka_unit_test(test_restart),
      cmocka_unit_test(test_refused),     cmocka_unit_test(test_long_texts),
      cmocka_unit_test(test_format_cuts),
  };
  return cmocka_run_group_tests_name("method", tests, set_up, NULL);
}
