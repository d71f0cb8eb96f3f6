/* campaign_text.c -- the text of a campaign, complete, as campaign_file.c reads it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting.h"

/* "key = value", where it is said at all. */
static int put_setting(const struct setting *s, const struct campaign *c, FILE *out)
{
  char *text = setting_text(s, c);
  if (!text) return STATUS_NOMEM;
  if (!s->quiet || (*text && strcmp(text, s->fallback ? s->fallback : "0") != 0))
    fprintf(out, "%s =%s%s\n", s->key, *text == '\n' ? "" : " ", text);
  free(text);
  return STATUS_OK;
}

char *campaign_text(const struct campaign *c)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  int status = STATUS_OK;
  fputs("[campaign]\n", out);
  for (const struct setting *s = settings; s->key && !status; s++) status = put_setting(s, c, out);
  const struct override *last = NULL;
  for (size_t i = 0; i < c->override_count; i++) {
    const struct override *o = &c->overrides[i];
    if (override_answer(c, o) != ANSWERED) continue; /* the command line changed the lists */
    if (!last || strcmp(last->optimizer, o->optimizer) || strcmp(last->function, o->function) ||
        last->dim != o->dim) {
      fprintf(out, "\n[%s", o->optimizer);
      if (o->function[0]) fprintf(out, " on %s", o->function);
      if (o->dim) fprintf(out, " d%zu", o->dim);
      fputs("]\n", out);
    }
    fprintf(out, "%s = %s\n", o->key, o->value);
    last = o;
  }
  bool failed = ferror(out);
  if (fclose(out) || failed || status) {
    free(text);
    return NULL;
  }
  return text;
}
