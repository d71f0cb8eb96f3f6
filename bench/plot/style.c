/* style.c -- the look of each optimizer, and its title.
 *
 * A colour belongs to an optimizer in every figure, whatever else is in the campaign:
 *  - ten names of the table below have a hue each, in solid lines;
 *  - their kin (Nesterov of momentum, xNES of NES, ...) share the hue under a dash type
 *    of their own; methods without kin have the hue of one that they are seldom seen with;
 *  - anything else is a variant: RULE@SOURCE of the source's family (adam@es looks like es),
 *    NAME:key=value of NAME's. It takes its family's first dash type that is free, in the
 *    campaign's order;
 *  - a method of no family takes the first hue that no other method of the campaign has;
 *  - ten curves are coloured; beyond that, and where no dash type is left, variants are grey. */
#include "bench/plot/style.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/number.h"

/* Ten colours that stay apart under normal, protan, deutan and tritan vision (smallest CIEDE2000
 * distance 17.4, of the nine before black 18.4), each with a contrast of at least 2.2 on white. */
static const unsigned hues[] = {0x2800c0, 0xa9a5fb, 0x029a98, 0x244301, 0x597a00,
                                0xbaaf3d, 0xd73976, 0x720946, 0x9055ed, 0x000000};
enum { HUES = sizeof hues / sizeof *hues, DASHES = 5, GREY = 0x8a8a8a, NO_HUE = HUES };
enum { BLUE, LAVENDER, TEAL, FOREST, OLIVE, MUSTARD, PINK, PLUM, VIOLET, BLACK };

static const struct place {
  const char *name;
  unsigned hue, dash;
} places[] = {
    {"sgd", OLIVE, 1},
    {"momentum", PINK, 1},
    {"adam", BLUE, 1},
    {"rmsprop", LAVENDER, 1},
    {"fd", FOREST, 1},
    {"random", MUSTARD, 1},
    {"es", TEAL, 1},
    {"nes", VIOLET, 1},
    {"vo", PLUM, 1},
    {"cmaes", BLACK, 1},
    {"nesterov", PINK, 2},
    {"adagrad", LAVENDER, 2},
    {"spsa", FOREST, 2},
    {"local", MUSTARD, 2},
    {"xnes", VIOLET, 2},
    {"snes", LAVENDER, 3},
    {"canonical-nes", VIOLET, 4},
    {"sep-cmaes", BLACK, 2},
    {"ipop", BLACK, 3},
    {"bipop", BLACK, 4},
    {"bfgs2", BLUE, 2},
    {"newton", BLUE, 3},
    {"conjugate_fr", BLUE, 4},
    {"steepest", OLIVE, 2},
    {"nmsimplex2", MUSTARD, 3},
    {"ga", MUSTARD, 4},
    {"siman", MUSTARD, 5},
    {"de", PINK, 3},
    {"pso", OLIVE, 3},
};

/* Whose family a gradient source makes a rule belong to; on the exact gradient it keeps its own. */
static const struct kin {
  const char *source, *family;
} kins[] = {{"central", "fd"}, {"forward", "fd"}, {"spsa", "fd"}, {"es", "es"}, {"vo", "vo"}};

static const struct place *place_of(const char *name, size_t length)
{
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (strlen(places[i].name) == length && !strncmp(places[i].name, name, length))
      return &places[i];
  return NULL;
}

/* The family's hue, or NO_HUE. A label is NAME[@SOURCE][:key=value,...]. */
static unsigned family_hue(const char *label)
{
  size_t length = strcspn(label, ":"), rule = strcspn(label, "@:");
  const struct place *place = place_of(label, rule);
  for (size_t i = 0; rule < length && i < sizeof kins / sizeof *kins; i++)
    if (strlen(kins[i].source) == length - rule - 1 &&
        !strncmp(kins[i].source, label + rule + 1, length - rule - 1))
      place = place_of(kins[i].family, strlen(kins[i].family));
  return place ? place->hue : NO_HUE;
}

static void colour(const struct campaign *c, struct style *styles)
{
  bool taken[HUES][DASHES + 1] = {0};
  size_t coloured = 0;
  for (size_t i = 0; i < c->optimizer_count; i++) {
    const struct place *place = place_of(c->optimizers[i].label, strlen(c->optimizers[i].label));
    styles[i].dash = 0;
    if (!place) continue;
    styles[i].colour = hues[place->hue];
    styles[i].dash = place->dash;
    taken[place->hue][place->dash] = true;
    coloured++;
  }
  /* Hues of the families that are there, lest a method of no family takes one of them. */
  bool used[HUES + 1] = {0};
  for (size_t i = 0; i < c->optimizer_count; i++) used[family_hue(c->optimizers[i].label)] = true;
  unsigned grey = 0;
  for (size_t i = 0; i < c->optimizer_count; i++) {
    if (styles[i].dash) continue;
    unsigned hue = family_hue(c->optimizers[i].label), dash = 1;
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

/* Does "key=value" stand among the parameters of the label? */
static bool has_pair(const char *label, const char *pair, size_t length)
{
  for (const char *at = strchr(label, ':'); at; at = strchr(at, ',')) {
    at++;
    if (strcspn(at, ",") == length && !strncmp(at, pair, length)) return true;
  }
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
  size_t used = strlen(text), begin = used;
  for (const char *at = strchr(label, ':'); at; at = strchr(at, ',')) {
    at++;
    size_t length = strcspn(at, ","), key = strcspn(at, "=");
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
  if (!status) colour(campaign, out);
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
  snprintf(title, TITLE_SIZE, "%s%s%s%s", function->spec.type->title, params ? " (" : "",
           params ? params + 1 : "", params ? ")" : "");
  for (char *at = title; *at; at++)
    if (*at == ',')
      *at = ';';
    else if (*at == '=')
      *at = ' ';
}

void cost_title(const struct campaign *campaign, char title[TITLE_SIZE])
{
  char number[NUMBER_TEXT];
  number_format(campaign->gradient_cost, number);
  snprintf(title, TITLE_SIZE, "values + %s × gradients", number);
}
