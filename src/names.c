/* names.c -- see names.h. */
#include "src/names.h"

#include <stdio.h>
#include <string.h>

int names_mark(const char *list, const char *what, const char *command, const char *const *names,
               size_t count, bool *marks, struct error *err)
{
  while (*list) {
    char word[64];
    size_t length = strcspn(list, ","), i = 0;
    snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63),
             list + strspn(list, " \t"));
    word[strcspn(word, ", \t")] = '\0';
    while (i < count && strcmp(word, names[i]) != 0) i++;
    if (i == count) {
      const char *near = closest_name(word, names, count);
      if (near)
        return error_set(err, STATUS_USAGE, "there is no %s '%s'; did you mean '%s'?", what, word,
                         near);
      return error_set(err, STATUS_USAGE, "there is no %s '%s'; `optbench %s --help` lists them",
                       what, word, command);
    }
    marks[i] = true;
    list += length + (list[length] == ',');
  }
  return STATUS_OK;
}
