/* campaign_section.c -- what the sections of a campaign say of a cell's optimizer. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/data/store.h"
#include "bench/plan/campaign.h"
#include "src/names.h"

/* NAME, or all that is asked for. */
static bool function_answers(const char *label, const char *name)
{
  size_t head = strcspn(label, ":");
  return !strcmp(name, label) || (strlen(name) == head && !strncmp(name, label, head));
}

static bool optimizer_answers(const char *label, const char *name)
{
  char head[LABEL_SIZE];
  method_head(label, head, sizeof head);
  return !strcmp(name, label) || !strcmp(name, head);
}

/* The methods of a label with several, one after the other; *at is NULL before the first. */
static bool next_stage(const char *label, const char **at, char stage[LABEL_SIZE])
{
  size_t length;
  const char *next = method_next(label, &length);
  if (!next) return false;
  if (*at) {
    method_next(*at, &length);
    if (!(*at)[length]) return false;
    *at += length + 1;
  } else {
    *at = label;
  }
  method_next(*at, &length);
  snprintf(stage, LABEL_SIZE, "%.*s", (int)length, *at);
  return true;
}

static bool has_dim(const struct campaign *c, const struct function_entry *function, size_t dim)
{
  for (size_t d = 0; d < campaign_dim_count(c, function); d++)
    if (campaign_dim(c, function, d) == dim) return true;
  return false;
}

/* By all that the label asks for, or by one of several methods. */
static bool label_answered(const char *label, const char *name)
{
  char stage[LABEL_SIZE];
  if (optimizer_answers(label, name)) return true;
  for (const char *at = NULL; next_stage(label, &at, stage);)
    if (optimizer_answers(stage, name)) return true;
  return false;
}

enum section_answer override_answer(const struct campaign *c, const struct override *o)
{
  bool optimizer = false, function = false;
  for (size_t k = 0; k < c->optimizer_count; k++)
    optimizer |= label_answered(c->optimizers[k].label, o->optimizer);
  if (!optimizer) return NO_SUCH_OPTIMIZER;
  for (size_t k = 0; k < c->function_count; k++) {
    if (o->function[0] && !function_answers(c->functions[k].label, o->function)) continue;
    function = true;
    if (!o->dim || has_dim(c, &c->functions[k], o->dim)) return ANSWERED;
  }
  return function ? NO_SUCH_DIMENSION : NO_SUCH_FUNCTION;
}

/* Of one method. */
static bool sets(const char *label, const char *key)
{
  const char *at = label + strcspn(label, ":");
  while (*at) {
    at++;
    if (param_keys_clash(at, strcspn(at, "=,"), key, strlen(key))) return true;
    at += names_span(at, ",");
  }
  return false;
}

bool label_sets(const char *label, const char *key)
{
  char stage[LABEL_SIZE];
  size_t place = 0;
  /* Of several, NUMBER.KEY is the KEY of one. */
  size_t only = isdigit((unsigned char)key[0]) && key[1] == '.' ? (size_t)(key[0] - '0') : 0;
  if (only) key += 2;
  for (const char *at = NULL; next_stage(label, &at, stage);)
    if ((++place == only || !only) && sets(stage, key)) return true;
  return !place && sets(label, key);
}

static bool on_function(const struct override *o, const struct cell *cell)
{
  if (o->function[0] && !function_answers(cell->function->label, o->function)) return false;
  return !o->dim || o->dim == cell->dim;
}

const char tuned_key[] = "tuned";

bool override_applies(const struct override *o, const struct cell *cell)
{
  const char *label = cell->optimizer->label;
  if (!optimizer_answers(label, o->optimizer) || !on_function(o, cell)) return false;
  return !strcmp(label, o->optimizer) || !label_sets(label, o->key);
}

/* Does a section speak of one of several methods? Of which from `first` on: its place behind that
 * of the first, or SIZE_MAX. */
static size_t stage_applies(const struct override *o, const struct cell *cell, size_t first)
{
  char stage[LABEL_SIZE];
  size_t place = 0;
  if (!on_function(o, cell)) return SIZE_MAX;
  for (const char *at = NULL; next_stage(cell->optimizer->label, &at, stage); place++) {
    if (place < first || !optimizer_answers(stage, o->optimizer)) continue;
    if (!strcmp(stage, o->optimizer) || !sets(stage, o->key)) return place;
  }
  return SIZE_MAX;
}

bool cell_has_section(const struct campaign *c, const struct cell *cell)
{
  for (size_t i = 0; i < c->override_count; i++)
    if (override_applies(&c->overrides[i], cell) ||
        stage_applies(&c->overrides[i], cell, 0) != SIZE_MAX)
      return true;
  return false;
}

/* What a section says of single ones of several methods. */
static int set_stages(const struct override *o, const struct cell *cell, struct method *method,
                      struct error *err)
{
  size_t place = stage_applies(o, cell, 0);
  int status = STATUS_OK;
  for (; place != SIZE_MAX && !status; place = stage_applies(o, cell, place + 1))
    status = method_set_stage(method, place, o->key, o->value, err);
  return status;
}

/* The networks of a method's rules, from the store. */
static int open_networks(const struct libraries *libraries, struct method *method,
                         struct error *err)
{
  struct network_slot *slots[CHAIN_MOST];
  size_t count = method_networks(method, slots);
  const struct weights *weights;
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) {
    status = data_store_weights(libraries->data, slots[i]->weights, &weights, err);
    if (!status) slots[i]->network = &weights->network;
  }
  return status;
}

int cell_method(const struct libraries *libraries, const struct campaign *campaign,
                const struct cell *cell, struct method *method, struct error *err)
{
  int status = method_parse(libraries->optimizers, cell->optimizer->label, method, err);
  if (status) return status;
  /* From the general to the particular, so that the particular has the last word; what is said of
   * a method alone is more general than what is said of several. */
  enum { RANKS = 4 };
  for (int rank = 0; rank < 2 * RANKS && !status; rank++)
    for (size_t i = 0; i < campaign->override_count && !status; i++) {
      const struct override *o = &campaign->overrides[i];
      if ((o->function[0] ? 2 : 0) + (o->dim ? 1 : 0) != rank % RANKS) continue;
      if (!strcmp(o->key, tuned_key)) continue;
      if (rank < RANKS)
        status = set_stages(o, cell, method, err);
      else if (override_applies(o, cell))
        status = method_set(method, o->key, o->value, err);
    }
  if (!status) status = open_networks(libraries, method, err);
  if (status) method_free(method);
  return status;
}
