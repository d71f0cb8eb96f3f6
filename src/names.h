/* names.h -- lists of names as people type them. */
#ifndef OPTBENCH_SRC_NAMES_H
#define OPTBENCH_SRC_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "src/error.h"

/* Mark those of `count` names that a comma-separated list holds. One that is none of them is a
 * STATUS_USAGE whose text calls it a `what` and points to the help of a command. */
int names_mark(const char *list, const char *what, const char *command, const char *const *names,
               size_t count, bool *marks, struct error *err);

#endif
