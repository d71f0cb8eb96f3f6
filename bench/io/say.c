/* say.c -- see say.h. */
#include "bench/io/say.h"

#include <stdarg.h>
#include <stdlib.h>

#include "src/utf8.h"

void say(FILE *out, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length < 0) return;
  /* A byte that is no text takes three. */
  size_t size = (size_t)length + 1, room = sizeof UTF8_WRONG * size;
  char *text = malloc(size + room);
  if (!text) return;
  va_start(args, format);
  vsnprintf(text, size, format, args);
  va_end(args);
  utf8_plain(text, "\n", text + size, room);
  fputs(text + size, out);
  free(text);
}
