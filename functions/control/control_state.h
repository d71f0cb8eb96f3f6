/* control_state.h -- a control task's state, for the two files that make and run it. */
#ifndef OPTBENCH_FUNCTIONS_CONTROL_CONTROL_STATE_H
#define OPTBENCH_FUNCTIONS_CONTROL_CONTROL_STATE_H

#include "functions/control/control.h"

#define control_decisions LEVELED(control_decisions)

enum { TEST_EPISODES = 100 }; /* that truth is made of, where starts are drawn */

struct control {
  const struct environment *environment;
  struct control_config config;
  struct policy_shape shape;
  size_t dim, episodes, tests, decisions;
  bool fresh, gaussian;
  struct stream canonical;
  double *starts, *test_starts; /* states of so many episodes */
  double block[];
};

/* Decisions of an episode, at most. */
size_t control_decisions(const struct control_config *config);

#endif
