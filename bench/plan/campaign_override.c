/* campaign_override.c -- see campaign_override.h. */
#include "bench/plan/campaign_override.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/campaign_lines.h"
#include "bench/plan/function_names.h"
#include "bench/plan/tuned.h"
#include "src/names.h"
#include "src/number.h"

int campaign_refuse_twice(const char *key, int before, struct error *err)
{
  return error_set(err, STATUS_USAGE, "'%s' has a value already, in line %d; drop one of them", key,
                   before);
}

/* The words of "OPTIMIZER [on FUNCTION] [dDIM]". */
static int split_section(const struct libraries *libraries, const struct campaign *c,
                         const char *section, struct override *o, struct error *err)
{
  char text[NAME_LIMIT + 1];
  char *words[5];
  size_t count = 0;
  /* Blanks beside the '+' of methods that follow each other part no words. */
  size_t used = 0;
  for (const char *from = section; *from && used + 1 < sizeof text; from++) {
    const char *next = from + strspn(from, " \t");
    bool beside = *next == '+' || (used && text[used - 1] == '+');
    if (next > from && beside && *next) from = next;
    text[used++] = *from;
  }
  text[used] = '\0';
  for (char *at = text + strspn(text, " \t"); *at && count < 5; at += strspn(at, " \t")) {
    words[count++] = at;
    at += names_span(at, " \t"); /* a text in quotes may hold blanks */
    if (*at) *at++ = '\0';
  }
  size_t at = 1;
  bool right = count > 0;
  if (right) strcpy(o->optimizer, words[0]);
  if (right && at + 1 < count && !strcmp(words[at], "on")) {
    function_names_own(libraries->functions, c->suite, words[at + 1], o->function);
    at += 2;
  }
  double dim = 0;
  if (right && at < count && words[at][0] == 'd' && number_parse_count(words[at] + 1, &dim) &&
      dim >= 1) {
    o->dim = (size_t)dim;
    at++;
  }
  if (!right || at != count)
    return error_set(err, STATUS_USAGE,
                     "section [%s] is not understood; write [campaign], [OPTIMIZER], [OPTIMIZER on "
                     "FUNCTION] or [OPTIMIZER on FUNCTION d10]",
                     section);
  return STATUS_OK;
}

static bool same_override(const struct override *a, const struct override *b)
{
  return !strcmp(a->key, b->key) && !strcmp(a->optimizer, b->optimizer) &&
         !strcmp(a->function, b->function) && a->dim == b->dim;
}

int campaign_add_override(const struct libraries *libraries, struct campaign *c, int line,
                          const char *section, const char *key, const char *value,
                          struct error *err)
{
  struct override o = {.line = line};
  int status = split_section(libraries, c, section, &o, err);
  if (status) return status;
  bool record = !strcmp(key, tuned_key);
  if (strlen(key) >= sizeof o.key || strlen(value) >= (record ? sizeof o.value : NAME_SIZE))
    return error_set(err, STATUS_USAGE, "%s=%.40s... is too long for a parameter", key, value);
  strcpy(o.key, key);
  strcpy(o.value, value);
  for (size_t i = 0; i < c->override_count; i++)
    if (same_override(&c->overrides[i], &o))
      return campaign_refuse_twice(key, c->overrides[i].line, err);
  if (!(c->override_count & (c->override_count - 1))) {
    size_t room = c->override_count ? 2 * c->override_count : 1;
    void *longer = realloc(c->overrides, room * sizeof *c->overrides);
    if (!longer) return error_memory(err, "the campaign's sections");
    c->overrides = longer;
  }
  c->overrides[c->override_count++] = o;
  struct tuned_record found;
  if (record && !tuned_parse(value, &found))
    return error_set(
        err, STATUS_USAGE,
        "%s: '%.60s' is not what `optbench tune --write` says of its search; leave the "
        "line out",
        key, value);
  if (record) return STATUS_OK;
  /* Try it at once, so that a wrong name or value is told with its line. */
  struct method method;
  status = method_parse(libraries->optimizers, o.optimizer, &method, err);
  if (status) return status;
  status = method_set(&method, key, value, err);
  method_free(&method);
  return status;
}
