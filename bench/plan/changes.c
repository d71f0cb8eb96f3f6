/* changes.c -- see changes.h. */
#include "bench/plan/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting.h"
#include "bench/plan/tuned.h"

enum { SHOWN = 60 }; /* characters of a value */

static bool same_section(const struct override *a, const struct override *b)
{
  return !strcmp(a->optimizer, b->optimizer) && !strcmp(a->function, b->function) &&
         a->dim == b->dim && !strcmp(a->key, b->key) && !strcmp(a->value, b->value);
}

/* Has `a` a section, for cells that `b` has too, that `b` has not? */
static bool more_sections(const struct campaign *a, const struct campaign *b)
{
  for (size_t i = 0; i < a->override_count; i++) {
    const struct override *o = &a->overrides[i];
    bool found = override_answer(a, o) != ANSWERED || override_answer(b, o) != ANSWERED;
    for (size_t k = 0; k < b->override_count && !found; k++)
      found = same_section(o, &b->overrides[k]);
    if (!found) return true;
  }
  return false;
}

static bool put_settings(const struct campaign *c, const struct campaign *other, FILE *out)
{
  bool any = false;
  for (const struct setting *s = settings; s->key; s++) {
    if (!strcmp(s->key, "name")) continue;
    char *here = setting_text(s, c), *there = setting_text(s, other);
    bool known = here && there;
    if (known && strcmp(here, there) != 0) {
      fprintf(out, "%s%s=", any ? ", " : "", s->key);
      setting_flatten(here);
      fprintf(out, "%.*s%s", SHOWN, here, strlen(here) > SHOWN ? "..." : "");
      any = true;
    }
    free(here);
    free(there);
    if (!known) return false;
  }
  bool sections = other->function_count ? more_sections(c, other) || more_sections(other, c)
                                        : c->override_count > 0;
  if (sections) fprintf(out, "%ssections", any ? ", " : "");
  return true;
}

/* Closes it; its text, or NULL. */
static char *finish(FILE *out, bool good, char **text)
{
  good &= !ferror(out);
  if (!fclose(out) && good) return *text;
  free(*text);
  return NULL;
}

char *changes_text(const struct campaign *campaign, const struct campaign *other)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  bool good = put_settings(campaign, other, out);
  return finish(out, good, &text);
}

enum place { TUNED, UNTUNED, PLACES };

static bool has_cell(const struct campaign *c, const struct cell *cell)
{
  for (size_t i = 0; i < campaign_cell_count(c); i += c->instance_count * c->optimizer_count) {
    struct cell other = campaign_cell(c, i);
    if (other.dim != cell->dim || strcmp(other.function->label, cell->function->label) != 0)
      continue;
    for (size_t k = 0; k < c->optimizer_count; k++)
      if (!strcmp(c->optimizers[k].label, cell->optimizer->label)) return true;
  }
  return false;
}

/* Does the file mean the cell to differ from those without a section? */
static bool is_set_apart(const struct campaign *c, const struct cell *cell, size_t written)
{
  struct tuned_record record;
  if (cell_tuned(c, cell, &record)) return true;
  struct campaign by_hand = *c;
  bool found = false;
  for (size_t i = 0; i < c->override_count && !found; i++) {
    by_hand.overrides = &c->overrides[i];
    by_hand.override_count = 1;
    found =
        (!written || (size_t)c->overrides[i].line < written) && cell_has_section(&by_hand, cell);
  }
  return found;
}

/* Is any other dimension of the cell's function set apart? */
static bool has_tuned_sibling(const struct campaign *c, const struct cell *cell, size_t written)
{
  size_t optimizer = (size_t)(cell->optimizer - c->optimizers);
  for (size_t i = optimizer; i < campaign_cell_count(c);
       i += c->instance_count * c->optimizer_count) {
    struct cell other = campaign_cell(c, i);
    if (other.function == cell->function && is_set_apart(c, &other, written)) return true;
  }
  return false;
}

/* The functions and dimensions of one kind: "rosenbrock d2, d10, step d2". */
static char *list_places(const struct campaign *c, const struct campaign *file, size_t written,
                         size_t optimizer, enum place kind)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  const struct function_entry *last = NULL;
  for (size_t i = optimizer; i < campaign_cell_count(c);
       i += c->instance_count * c->optimizer_count) {
    struct cell cell = campaign_cell(c, i);
    bool tuned = cell_has_section(c, &cell);
    if (kind == TUNED ? !tuned : tuned) continue;
    if (kind == UNTUNED && has_cell(file, &cell) && !has_tuned_sibling(c, &cell, written)) continue;
    fprintf(out, "%s%s%sd%zu", last ? ", " : "", last == cell.function ? "" : cell.function->label,
            last == cell.function ? "" : " ", cell.dim);
    last = cell.function;
  }
  return finish(out, true, &text);
}

/* Those optimizers from `first` on that have the same places as it, each of them once. */
static void put_group(const struct campaign *c, char *places[][PLACES], size_t first, bool more,
                      FILE *out)
{
  size_t count = 0;
  for (size_t k = first; k < c->optimizer_count; k++) {
    if (k > first && (strcmp(places[k][TUNED], places[first][TUNED]) != 0 ||
                      strcmp(places[k][UNTUNED], places[first][UNTUNED]) != 0))
      continue;
    fprintf(out, "%s%s", count++ ? ", " : more ? "; " : "", c->optimizers[k].label);
    if (k > first) places[k][UNTUNED][0] = '\0';
  }
  fprintf(out, " on %s run%s with %s defaults, while the campaign's file tunes %s",
          places[first][UNTUNED], count == 1 ? "s" : "", count == 1 ? "its" : "their",
          places[first][TUNED]);
}

char *changes_untuned(const struct campaign *c, const struct campaign *file, size_t written)
{
  char *text = NULL;
  size_t size;
  char *(*places)[PLACES] = calloc(c->optimizer_count, sizeof *places);
  FILE *out = places ? open_memstream(&text, &size) : NULL;
  bool good = out != NULL, any = false;
  for (size_t k = 0; good && k < c->optimizer_count; k++)
    for (int i = 0; good && i < PLACES; i++) {
      places[k][i] = list_places(c, file, written, k, (enum place)i);
      good = places[k][i] != NULL;
    }
  for (size_t k = 0; good && k < c->optimizer_count; k++) {
    if (!*places[k][TUNED] || !*places[k][UNTUNED]) continue;
    put_group(c, places, k, any, out);
    any = true;
  }
  for (size_t k = 0; places && k < c->optimizer_count; k++)
    for (int i = 0; i < PLACES; i++) free(places[k][i]);
  free(places);
  return out ? finish(out, good, &text) : NULL;
}
