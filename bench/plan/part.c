/* part.c -- see part.h. */
#include "bench/plan/part.h"

#include <stdio.h>
#include <string.h>

void part_make(const struct campaign *whole, size_t function, struct campaign *part)
{
  *part = *whole;
  part->functions = &whole->functions[function];
  part->function_count = 1;
}

/* "A, B, ...", as far as there is room; at least one name. */
static void list_names(const char *const *names, size_t count, char *text, size_t size)
{
  static const char rest[] = ", ...";
  size_t used = (size_t)snprintf(text, size, "%s", names[0]), i = 1;
  while (i < count && used + strlen(names[i]) + sizeof rest + 2 < size)
    used += (size_t)snprintf(text + used, size - used, ", %s", names[i++]);
  if (i < count && used + sizeof rest <= size) strcpy(text + used, rest);
}

int part_find(const struct campaign *whole, const char *label, size_t *function, struct error *err)
{
  enum { NAMES_LIMIT = 64 };
  const char *names[NAMES_LIMIT] = {0};
  size_t known = 0;
  for (size_t i = 0; i < whole->function_count; i++) {
    *function = i;
    if (!strcmp(whole->functions[i].label, label)) return STATUS_OK;
    if (known < NAMES_LIMIT) names[known++] = whole->functions[i].label;
  }
  const char *near = closest_name(label, names, known);
  if (near)
    return error_set(err, STATUS_USAGE, "the campaign has no function '%.60s'; did you mean '%s'?",
                     label, near);
  char list[256];
  list_names(names, known, list, sizeof list);
  return error_set(err, STATUS_USAGE, "the campaign has no function '%.60s'; it has %s", label,
                   list);
}

void part_folder(const struct function_entry *function, char folder[PART_SIZE])
{
  char name[LABEL_SIZE];
  label_file_name(function->label, name);
  snprintf(folder, PART_SIZE, "figures/%s", name);
}
