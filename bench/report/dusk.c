/* dusk.c -- see dusk.h. */
#include "bench/report/dusk.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/elementary.h"

enum { HUES = 10, RULES_MOST = 96, VALUE = 40, RULE = 2 * VALUE + 16 };

static const struct {
  unsigned light, dark;
} hues[HUES] = {{0x2800c0, 0xc4d8fd}, {0xa9a5fb, 0xb09ffe}, {0x029a98, 0x0a93a3},
                {0x244301, 0xa3a918}, {0x597a00, 0x93ff53}, {0xbaaf3d, 0x778950},
                {0xd73976, 0xfe1798}, {0x720946, 0xfd8f99}, {0x9055ed, 0xa25bfd},
                {0x000000, 0xececec}},
  others[] = {{0xffffff, DUSK_GROUND},
              {0x222222, 0xe4e6ea},
              {0x757575, 0x9a9aa2},
              {0x8a8a8a, 0x8a8a8a},
              {0xe4e4e4, 0x33363d}};
enum { OTHERS = sizeof others / sizeof *others };

/* Linear light of a channel (0: red), 0 to 1 (IEC 61966-2-1). */
static double linear(unsigned colour, int channel)
{
  double v = (colour >> (16 - 8 * channel) & 255) / 255.0;
  return v <= 0.04045 ? v / 12.92 : repro_pow((v + 0.055) / 1.055, 2.4);
}

static unsigned encoded(double light)
{
  double v = light <= 0.0031308 ? 12.92 * light : 1.055 * repro_pow(light, 1 / 2.4) - 0.055;
  return (unsigned)(fmin(fmax(v, 0), 1) * 255 + 0.5);
}

static double luminance(unsigned colour)
{
  return 0.2126 * linear(colour, 0) + 0.7152 * linear(colour, 1) + 0.0722 * linear(colour, 2);
}

/* Mixed with so much white. */
static unsigned lightened(unsigned colour, double share)
{
  unsigned mixed = 0;
  for (int k = 0; k < 3; k++) {
    double light = linear(colour, k);
    mixed = mixed << 8 | encoded(light + share * (1 - light));
  }
  return mixed;
}

/* Is it the hue, darkened in linear light? */
static bool is_shade(unsigned colour, unsigned hue)
{
  double most = fmax(fmax(linear(hue, 0), linear(hue, 1)), linear(hue, 2)), scale = 0;
  if (!(most > 0)) return false;
  for (int k = 0; k < 3; k++)
    if (linear(hue, k) == most) scale = linear(colour, k) / most;
  bool same = scale > 0.2 && scale < 1;
  for (int k = 0; k < 3; k++) same &= fabs(linear(colour, k) - scale * linear(hue, k)) < 0.012;
  return same;
}

unsigned dusk_colour(unsigned colour)
{
  for (size_t i = 0; i < HUES; i++)
    if (hues[i].light == colour) return hues[i].dark;
  for (size_t i = 0; i < OTHERS; i++)
    if (others[i].light == colour) return others[i].dark;
  for (size_t i = 0; i < HUES; i++)
    if (is_shade(colour, hues[i].light)) return hues[i].dark;
  double ground = luminance(DUSK_GROUND) + 0.05;
  for (double share = 0; share < 1; share += 0.02)
    if ((luminance(lightened(colour, share)) + 0.05) / ground >= 3) return lightened(colour, share);
  return 0xffffff;
}

/* "rgb( 40,   0, 192)", "#2800c0", "black": false if it is none. */
static bool read_colour(const char *text, unsigned *colour)
{
  unsigned r, g, b;
  int end = 0;
  if (sscanf(text, "rgb(%u,%u,%u)%n", &r, &g, &b, &end) == 3 && end && r < 256 && g < 256 &&
      b < 256) {
    *colour = r << 16 | g << 8 | b;
    return true;
  }
  if (text[0] == '#' && strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6) {
    *colour = (unsigned)strtoul(text + 1, NULL, 16);
    return true;
  }
  *colour = 0;
  return !strcmp(text, "black");
}

/* Where an opening quote stands within a tag, from `at` on; NULL: nowhere. What is said between
 * tags may have marks of its own. */
static const char *next_quote(const char *at, bool *in_tag)
{
  for (; *at; at++) {
    if (*in_tag && (*at == '"' || *at == '\'')) return at;
    if (*at == '<' || *at == '>') *in_tag = *at == '<';
  }
  return NULL;
}

/* The next attribute of a colour from *at on, which moves behind it: its name, and its value as it
 * stands there. */
static const char *next_attribute(const char **at, bool *in_tag, char value[VALUE])
{
  static const char *const names[] = {"fill", "stroke", "color"};
  for (const char *quote; (quote = next_quote(*at, in_tag));) {
    const char *end = strchr(quote + 1, *quote), *name = quote;
    if (!end) return NULL;
    while (name > *at && (name[-1] == ' ' || name[-1] == '=')) name--;
    const char *from = *at;
    size_t length = (size_t)(end - quote - 1);
    *at = end + 1;
    for (size_t k = 0; k < sizeof names / sizeof *names && length < VALUE; k++) {
      size_t size = strlen(names[k]);
      bool whole = (size_t)(name - from) > size && name[-(long)size - 1] == ' ';
      if (name == quote || !whole || strncmp(name - size, names[k], size) != 0) continue;
      memcpy(value, quote + 1, length);
      value[length] = '\0';
      return names[k];
    }
  }
  return NULL;
}

int dusk_style(const char *svg, char **style, struct error *err)
{
  static const char begin[] = "<style>@media (prefers-color-scheme:dark){", end[] = "}</style>";
  char value[VALUE], rule[RULE];
  size_t used = sizeof begin - 1, count = 0;
  *style = NULL;
  if (strstr(svg, "<image")) return STATUS_OK;
  char *text = malloc(sizeof begin + sizeof end + RULES_MOST * RULE);
  if (!text) return error_memory(err, "a figure of the report");
  strcpy(text, begin);
  const char *at = strstr(svg, "<svg"), *name;
  bool in_tag = false;
  while (at && count <= RULES_MOST && (name = next_attribute(&at, &in_tag, value))) {
    unsigned colour;
    if (!read_colour(value, &colour)) continue;
    snprintf(rule, sizeof rule, "[%s=\"%s\"]{%s:#%06x}", name, value, name, dusk_colour(colour));
    if (strstr(text, rule)) continue;
    if (count++ < RULES_MOST) {
      strcpy(text + used, rule);
      used += strlen(rule);
    }
  }
  if (!count || count > RULES_MOST) {
    free(text);
    return STATUS_OK;
  }
  strcpy(text + used, end);
  *style = text;
  return STATUS_OK;
}
