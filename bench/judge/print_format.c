/* print_format.c -- see print_format.h. */
#include "bench/judge/print_format.h"

#include <string.h>

int print_format_parse(const char *name, unsigned known, enum print_format *format,
                       struct error *err)
{
  static const char *const names[PRINT_FORMATS] = {"text", "markdown", "latex",
                                                   "csv",  "json",     "junit"};
  char list[64] = "";
  for (size_t i = 0; i < PRINT_FORMATS; i++) {
    if (!(known >> i & 1)) continue;
    if (!strcmp(name, names[i])) {
      *format = (enum print_format)i;
      return STATUS_OK;
    }
    strcat(list, *list ? ", " : "");
    strcat(list, names[i]);
  }
  return error_set(err, STATUS_USAGE, "--format: '%.40s' is none of %s", name, list);
}
