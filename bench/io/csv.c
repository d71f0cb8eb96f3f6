/* csv.c -- see csv.h. Records are split in place in one buffer that grows to the longest of them.
 * The program never calls setlocale, so strtod reads a decimal point. */
#include "bench/io/csv.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/number.h"

enum { FIRST_ROOM = 1 << 16, MOST_ROOM = 1 << 28 };

static int damaged(const struct csv *csv, size_t line, const char *what, struct error *err)
{
  return error_set(err, STATUS_IO, "%.300s:%zu: %s", csv->path, line, what);
}

/* Reads on, after moving what is left of the buffer to its front. */
static int refill(struct csv *csv, struct error *err)
{
  if (csv->begin) {
    memmove(csv->memory, csv->memory + csv->begin, csv->end - csv->begin);
    csv->end -= csv->begin;
    csv->begin = 0;
  }
  if (csv->end == csv->room) {
    if (csv->room >= MOST_ROOM)
      return damaged(csv, csv->next_line, "a record over 256 MiB; is a quote left open?", err);
    size_t room = csv->room ? 2 * csv->room : FIRST_ROOM;
    char *longer = realloc(csv->memory, room);
    if (!longer) return error_memory(err, "a CSV record");
    csv->memory = longer;
    csv->room = room;
  }
  size_t got = fread(csv->memory + csv->end, 1, csv->room - csv->end, csv->file);
  if (ferror(csv->file))
    return error_set(err, STATUS_IO, "cannot read %.300s: %s", csv->path, strerror(errno));
  csv->end += got;
  if (got) return STATUS_OK;
  csv->drained = true;
  if (csv->loose && csv->end && csv->memory[csv->end - 1] != '\n') csv->memory[csv->end++] = '\n';
  return STATUS_OK;
}

/* Length of the record at `begin` with its line end, or 0 if the buffer ends before it does. */
static size_t record_length(const struct csv *csv)
{
  size_t size = csv->end - csv->begin;
  if (!size) return 0; /* there may be no memory yet */
  const char *text = csv->memory + csv->begin;
  const char *line_end = memchr(text, '\n', size);
  if (!line_end) return 0;
  size_t length = (size_t)(line_end - text) + 1;
  if (!memchr(text, '"', length)) return length;
  bool quoted = false;
  for (size_t i = 0; i < size; i++) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\n' && !quoted) return i + 1;
  }
  return 0;
}

static int add_field(struct csv *csv, size_t *count, char *field, struct error *err)
{
  if (*count == csv->field_room) {
    size_t room = csv->field_room ? 2 * csv->field_room : 16;
    char **longer = realloc(csv->field, room * sizeof *longer);
    if (!longer) return error_memory(err, "a CSV record");
    csv->field = longer;
    csv->field_room = room;
  }
  csv->field[(*count)++] = field;
  return STATUS_OK;
}

/* Takes the quotes off the field at `from` and returns what follows it (',' or the record's end),
 * or NULL if it is not quoted as it should be. */
static char *unquote(char *from)
{
  char *to = from;
  for (char *at = from + 1;; at++) {
    if (*at == '"') {
      if (at[1] != '"') {
        char *after = at + 1;
        if (*after && *after != ',') return NULL;
        *to = '\0'; /* short of `after`, since the quotes are gone */
        return after;
      }
      at++;
    }
    if (!*at) return NULL;
    *to++ = *at;
  }
}

static int split(struct csv *csv, char *text, size_t *count, struct error *err)
{
  *count = 0;
  for (char *at = text;;) {
    int status = add_field(csv, count, at, err);
    if (status) return status;
    char *after;
    if (*at == '"') {
      after = unquote(at);
      if (!after) return damaged(csv, csv->line, "a quote is left open or stands amid text", err);
    } else {
      after = at + strcspn(at, ",\"");
      if (*after == '"') return damaged(csv, csv->line, "a quote amid text", err);
    }
    if (!*after) return STATUS_OK;
    *after = '\0';
    at = after + 1;
  }
}

/* The next record's text, ended by a zero in place of its line end; NULL at the end of the file. */
static int next_text(struct csv *csv, char **text, struct error *err)
{
  size_t length;
  while (!(length = record_length(csv))) {
    if (csv->drained) {
      csv->line = csv->next_line;
      *text = NULL;
      if (csv->begin == csv->end) return STATUS_OK;
      return damaged(csv, csv->line,
                     csv->loose ? "a quote is left open in this line; close it"
                                : "the file is cut off in this line; make it again",
                     err);
    }
    int status = refill(csv, err);
    if (status) return status;
  }
  char *record = csv->memory + csv->begin;
  csv->line = csv->next_line;
  for (const char *at = record; (at = memchr(at, '\n', (size_t)(record + length - at))); at++)
    csv->next_line++;
  csv->begin += length;
  record[--length] = '\0';
  if (length && record[length - 1] == '\r') record[--length] = '\0';
  if (strlen(record) != length) return damaged(csv, csv->line, "a zero byte in the text", err);
  *text = record;
  return STATUS_OK;
}

