/* shell.c -- see shell.h. */
#include "bench/io/shell.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_./+=@%:,-";

static char *put(char *at, const char *text)
{
  size_t length = strlen(text);
  memcpy(at, text, length);
  return at + length;
}

void shell_path(const char *folder, const char *name, char word[SHELL_WORD])
{
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "%s%s%s%s", *folder == '-' ? "./" : "", folder, name ? "/" : "",
           name ? name : "");
  bool quoted = !*path || path[strspn(path, plain)];
  char *at = put(word, quoted ? "'" : "");
  for (const char *from = path; *from; from++)
    if (*from == '\'')
      at = put(at, "'\\''");
    else
      *at++ = *from;
  *put(at, quoted ? "'" : "") = '\0';
}
