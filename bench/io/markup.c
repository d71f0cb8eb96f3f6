/* markup.c -- see markup.h. */
#include "bench/io/markup.h"

#include <math.h>
#include <string.h>

#include "src/number.h"

void put_json(const char *text, FILE *out)
{
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\')
      fprintf(out, "\\%c", c);
    else if (c < ' ')
      fprintf(out, "\\u%04x", c);
    else
      fputc(c, out);
  }
}

void put_xml(const char *text, FILE *out)
{
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c < ' ' || strchr("<>&\"'", c))
      fprintf(out, "&#%d;", c < ' ' ? '?' : c);
    else
      fputc(c, out);
  }
}

void put_markdown(const char *text, FILE *out)
{
  for (; *text; text++) {
    if (strchr("|\\`*_<>[]", *text)) fputc('\\', out);
    fputc(*text, out);
  }
}

void put_json_number(double value, FILE *out)
{
  char text[NUMBER_TEXT];
  if (isfinite(value))
    number_format(value, text);
  else
    strcpy(text, "null");
  fputs(text, out);
}
