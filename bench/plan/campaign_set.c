/* campaign_set.c -- the lists of a campaign, each from its text. */
#include <stdlib.h>
#include <string.h>

#include "bench/plan/box.h"
#include "bench/plan/lists.h"
#include "bench/plan/setting.h"
#include "src/names.h"
#include "src/number.h"

static int add_optimizer(const struct libraries *libraries, struct campaign *c, const char *label,
                         bool rest, struct error *err)
{
  struct method method;
  for (size_t i = 0; i < c->optimizer_count; i++)
    if (list_same_file(c->optimizers[i].label, label))
      return rest ? STATUS_OK
                  : list_refuse_double("optimizers", label, c->optimizers[i].label, err);
  int status = method_parse(libraries->optimizers, label, &method, err);
  if (status) return status;
  unsigned traits = method.traits;
  method_free(&method);
  if (!list_grow((void **)&c->optimizers, c->optimizer_count, sizeof *c->optimizers))
    return error_memory(err, "the list of optimizers");
  struct optimizer_entry *entry = &c->optimizers[c->optimizer_count++];
  snprintf(entry->label, LABEL_SIZE, "%s", label);
  entry->rest = rest;
  entry->traits = traits;
  return STATUS_OK;
}

/* Every rule, every other source under the first of them, every search and short name. */
static int add_other_optimizers(const struct libraries *libraries, struct campaign *c,
                                struct error *err)
{
  const struct library *l = libraries->optimizers;
  int status = STATUS_OK;
  for (size_t i = 0; l->rules[i] && !status; i++)
    status = add_optimizer(libraries, c, l->rules[i]->name, true, err);
  for (size_t i = 1; l->sources[0] && l->sources[i] && !status; i++) {
    char label[LABEL_SIZE];
    snprintf(label, sizeof label, "%s@%s", l->rules[0]->name, l->sources[i]->name);
    status = add_optimizer(libraries, c, label, true, err);
  }
  for (size_t i = 0; l->searches[i] && !status; i++)
    status = add_optimizer(libraries, c, l->searches[i]->name, true, err);
  for (size_t i = 0; l->aliases[i].name && !status; i++)
    status = add_optimizer(libraries, c, l->aliases[i].name, true, err);
  return status;
}

int campaign_set_optimizers(const struct libraries *libraries, struct campaign *campaign,
                            const char *list, struct error *err)
{
  struct campaign fresh = {0};
  bool rest = false;
  int status = STATUS_OK;
  do {
    char label[LABEL_SIZE];
    status = list_label(&list, "optimizers", label, &rest, err);
    if (!status && strcmp(label, list_all) != 0)
      status = add_optimizer(libraries, &fresh, label, false, err);
  } while (*list && !status);
  if (!status && rest) status = add_other_optimizers(libraries, &fresh, err);
  if (status) {
    free(fresh.optimizers);
    return status;
  }
  free(campaign->optimizers);
  campaign->optimizers = fresh.optimizers;
  campaign->optimizer_count = fresh.optimizer_count;
  return STATUS_OK;
}

/* A list of whole numbers in [low, 1e9], distinct unless they may be `equal`, malloc'ed. */
static int parse_counts(const char *list, const char *what, double low, bool equal,
                        double **numbers, size_t *count, struct error *err)
{
  double *out = NULL;
  size_t used = 0;
  do {
    char item[LABEL_SIZE];
    double value = 0;
    int status = list_item(&list, false, what, item, err);
    if (!status && (!number_parse_count(item, &value) || value < low || value > 1e9))
      status = error_set(err, STATUS_USAGE, "%s: '%s' is not a whole number from %g to 1e9", what,
                         item, low);
    for (size_t i = 0; i < used && !status; i++)
      if (out[i] == value && !equal)
        status = error_set(err, STATUS_USAGE, "%s: %s stands twice; drop one", what, item);
    if (!status && !list_grow((void **)&out, used, sizeof *out)) status = error_memory(err, what);
    if (status) {
      free(out);
      return status;
    }
    out[used++] = value;
  } while (*list);
  *numbers = out;
  *count = used;
  return STATUS_OK;
}

const char dims_auto[] = "auto";

int campaign_set_data_dims(struct campaign *campaign, const char *list, struct error *err)
{
  double *numbers;
  size_t count;
  int status = parse_counts(list, "data-dimensions", 1, true, &numbers, &count, err);
  if (status) return status;
  free(campaign->data_dims);
  campaign->data_dims = numbers;
  campaign->data_dim_count = count;
  return STATUS_OK;
}

int campaign_set_dims(struct campaign *campaign, const char *list, struct error *err)
{
  double *numbers;
  size_t count;
  if (!strcmp(list, dims_auto)) {
    free(campaign->dims);
    campaign->dims = NULL;
    campaign->dim_count = 0;
    campaign->dims_named = false;
    return STATUS_OK;
  }
  int status = parse_counts(list, "dimensions", 1, false, &numbers, &count, err);
  if (status) return status;
  size_t *dims = malloc(count * sizeof *dims);
  for (size_t i = 0; dims && i < count; i++) dims[i] = (size_t)numbers[i];
  free(numbers);
  if (!dims) return error_memory(err, "the dimensions");
  free(campaign->dims);
  campaign->dims = dims;
  campaign->dim_count = count;
  campaign->dims_named = true;
  return STATUS_OK;
}

int campaign_set(const struct libraries *libraries, struct campaign *c, const char *key,
                 const char *value, struct error *err)
{
  const struct setting *setting = setting_find(key);
  if (setting) return setting_set(setting, libraries, c, value, err);
  const char *names[SETTINGS_MOST];
  size_t count = 0;
  for (const struct setting *s = settings; s->key; s++) names[count++] = s->key;
  const char *near = closest_name(key, names, count);
  return error_set(err, STATUS_USAGE, "a campaign has no setting '%.60s'%s%s%s", key,
                   near ? "; did you mean '" : "; bench/README.md lists them", near ? near : "",
                   near ? "'?" : "");
}

void campaign_free(struct campaign *campaign)
{
  campaign_free_functions(campaign);
  free(campaign->optimizers);
  free(campaign->overrides);
  free(campaign->dims);
  free(campaign->instances);
  free(campaign->tune_instances);
  free(campaign->start);
  box_free(&campaign->start_box);
  box_free(&campaign->region);
  free(campaign->targets);
  free(campaign->budget.shares);
  free(campaign->data_dims);
  *campaign = (struct campaign){0};
}
