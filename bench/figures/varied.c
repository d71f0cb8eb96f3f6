/* varied.c -- see varied.h. */
#include "bench/figures/varied.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/colours.h"
#include "src/names.h"
#include "src/number.h"

enum { PAIRS = 32 };

/* Take `key=value` number `pair`, counted from the end, off a label; false: it has no more. */
static bool split(const char *label, size_t pair, struct varied *v)
{
  const char *item[PAIRS];
  size_t count = 0, length = names_span(label, ":,");
  for (const char *at = label + length; *at && count < PAIRS; at += length) {
    item[count++] = at; /* with the ':' or ',' before it */
    length = 1 + names_span(at + 1, ":,");
  }
  if (pair >= count) return false;
  const char *from = item[count - 1 - pair], *end = from + 1 + names_span(from + 1, ":,");
  const char *equal = memchr(from, '=', (size_t)(end - from));
  *v = (struct varied){.value = NAN};
  if (!equal || equal - from - 1 >= NAME_SIZE) return true;
  snprintf(v->key, sizeof v->key, "%.*s", (int)(equal - from - 1), from + 1);
  snprintf(v->text, sizeof v->text, "%.*s", (int)(end - equal - 1), equal + 1);
  if (!number_parse(v->text, &v->value)) v->value = NAN;
  snprintf(v->rest, sizeof v->rest, "%.*s%s", (int)(from - label), label, end);
  if (*from == ':' && *end == ',') v->rest[from - label] = ':';
  return true;
}

/* Has another label the same parameter of the same thing? */
static bool has_partner(const char *const *label, size_t count, size_t of, const struct varied *v,
                        bool texts)
{
  for (size_t i = 0; i < count; i++) {
    struct varied other;
    for (size_t pair = 0; i != of && split(label[i], pair, &other); pair++)
      if (!strcmp(other.key, v->key) && !strcmp(other.rest, v->rest) &&
          (texts || !isnan(other.value)))
        return true;
  }
  return false;
}

static void find_one(const char *const *label, size_t count, size_t i, bool texts,
                     struct varied *found)
{
  struct varied v;
  for (size_t pair = 0; !found->varies && split(label[i], pair, &v); pair++) {
    if (!*v.key || (!texts && isnan(v.value)) || !has_partner(label, count, i, &v, texts)) continue;
    *found = v;
    found->varies = true;
  }
}

static struct varied *find(const char *const *label, size_t count, bool texts)
{
  struct varied *varied = calloc(count, sizeof *varied);
  bool *lonely = calloc(count, sizeof *lonely);
  for (size_t i = 0; varied && lonely && i < count; i++)
    find_one(label, count, i, texts, &varied[i]);
  /* The partner may have chosen another parameter. */
  for (size_t i = 0; varied && lonely && i < count; i++) {
    lonely[i] = true;
    for (size_t k = 0; k < count; k++) lonely[i] &= k == i || !varied_alike(&varied[i], &varied[k]);
  }
  for (size_t i = 0; varied && lonely && i < count; i++) {
    if (!varied[i].varies || lonely[i]) {
      varied[i] = (struct varied){.value = NAN};
      snprintf(varied[i].rest, sizeof varied[i].rest, "%s", label[i]);
    }
    varied[i].number = i;
  }
  if (!lonely) {
    free(varied);
    varied = NULL;
  }
  free(lonely);
  return varied;
}

struct varied *varied_optimizers(const struct campaign *c)
{
  const char **label = calloc(c->optimizer_count, sizeof *label);
  for (size_t i = 0; label && i < c->optimizer_count; i++) label[i] = c->optimizers[i].label;
  struct varied *varied = label ? find(label, c->optimizer_count, false) : NULL;
  free(label);
  return varied;
}

/* A function that does not say what others like it vary has its default. */
static void join(const struct campaign *c, struct varied *varied, size_t i)
{
  const struct function_spec *spec = &c->functions[i].spec;
  for (size_t k = 0; k < c->function_count && !varied[i].varies; k++) {
    const struct varied *other = &varied[k];
    if (!other->varies || strcmp(other->rest, c->functions[i].label) != 0) continue;
    const void *config = spec->config;
    const struct param *p = param_find(spec->type->params, other->key, strlen(other->key));
    if (!p) {
      p = param_find(wrap_params, other->key, strlen(other->key));
      config = &spec->wrap;
    }
    if (!p) continue;
    struct varied v = *other;
    param_format(p, config, v.text, sizeof v.text);
    if (!number_parse(v.text, &v.value)) v.value = NAN;
    v.number = i;
    varied[i] = v;
  }
}

struct varied *varied_functions(const struct campaign *c)
{
  const char **label = calloc(c->function_count, sizeof *label);
  for (size_t i = 0; label && i < c->function_count; i++) label[i] = c->functions[i].label;
  struct varied *varied = label ? find(label, c->function_count, true) : NULL;
  for (size_t i = 0; varied && i < c->function_count; i++) join(c, varied, i);
  free(label);
  return varied;
}

bool varied_alike(const struct varied *a, const struct varied *b)
{
  return a->varies && b->varies && !strcmp(a->rest, b->rest) && !strcmp(a->key, b->key);
}

bool varied_opens(const struct varied *varied, size_t i)
{
  for (size_t k = 0; k < i; k++)
    if (varied_alike(&varied[k], &varied[i])) return false;
  return true;
}

bool varied_opens_key(const struct varied *varied, size_t i)
{
  if (!varied[i].varies) return false;
  for (size_t k = 0; k < i; k++)
    if (varied[k].varies && !strcmp(varied[k].key, varied[i].key)) return false;
  return true;
}

int varied_styles(const struct plot *plot, const struct varied *varied, struct style **styles,
                  struct error *err)
{
  size_t count = plot->campaign->optimizer_count, known = 0;
  struct campaign methods = *plot->campaign;
  struct style *looks = NULL;
  size_t *which = calloc(count, sizeof *which);
  methods.optimizers = calloc(count, sizeof *methods.optimizers);
  *styles = calloc(count, sizeof **styles);
  int status =
      which && methods.optimizers && *styles ? STATUS_OK : error_memory(err, "the look of methods");
  for (size_t i = 0; i < count && !status; i++) {
    while (which[i] < known && strcmp(methods.optimizers[which[i]].label, varied[i].rest) != 0)
      which[i]++;
    if (which[i] == known) strcpy(methods.optimizers[known++].label, varied[i].rest);
  }
  methods.optimizer_count = known;
  if (!status) status = styles_new(plot->libraries, &methods, &looks, err);
  for (size_t i = count; i-- > 0 && !status && count <= COLOURS_MOST;) {
    looks[which[i]].colour = plot->styles[i].colour;
    looks[which[i]].dash = plot->styles[i].dash;
  }
  for (size_t i = 0; i < count && !status; i++) (*styles)[i] = looks[which[i]];
  free(looks);
  free(which);
  free(methods.optimizers);
  if (status) free(*styles);
  return status;
}
