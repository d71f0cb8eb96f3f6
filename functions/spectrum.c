/* spectrum.c -- see spectrum.h. */
#include "functions/spectrum.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "src/number.h"

enum { PIECE = 64 };

/* Moves *text behind `end`; what stood before it, or false where it is not there or too long. */
static bool take_until(const char **text, const char *end, char piece[PIECE])
{
  const char *at = strstr(*text, end);
  if (!at || at - *text >= PIECE) return false;
  snprintf(piece, PIECE, "%.*s", (int)(at - *text), *text);
  *text = at + strlen(end);
  return true;
}

/* "SHARE%LOW..HIGH", "SHARE%LOW", or either without a share, which is 100 then. */
static bool parse_part(const char *text, double *share, double *low, double *high)
{
  char piece[PIECE];
  *share = 100;
  if (strchr(text, '%') && !(take_until(&text, "%", piece) && number_parse(piece, share)))
    return false;
  if (!take_until(&text, "..", piece)) return number_parse(text, low) && number_parse(text, high);
  return number_parse(piece, low) && number_parse(text, high);
}

int spectrum_parse(const char *text, struct spectrum *s, struct error *err)
{
  double total = 0;
  *s = (struct spectrum){0};
  for (const char *at = text;; at++) {
    char part[2 * PIECE];
    size_t length = strcspn(at, "+");
    double share, low, high;
    snprintf(part, sizeof part, "%.*s", (int)length, at);
    if (length >= sizeof part || !parse_part(part, &share, &low, &high))
      return error_set(err, STATUS_USAGE,
                       "spectrum: '%.80s' is not SHARE%%LOW..HIGH; write 90%%0..1+10%%30..60, say",
                       part);
    if (!(share > 0) || !(low >= 0) || !(low <= high) || !(high <= 1e300))
      return error_set(err, STATUS_USAGE,
                       "spectrum: %.80s has no share, or no curvatures from 0 up, the lower first",
                       part);
    if (s->count == SPECTRUM_PARTS)
      return error_set(err, STATUS_USAGE, "spectrum: more than %d parts", SPECTRUM_PARTS);
    s->part[s->count].share = share;
    s->part[s->count].low = low;
    s->part[s->count++].high = high;
    total += share;
    at += length;
    if (!*at) break;
  }
  if (fabs(total - 100) < 1e-9) return STATUS_OK;
  return error_set(err, STATUS_USAGE, "spectrum: its shares come to %g%%, not 100%%", total);
}

static void count_parts(const struct spectrum *s, size_t dim, size_t count[SPECTRUM_PARTS])
{
  double rest[SPECTRUM_PARTS];
  size_t left = dim;
  for (size_t k = 0; k < s->count; k++) {
    /* Products that are whole but for rounding are. */
    double share = s->part[k].share * (double)dim / 100, whole = floor(share + 1e-9);
    count[k] = whole < (double)left ? (size_t)whole : left;
    rest[k] = share - whole;
    left -= count[k];
  }
  for (; left; left--) {
    size_t most = 0;
    for (size_t k = 1; k < s->count; k++)
      if (rest[k] > rest[most]) most = k;
    count[most]++;
    rest[most] -= 1;
  }
}

void spectrum_draw(const struct spectrum *s, struct stream stream, size_t dim, double *out)
{
  size_t count[SPECTRUM_PARTS], at = 0;
  count_parts(s, dim, count);
  for (size_t k = 0; k < s->count; k++)
    for (size_t i = 0; i < count[k]; i++, at++)
      out[at] = s->part[k].low + stream_uniform(stream, at) * (s->part[k].high - s->part[k].low);
}
