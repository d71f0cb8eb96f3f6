/* task_state.c -- a task at work: minibatches, values, gradients, measures; see task.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "functions/learning/order.h"
#include "functions/learning/task.h"

const char *const task_measures[] = {
    "train_loss",          "test_loss", "validation_loss", "train_accuracy", "test_accuracy",
    "validation_accuracy", NULL};
const char *const task_number_measures[] = {"train_loss", "test_loss", "validation_loss", NULL};

struct state {
  struct network_shape shape;
  const struct dataset *data;
  struct dataset *made; /* the data, where they are our own; NULL: they are borrowed */
  size_t dim, batch;    /* batch 0: all rows of training */
  size_t training, held;
  size_t *rows; /* those of training, then those held back; NULL: all are of training */
  bool share;
  enum task_judge judge;
  enum task_init init;
  struct stream canonical;
  struct layer layers[2 * NETWORK_LAYERS_MOST];
};

/* Which rows are held back is drawn once and for all: it hangs on how many there are alone. */
static bool hold_back(struct state *s, double share)
{
  size_t all = s->data->train_rows;
  s->training = all;
  if (!(share > 0)) return true;
  s->held = (size_t)(share * (double)all + 0.5);
  s->training = all - s->held;
  s->rows = malloc(all * sizeof *s->rows);
  if (!s->rows) return false;
  order_rows(stream_named(stream_root(0), "validation"), 0, all, 0, all, s->rows);
  return true;
}

/* The weights and the biases of each layer. */
static void list_layers(struct state *s)
{
  size_t first = 0;
  for (size_t l = 0; l < s->shape.layers; l++) {
    size_t rows = s->shape.size[l + 1], columns = s->shape.size[l];
    s->layers[2 * l] = (struct layer){first, rows, columns, true};
    s->layers[2 * l + 1] = (struct layer){first + rows * columns, rows, 1, false};
    first += rows * (columns + 1);
  }
}

const struct layer *task_layers(const void *state, size_t *count)
{
  const struct state *s = state;
  *count = 2 * s->shape.layers;
  return s->layers;
}

void *task_alloc(const struct task_model *model, const struct task_config *c,
                 const struct function_setup *setup)
{
  struct state *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->data = setup->data;
  struct stream drawn = c->one_set ? setup->first : setup->stream;
  if (!s->data) s->data = s->made = task_set(c, stream_named(drawn, "data"));
  if (!s->data || !hold_back(s, c->validation)) {
    task_free(s);
    return NULL;
  }
  s->shape = task_shape(model, c, s->data->inputs, s->data->classes);
  list_layers(s);
  s->dim = setup->dim;
  s->batch = (size_t)c->batch < s->training ? (size_t)c->batch : 0;
  s->share = c->share == SHARE_YES;
  s->judge = (enum task_judge)c->judge;
  s->init = (enum task_init)c->init;
  s->canonical = stream_named(setup->stream, "canonical start");
  return s;
}

void task_free(void *state)
{
  struct state *s = state;
  free(s->made);
  free(s->rows);
  free(s);
}

unsigned task_traits(const void *state)
{
  const struct state *s = state;
  unsigned traits = s->batch ? STOCHASTIC | DEAR_TRUTH : 0;
  if (s->judge != JUDGE_LOSS) traits |= DEAR_TRUTH;
  if (s->judge == JUDGE_TEST_ERROR) traits |= HELD_OUT;
  return traits;
}

size_t task_epoch(const void *state)
{
  const struct state *s = state;
  if (s->batch && !s->share) return 0; /* a step's points see as many minibatches */
  return s->batch ? (s->training + s->batch - 1) / s->batch : 1;
}

/* A step's rows, then the rows gathered, then what the network needs. */
static size_t list_size(const struct state *s) { return s->batch; }

size_t task_scratch(const void *state, size_t count)
{
  const struct state *s = state;
  (void)count;
  size_t network = network_scratch(&s->shape, s->data->train_rows + s->data->test_rows);
  return list_size(s) + (s->batch ? network_gathered(&s->shape, s->batch) : 0) + network;
}

/* Rows of training by their places: all of them, or `list`, `count` of them, which is overwritten
 * with what they are in the data. */
