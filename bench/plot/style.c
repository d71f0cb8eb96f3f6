/* style.c -- the look of each optimizer, and its title.
 *
 * A colour belongs to an optimizer in every figure, whatever else is in the campaign:
 *  - ten names have a hue each, in solid lines;
 *  - one that names its kin (Nesterov of momentum, xNES of NES, ...) has the hue of that name; its
 *    dash type is its place among the kin, in the order of the tables of optimizers; short names
 *    are kin of what they are short for;
 *  - anything else is a variant: RULE@SOURCE of the source's family (adam@es looks like es),
 *    NAME:key=value of NAME's. It takes its family's first dash type that is free, in the
 *    campaign's order;
 *  - a method without kin takes the first hue that no other method of the campaign has;
 *  - in a campaign of one family alone, of more members than there are dash types, each has a hue;
 *  - ten curves are coloured; beyond that, and where no dash type is left, variants are grey. */
#include "bench/plot/style.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/names.h"
#include "src/number.h"

/* Ten colours that stay apart under normal, protan, deutan and tritan vision (smallest CIEDE2000
 * distance 17.4, of the nine before black 18.4), each with a contrast of at least 2.2 on white. */
static const unsigned hues[] = {0x2800c0, 0xa9a5fb, 0x029a98, 0x244301, 0x597a00,
                                0xbaaf3d, 0xd73976, 0x720946, 0x9055ed, 0x000000};
enum { HUES = sizeof hues / sizeof *hues, DASHES = 5, GREY = 0x8a8a8a, NO_HUE = HUES };
/* Who has each hue, in solid lines. */
static const char *const owners[HUES] = {"adam",   "rmsprop",  "es", "fd",  "sgd",
                                         "random", "momentum", "vo", "nes", "cmaes"};

struct place {
  unsigned hue, dash; /* hue: NO_HUE, there is none; dash: 0, that of a variant */
};

/* Whose family a gradient source makes a rule belong to; on the exact gradient it keeps its own. */
static const struct kin {
  const char *source, *family;
} kins[] = {{"central", "fd"}, {"forward", "fd"}, {"spsa", "fd"}, {"es", "es"}, {"vo", "vo"}};

static bool is(const char *name, const char *text, size_t length)
{
  return strlen(name) == length && !strncmp(name, text, length);
}

/* Number i of all that have a name, in the order of the tables, and its kin or NULL; false behind
 * the last. A short name's kin is the name that its expansion begins with. */
static bool name_at(const struct library *l, size_t i, const char **name, const char **kin,
                    size_t *kin_length)
{
  size_t count = 0;
  while (l->rules[count]) count++;
  if (i < count) {
    *name = l->rules[i]->name;
    *kin = l->rules[i]->kin;
  } else {
    i -= count;
    for (count = 0; l->searches[count]; count++) continue;
    if (i < count) {
      *name = l->searches[i]->name;
      *kin = l->searches[i]->kin;
    } else {
      i -= count;
      for (count = 0; l->aliases[count].name; count++) continue;
      if (i >= count) return false;
      *name = l->aliases[i].name;
      *kin = l->aliases[i].expansion;
    }
  }
  *kin_length = *kin ? strcspn(*kin, "@:") : 0;
  return true;
}

static struct place place_of(const struct library *library, const char *text, size_t length)
{
  const char *name, *kin, *relation = NULL;
  size_t kin_length, relation_length = 0, before = 0;
  for (unsigned hue = 0; hue < HUES; hue++)
    if (is(owners[hue], text, length)) return (struct place){hue, 1};
  for (size_t i = 0; name_at(library, i, &name, &kin, &kin_length); i++)
    if (is(name, text, length)) {
      relation = kin;
      relation_length = kin_length;
    }
  for (unsigned hue = 0; relation && hue < HUES; hue++) {
    if (!is(owners[hue], relation, relation_length)) continue;
    for (size_t i = 0; name_at(library, i, &name, &kin, &kin_length) && !is(name, text, length);
         i++) {
      bool owner = false;
      for (unsigned h = 0; h < HUES; h++) owner |= !strcmp(owners[h], name);
      before += !owner && kin && is(owners[hue], kin, kin_length);
    }
    return (struct place){hue, before + 2 <= DASHES ? (unsigned)before + 2 : 0};
  }
  return (struct place){NO_HUE, 0};
}

/* The family's hue, or NO_HUE, as of several methods. A label is NAME[@SOURCE][:key=value,...]. */
static unsigned family_hue(const struct library *library, const char *label)
{
  size_t first;
  if (method_next(label, &first)) return NO_HUE;
  size_t length = strcspn(label, ":"), rule = strcspn(label, "@:");
  for (size_t i = 0; rule < length && i < sizeof kins / sizeof *kins; i++)
    if (is(kins[i].source, label + rule + 1, length - rule - 1))
      return place_of(library, kins[i].family, strlen(kins[i].family)).hue;
  return place_of(library, label, rule).hue;
}

/* Are all of one family, and more than it has dash types? */
static bool is_large_family(const struct library *library, const struct campaign *c)
{
  unsigned first = family_hue(library, c->optimizers[0].label);
  bool same = c->optimizer_count > DASHES && c->optimizer_count <= HUES && first != NO_HUE;
  for (size_t i = 1; i < c->optimizer_count && same; i++)
    same = family_hue(library, c->optimizers[i].label) == first;
  return same;
}

/* Solid lines in hues of their own, that of the family for the first. */
static void colour_large_family(const struct library *library, const struct campaign *c,
                                struct style *styles)
{
  unsigned own = family_hue(library, c->optimizers[0].label);
  for (size_t i = 0; i < c->optimizer_count; i++) {
    size_t other = i > own ? i : i - 1;
    styles[i].colour = hues[i ? other : own];
    styles[i].dash = 1;
  }
}

static void colour(const struct library *library, const struct campaign *c, struct style *styles)
{
  if (is_large_family(library, c)) {
    colour_large_family(library, c, styles);
    return;
  }
  bool taken[HUES][DASHES + 1] = {0};
  size_t coloured = 0;
  for (size_t i = 0; i < c->optimizer_count; i++) {
    const char *label = c->optimizers[i].label;
    struct place place = place_of(library, label, strlen(label));
    styles[i].dash = place.dash;
    if (!place.dash) continue;
    styles[i].colour = hues[place.hue];
    taken[place.hue][place.dash] = true;
    coloured++;
  }
  /* Hues of the families that are there, lest a method of no family takes one of them. */
  bool used[HUES + 1] = {0};
  for (size_t i = 0; i < c->optimizer_count; i++)
    used[family_hue(library, c->optimizers[i].label)] = true;
  unsigned grey = 0;
  for (size_t i = 0; i < c->optimizer_count; i++) {
    if (styles[i].dash) continue;
    unsigned hue = family_hue(library, c->optimizers[i].label), dash = 1;
    for (unsigned h = 0; hue == NO_HUE && h < HUES; h++)
      if (!used[h]) hue = h;
    while (hue < NO_HUE && dash <= DASHES && taken[hue][dash]) dash++;
    if (hue < NO_HUE && dash <= DASHES && coloured < HUES) {
      styles[i].colour = hues[hue];
      styles[i].dash = dash;
      taken[hue][dash] = used[hue] = true;
      coloured++;
    } else {
      styles[i].colour = GREY;
      styles[i].dash = 1 + grey++ % DASHES;
    }
  }
}

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
  if (!status) colour(libraries->optimizers, campaign, out);
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
