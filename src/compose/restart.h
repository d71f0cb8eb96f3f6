/* restart.h -- stopping tests and restarts around an optimizer, see src/restart.h. */
#ifndef OPTBENCH_SRC_COMPOSE_RESTART_H
#define OPTBENCH_SRC_COMPOSE_RESTART_H

#include "src/numeric/level.h"
#include "src/restart.h"

/* Its config is a struct restart_setup. Its last two diagnostics are the number of restarts and the
 * population. */
extern const struct optimizer_type LEVELED(optimizer_restart);

#endif
