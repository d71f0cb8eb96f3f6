/* spec.c -- a function as text: parsing NAME[:key=value,...] and writing it back; the end of a
 * problem. Nothing here depends on the vector level. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/problem.h"

static const char *const noise_kinds[] = {"additive", "multiplicative", NULL};

const struct param wrap_params[] = {
    PARAM(struct wrap_config, noise, 0, 0, 1e6, "standard deviation of the noise, 0 for none"),
    PARAM_CHOICE(struct wrap_config, noise_kind, NOISE_ADDITIVE, noise_kinds,
                 "f + noise z or f (1 + noise z), gradient entries likewise"),
    PARAM_TABLE_END,
};

static int find(const struct function_library *library, const char *word,
                const struct function_type **type, struct error *err)
{
  enum { NAMES_LIMIT = 128 };
  const char *names[NAMES_LIMIT];
  size_t known = 0;
  for (; library->functions[known] && known < NAMES_LIMIT; known++) {
    names[known] = library->functions[known]->name;
    if (strcmp(names[known], word)) continue;
    *type = library->functions[known];
    return STATUS_OK;
  }
  const char *near = closest_name(word, names, known);
  if (near)
    return error_set(err, STATUS_USAGE, "unknown function '%s'; did you mean '%s'?", word, near);
  return error_set(err, STATUS_USAGE, "unknown function '%s'; `optbench list` shows them all",
                   word);
}

int function_parse(const struct function_library *library, const char *text,
                   struct function_spec *spec, struct error *err)
{
  *spec = (struct function_spec){0};
  size_t length = strcspn(text, ":");
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), text);
  int status = find(library, word, &spec->type, err);
  if (status) return status;
  size_t size = spec->type->config_size;
  spec->config = calloc(1, size ? size : 1);
  if (!spec->config) return error_memory(err, "a function's parameters");
  param_defaults(spec->type->params, spec->config);
  param_defaults(wrap_params, &spec->wrap);
  const struct param_group groups[] = {{spec->type->params, spec->config},
                                       {wrap_params, &spec->wrap}};
  status =
      param_groups_parse(groups, 2, spec->type->name, text[length] ? text + length + 1 : "", err);
  if (status) function_spec_free(spec);
  return status;
}

void function_format(const struct function_spec *spec, char *text, size_t size)
{
  struct wrap_config wrap = spec->wrap;
  const struct param_group groups[] = {{spec->type->params, spec->config}, {wrap_params, &wrap}};
  snprintf(text, size, "%s", spec->type->name);
  param_groups_format(groups, wrap.noise > 0 ? 2 : 1, text, size);
}

void function_spec_free(struct function_spec *spec)
{
  free(spec->config);
  spec->config = NULL;
}

void problem_free(struct problem *problem)
{
  while (problem) {
    struct problem *inner = problem->inner;
    if (problem->release) problem->release(problem);
    free(problem);
    problem = inner;
  }
}
