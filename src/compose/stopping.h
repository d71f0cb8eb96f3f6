/* stopping.h -- is a search at its end? The tests of stops.def, applied once a generation.
 *
 * A generation is a step: one query, or several where each but the last has `more`. */
#ifndef OPTBENCH_SRC_COMPOSE_STOPPING_H
#define OPTBENCH_SRC_COMPOSE_STOPPING_H

#include "src/numeric/level.h"
#include "src/restart.h"

#define stopping_new   LEVELED(stopping_new)
#define stopping_begin LEVELED(stopping_begin)
#define stopping_asked LEVELED(stopping_asked)
#define stopping_told  LEVELED(stopping_told)
#define stopping_test  LEVELED(stopping_test)

struct stopping;

/* For searches of a budget of so many evaluations; free() gives it back. NULL: no memory. */
struct stopping *stopping_new(size_t dim, double budget, const struct restart_config *config);
/* Another search begins. spread: how far it reaches, or NULL if that is not known. */
void stopping_begin(struct stopping *s, const struct spread *spread);
/* What it asks for, and the values that it is told. */
void stopping_asked(struct stopping *s, const struct query *query);
void stopping_told(struct stopping *s, const struct query *query, const double *f);
/* After a generation: the test that fires, or ASK_EVALUATE. spread: of the next generation, or
 * NULL; mean: dim values, where the search stands. */
enum ask stopping_test(struct stopping *s, const struct spread *spread, const double *mean);

#endif
