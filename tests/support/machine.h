/* machine.h -- the vector levels that this machine has, for tests that visit them all. */
#ifndef OPTBENCH_TESTS_SUPPORT_MACHINE_H
#define OPTBENCH_TESTS_SUPPORT_MACHINE_H

#include <stddef.h>

#include "bench/plan/campaign.h"

enum { MACHINE_LEVELS = 4 };

/* The optimizers and functions of each level, narrowest first; how many there are. */
size_t machine_levels(struct libraries levels[MACHINE_LEVELS]);

#endif
