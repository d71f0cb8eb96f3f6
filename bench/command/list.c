/* list.c -- optbench list: the optimizers and functions that there are. */
#include <stdio.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/options.h"
#include "src/wrapper.h"

static const struct option_row rows[] = {{'h', "help", NULL, "show this"}, {0}};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  if (row) {
    *(bool *)context = true;
    return STATUS_OK;
  }
  return error_set(err, STATUS_USAGE, "list takes no argument, such as '%.60s'; drop it", value);
}

static void row(const char *name, const char *summary) { printf("  %-13s %s\n", name, summary); }

int cmd_list(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  bool help = false;
  int status = options_parse(rows, argc, argv, take, &help, err);
  if (status) return status;
  if (help) {
    puts("optbench list\n\nList the optimizers and functions.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  const struct library *l = libraries->optimizers;
  puts("Rules: how to step, given a gradient. RULE, or RULE@SOURCE");
  for (size_t i = 0; l->rules[i]; i++) row(l->rules[i]->name, l->rules[i]->summary);
  puts("\nSources: where the gradient comes from");
  for (size_t i = 0; l->sources[i]; i++) row(l->sources[i]->name, l->sources[i]->summary);
  puts("\nSearches: methods that own their whole step");
  for (size_t i = 0; l->searches[i]; i++) row(l->searches[i]->name, l->searches[i]->summary);
  puts("\nShort names");
  for (size_t i = 0; l->aliases[i].name; i++) row(l->aliases[i].name, l->aliases[i].summary);
  puts("\nFunctions");
  for (size_t i = 0; libraries->functions->functions[i]; i++)
    row(libraries->functions->functions[i]->name, libraries->functions->functions[i]->summary);
  puts("\nWrappers: what goes around every rule, every method with a population, every function");
  for (const struct wrapper *w = descent_wrappers; w->name; w++) row(w->name, w->summary);
  for (const struct wrapper *w = restart_wrappers; w->name; w++) row(w->name, w->summary);
  for (const struct wrapper *w = function_wrappers; w->name; w++) row(w->name, w->summary);
  puts("\n`optbench describe NAME` shows formula, reference and parameters.");
  return STATUS_OK;
}
