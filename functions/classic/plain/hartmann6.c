/* hartmann6.c -- Hartmann's function of 6 dimensions, see hartmann.h. */
#include "functions/classic/plain/hartmann.h"

static const struct hartmann bells = {
    .steep = {{10, 3, 17, 3.5, 1.7, 8},
              {0.05, 10, 17, 0.1, 8, 14},
              {3, 3.5, 1.7, 10, 17, 8},
              {17, 8, 0.05, 10, 0.1, 14}},
    .centre = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
               {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
               {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
               {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}},
};

HARTMANN_ALLOC(6, 0.20168951100670542, 0.15001069182345797, 0.47687397422189699,
               0.27533243049405607, 0.31165161660011324, 0.65730053406562031)

extern const struct function_type function_hartmann6;
const struct function_type function_hartmann6 = {
    .name = "hartmann6",
    .title = "Hartmann 6",
    .summary = "four bells in the unit cube of 6 dimensions, upside down",
    HARTMANN_FUNCTION(6),
};
