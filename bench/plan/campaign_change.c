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

/* A list's lines as words, with "..." where they are cut. */
static void put_words(char *out, size_t size, const char *text)
{
  size_t used = 0;
  for (; *text && used + 1 < size; text++) {
    bool blank = *text == '\n' || *text == ' ';
    if (blank && (!used || out[used - 1] == ' ')) continue;
    out[used++] = blank ? ' ' : *text;
  }
  out[used] = '\0';
  if (*text) memcpy(out + size - 4, "...", 4);
}

/* One more of what is different. Where there is no room left, that there is more. */
static void add_change(char change[CHANGE_SIZE], const char *what, const char *there,
                       const char *here)
{
  static const char more[] = ", and more";
  enum { VALUE = 50 };
  char words[2][VALUE], one[CHANGE_SIZE];
  put_words(words[0], VALUE, there);
  put_words(words[1], VALUE, here);
  size_t used = strlen(change);
  int length = snprintf(one, sizeof one, "%s%.40s is %s there and %s here", used ? ", " : "", what,
                        words[0], words[1]);
  if (used + (size_t)length + sizeof more <= CHANGE_SIZE)
    memcpy(change + used, one, (size_t)length + 1);
  else if (used >= sizeof more && strcmp(change + used - sizeof more + 1, more) != 0)
    memcpy(change + used, more, sizeof more);
}

/* Both what it says of itself and what it says of the cell are to differ: on a grid of starts, runs
 * say what they say of none elsewhere. */
static void see_setting(const struct setting *s, const struct campaign *was,
                        const struct campaign *now, const struct cell *cell,
                        char change[CHANGE_SIZE])
{
  /* A budget may stand in the cell itself. */
  struct cell before = *cell;
  campaign_give_budget(was, &before);
  char *one = defined(s, was, &before), *other = defined(s, now, cell);
  char *there = setting_text(s, was), *here = setting_text(s, now);
  if (one && other && there && here && strcmp(one, other) != 0 && strcmp(there, here) != 0)
    add_change(change, s->key, there, here);
  free(one);
  free(other);
  free(there);
  free(here);
}

/* Both have the parameters of the same label. */
static void see_parameters(struct method *was, struct method *now, char change[CHANGE_SIZE])
{
  struct param_group before[METHOD_GROUPS], after[METHOD_GROUPS];
  size_t count = method_groups(was, before);
  if (method_groups(now, after) != count) return;
  for (size_t g = 0; g < count; g++)
    for (const struct param *p = after[g].params; p->kind && before[g].params == after[g].params;
         p++) {
      char there[PARAM_TEXT_MOST + 2], here[sizeof there], key[PARAM_KEY];
      param_format(p, before[g].config, there, sizeof there);
      param_format(p, after[g].config, here, sizeof here);
      if (!strcmp(there, here)) continue;
      param_groups_key(after, count, g, p, key);
      add_change(change, key, there, here);
    }
}

bool campaign_change(const struct libraries *libraries, const struct campaign *was,
                     const struct campaign *now, const struct cell *cell, char change[CHANGE_SIZE])
{
  struct method before, after;
  struct error err;
  change[0] = '\0';
  for (const struct setting *s = settings; s->key; s++)
    if (s->place) see_setting(s, was, now, cell, change);
  if (cell_method(libraries, was, cell, &before, &err)) return change[0];
  if (!cell_method(libraries, now, cell, &after, &err)) {
    see_parameters(&before, &after, change);
    method_free(&after);
  }
  method_free(&before);
  return change[0];
}
