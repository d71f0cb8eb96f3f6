/* method.c -- parses an optimizer's text into its parts and back. */
#include "src/method.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/keys.h"
#include "src/method_named.h"
#include "src/names.h"

/* The parameters of the method inside the wrapper with the stopping tests: of a search, or of a
 * rule, its source and what wraps every rule. */
static size_t inner_groups(struct method *m, struct param_group out[METHOD_GROUPS])
{
  if (!m->rule) {
    out[0] = (struct param_group){m->restart.inner->params, m->parts[0], m->restart.inner->name};
    return 1;
  }
  out[0] = (struct param_group){m->rule->params, m->parts[0], m->rule->name};
  out[1] = (struct param_group){m->source->params, m->parts[1], m->source->name};
  out[2] = (struct param_group){descent_params, &m->restart.descent.wrap, NULL};
  return 3;
}

/* Of a method that follows no other. */
static size_t own_groups(struct method *m, struct param_group out[METHOD_GROUPS])
{
  size_t count = inner_groups(m, out);
  if (m->handover_params)
    out[count++] = (struct param_group){m->handover_params, &m->handover, NULL};
  if (m->traits & USES_POPULATION)
    out[count++] = (struct param_group){restart_params, &m->restart.wrap, NULL};
  return count;
}

size_t method_groups(struct method *m, struct param_group out[METHOD_GROUPS])
{
  if (!m->chain) return own_groups(m, out);
  struct method_chain *chain = m->chain;
  size_t count = 0;
  for (size_t i = 0; i < chain->setup.count; i++) {
    struct param_group own[METHOD_GROUPS];
    size_t more = own_groups(&chain->stage[i], own);
    for (size_t g = 0; g < more; g++, count++) {
      char *name = chain->names[count];
      snprintf(name, sizeof chain->names[0], "%zu%s%.70s", i + 1, own[g].name ? "." : "",
               own[g].name ? own[g].name : "");
      out[count] = (struct param_group){own[g].params, own[g].config, name};
    }
  }
  return count;
}

/* Which of the methods the group is one of. */
static size_t stage_of_group(const struct method *m, size_t group)
{
  return m->chain ? (size_t)strtoul(m->chain->names[group], NULL, 10) - 1 : 0;
}

void method_free(struct method *method)
{
  free(method->parts[0]);
  free(method->parts[1]);
  free(method->columns);
  for (size_t i = 0; method->chain && i < method->chain->setup.count; i++)
    method_free(&method->chain->stage[i]);
  free(method->chain);
  method->chain = NULL;
  method->parts[0] = method->parts[1] = NULL;
  method->columns = NULL;
}

static const char *const *inner_diagnostics(const struct method *m)
{
  return m->rule ? m->source->diagnostics : m->restart.inner->diagnostics;
}

/* The method's own columns, and two more. */
static int add_columns(struct method *m, struct error *err)
{
  const char *const *own = inner_diagnostics(m);
  size_t count = 0;
  if (!m->columns) m->columns = calloc(DIAGNOSTICS_MAX + 1, sizeof *m->columns);
  if (!m->columns) return error_memory(err, "an optimizer's columns");
  for (; own && own[count] && count < DIAGNOSTICS_MAX - 2; count++) m->columns[count] = own[count];
  m->columns[count] = "restarts";
  m->columns[count + 1] = "population";
  m->diagnostics = m->columns;
  return STATUS_OK;
}

