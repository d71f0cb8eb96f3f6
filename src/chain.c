/* chain.c -- what wraps the methods of a chain: its parameters, and how it is described. */
#include "src/chain.h"

#include "src/wrapper.h"

#define SHARE                                                                                      \
  PARAM(struct handover_config, share, 0, 0, 1,                                                    \
        "share of the run's budget that it may spend; 0: an equal part of what is left")
#define PATIENCE                                                                                   \
  PARAM(struct handover_config, patience, 0, 0, 1,                                                 \
        "share of the run's budget without a better value that ends its turn; 0: any")
#define INHERIT                                                                                    \
  PARAM_CHOICE(struct handover_config, inherit, 1, param_no_yes,                                   \
               "begin with the deviation of the method before in the place of sigma")

const struct param handover_first[] = {SHARE, PATIENCE, PARAM_TABLE_END};
const struct param handover_middle[] = {SHARE, PATIENCE, INHERIT, PARAM_TABLE_END};
const struct param handover_last[] = {INHERIT, PARAM_TABLE_END};

const struct wrapper chain_wrappers[] = {
    {.name = "chain",
     .title = "one method after another",
     .summary = "FIRST+SECOND: the second method goes on where the first stands",
     .formula =
         "A method's turn ends after the step\n"
         "  in which it has spent its share of the run's budget (share=1: it has no other end),\n"
         "  or patience times the run's budget was spent since the best value that it was told,\n"
         "or where it is at its end itself: converged, stalled, or a stopping test that\n"
         "restart=stop brings in. The last one's turn ends with the run. There are at most 4.\n"
         "The next one starts at the incumbent, with what is left of the budget for its\n"
         "schedules. Where both have one, its sigma is the deviation of the one before (the root\n"
         "mean square over the coordinates), unless sigma is given with it, or inherit=no.\n"
         "A campaign's section [FIRST] speaks to that part alone, [FIRST+SECOND] to both, with "
         "keys\n"
         "1.rate, 2.rate or, where one of them has it, sigma.\n"
         "The trace has whose turn it is, and at what cost it began: stage, stage_began.",
     .reference = "Brooks, Operations Research 6, 1958, for a search at random before another; "
                  "Torn and Zilinskas, Global Optimization, 1989, section 1.3",
     .usage = "es:share=0.3+adam:rate=0.01, cmaes:restart=stop,share=1+bfgs",
     .params = handover_middle,
     .count = 3},
    {0}};
