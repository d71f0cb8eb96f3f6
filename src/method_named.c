/* method_named.c -- the rule, source or search that a name stands for, with default parameters. */
#include "src/method_named.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/names.h"

static void *config_new(const struct param *params, size_t size)
{
  void *config = calloc(1, size ? size : 1);
  if (config) param_defaults(params, config);
  return config;
}

static bool is(const char *name, const char *text, size_t length)
{
  return strlen(name) == length && !strncmp(name, text, length);
}

static const struct source_type *source_named(const struct library *library, const char *text,
                                              size_t length)
{
  for (size_t i = 0; library->sources[i]; i++)
    if (is(library->sources[i]->name, text, length)) return library->sources[i];
  return NULL;
}

/* No rule and no search; the first `length` of text may still name something else. source: the
 * one after its @, NULL if there is none of that name. */
static int unknown_name(const struct library *library, const char *text, size_t length,
                        const struct source_type *source, struct error *err)
{
  for (const struct alias *a = library->aliases; a->name; a++)
    if (is(a->name, text, length)) {
      int base = (int)strcspn(a->expansion, ":");
      return error_set(err, STATUS_USAGE,
                       "%s is short for %.*s%s and takes no gradient source; write RULE@%s",
                       a->name, base, a->expansion, a->expansion[base] ? ":..." : "",
                       source ? source->name : "SOURCE");
    }
  const struct source_type *itself = source_named(library, text, length);
  if (itself)
    return error_set(err, STATUS_USAGE,
                     "%s is a gradient source, for a rule to step on; write %s@%s", itself->name,
                     library->rules[0]->name, itself->name);
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), text);
  struct nearest near = nearest_begin(word);
  for (size_t i = 0; library->rules[i]; i++) nearest_try(&near, library->rules[i]->name);
  for (size_t i = 0; library->searches[i]; i++) nearest_try(&near, library->searches[i]->name);
  for (size_t i = 0; library->aliases[i].name; i++) nearest_try(&near, library->aliases[i].name);
  if (near.name)
    return error_set(err, STATUS_USAGE, "unknown optimizer '%s'; did you mean '%s'?", word,
                     near.name);
  return error_set(err, STATUS_USAGE, "unknown optimizer '%s'; `optbench list` shows them all",
                   word);
}

static const struct source_type *source_find(const struct library *library, const char *text,
                                             size_t length, struct error *err)
{
  const struct source_type *source = source_named(library, text, length);
  if (source) return source;
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), text);
  struct nearest near = nearest_begin(word);
  for (size_t i = 0; library->sources[i]; i++) nearest_try(&near, library->sources[i]->name);
  error_set(err, STATUS_USAGE, "unknown gradient source '%s'; %s%s%s", word,
            near.name ? "did you mean '" : "`optbench list` shows them all",
            near.name ? near.name : "", near.name ? "'?" : "");
  return NULL;
}

static int make_descent(const struct library *library, const struct rule_type *rule,
                        const struct source_type *source, struct method *m, struct error *err)
{
  m->restart.inner = library->descent;
  m->rule = rule;
  m->source = source;
  m->traits = source->traits | rule->traits;
  m->parts[0] = config_new(rule->params, rule->config_size);
  m->parts[1] = config_new(source->params, source->config_size);
  param_defaults(descent_params, &m->restart.descent.wrap);
  if (!m->parts[0] || !m->parts[1]) {
    method_free(m);
    return error_memory(err, "an optimizer's parameters");
  }
  return STATUS_OK;
}

int method_named(const struct library *library, const char *text, size_t length, struct method *m,
                 struct error *err)
{
  const char *at = memchr(text, '@', length);
  size_t head = at ? (size_t)(at - text) : length;
  for (size_t i = 0; library->rules[i]; i++) {
    const struct rule_type *rule = library->rules[i];
    if (!is(rule->name, text, head)) continue;
    const char *source_name = at ? at + 1 : "exact";
    const struct source_type *source =
        source_find(library, source_name, at ? length - head - 1 : strlen(source_name), err);
    if (!source) return err->status;
    if (rule->traits & NEEDS_LAYERS && source->traits & STEPS_MORE)
      return error_set(err, STATUS_USAGE,
                       "%s steps matrices of weights, and %s steps more than a point; put %s on "
                       "another source, or another rule on %s",
                       rule->name, source->name, rule->name, source->name);
    if (at)
      snprintf(m->title, sizeof m->title, "%s @ %s", rule->title, source->title);
    else
      snprintf(m->title, sizeof m->title, "%s", rule->title);
    return make_descent(library, rule, source, m, err);
  }
  for (size_t i = 0; library->searches[i]; i++) {
    const struct optimizer_type *search = library->searches[i];
    if (!is(search->name, text, head)) continue;
    if (at)
      return error_set(
          err, STATUS_USAGE, "%s owns its whole step and takes no gradient source; drop '@%.*s'",
          search->name, (int)(length - head - 1 < 60 ? length - head - 1 : 60), at + 1);
    m->restart.inner = search;
    m->traits = search->traits;
    m->parts[0] = config_new(search->params, search->config_size);
    snprintf(m->title, sizeof m->title, "%s", search->title);
    return m->parts[0] ? STATUS_OK : error_memory(err, "an optimizer's parameters");
  }
  const struct source_type *source = at ? source_named(library, at + 1, length - head - 1) : NULL;
  return unknown_name(library, text, head, source, err);
}
