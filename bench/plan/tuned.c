/* tuned.c -- see tuned.h. */
#include "bench/plan/tuned.h"

#include <stdio.h>
#include <string.h>

#include "src/number.h"

void tuned_format(const struct tuned_record *r, char text[LABEL_SIZE])
{
  char cost[NUMBER_TEXT];
  number_format(r->cost, cost);
  snprintf(text, LABEL_SIZE, "%zu candidates, %zu runs, cost %s, edges %s", r->candidates, r->runs,
           cost, r->edges);
}

/* A number, and then `word`; *text goes behind it. */
static bool take_number(const char **text, const char *word, double *number)
{
  char digits[NUMBER_TEXT];
  size_t length = strcspn(*text, " ,"), rest = strlen(word);
  if (length >= sizeof digits) return false;
  snprintf(digits, sizeof digits, "%.*s", (int)length, *text);
  if (!number_parse(digits, number) || !(*number >= 0 && *number < 1e15)) return false;
  if (strncmp(*text + length, word, rest) != 0) return false;
  *text += length + rest;
  return true;
}

bool tuned_parse(const char *text, struct tuned_record *r)
{
  double candidates, runs;
  if (!take_number(&text, " candidates, ", &candidates) ||
      !take_number(&text, " runs, cost ", &runs) || !take_number(&text, ", edges ", &r->cost) ||
      !*text || strlen(text) >= sizeof r->edges)
    return false;
  r->candidates = (size_t)candidates;
  r->runs = (size_t)runs;
  strcpy(r->edges, text);
  return true;
}

/* Is it another optimizer's whole label, which may be the name of this one? */
static bool is_of_another(const struct campaign *c, const struct override *o,
                          const struct cell *cell)
{
  for (size_t i = 0; i < c->optimizer_count; i++)
    if (!strcmp(c->optimizers[i].label, o->optimizer))
      return strcmp(cell->optimizer->label, o->optimizer) != 0;
  return false;
}

bool cell_tuned(const struct campaign *c, const struct cell *cell, struct tuned_record *record)
{
  bool found = false;
  int best = -1;
  for (size_t i = 0; i < c->override_count; i++) {
    const struct override *o = &c->overrides[i];
    if (strcmp(o->key, tuned_key) != 0 || !override_applies(o, cell) || is_of_another(c, o, cell))
      continue;
    int rank = (o->function[0] ? 2 : 0) + (o->dim ? 1 : 0);
    if (rank >= best && tuned_parse(o->value, record)) {
      best = rank;
      found = true;
    }
  }
  return found;
}
