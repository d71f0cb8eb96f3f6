/* cmd_describe.c -- optbench describe NAME: formula, reference and parameters. */
#include <stdio.h>
#include <string.h>

#include "bench/commands.h"
#include "bench/options.h"

enum { NAMES_LIMIT = 256 };

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

/* A text of several lines, each indented. */
static void indented(const char *text)
{
  while (*text) {
    size_t length = strcspn(text, "\n");
    printf("    %.*s\n", (int)length, text);
    text += length + (text[length] == '\n');
  }
}

static void head(const char *name, const char *title, const char *kind, const char *summary,
                 const char *formula, const char *reference)
{
  printf("%s (%s), %s\n  %s\n\n", name, title, kind, summary);
  indented(formula);
  printf("\n  %s\n", reference);
}

static void parameters(const char *title, const struct param *params)
{
  if (!params->kind) return;
  printf("\n  %s\n", title);
  param_help(params, stdout);
}

static void describe_function(const struct function_type *f)
{
  static const char *const trait_names[] = {"smooth",     "separable",     "multimodal",
                                            "stochastic", "own instances", "piecewise flat"};
  head(f->name, f->title, "a function", f->summary, f->formula, f->reference);
  fputs("\n  traits:", stdout);
  const char *separator = " ";
  for (size_t i = 0; i < sizeof trait_names / sizeof *trait_names; i++)
    if (f->traits >> i & 1) {
      printf("%s%s", separator, trait_names[i]);
      separator = ", ";
    }
  fputs(*separator == ' ' ? " none\n" : "\n", stdout);
  if (f->dim_high == f->dim_low)
    printf("  dimension: %zu\n", f->dim_low);
  else if (f->dim_high)
    printf("  dimensions: %zu to %zu\n", f->dim_low, f->dim_high);
  else
    printf("  dimensions: %zu and up\n", f->dim_low);
  printf("  search region: [%g, %g] in each coordinate; starts: [%g, %g]\n", f->search_low,
         f->search_high, f->start_low, f->start_high);
  parameters("parameters (default, range)", f->params);
  parameters("parameters of every function", wrap_params);
}

static bool describe_optimizer(const struct library *l, const char *name)
{
  bool found = false;
  for (size_t i = 0; l->aliases[i].name; i++)
    if (!strcmp(l->aliases[i].name, name)) {
      printf("%s (%s), short for %s\n  %s\n\n", name, l->aliases[i].title, l->aliases[i].expansion,
             l->aliases[i].summary);
      found = true;
    }
  for (size_t i = 0; l->rules[i]; i++)
    if (!strcmp(l->rules[i]->name, name)) {
      const struct rule_type *r = l->rules[i];
      head(r->name, r->title, "a rule", r->summary, r->formula, r->reference);
      parameters("parameters (default, range)", r->params);
      parameters("parameters of every rule", descent_params);
      printf("\n  steps on a gradient source: %s, %s@central, %s@es, ...\n", name, name, name);
      found = true;
    }
  for (size_t i = 0; l->sources[i]; i++)
    if (!strcmp(l->sources[i]->name, name)) {
      const struct source_type *s = l->sources[i];
      head(s->name, s->title, "a gradient source", s->summary, s->formula, s->reference);
      parameters("parameters (default, range)", s->params);
      printf("\n  is stepped by a rule: sgd@%s, adam@%s, ...\n", name, name);
      found = true;
    }
  for (size_t i = 0; l->searches[i]; i++)
    if (!strcmp(l->searches[i]->name, name)) {
      const struct optimizer_type *s = l->searches[i];
      head(s->name, s->title, "a search", s->summary, s->formula, s->reference);
      parameters("parameters (default, range)", s->params);
      found = true;
    }
  return found;
}

/* A spec such as adam@es:rate=0.1: what it comes to. */
static int describe_spec(const struct libraries *libraries, const char *text, struct error *err)
{
  struct method method;
  char full[METHOD_TEXT];
  int status = method_parse(libraries->optimizers, text, &method, err);
  if (status) return status;
  method_format(&method, full, sizeof full);
  printf("%s (%s) is\n  %s\n", text, method.title, full);
  if (method.rule) {
    puts("");
    describe_optimizer(libraries->optimizers, method.rule->name);
    puts("");
    describe_optimizer(libraries->optimizers, method.source->name);
  }
  method_free(&method);
  return STATUS_OK;
}

static int unknown(const struct libraries *libraries, const char *name, struct error *err)
{
  const char *names[NAMES_LIMIT];
  const struct library *l = libraries->optimizers;
  size_t known = 0;
  for (size_t i = 0; l->rules[i]; i++) names[known++] = l->rules[i]->name;
  for (size_t i = 0; l->sources[i]; i++) names[known++] = l->sources[i]->name;
  for (size_t i = 0; l->searches[i]; i++) names[known++] = l->searches[i]->name;
  for (size_t i = 0; l->aliases[i].name; i++) names[known++] = l->aliases[i].name;
  for (size_t i = 0; libraries->functions->functions[i]; i++)
    names[known++] = libraries->functions->functions[i]->name;
  const char *near = closest_name(name, names, known);
  if (near)
    return error_set(err, STATUS_USAGE, "nothing is called '%.60s'; did you mean '%s'?", name,
                     near);
  return error_set(err, STATUS_USAGE, "nothing is called '%.60s'; `optbench list` shows all names",
                   name);
}

int cmd_describe(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {0};
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    puts("optbench describe NAME\n\nShow formula, reference and parameters of an optimizer, rule, "
         "source or function.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  if (!request.name)
    return error_set(err, STATUS_USAGE, "describe needs a name; `optbench list` shows them all");
  if (strpbrk(request.name, "@:")) return describe_spec(libraries, request.name, err);
  bool found = describe_optimizer(libraries->optimizers, request.name);
  for (size_t i = 0; libraries->functions->functions[i]; i++)
    if (!strcmp(libraries->functions->functions[i]->name, request.name)) {
      describe_function(libraries->functions->functions[i]);
      found = true;
    }
  return found ? STATUS_OK : unknown(libraries, request.name, err);
}
