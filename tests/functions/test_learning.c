/* test_learning.c -- models and optimizers together along PyTorch's trajectories: sgd, momentum,
 * rmsprop and adam on each model. Where all rows are taken, the function itself is asked, with its
 * data from CSV files; minibatches, which are another program's, go to the network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/plan/problems.h"
#include "src/method.h"
#include "tests/support/machine.h"
#include "tests/support/network_levels.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

#define DATA  "tests/reference/learning/"
#define STEPS DATA "steps/"

enum { BATCH_MOST = 32, PATH = 512 };

static char folder[] = "/tmp/optbench-learning-XXXXXX";

static struct reference *table(const char *where, const char *name)
{
  char path[PATH];
  snprintf(path, sizeof path, "%s%s", where, name);
  return reference_read(path);
}

/* ---- data sets, in memory and as pairs of CSV files ---- */

struct rows {
  struct dataset set;
  unsigned char *bytes;
  double *values, *target;
  int *label;
};

static void file_of(char path[PATH], const char *name, const char *part)
{
  snprintf(path, PATH, "%s/%s-%s.csv", folder, name, part);
}

/* A file for each part, its label first; a byte is written as the input that it is. */
static void write_rows(const struct rows *r, const char *name, const char *part, size_t from,
                       size_t count)
{
  char path[PATH];
  size_t inputs = r->set.inputs;
  file_of(path, name, part);
  FILE *out = fopen(path, "w");
  assert_non_null(out);
  fputs("want", out);
  for (size_t j = 0; j < inputs; j++) fprintf(out, ",x%zu", j);
  for (size_t i = from; i < from + count; i++) {
    fprintf(out, "\n%.17g", r->target[i]);
    for (size_t j = 0; j < inputs; j++)
      fprintf(out, ",%.17g",
              r->bytes ? r->bytes[i * inputs + j] / 255.0 : r->values[i * inputs + j]);
  }
  assert_int_equal(fclose(out), 0);
}

static void load(struct rows *r, const char *name, size_t before, bool bytes, size_t classes)
{
  char file[64];
  snprintf(file, sizeof file, "%s.csv", name);
  struct reference *t = table(DATA, file);
  size_t inputs = t->columns - before - 1;
  *r = (struct rows){.values = doubles(t->rows * inputs), .target = doubles(t->rows)};
  r->label = calloc(t->rows, sizeof *r->label);
  if (bytes) r->bytes = calloc(t->rows, inputs);
  assert_true(r->label && (r->bytes || !bytes));
  r->set = (struct dataset){.inputs = inputs,
                            .classes = classes,
                            .bytes = r->bytes,
                            .values = bytes ? NULL : r->values,
                            .label = r->label,
                            .target = r->target};
  for (size_t i = 0; i < t->rows; i++) {
    const double *row = reference_row(t, i);
    bool train = !strcmp(reference_text(t, i, "split"), "train");
    *(train ? &r->set.train_rows : &r->set.test_rows) += 1;
    assert_true(train == !r->set.test_rows);
    r->target[i] = row[before];
    r->label[i] = classes ? (int)row[before] : 0;
    for (size_t j = 0; j < inputs; j++) {
      r->values[i * inputs + j] = row[before + 1 + j];
      if (bytes) r->bytes[i * inputs + j] = (unsigned char)row[before + 1 + j];
    }
  }
  reference_free(t);
  write_rows(r, name, "train", 0, r->set.train_rows);
  write_rows(r, name, "test", r->set.train_rows, r->set.test_rows);
}

enum { MOONS, LINEAR, FASHION, SETS };
static const char *const set_names[SETS] = {"moons", "linear", "fashion14"};
static struct rows sets[SETS];

