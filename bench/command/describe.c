/* describe.c -- optbench describe NAME: formula, reference and parameters. */
#include <stdio.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/command/describe_figure.h"
#include "bench/command/describe_task.h"
#include "bench/command/describe_weights.h"
#include "bench/figures/figures.h"
#include "bench/io/options.h"
#include "src/names.h"
#include "src/verified.h"
#include "src/wrapper.h"

enum { ENTRIES_LIMIT = 256 };

static const struct option_row rows[] = {{'h', "help", NULL, "show this"}, {0}};

struct request {
  const char *name;
  bool help;
};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (row) {
    r->help = true;
    return STATUS_OK;
  }
  if (r->name)
    return error_set(err, STATUS_USAGE, "'%.60s' is one name too many; describe them one by one",
                     value);
  r->name = value;
  return STATUS_OK;
}

/* All that has a name, and so a description. */
enum kind {
  ALIAS,
  RULE,
  SOURCE,
  SEARCH,
  FUNCTION,
  RULE_WRAPPER,
  POPULATION_WRAPPER,
  METHOD_WRAPPER,
  FUNCTION_WRAPPER
};
static const char *const kinds[] = {"a short name",
                                    "a rule",
                                    "a gradient source",
                                    "a search",
                                    "a function",
                                    "a wrapper of every rule",
                                    "a wrapper of every method with a population",
                                    "a wrapper of every method",
                                    "a wrapper of every function"};

struct entry {
  enum kind kind;
  const char *name, *title, *summary, *formula, *reference;
  const struct param *params;
  const void *type; /* the alias, rule, source ... itself */
};

#define ENTRY(kind_, t)                                                                            \
  (struct entry)                                                                                   \
  {                                                                                                \
    kind_, (t)->name, (t)->title, (t)->summary, (t)->formula, (t)->reference, (t)->params, t       \
  }

static size_t collect(const struct libraries *libraries, struct entry all[ENTRIES_LIMIT])
{
  const struct library *l = libraries->optimizers;
  const struct function_type *const *f = libraries->functions->functions;
  size_t n = 0;
  for (const struct alias *a = l->aliases; a->name; a++)
    all[n++] = (struct entry){ALIAS, a->name, a->title, a->summary, NULL, NULL, NULL, a};
  for (size_t i = 0; l->rules[i]; i++) all[n++] = ENTRY(RULE, l->rules[i]);
  for (size_t i = 0; l->sources[i]; i++) all[n++] = ENTRY(SOURCE, l->sources[i]);
  for (size_t i = 0; l->searches[i]; i++) all[n++] = ENTRY(SEARCH, l->searches[i]);
  for (size_t i = 0; f[i]; i++) all[n++] = ENTRY(FUNCTION, f[i]);
  for (const struct wrapper *w = descent_wrappers; w->name; w++) all[n++] = ENTRY(RULE_WRAPPER, w);
  for (const struct wrapper *w = restart_wrappers; w->name; w++)
    all[n++] = ENTRY(POPULATION_WRAPPER, w);
  for (const struct wrapper *w = chain_wrappers; w->name; w++) all[n++] = ENTRY(METHOD_WRAPPER, w);
  for (const struct wrapper *w = function_wrappers; w->name; w++)
    all[n++] = ENTRY(FUNCTION_WRAPPER, w);
  return n;
}

/* A text of several lines, each indented. */
static void indented(const char *text)
{
  while (*text) {
    size_t length = strcspn(text, "\n");
    printf("    %.*s\n", (int)length, text);
    text += length + (text[length] == '\n');
  }
}

static void head(const struct entry *e)
{
  printf("%s (%s), %s\n  %s\n\n", e->name, e->title, kinds[e->kind], e->summary);
  indented(e->formula);
  printf("\n  ");
  for (const char *c = e->reference; *c; c++) printf(*c == '\n' ? "\n  " : "%c", *c);
  putchar('\n');
  if (e->kind != RULE && e->kind != SOURCE && e->kind != SEARCH) return;
  const char *origin = verified_against(e->name);
  if (origin)
    printf("  verified against %s\n", origin);
  else
    puts("  not verified step by step against anything yet");
}

/* A table of parameters under its title, with the values of config; NULL: with the defaults. */
struct section {
  const char *title;
  const struct param *params;
  size_t count; /* of its rows, if not all of them */
  const void *config;
};

enum { COLUMNS = 3, COLUMN_TEXT = 256, COLUMN_WIDE = 30 };

static void cells(const struct param *p, const void *config, char text[COLUMNS][COLUMN_TEXT])
{
  snprintf(text[0], COLUMN_TEXT, "%s", p->name);
  if (config)
    param_format(p, config, text[1], COLUMN_TEXT);
  else
    param_format_default(p, text[1], COLUMN_TEXT);
  param_range(p, text[2], COLUMN_TEXT);
}

/* All sections in the same columns, each as wide as its longest cell. A range of many names has a
 * line of its own, beneath the meaning. */
