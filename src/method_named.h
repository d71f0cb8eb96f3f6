/* method_named.h -- what the name of an optimizer stands for. */
#ifndef OPTBENCH_SRC_METHOD_NAMED_H
#define OPTBENCH_SRC_METHOD_NAMED_H

#include "src/method.h"

/* NAME or RULE@SOURCE, the first `length` characters of text, into m with default parameters.
 * STATUS_OK, STATUS_USAGE with what may be meant, or STATUS_NOMEM. */
int method_named(const struct library *library, const char *text, size_t length, struct method *m,
                 struct error *err);

#endif
