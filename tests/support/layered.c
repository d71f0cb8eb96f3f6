/* layered.c -- see layered.h. */
#include "tests/support/layered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/learning/network.h"
#include "src/method.h"
#include "tests/support/problems.h"
#include "tests/support/reference.h"

static void add(struct layered *l, size_t rows, size_t columns, bool matrix)
{
  assert_true(l->count < LAYERED_MOST && rows > 0 && columns > 0);
  l->layers[l->count++] = (struct layer){l->size, rows, columns, matrix};
  l->size += rows * columns;
}

struct layered layered_of(const char *shape)
{
  struct layered l = {.network = strchr(shape, '-') != NULL};
  char *at;
  size_t before = strtoul(shape, &at, 10);
  while (*at) {
    size_t size = strtoul(at + 1, &at, 10);
    if (l.network) {
      add(&l, size, before, true);
      add(&l, size, 1, false);
    } else {
      add(&l, before, size, true);
    }
    before = size;
  }
  return l;
}

struct rule_setup layered_setup(const struct layered *l)
{
  return (struct rule_setup){
      .size = l->size, .weights = l->size, .layers = l->layers, .layer_count = l->count};
}

/* --- the network of the references --- */

enum { MOONS = 400 };

struct moons {
  struct dataset set;
  double values[2 * MOONS];
  int label[MOONS];
};

static const struct dataset *moons(void)
{
  static struct moons m;
  if (m.set.inputs) return &m.set;
  struct reference *t = reference_read("tests/reference/learning/moons.csv");
  assert_true(t->rows <= MOONS);
  m.set = (struct dataset){.inputs = 2, .classes = 2, .values = m.values, .label = m.label};
  for (size_t i = 0; i < t->rows; i++) {
    *(strcmp(reference_text(t, i, "split"), "train") ? &m.set.test_rows : &m.set.train_rows) += 1;
    m.label[i] = (int)reference_at(t, i, "label");
    m.values[2 * i] = reference_at(t, i, "x0");
    m.values[2 * i + 1] = reference_at(t, i, "x1");
  }
  reference_free(t);
  return &m.set;
}

static void network_gradient(const struct layered *l, const double *x, double *gradient)
{
  struct network_shape shape = {
      .layers = l->count / 2, .activation = NETWORK_TANH, .output = NETWORK_SOFTMAX};
  shape.size[0] = l->layers[0].columns;
  for (size_t i = 0; i < shape.layers; i++) shape.size[i + 1] = l->layers[2 * i].rows;
  assert_int_equal(network_parameters(&shape), l->size);
  struct network_rows rows = {.data = moons(), .count = moons()->train_rows};
  double loss, *scratch = doubles(network_scratch(&shape, rows.count));
  network_loss(&shape, &rows, false, 1, x, &loss, gradient, scratch);
  free(scratch);
}

/* --- along a file --- */

static struct layered layered_of_file(const char *file)
{
  const char *shape = strstr(file, "__") + 2;
  if (!strcmp(shape, "mlp")) shape = "2-8-8-2";
  if (!strcmp(shape, "small")) shape = "2-2-2-2";
  return layered_of(shape);
}

double layered_distance(const struct library *library, const char *file, const char *method,
                        void (*begun)(void *state), const bool *skip)
{
  struct layered l = layered_of_file(file);
  struct rule_setup setup = layered_setup(&l);
  struct method m;
  struct error err;
  char path[256];
  snprintf(path, sizeof path, "tests/reference/layers/%s.csv", file);
  struct reference *r = reference_read(path);
  assert_true(r->rows >= 20 && (r->columns == l.size + 2 || r->columns == 2 * l.size + 2));
  bool given = r->columns > l.size + 2;
  if (!given) assert_true(l.network);
  if (method_parse(library, method, &m, &err)) fail_msg("%s", err.text);
  void *state = m.rule->alloc(&setup, m.restart.descent.rule_config);
  assert_non_null(state);
  double *theta = doubles(l.size), *gradient = doubles(l.size), worst = 0;
  memcpy(theta, reference_row(r, 0) + 2, l.size * sizeof *theta);
  for (size_t k = 0; k < r->rows; k++) {
    const double *want = reference_row(r, k) + 2;
    double scale = 0;
    for (size_t i = 0; i < l.size; i++) scale = fmax(scale, fabs(want[i]));
    for (size_t i = 0; i < l.size; i++) {
      double off = fabs(theta[i] - want[i]) / scale;
      if (!(skip && skip[i]) && !(off <= worst)) worst = off;
    }
    if (given)
      memcpy(gradient, want + l.size, l.size * sizeof *gradient);
    else
      network_gradient(&l, theta, gradient);
    m.rule->step(state, &(struct pace){1, NAN}, gradient, theta);
    if (k == 0 && begun) begun(state);
  }
  m.rule->free(state);
  method_free(&m);
  reference_free(r);
  free(theta);
  free(gradient);
  return worst;
}
