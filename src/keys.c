/* keys.c -- refuses lists of parameters that are empty, cut short or contradict themselves. */
#include "src/keys.h"

#include <string.h>

#include "src/names.h"
#include "src/param.h"

int keys_check(const char *owner, const char *list, struct error *err)
{
  if (!*list) return STATUS_OK;
  if (names_open(list))
    return error_set(err, STATUS_USAGE, "%s: the quote in its parameters is not closed; add the \"",
                     owner);
  const char *first = list + 1;
  if (!*first)
    return error_set(err, STATUS_USAGE,
                     "%s: no parameter follows the colon; drop it or write %s:key=value", owner,
                     owner);
  if (first[strlen(first) - 1] == ',')
    return error_set(err, STATUS_USAGE, "%s: its parameters end with a comma; drop it", owner);
  for (const char *at = first;; at++) {
    size_t key = strcspn(at, "=,");
    for (const char *before = first; key && before < at; before += names_span(before, ",") + 1)
      if (param_keys_clash(before, strcspn(before, "=,"), at, key))
        return error_set(err, STATUS_USAGE, "%s: '%.*s' is given twice; keep one of them", owner,
                         (int)(key < 60 ? key : 60), at);
    at += names_span(at, ",");
    if (!*at) return STATUS_OK;
  }
}
