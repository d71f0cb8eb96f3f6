/* test_references.c -- every optimizer that has a file tests/reference/NAME.csv, followed step by
 * step at every vector level; and which have none.
 *
 * The file, whose form tests/README.md tells, names the optimizer with its parameters, the function
 * and the start; its rows are where another program stood after so many steps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/data/weights.h"
#include "bench/plan/problems.h"
#include "src/method.h"
#include "src/number.h"
#include "src/verified.h"
#include "tests/support/machine.h"
#include "tests/support/normals.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

enum { LINE = 4096, DIM_MOST = 120, ASKED_MOST = 1000 };
static const char folder[] = "tests/reference";

static struct libraries levels[MACHINE_LEVELS];
static size_t level_count;
static struct data_store *store;

static int set_up(void **state)
{
  (void)state;
  store = data_store_new();
  level_count = machine_levels(levels);
  for (size_t l = 0; l < level_count; l++) levels[l].data = store;
  return store && level_count ? 0 : -1;
}

static int tear_down(void **state)
{
  (void)state;
  data_store_free(store);
  return 0;
}

/* A reference, and what its head says. */
struct trajectory {
  char name[64], optimizer[LINE], function[LINE], normals[LINE], uniforms[LINE];
  double tolerance, start[DIM_MOST];
  bool moves;             /* a row is where it stands after it moved, not after each step */
  struct reference *rows; /* step, x1, ..., xd */
  size_t dim;
};

/* The value of "# key: value", or false. */
static bool head_line(const char *line, const char *key, char value[LINE])
{
  size_t length = strlen(key);
  if (strncmp(line, "# ", 2) != 0 || strncmp(line + 2, key, length) != 0 ||
      strncmp(line + 2 + length, ": ", 2) != 0)
    return false;
  snprintf(value, LINE, "%s", line + 2 + length + 2);
  value[strcspn(value, "\n")] = '\0';
  return true;
}

static void read_start(struct trajectory *t, const char *text)
{
  size_t i = 0;
  for (char *end; i < t->dim; i++, text = end + (*end == ',')) t->start[i] = strtod(text, &end);
  if (*text) fail_msg("%s: the start has not %zu coordinates", t->name, t->dim);
}

static void trajectory_read(struct trajectory *t, const char *file)
{
  char path[LINE], line[LINE], start[LINE] = "", number[LINE] = "", origin[LINE] = "";
  char rows[LINE] = "steps";
  *t = (struct trajectory){0};
  snprintf(t->name, sizeof t->name, "%.*s", (int)strcspn(file, "."), file);
  snprintf(path, sizeof path, "%s/%s", folder, file);
  t->rows = reference_read(path);
  t->dim = t->rows->columns - 1;
  assert_in_range(t->dim, 1, DIM_MOST);
  FILE *in = fopen(path, "r");
  assert_non_null(in);
  while (fgets(line, sizeof line, in) && line[0] == '#') {
    if (!head_line(line, "optimizer", t->optimizer) && !head_line(line, "function", t->function) &&
        !head_line(line, "normals", t->normals) && !head_line(line, "uniforms", t->uniforms) &&
        !head_line(line, "start", start) && !head_line(line, "tolerance", number) &&
        !head_line(line, "origin", origin) && !head_line(line, "rows", rows))
      fail_msg("%s: '%s' is no line of the head", path, line);
  }
  fclose(in);
  if (!*t->optimizer || !*t->function || !*start || !*origin)
    fail_msg("%s: the head lacks origin, optimizer, function or start", path);
  if (!number_parse(number, &t->tolerance) || !(t->tolerance > 0 && t->tolerance <= 1e-8))
    fail_msg("%s: the tolerance is no number from 0 to 1e-8", path);
  if (t->rows->rows < 2) fail_msg("%s: no step", path);
  t->moves = !strcmp(rows, "moves");
  if (!t->moves && strcmp(rows, "steps") != 0) fail_msg("%s: rows are steps or moves", path);
  read_start(t, start);
}

