/* markup.c -- see markup.h. */
#include "bench/io/markup.h"

#include <math.h>
#include <string.h>

#include "src/number.h"
#include "src/utf8.h"

/* A character as its bytes, or what stands for it. */
static void put_character(const char *text, size_t length, uint32_t code, FILE *out)
{
  if (code == UTF8_WRONG_CODE)
    fputs(UTF8_WRONG, out);
  else
    fwrite(text, 1, length, out);
}

void put_json(const char *text, FILE *out)
{
  for (size_t length; *text; text += length) {
    uint32_t code;
    length = utf8_first(text, &code);
    if (code == '"' || code == '\\')
      fprintf(out, "\\%c", *text);
    else if (utf8_steers(code))
      fprintf(out, "\\u%04x", (unsigned)code);
    else
      put_character(text, length, code, out);
  }
}

void put_xml(const char *text, FILE *out)
{
  for (size_t length; *text; text += length) {
    uint32_t code;
    length = utf8_first(text, &code);
    if (code < 0x80 && strchr("<>&\"'\n", *text)) /* a line end in an attribute would be a blank */
      fprintf(out, "&#%u;", (unsigned)code);
    else if (utf8_steers(code))
      fputc('?', out); /* XML 1.0 has no way to write most of them */
    else
      put_character(text, length, code, out);
  }
}

void put_markdown(const char *text, FILE *out)
{
  for (size_t length; *text; text += length) {
    uint32_t code;
    length = utf8_first(text, &code);
    if (code < 0x80 && strchr("|\\`*_<>[]~&", *text)) fputc('\\', out);
    if (utf8_steers(code))
      fputc('?', out);
    else
      put_character(text, length, code, out);
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
