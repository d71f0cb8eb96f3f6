/* error.c -- error values and spelling suggestions. */
#include "src/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORD_LIMIT = 63 };

int error_set(struct error *err, int status, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  err->status = status;
  vsnprintf(err->text, sizeof err->text, format, args);
  va_end(args);
  /* Words that the user gave may hold anything; the text stays one line and moves no cursor. */
  for (char *at = err->text; *at; at++)
    if ((unsigned char)*at < ' ' || *at == 127) *at = '?';
  return status;
}

int error_memory(struct error *err, const char *what)
{
  return error_set(err, STATUS_NOMEM, "out of memory for %s; ask for less or free some", what);
}

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

const char *closest_name(const char *word, const char *const *names, size_t count)
{
  const char *best = NULL;
  size_t length = strlen(word), limit = length / 3 + 2;
  /* A name that was begun, or typed in capitals. */
  for (size_t i = 0; i < count && length > 1; i++)
    if (!strncasecmp(word, names[i], length)) return names[i];
  for (size_t i = 0; i < count; i++) {
    size_t d = edit_distance(word, names[i]);
    if (d < limit) {
      limit = d;
      best = names[i];
    }
  }
  return best;
}
