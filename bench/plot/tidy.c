/* tidy.c -- see tidy.h. */
#include "bench/plot/tidy.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/csv_write.h"
#include "src/number.h"

/* A text that is read a record at a time. Fields are cut out of it in place. */
struct reader {
  const char *path;
  char *at, *end;
  char separator;
  size_t line, next_line; /* of the record, and behind it */
  char **field;           /* of the record */
  size_t count, room;
};

/* What separates the fields of the first line: a semicolon or a tab where it has one outside of
 * quotes, since the names and numbers that stand there have none. */
static char find_separator(const char *text)
{
  bool quoted = false;
  for (; *text && (quoted || (*text != '\n' && *text != '\r')); text++) {
    if (*text == '"') quoted = !quoted;
    if (!quoted && (*text == ';' || *text == '\t')) return *text;
  }
  return ',';
}

/* The text's beginning without what is no part of the table. */
static char *skip_marks(char *text, char *separator)
{
  if (!strncmp(text, "\xEF\xBB\xBF", 3)) text += 3;
  if (!strncmp(text, "sep=", 4) && text[4] && strchr("\r\n", text[5])) {
    *separator = text[4];
    text += 5;
    text += strspn(text, "\r\n");
  } else {
    *separator = find_separator(text);
  }
  return text;
}

static int add_field(struct reader *r, char *field, struct error *err)
{
  if (r->count == r->room) {
    size_t room = r->room ? 2 * r->room : 64;
    char **larger = realloc(r->field, room * sizeof *larger);
    if (!larger) return error_memory(err, "a CSV file");
    r->field = larger;
    r->room = room;
  }
  r->field[r->count++] = field;
  return STATUS_OK;
}

/* Cut the next field out, without its quotes; returns what ended it. Ends of lines within quotes
 * become blanks. */
static char cut(struct reader *r, char **field)
{
  char *to = r->at;
  bool quoted = r->at < r->end && *r->at == '"';
  *field = to;
  if (quoted) r->at++;
  for (; r->at < r->end; r->at++) {
    char c = *r->at;
    if (quoted && c == '"') {
      if (r->at + 1 == r->end || r->at[1] != '"') {
        quoted = false;
        continue;
      }
      r->at++;
    } else if (!quoted && (c == r->separator || c == '\n' || c == '\r')) {
      break;
    }
    if (c == '\n') r->next_line++;
    *to++ = c == '\n' || c == '\r' ? ' ' : c;
  }
  char ended = '\n';
  if (r->at < r->end) {
    ended = *r->at++;
    if (ended == '\r' && r->at < r->end && *r->at == '\n') r->at++;
  }
  *to = '\0';
  if (ended == r->separator) return ended;
  r->next_line++;
  return '\n';
}

/* The next record, without the empty fields at its end beyond `width`; false: there is none. */
static bool next(struct reader *r, size_t width, int *status, struct error *err)
{
  char *field, ended = ',';
  if (r->at >= r->end) return false;
  r->count = 0;
  r->line = r->next_line;
  while (ended != '\n' && !*status) {
    ended = cut(r, &field);
    *status = add_field(r, field, err);
  }
  while (r->count > width && !*r->field[r->count - 1]) r->count--;
  return !*status;
}

static bool is_blank(const struct reader *r)
{
  for (size_t i = 0; i < r->count; i++)
    if (r->field[i][strspn(r->field[i], " ")]) return false;
  return true;
}

/* A number as the scripts read it: with a point, a small 'e' and no '+', and what is none in small
 * letters. Other texts are left alone, but for commas. */
static void put_field(struct csv_file *out, char *field, char separator, char end)
{
  char text[64];
  double value;
  size_t length = strlen(field);
  char *comma = separator == ',' ? NULL : strchr(field, ',');
  if (length < sizeof text) {
    strcpy(text, field);
    if (comma) text[comma - field] = '.';
    bool foreign = comma || *text == '+' || strchr(text, 'E');
    if (foreign && number_parse(text, &value)) {
      put_number(out, value, end);
      return;
    }
    static const char *const words[] = {"nan", "inf", "-inf"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
      if (length == strlen(words[i])) {
        size_t k = 0;
        while (k < length && (field[k] | 0x20) == (words[i][k] | 0x20)) k++;
        if (k == length) strcpy(field, words[i]);
      }
  }
  for (char *at = field; *at; at++)
    if (*at == ',') *at = ';';
  put_text(out, field, end);
}

static int write_rows(struct reader *r, struct csv_file *out, struct error *err)
{
  size_t width = 0;
  int status = STATUS_OK;
  while (next(r, width ? width : 1, &status, err)) {
    if (is_blank(r)) continue;
    if (!width) width = r->count;
    if (r->count != width)
      return error_set(err, STATUS_IO, "%.200s:%zu: %zu fields, and the first line has %zu",
                       r->path, r->line, r->count, width);
    for (size_t i = 0; i < width; i++)
      put_field(out, r->field[i], r->separator, i + 1 < width ? ',' : '\n');
  }
  if (!status && !width) return error_set(err, STATUS_IO, "%.300s is empty", r->path);
  return status;
}

int tidy(const char *path, const char *folder, const char *name, struct error *err)
{
  struct reader r = {.path = path, .next_line = 1};
  struct csv_file out = {.for_gnuplot = true};
  size_t length;
  char *text = file_read(path, &length);
  if (!text)
    return error_set(err, errno == ENOMEM ? STATUS_NOMEM : STATUS_IO, "cannot read %.300s: %s",
                     path, strerror(errno));
  int status = STATUS_OK;
  if (strlen(text) != length)
    status = error_set(err, STATUS_IO, "%.300s is no text in UTF-8; save it as CSV in UTF-8", path);
  if (!status) status = file_create(&out.file, folder, name, err);
  if (!status) {
    r.at = skip_marks(text, &r.separator);
    r.end = text + length;
    status = write_rows(&r, &out, err);
    if (!status) status = file_commit(&out.file, err);
    file_abandon(&out.file);
  }
  free(r.field);
  free(text);
  return status;
}