/* A query and its answer; was it the last of its step? */
static bool take_step(const struct problem *p, const struct method *m, void *state,
                      const char *optimizer)
{
  struct query q = {0};
  size_t dim = p->dim;
  if (m->type->ask(state, &q) != ASK_EVALUATE) fail_msg("%s ends early", optimizer);
  double *f = doubles(q.count), *gradient = doubles(q.count * dim);
  double *hessian = doubles(q.want_hessian ? q.count * dim * dim : 1);
  double *behaviour = doubles(q.want_behaviour ? q.count * problem_behaviours(p) : 1);
  problem_answers(p, q.x, q.count, (struct stream){0}, 0, f, NULL,
                  q.want_gradient ? gradient : NULL);
  if (q.want_behaviour) problem_deeds(p, q.x, q.count, f, behaviour);
  if (q.want_hessian) problem_hessian(p, q.x, hessian);
  double *residual = doubles(q.count * p->residuals);
  double *jacobian = doubles(q.count * p->residuals * dim);
  if (q.want_residual || q.want_jacobian) {
    assert_int_equal(q.count, 1);
    problem_split(p, q.x, residual, jacobian);
  }
  bool whole = !q.more;
  m->type->tell(state, &(struct answer){.f = f,
                                        .gradient = q.want_gradient ? gradient : NULL,
                                        .hessian = q.want_hessian ? hessian : NULL,
                                        .behaviour = q.want_behaviour ? behaviour : NULL,
                                        .residual = q.want_residual ? residual : NULL,
                                        .jacobian = q.want_jacobian ? jacobian : NULL});
  free(residual);
  free(jacobian);
  free(behaviour);
  free(f);
  free(gradient);
  free(hessian);
  return whole;
}

/* The function, with the data that it asks for. */
static struct problem *open_function(const struct libraries *level, const struct trajectory *t)
{
  struct function_spec spec;
  struct problem *p = NULL;
  struct error err;
  if (function_parse(level->functions, t->function, &spec, &err) ||
      problem_open(level, &spec, t->dim, 0, &p, &err))
    fail_msg("%s: %s", t->name, err.text);
  function_spec_free(&spec);
  return p;
}

/* The network of a learned optimizer, put into it; of others nothing. */
static struct weights open_weights(struct method *m)
{
  struct network_slot *slots[CHAIN_MOST];
  struct weights weights = {0};
  struct error err;
  if (!method_networks(m, slots)) return weights;
  if (weights_read(slots[0]->weights, &weights, &err)) fail_msg("%s", err.text);
  static struct network network; /* its numbers are those of the weights */
  network = weights.network;
  slots[0]->network = &network;
  return weights;
}

/* The first row that the optimizer does not come to within the tolerance, of the largest component
 * that it has or had one step before; as many as there are rows if it comes to all. */
static size_t follow(const struct libraries *level, const struct trajectory *t,
                     const char *optimizer)
{
  struct problem *p = open_function(level, t);
  struct normals normals = {0};
  struct draw draw;
  struct error err;
  struct method m;
  char path[2 * LINE];
  if (method_parse(level->optimizers, optimizer, &m, &err)) fail_msg("%s", err.text);
  struct weights weights = open_weights(&m);
  struct setup setup = {.dim = t->dim,
                        .start = t->start,
                        .low = p->low,
                        .high = p->high,
                        .budget = 1e9,
                        .gradient_cost = 1,
                        .hessians = p->hessian != NULL,
                        .layers = p->layers,
                        .layer_count = p->layer_count,
                        .behaviours = problem_behaviours(p),
                        .residuals = p->residuals};
  if (*t->uniforms) {
    snprintf(path, sizeof path, "%s/%s", folder, t->uniforms);
    normals.uniforms = reference_read(path);
  }
  if (*t->normals) {
    snprintf(path, sizeof path, "%s/%s", folder, t->normals);
    normals.table = reference_read(path);
    const double *generation = normals.table->value;
    while (generation[normals.samples * normals.table->columns] == 0) normals.samples++;
    draw = normals_draw(&normals);
    setup.draw = &draw;
  }
  void *state = m.type->alloc(&setup, method_config(&m));
  assert_non_null(state);
  size_t row = 0;
  for (double before = 0; row < t->rows->rows; row++) {
    const double *want = reference_row(t->rows, row) + 1, *x = m.type->incumbent(state);
    double scale = 0;
    for (size_t i = 0; i < t->dim; i++) scale = fmax(scale, fabs(want[i]));
    bool near = true;
    for (size_t i = 0; i < t->dim; i++)
      near &= fabs(x[i] - want[i]) <= t->tolerance * fmax(scale, before);
    if (!near) break;
    before = scale;
    double here[DIM_MOST];
    memcpy(here, x, t->dim * sizeof *here);
    for (size_t asked = 0; row + 1 < t->rows->rows && asked < ASKED_MOST; asked++) {
      bool whole = take_step(p, &m, state, optimizer);
      x = m.type->incumbent(state);
      if (t->moves ? memcmp(here, x, t->dim * sizeof *here) != 0 : whole) break;
    }
  }
  m.type->free(state);
  method_free(&m);
  weights_free(&weights);
  problem_free(p);
  if (normals.table) reference_free(normals.table);
  if (normals.uniforms) reference_free(normals.uniforms);
  return row;
}

