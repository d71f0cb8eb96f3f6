/* campaign_set.c -- the lists of a campaign, each from its text. */
#include <stdlib.h>
#include <string.h>

#include "bench/plan/setting.h"
#include "src/names.h"
#include "src/number.h"

/* The next comma-separated item, see names_item: STATUS_OK with *list advanced, or an error. With
 * `nested`, a comma after a ':' belongs to the item when key=value follows it. */
static int next_item(const char **list, bool nested, const char *what, char item[LABEL_SIZE],
                     struct error *err)
{
  const char *begin = *list, *at = begin;
  bool inside = false, quoted = false;
  for (; *at; at++) {
    if (*at == '"') quoted = !quoted;
    if (quoted) continue;
    if (*at == ':') inside = true;
    if (*at != ',') continue;
    if (!nested || !inside) break;
    size_t name = strcspn(at + 1, ",:=@");
    if (at[1 + name] != '=') break;
  }
  *list = *at ? at + 1 : at;
  return names_item(what, begin, (size_t)(at - begin), item, LABEL_SIZE, err);
}

static bool same_file(const char *a, const char *b)
{
  char x[LABEL_SIZE], y[LABEL_SIZE];
  label_file_name(a, x);
  label_file_name(b, y);
  return !strcmp(x, y);
}

void campaign_forget_dims(struct campaign *c)
{
  free(c->data_dims);
  c->data_dims = NULL;
  c->data_dim_count = 0;
}

static void free_functions(struct campaign *c)
{
  for (size_t i = 0; i < c->function_count; i++) function_spec_free(&c->functions[i].spec);
  free(c->functions);
  c->functions = NULL;
  c->function_count = 0;
}

/* Room for one more entry of a list that grows by doubling. */
static bool grow(void **list, size_t count, size_t size)
{
  if (count & (count - 1)) return true;
  void *longer = realloc(*list, (count ? 2 * count : 1) * size);
  if (longer) *list = longer;
  return longer != NULL;
}

static const char all[] = "all"; /* in a list: everything that it does not name */

/* The list's next item, or true in *rest where it is `all`. */
static int next_label(const char **list, const char *what, char label[LABEL_SIZE], bool *rest,
                      struct error *err)
{
  int status = next_item(list, true, what, label, err);
  if (status) return status;
  bool again = *rest;
  *rest |= !strcmp(label, all);
  if (again && !strcmp(label, all))
    return error_set(err, STATUS_USAGE, "%s: '%s' stands twice; drop one", what, all);
  return STATUS_OK;
}

static int refuse_double(const char *what, const char *label, const char *other, struct error *err)
{
  return error_set(err, STATUS_USAGE,
                   "%s: '%s' stands twice, or has the file name of '%s'; drop one", what, label,
                   other);
}

/* One more; of the rest, those that are there already are passed over. */
static int add_function(const struct libraries *libraries, struct campaign *c, const char *label,
                        bool rest, struct error *err)
{
  for (size_t i = 0; i < c->function_count; i++)
    if (same_file(c->functions[i].label, label))
      return rest ? STATUS_OK : refuse_double("functions", label, c->functions[i].label, err);
  if (!grow((void **)&c->functions, c->function_count, sizeof *c->functions))
    return error_memory(err, "the list of functions");
  struct function_entry *entry = &c->functions[c->function_count];
  int status = function_parse(libraries->functions, label, &entry->spec, err);
  if (status) return status;
  snprintf(entry->label, LABEL_SIZE, "%s", label);
  entry->rest = rest;
  entry->dim = function_dimension(&entry->spec, NULL);
  c->function_count++;
  return STATUS_OK;
}

int campaign_set_functions(const struct libraries *libraries, struct campaign *campaign,
                           const char *list, struct error *err)
{
  struct campaign fresh = {0};
  bool rest = false;
  int status = STATUS_OK;
  do {
    char label[LABEL_SIZE];
    status = next_label(&list, "functions", label, &rest, err);
    if (!status && strcmp(label, all) != 0)
      status = add_function(libraries, &fresh, label, false, err);
  } while (*list && !status);
  const struct function_type *const *type = libraries->functions->functions;
  for (; rest && *type && !status; type++)
    status = add_function(libraries, &fresh, (*type)->name, true, err);
  if (status) {
    free_functions(&fresh);
    return status;
  }
  free_functions(campaign);
  campaign->functions = fresh.functions;
  campaign->function_count = fresh.function_count;
  campaign_forget_dims(campaign);
  return STATUS_OK;
}