static int set_up(void **state)
{
  (void)state;
  if (!mkdtemp(folder)) return -1;
  load(&sets[MOONS], set_names[MOONS], 1, false, 2);
  load(&sets[LINEAR], set_names[LINEAR], 1, false, 0);
  load(&sets[FASHION], set_names[FASHION], 2, true, 10);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  for (size_t i = 0; i < SETS; i++) {
    char path[PATH];
    file_of(path, set_names[i], "train");
    unlink(path);
    file_of(path, set_names[i], "test");
    unlink(path);
    free(sets[i].bytes), free(sets[i].values), free(sets[i].target), free(sets[i].label);
  }
  return rmdir(folder);
}

static const struct rows *set_named(const char *name)
{
  size_t i = 0;
  while (strcmp(set_names[i], name) != 0) assert_true(++i < SETS);
  return &sets[i];
}

/* ---- what a model says of a point ---- */

struct said {
  double loss, train_loss, test_loss, train_accuracy, test_accuracy;
};

/* A model, by its line of the index: a function with its files, or a network and its batches. */
struct subject {
  struct network_shape shape;
  const struct dataset *data;
  size_t dim;
  struct problem *problem; /* NULL: it is the network */
  struct reference *batches;
  const struct network_level *level;
  double *scratch, *gradient;
};

static struct network_shape shape_of(const struct reference *index, size_t row)
{
  static const char *const outputs[] = {"squared", "logistic", "softmax", "svm"};
  struct network_shape s = {0};
  while (strcmp(outputs[s.output], reference_text(index, row, "model")) != 0) s.output++;
  char *at = (char *)reference_text(index, row, "sizes");
  for (s.size[0] = strtoul(at, &at, 10); *at == '-';) s.size[++s.layers] = strtoul(at + 1, &at, 10);
  bool tanh_ = !strcmp(reference_text(index, row, "activation"), "tanh");
  s.activation = tanh_ ? NETWORK_TANH : NETWORK_RELU;
  s.l2 = reference_at(index, row, "l2");
  s.norm_penalty = reference_at(index, row, "norm_penalty");
  if (s.output == NETWORK_HINGE) s.delta = reference_at(index, row, "delta");
  return s;
}

/* The same as a function's text. */
static void function_of(const struct network_shape *s, const char *set, char *text, size_t size)
{
  static const char *const linear[] = {"linear", "logistic", "softmax"};
  size_t used = 0;
  char train[PATH], test[PATH];
  file_of(train, set, "train");
  file_of(test, set, "test");
  if (s->layers == 1) {
    used = (size_t)snprintf(text, size, "%s:", linear[s->output]);
  } else {
    used = (size_t)snprintf(text, size, "mlp:output=%s,activation=%s,hidden=%zu", linear[s->output],
                            s->activation == NETWORK_TANH ? "tanh" : "relu", s->size[1]);
    for (size_t l = 2; l < s->layers; l++)
      used += (size_t)snprintf(text + used, size - used, "-%zu", s->size[l]);
    used += (size_t)snprintf(text + used, size - used, ",");
  }
  snprintf(text + used, size - used,
           "data=\"%s\",label=want,test=\"%s\",scale=no,l2=%.17g,norm_penalty=%.17g", train, test,
           s->l2, s->norm_penalty);
}

static struct problem *open_function(const struct libraries *l, const struct subject *s,
                                     const char *set)
{
  char text[FUNCTION_TEXT];
  struct function_spec spec;
  struct problem *problem = NULL;
  const struct dataset *data;
  struct error err = {0};
  function_of(&s->shape, set, text, sizeof text);
  if (function_parse(l->functions, text, &spec, &err) || function_open(l, &spec, &data, &err) ||
      problem_open(l, &spec, function_dimension(&spec, data), 0, &problem, &err))
    fail_msg("%s: %s", text, err.text);
  function_spec_free(&spec);
  assert_int_equal(problem->dim, s->dim);
  return problem;
}

