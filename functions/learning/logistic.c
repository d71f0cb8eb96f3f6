/* logistic.c -- logistic regression: two classes, one score. */
#include "functions/learning/task.h"

static const struct param params[] = {
    TASK_DATA("moons", TASK_LABELLED),
    TASK_CLASSES,
    TASK_FILES,
    TASK_TRAINING(task_judges, TASK_JUDGE_LABELS),
    TASK_INIT(INIT_SMALL),
    PARAM_TABLE_END,
};

static enum network_output output(const struct task_config *config)
{
  (void)config;
  return NETWORK_LOGISTIC;
}

static const struct task_model model = {.name = "logistic", .output = output};
TASK_HOOKS(model)

extern const struct function_type LEVELED(function_logistic);
const struct function_type LEVELED(function_logistic) = {
    .name = "logistic",
    .title = "logistic regression",
    .summary = "two classes told apart by a line, in full or in minibatches",
    .formula = "f(w, b) = 1 / n sum_i [log(1 + e^z_i) - y_i z_i] + penalties,  z_i = w . x_i + b",
    .reference = "Cox, Journal of the Royal Statistical Society B 20, 1958",
    TASK_CLASSIFIER,
    TASK_FUNCTION,
};
