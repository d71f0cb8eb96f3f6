/* nsra_es.c -- NSRA-ES: value at first, and the more novelty the longer nothing gets better; see
 * novelty_es.h. */
#include "src/search/population/novelty_es.h"

static const struct param params[] = {
    NOVELTY_ES_PARAMS,
    PARAM(struct novelty_es_config, delta_w, 0.05, 0, 1, "by how much w changes at once"),
    PARAM(struct novelty_es_config, patience_w, 50, 1, PARAM_MANY,
          "generations without a better member after which w goes down"),
    PARAM_TABLE_END,
};

static void *alloc(const struct setup *setup, const void *config)
{
  return novelty_es_alloc(setup, config, 1, true);
}

extern const struct optimizer_type LEVELED(optimizer_nsra_es);
const struct optimizer_type LEVELED(optimizer_nsra_es) = {
    .name = "nsra-es",
    .title = "NSRA-ES",
    .summary = "evolution strategy that turns to new behaviour while values do not get better",
    .formula = NOVELTY_ES_FORMULA
    "w = 1 at first; a moved parent better than all before: w <- min(1, w + delta_w);\n"
    "none in patience_w generations: w <- max(0, w - delta_w)",
    .reference = NOVELTY_ES_REFERENCE,
    .traits = USES_RANDOM | USES_POPULATION,
    .config_size = sizeof(struct novelty_es_config),
    .params = params,
    .alloc = alloc,
    .ask = novelty_es_ask,
    .tell = novelty_es_tell,
    .incumbent = novelty_es_incumbent,
    .diagnostics = novelty_es_diagnostics,
    .diagnose = novelty_es_diagnose,
    .deviation = novelty_es_deviation,
    .free = novelty_es_free,
    .kin = "es",
};
