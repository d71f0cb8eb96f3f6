/* classes.c -- see classes.h. */
#include "bench/data/classes.h"

#include <stdlib.h>
#include <string.h>

#include "src/number.h"

/* Where a text stands among the sorted, or belongs. */
static int place_of(const struct classes *c, const char *text, bool *there)
{
  int low = 0, high = c->texts;
  while (low < high) {
    int middle = low + (high - low) / 2, order = strcmp(c->text[c->sorted[middle]], text);
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  *there = low < c->texts && !strcmp(c->text[c->sorted[low]], text);
  return low;
}

int classes_add(struct classes *c, const char *text, int *index, struct error *err)
{
  bool there;
  int place = place_of(c, text, &there);
  *index = there ? c->sorted[place] : -1;
  if (there || c->texts == CLASSES_MOST) return STATUS_OK;
  char *copy = strdup(text);
  if (!copy) return error_memory(err, "labels");
  memmove(c->sorted + place + 1, c->sorted + place, (size_t)(c->texts - place) * sizeof *c->sorted);
  *index = c->sorted[place] = c->texts++;
  c->text[*index] = copy;
  return STATUS_OK;
}

/* Of distinct values each takes as its class how many distinct ones are below it. */
static void rank_numbers(struct classes *c)
{
  int order[CLASSES_MOST];
  for (int i = 0; i < c->texts; i++) {
    int at = i;
    for (; at > 0 && c->value[order[at - 1]] > c->value[i]; at--) order[at] = order[at - 1];
    order[at] = i;
  }
  for (int i = 0; i < c->texts; i++) {
    if (!i || c->value[order[i]] > c->value[order[i - 1]]) c->count++;
    c->class_of[order[i]] = c->count - 1;
  }
}

void classes_sort(struct classes *c)
{
  c->count = 0;
  c->numbers = true;
  for (int i = 0; i < c->texts && c->numbers; i++)
    c->numbers = number_parse(c->text[i], &c->value[i]);
  if (c->numbers) {
    rank_numbers(c);
    return;
  }
  for (int i = 0; i < c->texts; i++) c->class_of[c->sorted[i]] = i;
  c->count = c->texts;
}

int classes_find(const struct classes *c, const char *text)
{
  bool there;
  double value;
  int place = place_of(c, text, &there);
  if (there) return c->class_of[c->sorted[place]];
  if (c->numbers && number_parse(text, &value))
    for (int i = 0; i < c->texts; i++)
      if (c->value[i] <= value && value <= c->value[i]) return c->class_of[i];
  return -1;
}

void classes_free(struct classes *c)
{
  for (int i = 0; i < c->texts; i++) free(c->text[i]);
  c->texts = c->count = 0;
}
