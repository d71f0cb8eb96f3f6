/* chain.h -- the optimizer that runs one method after another. */
#ifndef OPTBENCH_SRC_COMPOSE_CHAIN_H
#define OPTBENCH_SRC_COMPOSE_CHAIN_H

#include "src/chain.h"
#include "src/numeric/level.h"

/* Its config is a struct chain_setup. */
extern const struct optimizer_type LEVELED(optimizer_chain);

#endif