static struct subject subject_of(const struct libraries *l, const struct network_level *level,
                                 const struct reference *index, size_t row)
{
  const char *set = reference_text(index, row, "dataset");
  struct subject s = {.shape = shape_of(index, row), .data = &set_named(set)->set, .level = level};
  s.dim = network_parameters(&s.shape);
  assert_true((double)s.dim == reference_at(index, row, "parameters"));
  s.gradient = doubles(s.dim);
  if (*reference_text(index, row, "batches")) {
    s.batches = table(STEPS, reference_text(index, row, "batches"));
    s.scratch = doubles(network_scratch(&s.shape, s.data->train_rows + s.data->test_rows));
  } else {
    s.problem = open_function(l, &s, set);
  }
  return s;
}

static void subject_end(struct subject *s)
{
  if (s->problem) problem_free(s->problem);
  if (s->batches) reference_free(s->batches);
  free(s->scratch);
  free(s->gradient);
}

/* Value and gradient as an optimizer sees them in a step. */
static double subject_loss(struct subject *s, const double *x, size_t step)
{
  double f;
  if (s->problem) {
    problem_step(s->problem, x, 1, stream_root(1), step, step, &f, s->gradient, NULL);
    return f;
  }
  size_t list[BATCH_MOST], count = 0;
  const double *row = reference_row(s->batches, step);
  assert_true(row[0] == (double)step && s->batches->columns <= BATCH_MOST + 1);
  while (count + 1 < s->batches->columns && !isnan(row[count + 1])) {
    list[count] = (size_t)row[count + 1];
    count++;
  }
  const struct network_rows rows = {.data = s->data, .list = list, .count = count};
  s->level->loss(&s->shape, &rows, true, 1, x, &f, s->gradient, s->scratch);
  return f;
}

static void subject_measure(struct subject *s, const double *x, struct said *out)
{
  double values[MEASURES_MOST] = {0};
  if (s->problem) {
    out->train_loss = problem_measure(s->problem, x, values);
    out->test_loss = values[1];
    out->train_accuracy = values[3];
    out->test_accuracy = values[4];
    double penalties = network_penalties(&s->shape, x);
    assert_true(fabs(values[0] + penalties - out->train_loss) <= 1e-15 * out->train_loss);
    return;
  }
  const struct dataset *d = s->data;
  const struct network_rows train = {.data = d, .count = d->train_rows};
  const struct network_rows test = {.data = d, .first = d->train_rows, .count = d->test_rows};
  struct network_measure a = s->level->measure(&s->shape, &train, x, NULL, s->scratch);
  struct network_measure b = s->level->measure(&s->shape, &test, x, NULL, s->scratch);
  *out = (struct said){.train_loss = a.loss + network_penalties(&s->shape, x),
                       .test_loss = b.loss,
                       .train_accuracy = (double)a.right / (double)d->train_rows,
                       .test_accuracy = (double)b.right / (double)d->test_rows};
}

/* ---- along a trajectory ---- */

/* Each column within 1e-10 of its largest value. */
static void hold(const char *file, const struct reference *t, size_t row, const char *column,
                 double got)
{
  size_t c = reference_column(t, column);
  double most = 0, expected = reference_row(t, row)[c];
  for (size_t k = 0; k < t->rows; k++) {
    double value = fabs(reference_row(t, k)[c]);
    most = value > most ? value : most;
  }
  if (!(fabs(got - expected) <= 1e-10 * most))
    fail_msg("%s: %s of step %g is %.17g, not %.17g", file, column, reference_row(t, row)[0], got,
             expected);
}

static void hold_point(const char *file, const struct reference *t, size_t row, struct subject *s,
                       const double *x)
{
  struct said said = {0};
  double check = 0, squares = 0;
  subject_measure(s, x, &said);
  hold(file, t, row, "train_loss", said.train_loss);
  hold(file, t, row, "test_loss", said.test_loss);
  if (s->shape.output != NETWORK_SQUARED) {
    hold(file, t, row, "train_accuracy", said.train_accuracy);
    hold(file, t, row, "test_accuracy", said.test_accuracy);
  }
  for (size_t i = 0; i < s->dim; i++) {
    check += ((double)(i % 97) - 48) / 64 * x[i];
    squares += x[i] * x[i];
  }
  hold(file, t, row, "theta_check", check);
  hold(file, t, row, "theta_squares", squares);
  for (size_t c = reference_column(t, "theta_squares") + 1; c < t->columns; c++)
    hold(file, t, row, t->names[c], x[strtoul(t->names[c] + 1, NULL, 10)]);
}

