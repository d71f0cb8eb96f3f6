/* keys.h -- what must hold of the keys in "key=value,..." before any value is looked at. */
#ifndef OPTBENCH_SRC_KEYS_H
#define OPTBENCH_SRC_KEYS_H

#include "src/error.h"

/* list: what follows the name `owner` in a text, "" or ":key=value,...". STATUS_OK, or STATUS_USAGE
 * if nothing follows the colon, if it ends with a comma, or if a key stands twice. */
int keys_check(const char *owner, const char *list, struct error *err);

#endif
