/* restart.c -- what wraps every method with a population: its parameters, and how it is described.
 */
#include "src/restart.h"

#include "src/wrapper.h"

static const char *const modes[] = {"off", "stop", "ipop", "bipop", NULL};

const struct param restart_params[] = {
    PARAM_CHOICE(struct restart_config, restart, RESTART_OFF, modes,
                 "what a stopping test brings about: nothing is tested, the end, or a new start"),
    PARAM(struct restart_config, increase, 2, 1, 100,
          "factor of the population from one large restart to the next"),
    PARAM(struct restart_config, tolfun, 1e-12, 0, 1e300,
          "the range of values that counts as none; 0: never"),
    PARAM(struct restart_config, tolx, 1e-12, 0, 1,
          "the deviation that counts as none, as a share of the first; 0: never"),
    PARAM(struct restart_config, maxiter, 1, 0, 1e9,
          "generations a start, in units of 100 + 50 (d + 3)^2 / sqrt(l); 0: any number"),
    PARAM_TABLE_END};

#define STOP(id, name, meaning) "\n" #name ": " meaning

const struct wrapper restart_wrappers[] = {
    {.name = "restart",
     .title = "restarts with other populations",
     .summary = "where a stopping test fires: the end, or a new start with another population",
     .formula =
         "stop   the run ends, and the test's name is its outcome\n"
         "ipop   start k = 1, 2, ... has a population of floor(l increase^k)\n"
         "bipop  two regimes; the one that has cost less so far goes next, the large one between\n"
         "       equals; the first start counts for neither:\n"
         "       large  floor(l increase^k) at its k-th turn\n"
         "       small  floor(l (L / (2 l))^(U^2)), and sigma 10^(-2 V), for at most half of what\n"
         "              the last large one cost; L the last large population\n"
         "The population and the budget of the small regime are those of the paper. pycma 4.4 "
         "draws\n"
         "floor(l 2^(k U^2)) and sigma 0.01^V, allows half of what all large ones cost, and "
         "counts\n"
         "the first start as small.\n"
         "l is the population asked for, or that of the first generation if the method chose it\n"
         "itself. U, V and the start are drawn uniformly, the start from the search region. One\n"
         "whose first generation costs more than is left is not begun: the outcome is budget.\n"
         "A method that says itself that it converged or stalled begins again as well.\n"
         "The tests and their tolerances: `optbench describe stopping`.",
     .reference = "ipop: Auger and Hansen, A Restart CMA Evolution Strategy With Increasing "
                  "Population Size, CEC 2005; bipop: Hansen, Benchmarking a BI-Population CMA-ES "
                  "on the BBOB-2009 Function Testbed, GECCO 2009",
     .usage = "METHOD:restart=ipop",
     .params = restart_params,
     .count = 2},
    {.name = "stopping",
     .title = "stopping tests",
     .summary = "tests after each generation whether a search is at its end, with restart",
     .formula =
         "After each generation of l points, in this order; the first that fires ends the search:"
#define RUN_STOP(id, name, meaning)
#include "src/stops.def"
         "\nDeviations are those of the search distribution. Where a method has none, tolx and\n"
         "tolxup look at those of the population, if it is asked for in one piece, and the\n"
         "three tests after them rest.",
     .reference =
         "Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772, 2016, appendix "
         "B.3; maxiter: Hansen, GECCO 2009",
     .usage = "METHOD:restart=stop,tolfun=1e-9",
     .params = restart_params + 2,
     .count = 3},
    {0}};
