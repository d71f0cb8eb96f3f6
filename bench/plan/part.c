/* part.c -- see part.h. */
#include "bench/plan/part.h"

#include <stdio.h>
#include <string.h>

#include "bench/plan/function_names.h"
#include "src/names.h"

void part_make(const struct campaign *whole, size_t function, struct campaign *part)
{
  *part = *whole;
  part->functions = &whole->functions[function];
  part->function_count = 1;
}

/* "A, B, ...", as far as there is room; at least one. */
static void list_functions(const struct campaign *c, char *text, size_t size)
{
  static const char rest[] = ", ...";
  size_t used = (size_t)snprintf(text, size, "%s", c->functions[0].label), i = 1;
  while (i < c->function_count && used + strlen(c->functions[i].label) + sizeof rest + 2 < size)
    used += (size_t)snprintf(text + used, size - used, ", %s", c->functions[i++].label);
  if (i < c->function_count && used + sizeof rest <= size) strcpy(text + used, rest);
}

int part_find(const struct campaign *whole, const char *label, size_t *function, struct error *err)
{
  struct nearest near = nearest_begin(label);
  for (size_t i = 0; i < whole->function_count; i++) {
    *function = i;
    if (function_names_mean(whole->suite, label, &whole->functions[i])) return STATUS_OK;
    nearest_try(&near, whole->functions[i].label);
  }
  if (near.name)
    return error_set(err, STATUS_USAGE, "the campaign has no function '%.60s'; did you mean '%s'?",
                     label, near.name);
  char list[256];
  list_functions(whole, list, sizeof list);
  return error_set(err, STATUS_USAGE, "the campaign has no function '%.60s'; it has %s", label,
                   list);
}

void part_folder(const struct function_entry *function, char folder[PART_SIZE])
{
  char name[LABEL_SIZE];
  label_file_name(function->label, name);
  snprintf(folder, PART_SIZE, "figures/%s", name);
}
