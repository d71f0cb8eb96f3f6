/* networks.h -- a small network for whatever rule needs one, so that tests of every rule have it.
 */
#ifndef OPTBENCH_TESTS_SUPPORT_NETWORKS_H
#define OPTBENCH_TESTS_SUPPORT_NETWORKS_H

#include "src/method.h"

/* Into all slots of the method: a network of 3 units that steps against the gradient, about as sgd
 * of rate 0.1 does where that is small, and never by more than 0.2. */
void networks_give(struct method *method);

#endif
