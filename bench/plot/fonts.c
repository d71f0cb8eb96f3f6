/* fonts.c -- see fonts.h. */
#include "bench/plot/fonts.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/io/say.h"
#include "bench/io/spawn.h"
#include "bench/plot/form.h"

/* A hyphen would begin the size. */
static void escape(const char *family, char pattern[2 * FORM_FAMILY])
{
  for (; *family; family++) {
    if (*family == '-') *pattern++ = '\\';
    *pattern++ = *family;
  }
  *pattern = '\0';
}

static bool is_kind(const char *family)
{
  static const char *const kinds[] = {"serif",      "sans", "sans-serif",
                                      "sans serif", "mono", "monospace"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (!strcasecmp(family, kinds[i])) return true;
  return false;
}

/* Is the family one of those in the line, which has commas between the names of one font? */
static bool names_it(const char *line, const char *family)
{
  size_t length = strlen(family);
  for (const char *at = line; *at; at += *at == ',') {
    size_t size = strcspn(at, ",");
    if (size == length && !strncasecmp(at, family, length)) return true;
    at += size;
  }
  return false;
}

void fonts_tell(const char *family)
{
  char pattern[2 * FORM_FAMILY], format[] = "%{family}\n";
  char *argv[] = {"fc-match", "-f", format, pattern, NULL};
  struct child child;
  struct error err;
  if (!*family || is_kind(family)) return;
  escape(family, pattern);
  if (spawn_start(&child, argv, &err)) return;
  spawn_wait(&child, 1);
  child.text[strcspn(child.text, "\n")] = '\0';
  if (child.status || !child.text[0] || names_it(child.text, family)) return;
  child.text[strcspn(child.text, ",")] = '\0';
  say(stderr, "optbench: note: --font: there is no font '%s' here; '%.80s' takes its place\n",
      family, child.text);
}
