/* schedule.h -- what a learning-rate schedule makes of each step; formulas in src/descent.c. */
#ifndef OPTBENCH_SRC_COMPOSE_SCHEDULE_H
#define OPTBENCH_SRC_COMPOSE_SCHEDULE_H

#include "src/descent.h"
#include "src/numeric/level.h"

#define schedule_plan LEVELED(schedule_plan)
#define schedule_pace LEVELED(schedule_pace)
#define schedule_span LEVELED(schedule_span)

/* Durations in its unit. */
struct schedule_plan {
  struct descent_config config;
  double unit;            /* steps */
  double horizon, warmup; /* both together; the climb */
  double length;          /* T: what is left for the schedule, at least 1 */
  double milestones[MILESTONES_MOST];
  size_t milestone_count;
};

/* affordable: steps that the budget pays for. epoch: steps of one, 0: there are none, and a step
 * counts as one. */
void schedule_plan(struct schedule_plan *plan, const struct descent_config *config,
                   double affordable, double epoch);
/* Of step 0, 1, ... */
struct pace schedule_pace(const struct schedule_plan *plan, double step);
/* A duration of the config, which is a share of the horizon if it is below 1, in steps. */
double schedule_span(const struct schedule_plan *plan, double duration);

#endif
