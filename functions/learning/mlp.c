/* mlp.c -- the multilayer perceptron. */
#include "functions/learning/task.h"

static const char *const activations[] = {"relu", "tanh", NULL};
enum { OUTPUT_SOFTMAX, OUTPUT_HINGE, OUTPUT_LOGISTIC };
static const char *const outputs[] = {"softmax", "hinge", "logistic", NULL};

static const struct param params[] = {
    TASK_DATA("moons", TASK_LABELLED),
    TASK_CLASSES,
    TASK_FILES,
    PARAM_TEXT(struct task_config, hidden, "16", "units of the hidden layers: 128, or 64-64-64"),
    PARAM_CHOICE(struct task_config, activation, NETWORK_RELU, activations, "of hidden units"),
    PARAM_CHOICE(struct task_config, output, OUTPUT_SOFTMAX, outputs, "the loss of the scores"),
    PARAM(struct task_config, delta, 1, 0, 1e6, "the hinge's margin"),
    TASK_TRAINING(task_judges, TASK_JUDGE_LABELS),
    TASK_INIT(INIT_GLOROT),
    PARAM_TABLE_END,
};

static enum network_output output(const struct task_config *config)
{
  static const enum network_output of[] = {[OUTPUT_SOFTMAX] = NETWORK_SOFTMAX,
                                           [OUTPUT_HINGE] = NETWORK_HINGE,
                                           [OUTPUT_LOGISTIC] = NETWORK_LOGISTIC};
  return of[config->output];
}

static const struct task_model model = {.name = "mlp", .hidden = true, .output = output};
TASK_HOOKS(model)

extern const struct function_type LEVELED(function_mlp);
const struct function_type LEVELED(function_mlp) = {
    .name = "mlp",
    .title = "multilayer perceptron",
    .summary = "classes told apart by a network with hidden layers, in full or in minibatches",
    .formula = "f(theta) = mean loss of the scores z_L + penalties\n"
               "h_0 = x,  z_l = W_l h_(l-1) + b_l,  h_l = max(0, z_l) or tanh z_l",
    .reference = "Rumelhart, Hinton and Williams, Nature 323, 1986",
    TASK_CLASSIFIER,
    TASK_FUNCTION,
};
