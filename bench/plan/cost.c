/* cost.c -- see cost.h. */
#include "bench/plan/cost.h"

double cost_expected(const struct cell *cell)
{
  return cell->budget * ((double)cell->dim + COST_CALL);
}
