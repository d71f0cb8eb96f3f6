/* wrap.h -- making problems and wrapping them. */
#ifndef OPTBENCH_FUNCTIONS_WRAP_WRAP_H
#define OPTBENCH_FUNCTIONS_WRAP_WRAP_H

#include "functions/problem.h"
#include "src/numeric/level.h"

#define problem_make      LEVELED(problem_make)
#define problem_transform LEVELED(problem_transform)
#define problem_multiply  LEVELED(problem_multiply)
#define problem_noise     LEVELED(problem_noise)

/* What struct function_library exports as problem_new. */
int problem_make(const struct function_spec *spec, size_t dim, unsigned instance,
                 const struct dataset *data, struct problem **problem, struct error *err);

/* A new problem around `inner`, which it owns, or NULL if there is no memory; then inner is freed.
 */
struct problem *problem_transform(struct problem *inner, struct stream stream);
struct problem *problem_multiply(struct problem *inner, double factor);
struct problem *problem_noise(struct problem *inner, const struct wrap_config *config);

#endif