static double norm(const double *v, size_t n)
{
  double squares = 0;
  for (size_t i = 0; i < n; i++) squares += v[i] * v[i];
  return sqrt(squares);
}

static void *optimizer_of(const struct libraries *l, const struct reference *index, size_t row,
                          const double *start, size_t dim, struct method *method)
{
  static const char *const more[] = {"momentum", ",momentum=0.9",
                                     "rmsprop",  ",decay=0.99,epsilon=1e-8",
                                     "adam",     ",beta1=0.9,beta2=0.999,epsilon=1e-8"};
  const char *name = reference_text(index, row, "optimizer"), *rest = "";
  char text[128];
  struct error err;
  for (size_t i = 0; i < sizeof more / sizeof *more; i += 2)
    if (!strcmp(name, more[i])) rest = more[i + 1];
  snprintf(text, sizeof text, "%s:rate=%s%s", name, reference_text(index, row, "rate"), rest);
  if (method_parse(l->optimizers, text, method, &err)) fail_msg("%s: %s", text, err.text);
  struct setup setup = {
      .dim = dim, .start = start, .budget = 1e9, .gradient_cost = 1, .stream = {1}};
  void *state = method->type->alloc(&setup, method_config(method));
  assert_non_null(state);
  return state;
}

static void follow(const struct libraries *l, const struct network_level *level,
                   const struct reference *index, size_t line)
{
  const char *file = reference_text(index, line, "file");
  struct subject s = subject_of(l, level, index, line);
  struct reference *t = table(STEPS, file);
  struct reference *init = table(STEPS, reference_text(index, line, "init"));
  assert_int_equal(init->rows, s.dim);
  assert_true(t->rows > 10);
  struct method method;
  void *state = optimizer_of(l, index, line, init->value, s.dim, &method);
  size_t steps = (size_t)reference_at(index, line, "steps"), row = 0;
  for (size_t step = 0; step < steps; step++) {
    struct query query = {0};
    assert_int_equal(method.type->ask(state, &query), ASK_EVALUATE);
    assert_true(query.count == 1 && query.want_gradient);
    double f = subject_loss(&s, query.x, step);
    if (reference_at(t, row, "step") == (double)step) {
      hold(file, t, row, "loss", f);
      hold(file, t, row, "gradient_norm", norm(s.gradient, s.dim));
      hold_point(file, t, row, &s, query.x);
      row++;
    }
    method.type->tell(state, &(struct answer){.f = &f, .gradient = s.gradient});
  }
  assert_true(row + 1 == t->rows && reference_at(t, row, "step") == (double)steps);
  hold_point(file, t, row, &s, method.type->incumbent(state));
  method.type->free(state);
  method_free(&method);
  reference_free(t);
  reference_free(init);
  subject_end(&s);
}

/* Machine levels and network levels are those of the same names: the narrowest and the widest. */
static void test_trajectories(void **state)
{
  (void)state;
  struct libraries levels[MACHINE_LEVELS];
  struct network_level networks[NETWORK_LEVELS];
  size_t count = machine_levels(levels);
  assert_int_equal(network_levels(networks), count);
  struct libraries *l = &levels[count - 1];
  l->data = data_store_new();
  assert_non_null(l->data);
  struct reference *index = table(STEPS, "index.csv");
  assert_int_equal(index->rows, 40);
  size_t functions = 0;
  for (size_t i = 0; i < index->rows; i++) {
    follow(l, &networks[count - 1], index, i);
    functions += !*reference_text(index, i, "batches");
  }
  assert_int_equal(functions, 14);
  reference_free(index);
  data_store_free(l->data);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_trajectories)};
  return cmocka_run_group_tests_name("learning", tests, set_up, tear_down);
}
