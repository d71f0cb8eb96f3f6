/* error.c -- error values. */
#include "src/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/utf8.h"

int error_set(struct error *err, int status, const char *format, ...)
{
  char text[sizeof err->text];
  va_list args;
  va_start(args, format);
  err->status = status;
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  /* Words that the user gave may hold anything; the text stays one line and moves no cursor. */
  utf8_plain(text, "", err->text, sizeof err->text);
  return status;
}

int error_memory(struct error *err, const char *what)
{
  return error_set(err, STATUS_NOMEM, "out of memory for %s; ask for less or free some", what);
}
