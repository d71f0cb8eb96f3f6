/* descent.h -- the optimizer that composes a rule, a source and their wrappers. */
#ifndef OPTBENCH_SRC_COMPOSE_DESCENT_H
#define OPTBENCH_SRC_COMPOSE_DESCENT_H

#include "src/descent.h"
#include "src/numeric/level.h"

/* Its config is a struct descent_setup. */
extern const struct optimizer_type LEVELED(optimizer_descent);

#endif
