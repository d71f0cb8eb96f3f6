/* library.c -- builds the table of functions of one level from functions.def. */
#include "functions/problem.h"
#include "functions/wrap/wrap.h"
#include "src/numeric/level.h"

#define FUNCTION(id)       extern const struct function_type LEVELED(function_##id);
#define FUNCTION_PLAIN(id) extern const struct function_type function_##id;
#include "functions/functions.def"
#undef FUNCTION
#undef FUNCTION_PLAIN

#define FUNCTION(id)       &LEVELED(function_##id),
#define FUNCTION_PLAIN(id) &function_##id,
static const struct function_type *const functions[] = {
#include "functions/functions.def"
    NULL};
#undef FUNCTION
#undef FUNCTION_PLAIN

#define LEVEL_TEXT_AGAIN(level) #level
#define LEVEL_TEXT(level)       LEVEL_TEXT_AGAIN(level)

extern const struct function_library LEVELED(function_library);
const struct function_library LEVELED(function_library) = {
    .level = LEVEL_TEXT(LEVEL),
    .functions = functions,
    .problem_new = problem_make,
};
