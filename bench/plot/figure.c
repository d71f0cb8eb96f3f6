/* figure.c -- see figure.h. */
#include "bench/plot/figure.h"

#include <stdio.h>
#include <string.h>

static const struct filling *filling_at(const char *text, const struct filling *fillings)
{
  for (const struct filling *f = fillings; f->mark; f++)
    if (!strncmp(text, f->mark, strlen(f->mark))) return f;
  return NULL;
}

void figure_text(const char *text, const struct filling *fillings, char *out, size_t size)
{
  size_t used = 0;
  while (*text && used + 1 < size) {
    const struct filling *f = filling_at(text, fillings);
    if (!f) {
      out[used++] = *text++;
      continue;
    }
    size_t length = strlen(f->word);
    if (length > size - 1 - used) break;
    memcpy(out + used, f->word, length);
    used += length;
    text += strlen(f->mark);
  }
  out[used] = '\0';
}
