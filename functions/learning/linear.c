/* linear.c -- linear regression on a data set. */
#include "functions/learning/task.h"

static const struct param params[] = {
    TASK_DATA("linear", "made: linear; or a CSV file"),
    PARAM(struct task_config, inputs, 5, 1, 1e6, "of data=linear"),
    TASK_FILES,
    TASK_TRAINING(task_number_judges, TASK_JUDGE_ROWS),
    TASK_INIT(INIT_SMALL),
    PARAM_TABLE_END,
};

static enum network_output output(const struct task_config *config)
{
  (void)config;
  return NETWORK_SQUARED;
}

static const struct task_model model = {.name = "linear", .output = output};
TASK_HOOKS(model)

extern const struct function_type LEVELED(function_linear);
const struct function_type LEVELED(function_linear) = {
    .name = "linear",
    .title = "linear regression",
    .summary = "a plane through made rows or those of a CSV file, in full or in minibatches",
    .formula = "f(w, b) = 1 / (2 n) sum_i (w . x_i + b - y_i)^2 + penalties",
    .reference = "Robbins and Monro, Annals of Mathematical Statistics 22, 1951",
    .measures = task_number_measures,
    TASK_FUNCTION,
};