static void print_sections(const struct section *sections, size_t count)
{
  static const char *const scales[] = {"", "", ", log", ", log(1 - x)"};
  char text[COLUMNS][COLUMN_TEXT];
  int width[COLUMNS] = {0};
  for (int printing = 0; printing < 2; printing++)
    for (const struct section *s = sections; s < sections + count; s++) {
      if (printing && s->params->kind) printf("\n  %s\n", s->title);
      for (const struct param *p = s->params; p->kind; p++) {
        if (s->count && p == s->params + s->count) break;
        cells(p, s->config, text);
        char names[COLUMN_TEXT] = "";
        if (p->choices && strlen(text[2]) > COLUMN_WIDE) {
          memcpy(names, text[2], sizeof names);
          snprintf(text[2], COLUMN_TEXT, "one of %g", p->high + 1);
        }
        for (size_t c = 0; c < COLUMNS; c++)
          if ((int)strlen(text[c]) > width[c]) width[c] = (int)strlen(text[c]);
        if (!printing) continue;
        printf("    %-*s  %-*s  %-*s  %s", width[0], text[0], width[1], text[1], width[2], text[2],
               p->help);
        if (p->scale) printf(" [tuned: %g to %g%s]", p->tune_low, p->tune_high, scales[p->scale]);
        if (*names) printf("\n%*s%s", width[0] + width[1] + width[2] + 10, "", names);
        putchar('\n');
      }
    }
}

static const char *owner(const struct param_group *group)
{
  if (group->params == descent_params) return "every rule";
  if (group->params == restart_params) return "every method with a population";
  return group->name ? group->name : "a method that others follow or that follows others";
}

/* The parts of a method, and all its parameters with their values, which are called so. */
static void describe_parts(const struct method *m, const char *values)
{
  struct param_group groups[METHOD_GROUPS];
  struct method copy = *m; /* its parameters are only read */
  size_t count = method_groups(&copy, groups);
  struct section sections[METHOD_GROUPS];
  char titles[METHOD_GROUPS][80];
  if (m->rule) {
    head(&ENTRY(RULE, m->rule));
    putchar('\n');
    head(&ENTRY(SOURCE, m->source));
  } else {
    head(&ENTRY(SEARCH, m->restart.inner));
  }
  for (const struct wrapper *w = restart_wrappers; w->name; w++)
    if (m->restart.wrap.restart != RESTART_OFF) {
      putchar('\n');
      head(&ENTRY(POPULATION_WRAPPER, w));
    }
  for (size_t g = 0; g < count; g++) {
    snprintf(titles[g], sizeof titles[g], "parameters of %s (%s, range)", owner(&groups[g]),
             values);
    sections[g] = (struct section){titles[g], groups[g].params, 0, groups[g].config};
  }
  print_sections(sections, count);
}

static void describe_chain(const struct method *m)
{
  head(&ENTRY(METHOD_WRAPPER, chain_wrappers));
  for (size_t i = 0; i < m->chain->setup.count; i++) {
    printf("\n%zu. ", i + 1);
    describe_parts(&m->chain->stage[i], "value");
  }
}

/* The parameters of restarts, if there is a population; how many sections they are. */
static size_t add_restart(unsigned traits, struct section *section)
{
  *section = (struct section){"parameters of every method with a population (default, range)",
                              restart_params, 0, NULL};
  return traits & USES_POPULATION ? 1 : 0;
}

static void describe_rule(const struct rule_type *rule)
{
  if (rule->momentum)
    printf("\n  a schedule that moves the momentum moves %s\n", rule->momentum);
  else
    puts("\n  has no momentum that a schedule moves");
  if (rule->traits & NEEDS_LAYERS)
    puts("  runs on functions with layers alone, which models are, and not on vo");
}

static int describe_entry(const struct library *library, const struct entry *e, struct error *err)
{
  static const char *const own = "parameters (default, range)";
  struct section sections[2] = {{own, e->params, 0, NULL}};
  struct method method;
  int status;
  if (e->kind != ALIAS) head(e);
  switch (e->kind) {
  case ALIAS:
    status = method_parse(library, e->name, &method, err);
    if (status) return status;
    printf("%s (%s), short for %s\n  %s\n\n", e->name, e->title,
           ((const struct alias *)e->type)->expansion, e->summary);
    describe_parts(&method, "default");
    method_free(&method);
    break;
  case RULE:
    sections[1] =
        (struct section){"parameters of every rule (default, range)", descent_params, 0, NULL};
    print_sections(sections, 2);
    describe_rule(e->type);
    printf("\n  steps on a gradient source: %s, %s@central, %s@es, ...\n", e->name, e->name,
           e->name);
    if (((const struct rule_type *)e->type)->slot) describe_shipped_weights();
    break;
  case SOURCE:
    print_sections(sections,
                   1 + add_restart(((const struct source_type *)e->type)->traits, &sections[1]));
    printf("\n  is stepped by a rule: sgd@%s, adam@%s, ...\n", e->name, e->name);
    break;
  case SEARCH:
    print_sections(sections,
                   1 + add_restart(((const struct optimizer_type *)e->type)->traits, &sections[1]));
    if (((const struct optimizer_type *)e->type)->traits & USES_RESIDUALS)
      puts("\n  runs on sums of squares alone: `optbench describe` says of a function that it is "
           "one");
    break;
  case FUNCTION:
    describe_task(e->type, NULL);
    sections[1] =
        (struct section){"parameters of every function (default, range)", wrap_params, 0, NULL};
    print_sections(sections, 2);
    break;
  case RULE_WRAPPER:
  case POPULATION_WRAPPER:
  case METHOD_WRAPPER:
  case FUNCTION_WRAPPER:
    sections[0].count = ((const struct wrapper *)e->type)->count;
    if (e->params) print_sections(sections, 1);
    printf("\n  asked for by %s\n", ((const struct wrapper *)e->type)->usage);
  }
  return STATUS_OK;
}

