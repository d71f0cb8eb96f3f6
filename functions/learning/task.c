/* task.c -- what a task is made of: its data, its layers, its checks; see task.h. */
#include "functions/learning/task.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/learning/made.h"
#include "src/draws/random.h"
#include "src/names.h"
#include "src/number.h"

const char *const task_judges[] = {"loss", "validation_loss", "test_error", NULL};
const char *const task_number_judges[] = {"loss", "validation_loss", NULL};
const char *const task_inits[] = {"glorot", "glorot-normal", "he",   "lecun",
                                  "torch",  "small",         "zero", NULL};

/* By enum made_kind. */
static const char *const made_names[] = {"moons", "circles", "blobs", "spiral", "linear"};
enum { MADE_KINDS = sizeof made_names / sizeof *made_names, NOT_MADE = MADE_KINDS };
static const char fashion[] = "fashion";

static size_t made_kind(const struct task_config *c)
{
  size_t kind = 0;
  while (kind < MADE_KINDS && strcmp(c->data, made_names[kind]) != 0) kind++;
  return kind;
}

static bool is_file(const struct task_config *c)
{
  return made_kind(c) == NOT_MADE && strcmp(c->data, fashion) != 0;
}

static bool takes_numbers(const struct task_model *model, const struct task_config *c)
{
  return model->output(c) == NETWORK_SQUARED;
}

bool task_data(const struct task_model *model, const struct task_config *c,
               struct data_request *request)
{
  if (made_kind(c) != NOT_MADE) return false;
  *request = (struct data_request){.side = c->side == 28 ? 0 : c->side,
                                   .scale = c->scale != 0,
                                   .numbers = takes_numbers(model, c)};
  snprintf(request->path, DATA_TEXT, "%s", is_file(c) ? c->data : DATA_FASHION);
  snprintf(request->label, DATA_TEXT, "%s", c->label);
  snprintf(request->test, DATA_TEXT, "%s", c->test);
  return true;
}

/* The sizes of the hidden layers, "64-64-64": how many, or 0 where they are none. */
static size_t hidden_sizes(const char *text, size_t size[NETWORK_LAYERS_MOST])
{
  size_t count = 0;
  for (;;) {
    char number[16];
    double value;
    size_t length = strcspn(text, "-");
    if (!length || length >= sizeof number || count + 1 == NETWORK_LAYERS_MOST) return 0;
    memcpy(number, text, length);
    number[length] = '\0';
    if (strspn(number, "0123456789") != length || !number_parse(number, &value)) return 0;
    if (value < 1 || value > 1e6) return 0;
    size[count++] = (size_t)value;
    if (!text[length]) return count;
    text += length + 1;
  }
}

struct network_shape task_shape(const struct task_model *model, const struct task_config *c,
                                size_t inputs, size_t classes)
{
  struct network_shape shape = {.activation = (enum network_activation)c->activation,
                                .output = model->output(c),
                                .delta = c->delta,
                                .l2 = c->l2,
                                .norm_penalty = c->norm_penalty};
  bool one = shape.output == NETWORK_SQUARED || shape.output == NETWORK_LOGISTIC;
  size_t hidden = model->hidden ? hidden_sizes(c->hidden, shape.size + 1) : 0;
  shape.size[0] = inputs;
  shape.layers = hidden + 1;
  shape.size[shape.layers] = one ? 1 : classes;
  return shape;
}

/* Inputs and classes of the rows, as far as the configuration says them; inputs 0: it does not. */
static size_t inputs_of(const struct task_config *c, size_t *classes)
{
  size_t kind = made_kind(c);
  *classes = kind == MADE_BLOBS || kind == MADE_SPIRAL ? (size_t)c->classes : 2;
  if (kind == MADE_LINEAR) *classes = 0;
  if (kind != NOT_MADE) return kind == MADE_LINEAR ? (size_t)c->inputs : 2;
  if (is_file(c)) return 0;
  *classes = 10;
  return (size_t)c->side * (size_t)c->side;
}

/* More than this is more than any machine can hold; counted in doubles. */
static const double parameters_most = 1e9;

