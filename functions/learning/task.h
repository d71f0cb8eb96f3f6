/* task.h -- a model trained on a data set, as a test function: what linear, logistic, softmax, svm
 * and mlp share.
 *
 *   f(theta) = mean loss over the training rows, or over a step's minibatch, + penalties
 *
 * The models and their losses stand in network.h, the data sets in made.h and dataset.h,
 * minibatches in order.h. f is what an optimizer is to lower; `judge` says what its runs are judged
 * by. */
#ifndef OPTBENCH_FUNCTIONS_LEARNING_TASK_H
#define OPTBENCH_FUNCTIONS_LEARNING_TASK_H

#include "functions/function.h"
#include "functions/learning/network.h"

#define task_data            LEVELED(task_data)
#define task_dimension       LEVELED(task_dimension)
#define task_check           LEVELED(task_check)
#define task_fits            LEVELED(task_fits)
#define task_alloc           LEVELED(task_alloc)
#define task_free            LEVELED(task_free)
#define task_traits          LEVELED(task_traits)
#define task_scratch         LEVELED(task_scratch)
#define task_evaluate        LEVELED(task_evaluate)
#define task_canonical       LEVELED(task_canonical)
#define task_start           LEVELED(task_start)
#define task_levels          LEVELED(task_levels)
#define task_measure         LEVELED(task_measure)
#define task_classes         LEVELED(task_classes)
#define task_confuse         LEVELED(task_confuse)
#define task_epoch           LEVELED(task_epoch)
#define task_layers          LEVELED(task_layers)
#define task_measures        LEVELED(task_measures)
#define task_judges          LEVELED(task_judges)
#define task_inits           LEVELED(task_inits)
#define task_shape           LEVELED(task_shape)
#define task_draw            LEVELED(task_draw)
#define task_set             LEVELED(task_set)
#define task_number_judges   LEVELED(task_number_judges)
#define task_number_measures LEVELED(task_number_measures)

/* Every model has these; a function's table names those that it takes. */
struct task_config {
  char data[DATA_TEXT], label[DATA_TEXT], test[DATA_TEXT], hidden[DATA_TEXT];
  int rows, one_set, classes, inputs, side, scale, batch, share, init, judge, activation, output,
      squared;
  double data_noise, factor, validation, l2, norm_penalty, delta;
};

/* What the models differ in. */
struct task_model {
  const char *name;
  bool hidden; /* there are hidden layers */
  enum network_output (*output)(const struct task_config *config);
};

enum task_judge { JUDGE_LOSS, JUDGE_VALIDATION, JUDGE_TEST_ERROR };
enum task_init {
  INIT_GLOROT,
  INIT_GLOROT_NORMAL,
  INIT_HE,
  INIT_LECUN,
  INIT_TORCH,
  INIT_SMALL,
  INIT_ZERO
};
extern const char *const task_judges[4], *const task_inits[8];
extern const char *const task_measures[7];
/* Where rows have targets and not labels: the first ones of both. */
extern const char *const task_number_judges[3], *const task_number_measures[4];

/* Rows of the parameter tables; a default follows where models differ in it. */
#define TASK_DATA(default_, what_)                                                                 \
  PARAM_TEXT(struct task_config, data, default_, what_),                                           \
      PARAM(struct task_config, rows, 256, 2, 1e6, "training rows of made data, and test rows"),   \
      PARAM(struct task_config, data_noise, -1, -1, 1e6,                                           \
            "of made data, its deviation; -1: 0.1 moons and circles, 1 blobs, 0.2 spiral, 0.3 "    \
            "linear"),                                                                             \
      PARAM_CHOICE(struct task_config, one_set, 0, param_no_yes,                                   \
                   "all instances have the data of instance 0, and differ in their starts alone")
#define TASK_FILES                                                                                 \
  PARAM_TEXT(struct task_config, label, "", "CSV: the label's column; empty: the last"),           \
      PARAM_TEXT(struct task_config, test, "",                                                     \
                 "CSV: a share of the rows for tests, or another file; empty: 0.2"),               \
      PARAM_CHOICE(struct task_config, scale, 1, param_no_yes,                                     \
                   "CSV: columns less their mean, over their deviation")
#define TASK_CLASSES                                                                               \
  PARAM(struct task_config, classes, 3, 2, 100, "of blobs and spiral"),                            \
      PARAM(struct task_config, factor, 0.8, PARAM_ABOVE_ZERO, 1e6,                                \
            "circles: radius of the second, the first having 1"),                                  \
      PARAM(struct task_config, side, 28, 1, 1024, "images are reduced to side x side")
#define TASK_LABELLED                                                                              \
  "made: moons, circles, blobs, spiral; fashion; a CSV file, or a folder of idx files"
#define TASK_JUDGE_ROWS                                                                            \
  "what runs are judged by: the loss over all training rows, or that over the validation rows"
