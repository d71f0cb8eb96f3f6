/* param.c -- defaults, parsing, validation and help from a parameter table. */
#include "src/param.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/names.h"
#include "src/number.h"

const char *const param_no_yes[3] = {"no", "yes", NULL};

static void store(const struct param *p, void *config, double value)
{
  char *field = (char *)config + p->offset;
  if (p->kind == PARAM_KIND_REAL) {
    memcpy(field, &value, sizeof value);
  } else {
    int whole = (int)value;
    memcpy(field, &whole, sizeof whole);
  }
}

/* A text that fits its field. */
static void store_text(const struct param *p, void *config, const char *text)
{
  memcpy((char *)config + p->offset, text, strlen(text) + 1);
}

double param_get(const struct param *p, const void *config)
{
  const char *field = (const char *)config + p->offset;
  double value;
  int whole;
  if (p->kind == PARAM_KIND_TEXT) return NAN;
  if (p->kind == PARAM_KIND_REAL) {
    memcpy(&value, field, sizeof value);
    return value;
  }
  memcpy(&whole, field, sizeof whole);
  return whole;
}

void param_defaults(const struct param *table, void *config)
{
  for (const struct param *p = table; p->kind; p++)
    if (p->kind == PARAM_KIND_TEXT)
      store_text(p, config, p->text);
    else
      store(p, config, p->fallback);
}

const struct param *param_find(const struct param *table, const char *name, size_t length)
{
  for (const struct param *p = table; p->kind; p++)
    if (strlen(p->name) == length && !strncmp(p->name, name, length)) return p;
  return NULL;
}

void param_range(const struct param *p, char *text, size_t size)
{
  if (p->kind == PARAM_KIND_TEXT) {
    snprintf(text, size, "text");
    return;
  }
  if (p->kind == PARAM_KIND_CHOICE) {
    size_t used = 0;
    for (size_t i = 0; p->choices[i] && used < size; i++)
      used += (size_t)snprintf(text + used, size - used, "%s%s", i ? "|" : "", p->choices[i]);
    return;
  }
  bool open_low = p->low == PARAM_ABOVE_ZERO, open_high = p->high == PARAM_BELOW_ONE;
  snprintf(text, size, "%c%g, %g%c", open_low ? '(' : '[', open_low ? 0 : p->low,
           open_high ? 1 : p->high, open_high ? ')' : ']');
}

static int set_choice(const struct param *p, void *config, const char *owner, const char *text,
                      struct error *err)
{
  char list[256] = "";
  for (size_t i = 0; p->choices[i]; i++) {
    if (!strcmp(p->choices[i], text)) {
      store(p, config, (double)i);
      return STATUS_OK;
    }
    size_t used = strlen(list);
    snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", p->choices[i]);
  }
  return error_set(err, STATUS_USAGE, "%s: %s=%.40s is none of its choices; use one of %s", owner,
                   p->name, text, list);
}

/* With its quotes or without. */
static int set_text(const struct param *p, void *config, const char *owner, const char *text,
                    struct error *err)
{
  char plain[PARAM_TEXT_MOST];
  size_t length = strlen(text);
  bool quoted = length > 1 && text[0] == '"' && text[length - 1] == '"';
  if (quoted) text++, length -= 2;
  if (memchr(text, '"', length))
    return error_set(err, STATUS_USAGE,
                     "%s: %s=%.80s: a text has its quotes at both ends and none inside", owner,
                     p->name, text);
  if (length >= p->size || length >= sizeof plain)
    return error_set(err, STATUS_USAGE, "%s: %s=%.40s... is longer than %zu bytes; shorten it",
                     owner, p->name, text, p->size - 1);
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] < ' ')
      return error_set(err, STATUS_USAGE, "%s: %s holds a control character; leave it out", owner,
                       p->name);
  memcpy(plain, text, length);
  plain[length] = '\0';
  store_text(p, config, plain);
  return STATUS_OK;
}

