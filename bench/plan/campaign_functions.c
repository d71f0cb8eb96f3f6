/* campaign_functions.c -- the functions of a campaign, from the text of a list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/function_names.h"
#include "bench/plan/lists.h"
#include "bench/plan/suite.h"

void campaign_forget_dims(struct campaign *c)
{
  free(c->data_dims);
  c->data_dims = NULL;
  c->data_dim_count = 0;
}

void campaign_free_functions(struct campaign *c)
{
  for (size_t i = 0; i < c->function_count; i++) function_spec_free(&c->functions[i].spec);
  free(c->functions);
  c->functions = NULL;
  c->function_count = 0;
}

/* One more; of the rest, those that are there already are passed over. */
static int add_function(const struct libraries *libraries, struct campaign *c, const char *label,
                        bool rest, struct error *err)
{
  for (size_t i = 0; i < c->function_count; i++)
    if (list_same_file(c->functions[i].label, label))
      return rest ? STATUS_OK : list_refuse_double("functions", label, c->functions[i].label, err);
  if (!list_grow((void **)&c->functions, c->function_count, sizeof *c->functions))
    return error_memory(err, "the list of functions");
  struct function_entry *entry = &c->functions[c->function_count];
  int status = function_parse(libraries->functions, label, &entry->spec, err);
  if (status) return status;
  snprintf(entry->label, LABEL_SIZE, "%s", label);
  entry->rest = rest;
  entry->pairs = c->suite ? suite_pairs(c->suite, label, &entry->pair_count) : NULL;
  entry->dim = function_dimension(&entry->spec, NULL);
  c->function_count++;
  return STATUS_OK;
}

struct growing {
  const struct libraries *libraries;
  struct campaign *campaign;
};

static int take(void *context, const char *label, struct error *err)
{
  const struct growing *g = context;
  return add_function(g->libraries, g->campaign, label, false, err);
}

static int add_list(const struct growing *g, const char *list, struct error *err)
{
  const struct function_library *library = g->libraries->functions;
  bool rest = false;
  int status = STATUS_OK;
  do {
    char item[LABEL_SIZE];
    status = list_label(&list, "functions", item, &rest, err);
    if (!status && strcmp(item, list_all) != 0)
      status = function_names_each(library, g->campaign->suite, item, take, (void *)g, err);
  } while (*list && !status);
  const struct function_type *const *type = library->functions;
  for (; rest && *type && !status; type++)
    status = add_function(g->libraries, g->campaign, (*type)->name, true, err);
  return status;
}

static int add_suite(const struct growing *g, const struct suite *suite, struct error *err)
{
  char item[LABEL_SIZE];
  int status = STATUS_OK;
  for (size_t i = 0; !status && suite_item(suite, i, item); i++)
    status = function_names_each(g->libraries->functions, NULL, item, take, (void *)g, err);
  return status;
}

/* In place of the campaign's functions: those of a list, or of the suite where it is NULL. */
static int replace(const struct libraries *libraries, struct campaign *campaign, const char *list,
                   struct error *err)
{
  struct campaign fresh = {.suite = campaign->suite};
  const struct growing growing = {libraries, &fresh};
  int status = list ? add_list(&growing, list, err) : add_suite(&growing, fresh.suite, err);
  if (status) {
    campaign_free_functions(&fresh);
    return status;
  }
  campaign_free_functions(campaign);
  campaign->functions = fresh.functions;
  campaign->function_count = fresh.function_count;
  campaign_forget_dims(campaign);
  return STATUS_OK;
}

int campaign_set_functions(const struct libraries *libraries, struct campaign *campaign,
                           const char *list, struct error *err)
{
  return replace(libraries, campaign, list, err);
}

int campaign_set_suite(const struct libraries *libraries, struct campaign *c,
                       const struct suite *suite, int year, struct error *err)
{
  const struct edition *edition = suite_edition(suite, year, err);
  if (!edition) return STATUS_USAGE;
  const struct suite *before = c->suite;
  c->suite = suite;
  int status = replace(libraries, c, NULL, err);
  if (status) {
    c->suite = before;
    return status;
  }
  const char *const says[][2] = {{"dimensions", suite->dims}, {"instances", edition->instances},
                                 {"runs", edition->runs},     {"target", "1e-8"},
                                 {"targets", targets_usual},  {"start", suite->start}};
  for (size_t i = 0; i < sizeof says / sizeof *says && !status; i++)
    if (says[i][1]) status = campaign_set(libraries, c, says[i][0], says[i][1], err);
  c->dims_named = false;
  return status;
}
