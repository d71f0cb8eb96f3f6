/* style.c -- the look of each optimizer, see also colours.c, and its title. */
#include "bench/plot/style.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/colours.h"
#include "src/names.h"
#include "src/number.h"

/* The first "key=value" behind `at` in a label, of whichever of its methods; NULL: none. */
static const char *next_pair(const char *at, size_t *length)
{
  size_t method;
  at += names_span(at, ":,");
  if (!*at) return NULL;
  method_next(++at, &method);
  *length = names_span(at, ",");
  if (*length > method) *length = method;
  return at;
}

/* Does "key=value" stand among the parameters of the label? */
static bool has_pair(const char *label, const char *pair, size_t length)
{
  size_t own;
  for (const char *at = next_pair(label, &own); at; at = next_pair(at + own, &own))
    if (own == length && !strncmp(at, pair, length)) return true;
  return false;
}

/* Is the value of "key=value" a word and no number? Then it makes another method of the title's. */
static bool is_word(const char *pair, size_t key, size_t length)
{
  return key + 1 < length && pair[key + 1] >= 'a' && pair[key + 1] <= 'z';
}

/* Append " (key value; ...)" with the parameters that tell label `i` from the others of its
 * title, and those that are words. */
static void distinguish(const struct campaign *c, const struct style *styles, size_t i, char *text,
                        size_t size)
{
  const char *label = c->optimizers[i].label;
  size_t used = strlen(text), begin = used, length;
  for (const char *at = next_pair(label, &length); at; at = next_pair(at + length, &length)) {
    size_t key = strcspn(at, "=");
    bool shared = true;
    for (size_t k = 0; k < c->optimizer_count; k++)
      if (!strcmp(styles[k].title, styles[i].title))
        shared = shared && has_pair(c->optimizers[k].label, at, length);
    if ((shared && !is_word(at, key, length)) || key > length || used + length + 8 > size) continue;
    used += (size_t)snprintf(text + used, size - used, "%s%.*s %.*s", used == begin ? " (" : "; ",
                             (int)key, at, (int)(length - key - (key < length)),
                             at + key + (key < length));
  }
  if (used > begin && used + 2 < size) strcpy(text + used, ")");
}

static void without_commas(char *text)
{
  for (; *text; text++)
    if (*text == ',') *text = ';';
}

static int colour_all(const struct library *library, const struct campaign *c, struct style *styles,
                      struct error *err)
{
  size_t *all = malloc((c->optimizer_count + 1) * sizeof *all);
  if (!all) return error_memory(err, "the look of the optimizers");
  for (size_t i = 0; i < c->optimizer_count; i++) all[i] = i;
  int status = colours_choose(library, c, all, c->optimizer_count, styles, err);
  free(all);
  return status;
}

static int by_index(const void *a, const void *b)
{
  const size_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

int styles_rank(const struct libraries *libraries, const struct campaign *campaign,
                const size_t *order, struct style *styles, struct error *err)
{
  size_t best[COLOURS_BEST];
  if (campaign->optimizer_count <= COLOURS_MOST) return STATUS_OK;
  for (size_t i = 0; i < campaign->optimizer_count; i++) {
    styles[i].colour = COLOUR_REST;
    styles[i].dash = 1;
  }
  memcpy(best, order, sizeof best);
  qsort(best, COLOURS_BEST, sizeof *best, by_index);
  return colours_choose(libraries->optimizers, campaign, best, COLOURS_BEST, styles, err);
}

int styles_new(const struct libraries *libraries, const struct campaign *campaign,
               struct style **styles, struct error *err)
{
  size_t count = campaign->optimizer_count;
  struct style *plain = calloc(count, sizeof *plain), *out = calloc(count, sizeof *out);
  int status = plain && out ? STATUS_OK : error_memory(err, "the look of the optimizers");
  for (size_t i = 0; i < count && !status; i++) {
    struct method method;
    status = method_parse(libraries->optimizers, campaign->optimizers[i].label, &method, err);
    if (status) break;
    snprintf(plain[i].title, TITLE_SIZE, "%s", method.title);
    without_commas(plain[i].title);
    method_free(&method);
  }
  for (size_t i = 0; i < count && !status; i++) {
    out[i] = plain[i];
    distinguish(campaign, plain, i, out[i].title, TITLE_SIZE);
  }
  if (!status) status = colour_all(libraries->optimizers, campaign, out, err);
  free(plain);
  if (status)
    free(out);
  else
    *styles = out;
  return status;
}

void function_title(const struct function_entry *function, char title[TITLE_SIZE])
{
  const char *params = strchr(function->label, ':');
  size_t used =
      (size_t)snprintf(title, TITLE_SIZE, "%s%s", function->spec.type->title, params ? " (" : "");
  for (const char *at = params ? params + 1 : ""; *at && used + 3 < TITLE_SIZE; at++) {
    title[used++] = *at == '=' ? ' ' : *at;
    if (*at == ',') title[used++] = ' ';
  }
  if (params) title[used++] = ')';
  title[used] = '\0';
}

const char *value_title(const struct function_entry *function)
{
  return minimum_known(function) ? "f − f*" : "f";
}

void cost_title(const struct campaign *campaign, char title[TITLE_SIZE])
{
  char number[NUMBER_TEXT];
  number_format(campaign->gradient_cost, number);
  snprintf(title, TITLE_SIZE, "values + %s × gradients", number);
}