/* Wrap it as its parameters say, or unwrap it. */
static int choose_wrapper(struct method *m, struct error *err)
{
  struct restart_setup *r = &m->restart;
  const struct param *params = m->rule ? m->source->params : r->inner->params;
  r->population = param_find(params, "population", strlen("population"));
  r->sigma = param_find(params, "sigma", strlen("sigma"));
  r->varied_size = m->rule ? m->source->config_size : r->inner->config_size;
  if (m->rule) {
    bool apart = m->rule->answer || r->descent.wrap.average;
    bool epochs = r->descent.wrap.unit == UNIT_EPOCH;
    m->traits = m->source->traits | m->rule->traits | (apart ? ANSWERS_APART : 0u) |
                (epochs ? COUNTS_EPOCHS : 0u);
    int status = descent_check(&r->descent.wrap, m->name, err);
    if (status) return status;
  }
  m->type = r->wrap.restart == RESTART_OFF ? r->inner : m->wrapper;
  m->diagnostics = inner_diagnostics(m);
  if (r->wrap.restart < RESTART_IPOP) return STATUS_OK;
  if (!r->population)
    return error_set(err, STATUS_USAGE,
                     "%s has no parameter 'population' that restart=%s could change; use "
                     "restart=stop",
                     m->name, restart_params->choices[r->wrap.restart]);
  return add_columns(m, err);
}

/* Only a population can be tested and begin again with another size. */
static int refuse_restart(const struct method *m, struct error *err)
{
  return error_set(err, STATUS_USAGE,
                   "restart needs a method with a population, which %s has not; `optbench describe "
                   "restart` tells more",
                   m->name);
}

static bool is_restart(struct method *m, const char *key)
{
  struct param_group groups[METHOD_GROUPS];
  size_t length = strlen(restart_params->name), count = method_groups(m, groups);
  if (strncmp(key, restart_params->name, length) || (key[length] && key[length] != '='))
    return false;
  for (size_t g = 0; g < count; g++)
    if (param_find(groups[g].params, restart_params->name, length)) return false;
  return true;
}

/* What hangs on the parameters of its methods. */
static void link_chain(struct method *m)
{
  struct method_chain *c = m->chain;
  m->traits = 0;
  for (size_t i = 0; i < c->setup.count; i++) {
    c->setup.stage[i] = (struct chain_stage){&c->stage[i].restart, c->stage[i].handover};
    m->traits |= c->stage[i].traits;
  }
}

/* What only methods that follow each other have. */
static bool is_handover(struct method *m, const char *key)
{
  struct param_group groups[METHOD_GROUPS];
  size_t length = strcspn(key, "="), count = method_groups(m, groups);
  if (!param_find(handover_middle, key, length)) return false;
  for (size_t g = 0; g < count; g++)
    if (param_find(groups[g].params, key, length)) return false;
  return true;
}

static int refuse_handover(const struct method *m, const char *key, struct error *err)
{
  int length = (int)strcspn(key, "=");
  if (!strncmp(key, "inherit", (size_t)length))
    return error_set(err, STATUS_USAGE,
                     "%s: '%.*s' is for a method that follows another, as in es+%s:%.*s=no",
                     m->name, length, key, m->name, length, key);
  return error_set(err, STATUS_USAGE,
                   "%s: '%.*s' is for a method that another follows, as in %s:%.*s=0.3+adam",
                   m->name, length, key, m->name, length, key);
}

int method_set(struct method *method, const char *key, const char *value, struct error *err)
{
  struct param_group groups[METHOD_GROUPS];
  char before[PARAM_TEXT_MOST + 2];
  size_t g;
  const struct param *p;
  if (is_restart(method, key)) return refuse_restart(method, err);
  if (is_handover(method, key)) return refuse_handover(method, key, err);
  int status =
      param_groups_find(groups, method_groups(method, groups), method->name, key, &g, &p, err);
  if (status) return status;
  param_format(p, groups[g].config, before, sizeof before);
  status = param_set(p, groups[g].config, method->name, value, err);
  if (status) return status;
  struct method *owner = method->chain ? &method->chain->stage[stage_of_group(method, g)] : method;
  status = choose_wrapper(owner, err);
  /* What does not go with the others is not kept. */
  struct error unused;
  if (status) param_set(p, groups[g].config, method->name, before, &unused);
  if (!status && method->chain && p == owner->restart.sigma) owner->handover.inherit = 0;
  if (method->chain) link_chain(method);
  return status;
}