static int read_header(struct csv *csv, struct error *err)
{
  char *text;
  int status = next_text(csv, &text, err);
  if (status) return status;
  static const char mark[] = "\xEF\xBB\xBF"; /* of the byte order, which some editors write */
  if (text && !strncmp(text, mark, strlen(mark))) text += strlen(mark);
  if (!text || !*text) return damaged(csv, 1, "no header row", err);
  size_t length = strlen(text) + 1, count;
  csv->header = malloc(length);
  if (!csv->header) return error_memory(err, "a CSV header");
  memcpy(csv->header, text, length);
  status = split(csv, csv->header, &count, err);
  if (status) return status;
  csv->name = malloc(count * sizeof *csv->name);
  if (!csv->name) return error_memory(err, "a CSV header");
  memcpy(csv->name, csv->field, count * sizeof *csv->name);
  csv->field_count = count;
  return STATUS_OK;
}

static int open_stream(struct csv *csv, const char *path, const char *text, bool loose,
                       struct error *err)
{
  *csv = (struct csv){.next_line = 1, .loose = loose};
  if (strlen(path) >= sizeof csv->path)
    return error_set(err, STATUS_USAGE, "the path %.60s... is too long; choose a shorter one",
                     path);
  strcpy(csv->path, path);
  /* The stream only reads what it is given. */
  csv->file = text ? fmemopen((char *)(uintptr_t)text, strlen(text), "rb") : fopen(path, "rb");
  if (!csv->file) return error_set(err, STATUS_IO, "cannot read %.300s: %s", path, strerror(errno));
  int status = read_header(csv, err);
  if (status) csv_close(csv);
  return status;
}

int csv_open(struct csv *csv, const char *path, struct error *err)
{
  return open_stream(csv, path, NULL, false, err);
}

int csv_open_text(struct csv *csv, const char *path, const char *text, struct error *err)
{
  return open_stream(csv, path, text, false, err);
}

int csv_open_loose(struct csv *csv, const char *path, struct error *err)
{
  return open_stream(csv, path, NULL, true, err);
}

void csv_close(struct csv *csv)
{
  if (csv->file) fclose(csv->file);
  free(csv->memory);
  free(csv->header);
  free(csv->field);
  free(csv->name);
  *csv = (struct csv){0};
}

bool csv_find(const struct csv *csv, const char *name, size_t *column)
{
  for (size_t i = 0; i < csv->field_count; i++) {
    if (strcmp(csv->name[i], name)) continue;
    *column = i;
    return true;
  }
  return false;
}

int csv_column(const struct csv *csv, const char *name, size_t *column, struct error *err)
{
  if (csv_find(csv, name, column)) return STATUS_OK;
  return error_set(err, STATUS_IO, "%.300s:1: no column '%s'; is this another kind of file?",
                   csv->path, name);
}

int csv_next(struct csv *csv, bool *more, struct error *err)
{
  char *text;
  size_t count;
  *more = false;
  int status;
  do {
    status = next_text(csv, &text, err);
    if (status || !text) return status;
  } while (csv->loose && !*text);
  status = split(csv, text, &count, err);
  if (status) return status;
  if (count != csv->field_count)
    return error_set(err, STATUS_IO, "%.300s:%zu: %zu field%s where the header has %zu", csv->path,
                     csv->line, count, count == 1 ? "" : "s", csv->field_count);
  *more = true;
  return STATUS_OK;
}

static int refuse(const struct csv *csv, size_t column, const char *wanted, struct error *err)
{
  return error_set(err, STATUS_IO, "%.300s:%zu: %s is '%.40s', not a %s", csv->path, csv->line,
                   csv->name[column], csv->field[column], wanted);
}

/* Most fields are short whole numbers, for which strtod is slow. False leaves *value alone. */
static bool short_whole(const char *text, double *value)
{
  enum { DIGITS = 15 }; /* all of them are exact */
  uint64_t whole = 0;
  size_t length = 0;
  for (; text[length] >= '0' && text[length] <= '9' && length < DIGITS; length++)
    whole = 10 * whole + (uint64_t)(text[length] - '0');
  if (!length || text[length]) return false;
  *value = (double)whole;
  return true;
}

int csv_number(const struct csv *csv, size_t column, double *value, struct error *err)
{
  const char *text = csv->field[column];
  char *end;
  if (short_whole(text, value)) return STATUS_OK;
  double v = strtod(text, &end);
  if (!*text || *end || strchr(" \t\n\r\f\v", *text)) return refuse(csv, column, "number", err);
  *value = v;
  return STATUS_OK;
}

int csv_optional(const struct csv *csv, size_t column, double *value, struct error *err)
{
  if (*csv->field[column]) return csv_number(csv, column, value, err);
  *value = NAN;
  return STATUS_OK;
}

int csv_count(const struct csv *csv, size_t column, size_t *value, struct error *err)
{
  double v;
  if (!short_whole(csv->field[column], &v) && !number_parse_whole(csv->field[column], &v))
    return refuse(csv, column, "whole number up to 2^53", err);
  *value = (size_t)v;
  return STATUS_OK;
}
