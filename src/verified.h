/* verified.h -- what an optimizer was held against, step by step. */
#ifndef OPTBENCH_SRC_VERIFIED_H
#define OPTBENCH_SRC_VERIFIED_H

/* "PyTorch 1.13, 200 steps": the origin that tests/reference/NAME.csv states and the steps that it
 * holds, which the build takes from there; NULL where there is no such file. `name` is that of a
 * rule, a source or a search. */
const char *verified_against(const char *name);

#endif
