/* campaign_change.c -- why results of one campaign are not those of another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting.h"

static char *defined(const struct setting *s, const struct campaign *c, const struct cell *cell)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  setting_define(s, c, cell, out);
  fclose(out);
  return text;
}

/* A list's lines as words. */
static void put_words(char *out, size_t size, const char *text)
{
  size_t used = 0;
  for (; *text && used + 1 < size; text++) {
    bool blank = *text == '\n' || *text == ' ';
    if (blank && (!used || out[used - 1] == ' ')) continue;
    out[used++] = blank ? ' ' : *text;
  }
  out[used] = '\0';
}

static bool setting_changed(const struct setting *s, const struct campaign *was,
                            const struct campaign *now, const struct cell *cell, char *change)
{
  /* A budget may stand in the cell itself. */
  struct cell before = *cell;
  before.budget = campaign_budget(was, cell->function, cell->dim);
  char *one = defined(s, was, &before), *other = defined(s, now, cell);
  bool changed = one && other && strcmp(one, other) != 0;
  free(one);
  free(other);
  if (!changed) return false;
  char here[120], there[120];
  one = setting_text(s, was);
  other = setting_text(s, now);
  put_words(there, sizeof there, one ? one : "");
  put_words(here, sizeof here, other ? other : "");
  snprintf(change, CHANGE_SIZE, "%s is %s there and %s here", s->key, there, here);
  free(one);
  free(other);
  return true;
}

bool campaign_change(const struct libraries *libraries, const struct campaign *was,
                     const struct campaign *now, const struct cell *cell, char change[CHANGE_SIZE])
{
  for (const struct setting *s = settings; s->key; s++)
    if (s->place && setting_changed(s, was, now, cell, change)) return true;
  struct method before, after;
  struct error err;
  char there[METHOD_TEXT], here[METHOD_TEXT];
  if (cell_method(libraries, was, cell, &before, &err)) return false;
  bool changed = false;
  if (!cell_method(libraries, now, cell, &after, &err)) {
    method_format(&before, there, sizeof there);
    method_format(&after, here, sizeof here);
    changed = strcmp(there, here) != 0;
    if (changed) snprintf(change, CHANGE_SIZE, "it is %.180s there and %.180s here", there, here);
    method_free(&after);
  }
  method_free(&before);
  return changed;
}