int param_set(const struct param *p, void *config, const char *owner, const char *text,
              struct error *err)
{
  if (p->kind == PARAM_KIND_TEXT) return set_text(p, config, owner, text, err);
  if (p->kind == PARAM_KIND_CHOICE) return set_choice(p, config, owner, text, err);
  char range[64];
  param_range(p, range, sizeof range);
  double value;
  bool parsed = p->kind == PARAM_KIND_INT && p->low >= 0 ? number_parse_count(text, &value)
                                                         : number_parse(text, &value);
  if (!parsed || (p->kind == PARAM_KIND_INT && value != floor(value)))
    return error_set(err, STATUS_USAGE, "%s: %s=%.40s is not a %s number; give one in %s", owner,
                     p->name, text, p->kind == PARAM_KIND_INT ? "whole" : "finite", range);
  if (!(value >= p->low && value <= p->high))
    return error_set(err, STATUS_USAGE, "%s: %s=%.40s is outside %s", owner, p->name, text, range);
  store(p, config, value);
  return STATUS_OK;
}

static void format_value(const struct param *p, double value, char *text, size_t size)
{
  char number[NUMBER_TEXT];
  if (p->kind != PARAM_KIND_CHOICE) number_format(value, number);
  snprintf(text, size, "%s", p->kind == PARAM_KIND_CHOICE ? p->choices[(size_t)value] : number);
}

static void format_text(const char *value, char *text, size_t size)
{
  bool quotes = !*value || value[strcspn(value, " ,:=@")];
  snprintf(text, size, quotes ? "\"%s\"" : "%s", value);
}

void param_format(const struct param *p, const void *config, char *text, size_t size)
{
  if (p->kind == PARAM_KIND_TEXT)
    format_text((const char *)config + p->offset, text, size);
  else
    format_value(p, param_get(p, config), text, size);
}

void param_format_default(const struct param *p, char *text, size_t size)
{
  if (p->kind == PARAM_KIND_TEXT)
    format_text(p->text, text, size);
  else
    format_value(p, p->fallback, text, size);
}

/* The part of a key behind NAME. */
static const char *bare_key(const char *key)
{
  const char *dot = strrchr(key, '.');
  return dot ? dot + 1 : key;
}

/* Is `length` bytes of text the group's name, or one end of it that a dot divides from the rest? */
static bool names_group(const char *name, const char *text, size_t length)
{
  size_t all = name ? strlen(name) : 0;
  if (!name || all < length) return false;
  if (!strncmp(name, text, length) && (!name[length] || name[length] == '.')) return true;
  return all > length && name[all - length - 1] == '.' &&
         !strncmp(name + all - length, text, length);
}

/* Is it meant by a key: does it have the row, and the name if the key has one? */
static const struct param *meant(const struct param_group *group, const char *key)
{
  const char *bare = bare_key(key);
  if (bare > key && !names_group(group->name, key, (size_t)(bare - key - 1))) return NULL;
  return param_find(group->params, bare, strlen(bare));
}

static size_t count_meant(const struct param_group *groups, size_t count, const char *key)
{
  size_t found = 0;
  for (size_t g = 0; g < count; g++) found += meant(&groups[g], key) != NULL;
  return found;
}

