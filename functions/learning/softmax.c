/* softmax.c -- multinomial logistic regression: a score a class. */
#include "functions/learning/task.h"

static const struct param params[] = {
    TASK_DATA("blobs", TASK_LABELLED),
    TASK_CLASSES,
    TASK_FILES,
    TASK_TRAINING(task_judges, TASK_JUDGE_LABELS),
    TASK_INIT(INIT_SMALL),
    PARAM_TABLE_END,
};

static enum network_output output(const struct task_config *config)
{
  (void)config;
  return NETWORK_SOFTMAX;
}

static const struct task_model model = {.name = "softmax", .output = output};
TASK_HOOKS(model)

extern const struct function_type LEVELED(function_softmax);
const struct function_type LEVELED(function_softmax) = {
    .name = "softmax",
    .title = "softmax regression",
    .summary = "classes told apart by linear scores, cross-entropy, in full or in minibatches",
    .formula =
        "f(W, b) = 1 / n sum_i [log sum_k e^z_ik - z_iy] + penalties,  z_i = W x_i + b,  y = y_i",
    .reference = "Cox, in Research Papers in Statistics, 1966; Theil, International Economic "
                 "Review 10, 1969",
    TASK_CLASSIFIER,
    TASK_FUNCTION,
};
