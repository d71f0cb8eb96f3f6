/* type.h -- how a function of BBOB is told: a few lines of its family's file. */
#ifndef OPTBENCH_FUNCTIONS_BBOB_TYPE_H
#define OPTBENCH_FUNCTIONS_BBOB_TYPE_H

#include "functions/bbob/bbob.h"

static const struct param bbob_params[] = {PARAM_TABLE_END};

/* Ends of formulas, a line each. */
#define BBOB_PENALTY "\np(x) = sum_i max(0, |x_i| - 5)^2"
#define BBOB_OSCILLATION                                                                           \
  "\nT_osz(x) = sign(x) exp(t + 0.049 (sin(a t) + sin(b t))), t = ln|x|,"                          \
  "\na, b = 10, 7.9 where x > 0, 5.5, 3.1 where x < 0; it has no slope at 0"
#define BBOB_ASYMMETRY "\nT_asy^b(x)_i = x_i^(1 + b (i-1)/(d-1) sqrt(x_i)) where x_i > 0, else x_i"
#define BBOB_LAMBDA    "\nL^a = diag(a^((i-1)/(2 (d-1))))"
#define BBOB_ROTATION  "\nR: a rotation"
#define BBOB_ROTATIONS "\nR, Q: rotations"

/* In [-5, 5]^dim, instances 1, 2, ... those of COCO. recipe_: a struct bbob_recipe; wrap_: its
 * noise, or NULL. */
#define BBOB_TYPE(id, name_, alias_, recipe_, wrap_, title_, group_, traits_, summary_, formula_,  \
                  reference_)                                                                      \
  static void *alloc_##id(const struct function_setup *setup, const void *config)                  \
  {                                                                                                \
    (void)config;                                                                                  \
    return bbob_new(&recipe_, setup);                                                              \
  }                                                                                                \
  extern const struct function_type LEVELED(function_bbob_##id);                                   \
  const struct function_type LEVELED(function_bbob_##id) = {                                       \
      .name = name_,                                                                               \
      .alias = alias_,                                                                             \
      .title = title_,                                                                             \
      .group = group_,                                                                             \
      .summary = summary_,                                                                         \
      .formula = formula_,                                                                         \
      .reference = reference_,                                                                     \
      .traits = OWN_INSTANCES | (traits_),                                                         \
      .instance_low = 1,                                                                           \
      .wrap = wrap_,                                                                               \
      .dim_low = 2,                                                                                \
      .search_low = -5,                                                                            \
      .search_high = 5,                                                                            \
      .start_low = -5,                                                                             \
      .start_high = 5,                                                                             \
      .params = bbob_params,                                                                       \
      .alloc = alloc_##id,                                                                         \
      .free = bbob_free,                                                                           \
      .scratch = bbob_scratch,                                                                     \
      .evaluate = bbob_evaluate,                                                                   \
      .minimum = bbob_minimum_of,                                                                  \
      .minimiser = bbob_minimiser,                                                                 \
  }

#define BBOB_FUNCTION(id, recipe_, title_, group_, traits_, summary_, formula_)                    \
  BBOB_TYPE(id, "bbob-" #id, #id, recipe_, NULL, title_, group_, traits_, summary_, formula_,      \
            "Hansen, Finck, Ros, Auger, INRIA RR-6829, 2009")

#endif
