/* wrap.h -- what problem.c, transform.c, noise.c and library.c share: making problems and wrapping
 * them. */
#ifndef OPTBENCH_FUNCTIONS_WRAP_WRAP_H
#define OPTBENCH_FUNCTIONS_WRAP_WRAP_H

#include "functions/problem.h"
#include "src/numeric/level.h"

#define problem_blank     LEVELED(problem_blank)
#define problem_make      LEVELED(problem_make)
#define problem_inherit   LEVELED(problem_inherit)
#define problem_transform LEVELED(problem_transform)
#define problem_noise     LEVELED(problem_noise)

/* A problem with its arrays in place (low, high, start_low, start_high, canonical, minimiser: dim
 * values each) and `extra` bytes for its state, all zero, or NULL if there is no memory.
 * problem_free frees it. */
struct problem *problem_blank(size_t dim, size_t extra);

/* Make p own `inner` and take over its name, traits, region, starts, minimiser and minimum. */
void problem_inherit(struct problem *p, struct problem *inner);

/* What struct function_library exports as problem_new. */
int problem_make(const struct function_spec *spec, size_t dim, unsigned instance,
                 struct problem **problem, struct error *err);

/* A new problem around `inner`, which it owns, or NULL if there is no memory; then inner is freed.
 */
struct problem *problem_transform(struct problem *inner, struct stream stream);
struct problem *problem_noise(struct problem *inner, const struct wrap_config *config);

#endif