static int add_optimizer(const struct libraries *libraries, struct campaign *c, const char *label,
                         bool rest, struct error *err)
{
  struct method method;
  for (size_t i = 0; i < c->optimizer_count; i++)
    if (same_file(c->optimizers[i].label, label))
      return rest ? STATUS_OK : refuse_double("optimizers", label, c->optimizers[i].label, err);
  int status = method_parse(libraries->optimizers, label, &method, err);
  if (status) return status;
  unsigned traits = method.traits;
  method_free(&method);
  if (!grow((void **)&c->optimizers, c->optimizer_count, sizeof *c->optimizers))
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
    status = next_label(&list, "optimizers", label, &rest, err);
    if (!status && strcmp(label, all) != 0)
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
    int status = next_item(&list, false, what, item, err);
    if (!status && (!number_parse_count(item, &value) || value < low || value > 1e9))
      status = error_set(err, STATUS_USAGE, "%s: '%s' is not a whole number from %g to 1e9", what,
                         item, low);
    for (size_t i = 0; i < used && !status; i++)
      if (out[i] == value && !equal)
        status = error_set(err, STATUS_USAGE, "%s: %s stands twice; drop one", what, item);
    if (!status && !grow((void **)&out, used, sizeof *out)) status = error_memory(err, what);
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

static int add_target(double *targets, size_t *count, const char *item, struct error *err)
{
  double value;
  if (!number_parse(item, &value) || !(value > 0))
    return error_set(err, STATUS_USAGE,
                     "targets: '%s' is not an error f - f* above 0; write them as 100,1,1e-8",
                     item);
  if (*count == TARGETS_MOST - 1)
    return error_set(err, STATUS_USAGE, "targets: more than %d; leave some out", TARGETS_MOST - 1);
  size_t at = *count;
  for (; at && targets[at - 1] <= value; at--)
    if (targets[at - 1] == value)
      return error_set(err, STATUS_USAGE, "targets: %s stands twice; drop one", item);
  memmove(targets + at + 1, targets + at, (*count - at) * sizeof *targets);
  targets[at] = value;
  ++*count;
  return STATUS_OK;
}

const char targets_usual[] = "usual";

int campaign_set_targets(struct campaign *c, const char *list, struct error *err)
{
  double *targets = NULL;
  size_t count = 0;
  int status = STATUS_OK;
  if (strcmp(list, targets_usual) != 0) {
    targets = malloc(TARGETS_MOST * sizeof *targets);
    if (!targets) return error_memory(err, "the targets");
    do {
      char item[LABEL_SIZE];
      status = next_item(&list, false, "targets", item, err);
      if (!status) status = add_target(targets, &count, item, err);
    } while (*list && !status);
  }
  if (status) {
    free(targets);
    return status;
  }
  free(c->targets);
  c->targets = targets;
  c->target_count = count;
  return STATUS_OK;
}

const char *const campaign_starts[START_POINT] = {"random", "canonical", "grid"};

int campaign_set_start(struct campaign *c, const char *value, struct error *err)
{
  for (size_t i = 0; i < START_POINT; i++)
    if (!strcmp(value, campaign_starts[i])) {
      c->start_mode = (enum start_mode)i;
      return STATUS_OK;
    }
  double *point = NULL;
  size_t count = 0;
  do {
    char item[LABEL_SIZE];
    double x = 0;
    int status = next_item(&value, false, "start", item, err);
    if (!status && !number_parse(item, &x))
      status =
          error_set(err, STATUS_USAGE,
                    "start: '%s' is neither random, canonical, grid nor a finite number", item);
    if (!status && !grow((void **)&point, count, sizeof *point))
      status = error_memory(err, "the start");
    if (status) {
      free(point);
      return status;
    }
    point[count++] = x;
  } while (*value);
  free(c->start);
  c->start = point;
  c->start_count = count;
  c->start_mode = START_POINT;
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
  free_functions(campaign);
  free(campaign->optimizers);
  free(campaign->overrides);
  free(campaign->dims);
  free(campaign->instances);
  free(campaign->tune_instances);
  free(campaign->start);
  free(campaign->targets);
  free(campaign->data_dims);
  *campaign = (struct campaign){0};
}
