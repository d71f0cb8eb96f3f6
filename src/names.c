/* names.c -- see names.h. */
#include "src/names.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORD_LIMIT = 63 };

/* Levenshtein distance, one row of the table at a time. */
static size_t edit_distance(const char *a, const char *b)
{
  size_t n = strlen(b), row[WORD_LIMIT + 1];
  if (n > WORD_LIMIT) return n;
  for (size_t j = 0; j <= n; j++) row[j] = j;
  for (size_t i = 1; a[i - 1]; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= n; j++) {
      size_t best = diagonal + (a[i - 1] != b[j - 1]);
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      diagonal = row[j];
      row[j] = best;
    }
  }
  return row[n];
}

struct nearest nearest_begin(const char *word)
{
  return (struct nearest){.word = word, .limit = strlen(word) / 3 + 2};
}

void nearest_try(struct nearest *n, const char *name)
{
  size_t length = strlen(n->word);
  if (n->begun) return;
  n->begun = length > 1 && !strncasecmp(n->word, name, length);
  size_t distance = n->begun ? 0 : edit_distance(n->word, name);
  if (!n->begun && distance >= n->limit) return;
  n->limit = distance;
  n->name = name;
}

const char *closest_name(const char *word, const char *const *names, size_t count)
{
  struct nearest nearest = nearest_begin(word);
  for (size_t i = 0; i < count; i++) nearest_try(&nearest, names[i]);
  return nearest.name;
}

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
