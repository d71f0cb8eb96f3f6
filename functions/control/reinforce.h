/* reinforce.h -- the gradient of a Gaussian policy's return, from the episodes that it lived
 * through (Williams, Machine Learning 8, 1992, with rewards to go and a baseline).
 *
 * With E episodes, a_et = m(theta, s_et) + noise_et, R_et the rewards that episode e is paid from
 * decision t on, and b_et the mean of R_jt over the other episodes (0 where they are over, or where
 * there are none), the gradient of -(mean return) is estimated by
 *   g = -1/E sum_e sum_t (R_et - b_et) noise_et / deviation^2 dm/dtheta
 * b_et does not know noise_et, so that g is unbiased. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_REINFORCE_H
#define OPTBENCH_FUNCTIONS_CONTROL_REINFORCE_H

#include "functions/control/rollout.h"

#define reinforce_gradient LEVELED(reinforce_gradient)

/* r: of one point, run and recorded, with noise; its rewards become rewards to go. memory: 3 *
 * policy_memory + r->decisions values. gradient: r->dim values. */
void reinforce_gradient(const struct rollout *r, double *memory, double *gradient);

#endif
