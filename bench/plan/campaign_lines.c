/* campaign_lines.c -- see campaign_lines.h. */
#include "bench/plan/campaign_lines.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 20 };

int campaign_lines_read(const char *path, char **text, struct error *err)
{
  FILE *in = fopen(path, "rb");
  if (!in)
    return error_set(err, STATUS_IO, "cannot read the campaign %s: %s; check the path", path,
                     strerror(errno));
  char *buffer = malloc(FILE_LIMIT + 1);
  size_t length = buffer ? fread(buffer, 1, FILE_LIMIT + 1, in) : 0;
  bool failed = ferror(in);
  fclose(in);
  if (!buffer) return error_memory(err, "the campaign's file");
  if (failed || length > FILE_LIMIT) {
    free(buffer);
    return failed ? error_set(err, STATUS_IO, "cannot read the campaign %s: %s", path,
                              strerror(errno ? errno : EIO))
                  : error_set(err, STATUS_USAGE, "%s is over 1 MiB, which no campaign is", path);
  }
  buffer[length] = '\0';
  if (strlen(buffer) != length) {
    free(buffer);
    return error_set(err, STATUS_USAGE, "%s holds a zero byte; a campaign is a text file", path);
  }
  *text = buffer;
  return STATUS_OK;
}

int campaign_lines_check(const char *path, const char *text, struct error *err)
{
  size_t line = 1;
  for (const char *at = text; *at; line++) {
    size_t length = strcspn(at, "\n");
    const char *first = at + strspn(at, " \t");
    if (length > LINE_LIMIT)
      return error_set(err, STATUS_USAGE,
                       "%s:%zu: the line is over %d characters; break a list into indented lines",
                       path, line, LINE_LIMIT);
    if (*first == '[' && strcspn(first, "]") > NAME_LIMIT)
      return error_set(err, STATUS_USAGE,
                       "%s:%zu: the section's name is over %d characters; name the optimizer and "
                       "function without their parameters",
                       path, line, NAME_LIMIT);
    at += length + (at[length] == '\n');
  }
  return STATUS_OK;
}