static double parameters_of(const struct network_shape *shape)
{
  double count = 0;
  for (size_t l = 0; l < shape->layers; l++)
    count += ((double)shape->size[l] + 1) * (double)shape->size[l + 1];
  return count;
}

size_t task_dimension(const struct task_model *model, const struct task_config *c,
                      const struct dataset *data)
{
  size_t classes, inputs = inputs_of(c, &classes);
  if (data) {
    inputs = data->inputs;
    classes = data->classes;
  }
  if (!inputs) return 0;
  struct network_shape shape = task_shape(model, c, inputs, classes);
  return network_parameters(&shape);
}

static int check_parameters(const struct task_model *model, const struct task_config *c,
                            size_t inputs, size_t classes, struct error *err)
{
  struct network_shape shape = task_shape(model, c, inputs, classes);
  double count = parameters_of(&shape);
  if (count <= parameters_most) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%s: the layers have %.3g parameters, more than %g; make them smaller",
                   model->name, count, parameters_most);
}

static int refuse_data(const struct task_model *model, const struct task_config *c,
                       struct error *err)
{
  bool numbers = takes_numbers(model, c);
  if (numbers && made_kind(c) == NOT_MADE && is_file(c)) return STATUS_OK;
  if (numbers)
    return error_set(err, STATUS_USAGE,
                     "%s: data=%.80s has labels, not numbers; use data=linear or a CSV file",
                     model->name, c->data);
  return error_set(err, STATUS_USAGE,
                   "%s: data=linear has numbers, not labels; use moons, circles, blobs, spiral, "
                   "fashion, a CSV file or a folder of idx files",
                   model->name);
}

int task_check(const struct task_model *model, const struct task_config *c, struct error *err)
{
  struct network_shape probe = {0};
  size_t kind = made_kind(c), classes, inputs = inputs_of(c, &classes);
  if (!*c->data)
    return error_set(err, STATUS_USAGE, "%s: data is empty; name a made set or a file",
                     model->name);
  if (takes_numbers(model, c) != (kind == MADE_LINEAR)) {
    int status = refuse_data(model, c, err);
    if (status && (kind != NOT_MADE || takes_numbers(model, c))) return status;
  }
  if (model->hidden && !hidden_sizes(c->hidden, probe.size))
    return error_set(err, STATUS_USAGE,
                     "%s: hidden=%.60s is no list of layers; write 128 or 64-64-64, at most %d of "
                     "1 to 1e6 units",
                     model->name, c->hidden, NETWORK_LAYERS_MOST - 1);
  if (c->judge == JUDGE_VALIDATION && !(c->validation > 0))
    return error_set(err, STATUS_USAGE,
                     "%s: judge=validation_loss needs rows for it; hold some back with "
                     "validation=0.1",
                     model->name);
  if (model->output(c) == NETWORK_LOGISTIC && inputs && classes != 2)
    return error_set(err, STATUS_USAGE,
                     "%s: data=%.80s has %zu classes, and a logistic output tells two apart; use "
                     "softmax",
                     model->name, c->data, classes);
  if ((kind == MADE_BLOBS || kind == MADE_SPIRAL) && c->rows < c->classes)
    return error_set(err, STATUS_USAGE, "%s: rows=%d is less than the %d classes; each needs a row",
                     model->name, c->rows, c->classes);
  if (c->data_noise < 0 && c->data_noise != -1)
    return error_set(err, STATUS_USAGE,
                     "%s: data_noise=%g is a deviation below 0; give one, or -1 for the set's own",
                     model->name, c->data_noise);
  return inputs ? check_parameters(model, c, inputs, classes, err) : STATUS_OK;
}

static int fits_data(const struct task_model *model, const struct task_config *c,
                     const struct dataset *data, struct error *err)
{
  if (model->output(c) == NETWORK_LOGISTIC && data->classes != 2)
    return error_set(err, STATUS_USAGE,
                     "%s: %.120s has %zu classes, and a logistic output tells two apart; use "
                     "softmax",
                     model->name, c->data, data->classes);
  if (takes_numbers(model, c) && !data->target)
    return error_set(err, STATUS_USAGE, "%s: %.120s has labels, not numbers; use a CSV file",
                     model->name, c->data);
  return check_parameters(model, c, data->inputs, data->classes, err);
}

