/* cost.h -- what the driver charges for a query. */
#ifndef OPTBENCH_SRC_COMPOSE_COST_H
#define OPTBENCH_SRC_COMPOSE_COST_H

#include "src/optimizer.h"

static inline double query_cost(const struct query *query, const struct setup *setup)
{
  double gradients =
      query->want_gradient + query->want_jacobian + (query->want_hessian ? (double)setup->dim : 0);
  return (double)query->count * (!query->again + setup->gradient_cost * gradients);
}

#endif
