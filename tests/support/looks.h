/* looks.h -- how the optimizers of a campaign would look. */
#ifndef OPTBENCH_TESTS_SUPPORT_LOOKS_H
#define OPTBENCH_TESTS_SUPPORT_LOOKS_H

#include "bench/plot/style.h"

/* The styles of a campaign with these optimizers, and nothing else; one that there is not fails the
 * test. Free with free. */
struct style *looks_of(const struct libraries *libraries, const char *optimizers);

#endif