static struct network_rows rows_of(const struct state *s, size_t *list, size_t count)
{
  if (!list) return (struct network_rows){.data = s->data, .list = s->rows, .count = s->training};
  for (size_t i = 0; i < count && s->rows; i++) list[i] = s->rows[list[i]];
  return (struct network_rows){.data = s->data, .list = list, .count = count};
}

/* Points [first, first + count) of the batch on the rows of one step. */
static void evaluate_step(const struct state *s, const struct batch *batch, uint64_t step,
                          size_t first, size_t count)
{
  size_t *list = (size_t *)(void *)batch->scratch;
  double *memory = batch->scratch + list_size(s);
  double *gradient = batch->gradient ? batch->gradient + first * s->dim : NULL;
  size_t drawn =
      order_batch(stream_named(batch->stream, "minibatches"), step, s->training, s->batch, list);
  struct network_rows rows = rows_of(s, list, drawn);
  struct network_batch gathered = network_gather(&s->shape, &rows, gradient != NULL, memory);
  network_gathered_loss(&s->shape, &gathered, true, count, batch->x + first * s->dim,
                        batch->f + first, gradient, memory + network_gathered(&s->shape, s->batch));
  for (size_t k = 0; batch->work && k < count; k++) batch->work[first + k] = (double)drawn;
}

void task_evaluate(const void *state, const struct batch *batch)
{
  const struct state *s = state;
  if (!s->batch) {
    struct network_rows rows = rows_of(s, NULL, 0);
    network_loss(&s->shape, &rows, true, batch->count, batch->x, batch->f, batch->gradient,
                 batch->scratch);
    for (size_t k = 0; batch->work && k < batch->count; k++) batch->work[k] = (double)s->training;
  } else if (s->share) {
    evaluate_step(s, batch, batch->step, 0, batch->count);
  } else {
    for (size_t k = 0; k < batch->count; k++) evaluate_step(s, batch, batch->index + k, k, 1);
  }
}

/* Of the rows, which may be none. */
static size_t take_measure(const struct state *s, const struct network_rows *rows, const double *x,
                           double *scratch, double *loss, double *accuracy)
{
  *loss = *accuracy = NAN;
  if (!rows->count) return 0;
  struct network_measure m = network_measure(&s->shape, rows, x, NULL, scratch);
  *loss = m.loss;
  *accuracy = (double)m.right / (double)rows->count;
  return m.right;
}

void task_measure(const void *state, const double *x, double *scratch, double *truth,
                  double *values)
{
  enum { TRAIN, TEST, VALIDATION, SPLITS };
  const struct state *s = state;
  const struct dataset *d = s->data;
  const struct network_rows split[SPLITS] = {
      [TRAIN] = rows_of(s, NULL, 0),
      [TEST] = {.data = d, .first = d->train_rows, .count = d->test_rows},
      [VALIDATION] = {.data = d, .list = s->rows + (s->rows ? s->training : 0), .count = s->held},
  };
  double accuracy[SPLITS];
  size_t right[SPLITS];
  for (size_t i = 0; i < SPLITS; i++)
    right[i] = take_measure(s, &split[i], x, scratch, &values[i], &accuracy[i]);
  /* A model of numbers has no accuracies, and no room for them. */
  if (s->shape.output != NETWORK_SQUARED) memcpy(values + SPLITS, accuracy, sizeof accuracy);
  switch (s->judge) {
  case JUDGE_LOSS:
    *truth = values[TRAIN] + network_penalties(&s->shape, x);
    break;
  case JUDGE_VALIDATION:
    *truth = values[VALIDATION];
    break;
  case JUDGE_TEST_ERROR:
    /* Not 1 - accuracy, which may round past a level that it is equal to. */
    *truth = (double)(d->test_rows - right[TEST]) / (double)d->test_rows;
    break;
  }
}

void task_canonical(const void *state, double *x)
{
  const struct state *s = state;
  task_draw(&s->shape, s->init, s->canonical, x);
}

void task_start(const void *state, struct stream stream, double *x)
{
  const struct state *s = state;
  task_draw(&s->shape, s->init, stream, x);
}

size_t task_classes(const void *state) { return ((const struct state *)state)->data->classes; }

void task_confuse(const void *state, const double *x, double *scratch, size_t *table)
{
  const struct state *s = state;
  const struct network_rows rows = {
      .data = s->data, .first = s->data->train_rows, .count = s->data->test_rows};
  if (rows.count) network_measure(&s->shape, &rows, x, table, scratch);
}
