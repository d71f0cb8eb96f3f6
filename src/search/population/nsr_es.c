/* nsr_es.c -- NSR-ES: half novelty, half value: w = 1/2; see novelty_es.h. */
#include "src/search/population/novelty_es.h"

static const struct param params[] = {
    NOVELTY_ES_PARAMS,
    PARAM_TABLE_END,
};

static void *alloc(const struct setup *setup, const void *config)
{
  return novelty_es_alloc(setup, config, 0.5, false);
}

extern const struct optimizer_type LEVELED(optimizer_nsr_es);
const struct optimizer_type LEVELED(optimizer_nsr_es) = {
    .name = "nsr-es",
    .title = "NSR-ES",
    .summary = "evolution strategy that seeks new behaviour and good values alike",
    .formula = NOVELTY_ES_FORMULA "w = 1/2",
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