int param_groups_find(const struct param_group *groups, size_t count, const char *owner,
                      const char *key, size_t *group, const struct param **param, struct error *err)
{
  struct nearest near = nearest_begin(bare_key(key));
  size_t found = 0, last = 0;
  for (size_t g = 0; g < count; g++) {
    const struct param *p = meant(&groups[g], key);
    for (const struct param *row = groups[g].params; row->kind; row++)
      nearest_try(&near, row->name);
    if (!p) continue;
    if (found++ == 0) {
      *group = g;
      *param = p;
    }
    last = g;
  }
  if (found == 1) return STATUS_OK;
  char first[PARAM_KEY], other[PARAM_KEY];
  if (found) {
    param_groups_key(groups, count, *group, *param, first);
    param_groups_key(groups, count, last, *param, other);
    return error_set(err, STATUS_USAGE,
                     "%s: '%.60s' may be that of %s or that of %s; write %s or %s", owner, key,
                     groups[*group].name, groups[last].name, first, other);
  }
  int qualifier = (int)(bare_key(key) - key);
  if (qualifier && count_meant(groups, count, bare_key(key)))
    return error_set(err, STATUS_USAGE,
                     "%s: '%.*s' has no parameter '%.60s', or is no part of it; `optbench describe "
                     "%s` lists its parts",
                     owner, qualifier - 1, key, bare_key(key), owner);
  if (near.name && qualifier)
    return error_set(err, STATUS_USAGE, "%s has no parameter '%.60s'; did you mean '%.*s%s'?",
                     owner, key, qualifier, key, near.name);
  if (near.name)
    return error_set(err, STATUS_USAGE, "%s has no parameter '%.60s'; did you mean '%s'?", owner,
                     key, near.name);
  return error_set(err, STATUS_USAGE,
                   "%s has no parameter '%.60s'; `optbench describe %s` lists those it has", owner,
                   key, owner);
}

void param_groups_key(const struct param_group *groups, size_t count, size_t group,
                      const struct param *param, char key[PARAM_KEY])
{
  const char *name = groups[group].name;
  snprintf(key, PARAM_KEY, "%s", param->name);
  if (count_meant(groups, count, key) == 1 || !name) return;
  snprintf(key, PARAM_KEY, "%.*s.%s", (int)strcspn(name, "."), name, param->name);
  if (count_meant(groups, count, key) == 1) return;
  snprintf(key, PARAM_KEY, "%s.%s", name, param->name);
}

bool param_keys_clash(const char *a, size_t a_length, const char *b, size_t b_length)
{
  if (a_length < b_length) return param_keys_clash(b, b_length, a, a_length);
  size_t more = a_length - b_length;
  if (!b_length || strncmp(a + more, b, b_length) != 0) return false;
  return !more || (a[more - 1] == '.' && !memchr(b, '.', b_length));
}

int param_groups_set(const struct param_group *groups, size_t count, const char *owner,
                     const char *key, const char *value, struct error *err)
{
  size_t g;
  const struct param *p;
  int status = param_groups_find(groups, count, owner, key, &g, &p, err);
  return status ? status : param_set(p, groups[g].config, owner, value, err);
}

int param_groups_parse(const struct param_group *groups, size_t count, const char *owner,
                       const char *text, struct error *err)
{
  char pair[2 * PARAM_TEXT_MOST];
  while (*text) {
    size_t length = names_span(text, ",");
    if (length >= sizeof pair)
      return error_set(err, STATUS_USAGE,
                       "%s: '%.40s...' is too long for a parameter; write key=value", owner, text);
    memcpy(pair, text, length);
    pair[length] = '\0';
    char *equals = strchr(pair, '=');
    if (!equals)
      return error_set(err, STATUS_USAGE, "%s: '%s' is not a parameter; write key=value", owner,
                       pair);
    *equals = '\0';
    int status = param_groups_set(groups, count, owner, pair, equals + 1, err);
    if (status) return status;
    text += length + (text[length] == ',');
  }
  return STATUS_OK;
}

static bool is_default(const struct param *p, const void *config)
{
  char value[PARAM_TEXT_MOST + 2], usual[PARAM_TEXT_MOST + 2];
  param_format(p, config, value, sizeof value);
  param_format_default(p, usual, sizeof usual);
  return !strcmp(value, usual);
}

void param_groups_format(const struct param_group *groups, size_t count, char *text, size_t size)
{
  size_t used = strlen(text);
  char separator = ':';
  for (size_t g = 0; g < count; g++)
    for (const struct param *p = groups[g].params; p->kind && used < size; p++) {
      char value[PARAM_TEXT_MOST + 2], key[PARAM_KEY];
      if (p->quiet && is_default(p, groups[g].config)) continue;
      param_groups_key(groups, count, g, p, key);
      param_format(p, groups[g].config, value, sizeof value);
      used += (size_t)snprintf(text + used, size - used, "%c%s=%s", separator, key, value);
      separator = ',';
    }
}