int method_set_stage(struct method *method, size_t stage, const char *key, const char *value,
                     struct error *err)
{
  int status = method_set(&method->chain->stage[stage], key, value, err);
  link_chain(method);
  return status;
}

/* list: "" or ":key=value,..." */
static int set_all(struct method *method, const char *list, struct error *err)
{
  struct param_group groups[METHOD_GROUPS];
  int status = keys_check(method->name, list, err);
  if (status) return status;
  for (const char *key = list; key; key = strchr(key, ',')) {
    if (!*key) continue;
    if (is_restart(method, ++key)) return refuse_restart(method, err);
    if (is_handover(method, key)) return refuse_handover(method, key, err);
  }
  return param_groups_parse(groups, method_groups(method, groups), method->name,
                            list + (*list == ':'), err);
}

static bool is(const char *name, const char *text, size_t length)
{
  return strlen(name) == length && !strncmp(name, text, length);
}

/* A method alone, or in a chain. */
static int parse(const struct library *library, const char *text, const struct param *handover,
                 struct method *m, struct error *err)
{
  size_t length = strcspn(text, ":");
  if (length >= 64)
    return error_set(err, STATUS_USAGE,
                     "unknown optimizer '%.40s...'; `optbench list` shows them all", text);
  *m = (struct method){.wrapper = library->restart, .handover_params = handover};
  param_defaults(restart_params, &m->restart.wrap);
  param_defaults(handover_middle, &m->handover);
  int status = STATUS_OK;
  const struct alias *alias = library->aliases;
  while (alias->name && !is(alias->name, text, length)) alias++;
  if (alias->name) {
    status = parse(library, alias->expansion, handover, m, err);
    snprintf(m->title, sizeof m->title, "%s", alias->title);
  } else {
    status = method_named(library, text, length, m, err);
  }
  if (status) return status;
  memcpy(m->name, text, length);
  m->name[length] = '\0';
  status = set_all(m, text + length, err);
  if (status) method_free(m);
  return status;
}

static int parse_alone(const struct library *library, const char *text,
                       const struct param *handover, struct method *method, struct error *err)
{
  int status = parse(library, text, handover, method, err);
  if (status) return status;
  struct restart_setup *r = &method->restart;
  r->config = method->parts[0];
  if (method->rule) {
    r->descent.rule = method->rule;
    r->descent.source = method->source;
    r->descent.rule_config = method->parts[0];
    r->descent.source_config = method->parts[1];
  }
  status = choose_wrapper(method, err);
  if (status) method_free(method);
  return status;
}

const char *method_next(const char *text, size_t *length)
{
  *length = 0;
  for (;;) {
    *length += names_span(text + *length, "+");
    if (!text[*length]) return NULL;
    /* 1e+3 has no letter behind it. */
    if (isalpha((unsigned char)text[*length + 1])) return text + *length + 1;
    ++*length;
  }
}

void method_head(const char *text, char *head, size_t size)
{
  size_t length, used = 0;
  *head = '\0';
  for (const char *next; text && used < size; text = next) {
    next = method_next(text, &length);
    size_t name = strcspn(text, ":");
    used += (size_t)snprintf(head + used, size - used, "%s%.*s", used ? "+" : "",
                             (int)(name < length ? name : length), text);
  }
}

static bool sets(const char *text, const char *key)
{
  for (const char *at = text + strcspn(text, ":"); *at; at += names_span(at, ",")) {
    at++;
    size_t length = strcspn(at, "=,");
    if (param_keys_clash(at, length, key, strlen(key))) return true;
  }
  return false;
}

/* One method of a chain. */
static int parse_stage(const struct library *library, const char *text, size_t length,
                       const struct param *handover, struct method *m, struct error *err)
{
  char own[METHOD_TEXT];
  if (length >= sizeof own)
    return error_set(err, STATUS_USAGE, "the optimizer '%.40s...' is too long; shorten it", text);
  memcpy(own, text, length);
  own[length] = '\0';
  int status = parse_alone(library, own, handover, m, err);
  /* A sigma that is asked for is meant. */
  if (!status && m->restart.sigma && sets(own, m->restart.sigma->name) && !sets(own, "inherit"))
    m->handover.inherit = 0;
  return status;
}

