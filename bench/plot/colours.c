/* colours.c -- see colours.h.
 *
 * A colour belongs to an optimizer in all figures of a campaign. Every optimizer has a hue that it
 * would like: ten names have one each; one that names its kin (Nesterov of momentum, xNES of NES,
 * ...) would have the hue of that name, a short name that of what it is short for, and a variant
 * that of its family: RULE@SOURCE of the source's (adam@es that of es), NAME:key=value of NAME's.
 *
 *  - Up to ten optimizers have a hue each. The names that own one come first, then, in the
 *    campaign's order, those whose wish is still free, then the others, which take what is left:
 *    the hue that fewest others come close to in greyscale.
 *  - Beyond ten, hues are shared by as few as may be, kin first.
 *  - A line is solid unless an optimizer before it in the campaign has its hue, or one that is as
 *    light: then it takes the first dash type that none of those has. Hues of different lightness
 *    are told apart in greyscale, and all of them by readers who lack a kind of cone. Where dash
 *    types run out, which more than ten may do, those of the same hue differ still. */
#include "bench/plot/colours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/names.h"

/* Found by search: the smallest CIEDE2000 distance of two is 17.4 under normal, protan, deutan and
 * tritan vision, of the nine before black 18.4, and each has a contrast of at least 2.2 on white.
 */
const struct hue colours[COLOURS] = {
    {0x2800c0, 24.5}, {0xa9a5fb, 71.1}, {0x029a98, 57.5}, {0x244301, 24.9}, {0x597a00, 47.0},
    {0xbaaf3d, 70.5}, {0xd73976, 50.3}, {0x720946, 24.4}, {0x9055ed, 50.1}, {0x000000, 0.0}};
const double colours_apart = 10;

static const char *const owners[COLOURS] = {"adam",   "rmsprop",  "es", "fd",  "sgd",
                                            "random", "momentum", "vo", "nes", "cmaes"};
enum { NO_HUE = COLOURS };

/* Whose family a gradient source makes a rule belong to; on the exact gradient it keeps its own. */
static const struct kin {
  const char *source, *family;
} kins[] = {{"central", "fd"}, {"forward", "fd"}, {"spsa", "fd"}, {"es", "es"}, {"vo", "vo"}};

static bool is(const char *name, const char *text, size_t length)
{
  return strlen(name) == length && !strncmp(name, text, length);
}

static unsigned owned(const char *text, size_t length)
{
  unsigned hue = 0;
  while (hue < COLOURS && !is(owners[hue], text, length)) hue++;
  return hue;
}

/* The kin of what has this name in the tables of optimizers; NULL: it has none. A short name's kin
 * is the name that its expansion begins with. */
static const char *kin_of(const struct library *l, const char *text, size_t length)
{
  for (size_t i = 0; l->rules[i]; i++)
    if (is(l->rules[i]->name, text, length)) return l->rules[i]->kin;
  for (size_t i = 0; l->searches[i]; i++)
    if (is(l->searches[i]->name, text, length)) return l->searches[i]->kin;
  for (size_t i = 0; l->aliases[i].name; i++)
    if (is(l->aliases[i].name, text, length)) return l->aliases[i].expansion;
  return NULL;
}

/* The hue that a label, NAME[@SOURCE][:key=value,...], would like; NO_HUE: it does not care, as
 * several methods do not. */
static unsigned wish(const struct library *library, const char *label)
{
  size_t first;
  if (method_next(label, &first)) return NO_HUE;
  size_t length = strcspn(label, ":"), rule = strcspn(label, "@:");
  for (size_t i = 0; rule < length && i < sizeof kins / sizeof *kins; i++)
    if (is(kins[i].source, label + rule + 1, length - rule - 1))
      return owned(kins[i].family, strlen(kins[i].family));
  unsigned hue = owned(label, rule);
  const char *kin = hue == NO_HUE ? kin_of(library, label, rule) : NULL;
  return kin ? owned(kin, strcspn(kin, "@:")) : hue;
}

static bool is_close(unsigned a, unsigned b)
{
  return fabs(colours[a].lightness - colours[b].lightness) < colours_apart;
}

/* The hue that fewest have, and of these the one with fewest others close to it. */
static unsigned least_used(const size_t used[COLOURS])
{
  unsigned best = 0;
  size_t least = 0;
  for (unsigned hue = 0; hue < COLOURS; hue++) {
    size_t close = 0;
    for (unsigned other = 0; other < COLOURS; other++)
      if (is_close(hue, other)) close += used[other];
    if (hue && (used[hue] > used[best] || (used[hue] == used[best] && close >= least))) continue;
    best = hue;
    least = close;
  }
  return best;
}

static void choose_hues(const struct library *library, const struct campaign *c,
                        const size_t *member, size_t count, unsigned *hue)
{
  enum { OWNERS, WISHES, OTHERS, ROUNDS };
  size_t used[COLOURS] = {0}, share = (count + COLOURS - 1) / COLOURS;
  for (size_t i = 0; i < count; i++) hue[i] = NO_HUE;
  for (int round = OWNERS; round < ROUNDS; round++)
    for (size_t i = 0; i < count; i++) {
      const char *label = c->optimizers[member[i]].label;
      if (hue[i] < NO_HUE) continue;
      unsigned mine = round == OWNERS   ? owned(label, strlen(label))
                      : round == WISHES ? wish(library, label)
                                        : least_used(used);
      if (mine == NO_HUE || (round < OTHERS && used[mine] >= share)) continue;
      hue[i] = mine;
      used[mine]++;
    }
}

/* The first dash type that none of the earlier ones has that look like number `i`. */
static unsigned choose_dash(const struct style *styles, const size_t *member, const unsigned *hue,
                            size_t i)
{
  size_t same[DASHES + 1] = {0}, close[DASHES + 1] = {0};
  unsigned best = 1;
  for (size_t k = 0; k < i; k++) {
    unsigned dash = styles[member[k]].dash;
    same[dash] += hue[k] == hue[i];
    close[dash] += is_close(hue[k], hue[i]);
  }
  for (unsigned dash = 2; dash <= DASHES; dash++)
    if (same[dash] < same[best] || (same[dash] == same[best] && close[dash] < close[best]))
      best = dash;
  return best;
}

int colours_choose(const struct library *library, const struct campaign *campaign,
                   const size_t *member, size_t count, struct style *styles, struct error *err)
{
  unsigned *hue = malloc((count + 1) * sizeof *hue);
  if (!hue) return error_memory(err, "the look of the optimizers");
  choose_hues(library, campaign, member, count, hue);
  for (size_t i = 0; i < count; i++) {
    styles[member[i]].colour = colours[hue[i]].colour;
    styles[member[i]].dash = choose_dash(styles, member, hue, i);
  }
  free(hue);
  return STATUS_OK;
}
