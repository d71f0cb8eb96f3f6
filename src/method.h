/* method.h -- an optimizer as it was asked for: NAME[@SOURCE][:key=value,...], or several of them
 * that follow each other, with '+' between them. */
#ifndef OPTBENCH_SRC_METHOD_H
#define OPTBENCH_SRC_METHOD_H

#include "src/chain.h"
#include "src/library.h"

enum { METHOD_TEXT = 8192, METHOD_GROUPS = 5 * CHAIN_MOST };

/* Hand method_config(...) to type->alloc. Owned by the caller of method_parse; may be moved. */
struct method {
  char name[256];                 /* NAME[@SOURCE] as it was typed, with '+' between several */
  char title[256];                /* as printed in a figure */
  unsigned traits;                /* enum optimizer_traits */
  const char *const *diagnostics; /* names of its trace columns, ended by NULL; or NULL */
  const struct optimizer_type *type;
  const struct rule_type *rule;         /* NULL for a search */
  const struct source_type *source;     /* NULL for a search */
  const struct optimizer_type *wrapper; /* what `type` is with stopping tests */
  /* Config of the wrapper; in it what is wrapped, with the config of a rule @ source. Its pointers
   * point into parts. */
  struct restart_setup restart;
  void *parts[2];                      /* owned: configs of rule and source, or of the search */
  const char **columns;                /* owned: diagnostics of the wrapper, or NULL */
  const struct param *handover_params; /* of a method in a chain, else NULL */
  struct handover_config handover;
  struct method_chain *chain; /* owned: what follows each other; NULL: a method alone */
};

/* Methods that follow each other. */
struct method_chain {
  struct method stage[CHAIN_MOST];
  struct chain_setup setup;
  char names[METHOD_GROUPS][80]; /* of groups of parameters: the stage's number, and the table's
                                    own name */
};

/* The first method of a text with several: its length. Returns where the next begins, or NULL. */
const char *method_next(const char *text, size_t *length);
/* The text without any parameters: NAME[@SOURCE], with '+' between several. Cut at size. */
void method_head(const char *text, char *head, size_t size);

/* STATUS_OK, STATUS_USAGE or STATUS_NOMEM; on an error nothing is owned. */
int method_parse(const struct library *library, const char *text, struct method *method,
                 struct error *err);
/* Set one parameter of the rule, the source, the wrappers or the search. */
int method_set(struct method *method, const char *key, const char *value, struct error *err);
/* Of the method that stands so many places behind the first. */
int method_set_stage(struct method *method, size_t stage, const char *key, const char *value,
                     struct error *err);
/* Its parameter tables and the structs that they describe, into `groups`; how many they are. Those
 * of stopping tests and restarts, which every method with a population has, are the last. Of
 * methods that follow each other one's after the other's, NAME being that of the table behind
 * the number of the method and a dot; those that have no name have the number alone. */
size_t method_groups(struct method *method, struct param_group groups[METHOD_GROUPS]);
/* Where the networks of its rules are to be put, see network.h: before method_config's is handed to
 * alloc. How many they are. */
size_t method_networks(struct method *method, struct network_slot *slots[CHAIN_MOST]);
/* Whether type->covariance may be called. */
bool method_has_covariance(const struct method *method);
/* The complete canonical text: RULE@SOURCE:every=parameter,... or SEARCH:... */
void method_format(const struct method *method, char *text, size_t size);
/* The config for method->type->alloc, valid while the method is neither moved nor freed. */
const void *method_config(const struct method *method);
void method_free(struct method *method);

#endif