int task_fits(const struct task_model *model, const struct task_config *c,
              const struct function_setup *setup, struct error *err)
{
  if (setup->data && setup->instance && !c->one_set)
    return error_set(err, STATUS_USAGE,
                     "%s: data=%.120s has instance 0 alone, not %u, as only made data are drawn "
                     "again; ask for -i 0, or one_set=yes",
                     model->name, c->data, setup->instance);
  int status = setup->data ? fits_data(model, c, setup->data, err) : STATUS_OK;
  double rows = setup->data ? (double)setup->data->train_rows : c->rows;
  size_t held = (size_t)(c->validation * rows + 0.5);
  if (!status && c->validation > 0 && (held < 1 || held >= (size_t)rows))
    status = error_set(err, STATUS_USAGE,
                       "%s: validation=%g of %.0f rows is %zu, which leaves none on one side; give "
                       "another share",
                       model->name, c->validation, rows, held);
  return status;
}

struct dataset *task_set(const struct task_config *c, struct stream stream)
{
  static const double noises[] = {[MADE_MOONS] = 0.1,
                                  [MADE_CIRCLES] = 0.1,
                                  [MADE_BLOBS] = 1,
                                  [MADE_SPIRAL] = 0.2,
                                  [MADE_LINEAR] = 0.3};
  size_t kind = made_kind(c), classes, inputs = inputs_of(c, &classes);
  struct made_config config = {.kind = (enum made_kind)kind,
                               .rows = (size_t)c->rows,
                               .classes = classes,
                               .inputs = inputs,
                               .noise = c->data_noise < 0 ? noises[kind] : c->data_noise,
                               .factor = c->factor};
  return made_set(&config, stream);
}

static void scale_all(double *x, size_t count, double low, double high)
{
  for (size_t i = 0; i < count; i++) x[i] = low + (high - low) * x[i];
}

void task_draw(const struct network_shape *shape, enum task_init init, struct stream stream,
               double *x)
{
  memset(x, 0, network_parameters(shape) * sizeof *x);
  for (size_t l = 0; l < shape->layers && init != INIT_ZERO; l++) {
    size_t in = shape->size[l], out = shape->size[l + 1];
    double *biases = x + in * out, fan_in = (double)in, both = (double)(in + out);
    struct stream layer = stream_numbered(stream, l);
    if (init == INIT_GLOROT || init == INIT_TORCH) {
      double reach = init == INIT_GLOROT ? sqrt(6 / both) : 1 / sqrt(fan_in);
      random_uniforms(layer, 0, 0, out, in, x);
      scale_all(x, in * out, -reach, reach);
      if (init == INIT_TORCH) {
        random_uniforms(layer, 1, 0, 1, out, biases);
        scale_all(biases, out, -reach, reach);
      }
    } else {
      double deviation = init == INIT_GLOROT_NORMAL ? sqrt(2 / both)
                         : init == INIT_HE          ? sqrt(2 / fan_in)
                         : init == INIT_LECUN       ? sqrt(1 / fan_in)
                                                    : 0.01;
      random_normals(layer, 0, 0, out, in, x);
      scale_all(x, in * out, 0, deviation);
    }
    x = biases + out;
  }
}

/* Losses: 20 a decade, from 10 down. Shares: by tens of percents, then by single ones. */
size_t task_levels(const void *config, double *levels)
{
  static const int steps[] = {1000, 891, 794, 708, 631, 562, 501, 447, 398, 355,
                              316,  282, 251, 224, 200, 178, 158, 141, 126, 112};
  enum { STEPS = sizeof steps / sizeof *steps, HALF = 500 };
  static const int fine[] = {5, 2, 1};
  const struct task_config *c = config;
  size_t count = 0;
  if (c->judge != JUDGE_TEST_ERROR) {
    double decade = 100;
    for (; count < LEVELS_MOST; count++) {
      if (count && count % STEPS == 0) decade *= 10;
      levels[count] = steps[count % STEPS] / decade;
    }
    return count;
  }
  for (int share = 900; share >= 10; share -= share > HALF ? 50 : 10)
    levels[count++] = share / 1000.0;
  for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) levels[count++] = fine[i] / 1000.0;
  return count;
}
