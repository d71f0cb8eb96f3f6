/* mend.c -- see mend.h. */
#include "bench/plot/mend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/file.h"
#include "bench/plot/latex.h"

/* gnuplot names one font family in an SVG, and a viewer that lacks it takes any. Name others. */
static void name_families(FILE *out, const char *text, const char *family)
{
  char only[128], list[192];
  snprintf(only, sizeof only, "font-family=\"%.80s\"", *family ? family : "DejaVu Sans");
  snprintf(list, sizeof list, "font-family=\"%.80s, %s\"", *family ? family : "DejaVu Sans",
           *family ? "sans-serif" : "Verdana, sans-serif");
  for (const char *at = text, *next; *at; at = next) {
    const char *found = strstr(at, only);
    next = found ? found + strlen(only) : at + strlen(at);
    fwrite(at, 1, found ? (size_t)(found - at) : (size_t)(next - at), out);
    if (found) fputs(list, out);
  }
}

/* An SVG's size becomes another, to which a viewer scales what it holds. Gives what follows. */
static const char *resize(FILE *out, const char *text, const unsigned size[2])
{
  static const char entry[] = "width=\"";
  const char *found = size[0] && size[1] ? strstr(text, entry) : NULL;
  unsigned wide, tall;
  int length = 0;
  if (!found || sscanf(found, "width=\"%u\" height=\"%u\"%n", &wide, &tall, &length) != 2 ||
      !length)
    return text;
  fwrite(text, 1, (size_t)(found - text), out);
  fprintf(out, "width=\"%u\" height=\"%u\"", size[0], size[1]);
  return found + length;
}

/* Where `what` begins the last time in bytes that may hold zeros, or NULL. */
static char *find_last(char *text, size_t length, const char *what)
{
  size_t size = strlen(what);
  for (size_t at = length >= size ? length - size + 1 : 0; at-- > 0;)
    if (!memcmp(text + at, what, size)) return text + at;
  return NULL;
}

/* The entry that says when a PDF was made becomes blanks: its table has the places of all that
 * follows. */
static void blank_date(char *text, size_t length)
{
  char *date = find_last(text, length, "/CreationDate (");
  size_t size = date ? strcspn(date, ")\r\n") : 0;
  if (date && date[size] == ')') memset(date, ' ', size + 1);
}

/* The same line of an EPS goes. */
static void drop_date(char *text, size_t *length)
{
  static const char entry[] = "\n%%CreationDate:";
  char *date = strstr(text, entry), *end = strstr(text, "\n%%EndComments");
  if (!date || !end || date > end) return;
  size_t size = 1 + strcspn(date + 1, "\n"), before = (size_t)(date - text);
  memmove(date, date + size, *length - before - size + 1);
  *length -= size;
}

bool mend(const char *path, const char *end, const char *family, const unsigned size[2],
          const char *part)
{
  bool svg = !strcmp(end, "svg"), tikz = !strcmp(end, "tikz"), tex = !strcmp(end, "tex");
  bool pdf = !strcmp(end, "pdf"), eps = !strcmp(end, "eps"), good;
  size_t length;
  if (!svg && !tikz && !tex && !pdf && !eps) return true;
  char *text = file_read(path, &length);
  FILE *out = text ? fopen(path, "wb") : NULL;
  if (!out) {
    free(text);
    return false;
  }
  if (pdf) blank_date(text, length);
  if (eps) drop_date(text, &length);
  if (pdf || eps) fwrite(text, 1, length, out);
  if (svg) name_families(out, resize(out, text, size), family);
  if (tikz) latex_tikz(out, text);
  if (tex) latex_picture(out, text, part);
  good = !ferror(out);
  if (fclose(out)) good = false;
  free(text);
  return good;
}
