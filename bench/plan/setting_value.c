/* setting_value.c -- a setting from its text, and as text again; see setting.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting_parts.h"
#include "src/number.h"

void setting_put_number(double value, FILE *out)
{
  char text[NUMBER_TEXT];
  number_format(value, text);
  fputs(text, out);
}

int setting_refuse_count(const struct setting *s, const char *value, double low, double high,
                         struct error *err)
{
  return error_set(err, STATUS_USAGE, "%s: '%.40s' is not a whole number from %g to %g%s", s->key,
                   value, low, high, s->hint ? s->hint : "");
}

const struct setting *setting_find(const char *key)
{
  for (const struct setting *s = settings; s->key; s++)
    if (!strcmp(s->key, key)) return s;
  return NULL;
}

bool setting_is_early(const char *key)
{
  const struct setting *s = setting_find(key);
  return s && s->early;
}

static void *field_of(const struct setting *s, struct campaign *c) { return (char *)c + s->offset; }

static const void *value_of(const struct setting *s, const struct campaign *c)
{
  return (const char *)c + s->offset;
}

static int set_choice(const struct setting *s, const char *const *names, const char *value,
                      int *choice, struct error *err)
{
  char list[128] = "";
  for (int i = 0; names[i]; i++) {
    if (!strcmp(value, names[i])) {
      *choice = i;
      return STATUS_OK;
    }
    strcat(list, i ? ", " : "");
    strcat(list, names[i]);
  }
  return error_set(err, STATUS_USAGE, "%s: '%.40s' is none of %s", s->key, value, list);
}

static int set_field(const struct setting *s, struct campaign *c, const char *value,
                     struct error *err)
{
  void *field = field_of(s, c);
  double number;
  int choice = 0, status;
  switch (s->kind) {
  case FIELD_COUNT:
    if (!number_parse_count(value, &number) || number < s->low || number > s->high)
      return setting_refuse_count(s, value, s->low, s->high, err);
    *(size_t *)field = (size_t)number;
    return STATUS_OK;
  case FIELD_REAL:
    if (!number_parse(value, &number) || number < s->low || number > s->high)
      return error_set(err, STATUS_USAGE, "%s: '%.40s' is not a number from %g to %g%s", s->key,
                       value, s->low, s->high, s->hint ? s->hint : "");
    *(double *)field = number;
    return STATUS_OK;
  case FIELD_YES:
    status = set_choice(s, param_no_yes, value, &choice, err);
    if (!status) *(bool *)field = choice;
    return status;
  case FIELD_CHOICE:
    status = set_choice(s, s->choices, value, &choice, err);
    if (!status) *(int *)field = choice;
    return status;
  default:
    return STATUS_OK;
  }
}

int setting_set(const struct setting *s, const struct libraries *libraries, struct campaign *c,
                const char *value, struct error *err)
{
  return s->set ? s->set(s, libraries, c, value, err) : set_field(s, c, value, err);
}

static void write_field(const struct setting *s, const struct campaign *c, FILE *out)
{
  const void *value = value_of(s, c);
  switch (s->kind) {
  case FIELD_COUNT:
    fprintf(out, "%zu", *(const size_t *)value);
    break;
  case FIELD_REAL:
    setting_put_number(*(const double *)value, out);
    break;
  case FIELD_YES:
    fputs(param_no_yes[*(const bool *)value], out);
    break;
  case FIELD_CHOICE:
    fputs(s->choices[*(const int *)value], out);
    break;
  default:
    break;
  }
}

/* What `put` writes, as a string. */
static char *text_of(const struct setting *s, const struct campaign *c, bool told)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  if (told && s->tell)
    s->tell(c, out);
  else if (s->write)
    s->write(s, c, out);
  else
    write_field(s, c, out);
  bool failed = ferror(out);
  if (!fclose(out) && !failed) return text;
  free(text);
  return NULL;
}

char *setting_text(const struct setting *s, const struct campaign *c)
{
  return text_of(s, c, false);
}

void setting_flatten(char *text)
{
  char *out = text;
  for (const char *at = text; *at; at++) {
    if (*at == '\n') {
      if (out > text) *out++ = ',';
      at += strspn(at, "\n ") - 1;
    } else {
      *out++ = *at;
    }
  }
  *out = '\0';
}

char *setting_told(const struct setting *s, const struct campaign *c)
{
  return text_of(s, c, true);
}

/* Reals in hexadecimal, so that no digit is lost. */
static void define_field(const struct setting *s, const struct campaign *c, FILE *out)
{
  const void *value = value_of(s, c);
  switch (s->kind) {
  case FIELD_COUNT:
    fprintf(out, " %s=%zu", s->key, *(const size_t *)value);
    break;
  case FIELD_REAL:
    fprintf(out, " %s=%a", s->key, *(const double *)value);
    break;
  case FIELD_YES:
    if (*(const bool *)value) fprintf(out, " %s", s->key);
    break;
  case FIELD_CHOICE:
    fprintf(out, " %s=%d", s->key, *(const int *)value);
    break;
  default:
    break;
  }
}

void setting_define(const struct setting *s, const struct campaign *c, const struct cell *cell,
                    FILE *out)
{
  if (!s->place) return;
  if (s->define)
    s->define(s, c, cell, out);
  else
    define_field(s, c, out);
}

void settings_define(const struct campaign *c, const struct cell *cell, FILE *out)
{
  for (int place = 1; place <= SETTINGS_MOST; place++)
    for (const struct setting *s = settings; s->key; s++)
      if (s->place == place) setting_define(s, c, cell, out);
}

void settings_options(const struct option_row *own, bool tuned, struct option_row *rows)
{
  for (const struct setting *s = settings; s->key; s++) {
    const struct option_row *o = own;
    while (o->name && strcmp(o->name, s->key) != 0) o++;
    if (!o->name && s->help && (s->tuned || !tuned))
      *rows++ = (struct option_row){s->letter, s->key, s->argument, s->help};
  }
  while (own->name) *rows++ = *own++;
  *rows = (struct option_row){0};
}
