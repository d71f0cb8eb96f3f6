/* descent.c -- what wraps every rule: its parameters, and how it is described. */
#include "src/descent.h"

#include "src/wrapper.h"

static const char *const schedules[] = {"constant", "step", "exponential", "cosine", "power", NULL};

const struct param descent_params[] = {
    PARAM(struct descent_config, clip, 0, 0, 1e300,
          "gradients longer than this are cut to it; 0: never"),
    PARAM_CHOICE(struct descent_config, schedule, SCHEDULE_CONSTANT, schedules,
                 "how the learning rate falls"),
    PARAM(struct descent_config, decay, 0.1, PARAM_ABOVE_ZERO, 1,
          "factor of each step, of the whole exponential, or where the cosine ends"),
    PARAM(struct descent_config, drops, 3, 1, 1000, "step schedule: how many drops in the horizon"),
    PARAM(struct descent_config, horizon, 0, 0, PARAM_MANY,
          "steps that the schedule spans; 0: as many as the budget pays for"),
    PARAM(struct descent_config, power, 0.602, 0, 10, "power schedule: the exponent"),
    PARAM(struct descent_config, offset, 0.1, 0, 1e6,
          "power schedule: A, as a share of the horizon"),
    PARAM_TABLE_END};

const struct wrapper descent_wrappers[] = {
    {.name = "clip",
     .title = "gradient clipping",
     .summary = "a gradient longer than clip is cut to that length before the rule sees it",
     .formula =
         "g <- g min(1, clip / |g|),   |g| its Euclidean norm\n"
         "PyTorch's clip_grad_norm_ divides by |g| + 1e-6, so that its gradients are shorter\n"
         "by 1e-6 / |g| of their length",
     .reference = "Pascanu, Mikolov and Bengio, ICML 2013",
     .usage = "RULE@SOURCE:clip=1",
     .params = descent_params,
     .count = 1},
    {.name = "schedule",
     .title = "learning-rate schedule",
     .summary = "the learning rate falls over the steps of a horizon",
     .formula = "rate of step t = 0, 1, ... of a horizon of T: the rule's rate times\n"
                "constant     1\n"
                "step         decay^min(drops, floor(t (drops + 1) / T))\n"
                "exponential  decay^(t / T)\n"
                "cosine       decay + (1 - decay) (1 + cos(pi t / T)) / 2\n"
                "power        1 / (A + t + 1)^power, A = offset T\n"
                "and from T on what it is at T",
     .reference =
         "cosine: Loshchilov and Hutter, ICLR 2017; power, with these defaults: Spall, IEEE "
         "Transactions on Aerospace and Electronic Systems 34, 1998",
     .usage = "RULE@SOURCE:schedule=cosine,decay=0.01",
     .params = descent_params + 1,
     .count = 6},
    {0}};