#define TASK_JUDGE_LABELS TASK_JUDGE_ROWS ", or the share of test rows that are told wrongly"
#define TASK_TRAINING(judges_, judge_)                                                             \
  PARAM(struct task_config, batch, 0, 0, 1e6, "rows of a step's minibatch; 0: all training rows"), \
      PARAM_CHOICE(struct task_config, share, SHARE_YES, param_no_yes,                             \
                   "all points of a step see the same minibatch, or each its own"),                \
      PARAM(struct task_config, validation, 0, 0, 0.9,                                             \
            "share of the training rows that is held back for validation"),                        \
      PARAM_CHOICE(struct task_config, judge, JUDGE_LOSS, judges_, judge_),                        \
      PARAM(struct task_config, l2, 0, 0, 1e6, "half the square of the weights times this"),       \
      PARAM(struct task_config, norm_penalty, 0, 0, 1e6,                                           \
            "Euclidean norm of all parameters times this")
#define TASK_INIT(default_)                                                                        \
  PARAM_CHOICE(struct task_config, init, default_, task_inits,                                     \
               "where runs start, see functions/README.md")

bool task_data(const struct task_model *model, const struct task_config *config,
               struct data_request *request);
size_t task_dimension(const struct task_model *model, const struct task_config *config,
                      const struct dataset *data);
/* The model's layers and losses, for rows of so many inputs and classes. */
struct network_shape task_shape(const struct task_model *model, const struct task_config *config,
                                size_t inputs, size_t classes);
/* The made set that is asked for, or NULL: no memory. */
struct dataset *task_set(const struct task_config *config, struct stream stream);
/* A start by `init`: Glorot and Bengio (2010), He et al. (2015), LeCun et al. (1998), PyTorch's
 * nn.Linear, N(0, 0.01^2) or zero; see functions/README.md. */
void task_draw(const struct network_shape *shape, enum task_init init, struct stream stream,
               double *x);

/* See check_config and check of function_type. */
int task_check(const struct task_model *model, const struct task_config *config, struct error *err);
int task_fits(const struct task_model *model, const struct task_config *config,
              const struct function_setup *setup, struct error *err);
void *task_alloc(const struct task_model *model, const struct task_config *config,
                 const struct function_setup *setup);

/* The rest is of function_type; the state is that of task_alloc. */
void task_free(void *state);
unsigned task_traits(const void *state);
size_t task_scratch(const void *state, size_t count);
void task_evaluate(const void *state, const struct batch *batch);
void task_canonical(const void *state, double *x);
void task_start(const void *state, struct stream stream, double *x);
size_t task_levels(const void *config, double *levels);
void task_measure(const void *state, const double *x, double *scratch, double *truth,
                  double *values);
size_t task_epoch(const void *state);
const struct layer *task_layers(const void *state, size_t *count);
size_t task_classes(const void *state);
void task_confuse(const void *state, const double *x, double *scratch, size_t *table);

/* Of a model that tells classes. */
#define TASK_CLASSIFIER .measures = task_measures, .classes = task_classes, .confuse = task_confuse

/* The hooks of a function whose model is `model`, a struct task_model. */
#define TASK_HOOKS(model)                                                                          \
  static bool data(const void *config, struct data_request *request)                               \
  {                                                                                                \
    return task_data(&(model), config, request);                                                   \
  }                                                                                                \
  static size_t dimension(const void *config, const struct dataset *rows)                          \
  {                                                                                                \
    return task_dimension(&(model), config, rows);                                                 \
  }                                                                                                \
  static int check_config(const void *config, struct error *err)                                   \
  {                                                                                                \
    return task_check(&(model), config, err);                                                      \
  }                                                                                                \
  static int check(const void *config, const struct function_setup *setup, struct error *err)      \
  {                                                                                                \
    return task_fits(&(model), config, setup, err);                                                \
  }                                                                                                \
  static void *alloc(const struct function_setup *setup, const void *config)                       \
  {                                                                                                \
    return task_alloc(&(model), config, setup);                                                    \
  }

/* And what all of them say of themselves. */
#define TASK_FUNCTION                                                                              \
  .traits = OWN_INSTANCES | UNKNOWN_MINIMUM, .extra_traits = task_traits, .dim_low = 1,            \
  .search_low = -1, .search_high = 1, .start_low = -1, .start_high = 1,                            \
  .config_size = sizeof(struct task_config), .params = params, .data = data,                       \
  .dimension = dimension, .check_config = check_config, .check = check, .alloc = alloc,            \
  .free = task_free, .scratch = task_scratch, .evaluate = task_evaluate,                           \
  .canonical = task_canonical, .start = task_start, .starts = "drawn as `init` says",              \
  .levels = task_levels, .measure = task_measure, .work = "rows", .best_of = "validation_loss",    \
  .epoch = task_epoch, .layers = task_layers

#endif
