/* ns_es.c -- NS-ES: novelty alone: w = 0; see novelty_es.h. */
#include "src/search/population/novelty_es.h"

static const struct param params[] = {
    NOVELTY_ES_PARAMS,
    PARAM_TABLE_END,
};

static void *alloc(const struct setup *setup, const void *config)
{
  return novelty_es_alloc(setup, config, 0, false);
}

extern const struct optimizer_type LEVELED(optimizer_ns_es);
const struct optimizer_type LEVELED(optimizer_ns_es) = {
    .name = "ns-es",
    .title = "NS-ES",
    .summary = "evolution strategy that seeks behaviour it has not seen, and no value",
    .formula = NOVELTY_ES_FORMULA "w = 0: the values matter only for where it stands",
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
