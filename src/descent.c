/* descent.c -- the parameters of what wraps every rule. */
#include "src/descent.h"

static const char *const schedules[] = {"constant", "step", "exponential", "cosine", NULL};

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
    PARAM_TABLE_END};
