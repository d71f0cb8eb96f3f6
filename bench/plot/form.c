/* form.c -- see form.h. */
#include "bench/plot/form.h"

#include <stdio.h>
#include <string.h>

#include "src/number.h"
#include "src/utf8.h"

/* What journals have: a column, and a page of two. */
static const struct {
  const char *name;
  double centimetres;
} widths[] = {{"column", 8.4}, {"page", 17.4}};
enum { WIDTHS = sizeof widths / sizeof *widths };

/* Exact where centimetres are whole inches. */
static double units(double centimetres) { return centimetres * 9600 / 254; }

enum { SIDE_LEAST = 3, SIDE_MOST = 200, POINTS_LEAST = 4, POINTS_MOST = 60 };

/* A side in centimetres, `length` bytes of text. */
static bool side(const char *text, size_t length, double *length_in_units)
{
  char number[NUMBER_TEXT];
  double value;
  if (length >= sizeof number) return false;
  memcpy(number, text, length);
  number[length] = '\0';
  if (!number_parse(number, &value) || !(value >= SIDE_LEAST && value <= SIDE_MOST)) return false;
  *length_in_units = units(value);
  return true;
}

int form_size(struct form *form, const char *value, struct error *err)
{
  form->tall = 0;
  for (size_t i = 0; i < WIDTHS; i++)
    if (!strcmp(value, widths[i].name)) {
      form->wide = units(widths[i].centimetres);
      return STATUS_OK;
    }
  size_t first = strcspn(value, "x");
  if (value[first] && side(value, first, &form->wide) &&
      side(value + first + 1, strlen(value + first + 1), &form->tall))
    return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "--size: '%.40s' is not column, page or WIDTHxHEIGHT in cm, %d to %d each, such "
                   "as 12x8",
                   value, SIDE_LEAST, SIDE_MOST);
}

static bool plain_family(const char *text, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= 'A' && text[i] <= 'Z') &&
        !(text[i] >= '0' && text[i] <= '9') && text[i] != ' ' && text[i] != '-')
      return false;
  return length < FORM_FAMILY;
}

int form_font(struct form *form, const char *value, struct error *err)
{
  size_t length = strcspn(value, ",");
  bool good = *value && plain_family(value, length);
  form->points = 0;
  if (good && value[length])
    good = number_parse(value + length + 1, &form->points) && form->points >= POINTS_LEAST &&
           form->points <= POINTS_MOST;
  if (!good)
    return error_set(
        err, STATUS_USAGE,
        "--font: '%.60s' is not FAMILY, FAMILY,POINTS or ,POINTS: a family has letters, "
        "digits, blanks and '-', and %d to %d points",
        value, POINTS_LEAST, POINTS_MOST);
  memcpy(form->family, value, length);
  form->family[length] = '\0';
  return STATUS_OK;
}

int form_title(struct form *form, const char *value, struct error *err)
{
  size_t used = 0, letters = 0, length;
  bool good = *value;
  for (const char *at = value; *at && good; at += length) {
    uint32_t code;
    length = utf8_first(at, &code);
    good = ++letters <= FORM_LETTERS && code != UTF8_WRONG_CODE && !utf8_steers(code);
    if (!good) break;
    if (strchr("@_^{}~&\\", *at)) form->title[used++] = '\\';
    memcpy(form->title + used, at, length);
    used += length;
  }
  form->title[used] = '\0';
  if (good) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "--title is not a line of 1 to %d characters in UTF-8; give it one",
                   FORM_LETTERS);
}

int form_theme(struct form *form, const char *value, struct error *err)
{
  static const char *const themes[] = {"light", "dark", "slides"};
  for (size_t i = 0; i < sizeof themes / sizeof *themes; i++)
    if (!strcmp(value, themes[i])) {
      form->theme = themes[i];
      return STATUS_OK;
    }
  return error_set(err, STATUS_USAGE, "--theme: '%.40s' is not light, dark or slides", value);
}

/* A text between single quotes, where gnuplot reads no commands and no escapes; those that it holds
 * stand between double ones. */
static void quote(const char *text, char *out)
{
  *out++ = '\'';
  for (; *text; text++) {
    if (*text == '\'') {
      strcpy(out, "'.\"'\".'");
      out += strlen(out);
    } else {
      *out++ = *text;
    }
  }
  strcpy(out, "'");
}

void form_commands(const struct form *form, bool tex, char text[FORM_TEXT])
{
  char number[NUMBER_TEXT];
  number_format(form->points > 0 ? form->points / 10 : 1, number);
  size_t used = (size_t)snprintf(text, FORM_TEXT, "form_grows=1; form_zoom=1.0*%s", number);
  if (form->wide > 0) {
    number_format(form->wide, number);
    used += (size_t)snprintf(text + used, FORM_TEXT - used, "; form_wide=1.0*%s", number);
  }
  if (form->tall > 0) {
    number_format(form->tall, number);
    used += (size_t)snprintf(text + used, FORM_TEXT - used, "; form_tall=1.0*%s", number);
  }
  if (form->theme)
    used += (size_t)snprintf(text + used, FORM_TEXT - used, "; form_theme='%s'", form->theme);
  if (form->family[0])
    used += (size_t)snprintf(text + used, FORM_TEXT - used, "; form_font='%s'", form->family);
  if (tex) used += (size_t)snprintf(text + used, FORM_TEXT - used, "; form_tex=1");
  if (form->title[0]) {
    used += (size_t)snprintf(text + used, FORM_TEXT - used, "; form_title=");
    quote(form->title, text + used);
  }
}
