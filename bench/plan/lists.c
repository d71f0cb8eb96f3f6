/* lists.c -- see lists.h. */
#include "bench/plan/lists.h"

#include <stdlib.h>
#include <string.h>

#include "src/names.h"

int list_item(const char **list, bool nested, const char *what, char item[LABEL_SIZE],
              struct error *err)
{
  const char *begin = *list, *at = begin;
  bool inside = false, quoted = false;
  for (; *at; at++) {
    if (*at == '"') quoted = !quoted;
    if (quoted) continue;
    if (*at == ':') inside = true;
    if (*at != ',') continue;
    if (!nested || !inside) break;
    size_t name = strcspn(at + 1, ",:=@");
    if (at[1 + name] != '=') break;
  }
  *list = *at ? at + 1 : at;
  return names_item(what, begin, (size_t)(at - begin), item, LABEL_SIZE, err);
}

const char list_all[] = "all"; /* everything that the list does not name */

int list_label(const char **list, const char *what, char label[LABEL_SIZE], bool *rest,
               struct error *err)
{
  int status = list_item(list, true, what, label, err);
  if (status) return status;
  bool again = *rest;
  *rest |= !strcmp(label, list_all);
  if (again && !strcmp(label, list_all))
    return error_set(err, STATUS_USAGE, "%s: '%s' stands twice; drop one", what, list_all);
  return STATUS_OK;
}

int list_refuse_double(const char *what, const char *label, const char *other, struct error *err)
{
  return error_set(err, STATUS_USAGE,
                   "%s: '%s' stands twice, or has the file name of '%s'; drop one", what, label,
                   other);
}

bool list_same_file(const char *a, const char *b)
{
  char x[LABEL_SIZE], y[LABEL_SIZE];
  label_file_name(a, x);
  label_file_name(b, y);
  return !strcmp(x, y);
}

bool list_grow(void **array, size_t count, size_t size)
{
  if (count & (count - 1)) return true;
  void *longer = realloc(*array, (count ? 2 * count : 1) * size);
  if (longer) *array = longer;
  return longer != NULL;
}