static void join(char *text, size_t size, const char *separator, const char *more)
{
  size_t used = strlen(text);
  snprintf(text + used, size - used, "%s%s", used ? separator : "", more);
}

static int parse_chain(const struct library *library, const char *text, struct method *m,
                       struct error *err)
{
  *m = (struct method){.type = library->chain, .wrapper = library->restart};
  m->restart.inner = library->chain;
  m->diagnostics = library->chain->diagnostics;
  struct method_chain *c = m->chain = calloc(1, sizeof *m->chain);
  if (!c) return error_memory(err, "an optimizer's parameters");
  c->setup.restart = library->restart;
  int status = STATUS_OK;
  for (const char *at = text, *next; at && !status; at = next) {
    size_t length, place = c->setup.count;
    next = method_next(at, &length);
    if (place == CHAIN_MOST) {
      status = error_set(err, STATUS_USAGE, "'%.60s' has more than %d methods; leave some out",
                         text, CHAIN_MOST);
      break;
    }
    const struct param *handover = !place ? handover_first : next ? handover_middle : handover_last;
    struct method *stage = &c->stage[place];
    status = parse_stage(library, at, length, handover, stage, err);
    if (status) break;
    c->setup.count++;
    join(m->name, sizeof m->name, "+", stage->name);
    join(m->title, sizeof m->title, " then ", stage->title);
  }
  if (status)
    method_free(m);
  else
    link_chain(m);
  return status;
}

int method_parse(const struct library *library, const char *text, struct method *method,
                 struct error *err)
{
  size_t length = strlen(text);
  if (*text == '+' || (length && text[length - 1] == '+'))
    return error_set(err, STATUS_USAGE,
                     "'%.60s': a method is missing beside the '+'; write FIRST+SECOND", text);
  if (method_next(text, &length)) return parse_chain(library, text, method, err);
  return parse_alone(library, text, NULL, method, err);
}

const void *method_config(const struct method *method)
{
  if (method->chain) return &method->chain->setup;
  if (method->restart.wrap.restart != RESTART_OFF) return &method->restart;
  return method->rule ? (const void *)&method->restart.descent : method->parts[0];
}

size_t method_networks(struct method *method, struct network_slot *slots[CHAIN_MOST])
{
  size_t count = 0;
  if (!method->chain) {
    if (method->rule && method->rule->slot) slots[count++] = method->rule->slot(method->parts[0]);
    return count;
  }
  for (size_t i = 0; i < method->chain->setup.count; i++)
    count += method_networks(&method->chain->stage[i], slots + count);
  return count;
}

bool method_has_covariance(const struct method *method)
{
  if (method->rule) return method->source->covariance != NULL;
  return method->restart.inner->covariance != NULL;
}

/* Append a method that follows no other. */
static void format_alone(const struct method *method, char *text, size_t size)
{
  struct param_group groups[METHOD_GROUPS];
  struct method copy = *method; /* it shares the parts, which are only read */
  bool all = method->restart.wrap.restart != RESTART_OFF || method->handover_params;
  if (method->rule)
    snprintf(text, size, "%s@%s", method->rule->name, method->source->name);
  else
    snprintf(text, size, "%s", method->restart.inner->name);
  size_t count = all ? own_groups(&copy, groups) : inner_groups(&copy, groups);
  param_groups_format(groups, count, text, size);
}

void method_format(const struct method *method, char *text, size_t size)
{
  if (!method->chain) {
    format_alone(method, text, size);
    return;
  }
  size_t used = 0;
  for (size_t i = 0; i < method->chain->setup.count && used < size; i++) {
    if (i && used + 1 < size) text[used++] = '+';
    format_alone(&method->chain->stage[i], text + used, size - used);
    used += strlen(text + used);
  }
}
