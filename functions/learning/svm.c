/* svm.c -- the multiclass support vector machine. */
#include "functions/learning/task.h"

static const struct param params[] = {
    TASK_DATA("blobs", TASK_LABELLED),
    TASK_CLASSES,
    TASK_FILES,
    PARAM(struct task_config, delta, 1, 0, 1e6, "the margin"),
    PARAM_CHOICE(struct task_config, squared, 0, param_no_yes, "the hinge or its square"),
    TASK_TRAINING(task_judges, TASK_JUDGE_LABELS),
    TASK_INIT(INIT_SMALL),
    PARAM_TABLE_END,
};

static enum network_output output(const struct task_config *config)
{
  return config->squared ? NETWORK_SQUARED_HINGE : NETWORK_HINGE;
}

static const struct task_model model = {.name = "svm", .output = output};
TASK_HOOKS(model)

extern const struct function_type LEVELED(function_svm);
const struct function_type LEVELED(function_svm) = {
    .name = "svm",
    .title = "multiclass SVM",
    .summary = "classes told apart by linear scores with a margin, in full or in minibatches",
    .formula = "f(W, b) = 1 / n sum_i sum_(k != y) max(0, z_ik - z_iy + delta) + penalties\n"
               "z_i = W x_i + b,  y = y_i;  squared: of the square of each max",
    .reference = "Weston and Watkins, European Symposium on Artificial Neural Networks, 1999",
    TASK_CLASSIFIER,
    TASK_FUNCTION,
};
