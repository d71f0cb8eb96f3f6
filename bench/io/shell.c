/* shell.c -- see shell.h. */
#include "bench/io/shell.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "src/utf8.h"

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_./+=@%:,-";

static char *put(char *at, const char *text)
{
  size_t length = strlen(text);
  memcpy(at, text, length);
  return at + length;
}

/* Does it hold what a terminal would not show as it is? */
static bool is_hidden(const char *text)
{
  uint32_t code;
  for (size_t length; *text; text += length) {
    length = utf8_first(text, &code);
    if (code == UTF8_WRONG_CODE || utf8_steers(code)) return true;
  }
  return false;
}

/* $'...', in which every byte can be named. */
static void quote_bytes(const char *path, char *at)
{
  at = put(at, "$'");
  for (const char *from = path; *from; from++)
    if (*from == '\'' || *from == '\\')
      at += sprintf(at, "\\%c", *from);
    else if (*from < ' ' || *from > '~') /* a char may be negative */
      at += sprintf(at, "\\%03o", (unsigned)(unsigned char)*from);
    else
      *at++ = *from;
  *put(at, "'") = '\0';
}

void shell_path(const char *folder, const char *name, char word[SHELL_WORD])
{
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "%s%s%s%s", *folder == '-' ? "./" : "", folder, name ? "/" : "",
           name ? name : "");
  if (is_hidden(path)) {
    quote_bytes(path, word);
    return;
  }
  bool quoted = !*path || path[strspn(path, plain)];
  char *at = put(word, quoted ? "'" : "");
  for (const char *from = path; *from; from++)
    if (*from == '\'')
      at = put(at, "'\\''");
    else
      *at++ = *from;
  *put(at, quoted ? "'" : "") = '\0';
}