/* Calls visit with every NAME.csv. */
static size_t visit_files(void (*visit)(const char *file))
{
  size_t count = 0;
  DIR *dir = opendir(folder);
  assert_non_null(dir);
  for (struct dirent *entry; (entry = readdir(dir));) {
    size_t length = strlen(entry->d_name);
    if (length < 5 || strcmp(entry->d_name + length - 4, ".csv") != 0) continue;
    visit(entry->d_name);
    count++;
  }
  closedir(dir);
  return count;
}

static void follow_file(const char *file)
{
  struct trajectory t;
  trajectory_read(&t, file);
  /* It is of the optimizer that it is named after. */
  char names[LINE];
  snprintf(names, sizeof names, "%.*s", (int)strcspn(t.optimizer, ":"), t.optimizer);
  char *source = strchr(names, '@');
  if (source) *source++ = '\0';
  if (strcmp(names, t.name) != 0 && (!source || strcmp(source, t.name) != 0))
    fail_msg("%s is of %s", file, t.optimizer);
  for (size_t l = level_count; l-- > 0;) {
    size_t row = follow(&levels[l], &t, t.optimizer);
    if (row < t.rows->rows) fail_msg("%s leaves %s/%s at row %zu", t.optimizer, folder, file, row);
  }
  /* What the program says of it is what the file says. */
  const char *said = verified_against(t.name);
  char steps[32];
  snprintf(steps, sizeof steps, ", %zu %s", t.rows->rows - 1, t.moves ? "moves" : "steps");
  if (!said || !strstr(said, steps)) fail_msg("%s: the program says '%s'", file, said ? said : "");
  reference_free(t.rows);
}

static void test_every_file(void **state)
{
  (void)state;
  assert_true(visit_files(follow_file) > 0);
}

/* An optimizer that is not quite the one of the file is told from it. */
static void test_others_are_refused(void **state)
{
  (void)state;
  static const char *const cases[][2] = {
      {"adam.csv", "adam:rate=0.1,beta1=0.999,beta2=0.9,epsilon=1e-8"},
      {"adam.csv", "adam:rate=0.1,beta1=0.9,beta2=0.999,epsilon=1.01e-8"},
      {"adamw.csv", "adam:rate=0.1"},
      {"asgd.csv", "asgd:rate=0.001,t0=51"},
      {"schedule-free.csv", "schedule-free:base=adamw,rate=0.05"},
      {"momentum.csv", "nesterov:rate=0.0001,momentum=0.9"},
      {"xnes.csv", "snes:sigma=0.5,population=6"},
      {"learned.csv", "learned:weights=tests/reference/learned/gru8.weights,clip=0.1"},
      {"muon.csv", "muon:rate=0.05,vector_rate=0.01,weight_decay=0.1,nesterov=no"},
      {"muon.csv", "muon:rate=0.05,vector_rate=0.01,weight_decay=0.1,vector_beta2=0.951"},
      {"soap.csv", "soap:rate=0.03,weight_decay=0,frequency=3,epsilon=1e-4,max_side=1"},
      {"soap.csv", "soap:rate=0.03,weight_decay=0,frequency=4,epsilon=1e-4"},
      {"nsra-es.csv", "nsra-es:population=20,spread=1,patience_w=6"},
      {"ns-es.csv", "nsr-es:population=20,spread=1"},
      {"nsr-es.csv", "nsr-es:population=20,spread=1,neighbours=9"},
      {"cmaes.csv", "cmaes:weights=active,lazy=0,sigma=0.5000001,population=6"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct trajectory t;
    trajectory_read(&t, cases[i][0]);
    if (follow(&levels[0], &t, cases[i][1]) == t.rows->rows)
      fail_msg("%s passes for that of %s", cases[i][1], cases[i][0]);
    reference_free(t.rows);
  }
}

static void list(const char *what, const char *name)
{
  if (!verified_against(name))
    print_message("# not verified step by step yet: %s %s\n", what, name);
}

static void test_list_unverified(void **state)
{
  (void)state;
  const struct library *library = levels[0].optimizers;
  for (size_t i = 0; library->rules[i]; i++) list("rule", library->rules[i]->name);
  for (size_t i = 0; library->sources[i]; i++) list("source", library->sources[i]->name);
  for (size_t i = 0; library->searches[i]; i++) list("search", library->searches[i]->name);
  assert_null(verified_against("no such optimizer"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_file),
      cmocka_unit_test(test_others_are_refused),
      cmocka_unit_test(test_list_unverified),
  };
  return cmocka_run_group_tests_name("references", tests, set_up, tear_down);
}
