/* part.c -- see part.h. */
#include "bench/part.h"

#include <stdio.h>
#include <string.h>

void part_make(const struct campaign *whole, size_t function, struct campaign *part)
{
  *part = *whole;
  part->functions = &whole->functions[function];
  part->function_count = 1;
}

int part_find(const struct campaign *whole, const char *label, size_t *function, struct error *err)
{
  enum { NAMES_LIMIT = 64 };
  const char *names[NAMES_LIMIT];
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
  return error_set(err, STATUS_USAGE,
                   "the campaign has no function '%.60s'; its campaign.ini lists them", label);
}

void part_folder(const struct function_entry *function, char folder[PART_SIZE])
{
  static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-=";
  int length = snprintf(folder, PART_SIZE, "figures/%s", function->label);
  for (int i = 8; i < length; i++)
    if (!strchr(kept, folder[i])) folder[i] = '_';
}
