/* reference.c -- see reference.h. */
#include "tests/support/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *take(size_t size)
{
  void *memory = malloc(size ? size : 1);
  if (!memory) fail_msg("out of memory for reference numbers");
  return memory;
}

static char *slurp(const char *path)
{
  FILE *in = fopen(path, "rb");
  if (!in) fail_msg("%s cannot be opened; run the tests from the top of the project", path);
  size_t used = 0, room = 1 << 16;
  char *text = take(room + 1);
  for (size_t got; (got = fread(text + used, 1, room - used, in)); used += got)
    if (used + got == room) {
      text = realloc(text, 2 * room + 1);
      if (!text) fail_msg("out of memory for %s", path);
      room *= 2;
    }
  fclose(in);
  text[used] = '\0';
  return text;
}

/* Cut one cell out of the line at *at, in place, and move *at past its comma. NULL at the end of
 * the line. */
static char *next_cell(char **at)
{
  char *cell = *at;
  if (!cell) return NULL;
  char *end;
  if (*cell == '"') {
    end = strchr(++cell, '"');
    if (!end) fail_msg("a quote is not closed: %s", cell);
    *end++ = '\0';
  } else {
    end = cell + strcspn(cell, ",");
  }
  *at = *end == ',' ? end + 1 : NULL;
  *end = '\0';
  return cell;
}

/* The next line that is neither empty nor a comment, ended by '\0'; NULL at the end. */
static char *next_line(char **at)
{
  while (**at) {
    char *line = *at, *end = line + strcspn(line, "\n");
    *at = *end ? end + 1 : end;
    *end = '\0';
    if (end > line && end[-1] == '\r') end[-1] = '\0';
    if (*line && *line != '#') return line;
  }
  return NULL;
}

static double number(const char *text)
{
  char *end;
  double value = strtod(text, &end);
  return end == text || *end ? NAN : value;
}

struct reference *reference_read(const char *path)
{
  struct reference *r = take(sizeof *r);
  *r = (struct reference){.columns = 1, .memory = slurp(path)};
  size_t lines = 1;
  for (const char *c = r->memory; *c; c++) lines += *c == '\n';
  char *at = r->memory, *line = next_line(&at);
  if (!line) fail_msg("%s has no header row", path);
  int quoted = 0;
  for (const char *c = line; *c; c++) {
    quoted ^= *c == '"';
    r->columns += *c == ',' && !quoted;
  }
  r->names = take(r->columns * sizeof *r->names);
  r->value = take(lines * r->columns * sizeof *r->value);
  r->text = take(lines * r->columns * sizeof *r->text);
  for (size_t c = 0; c < r->columns; c++) r->names[c] = next_cell(&line);
  while ((line = next_line(&at))) {
    size_t first = r->rows * r->columns;
    for (size_t c = 0; c < r->columns; c++) {
      char *cell = next_cell(&line);
      if (!cell) fail_msg("%s: data row %zu ends after %zu cells", path, r->rows, c);
      r->text[first + c] = cell;
      r->value[first + c] = number(cell);
    }
    if (line) fail_msg("%s: data row %zu has more than %zu cells", path, r->rows, r->columns);
    r->rows++;
  }
  return r;
}

size_t reference_column(const struct reference *r, const char *name)
{
  for (size_t c = 0; c < r->columns; c++)
    if (!strcmp(r->names[c], name)) return c;
  fail_msg("the reference numbers have no column '%s'", name);
  return 0;
}

const double *reference_row(const struct reference *r, size_t row)
{
  if (row >= r->rows) fail_msg("row %zu of %zu is not there", row, r->rows);
  return r->value + row * r->columns;
}

double reference_at(const struct reference *r, size_t row, const char *name)
{
  return reference_row(r, row)[reference_column(r, name)];
}

const char *reference_text(const struct reference *r, size_t row, const char *name)
{
  if (row >= r->rows) fail_msg("row %zu of %zu is not there", row, r->rows);
  return r->text[row * r->columns + reference_column(r, name)];
}

void reference_free(struct reference *r)
{
  free(r->memory);
  free(r->names);
  free(r->value);
  free(r->text);
  free(r);
}
