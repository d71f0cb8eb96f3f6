/* hartmann3.c -- Hartmann's function of 3 dimensions, see hartmann.h.
 *
 * The last centre is at 0.03815 as in Dixon and Szegoe; 0.0381, as some tables have it, makes the
 * minimum -3.86277979. */
#include "functions/classic/plain/hartmann.h"

static const struct hartmann bells = {
    .steep = {{3, 10, 30}, {0.1, 10, 35}, {3, 10, 30}, {0.1, 10, 35}},
    .centre = {{0.3689, 0.1170, 0.2673},
               {0.4699, 0.4387, 0.7470},
               {0.1091, 0.8732, 0.5547},
               {0.03815, 0.5743, 0.8828}},
};

HARTMANN_ALLOC(3, 0.11461433858967198, 0.55564884997185693, 0.85254695352086579)

extern const struct function_type function_hartmann3;
const struct function_type function_hartmann3 = {
    .name = "hartmann3",
    .title = "Hartmann 3",
    .summary = "four bells in the unit cube of 3 dimensions, upside down",
    HARTMANN_FUNCTION(3),
};
