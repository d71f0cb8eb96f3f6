/* library.c -- builds the tables of one level from optimizers.def. */
#include "src/library.h"

#include "src/compose/chain.h"
#include "src/compose/descent.h"
#include "src/compose/restart.h"
#include "src/numeric/level.h"

#define RULE(id)   extern const struct rule_type LEVELED(rule_##id);
#define SOURCE(id) extern const struct source_type LEVELED(source_##id);
#define SEARCH(id) extern const struct optimizer_type LEVELED(optimizer_##id);
#define ALIAS(name, title, expansion, summary)
#include "src/optimizers.def"
#undef RULE
#undef SOURCE
#undef SEARCH
#undef ALIAS

#define RULE(id)
#define SOURCE(id)
#define SEARCH(id)
#define ALIAS(name, title, expansion, summary)

static const struct rule_type *const rules[] = {
#undef RULE
#define RULE(id) &LEVELED(rule_##id),
#include "src/optimizers.def"
#undef RULE
#define RULE(id)
    NULL};

static const struct source_type *const sources[] = {
#undef SOURCE
#define SOURCE(id) &LEVELED(source_##id),
#include "src/optimizers.def"
#undef SOURCE
#define SOURCE(id)
    NULL};

static const struct optimizer_type *const searches[] = {
#undef SEARCH
#define SEARCH(id) &LEVELED(optimizer_##id),
#include "src/optimizers.def"
#undef SEARCH
#define SEARCH(id)
    NULL};

static const struct alias aliases[] = {
#undef ALIAS
#define ALIAS(name, title, expansion, summary) {#name, title, expansion, summary},
#include "src/optimizers.def"
    {NULL, NULL, NULL, NULL}};

#define LEVEL_TEXT_AGAIN(level) #level
#define LEVEL_TEXT(level)       LEVEL_TEXT_AGAIN(level)

extern const struct library LEVELED(library);
const struct library LEVELED(library) = {
    .level = LEVEL_TEXT(LEVEL),
    .rules = rules,
    .sources = sources,
    .searches = searches,
    .aliases = aliases,
    .descent = &LEVELED(optimizer_descent),
    .restart = &LEVELED(optimizer_restart),
    .chain = &LEVELED(optimizer_chain),
};
