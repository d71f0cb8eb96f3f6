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

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool separates(char c) { return c && strchr(",:=@+", c); }

static int refuse_blank(const char *what, const char *text, size_t length, struct error *err)
{
  char apart[WORD_LIMIT + 1];
  size_t used = 0;
  for (size_t i = 0; i < length && used < WORD_LIMIT; i++)
    if (!blank(text[i]))
      apart[used++] = text[i];
    else if (used && apart[used - 1] != ',')
      apart[used++] = ',';
  apart[used] = '\0';
  return error_set(err, STATUS_USAGE,
                   "%s: '%.*s' has a blank inside; write them as %s, or leave the blank out", what,
                   (int)(length < WORD_LIMIT ? length : WORD_LIMIT), text, apart);
}

size_t names_span(const char *text, const char *stops)
{
  bool quoted = false;
  size_t at = 0;
  for (; text[at]; at++) {
    if (text[at] == '"') quoted = !quoted;
    if (!quoted && text[at] != '"' && strchr(stops, text[at])) break;
  }
  return at;
}

bool names_open(const char *text)
{
  bool quoted = false;
  for (; *text; text++) quoted ^= *text == '"';
  return quoted;
}

int names_item(const char *what, const char *text, size_t length, char *item, size_t size,
               struct error *err)
{
  size_t used = 0;
  bool apart = false, quoted = false; /* blanks follow what is copied; it is inside quotes */
  while (length && blank(text[0])) text++, length--;
  while (length && blank(text[length - 1])) length--;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && blank(text[i])) {
      apart = true;
      continue;
    }
    if (apart && !separates(text[i]) && !separates(item[used - 1]))
      return refuse_blank(what, text, length, err);
    apart = false;
    if (used + 1 >= size)
      return error_set(err, STATUS_USAGE, "%s: '%.40s...' is too long; shorten it", what, text);
    item[used++] = text[i];
  }
  item[used] = '\0';
  if (used) return STATUS_OK;
  return error_set(err, STATUS_USAGE, "%s: an item of the list is empty; write them as A,B,C",
                   what);
}

int names_mark(const char *list, const char *what, const char *command, const char *const *names,
               size_t count, bool *marks, struct error *err)
{
  char plural[WORD_LIMIT + 1];
  snprintf(plural, sizeof plural, "%ss", what);
  while (*list) {
    char word[WORD_LIMIT + 1];
    size_t length = strcspn(list, ","), i = 0;
    int status = names_item(plural, list, length, word, sizeof word, err);
    if (status) return status;
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