/* A spec such as adam@es:rate=0.1: what it comes to. */
static int describe_optimizer(const struct library *library, const char *text, struct error *err)
{
  struct method method;
  char full[METHOD_TEXT];
  int status = method_parse(library, text, &method, err);
  if (status) return status;
  method_format(&method, full, sizeof full);
  printf("%s (%s) is\n  %s\n\n", text, method.title, full);
  if (method.chain)
    describe_chain(&method);
  else
    describe_parts(&method, "value");
  status = describe_own_weights(&method, err);
  method_free(&method);
  return status;
}

static int describe_function(const struct function_library *library, const char *text,
                             struct error *err)
{
  struct function_spec spec;
  int status = function_parse(library, text, &spec, err);
  if (status) return status;
  const struct section sections[] = {
      {"parameters (value, range)", spec.type->params, 0, spec.config},
      {"parameters of every function (value, range)", wrap_params, 0, &spec.wrap}};
  head(&ENTRY(FUNCTION, spec.type));
  describe_task(spec.type, spec.config);
  print_sections(sections, 2);
  function_spec_free(&spec);
  return STATUS_OK;
}

static int unknown(const struct entry *all, size_t count, const char *name, struct error *err)
{
  const char *names[ENTRIES_LIMIT + FIGURE_COUNT];
  for (size_t i = 0; i < count; i++) names[i] = all[i].name;
  for (size_t i = 0; i < FIGURE_COUNT; i++) names[count++] = figure_names[i];
  const char *near = closest_name(name, names, count);
  if (near)
    return error_set(err, STATUS_USAGE, "nothing is called '%.60s'; did you mean '%s'?", name,
                     near);
  return error_set(err, STATUS_USAGE, "nothing is called '%.60s'; `optbench list` shows all names",
                   name);
}

static bool is_called(const struct entry *e, const char *word, size_t length)
{
  if (e->kind == FUNCTION) return function_named(e->type, word, length);
  return strlen(e->name) == length && !strncmp(e->name, word, length);
}

/* text: a name, which may stand for several things as es does; or an optimizer or a function with
 * parameters. */
static int describe(const struct libraries *libraries, const char *typed, struct error *err)
{
  char text[METHOD_TEXT];
  int status = names_item("describe", typed, strlen(typed), text, sizeof text, err);
  if (status) return status;
  struct entry all[ENTRIES_LIMIT];
  size_t count = collect(libraries, all), length = strcspn(text, ":"), found = 0;
  size_t first;
  if (memchr(text, '@', length) || method_next(text, &first))
    return describe_optimizer(libraries->optimizers, text, err);
  for (const struct entry *e = all; e < all + count; e++) {
    if (!is_called(e, text, length)) continue;
    if (text[length] && e->kind == FUNCTION)
      return describe_function(libraries->functions, text, err);
    if (text[length] && e->kind < RULE_WRAPPER)
      return describe_optimizer(libraries->optimizers, text, err);
    if (text[length])
      return error_set(err, STATUS_USAGE,
                       "%s is %s and takes no value here; write `optbench describe %s`", e->name,
                       kinds[e->kind], e->name);
    if (found++) putchar('\n');
    status = describe_entry(libraries->optimizers, e, err);
    if (status) return status;
  }
  if (!text[length] && describe_figure(text, length, found)) return STATUS_OK;
  if (found) return STATUS_OK;
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), text);
  return unknown(all, count, word, err);
}

int cmd_describe(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {0};
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    puts("optbench describe NAME\n\nShow formula, reference and parameters of an optimizer, rule, "
         "source, function or "
         "wrapper,\nor how a figure is worked out. NAME may bring parameters, as in "
         "adam@es:sigma=0.2.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  if (!request.name)
    return error_set(err, STATUS_USAGE, "describe needs a name; `optbench list` shows them all");
  return describe(libraries, request.name, err);
}
